from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import ScenarioError
from ebb.scenario import YEARS_AHEAD, Scenario, require_within

BEGINS, KNOWN_TO = date(2007, 1, 1), date(2026, 10, 1)
LAST = date(KNOWN_TO.year + YEARS_AHEAD, 12, 1)


def within(first: date, frozen: date | None = None) -> bool:
    try:
        require_within(Scenario(policy_as_of=frozen), first, begins=BEGINS, known_to=KNOWN_TO)
    except ScenarioError:
        return False
    return True


@given(st.dates(), st.none() | st.dates())
def test_a_plan_stays_inside_or_is_refused(first: date, frozen: date | None) -> None:
    assert within(first, frozen) == (first.year <= LAST.year and (frozen is None or frozen >= BEGINS))


def test_the_last_month_and_the_first_day_still_pass() -> None:
    assert within(LAST, BEGINS)
    assert not within(date(LAST.year + 1, 1, 1))
    assert not within(LAST, date(2006, 12, 31))


def test_both_dates_are_named_at_once() -> None:
    with pytest.raises(ScenarioError, match=r"start in 9999-12; policy_as_of = 1990-01-01") as caught:
        require_within(
            Scenario(name="far", policy_as_of=date(1990, 1, 1)), date(9999, 12, 1), begins=BEGINS, known_to=KNOWN_TO
        )
    assert caught.value.exit_code == 2
    assert len(str(caught.value).splitlines()) == 4
    assert "up to 2086-12; policy_as_of from 2007-01-01 on" in str(caught.value)
