"""Factor days: the published calendar, moved to business days, and effects that are found where they were planted."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from ebb.dates import is_business_day, wednesdays
from ebb.errors import SourceError
from ebb.series import Origin, Series
from ebb.simulate.liabilities import counts, effects, factor_days

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


def series(days, values) -> Series:
    dates = np.array(days, dtype="datetime64[D]")
    return Series(
        key="level",
        dates=dates,
        values=np.asarray(values, dtype=float),
        unit="USD bn",
        basis="wednesday level",
        known=dates + np.timedelta64(1, "D"),
        origins=(Origin("test", "test"),),
        kind="stock",
    )


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2019, 9, 16), {"tax", "coupon_mid_month"}),  # the 15th was a Sunday
        (date(2019, 9, 30), {"coupon_month_end", "month_end", "quarter_end"}),
        (date(2019, 6, 17), {"tax", "coupon_mid_month"}),
        (date(2019, 9, 3), {"coupon_month_end"}),  # 31 August was a Saturday, 2 September Labor Day
        (date(2025, 1, 15), {"tax", "coupon_mid_month"}),
        (date(2025, 2, 18), {"coupon_mid_month"}),  # the 15th a Saturday, the 17th a holiday
    ],
)
def test_known_days(day, kinds):
    assert {found.kind for found in factor_days(day, day)} == kinds


def test_a_year_has_five_tax_days_twelve_of_each_settlement_and_four_quarter_ends():
    days = factor_days(date(2023, 1, 1), date(2023, 12, 31))
    count = {kind: sum(day.kind == kind for day in days) for kind in {day.kind for day in days}}
    # the end of December 2022 (a Saturday) settles in January 2023, that of December 2023 (a Sunday) in 2024
    assert count == {"tax": 5, "coupon_mid_month": 12, "coupon_month_end": 12, "month_end": 12, "quarter_end": 4}
    assert all(is_business_day(day.date) for day in days if day.kind not in ("month_end", "quarter_end"))
    assert [day.date for day in days] == sorted(day.date for day in days)


def test_counts_of_a_span_add_up_however_it_is_cut():
    fine = np.array(wednesdays(date(2020, 1, 1), date(2023, 12, 27)), dtype="datetime64[D]")
    coarse = fine[::4]
    for kind in ("tax", "month_end"):
        assert counts(fine, kind)[: 4 * (len(coarse) - 1)].sum() == counts(coarse, kind).sum()


def test_planted_effects_are_found_and_an_absent_one_is_not():
    days = wednesdays(date(2010, 1, 1), date(2024, 12, 31))
    dates = np.array(days, dtype="datetime64[D]")
    rng = np.random.default_rng(5)
    steps = 80.0 * counts(dates, "tax") - 25.0 * counts(dates, "coupon_month_end") + rng.normal(0, 15.0, len(days) - 1)
    found = {e.kind: e for e in effects(series(days, np.r_[300.0, 300.0 + np.cumsum(steps)]))}
    assert found["tax"].low < 80.0 < found["tax"].high
    assert found["tax"].value == pytest.approx(80.0, abs=8.0)
    assert found["coupon_month_end"].value == pytest.approx(-25.0, abs=12.0)
    assert found["quarter_end"].low < 0.0 < found["quarter_end"].high
    assert found["tax"].n == 75


def test_what_cannot_be_told_apart_is_left_out():
    """Last Wednesdays of a month: each has one settlement in the middle, so that kind does not vary."""
    days = [d for d in wednesdays(date(2010, 1, 1), date(2024, 12, 31)) if (d + timedelta(7)).month != d.month]
    rng = np.random.default_rng(6)
    found = {e.kind for e in effects(series(days, np.cumsum(rng.normal(0, 1, len(days)))))}
    assert "tax" in found
    assert "coupon_mid_month" not in found


def test_too_few_observations_are_refused():
    days = wednesdays(date(2024, 1, 1), date(2024, 6, 30))
    with pytest.raises(SourceError, match="observations"):
        effects(series(days, np.arange(len(days))))


@pytest.mark.skipif(not DATA.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")
def test_tax_days_fill_the_treasurys_account_out_of_reserves():
    """Weekly H.4.1, 2015 to 2024: the signs are those of the double entry, whatever their size."""
    with (DATA / "h41_weekly.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "2015" <= row["date"] < "2020" or "2022" <= row["date"] < "2025"]
    levels = {}
    for name in ("WDTGAL", "WRBWFRBL"):
        held = [row for row in rows if row[name]]
        days = [date.fromisoformat(row["date"]) for row in held]
        levels[name] = series(days, [float(row[name]) / 1000.0 for row in held])
    tga, reserves = ({e.kind: e for e in effects(replace(level, key=name))} for name, level in levels.items())
    assert tga["tax"].low > 20.0
    assert reserves["tax"].high < 0.0
