"""FRED: graph files, the API's JSON and the archive's vintages; bodies are our own figures in the documented shapes."""

from __future__ import annotations

import json
from datetime import date
from functools import partial

import pytest
from damage import cut, figures, noise, outcome, refused, swapped_rows, true_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UnitError, UnknownName, UsageError
from ebb.sources import alfred, fred
from ebb.sources.cards import card, cards, named_at
from ebb.sources.harvest import Harvest

KEY = "0123456789abcdef0123456789abcdef"
WALCL, WRESBAL, RRP, DGS10, GDP, CPI = (card(n) for n in ("WALCL", "WRESBAL", "RRPONTSYD", "DGS10", "GDP", "CPIAUCSL"))
LINES = [b"observation_date,WALCL", b"2026-09-16,6739000", b"2026-09-23,6741100", b"2026-09-30,6743031"]
GRAPH = b"\n".join(LINES) + b"\n"
parse = partial(fred.parse_graph, card=WALCL)


def graph(name: str, *rows: str, head: str = "observation_date") -> bytes:
    return "\n".join([f"{head},{name}", *rows, ""]).encode()


def said(harvest: Harvest, name: str) -> list[tuple[str, float]]:
    return [(str(day), value) for day, _, value in figures(harvest)[name]]


# --- graph files


def test_a_graph_file_is_read_by_position():
    assert said(parse(GRAPH), "WALCL") == [("2026-09-16", 6739000), ("2026-09-23", 6741100), ("2026-09-30", 6743031)]
    assert figures(parse(GRAPH.replace(b"observation_date", b"DATE"))) == figures(parse(GRAPH))
    assert figures(parse(b"\xef\xbb\xbf" + GRAPH.replace(b"\n", b"\r\n"))) == figures(parse(GRAPH))


@pytest.mark.parametrize("mark", ["", "."])
def test_both_marks_of_a_missing_value_are_missing_and_never_zero(mark):
    body = graph("RRPONTSYD", "2003-02-07,2.5", f"2003-02-10,{mark}", "2003-02-11,0.0")
    assert said(fred.parse_graph(body, RRP), "RRPONTSYD") == [("2003-02-07", 2.5), ("2003-02-11", 0.0)]


def test_a_window_without_figures_is_no_fault_but_is_told():
    harvest = fred.parse_graph(graph("WALCL"), WALCL)
    assert harvest.readings == ()
    assert "WALCL" in harvest.notes[0]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><html><body>Error 404</body></html>\n", "page"),
        (b"", "empty"),
        (graph("WALCLX", "2026-09-16,6739000"), "unknown id"),
        (graph("WALCL", "2026-09-16,6739000", head="period"), "unknown id"),
        (GRAPH + b"2026-09-30,6743031\n", "repeat"),
        (GRAPH[:-1], "cut off"),
        (GRAPH.replace(b"6741100", b"6,741,100"), "cells"),
        (GRAPH.replace(b"6741100", b"nan"), "no figure"),
        (GRAPH.replace(b"2026-09-23", b"2026-09-31"), "no day"),
        (GRAPH.replace(b"2026-09-23", b"23/09/2026"), "no day"),
    ],
)
def test_what_is_no_graph_file_is_refused(body, words):
    refused(parse, body, words)


def test_every_problem_is_named_at_once():
    error = refused(parse, graph("WALCL", "2026-09-31,1", "2026-09-16,x", "2026-09-23,y"))
    assert "2026-09-31" in error.what
    assert '"x"' in error.what
    assert '"y"' in error.what


@pytest.mark.parametrize("factor", [1e-3, 1e3, 1e6])
def test_a_balance_sheet_in_another_unit_is_refused(factor):
    rows = [line.decode().split(",") for line in LINES[1:]]
    body = graph("WALCL", *(f"{day},{float(value) * factor:.3f}" for day, value in rows))
    with pytest.raises(UnitError, match="another unit"):
        parse(body)


def test_reserves_in_billions_are_refused_when_asked_for_whole():
    """The trap of 2025: 4,276 could be millions of 2008 or billions of 2021; a whole history cannot hide it."""
    history = ("2002-12-18,9.028", "2008-09-10,9.020", "2021-12-08,4275.806", "2024-01-03,3459.1")
    with pytest.raises(UnitError):
        fred.parse_graph(graph("WRESBAL", *history), WRESBAL)
    (request,) = fred.requests(["WRESBAL"], since={"WRESBAL": date(2026, 9, 30)})
    assert "cosd" not in dict(request.params)  # so it always is asked for whole


def test_a_unit_that_changes_on_the_way_is_refused():
    rows = ("2025-10-22,2930000", "2025-10-29,2848021", "2025-11-05,2850.5")
    with pytest.raises(UnitError, match="2025-11-05"):
        fred.parse_graph(graph("WRESBAL", *rows), WRESBAL)


def test_months_and_quarters_are_dated_by_their_last_day():
    body = graph("CPIAUCSL", "2023-12-01,308.742", "2024-01-01,309.685", "2024-02-01,311.054")
    assert [day for day, _ in said(fred.parse_graph(body, CPI), "CPIAUCSL")] == [
        "2023-12-31",
        "2024-01-31",
        "2024-02-29",
    ]
    body = graph("GDP", "2023-10-01,28424.722", "2024-01-01,28708.161")
    reading = fred.parse_graph(body, GDP).readings[0]
    assert reading.dates.astype(str).tolist() == ["2023-12-31", "2024-03-31"]
    assert str(reading.series().known[0]) == "2024-01-28"  # not before the quarter it sums up is over


@settings(max_examples=80, deadline=None)
@given(st.one_of(cut(GRAPH), swapped_rows(LINES, 1)))
def test_cut_or_disordered_files_never_tell_a_wrong_figure(body):
    true_or_refused(parse, body, parse(GRAPH))


@settings(max_examples=150, deadline=None)
@given(noise(GRAPH))
def test_no_bytes_break_the_parser(body):
    outcome(parse, body)


# --- requests


def test_one_question_a_series_and_only_what_is_new():
    daily, weekly, quarterly = fred.requests(
        ["DGS10", "TREAST", "GDP"],
        since=dict.fromkeys(("DGS10", "TREAST", "GDP"), date(2026, 9, 30)),
        base="http://127.0.0.1:1",
    )
    assert daily.url == "http://127.0.0.1:1/graph/fredgraph.csv"
    assert daily.publisher == "fred"
    assert dict(daily.params) == {"id": "DGS10", "cosd": "2026-07-01"}
    assert dict(weekly.params)["cosd"] == "2026-07-01"
    assert dict(quarterly.params) == {"id": "GDP"}  # few figures, much revised
    assert {request.name for request in fred.requests()} == {c.name for c in named_at("fred").values()}


def test_a_name_that_fred_does_not_carry_is_refused_with_the_nearest():
    with pytest.raises(UnknownName, match="WALCL"):
        fred.requests(["WALCLL"])
    with pytest.raises(UnknownName):
        fred.requests(["SVENY10"])  # in the catalogue, but not at FRED


def test_a_key_is_checked_and_never_shown():
    (request,) = fred.requests(["WALCL"], key=KEY)
    assert request.secret == ("api_key",)
    assert dict(request.params)["api_key"] == KEY
    assert KEY not in request.url
    for bad in ("", "short", KEY.upper(), KEY + "0"):
        with pytest.raises(UsageError) as caught:
            fred.requests(["WALCL"], key=bad)
        assert not bad or bad not in str(caught.value)
    with pytest.raises(UsageError, match="key"):
        fred.requests(["WALCL"], vintages=True)


# --- the API


def metadata(name="WALCL", units="Millions of U.S. Dollars", often="W") -> bytes:
    return json.dumps({"seriess": [{"id": name, "units": units, "frequency_short": often}]}).encode()


def observations(*rows: tuple[str, str], count: int | None = None) -> bytes:
    told = [{"realtime_start": "2026-11-22", "realtime_end": "2026-11-22", "date": d, "value": v} for d, v in rows]
    return json.dumps({"count": len(rows) if count is None else count, "offset": 0, "observations": told}).encode()


def through_metadata(body: bytes, name: str, figures_: bytes) -> Harvest:
    (request,) = fred.requests([name], key=KEY)
    (more,) = request.parse(body).more
    assert more.secret == ("api_key",)
    assert more.url.endswith("/fred/series/observations")
    return more.parse(figures_)


def test_the_unit_is_taken_from_the_metadata():
    body = observations(("2024-01-03", "3459.1"), ("2024-01-10", "."), ("2024-01-17", "3584.657"))
    harvest = through_metadata(metadata("WRESBAL", "Billions of U.S. Dollars"), "WRESBAL", body)
    assert said(harvest, "WRESBAL") == [("2024-01-03", 3459100.0), ("2024-01-17", 3584657.0)]  # to the last digit
    body = observations(("2026-09-30", "3029659"))
    harvest = through_metadata(metadata("WRESBAL", "Millions of U.S. Dollars"), "WRESBAL", body)
    assert said(harvest, "WRESBAL") == [("2026-09-30", 3029659.0)]


@pytest.mark.parametrize(
    ("name", "units", "scale"),
    [
        ("RRPONTSYD", "Billions of US Dollars", 1.0),
        ("WALCL", "Millions of Dollars", 1.0),
        ("WALCL", "Billions of Dollars", 1000.0),
        ("TLAACBW027SBOG", "Millions of U.S. Dollars", 0.001),
        ("DGS10", "Percent", 1.0),
        ("CPIAUCSL", "Index 1982-1984=100", 1.0),
        ("PCEPILFE", "Index 2017=100", 1.0),
        ("GDPC1", "Billions of Chained 2017 Dollars", 1.0),
        ("VIXCLS", "Index", 1.0),
        ("ECBASSETSW", "Millions of Euros", 1.0),
    ],
)
def test_units_as_fred_names_them(name, units, scale):
    assert fred.scale_of(units, card(name)) == pytest.approx(scale, rel=1e-15)


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("CPIAUCSL", "Index 2020=100"),  # rebased: every figure would change its meaning
        ("GDPC1", "Billions of Chained 2022 Dollars"),
        ("WALCL", "Percent"),
        ("WALCL", "Millions of Euros"),
        ("DGS10", "Millions of U.S. Dollars"),
        ("WALCL", "Thousands of Dollars"),
        ("WALCL", ""),
        ("WALCL", "\x00\nunits"),
    ],
)
def test_a_redefined_series_is_refused(name, units):
    with pytest.raises(UnitError):
        fred.scale_of(units, card(name))


def test_metadata_of_another_series_or_rhythm_are_refused():
    (request,) = fred.requests(["WALCL"], key=KEY)
    refused(request.parse, metadata("WALCLX"), "not about this series")
    refused(request.parse, metadata(often="M"), "frequency")
    refused(request.parse, b'{"seriess": []}', "not about")
    refused(request.parse, b"[]", "")


def test_errors_of_fred_are_told_in_its_words_without_the_key():
    body = json.dumps({"error_code": 400, "error_message": f"Bad Request. api_key {KEY} is not registered."}).encode()
    (request,) = fred.requests(["WALCL"], key=KEY)
    error = refused(request.parse, body, "error 400")
    assert KEY not in str(error)
    assert "not registered" in str(error)


def test_long_histories_come_in_pages():
    parse_page = partial(fred.parse_observations, card=WALCL, scale=1.0, key=KEY, start=None)
    harvest = parse_page(observations(("2026-09-23", "6741100"), count=2))
    (more,) = harvest.more
    assert dict(more.params)["offset"] == "1"
    assert more.parse(observations(("2026-09-30", "6743031"), count=2)).more == ()
    assert parse_page(observations(count=5)).more == ()  # an empty page ends the reading, whatever the count says


OBSERVATIONS = observations(("2026-09-16", "6739000"), ("2026-09-23", "."), ("2026-09-30", "6743031"))


@settings(max_examples=150, deadline=None)
@given(st.one_of(cut(OBSERVATIONS), noise(OBSERVATIONS)))
def test_no_bytes_break_the_readers_of_the_api(body):
    outcome(partial(fred.parse_observations, card=WALCL, scale=1.0, key=KEY, start=None), body)
    outcome(partial(fred.parse_metadata, card=WALCL, key=KEY, start=None, vintages=False), body)
    outcome(partial(alfred.parse_list, card=WALCL, scale=1.0, key=KEY), body)
    window = {"first": date(2020, 1, 2), "last": None, "edge": False}
    outcome(partial(alfred.parse_window, card=WALCL, scale=1.0, key=KEY, **window), body)


@settings(max_examples=80, deadline=None)
@given(cut(OBSERVATIONS))
def test_a_cut_answer_of_the_api_is_refused(body):
    refused(partial(fred.parse_observations, card=WALCL, scale=1.0, key=KEY, start=None), body)


def test_every_series_of_fred_has_a_frequency_that_the_metadata_can_confirm():
    assert {c.frequency for c in cards().values() if "fred" in c.at} <= set(fred._FREQUENCIES)
