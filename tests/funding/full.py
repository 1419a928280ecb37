"""Weekly points from full-frequency copies, where those are at hand (EBB_SHARED_DATA, default ../shared/data)."""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from ebb.funding.points import DemandPoints, demand_weeks
from ebb.policy import Corridor
from ebb.series import Series
from ebb.sources import published

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
needs_copies = pytest.mark.skipif(not DATA.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")


@cache
def column(file: str, name: str, unit: str, basis: str) -> Series:
    """One column of a copy, taken as known on its own day."""
    with open(DATA / file, encoding="utf-8") as lines:
        rows = [(row["date"], float(row[name])) for row in csv.DictReader(lines) if row[name]]
    dates = np.array([day for day, _ in rows], dtype="datetime64[D]")
    return Series(name, dates, np.array([value for _, value in rows]), unit, basis, dates, ())


@cache
def weeks(rate: str = "DFF", over: str = "ior") -> DemandPoints:
    """Wednesday levels of reserves and bank assets against a daily rate."""
    corridor = Corridor.from_document(published.document("policy/corridor"))
    return demand_weeks(
        column("h41_weekly.csv", "WRBWFRBL", "USD mn", "wednesday level"),
        column("bank_weekly.csv", "TLAACBW027SBOG", "USD bn", "wednesday level"),
        column("money_market_daily.csv", rate, "percent", "operation day"),
        corridor,
        over,
    )
