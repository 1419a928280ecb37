"""The lists of notes and bonds: totals, average life and coupon, ladder."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.errors import FormatError
from ebb.portfolio import Holdings, Security

# Totals foot to the dollar with the New York Fed's SOMA summary of the date; life and coupon are of the full lists.
LISTS = {
    "2017-09-27": (260, 2_322_642_739_500, 7.57, 3.010),
    "2022-05-25": (324, 4_944_893_440_900, 8.11, 2.039),
    "2025-11-19": (317, 3_558_424_762_700, 9.56, 2.779),
    "2026-09-23": (326, 3_600_776_303_200, 9.43, 2.992),
}


@pytest.mark.parametrize("day", LISTS)
def test_totals_life_and_coupon(notes, day):
    count, total, life, coupon = LISTS[day]
    book = notes(day)
    assert len(book) == count
    assert book.total() == total
    assert book.average_life(date.fromisoformat(day)) == pytest.approx(life, abs=0.005)
    assert book.average_coupon() == pytest.approx(coupon, abs=0.0005)


@pytest.mark.parametrize("day", LISTS)
def test_ladder_and_months_hold_everything(notes, day):
    book = notes(day)
    assert sum(book.ladder(date.fromisoformat(day)).values()) == book.total()
    assert sum(book.by_month().values()) == book.total()
    assert list(book.by_month()) == sorted(book.by_month())


def test_maturities_of_the_first_months_of_qt2(notes):
    # Par of notes and bonds by month of contractual maturity in the list of 2022-05-25, USD bn.
    months = notes("2022-05-25").by_month()
    seen = [round(months[2022, m] / 1e9, 1) for m in range(6, 13)]
    assert seen == [48.3, 41.7, 111.4, 43.6, 43.6, 110.0, 53.5]


def test_a_list_goes_through_single_securities_unchanged(notes):
    book = notes("2017-09-27")
    again = Holdings.of(book)
    for name in Holdings.__slots__:
        assert np.array_equal(getattr(again, name), getattr(book, name), equal_nan=name == "coupon"), name


def test_columns_cannot_be_written(notes):
    with pytest.raises(ValueError, match="read-only"):
        notes("2017-09-27").par[0] = 1


def test_unknown_coupons_do_not_enter_the_average():
    book = Holdings.of(
        [
            Security("A", "notes_bonds", 2.0, None, date(2030, 1, 31), 100),
            Security("", "frn", None, None, date(2030, 1, 31), 900),
        ]
    )
    assert book.average_coupon() == 2.0


def test_every_bad_row_is_listed():
    good = {"cusip": "X", "issue_date": "", "maturity_date": "2030-01-31", "coupon_pct": "1", "par_value_usd": "100"}
    with pytest.raises(FormatError) as raised:
        Holdings.from_rows([good, good, good | {"cusip": "Y", "par_value_usd": "-1"}, good | {"maturity_date": "soon"}])
    message = str(raised.value)
    assert "line 3: X again" in message
    assert "line 4: par -1" in message
    assert "line 5" in message
