"""The H.4.1 against the list of securities behind it: two publications of one portfolio that must agree to a million.

The Board rounds to the million; the New York Fed's summary is exact. Its as-of dates are Wednesdays, moved by a day in some
holiday weeks, so that each Wednesday is matched with the nearest as-of date within two days and the match is told. A blank
part of the summary is nil only where the summary's own total equals its other parts; otherwise it is not published, and the
week is not checked on it.

Sources: Board of Governors, H.4.1; Federal Reserve Bank of New York, System Open Market Account Holdings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from ebb.dates import reserve_bank_holidays
from ebb.errors import UnitError
from ebb.series import Dates, Series, Values
from ebb.store.check_laws import ONE_DAY, UNEXPLAINED, Outside, Skipped, Verdict
from ebb.store.statement import UNIT, Held, columns
from ebb.store.statement_lines import BASES, Span

#: Parts of the summary by the house's names, and the names of their cards in the store.
SOMA: Final[Mapping[str, str]] = {
    "bills": "SOMA_BILLS",
    "notes_bonds": "SOMA_NOTESBONDS",
    "tips": "SOMA_TIPS",
    "frn": "SOMA_FRN",
    "inflation_compensation": "SOMA_TIPS_INFLATION_COMPENSATION",
    "agency_debt": "SOMA_AGENCY_DEBT",
    "mbs": "SOMA_MBS",
    "cmbs": "SOMA_CMBS",
    "total": "SOMA_TOTAL",
}
#: The parts the summary's total adds up; inflation compensation is not among them.
IN_TOTAL: Final = ("bills", "notes_bonds", "tips", "frn", "agency_debt", "mbs", "cmbs")

#: USD mn: the Board rounds each line to the million.
WITHIN: Final = 1.0
#: Share of the weeks checked that must lie within it.
BAR: Final = 0.99
#: How far an as-of date may lie from its Wednesday.
NEAR: Final = timedelta(days=2)
#: The summary's total is rounded by a few dollars (USD mn).
EXACT: Final = 5e-6

#: Why a week could not be compared.
NOT_PUBLISHED, NO_SUMMARY = "not_published", "no_summary"

#: A reason that only this comparison can give: the summary repeats the compensation of another week.
REPEATED: Final = "repeated"


@dataclass(frozen=True, slots=True)
class SomaLaw:
    """Lines of the H.4.1, with their signs, that must equal parts of the summary."""

    key: str
    left: Mapping[str, int]
    right: tuple[str, ...]


LAWS: Final = (
    SomaLaw("soma_treasuries", {"treasuries": 1}, ("bills", "notes_bonds", "tips", "frn", "inflation_compensation")),
    SomaLaw("soma_mbs", {"mbs": 1}, ("mbs", "cmbs")),
    SomaLaw("soma_securities", {"securities": 1, "treasuries": -1, "mbs": -1}, ("agency_debt",)),
    SomaLaw("soma_bills", {"bills": 1}, ("bills",)),
    SomaLaw("soma_notes_bonds", {"notes_bonds": 1}, ("notes_bonds", "frn")),
    SomaLaw("soma_tips", {"tips": 1}, ("tips",)),
    SomaLaw("soma_inflation_compensation", {"inflation_compensation": 1}, ("inflation_compensation",)),
    SomaLaw("soma_agency_debt", {"agency_debt": 1}, ("agency_debt",)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """The summary's parts beside each other: dates, and USD mn by part, NaN where a part is not published."""

    dates: Dates
    values: Mapping[str, Values]

    @classmethod
    def of(cls, soma: Mapping[str, Series]) -> Summary:
        """Line the parts up and set a blank part to nil where the summary's own total proves it.

        Raises
        ------
        UnitError
            If a part is no as-of level.
        """
        wrong = [f"{part} ({one.key}) is {one.basis}" for part, one in soma.items() if one.basis != "as-of level"]
        if wrong:
            raise UnitError(
                f"the summary would mix bases: {'; '.join(wrong)}",
                "store.check_soma",
                "as-of levels",
                "check the cards",
            )
        empty = np.array([], dtype="datetime64[D]")
        dates = np.unique(np.concatenate([empty, *(one.dates for one in soma.values())]))
        values = {part: np.full(len(dates), np.nan) for part in SOMA}
        for part, one in soma.items():
            values[part][np.searchsorted(dates, one.dates)] = one.in_unit(UNIT).values
        added = np.nansum([values[part] for part in IN_TOTAL], axis=0)
        proven = np.abs(values["total"] - added) <= EXACT
        for part in IN_TOTAL:
            values[part] = np.where(np.isnan(values[part]) & proven, 0.0, values[part])
        return cls(dates, values)

    def moved(self, wednesdays: Dates) -> tuple[tuple[date, date], ...]:
        """Wednesdays whose summary is of another day, with that day."""
        place = self.beside(wednesdays)
        pairs = ((w, self.dates[p]) for w, p in zip(wednesdays, place, strict=True) if p >= 0)
        return tuple((w.item(), p.item()) for w, p in pairs if w != p)

    def beside(self, wednesdays: Dates) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Place of the nearest as-of date within two days of each Wednesday (the earlier of two), or -1; shape (n,)."""
        if not len(self.dates):
            return np.full(len(wednesdays), -1, dtype=np.int64)
        after = np.searchsorted(self.dates, wednesdays)
        before = np.maximum(after - 1, 0)
        after = np.minimum(after, len(self.dates) - 1)
        gap_before = np.abs(wednesdays - self.dates[before])
        gap_after = np.abs(self.dates[after] - wednesdays)
        place = np.where(gap_before <= gap_after, before, after)
        found: np.ndarray[tuple[int], np.dtype[np.int64]] = np.where(
            np.minimum(gap_before, gap_after) <= np.timedelta64(NEAR), place, -1
        ).astype(np.int64)
        return found


def soma_laws(held: Held, soma: Mapping[str, Series], span: Span | None = None) -> tuple[Verdict, ...]:
    """Every identity between the H.4.1's Wednesday levels and the summary.

    Parameters
    ----------
    held : mapping of line -> Series, wednesday level
    soma : mapping of part -> Series, as-of level
        Keys of :data:`SOMA`.
    span : (first, last), optional

    Notes
    -----
    Law: Treasuries = bills + notes and bonds + TIPS + FRN + inflation compensation; MBS = MBS + CMBS; securities =
    Treasuries + MBS + agency debt; each within a million on at least 99 weeks of 100.
    """
    summary = Summary.of({part: one for part, one in soma.items() if part in SOMA})
    return tuple(compare(held, summary, law, span) for law in LAWS)


def compare(held: Held, summary: Summary, law: SomaLaw, span: Span | None = None) -> Verdict:
    """The verdict on one identity over every Wednesday that has all its lines and a summary beside it."""
    dates, values = columns(held, law.left, BASES[0])
    absent = tuple(key for key in law.left if key not in values)
    left = sum(
        (sign * values.get(key, np.full(len(dates), np.nan)) for key, sign in law.left.items()), np.zeros(len(dates))
    )
    low, high = span or (date.min, date.max)
    inside = (dates >= np.datetime64(low, "D")) & (dates <= np.datetime64(high, "D")) & np.isfinite(left)
    place = summary.beside(dates)
    alone = _between(dates[inside & (place < 0)], summary.dates)
    inside &= place >= 0
    right = (
        sum((summary.values[part][place] for part in law.right), np.zeros(len(dates))) if len(summary.dates) else left
    )
    gap = np.where(inside, left - right, np.nan)
    checked = np.flatnonzero(np.isfinite(gap))
    over = [at for at in checked if abs(gap[at]) > WITHIN]
    outside = tuple(_outside(dates[at].item(), float(gap[at]), summary, int(place[at]), law) for at in over)
    lacking = tuple(
        part for part in law.right if len(summary.dates) and np.isnan(summary.values[part][place[inside]]).any()
    )
    skipped = [*(Skipped(day, NO_SUMMARY) for day in alone)]
    for at in np.flatnonzero(inside & ~np.isfinite(gap)).tolist():
        blank = tuple(f"soma_{part}" for part in law.right if np.isnan(summary.values[part][place[at]]))
        skipped.append(Skipped(dates[at].item(), NOT_PUBLISHED, blank))
    skipped.sort(key=lambda one: one.day)
    days = dates[checked].tolist()
    return Verdict(
        law.key,
        "soma",
        BASES[0],
        WITHIN,
        BAR,
        len(days),
        len(days) - len(outside),
        outside,
        (),
        int(inside.sum()) - len(days),
        (*absent, *(f"soma.{part}" for part in lacking)),
        days[0] if days else None,
        days[-1] if days else None,
        tuple(skipped),
    )


def _between(wednesdays: Dates, summary: Dates) -> list[date]:
    """The Wednesdays that lie within the span of the summary."""
    if not len(summary):
        return []
    days: list[date] = wednesdays[(wednesdays >= summary[0]) & (wednesdays <= summary[-1])].tolist()
    return days


def _outside(day: date, gap: float, summary: Summary, place: int, law: SomaLaw) -> Outside:
    """The week with the reason the figures show, if they show one."""
    as_of: date = summary.dates[place].item()
    facts: dict[str, object] = {"as_of": as_of}
    if "inflation_compensation" in law.right:
        accrued = summary.values["inflation_compensation"]
        twin = _same_elsewhere(accrued, place)
        if twin is not None:
            return Outside(day, gap, REPEATED, {**facts, "twin": summary.dates[twin].item()})
        holiday = _holiday_after(day)
        daily = _daily(summary, place)
        if holiday is not None and daily is not None and abs(gap - daily) <= WITHIN:
            return Outside(day, gap, ONE_DAY, {**facts, "holiday": holiday, "daily": daily})
    return Outside(day, gap, UNEXPLAINED, facts)


def _same_elsewhere(accrued: Values, place: int) -> int | None:
    """Another week with the very same compensation, though it accrues daily and another figure lies between the two."""
    value = accrued[place]
    for other in map(int, np.flatnonzero(accrued == value)):
        between = accrued[min(place, other) : max(place, other) + 1]
        if other != place and (value == 0 or (between != value).any()):
            return other
    return None


def _daily(summary: Summary, place: int) -> float | None:
    """One day's compensation, USD mn, from the week after or before on which the par of TIPS stood still."""
    accrued, par = summary.values["inflation_compensation"], summary.values["tips"]
    for one, two in ((place, place + 1), (place - 1, place)):
        if one >= 0 and two < len(summary.dates) and par[one] == par[two]:
            daily = float(accrued[two] - accrued[one]) / int((summary.dates[two] - summary.dates[one]).astype(int))
            if np.isfinite(daily):
                return daily
    return None


def _holiday_after(day: date) -> date | None:
    """The Reserve Banks' holiday on the day after, if it is one."""
    following = day + timedelta(days=1)
    return following if following in reserve_bank_holidays(following.year) else None
