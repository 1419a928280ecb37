import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.simulate.split import least_share, meet, split

FLOOR, SLOPE, KINK = -8.0, 3.0, 13.5


def spread(q: float) -> float:
    return FLOOR + SLOPE * max(0.0, KINK - q)


def funds(s: float) -> float:
    return float(np.clip(np.expm1(5.0 - 0.26 * s), 0.0, 2500.0))


@settings(max_examples=200, deadline=None)
@given(st.floats(-500, 12_000), st.floats(10_000, 40_000), st.sampled_from([None, 500.0]))
def test_the_pool_is_kept_and_nothing_is_negative(pool: float, banks: float, limit: float | None) -> None:
    found = split(pool, banks, spread, funds, 10.0, limit)
    assert found.reserves + found.on_rrp == pytest.approx(pool + found.standing_repo, abs=1e-6)
    assert found.on_rrp >= 0
    assert 0 <= found.standing_repo <= (limit if limit is not None else np.inf)


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 10_000), st.floats(0, 1_000), st.floats(15_000, 30_000))
def test_a_larger_pool_leaves_neither_with_less(pool: float, more: float, banks: float) -> None:
    first, second = meet(pool, banks, spread, funds), meet(pool + more, banks, spread, funds)
    assert second >= first - 1e-6
    assert pool + more - second >= pool - first - 1e-6


def test_both_demands_hold_where_they_meet() -> None:
    pool, banks = 5_000.0, 25_000.0
    on_rrp = meet(pool, banks, spread, funds)
    assert on_rrp == pytest.approx(funds(spread(100 * (pool - on_rrp) / banks)), rel=1e-6)


def test_standing_repo_holds_the_spread_at_its_rate_and_is_not_used_before() -> None:
    banks = 25_000.0
    floor = least_share(spread, 10.0)
    assert spread(floor) == pytest.approx(10.0)
    plenty = split(0.2 * banks, banks, spread, funds, 10.0, None)
    assert plenty.standing_repo == 0.0
    tight = split(0.04 * banks, banks, spread, funds, 10.0, None)
    assert tight.standing_repo > 0
    assert spread(100 * tight.reserves / banks) == pytest.approx(10.0, abs=0.01)
    assert split(0.04 * banks, banks, spread, funds, None, None).standing_repo == 0.0
