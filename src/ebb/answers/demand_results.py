"""Reserve demand by every method, as estimated on the packaged months: satiation by year, slopes by sub-period, curve scores.

The sampler takes its time, so the package holds the results (``tools/demand.py`` writes them, the tests make a part again).
With weeks in the user's store, :func:`ebb.answers.reserve_demand.reserve_demand_told` estimates all of it on these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ebb.record import Record
from ebb.text import BasisPoints, Month, Number, Percent, Phrase, Range, Said, Words


@dataclass(frozen=True, slots=True)
class Result:
    """One estimate as of a date; `value`, `low` and `high` are None where the sample shows none. Units: see the passport."""

    as_of: date
    what: str
    name: str
    window: str
    first: date
    last: date
    value: float | None
    low: float | None
    high: float | None
    rate: str


def demand_results(record: Record) -> tuple[Result, ...]:
    """Every packaged estimate made by the record's day."""

    def number(cell: str) -> float | None:
        return float(cell) if cell else None

    return tuple(
        Result(
            as_of=date.fromisoformat(row["as_of"]),
            what=row["what"],
            name=row["name"],
            window=row["window"],
            first=date.fromisoformat(row["first"]),
            last=date.fromisoformat(row["last"]),
            value=number(row["value"]),
            low=number(row["low"]),
            high=number(row["high"]),
            rate=row["rate"],
        )
        for row in record.table("reserve_demand_results")
    )


def satiations(found: tuple[Result, ...], window: str = "rolling") -> dict[date, dict[str, Result]]:
    """Satiation points by date and method."""
    by_day: dict[date, dict[str, Result]] = {}
    for one in found:
        if one.what == "satiation" and one.window == window:
            by_day.setdefault(one.as_of, {})[one.name] = one
    return by_day


def slopes(found: tuple[Result, ...]) -> dict[date, dict[str, Result]]:
    """Slopes by first day of their sub-period and method."""
    by_day: dict[date, dict[str, Result]] = {}
    for one in found:
        if one.what == "slope":
            by_day.setdefault(one.first, {})[one.name] = one
    return by_day


def phrases(found: tuple[Result, ...]) -> list[Phrase]:
    """How the satiation point moved, and which curve did best out of sample; what was not known is not said."""
    told = []
    shown = [one for methods in satiations(found).values() if (one := methods.get("hinge")) and one.value is not None]
    if len(shown) >= 2:
        first, last = shown[0], shown[-1]
        told.append(
            Phrase(
                "demand.moved",
                {
                    "first": Month(first.as_of),
                    "then": Percent(first.value or 0.0),
                    "then_band": _band(first),
                    "last": Month(last.as_of),
                    "now": Percent(last.value or 0.0),
                    "now_band": _band(last),
                },
            )
        )
    scores = sorted((one.value, one.name) for one in found if one.what == "curve" and one.value is not None)
    if scores:
        parts = [
            Phrase("demand.curve", {"name": Phrase(f"funding.curve.{name}"), "score": Number(value, digits=1)})
            for value, name in scores
        ]
        joined = Words(", ".join(p.say("en") for p in parts), "、".join(p.say("zh-Hant") for p in parts))
        told.append(Phrase("demand.curves", {"curves": joined}))
    return told


def slope_words(one: Result | None) -> Said:
    """A slope with its band."""
    if one is None or one.value is None or one.low is None or one.high is None:
        return Phrase("common.missing")
    band = Range(BasisPoints(one.low, digits=1, signed=True), BasisPoints(one.high, digits=1, signed=True))
    return Phrase("demand.with_band", {"value": BasisPoints(one.value, digits=1, signed=True), "band": band})


def share_words(one: Result | None) -> Said:
    """A satiation point with its band."""
    if one is None or one.value is None:
        return Phrase("demand.no_turn")
    return Phrase("demand.with_band", {"value": Percent(one.value), "band": _band(one)})


def _band(one: Result) -> Range:
    return Range(Percent(one.low or 0.0), Percent(one.high or 0.0))
