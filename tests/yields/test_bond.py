import time
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.yields import coupon_periods, dirty_price, dv01, modified_duration, price, yield_from_price

coupons = st.floats(0.0, 0.15)
yields = st.floats(-0.02, 0.20)
periods = st.integers(1, 60)
parts = st.floats(0.01, 1.0)


def flows(c: float, y: float, n: int, w: float) -> float:
    """The dirty price as a plain sum of discounted payments: the readable referee."""
    if n == 1:
        return 100 * (1 + c / 2) / (1 + w * y / 2)
    paid = [100 * c / 2 + (100 if k == n - 1 else 0) for k in range(n)]
    return sum(cash / (1 + y / 2) ** (w + k) for k, cash in enumerate(paid))


@settings(max_examples=200, deadline=None)
@given(coupons, yields, periods, parts)
def test_closed_form_and_sum_of_payments_agree(c: float, y: float, n: int, w: float) -> None:
    assert abs(float(dirty_price(c, y, n, w)) - flows(c, y, n, w)) < 1e-8
    assert abs(float(price(c, y, n, w)) - (flows(c, y, n, w) - 50 * c * (1 - w))) < 1e-8


@settings(max_examples=100, deadline=None)
@given(coupons, yields, periods, parts, st.floats(1e-5, 0.05))
def test_price_falls_in_yield_and_rises_in_coupon(c: float, y: float, n: int, w: float, step: float) -> None:
    assert price(c, y + step, n, w) < price(c, y, n, w)
    assert price(c + step, y, n, w) > price(c, y, n, w) - 1e-12


@settings(max_examples=50, deadline=None)
@given(coupons, periods)
def test_par_is_par(c: float, n: int) -> None:
    assert abs(float(price(c, c, n)) - 100.0) < 1e-9


@settings(max_examples=200, deadline=None)
@given(coupons, st.floats(-0.3, 1.5), periods, parts)
def test_yield_of_a_price_is_the_yield(c: float, y: float, n: int, w: float) -> None:
    clean = price(c, y, n, w)
    found = yield_from_price(clean, c, n, w)
    np.testing.assert_allclose(price(c, found, n, w), clean, rtol=1e-11, atol=1e-10)


@settings(max_examples=100, deadline=None)
@given(coupons, yields, periods, parts)
def test_duration_and_dv01_are_the_derivative(c: float, y: float, n: int, w: float) -> None:
    step = 1e-5
    up, down = float(dirty_price(c, y + step, n, w)), float(dirty_price(c, y - step, n, w))
    slope = (up - down) / (2 * step)
    here = float(dirty_price(c, y, n, w))
    assert abs(float(modified_duration(c, y, n, w)) + slope / here) < 2e-5 * (1 + n)
    assert abs(float(dv01(c, y, n, w)) + slope * 1e-4) < 2e-5 * (1 + n)
    if y >= 0:
        assert 0 < modified_duration(c, y, n, w) <= (n - 1 + w) / 2 + 1e-9


def test_duration_is_smooth_through_zero() -> None:
    around = modified_duration(0.03, np.array([-3e-5, -1e-5, 0.0, 1e-5, 3e-5]), 60)
    np.testing.assert_allclose(
        np.diff(around) / np.array([2e-5, 1e-5, 1e-5, 2e-5]), (around[-1] - around[0]) / 6e-5, rtol=1e-3
    )


def test_worked_examples_of_the_treasury() -> None:
    # 31 CFR 356, Appendix B, II.A: 8 3/4 percent of 15 May 2020 on 15 May 1990 at 8.84 percent.
    n, w = coupon_periods(date(1990, 5, 15), date(2020, 5, 15))
    assert abs(float(price(0.0875, 0.0884, n, w)) - 99.057893) < 5e-7
    # II.D: 9 1/2 percent of 15 November 1995 on 29 November 1985 at 9.54 percent. Accrued interest is the same;
    # the price differs because the Treasury takes simple interest over the broken period where the street compounds.
    n, w = coupon_periods(date(1985, 11, 29), date(1995, 11, 15))
    assert (int(n), float(w)) == (20, 167 / 181)
    accrued = dirty_price(0.095, 0.0954, n, w) - price(0.095, 0.0954, n, w)
    assert abs(float(accrued) - 0.367403) < 5e-7
    treasury = float(dirty_price(0.095, 0.0954, n, w)) * float((1 + 0.0477) ** w / (1 + w * 0.0477)) - 0.367403
    assert abs(treasury - 99.730918) < 1e-6
    assert 0 < float(price(0.095, 0.0954, n, w)) - treasury < 0.01


def test_coupon_dates_count_back_from_maturity() -> None:
    n, w = coupon_periods(
        date(2025, 11, 19), np.array(["2025-11-30", "2026-05-15", "2035-11-15", "2026-08-31"], dtype="M8[D]")
    )
    assert n.tolist() == [1, 1, 20, 2]
    # 2025-05-31 to 2025-11-30 is 183 days; 2025-11-15 to 2026-05-15 is 181; 2025-08-31 to 2026-02-28 is 181.
    np.testing.assert_allclose(w, [11 / 183, 177 / 181, 177 / 181, 101 / 181])


@settings(max_examples=100, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 11_000))
def test_periods_and_parts_add_up_to_the_life_of_the_bond(settles: date, days: int) -> None:
    matures = np.datetime64(settles, "D") + days
    n, w = coupon_periods(settles, matures)
    assert n >= 1
    assert 0 < w <= 1
    # Half-years differ by a few days: the life in years is right to a week.
    assert abs((n - 1 + w) / 2 - days / 365.25) < 7 / 365


def test_a_coupon_date_is_a_whole_period() -> None:
    n, w = coupon_periods(date(2025, 8, 31), date(2035, 2, 28))
    assert (int(n), float(w)) == (19, 1.0)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ((0.04, 0.04, 0, 1.0), "periods"),
        ((0.04, 0.04, 2, 0.0), "remaining"),
        ((-0.01, 0.04, 2, 1.0), "coupon"),
        ((0.04, -0.95, 2, 1.0), "yield"),
    ],
)
def test_what_is_no_bond_is_refused(bad: tuple[float, float, int, float], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        price(*bad)


def test_prices_no_yield_can_give_and_matured_bonds_are_refused() -> None:
    with pytest.raises(UsageError, match="price"):
        yield_from_price([100.0, -1.0], 0.04, 20)
    with pytest.raises(UsageError, match="matured"):
        coupon_periods(date(2025, 1, 1), date(2025, 1, 1))


def test_four_thousand_bonds_at_once() -> None:
    rng = np.random.default_rng(0)
    n, w, c, y = (
        rng.integers(1, 61, 4_000),
        rng.uniform(0.01, 1, 4_000),
        rng.uniform(0, 0.08, 4_000),
        rng.uniform(0, 0.08, 4_000),
    )
    start = time.perf_counter()
    clean = price(c, y, n, w)
    found = yield_from_price(clean, c, n, w)
    modified_duration(c, y, n, w)
    assert time.perf_counter() - start < 0.5
    np.testing.assert_allclose(found, y, atol=1e-10)
