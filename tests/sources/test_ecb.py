"""The ECB Data Portal's comma-separated answers; figures are our own but for the documented one of 2024-W41."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from damage import cut, figures, noise, outcome, refused, swapped_rows, true_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UnknownName
from ebb.sources import ecb
from ebb.sources.cards import card, named_at

ASSETS = card("ECBASSETSW")
KEY = ASSETS.at["ecb"]
HEAD = b"KEY,FREQ,REF_AREA,BS_REP_SECTOR,BS_ITEM,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE,UNIT,UNIT_MULT"


def row(period: str, value: str, mult: str = "6", key: str = KEY) -> bytes:
    return f'{key},W,U2,C,T000000,{period},{value},A,"Total assets, of the Eurosystem",EUR,{mult}'.encode()


LINES = [HEAD, row("2024-W40", "6441000"), row("2024-W41", "6441605"), row("2024-W42", "6436107")]
BODY = b"\n".join(LINES) + b"\n"
parse = partial(ecb.parse, card=ASSETS)
DFR = partial(ecb.parse, card=card("ECBDFR"))
RATE = b"""KEY,FREQ,TIME_PERIOD,OBS_VALUE
FM.D.U2.EUR.4F.KR.DFR.LEV,D,2026-09-15,2.25
FM.D.U2.EUR.4F.KR.DFR.LEV,D,2026-09-16,2.5
"""


def test_a_week_stands_for_its_friday():
    rows = figures(parse(BODY))["ECBASSETSW"]
    assert rows[1] == (date(2024, 10, 11), None, 6_441_605.0)
    assert {day.isoweekday() for day, *_ in rows} == {5}


def test_the_last_week_of_a_year_is_found():
    body = b"\n".join([HEAD, row("2020-W53", "6979324"), row("2021-W01", "7014710"), b""])
    assert [str(day) for day, *_ in figures(parse(body))["ECBASSETSW"]] == ["2021-01-01", "2021-01-08"]
    refused(parse, b"\n".join([HEAD, row("2021-W53", "7014710"), b""]), "no day")


def test_daily_rates():
    assert figures(DFR(RATE))["ECBDFR"] == [(date(2026, 9, 15), None, 2.25), (date(2026, 9, 16), None, 2.5)]


def test_an_empty_value_is_missing():
    assert len(figures(parse(BODY.replace(b"6441605", b"")))["ECBASSETSW"]) == 2
    assert parse(HEAD + b"\n").readings == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"title":"Not Found","status":404,"detail":"No results found."}', "key of the series is wrong"),
        (b"No results found.\n", "key of the series is wrong"),
        (b"<html></html>\n", "page"),
        (BODY[:-1], "cut off"),
        (BODY.replace(b"OBS_VALUE", b"VALUE"), "headings"),
        (BODY.replace(b"TIME_PERIOD", b"KEY"), "headings"),
        (BODY.replace(KEY.encode(), b"ILM.W.U2.C.A070100.U2.EUR", 1), "of series"),
        (BODY + LINES[3] + b"\n", "repeat"),
        (BODY.replace(b"2024-W41", b"2024-10"), "no day"),
        (BODY.replace(b"6441605", b"6.441.605"), "no figure"),
        (BODY.replace(b"6441605", b"6441.605"), "another unit"),
        (b"\n".join([HEAD, row("2024-W41", "6441605", mult="3"), b""]), "power of ten"),
        (b"\n".join([HEAD, row("2024-W41", "6441605", mult="9"), b""]), "power of ten"),
    ],
)
def test_what_is_not_that_series_is_refused(body, words):
    refused(parse, body, words)


@settings(max_examples=80, deadline=None)
@given(st.one_of(cut(BODY), swapped_rows(LINES, 1)))
def test_cut_or_disordered_answers_never_tell_a_wrong_figure(body):
    true_or_refused(parse, body, parse(BODY))


@settings(max_examples=120, deadline=None)
@given(st.one_of(noise(BODY), noise(RATE)))
def test_no_bytes_break_the_parser(body):
    outcome(parse, body)
    outcome(DFR, body)


def test_one_question_a_series_and_only_what_is_new():
    asked = ecb.requests(since={"ECBASSETSW": date(2026, 9, 25)}, base="http://127.0.0.1:1")
    assert {one.name for one in asked} == {c.name for c in named_at("ecb").values()}
    first = next(one for one in asked if one.name == "ECBASSETSW")
    assert first.url == "http://127.0.0.1:1/service/data/ILM/W.U2.C.T000000.Z5.Z01"
    assert dict(first.params) == {"format": "csvdata", "startPeriod": "2026-05-28"}
    with pytest.raises(UnknownName):
        ecb.requests(["WALCL"])
