"""The term premia's workbook: a small binary workbook of our own, written record by record."""

from __future__ import annotations

import locale
import struct
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from damage import cut, figures, noise, outcome, refused, true_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.sources import acm
from ebb.sources.cards import named_at
from ebb.sources.harvest import Harvest

Cell = str | float | None


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0))


def cell(row: int, column: int, value: Cell) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return record(0x0204, place + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
    return b"" if value is None else record(0x0203, place + struct.pack("<d", value))


def workbook(**sheets: Sequence[Sequence[Cell]]) -> bytes:
    """The old binary format (BIFF8) as a bare stream: globals, then one stream of cells for each sheet."""
    bodies = [
        begin(0x0010)
        + b"".join(cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
        + record(0x000A)
        for rows in sheets.values()
    ]
    names = [name.replace("_", " ").encode() for name in sheets]
    head = len(begin(0x0005)) + sum(4 + 8 + len(name) for name in names) + len(record(0x000A))
    places = [head + sum(map(len, bodies[:n])) for n in range(len(bodies))]
    listed = b"".join(
        record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name)
        for place, name in zip(places, names, strict=True)
    )
    return begin(0x0005) + listed + record(0x000A) + b"".join(bodies)


def headings() -> list[Cell]:
    return ["DATE", *(f"{stem}{years}" for stem in ("ACMY", "ACMTP", "ACMRNY") for years in acm.MATURITIES)]


def row(day: Cell, shift: float = 0.0) -> list[Cell]:
    """Yields of our own: premium = fitted less risk-neutral, rounded to four decimals each."""
    fitted = [3.5 + 0.1 * n + shift for n in range(10)]
    neutral = [3.4 + 0.0312 * n + shift for n in range(10)]
    premium = [round(a - b, 4) for a, b in zip(fitted, neutral, strict=True)]
    return [day, *(round(v, 4) for v in fitted), *premium, *(round(v, 4) for v in neutral)]


DAYS = ["02-Jun-2026", "03-Jun-2026", "05-Jun-2026"]
ROWS = [headings(), *(row(day, 0.01 * n) for n, day in enumerate(DAYS))]
BOOK = workbook(ACM_Monthly=[["DATE"]], ACM_Daily=ROWS)


def test_all_columns_of_the_daily_sheet():
    harvest = acm.parse(BOOK)
    found = figures(harvest)
    assert set(found) == set(named_at("acm")) == {str(name) for name in headings()[1:]}
    assert [day for day, *_ in found["ACMTP10"]] == [date(2026, 6, 2), date(2026, 6, 3), date(2026, 6, 5)]
    assert [value for *_, value in found["ACMY10"]] == [4.4, 4.41, 4.42]
    assert all(one.known is None for one in harvest.readings)  # no vintage is told: the usual lag, revisions on receipt


def test_the_premium_is_the_fitted_less_the_risk_neutral_yield():
    found = figures(acm.parse(BOOK))
    for years in acm.MATURITIES:
        fitted, premium, neutral = (np.array([v for *_, v in found[s + years]]) for s in ("ACMY", "ACMTP", "ACMRNY"))
        assert np.abs(fitted - neutral - premium).max() <= acm.ROUNDING


def test_months_are_english_whatever_the_locale():
    before, expected = locale.setlocale(locale.LC_TIME), figures(acm.parse(BOOK))
    for name in ("zh_TW.UTF-8", "de_DE.UTF-8"):
        try:
            locale.setlocale(locale.LC_TIME, name)
        except locale.Error:
            continue
        try:
            assert figures(acm.parse(BOOK)) == expected
        finally:
            locale.setlocale(locale.LC_TIME, before)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    rows = [headings(), *(row(f"28-{name}-2025") for name in months)]
    assert [day.month for day, *_ in figures(acm.parse(workbook(ACM_Daily=rows)))["ACMY01"]] == list(range(1, 13))


def test_days_may_be_numbers_of_the_workbook_too():
    rows = [
        headings(),
        *(row(float((date.fromisoformat(d) - date(1899, 12, 30)).days)) for d in ("2026-06-02", "2026-06-03")),
    ]
    assert [str(day) for day, *_ in figures(acm.parse(workbook(ACM_Daily=rows)))["ACMY01"]] == [
        "2026-06-02",
        "2026-06-03",
    ]


def test_an_empty_cell_is_missing_and_breaks_no_law():
    rows = [list(one) for one in ROWS]
    rows[2][1 + 10 + 9] = None  # ACMTP10
    found = figures(acm.parse(workbook(ACM_Daily=rows)))
    assert (len(found["ACMTP10"]), len(found["ACMY10"])) == (2, 3)


def changed(n: int, column: int, value: Cell) -> bytes:
    rows = [list(one) for one in ROWS]
    rows[n][column] = value
    return workbook(ACM_Daily=rows)


def bp(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    return [[v if n == 0 or isinstance(v, str) or v is None else v * 100 for n, v in enumerate(one)] for one in rows]


def other_order() -> bytes:
    rows = [list(one) for one in ROWS]
    rows[0][1], rows[0][11] = rows[0][11], rows[0][1]  # the headings of a yield and a premium change places
    return workbook(ACM_Daily=rows)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "a page or nothing"),
        (b"<html>moved</html>", "a page or nothing"),
        (b"PK\x03\x04 a workbook of the new format", "no workbook"),
        (workbook(ACM_Monthly=ROWS), "its sheets are ACM Monthly"),
        (changed(0, 20, "ACMTP11"), '"ACMTP10" stands there 0 times'),
        (changed(0, 1, "ACMY02"), "2 times"),
        (changed(2, 1, "high"), "no figure"),
        (changed(2, 0, "soon"), "no day"),
        (changed(2, 0, "31-Feb-2026"), "no day"),
        (changed(2, 1, 3.9), "is not ACMY01 less ACMRNY01"),
        (changed(3, 0, "03-Jun-2026"), "repeat"),
        (workbook(ACM_Daily=[ROWS[0], *ROWS[:0:-1]]), "backwards"),
        (workbook(ACM_Daily=[ROWS[0]]), "no rows"),
        (workbook(ACM_Daily=bp(ROWS)), "another unit"),
        (other_order(), "is not ACMY01"),
    ],
)
def test_what_is_no_such_workbook_is_refused(body, words):
    refused(acm.parse, body, words)


TRUTH = acm.parse(BOOK)


@settings(max_examples=60, deadline=None)
@given(cut(BOOK))
def test_a_cut_workbook_never_tells_a_wrong_figure(body):
    true_or_refused(acm.parse, body, TRUTH)


@settings(max_examples=120, deadline=None)
@given(st.one_of(noise(BOOK), st.binary(max_size=200).map(lambda tail: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + tail)))
def test_no_bytes_break_the_reader(body):
    found = outcome(acm.parse, body)
    if isinstance(found, Harvest):  # a bent byte may be a figure; it must still lie within the magnitudes
        assert all(one.card.low <= v <= one.card.high for one in found.readings for v in one.values)


def test_one_question_for_the_whole_history():
    (request,) = acm.requests(base="http://127.0.0.1:1")
    assert request.url == "http://127.0.0.1:1/medialibrary/media/research/data_indicators/ACMTermPremium.xls"
    assert request.publisher == "acm"
    assert figures(request.parse(BOOK)) == figures(TRUTH)
