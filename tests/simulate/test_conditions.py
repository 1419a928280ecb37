"""The months of a run: published as far as it goes, and after that an assumption that says which."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb.errors import OutOfRange
from ebb.scenario import SETTINGS, Assumptions, Levels
from ebb.simulate.conditions import MORTGAGE_LAGS, build, residual_lines

#: From the month after the opening of 23 September 2026's list, and two that end inside the record.
AHEAD = tuple(date(2027 + k // 12, k % 12 + 1, 1) for k in range(24))
BEHIND = tuple(date(2022 + (5 + k) // 12, (5 + k) % 12 + 1, 1) for k in range(30))


@pytest.fixture(scope="module")
def make(bench):
    def conditions(months=AHEAD, given=None, setting="central"):
        handed = bench.inputs(months[0])
        assumed = Assumptions.model_validate(given or {})
        return build(months, handed.opening, handed.published, handed.corridor, assumed, setting)

    return conditions


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_path_has_a_value_for_every_month_or_is_left_to_a_rule(make, setting):
    found = make(setting=setting)
    left_to_rules = {"on_rrp", "on_rrp_fixed", "deferred_asset", "reserves", "repo_over_ior"}
    for name in found.__dataclass_fields__:
        path = getattr(found, name)
        if isinstance(path, np.ndarray):
            assert len(path) == len(AHEAD) + (MORTGAGE_LAGS if name == "mortgage_rates" else 0), name
            assert name in left_to_rules or not np.isnan(path).any(), name
    assert np.isnan(found.reserves).all()
    assert set(found.said) >= {"tga", "on_rrp", "currency", "bank_assets", "inflation", "timing"}


@pytest.mark.parametrize("line", ["tga", "foreign_rrp", "currency"])
def test_what_drains_reserves_is_largest_under_the_low_setting(make, line):
    low, central, high = (getattr(make(setting=setting), line) for setting in SETTINGS)
    assert (low >= central).all()
    assert (central >= high).all()
    assert low[-1] > high[-1]


def test_the_yardsticks_do_not_change_with_the_setting(make):
    low, central, high = (make(setting=setting) for setting in SETTINGS)
    for line in ("bank_assets", "gdp", "iorb", "inflation"):
        assert (getattr(low, line) == getattr(central, line)).all(), line
        assert (getattr(high, line) == getattr(central, line)).all(), line


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("line", ["tga", "currency", "reserves", "on_rrp", "bank_assets", "deferred_asset"])
def test_published_months_are_the_published_ones_whatever_is_assumed(bench, make, line, setting):
    found = getattr(make(BEHIND, {"tga": 5, "currency_growth": 0.4, "bank_assets_growth": -0.4}, setting), line)
    published = bench.record.series(line).in_unit("USD bn").by_month()
    there = [i for i, month in enumerate(BEHIND) if (month.year, month.month) in published]
    assert len(there) >= 29
    assert found[there].tolist() == [published[BEHIND[i].year, BEHIND[i].month] for i in there]


def test_a_given_level_is_reached_within_six_months_and_a_given_growth_grows(make):
    found = make(given={"tga": 500, "currency_growth": 0.06, "bank_assets_growth": 0.0, "on_rrp": 100})
    assert (found.tga[6:] == 500.0).all()
    assert (found.on_rrp[6:] == 100.0).all()
    assert found.on_rrp_demand is None
    assert found.currency[12:] == pytest.approx(1.06 * found.currency[:-12])
    assert np.ptp(found.bank_assets) == 0.0
    assert "given" in found.said["tga"]


def test_three_levels_are_read_by_the_setting(make):
    given = {"tga": {"low": 600, "central": 700, "high": 900}}
    assert [make(given=given, setting=s).tga[-1] for s in SETTINGS] == [900.0, 700.0, 600.0]
    assert Levels(low=1, central=2, high=3).central == 2


def test_tips_refer_to_prices_two_and_three_months_back(bench, make):
    prices = bench.record.series("cpi_index").by_month()
    found = make(BEHIND).inflation
    place = BEHIND.index(date(2023, 5, 1))
    assert found[place] == pytest.approx(prices[2023, 3] / prices[2023, 2] - 1.0)
    constant = make(given={"inflation": 0.03}).inflation
    assert constant[-12:] == pytest.approx(1.03 ** (1 / 12) - 1.0)


def test_mortgage_rates_carry_the_months_before_the_first(bench, make):
    rates = bench.record.series("mortgage_30y").by_month()
    found = make(BEHIND).mortgage_rates
    assert found[:4].tolist() == [rates[2022, m] for m in (3, 4, 5, 6)]
    assert (make(given={"mortgage_rate": 3.0}).mortgage_rates[-12:] == 3.0).all()


def test_given_interest_on_reserves_holds_only_after_the_last_decision_known_and_keeps_the_corridor(make):
    as_it_is, given = make(), make(given={"iorb": 1.0})
    assert (given.iorb == 1.0).all()
    assert given.iorb - given.on_rrp_rate == pytest.approx(as_it_is.iorb - as_it_is.on_rrp_rate)
    past = make(BEHIND)
    assert (make(BEHIND, {"iorb": 1.0}).iorb == past.iorb).all()
    assert past.iorb[0] < 1.5 < past.iorb[-1]  # 0.90 percent in June 2022, 4.40 at the end of 2024


def test_standing_repo_exists_since_july_2021_and_its_limit_went_in_december_2025(bench, make):
    months = (date(2021, 6, 1), date(2021, 8, 1), date(2025, 11, 1), date(2026, 1, 1))
    opening = bench.inputs(date(2022, 6, 1)).opening
    handed = bench.inputs(AHEAD[0])
    found = build(months, opening, handed.published, handed.corridor, Assumptions(), "central")
    assert np.isnan(found.repo_over_ior).tolist() == [True, False, False, False]
    assert found.repo_over_ior[1] == pytest.approx(10.0)  # 0.25 over 0.15 percent
    assert found.repo_limit.tolist()[1:] == [500.0, 500.0, np.inf]


def test_residual_lines_close_the_published_identity(bench):
    """Capital and agency debt are those of the opening; every other line is published on the Wednesday."""
    handed = bench.inputs(BEHIND[0])
    lines = {key: s.in_unit("USD bn") for key, s in handed.published.items() if s.unit.startswith("USD")}
    assets, liabilities = residual_lines(lines, handed.opening)
    by_month = {key: line.by_month() for key, line in lines.items()}
    for month in ((2022, 9), (2023, 3), (2025, 10)):
        at = {key: by_month[key].get(month, 0.0) for key in by_month}
        total = at["treasuries"] + at["mbs"] + handed.opening.lines["agency_debt"] + assets[month]
        assert total == pytest.approx(at["total_assets"])
        owed = at["reserves"] + at["reverse_repo_total"] + at["tga"] + at["currency"] + liabilities[month]
        assert owed + handed.opening.lines["capital"] - at["deferred_asset"] == pytest.approx(at["total_assets"])


def test_too_few_months_leave_on_rrp_at_a_level_and_say_so(bench):
    handed = bench.inputs(AHEAD[0])
    short = {**handed.published, "sofr_avg": handed.published["sofr_avg"].between(date(2025, 1, 1), date(2026, 1, 1))}
    found = build(AHEAD, handed.opening, short, handed.corridor, Assumptions(), "central")
    assert found.on_rrp_demand is None
    assert found.said["on_rrp"].startswith("too few months")
    assert not np.isnan(found.on_rrp).any()


def test_no_path_starts_before_its_series(bench):
    handed = bench.inputs(AHEAD[0])
    late = {**handed.published, "tga": replace(handed.published["tga"]).between(date(2027, 6, 1), date.max)}
    with pytest.raises(OutOfRange):
        build(AHEAD, handed.opening, late, handed.corridor, Assumptions(tga=800.0), "central")
