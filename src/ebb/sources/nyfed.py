"""The questions asked of the New York Fed's Markets API, and which parser reads each answer.

As-of dates of the SOMA come from the publisher's list, never from a calendar: the list's parser asks for the holdings of the
dates that are not held yet. Agency holdings are asked for once a month, because the list of pools is long and factors change
monthly. Questions about days end yesterday: a day with two operations is not over after the first.

Source: Federal Reserve Bank of New York, Markets Data APIs (no key).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final
from urllib.parse import quote

from ebb.errors import UnknownName, UsageError
from ebb.sources.harvest import Harvest, Request
from ebb.sources.nyfed_holdings import AGENCY_PARTS, TREASURY_PARTS, holdings, holdings_csv
from ebb.sources.nyfed_operations import propositions, repo_operations
from ebb.sources.nyfed_outright import agency_operations, treasury_operations
from ebb.sources.nyfed_rates import reference_rates
from ebb.sources.nyfed_soma import as_of_dates, summary

BASE: Final = "https://markets.newyorkfed.org/api"
PUBLISHER: Final = "nyfed"

#: Where daily figures are asked from when none is held: the first date of the reverse repo series kept by the house.
FIRST: Final = date(2003, 2, 7)

#: The API answers at most so many operations to ``last/{n}``; more is an error there.
MOST_OPERATIONS: Final = 500

#: The list of a part counts as held where these parts are.
_TELLS: Final[Mapping[str, str]] = {"tsy": "notes_bonds", "agency": "mbs"}
_PARTS: Final[Mapping[str, tuple[str, ...]]] = {"tsy": TREASURY_PARTS, "agency": AGENCY_PARTS}
#: Names of agency classes in the address; the blank is encoded once.
_CLASSES: Final[Mapping[str, str]] = {"agency_debt": "agency debts", "mbs": "mbs", "cmbs": "cmbs"}
_JSON: Final = ("application/json", "text/json")
_LARGE: Final = 160_000_000


def requests(
    *,
    dates_held: Mapping[str, Collection[date]],
    since: date | None = None,
    today: date | None = None,
    weekly_from: date | None = None,
    base: str = BASE,
) -> tuple[Request, ...]:
    """Everything asked of the New York Fed in one fetch.

    Parameters
    ----------
    dates_held : mapping of str to collection of date
        As-of dates held already, by part (``"notes_bonds"``, ``"mbs"``...), as the store tells them.
    since : date, optional
        First day of rates and operations; None: all history.
    today : date, optional
        Today; questions about days end the day before. None: the publisher's newest.
    weekly_from : date, optional
        Ask also for the holdings of every listed date from here that is not held (agency: the last of each month).
    base : str
        Address of the API.

    Returns
    -------
    tuple of Request
        As-of list (leading to the newest lists), weekly summary, rates, repo and outright operations; and, only when no
        Treasury list is held, the month-end history of all Treasuries.
    """
    held = {part: frozenset(days) for part, days in dates_held.items()}
    listing = Request(
        "SOMA as-of dates",
        PUBLISHER,
        f"{base}/soma/asofdates/list.json",
        partial(_listed, held=held, weekly_from=weekly_from, base=base),
        media=_JSON,
    )
    whole = Request("SOMA summary", PUBLISHER, f"{base}/soma/summary.json", summary, media=_JSON)
    history = () if held.get("notes_bonds") else (monthly_treasuries(base=base),)
    return (listing, whole, *daily(since=since, today=today, base=base), *history)


def daily(*, since: date | None = None, today: date | None = None, base: str = BASE) -> tuple[Request, ...]:
    """Reference rates, repo and reverse repo, outright operations of Treasuries and of agency MBS, from `since`.

    Raises
    ------
    UsageError
        If `since` is not before `today`.
    """
    first = since or FIRST
    if today is not None and first >= today:
        raise UsageError(
            f"no day lies between {first} and {today}",
            "sources.nyfed",
            "since before today: the last day asked for is yesterday",
            "ask again tomorrow or from an earlier day",
        )
    window: tuple[tuple[str, str], ...] = (("startDate", first.isoformat()),)
    if today is not None:
        window += (("endDate", (today - timedelta(days=1)).isoformat()),)
    asked = (
        ("Reference rates", "rates/all/search.json", reference_rates),
        ("Repo and reverse repo", "rp/results/search.json", repo_operations),
        ("Treasury operations", "tsy/all/results/summary/search.json", treasury_operations),
        ("Agency MBS operations", "ambs/all/results/summary/search.json", agency_operations),
    )
    return tuple(
        Request(name, PUBLISHER, f"{base}/{path}", parse, params=window, media=_JSON) for name, path, parse in asked
    )


def last_operations(n: int, *, base: str = BASE) -> Request:
    """The last `n` repo and reverse repo operations.

    Raises
    ------
    UsageError
        If `n` is not from 1 to 500: the publisher answers a larger number with an error.
    """
    if not 1 <= n <= MOST_OPERATIONS:
        raise UsageError(
            f"{n} operations cannot be asked for",
            "sources.nyfed",
            f"1 to {MOST_OPERATIONS}",
            "ask for fewer, or for a window of days",
        )
    return Request(
        "Repo and reverse repo", PUBLISHER, f"{base}/rp/all/all/results/last/{n}.json", repo_operations, media=_JSON
    )


def reverse_repo_propositions(*, since: date, base: str = BASE) -> Request:
    """Reverse repo operations from `since` with their counterparties."""
    window = (("startDate", since.isoformat()),)
    address = f"{base}/rp/reverserepo/propositions/search.json"
    return Request("Reverse repo propositions", PUBLISHER, address, propositions, params=window, media=_JSON)


def treasury_holdings(day: date, *, base: str = BASE) -> Request:
    """All Treasuries in the SOMA on one as-of date."""
    return _holdings("tsy", day, base)


def agency_holdings(day: date, *, base: str = BASE) -> Request:
    """All agency securities in the SOMA on one as-of date: debt, MBS and CMBS."""
    return _holdings("agency", day, base)


def agency_class(part: str, day: date, *, base: str = BASE) -> Request:
    """One class of agency securities (``"agency_debt"``, ``"mbs"``, ``"cmbs"``) on one as-of date.

    Raises
    ------
    UnknownName
        If there is no such class.
    """
    if part not in _CLASSES:
        raise UnknownName.of("class of agency securities", part, _CLASSES, where="sources.nyfed")
    address = f"{base}/soma/agency/get/{quote(_CLASSES[part])}/asof/{day.isoformat()}.json"
    parse = partial(holdings, as_of=day, parts=(part,))
    return Request(f"SOMA {_CLASSES[part]} {day}", PUBLISHER, address, parse, media=_JSON, limit=_LARGE)


def monthly_treasuries(*, base: str = BASE) -> Request:
    """All Treasuries at every month end of the whole history, in one CSV file."""
    address = f"{base}/soma/tsy/get/monthly.csv"
    parse = partial(holdings_csv, parts=TREASURY_PARTS)
    return Request("SOMA Treasuries, month ends", PUBLISHER, address, parse, limit=_LARGE)


def _holdings(asset: str, day: date, base: str) -> Request:
    parts = _PARTS[asset]
    name = f"SOMA {'Treasuries' if asset == 'tsy' else 'agency securities'} {day}"
    address = f"{base}/soma/{asset}/get/asof/{day.isoformat()}.json"
    parse = partial(holdings, as_of=day, parts=parts)
    return Request(name, PUBLISHER, address, parse, media=_JSON, limit=_LARGE)


def _listed(body: bytes, *, held: Mapping[str, frozenset[date]], weekly_from: date | None, base: str) -> Harvest:
    """The parser of the as-of list: it reads no figure, it asks for the lists that are not held, oldest first."""
    days = as_of_dates(body)
    wanted = [day for day in days if weekly_from is not None and day >= weekly_from]
    treasuries = {*wanted, days[-1]} - held.get(_TELLS["tsy"], frozenset())
    last_of_month = {(day.year, day.month): day for day in wanted}
    agency = {*last_of_month.values(), days[-1]} - held.get(_TELLS["agency"], frozenset())
    more = [
        *(_holdings("tsy", d, base) for d in sorted(treasuries)),
        *(_holdings("agency", d, base) for d in sorted(agency)),
    ]
    return Harvest(notes=(f"{len(days)} as-of dates, {days[0]} to {days[-1]}",), more=tuple(more))
