"""What a run gives back: exact or refused, read only, and the same in its wire form."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb.errors import LawError, UnknownName
from ebb.simulate.result import FLOWS, PATHS, TREASURIES
from ebb.text import Money


@pytest.fixture(scope="module")
def qt3(bench):
    return bench.run("qt3")


@pytest.mark.parametrize(
    ("line", "law"),
    [
        ("bills", "treasuries = sum of their classes"),
        ("mbs", "total assets = sum of assets"),
        ("reserves", "total assets = liabilities"),
        ("total_assets", "total assets = sum of assets"),
        ("deferred_asset", "total assets = liabilities"),
    ],
)
def test_one_cent_off_is_refused_with_the_month(qt3, line, law):
    wrong = qt3.cents[line].copy()
    wrong[5] += 1
    with pytest.raises(LawError, match=law) as caught:
        replace(qt3, cents={**qt3.cents, line: wrong})
    assert "0.01 USD" in str(caught.value)
    assert "2027-06-30" in str(caught.value)
    assert caught.value.exit_code == 1


def test_a_deferred_asset_below_zero_is_refused(qt3):
    owed, capital = qt3.cents["deferred_asset"].copy(), qt3.cents["capital"].copy()
    capital[3] -= owed[3] + 5
    owed[3] = -5
    with pytest.raises(LawError, match="deferred asset >= 0"):
        replace(qt3, cents={**qt3.cents, "deferred_asset": owed, "capital": capital})


def test_no_array_can_be_written(qt3):
    for arrays in (qt3.cents, qt3.flow_cents, qt3.ratios):
        for array in arrays.values():
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


def test_the_wire_form_is_json_with_whole_cents_and_all_names(qt3):
    wire = json.loads(json.dumps(qt3.json(), allow_nan=False))
    assert set(wire) == {"scenario", "hash", "as_of", "unit", "dates", "paths", "flows", "events", "provenance"}
    assert set(wire["paths"]) == set(PATHS)
    assert set(TREASURIES) < set(PATHS)
    assert set(wire["flows"]) == set(FLOWS)
    assert wire["unit"] == "USD bn"
    assert wire["dates"][:2] == ["2027-01-31", "2027-02-28"]
    for name, path in wire["paths"].items():
        assert [round(x * 1e11) for x in path] == pytest.approx(qt3.cents[name].tolist(), abs=1), name
    assert all(set(event) == {"date", "kind", "note"} for event in wire["events"])
    assert wire["provenance"]["setting"] == "central"
    assert date.fromisoformat(wire["provenance"]["opening"]) < date(2027, 1, 1)


def test_events_are_those_of_the_run_in_order(qt3):
    days = [event.date for event in qt3.events]
    assert days == sorted(days)
    assert qt3.dates[0].replace(day=1) <= days[0] <= days[-1] <= qt3.dates[-1]
    caps = [event.note for event in qt3.events if event.kind == "cap" and event.date == date(2027, 1, 1)]
    assert caps == ["Treasury cap 0 -> 60 USD bn a month", "MBS cap 0 -> 35 USD bn a month"]
    assert "2027-01-01  Treasury cap: from no runoff (cap 0) to $60.0 billion a month" in qt3.happened("en")
    assert "2027-01-01  公債上限：由不縮減（上限為0）改為每月600億美元" in qt3.happened("zh-Hant")
    assert all(event.said for event in qt3.events)


def test_shares_are_of_bank_assets_and_gdp(qt3):
    assert qt3.share_of_bank_assets() == pytest.approx(100 * qt3.path("reserves") / qt3.ratios["bank_assets"])
    assert qt3.share_of_gdp("mbs")[0] == pytest.approx(100 * qt3.path("mbs")[0] / qt3.ratios["gdp"][0])


@pytest.mark.parametrize("count", [1, 12, 60, 99])
def test_the_first_months_are_a_run_of_their_own(qt3, count):
    cut = qt3.first_months(count)
    assert len(cut) == min(count, len(qt3))
    assert cut.json()["paths"]["reserves"] == qt3.json()["paths"]["reserves"][:count]
    assert all(event.date <= cut.dates[-1] for event in cut.events)
    assert all(len(values) == len(cut) for values in (*cut.flow_cents.values(), *cut.ratios.values()))


def test_a_stop_after_the_cut_is_not_in_it(bench):
    stopped = bench.run(bench.changed("qt3", stop={"date": "2027-06"}), months=12)
    assert stopped.first_months(6).stopped == date(2027, 6, 30)
    assert stopped.first_months(5).stopped is None


def test_unknown_paths_and_flows_offer_the_nearest(qt3):
    with pytest.raises(UnknownName, match='did you mean "reserves"'):
        qt3.path("reservs")
    with pytest.raises(UnknownName, match='did you mean "mbs_redeemed"'):
        qt3.flow("mbs_redeem")


def test_the_summary_is_in_both_languages_and_holds_the_numbers_of_the_run(qt3, bench):
    english, chinese = qt3.summary("en"), qt3.summary("zh-Hant")
    assert qt3.title["en"] in english
    assert qt3.title["zh-Hant"] in chinese
    assert qt3.hash in english
    assert f"{qt3.path('total_assets')[0] / 1000:.2f}" in english
    assert f"{qt3.path('total_assets')[0] / 1000:.2f}兆" in chinese
    assert str(qt3) == english
    stopped = bench.run(bench.changed("qt3", stop={"date": "2027-03"}), months=4)
    assert "31 March 2027" in stopped.summary("en")
    assert np.isfinite(stopped.ratios["net_income"]).all()


def test_the_summary_names_the_standing_repo_inside_the_assets(qt3, bench):
    long = bench.run("qt3", months=24)
    lent = float(long.ratios["standing_repo"][-1])
    assert lent > 0
    assert Money(lent).say("en") in long.summary("en")
    assert Money(float(long.path("total_assets")[-1]) - lent).say("zh-Hant") in long.summary("zh-Hant")
    assert "standing repo" not in bench.run("qt3", months=6).summary("en")


def test_the_summary_tells_a_rule_not_reached_from_no_rule(bench):
    assert "no stop rule" in bench.run("qt3", months=4).summary("en")
    assert "未設停止條件" in bench.run("qt3", months=4).summary("zh-Hant")
    far = bench.run(bench.changed("qt3", stop={"date": "2029-03"}), months=4)
    assert "was not reached" in far.summary("en")
