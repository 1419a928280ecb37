"""Asks the risk rule at every quarter end of both runoffs again: ``python tools/plans.py write`` or ``check``.

From the packaged figures alone: a store of whoever runs it is not read. Run ``write`` after any change of the engine, of
reserve demand or of the liability models.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import tempfile
from pathlib import Path

os.environ["EBB_HOME"] = tempfile.mkdtemp(prefix="ebb-plans-")

from ebb.answers.plan_history import Said, history

TABLE = Path(__file__).parents[1] / "src" / "ebb" / "published" / "plan_history.csv"


def row(one: Said) -> dict[str, str]:
    """One origin as text."""
    return {
        "origin": one.origin.isoformat(),
        "reserves_share": f"{one.share:.2f}",
        "chance_planned": f"{one.planned:.1f}",
        "chance_stopped": f"{one.stopped:.1f}",
        "months_above": "" if one.above is None else str(one.above),
    }


def text() -> str:
    """The whole table."""
    rows = [row(one) for one in history()]
    page = io.StringIO()
    writer = csv.DictWriter(page, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return page.getvalue()


def main(words: list[str]) -> int:
    """Write the table, or say whether it is fresh."""
    if words not in (["write"], ["check"]):
        sys.stderr.write("usage: python tools/plans.py write|check\n")
        return 2
    made = text()
    if words == ["write"]:
        TABLE.write_text(made, encoding="utf-8")
        return 0
    same = made == TABLE.read_text(encoding="utf-8")
    sys.stderr.write("" if same else "plan_history.csv differs: run python tools/plans.py write and read the diff\n")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
