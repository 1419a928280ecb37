"""Gauges and the board: standard scores that see no future, outcomes in their window, laws of the chances, planted signals."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import LawError
from ebb.funding.board import (
    BORDERS,
    VERDICTS,
    Spreads,
    fit_board,
    month_ends,
    outcomes,
    read_board,
    spliced,
    spread_known,
    state,
)
from ebb.funding.gauges import CLIP, STALE_DAYS, Gauge, mean_score, score_table

MONTHS = np.arange("2009-01", "2026-01", dtype="datetime64[M]")
ENDS = (MONTHS + 1).astype("datetime64[D]") - np.timedelta64(1, "D")


def gauge(values, key="secured", tight=1, lag=2, dates=ENDS):
    values = np.asarray(values, dtype=float)
    return Gauge(key, "price", "bp", dates[: len(values)], values, dates[: len(values)] + lag, "month", tight)


def spreads(values):
    values = np.asarray(values, dtype=float)
    return Spreads(MONTHS[: len(values)], values, ENDS[: len(values)] + 1, ("SOFR",))


numbers = st.lists(st.floats(-50, 50).map(lambda v: round(v, 2)), min_size=14, max_size=60)


@given(numbers, st.integers(13, 59), st.floats(-1e3, 1e3))
@settings(max_examples=60, deadline=None)
def test_no_later_figure_moves_a_score(values, cut, nonsense):
    cut = min(cut, len(values) - 1)
    later = [*values[: cut + 1], *([nonsense] * (len(values) - cut - 1))]
    np.testing.assert_array_equal(gauge(values).scores()[: cut + 1], gauge(later).scores()[: cut + 1])


@given(numbers, st.floats(0.5, 20.0), st.floats(-100, 100))
@settings(max_examples=60, deadline=None)
def test_scores_know_no_unit_and_turn_with_their_sign(values, factor, shift):
    values = np.array(values)
    plain = gauge(values).scores()
    if np.nanmax(np.abs(np.diff(values))) < 0.05:  # nothing moved: rounding would decide
        return
    np.testing.assert_allclose(plain, gauge(values * factor + shift).scores(), atol=1e-4)
    np.testing.assert_allclose(plain, -gauge(values, tight=-1).scores())
    assert np.nanmax(np.abs(plain), initial=0.0) <= CLIP


def test_a_score_is_the_distance_from_the_mean_of_the_past():
    values = np.random.default_rng(0).normal(size=40)
    found = gauge(values).scores()
    past = values[:30]
    assert found[30] == pytest.approx((values[30] - past.mean()) / past.std(ddof=1))
    assert np.isnan(found[:12]).all()
    assert np.isnan(gauge(np.ones(40)).scores()).all()  # what never moved has no standard deviation


def test_a_figure_speaks_from_the_day_it_was_known_until_it_is_stale():
    one = gauge(np.arange(30.0), lag=9)
    known, seen = one.known[-1], one.dates[-1]
    days = np.array([known - 1, known, seen + STALE_DAYS, seen + STALE_DAYS + 1])
    assert one.places(days).tolist() == [28, 29, 29, -1]
    assert np.isnan(score_table([one], days)[3, 0])


def test_what_is_missing_moves_nothing():
    table = np.array([[1.0, np.nan, 2.0], [np.nan, np.nan, 2.0], [np.nan] * 3])
    found = mean_score(table)
    assert found[0] == 1.5
    assert np.isnan(found[1:]).all()  # one indicator is no board


def test_a_broken_gauge_is_refused():
    with pytest.raises(LawError):
        gauge([1.0, np.nan])
    with pytest.raises(LawError):
        gauge(np.ones(3), lag=-1)


def test_states_are_ordered_by_the_borders():
    assert [state(s) for s in (-6, *BORDERS, 5.01)] == [0, 1, 1, 2, 3]


def test_an_outcome_is_the_scarcest_month_that_ends_in_thirteen_weeks():
    values = np.full(24, -10.0)
    values[12] = 7.0  # January 2010
    days = np.array(["2009-10-30", "2009-11-06", "2010-01-30", "2010-01-31", "2010-12-31"], dtype="datetime64[D]")
    found, known = outcomes(spreads(values), days)
    assert found[:4].tolist() == [0.0, 3.0, 3.0, 0.0]
    assert np.isnan(found[4])  # not over
    assert np.isnat(known[4])
    assert known[1] == np.datetime64("2010-02-01")


def test_march_2020_is_nobodys_hit():
    values = np.full(len(MONTHS), -10.0)
    values[np.datetime64("2020-03") == MONTHS] = 40.0
    found, _ = outcomes(spreads(values), np.array(["2020-02-28", "2019-12-31"], dtype="datetime64[D]"))
    assert found.tolist() == [0.0, 0.0]


def test_month_ends_lie_in_their_span():
    assert [str(d) for d in month_ends(date(2024, 1, 31), date(2024, 4, 30))] == [
        "2024-02-29",
        "2024-03-31",
        "2024-04-30",
    ]


def test_the_funds_rate_stands_before_sofr_and_never_after():
    early = (MONTHS[:24], np.zeros(24), ENDS[:24])
    late = (MONTHS[12:20], np.ones(8), ENDS[12:20])
    found = spliced(late, early)
    assert found.values.tolist() == [0.0] * 12 + [1.0] * 8
    assert spliced(None, early).rates == ("EFFR",)
    assert np.isnan(spread_known(found, np.array([ENDS[23]]))[0])  # SOFR is stale: the funds rate does not stand in


@pytest.fixture(scope="module")
def planted():
    """A slow cycle that shows in two indicators two months before the spread crosses."""
    rng = np.random.default_rng(1)
    wave = 6.0 * np.sin(np.arange(len(MONTHS)) / 9.0)
    ahead = np.roll(wave, -2)
    gauges = [
        gauge(ahead + rng.normal(0, 1, len(wave)), "a"),
        gauge(-ahead + rng.normal(0, 1, len(wave)), "b", tight=-1),
    ]
    return gauges, spreads(wave + rng.normal(0, 0.5, len(wave)))


def test_chances_are_ordered_add_up_and_never_fall_with_the_score(planted):
    gauges, came = planted
    read = read_board(gauges, came, date(2024, 6, 30), draws=40)
    assert sum(read.chances.values()) == pytest.approx(100.0)
    values = [c.value for c in read.crossing]
    assert values == sorted(values, reverse=True)
    for chance in read.crossing:
        assert 0.0 <= chance.low <= chance.value <= chance.high <= 100.0
    rng = np.random.default_rng(0)
    fit = fit_board({"score": rng.normal(size=60)}, rng.integers(0, 4, 60).astype(float))
    line = [fit.crossing(np.array([x]))[2].value for x in np.linspace(-3, 3, 13)]
    assert line == sorted(line)


def test_a_planted_signal_is_read_before_it_is_seen(planted):
    gauges, came = planted
    days = [date(2016, 1, 8) + timedelta(weeks=9 * k) for k in range(50)]
    states, _ = outcomes(came, np.array(days, dtype="datetime64[D]"))
    there = ~np.isnan(states)
    reads = [read_board(gauges, came, day) for day in days]
    chance = np.array([r.crossing[2].value / 100 for r in reads])[there]
    happened = (states[there] == 3).astype(float)
    ours = np.mean((chance - happened) ** 2)
    assert ours < 0.5 * np.mean((happened.mean() - happened) ** 2)


def test_nothing_known_later_moves_a_reading(planted):
    gauges, came = planted
    day = date(2019, 9, 13)
    cut = read_board([g.upto(day) for g in gauges], came.upto(day), day, draws=20)
    whole = read_board(gauges, came, day, draws=20)
    assert [c.value for c in cut.crossing] == [c.value for c in whole.crossing]
    assert (cut.score, cut.spread, cut.rows, cut.signs) == (whole.score, whole.spread, whole.rows, whole.signs)


def test_without_a_fresh_rate_the_count_stands_alone(planted):
    gauges, came = planted
    day = date(2025, 6, 30)
    read = read_board(gauges, came.upto(date(2024, 12, 31)), day)
    assert read.reads == ("score",)
    assert read.spread is None
    assert read.verdict in VERDICTS
    assert read_board([], came, date(2009, 2, 1)).verdict is None


def test_too_few_rows_give_no_chance():
    assert fit_board({"score": np.zeros(8)}, np.zeros(8)) is None
