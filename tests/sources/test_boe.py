"""The Bank of England's database as comma-separated text; figures are our own."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from damage import cut, figures, noise, outcome, refused, swapped_rows, true_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UnknownName
from ebb.sources import boe
from ebb.sources.cards import card, named_at

LINES = [b"DATE,RPWB56A", b"01 Oct 2025,668000", b"08 Oct 2025,669512", b"15 Oct 2025,667903"]
BODY = b"\r\n".join(LINES) + b"\r\n"
parse = partial(boe.parse, card=card("RPWB56A"))


def test_days_and_figures():
    rows = figures(parse(BODY))["RPWB56A"]
    assert rows == [
        (date(2025, 10, 1), None, 668000.0),
        (date(2025, 10, 8), None, 669512.0),
        (date(2025, 10, 15), None, 667903.0),
    ]


@pytest.mark.parametrize("sign", [b" ", b"/", b"-"])
def test_both_forms_of_a_day_and_a_byte_order_mark(sign):
    assert figures(parse(b"\xef\xbb\xbf" + BODY.replace(b" ", sign))) == figures(parse(BODY))


def test_every_month_has_three_english_letters():
    body = b"DATE,IUDBEDR\n" + b"".join(f"02 {boe.MONTHS[n].title()} 2025,4.75\n".encode() for n in range(12))
    rows = figures(boe.parse(body, card("IUDBEDR")))["IUDBEDR"]
    assert [day.month for day, *_ in rows] == list(range(1, 13))


@pytest.mark.parametrize("mark", [b"", b"..", b"n/a"])
def test_marks_of_missing_values(mark):
    assert len(figures(parse(BODY.replace(b"669512", mark)))["RPWB56A"]) == 2


def test_an_empty_window_is_told():
    assert "nothing published" in parse(LINES[0] + b"\r\n").notes[0]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\r\n<!DOCTYPE html><html><body>Sorry, there is a problem</body></html>\r\n", "page"),
        (BODY[:-2], "cut off"),
        (BODY.replace(b"RPWB56A", b"RPWB55A"), "wrong code"),
        (BODY.replace(b"08 Oct 2025", b"08 Okt 2025"), "no day"),
        (BODY.replace(b"08 Oct 2025", b"31 Sep 2025"), "no day"),
        (BODY + LINES[3] + b"\r\n", "repeat"),
        (BODY.replace(b"669512", b"669,512"), "cells"),
        (BODY.replace(b"669512", b"669.512"), "another unit"),
    ],
)
def test_what_is_not_that_series_is_refused(body, words):
    refused(parse, body, words)


@settings(max_examples=80, deadline=None)
@given(st.one_of(cut(BODY), swapped_rows(LINES, 1, b"\r\n")))
def test_cut_or_disordered_answers_never_tell_a_wrong_figure(body):
    true_or_refused(parse, body, parse(BODY))


@settings(max_examples=120, deadline=None)
@given(noise(BODY))
def test_no_bytes_break_the_parser(body):
    outcome(parse, body)


def test_one_code_at_a_time_and_only_what_is_new():
    asked = boe.requests(since={"RPWB56A": date(2026, 11, 18)}, base="http://127.0.0.1:1")
    assert {one.name for one in asked} == {c.name for c in named_at("boe").values()}
    params = {one.name: dict(one.params) for one in asked}
    assert params["RPWB56A"]["Datefrom"] == "19/Sep/2026"
    assert params["RPWB56A"]["SeriesCodes"] == "RPWB56A"
    assert params["IUDBEDR"]["Datefrom"] == "01/Jan/2000"
    assert params["IUDBEDR"]["CSVF"] == "TN"
    with pytest.raises(UnknownName):
        boe.requests(["RPWB75A"])
