"""The article's clocks: what would have been answered a week before the squeeze of 2019, on the day the article argues from,
on the day it appeared, and on the eve of the stop of 2025, each with what was known then, and what is answered now.

The four days are packaged (``tools/board.py``), made by records cut at each; now is the record at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from ebb.answers.evidence import Evidence
from ebb.funding.board import VERDICTS
from ebb.funding.edge import crossing
from ebb.record import Record
from ebb.text import Day, Money, Percent, Phrase, Range, Said, Words

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Clock:
    """One day: reserves in USD billion and in shares, the chance with its interval, the end of ample, and the board.

    `chance` and `edge` are (value, low, high), percent and percent of bank assets; None where too little was known. `board`
    holds the chances of crossing each border.
    """

    day: date
    reserves: float
    share: float
    of_gdp: float
    chance: Triple | None
    edge: Triple | None
    board: Triple | None

    @property
    def verdict(self) -> str | None:
        """The board's verdict."""
        return None if self.board is None else VERDICTS[sum(chance >= 50.0 for chance in self.board)]


def clocks(evidence: Evidence) -> tuple[Clock, ...]:
    """The packaged days before the as-of date, oldest first, then the as-of date itself."""
    return (*packaged(evidence.record), now(evidence))


def packaged(record: Record) -> tuple[Clock, ...]:
    """The packaged days before the record's own."""
    return tuple(
        Clock(
            day=date.fromisoformat(row["as_of"]),
            reserves=float(row["reserves_bn"]),
            share=float(row["share_bank_assets_pct"]),
            of_gdp=float(row["share_gdp_pct"]),
            chance=_triple(row, ("chance_value_pct", "chance_low_pct", "chance_high_pct")),
            edge=_triple(row, ("edge_value_pct", "edge_low_pct", "edge_high_pct")),
            board=_triple(row, ("board_ample_pct", "board_tight_pct", "board_scarce_pct")),
        )
        for row in record.table("board_clocks")
        if date.fromisoformat(row["as_of"]) < record.as_of
    )


def now(evidence: Evidence) -> Clock:
    """The as-of date."""
    when, reserves, share = evidence.reserves_share
    fit, demand, read = evidence.chance, evidence.demand, evidence.board.reading
    chance = None if fit is None else fit.at(share)
    edge = None if demand is None else crossing(demand)
    if edge is not None and not np.isfinite([edge.value, edge.low, edge.high]).all():
        edge = None
    steps = None if read.crossing is None else tuple(c.value for c in read.crossing)
    return Clock(
        day=evidence.as_of,
        reserves=reserves,
        share=share,
        of_gdp=100.0 * reserves / evidence.gdp_on(when),
        chance=None if chance is None else (chance.value, chance.low, chance.high),
        edge=None if edge is None else (edge.value, edge.low, edge.high),
        board=None if steps is None else (steps[0], steps[1], steps[2]),
    )


def told(found: tuple[Clock, ...]) -> Phrase | None:
    """The days before now in one sentence; None where there is none."""
    parts = [_told(clock) for clock in found[:-1]]
    if not parts:
        return None
    joined = Words("; ".join(p.say("en") for p in parts), "；".join(p.say("zh-Hant") for p in parts))
    return Phrase("clocks.told", {"days": joined})


def _told(clock: Clock) -> Phrase:
    said: dict[str, Said | str] = {
        "day": Day(clock.day),
        "reserves": Money(clock.reserves),
        "share": Percent(clock.share),
        "verdict": verdict(clock),
    }
    if clock.chance is None:
        return Phrase("clocks.no_chance", said)
    value, low, high = clock.chance
    said |= {"chance": _whole(value), "band": Range(_whole(low), _whole(high))}
    return Phrase("clocks.day", said)


def verdict(clock: Clock) -> Said:
    """The board's verdict in words, or that there was none."""
    return Phrase("common.missing") if clock.verdict is None else Phrase(f"board.verdict.{clock.verdict}")


def _whole(percent: float) -> Percent:
    return Percent(percent, digits=0)


def _triple(row: dict[str, str], names: tuple[str, str, str]) -> Triple | None:
    if not all(row[name] for name in names):
        return None
    first, second, third = (float(row[name]) for name in names)
    return first, second, third
