"""What the Fed holds: figures of one day, and nothing that was not published for it."""

from __future__ import annotations

from datetime import date

import pytest

import ebb
from ebb.answers.held import MBS, TREASURIES, held
from ebb.errors import OutOfRange
from ebb.record import Record

DAYS = [date(2017, 10, 10), date(2022, 6, 30), date(2025, 11, 26), date(2025, 12, 15), date(2026, 9, 30), None]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_class_is_of_the_day_of_the_list_or_missing(day):
    record = Record(day)
    found = held(record)
    assert found.known == record.as_of
    for name in (*TREASURIES, *MBS, "agency_debt"):
        key = "soma_mbs" if name == "residential_mbs" else f"soma_{name}"
        on_day = dict(record.series(key)).get(found.as_of)
        if name == "notes_bonds":
            listed = sum(int(row["par_value_usd"]) for row in record.security_list(found.as_of))
            assert round(found.classes[name] * 1e9) == listed
        else:
            assert found.classes[name] == on_day, name
    for total, parts in (("treasuries", TREASURIES), ("mbs", MBS)):
        if all(found.classes[name] is not None for name in parts):
            assert found.classes[total] == pytest.approx(sum(found.classes[name] for name in parts), abs=1e-9)
        published = dict(record.series(total).in_unit("USD bn")).get(found.as_of)
        if published is None:
            assert found.classes[total] is None or all(found.classes[name] is not None for name in parts)
        else:
            # New York Fed, 27 September 2017: two decimals a class
            assert found.classes[total] == pytest.approx(published, abs=0.03)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_is_missing_stands_beside_with_its_own_date(day):
    record = Record(day)
    found = held(record)
    missing = {name for name, amount in found.classes.items() if amount is None}
    assert set(found.last) <= missing
    for when, amount in found.last.values():
        assert when != found.as_of
        assert when < record.as_of
        assert amount >= 0.0


def test_the_partial_list_of_2026():
    """New York Fed, 23 September 2026: bills and MBS without commercial ones; nothing on TIPS, no H.4.1 packaged."""
    found = ebb.holdings(as_of=date(2026, 10, 1)).json()
    assert found["as_of"] == "2026-09-23"
    assert (found["classes"]["bills"], found["classes"]["residential_mbs"]) == (554.37, 1902.99)
    assert found["classes"]["notes_bonds"] == pytest.approx(sum(s["par"] for s in found["securities"]), abs=1e-9)
    for name in ("tips", "frn", "tips_inflation_compensation", "treasuries", "cmbs", "mbs", "agency_debt"):
        assert found["classes"][name] is None, name


def test_the_whole_list_of_2022_has_every_class():
    found = held(Record(date(2022, 6, 30)))
    assert None not in found.classes.values()
    assert not found.last


def test_no_list_yet():
    with pytest.raises(OutOfRange) as caught:
        held(Record(date(2017, 9, 27)))
    assert (caught.value.exit_code, len(str(caught.value).splitlines())) == (2, 4)
    assert held(Record(date(2017, 9, 28))).as_of == date(2017, 9, 27)
