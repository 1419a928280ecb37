"""Curves: the bootstrap gives par back, Svensson's published example, flat ends, refused units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UnitError, UsageError
from ebb.yields import par_curve, svensson, svensson_curve, zero_curve
from ebb.yields.curve import NODES

DAY = date(2018, 4, 20)
#: Svensson parameters of the Board's file for 20 April 2018 (Gurkaynak, Sack and Wright).
PUBLISHED = (3.666225, -1.795458, 0.000070, -1.484404, 1.696496, 8.990198)


@settings(max_examples=60)
@given(st.floats(0.0, 8.0), st.lists(st.floats(-0.7, 0.7), min_size=4, max_size=4), st.integers(1, 60))
def test_a_bond_with_the_par_yield_costs_par(level: float, around: list[float], halves: int) -> None:
    levels = [level + gap for gap in around]
    given_yields = dict(zip((0.25, 2.0, 10.0, 30.0), levels, strict=True))
    curve = par_curve(DAY, given_yields, "made")
    expected = float(np.interp(halves / 2, list(given_yields), levels))
    assert 100 * curve.par_yield(halves / 2) == pytest.approx(expected, abs=1e-9)


def test_svensson_gives_the_published_zero_yields() -> None:
    """GSW, 20 April 2018: zero yields at 1, 2, 5 and 10 years, to the four decimals published."""
    found = svensson([1, 2, 5, 10], PUBLISHED)
    assert found == pytest.approx([2.2330, 2.4692, 2.8016, 2.9548], abs=2e-4)
    curve = svensson_curve(DAY, PUBLISHED, "made")
    assert 100 * curve.rate([1, 2, 5, 10]) == pytest.approx(found, abs=1e-12)
    before_1980 = (*PUBLISHED[:3], 0.0, PUBLISHED[4], -999.99)
    assert svensson([5], before_1980) != pytest.approx(found[2])


def test_ends_are_flat_and_shifts_are_parallel() -> None:
    curve = zero_curve(DAY, {1: 2.0, 10: 3.0}, "made")
    assert curve.rate([0.1, 1.0, 5.5, 10.0, 40.0]) == pytest.approx([0.02, 0.02, 0.025, 0.03, 0.03])
    assert float(curve.discount(0.0)) == 1.0
    assert curve.shifted(50).rate(NODES) - curve.rate(NODES) == pytest.approx(np.full(len(NODES), 0.005))
    with pytest.raises(ValueError, match="read-only"):
        curve.zero[0] = 1.0


def test_bad_yields_are_refused() -> None:
    with pytest.raises(UsageError, match="no yields"):
        par_curve(DAY, {}, "made")
    with pytest.raises(UnitError, match="percent"):
        par_curve(DAY, {2: 450.0, 10: 400.0}, "basis points")
    with pytest.raises(UsageError, match="below zero"):
        par_curve(DAY, {0.5: 0.0, 30: 8.0}, "too steep")
    with pytest.raises(UnitError, match="maturities above zero"):
        zero_curve(DAY, {0: 1.0}, "made")


def _exact(years: float, parameters: tuple[float, ...]) -> float:
    """Svensson's formula in sixty digits."""
    with localcontext() as digits:
        digits.prec = 60
        n, b0, b1, b2, b3, t1, t2 = map(Decimal, (years, *parameters))

        def slope(x: Decimal) -> Decimal:
            return (1 - (-x).exp()) / x

        def hump(x: Decimal) -> Decimal:
            return slope(x) - (-x).exp()

        return float(b0 + b1 * slope(n / t1) + b2 * hump(n / t1) + b3 * hump(n / t2))


@settings(max_examples=60)
@given(
    st.floats(1e3, 1e6),
    st.floats(0.3, 30.0),
    st.floats(1e-7, 1e-2),
    st.sampled_from([1 / 12, 0.25, 1.0, 5.0, 10.0, 30.0]),
)
def test_svensson_is_stable_where_huge_humps_cancel(size: float, tau: float, apart: float, years: float) -> None:
    """Opposite beta2 and beta3 of up to a million, tau1 all but tau2: right to a millionth of a basis point."""
    given_parameters = (4.0, -1.0, size, -size + 3.0, tau, tau * (1.0 + apart))
    assert float(svensson(years, given_parameters)) == pytest.approx(_exact(years, given_parameters), abs=1e-8)
