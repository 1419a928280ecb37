"""The door to reserve demand: months from the package, weeks from a store, nothing guessed, nothing from ahead."""

from __future__ import annotations

import csv
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from ebb.answers.reserve_demand import (
    Missing,
    demand_inputs,
    elasticity,
    log_demand,
    repo_quantiles,
    reserve_demand_told,
    satiation_by_slope,
)
from ebb.record import Record
from ebb.sources.cards import card
from ebb.sources.harvest import Delivery, Harvest, Reading
from ebb.store import Store, writing
from ebb.text import say

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
FAST = {"draws": 192, "boots": 20}
DAY = date(2024, 7, 18)


def test_packaged_months_give_every_estimate_but_those_that_need_deposits():
    told = reserve_demand_told(Record(), **FAST)
    assert told["step"] == "month"
    assert told["rate"] == "sofr_avg"
    assert set(told["curves"]["fits"]) == {"poole", "logistic", "double_exponential", "hinge"}
    assert told["curves"]["scores"][-1]["curve"] == "constant"
    assert told["log_demand"] is None
    assert told["elasticity"]["horizon"] == "1 month"
    assert "bp per percentage point" in told["elasticity"]["unit"]
    assert all("bp per percentage point" in row["unit"] for row in told["elasticity_by_period"])
    by_what = {one["what"]: one for one in told["missing"]}
    assert by_what["log_demand"]["needs"][0] == "DPSACBW027SBOG"
    assert "WRBWFRBL" in by_what["weekly"]["needs"]
    assert {t["rate"] for t in told["satiation"]} == {"fed_funds_avg", "sofr_avg"}
    newest = [t for t in told["satiation"] if t["method"] == "hinge" and t["date"] == told["as_of"]]
    share, amount = newest[0]["share_of_bank_assets"], newest[0]["amount"]
    assert share["low"] <= share["value"] <= share["high"]
    assert amount["unit"] == "USD bn"
    json.dumps(told, allow_nan=False)


@pytest.mark.parametrize("day", [date(2012, 3, 31), DAY])
def test_the_future_does_not_reach_the_package_s_estimates(poisoned, day):
    honest = reserve_demand_told(Record(day), **FAST)
    with poisoned(day):
        assert reserve_demand_told(Record(day), **FAST) == honest


def test_the_future_does_not_reach_a_store_s_estimates(at_home):
    at_home("honest")
    assert demand_inputs(Record(DAY)).unsecured.step == "week"
    honest = reserve_demand_told(Record(DAY), **FAST)
    at_home("spoilt")
    assert reserve_demand_told(Record(DAY), **FAST) == honest
    spoilt = demand_inputs(Record(date(2026, 9, 1))).unsecured
    at_home("honest")
    assert not np.array_equal(spoilt.s, demand_inputs(Record(date(2026, 9, 1))).unsecured.s), "the poison is real"


def test_too_early_a_day_tells_what_is_missing():
    told = reserve_demand_told(Record(date(2009, 3, 1)), **FAST)
    assert told["curves"] is None
    assert told["elasticity"] is None
    assert {"curves", "elasticity", "quantiles", "log_demand"} <= {one["what"] for one in told["missing"]}
    assert all(one["said"] for one in told["missing"])


def test_leaving_the_sampler_out_leaves_only_it_out():
    told = reserve_demand_told(Record(DAY), draws=0, boots=20)
    assert told["elasticity"] is None
    assert "elasticity" not in {one["what"] for one in told["missing"]}
    assert told["satiation"]


def test_the_slope_s_point_moves_year_by_year_on_what_was_known():
    record = Record(date(2016, 3, 31))
    told = satiation_by_slope(record, demand_inputs(record), draws=96)
    assert [t.date for t in told][-1] == record.as_of
    assert all(t.sample[1] <= t.date for t in told)
    assert all(t.said for t in told)


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_every_method_curve_and_reason_has_a_name(lang):
    told = reserve_demand_told(Record(date(2009, 3, 1)), **FAST)
    for one in told["missing"]:
        names = {"names": ", ".join(one["needs"])} if one["what"] == "log_demand" else {}
        assert say(f"funding.missing.{one['what']}", lang, **names)
    for curve in ("poole", "logistic", "double_exponential", "hinge", "constant"):
        assert say(f"funding.curve.{curve}", lang)
    for method in ("hinge", "logistic", "elasticity"):
        assert say(f"funding.method.{method}", lang)


@pytest.fixture(scope="module")
def weekly(tmp_path_factory) -> Store:
    """A store with the full-frequency copies of what the weekly estimates need."""
    if not DATA.is_dir():
        pytest.skip("full-frequency copies are not here (set EBB_SHARED_DATA)")
    file = tmp_path_factory.mktemp("weekly") / "ebb.duckdb"
    files = {
        "h41_weekly.csv": ("WRBWFRBL",),
        "bank_weekly.csv": ("TLAACBW027SBOG", "DPSACBW027SBOG"),
        "money_market_daily.csv": ("EFFR", "DFF", "SOFR"),
    }
    readings = []
    for name, columns in files.items():
        with open(DATA / name, encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        for column in columns:
            held = [(row["date"], float(row[column])) for row in rows if row[column]]
            dates = np.array([day for day, _ in held], dtype="datetime64[D]")
            readings.append(Reading(card(column), dates, np.array([value for _, value in held])))
    with writing(file) as writer:
        passport = Delivery("tests", "full-frequency copies", datetime(2026, 11, 1, tzinfo=UTC), "0" * 64, 1)
        writer.put(Harvest(readings=tuple(readings)), passport, date(2026, 11, 1))
        writer.publish()
    found = Store.open(file)
    assert found is not None
    return found


def test_weeks_with_deposits_give_every_estimate(weekly):
    record = Record(date(2026, 9, 30), store=weekly)
    inputs = demand_inputs(record)
    assert inputs.missing == ()
    assert inputs.secured.step == inputs.unsecured.step == "week"
    assert inputs.best.rate == "SOFR"
    found = log_demand(record, inputs.unsecured)
    assert not isinstance(found, Missing)
    assert found.as_theory_says
    quantiles = repo_quantiles(inputs, draws=20)
    assert not isinstance(quantiles, Missing)
    assert quantiles.at(0.95).coefficients[1] < quantiles.at(0.25).coefficients[1] < 0.0
    slope = elasticity(inputs, draws=96)
    assert not isinstance(slope, Missing)
    assert slope.step == "week"


def test_before_sofr_has_three_years_the_funds_rate_stands(weekly):
    assert demand_inputs(Record(date(2019, 9, 10), store=weekly)).best.rate in ("EFFR", "DFF")
