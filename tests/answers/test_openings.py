"""Where a run starts: the newest list known, and classes that add up to the published totals to the cent."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers.openings import opening, openings_known
from ebb.errors import OutOfRange
from ebb.record import Record

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


def test_the_openings_known_grow_with_the_day():
    early, now = openings_known(Record(date(2024, 7, 18))), openings_known(Record())
    assert dict(early).items() <= dict(now).items()
    assert list(now) == sorted(now)
    assert all(abs((day - listed).days) <= 31 for listed, day in now.items())
