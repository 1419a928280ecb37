"""Fans on the record: what a run's draws are drawn beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from ebb.errors import UnknownName, UsageError
from ebb.funding.spread import share_of_gdp
from ebb.record import Record
from ebb.record.record import DERIVED
from ebb.report import adapters, charts
from ebb.report.chart import Chart
from ebb.series import Series
from ebb.simulate.fan import SHARES
from ebb.simulate.result import Run
from ebb.sources import published
from ebb.text import Phrase, Words

#: The chart of when draws stop, beside those of the paths.
STOP_DATE: Final = "stop_date"


def plot_fan(run: Run, name: str) -> Chart:
    """The chart of a path of a run with draws, or of the months in which they stop (``"stop_date"``).

    Raises
    ------
    UnknownName
        If the fan has no such path.
    UsageError
        If the run has no rule by which it could stop.
    """
    fan = run.fan
    assert fan is not None  # the caller asks only for runs with draws
    plan = Words(run.title.get("en", run.scenario), run.title.get("zh-Hant", run.scenario))
    if name == STOP_DATE:
        if not run.provenance["stop_rule"]:
            raise UsageError(
                f"no draw of {run.scenario} can stop: the plan has no rule to stop by",
                "ebb.plot",
                "a scenario with [stop]",
                "write one with base and [stop], for example reserves_share_of_bank_assets = 0.11",
            )
        return charts.stop_dates(plan, adapters.stops_of(fan), draws=fan.draws, made=run.as_of)
    if name not in fan.quantiles:
        raise UnknownName.of("path", name, (*fan.quantiles, STOP_DATE), where="ebb.plot")
    lent = fan.path("standing_repo", "p95")[-1] > 0
    note = Phrase("fans.note_repo") if lent and name in ("reserves", "total_assets", *SHARES) else None
    return charts.fan(
        name,
        plan,
        history(Record(run.as_of), name),
        adapters.spread_of(fan, name),
        draws=fan.draws,
        made=run.as_of,
        note=note,
    )


def history(record: Record, name: str) -> Series:
    """What was published of a fan's path by the record's day; empty where it is not published."""
    if name == "share_of_gdp":
        return share_of_gdp(record.series("total_assets").in_unit("USD bn"), record.series("gdp"))
    if name in (*DERIVED, *published.keys()):
        return record.full(name)
    empty = record.series("total_assets").between(date.min, date.min)
    return replace(empty, key=name, origins=(), unit="percent" if name in SHARES else "USD bn")
