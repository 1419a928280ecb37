"""An overnight rate by day and what could be known beside it: reserves, the ON RRP facility, the Treasury's account.

Everything is kept with the day on which it became known, so that a forecast made on a past day sees what that day saw. This
module must never hand out a figure before it was known, and never fill a day on which a rate was not published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UnitError
from ebb.funding.administered import paid_on
from ebb.funding.rates.days import kinds_of
from ebb.policy import Corridor
from ebb.series import Series

Array = NDArray[np.float64]
Days = NDArray[np.datetime64]

#: SOFR and TGCR begin here; the funds rate is taken from the same day, so that the three are estimated on one sample.
FIRST: Final = date(2018, 4, 2)
#: What is known on a day, in the order of :meth:`Panel.state`.
STATES: Final = ("level", "reserves", "on_rrp", "tga_move", "newest")

_MONTH_OF_DAYS = 20  # business days
_FEWEST = 5
_FOUR_WEEKS = np.timedelta64(28, "D")


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A market rate against interest on reserves, and the conditions it is set beside.

    Parameters
    ----------
    rate : str
    dates : datetime64[D], shape (n,)
        Days with a rate.
    spread : float64, shape (n,)
        The rate less interest on reserves of that day, basis points.
    known : datetime64[D], shape (n,)
    reserves, on_rrp, tga : Series
        Reserves in percent of bank assets, ON RRP and the Treasury's account in percent of bank assets, each as known.
    """

    rate: str
    dates: Days
    spread: Array
    known: Days
    reserves: Series
    on_rrp: Series
    tga: Series

    def __post_init__(self) -> None:
        for name in ("dates", "spread", "known"):
            array = getattr(self, name).copy()
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.spread)

    def as_of(self, day: date) -> Panel:
        """Only what was known on `day`."""
        kept = self.known <= np.datetime64(day, "D")
        return Panel(
            self.rate,
            self.dates[kept],
            self.spread[kept],
            self.known[kept],
            self.reserves.as_of(day),
            self.on_rrp.as_of(day),
            self.tga.as_of(day),
        )

    def ordinary(self) -> NDArray[np.bool_]:
        """Days of no kind, shape (n,)."""
        found: NDArray[np.bool_] = kinds_of(self.dates).sum(axis=1) == 0
        return found

    def state(self, origins: Days) -> Array:
        """What was known on each origin, shape (origins, len(STATES)); NaN where something was not.

        ``level``: median spread of the ordinary days among the newest twenty known; ``reserves``: percent of bank assets;
        ``on_rrp``: percent of bank assets; ``tga_move``: change of the Treasury's account over the newest four weeks known,
        percent of bank assets; ``newest``: newest ordinary spread less the level.

        Notes
        -----
        Law: what becomes known after an origin does not change its row.
        """
        level, newest = self._levels(origins)
        return np.column_stack(
            [level, known_on(self.reserves, origins), known_on(self.on_rrp, origins), self._tga_move(origins), newest]
        )

    def _levels(self, origins: Days) -> tuple[Array, Array]:
        calm = self.ordinary()
        days, values, known = self.dates[calm], self.spread[calm], self.known[calm]
        level, newest = np.full(len(origins), np.nan), np.full(len(origins), np.nan)
        all_known = np.maximum.accumulate(self.known) if len(self) else self.known
        for row, origin in enumerate(origins):
            last = int(np.searchsorted(all_known, origin, side="right"))
            if last == 0:
                continue
            first_day = self.dates[max(0, last - _MONTH_OF_DAYS)]
            inside = (days >= first_day) & (known <= origin)
            if inside.sum() >= _FEWEST:
                level[row] = float(np.median(values[inside]))
                newest[row] = values[inside][-1] - level[row]
        return level, newest

    def _tga_move(self, origins: Days) -> Array:
        found = np.full(len(origins), np.nan)
        rows = rows_known(self.tga, origins)
        there = rows >= 0
        before = np.searchsorted(self.tga.dates, self.tga.dates[rows[there]] - _FOUR_WEEKS, side="right") - 1
        moved = np.where(before >= 0, self.tga.values[rows[there]] - self.tga.values[np.maximum(before, 0)], np.nan)
        found[there] = moved
        return found


def panel(
    rate: Series, corridor: Corridor, reserves: Series, bank_assets: Series, on_rrp: Series, tga: Series
) -> Panel:
    """A rate beside its conditions, from the day SOFR began.

    Parameters
    ----------
    rate : Series
        Daily, a rate unit.
    corridor : Corridor
    reserves, bank_assets, on_rrp, tga : Series
        Money; Wednesday levels, weekly or monthly.

    Raises
    ------
    UnitError
        If an amount and bank assets stand on different bases.
    """
    market = rate.in_unit("percent").between(FIRST, date.max)
    paid = paid_on(corridor, market.dates)
    there = ~np.isnan(paid)
    gap = np.round(100.0 * (market.values[there] - paid[there]), 6)  # both are published to the basis point
    shares = [_in_bank_assets(amount, bank_assets) for amount in (reserves, on_rrp, tga)]
    return Panel(rate.key, market.dates[there], gap, market.known[there], *shares)


def rows_known(series: Series, days: Days) -> NDArray[np.intp]:
    """The newest observation known on each day, -1 where none was; shape of `days`."""
    order = np.argsort(series.known, kind="stable")
    newest = np.maximum.accumulate(order) if len(order) else order
    place = np.searchsorted(series.known[order], days, side="right") - 1
    found: NDArray[np.intp] = np.where(place >= 0, newest[np.maximum(place, 0)], -1) if len(order) else place
    return found


def known_on(series: Series, days: Days) -> Array:
    """The newest value known on each day, NaN where none was; shape of `days`."""
    rows = rows_known(series, days)
    if not len(series):
        return np.full(len(days), np.nan)
    return np.where(rows >= 0, series.values[np.maximum(rows, 0)], np.nan)


def _in_bank_assets(amount: Series, bank_assets: Series) -> Series:
    """An amount in percent of bank assets at dates of both, known when both were."""
    if amount.basis != bank_assets.basis:
        raise UnitError(
            f'"{amount.key}" ({amount.basis}) over "{bank_assets.key}" ({bank_assets.basis}) would mix two bases',
            "funding.rates.panel",
            "both Wednesday levels",
            "take the column published on the other's basis",
        )
    days, top, bottom = np.intersect1d(amount.dates, bank_assets.dates, return_indices=True)
    part, whole = amount.in_unit("USD bn"), bank_assets.in_unit("USD bn")
    return Series(
        key=f"{amount.key} / {bank_assets.key}",
        dates=days,
        values=100.0 * part.values[top] / whole.values[bottom],
        unit="percent",
        basis=amount.basis,
        known=np.maximum(part.known[top], whole.known[bottom]),
        origins=tuple(dict.fromkeys((*amount.origins, *bank_assets.origins))),
        kind="rate",
    )
