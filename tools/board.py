"""Reads the board again on every Friday since 2011, and the answer on four days: ``python tools/board.py write|check``.

From the packaged figures alone: a store of whoever runs it is not read. ``check`` makes the table again and fails where it
differs; run ``write`` after any change of the gauges, the board or the packaged figures.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

os.environ["EBB_HOME"] = tempfile.mkdtemp(prefix="ebb-board-")

import numpy as np

from ebb.answers.evidence import Evidence
from ebb.answers.gauging import board_inputs
from ebb.funding.board import VERDICTS, outcomes, read_board
from ebb.funding.edge import crossing
from ebb.record import Record

HOME = Path(__file__).parents[1] / "src" / "ebb" / "published"
#: Both weekly releases of the Board are out on a Friday.
FIRST = date(2011, 1, 7)
#: A week before the squeeze of 2019, the day the article argues from, the day it appeared, the eve of the stop of 2025.
CLOCKS = (date(2019, 9, 10), date(2022, 9, 30), date(2024, 7, 18), date(2025, 10, 28))
RULES = {"": ("score", "spread"), "count_": ("score",), "rate_": ("spread",)}

Row = dict[str, str]


def fridays(first: date, last: date) -> tuple[date, ...]:
    """Every seventh day from `first`."""
    return tuple(first + timedelta(weeks=k) for k in range((last - first).days // 7 + 1))


def readings(days: tuple[date, ...]) -> list[Row]:
    """A row for each day: the board as read then, the count and the rate alone, the past share, and what came."""
    newest = board_inputs(Record())
    states, _ = outcomes(newest.spreads, np.array(days, dtype="datetime64[D]"))
    rows = []
    for day, state in zip(days, states, strict=True):
        row = {"as_of": day.isoformat()}
        for prefix, reads in RULES.items():
            read = read_board(newest.gauges, newest.spreads, day, reads=reads)
            chances = (None, None, None) if read.crossing is None else tuple(c.value for c in read.crossing)
            for name, chance in zip(VERDICTS[1:], chances, strict=True):
                row[f"{prefix}{name}_pct"] = "" if chance is None else f"{chance:.2f}"
            if not prefix:
                past = read
        # half an event more and half a calm quarter more, as Jeffreys' prior has it; three month ends are one quarter
        share = (past.crossed[2] / 3.0 + 0.5) / (past.rows / 3.0 + 1.0)
        row |= {
            "past_pct": f"{100.0 * share:.2f}",
            "score": "" if past.score is None else f"{past.score:.3f}",
            "spread_bp": "" if past.spread is None else f"{past.spread:.2f}",
            "signs": str(sum(sign.counted for sign in past.signs)),
        }
        by_key = {sign.key: sign for sign in past.signs}
        for key in ("share_bank_assets", "share_gdp"):
            value = by_key[key].value if key in by_key else None
            row[f"{key}_pct"] = "" if value is None else f"{value:.3f}"
        row["came"] = "" if np.isnan(state) else VERDICTS[int(state)]
        rows.append(row)
    return rows


def clocks(days: tuple[date, ...] = CLOCKS) -> list[Row]:
    """A row for each day: what the answer would have said then, by a record cut at that day."""
    rows = []
    for day in days:
        evidence = Evidence(day)
        when, reserves, share = evidence.reserves_share
        row = {
            "as_of": day.isoformat(),
            "reserves_day": when.isoformat(),
            "reserves_bn": f"{reserves:.1f}",
            "share_bank_assets_pct": f"{share:.2f}",
            "share_gdp_pct": f"{100.0 * reserves / evidence.gdp_on(when):.2f}",
        }
        fit, demand, read = evidence.chance, evidence.demand, evidence.board.reading
        chance = None if fit is None else fit.at(share)
        edge = None if demand is None else crossing(demand)
        for name, found in (("chance", chance), ("edge", edge)):
            for end in ("value", "low", "high"):
                number = None if found is None else getattr(found, end)
                row[f"{name}_{end}_pct"] = "" if number is None or np.isnan(number) else f"{number:.2f}"
        steps = (None,) * 3 if read.crossing is None else tuple(c.value for c in read.crossing)
        row |= {
            f"board_{name}_pct": "" if c is None else f"{c:.2f}" for name, c in zip(VERDICTS[1:], steps, strict=True)
        }
        rows.append(row)
    return rows


def text(rows: list[Row]) -> str:
    """Rows as CSV."""
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def main(words: list[str]) -> int:
    """Write the tables, or say which differ."""
    if words not in (["write"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    made = {"board_clocks": text(clocks()), "board_readings": text(readings(fridays(FIRST, Record().as_of)))}
    stale = []
    for name, content in made.items():
        path = HOME / f"{name}.csv"
        if words == ["write"]:
            path.write_text(content, encoding="utf-8")
        elif not path.exists() or path.read_text("utf-8") != content:
            stale.append(name)
    if stale:
        print(f"stale: {', '.join(stale)}; run: python tools/board.py write", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
