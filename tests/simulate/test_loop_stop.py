"""The loop under a stop rule, and what overnight money does once reserves are short."""

from __future__ import annotations

import numpy as np
import pytest

from ebb.scenario import SETTINGS, load
from ebb.simulate.conditions import build

# -- stop rules ------------------------------------------------------------------------------------------------------

STOPPED_AT = 3  # months into the plan: before standing repo holds reserves


def _first(values: np.ndarray) -> int:
    return int(np.argmax(values))


@pytest.mark.parametrize(
    "rule", ["date", "reserves", "reserves_share_of_bank_assets", "reserves_share_of_gdp", "spread"]
)
def test_a_stop_rule_stops_in_the_first_month_that_reaches_it_and_nothing_is_redeemed_after(bench, rule):
    free = bench.run("qt3")
    spread = np.array([bench.inputs(free.dates[0]).spread(share) for share in free.share_of_bank_assets()])
    reserves = free.path("reserves")
    measured = {
        "reserves": reserves,
        "reserves_share_of_bank_assets": reserves / free.ratios["bank_assets"],
        "reserves_share_of_gdp": reserves / free.ratios["gdp"],
        "spread": spread,
    }
    if rule == "date":
        stop, month = {"date": "2027-04"}, STOPPED_AT
    else:
        level = float(np.round(measured[rule][STOPPED_AT], 6))
        stop = {rule: level}
        month = _first(measured[rule] >= level if rule == "spread" else measured[rule] <= level)
    found = bench.run(bench.changed("qt3", stop=stop, after={"mbs_principal": "bills", "bill_purchases": 20}))
    assert found.stopped == free.dates[month]
    before, after = slice(None, month + 1), slice(month + 1, None)
    for path, values in free.cents.items():
        assert (found.cents[path][before] == values[before]).all(), path
    for flow in ("coupons_redeemed", "bills_redeemed", "mbs_redeemed", "sold"):
        assert not found.flow_cents[flow][after].any(), flow
    assert (found.flow("purchased")[after] == 20.0).all()
    under_way = np.cumsum(found.flow("mbs_principal")[after] - found.flow("reinvested")[after])
    assert (under_way >= 0.0).all()  # from the stop on everything is reinvested, half of it in the month after
    assert (under_way < found.flow("mbs_principal").max()).all()
    told = [event for event in found.events if event.kind == "stop"]
    assert [event.date for event in told] == [found.stopped]
    short = bench.run(bench.changed("qt3", stop=stop), until_stop=True)
    assert short.dates == found.dates[: month + 1]
    assert short.stopped == found.stopped
    assert all(len(values) == len(short) for values in short.ratios.values())


def test_agency_principal_may_run_off_after_the_stop(bench):
    found = bench.run(bench.changed("qt3", stop={"date": "2027-02"}, after={"mbs_principal": "runoff"}), months=6)
    assert (found.flow("mbs_redeemed")[2:] == found.flow("mbs_principal")[2:]).all()
    assert (found.flow("mbs_principal")[2:] > 0).all()


# -- standing repo and ON RRP ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", ["hold", "qt3", "slower"])
def test_standing_repo_appears_only_at_its_rate_and_overnight_money_is_split_by_both_demands(bench, name, setting):
    found = bench.run(name, setting)
    months = tuple(day.replace(day=1) for day in found.dates)
    handed = bench.inputs(months[0])
    conditions = build(months, handed.opening, handed.published, handed.corridor, load(name).assumptions, setting)
    repo = found.path("other_assets") - conditions.other_assets
    spread = np.array([handed.spread(share) for share in found.share_of_bank_assets()])
    assert found.ratios["standing_repo"] == pytest.approx(repo, abs=1e-6)
    lent = repo > 1e-6
    assert (repo > -1e-9).all()
    assert (spread[~lent] <= conditions.repo_over_ior[~lent] + 1e-6).all()
    limited = repo >= conditions.repo_limit - 1e-6
    assert spread[lent & ~limited] == pytest.approx(conditions.repo_over_ior[lent & ~limited], abs=1e-3)
    assert [event.date for event in found.events if event.kind == "standing_repo"][:1] == (
        [found.dates[_first(lent)]] if lent.any() else []
    )
    over_award = 100.0 * (conditions.iorb - conditions.on_rrp_rate)
    ours = ~lent & np.isnan(conditions.on_rrp)
    for i in np.flatnonzero(ours):
        wanted = conditions.on_rrp_demand.level(spread[i] + over_award[i], conditions.on_rrp_deviations)
        assert found.path("on_rrp")[i] == pytest.approx(wanted, rel=1e-3, abs=1e-3)
