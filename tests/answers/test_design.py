"""A designed plan on the record: what it promises is what the engine shows."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.answers.design_door import plan
from ebb.errors import UnknownName, UsageError
from ebb.scenario import load

DAY = date(2022, 9, 30)


@pytest.fixture(scope="module")
def made():
    return plan("reserves at 13% of bank assets", max_risk=45.0, as_of=DAY, months=24)


def test_the_engine_keeps_what_the_solver_promised(made):
    judged = made.found.plan
    assert judged.ends is not None
    assert judged.highest <= 45.0
    data = made.json()["plans"]["designed"]
    assert data["lowest_share"] == pytest.approx(13.0, abs=0.15)


def test_it_ends_no_later_than_a_naive_plan_of_no_higher_risk(made):
    ours = made.found.plan
    for naive in made.found.naive:
        if naive.ends is not None and naive.highest <= ours.highest:
            assert ours.ends <= naive.ends


def test_a_higher_risk_never_ends_later(made):
    wider = plan("reserves at 13% of bank assets", max_risk=60.0, stress_risk=60.0, as_of=DAY, months=24)
    assert wider.found.plan.ends <= made.found.plan.ends


def test_caps_are_in_steps_of_five_and_stand_for_quarters(made):
    for month, amount in made.found.steps:
        assert amount % 5.0 == 0.0
        assert month.month in (1, 4, 7, 10)


def test_the_scenario_file_is_read_back_as_the_plan(made, tmp_path):
    path = tmp_path / "designed.toml"
    path.write_text(made.toml(), encoding="utf-8")
    read, own = load(path), made.found.plan.scenario
    assert read.caps == own.caps
    assert (read.start, read.months, read.stop) == (own.start, own.months, own.stop)


def test_books_balance_and_months_before_the_caps_are_those_of_no_runoff(made):
    run, hold = made.found.plan.run, made.found.hold.run
    first = next(k for k, day in enumerate(run.dates) if day > made.found.steps[0][0])
    assert np.array_equal(run.cents["reserves"][:first], hold.cents["reserves"][:first])
    assert run.cents["reserves"][first] < hold.cents["reserves"][first]


def test_what_cannot_be_met_names_what_can():
    with pytest.raises(UsageError) as caught:
        plan("reserves at 11% of bank assets", max_risk=25.0, as_of=DAY, months=24)
    said = str(caught.value)
    assert "at that risk" in said
    assert "ebb plan --target" in said


def test_a_target_above_where_reserves_stand_asks_for_purchases():
    with pytest.raises(UsageError, match="of purchases would reach this one"):
        plan("reserves at 20% of bank assets")


def test_orders_that_contradict_themselves_are_refused_with_every_problem():
    with pytest.raises(UsageError) as caught:
        plan("reserves at 11% of bank assets", max_risk=60.0, stress_risk=10.0, months=3, largest=1.0)
    for part in ("below the 60%", "3 months", "no cap above USD 1 bn"):
        assert part in str(caught.value)
    with pytest.raises(UnknownName):
        plan("reserves at 11% of bank assets", mortgages="sell")
