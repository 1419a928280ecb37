"""The table behind ``ebb caps --json``."""

import json
from datetime import date

from ebb.policy import Programme, caps_table
from ebb.sources import published

PROGRAMME = Programme.from_document(published.document("policy/programme"))
KEYS = [
    "as_of",
    "unit",
    "months",
    "treasury_cap",
    "mbs_cap",
    "treasury_purchases",
    "mbs_purchases",
    "reinvestment",
    "reference",
]


def test_the_contract():
    table = caps_table(PROGRAMME, date(2007, 1, 1), date(2027, 12, 31)).json()
    assert list(table) == KEYS
    assert table["unit"] == "USD bn"
    assert table["months"][0] == "2007-01"
    assert table["months"][-1] == "2027-12"
    assert {len(table[key]) for key in KEYS[2:]} == {21 * 12}
    assert json.loads(json.dumps(table, allow_nan=False)) == table


def test_null_is_no_limit_and_zero_is_no_runoff():
    table = caps_table(PROGRAMME, date(2010, 7, 1), date(2010, 8, 1)).json()
    assert table["mbs_cap"] == [None, 0.0]
    assert table["treasury_cap"] == [0.0, 0.0]


def test_as_of_is_the_day_asked_for():
    table = caps_table(PROGRAMME.as_of(date(2022, 5, 4)), date(2022, 5, 1), date(2022, 10, 1)).json()
    assert table["as_of"] == "2022-05-04"
    assert table["treasury_cap"] == [0.0, 30.0, 30.0, 30.0, 60.0, 60.0]
    assert table["mbs_cap"] == [0.0, 17.5, 17.5, 17.5, 35.0, 35.0]
    assert "4 May 2022" in table["reference"][1]
