"""The dated page of H.4.1, read by its labels; figures are our own and add up."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from damage import cut, figures, noise, outcome, refused, true_or_refused
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.sources import ddp, h41_page
from ebb.sources.exact import Problems

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
DDP = DATA / "h41_ddp"
RELEASED = date(2026, 9, 24)
#: Rows in the order of the release, with figures of our own that add up: label, week average, Wednesday.
FACTORS = [
    ("Reserve Bank credit", 6_701_000, 6_702_500),
    ("Securities held outright<sup>1</sup>", 6_451_000, 6_452_000),
    ("U.S. Treasury securities", 4_560_500, 4_561_000),
    ("Bills (2)", 410_100, 410_200),
    ("Mortgage-backed securities (4)", 1_911_500, 1_911_000),
    ("Repurchase agreements (6)", 1_310, 1_320),
    ("Foreign official", 1_000, 1_020),
    ("Others", 310, 300),
    ("Loans", 5_410, 5_430),
    ("Bank Term Funding Program", 11, 12),
    ("Net portfolio holdings of a facility of tomorrow", 1, 2),
    ("Float", -176, -272),
    ("Total factors supplying reserve funds", 6_781_000, 6_782_000),
    ("Currency in circulation", 2_479_000, 2_480_100),
    ("Reverse repurchase agreements", 330_900, 331_000),
    ("Foreign official and international accounts", 328_700, 328_600),
    ("Others", 2_200, 2_400),
    ("Deposits with F.R. Banks, other than reserve balances", 1_010_000, 1_005_000),
    ("Term deposits held by depository institutions", 0, 0),
    ("U.S. Treasury, General Account", 935_000, 930_000),
    ("Foreign official", 9_450, 9_460),
    ("Other", 65_550, 65_540),
    ("Total factors, other than reserve balances, absorbing reserve funds", 3_860_000, 3_857_000),
    ("Reserve balances with Federal Reserve Banks", 2_921_000, 2_925_001),
]


def page(factors=FACTORS, week: str = "Sep 23, 2026", total: str = "6,741,100") -> bytes:
    def row(label: str, average: int, level: int) -> str:
        cells = (f"{average:,}", "+ &nbsp; 69", "-77,579", f"{level:,}".replace("-", "- "))
        return f"<tr><th>{label}</th>" + "".join(f"<td id='t1'><p>{cell}</p></td>" for cell in cells) + "</tr>"

    heads = (
        f"<tr><th>Reserve balances</th><th>Averages of daily figures</th><th>Wednesday<br>{week}</th></tr>"
        f"<tr><th>Week ended<br>{week}</th><th>Change from week ended</th></tr><tr><th>Sep 16, 2026</th></tr>"
    )
    statement = f"<tr><td>Total assets</td><td>(0)</td><td>{total}</td><td>+ 94,511</td><td>- 228,694</td></tr>"
    body = f"<table><thead>{heads}</thead>{''.join(row(*one) for one in factors)}</table><table>{statement}</table>"
    return f"<!DOCTYPE html><html><head><title>H.4.1</title></head><body>{body}</body></html>\n".encode()


read_page = partial(h41_page.parse_page, released=RELEASED)


def test_one_week_of_the_page():
    harvest = read_page(page())
    found = {name: rows[0] for name, rows in figures(harvest).items()}
    assert {day for day, *_ in found.values()} == {date(2026, 9, 23)}
    assert found["WALCL"][2] == 6_741_100
    assert (found["WRBWFRBL"][2], found["WRESBAL"][2]) == (2_925_001, 2_921_000)  # the level is not the average
    assert (found["WLRRAFOIAL"][2], found["WLRRAOL"][2]) == (328_600, 2_400)
    assert found["RESPPALGTRF_N.WW"][2] == 1_020  # "Foreign official" of repos is not that of deposits
    assert found["RESPPLLDF_N.WW"][2] == 9_460
    assert found["RESH4SCF_N.WW"][2] == -272
    assert found["WSHOSHO"][2] == 6_452_000  # the footnote mark is no digit
    assert "facility of tomorrow" in harvest.notes[0]


def without(label: str) -> list:
    return [one for one in FACTORS if not one[0].startswith(label)]


OTHER_LABEL = [*FACTORS[:-1], ("Reserve balances at the Fed", *FACTORS[-1][1:])]
OTHER_FIGURE = [*FACTORS[:-1], (FACTORS[-1][0], FACTORS[-1][1], FACTORS[-1][2] + 5_000)]
TWICE = [*FACTORS, ("U.S. Treasury, General Account", 935_000, 9_300)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "cut off"),
        (page()[:-30], "cut off"),
        (b"<html><body>Not found</body></html>", "no table"),
        (page(without("Mortgage-backed")), "another label"),
        (page(OTHER_LABEL), "RESH4R"),
        (page(OTHER_FIGURE), "miss reserves"),
        (page(week="Sep 30, 2026"), "not the week before"),
        (page(week="Sep 9, 2026"), "not the week before"),
        (page(week="Sep 24, 2026"), "no week"),
        (page(TWICE), "twice"),
    ],
)
def test_pages_that_are_not_that_release_are_refused(body, words):
    refused(read_page, body, words)


@pytest.mark.skipif(not DDP.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")
def test_rows_of_the_page_bear_the_names_of_the_download_program():
    """The description that the Board gives to a name contains the label under which we look for it."""
    problems = Problems("w", "e")
    titles = {
        one.name: one.title.casefold() for one in ddp.text((DDP / "FRB_H41_2021-04_2023-03.csv").read_bytes(), problems)
    }
    labels = [*h41_page.ROWS.items(), *(pair for below in h41_page.BELOW.values() for pair in below.items())]
    worded_otherwise = {"RESPPALDJ": "program liquidity facility", "RESH4E": "to credit facilities"}
    for label, stem in labels:
        for tail in ("_N.WW", "_XAW_N.WW"):
            assert worded_otherwise.get(stem, label) in titles[stem + tail], (label, stem)


@settings(max_examples=150, deadline=None)
@given(st.one_of(cut(page()), noise(page())))
def test_damaged_pages_are_refused_or_read_without_another_exception(body):
    outcome(read_page, body)


@settings(max_examples=60, deadline=None)
@given(cut(page()))
def test_cut_pages_tell_nothing_wrong(body):
    true_or_refused(read_page, body, read_page(page()))


def test_the_page_is_asked_for_by_the_day_of_its_release():
    request = h41_page.request(RELEASED, base="http://127.0.0.1:1")
    assert request.url == "http://127.0.0.1:1/releases/h41/20260924/h41.htm"
    assert request.parse(page()).readings


@pytest.mark.parametrize(
    ("today", "released"),
    [
        (date(2026, 11, 22), "20261119"),
        (date(2026, 11, 19), "20261112"),  # the page of today may not be out yet
        (date(2026, 11, 28), "20261127"),  # Thanksgiving on Thursday
        (date(2026, 11, 27), "20261119"),
        (date(2026, 1, 3), "20260102"),  # New Year's Day on Thursday
    ],
)
def test_the_newest_page_that_is_out(today, released):
    (request,) = h41_page.requests(today)
    assert f"/{released}/" in request.url


def test_several_pages_run_forward():
    urls = [one.url for one in h41_page.requests(date(2026, 11, 22), weeks=3)]
    assert [url.split("/")[-2] for url in urls] == ["20261105", "20261112", "20261119"]
