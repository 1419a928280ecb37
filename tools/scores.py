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
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

os.environ["EBB_HOME"] = tempfile.mkdtemp(prefix="ebb-scores-")

from ebb.answers.liabilities import known_on, outcomes
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
from ebb.portfolio import PRIOR, cohorts
from ebb.portfolio.prepayment_fit import fit_prepayment, market_of
from ebb.record import Record
from ebb.scenario import load
from ebb.simulate.liabilities import VARIANTS, quarters, score
from ebb.simulate.liabilities.score import AFTER, Variant
from ebb.simulate.mbs_exam import episode_path
from ebb.simulate.replay_speed import CONSTANT

HOME = Path(__file__).parents[1] / "src" / "ebb" / "published"
FIRST, LIABILITIES_SINCE = date(2017, 9, 30), date(2015, 3, 31)
MBS_HORIZONS = (6, 12, 24)
#: First origin with anything to fit, and the months in which MBS were bought in amounts nobody announced.
_UNBOUGHT_FROM, _BOUGHT = date(2018, 12, 31), (date(2020, 3, 1), date(2022, 6, 1))

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
    outcome = outcomes(Record())
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


def mortgages(origins: tuple[date, ...]) -> tuple[list[Row], list[Row]]:
    """Fits of the prepayment rules as of each origin, and MBS ahead of it by three rules with mortgage rates held.

    Not from the months in which the Fed bought MBS "in the amounts needed" nor towards them: nobody announced how many.
    """
    seen = dict(Record().series("mbs").in_unit("USD bn"))
    ends = {(day.year, day.month): day for day in sorted(seen)}
    fits, rows = [], []
    for origin in origins:
        record = Record(origin + AFTER)
        levels, rates = record.series("mbs"), record.series("mortgage_30y")
        opening, level = levels.in_unit("USD bn").last()
        shares = cohorts(record.table("mbs_cohorts"))
        fit = fit_prepayment(levels, rates, shares, record.as_of)
        fits.append(
            {
                "fitted": record.as_of.isoformat(),
                "months": str(fit.months),
                "rmse": f"{fit.rmse:.3f}",
                **{name: f"{value:.8f}" for name, value in asdict(fit.prior).items()},
            }
        )
        if not origin >= _UNBOUGHT_FROM or _BOUGHT[0] <= origin < _BOUGHT[1]:
            continue
        paths = {
            name: episode_path(
                opening,
                add_months(origin.replace(day=1), max(MBS_HORIZONS)),
                (round(level * 1e9), 0),
                shares,
                record.programme,
                market_of(rates, record.as_of),
                prior,
            )
            for name, prior in (("prior", PRIOR), ("fit", fit.prior), ("constant", CONSTANT))
        }
        for horizon in MBS_HORIZONS:
            month = add_months(origin.replace(day=1), horizon)
            day = ends.get((month.year, month.month))
            if day is None or _BOUGHT[0] <= month < _BOUGHT[1]:
                continue
            rows.append(
                {
                    "target": month_end(month.year, month.month).isoformat(),
                    "origin": origin.isoformat(),
                    "horizon": str(horizon),
                    **{name: f"{path.level(day) / 1e9:.1f}" for name, path in paths.items()},
                    "outcome": f"{seen[day]:.1f}",
                }
            )
    return fits, sorted(rows, key=lambda row: (row["target"], row["origin"]))


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
    fits, ahead = mortgages(quarters(FIRST, last - timedelta(days=2)))
    rows, stops, refused = projections(quarters(FIRST, last - timedelta(days=2)))
    models = liabilities(quarters(LIABILITIES_SINCE, last - timedelta(days=2)))
    return {
        "mbs_fits": text(fits),
        "mbs_scores": text(ahead),
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
