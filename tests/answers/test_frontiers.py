"""Speed against risk on the record: laws of the frontier, and the plans there have been on its axes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.answers.evidence import Evidence
from ebb.answers.frontier_points import AFTER
from ebb.answers.frontiers import frontier
from ebb.answers.placed import placed_plans
from ebb.errors import OutOfRange, UsageError
from ebb.record import Record

SIZE = 240.0


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence()


@pytest.fixture(scope="module")
def found(evidence):
    return frontier(evidence, SIZE, (120.0, 20.0, 60.0), yields=False)


def test_in_no_month_is_a_faster_pace_safer_nor_holding_less_safe(found):
    """Between the paces the same amount leaves sooner; before and after, the same plan."""
    for slow, fast in zip(found.paces, found.paces[1:], strict=False):
        months = min(len(slow.chance.value), len(fast.chance.value))
        assert (fast.chance.value[:months] >= slow.chance.value[:months] - 0.01).all()
        assert fast.year_on.value >= slow.year_on.value - 0.01
    for point in found.paces:
        months = len(point.chance.value)
        assert (point.chance.value >= point.holding.value[:months] - 0.01).all()
        assert point.months_above.value >= point.months_above_holding.value
        assert point.over_interest.value >= point.over_interest_holding.value


def test_the_pace_is_told_apart(found):
    """Otherwise the laws above could not fail."""
    first, last = found.paces[0], found.paces[-1]
    assert last.chance.value[4] > first.chance.value[4] + 3.0


def test_what_left_is_what_was_ordered(found):
    for point in found.paces:
        assert point.left == pytest.approx(SIZE, abs=1e-6)
    runoff, sales = found.ways[1], found.ways[2]
    assert runoff.left == pytest.approx(SIZE, rel=0.03)  # agency principal is expected, not known
    assert sales.left == pytest.approx(SIZE, rel=0.05)


def test_only_sales_realise_anything_and_what_they_lose_is_a_deferred_asset(found):
    bills, runoff, sales = found.ways
    assert bills.realised == runoff.realised == 0.0
    assert sales.realised < 0.0
    assert sales.net_income < bills.net_income
    assert sales.deferred == pytest.approx(-sales.net_income, abs=1e-6)  # the Fed remits nothing meanwhile


def test_every_number_lies_inside_its_interval_and_chances_are_chances(found):
    for point in (*found.paces, *found.ways):
        for one in (point.chance, point.holding):
            assert (one.low <= one.value).all()
            assert (one.value <= one.high).all()
            assert ((one.low >= 0.0) & (one.high <= 100.0)).all()
        assert 0.0 <= point.months_above.value <= len(point.chance.value)


def test_the_chance_of_holding_is_that_of_the_engine_and_the_fit(evidence, found):
    """Two routes: the mean over draws of the logistic curve lies near the curve at the mean draw of reserves."""
    share = evidence.run("hold", months=3).share_of_bank_assets()
    fit = evidence.chance
    assert abs(found.holding.value[0] - fit.at(float(share[-1])).value) < 15.0


def test_the_end_is_where_the_amount_is_reached(found):
    for point in found.paces:
        months = len(point.chance.value)
        assert found.dates[months - AFTER - 1] == point.ends
        assert point.at_end.value == pytest.approx(point.chance.value[months - AFTER - 1])
        assert point.highest.value == pytest.approx(point.chance.value.max())


def test_the_same_question_has_the_same_answer(evidence, found):
    again = frontier(evidence, SIZE, (20.0, 60.0, 120.0), yields=False)
    assert again.json() == found.json()


def test_our_premium_lies_where_duration_leaves(evidence):
    """Sales of pools hand over more interest-rate risk than bills; the published range knows the amount only."""
    bills, _, sales = frontier(evidence, SIZE, (120.0,), compared=120.0).ways
    assert sales.premium["outstanding"][1] > bills.premium["outstanding"][1] > bills.premium["bills"][1] > 0.0
    assert bills.published == sales.published
    for low, central, high in bills.premium.values():
        assert low <= central <= high


def test_the_plans_there_have_been(evidence):
    """H.4.1: securities fell from 4.24 to 3.61 trillion over 22 months of 2017-19, and by 2.2 over 42 of 2022-25."""
    plans = {plan.key: plan for plan in placed_plans(evidence)}
    assert list(plans) == ["qt1", "qt2_announced", "qt2"]
    assert plans["qt1"].pace == pytest.approx(29.0, abs=1.0)
    assert plans["qt2"].pace == pytest.approx(53.0, abs=1.5)
    assert plans["qt2_announced"].pace > plans["qt2"].pace
    assert plans["qt2_announced"].share < plans["qt2"].share
    order = sorted(plans.values(), key=lambda plan: plan.share)
    assert [plan.now.value for plan in order] == sorted((plan.now.value for plan in order), reverse=True)
    assert plans["qt2_announced"].judged == date(2022, 5, 4)


def test_nothing_later_is_known_of_them():
    then = {plan.key: plan for plan in placed_plans(Evidence(date(2024, 7, 18)))}
    assert set(then) == {"qt1", "qt2"}
    assert then["qt2"].running
    assert then["qt1"].then == {plan.key: plan for plan in placed_plans(Evidence())}["qt1"].then
    assert then["qt2"].on <= date(2024, 7, 18)


def test_the_default_amount_is_about_what_the_first_runoff_took(evidence):
    window = evidence.runoffs[0]
    held = [Record().full(key).in_unit("USD bn") for key in ("treasuries", "mbs")]
    fell = sum(series.at(window.start) - series.at(window.end) for series in held)
    assert fell == pytest.approx(600.0, rel=0.1)


def test_wrong_questions_are_refused_with_every_problem(evidence):
    with pytest.raises(UsageError) as caught:
        frontier(evidence, -1.0, (0.0, 60.0))
    assert "an amount of USD -1" in str(caught.value)
    assert "a pace of USD 0" in str(caught.value)
    with pytest.raises(UsageError, match="takes 200 months"):
        frontier(evidence, 600.0, (3.0,))
    with pytest.raises(OutOfRange):
        frontier(Evidence(date(2018, 6, 30)), SIZE, (60.0,))


def test_json_is_plain(found):
    import json

    told = json.loads(json.dumps(found.json()))
    assert told["paces"][0]["pace"] == 20.0
    assert np.isfinite(told["paces"][0]["chance_year_on"]["high"])
