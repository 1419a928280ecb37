import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.yields import equivalent_hike, hike_on_yield, loading, supply_on_yield

SETTING = {"extra_supply": [1.0, 0.5], "maturities": [5.0, 10.0], "volatility": 0.01, "reversion": 0.2}


@settings(max_examples=50, deadline=None)
@given(st.floats(0.25, 30), st.floats(0.01, 2))
def test_a_hike_moves_long_yields_less_the_faster_it_fades(years: float, speed: float) -> None:
    assert 0 < hike_on_yield(years, speed) < 1
    assert hike_on_yield(years, speed * 1.5) < hike_on_yield(years, speed) < hike_on_yield(years / 2, speed)
    assert hike_on_yield(years, 0.0) == 1.0


def test_doubling_risk_aversion_doubles_and_no_more() -> None:
    once, twice = (supply_on_yield(10.0, risk_aversion=a, **SETTING) for a in (3.0, 6.0))
    assert twice / once == pytest.approx(2.0, rel=1e-12)  # the full published model has 74/29 = 2.55


def test_the_integral_has_its_closed_form() -> None:
    k = 0.2
    rise = supply_on_yield(10.0, risk_aversion=3.0, **SETTING)
    risk = 3.0 * 0.01**2 * (1.0 * loading(5.0, k) + 0.5 * loading(10.0, k))
    assert rise == pytest.approx(risk * (10.0 - loading(10.0, k)) / (k * 10.0), rel=1e-6)


def test_supply_that_goes_away_matters_less() -> None:
    rises = [supply_on_yield(10.0, risk_aversion=3.0, fade=f, **SETTING) for f in (0.0, 0.1, 1.0)]
    assert rises == sorted(rises, reverse=True)
    assert rises[-1] > 0


def test_an_equivalent_hike_undoes_itself() -> None:
    hike = equivalent_hike(10.0, 0.001, 0.15)
    assert hike * float(hike_on_yield(10.0, 0.15)) == pytest.approx(0.001)
    assert hike > 0.001
    assert np.isscalar(hike)
