"""Estimates reserve demand again by every method, from the package: ``python tools/demand.py write`` or ``check``.

A store of whoever runs it is not read. The satiation point as of every year's end, the slope of the funds rate by sub-period
(10,000 draws of the sampler) and the curves' scores out of sample; half a minute.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import tempfile
from pathlib import Path

os.environ["EBB_HOME"] = tempfile.mkdtemp(prefix="ebb-demand-")

from ebb.answers.reserve_demand import (
    Missing,
    demand_curves,
    demand_inputs,
    elasticity,
    elasticity_table,
    satiation,
)
from ebb.record import Record

PATH = Path(__file__).parents[1] / "src" / "ebb" / "published" / "reserve_demand_results.csv"
COLUMNS = ("as_of", "what", "name", "window", "first", "last", "value", "low", "high", "rate", "n")

Row = dict[str, str]


def satiation_rows(record: Record) -> list[Row]:
    """The satiation point by curve, as of every year's end and of the record's day; blank where the sample shows none."""
    return [
        {
            "as_of": point.date.isoformat(),
            "what": "satiation",
            "name": point.method,
            "window": point.window,
            "first": point.sample[0].isoformat(),
            "last": point.sample[1].isoformat(),
            "value": "" if (share := point.share_of_bank_assets) is None else f"{share.value:.2f}",
            "low": "" if share is None else f"{share.low:.2f}",
            "high": "" if share is None else f"{share.high:.2f}",
            "rate": point.rate,
            "n": str(point.n),
        }
        for point in satiation(record, demand_inputs(record), None)
    ]


def curve_rows(record: Record) -> list[Row]:
    """Root mean squared error out of sample of each curve, bp."""
    best = demand_inputs(record).best
    assert best is not None
    return [
        {
            "as_of": record.as_of.isoformat(),
            "what": "curve",
            "name": score["curve"],
            "window": "all",
            "first": best.dates[0].item().isoformat(),
            "last": best.dates[-1].item().isoformat(),
            "value": f"{score['rmse_bp']:.2f}",
            "low": "",
            "high": "",
            "rate": best.rate,
            "n": str(score["forecasts"]),
        }
        for score in demand_curves(best, draws=50)["scores"] or ()
    ]


def slope_rows(record: Record, draws: int = 10_000) -> list[Row]:
    """Posterior mean slope and two-stage least squares by sub-period, bp per percentage point of bank assets, 95 percent."""
    inputs = demand_inputs(record)
    fit = elasticity(inputs, draws=draws)
    assert not isinstance(fit, Missing)
    assert inputs.unsecured is not None
    rows = []
    for found in elasticity_table(fit, inputs.unsecured):
        near = None if found["iv"] is None else 1.96 * found["iv_error"]
        for name, numbers in (
            ("sampler", (found["median"], found["low95"], found["high95"])),
            ("iv", (None,) * 3 if near is None else (found["iv"], found["iv"] - near, found["iv"] + near)),
        ):
            value, low, high = ("" if number is None else f"{number:.2f}" for number in numbers)
            rows.append(
                {
                    "as_of": record.as_of.isoformat(),
                    "what": "slope",
                    "name": name,
                    "window": "period",
                    "first": found["first"],
                    "last": found["last"],
                    "value": value,
                    "low": low,
                    "high": high,
                    "rate": fit.rate,
                    "n": str(draws),
                }
            )
    return rows


def text(rows: list[Row]) -> str:
    """Rows as CSV."""
    made = io.StringIO()
    writer = csv.DictWriter(made, list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def main(words: list[str]) -> int:
    """Write the table, or say whether it differs."""
    if words not in (["write"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    record = Record()
    made = text([*satiation_rows(record), *curve_rows(record), *slope_rows(record)])
    if words == ["write"]:
        PATH.write_text(made, encoding="utf-8")
    elif not PATH.exists() or PATH.read_text("utf-8") != made:
        print("stale: reserve_demand_results; run: python tools/demand.py write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
