"""The eight weeks ahead as they stand beside the answer to "how much": a few values, two sentences, two charts' worth of data.

Nothing is told where neither days nor months of the rate suffice.
"""

from __future__ import annotations

from ebb.answers.rates_ahead import funding_weeks_on
from ebb.answers.rates_words import FundingWeeks, hardest, in_short
from ebb.answers.shape import Value
from ebb.answers.wording import value
from ebb.errors import UsageError
from ebb.record import Record
from ebb.text import Phrase

_UNIT = "bp"


def weeks_of(record: Record) -> FundingWeeks | None:
    """The weeks after a day without their scores, which take seconds; None where they cannot be told."""
    try:
        return funding_weeks_on(record, scored=False)
    except UsageError:
        return None


def weeks_beside(record: Record) -> tuple[list[Value], list[Phrase]]:
    """Values and sentences of the weeks after the record's day."""
    return beside(weeks_of(record))


def beside(found: FundingWeeks | None) -> tuple[list[Value], list[Phrase]]:
    """Values and sentences: ordinary days and the hardest one, or the coming month from the package.

    Intervals hold nine days in ten.
    """
    if found is None:
        return [], []
    source = (
        f"{found.rate} less interest on reserves, known to {found.known}, distribution given reserves and the calendar"
    )
    if not found.days:
        month = next((one for one in found.months if one.measure == "highest"), None)
        if month is None:
            return [], []
        band = (month.low, month.high)
        return [value("funding_weeks.highest", month.expected, _UNIT, f"{source}, by month", band)], in_short(found)
    calm = [day for day in found.days if not day.kinds] or list(found.days)
    worst = hardest(found.days)
    n = len(calm)
    middle, low, high = (sum(getattr(day, name) for day in calm) / n for name in ("expected", "low", "high"))
    told = [
        value("funding_weeks.ordinary", middle, _UNIT, source, (low, high)),
        value("funding_weeks.hardest", worst.expected, _UNIT, source, (worst.low, worst.high)),
        value("funding_weeks.hardest.extreme", worst.extreme, _UNIT, source),
        value("funding_weeks.hardest.day", worst.date.isoformat(), "date", source),
    ]
    return told, in_short(found)
