"""Income by month and the exam of the deferred asset: its bars, its leakage, and components published for 2024."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from ebb.answers.income import FIRST_LOSS, SCORED, income
from ebb.books.income_exam import BAR, published_intervals
from ebb.errors import OutOfRange, UnknownName
from ebb.record import Record
from ebb.sources import published
from ebb.text import LANGUAGES

#: Board, H.4.1, remittances due: the levels the issue scores, USD billion of deferred asset.
PUBLISHED = {date(2023, 12, 27): 131.518, date(2025, 1, 1): 216.6, date(2025, 12, 31): 242.712}


@pytest.fixture(scope="module")
def packaged():
    """The exam on the packaged figures alone: last Wednesdays of months, premiums inside the residual."""
    return income(Record())


def test_items_add_up_to_net_income_month_by_month(packaged):
    assert packaged.months[0] == date(2022, 6, 1)
    assert (np.diff(np.array(packaged.months, dtype="datetime64[M]")).astype(int) == 1).all()
    for place, net in enumerate(packaged.net):
        assert net == pytest.approx(sum(values[place] for values in packaged.items.values()))
    for name in ("reserves", "on_rrp", "foreign_rrp"):
        assert max(packaged.items[name]) <= 0.0
    for name in ("bills", "notes_bonds", "tips", "frn", "mbs", "lending"):
        assert min(packaged.items[name]) >= 0.0


def test_compensation_follows_consumer_prices_after_the_calibration(packaged):
    """2024: the reference index rises by the year's 2.6 percent (BLS, October 2023 to October 2024) on about 464 billion."""
    year = [
        value
        for month, value in zip(packaged.months, packaged.items["tips_inflation_compensation"], strict=True)
        if month.year == 2024
    ]
    prices = published.series("cpi_index").by_month()
    growth = prices[2024, 10] / prices[2023, 10] - 1.0
    tips = sum(
        published.series(f"soma_{name}").in_unit("USD bn").at(date(2024, 5, 29))
        for name in ("tips", "tips_inflation_compensation")
    )
    assert growth == pytest.approx(0.026, abs=0.001)
    assert sum(year) == pytest.approx(growth * tips, rel=0.06)


def test_the_deferred_asset_moves_by_net_income_alone(packaged):
    """d(deferred asset) = -net income while it exists: over the whole run, by months, to the days at both ends."""
    path = {mark.date: mark.model for mark in packaged.marks}
    first, last = date(2023, 5, 31), date(2024, 7, 31)  # two Wednesdays that end a month
    inside = [net for month, net in zip(packaged.months, packaged.net, strict=True) if first < month <= last]
    assert len(inside) == 14
    residual_gap = packaged.residual.a_month * ((last - first).days / (365.25 / 12) - 14)
    assert path[last] - path[first] == pytest.approx(-sum(inside) - residual_gap, abs=1e-6)


def test_the_bars_on_packaged_figures(packaged):
    """Within ten percent of the published deferred asset; measured -3.0, -5.6 (25 December 2024) and -6.5 percent."""
    assert packaged.residual.last < date(2023, 1, 5)
    assert [mark.date for mark in packaged.scored] == [SCORED[0], date(2024, 12, 25), SCORED[2]]
    for mark in packaged.scored:
        assert mark.within, mark
        assert abs(mark.percent) < BAR
    assert len(packaged.marks) > 35
    assert packaged.amortisation is None
    # first month in which the model loses money, and the first published loss
    assert packaged.turned == FIRST_LOSS.replace(day=1)


def test_when_income_turned_against_what_the_boards_staff_and_the_new_york_fed_said(packaged):
    """Signs only, from published projections.

    Anderson and others, FEDS Notes, 15 July 2022: net income below zero between 2022Q3 and 2023Q1. FRB New York, Open
    Market Operations During 2024: negative in 2025, positive late in 2025 and after. Rates here are actual, not theirs.
    """
    net = dict(zip(packaged.months, packaged.net, strict=True))
    assert date(2022, 7, 1) <= packaged.turned <= date(2023, 3, 1)
    assert sum(value for month, value in net.items() if month.year == 2025) < 0
    assert sum(value for month, value in net.items() if date(2025, 10, 1) <= month <= date(2026, 6, 1)) > 0
    assert max(value for month, value in net.items() if date(2025, 1, 1) <= month <= date(2025, 8, 1)) < 0


def test_published_amounts_by_class_give_the_same_within_the_bar(packaged):
    """The replayed portfolio misses MBS: with published amounts the assets earn more, and the gap is that miss alone."""
    found = income(Record(), holdings="published")
    assert found.scored[0].within
    # what the path of the portfolio contributes to the error, by the end of 2025
    assert 0 < abs(found.scored[-1].model - packaged.scored[-1].model) < 12.0


def test_nothing_published_after_the_calibration_moves_the_model(packaged, with_series):
    with_series("remittances_due", date(2024, 6, 26), -5.0e5)
    with_series("remittances_due", date(2023, 3, 29), 1.0e5)
    found = income(Record())
    assert found.residual == packaged.residual
    assert [mark.model for mark in found.marks] == [mark.model for mark in packaged.marks]
    assert [mark.miss for mark in found.marks] != [mark.miss for mark in packaged.marks]


def test_what_is_not_known_is_refused():
    with pytest.raises(OutOfRange, match="list of securities of 2022-05-25 was not known"):
        income(Record(date(2022, 5, 20)))
    with pytest.raises(OutOfRange, match="published interval"):
        income(Record(), calibrated=date(2022, 5, 26))  # weekly remittances are not packaged
    with pytest.raises(UnknownName, match='did you mean "replayed"'):
        income(Record(), holdings="replay")


def test_the_exam_is_told_in_both_languages_with_its_misses(packaged):
    for lang in LANGUAGES:
        lines = packaged.lines(lang)
        assert len(lines) == 5
        assert "131.5" in lines[1] or "1,315" in lines[1]
    wire = packaged.json()
    assert [one["within"] for one in wire["scored"]] == [True, True, True]
    assert wire["net_income"][0] == pytest.approx(packaged.net[0])
    worse = replace(packaged, scored=(replace(packaged.scored[0], model=150.0),))
    assert "missed" in worse.lines("en")[1]
    assert "未達標" in worse.lines("zh-Hant")[1]


# -- with the full-frequency copies ------------------------------------------------------------------------------------

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
_FILES = (
    "h41_weekly.csv",
    "h41_weekly_units.csv",
    "money_market_daily.csv",
    "money_market_daily_units.csv",
    "soma/soma_treasury_2022-02-16.csv",
    "soma/soma_summary_weekly.csv",
    "soma/ref_treasury_auctions_1979_2025.csv",
)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A record on weekly H.4.1, daily ON RRP and TIPS by CUSIP in February 2022."""
    if not SHARED.is_dir():
        pytest.skip("needs the full-frequency copies in the folder named by EBB_SHARED_DATA")
    from ebb.store import Store
    from ebb.store.importing import import_directory

    folder, file = tmp_path_factory.mktemp("copies"), tmp_path_factory.mktemp("full") / "ebb.duckdb"
    for path in (*(SHARED / name for name in _FILES), *(SHARED / "h41_ddp").glob("*")):
        (folder / path.name).symlink_to(path.resolve())
    import_directory(folder, path=file, now=datetime(2026, 11, 22, tzinfo=UTC), today=date(2026, 11, 22))
    with Store.open(file) as store:
        yield Record(store=store)


def test_the_bars_with_weekly_figures(full):
    """Calibrated on September to December 2022; measured +1.1, -2.5 and -4.5 percent."""
    found = income(full)
    assert {mark.date: round(mark.published, 1) for mark in found.scored} == {
        day: round(level, 1) for day, level in PUBLISHED.items()
    }
    assert all(mark.within for mark in found.scored)
    assert found.residual.intervals == 17
    assert found.residual.a_month < 0
    assert "WUPSHO" in found.said["premiums"]
    worst = max(abs(mark.percent) for mark in found.marks if mark.date > date(2023, 6, 1))
    assert worst < BAR  # every published Wednesday since the middle of 2023


def test_the_bars_from_the_opening_of_may_2022(full):
    """The residual from weekly remittances of March to May 2022, before the first loss; measured +2.6, -0.6, -2.4 percent."""
    found = income(full, calibrated=date(2022, 5, 26))
    assert found.residual.last == found.opened == date(2022, 5, 25)
    assert found.residual.how == "remitted"
    assert all(mark.within for mark in found.scored)
    first = next(mark.date for mark in found.marks if mark.model > 0)
    assert abs((first - FIRST_LOSS).days) <= 14


def test_weekly_remittances_are_the_published_ones_of_2021(full):
    """Sum of positive weeks of 2021; the Reserve Banks' statements name about 107 billion remitted for the year."""
    weeks = [one for one in published_intervals(full.full("remittances_due")) if one.last.year == 2021]
    assert len(weeks) == 52
    assert sum(one.income for one in weeks) == pytest.approx(104.7, abs=0.1)


def of_year(found, year):
    """Every item of a year, USD billion."""
    places = [place for place, month in enumerate(found.months) if month.year == year]
    assert len(places) == 12
    return {name: sum(values[place] for place in places) for name, values in found.items.items()}


def test_components_of_2024_against_the_audited_statements(full):
    """Federal Reserve Banks, combined financial statements 2024, as reported in March 2025, USD billion.

    Interest on reverse repos 40.3 (2 percent: measured 40.4). Interest on balances 186.4, other depositors included, whom
    the model leaves in the residual (7 percent: 176). Securities 158.8 (10 percent: 147; discounts accreted are in the
    residual, and the pace of 2022 writes premiums off too fast). Losses of 2023 and 2024 before dividends: 114 and 77.6 (6
    billion; measured 114.9 and 76.6): the two gaps offset each other in the residual, as it was measured on both.
    """
    found = income(full)
    total = of_year(found, 2024)
    assert -(total["on_rrp"] + total["foreign_rrp"]) == pytest.approx(40.3, rel=0.02)
    assert -total["reserves"] == pytest.approx(186.4, rel=0.07)
    assert -total["reserves"] < 186.4
    securities = sum(
        total[name]
        for name in ("bills", "notes_bonds", "tips", "frn", "mbs", "tips_inflation_compensation", "premiums")
    )
    assert securities == pytest.approx(158.8, rel=0.10)
    assert sum(total.values()) == pytest.approx(-77.6, abs=6.0)
    assert sum(of_year(found, 2023).values()) == pytest.approx(-114.0, abs=6.0)


def test_a_corrupt_store_line_after_the_calibration_does_not_move_the_model(full, monkeypatch):
    honest = income(full)
    real = Record.full

    def spoilt(self, key):
        found = real(self, key)
        if key != "remittances_due":
            return found
        return replace(found, values=np.where(found.dates > np.datetime64("2023-01-05"), 7.0e5, found.values))

    monkeypatch.setattr(Record, "full", spoilt)
    assert income(full).residual == honest.residual


def test_packaged_levels_are_the_ones_scored():
    due = published.series("remittances_due").in_unit("USD bn")
    for day in (SCORED[0], SCORED[2]):
        assert -due.at(day) == pytest.approx(PUBLISHED[day], abs=0.001)
