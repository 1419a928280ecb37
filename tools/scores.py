"""Projects every quarter end again and writes the packaged tables of scores: ``python tools/scores.py write`` or ``check``.

From the packaged figures alone: a store of whoever runs it is not read. ``check`` makes the tables again and fails where
they differ; run ``write`` after any change of the engine, the openings or the liability models.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

os.environ["EBB_HOME"] = tempfile.mkdtemp(prefix="ebb-scores-")

from ebb.answers.liabilities import known_on
from ebb.answers.projecting import (
    caps_in_full,
    demand_on,
    last_years_pace,
    level_at,
    project_ahead,
    published_lines,
    stop_ahead,
)
from ebb.answers.scores import HORIZONS, LINES
from ebb.dates import add_months, month_end
from ebb.errors import EbbError
from ebb.record import Record
from ebb.scenario import load
from ebb.simulate.liabilities import VARIANTS, levels, quarters, score
from ebb.simulate.liabilities.score import AFTER, Variant

HOME = Path(__file__).parents[1] / "src" / "ebb" / "published"
FIRST, LIABILITIES_SINCE = date(2017, 9, 30), date(2015, 3, 31)

Row = dict[str, str]


def projections(origins: tuple[date, ...]) -> tuple[list[Row], list[Row], dict[date, str]]:
    """Rows of levels and of stops from each origin, and the origins refused with their reason."""
    newest = Record()
    outcome = published_lines(newest)
    ends = sorted(e.last for e in newest.programme.episodes() if e.programme.startswith("QT") and e.last)
    rows, stops, refused = [], [], {}
    for origin in origins:
        record = Record(origin + AFTER)
        demand = demand_on(record)
        try:
            ahead = project_ahead(record, load("current"), origin, max(HORIZONS), demand)
        except EbbError as error:
            refused[origin] = error.what
            continue
        rules = {
            "ours": ahead.ours,
            "caps": caps_in_full(record, origin, max(HORIZONS)),
            "pace": last_years_pace(record, origin, max(HORIZONS)),
        }
        for horizon in HORIZONS:
            month = add_months(origin.replace(day=1), horizon)
            for line in LINES:
                came = level_at(outcome[line], month)
                if came is not None:
                    rows.append(
                        {
                            "target": month_end(month.year, month.month).isoformat(),
                            "origin": origin.isoformat(),
                            "opening": ahead.opening.isoformat(),
                            "horizon": str(horizon),
                            "line": line,
                            **{name: f"{rule[line][horizon - 1]:.1f}" for name, rule in rules.items()},
                            "outcome": f"{came:.1f}",
                        }
                    )
        found = stop_ahead(record, origin, demand)
        end = next((day for day in ends if day > origin), None)
        if found is not None and end is not None:
            stops.append(
                {
                    "target": month_end(end.year, end.month).isoformat(),
                    "origin": origin.isoformat(),
                    "opening": ahead.opening.isoformat(),
                    **{
                        name: "" if (day := getattr(found, name)) is None else day.isoformat()
                        for name in ("ours", "caps", "pace")
                    },
                    "announced": "yes" if found.announced else "no",
                }
            )
    order = ("target", "origin", "line")
    rows.sort(key=lambda row: tuple(row.get(name, "") for name in order))
    stops.sort(key=lambda row: tuple(row.get(name, "") for name in order))
    return rows, stops, refused


def liabilities(origins: tuple[date, ...], variants: tuple[Variant, ...] = VARIANTS) -> list[Row]:
    """Rows of the liability models' scores; the alternatives of ON RRP are scored on ON RRP alone."""
    outcome = levels(known_on(Record()).published)
    known = {day: known_on(Record(day)) for day in (origin + AFTER for origin in origins)}
    rows = []
    for variant in variants:
        lines = ("reserves", "on_rrp") if variant.funds == "drain" else ("on_rrp",)
        for found in score(known.__getitem__, outcome, origins, variant, lines_scored=lines):
            for i, origin in enumerate(found.origins):
                month = add_months(origin.replace(day=1), found.horizon)
                rows.append(
                    {
                        "target": month_end(month.year, month.month).isoformat(),
                        "origin": origin.isoformat(),
                        "horizon": str(found.horizon),
                        "line": found.line,
                        "variant": variant.name,
                        "crps": f"{found.ours[i]:.1f}",
                        "crps_walk": f"{found.walk[i]:.1f}",
                        "miss": f"{found.misses[i]:.1f}",
                        "inside": "yes" if found.within[i] else "no",
                    }
                )
    return sorted(rows, key=lambda row: (row["target"], row["origin"], row["line"], row["variant"]))


def text(rows: list[Row]) -> str:
    """Rows as CSV."""
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def tables() -> tuple[dict[str, str], dict[date, str]]:
    """Every table by name, and the origins refused."""
    last = Record().as_of
    rows, stops, refused = projections(quarters(FIRST, last - timedelta(days=2)))
    models = liabilities(quarters(LIABILITIES_SINCE, last - timedelta(days=2)))
    return {
        "forecast_scores": text(rows),
        "forecast_stops": text(stops),
        "liability_scores": text(models),
    }, refused


def main(words: list[str]) -> int:
    """Write the tables, or say which differ."""
    if words not in (["write"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    made, refused = tables()
    for origin, why in refused.items():
        print(f"not projected: {origin}: {why}")
    stale = []
    for name, content in made.items():
        path = HOME / f"{name}.csv"
        if words == ["write"]:
            path.write_text(content, encoding="utf-8")
        elif not path.exists() or path.read_text("utf-8") != content:
            stale.append(name)
    if stale:
        print(f"stale: {', '.join(stale)}; run: python tools/scores.py write", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
