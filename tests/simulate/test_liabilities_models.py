"""Models of single lines: what was planted is found, quantiles rise, a given path is that path, bounds hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as drawn_by
from hypothesis import settings
from hypothesis import strategies as st

from ebb.errors import OutOfRange, SourceError
from ebb.simulate.liabilities import (
    Limit,
    Monthly,
    blocks,
    fit_currency,
    fit_decay,
    fit_drain,
    fit_foreign,
    fit_other,
    fit_tga,
    fit_walk,
    given,
    predict,
    together,
)
from ebb.simulate.liabilities.on_rrp import squeezed, unsqueezed

FIRST = 12 * 2010
N = 150


def monthly(values, first: int = FIRST) -> Monthly:
    values = np.asarray(values, dtype=float)
    return Monthly(np.arange(first, first + len(values)), values)


def wave(rng, persist: float, n: int = N, sd: float = 20.0) -> np.ndarray:
    found = np.zeros(n)
    for i in range(1, n):
        found[i] = persist * found[i - 1] + rng.normal(0.0, sd)
    return found


def lines():
    rng = np.random.default_rng(1)
    level = 400.0 + wave(rng, 0.7)
    pool = 3000.0 + np.cumsum(rng.normal(0, 30.0, N))
    spread = monthly(0.2 * wave(rng, 0.9, sd=0.3))
    taken = monthly(np.abs(200.0 + wave(rng, 0.9, sd=40.0)))
    season = np.tile(np.linspace(-0.004, 0.004, 12), 13)[:N]
    return [
        fit_currency(monthly(1000.0 * np.exp(np.cumsum(0.005 + season + rng.normal(0, 0.001, N))))),
        fit_tga(monthly(level), [Limit(FIRST + 60, FIRST + 66), Limit(FIRST + 145, None)]),
        fit_foreign(monthly(250.0 + wave(rng, 0.5))),
        fit_other(monthly(np.cumsum(rng.normal(0.5, 5.0, N)))),
        fit_drain(taken, spread, monthly(pool)),
        fit_decay(taken),
        fit_walk(taken),
    ]


LINES = lines()


@pytest.mark.parametrize("line", LINES, ids=lambda line: type(line).__name__)
def test_quantiles_rise_with_their_level_and_hold_the_path(line):
    found = predict(line, 12, draws=400, seed=3)
    ladder = found.quantiles([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
    assert ladder.shape == (7, 12)
    assert (np.diff(ladder, axis=0) >= 0).all()
    assert (ladder[0] <= found.path + 1e-9).all()
    assert (found.path <= ladder[-1] + 1e-9).all()


@pytest.mark.parametrize("line", LINES, ids=lambda line: type(line).__name__)
def test_the_same_seed_draws_the_same_and_another_does_not(line):
    one, same, other = (predict(line, 6, draws=50, seed=seed).draws for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("line", LINES, ids=lambda line: type(line).__name__)
def test_no_errors_is_the_path_and_errors_are_about_nought(line):
    assert np.allclose(line.draw(np.zeros((3, 8))), line.path(8))
    assert len(line.errors) == len(line.months)
    assert abs(line.errors.mean()) < 0.4 * line.errors.std()
    assert line.said


def test_currency_finds_its_growth_and_its_season():
    line = LINES[0]
    assert line.growth == pytest.approx(0.005, abs=0.0005)
    assert line.season.sum() == pytest.approx(0.0, abs=1e-12)
    assert np.diff(line.season).min() > -0.0012  # planted rising from January to December
    assert np.corrcoef(np.arange(12), line.season)[0, 1] > 0.95


def test_a_level_that_is_drawn_back_is_found_to_be():
    rng = np.random.default_rng(8)
    persist = [fit_foreign(monthly(300.0 + wave(rng, planted, n=400))).persist for planted in (0.0, 0.5, 0.9)]
    assert persist[0] < 0.15
    assert persist[1] == pytest.approx(0.5, abs=0.12)
    assert 0.75 < persist[2] < 0.95


def test_the_accounts_path_goes_to_where_it_has_lately_been():
    found = fit_tga(monthly(500.0 + wave(np.random.default_rng(9), 0.6)))
    assert found.path(60)[-1] == pytest.approx(found.middle + found.season.mean(), abs=0.25 * found.middle)
    assert "debt limit" not in found.said


def test_a_binding_limit_pulls_the_account_down_until_it_ends():
    rng = np.random.default_rng(10)
    values = 500.0 + rng.normal(0.0, 10.0, N)
    ended = [Limit(FIRST + 50, FIRST + 55), Limit(FIRST + 80, FIRST + 85), Limit(FIRST + 110, FIRST + 115)]
    for limit in ended:
        values[limit.first - FIRST : limit.last - FIRST + 1] = 100.0
    now = Limit(FIRST + N - 2, None)
    bound, free = fit_tga(monthly(values), [*ended, now]), fit_tga(monthly(values), ended)
    assert bound.binding == 4  # six months on average, two of them gone
    assert free.binding == 0
    assert bound.low == pytest.approx(0.2, abs=0.02)
    assert bound.path(3)[-1] < 0.6 * free.path(3)[-1]
    assert bound.path(36)[-1] == pytest.approx(free.path(36)[-1], rel=0.1)


def test_a_season_of_pure_chance_is_shrunk_to_nothing_and_a_strong_one_is_kept():
    rng = np.random.default_rng(11)
    noise = 500.0 + rng.normal(0.0, 30.0, N)
    tide = np.tile([0, 0, 0, 200, 0, 0, 0, 0, 0, 0, 0, 0], 13)[:N]
    assert np.abs(fit_tga(monthly(noise)).season).max() < 20.0
    assert fit_tga(monthly(noise + tide)).season[3] > 120.0


def test_the_account_never_falls_below_what_was_ever_published():
    found = fit_tga(monthly(np.abs(100.0 + wave(np.random.default_rng(12), 0.8, sd=40.0)) + 5.0))
    assert predict(found, 24, draws=500).draws.min() >= found.lowest


def test_changes_that_persist_are_found():
    rng = np.random.default_rng(13)
    changes = wave(rng, 0.6, n=121, sd=5.0) + 2.0
    found = fit_other(monthly(np.cumsum(changes)))
    assert found.persist == pytest.approx(0.6, abs=0.2)
    assert found.drift == pytest.approx(float(changes[1:].mean()))


def test_a_given_path_is_that_path_in_every_draw():
    path = np.array([10.0, 20.0, 30.0])
    line = given("tga", path, np.arange(5))
    assert np.array_equal(line.draw(np.ones((4, 3))), np.tile(path, (4, 1)))


def test_lines_drawn_together_take_their_errors_from_the_same_months():
    months = np.arange(FIRST, FIRST + 60)
    one = given("one", np.zeros(6), months)
    lead = type(one)("lead", np.zeros(6), months, np.arange(60.0))
    twin = type(one)("twin", np.zeros(6), months[5:], np.arange(60.0)[5:] * 10.0)
    found = together([lead, twin], 6, 200, np.random.default_rng(0))
    assert np.array_equal(10.0 * found["lead"], found["twin"])
    assert found["lead"].min() >= 5.0


@settings(max_examples=40, deadline=None)
@drawn_by(st.integers(2, 200), st.integers(1, 30), st.integers(1, 12))
def test_blocks_are_places_that_follow_each_other(n, horizon, block):
    places = blocks(n, horizon, 20, np.random.default_rng(n), block)
    assert places.shape == (20, horizon)
    assert places.min() >= 0
    assert places.max() < n
    steps = np.diff(places, axis=1)
    inside = [i for i in range(horizon - 1) if (i + 1) % min(block, n)]
    assert np.isin(steps[:, inside] % n, [1 % n]).all()


def test_too_few_months_are_refused():
    for fit in (fit_currency, fit_tga, fit_foreign, fit_other, fit_decay):
        with pytest.raises(SourceError, match="months in a row"):
            fit(monthly(np.ones(20)))
    apart = [given("a", np.zeros(1), np.arange(10)), given("b", np.zeros(1), np.arange(5, 40))]
    with pytest.raises(SourceError, match="share 5 months"):
        together(apart, 1, 1, np.random.default_rng(0))


def test_a_hole_ends_what_a_fit_can_use():
    months = np.r_[np.arange(100), np.arange(101, 140)]
    assert len(Monthly(months, np.ones(139)).tail()) == 39
    with pytest.raises(OutOfRange, match="no value for"):
        Monthly(months, np.ones(139)).at(np.array([100]))


@settings(max_examples=40, deadline=None)
@drawn_by(st.floats(0.0, 5000.0))
def test_the_squeeze_can_be_undone(amount):
    assert unsqueezed(squeezed(np.array(amount))) == pytest.approx(amount, abs=1e-8)


def drained(by_spread: float, by_pool: float, n: int = 300):
    """A facility that empties with the spread and fills with the pool."""
    rng = np.random.default_rng(21)
    spread = 0.3 * wave(rng, 0.8, n=n, sd=0.3)
    pool = 4000.0 + np.cumsum(rng.normal(0.0, 60.0, n))
    z = np.zeros(n)
    z[0] = 2.0
    for i in range(1, n):
        moved = 0.2 + by_spread * spread[i - 1] - 0.1 * z[i - 1] + by_pool * (pool[i] - pool[i - 1]) / 100.0
        z[i] = max(0.0, z[i - 1] + moved + rng.normal(0.0, 0.05))
    return monthly(unsqueezed(z)), monthly(spread), monthly(pool)


def test_a_planted_drain_is_found():
    level, spread, pool = drained(-0.5, 0.15)
    found = fit_drain(level, spread, pool)
    assert found.by_spread == pytest.approx(-0.5, abs=0.1)
    assert found.by_pool == pytest.approx(0.15, abs=0.05)
    assert found.by_level < 0.0


def test_a_larger_pool_and_a_smaller_spread_leave_more_in_the_facility():
    level, spread, pool = drained(-0.5, 0.15)
    found = fit_drain(level, spread, pool)
    quiet = np.zeros((1, 6))
    more = found.follow(quiet, np.full((1, 6), 50.0))
    dearer = type(found)(**{name: getattr(found, name) for name in found.__slots__} | {"spread": found.spread + 1.0})
    assert (more >= found.path(6)).all()
    assert more[0, -1] > found.path(6)[-1]
    assert dearer.path(6)[-1] < found.path(6)[-1]


def test_a_coefficient_of_the_wrong_sign_is_left_out():
    level, spread, pool = drained(+0.5, 0.15)
    assert fit_drain(level, spread, pool).by_spread == 0.0


def test_bills_that_drain_are_found_where_their_supply_is_handed_over():
    rng = np.random.default_rng(22)
    n = 300
    supply = rng.normal(0.0, 80.0, n)
    z = np.zeros(n)
    z[0] = 2.0
    for i in range(1, n):
        z[i] = max(0.0, z[i - 1] + 0.3 - 0.12 * z[i - 1] - 0.2 * supply[i] / 100.0 + rng.normal(0.0, 0.05))
    flat = monthly(rng.normal(0.0, 0.1, n))
    found = fit_drain(monthly(unsqueezed(z)), flat, monthly(4000.0 + rng.normal(0, 1, n)), monthly(supply))
    assert found.by_bills == pytest.approx(-0.2, abs=0.05)
    fewer = found.follow(np.zeros((1, 4)), np.zeros((1, 4)), np.full(4, 100.0))
    assert fewer[0, -1] < found.path(4)[-1]


def test_a_decay_is_the_rate_of_the_last_six_months():
    z = np.r_[np.full(60, 3.0), 3.0 - 0.2 * np.arange(1, 7)]
    found = fit_decay(monthly(unsqueezed(z)))
    assert found.rate == pytest.approx(0.2)
    assert squeezed(found.path(3)) == pytest.approx(1.8 - 0.2 * np.arange(1, 4))
    rising = fit_decay(monthly(unsqueezed(np.r_[np.full(60, 1.0), 1.0 + 0.2 * np.arange(1, 7)])))
    assert rising.rate == 0.0
