"""The paths of a stress episode, read from published series: balances on shared dates, markets at the best frequency held.

A missing channel stays missing and is named; nothing is filled. Balances of one episode share their dates, so that the
reserve identity can be told on them; a market's path is daily where daily figures are held, else monthly, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.dates import month_end
from ebb.planning.stress.story import CHANNELS, EFFECT_ON_RESERVES, Story
from ebb.series import Series

Values = NDArray[np.float64]
#: A level on the eve may be this old; a monthly figure is that of the month before.
_OLDEST_EVE: Final = timedelta(days=40)
#: A path that ends this much before the episode does is taken only if no other reaches further.
_SHORT: Final = timedelta(days=10)
#: Dates further apart than this on average are months.
_MONTHLY: Final = 20.0
#: And further than this, weeks: daily figures lie 1.4 days apart, or up to four over a holiday.
_WEEKLY: Final = 4.5
BALANCES: Final = ("reserves", *EFFECT_ON_RESERVES)


@dataclass(frozen=True, slots=True)
class Path:
    """One channel of an episode.

    Parameters
    ----------
    channel : str
    eve : (date, float)
        The level changes are measured from.
    dates : datetime64[D], shape (n,), n >= 1, after the eve
    levels : float64, shape (n,), in the channel's unit
    frequency : ``"day"``, ``"week"`` or ``"month"``
    source : str
    """

    channel: str
    eve: tuple[date, float]
    dates: NDArray[np.datetime64]
    levels: Values
    frequency: str
    source: str

    @property
    def changes(self) -> Values:
        """Change from the eve at each date, in the channel's change unit (bp, percent, USD bn)."""
        measure = CHANNELS[self.channel].measure
        if measure == "percent":
            return 100.0 * (self.levels / self.eve[1] - 1.0)
        scale = 100.0 if measure == "basis points" else 1.0
        return scale * (self.levels - self.eve[1])

    @property
    def extreme(self) -> tuple[date, float]:
        """The largest change in either direction, and when; the first of equals."""
        place = int(np.abs(self.changes).argmax())
        return self.dates[place].item(), float(self.changes[place])


@dataclass(frozen=True, slots=True)
class Traced:
    """All paths of an episode that could be read, and the channels that could not."""

    story: Story
    paths: Mapping[str, Path]
    missing: tuple[str, ...]


def traced(story: Story, lines: Mapping[str, Series], markets: Mapping[str, Sequence[Series]]) -> Traced:
    """Read every channel of an episode.

    Parameters
    ----------
    story : Story
    lines : mapping of Series, USD bn, Wednesday levels
        ``reserves`` and the lines of :data:`~ebb.planning.stress.story.EFFECT_ON_RESERVES`, on shared dates.
    markets : mapping of channel -> candidates, in order of preference
        The first that reaches the end of the episode is taken, else the one that reaches furthest.

    Notes
    -----
    Law: on every date the changes of the lines, with their signs, add up to the change of reserves.
    """
    found: dict[str, Path] = {}
    wanted = dict.fromkeys((*BALANCES, *story.shocks, *story.responses))
    for channel in wanted:
        path = _balance(channel, lines[channel], story) if channel in lines else None
        path = path or _best(channel, markets.get(channel, ()), story)
        if path is not None:
            found[channel] = path
    missing = tuple(name for name in (*story.shocks, *story.responses) if name not in found)
    return Traced(story, found, missing)


def worst(paths: Mapping[str, Path]) -> date:
    """The date on which reserves were lowest; the last one if they were above the eve throughout.

    Raises
    ------
    KeyError
        If reserves are not among the paths.
    """
    reserves = paths["reserves"]
    place = int(reserves.changes.argmin())
    day: date = reserves.dates[place if reserves.changes[place] < 0 else -1].item()
    return day


def drivers(paths: Mapping[str, Path], day: date) -> dict[str, float]:
    """What each line did to reserves from the eve to a day, USD billion.

    Notes
    -----
    Law: the effects add up to the change of reserves (to the rounding of the published lines).
    """
    effect = {}
    for name, sign in EFFECT_ON_RESERVES.items():
        if name in paths:
            place = int(np.searchsorted(paths[name].dates, np.datetime64(day)))
            effect[name] = sign * float(paths[name].changes[place])
    return effect


def _best(channel: str, candidates: Sequence[Series], story: Story) -> Path | None:
    paths = [path for series in candidates if (path := _path(channel, series, story)) is not None]
    if not paths:
        return None
    reaching = [p for p in paths if story.last - p.dates[-1].item() <= _SHORT]
    return reaching[0] if reaching else max(paths, key=lambda p: p.dates[-1].item())


def _balance(channel: str, line: Series, story: Story) -> Path | None:
    """A line of the statement: its dates within the episode, or the next one of the month if there is none."""
    return _read(channel, line, story, story.last) or _read(channel, line, story, _month(story.last))


def _path(channel: str, series: Series, story: Story) -> Path | None:
    monthly = _gap(series) > _MONTHLY
    return _read(channel, series, story, _month(story.last) if monthly else story.last)


def _month(day: date) -> date:
    return month_end(day.year, day.month)


def _read(channel: str, series: Series, story: Story, last: date) -> Path | None:
    before = series.between(story.eve - _OLDEST_EVE, story.eve)
    after = series.between(story.eve + timedelta(days=1), last)
    if not len(before) or not len(after):
        return None
    gap = _gap(after) or (after.dates[0].item() - before.dates[-1].item()).days
    frequency = "month" if gap > _MONTHLY else "week" if gap > _WEEKLY else "day"
    return Path(
        channel=channel,
        eve=before.last(),
        dates=after.dates,
        levels=after.values,
        frequency=frequency,
        source="; ".join(dict.fromkeys(origin.cite() for origin in series.origins)),
    )


def _gap(series: Series) -> float:
    """Average days between figures; 0 for a single one."""
    if len(series) < 2:
        return 0.0
    return float((series.dates[-1] - series.dates[0]).astype(int)) / (len(series) - 1)
