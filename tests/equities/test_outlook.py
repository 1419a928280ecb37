"""A plan's year: nothing where there is no effect, arithmetic where there is one, and a share that is a share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.equities.outlook import Effect, outlook
from ebb.errors import LawError

DRAWS = 500


def effect(returns=0.0, log_volatility=0.0):
    return Effect(np.full(DRAWS, returns), np.full(DRAWS, log_volatility))


def test_no_effect_leaves_every_year_as_it_was(sp500):
    found = outlook(sp500, {"none": effect()}, draws=DRAWS)
    none = found.routes["none"]
    for name in ("p05", "p16", "p50", "p84", "p95"):
        assert getattr(none.returns, name) == pytest.approx(getattr(found.returns, name))
        assert getattr(none.volatility, name) == pytest.approx(getattr(found.volatility, name))
    assert none.share_of_return == none.share_of_volatility
    assert none.share_of_return.high == 0.0


def test_a_sure_effect_moves_every_year_by_itself(sp500):
    found = outlook(sp500, {"up": effect(10.0), "wild": effect(0.0, np.log(2.0))}, draws=DRAWS)
    up, wild = found.routes["up"], found.routes["wild"]
    assert 1.0 + up.returns.p50 / 100.0 == pytest.approx(1.1 * (1.0 + found.returns.p50 / 100.0))
    assert wild.volatility.p50 == pytest.approx(2.0 * found.volatility.p50)
    assert wild.returns.p05 < found.returns.p05
    assert up.effect_on_return == pytest.approx((10.0, 10.0, 10.0))
    assert wild.effect_on_volatility == pytest.approx((100.0, 100.0, 100.0))


def test_the_share_is_the_law_of_total_variance(sp500):
    """Half of the years with the plan, half without: the share is the variance between the halves over that of all."""
    rng = np.random.default_rng(0)
    found = outlook(sp500, {"up": effect(20.0)}, draws=DRAWS)
    years = rng.normal(0.0, 15.0, 200_000)
    mixed = np.concatenate([years, years + 20.0])
    assert pytest.approx(100.0 / mixed.var(), rel=0.02) == 100.0 / (100.0 + 15.0**2)
    share = found.routes["up"].share_of_return
    assert share.low == share.value == share.high
    assert 0.05 < share.value < 0.6


@settings(max_examples=30)
@given(st.floats(-30, 30), st.floats(-1, 1), st.floats(0, 20))
def test_shares_are_shares_and_quantiles_are_in_order(sp500, mean, log_volatility, spread):
    rng = np.random.default_rng(1)
    one = Effect(mean + spread * rng.standard_normal(DRAWS), np.full(DRAWS, log_volatility))
    route = outlook(sp500, {"x": one}, draws=DRAWS).routes["x"]
    for share in (route.share_of_return, route.share_of_volatility):
        assert 0.0 <= share.low <= share.value <= share.high < 1.0
    for fan in (route.returns, route.volatility):
        assert fan.p05 <= fan.p16 <= fan.p50 <= fan.p84 <= fan.p95
    assert route.volatility.p05 > 0.0


def test_years_are_drawn_from_the_months_asked_for(sp500):
    best = sp500.returns > 0.0
    found = outlook(sp500, {}, drawn=best, draws=DRAWS)
    assert found.returns.p05 > 0.0


def test_draws_must_be_as_many_and_finite(sp500):
    with pytest.raises(LawError, match="not finite"):
        outlook(sp500, {"bad": Effect(np.full(DRAWS, np.nan), np.zeros(DRAWS))}, draws=DRAWS)
    with pytest.raises(LawError, match="shape"):
        outlook(sp500, {"bad": effect()}, draws=DRAWS + 1)
