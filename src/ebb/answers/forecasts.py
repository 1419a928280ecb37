"""Forecasts of others, scored against the record; outcomes are read from the series, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ebb.record import Record
from ebb.text import Money, Percent, Said, Words

#: The published level nearest before the date of a forecast may be this old.
_NEAR = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Scored:
    """One forecast and what came: USD billion, or percent of GDP."""

    key: str
    who: Words
    made: date
    date: date
    measure: str
    said: float
    was: float
    source: str

    @property
    def miss(self) -> float:
        """Outcome less forecast, in the unit of the measure."""
        return self.was - self.said

    def shown(self, number: float) -> Said:
        """A number of this measure as a typed value."""
        return Money(number) if self.measure == "soma_total" else Percent(number)

    @property
    def unit(self) -> str:
        """Unit of `said` and `was`."""
        return "USD bn" if self.measure == "soma_total" else "percent of GDP"


def scored(record: Record, document: Mapping[str, Any]) -> tuple[Scored, ...]:
    """Every forecast made by the record's date whose outcome was published by then.

    Parameters
    ----------
    record : Record
    document : mapping
        The parsed packaged document of forecasts.
    """
    found = []
    for raw in document["forecast"]:
        if raw["made"] > record.as_of:
            continue
        outcome = _outcome(record, raw["measure"], raw["for"])
        if outcome is not None:
            found.append(
                Scored(
                    key=raw["key"],
                    who=Words(raw["who"]["en"], raw["who"]["zh-Hant"]),
                    made=raw["made"],
                    date=raw["for"],
                    measure=raw["measure"],
                    said=float(raw["value"]),
                    was=outcome,
                    source=raw["source"],
                )
            )
    return tuple(found)


def _outcome(record: Record, measure: str, day: date) -> float | None:
    if measure == "soma_total":
        near = record.series("soma_total").between(day - _NEAR, day)
        return near.last()[1] if len(near) else None
    assets = record.series("total_assets").in_unit("USD bn").between(day - _NEAR, day)
    gdp = record.series("gdp").between(day - _NEAR, day)
    return 100.0 * assets.last()[1] / gdp.last()[1] if len(assets) and len(gdp) else None
