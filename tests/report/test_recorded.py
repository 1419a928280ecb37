"""The charts on the packaged figures, against numbers published elsewhere."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.record import Record
from ebb.report import recorded
from ebb.report.inputs import Claimed, Peak
from ebb.series import Origin

NEWEST = Record(date(2026, 10, 7))
NOTE = Origin("Board of Governors of the Federal Reserve System", "FEDS Notes, 17 October 2019")


def test_the_two_sides_of_qt2_are_the_published_bridge() -> None:
    """H.4.1 of 2022-05-25 and 2025-11-26, USD bn; tolerance: half a unit of the last printed digit."""
    rows = {r["name"]: r["change"] for r in recorded.two_sides(NEWEST).table("changes").rows()}
    assets = sum(v for k, v in rows.items() if k.startswith("assets/"))
    assert assets == pytest.approx(-2361.9, abs=0.05)
    assert rows["liabilities/reserves"] == pytest.approx(-417.0, abs=0.05)
    assert rows["liabilities/on_rrp"] + rows["liabilities/foreign_rrp"] == pytest.approx(-1925.8, abs=0.1)
    assert rows["liabilities/currency"] == pytest.approx(150.0, abs=0.05)
    assert rows["liabilities/tga"] == pytest.approx(98.0, abs=0.05)
    assert rows["liabilities/remittances_due"] == pytest.approx(-245.6, abs=0.05)


def test_the_worst_night_of_2019_is_that_of_the_record() -> None:
    """SOFR printed 5.25 percent for 17 September 2019 against a range top of 2.25: 300 bp."""
    chart = recorded.figure_one(Claimed(700.0, 900.0, NOTE), NEWEST)
    spread = {r["date"]: r["spread"] for r in chart.table("spread").rows()}
    assert spread["2019-09-30"] == pytest.approx(300.0)
    assert max(v for v in spread.values() if v is not None) == pytest.approx(300.0)
    assert "September 2019" in chart.title.say("en")


def test_the_two_records_of_on_rrp_are_daily_and_stand_above_the_wednesdays() -> None:
    assert recorded.on_rrp_records() == (Peak(date(2022, 9, 30), 2425.9), Peak(date(2022, 12, 30), 2553.7))
    wednesdays = [r["on_rrp"] for r in recorded.figure_three(NEWEST).table("repo").rows()]
    assert max(v for v in wednesdays if v is not None) < 2.4259


def test_what_the_fed_owes_is_stacked_to_what_it_owns() -> None:
    rows = recorded.figure_three(NEWEST).table("stack").rows()
    total = NEWEST.series("total_assets").in_unit("USD tn")
    for row in rows:
        assert row["rest_to"] == pytest.approx(total.at(date.fromisoformat(str(row["date"]))), abs=2e-5)


def test_caps_are_those_announced() -> None:
    rows = recorded.caps_and_runoff("QT2", NEWEST).table("months").rows()
    caps = {str(r["date"])[:7]: (r["treasury_cap"], r["mbs_cap"]) for r in rows}
    assert caps["2022-06"] == (30.0, 17.5)
    assert caps["2022-09"] == (60.0, 35.0)
    assert caps["2024-06"] == (25.0, 35.0)
    assert caps["2025-04"] == (5.0, 35.0)
    assert (min(caps), max(caps)) == ("2022-06", "2025-11")


def test_the_ladder_holds_every_dollar_of_the_list() -> None:
    """The list sums to 3,600,776,303,200 USD, as its class total was published."""
    rows = recorded.maturity_ladder(NEWEST).table("ladder").rows()
    assert sum(float(str(r["par"])) for r in rows) == pytest.approx(3600.7763, abs=0.01)


def test_nothing_later_than_the_as_of_date_is_drawn() -> None:
    chart = recorded.balance_sheet(Record(date(2019, 9, 30)))
    assert chart.as_of == date(2019, 9, 25)
    assert max(chart.table("levels").cells["date"]) == "2019-09-25"  # type: ignore[type-var]
    assert [s.name for s in recorded.spans(Record(date(2019, 9, 30)))] == ["QE1", "QE2", "QE3", "QT1"]


def test_rates_in_the_corridor_are_over_the_bottom_of_the_range() -> None:
    rates = recorded.in_the_corridor(NEWEST)
    months = rates["iorb"].by_month()
    assert months[2022, 7] == pytest.approx(15.0)  # IORB 15 bp over the bottom since July 2021
    assert months[2024, 12] == pytest.approx(15.0)
    assert rates["on_rrp"].by_month()[2025, 1] == pytest.approx(0.0)  # at the bottom since 19 December 2024
    assert set(rates["upper"].values.round(6)) == {25.0}
