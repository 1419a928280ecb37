"""The catalogue: its cards against the packaged lags and passports, and against real files where they are at hand."""

from __future__ import annotations

import csv
import os
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from ebb.errors import FormatError, UnitError, UnknownName
from ebb.series import BASES
from ebb.sources import board, cards, delimited, published
from ebb.sources.cards import Card, card, named_at
from ebb.sources.harvest import Reading
from ebb.units.scale import SCALES

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
full_copies = pytest.mark.skipif(not DATA.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")
EVERY = cards.cards()
#: The catalogue of the publishers read here; other files have other owners.
OURS = sorted(
    name
    for file in ("board", "fred", "acm", "cboe", "ecb", "boe")
    for name in tomllib.loads((Path(cards.__file__).with_name("cards") / f"{file}.toml").read_text(encoding="utf-8"))
)

#: Files whose columns are all catalogued, but for two: one derived, one that belongs to the Daily Treasury Statement.
FILES = [
    *("h41_weekly", "money_market_daily", "bank_weekly", "macro", "macro_monthly", "gdp_quarterly"),
    *("yields_daily", "mortgage30_weekly", "gsw_zero_daily"),
]
NOT_OURS = {"X_FOREIGN_RRP", "X_DTS_TGA_CLOSE"}
UNITS = {
    "millions of USD": "USD mn",
    "billions of USD": "USD bn",
    "billions of USD, annual rate": "USD bn",
    "billions of chained 2017 USD, annual rate": "chained USD bn",
    "percent per year": "percent",
}


def column(name: str) -> dict[str, dict[str, float]]:
    """Figures of a shared file by column and day."""
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {n: {row["date"]: float(row[n]) for row in rows if row[n]} for n in rows[0] if n != "date"}


# --- what a card says


@pytest.mark.parametrize("name", OURS)
def test_a_card_is_whole(name):
    one = card(name)
    assert one.name == name
    assert one.unit in SCALES
    assert one.basis in BASES
    assert one.low < one.high
    assert one.title
    assert one.at, "it can be had from nowhere"
    assert one.lag_days >= 0
    assert one.origin.series == name


@pytest.mark.parametrize("place", ["fred", "board", "gsw", "acm", "cboe", "ecb", "boe", "nyfed", "ofr"])
def test_one_name_at_a_place_means_one_series(place):
    there = [c for c in EVERY.values() if place in c.at]
    assert there
    assert len(named_at(place)) == len(there)


def test_names_and_columns_of_users_are_not_claimed_twice():
    also = [name for one in EVERY.values() for name in one.also]
    assert len(also) == len(set(also))
    assert not set(also) & set(EVERY)


def test_the_name_is_that_of_fred_where_fred_has_it():
    for name in OURS:
        assert card(name).at.get("fred", name) == name


def test_the_basis_follows_the_name_at_the_board():
    for name, one in named_at("board").items():
        if one.document.startswith("H.4.1"):
            assert name.endswith(".WW")
            assert one.basis == ("week average" if "_XAW" in name else "wednesday level"), name
            assert one.unit == "USD mn"


def test_levels_and_averages_of_the_same_thing_are_two_series():
    assert (card("WRBWFRBL").basis, card("WRESBAL").basis) == ("wednesday level", "week average")
    assert (card("WDTGAL").basis, card("WTREGEN").basis) == ("wednesday level", "week average")
    assert card("WCURCIR").basis == "week average"


def test_reference_rates_are_named_as_agreed_with_their_reader():
    pattern = re.compile(r"(SOFR|TGCR|BGCR|EFFR|OBFR)\.(percentRate|percentPercentile(1|25|75|99)|volumeInBillions)")
    ours = {c.name: c.at["nyfed"] for c in EVERY.values() if c.document == "Secured and unsecured reference rates"}
    assert len(ours) == 30
    assert all(pattern.fullmatch(name) for name in ours.values())
    assert (ours["SOFR99"], ours["EFFRVOL"]) == ("SOFR.percentPercentile99", "EFFR.volumeInBillions")


def test_unknown_series_are_refused_with_the_nearest():
    with pytest.raises(UnknownName, match="WALCL"):
        card("WALCLL")


def test_a_broken_catalogue_names_every_problem(tmp_path, monkeypatch):
    (tmp_path / "a.toml").write_text('[X]\ntitle = "x"\nunit = "pounds"\n[Y]\nbasis = "noon"\n', encoding="utf-8")
    monkeypatch.setattr(cards, "_HOME", tmp_path)
    cards.cards.cache_clear()
    try:
        with pytest.raises(FormatError) as caught:
            cards.cards()
    finally:
        monkeypatch.undo()
        cards.cards.cache_clear()
    for word in ("[X]", 'unit "pounds"', "[Y]", 'basis "noon"', "lacks lag_days"):
        assert word in str(caught.value)


# --- lags and magnitudes agree with the packaged tables


def test_lags_are_those_of_the_packaged_list():
    told = {
        name.strip(): int(row["usual_lag_days_after_reference_date"])
        for row in published.rows("release_lags")
        for name in row["series"].split(";")
    }
    ours = {name: card(name).lag_days for name in told if name in EVERY}
    assert len(ours) >= 30
    assert ours == {name: told[name] for name in ours}


def test_passports_of_the_packaged_tables_agree():
    """Same unit measure and lag, and a packaged figure is never outside the magnitudes of its live series."""
    met = 0
    for table in ("fed_monthly", "markets_monthly", "gdp_quarterly"):
        for told in published.passport(table).columns:
            name = told.origin.series
            if name not in EVERY:
                continue
            one = card(name)
            assert SCALES[told.unit][0] == SCALES[one.unit][0], name
            assert told.lag_days == one.lag_days, name
            if told.unit == one.unit:
                assert one.low <= told.low or one.low <= published.series(told.key).values.min(), name
                values = published.series(told.key).values
                assert one.low <= values.min() <= values.max() <= one.high, name
            met += 1
    assert met >= 20


# --- real files


@full_copies
@pytest.mark.parametrize("name", FILES)
def test_every_column_of_the_full_copies_is_catalogued_and_within_its_magnitudes(name):
    for series, figures in column(name).items():
        if series in NOT_OURS:
            assert series not in EVERY
            continue
        one = card(series)
        days, values = np.array(list(figures), dtype="datetime64[D]"), np.array(list(figures.values()))
        read = Reading(one, delimited.period_ends(days, one.frequency), values)
        delimited.steady(one, read.dates, read.values)  # real history never leaps as a change of unit does


@full_copies
def test_units_are_those_of_the_unit_files():
    told = {}
    for path in sorted(DATA.glob("*_units.csv")):
        with path.open(encoding="utf-8") as file:
            told |= {row[0]: row[1] for row in csv.reader(file)}
    ours = {name: card(name).unit for name in told if name not in NOT_OURS}
    assert len(ours) > 60
    assert ours == {name: UNITS[told[name]] for name in ours}


@full_copies
def test_a_shift_by_a_thousand_is_caught_wherever_the_range_allows():
    """Whole histories, up and down; the exceptions are series that reach zero or lie so close to it that both fit."""
    missed = set()
    for file in FILES:
        for series, figures in column(file).items():
            if series in NOT_OURS:
                continue
            one = card(series)
            days = delimited.period_ends(np.array(list(figures), dtype="datetime64[D]"), one.frequency)
            values = np.array(list(figures.values()))
            for factor in (1e3, 1e-3):
                try:
                    Reading(one, days, values * factor)
                except UnitError:
                    continue
                missed.add((series, factor))
    assert {factor for _, factor in missed} == {1e-3}  # a thousand times too large never passes
    assert {n for n, _ in missed if card(n).unit.startswith(("USD", "chained"))} == {
        *("WSHOMCB", "WLRRAOL", "RESPPLLOPNWW", "WORAL", "WLCFLL", "WUPSHO", "WUDSHO", "SWPT", "WLCFLPCL"),
        *("H41RESPPALDKNWW", "RRPONTSYD", "RPONTSYD"),
    }  # lines that are zero for years


@full_copies
def test_names_at_the_board_are_right_by_value():
    """Every H.4.1 series equals its Board line on all weeks of two real exports, and no other line does."""
    weekly = column("h41_weekly")
    lines: dict[str, dict[str, float]] = {}
    for path in sorted((DATA / "h41_ddp").glob("*.csv")):
        for one in board.parse_text(path.read_bytes()).readings:
            days = one.dates.astype(str).tolist()
            lines.setdefault(one.card.at["board"], {}).update(zip(days, one.values.tolist(), strict=True))
    checked = {}
    for series, figures in weekly.items():
        if series in NOT_OURS:
            continue
        ours = lines.get(card(series).at["board"], {})
        common = sorted(set(ours) & set(figures))
        wrong = [day for day in common if ours[day] != figures[day]]
        if series == "WCURCIR":  # a later vintage in the file: revised by 0.03 percent at most
            assert len(wrong) < len(common)
            assert max(abs(ours[day] / figures[day] - 1) for day in common) < 3e-4
        else:
            assert not wrong, (series, wrong[:3])
        if len({figures[day] for day in common}) > 20 and series != "WCURCIR":
            twins = [n for n, line in lines.items() if all(line.get(day) == figures[day] for day in common)]
            assert twins == [card(series).at["board"]], series
        checked[series] = len(common)
    assert {name for name, weeks in checked.items() if weeks == 0} == {"RESPPLLOPNWW"}  # not in these two exports
    assert sum(weeks == 200 for weeks in checked.values()) >= 10
    assert sum(weeks == 100 for weeks in checked.values()) >= 8


@full_copies
def test_names_of_bank_series_and_rates_have_the_shape_of_their_release():
    shapes = {
        "H.8": r"B\d{4}NCB[AD]",
        "H.15": r"RI[FLSGMPCYWXI0-9]+(_XII)?_N\.[BDM]",
        "H.4.1": r"RES[A-Z0-9]+(_XAW)?_N\.WW",
    }
    for name, one in named_at("board").items():
        assert re.fullmatch(shapes[one.document.split(" ")[0]], name), name


def test_the_catalogue_is_data_of_the_right_type():
    assert all(
        isinstance(one, Card) and isinstance(one.also, tuple) and isinstance(one.at, dict) for one in EVERY.values()
    )
