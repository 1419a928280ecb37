"""Changes of plan: the sizes of known announcements, no hindsight, and no news on a day without one."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.policy import Programme, announced_runoff, plan_changes
from ebb.sources.published import document


@pytest.fixture(scope="module")
def programme():
    return Programme.from_document(document("policy/programme"))


@pytest.mark.parametrize(
    ("day", "change"),
    [
        # caps of 30 + 17.5 for three months, then 60 + 35 for nine
        (date(2022, 5, 4), 3 * 47.5 + 9 * 95.0),
        # Treasury cap from 60 to 25 a month from June
        (date(2024, 5, 1), -12 * 35.0),
        # from 25 to 5 from April
        (date(2025, 3, 19), -12 * 20.0),
    ],
)
def test_known_announcements_have_their_size(programme, day, change):
    found = {c.day: c for c in plan_changes(programme, date(2013, 1, 1), date(2026, 10, 1))}
    assert found[day].change == pytest.approx(change)


def test_what_was_announced_before_is_no_news_later(programme):
    # the cap rose from 30 + 17.5 to 60 + 35 in September 2022, as announced in May
    days = [c.day for c in plan_changes(programme, date(2022, 5, 5), date(2023, 12, 31))]
    assert days == []
    assert all(c.change for c in plan_changes(programme, date(2013, 1, 1), date(2026, 10, 1)))


def test_the_plan_knows_nothing_of_later_steps(programme):
    seen = programme.as_of(date(2019, 3, 19))
    assert announced_runoff(seen, date(2019, 3, 19)) == 12 * 50.0
    assert announced_runoff(programme.as_of(date(2019, 3, 20)), date(2019, 3, 20)) < 300.0


def test_purchases_without_an_amount_have_no_plan(programme):
    assert announced_runoff(programme.as_of(date(2020, 4, 1)), date(2020, 4, 1)) is None
