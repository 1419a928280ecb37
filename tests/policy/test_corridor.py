"""Administered rates: published facts, monthly means, and what was decided when."""

import copy
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import FormatError, OutOfRange
from ebb.policy import Corridor
from ebb.sources import published

DOCUMENT = published.document("policy/corridor")
CORRIDOR = Corridor.from_document(DOCUMENT)
days = st.dates(date(2007, 1, 1), date(2026, 12, 31))


@settings(max_examples=80, deadline=None)
@given(day=days)
def test_rates_stand_in_order(day):
    rates = CORRIDOR.at(day)
    assert 0 <= rates.lower <= rates.upper <= rates.primary_credit + 1e-12
    if rates.on_rrp is not None:
        assert rates.on_rrp >= rates.lower - 0.05 - 1e-12
        assert rates.on_rrp <= rates.ior
    if rates.srf is not None:
        assert rates.srf == rates.upper  # the facility has stood at the top of the range since it began


@settings(max_examples=80, deadline=None)
@given(day=days)
def test_a_month_lies_between_its_days(day):
    mean = CORRIDOR.month_average(day.year, day.month)
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    ends = sorted([CORRIDOR.at(first).upper, CORRIDOR.at(last).upper])
    inside = [c.rates.upper for c in CORRIDOR.changes if first <= c.effective <= last]
    assert min([*ends, *inside]) - 1e-12 <= mean.upper <= max([*ends, *inside]) + 1e-12


@settings(max_examples=40, deadline=None)
@given(day=days)
def test_later_decisions_change_nothing(day):
    poisoned = copy.deepcopy(DOCUMENT)
    for change in poisoned["change"]:
        if change["decided"] > day:
            change |= {"lower": 90.0, "upper": 99.0}
    assert Corridor.from_document(poisoned).as_of(day).changes == CORRIDOR.as_of(day).changes


def test_known_rates():
    """FOMC implementation notes of the dates."""
    rates = CORRIDOR.at(date(2023, 12, 29))
    assert (rates.lower, rates.upper, rates.ior, rates.on_rrp, rates.srf) == (5.25, 5.50, 5.40, 5.30, 5.50)
    assert rates.ior_name == "IORB"
    assert CORRIDOR.at(date(2019, 9, 18)).ior == 2.10
    assert CORRIDOR.at(date(2019, 9, 19)).ior == 1.80
    assert CORRIDOR.at(date(2019, 9, 19)).on_rrp == 1.70
    assert CORRIDOR.at(date(2021, 7, 28)).ior_name == "IOER"
    assert CORRIDOR.at(date(2026, 10, 1)).upper == 4.00
    assert CORRIDOR.last_change == date(2026, 9, 17)
    assert CORRIDOR.on_rrp_begins == date(2013, 9, 23)


def test_the_trial_rates_of_reverse_repo_are_those_of_the_desk():
    """New York Fed statements of 18 October 2013 (1 to 2 bp), 29 January 2014 (3 bp kept) and 29 October 2014."""
    assert [CORRIDOR.at(date(2013, 10, day)).on_rrp for day in (18, 21)] == [0.01, 0.02]
    assert CORRIDOR.at(date(2014, 1, 30)).on_rrp == 0.03
    plan = {(10, 31): 0.05, (11, 3): 0.03, (11, 14): 0.03, (11, 17): 0.07, (12, 1): 0.10, (12, 15): 0.05}
    assert {day: CORRIDOR.at(date(2014, *day)).on_rrp for day in plan} == plan
    assert CORRIDOR.as_of(date(2014, 10, 28)).at(date(2014, 11, 17)).on_rrp == 0.05  # announced on the 29th


def test_a_decision_takes_effect_the_day_after_and_is_known_before():
    known = CORRIDOR.as_of(date(2022, 6, 15))
    assert known.at(date(2022, 6, 15)).upper == 1.00
    assert known.at(date(2022, 6, 16)).upper == 1.75
    assert CORRIDOR.as_of(date(2022, 6, 14)).at(date(2022, 6, 16)).upper == 1.00


def test_what_did_not_exist_is_none_not_zero():
    early = CORRIDOR.at(date(2007, 1, 15))
    assert (early.ior, early.on_rrp, early.srf, early.ior_name) == (None, None, None, "")
    assert (early.upper, early.primary_credit) == (5.25, 6.25)
    assert CORRIDOR.month_average(2008, 10).ior is None  # it began on the 9th
    assert CORRIDOR.month_average(2021, 7).srf is None


def test_month_average_is_weighted_by_calendar_days():
    """September 2019: 18 days at 2.10 percent, 12 at 1.80."""
    assert CORRIDOR.month_average(2019, 9).ior == pytest.approx((18 * 2.10 + 12 * 1.80) / 30, abs=1e-12)
    assert CORRIDOR.month_average(2024, 2).ior == 5.40


def test_spreads_published_with_the_changes_hold():
    """Interest on reserves lay at the top of the range to June 2018, then 5, 10, 15 and 20 bp below it."""
    below_top = {d: round(100 * (CORRIDOR.at(d).upper - CORRIDOR.at(d).ior)) for d in map(date.fromisoformat, _SPREADS)}
    assert below_top == {date.fromisoformat(day): spread for day, spread in _SPREADS.items()}


_SPREADS = {
    "2016-01-04": 0,
    "2018-06-14": 5,
    "2018-12-20": 10,
    "2019-05-02": 15,
    "2019-09-19": 20,
    "2020-01-30": 15,
    "2021-06-17": 10,
    "2026-09-17": 10,
}


def test_before_the_first_decision_there_is_no_corridor():
    with pytest.raises(OutOfRange, match="says nothing about 2005-01-01"):
        CORRIDOR.at(date(2005, 1, 1))
    with pytest.raises(OutOfRange):
        CORRIDOR.as_of(date(2005, 1, 1))


def test_limits_and_memory_are_kept():
    assert CORRIDOR.change(date(2022, 1, 3)).on_rrp_limit == 160.0
    assert CORRIDOR.change(date(2022, 1, 3)).srf_limit == 500.0
    assert CORRIDOR.change(date(2026, 1, 2)).srf_limit is None  # removed in December 2025
    assert "ior" in CORRIDOR.change(date(2017, 4, 3)).from_memory
    assert CORRIDOR.change(date(2008, 10, 25)).evidence == "memory"


def test_a_bad_document_is_refused_whole():
    broken = copy.deepcopy(DOCUMENT)
    broken["change"][3]["lower"] = 9.0
    del broken["change"][5]["reference"]
    broken["change"][7]["effective"] = broken["change"][6]["effective"]
    with pytest.raises(FormatError, match="3 problem") as caught:
        Corridor.from_document(broken)
    assert "strictly increase" in str(caught.value)
