"""The gilt case as it is asked for: announced figures without yields, the engine's beside them with the Bank's own."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers.daily import NEEDS_DAILY
from ebb.answers.gilts import YIELDS, gilt_sales_on
from ebb.answers.replays import replay_on
from ebb.cli.gilts import page
from ebb.errors import OutOfRange, UnknownName
from ebb.record import Record
from ebb.sources.published import document


def test_without_yields_the_announced_figures_stand_and_what_is_missing_is_said():
    made = gilt_sales_on(Record()).json()
    assert [year["first"] for year in made["years"]] == ["2024-10-01", "2025-10-01"]
    assert all(year["made"] is None for year in made["years"])
    assert made["missing"]["needs"] == NEEDS_DAILY
    assert made["missing"]["series"] == list(YIELDS.values())
    for lang, word in (("en", "Needs imported daily data"), ("zh-Hant", "需匯入每日資料")):
        shown = page(made, lang)
        assert word in shown
        assert "658.0" in shown


def test_with_the_banks_yields_a_year_is_priced_and_one_without_its_last_months_is_not(daily_store):
    record = Record(date(2026, 10, 1), store=daily_store)
    found = gilt_sales_on(record)
    (told, first), (_, second) = found.years
    assert first is not None
    assert second is None  # the copies end in August 2026: September, the last month of the year, has no yields
    assert found.missing == ("2026-09",)
    made = found.json()["years"][0]["made"]
    assert made["opening"] == pytest.approx(made["closing"] + made["redeemed"] + made["sold"], abs=0.002)
    assert made["closing"] == pytest.approx(told["closing"], abs=1e-3)
    assert made["sold"] == pytest.approx(told["sales"], abs=1e-3)
    assert sum(made["by_sector"].values()) == pytest.approx(made["sold"], abs=0.002)
    assert made["loss"] == made["transferred"] == pytest.approx(made["sold"] - made["proceeds"], abs=0.002)
    assert 0.1 < made["loss"] / made["sold"] < 0.5
    assert found.bought is not None
    assert f"{made['loss']:.1f}" in page(found.json(), "en")


def test_a_day_before_the_stock_by_maturity_was_published_is_refused():
    with pytest.raises(OutOfRange, match="not known on 2026-09-16"):
        gilt_sales_on(Record(date(2026, 9, 16)))
    on = document("policy/gilts")["held"]["on"]
    assert gilt_sales_on(Record(on)).as_of == on


def test_an_unknown_episode_offers_the_gilts():
    with pytest.raises(UnknownName, match="gilts"):
        replay_on(Record(), "gilt")
