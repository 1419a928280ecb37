"""What the record hands to a run: cut at the day, with an estimate or without one, never with a guess."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.answers.inputs import PUBLISHED, funds_rate_months, inputs, reserve_demand, reserve_demand_months
from ebb.books import usd_bn
from ebb.errors import OutOfRange
from ebb.funding import fit_demand
from ebb.record import Record


def test_every_series_is_cut_at_the_day(evidence_on):
    evidence = evidence_on(date(2024, 7, 18))
    handed = inputs(evidence.record, date(2024, 8, 1), evidence.demand)
    assert set(handed.published) == set(PUBLISHED)
    for key, series in handed.published.items():
        assert (series.known <= np.datetime64("2024-07-18")).all(), key
    assert handed.as_of == date(2024, 7, 18)
    assert handed.programme.known_to == date(2024, 7, 18)
    assert max(handed.auctions) <= date(2024, 7, 25)  # announced a week ahead


def test_the_curve_is_the_fit_s_own(newest):
    handed = inputs(newest.record, date(2027, 1, 1), newest.demand)
    fit = newest.demand
    assert handed.spread(fit.kink.value) == pytest.approx(fit.floor.value)
    assert handed.spread(fit.kink.value + 5) == pytest.approx(fit.floor.value)
    assert handed.spread(fit.kink.value - 2) == pytest.approx(fit.floor.value + 2 * fit.slope.value)


def test_without_demand_there_is_no_curve(newest):
    assert inputs(newest.record, date(2027, 1, 1), None).spread is None


def test_demand_is_estimated_as_soon_as_there_are_enough_months_and_not_before():
    assert reserve_demand(Record(date(2019, 9, 10))) is None
    found = reserve_demand(Record(date(2022, 9, 30)))
    assert found is not None
    assert found.sample[1] <= date(2022, 9, 30)
    months = reserve_demand_months(Record(date(2022, 9, 30)))
    assert months.months[-1] <= np.datetime64("2022-09", "M")


def test_before_sofr_the_funds_rate_s_curve_stands_where_it_turns():
    """The corridor begins on 29 June 2006 and interest on reserves in October 2008: neither may refuse the older months."""
    months = reserve_demand_months(Record(date(2015, 6, 28)), "fed_funds_avg")
    assert months.months[0] == np.datetime64("2008-11", "M"), "the first whole month in which reserves earned interest"
    assert (months.s[2:] < 0.0).all(), "unsecured lenders at the Fed's doors earn less than banks do"
    found = reserve_demand(Record(date(2015, 6, 28)))
    assert found is not None
    assert (found.rate, found.turns) == ("fed_funds_avg", True)
    assert found.sample == (date(2009, 1, 1), date(2015, 5, 1))
    assert found.kink.low <= found.kink.value <= found.kink.high


def test_a_funds_rate_that_does_not_turn_is_no_estimate():
    record = Record(date(2017, 6, 28))
    assert not fit_demand(funds_rate_months(record), draws=20).turns
    assert reserve_demand(record) is None


def test_the_income_residual_is_measured_only_where_a_deferred_asset_was_published(newest, evidence_on):
    known = inputs(newest.record, date(2027, 1, 1), newest.demand)
    assert "measured on" in known.said["other_net_income"]
    assert abs(usd_bn(known.other_net_income)) < 5.0  # a few billion a month: costs, premiums, TIPS coupons
    early = evidence_on(date(2022, 9, 30))
    unknown = inputs(early.record, date(2022, 10, 1), early.demand)
    assert unknown.other_net_income == 0
    assert unknown.said["other_net_income"].startswith("zero")


@pytest.mark.parametrize("day", [date(2022, 5, 26), date(2022, 6, 17), date(2017, 10, 5)])
def test_too_few_auctions_known_is_out_of_range(day):
    with pytest.raises(OutOfRange, match="too few auctions were known") as caught:
        inputs(Record(day), date(day.year, day.month + 1, 1), None)
    assert caught.value.exit_code == 2
    assert len(str(caught.value).splitlines()) == 4
