"""Standing repo take-up given the price of repo in the market and the facility's rate.

Two parts, both estimated: whether the facility is used at all, a logistic regression on how far SOFR lies above the
facility's rate; and how much is taken where it is, the logarithm of the amount on the same gap and on turns of months. The gap
is what matters, so another rate of the facility shifts every day alike. This module must never read a day that was not covered
as a day without use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.funding.chance import firth
from ebb.funding.rates.days import KINDS, kinds_of
from ebb.funding.rates.distribution import AHEAD, SpreadFit, ahead
from ebb.funding.rates.panel import Array, Days
from ebb.funding.rates.scoring import pinball

#: Below this no row is packaged, so less counts as no use, USD billion.
USED: Final = 0.1
LEAST_DAYS: Final = 60
LEAST_USED: Final = 15
_TURNS: Final = [KINDS.index("quarter_end"), KINDS.index("month_end")]
_GRID: Final = tuple(np.round(np.arange(0.05, 1.0, 0.05), 2).tolist())


@dataclass(frozen=True, slots=True, eq=False)
class TakeUpDays:
    """Covered days: take-up in USD billion (0 where under 0.1) and SOFR less the facility's rate, basis points; shape (n,)."""

    dates: Days
    amount: Array
    gap: Array
    known: Days

    def as_of(self, day: date) -> TakeUpDays:
        """Only what was known on `day`."""
        kept = self.known <= np.datetime64(day, "D")
        return TakeUpDays(self.dates[kept], self.amount[kept], self.gap[kept], self.known[kept])

    def __len__(self) -> int:
        return len(self.amount)


@dataclass(frozen=True, slots=True, eq=False)
class TakeUpFit:
    """Log-odds of use, ``odds[0] + odds[1] * gap``; log amount ``amount @ (1, gap, turn)``; no slope of the gap below zero.

    `misses` are the errors of the logarithm, sorted; `largest` is the largest amount seen, beyond which nothing is drawn.
    """

    odds: tuple[float, float]
    amount: Array
    misses: Array
    largest: float
    days: int
    used: int
    sample: tuple[date, date]

    def chance(self, gap: Array) -> Array:
        """Chance of use, percent, shape of `gap`. Law: never falls as the gap rises."""
        found: Array = 100.0 / (1.0 + np.exp(-np.clip(self.odds[0] + self.odds[1] * gap, -500.0, 500.0)))
        return found

    def draws(self, gap: Array, turn: Array, shares: Array, picks: NDArray[np.intp]) -> Array:
        """Amounts drawn, USD billion, shape of `gap`: none where the share lies above the chance of use.

        Parameters
        ----------
        gap, turn, shares : float64, one shape; `shares` in (0, 1)
        picks : int, the same shape
            Which miss each draw takes, modulo their number.
        """
        line = self.amount[0] + self.amount[1] * gap + self.amount[2] * turn + self.misses[picks % len(self.misses)]
        amount = np.clip(np.exp(np.minimum(line, 50.0)), USED, self.largest)
        return np.where(100.0 * shares < self.chance(gap), amount, 0.0)


@dataclass(frozen=True, slots=True)
class TakeUpAhead:
    """Take-up on one business day ahead: chance of use in percent, mean and 90 percent interval in USD billion."""

    date: date
    chance: float
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TakeUpScore:
    """Days forecast one by one with what was known the day before, given that day's gap, beside what past days alone say.

    `loss` and `loss_past` are mean pinball losses over the 5th to 95th percentiles, USD billion; `brier` and `brier_past` the
    mean squared error of the chance of use; `above95` the share of days above the 95th percentile.
    """

    days: int
    used: int
    loss: float
    loss_past: float
    brier: float
    brier_past: float
    above95: float
    first: date
    last: date


def is_turn(days: Days) -> Array:
    """One on the last business day of a month or quarter, else zero; shape of `days`."""
    found: Array = kinds_of(days)[:, _TURNS].sum(axis=1)
    return found


def fit_take_up(data: TakeUpDays) -> TakeUpFit:
    """Estimate use and amount.

    Raises
    ------
    UsageError
        With fewer than 60 covered days or 15 with use.
    """
    used = data.amount >= USED
    if len(data) < LEAST_DAYS or used.sum() < LEAST_USED:
        raise UsageError(
            f"standing repo take-up cannot be estimated from {len(data)} covered days, {int(used.sum())} of them with use",
            "funding.rates.take_up",
            f"at least {LEAST_DAYS} days with SOFR, {LEAST_USED} of them with use",
            "import SOFR and the operations by day, or choose a later as-of date",
        )
    line = firth(-data.gap, used.astype(np.float64), np.ones((1, len(data))))[0]
    x = np.column_stack([np.ones(int(used.sum())), data.gap[used], is_turn(data.dates)[used]])
    y = np.log(data.amount[used])
    found, *_ = np.linalg.lstsq(x, y, rcond=None)
    if (
        found[1] < 0.0
    ):  # dearer money in the market cannot make the facility less wanted: such a sample says nothing of it
        found = np.insert(np.linalg.lstsq(x[:, [0, 2]], y, rcond=None)[0], 1, 0.0)
    return TakeUpFit(
        odds=(float(line[0]), float(-line[1])),
        amount=found,
        misses=np.sort(y - x @ found),
        largest=float(data.amount.max()),
        days=len(data),
        used=int(used.sum()),
        sample=(data.dates[0].item(), data.dates[-1].item()),
    )


def take_up_ahead(
    fit: TakeUpFit, spread: SpreadFit, over: float, count: int = AHEAD, *, draws: int = 2_000, seed: int = 0
) -> tuple[TakeUpAhead, ...]:
    """Take-up on each of the next business days, the spread itself being uncertain.

    Parameters
    ----------
    fit : TakeUpFit
    spread : SpreadFit
        Of SOFR over interest on reserves.
    over : float
        The facility's rate less interest on reserves, basis points: its price, to be asked about.
    count, draws, seed
        Business days ahead; draws of spread, use and amount for each; seed.

    Notes
    -----
    Law: a higher rate of the facility never raises chance or amount, because the draws are the same.
    """
    days, kinds, horizon = ahead(spread.as_of, count)
    rng = np.random.default_rng(seed)
    at, shares, picks = rng.uniform(size=draws), rng.uniform(size=draws), rng.integers(0, 1 << 30, size=draws)
    gaps = spread.draws(kinds, horizon + spread.stale, at) - over
    turn = is_turn(days)
    told = []
    for row, day in enumerate(days.tolist()):
        drawn = fit.draws(gaps[row], np.full(draws, turn[row]), shares, picks)
        low, high = np.quantile(drawn, [0.05, 0.95])
        told.append(TakeUpAhead(day, float(fit.chance(gaps[row]).mean()), float(drawn.mean()), float(low), float(high)))
    return tuple(told)


def score_take_up(data: TakeUpDays, *, draws: int = 400, seed: int = 0) -> TakeUpScore | None:
    """Every covered day after the first that could be estimated, given its gap, with the model fitted on days known before it.

    Returns None where no day can be scored.
    """
    rng = np.random.default_rng(seed)
    shares, picks = rng.uniform(size=draws), rng.integers(0, 1 << 30, size=draws)
    rows = []
    for row in range(len(data)):
        past = data.as_of((data.dates[row] - 1).item())
        try:
            fit = fit_take_up(past)
        except UsageError:
            continue
        gap = np.full(draws, data.gap[row])
        turn = np.full(draws, is_turn(data.dates[row : row + 1])[0])
        drawn = np.quantile(fit.draws(gap, turn, shares, picks), _GRID)
        before = np.quantile(past.amount, _GRID)
        happened = float(data.amount[row] >= USED)
        outcome = data.amount[row]
        losses = [
            float(np.mean([pinball(outcome, q, level) for q, level in zip(guess, _GRID, strict=True)]))
            for guess in (drawn, before)
        ]
        odds = [fit.chance(data.gap[row : row + 1])[0] / 100.0, float(np.mean(past.amount >= USED))]
        rows.append((*losses, *((happened - p) ** 2 for p in odds), float(outcome > drawn[-1]), happened, row))
    if not rows:
        return None
    table = np.array(rows)
    mean = table.mean(axis=0)
    return TakeUpScore(
        days=len(rows),
        used=int(table[:, 5].sum()),
        loss=float(mean[0]),
        loss_past=float(mean[1]),
        brier=float(mean[2]),
        brier_past=float(mean[3]),
        above95=float(mean[4]),
        first=data.dates[int(table[0, 6])].item(),
        last=data.dates[int(table[-1, 6])].item(),
    )
