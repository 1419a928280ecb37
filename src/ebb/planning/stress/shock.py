"""An episode as months that can be laid on another plan, alone or with others.

Balances are carried as shares of bank assets, yields and spreads as they were. A month takes the largest change its
figures show, because a run has one figure a month and a stress is about the worst one. What was the central bank's answer
travels only if it is asked for. Laid together, shocks add; that the same basis points cost more with fewer reserves is
the demand curve's business, not this file's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.dates import add_months
from ebb.errors import UsageError
from ebb.planning.stress.story import CHANNELS, EFFECT_ON_RESERVES
from ebb.planning.stress.trace import Path, Traced

Values = NDArray[np.float64]
#: SOFR less interest on reserves, basis points, at reserves of so many percent of bank assets.
Spread = Callable[[float], float]
#: Balances that a run takes as given; ON RRP and reserves are what the run's own rules make of them.
GIVEN: Final = ("tga", "foreign_rrp", "currency", "other", "lending")


@dataclass(frozen=True, slots=True)
class Shock:
    """One episode by month, the first month being the first with a figure after the eve.

    Parameters
    ----------
    key : str
    balances : mapping of line -> float64, shape (months,)
        Change from the eve as a share of bank assets on the eve.
    rates : mapping of channel -> float64, shape (months,)
        ``ten_year`` and ``repo_spread`` in basis points from the eve.
    lasting : tuple of str
        Channels whose last value stays.
    """

    key: str
    balances: Mapping[str, Values]
    rates: Mapping[str, Values]
    lasting: tuple[str, ...]

    @property
    def months(self) -> int:
        """How many months it goes on."""
        return max((len(v) for v in (*self.balances.values(), *self.rates.values())), default=0)

    def scaled(self, by: float) -> Shock:
        """The same episode so many times as large.

        Raises
        ------
        UsageError
            If `by` is not a positive number.
        """
        if not (np.isfinite(by) and by > 0.0):
            raise UsageError(
                f"a stress {by} times as large", "planning.stress, scale", "a number above 0", "correct the scale"
            )
        return Shock(
            self.key,
            {name: by * values for name, values in self.balances.items()},
            {name: by * values for name, values in self.rates.items()},
            self.lasting,
        )

    def at(self, channel: str, offset: int) -> float:
        """The change of a channel so many months after the first; 0 before it and, unless lasting, after it."""
        values = self.balances.get(channel, self.rates.get(channel))
        if values is None or offset < 0:
            return 0.0
        if offset < len(values):
            return float(values[offset])
        return float(values[-1]) if channel in self.lasting else 0.0


def shock(episode: Traced, bank_assets: float, spread: Spread | None = None, *, responses: bool = False) -> Shock:
    """What an episode does to a plan, month by month.

    Parameters
    ----------
    episode : Traced
    bank_assets : float, USD billion, on the eve
    spread : function, optional
        The reserve-demand estimate. What it says the episode's own fall in reserves did to the repo spread is taken out of
        the spread that is carried: on a plan, the plan's reserves do that.
    responses : bool
        Carry what the central bank did as well.

    Notes
    -----
    Law: the months' balances are the largest changes of the published path over bank assets; nothing else is added. The
    spread carried and what reserves explain add up to the published change.
    """
    story = episode.story
    wanted = (*story.shocks, *(story.responses if responses else ()))
    carried = [name for name in wanted if name in episode.paths]
    balances = {n: by_month(episode.paths[n], _first(episode)) / bank_assets for n in carried if n in GIVEN}
    rates = {n: by_month(episode.paths[n], _first(episode)) for n in carried if n in ("ten_year", "repo_spread")}
    if spread is not None and "repo_spread" in rates:
        rates["repo_spread"] = rates["repo_spread"] - _explained(
            episode, bank_assets, spread, len(rates["repo_spread"])
        )
    return Shock(story.key, balances, rates, story.lasting)


def _explained(episode: Traced, bank_assets: float, spread: Spread, months: int) -> Values:
    """What the demand estimate makes of the episode's own reserves, basis points by month."""
    reserves = episode.paths.get("reserves")
    if reserves is None:
        return np.zeros(months)
    eve = 100.0 * reserves.eve[1] / bank_assets
    moved = by_month(reserves, _first(episode))
    padded = np.concatenate([moved, np.full(max(0, months - len(moved)), moved[-1])])[:months]
    return np.array([spread(eve + 100.0 * change / bank_assets) - spread(eve) for change in padded.tolist()])


def by_month(path: Path, first: date) -> Values:
    """The largest change of each month from `first` on; a month without a figure keeps the one before it.

    Notes
    -----
    A path whose own first figure lies before `first` (a monthly average of the month of the eve) starts with it.
    """
    changes, places = path.changes, [_offset(first, day) for day in path.dates.tolist()]
    found: list[float] = []
    for offset in range(max(places[-1], 0) + 1):
        here = [change for change, place in zip(changes.tolist(), places, strict=True) if max(place, 0) == offset]
        found.append(max(here, key=abs) if here else found[-1] if found else 0.0)
    return np.array(found)


def together(shocks: Sequence[Shock]) -> Shock:
    """Several episodes at once, each from its first month.

    Raises
    ------
    UsageError
        If there is none.

    Notes
    -----
    Law: the effect of each month is the sum of the parts; the order does not matter.
    """
    if not shocks:
        raise UsageError("no episode to lay on the plan", "planning.stress", "one or more episodes", "name an episode")
    months = max(one.months for one in shocks)
    lines = sorted({name for one in shocks for name in one.balances})
    rates = sorted({name for one in shocks for name in one.rates})
    return Shock(
        " + ".join(one.key for one in shocks),
        {name: _sum(shocks, name, months) for name in lines},
        {name: _sum(shocks, name, months) for name in rates},
        tuple(sorted({name for one in shocks for name in one.lasting})),
    )


def drain(one: Shock) -> Values:
    """Reserves taken out in each month by the given balances, as a share of bank assets; negative where they are added."""
    found = np.zeros(one.months)
    for name, values in one.balances.items():
        found[: len(values)] -= EFFECT_ON_RESERVES[name] * values
    return found


def _sum(shocks: Sequence[Shock], channel: str, months: int) -> Values:
    return np.array([sum(one.at(channel, k) for one in shocks) for k in range(months)])


def _first(episode: Traced) -> date:
    """First day of the month with the first balance figure, or of the episode's first day where it has none."""
    balances = [path for name, path in episode.paths.items() if name in GIVEN and CHANNELS[name].unit == "USD bn"]
    carried = [p for p in balances if p.channel in (*episode.story.shocks, *episode.story.responses)]
    first: date = min(p.dates[0].item() for p in carried) if carried else add_months(episode.story.eve, 0)
    return first.replace(day=1)


def _offset(first: date, day: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month
