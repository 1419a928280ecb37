"""Forecasts of others: scored when the outcome was published, and the outcome is read, never typed."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers.forecasts import scored
from ebb.record import Record
from ebb.sources import published
from ebb.text import Money, Percent

DOCUMENT = published.document("forecasts")


def test_every_outcome_is_the_published_figure_nearest_before():
    found = {score.key: score for score in scored(Record(), DOCUMENT)}
    assert set(found) == {raw["key"] for raw in DOCUMENT["forecast"]}
    soma = published.series("soma_total").last(date(2025, 6, 30))[1]
    assert found["new_york_fed_2022"].was == soma
    assert found["new_york_fed_2022"].miss == pytest.approx(soma - 5900.0)
    bank = found["bank_of_america_2022"]
    assets = published.series("total_assets").in_unit("USD bn").last(date(2022, 12, 31))[1]
    gdp = published.series("gdp").last(date(2022, 12, 31))[1]
    assert bank.was == pytest.approx(100.0 * assets / gdp)


def test_nothing_is_scored_before_its_outcome_was_published():
    assert not scored(Record(date(2022, 9, 30)), DOCUMENT)
    assert {s.key for s in scored(Record(date(2024, 7, 18)), DOCUMENT)} == {"bank_of_america_2022"}


def test_a_forecast_comes_before_what_it_is_of_and_is_known_from_the_day_it_was_made():
    assert all(raw["made"] < raw["for"] for raw in DOCUMENT["forecast"])
    later = {"forecast": [raw | {"made": date(2026, 1, 1)} for raw in DOCUMENT["forecast"]]}
    assert not scored(Record(date(2025, 12, 31)), later)
    assert len(scored(Record(date(2026, 1, 1)), later)) == len(DOCUMENT["forecast"])


def test_a_forecast_is_shown_in_its_own_unit():
    units = {score.measure: (score.unit, type(score.shown(1.0))) for score in scored(Record(), DOCUMENT)}
    assert units == {"soma_total": ("USD bn", Money), "total_assets_share_of_gdp": ("percent of GDP", Percent)}


def test_another_figure_is_another_score(with_series):
    day = published.series("soma_total").last(date(2025, 6, 30))[0]
    with_series("soma_total", day, 5000.0)
    found = {score.key: score for score in scored(Record(), DOCUMENT)}
    assert found["new_york_fed_2023"].miss == -1000.0
