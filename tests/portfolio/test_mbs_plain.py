"""The columns against the plain twin, cohort by cohort and life by life."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import AmountError
from ebb.portfolio import PRIOR, Pools, Prior, cohorts
from ebb.portfolio.cashflows import psa_cashflows
from ebb.portfolio.mbs_plain import instalment, monthly, pool_month, psa_life
from ebb.sources import published

PRIORS = st.builds(
    Prior,
    turnover=st.floats(0.0, 0.2),
    season_amplitude=st.floats(0.0, 0.5),
    lock_in=st.floats(0.0, 0.5),
    refinancing_most=st.floats(0.0, 0.6),
    refinancing_midpoint=st.floats(0.0, 2.0),
    curtailment=st.floats(0.0, 0.02),
)


@pytest.fixture(scope="module")
def pools():
    return Pools.open(10**12, 0, cohorts(published.rows("mbs_cohorts")), date(2022, 5, 25))


@settings(max_examples=30, deadline=None)
@given(prior=PRIORS, market=st.floats(1.0, 12.0), month=st.integers(1, 12), surviving=st.floats(0.0, 1.0))
def test_every_cohort_pays_what_the_twin_pays(pools, prior, market, month, surviving):
    burnt = replace(pools, surviving=np.full(len(pools), surviving))
    after, paid = burnt.step(date(2022, month, 1), market, prior)
    for i in range(0, len(pools), 7):
        own = market - (0.70 if pools.term[i] == 180 else 0.0)
        left = int(pools.term[i] - pools.age[i])
        plain = pool_month(
            int(pools.balance[i]), pools.note_rate[i], left, int(pools.age[i]), month, own, surviving, prior
        )
        assert paid.paid[i] == pytest.approx(plain.paid, abs=1.0)
        assert paid.scheduled[i] == pytest.approx(plain.scheduled, abs=1.0)
        assert paid.refinanced[i] == pytest.approx(plain.refinanced, abs=2.5)
        assert paid.curtailed[i] == pytest.approx(plain.curtailed, abs=2.5)
        assert after.surviving[i] == pytest.approx(plain.surviving, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(prior=PRIORS, market=st.floats(1.0, 12.0), month=st.integers(1, 12))
def test_principal_is_the_sum_of_its_causes_and_never_more_than_the_balance(pools, prior, market, month):
    after, paid = pools.step(date(2022, month, 1), market, prior)
    for cause in (paid.scheduled, paid.turnover, paid.refinanced, paid.curtailed):
        assert (cause >= 0).all()
    assert (paid.scheduled + paid.turnover + paid.refinanced + paid.curtailed == paid.paid).all()
    assert (pools.balance - paid.paid == after.balance).all()
    assert (after.balance >= 0).all()
    assert pools.pay(date(2022, month, 1), market, prior)[1].sum() == paid.paid.sum()


def test_parts_turned_off_leave_the_textbook(pools):
    still = Prior(turnover=0.0, refinancing_most=0.0, curtailment=0.0)
    _, paid = pools.step(date(2022, 6, 1), 6.0, still)
    assert (paid.turnover + paid.refinanced + paid.curtailed == 0).all()
    rate, left = pools.note_rate / 1200.0, pools.term - pools.age
    assert paid.paid == pytest.approx(pools.balance * rate / ((1 + rate) ** left - 1), abs=1.0)
    only = replace(still, curtailment=0.0075)
    _, part = pools.step(date(2022, 6, 1), 6.0, only)
    assert part.curtailed == pytest.approx(monthly(0.0075) * (pools.balance - paid.paid), abs=2.0)
    standard = Prior(turnover=0.06, season_amplitude=0.0, lock_in=0.0, refinancing_most=0.0, curtailment=0.0)
    seasoned = replace(pools, age=np.maximum(pools.age, 30))
    _, psa = seasoned.step(date(2022, 6, 1), 9.0, standard)
    assert psa.turnover / (seasoned.balance - psa.scheduled) == pytest.approx(0.005143, abs=1e-6)


def test_a_pool_opened_inside_the_month_pays_only_what_is_still_to_come(pools):
    whole = pools.by_payment_day(pools.pay(date(2022, 5, 1), 4.0)[1])
    for opened, days in ((date(2022, 5, 15), (20, 25)), (date(2022, 5, 18), (20, 25)), (date(2022, 5, 20), (25,))):
        # The 15th was a Sunday, so Gold paid on Monday the 16th: still to come on the 15th.
        due = (15, *days) if opened == date(2022, 5, 15) else days
        _, rest = pools.pay(date(2022, 5, 1), 4.0, after=opened)
        assert rest.sum() == sum(whole[day] for day in due)
    assert pools.pay(date(2022, 5, 1), 4.0, after=date(2022, 5, 25))[1].sum() == 0


def test_gold_pays_on_the_15th_and_only_old_conventional_pools_hold_it(pools):
    old = pools.age > 36
    assert (pools.gold[(pools.program == "UMBS") & old] == 0.38).all()
    assert (pools.gold[(pools.program != "UMBS") | ~old] == 0.0).all()


POOLS = st.lists(
    st.tuples(st.floats(0.0, 1e9), st.integers(0, 120).map(lambda n: n / 8), st.integers(1, 480), st.integers(0, 400)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(pools=POOLS, speed=st.floats(0.0, 800.0))
def test_the_kernel_is_its_twin_and_repays_every_balance(pools, speed):
    balance, rate, left, age = (np.array(column) for column in zip(*pools, strict=True))
    flows = psa_cashflows(balance, rate, left, age, speed)
    assert len(flows.principal) == left.max()
    tolerance = 1e-9 * balance.sum() + 1e-9
    assert flows.principal.sum() == pytest.approx(balance.sum(), abs=tolerance)
    plain = np.zeros((2, int(left.max())))
    for one, note, n, old in pools:
        for month, pair in enumerate(psa_life(one, note, n, old, speed)):
            plain[:, month] += pair
    assert flows.scheduled == pytest.approx(plain[0], abs=tolerance)
    assert flows.prepaid == pytest.approx(plain[1], abs=tolerance)


def test_interest_and_level_payments_of_the_textbook():
    # 100,000 at 6 percent over 30 years: 599.55 a month, every month, without prepayment.
    flows = psa_cashflows(100_000.0, 6.0, 360, 0, 0.0)
    assert flows.principal + flows.interest == pytest.approx(599.55, abs=0.005)
    assert instalment(100_000.0, 6.0, 360) == pytest.approx(99.55, abs=0.005)
    assert flows.prepaid.sum() == pytest.approx(0.0, abs=1e-6)


def test_pools_out_of_range_are_refused_together():
    with pytest.raises(AmountError, match=r"balances from -1.0.*months left from 0"):
        psa_cashflows([-1.0, 5.0], 4.0, [0, 12], 0)
    assert PRIOR.turnover == 0.06
