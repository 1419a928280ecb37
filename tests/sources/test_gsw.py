"""The Board's fitted curve: a preamble with commas, then a hundred columns; figures are our own."""

from __future__ import annotations

from datetime import date

import pytest
from damage import cut, figures, noise, outcome, refused, swapped_rows, true_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.sources import gsw
from ebb.sources.cards import named_at

PREAMBLE = [
    "Note: This is not an official Federal Reserve statistical release.,,",
    "",
    '"Refet S. Gurkaynak, Brian Sack, and Jonathan H. Wright",,',
    "Estimated, with a Nelson-Siegel-Svensson form, from off-the-run notes and bonds",
    ",,,",
    "Series,Compounding Convention,Mnemonic(s)",
    "Zero-coupon yield,Continuously Compounded,SVENYXX",
    "Par yield,Coupon-Equivalent,SVENPYXX",
    "Parameters,N/A,BETA0 to TAU2",
]
PARAMETERS = ["BETA0", "BETA1", "BETA2", "BETA3"]
OTHERS = (
    [f"SVENF{n:02d}" for n in range(1, 31)]
    + ["SVEN1F01", "SVEN1F04", "SVEN1F09"]
    + [f"SVENPY{n:02d}" for n in range(1, 31)]
)
NAMES = [*PARAMETERS, *OTHERS, *(f"SVENY{n:02d}" for n in range(1, 31)), "TAU1", "TAU2"]


def value(name: str, day: int) -> str:
    if name.startswith("SVEN"):
        return f"{3.6 + 0.01 * day + 0.04 * int(name[-2:]):.4f}"
    return {"BETA0": "4.21", "BETA1": "-0.52", "BETA2": "-1.98", "BETA3": "2.77", "TAU1": "1.43", "TAU2": "9.90"}[name]


def file(days=("2025-10-01", "2025-10-02", "2025-10-03"), preamble=PREAMBLE, names=NAMES, **cells: str) -> bytes:
    rows = [",".join(cells.get(f"{name}_{n}", value(name, n)) for name in names) for n, _ in enumerate(days)]
    lines = [*preamble, ",".join(["Date", *names]), *(f"{day},{row}" for day, row in zip(days, rows, strict=True))]
    return ("\n".join(lines) + "\n").encode()


BODY = file()
TRUTH = gsw.parse(BODY)


def test_yields_and_parameters_below_a_preamble_with_commas():
    found = figures(TRUTH)
    assert set(found) == set(named_at("gsw"))
    assert found["SVENY10"] == [
        (date(2025, 10, 1), None, 4.0),
        (date(2025, 10, 2), None, 4.01),
        (date(2025, 10, 3), None, 4.02),
    ]
    assert found["TAU2"][0][2] == 9.9
    assert "63 other columns" in TRUTH.notes[0]


@pytest.mark.parametrize("lines", [0, 5, 9, 14])
def test_the_headings_are_found_not_counted(lines):
    assert figures(gsw.parse(file(preamble=[*PREAMBLE, *PREAMBLE][:lines]))) == figures(TRUTH)


@pytest.mark.parametrize("mark", ["NA", "", "-999.99", "-999.9900", "-999.99000000"])
def test_marks_of_a_parameter_that_the_curve_does_not_have(mark):
    found = figures(gsw.parse(file(BETA3_0=mark, TAU2_0=mark)))
    assert [day for day, *_ in found["BETA3"]] == [date(2025, 10, 2), date(2025, 10, 3)]
    assert len(found["TAU2"]) == 2
    assert len(found["TAU1"]) == 3


def test_a_holiday_is_a_row_without_figures():
    empty = {f"{name}_1": "NA" for name in NAMES}
    assert {len(rows) for rows in figures(gsw.parse(file(**empty))).values()} == {2}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html></html>", "page"),
        (BODY[:-1], "cut off"),
        (file(preamble=PREAMBLE * 5), "no row of headings"),
        (file(names=[n for n in NAMES if n != "SVENY07"]), '"SVENY07" stands there 0 times'),
        (file(names=[*NAMES, "SVENY07"]), "2 times"),
        (file(days=()), "no rows"),
        (file(days=("2025-10-01", "2025-10-01", "2025-10-03")), "repeat"),
        (file(days=("2025-10-02", "2025-10-01", "2025-10-03")), "backwards"),
        (file(SVENY10_1="4,01"), "cells"),
        (file(SVENY10_1="n/a"), "no figure"),
        (file(SVENY10_1="401"), "outside its magnitudes"),
        (file(SVENY10_1="-999.98"), "outside its magnitudes"),
    ],
)
def test_what_is_no_such_file_is_refused(body, words):
    refused(gsw.parse, body, words)


@settings(max_examples=60, deadline=None)
@given(st.one_of(cut(BODY), swapped_rows(BODY.rstrip(b"\n").split(b"\n"), 10)))
def test_cut_or_disordered_files_never_tell_a_wrong_figure(body):
    true_or_refused(gsw.parse, body, TRUTH)


@settings(max_examples=100, deadline=None)
@given(noise(BODY))
def test_no_bytes_break_the_parser(body):
    outcome(gsw.parse, body)


def test_one_question_for_the_whole_history():
    (request,) = gsw.requests(base="http://127.0.0.1:1")
    assert request.url == "http://127.0.0.1:1/data/yield-curve-tables/feds200628.csv"
    assert figures(request.parse(BODY)) == figures(TRUTH)
