"""What a parser hands on: the laws of a reading, the sum of harvests, totals of holdings."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import FormatError, UnitError
from ebb.sources.cards import card
from ebb.sources.harvest import Harvest, Holding, HoldingsList, Reading, Request

RATE = card("DGS10")
days = st.lists(st.integers(0, 20_000), unique=True, max_size=30).map(sorted)


def dates(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


@settings(max_examples=80, deadline=None)
@given(days, st.data())
def test_good_figures_are_kept_as_they_are(when, data):
    values = data.draw(st.lists(st.floats(-1, 25), min_size=len(when), max_size=len(when)))
    given_dates = np.array(when, dtype="datetime64[D]")
    one = Reading(RATE, given_dates, np.array(values))
    assert one.dates.tolist() == given_dates.tolist()
    assert one.values.tolist() == values
    assert len(one.series()) == len(values)
    assert (one.series().known == given_dates + np.timedelta64(1, "D")).all()


def test_arrays_cannot_be_changed_afterwards():
    mine = np.array([4.0, 4.1])
    one = Reading(RATE, dates("2026-01-02", "2026-01-05"), mine)
    mine[0] = 9.0
    assert one.values[0] == 4.0
    with pytest.raises(ValueError, match="read-only"):
        one.values[0] = 9.0
    with pytest.raises(FrozenInstanceError):
        one.card = RATE  # type: ignore[misc]


@pytest.mark.parametrize(
    ("when", "values", "words"),
    [
        (("2026-01-05", "2026-01-02"), [4.0, 4.1], "backwards"),
        (("2026-01-02", "2026-01-02"), [4.0, 4.0], "repeat"),
        (("2026-01-02",), [4.0, 4.1], "different lengths"),
        (("2026-01-02", "2026-01-05"), [4.0, np.nan], "no number"),
        (("2026-01-02", "2026-01-05"), [4.0, np.inf], "no number"),
    ],
)
def test_disorder_and_what_is_no_number_are_refused(when, values, words):
    with pytest.raises(FormatError, match=words):
        Reading(RATE, dates(*when), np.array(values))


@pytest.mark.parametrize("factor", [1e-3, 1e3, 1e6, 1e9])
def test_a_shifted_unit_is_named_with_the_factor_that_would_fit(factor):
    assets = card("WALCL")
    with pytest.raises(UnitError, match="another unit") as caught:
        Reading(assets, dates("2026-09-30"), np.array([6_743_031 * factor]))
    assert "USD mn" in str(caught.value)


def test_zero_and_missing_are_not_the_same():
    assert Reading(card("RRPONTSYD"), dates("2021-03-17"), np.array([0.0])).values.tolist() == [0.0]
    with pytest.raises(FormatError):
        Reading(card("RRPONTSYD"), dates("2021-03-17"), np.array([np.nan]))


def test_vintages_run_forward_and_the_newest_counts():
    when, known = dates("2023-12-31", "2023-12-31", "2024-03-31"), dates("2024-01-25", "2024-02-28", "2024-04-25")
    one = Reading(card("GDP"), when, np.array([27938.8, 27944.6, 28284.5]), known)
    assert one.series().values.tolist() == [27944.6, 28284.5]
    with pytest.raises(FormatError, match="vintages"):
        Reading(card("GDP"), when, one.values, known[[1, 0, 2]])
    with pytest.raises(FormatError, match="before its date"):
        Reading(card("GDP"), when[:1], one.values[:1], dates("2023-12-30"))


def test_a_withdrawn_value_needs_the_day_of_its_withdrawal():
    when, known = dates("2025-10-31", "2025-10-31"), dates("2025-11-13", "2025-11-21")
    one = Reading(card("UNRATE"), when, np.array([4.3, np.nan]), known)
    assert len(one.series()) == 0


def test_harvests_add_up():
    one = Harvest(readings=(Reading(RATE, dates("2026-01-02"), np.array([4.0])),), notes=("a",))
    other = Harvest(notes=("b",), more=(Request("x", "fred", "http://127.0.0.1", lambda body: Harvest()),))
    both = one + other
    assert (len(both.readings), both.notes, len(both.more)) == (1, ("a", "b"), 1)
    assert (Harvest() + one).readings == one.readings


def test_totals_are_exact_in_cents_and_by_part():
    rows = (Holding("A", "mbs", 6149066953635), Holding("B", "mbs", 1), Holding("C", "bills", 100))
    held = HoldingsList(date(2024, 5, 1), ("mbs", "bills"), rows)
    assert (held.total("mbs"), held.total("bills"), held.total("tips")) == (6149066953636, 100, 0)


def test_a_request_can_be_pointed_elsewhere():
    request = Request("x", "fred", "https://example.org/a", lambda body: Harvest(), params=(("id", "X"),))
    assert replace(request, url="http://127.0.0.1/a").params == request.params
