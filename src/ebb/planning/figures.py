"""The published figures of the stress episodes, handed in by the doors and looked up by series and day.

Every figure says who published it. A day without a figure is refused, never filled from a neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.errors import FormatError, LawError, MissingDate, UnknownName
from ebb.series import Origin, Series

_BOARD: Final = "Board of Governors of the Federal Reserve System"
_NEW_YORK: Final = "Federal Reserve Bank of New York"

#: Who publishes each daily series of the episode table.
PUBLISHERS: Final[Mapping[str, Origin]] = {
    "DGS2": Origin(_BOARD, "H.15 Selected Interest Rates", "DGS2"),
    "DGS10": Origin(_BOARD, "H.15 Selected Interest Rates", "DGS10"),
    "DFII10": Origin(_BOARD, "H.15 Selected Interest Rates", "DFII10"),
    "ACMTP10": Origin(_NEW_YORK, "Treasury term premia, estimated September 2026", "ACMTP10", vintage="2026-09"),
    "SP500": Origin("S&P Dow Jones Indices", "S&P 500, daily closes", "SP500"),
    "VIXCLS": Origin("Cboe Global Markets", "Cboe Volatility Index, daily closes", "VIXCLS"),
    "SOFR": Origin(_NEW_YORK, "Secured Overnight Financing Rate", "SOFR"),
    "EFFR": Origin(_NEW_YORK, "Effective federal funds rate", "EFFR"),
    "RRPONTSYD": Origin(_NEW_YORK, "Temporary open market operations, overnight reverse repo", "RRPONTSYD"),
}
H41: Final = Origin(_BOARD, "H.4.1 Factors Affecting Reserve Balances")

Days = tuple[tuple[date, float], ...]


@dataclass(frozen=True, slots=True)
class DayRates:
    """Administered rates in force on a day, percent: top of the target range and interest on reserve balances."""

    range_top: float
    iorb: float


@dataclass(frozen=True, slots=True)
class GiltPurchases:
    """The Bank of England's purchases of autumn 2022, GBP bn, as published.

    Parameters
    ----------
    total : float
        Purchases from `first` to `last`.
    stock : float
        Gilts held when the wind-down began, the scale the purchases are set against.
    conventional, index_linked : float or None
        The two kinds, where published.

    Raises
    ------
    LawError
        If both kinds are given and do not add up to the total to the last published digit (0.1).
    """

    total: float
    stock: float
    first: date
    last: date
    source: str
    conventional: float | None = None
    index_linked: float | None = None

    def __post_init__(self) -> None:
        if self.conventional is None or self.index_linked is None:
            return
        if abs(self.conventional + self.index_linked - self.total) > 0.05:  # half the last published digit
            raise LawError(
                f"gilt purchases of {self.conventional} and {self.index_linked} are not {self.total}",
                "planning.figures",
                "conventional and index-linked purchases that add up to the total",
                "correct the figures of the episode",
            )


@dataclass(frozen=True, slots=True)
class Figures:
    """All published figures the episodes are built from.

    Parameters
    ----------
    daily : mapping (episode, series) -> days, as :func:`read_days` gives it
    weeks : mapping Wednesday -> figures by column, USD bn, as :func:`read_weeks` gives it
    bank_assets, treasuries, mbs : Series of money
    srf_usage : Series, standing repo accepted by day
    mortgage_rate : Series, percent, 30-year, last week of the month
    sp500_return : Series, percent a month
    rates : function of a day
        Administered rates in force (the policy room's corridor).
    gilts : GiltPurchases
    """

    daily: Mapping[tuple[str, str], Days]
    weeks: Mapping[date, Mapping[str, float]]
    bank_assets: Series
    treasuries: Series
    mbs: Series
    srf_usage: Series
    mortgage_rate: Series
    sp500_return: Series
    rates: Callable[[date], DayRates]
    gilts: GiltPurchases

    def days(self, episode: str, series: str) -> Days:
        """All days of one series in one episode, oldest first.

        Raises
        ------
        UnknownName
            If the table has no such series for the episode.
        """
        if (episode, series) not in self.daily:
            known = [f"{e} {s}" for e, s in self.daily]
            raise UnknownName.of("episode series", f"{episode} {series}", known, where="planning.figures")
        return self.daily[episode, series]

    def on(self, episode: str, series: str, day: date) -> float:
        """The figure of one day.

        Raises
        ------
        MissingDate
            If nothing was published for it.
        """
        found = dict(self.days(episode, series)).get(day)
        if found is None:
            first, last = self.days(episode, series)[0][0], self.days(episode, series)[-1][0]
            raise MissingDate(
                f"{series} of {episode} has no value on {day}",
                "planning.figures",
                f"a published day between {first} and {last}",
                "choose another day or complete the table of episodes",
            )
        return found

    def week(self, day: date, column: str) -> float:
        """A figure of a key week of the Fed's balance sheet, USD bn.

        Raises
        ------
        MissingDate
            If the week or the figure is not in the table.
        """
        found = self.weeks.get(day, {}).get(column)
        if found is None:
            raise MissingDate(
                f"{column} has no value in the week of {day}",
                "planning.figures",
                "a Wednesday of the table of key weeks",
                "complete the table of key weeks",
            )
        return found


def read_days(rows: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], Days]:
    """Rows of the episode table (episode, date, series, value) by episode and series, oldest first.

    Raises
    ------
    FormatError
        If a row is not readable, a series has no known publisher, or a day comes twice; every problem is listed.
    """
    found: dict[tuple[str, str], dict[date, float]] = {}
    problems = []
    for number, row in enumerate(rows, start=2):
        try:
            key, day, value = (row["episode"], row["series"]), date.fromisoformat(row["date"]), float(row["value"])
        except (KeyError, ValueError) as fault:
            problems.append(f"line {number}: {fault}")
            continue
        if key[1] not in PUBLISHERS:
            problems.append(f'line {number}: series "{key[1]}" has no known publisher')
        elif day in found.setdefault(key, {}):
            problems.append(f"line {number}: {key[1]} of {key[0]} on {day} comes twice")
        else:
            found[key][day] = value
    if problems:
        raise FormatError(
            f"episode table: {'; '.join(problems)}",
            "planning.figures",
            "columns episode, date, series, value; one row for each day of a known series",
            "correct the table",
        )
    return {key: tuple(sorted(days.items())) for key, days in found.items()}


def read_gilts(steps: Iterable[Mapping[str, Any]]) -> GiltPurchases:
    """The purchases, and the stock they are set against, from the steps of the other central banks.

    Parameters
    ----------
    steps : iterable of mappings
        The ``step`` entries of the packaged document on other central banks. Used are the Bank of England's
        ``financial_stability_purchases`` (``amount``, ``effective``, ``ends``; ``conventional`` and ``index_linked``
        where given) and the stock when reinvestment stopped (``stop_reinvestment``, ``stock_before``).

    Raises
    ------
    FormatError
        If either step is not there, or is marked as from memory.
    """
    bank = {step["action"]: step for step in steps if step.get("bank") == "BoE" and step.get("evidence") != "memory"}
    bought, stopped = bank.get("financial_stability_purchases"), bank.get("stop_reinvestment")
    if bought is None or stopped is None or "stock_before" not in stopped:
        raise FormatError(
            "the Bank of England's purchases of 2022, or the stock they are set against, are not there",
            "planning.figures",
            "steps financial_stability_purchases and stop_reinvestment (with stock_before) of the BoE, not from memory",
            "complete the document on other central banks",
        )
    return GiltPurchases(
        total=float(bought["amount"]),
        stock=float(stopped["stock_before"]),
        first=bought["effective"],
        last=bought["ends"],
        source=f"{bought['reference']}; {stopped['reference']}",
        conventional=bought.get("conventional"),
        index_linked=bought.get("index_linked"),
    )


def read_weeks(rows: Iterable[Mapping[str, str]]) -> dict[date, dict[str, float]]:
    """Rows of the table of key weeks by Wednesday; columns in USD bn only (``*_busd``), empty cells left out."""
    return {
        date.fromisoformat(row["date"]): {
            column: float(text) for column, text in row.items() if column.endswith("_busd") and text != ""
        }
        for row in rows
    }
