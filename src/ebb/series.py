"""Dates x values with everything a reader must know: unit, basis, when it was known, and who published it.

A :class:`Series` holds only what was published: a missing month is absent, never zero and never filled. Two series are
added or compared only when unit and basis agree, because a week average subtracted from a Wednesday level is the oldest
trap of the field. This room computes nothing about the Fed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebb.errors import MissingDate, OutOfRange, UnitError
from ebb.units.scale import convert

Dates = NDArray[np.datetime64]
Values = NDArray[np.float64]

#: What a published value can refer to; series of different bases never enter one identity.
BASES = (
    "wednesday level",
    "week average",
    "operation day",
    "daily close",
    "month average",
    "month end",
    "month sum",
    "last week of month",
    "quarter",
    "month",
    "as-of level",
    "calendar day",
    "announcement window",
    "simulated month end",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who published a figure, in which document, under which name, and how sure we are of it.

    `evidence` is ``"seen"``, ``"seen-secondary"``, ``"computed"``, ``"assumed"`` or ``"memory"``; a figure whose evidence is
    memory is shown with that mark or not at all.
    """

    publisher: str
    document: str
    series: str = ""
    table: str = ""
    evidence: str = "seen"
    vintage: str = ""

    def cite(self) -> str:
        """One line for a footer: publisher, document, series."""
        name = f" ({self.series})" if self.series else ""
        mark = "" if self.evidence in ("seen", "computed") else f" [{self.evidence}]"
        return f"{self.publisher}, {self.document}{name}{mark}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Series:
    """One published (or derived) series.

    Parameters
    ----------
    key : str
        The name used all over the house, e.g. ``"total_assets"``.
    dates : datetime64[D], shape (n,), strictly increasing
        Date observed.
    values : float64, shape (n,), finite
    unit : str
        A unit of :data:`ebb.units.scale.SCALES`.
    basis : str
        One of :data:`BASES`.
    known : datetime64[D], shape (n,)
        First day on which the value could be known, never before the date observed.
    origins : tuple of Origin
    kind : ``"stock"``, ``"flow"``, ``"rate"`` or ``"index"``

    Notes
    -----
    Law: dates strictly increase, nothing is known before it was observed, no value is missing.
    """

    key: str
    dates: Dates
    values: Values
    unit: str
    basis: str
    known: Dates
    origins: tuple[Origin, ...]
    kind: str = "stock"

    def __post_init__(self) -> None:
        dates = np.asarray(self.dates, dtype="datetime64[D]")
        known = np.asarray(self.known, dtype="datetime64[D]")
        values = np.asarray(self.values, dtype=np.float64)
        problems = []
        if not dates.shape == known.shape == values.shape:
            problems.append(f"shapes differ: {dates.shape}, {known.shape}, {values.shape}")
        else:
            if len(dates) > 1 and not (np.diff(dates) > np.timedelta64(0, "D")).all():
                problems.append("dates do not strictly increase")
            if (known < dates).any():
                problems.append("a value is known before it was observed")
            if not np.isfinite(values).all():
                problems.append("a value is not finite")
        if self.basis not in BASES:
            problems.append(f'"{self.basis}" is no basis')
        if problems:
            raise UnitError(
                f'series "{self.key}" breaks its law: {"; ".join(problems)}',
                "series",
                "strictly increasing dates, finite values, known on or after the date observed",
                "correct the table or its passport",
            )
        for name, array in (("dates", dates), ("known", known), ("values", values)):
            array = array.copy()
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[tuple[date, float]]:
        yield from zip(self.dates.tolist(), self.values.tolist(), strict=True)

    def __repr__(self) -> str:
        span = f"{self.dates[0]}..{self.dates[-1]}" if len(self) else "empty"
        return f"Series({self.key}, {self.unit}, {self.basis}, {span}, n={len(self)})"

    def as_of(self, day: date) -> Series:
        """Only what was known on `day`."""
        return self._keep(self.known <= np.datetime64(day, "D"))

    def between(self, first: date, last: date) -> Series:
        """Observations dated from `first` to `last`, both included."""
        low, high = np.datetime64(first, "D"), np.datetime64(last, "D")
        return self._keep((self.dates >= low) & (self.dates <= high))

    def at(self, day: date) -> float:
        """The value observed on exactly `day`.

        Raises
        ------
        MissingDate
            If nothing was published for that day.
        """
        place = int(np.searchsorted(self.dates, np.datetime64(day, "D")))
        if place < len(self) and self.dates[place] == np.datetime64(day, "D"):
            return float(self.values[place])
        raise MissingDate(
            f'"{self.key}" has no value on {day}',
            repr(self),
            "a date of the series",
            "ask for the last value on or before the day with .last(day)",
        )

    def last(self, on_or_before: date | None = None) -> tuple[date, float]:
        """Date and value of the newest observation, or of the newest on or before a day.

        Raises
        ------
        OutOfRange
            If there is none.
        """
        place = len(self) - 1
        if on_or_before is not None:
            place = int(np.searchsorted(self.dates, np.datetime64(on_or_before, "D"), side="right")) - 1
        if place < 0:
            start = str(self.dates[0]) if len(self) else "nothing"
            raise OutOfRange(
                f'"{self.key}" has no value on or before {on_or_before}',
                repr(self),
                f"a date on or after {start}",
                "choose a later date",
            )
        when: date = self.dates[place].item()
        return when, float(self.values[place])

    def in_unit(self, unit: str) -> Series:
        """The same series in another unit of the same measure."""
        return replace(self, values=convert(self.values, self.unit, unit), unit=unit)

    def by_month(self) -> dict[tuple[int, int], float]:
        """Value by (year, month); the last one where a month has several."""
        return {(when.year, when.month): value for when, value in self}

    def changes(self) -> Series:
        """First differences, dated by the later observation."""
        return replace(self, dates=self.dates[1:], values=np.diff(self.values), known=self.known[1:], kind="flow")

    def __add__(self, other: Series) -> Series:
        return self._combine(other, lambda a, b: a + b, "+")

    def __sub__(self, other: Series) -> Series:
        return self._combine(other, lambda a, b: a - b, "-")

    def named(self, key: str) -> Series:
        """The same figures under another key."""
        return replace(self, key=key)

    def frame(self) -> Any:
        """A pandas Series indexed by date (pandas is not installed with ebb: ``pip install pandas``)."""
        import pandas as pd

        return pd.Series(self.values, index=pd.DatetimeIndex(self.dates, name="date"), name=self.key)

    def _keep(self, mask: NDArray[np.bool_]) -> Series:
        return replace(self, dates=self.dates[mask], values=self.values[mask], known=self.known[mask])

    def _combine(self, other: Series, act: Callable[[Values, Values], Values], sign: str) -> Series:
        if (self.unit, self.basis) != (other.unit, other.basis):
            raise UnitError(
                f'"{self.key}" {sign} "{other.key}" would mix {self.unit}, {self.basis} with {other.unit}, {other.basis}',
                "series",
                "one unit and one basis",
                "convert with .in_unit(...), or take the column published on the other's basis",
            )
        both, mine, theirs = np.intersect1d(self.dates, other.dates, return_indices=True)
        return replace(
            self,
            key=f"{self.key} {sign} {other.key}",
            dates=both,
            values=act(self.values[mine], other.values[theirs]),
            known=np.maximum(self.known[mine], other.known[theirs]),
            origins=tuple(dict.fromkeys((*self.origins, *other.origins))),
        )
