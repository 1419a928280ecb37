"""The strip: eight tiles from the record, none with a change once it is stale."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ebb.answers.evidence import Evidence
from ebb.record import newest as newest_day
from ebb.report.strip import tiles
from ebb.report.tiles import GRACE, KEYS, TWO_MONTHS


@pytest.fixture(scope="module")
def strip(newest):
    return {tile.key: tile for tile in tiles(newest)}


def test_eight_tiles_in_their_order(newest):
    assert tuple(tile.key for tile in tiles(newest)) == KEYS
    assert len(KEYS) == 8


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_levels_are_the_newest_known_figures(newest, strip, lang):
    record = newest.record
    securities = record.series("treasuries") + record.series("mbs")
    for key, series in (("total_assets", record.series("total_assets")), ("soma", securities)):
        amount = series.in_unit("USD bn").last()[1]
        shown = f"${amount / 1000:.2f} trillion" if lang == "en" else f"{amount / 1000:.2f}兆"
        assert shown in strip[key].value.say(lang)
    _, _, share = newest.reserves_share
    assert strip["reserves_share"].value.say(lang) == f"{share:.1f}%"


def test_changes_are_over_a_month_and_a_year_of_the_same_series(newest, strip):
    months = newest.record.series("total_assets").in_unit("USD bn").by_month()
    observed = strip["total_assets"].observed
    now, then = months[observed.year, observed.month], months[observed.year - 1, observed.month]
    assert strip["total_assets"].year.value == pytest.approx(now - then)
    assert strip["total_assets"].spark[-1] == pytest.approx(now)


def test_the_band_beside_the_share_is_the_kink_s(newest, strip):
    band = strip["reserves_share"].band.say("en")
    assert f"{newest.demand.kink.low:.1f}%" in band
    assert f"{newest.demand.kink.high:.1f}%" in band
    assert all(tile.band is None for key, tile in strip.items() if key != "reserves_share")


def test_past_its_lag_and_a_week_every_tile_is_stale_and_shows_no_change():
    later = newest_day() + timedelta(days=400)
    for tile in tiles(Evidence(later)):
        assert tile.stale, tile.key
        assert tile.month is None
        assert tile.year is None
        assert tile.age_days > tile.lag_days + GRACE


def test_the_rule_holds_for_every_tile_on_every_day(evidence_on, newest):
    for evidence in (newest, evidence_on(date(2024, 7, 18)), evidence_on(date(2018, 6, 30))):
        for tile in tiles(evidence):
            assert tile.age_days == (evidence.as_of - tile.observed).days
            keeps = tile.lag_days + GRACE
            assert tile.stale == (tile.age_days > (max(keeps, TWO_MONTHS) if tile.monthly else keeps))
            assert not tile.stale or (tile.month is None and tile.year is None)


def test_before_there_was_a_facility_or_a_rate_its_tile_is_not_there():
    early = [tile.key for tile in tiles(Evidence(date(2011, 6, 30)))]
    assert "sofr_less_iorb" not in early
    assert "total_assets" in early


def test_one_published_figure_moves_its_tile_and_no_other(with_series, newest, strip):
    with_series("tga", newest.record.series("tga").last()[0], 1_234_000.0)
    changed = {tile.key: tile for tile in tiles(Evidence())}
    assert changed["tga"].value.say("en") == "$1.23 trillion"
    assert {key for key in KEYS if changed[key].value.say("en") != strip[key].value.say("en")} == {"tga"}
