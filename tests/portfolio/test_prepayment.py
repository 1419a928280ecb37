"""Mortgage arithmetic against the published conventions, and the laws of the prepayment function."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.portfolio.prepayment import PRIOR, REASONS, Prior, burnt, cpr, psa, refinancing, scheduled, season, smm, speed


@pytest.mark.parametrize(
    ("standard", "month", "expected"),
    [(100, 30, 0.005143), (165, 5, 0.001386), (165, 20, 0.005674), (165, 31, 0.008650)],
)
def test_psa_speeds(standard, month, expected):
    # Public Securities Association standard formulas, monthly shares to six digits.
    assert float(smm(psa(standard, month))) == pytest.approx(expected, abs=1e-6)


@given(st.floats(0.0, 0.999))
def test_monthly_and_yearly_speeds_are_inverse(yearly):
    assert float(cpr(smm(yearly))) == pytest.approx(yearly, abs=1e-12)


@settings(max_examples=50)
@given(st.floats(1e3, 1e12), st.floats(0.0, 15.0), st.integers(1, 480))
def test_scheduled_principal_repays_the_loan(balance, rate, months):
    left = balance
    for n in range(months, 0, -1):
        left -= float(scheduled(left, rate, n))
    assert left == pytest.approx(0.0, abs=1e-6 * balance)


def test_level_payment():
    # Payment of a 30-year loan of 100,000 at 6 percent is 599.55 a month; interest of the first month is 500.
    assert float(scheduled(100_000, 6.0, 360)) == pytest.approx(99.55, abs=0.005)
    assert float(scheduled(100_000, 6.0, 0)) == 0.0


@given(st.floats(-15, 15), st.floats(0, 5), st.integers(0, 400), st.integers(1, 12), st.floats(0, 1))
def test_speed_is_a_share_and_never_falls_with_the_incentive(incentive, more, age, month, burnout):
    low = float(speed(incentive, age, month, burnout))
    high = float(speed(incentive + more, age, month, burnout))
    assert 0.0 <= low <= high <= 1.0


def test_no_speed_above_one():
    assert float(speed(10.0, 60, 7, 1.0, Prior(turnover=0.9, refinancing_most=0.9))) == 1.0


def test_seasons_average_to_one():
    year = [season(month) for month in range(1, 13)]
    assert np.mean(year) == pytest.approx(1.0, abs=1e-12)
    assert max(year) / min(year) == pytest.approx(1.67, abs=0.01)
    assert year.index(max(year)) == 6


def test_burnout_lowers_the_pull_but_not_below_its_floor():
    assert float(burnt(1.0)) == 1.0
    assert float(burnt(0.0)) == PRIOR.burnout_floor
    fresh, tired = (float(speed(2.0, 60, 4, b)) for b in (1.0, 0.3))
    assert fresh - tired == pytest.approx(0.7 * float(refinancing(2.0)), rel=1e-9)


def test_lock_in_is_the_stated_fall_per_point():
    rest = PRIOR.curtailment + float(refinancing(-3.0))
    deep = float(speed(-3.0, 60, 4)) - rest
    deeper = float(speed(-4.0, 60, 4)) - PRIOR.curtailment - float(refinancing(-4.0))
    assert 1 - deeper / deep == pytest.approx(0.181, abs=0.001)


def test_every_parameter_has_its_reason():
    assert set(REASONS) == set(Prior.__slots__)
