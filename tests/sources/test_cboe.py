"""Cboe's file of the VIX: American days as Cboe writes them, ISO days as copies do; figures are our own."""

from __future__ import annotations

import pytest
from damage import cut, figures, noise, outcome, refused, swapped_rows, true_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.sources import cboe, equity
from ebb.sources.harvest import Harvest

LINES = [
    b"DATE,OPEN,HIGH,LOW,CLOSE",
    b"01/02/2025,17.480000,17.990000,16.860000,17.050000",
    b"01/03/2025,17.420000,19.490000,16.640000,16.640000",
    b"12/31/2025,17.670000,20.310000,17.320000,18.700000",
]
BODY = b"\n".join(LINES) + b"\n"


def said(harvest: Harvest, name: str = "VIXCLS") -> list[tuple[str, float]]:
    return [(str(day), value) for day, _, value in figures(harvest)[name]]


def test_the_close_is_read_and_the_month_stands_first():
    assert said(cboe.parse(BODY)) == [("2025-01-02", 17.05), ("2025-01-03", 16.64), ("2025-12-31", 18.70)]
    copy = BODY.replace(b"01/02/2025", b"2025-01-02").replace(b"01/03/2025", b"2025-01-03")
    assert said(cboe.parse(copy.replace(b"12/31/2025", b"2025-12-31"))) == said(cboe.parse(BODY))
    assert said(cboe.parse(BODY.replace(b"\n", b"\r\n"))) == said(cboe.parse(BODY))


def test_a_day_without_a_price_is_missing():
    assert len(said(cboe.parse(BODY.replace(b"16.640000\n", b"\n")))) == 2


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html>", "page"),
        (LINES[0] + b"\n", "no rows"),
        (BODY[:-1], "cut off"),
        (BODY.replace(b"CLOSE", b"LAST"), "headings"),
        (BODY.replace(b"OPEN,HIGH", b"HIGH,OPEN"), "headings"),
        (BODY.replace(b"12/31/2025", b"31/12/2025"), "no day"),
        (BODY.replace(b"01/03/2025", b"2025-01-03"), "no day"),  # two forms in one file
        (BODY + LINES[3] + b"\n", "repeat"),
        (BODY.replace(b"18.700000", b"18700.00"), "another unit"),
        (BODY.replace(b"18.700000", b"0"), "magnitudes"),  # zero is no price
        (BODY.replace(b",17.050000", b""), "cells"),
    ],
)
def test_what_is_no_such_file_is_refused(body, words):
    refused(cboe.parse, body, words)


@settings(max_examples=80, deadline=None)
@given(st.one_of(cut(BODY), swapped_rows(LINES, 1)))
def test_cut_or_disordered_files_never_tell_a_wrong_figure(body):
    true_or_refused(cboe.parse, body, cboe.parse(BODY))


@settings(max_examples=120, deadline=None)
@given(noise(BODY))
def test_no_bytes_break_the_parsers(body):
    outcome(cboe.parse, body)
    outcome(equity.parse_stooq, body)


def test_one_question():
    (request,) = cboe.requests(base="http://127.0.0.1:1")
    assert request.url.startswith("http://127.0.0.1:1/api/global/us_indices/")
    assert said(request.parse(BODY))


# --- stock prices: only on request

STOOQ = b"Date,Open,High,Low,Close,Volume\n2025-01-02,5903.26,5935.09,5829.53,5868.55,2493712180\n"


def test_no_stock_index_is_fetched_by_default():
    assert equity.requests() == ()


def test_the_two_ways_on_request():
    stooq, ten_years = equity.requests(stooq_key="k" * 20, ten_years=True, base="http://127.0.0.1:1")
    assert dict(stooq.params) == {"s": "^spx", "i": "d", "apikey": "k" * 20}
    assert stooq.secret == ("apikey",)
    assert said(stooq.parse(STOOQ), "SP500") == [("2025-01-02", 5868.55)]
    assert dict(ten_years.params) == {"id": "SP500"}
    older = STOOQ.replace(b"2025-01-02", b"1932-06-01,4.4,4.4,4.4,4.4,0\n2025-01-02")
    assert said(stooq.parse(older), "SP500") == [("2025-01-02", 5868.55)]
    assert "1 days before 1990" in stooq.parse(older).notes[0]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>get your API key</html>\n", "page"),
        (b"Exceeded the daily hits limit\n", "Exceeded the daily hits limit"),
        (b"No data\n", "No data"),
        (STOOQ[:-1], "cut off"),
        (STOOQ.replace(b"5868.55", b"586855"), "magnitudes"),
    ],
)
def test_refusals_of_stooq_come_with_status_200(body, words):
    refused(equity.parse_stooq, body, words)
