"""Years of issue: laws, and the list they were computed from."""

from __future__ import annotations

import csv
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.portfolio.vintages import VINTAGES, ages

TERMS = {"30yr": 360, "15yr": 180, "Other": 240}
COUPONS = st.integers(3, 15).map(lambda n: n / 2)


@given(st.sampled_from(list(TERMS)), COUPONS, st.dates(date(2011, 1, 1), date(2040, 1, 1)))
def test_shares_are_of_what_exists_on_the_day(term, coupon, day):
    found = ages(term, coupon, day, TERMS[term])
    assert all(0 <= age < TERMS[term] and share > 0 for age, share in found)
    assert sum(share for _, share in found) <= 1.0 + 1e-12
    later = ages(term, coupon, date(2024, 5, 1), TERMS[term])
    if day <= date(2024, 5, 1):
        assert len(found) <= len(later) or term == "15yr" or day.year < 2012


def test_all_is_there_on_the_day_of_the_list_and_the_deliveries_of_2022_are_not_before_them():
    for term, groups in VINTAGES.items():
        for coupon, _ in groups:
            assert sum(share for _, share in ages(term, coupon, date(2024, 5, 1), 10_000)) == pytest.approx(1.0)
    before, after = (
        sum(share for _, share in ages("30yr", 4.5, day, 360)) for day in (date(2022, 5, 25), date(2022, 10, 1))
    )
    assert after - before > 0.5


def test_the_list_itself():
    """Mean year of issue by coupon within half a year, of pools that are not combinations; the large coupons only."""
    root = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
    path = root / "soma" / "soma_mbs_2024-05-01.csv"
    if not path.is_file():
        pytest.skip("needs soma/soma_mbs_2024-05-01.csv in the folder named by EBB_SHARED_DATA")
    face, dated = Counter(), Counter()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["stated_maturity_month"] and row["aggregated"] != "Y":
                year, month = map(int, row["stated_maturity_month"].split("-"))
                key = row["term"], float(row["pass_through_coupon_pct"])
                amount = float(row["current_face_usd"])
                face[key] += amount
                dated[key] += amount * (year + (month - 0.5) / 12 - TERMS[row["term"]] / 12)
    large = [key for key in face if face[key] > 9e9]
    assert len(large) > 10
    for term, coupon in large:
        parts = ages(term, coupon, date(2024, 5, 1), 10_000)
        mean = 2024 + 4.5 / 12 - sum(age * share for age, share in parts) / 12 / sum(share for _, share in parts)
        assert mean == pytest.approx(dated[term, coupon] / face[term, coupon], abs=0.45), (term, coupon)
