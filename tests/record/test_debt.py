"""Debt by class from securities of the store: a sum, cut at the day, never mixed with the packaged totals."""

from __future__ import annotations

import csv
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ebb.answers.liabilities import issuance
from ebb.record import Record
from ebb.sources.harvest import Delivery, Harvest, Outstanding
from ebb.store import Store, writing

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
BILLION = 10**11


def security(day: date, cusip: str, kind: str, billions: int) -> Outstanding:
    return Outstanding(day, cusip, kind, date(2040, 1, 15), billions * BILLION)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("EBB_HOME", str(tmp_path / "home"))

    def keep(*found: Outstanding) -> None:
        passport = Delivery("fiscal", "table 3", datetime(2026, 10, 1, tzinfo=UTC), "0" * 64, 1)
        with writing() as writer:
            writer.put(Harvest(outstanding=found), passport, date(2026, 10, 1))
            writer.publish()

    return keep


def months(*supply: tuple[date, int]) -> list[Outstanding]:
    return [
        security(day, f"91279{kind[0].upper()}{n}A0", kind, amount)
        for day, bills in supply
        for n, (kind, amount) in enumerate((("bills", bills), ("bills", 1_000), ("notes", 16_000), ("bonds", 5_400)))
    ]


def test_securities_are_added_up_by_class_as_known_on_the_day(kept):
    may, june, july = date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31)
    kept(*months((may, 5_700), (june, 5_800), (july, 6_100)))
    with Store.open() as held:
        record = Record(date(2026, 8, 20), store=held)
        assert dict(iter(record.debt_by_class()["debt_bills"])) == {may: 6_700.0, june: 6_800.0, july: 7_100.0}
        assert set(record.debt_by_class()) == {"debt_bills", "debt_notes", "debt_bonds"}
        early = Record(date(2026, 8, 5), store=held)  # July's statement comes on 6 August
        assert max(early.debt_by_class()["debt_bills"].dates).item() == june
        # the packaged statement ends in May 2026: the two months after it are those of the store, by its own changes
        found = issuance(record).bills
        assert found.months[-3:].tolist() == [12 * 2026 + 4, 12 * 2026 + 5, 12 * 2026 + 6]
        assert issuance(Record(date(2026, 6, 20), store=held)).bills.months[-1] == 12 * 2026 + 4
        fed = record.full("soma_bills").in_unit("USD bn")
        # the Fed's bills grew between April and September 2026; as known in August they stand as in April
        assert fed.last()[0] == date(2026, 4, 22)
        assert found.values[-2:].tolist() == pytest.approx([100.0, 300.0])


def test_without_a_store_there_are_none():
    assert Record(date(2026, 8, 20)).debt_by_class() == {}


@pytest.mark.skipif(not (SHARED / "soma").is_dir(), reason="needs the shared full-frequency copies (EBB_SHARED_DATA)")
def test_the_packaged_total_is_the_sum_of_securities_less_the_governments_own(kept):
    """439 securities of 30 September 2023, a Saturday. The government's own accounts held 1.1 billion of bills, 4.6 of notes,
    6.8 of bonds and 0.9 of TIPS (same statement, summary); and notes of 135.0 billion due that day were paid on Monday:
    matured in the list of securities, still owed in the summary (notes 13,729.486 against 13,594.524 unmatured). Bonds: 0.028
    matured and never presented.
    """
    day, kinds = date(2023, 9, 30), {"Bills": "bills", "Notes": "notes", "Bonds": "bonds", "TIPS": "tips", "FRN": "frn"}
    with (SHARED / "soma/ref_mspd_marketable_2023-09-30.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kept(
        *(
            Outstanding(
                day,
                row["cusip"],
                kinds[row["class"]],
                date.fromisoformat(row["maturity_date"]),
                round(float(row["outstanding_mn"]) * 1e8),
            )
            for row in rows
        )
    )
    with Store.open() as held:
        record = Record(date(2023, 12, 1), store=held)
        own = record.debt_by_class()
        for key, inside in (
            ("debt_bills", 1.078),
            ("debt_notes", 4.582 - 134.962),
            ("debt_bonds", 6.764 - 0.028),
            ("debt_tips", 0.868),
            ("debt_frn", 0.017),
        ):
            gap = own[key].at(day) - record.series(key).in_unit("USD bn").at(day)
            assert gap == pytest.approx(inside, abs=0.003), key
