import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.yields import Range, borrowing_costs, monthly_payment

THROUGH = Range(0.7, 0.9, 1.1)


@settings(max_examples=100, deadline=None)
@given(st.floats(1e3, 1e7), st.floats(0.0, 0.2), st.integers(1, 40))
def test_payments_repay_the_loan_to_the_last_cent(principal: float, rate: float, years: int) -> None:
    balance, payment = principal, float(monthly_payment(principal, rate, years))
    for _ in range(12 * years):
        balance = balance * (1 + rate / 12) - payment
    # Rounding in the recursion grows with the interest factor itself.
    assert abs(balance) < 1e-9 * principal * (1 + rate / 12) ** (12 * years) * 12 * years


@settings(max_examples=50, deadline=None)
@given(st.floats(0.0, 0.2), st.floats(1e-4, 0.05))
def test_a_higher_rate_costs_more(rate: float, more: float) -> None:
    assert monthly_payment(1e5, rate + more, 30) > monthly_payment(1e5, rate, 30)


def test_no_move_changes_nothing() -> None:
    costs = borrowing_costs(Range(0, 0, 0), bond_yield=0.045, mortgage_rate=0.065, pass_through=THROUGH)
    for span in (costs.bond_price, costs.mortgage_payment, costs.loan_payment):
        assert max(abs(span.low), abs(span.central), abs(span.high)) < 1e-9


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 100), st.floats(0, 100))
def test_a_larger_rise_costs_holder_and_borrowers_more(a: float, b: float) -> None:
    low, high = sorted((a, b))
    costs = borrowing_costs(
        Range(low, (low + high) / 2, high), bond_yield=0.045, mortgage_rate=0.065, pass_through=THROUGH
    )
    assert costs.bond_price.low >= costs.bond_price.central >= costs.bond_price.high
    for span in (costs.mortgage_rate_change_bp, costs.mortgage_payment, costs.loan_payment):
        assert span.low <= span.central <= span.high


def test_a_fall_keeps_the_order_of_the_range() -> None:
    costs = borrowing_costs(Range(-40, -20, -10), bond_yield=0.045, mortgage_rate=0.065, pass_through=THROUGH)
    span = costs.mortgage_rate_change_bp
    np.testing.assert_allclose([span.low, span.central, span.high], [-44, -18, -7])


def test_one_point_on_a_ten_year_par_bond_is_about_its_duration() -> None:
    costs = borrowing_costs(Range(100, 100, 100), bond_yield=0.045, mortgage_rate=0.065, pass_through=THROUGH)
    # Duration of a 4.5 percent 10-year par bond is 7.98; convexity gives back about 0.4.
    assert -7.98 < costs.bond_price.central < -7.4


def test_what_is_no_loan_is_refused() -> None:
    with pytest.raises(UsageError, match="loan"):
        monthly_payment(0.0, 0.05, 30)
