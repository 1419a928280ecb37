"""The Board's releases in their three formats; figures are our own unless a release is named."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from damage import cut, figures, noise, outcome, refused, swapped_rows, true_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import FormatError, UnitError, UnknownName
from ebb.sources import board, ddp
from ebb.sources.cards import card, named_at
from ebb.sources.exact import Problems

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
DDP = DATA / "h41_ddp"
WEEKS = [date(2026, 9, 16) + timedelta(days=7 * k) for k in range(3)]

#: A small H.4.1 of our own that adds up: name -> (title, three Wednesdays)
H41 = {
    "RESPPMA_N.WW": ("Total assets: Wednesday level", (6_739_000, 6_741_100, 6_743_031)),
    "RESPPALG_N.WW": ("Securities held outright: Wednesday level", (6_450_000, 6_452_000, 6_454_464)),
    "RESPPALGUO_N.WW": ("U.S. Treasury securities: Wednesday level", (4_560_000, 4_561_000, 4_562_000)),
    "RESPPALGASMO_N.WW": ("Mortgage-backed securities: Wednesday level", (1_912_000, 1_911_000, 1_910_409)),
    "RESH4R_N.WW": ("Reserve balances: Wednesday level", (2_920_000, 2_925_000, 2_929_285)),
    "RESH4R_XAW_N.WW": ("Reserve balances: week average", (2_918_000, 2_921_000, 2_927_000)),
    "RESPPLLDT_N.WW": ("U.S. Treasury, General Account: Wednesday level", (944_364, 930_000, 925_876)),
    "RESPPLLDT_XAW_N.WW": ("U.S. Treasury, General Account: week average", (940_000, 935_000, 928_000)),
    "RESPPLLR_N.WW": ("Reverse repurchase agreements: Wednesday level", (330_000, 331_000, 333_739)),
    "RESTBC_XAW_N.WW": ("Currency in circulation: week average", (2_478_000, 2_479_000, 2_479_541)),
    "RESTBC_N.WW": ("Currency in circulation: Wednesday level", (2_479_100, 2_480_100, 2_480_500)),
    "RESH4S_N.WW": ("Total factors supplying reserve funds: Wednesday level", (6_780_000, 6_782_000, 6_784_000)),
    "RESH4A_N.WW": ("Total factors absorbing: Wednesday level", (3_860_000, 3_857_000, 3_854_715)),
    "RESPPALD_XCH1_N.WW": ("Loans: change from previous Wednesday level", (-9_999, 12, -7)),
}


def text(lines: dict = H41, weeks: Sequence[date] = WEEKS, end: str = "\n", unit: str = "Currency") -> bytes:
    """The layout with one series a column, quoted as the Board quotes it."""
    names = list(lines)
    heads = [
        ["Series Description", *(lines[n][0] for n in names)],
        ["Unit:", *(unit for _ in names)],
        ["Multiplier:", *("1000000" for _ in names)],
        ["Currency:", *("USD" for _ in names)],
        ["Unique Identifier: ", *(f"H41/H41/{n}" for n in names)],
        ["Time Period", *names],
    ]
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(heads)
    csv.writer(out, lineterminator="\n").writerows(
        [str(w), *(lines[n][1][k] for n in names)] for k, w in enumerate(weeks)
    )
    return out.getvalue().rstrip("\n").encode() + end.encode()


def sdmx(lines: dict = H41, weeks: Sequence[date] = WEEKS, mult: str = "1000000", extra: str = "") -> str:
    """The shape of the Board's SDMX, with namespaces, descriptions and a status beside every figure."""
    series = "".join(
        f'<kf:Series CURRENCY="USD" FREQ="19" SERIES_NAME="{name}" UNIT="Currency" UNIT_MULT="{mult}">'
        f"<frb:Annotations><common:Annotation><common:AnnotationType>Short Description</common:AnnotationType>"
        f"<common:AnnotationText>{title}</common:AnnotationText></common:Annotation></frb:Annotations>"
        + "".join(
            f'<frb:Obs OBS_STATUS="{"ND" if v is None else "A"}" OBS_VALUE="{-9999 if v is None else v}" TIME_PERIOD="{w}" />'
            for w, v in zip(weeks, values, strict=True)
        )
        + "</kf:Series>"
        for name, (title, values) in lines.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'{extra}<message:MessageGroup xmlns:message="urn:m" xmlns:common="urn:c" xmlns:frb="urn:f">'
        f'<frb:DataSet id="H41" xmlns:kf="urn:k">{series}</frb:DataSet></message:MessageGroup>'
    )


def packed(xml: str, name: str = "H41_data.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("H41_struct.xml", "<Structure/>")
        file.writestr(name, xml)
    return out.getvalue()


# --- the three formats say the same


def test_archive_and_both_layouts_of_text_say_the_same():
    archive = board.parse_archive(packed(sdmx()))
    columns = board.parse_text(text())
    turned = io.StringIO()
    csv.writer(turned).writerows(zip(*csv.reader(io.StringIO(text().decode())), strict=True))
    rows = board.parse_text(turned.getvalue().encode())
    assert figures(archive) == figures(columns) == figures(rows)
    assert [day for day, _, _ in figures(archive)["WALCL"]] == WEEKS
    assert [value for *_, value in figures(archive)["WALCL"]] == [6_739_000, 6_741_100, 6_743_031]


def test_where_every_line_is_kept_nothing_is_said_of_lines_not_kept():
    told = board.parse_text(text({name: line for name, line in H41.items() if "XCH" not in name})).notes
    assert not [note for note in told if "not kept" in note]


def test_every_line_is_kept_once_under_its_card_or_its_own_name():
    harvest = board.parse_archive(packed(sdmx()))
    names = {one.card.name for one in harvest.readings}
    cards = {named_at("board")[name].name if name in named_at("board") else name for name in H41 if "XCH" not in name}
    assert names == cards
    assert harvest.notes[0].startswith("1 line not kept (changes")  # the column of changes
    other = next(one.card for one in harvest.readings if one.card.name == "RESTBC_N.WW")
    assert (other.unit, other.basis, other.title) == (
        "USD mn",
        "wednesday level",
        "Currency in circulation: Wednesday level",
    )
    assert (other.publisher, other.at, other.lag_days) == (board.BOARD, {"board": "RESTBC_N.WW"}, 1)
    assert (other.low, other.high) == (float("-inf"), float("inf"))
    average = next(one.card for one in harvest.readings if one.card.name == "WCURCIR")
    assert average.basis == "week average"


def test_a_status_says_that_there_is_no_figure_and_the_number_beside_it_is_none():
    lines = {**H41, "RESPPALDK_N.WW": ("Bank Term Funding Program: Wednesday level", (None, 12, None))}
    found = figures(board.parse_archive(packed(sdmx(lines))))
    assert [(day, value) for day, _, value in found["H41RESPPALDKNWW"]] == [(WEEKS[1], 12.0)]


def test_minus_9999_without_a_status_is_not_guessed():
    xml = sdmx().replace('OBS_STATUS="A" OBS_VALUE="6741100"', 'OBS_VALUE="-9999"')
    refused(board.parse_archive, packed(xml), "without a status")


@pytest.mark.parametrize("mark", ["", "ND", "NA"])
def test_marks_of_missing_values_in_text(mark):
    body = text().replace(b"6741100", mark.encode())
    assert [day for day, *_ in figures(board.parse_text(body))["WALCL"]] == [WEEKS[0], WEEKS[2]]


def test_the_unit_is_value_times_multiplier():
    in_dollars = {n: (t, tuple(v * 1_000_000 for v in values)) for n, (t, values) in H41.items()}
    assert figures(board.parse_archive(packed(sdmx(in_dollars, mult="1")))) == figures(
        board.parse_archive(packed(sdmx()))
    )
    with pytest.raises(UnitError, match="another unit"):
        board.parse_archive(packed(sdmx(mult="1000")))
    with pytest.raises(UnitError):
        board.parse_archive(packed(sdmx(mult="1000000000")))
    refused(board.parse_archive, packed(sdmx(mult="0")), "multiplier")
    refused(board.parse_text, text(unit="Percent:_Per_Year"), "Percent")


def test_bank_assets_come_in_millions_and_are_kept_in_billions():
    lines = {
        "B1151NCBA": ("Total assets, all commercial banks", (25_600_100.1, 25_610_000.0, 25_629_494.6)),
        "B1058NCBA": ("Deposits, all commercial banks", (19_500_000.0, 19_510_000.0, 19_559_478.4)),
        "B1151NCBAM": ("Total assets, monthly", (1.0, 2.0, 3.0)),
    }
    found = figures(board.parse_archive(packed(sdmx(lines), "H8_data.xml"), "H8"))
    assert set(found) == {"TLAACBW027SBOG", "DPSACBW027SBOG"}
    assert found["TLAACBW027SBOG"][-1] == (WEEKS[2], None, 25629.4946)  # to the last digit


def test_months_of_rates_are_dated_by_their_last_day():
    body = (
        b'"Series Description","FF"\n"Unit:","Percent:_Per_Year"\n"Multiplier:","1"\n"Currency:","NA"\n'
        b'"Unique Identifier:","H15/H15/RIFSPFF_N.M"\n"Time Period","RIFSPFF_N.M"\n2024-01,5.33\n2024-02,5.33\n'
    )
    days = [str(day) for day, *_ in figures(board.parse_text(body, "H15"))["FEDFUNDS"]]
    assert days == ["2024-01-31", "2024-02-29"]


# --- H.15 as the Board sends it (documented sample of March 2026)


def test_constant_maturities_of_march_2026():
    body = (
        b'"Series Description","2-year","10-year"\n"Unit:","Percent:_Per_Year","Percent:_Per_Year"\n"Multiplier:","1","1"\n'
        b'"Currency:","NA","NA"\n"Unique Identifier:","H15/H15/RIFLGFCY02_N.B","H15/H15/RIFLGFCY10_N.B"\n'
        b'"Time Period","RIFLGFCY02_N.B","RIFLGFCY10_N.B"\n2026-03-18,3.76,4.26\n2026-03-19,3.79,4.25\n2026-03-20,ND,\n'
    )
    found = figures(board.parse_text(body, "H15"))
    assert found == {
        "DGS2": [(date(2026, 3, 18), None, 3.76), (date(2026, 3, 19), None, 3.79)],
        "DGS10": [(date(2026, 3, 18), None, 4.26), (date(2026, 3, 19), None, 4.25)],
    }
    refused(partial(board.parse_text, release="H15"), body.replace(b"3.79", b"379"), "another unit")


# --- refusals


def renamed(name: str) -> dict:
    return {(n.replace(".WW", ".W2") if n == name else n): told for n, told in H41.items()}


@pytest.mark.parametrize("name", ["RESPPMA_N.WW", "RESH4R_N.WW", "RESPPLLDT_XAW_N.WW"])
def test_a_renamed_core_series_is_refused_not_forgotten(name):
    refused(board.parse_archive, packed(sdmx(renamed(name))), "renamed?")


def test_swapped_columns_do_not_add_up():
    lines = dict(H41)
    lines["RESH4R_N.WW"], lines["RESPPALGUO_N.WW"] = H41["RESPPALGUO_N.WW"], H41["RESH4R_N.WW"]
    refused(board.parse_archive, packed(sdmx(lines)), "miss reserves")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "damaged"),
        (b"<html><body>moved</body></html>", "damaged"),
        (packed("", "H41_struct2.xml"), "0 files"),
        (packed(""), "no whole XML"),
        (packed(sdmx()[:-40]), "no whole XML"),
        (packed(sdmx(extra='<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>')), "declares"),
        (packed(sdmx(extra='<!DOCTYPE x SYSTEM "file:///etc/passwd">')), "declares"),
        (packed(sdmx().replace('SERIES_NAME="RESPPMA_N.WW" ', "")), "no name"),
        (packed(sdmx().replace("6741100", "6,741,100")), "no figure"),
        (packed(sdmx().replace("6741100", "inf")), "no figure"),
        (packed(sdmx().replace("2026-09-23", "2026-09-24")), "no Wednesday"),
        (packed(sdmx().replace("2026-09-23", "2026-13-23")), "no day"),
        (packed(sdmx(weeks=[WEEKS[0], WEEKS[0], WEEKS[2]])), "repeat"),
        (packed(sdmx(weeks=WEEKS[::-1])), "backwards"),
        (packed(sdmx().replace("RESTBC_N.WW", "RESPPMA_N.WW")), "twice with different"),
    ],
)
def test_what_is_no_release_is_refused(body, words):
    refused(board.parse_archive, body, words)


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(ddp, "UNPACKED", 100_000)
    bomb = packed(sdmx() + " " * 200_000)
    assert len(bomb) < 10_000
    refused(board.parse_archive, bomb, "unpacked it would have 20")
    # an archive may lie about its size: the stream is measured too
    problems = Problems("w", "e")
    with pytest.raises(FormatError, match="more than 100,000"):
        ddp.sdmx(iter([sdmx().encode(), b" " * 200_000]), lambda name: True, problems)


def test_a_swollen_series_is_refused(monkeypatch):
    monkeypatch.setattr(ddp, "MOST_OBSERVATIONS", 2)
    refused(board.parse_archive, packed(sdmx()), "more than 2 observations")
    monkeypatch.undo()
    monkeypatch.setattr(ddp, "MOST_SERIES", 3)
    refused(board.parse_archive, packed(sdmx()), "more than 3 series")


def test_text_without_its_last_line_end_leaves_out_the_last_figure_only():
    """The Board does not end the last line; a cut within the last figure would otherwise go unseen."""
    lines = {name: told for name, told in H41.items() if "XCH" not in name}
    whole, open_ended = figures(board.parse_text(text(lines))), figures(board.parse_text(text(lines, end="")))
    last = list(lines)[-1]
    assert open_ended[last] == whole[last][:-1]
    assert {n: rows for n, rows in open_ended.items() if n != last} == {
        n: rows for n, rows in whole.items() if n != last
    }


# --- fuzz

ARCHIVE, TEXT = packed(sdmx()), text()
XML = sdmx()


@settings(max_examples=80, deadline=None)
@given(st.one_of(cut(TEXT), swapped_rows(TEXT.rstrip(b"\n").split(b"\n"), 6)))
def test_cut_or_disordered_text_never_tells_a_wrong_figure(body):
    true_or_refused(board.parse_text, body, board.parse_text(TEXT))


@settings(max_examples=120, deadline=None)
@given(noise(TEXT))
def test_no_bytes_break_the_reader_of_text(body):
    outcome(board.parse_text, body)


@settings(max_examples=80, deadline=None)
@given(st.one_of(cut(ARCHIVE), noise(ARCHIVE)))
def test_damaged_archives_are_refused_or_true(body):
    true_or_refused(board.parse_archive, body, board.parse_archive(ARCHIVE))


@settings(max_examples=120, deadline=None)
@given(noise(XML.encode()))
def test_no_document_breaks_the_reader(body):
    outcome(board.parse_archive, packed(body.decode("latin-1")))


# --- requests


def test_one_question_a_release():
    asked = board.requests(base="http://127.0.0.1:1")
    assert [r.name for r in asked] == ["H.4.1", "H.15", "H.8"]
    assert {r.url for r in asked} == {"http://127.0.0.1:1/datadownload/Output.aspx"}
    assert dict(asked[0].params) == {"rel": "H41", "filetype": "zip"}
    assert asked[0].media[0] == "application/zip"
    assert asked[0].parse(ARCHIVE).readings
    with pytest.raises(UnknownName, match="H41"):
        board.requests(["H4"])


# --- the two real exports


@pytest.mark.skipif(not DDP.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")
@pytest.mark.parametrize(
    ("name", "columns", "changes", "without_figures"),
    [("FRB_H41_2016-02_2017-12.csv", 120, 76, 0), ("FRB_H41_2021-04_2023-03.csv", 191, 96, 1)],
)
def test_every_line_of_two_real_exports_is_read(name, columns, changes, without_figures):
    body = (DDP / name).read_bytes()
    harvest = board.parse_text(body)
    assert len(harvest.readings) == columns - changes - without_figures
    rows = list(csv.reader(body.decode().splitlines()))
    assert len(rows[5]) - 1 == columns
    for one in harvest.readings:
        place = rows[5].index(one.card.at["board"])
        cells = {row[0]: float(row[place]) for row in rows[6:] if row[place] not in ("", "NA", "ND")}
        assert dict(zip(one.dates.astype(str).tolist(), one.values.tolist(), strict=True)) == cells, one.card.name
        assert one.card.unit == "USD mn"
        assert one.card.basis == ("week average" if "week average" in rows[0][place] else "wednesday level"), rows[0][
            place
        ]
    assert not [note for note in harvest.notes if "do not add up" in note]


@pytest.mark.skipif(not DDP.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")
def test_assets_are_liabilities_and_capital_in_the_real_export():
    """Our names mean what they say: the statement of condition of 100 weeks balances."""
    found = figures(board.parse_text((DDP / "FRB_H41_2016-02_2017-12.csv").read_bytes()))
    assets, owed, own = (np.array([v for *_, v in found[n]]) for n in ("WALCL", "RESPPMLL_N.WW", "RESPPLC_N.WW"))
    assert len(assets) == 100
    assert np.abs(assets - owed - own).max() <= 1  # rounding of three figures to millions
    assert card("WALCL").unit == "USD mn"
