"""Fields read exactly: money in cents, dates, numbers; and the body of a delivery taken in strictly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import FormatError
from ebb.sources.exact import Problems, a_day, cents, count, day, decimal, listed, missing, number, words
from ebb.sources.intake import need, rows_at, table, tree


def _problems() -> Problems:
    return Problems("a publisher", "something else")


@given(st.integers(0, 10**17 - 1))
def test_money_is_exact_to_the_cent_in_text_and_in_numbers(amount: int) -> None:
    text = f"{amount // 100}.{amount % 100:02d}"
    assert cents(text) == amount
    assert cents(Decimal(text)) == amount
    assert cents(text + "0000") == amount
    assert cents("-" + text) == -amount


@given(st.integers(0, 10**11))
def test_millions_with_four_decimals_are_exact(units: int) -> None:
    assert cents(f"{units // 10_000}.{units % 10_000:04d}", scale=1_000_000) == units * 10_000


def test_trailing_zeros_and_a_missing_decimal_are_the_same_amount() -> None:
    assert cents("2695536723789.6") == cents("2695536723789.60") == 269553672378960
    assert cents("62000000") == cents(62000000) == 6_200_000_000


def test_fractions_of_a_cent_are_refused_unless_they_may_be_rounded() -> None:
    with pytest.raises(ValueError, match="whole cents"):
        cents("61490669.53635")
    assert cents("73999999.1158832", rounding=True) == 7_399_999_912


@pytest.mark.parametrize(
    "raw", ["1e9", "1,000", "0x10", "NaN", "Infinity", "--1", "1.", ".5", "٣", True, 1.5, [], {}, "1" * 17, 10**20]
)
def test_what_is_no_plain_number_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"number|digits"):
        decimal(raw)


@pytest.mark.parametrize("raw", [Decimal("1e999999"), Decimal("1e-999999"), Decimal("Infinity"), Decimal("NaN")])
def test_a_number_of_absurd_size_is_refused_before_it_is_written_out(raw: Decimal) -> None:
    with pytest.raises(ValueError, match="absurd"):
        decimal(raw)


@pytest.mark.parametrize("raw", [None, "", "null", "NA", " "])
def test_a_missing_figure_is_none_and_never_zero(raw: object) -> None:
    assert missing(raw)
    assert cents(raw) is None
    assert number(raw) is None
    assert count(raw) is None
    assert day(raw) is None
    assert cents("0") == 0


def test_dates_are_iso_days_of_our_times() -> None:
    assert day("2022-04-18") == day("2022-04-18T00:00:00") == date(2022, 4, 18)
    for raw in ("18/04/2022", "2022-4-18", "2022-02-30", "0001-01-01", "9999-12-31", 20220418):
        with pytest.raises(ValueError, match=r"date|day|outside"):
            day(raw)
    with pytest.raises(ValueError, match="no date"):
        a_day("null")


def test_bounds_counts_and_words() -> None:
    with pytest.raises(ValueError, match="another unit"):
        number("70.0", 0, 1)
    for raw in ("-1", "1.5"):
        with pytest.raises(ValueError, match="no count"):
            count(raw)
    assert count("3.0") == 3
    assert words(" null ") == ""
    assert words(None) == ""
    with pytest.raises(ValueError, match="no text"):
        words(3)
    assert listed(range(9)) == "0, 1, 2, 3, 4 and 4 more"


def test_problems_are_told_together_and_counted() -> None:
    problems = _problems()
    for n in range(11):
        problems.add(f"thing {n}")
    with pytest.raises(FormatError, match=r"thing 0; .*thing 7; and 3 more") as caught:
        problems.refuse_if_any()
    assert caught.value.where == "a publisher"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Access denied</body></html>",
        b'  <?xml version="1.0"?>',
        b'{"data": [',
        b"[]",
        b"3",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": 1e99999999999999999999}',
        b"\xff\xfe\x00",
        b"{}\0",
        b'{"a":' + b"[" * 100_000,
        b'{"a": ' + b"1" * 5_000 + b"}",
    ],
)
def test_a_body_that_is_no_single_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        tree(body, _problems())
    assert caught.value.next_step


def test_json_numbers_are_never_floats() -> None:
    assert tree(b'\xef\xbb\xbf{"a": 4.55, "b": 1203}', _problems()) == {"a": Decimal("4.55"), "b": 1203}


def test_a_missing_key_is_named_with_what_is_there() -> None:
    with pytest.raises(FormatError, match=r'"soma.summary" is not in the answer, which has: holdings'):
        rows_at({"soma": {"holdings": []}}, ("soma", "summary"), _problems())
    for wrong in ({"data": {}}, {"data": [1]}, {"data": None}):
        with pytest.raises(FormatError, match="no list of records"):
            rows_at(wrong, ("data",), _problems())


def test_tables_have_whole_rows_and_every_heading_once() -> None:
    assert table(b'a,b\n1,"2"\n\n', _problems()) == [{"a": "1", "b": "2"}]
    for body in (b"", b"a,a\n1,2\n", b"a,b\n1\n", b'a,b\n1,"2\n', b'a,b\n1,"2"x\n'):
        with pytest.raises(FormatError):
            table(body, _problems())


def test_a_field_missing_from_some_rows_is_counted() -> None:
    with pytest.raises(FormatError, match='field "b" is not in 1 of 2 rows'):
        need([{"a": 1, "b": 2}, {"a": 1}], ("a", "b"), _problems())
