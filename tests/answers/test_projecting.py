"""One projection from a day: what is borrowed from the refunding, when an end is announced, and what cannot be projected."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ebb.answers.projecting import Refunded, caps_in_full, project_ahead, published_lines, rules_ahead, stop_ahead
from ebb.errors import PolicyError
from ebb.record import Record
from ebb.scenario import load

ALWAYS = (date(1900, 1, 1), date(9999, 12, 31))


def test_the_refunding_tells_sizes_of_a_quarter_and_nothing_else():
    day = date(2022, 6, 3)
    plain, told = Record(day).auctions(*ALWAYS), Refunded(day).auctions(*ALWAYS)
    known = {(row["issue_date"], row["cusip"]) for row in plain}
    added = [row for row in told if (row["issue_date"], row["cusip"]) not in known]
    assert len(told) == len(plain) + len(added)
    assert added
    assert all(row["offering_bn"] for row in added)
    assert not any(row["soma_addon_bn"] or row["coupon_pct"] for row in added)
    assert max(date.fromisoformat(row["issue_date"]) for row in added) <= day + timedelta(days=92)
    assert min(date.fromisoformat(row["issue_date"]) for row in added) > day
    assert Refunded(day).auctions(date(2018, 1, 1), date(2018, 12, 31)) == Record(day).auctions(
        date(2018, 1, 1), date(2018, 12, 31)
    )


def test_an_end_already_announced_is_the_forecast_of_all():
    """FOMC of 20 March 2019: runoff of Treasuries concludes at the end of September 2019."""
    found = stop_ahead(Record(date(2019, 4, 2)), date(2019, 3, 31), None)
    assert found is not None
    assert found.announced
    assert (found.ours, found.caps, found.pace) == (date(2019, 9, 30),) * 3


def test_without_an_estimate_of_demand_no_end_is_dated():
    found = stop_ahead(Record(date(2018, 7, 2)), date(2018, 6, 30), None)
    assert found is not None
    assert not found.announced
    assert (found.ours, found.caps, found.pace) == (None, None, None)


@pytest.mark.parametrize("origin", [date(2016, 6, 30), date(2020, 12, 31), date(2026, 3, 31)])
def test_where_nothing_runs_off_there_is_no_end(origin):
    assert stop_ahead(Record(origin + timedelta(days=2)), origin, None) is None


def test_a_month_bought_in_the_amounts_needed_cannot_be_projected():
    origin = date(2020, 3, 31)
    with pytest.raises(PolicyError, match="without an announced monthly pace"):
        project_ahead(Record(date(2020, 4, 2)), load("current"), origin, 3, None)


def test_rules_ahead_are_those_announced_by_the_day():
    before, after = (rules_ahead(Record(day), date(2024, 4, 30), 3) for day in (date(2024, 4, 30), date(2024, 5, 2)))
    assert [rule.treasury_cap for rule in before] == [60.0, 60.0, 60.0]
    assert [rule.treasury_cap for rule in after] == [60.0, 25.0, 25.0]


def test_caps_in_full_never_take_a_line_below_nought():
    far = caps_in_full(Record(date(2023, 4, 2)), date(2023, 3, 31), 120)
    assert far["reserves"][-1] == 0.0
    assert min(far["soma"]) == 0.0 or far["soma"][-1] > 0.0


def test_securities_are_treasuries_and_mbs_of_one_statement():
    record = Record(date(2024, 1, 2))
    lines = published_lines(record)
    both = record.series("treasuries").in_unit("USD bn").last()[1] + record.series("mbs").in_unit("USD bn").last()[1]
    assert lines["soma"].values[-1] == pytest.approx(both)
