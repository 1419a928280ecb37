"""Scores the draws from every quarter end again: ``python tools/draws.py write``, ``check`` or ``show``.

From the packaged figures alone: a store of whoever runs it is not read. ``write`` makes the packaged table of scores,
``check`` fails where it differs, and ``show`` prints coverage by line and the published ranges of rates beside ours.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

os.environ["EBB_HOME"] = tempfile.mkdtemp(prefix="ebb-draws-")

from ebb.answers.drawing import bands_beside, panel_on
from ebb.dates import add_months, month_end
from ebb.record import Record
from ebb.simulate.draws import METHODS, estimate
from ebb.simulate.draws.score import Hit, coverage, hits
from ebb.simulate.liabilities import quarters
from ebb.simulate.liabilities.score import AFTER
from ebb.sources.published import rows as packaged

PLACE = Path(__file__).parents[1] / "src" / "ebb" / "published" / "draw_scores.csv"
#: The Treasury's account has four years of months since 2009, of which two make its first median, by the end of 2012.
FIRST = date(2013, 3, 31)


def rows(origins: tuple[date, ...]) -> list[dict[str, str]]:
    """Rows of the packaged table from the origins given."""
    later = panel_on(Record())
    made: list[Hit] = []
    for origin in origins:
        known = panel_on(Record(origin + AFTER))
        for method in METHODS:
            made += hits(estimate(known, method), later, origin)
    found = []
    for hit in made:
        month = add_months(hit.origin.replace(day=1), hit.horizon)
        digits = 3 if hit.line in ("policy_rate", "ten_year", "mortgage_rate", "inflation") else 1
        found.append(
            {
                "target": month_end(month.year, month.month).isoformat(),
                "origin": hit.origin.isoformat(),
                "horizon": str(hit.horizon),
                "line": hit.line,
                "method": hit.method,
                "crps": f"{hit.crps:.{digits}f}",
                "miss": f"{hit.outcome - hit.middle:.{digits}f}",
                "inside_70": "yes" if hit.inside_70 else "no",
                "inside_90": "yes" if hit.inside_90 else "no",
            }
        )
    return sorted(found, key=lambda row: (row["target"], row["origin"], row["line"], row["method"]))


def text(made: list[dict[str, str]]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(made[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    return out.getvalue()


def show() -> str:
    """Coverage by line and horizon, and the published ranges beside ours."""
    lines = ["line            ahead  method      origins  in 70%  in 90%    CRPS"]
    lines += [
        f"{c.line:<15} {c.horizon:>3} m  {c.method:<10} {c.origins:>8}  "
        f"{c.inside_70:>6.0%}  {c.inside_90:>6.0%} {c.crps:>8.2f}"
        for c in coverage(packaged("draw_scores"))
    ]
    lines += ["", "rate            method      range  published       ours"]
    lines += [
        f"{b.line:<15} {b.method:<10} {b.level:>6.0%}  {b.published[0]:.2f} to {b.published[1]:.2f}  "
        f"{b.ours[0]:.2f} to {b.ours[1]:.2f}   ({b.quarter:%Y-%m}, from {b.origin}, baseline {b.baseline})"
        for b in bands_beside()
    ]
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Write, check or show."""
    if words == ["show"]:
        print(show())
        return 0
    if words not in (["write"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    made = text(rows(quarters(FIRST, Record().as_of - timedelta(days=2))))
    if words == ["write"]:
        PLACE.write_text(made, encoding="utf-8")
    elif PLACE.read_text("utf-8") != made:
        print("stale: draw_scores; run: python tools/draws.py write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
