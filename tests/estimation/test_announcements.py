"""Windows, pooled means and placebos of announcements: definitions, invariances, and a planted effect."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.estimation import controlled, placebo_means, pooled, randomisation_p, window_changes

DAYS = np.array(["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07", "2020-02-03", "2020-02-04"], "datetime64[D]")
LEVELS = np.array([1.0, 2.0, 4.0, 7.0, 11.0, 16.0])


@pytest.mark.parametrize(
    ("day", "window", "change"),
    [
        ("2020-01-03", 1, 1.0),
        ("2020-01-03", 2, 3.0),
        ("2020-01-04", 1, 2.0),  # a Saturday: Monday answers, from Friday
        ("2020-01-02", 1, np.nan),  # nothing before
        ("2020-01-08", 1, np.nan),  # the next figure is a month later
        ("2020-01-07", 2, np.nan),  # its second day is a month later
        ("2020-02-04", 1, 5.0),
        ("2020-02-04", 2, np.nan),  # nothing after
        ("2020-02-03", 1, np.nan),  # the figure before is a month older
    ],
)
def test_a_window_runs_from_the_figure_before_and_never_over_a_gap(day, window, change):
    found = window_changes(DAYS, LEVELS, np.array([day], "datetime64[D]"), window)
    assert found[0] == pytest.approx(change, nan_ok=True)


def test_no_figures_no_change_and_no_window_of_no_days():
    assert np.isnan(window_changes(DAYS[:0], LEVELS[:0], DAYS[:2], 1)).all()
    with pytest.raises(UsageError, match="0 days"):
        window_changes(DAYS, LEVELS, DAYS, 0)


@given(st.integers(3, 30), st.integers(0, 99))
def test_turning_all_signs_turns_the_mean_and_its_interval(n, seed):
    rng = np.random.default_rng(seed)
    changes, signs = rng.normal(size=n), rng.choice([-1.0, 1.0], n)
    one, other = pooled(changes, signs), pooled(changes, -signs)
    assert one.mean == pytest.approx(-other.mean)
    assert one.low == pytest.approx(-other.high)
    assert one.total == other.total
    assert pooled(np.append(changes, np.nan), np.append(signs, 1.0)) == one


def test_few_events_have_no_interval():
    found = pooled(np.array([1.0, np.nan, 3.0]), np.array([1.0, 1.0, -1.0]))
    assert (found.mean, found.events, found.total) == (-1.0, 2, 4.0)
    assert np.isnan(found.low)
    assert pooled(np.array([np.nan]), np.ones(1)).events == 0


def test_placebo_days_of_one_draw_are_distinct():
    pool = 2.0 ** np.arange(12)
    means = placebo_means(pool, np.ones(11), 500, np.random.default_rng(0)) * 11
    assert all(round(total).bit_count() == 11 for total in means)
    with pytest.raises(UsageError, match="12 days for 13"):
        placebo_means(pool, np.ones(13), 5, np.random.default_rng(0))


def test_p_values_are_uniform_where_nothing_happened_and_small_where_it_did():
    rng = np.random.default_rng(1)
    pool = rng.standard_t(4, 3_000)
    signs = np.where(np.arange(12) % 2 == 0, 1.0, -1.0)
    placebos = placebo_means(pool, signs, 2_000, rng)
    ps = [randomisation_p(float((rng.choice(pool, 12) * signs).mean()), placebos) for _ in range(400)]
    assert np.mean(np.array(ps) <= 0.10) == pytest.approx(0.10, abs=0.045)
    assert randomisation_p(float(placebos.std() * 4), placebos) < 0.01


def test_controlling_for_the_surprise_takes_its_part_and_leaves_the_rest():
    rng = np.random.default_rng(2)
    signs = np.zeros(120)
    signs[::8] = 1.0
    surprise = rng.standard_normal(120) + 2.0 * signs  # the words came with surprises in the rate
    changes = 5.0 * surprise + 3.0 * signs + rng.standard_normal(120)
    found = controlled(changes, signs, surprise, 500, rng)
    assert found.value == pytest.approx(3.0, abs=3 * found.error)
    assert found.bare > 10.0
    assert found.surprise == pytest.approx(5.0, abs=0.5)
    assert found.p < 0.01
    nothing = controlled(5.0 * surprise + rng.standard_normal(120), signs, surprise, 500, rng)
    assert nothing.p > 0.02
    assert controlled(changes[:20], signs[:20], surprise[:20], 50, rng) is None
