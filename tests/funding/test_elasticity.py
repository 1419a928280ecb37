"""The drifting slope: planted slopes found, the cheaper check exact, and the pattern by sub-period on the copies."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.funding.elasticity import PERIODS, UNIT, ElasticityFit, fit_elasticity, iv_slopes, rolling_iv
from ebb.funding.elasticity.fit import scale_reduction, slopes
from ebb.funding.elasticity.prior import regressors, trained
from ebb.funding.points import DemandPoints

from .full import DATA, needs_copies, weeks  # type: ignore[import-not-found]
from .simulated import parameters, tiny_prior  # type: ignore[import-not-found]

#: Two-stage slopes and Newey-West errors by sub-period, in bp per percentage point, worked out before this room was written.
COMPUTED = ((-1.94, 0.49), (-0.42, 0.39), (0.20, 0.26), (-3.75, 0.82), (0.11, 0.27), (0.00, 0.03), (-0.48, 0.16))


def planted(
    slopes_by_third: tuple[float, float, float] = (-3.0, 0.0, -3.0), n: int = 270, seed: int = 0
) -> DemandPoints:
    """Reserves pushed about by supply; the price answers with the slope of its third of the sample."""
    rng = np.random.default_rng(seed)
    q, s = np.empty(n), np.empty(n)
    q[0], s[0] = 12.0, 0.0
    for t in range(1, n):
        slope = slopes_by_third[min(3 * t // n, 2)]
        surprise = 0.3 * rng.normal()
        q[t] = 12.0 + 0.95 * (q[t - 1] - 12.0) + surprise
        s[t] = 0.9 * s[t - 1] + slope * (q[t] - 0.9 * q[t - 1] - 1.2) + 0.3 * rng.normal()
    dates = np.datetime64("2010-01-06", "D") + 7 * np.arange(n)
    return DemandPoints("planted", dates, q, s, dates, "week")


@pytest.fixture(scope="module")
def fit() -> ElasticityFit:
    return fit_elasticity(planted(), lags=1, draws=1_280, chains=32, rounding=0.0)


def test_planted_slopes_are_found_by_third(fit: ElasticityFit) -> None:
    days = fit.dates.astype("datetime64[D]").tolist()
    for third, slope in enumerate((-3.0, 0.0, -3.0)):
        # a slope that drifts cannot jump: the middle of each third is asked
        found = fit.period(days[third * 90 + 30], days[min(third * 90 + 75, len(days) - 1)])
        assert found.unit == UNIT
        if slope:
            assert found.high < 0.0, "significantly negative"
            assert found.value == pytest.approx(slope, abs=1.2)
        else:
            assert found.value == pytest.approx(0.0, abs=0.8)
            assert found.value > -1.0


def test_bands_are_in_order_and_arrays_cannot_be_changed(fit: ElasticityFit) -> None:
    edges = [fit.low95, fit.low68, fit.median, fit.high68, fit.high95]
    assert (np.diff(np.stack(edges), axis=0) >= 0).all()
    with pytest.raises(ValueError, match="read-only"):
        fit.median[0] = 0.0
    wire = fit.json()
    assert wire["unit"] == UNIT
    assert wire["horizon"] == "1 week"
    assert len(wire["dates"]) == len(wire["median"]) == len(fit.dates)
    assert fit.period(date(1990, 1, 1), date(1990, 12, 31)) is None
    with pytest.raises(UsageError, match="on or before"):
        fit.at(date(1990, 1, 1))


def test_a_seed_is_a_result_on_one_core_or_two() -> None:
    short = planted(n=120)
    one, two, other = (
        fit_elasticity(short, lags=1, draws=64, chains=8, workers=workers, seed=seed)
        for workers, seed in ((1, 5), (2, 5), (1, 6))
    )
    np.testing.assert_array_equal(one.median, two.median)
    assert not np.array_equal(one.median, other.median)


def test_what_lies_ahead_does_not_reach_a_fit_cut_before_it() -> None:
    data = planted(n=200)
    day = data.dates[150].item()
    spoilt = DemandPoints(
        "planted", data.dates, data.q, np.where(data.known > np.datetime64(day), 99.0, data.s), data.known, "week"
    )
    one, two = (fit_elasticity(d.as_of(day), lags=1, draws=64, chains=8) for d in (data, spoilt))
    np.testing.assert_array_equal(one.median, two.median)


def test_slopes_are_the_answer_of_the_companion_system() -> None:
    rng = np.random.default_rng(0)
    lags, horizon = 2, 3
    chains = parameters(tiny_prior(lags, persistence=0.6, answer=-1.0), 2, 1, rng)
    c = 2 * lags
    companion = np.zeros((c, c))
    companion[0], companion[1] = chains.quantity[1, 0, 1:], chains.price[1, 0, 1:-1]
    companion[2:, :-2] = np.eye(c - 2)
    state = np.array([1.0, chains.price[1, 0, -1], 0.0, 0.0])
    for _ in range(horizon):
        state = companion @ state
    assert slopes(chains, horizon)[1, 0] == pytest.approx(state[1] / state[0])
    np.testing.assert_array_equal(slopes(chains, 0), chains.price[..., -1])


def test_the_prior_is_least_squares_of_the_first_weeks() -> None:
    data = planted(n=80)
    prior = trained(data.q, data.s, 1)
    x, left_q, left_p = regressors(data.q, data.s, 1)
    beta_q, beta_p = (np.linalg.lstsq(x, left, rcond=None)[0] for left in (left_q, left_p))
    np.testing.assert_allclose(prior.quantity.first_mean, beta_q, atol=1e-8)
    np.testing.assert_allclose(prior.price.first_mean[:-1], beta_p, atol=1e-8)
    u_q, u_p = left_q - x @ beta_q, left_p - x @ beta_p
    assert prior.price.first_mean[-1] == pytest.approx(u_q @ u_p / (u_q @ u_q))


def test_chains_that_agree_have_a_ratio_of_one() -> None:
    same = np.random.default_rng(0).normal(size=(400, 5, 8))
    np.testing.assert_allclose(scale_reduction(same), 1.0, atol=0.03)
    apart = same + 3.0 * np.arange(8)
    assert (scale_reduction(apart) > 2.0).all()


def test_two_stage_slopes_are_a_referee_s() -> None:
    data = planted()
    (found,) = iv_slopes(data, [(date(2010, 1, 1), date(2016, 12, 31))], lags=2)
    x, now, _ = regressors(data.q, data.s, 2)
    keep = len(data) - 3
    z, endogenous, outcome, x = now[:keep], data.q[3:], data.s[3:], x[:keep]
    instruments, wide = np.column_stack([x, z]), np.column_stack([x, endogenous])
    beta = np.linalg.solve(instruments.T @ wide, instruments.T @ outcome)
    assert found.slope == pytest.approx(beta[-1], rel=1e-8)
    miss = outcome - wide @ beta
    score = instruments * miss[:, None]
    middle = score.T @ score
    for lag in range(1, 5):
        apart = score[lag:].T @ score[:-lag]
        middle += (1 - lag / 5) * (apart + apart.T)
    bread = np.linalg.inv(instruments.T @ wide)
    assert found.error == pytest.approx(np.sqrt((bread @ middle @ bread.T)[-1, -1]), rel=1e-8)


def test_a_one_sided_rolling_slope_does_not_see_ahead() -> None:
    data = planted()
    cut = data.between(date(2010, 1, 1), data.dates[200].item())
    days, early, _ = rolling_iv(cut, lags=1, two_sided=False)
    every, late, errors = rolling_iv(data, lags=1, two_sided=False)
    np.testing.assert_array_equal(late[: len(days)], early)
    assert np.isnan(late[0])
    assert (errors[~np.isnan(errors)] > 0).all()
    _, both, _ = rolling_iv(data, lags=1, bandwidth=26)
    assert both[45] == pytest.approx(-3.0, abs=1.0)
    assert both[135] == pytest.approx(0.0, abs=1.0)
    assert len(every) == len(both)


def test_too_short_a_sample_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot be estimated from 60 weeks"):
        fit_elasticity(planted(n=60))
    with pytest.raises(UsageError, match="by instrument"):
        iv_slopes(planted(n=25))


@needs_copies
def test_two_stage_slopes_by_sub_period_are_those_worked_out_before() -> None:
    found = iv_slopes(weeks())
    assert len(found) == len(PERIODS) == len(COMPUTED)
    for one, (slope, error) in zip(found, COMPUTED, strict=True):
        # to the two digits printed; the last period ends where the copies do
        assert one.slope == pytest.approx(slope, abs=0.006)
        assert one.error == pytest.approx(error, abs=0.006)


@pytest.fixture(scope="module")
def weekly() -> ElasticityFit:
    """A fifth of the draws of a full run, to stay near a quarter of a minute."""
    return fit_elasticity(weeks(), draws=2_016, chains=48)


@needs_copies
def test_signs_and_significance_by_sub_period_follow_the_two_stage_slopes(weekly: ElasticityFit) -> None:
    means = [weekly.period(*period) for period in PERIODS]
    scarce_2010, _, abundant_2015, scarce_2018, abundant_2020, abundant_2022, _ = means
    for scarce in (scarce_2010, scarce_2018):
        assert scarce.high < 0.0
    for abundant in (abundant_2015, abundant_2020, abundant_2022):
        assert abundant.low < 0.0 < abundant.high
    assert scarce_2010.value < scarce_2018.value < abundant_2022.value
    # published as found: the slow drift still carries 2011 into 2012-14, which two stages call zero
    assert means[1].value == pytest.approx(-0.5, abs=0.3)


@needs_copies
def test_published_medians_lie_inside_our_bands(weekly: ElasticityFit) -> None:
    """The published series is daily, on balances that are not public, and its points at hand are of one vintage.

    Nothing here was tuned on it; the gaps are printed by the benchmark.
    """
    with open(DATA / "reserve_demand_elasticity.csv", encoding="utf-8") as lines:
        rows = [(np.datetime64(r["date"], "D"), float(r["rde_median"])) for r in csv.DictReader(lines)]
    inside = [(day, value) for day, value in rows if weekly.dates[0] <= day]
    held = [bool(weekly.low95[weekly.at(d.item())] <= v <= weekly.high95[weekly.at(d.item())]) for d, v in inside]
    gaps = [abs(weekly.median[weekly.at(d.item())] - v) for d, v in inside]
    assert len(inside) == 20
    assert np.mean(held) >= 0.9
    assert np.median(gaps) < 0.25
