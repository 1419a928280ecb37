"""The model of draws on the record: estimated on what was known on a day, and on nothing later."""

from __future__ import annotations

from ebb.answers.liabilities import limits
from ebb.record import Record
from ebb.simulate.draws import SERIES, DrawModel, Panel, estimate, panel


def panel_on(record: Record) -> Panel:
    """The months of the seven lines as known on the record's day.

    Raises
    ------
    SourceError
        If a line had too few months by then.
    """
    return panel({key: record.series(key) for key in SERIES.values()}, limits(record.as_of))


def draw_model(record: Record, method: str = "volatility") -> DrawModel:
    """The model of draws estimated on the record's day (``"volatility"`` or ``"blocks"``).

    Raises
    ------
    UnknownName
        For any other method.
    SourceError
        If a line had too few months by then.
    """
    return estimate(panel_on(record), method)
