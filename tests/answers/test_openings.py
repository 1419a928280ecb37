"""Where a run starts: the newest list known, and classes that add up to the published totals to the cent."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ebb.answers.openings import opening
from ebb.errors import OutOfRange
from ebb.record import Record
from ebb.sources import published

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
TREASURIES = ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation")
#: The list that is the newest known on a day, and the Wednesday of the statement beside it.
NEWEST = {
    date(2017, 10, 10): (date(2017, 9, 27), date(2017, 9, 27)),
    date(2022, 5, 24): (date(2017, 9, 27), date(2017, 9, 27)),
    date(2022, 6, 30): (date(2022, 5, 25), date(2022, 5, 25)),
    date(2024, 7, 18): (date(2022, 5, 25), date(2022, 5, 25)),
    date(2025, 11, 25): (date(2025, 11, 19), date(2025, 10, 29)),  # the statement of November was not out yet
    date(2025, 12, 15): (date(2025, 11, 19), date(2025, 11, 26)),
    date(2026, 10, 1): (date(2026, 9, 23), date(2026, 8, 26)),
}


@pytest.mark.parametrize("day", NEWEST, ids=str)
def test_a_run_opens_from_the_newest_list_known_and_its_classes_are_the_published_ones(day):
    record = Record(day)
    start, portfolio = opening(record)
    assert (start.holdings_date, start.date) == NEWEST[day]
    for total, parts in (("treasuries", TREASURIES), ("mbs", ("mbs",))):
        published = record.series(total).in_unit("USD bn").at(start.date)
        assert round(100 * 1e9 * sum(start.classes[name] for name in parts)) == round(100 * 1e9 * published), total
    assert start.classes["treasuries"] == pytest.approx(sum(start.classes[name] for name in TREASURIES), abs=1e-9)
    assert all(amount >= 0 for amount in start.classes.values())
    listed = sum(int(row["par_value_usd"]) for row in record.security_list(start.holdings_date))
    assert round(start.classes["notes_bonds"] * 1e9) == listed
    # to the end of the opening month everything was rolled over: nothing has left
    assert start.lines["mbs"] == start.classes["mbs"]
    held = sum(start.lines[name] for name in TREASURIES)
    assert held == pytest.approx(start.classes["treasuries"], abs=1e-9)
    assert portfolio.as_of.month == start.date.month
    assert set(start.said) >= {"tips", "bills", "notes_bonds", "capital", "tips_inflation_compensation"}


@pytest.mark.parametrize("day", NEWEST, ids=str)
def test_the_other_lines_are_those_of_the_same_wednesday(day):
    record = Record(day)
    start, _ = opening(record)
    for line in ("total_assets", "reserves", "on_rrp", "foreign_rrp", "tga", "currency", "deferred_asset"):
        assert start.lines[line] == record.series(line).in_unit("USD bn").at(start.date), line


def test_a_run_of_the_past_opens_before_its_first_month():
    record = Record()
    for before, listed in (
        (date(2017, 10, 1), date(2017, 9, 27)),
        (date(2022, 6, 1), date(2022, 5, 25)),
        (date(2025, 12, 1), date(2025, 11, 19)),
    ):
        start, _ = opening(record, before)
        assert start.holdings_date == listed
        assert start.date < before


def test_no_list_no_opening():
    with pytest.raises(OutOfRange, match="no list of the Fed's securities") as caught:
        opening(Record(date(2017, 9, 20)))
    assert caught.value.exit_code == 2
    with pytest.raises(OutOfRange):
        opening(Record(), date(2017, 9, 1))


# -- classes that were not published for the day -----------------------------------------------------------------------


def test_a_class_published_for_the_wednesday_is_taken_as_it_is():
    for day in (date(2017, 10, 10), date(2022, 6, 30)):
        record = Record(day)
        start, _ = opening(record)
        for name in TREASURIES[1:]:
            if name != "notes_bonds":
                assert start.classes[name] == pytest.approx(record.series(f"soma_{name}").at(start.date), abs=1e-9), (
                    name
                )
                assert start.said[name] == "published"


def test_tips_and_floaters_are_what_the_total_of_the_list_leaves():
    """New York Fed, 23 September 2026, USD bn: 6365.06 in all, bills 554.37, notes and bonds 3600.78, MBS 1902.99; agency
    debt 2.347 and commercial MBS 7.66 as last published."""
    start, _ = opening(Record(date(2026, 10, 1)))
    left = 6365.06 - 554.37 - 3600.78 - 1902.99 - 2.347 - 7.66
    assert start.classes["tips"] + start.classes["frn"] == pytest.approx(left, abs=1e-6)
    assert start.classes["tips"] / start.classes["frn"] == pytest.approx(275.77 / 16.41)
    assert "total of 2026-09-23" in start.said["tips"]


def test_compensation_is_carried_from_one_day_and_never_a_residual_of_several(monkeypatch):
    """Doubling the consumer prices of one reference month moves what is carried; Treasuries of other days do not."""
    day = date(2025, 12, 15)
    base = opening(Record(day))[0].classes["tips_inflation_compensation"]
    real = published.series
    last = published.series("soma_tips_inflation_compensation").last(date(2025, 9, 1))[1]
    assert base == pytest.approx(last, rel=0.02)

    def moved(key, factor, since):
        def series(name):
            found = real(name)
            if name != key:
                return found
            values = [v * (factor if d >= since else 1.0) for d, v in found]
            return replace(found, values=np.array(values))

        return series

    monkeypatch.setattr(published, "series", moved("treasuries", 1.01, date(2025, 9, 1)))
    assert opening(Record(day))[0].classes["tips_inflation_compensation"] == pytest.approx(base, abs=1e-9)
    monkeypatch.setattr(published, "series", moved("cpi_index", 1.05, date(2025, 7, 1)))
    assert opening(Record(day))[0].classes["tips_inflation_compensation"] == pytest.approx(1.05 * base)


def test_a_day_with_all_classes_but_one_gives_the_residual_of_that_day(monkeypatch):
    """25 May 2022 without its compensation: Treasuries of H.4.1 less the four classes of the same day."""
    real = published.series
    day = date(2022, 5, 25)

    def series(name):
        found = real(name)
        if name != "soma_tips_inflation_compensation":
            return found
        kept = found.dates != np.datetime64(day, "D")
        return replace(found, dates=found.dates[kept], values=found.values[kept], known=found.known[kept])

    expected = opening(Record(date(2022, 6, 30)))[0].classes["tips_inflation_compensation"]
    monkeypatch.setattr(published, "series", series)
    start, _ = opening(Record(date(2022, 6, 30)))
    assert start.classes["tips_inflation_compensation"] == pytest.approx(expected, abs=0.005)  # published in millions
    assert "left of Treasuries that day" in start.said["tips_inflation_compensation"]


@pytest.mark.skipif(not DATA.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")
@pytest.mark.parametrize(("asked", "off"), [(date(2025, 12, 15), 2.0), (date(2026, 10, 1), 3.0)], ids=str)
def test_inferred_classes_are_near_the_ones_of_the_full_copies(asked, off):
    """H.4.1 Treasuries and the summary of one Wednesday, weekly copies; a year of carrying may cost 3 of 106 billion."""
    start, _ = opening(Record(asked))
    with (DATA / "soma/soma_summary_weekly.csv").open(encoding="utf-8", newline="") as file:
        row = {r["as_of_date"]: r for r in csv.DictReader(file)}[str(start.date)]
    with (DATA / "h41_weekly.csv").open(encoding="utf-8", newline="") as file:
        treasuries = {r["date"]: float(r["TREAST"]) for r in csv.DictReader(file) if r["TREAST"]}[str(start.date)] / 1e3
    assert start.classes["treasuries"] == pytest.approx(treasuries, abs=0.001)
    bills = float(row["bills_usd"]) / 1e9
    assert start.classes["bills"] == pytest.approx(bills, abs=3.0)
    others = start.classes["tips"] + start.classes["frn"] + start.classes["tips_inflation_compensation"]
    left = treasuries - bills - float(row["notesbonds_usd"]) / 1e9
    assert others == pytest.approx(
        left, abs=off + abs(start.classes["notes_bonds"] - float(row["notesbonds_usd"]) / 1e9)
    )


def test_a_wednesday_that_ends_its_month_is_an_opening_too(at_home):
    """30 September 2026 was one: nothing is left to roll over in its month."""
    at_home("honest")
    start, portfolio = opening(Record())
    assert (start.date, portfolio.as_of) == (date(2026, 9, 30), date(2026, 9, 30))
