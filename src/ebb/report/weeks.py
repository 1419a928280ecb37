"""The charts of the weeks ahead for the section on how much: only where a rate is held by day."""

from __future__ import annotations

from ebb.answers.rates_beside import weeks_of
from ebb.record import Record
from ebb.report import charts
from ebb.report.chart import Chart

#: What the two charts stand on, by publisher's name.
_STORED = ("WRBWFRBL", "TLAACBW027SBOG", "RRPONTSYD", "WDTGAL")


def weeks_charts(record: Record) -> list[Chart]:
    """The eight weeks ahead, and 17 September 2019 taken apart; none without daily figures."""
    if record.stored("SOFR") is None:
        return []
    found = weeks_of(record)
    if found is None:
        return []
    held = [series for name in (found.rate, *_STORED) if (series := record.stored(name)) is not None]
    origins = tuple(dict.fromkeys(origin for series in held for origin in series.origins))
    drawn = [charts.funding_weeks(found.days, found.rate, found.as_of, origins)] if found.days else []
    return drawn + ([charts.taken_apart(found.apart, origins)] if found.apart is not None else [])
