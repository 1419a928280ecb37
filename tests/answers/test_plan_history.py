"""The rule at the quarter ends of both runoffs: the packaged table is what the code says, and nothing looks ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import plans
from ebb.answers.evidence import Evidence
from ebb.answers.plan_history import QT1, QT2, Said, brier, first_stop, packaged, said
from ebb.sources.published import rows


@pytest.mark.parametrize("origin", [date(2019, 6, 30), date(2023, 12, 31)])
def test_the_packaged_rows_are_made_again(origin):
    one = said(origin, Evidence())
    assert one is not None
    assert plans.row(one) == next(row for row in rows("plan_history") if row["origin"] == origin.isoformat())


def test_what_became_known_later_is_not_handed_out_early():
    record = Evidence(date(2023, 6, 1)).record
    table = record.table("plan_history")
    assert all(date.fromisoformat(row["origin"]) < date(2023, 6, 1) for row in table)
    assert [row["months_above"] for row in table if row["origin"] == "2022-12-31"] == [""]


def test_a_wider_risk_never_stops_earlier():
    told = packaged(rows("plan_history"))
    for span in (QT1, QT2):
        stops = [first_stop(told, risk, *span) for risk in (5.0, 10.0, 25.0, 50.0, 99.0)]
        days = [date.max if one is None else one.origin for one in stops]
        assert days == sorted(days)


def test_before_september_2019_the_rule_had_stopped_at_any_risk_people_would_take():
    told = packaged(rows("plan_history"))
    stop = first_stop(told, 50.0, *QT1)
    assert stop is not None
    assert stop.origin == date(2019, 6, 30)


def test_the_score_knows_right_from_wrong():
    right = [Said(date(2019, 6, 30), 9.0, 100.0, 100.0, 12), Said(date(2023, 6, 30), 14.0, 0.0, 0.0, 0)]
    assert brier(right)[0] == 0.0
    assert brier([replace(one, planned=100.0 - one.planned) for one in right])[0] == 1.0
    assert brier(right)[1] == 0.25


def test_a_score_needs_a_year():
    score, average = brier([Said(date(2026, 6, 30), 11.0, 40.0, 40.0, None)])
    assert score != score
    assert average != average
