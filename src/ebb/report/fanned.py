"""Fans on the record: what a run's draws are drawn beside, and the packaged fans of the report.

The report follows no draws itself: it must open in seconds where the kernel is not compiled yet. Its fans are the packaged
quantiles, each with the day it was made on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from ebb.answers.evidence import Evidence
from ebb.answers.how_long import plan_in_question
from ebb.answers.past_fans import coverages, kept_fans, outcome
from ebb.errors import UnknownName, UsageError
from ebb.funding.spread import share_of_gdp
from ebb.record import Record
from ebb.record.record import DERIVED
from ebb.report import adapters, charts
from ebb.report.chart import Chart
from ebb.report.page import Listing
from ebb.series import Series
from ebb.simulate.fan import SHARES
from ebb.simulate.result import Run
from ebb.sources import published
from ebb.text import Count, Month, Percent, Phrase, Said, Words

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


def next_fan(evidence: Evidence) -> list[Chart]:
    """Reserves and stop months of the plan the section is about, from the packaged fan known by the day, if there is one."""
    plan = plan_in_question(evidence)
    found = [fan for fan in kept_fans(evidence.record) if fan.plan == f"{plan} with stop"]
    if not found:
        return []
    fan = found[-1]
    return [
        charts.fan(
            "reserves",
            Phrase(f"fans.plan.{plan}"),
            history(evidence.record, "reserves"),
            adapters.spread_of(fan, "reserves"),
            draws=fan.draws,
            made=fan.made,
            stops=adapters.stops_of(fan),
            note=Phrase("fans.note_stop"),
        )
    ]


def past(evidence: Evidence) -> list[Chart]:
    """Reserves over the fans made as of the past; nothing before a month of theirs was published."""
    record = evidence.record
    found = [(fan, departed, kept[0]) for fan, departed, kept, _ in coverages(record) if kept[0].months]
    if not found:
        return []
    came = outcome(record, "reserves")
    return [charts.past_fans([adapters.past_fan_of(f, came, d, k) for f, d, k in found], as_of=came.last()[0])]


def table(evidence: Evidence) -> tuple[Listing, ...]:
    """How many published months each line spent inside the bands of the fans made as of the past."""
    rows: list[tuple[Said, tuple[Said | None, ...]]] = []
    for fan, departed, kept, whole in coverages(evidence.record):
        spans = {"kept": kept, **({"whole": whole} if departed else {})}
        for name, counted in spans.items():
            for found in counted:
                if found.last is None:
                    continue
                span = Phrase(f"fans.table.{name}", {"end": Month(found.last)})
                said: dict[str, Said | str] = {"made": Month(fan.made), "line": Phrase(f"fans.coverage.{found.line}")}
                cells = (span, _count(found.inside_68, found.months), _count(found.inside_90, found.months))
                rows.append((Phrase("fans.table.row", said), cells))
    if not rows:
        return ()
    heads = tuple(Phrase(f"fans.table.{name}") for name in ("head", "span", "inner", "outer"))
    return (Listing(Phrase("fans.table.title"), heads, tuple(rows), Phrase("fans.table.note"), folded=True),)


def _count(inside: int, months: int) -> Phrase:
    share = Percent(100.0 * inside / months, digits=0)
    return Phrase("fans.table.count", {"inside": Count(inside), "n": Count(months), "share": share})
