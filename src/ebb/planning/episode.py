"""What a stress episode is: dated facts computed from published figures, and the shock they add up to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ebb.errors import MissingDate, UnknownName
from ebb.planning.figures import Days


@dataclass(frozen=True, slots=True)
class Fact:
    """One computed fact of an episode.

    Parameters
    ----------
    name : str
        Key of its label in the catalogue, ``planning.fact.<name>``.
    value : float
    unit : str
        ``"bp"``, ``"percent"``, ``"USD bn"``, ``"GBP bn"``, ``"index"``, ``"share"`` or ``"count"``.
    first, last : date
        Days it is measured between; the same day for a level.
    source : str
    """

    name: str
    value: float
    unit: str
    first: date
    last: date
    source: str


@dataclass(frozen=True, slots=True)
class Shock:
    """An episode in units that can be carried to another balance sheet; None where it was not part of it.

    Parameters
    ----------
    drain : float, share of bank assets
        Reserves taken out within days by factors other than runoff.
    called : float, share of bank assets
        Peak borrowing from the central bank's standing facility.
    purchases : float, share of the central bank's holdings
        Emergency purchases.
    ten_year_bp : float, basis points
        Rise of the 10-year yield.
    spread_bp : float, basis points
        Highest overnight rate above the top of the target range.
    """

    drain: float | None = None
    called: float | None = None
    purchases: float | None = None
    ten_year_bp: float | None = None
    spread_bp: float | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """One stress episode.

    Parameters
    ----------
    key : str
        Its names and one-line descriptions are ``planning.episode.<key>.name`` and ``.line`` in the catalogue.
    first, last : date
        The window its daily figures cover.
    facts : tuple of Fact
    shock : Shock
    """

    key: str
    first: date
    last: date
    facts: tuple[Fact, ...]
    shock: Shock

    def fact(self, name: str) -> Fact:
        """The fact called `name`.

        Raises
        ------
        UnknownName
            If the episode has none of that name.
        """
        for found in self.facts:
            if found.name == name:
                return found
        raise UnknownName.of(f"fact of {self.key}", name, [f.name for f in self.facts], where="planning.episode")

    def sources(self) -> tuple[str, ...]:
        """Every source once, in the order of the facts."""
        return tuple(dict.fromkeys(fact.source for fact in self.facts))


def highest(days: Days) -> tuple[date, float]:
    """Day and value of the highest figure (the first one if there are several).

    Raises
    ------
    MissingDate
        If there is no figure at all.
    """
    if not days:
        raise MissingDate(
            "no figure in the days of the episode",
            "planning.episode",
            "at least one published day",
            "hand in figures that reach the episode",
        )
    return max(days, key=lambda pair: pair[1])


def largest_fall(days: Days) -> tuple[date, date, float]:
    """Largest fall from a peak to a later trough: day of the peak, day of the trough, change in percent (<= 0).

    >>> largest_fall(((date(2020, 1, 1), 100.0), (date(2020, 1, 2), 90.0), (date(2020, 1, 3), 95.0)))
    (datetime.date(2020, 1, 1), datetime.date(2020, 1, 2), -10.0)
    """
    peak_day, peak = days[0]
    worst = (peak_day, peak_day, 0.0)
    for day, value in days:
        if value > peak:
            peak_day, peak = day, value
        fall = 100.0 * (value - peak) / peak
        if fall < worst[2]:
            worst = (peak_day, day, fall)
    return worst


def count_where(days: Days, condition: Callable[[date, float], bool]) -> int:
    """Days on which a condition on (day, value) holds."""
    return sum(condition(day, value) for day, value in days)
