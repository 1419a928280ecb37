"""What a question comes to: one figure with its line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from ebb.audit.judging.figures import Figure
from ebb.audit.judging.shelf import shelf
from ebb.errors import EbbError
from ebb.record import Record

_DAY: Final = timedelta(days=1)


def answered(value: float, unit: str, series: str, day: date, line: str, record: Record) -> Figure:
    """One answer as a figure; known when the series' figure of that day was, else on the record's own day."""
    return Figure(
        value=value,
        unit=unit,
        series=series,
        day=day,
        known=_known(record, series, day),
        vintage="computed",
        check=line,
        values=(value,),
    )


def _known(record: Record, series: str, day: date) -> date:
    """When the figure of a day became known; for one made of several, the record's own day."""
    try:
        held = shelf(record, series).exact
    except EbbError:  # a question about steps, or about several series at once
        return record.as_of
    days = held.dates.tolist()
    return held.known[days.index(day)].item() if day in days else record.as_of
