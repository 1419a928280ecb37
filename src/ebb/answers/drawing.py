"""The model of draws on the record: estimated on what was known on a day, and on nothing later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ebb.answers.liabilities import limits
from ebb.dates import add_months
from ebb.record import Record
from ebb.simulate.draws import CHOSEN, METHODS, SERIES, Centre, DrawModel, Panel, draw, estimate, panel
from ebb.sources.published import document


def panel_on(record: Record) -> Panel:
    """The months of the seven lines as known on the record's day.

    Raises
    ------
    SourceError
        If a line had too few months by then.
    """
    return panel({key: record.series(key) for key in SERIES.values()}, limits(record.as_of))


def draw_model(record: Record, method: str = CHOSEN) -> DrawModel:
    """The model of draws estimated on the record's day (``"volatility"`` or ``"blocks"``).

    Raises
    ------
    UnknownName
        For any other method.
    SourceError
        If a line had too few months by then.
    """
    return estimate(panel_on(record), method)


@dataclass(frozen=True, slots=True)
class Beside:
    """A published range of a rate years ahead, and ours around the same baseline; percent."""

    line: str
    method: str
    origin: date
    quarter: date
    baseline: float
    level: float
    published: tuple[float, float]
    ours: tuple[float, float]


def bands_beside(methods: Sequence[str] = METHODS, count: int = 10_000, seed: int = 1) -> tuple[Beside, ...]:
    """Every packaged published range of rates beside our draws from the same day around the same baseline.

    A rate goes from its last published month to the baseline in a straight line; the range at the end does not depend on
    the way there.
    """
    found = []
    published = document("rate_bands")["band"]
    for day in sorted({raw["origin"] for raw in published}):
        record = Record(day)
        here = [raw for raw in published if raw["origin"] == day]
        first, end = add_months(day.replace(day=1), 1), max(raw["quarter"] for raw in here)
        months = 12 * (end.year - first.year) + end.month - first.month + 1
        for method in methods:
            model = draw_model(record, method)
            ways = {
                raw["line"]: np.linspace(model.panel.lines[raw["line"]].values[-1], raw["baseline"], months)
                for raw in here
            }
            drawn = draw(model, first, months, seed, count=count, centre=Centre(**ways))
            for raw in here:
                last = 12 * (raw["quarter"].year - first.year) + raw["quarter"].month - first.month
                quarter = getattr(drawn, raw["line"])[:, last - 2 : last + 1].mean(axis=1)
                for given in raw["ranges"]:
                    tail = (1.0 - given["level"]) / 2.0
                    low, high = np.quantile(quarter, [tail, 1.0 - tail])
                    found.append(
                        Beside(
                            line=raw["line"],
                            method=method,
                            origin=day,
                            quarter=raw["quarter"],
                            baseline=raw["baseline"],
                            level=given["level"],
                            published=(given["low"], given["high"]),
                            ours=(float(low), float(high)),
                        )
                    )
    return tuple(found)
