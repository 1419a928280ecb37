"""The register of publishers: who is asked for what, in which order, and which series each brings.

A publisher's own file says how its addresses are built and its answers read; here it is only decided which of these
questions a fetch puts, given what is wanted and what is held. Nothing here opens a socket, and nothing knows the store.

Originating publishers come first. FRED republishes what others publish and its terms are strict, so it is asked only for
series that have no other source here and whose owner is a public body, or for series that are named one by one; index
owners' series (S&P, Nasdaq, ICE, Moody's) are never in a default round.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Protocol

from ebb.errors import UnknownName, UsageError
from ebb.sources.cards import cards, named_at
from ebb.sources.harvest import Request

#: Asked for again with every fetch of daily rates and operations: they are corrected within days.
AGAIN: Final = timedelta(days=14)
#: Weekly pages asked for, at most, in place of a release that cannot be had whole.
MOST_PAGES: Final = 26
#: Public bodies whose series FRED is asked for where nobody else is.
PUBLIC: Final = (
    "Board of Governors of the Federal Reserve System",
    "Federal Reserve Bank of New York",
    "US Bureau of Economic Analysis",
    "US Bureau of Labor Statistics",
    "US Department of the Treasury",
    "US Energy Information Administration",
)


class Held(Protocol):
    """What is held already, as far as it decides what is asked."""

    def last_date(self, name: str) -> date | None:
        """The newest date observed of a series, or None."""
        ...

    def holdings_dates(self, part: str) -> tuple[date, ...]:
        """The as-of dates for which a list of one security type is held."""
        ...

    def record_dates(self) -> tuple[date, ...]:
        """The month ends for which the securities outstanding are held."""
        ...

    def answered(self, question: str) -> date | None:
        """The day on which a question of this name was last answered and kept whole, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of one fetch.

    Parameters
    ----------
    today : date
    names : tuple of str
        Publishers; empty: all.
    series : tuple of str
        Only these series; empty: everything of the publishers.
    weekly_from : date, optional
        Holdings of every listed date from here, not only the newest.
    vintages : bool
        Every vintage of FRED's archive; needs a key.
    fred_key, stooq_key : str, optional
    bases : mapping of publisher to address
        Mirrors in place of the publishers' own addresses.
    """

    today: date
    names: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    weekly_from: date | None = None
    vintages: bool = False
    fred_key: str | None = field(default=None, repr=False)
    stooq_key: str | None = field(default=None, repr=False)
    bases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """One publisher's turn in a fetch: its questions, given what is held.

    `conditional` says whether an answer that did not change may be left out; not so where more than usual is wanted.
    `instead` is what is asked, by the name of a question, if that question brought nothing.
    """

    publisher: str
    requests: Callable[[Held], tuple[Request, ...]]
    conditional: bool = True
    instead: Callable[[Held], Mapping[str, tuple[Request, ...]]] = lambda held: {}


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher: its name on the command line, who it is, what it brings, and how its questions are built.

    `questions(wish, series, held)` builds them; `series` None means everything. `instead(wish, held)` are the second best
    ones, by the name of the question that failed. One that is not `usual` is asked only by name, or for a series that is
    named where there is a key.
    """

    name: str
    title: str
    brings: str
    series: Callable[[], frozenset[str]]
    questions: Callable[[Wish, tuple[str, ...] | None, Held], tuple[Request, ...]]
    instead: Callable[[Wish, Held], Mapping[str, tuple[Request, ...]]] = lambda wish, held: {}
    usual: bool = True


def publishers() -> dict[str, Publisher]:
    """Every publisher by name, in the order in which a fetch asks them."""
    return {one.name: one for one in _REGISTER}


def asks(wish: Wish) -> tuple[Ask, ...]:
    """Who is asked, in order, and for what.

    Raises
    ------
    UnknownName
        If a publisher, or a series at the publishers named, does not exist.
    UsageError
        If an option does not fit the publishers.
    """
    known = publishers()
    for name in (*wish.names, *wish.bases):
        if name not in known:
            raise UnknownName.of("publisher", name, known, where="ebb fetch")
    chosen = _chosen(wish, [one for one in known.values() if _is_allowed(one, wish)])
    if wish.vintages and "fred" not in chosen:
        raise UsageError(
            "only FRED has vintages", "--vintages", "fred among the publishers", "ebb fetch fred --vintages"
        )
    if wish.weekly_from is not None and "nyfed" not in chosen:
        nyfed = "ebb fetch nyfed --weekly-holdings 2022-06-01"
        raise UsageError("only the New York Fed has holdings", "--weekly-holdings", "nyfed among the publishers", nyfed)
    usual = not (wish.series or wish.vintages or wish.weekly_from)
    return tuple(_ask(known[name], wish, series, usual) for name, series in chosen.items())


def _ask(one: Publisher, wish: Wish, series: tuple[str, ...] | None, usual: bool) -> Ask:
    return Ask(
        one.name,
        lambda held: one.questions(wish, series, held),
        usual,
        lambda held: one.instead(wish, held),
    )


def _is_allowed(one: Publisher, wish: Wish) -> bool:
    if wish.names:
        return one.name in wish.names
    return one.usual or (one.name == "stooq" and wish.stooq_key is not None and bool(wish.series))


def _chosen(wish: Wish, allowed: list[Publisher]) -> dict[str, tuple[str, ...] | None]:
    """The publishers to ask, and the series of each (None: everything); a series is asked of the first that has it."""
    if not wish.series:
        return {one.name: None for one in allowed}
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(wish.series):
        source = next((one.name for one in allowed if name in one.series()), None)
        if source is None:
            raise _unknown_series(name, allowed)
        found.setdefault(source, []).append(name)
    return {one.name: tuple(found[one.name]) for one in allowed if one.name in found}


def _unknown_series(name: str, allowed: list[Publisher]) -> UnknownName:
    """Nobody allowed brings it: who does, or what is spelt nearly so."""
    offered = sorted({series for one in allowed for series in one.series()})
    elsewhere = [one.name for one in _REGISTER if name in one.series()]
    near = difflib.get_close_matches(name.upper(), offered, n=1, cutoff=0.5)
    if elsewhere:
        hint = f"ebb fetch {elsewhere[0]} --series {name}"
    else:
        hint = f'did you mean "{near[0]}"?' if near else "ebb fetch --dry-run shows who is asked for what"
    return UnknownName(
        f'no series to fetch is called "{name}"',
        f"--series, at {', '.join(one.name for one in allowed)}",
        f"one of their {len(offered)} series, such as {', '.join(offered[:: max(len(offered) // 5, 1)][:5])}",
        hint,
    )


def _at(*places: str) -> Callable[[], frozenset[str]]:
    return lambda: frozenset(card.name for place in places for card in named_at(place).values())


def _since(names: Iterable[str], held: Held) -> dict[str, date]:
    return {name: day for name in names if (day := held.last_date(name)) is not None}


def _answered(questions: Iterable[str], held: Held) -> date | None:
    """From when questions that share a window are asked: some days before the one answered longest ago.

    A window must not begin at the newest figure of another question: what failed for a month would stay missing.
    """
    days = [held.answered(name) for name in questions]
    known = [day for day in days if day is not None]
    return min(known) - AGAIN if known and len(known) == len(days) else None


def _base(wish: Wish, name: str) -> dict[str, str]:
    """The mirror of a publisher as an argument, or none."""
    return {"base": wish.bases[name].rstrip("/")} if name in wish.bases else {}


# -- the New York Fed ------------------------------------------------------------------------------------------------

#: Questions to the New York Fed by what their series are called there; operations bring the reverse repo series too.
_OPERATIONS: Final = frozenset({"RRPONTSYD", "RRPONTSYAWARD", "SRF_ACCEPTED"})


def _nyfed_series() -> frozenset[str]:
    return (_at("nyfed")() | _OPERATIONS) & frozenset(cards())


def _nyfed(wish: Wish, series: tuple[str, ...] | None, held: Held) -> tuple[Request, ...]:
    from ebb.sources import nyfed

    every = nyfed.requests(
        dates_held={part: held.holdings_dates(part) for part in ("notes_bonds", "mbs")},
        since=_answered([request.name for request in nyfed.daily()], held),
        today=wish.today,
        weekly_from=wish.weekly_from,
        **_base(wish, "nyfed"),
    )
    if series is None:
        return every
    wanted = {_of_nyfed(name) for name in series} | ({"SOMA as-of dates"} if wish.weekly_from else set())
    return tuple(request for request in every if request.name in wanted)


def _of_nyfed(name: str) -> str:
    """The question that brings a series."""
    if name in _OPERATIONS:
        return "Repo and reverse repo"
    return "SOMA summary" if cards()[name].at["nyfed"].startswith("summary.") else "Reference rates"


# -- the others ------------------------------------------------------------------------------------------------------


def _board(wish: Wish, series: tuple[str, ...] | None, held: Held) -> tuple[Request, ...]:
    from ebb.sources import board, gsw

    base = _base(wish, "board")
    wanted = [cards()[name] for name in (_at("board", "gsw")() if series is None else series)]
    documents = {card.document for card in wanted if "board" in card.at}
    releases = [r for r, title in board.RELEASES.items() if any(d.startswith(title) for d in documents)]
    curve = gsw.requests(**base) if any("gsw" in card.at for card in wanted) else ()
    return (*board.requests(releases, **base), *curve)


def _board_instead(wish: Wish, held: Held) -> dict[str, tuple[Request, ...]]:
    """The dated pages of H.4.1 since the last week held: the Data Download Program is to be retired."""
    from ebb.sources import board, h41_page

    last = held.last_date("WALCL")
    weeks = 1 if last is None else min(max((wish.today - last).days // 7, 1), MOST_PAGES)
    return {board.RELEASES["H41"]: h41_page.requests(wish.today, weeks, **_base(wish, "board"))}


def _treasury(wish: Wish, series: tuple[str, ...] | None, held: Held) -> tuple[Request, ...]:
    from ebb.sources import fiscal

    base = _base(wish, "treasury")
    names = {"TGA_DTS": "Daily Treasury Statement", "DEBT_TO_PENNY": "Debt to the Penny"}
    windows = [request.name for request in fiscal.requests() if request.name != fiscal.newest_debt_statement().name]
    every = fiscal.requests(since=_answered(windows, held), months_held=held.record_dates(), **base)
    if series is None:
        return every
    return tuple(request for request in every if request.name in {names[name] for name in series})


def _acm(wish: Wish, series: tuple[str, ...] | None, held: Held) -> tuple[Request, ...]:
    from ebb.sources import acm

    return acm.requests(**_base(wish, "acm"))


def _cboe(wish: Wish, series: tuple[str, ...] | None, held: Held) -> tuple[Request, ...]:
    from ebb.sources import cboe

    return cboe.requests(**_base(wish, "cboe"))


def _ecb(wish: Wish, series: tuple[str, ...] | None, held: Held) -> tuple[Request, ...]:
    from ebb.sources import ecb

    return ecb.requests(series, since=_since(_at("ecb")(), held), **_base(wish, "ecb"))


def _boe(wish: Wish, series: tuple[str, ...] | None, held: Held) -> tuple[Request, ...]:
    from ebb.sources import boe

    return boe.requests(series, since=_since(_at("boe")(), held), **_base(wish, "boe"))


def _fred(wish: Wish, series: tuple[str, ...] | None, held: Held) -> tuple[Request, ...]:
    from ebb.sources import fred

    names = only_at_fred() if series is None else series
    return fred.requests(
        names, key=wish.fred_key, since=_since(names, held), vintages=wish.vintages, **_base(wish, "fred")
    )


def _stooq(wish: Wish, series: tuple[str, ...] | None, held: Held) -> tuple[Request, ...]:
    from ebb.sources import equity

    if wish.stooq_key is None:
        raise UsageError(
            "Stooq answers nobody without a key", "EBB_STOOQ_KEY", "your own key of Stooq", "ebb fetch --series SP500"
        )
    return equity.requests(stooq_key=wish.stooq_key, base=_base(wish, "stooq").get("base"))


def only_at_fred() -> tuple[str, ...]:
    """Series of public bodies that no other publisher of the register brings, in the order of the catalogue."""
    elsewhere = {name for one in _REGISTER if one.name != "fred" and one.usual for name in one.series()}
    return tuple(
        card.name for card in named_at("fred").values() if card.name not in elsewhere and card.publisher in PUBLIC
    )


_REGISTER: Final = (
    Publisher(
        "nyfed",
        "Federal Reserve Bank of New York",
        "SOMA holdings and totals, reference rates, repo, reverse repo and outright operations",
        _nyfed_series,
        _nyfed,
    ),
    Publisher(
        "board",
        "Board of Governors of the Federal Reserve System",
        "every line of H.4.1, rates of H.15, the fitted Treasury curve",
        _at("board", "gsw"),
        _board,
        _board_instead,
    ),
    Publisher(
        "treasury",
        "US Department of the Treasury",
        "the daily statement, the debt, auctions, securities outstanding",
        _at("treasury"),
        _treasury,
    ),
    Publisher("acm", "Federal Reserve Bank of New York", "term premia (Adrian-Crump-Moench)", _at("acm"), _acm),
    Publisher("cboe", "Cboe Global Markets", "the VIX", _at("cboe"), _cboe),
    Publisher("ecb", "European Central Bank", "the Eurosystem's balance sheet and rates", _at("ecb"), _ecb),
    Publisher("boe", "Bank of England", "its balance sheet and rates", _at("boe"), _boe),
    Publisher("stooq", "Stooq", "the S&P 500 with your own key, only when asked", _at("stooq"), _stooq, usual=False),
    Publisher("fred", "Federal Reserve Bank of St. Louis", "series without another source here", _at("fred"), _fred),
)
