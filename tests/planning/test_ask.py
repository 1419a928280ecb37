import pickle
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import ScenarioError
from ebb.planning import Episode, Shock, apply, monthly_payment


def shocked(**shock):
    return Episode("made_up", date(2020, 1, 1), date(2020, 1, 2), (), Shock(**shock))


def test_repo_2019_asked_of_a_round_plan(library, plan):
    ask = apply(library["repo_2019"], plan)
    share = library["repo_2019"].fact("tga_rise").value / library["repo_2019"].fact("bank_assets").value
    assert ask.reserves_short == pytest.approx(share * 25_000)
    assert ask.reserves_after == pytest.approx(3000 - ask.reserves_short)
    assert ask.distance_before == pytest.approx((0.12 - 0.11) / 0.005)
    assert ask.distance_after < ask.distance_before
    assert ask.overnight_rate == pytest.approx(7.0)
    assert ask.over_srf_rate == pytest.approx(300)
    assert ask.loss is None
    assert any("H.4.1" in source for source in ask.sources)


def test_taper_2013_asked_of_a_round_plan(library, plan):
    ask = apply(library["taper_2013"], plan)
    assert ask.loss == pytest.approx(6.0 * 6000 * 0.0066)
    assert ask.loss_to_capital == pytest.approx(ask.loss / 45)
    assert ask.loss_share_of_par == pytest.approx(ask.loss / 6000)
    assert ask.reserves_short is None
    assert ask.reserves_after == plan.reserves
    assert ask.payment_rise == pytest.approx(monthly_payment(7.16) - monthly_payment(6.5))
    assert apply(library["taper_2013"], plan, pass_through=0.0).payment_rise == 0.0


def test_gilts_add_reserves_and_undo_runoff(library, plan):
    ask = apply(library["gilt_2022"], plan)
    assert ask.purchases == pytest.approx(19.3 / 875 * 6000)
    assert ask.months_of_runoff == pytest.approx(ask.purchases / 50)
    assert ask.distance_after > ask.distance_before
    assert apply(library["gilt_2022"], replace(plan, monthly_runoff=0.0)).months_of_runoff is None


def test_end_2025_asked_of_a_round_plan(library, plan):
    ask = apply(library["reserves_2025"], plan)
    assert ask.reserves_short == pytest.approx(74.6 / library["reserves_2025"].fact("bank_assets").value * 25_000)
    assert ask.over_srf_rate == pytest.approx(22)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 0.05), st.floats(0, 300))
def test_twice_the_shock_asks_twice(drain, bp):
    plan = _plan()
    one, two = (apply(shocked(drain=k * drain, ten_year_bp=k * bp), plan) for k in (1, 2))
    assert two.reserves_short == pytest.approx(2 * one.reserves_short)
    assert two.loss == pytest.approx(2 * one.loss)
    assert two.distance_after <= one.distance_after
    assert two.pressure >= one.pressure


def test_a_plan_twice_as_large_is_left_at_the_same_shares(library, plan, doubled):
    for episode in library.values():
        one, two = apply(episode, plan), apply(episode, doubled)
        assert two.share_after == pytest.approx(one.share_after)
        assert two.distance_after == pytest.approx(one.distance_after)
        assert two.loss_to_capital == (None if one.loss_to_capital is None else pytest.approx(one.loss_to_capital))
        if one.reserves_short is not None:
            assert two.reserves_short == pytest.approx(2 * one.reserves_short)


def test_pressure_counts_only_what_lies_below_the_kink():
    plan = replace(_plan(), reserves=2800.0, kink=0.11, slope=4.0)  # 11.2 percent of bank assets
    assert apply(shocked(drain=0.001), plan).pressure == 0.0
    assert apply(shocked(drain=0.012), plan).pressure == pytest.approx(4.0)  # one point below the kink
    below = replace(plan, reserves=2700.0)
    assert apply(shocked(drain=0.01), below).pressure == pytest.approx(4.0)  # already below: only the further fall


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kink": 12.0}, "no share of bank assets"),
        ({"reserves": 3_000_000.0}, "mixed units"),
        ({"capital": 0.0, "gdp": -1.0}, r"gdp is -1.0, not above 0; capital is 0.0"),
        ({"slope": -1.0}, "slope is -1.0, below 0"),
        ({"soma_duration": float("nan")}, "soma_duration is nan"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(plan, change, says):
    with pytest.raises(ScenarioError, match=says) as caught:
        replace(plan, **change)
    assert caught.value.exit_code == 2
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 20), st.integers(12, 480))
def test_payments_pay_the_loan_back(rate, months):
    payment, debt = monthly_payment(rate, 100_000.0, months), 100_000.0
    for _ in range(months):
        debt = debt * (1 + rate / 1200) - payment
    assert debt == pytest.approx(0.0, abs=1e-3)


def _plan():
    from ebb.planning import PlanState

    return PlanState(
        "made up", date(2026, 1, 1), 3000, 25000, 32000, 6000, 6.0, 45, 50, 0.11, 0.005, 4.0, 4.0, 3.9, 4.0, 6.5
    )
