"""Makes the packaged fans again: ``python tools/fans.py write``, ``check`` or ``show``.

From the packaged figures alone: a store of whoever runs it is not read. Two fans are made as of the first days on which the
auctions of a whole quarter were known after the first list of securities of a runoff, under the policy in force then; one is
made on the newest day, under a third runoff that stops where repo costs what the Fed pays. ``show`` prints how much of
what came the past ones held. Run ``write`` after any change of the kernel, the draws, the openings or the packaged figures.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

os.environ["EBB_HOME"] = tempfile.mkdtemp(prefix="ebb-fans-")

from ebb.answers.inputs import reserve_demand
from ebb.answers.past_fans import LINES, PAST, coverages
from ebb.answers.runs import run_on
from ebb.record import Record
from ebb.scenario import Scenario, load
from ebb.scenario.model import Stop
from ebb.simulate.fan import LEVELS, SHARES
from ebb.simulate.result import Run

HOME = Path(__file__).parents[1] / "src" / "ebb" / "published"
ORIGINS = (date(2017, 11, 8), date(2022, 7, 8))
NEXT = "qt3"
#: The farthest horizon at which the draws themselves are scored.
MONTHS = 36
DRAWS, SEED = 2000, 1

Row = dict[str, str]


def plans() -> tuple[tuple[date, Scenario], ...]:
    """The day and the plan of each fan."""
    stopping = load(NEXT).model_copy(update={"stop": Stop(spread=0.0), "name": f"{NEXT} with stop"})
    return (*((day, load(PAST)) for day in ORIGINS), (Record().as_of, stopping))


def made(day: date, plan: Scenario, draws: int = DRAWS) -> Run:
    """The run with its draws, on what was known on a day."""
    record = Record(day)
    return run_on(record, plan, reserve_demand(record), months=MONTHS, draws=draws, seed=SEED)


def rows(run: Run) -> tuple[list[Row], list[Row]]:
    """Quantiles by month and line, and the draws that stop in each month."""
    fan = run.fan
    assert fan is not None
    head = {"as_of": run.as_of.isoformat(), "plan": run.scenario}
    quantiles, stops = [], []
    for place, day in enumerate(fan.dates):
        for line in LINES:
            digits = 2 if line in SHARES or line == "net_income" else 1
            cells = {level: f"{fan.path(line, level)[place] + 0.0:.{digits}f}" for level in LEVELS}
            quantiles.append({**head, "date": day.isoformat(), "line": line, **cells})
        counts = {"draws": fan.draws, "seed": fan.seed, "running": fan.running[place], "stopped": fan.stopped[place]}
        stops.append({**head, "date": day.isoformat(), **{name: str(count) for name, count in counts.items()}})
    return quantiles, stops


def text(made: list[Row]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(made[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    return out.getvalue()


def show() -> str:
    """Coverage by line, until policy departed from what was announced and over all months."""
    lines = ["made        line            until      months  in 68%  in 90%"]
    for _, departed, kept, whole in coverages(Record()):
        for until, found in ((f"{departed:%Y-%m}" if departed else "-", kept), ("end", whole)):
            lines += [
                f"{c.made}  {c.line:<14}  {until:<9} {c.months:>7}  {c.inside_68 / c.months:>6.0%}  "
                f"{c.inside_90 / c.months:>6.0%}"
                for c in found
                if c.months
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
    both = [rows(made(day, plan)) for day, plan in plans()]
    tables = {
        name: text([row for pair in both for row in pair[place]]) for place, name in enumerate(("fans", "fan_stops"))
    }
    stale = [name for name, body in tables.items() if not _same(HOME / f"{name}.csv", body)]
    if words == ["write"]:
        for name, body in tables.items():
            (HOME / f"{name}.csv").write_text(body, encoding="utf-8")
    elif stale:
        print(f"stale: {', '.join(stale)}; run: python tools/fans.py write", file=sys.stderr)
        return 1
    return 0


def _same(place: Path, body: str) -> bool:
    return place.exists() and place.read_text("utf-8") == body


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
