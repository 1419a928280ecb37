"""Fans made as of the past, and how much of what came they held.

Following thousands of draws needs the compiled kernel, so the quantiles of three fans are packaged (``fans``, ``fan_stops``:
``tools/fans.py`` writes them from the packaged figures, the tests make one again). They are read through the record, and what
came is read from the record here: on an earlier day fewer fans are known, and fewer months have an outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.answers.shape import Value
from ebb.answers.wording import value
from ebb.record import Record
from ebb.series import Series
from ebb.simulate.fan import LEVELS
from ebb.text import Count, Day, Percent, Phrase, Said, Words

Values = NDArray[np.float64]

#: Lines of the packaged fans; net income is not published by month, so it has no outcome.
LINES: Final = ("reserves", "total_assets", "share_of_gdp", "net_income", "deferred_asset")
SCORED: Final = ("reserves", "total_assets", "share_of_gdp", "deferred_asset")
#: The plan of a fan made as of the past: whatever policy was in force.
PAST: Final = "current"
SOURCE: Final = "ebb tools/fans.py; months until caps or purchases departed from those announced when the fan was made"
_BANDS: Final = {68: ("p16", "p84"), 90: ("p05", "p95")}


@dataclass(frozen=True, slots=True, eq=False)
class KeptFan:
    """A packaged fan.

    Attributes
    ----------
    made : date
        The day whose knowledge it was made from.
    plan : str
    draws, seed : int
    dates : tuple of date
        Month ends.
    quantiles : mapping of line to float64, shape (5, months)
        In the order of :data:`ebb.simulate.fan.LEVELS`; USD billion, or percent for the share of GDP.
    stopped : int64, shape (months,)
        Draws that stop in each month.
    """

    made: date
    plan: str
    draws: int
    seed: int
    dates: tuple[date, ...]
    quantiles: Mapping[str, Values]
    stopped: NDArray[np.int64]

    def path(self, line: str, level: str) -> Values:
        """One quantile, shape (months,)."""
        found: Values = self.quantiles[line][list(LEVELS).index(level)]
        return found

    def stop_quantile(self, level: str) -> date | None:
        """Month end by which that part of the draws has stopped; None where so many do not stop inside the fan."""
        place = np.flatnonzero(np.cumsum(self.stopped) >= LEVELS[level] * self.draws)
        return self.dates[int(place[0])] if len(place) else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of `months` published months of a line up to `last`, how many lay in the 68 and in the 90 percent band."""

    made: date
    line: str
    months: int
    inside_68: int
    inside_90: int
    last: date | None


def kept_fans(record: Record) -> tuple[KeptFan, ...]:
    """The packaged fans known by the record's day, oldest first."""
    found = []
    quantiles, stops = record.table("fans"), record.table("fan_stops")
    for made, plan in sorted({(row["as_of"], row["plan"]) for row in stops}):
        here = [row for row in stops if (row["as_of"], row["plan"]) == (made, plan)]
        lines = [row for row in quantiles if (row["as_of"], row["plan"]) == (made, plan)]
        found.append(
            KeptFan(
                date.fromisoformat(made),
                plan,
                int(here[0]["draws"]),
                int(here[0]["seed"]),
                tuple(date.fromisoformat(row["date"]) for row in here),
                {
                    name: np.array([[float(row[level]) for row in lines if row["line"] == name] for level in LEVELS])
                    for name in LINES
                },
                np.array([int(row["stopped"]) for row in here], dtype=np.int64),
            )
        )
    return tuple(found)


def past_fans(record: Record) -> tuple[KeptFan, ...]:
    """Those made as of the past under the policy in force then."""
    return tuple(fan for fan in kept_fans(record) if fan.plan == PAST)


def outcome(record: Record, line: str) -> Series:
    """A scored line as published by the record's day: USD billion on the last Wednesday of a month, or percent.

    Notes
    -----
    Total assets are measured by the GDP of the quarter that holds the month, and left out until it is published.
    """
    if line != "share_of_gdp":
        return record.series(line).in_unit("USD bn")
    assets, gdp = record.series("total_assets").in_unit("USD bn"), record.series("gdp").in_unit("USD bn")
    quarter = {(day.year, (day.month - 1) // 3): (level, known) for day, level, known in _rows(gdp)}
    kept = [(d, v, k, quarter[q]) for d, v, k in _rows(assets) if (q := (d.year, (d.month - 1) // 3)) in quarter]
    return replace(
        assets,
        key="share_of_gdp",
        dates=np.array([d for d, *_ in kept], dtype="datetime64[D]"),
        values=np.array([100.0 * v / level for _, v, _, (level, _) in kept]),
        known=np.array([max(k, known) for *_, k, (_, known) in kept], dtype="datetime64[D]"),
        unit="percent",
        origins=tuple(dict.fromkeys((*assets.origins, *gdp.origins))),
    )


def policy_departed(record: Record, fan: KeptFan) -> date | None:
    """First day of the first month whose caps or purchases were not those announced when the fan was made; None so far.

    Only months that had begun by the record's day count.
    """
    now, then = record.programme, record.programme.as_of(fan.made)
    for day in fan.dates:
        month = day.replace(day=1)
        if month > record.as_of:
            return None
        rules = [programme.rule(month.year, month.month) for programme in (now, then)]
        amounts = [(r.treasury_cap, r.mbs_cap, r.treasury_purchases, r.mbs_purchases) for r in rules]
        if amounts[0] != amounts[1]:
            return month
    return None


def coverage(record: Record, fan: KeptFan, line: str, *, before: date | None = None) -> Coverage:
    """How many published months of a line lay inside the bands of a fan, before a day where one is given.

    Law: no more months inside the narrow band than inside the wide one, and no more of these than months.
    """
    published = outcome(record, line).by_month()
    counts = dict.fromkeys(_BANDS, 0)
    months, last = 0, None
    for place, day in enumerate(fan.dates):
        level = published.get((day.year, day.month))
        if level is None or (before is not None and day >= before):
            continue
        months, last = months + 1, day
        for band, (low, high) in _BANDS.items():
            counts[band] += bool(fan.path(line, low)[place] <= level <= fan.path(line, high)[place])
    return Coverage(fan.made, line, months, counts[68], counts[90], last)


def coverages(record: Record) -> tuple[tuple[KeptFan, date | None, tuple[Coverage, ...], tuple[Coverage, ...]], ...]:
    """For each past fan: when policy departed, and the coverage of every scored line before that and in all its months.

    A line that was nothing in every draw and every month says nothing and is left out.
    """
    found = []
    for fan in past_fans(record):
        departed = policy_departed(record, fan)
        lines = [line for line in SCORED if _moves(record, fan, line)]
        while_kept = tuple(coverage(record, fan, line, before=departed) for line in lines)
        found.append((fan, departed, while_kept, tuple(coverage(record, fan, line) for line in lines)))
    return tuple(found)


def told(record: Record) -> tuple[list[Phrase], list[Value]]:
    """The coverage as a caveat and as values; nothing where no month has an outcome yet."""
    parts, values = [], []
    for fan, _, kept, _ in coverages(record):
        scored = [found for found in kept if found.months]
        if not scored:
            continue
        lines = [
            Phrase(
                "fans.coverage.line",
                {
                    "line": Phrase(f"fans.coverage.{found.line}"),
                    "outer": Percent(100.0 * found.inside_90 / found.months, digits=0),
                    "inner": Percent(100.0 * found.inside_68 / found.months, digits=0),
                },
            )
            for found in scored
        ]
        said: dict[str, Said | str] = {"day": Day(fan.made), "n": Count(scored[0].months)}
        parts.append(Phrase("fans.coverage.fan", {**said, "lines": _joined(lines, ", ", "、")}))
        for found in scored:
            name = f"fan_{fan.made:%Y_%m}.{found.line}"
            for band, inside in ((68, found.inside_68), (90, found.inside_90)):
                values.append(value(f"{name}.inside_{band}", 100.0 * inside / found.months, "percent", SOURCE))
    return ([Phrase("fans.coverage.caveat", {"fans": _joined(parts, "; ", "；")})] if parts else []), values


def _joined(parts: list[Phrase], comma: str, stop: str) -> Words:
    return Words(comma.join(p.say("en") for p in parts), stop.join(p.say("zh-Hant") for p in parts))


def _moves(record: Record, fan: KeptFan, line: str) -> bool:
    came = outcome(record, line).between(fan.dates[0].replace(day=1), fan.dates[-1])
    return bool(fan.quantiles[line].any() or came.values.any())


def _rows(series: Series) -> Iterator[tuple[date, float, date]]:
    return zip(series.dates.tolist(), series.values.tolist(), series.known.tolist(), strict=True)
