"""Contagion: what foreign exchange, commodities, credit and foreign sovereigns did, by episode and after shocks.

By episode: the change of each channel from the eve to the end, beside the same of every equally long window outside the
episodes. After shocks: local projections on announced plan changes and on the move of the long yield on announcement days
(both identified by the announcement), and on the term premium's own moves and on repo stress (conditional: what came with
them, not what they caused), each with its interval, its placebo and what could have been found. The channels are those the
article names. None of their daily figures is packaged: a record without a store answers by month where it can and names the
rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

import numpy as np

from ebb.answers.contagion_shocks import SHOCKS, ChannelResponse, Held, responses
from ebb.answers.daily import NEEDS_DAILY, daily
from ebb.answers.event_list import NEW_YORK, Market, markets
from ebb.answers.stress_paths import known_stories
from ebb.planning.contagion import LEVEL, PlacedMove, month_of, placed
from ebb.record import Record
from ebb.series import Dates, Origin
from ebb.text import Count, Number, Percent, Phrase, Said

#: Groups of the article's list, in its order, and the channels of each.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "fx": ("dollar", "usdtwd"),
    "commodities": ("gold", "oil"),
    "credit": ("high_yield", "investment_grade", "baa", "mortgage_spread"),
    "sovereigns": ("gilt_10y", "gilt_2y"),
}
#: The period of the table and the chart.
SHOWN: Final = 21
_OWN: Final = (
    Market("oil", "WTI", "percent", time(14, 30), NEW_YORK, "Fed"),
    Market("baa", "BAA10Y", "bp", time(16, 0), NEW_YORK, "Fed"),
)
_LANGUAGES: Final = ("zh-Hant", "en")


@dataclass(frozen=True, slots=True)
class ChannelMove:
    """One channel in one episode, from daily (``"day"``) or monthly (``"month"``) figures; `move` in `unit`."""

    episode: str
    channel: str
    group: str
    unit: str
    frequency: str
    move: PlacedMove


@dataclass(frozen=True, slots=True, eq=False)
class Contagion:
    """Everything the record lets be said about the channels; `missing` are channels without a figure."""

    as_of: date
    moves: tuple[ChannelMove, ...]
    responses: tuple[ChannelResponse, ...]
    missing: tuple[str, ...]
    origins: tuple[Origin, ...]

    def of(self, episode: str) -> tuple[ChannelMove, ...]:
        """The moves of one episode."""
        return tuple(one for one in self.moves if one.episode == episode)

    def response(self, channel: str, shock: str, periods: int = SHOWN) -> ChannelResponse | None:
        """One response, or None where it could not be estimated."""
        wanted = (channel, shock, periods)
        return next((one for one in self.responses if (one.channel, one.shock, one.periods) == wanted), None)

    @property
    def unusual(self) -> tuple[ChannelMove, ...]:
        """The moves outside the range of the other windows."""
        return tuple(one for one in self.moves if one.move.unusual)

    @property
    def found(self) -> tuple[ChannelResponse, ...]:
        """Responses whose interval leaves out zero and whose placebo agrees."""
        return tuple(one for one in self.responses if one.effect.verdict != "no evidence")

    def text(self, lang: str) -> str:
        """By episode, then after shocks, each beside what chance alone would give."""
        said: dict[str, Said | str] = {
            "moves": Count(len(self.moves)),
            "episodes": Count(len({one.episode for one in self.moves})),
            "unusual": Count(len(self.unusual)),
            "chance": Number((1.0 - LEVEL) * len(self.moves)),
            "level": Percent(100.0 * LEVEL, digits=0),
        }
        after: Said = Phrase("contagion.no_responses")
        if self.responses:
            named = [one for one in self.responses if one.identified]
            got = [one for one in self.found if one.identified]
            after = Phrase(
                "contagion.responses",
                {
                    "named": Count(len(named)),
                    "found": Count(len(got)),
                    "chance": Number((1.0 - LEVEL) * len(named)),
                    "others": Count(len(self.responses) - len(named)),
                    "found_others": Count(len(self.found) - len(got)),
                },
            )
        return Phrase("contagion.text", {**said, "responses": after}).say(lang)

    def caveats(self, lang: str) -> tuple[str, ...]:
        """What a careful reader must know."""
        said = [Phrase("contagion.caveat.windows"), Phrase("contagion.caveat.conditional")]
        if self.missing:
            comma = "、" if lang == "zh-Hant" else ", "
            names = comma.join(Phrase(f"contagion.channel.{name}").say(lang) for name in self.missing)
            said.append(Phrase("contagion.caveat.missing", {"names": names}))
        return tuple(one.say(lang) for one in said)

    def json(self) -> dict[str, Any]:
        """Wire form."""
        return {
            "as_of": self.as_of.isoformat(),
            "level": LEVEL,
            "moves": [move_json(one) for one in self.moves],
            "responses": [_response(one) for one in self.responses],
            "missing": [{"channel": name, "said": NEEDS_DAILY} for name in self.missing],
            "text": {lang: self.text(lang) for lang in _LANGUAGES},
            "caveats": {lang: list(self.caveats(lang)) for lang in _LANGUAGES},
        }

    def __str__(self) -> str:
        return "\n".join([self.text("en"), *self.caveats("en")])


def contagion(*, as_of: date | None = None) -> Contagion:
    """What the article's channels did in stress and after shocks, from the user's store as far as it holds them.

    Parameters
    ----------
    as_of : date, optional
        Only what was known on that day.
    """
    return contagion_on(Record(as_of))


def contagion_on(record: Record, channels: Sequence[str] | None = None) -> Contagion:
    """:func:`contagion` on a record at hand, for all channels or those named.

    Notes
    -----
    Law: depends on nothing that became known after ``record.as_of``. At a level of 90 percent one in ten is found by chance.
    """
    held, missing = _channels(record, channels)
    origins = tuple(dict.fromkeys(origin for one in held for origin in one.origins))
    return Contagion(record.as_of, _moves(record, held), tuple(responses(record, held)), missing, origins)


def contagion_by_episode(record: Record) -> tuple[tuple[ChannelMove, ...], tuple[str, ...]]:
    """The moves of all known episodes, and the channels without a figure."""
    held, missing = _channels(record)
    return _moves(record, held), missing


def move_json(one: ChannelMove) -> dict[str, Any]:
    """Wire form of one move."""
    move = one.move
    return {
        "episode": one.episode,
        "channel": one.channel,
        "group": one.group,
        "unit": one.unit,
        "frequency": one.frequency,
        "first": move.first.isoformat(),
        "last": move.last.isoformat(),
        "change": round(move.change, 4),
        "extreme": round(move.extreme, 4),
        "percentile": round(100.0 * move.share, 2),
        "p": round(move.p, 4),
        "extreme_percentile": round(100.0 * move.extreme_share, 2),
        "placebo": {
            "low": round(move.low, 4),
            "high": round(move.high, 4),
            "windows": move.windows,
            "apart": move.apart,
        },
        "unusual": move.unusual,
    }


def _response(one: ChannelResponse) -> dict[str, Any]:
    size, _ = SHOCKS[one.shock]
    effect = one.effect
    return {
        "channel": one.channel,
        "group": one.group,
        "shock": one.shock,
        "for": f"{size:.0f} {'USD bn of announced runoff' if one.shock == 'plan' else 'bp'}",
        "identified": one.identified,
        "periods": one.periods,
        "unit": effect.unit,
        "value": round(effect.value, 4),
        "low": round(effect.low, 4),
        "high": round(effect.high, 4),
        "level": effect.level,
        "placebo": {
            "low": round(effect.placebo_low, 4),
            "high": round(effect.placebo_high, 4),
            "p": round(effect.placebo_p, 4),
        },
        "minimum_detectable": round(effect.minimum_detectable, 4),
        "verdict": effect.verdict,
        "observations": one.observations,
        "news": one.news,
    }


def _channels(record: Record, wanted: Sequence[str] | None = None) -> tuple[list[Held], tuple[str, ...]]:
    listed = {market.key: market for market in (*markets(), *_OWN)}
    held, missing = [], []
    for group, names in GROUPS.items():
        for name in (one for one in names if wanted is None or one in wanted):
            one = _mortgage_spread(record) if name == "mortgage_spread" else _daily(record, listed[name], group)
            if one is None:
                missing.append(name)
            else:
                held.append(one)
    return held, tuple(missing)


def _daily(record: Record, market: Market, group: str) -> Held | None:
    found = daily(record, market.series)
    if found is None or not found.whole:
        return None
    series = found.series
    # oil was sold below nothing on one day of April 2020: no percentage leads there, so the day is left out
    there = np.isfinite(series.values) & ((series.values > 0.0) | (market.unit != "percent"))
    return Held(
        market.key, group, market, market.unit, series.dates[there], market.levels(series.values[there]), series.origins
    )


def _mortgage_spread(record: Record) -> Held | None:
    """Mortgage rate less ten-year yield, by month: the one credit figure that is packaged."""
    rate, ten = record.series("mortgage_30y"), record.series("ust_10y_avg")
    own, other = rate.in_unit("bp").by_month(), ten.in_unit("bp").by_month()
    months = sorted(set(own) & set(other))
    if len(months) < 2:
        return None
    dates: Dates = np.array([month_of(date(*month, 1)) for month in months], dtype="datetime64[D]")
    levels = np.array([own[month] - other[month] for month in months])
    return Held("mortgage_spread", "credit", None, "bp", dates, levels, (*rate.origins, *ten.origins))


def _moves(record: Record, held: Sequence[Held]) -> tuple[ChannelMove, ...]:
    stories = known_stories(record.as_of)
    found = []
    for story in stories:
        for one in held:
            monthly = one.market is None
            spans = [
                (s.eve.replace(day=1) if monthly else s.eve, month_of(s.last) if monthly else s.last) for s in stories
            ]
            eve, last = story.eve, month_of(story.last) if monthly else story.last
            move = placed(one.dates, one.levels, _month_before(eve) if monthly else eve, last, spans)
            if move is not None:
                found.append(ChannelMove(story.key, one.channel, one.group, one.unit, one.frequency, move))
    return tuple(found)


def _month_before(day: date) -> date:
    """The newest month end up to a day: the month of the eve itself only if the eve ends it."""
    return day if day == month_of(day) else date.fromordinal(day.replace(day=1).toordinal() - 1)
