"""Reads the indicator board again on every Friday since 2011: ``python tools/board.py write`` or ``check``.

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

from ebb.answers.gauging import board_inputs
from ebb.funding.board import VERDICTS, outcomes, read_board
from ebb.record import Record

HOME = Path(__file__).parents[1] / "src" / "ebb" / "published"
#: Both weekly releases of the Board are out on a Friday.
FIRST = date(2011, 1, 7)
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


def text(rows: list[Row]) -> str:
    """Rows as CSV."""
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def main(words: list[str]) -> int:
    """Write the table, or say whether it differs."""
    if words not in (["write"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    made, path = text(readings(fridays(FIRST, Record().as_of))), HOME / "board_readings.csv"
    if words == ["write"]:
        path.write_text(made, encoding="utf-8")
    elif not path.exists() or path.read_text("utf-8") != made:
        print("stale: board_readings; run: python tools/board.py write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
