"""The bridge from total assets to reserves for weeks whose complete statement is not held: held lines, and one residual.

Reserves are total assets less every liability. Where not all of these are held, what is left is one line with one name
(:data:`RESIDUAL`), shown for every week and never spread or smoothed: its size is the score of the lines held. A large change
of it is set against the change of reserves: money that moves between reserves and a deposit that is not held leaves total
assets alone and turns up on both with opposite signs.

Source: Board of Governors of the Federal Reserve System, H.4.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.errors import UnitError
from ebb.series import Series
from ebb.store.statement import UNIT, Held, columns
from ebb.store.statement_lines import BASES, Span, lines

#: The one residual, by name.
RESIDUAL: Final = "other deposits, other liabilities and capital, and asset lines not held"

#: What a week must have, besides currency in one of its forms.
NEEDED: Final = ("total_assets", "reserve_balances", "reverse_repos", "tga")
#: Currency: the notes of the statement of condition, or what circulates (coin included) on the Wednesday, or else the one
#: exception to the basis under its own name, the average of the week ending that day.
NOTES, CURRENCY, AVERAGE = "notes", "currency", "currency_week_average"
#: Liabilities taken out of the residual on the weeks that hold them. "Other deposits held by depository institutions" are
#: no line of it: they are the reserves.
EITHER: Final = ("term_deposits", "foreign_deposits", "other_deposits", "treasury_contributions")
WITH_NOTES: Final = ("deferred_availability", "other_liabilities", "total_capital")
#: With currency in circulation, coin is among the liabilities and Treasury currency (taken off with a minus) among the assets.
WITH_CURRENCY: Final = ("treasury_cash", "other_liabilities_and_capital", "treasury_currency")
SUPPLYING: Final = ("treasury_currency",)

#: A change of the residual that is listed, USD mn.
LISTED: Final = 100_000.0

#: Share of a change that reserves must make in the other direction to be its counterpart.
MIRRORED: Final = 0.5

#: Weeks in which the Board offered term deposits large enough to be seen, from the data: the residual rises step by step as
#: reserves fall, and both turn back at once. The line is published, but not held for these weeks.
TERM_DEPOSITS: Final[tuple[Span, ...]] = (
    (date(2014, 10, 22), date(2014, 12, 17)),
    (date(2015, 2, 11), date(2015, 3, 18)),
)


@dataclass(frozen=True, slots=True)
class BridgeWeek:
    """One week: total assets, the lines taken off, the residual, and reserves; USD mn.

    Law: total assets - lines - residual = reserves, exactly. A line that supplies reserves stands among `lines` below zero.
    `complete`: every line of the week is held, so that the residual is what the two tables define differently.
    """

    day: date
    total_assets: float
    lines: Mapping[str, float]
    reserves: float
    complete: bool = False

    @property
    def residual(self) -> float:
        """What the lines held leave (:data:`RESIDUAL`)."""
        return self.total_assets - sum(self.lines.values()) - self.reserves

    def json(self) -> dict[str, Any]:
        """The wire form, USD billion."""
        held = {key: amount / 1e3 for key, amount in self.lines.items()}
        return {
            "date": self.day,
            "total_assets": self.total_assets / 1e3,
            "lines": held,
            "residual": self.residual / 1e3,
            "reserves": self.reserves / 1e3,
            "complete": self.complete,
        }


@dataclass(frozen=True, slots=True)
class Jump:
    """A change of the residual from one week to the next; `mirrored` is the share of it that reserves moved the other way."""

    day: date
    change: float
    reserves: float
    reason: str

    @property
    def mirrored(self) -> float:
        """Minus the change of reserves per unit of change."""
        return -self.reserves / self.change

    def json(self) -> dict[str, Any]:
        """The wire form, USD billion."""
        return {
            "date": self.day,
            "change": self.change / 1e3,
            "reserves": self.reserves / 1e3,
            "mirrored": self.mirrored,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class ReservesBridge:
    """The bridge over all weeks that have its lines."""

    weeks: tuple[BridgeWeek, ...]

    @property
    def elsewhere(self) -> tuple[BridgeWeek, ...]:
        """The weeks whose complete statement is not held."""
        return tuple(week for week in self.weeks if not week.complete)

    def summary(self) -> dict[str, Any]:
        """Size of the residual where the complete statement is not held: median, largest, and its change by week; USD mn."""
        weeks = self.elsewhere
        complete = [abs(week.residual) for week in self.weeks if week.complete]
        size: dict[str, Any] = {
            "weeks": len(weeks),
            "complete_weeks": len(complete),
            "largest_where_complete": max(complete, default=None),
        }
        if not weeks:
            return size
        level = np.array([week.residual for week in weeks])
        change = [abs(two.residual - one.residual) for one, two in self.pairs() if not two.complete]
        worst = int(np.argmax(np.abs(level)))
        return {
            **size,
            "first": weeks[0].day,
            "last": weeks[-1].day,
            "median": float(np.median(level)),
            "largest": float(level[worst]),
            "largest_day": weeks[worst].day,
            "median_change": float(np.median(change)) if change else None,
            "with_average_currency": sum(AVERAGE in week.lines for week in weeks),
        }

    def pairs(self) -> tuple[tuple[BridgeWeek, BridgeWeek], ...]:
        """Neighbouring weeks that hold the same lines, so that their residuals can be compared."""
        pairs = zip(self.weeks, self.weeks[1:], strict=False)
        return tuple((a, b) for a, b in pairs if a.lines.keys() == b.lines.keys() and (b.day - a.day).days == 7)

    @property
    def jumps(self) -> tuple[Jump, ...]:
        """Changes of the residual from one week to the next beyond the listed size."""
        found = []
        for one, two in self.pairs():
            change, reserves = two.residual - one.residual, two.reserves - one.reserves
            if abs(change) >= LISTED:
                found.append(Jump(two.day, change, reserves, _reason(two, change, reserves)))
        return tuple(found)

    def json(self) -> dict[str, Any]:
        """The wire form, amounts in USD billion; every week's residual is in it."""
        size = self.summary()
        money = ("median", "largest", "median_change", "largest_where_complete")
        return {
            **{key: value / 1e3 if key in money and value is not None else value for key, value in size.items()},
            "residual": RESIDUAL,
            "jumps": [jump.json() for jump in self.jumps],
            "by_week": [week.json() for week in self.weeks],
        }


def reserves_bridge(held: Held, currency_average: Series | None = None, span: Span | None = None) -> ReservesBridge:
    """Total assets less every liability held, with one residual, for every Wednesday that has the lines needed.

    Parameters
    ----------
    held : mapping of line -> Series, wednesday level
    currency_average : Series, week average, optional
        Currency in circulation where its Wednesday level is not held: the one exception to the basis, under its own name
        (``currency_week_average``), so that no reader takes it for a level.
    span : (first, last), optional

    Raises
    ------
    UnitError
        If a line of `held` is no Wednesday level, or `currency_average` no week average.
    """
    if currency_average is not None and currency_average.basis != BASES[1]:
        raise UnitError(
            f"{currency_average.key} is {currency_average.basis}",
            "store.statement_bridge",
            f"the {BASES[1]} of currency, or the Wednesday level among the lines",
            "hand it in as a line",
        )
    if any(key not in held for key in NEEDED):
        return ReservesBridge(())
    wanted = (*NEEDED, NOTES, CURRENCY, *EITHER, *WITH_NOTES, *WITH_CURRENCY)
    dates, values = columns(held, wanted, BASES[0])
    average = {} if currency_average is None else dict(currency_average.in_unit(UNIT))
    low, high = span or (date.min, date.max)
    weeks = []
    for place, day in enumerate(dates.tolist()):
        row = {key: float(column[place]) for key, column in values.items() if np.isfinite(column[place])}
        if day in average:
            row[AVERAGE] = average[day]
        if low <= day <= high and all(key in row for key in NEEDED) and {NOTES, CURRENCY, AVERAGE} & row.keys():
            weeks.append(_week(day, row))
    return ReservesBridge(tuple(weeks))


def _week(day: date, row: Mapping[str, float]) -> BridgeWeek:
    """The week's bridge from the figures it has."""
    cash = next(form for form in (NOTES, CURRENCY, AVERAGE) if form in row)
    rest = (*EITHER, *(WITH_NOTES if cash == NOTES else WITH_CURRENCY))
    names = ("reverse_repos", "tga", cash, *(key for key in rest if key in row))
    taken = {key: -row[key] if key in SUPPLYING else row[key] for key in names}
    complete = cash != AVERAGE and all(key in row or not lines()[key].existed(day) for key in rest)
    return BridgeWeek(day, row["total_assets"], taken, row["reserve_balances"], complete)


def _reason(week: BridgeWeek, change: float, reserves: float) -> str:
    """What the figures show: a deposit that mirrors reserves, in the weeks of term deposits or not, or nothing."""
    if -reserves / change < MIRRORED:
        return "with_assets"
    spell = any(first <= week.day <= last for first, last in TERM_DEPOSITS)
    return "term_deposits" if spell and "term_deposits" not in week.lines else "mirrored"
