"""A draw laid on a run: nothing published moves, a draw without shocks changes nothing, rates move by their distance."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from functools import cache

import numpy as np

from ebb.answers.drawing import draw_model
from ebb.answers.inputs import inputs
from ebb.record import Record
from ebb.scenario import Assumptions
from ebb.simulate.conditions import Conditions, build
from ebb.simulate.draws import DrawModel, draw, policy_gap
from ebb.simulate.draws.centre import centre_of
from ebb.simulate.draws.shocked import shocked
from ebb.simulate.draws.shocks import Blocks

DAY = date(2024, 6, 28)
MOVED = {
    "tga",
    "currency",
    "gdp",
    "iorb",
    "on_rrp_rate",
    "two_year",
    "bill_yield",
    "ten_year",
    "mortgage_rates",
    "inflation",
}


@cache
def given() -> tuple[DrawModel, float, Conditions]:
    record = Record(DAY)
    handed = inputs(record, date(2024, 7, 1), None)
    model = draw_model(record)
    first = handed.opening.date
    months = tuple(date(first.year + (first.month + i) // 12, (first.month + i) % 12 + 1, 1) for i in range(60))
    made = build(months, handed.opening, handed.published, record.corridor, Assumptions(tga=800.0), "central")
    return model, policy_gap(model, record.corridor), made


def test_a_draw_without_shocks_leaves_the_run_as_it_is():
    model, gap, conditions = given()
    assert isinstance(model.shocks, Blocks)
    still = replace(model, shocks=Blocks(np.zeros_like(model.shocks.errors)))
    after = shocked(still, gap, 1, 0)(conditions)
    for field in fields(Conditions):
        before, now = getattr(conditions, field.name), getattr(after, field.name)
        if isinstance(before, np.ndarray):
            assert np.allclose(before, now, equal_nan=True, atol=1e-9), field.name
        else:
            assert before == now, field.name


def test_only_what_is_drawn_moves_and_only_after_the_published_months():
    model, gap, conditions = given()
    after = shocked(model, gap, 1, 3)(conditions)
    moved = {
        field.name
        for field in fields(Conditions)
        if isinstance(getattr(conditions, field.name), np.ndarray)
        and not np.array_equal(getattr(conditions, field.name), getattr(after, field.name), equal_nan=True)
    }
    assert moved == MOVED
    known = [m <= date(2024, 5, 1) for m in conditions.months]
    assert 12 < sum(known) < 30
    for name in ("tga", "currency", "ten_year", "iorb"):
        assert np.array_equal(getattr(conditions, name)[known], getattr(after, name)[known]), name


def test_rates_are_those_of_the_draw():
    model, gap, conditions = given()
    after = shocked(model, gap, 1, 3)(conditions)
    months = len(conditions.months)
    centre = centre_of(conditions, conditions.months[0], months, gap)
    found = draw(model, conditions.months[0], months, 1, first=3, count=1, centre=centre)
    assert np.allclose(after.iorb[-12:] + gap, found.policy_rate[0, -12:])
    assert np.allclose(after.ten_year[-12:], found.ten_year[0, -12:])
    assert np.allclose(after.mortgage_rates[-12:], found.mortgage_rate[0, -12:])
    assert np.allclose(after.tga[-12:], found.tga[0, -12:])
    # the index TIPS refer to follows consumer prices two months late
    assert np.allclose(1200.0 * np.log1p(after.inflation[-12:]), found.inflation[0, -14:-2])
