"""The rules of vintages, as pure functions on arrays: what a delivery adds to, and replaces in, what is held.

Laws: what is received on a day never changes what was known before that day, except that the publisher's own vintages
replace assumptions; the same delivery twice changes nothing; an unchanged value is held once, from its first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebb.series import Dates, Values
from ebb.store.records import LAG, REAL, RECEIVED, Counts

_NONE = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Vintages of one series, all of shape (n,), ordered by date and known; NaN is a withdrawn figure."""

    date: Dates
    known: Dates
    how: NDArray[np.uint8]
    value: Values
    delivery: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.date)

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> Rows:
        """The rows at places `index`, or where it is true."""
        return Rows(*(getattr(self, name)[index] for name in Rows.__slots__))

    def without(self, other: Rows) -> Rows:
        """These rows but for those of a date and day of the others."""
        # One number for both days: days since 1970 fit 32 bits.
        mine, theirs = ((rows.date.astype(np.int64) << 32) + rows.known.astype(np.int64) for rows in (self, other))
        return self.take(~np.isin(mine, theirs))

    def join(self, other: Rows) -> Rows:
        """These rows, then the others."""
        return Rows(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in Rows.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What a delivery does: rows to take out, rows to put in, and the counts of its figures."""

    out: Rows
    into: Rows
    counts: Counts
    first_vintage: np.datetime64 = _NONE


def rows(date: Dates, known: Dates, how: int, value: Values, delivery: int) -> Rows:
    """Rows that have one `how` and one `delivery` in common."""
    size = len(date)
    return Rows(date, known, np.full(size, how, np.uint8), value, np.full(size, delivery, np.int32))


def received(
    held: Rows, dates: Dates, values: Values, lag: int, today: date, delivery: int, first_vintage: np.datetime64
) -> Change:
    """A delivery without vintages: a new date is known after the usual lag, another value of a held date from today.

    Parameters
    ----------
    held : Rows
        All that is held of the series.
    dates, values : shape (n,), dates strictly increasing, values finite
    lag : int
        Days from the date to its publication.
    today : date
        Day of receipt. Nothing is known later, unless it is dated later.
    first_vintage : datetime64[D]
        First day for which the publisher's vintages are held, NaT if there are none. What it held already then had been
        published some time before: for these dates the usual lag is assumed, with the value of that first vintage.
    """
    now = np.datetime64(today, "D")
    assumed = np.maximum(np.minimum(dates + np.timedelta64(max(lag, 0), "D"), now), dates)
    first, last = _ends(held)
    there, place = _find(held.date[first], dates)
    new = rows(dates[~there], assumed[~there], LAG, values[~there], delivery)

    newest, oldest = last[place[there]], first[place[there]]
    differs = held.value[newest] != values[there]
    counts = Counts(len(new), int((~differs).sum()), int(differs.sum()))

    # A revision is known from today. Where the newest value held became known today (or is dated later still) it is
    # replaced; if that restores the value before it, nothing is left to say.
    at = np.maximum(np.maximum(now, held.known[newest[differs]]), dates[there][differs])
    replaced = held.known[newest[differs]] == at
    before = newest[differs] - 1
    restores = replaced & (newest[differs] > oldest[differs]) & (held.value[before] == values[there][differs])
    revised = rows(dates[there][differs], at, RECEIVED, values[there][differs], delivery).take(~restores)

    # Dates that the first vintage brought along: known before it, by the usual lag.
    early = (held.how[oldest] == REAL) & (held.known[oldest] == first_vintage) & (assumed[there] < first_vintage)
    brought = rows(dates[there][early], assumed[there][early], LAG, held.value[oldest[early]], 0)
    brought = Rows(brought.date, brought.known, brought.how, brought.value, held.delivery[oldest[early]])
    out = np.union1d(newest[differs][replaced], oldest[early])
    return Change(held.take(out.astype(np.intp)), new.join(revised).join(brought), counts, first_vintage)


def dated(
    held: Rows, dates: Dates, known: Dates, values: Values, delivery: int, first_vintage: np.datetime64
) -> Change:
    """A delivery with the publisher's own vintages: they replace what was assumed about their dates.

    Parameters
    ----------
    dates, known, values : shape (n,), (date, known) strictly increasing; NaN is a withdrawn figure

    Notes
    -----
    Of a date in the delivery, a value assumed known by the usual lag is dropped; if the date was in the very first
    vintage of the series, the assumption stays, with that vintage's value. A revision received here stays only if it came
    after the last vintage delivered. Where two say something of the same date and day, the newer delivery counts.
    """
    fresh = rows(dates, np.maximum(known, dates), REAL, values, delivery)
    counts = _told(held, fresh)
    if len(fresh):
        earliest = fresh.known.min()
        first_vintage = earliest if np.isnat(first_vintage) else min(first_vintage, earliest)
    touched = np.isin(held.date, fresh.date)
    mine = held.take(touched)
    kept = _still_said(mine, fresh, first_vintage)
    both = kept.join(fresh)
    order = np.lexsort((np.arange(len(both)), both.known, both.date))
    final = _distinct(both.take(order))
    out, into = _difference(mine, final)
    return Change(out, into, counts, first_vintage)


def _ends(held: Rows) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places of the first and the last vintage of each date."""
    if not len(held):
        return np.array([], np.intp), np.array([], np.intp)
    steps = np.flatnonzero(held.date[1:] != held.date[:-1])
    return np.concatenate([[0], steps + 1]), np.concatenate([steps, [len(held) - 1]])


def _find(among: Dates, wanted: Dates) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Which dates are there, and where (0 where they are not); `among` is ordered and distinct."""
    if not len(among):
        return np.zeros(len(wanted), dtype=bool), np.zeros(len(wanted), dtype=np.intp)
    place = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return among[place] == wanted, place


def _told(held: Rows, fresh: Rows) -> Counts:
    """Count vintages of new dates, those that say what is held for their day already, and those that say otherwise."""
    both = held.join(fresh)
    asked = np.concatenate([np.zeros(len(held), bool), np.ones(len(fresh), bool)])
    order = np.lexsort((asked, both.known, both.date))
    asked, value, day = asked[order], both.value[order], both.date[order]
    # Walking on in the order of days, the last value held is the one known on the day of each vintage asked about.
    seat = np.maximum.accumulate(np.where(asked, -1, np.arange(len(order))))
    known = (seat >= 0) & (day[seat] == day)
    same = known & _same(value[seat], value)
    # To withdraw what nobody knew says nothing: neither a row held nor a row of the delivery came before.
    good = fresh.take(~np.isnan(fresh.value))
    opening = _ends(good)[0]
    there, place = _find(good.date[opening], fresh.date)
    unsaid = ~there if not len(good) else ~there | (fresh.known < good.known[opening][place])
    idle = np.isnan(fresh.value) & unsaid & ~known[asked]
    unchanged = int((same[asked] | idle).sum())
    new = int((~np.isin(fresh.date, held.date) & ~idle).sum())
    return Counts(new, unchanged, len(fresh) - unchanged - new)


def _still_said(mine: Rows, fresh: Rows, first_vintage: np.datetime64) -> Rows:
    """What stays of the rows held for the dates of a delivery of vintages."""
    first, last = _ends(fresh)
    place = np.searchsorted(fresh.date[first], mine.date)
    opening, closing = fresh.known[first][place], fresh.known[last][place]
    assumed = mine.how == LAG
    stays = np.where(assumed, (opening == first_vintage) & (mine.known < opening), True)
    stays &= (mine.how != RECEIVED) | (mine.known > closing)
    value = np.where(assumed, fresh.value[first][place], mine.value)
    source = np.where(assumed, fresh.delivery[first][place], mine.delivery)
    changed = assumed & ~_same(mine.value, value)
    return Rows(mine.date, mine.known, mine.how, value, np.where(changed, source, mine.delivery)).take(stays)


def _distinct(ordered: Rows) -> Rows:
    """One row for each date and day (the last said), without repeats of a value and without a withdrawal of nothing."""
    if not len(ordered):
        return ordered
    same_day = (ordered.date[1:] == ordered.date[:-1]) & (ordered.known[1:] == ordered.known[:-1])
    left = ordered.take(np.append(~same_day, True))
    first = np.append(True, left.date[1:] != left.date[:-1])
    repeats = ~first & np.append(False, _same(left.value[1:], left.value[:-1]))
    kept = left.take(~repeats)
    first = np.append(True, kept.date[1:] != kept.date[:-1])
    return kept.take(~(first & np.isnan(kept.value)))


def _difference(old: Rows, new: Rows) -> tuple[Rows, Rows]:
    """Rows only in `old`, and rows only in `new`; who delivered a row does not matter."""
    both = old.join(new)
    fresh = np.concatenate([np.zeros(len(old), bool), np.ones(len(new), bool)])
    order = np.lexsort((fresh, both.known, both.date))
    now, mark = both.take(order), fresh[order]
    twin = (now.date[1:] == now.date[:-1]) & (now.known[1:] == now.known[:-1]) & (now.how[1:] == now.how[:-1])
    twin &= _same(now.value[1:], now.value[:-1])
    paired = np.append(twin, False) | np.append(False, twin) if len(now) else np.zeros(0, bool)
    return now.take(~paired & ~mark), now.take(~paired & mark)


def _same(one: Values, other: Values) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (one == other) | (np.isnan(one) & np.isnan(other))
    return same
