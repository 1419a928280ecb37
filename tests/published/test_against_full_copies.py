"""Packaged figures against full-frequency copies, where those are at hand (EBB_SHARED_DATA, default ../shared/data)."""

import csv
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ebb.policy import Corridor
from ebb.sources import published

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")


def rows(path):
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_cohort_shares_recompute_from_holdings_by_coupon():
    face = {}
    for row in rows("soma/soma_mbs_by_coupon_2024.csv"):
        if row["as_of_date"] == "2024-05-01":
            kind = (row["program"], row["term"])
            face[kind] = face.get(kind, Decimal(0)) + Decimal(row["current_face_usd"])
    whole = sum(face.values())
    shares = {}
    for row in published.rows("mbs_cohorts"):
        kind = (row["program"], row["term"])
        shares[kind] = shares.get(kind, Decimal(0)) + Decimal(row["share_pct"])
    assert shares.keys() == face.keys()
    for kind, share in shares.items():
        assert abs(share - 100 * face[kind] / whole) <= Decimal("0.002")  # up to 20 cells rounded to 0.0001


@pytest.mark.parametrize(
    ("column", "key"),
    [("bills", "soma_bills"), ("mbs", "soma_mbs"), ("notesbonds", "soma_notes_bonds"), ("total", "soma_total")],
)
def test_soma_classes_are_the_weekly_summary(column, key):
    weekly = {}
    for row in rows("soma/soma_summary_weekly.csv"):
        name = next(n for n in row if n.replace("_", "").lower().startswith(column.replace("_", "")))
        if row[name]:
            weekly[date.fromisoformat(next(iter(row.values())))] = float(row[name]) / 1e9
    series = published.series(key)
    both = [(day, value) for day, value in series if day in weekly]
    assert len(both) >= 38
    assert max(abs(value - weekly[day]) for day, value in both) <= 0.0051  # four rows have two decimals


@pytest.mark.parametrize(
    ("day", "file"),
    [
        (date(2017, 9, 27), "FRB_H41_2016-02_2017-12.csv"),
        (date(2022, 5, 25), "FRB_H41_2021-04_2023-03.csv"),
        (date(2023, 3, 22), "FRB_H41_2021-04_2023-03.csv"),
    ],
)
def test_statement_lines_are_those_of_the_release(day, file):
    with (DATA / "h41_ddp" / file).open(encoding="utf-8", newline="") as source:
        table = list(csv.reader(source))
    names, values = table[5], next(row for row in table if row[0] == day.isoformat())
    found = dict(zip(names, values, strict=False))
    series = {
        "capital": "RESPPLC_N.WW",
        "other_deposits": "RESPPLLDO_N.WW",
        "foreign_official_deposits": "RESPPLLDF_N.WW",
        "premiums": "RESPPALSP_N.WW",
        "discounts": "RESPPALSD_N.WW",
        "other_liabilities_and_capital": "RESH4AO_N.WW",
        "currency_in_circulation": "RESTBC_N.WW",
        "loans": "RESPPALD_N.WW",
        "reserve_bank_credit": "RESH4SC_N.WW",
        "on_rrp": "RESPPLLRD_N.WW",
    }
    lines = next(s for s in published.document("statement_notes")["statement"] if s["date"] == day)
    compared = [name for name, code in series.items() if code in found and name in lines]
    assert len(compared) >= 6
    assert {n: lines[n] for n in compared} == {n: int(found[series[n]]) for n in compared}


def test_the_offered_reverse_repo_rate_is_the_rate_awarded():
    """On 30 September 2014 bids exceeded the overall limit for the first time and the operation stopped out at zero."""
    corridor = Corridor.from_document(published.document("policy/corridor"))
    awarded = {
        date.fromisoformat(row["date"]): float(row["RRPONTSYAWARD"])
        for row in rows("money_market_daily.csv")
        if row["RRPONTSYAWARD"] and row["date"] >= "2013-09-23"
    }
    off = {day: rate for day, rate in awarded.items() if abs(corridor.at(day).on_rrp - rate) > 1e-9}
    assert len(awarded) > 2500
    assert off == {date(2014, 9, 30): 0.0}
