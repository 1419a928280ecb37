"""The rules of vintages: laws over random histories, and every step against a slow model in plain Python."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.store import Counts
from ebb.store.records import HOWS, LAG, REAL, RECEIVED
from ebb.store.vintages import Rows, dated, received, rows

from .conftest import START, days

NAN = float("nan")
LAG_DAYS = 3


def day(number: int) -> date:
    return START + timedelta(days=number)


@dataclass(frozen=True)
class Put:
    """One delivery: values by date (plain), or by date and known day (vintages), received on a day."""

    values: dict[Any, float]
    today: int
    real: bool


@dataclass
class Slow:
    """What is held, date by date: known day -> (how, value); the rules once more, written one by one."""

    held: dict[int, dict[int, tuple[int, float]]] = field(default_factory=dict)
    first: int | None = None

    def put(self, put: Put) -> None:
        if put.real:
            self._vintages(put.values)
        else:
            for when, value in put.values.items():
                self._plain(when, value, put.today)

    def _plain(self, when: int, value: float, today: int) -> None:
        assumed = max(when, min(when + LAG_DAYS, today))
        if when not in self.held:
            self.held[when] = {assumed: (LAG, value)}
            return
        told = self.held[when]
        opening, newest = min(told), max(told)
        how, value_then = told[opening]
        if told[newest][1] != value:
            told[max(newest, today, when)] = (RECEIVED, value)
        if opening == self.first and how == REAL and assumed < opening:
            if told[opening] == (REAL, value_then):
                del told[opening]
            told[assumed] = (LAG, value_then)
        self._tidy(when)

    def _vintages(self, values: dict[tuple[int, int], float]) -> None:
        if not values:
            return
        by_date: dict[int, dict[int, float]] = {}
        for (when, known), value in values.items():
            by_date.setdefault(when, {})[known] = value
        earliest = min(known for _, known in values)
        self.first = earliest if self.first is None else min(self.first, earliest)
        for when, fresh in by_date.items():
            opening, closing = min(fresh), max(fresh)
            kept = {}
            for known, (how, value) in self.held.get(when, {}).items():
                if how == LAG and opening == self.first and known < opening:
                    kept[known] = (LAG, fresh[opening])
                elif how == REAL or (how == RECEIVED and known > closing):
                    kept[known] = (how, value)
            self.held[when] = {**kept, **{known: (REAL, value) for known, value in fresh.items()}}
            self._tidy(when)

    def _tidy(self, when: int) -> None:
        left: dict[int, tuple[int, float]] = {}
        last = NAN
        for known, (how, value) in sorted(self.held[when].items()):
            if value == last or (math.isnan(value) and math.isnan(last)):
                continue
            left[known] = (how, value)
            last = value
        if left:
            self.held[when] = left
        else:
            del self.held[when]

    def rows(self) -> list[tuple[date, date, str, float | None]]:
        return [
            (day(when), day(known), HOWS[how], None if math.isnan(value) else value)
            for when, told in sorted(self.held.items())
            for known, (how, value) in sorted(told.items())
        ]


class Quick:
    """The functions of the house on rows in memory."""

    def __init__(self) -> None:
        self.held = rows(days(), days(), LAG, np.array([]), 0)
        self.first = np.datetime64("NaT", "D")
        self.number = 0

    def put(self, put: Put) -> Counts:
        self.number += 1
        ordered = sorted(put.values)
        values = np.array([put.values[key] for key in ordered], float)
        if put.real:
            dates, known = (days(*(day(key[place]) for key in ordered)) for place in (0, 1))
            change = dated(self.held, dates, known, values, self.number, self.first)
        else:
            dates = days(*map(day, ordered))
            change = received(self.held, dates, values, LAG_DAYS, day(put.today), self.number, self.first)
        gone = {(d, k) for d, k in zip(change.out.date.tolist(), change.out.known.tolist(), strict=True)}
        there = list(zip(self.held.date.tolist(), self.held.known.tolist(), strict=True))
        assert gone <= set(there)
        left = self.held.take(np.array([key not in gone for key in there], bool)).join(change.into)
        self.held = left.take(np.lexsort((left.known, left.date)))
        self.first = change.first_vintage
        return change.counts

    def rows(self) -> list[tuple[date, date, str, float | None]]:
        h = self.held
        columns = (h.date.tolist(), h.known.tolist(), h.how.tolist(), h.value.tolist())
        return [(d, k, HOWS[how], None if math.isnan(v) else v) for d, k, how, v in zip(*columns, strict=True)]

    def as_of(self, when: date) -> dict[date, float]:
        found: dict[date, float] = {}
        for dated_, known, _, value in self.rows():
            if known <= when:
                found.pop(dated_, None)
                if value is not None:
                    found[dated_] = value
        return found


values = st.sampled_from([1.0, 2.0, 3.0])
plain_puts = st.builds(
    lambda values, today: Put(values, today, real=False),
    st.dictionaries(st.integers(0, 6), values, max_size=5),
    st.integers(0, 25),
)
vintage_keys = st.tuples(st.integers(0, 6), st.integers(0, 18)).map(lambda pair: (pair[0], pair[0] + pair[1]))
vintage_puts = st.builds(
    lambda values: Put(values, 0, real=True),
    st.dictionaries(vintage_keys, st.sampled_from([1.0, 2.0, 3.0, NAN]), max_size=8),
)
histories = st.lists(plain_puts | vintage_puts, max_size=7)


def play(*puts: Put) -> Quick:
    quick = Quick()
    for put in puts:
        quick.put(put)
    return quick


@settings(max_examples=150, deadline=None)
@given(histories)
def test_every_history_ends_as_the_slow_model_says(puts):
    slow, quick = Slow(), Quick()
    for put in puts:
        slow.put(put)
        quick.put(put)
        assert quick.rows() == slow.rows()


@settings(max_examples=60, deadline=None)
@given(histories)
def test_rows_are_ordered_distinct_and_never_repeat_a_value(puts):
    told = play(*puts).rows()
    keys = [row[:2] for row in told]
    assert keys == sorted(set(keys))
    assert all(known >= when for when, known, *_ in told)
    for one, two in zip([None, *told], told, strict=False):
        if one is not None and one[0] == two[0]:
            assert one[3] != two[3]
        else:
            assert two[3] is not None, "nothing is withdrawn before it was published"


@settings(max_examples=80, deadline=None)
@given(histories, plain_puts)
def test_what_is_received_on_a_day_never_changes_what_an_earlier_day_knew(puts, late):
    before, after = play(*puts), play(*puts, late)
    for number in range(late.today):
        known = before.as_of(day(number))
        assert known.items() <= after.as_of(day(number)).items()
        held = {row[0] for row in before.rows()}
        new = after.as_of(day(number)).keys() - known.keys()
        # Only dates that were not held, or whose first vintage came late, are known earlier than before: by their lag.
        assert all(when not in held or day(number) < min(k for d, k, *_ in before.rows() if d == when) for when in new)


@settings(max_examples=80, deadline=None)
@given(histories, plain_puts | vintage_puts)
def test_the_same_delivery_again_changes_nothing(puts, put):
    quick = play(*puts, put)
    before = quick.rows()
    counts = quick.put(put)
    assert quick.rows() == before
    assert counts == Counts(unchanged=len(put.values))


@settings(max_examples=60, deadline=None)
@given(histories, plain_puts | vintage_puts)
def test_every_figure_of_a_delivery_is_counted_once(puts, put):
    quick = play(*puts)
    counts = quick.put(put)
    assert counts.new + counts.unchanged + counts.revised == len(put.values)
    assert min(counts.new, counts.unchanged, counts.revised) >= 0


@settings(max_examples=60, deadline=None)
@given(vintage_puts, st.integers(0, 30))
def test_a_longer_history_of_vintages_may_come_before_or_after_a_shorter_one(full, cut):
    part = replace(full, values={key: value for key, value in full.values.items() if key[1] <= cut})
    assert play(part, full).rows() == play(full, part).rows() == play(full).rows()


@settings(max_examples=60, deadline=None)
@given(vintage_puts, st.integers(25, 30))
def test_vintages_and_their_newest_values_may_come_in_either_order(full, today):
    newest = {date_: value for (date_, _), value in sorted(full.values.items())}
    now = Put({when: value for when, value in newest.items() if not math.isnan(value)}, today, real=False)
    assert play(now, full).rows() == play(full, now).rows()


@settings(max_examples=60, deadline=None)
@given(st.lists(plain_puts, min_size=2, max_size=2))
def test_deliveries_of_different_dates_may_come_in_either_order(pair):
    one, two = pair
    two = replace(two, values={when + 10: value for when, value in two.values.items()})
    assert play(one, two).rows() == play(two, one).rows()


@settings(max_examples=60, deadline=None)
@given(vintage_puts)
def test_the_publishers_vintages_are_known_as_he_dates_them(full):
    quick = play(full)
    for number in range(32):
        newest: dict[int, float] = {}
        for (when, known), value in sorted(full.values.items()):
            if known <= number:
                newest[when] = value
        assert quick.as_of(day(number)) == {day(when): v for when, v in newest.items() if not math.isnan(v)}


def test_a_new_date_is_known_after_its_lag_but_never_after_its_receipt():
    quick = play(Put({0: 1.0, 9: 2.0, 10: 3.0}, today=11, real=False))
    assert [row[:3] for row in quick.rows()] == [
        (day(0), day(3), "lag"),
        (day(9), day(11), "lag"),
        (day(10), day(11), "lag"),
    ]


def test_a_date_ahead_of_the_clock_is_known_on_its_own_day():
    assert play(Put({5: 1.0}, today=2, real=False)).rows() == [(day(5), day(5), "lag", 1.0)]


def test_a_revision_is_known_from_the_day_it_was_received():
    quick = play(Put({0: 1.0}, 5, real=False), Put({0: 2.0}, 9, real=False))
    assert quick.rows() == [(day(0), day(3), "lag", 1.0), (day(0), day(9), "received", 2.0)]
    assert quick.as_of(day(8)) == {day(0): 1.0}
    assert quick.as_of(day(9)) == {day(0): 2.0}


def test_two_corrections_of_one_day_leave_the_last_and_a_correction_taken_back_leaves_nothing():
    start, wrong = Put({0: 1.0}, 5, real=False), Put({0: 2.0}, 9, real=False)
    again = play(start, wrong, Put({0: 3.0}, 9, real=False))
    assert again.rows() == [(day(0), day(3), "lag", 1.0), (day(0), day(9), "received", 3.0)]
    assert play(start, wrong, replace(start, today=9)).rows() == play(start).rows()


def test_a_withdrawn_figure_is_gone_after_that_day_and_may_come_back():
    quick = play(Put({(0, 1): 1.0, (0, 5): NAN, (0, 9): 1.0}, 0, real=True))
    told = [quick.as_of(day(number)).get(day(0)) for number in (0, 1, 4, 5, 8, 9)]
    assert told == [None, 1.0, 1.0, None, None, 1.0]


def test_vintages_replace_what_was_assumed_so_that_a_revised_value_is_never_known_too_early():
    # The plain delivery has the revised 2.0 and assumes it known on day 23; truly it was first published as 1.0.
    other = Put({(0, 1): 9.0}, 0, real=True)
    quick = play(Put({20: 2.0}, 60, real=False), other, Put({(20, 22): 1.0, (20, 40): 2.0}, 0, real=True))
    assert [row[1:] for row in quick.rows() if row[0] == day(20)] == [
        (day(22), "vintage", 1.0),
        (day(40), "vintage", 2.0),
    ]


def test_dates_that_the_first_vintage_brought_along_are_known_by_their_lag_with_its_value():
    # An archive of vintages that begins on day 100 holds a date of day 0: it had been out long before.
    archive = Put({(0, 100): 1.0, (0, 110): 2.0}, 0, real=True)
    newest = Put({0: 2.0}, 120, real=False)
    expected = [(day(0), day(3), "lag", 1.0), (day(0), day(110), "vintage", 2.0)]
    assert play(archive, newest).rows() == play(newest, archive).rows() == expected
    assert play(archive).rows() == [(day(0), day(100), "vintage", 1.0), (day(0), day(110), "vintage", 2.0)]


@pytest.mark.parametrize("size", [0, 1])
def test_rows_join_and_take(size):
    one = rows(days(*["2020-01-01"] * size), days(*["2020-01-02"] * size), LAG, np.ones(size), 7)
    assert isinstance(one.join(one), Rows)
    assert len(one.join(one).take(np.zeros(2 * size, bool))) == 0
