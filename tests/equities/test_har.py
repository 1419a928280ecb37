"""Volatility given its own past: planted effects are found, absent ones are not, and forecasts see no future."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ebb.equities import Contest, drivers, expanding, inside, monthly_path, shifts
from ebb.equities.har import design


def planted(cases, shift, seed, n=284):
    """Log volatility that follows the monthly autoregression, with a shift in the months of QT2."""
    rng = np.random.default_rng(seed)
    days = cases.month_ends(n)
    dummy = (days >= np.datetime64("2022-06-30")) & (days <= np.datetime64("2025-11-30"))
    y = np.full(n + 12, 2.6)
    for t in range(12, n + 12):
        past = 0.5 * y[t - 1] + 0.2 * y[t - 3 : t].mean() + 0.1 * y[t - 12 : t].mean()
        y[t] = 0.52 + past + shift * dummy[t - 12] + 0.3 * rng.standard_normal()
    return cases.made_up(rng.normal(0.5, 4.0, n), np.exp(y[12:]))


def monthly_shifts(market, cases, **options):
    path = monthly_path(market)
    return {found.programme: found for found in shifts(path, inside(path, cases.REGIMES, ["QT1", "QT2"]), **options)}


def test_monthly_shift_is_no_evidence_in_either_runoff(sp500, cases):
    """Weekly estimates from daily data are QT1 -0.010 (0.064) and QT2 +0.005 (0.034): nothing there either."""
    found = monthly_shifts(sp500, cases)
    assert set(found) == {"QT1", "QT2", "both"}
    for effect in found.values():
        assert effect.effect.verdict == "no evidence"
        assert effect.frequency == "monthly"
        assert 0 < effect.persistence < 1
        assert effect.lasting == pytest.approx(effect.effect.value / (1 - effect.persistence))
    assert [found[name].inside for name in ("QT1", "QT2", "both")] == [22, 42, 64]
    assert found["both"].periods == 284 - 12


def test_a_planted_shift_is_recovered(cases):
    """Mean of 30 samples within three Monte Carlo errors of 0.3 plus the small-sample bias of autoregressions."""
    found = [monthly_shifts(planted(cases, 0.3, s), cases, draws=50)["QT2"].effect for s in range(30)]
    assert np.mean([e.value for e in found]) == pytest.approx(0.3, abs=0.08)
    assert np.mean([e.low <= 0.3 <= e.high for e in found]) > 0.75


def test_design_averages_the_past_and_never_the_present():
    y, x = design(np.arange(20.0), (1, 3))
    assert y[0] == 3.0
    assert x[0].tolist() == [1.0, 2.0, 1.0]
    y2, x2 = design(np.concatenate([np.arange(19.0), [99.0]]), (1, 3))
    assert (x2 == x).all()
    assert y2[-1] == 99.0


def test_expanding_forecasts_are_regressions_on_what_lay_behind():
    rng = np.random.default_rng(0)
    x = np.column_stack([np.ones(60), rng.standard_normal((60, 2))])
    y = rng.standard_normal(60)
    found = expanding(y, x, 30)
    for t in (30, 45, 59):
        assert found[t - 30] == pytest.approx(x[t] @ np.linalg.lstsq(x[:t], y[:t], rcond=None)[0])
    future = y.copy()
    future[50:] += 100.0
    assert (expanding(future, x, 30)[:20] == found[:20]).all()


def _path(sp500, seed, effect, n=500):
    """Weekly volatility moved by one of two drivers."""
    rng = np.random.default_rng(seed)
    driver, idle = (np.concatenate([[0.0], 0.3 * rng.standard_normal(n - 1)]) for _ in range(2))
    y = np.full(n, 2.6)
    for t in range(13, n):
        y[t] = 0.52 + 0.4 * y[t - 1] + 0.4 * y[t - 4 : t].mean() + effect * driver[t] + 0.3 * rng.standard_normal()
    weeks = np.datetime64("2010-01-06", "D") + 7 * np.arange(n)
    path = replace(monthly_path(sp500), frequency="weekly", firsts=weeks - 6, lasts=weeks, log_volatility=y)
    return path, {"driver": driver, "idle": idle}


def test_a_driver_that_moves_volatility_is_found_in_and_out_of_sample(sp500):
    path, known = _path(sp500, 1, 0.6)
    found = drivers(path, known, draws=500)
    g = found.of("driver").g
    assert g.low < 0.6 < g.high
    assert g.low > 0.0
    assert found.of("driver").out_of_sample.loss_ratio < 0.95
    assert found.superior_p < 0.05
    idle = found.of("idle")
    assert idle.g.low < 0.0 < idle.g.high
    assert idle.out_of_sample.loss_ratio > 0.98


def test_idle_drivers_win_as_rarely_as_the_tests_say(sp500):
    """Twenty samples without any effect: the best of two passes Hansen's test at five percent at most three times."""
    found = [drivers(*_path(sp500, 100 + seed, 0.0, 300), draws=200) for seed in range(20)]
    assert sum(one.superior_p <= 0.05 for one in found) <= 3
    assert np.mean([not one.of("idle").g.low < 0 < one.of("idle").g.high for one in found]) <= 0.2


def test_periods_in_which_a_driver_was_unknown_are_left_out(sp500):
    path, known = _path(sp500, 1, 0.6)
    known["driver"] = known["driver"].copy()
    known["driver"][:200] = np.nan
    found = drivers(path, known, draws=50)
    assert found.first == path.firsts[200].item()
    assert found.periods == 300
    assert isinstance(found.of("idle").out_of_sample, Contest)
    known["driver"][:450] = np.nan
    assert drivers(path, known, draws=50) is None
    assert drivers(path, {"still": np.ones(len(path))}, draws=50) is None
