"""What a plan would mean for shares, and the same questions for Taiwan, on the packaged figures and on a store."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ebb.answers.outlook import outlook_said, outlook_values, plan_for_shares
from ebb.answers.taiwan import taiwan_evidence, taiwan_said, taiwan_values
from ebb.record import Record

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))


def test_a_year_of_the_plan_by_both_routes(newest):
    told = plan_for_shares(newest)
    values = {v.name: v for v in outlook_values(told)}
    assert 700.0 < told.runoff <= 12 * 95.0  # caps of 95 billion a month, less what does not mature
    assert told.reserves < 0.0
    assert set(told.found.routes) == {"direct", "channels"}
    for route in ("direct", "channels"):
        for name in ("share_of_return_variance", "share_of_volatility_variance"):
            share = values[f"year.{route}.{name}"]
            assert 0.0 <= share.interval.low <= share.value <= share.interval.high < 100.0
    # little of a year is explained by whether the plan runs, and next to nothing by its channels
    assert values["year.direct.share_of_return_variance"].value < 15.0
    assert values["year.channels.share_of_return_variance"].value < 1.0
    effect = values["year.direct.effect_on_return"]
    assert effect.value == pytest.approx(newest.effect("sp500").effect_on_return.value, abs=0.5)
    for lang, word in (("en", "variance"), ("zh-Hant", "變異")):
        assert word in outlook_said(told).say(lang)


def test_a_day_on_which_no_plan_can_be_run_has_no_outlook(evidence_on, told):
    for day in (date(2019, 9, 10), date(2020, 6, 30)):
        plan = plan_for_shares(evidence_on(day))
        answer = told("stocks", day)
        assert any(v.name.startswith("year.") for v in answer.values) == (plan is not None)


def test_without_a_store_taiwan_is_told_what_it_needs(newest):
    found = taiwan_evidence(newest.record, newest.regime_windows, ("QT1", "QT2"))
    assert (found.exchange_rate, found.foreign, found.exchange_volatility) == (None, None, ())
    assert "need imported daily data" in taiwan_said(found)[0].say("en")
    values = {v.name: v.value for v in taiwan_values(found)}
    assert values["taiex.net_liquidity.r_squared_levels"] > 0.3 > values["taiex.net_liquidity.r_squared_changes"]


@pytest.fixture(scope="module")
def full(tmp_path_factory, newest):
    if not SHARED.is_dir():
        pytest.skip("needs the full-frequency copies in the folder named by EBB_SHARED_DATA")
    from ebb.store import Store
    from ebb.store.importing import import_directory

    folder, file = tmp_path_factory.mktemp("copies"), tmp_path_factory.mktemp("full") / "ebb.duckdb"
    (folder / "markets_daily.csv").symlink_to((SHARED / "markets_daily.csv").resolve())
    import_directory(folder, path=file, now=datetime(2026, 11, 22, tzinfo=UTC), today=date(2026, 11, 22))
    with Store.open(file) as store:
        yield taiwan_evidence(Record(store=store), newest.regime_windows, ("QT1", "QT2"))


def test_the_exchange_rate_and_foreigners_show_no_effect_of_runoff(full):
    assert full.exchange_rate.effect.verdict == full.foreign.effect.verdict == "no evidence"
    assert full.exchange_rate.effect.unit == "percentage points a year"
    assert full.foreign.first == date(2004, 5, 31)  # the first whole month of the Exchange's figures
    assert abs(full.foreign.inside) < 200.0  # TWD billion a month
    assert {shift.programme for shift in full.exchange_volatility} == {"QT1", "QT2", "both"}
    assert full.trap is not None
    said = taiwan_said(full)[0]
    assert "NT$" in said.say("en")
    assert "億元" in said.say("zh-Hant")
