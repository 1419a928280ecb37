"""The slope of reserve demand at each date, with bands: the sampler's draws turned into what they say about the slope."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.funding.demand import Estimate
from ebb.funding.elasticity.prior import Prior, trained
from ebb.funding.elasticity.projection import HORIZON, LAGS, UNIT
from ebb.funding.elasticity.sampler import Chains, started, sweep
from ebb.funding.points import DemandPoints

Array = NDArray[np.float64]

#: Probabilities of the bands, as the published series gives them.
BANDS = (0.68, 0.95)
#: Chains go through time together in two groups, so that two cores can share them; the groups are the same on one core.
GROUPS = 2
#: Draws kept for statements about stretches of dates, over all chains.
KEPT = 2_000
_LEAST_POINTS = 30


@dataclass(frozen=True, slots=True, eq=False)
class ElasticityFit:
    """The slope by date; all arrays have shape (dates,) but `draws`, shape (kept, dates).

    `median`, the 68% band and the 95% band are in :data:`~ebb.funding.elasticity.projection.UNIT`: what the spread does,
    `horizon` points after a surprise in reserves, for each percentage point that reserves over bank assets are
    then higher. Each date is told with the whole sample to `sample[1]`, later dates included: what was thought *on* a date
    is the last date of a fit cut there.
    """

    rate: str
    step: str
    horizon: int
    lags: int
    dates: NDArray[np.datetime64]
    q: Array
    median: Array
    low68: Array
    high68: Array
    low95: Array
    high95: Array
    draws: Array = field(repr=False)
    sample: tuple[date, date]
    total_draws: int
    burned: int
    chains: int
    training: int
    seed: int
    r_hat: float

    def __post_init__(self) -> None:
        for name in ("dates", "q", "median", "low68", "high68", "low95", "high95", "draws"):
            getattr(self, name).flags.writeable = False

    @property
    def unit(self) -> str:
        """Unit of every slope."""
        return UNIT

    def period(self, first: date, last: date, level: float = 0.95) -> Estimate | None:
        """Posterior median and interval of the mean slope over the dates from `first` to `last`; None without any."""
        inside = (self.dates >= np.datetime64(first, "D")) & (self.dates <= np.datetime64(last, "D"))
        if not inside.any():
            return None
        means = self.draws[:, inside].mean(axis=1)
        low, value, high = np.quantile(means, [(1 - level) / 2, 0.5, (1 + level) / 2]).tolist()
        return Estimate(value, low, high, UNIT, level)

    def at(self, day: date) -> int:
        """Index of the last date on or before `day`.

        Raises
        ------
        UsageError
            Before the first date.
        """
        place = int(np.searchsorted(self.dates, np.datetime64(day, "D"), side="right")) - 1
        if place < 0:
            raise UsageError(
                f"no slope was estimated on or before {day}",
                "funding.elasticity",
                f"a day from {self.dates[0]} on",
                "choose a later day",
            )
        return place

    def json(self) -> dict[str, Any]:
        """Wire form: dates ISO, slopes rounded to a thousandth."""
        bands = ("median", "low68", "high68", "low95", "high95")
        return {
            "rate": self.rate,
            "step": self.step,
            "unit": UNIT,
            "horizon": f"{self.horizon} {self.step}",
            "sample": [day.isoformat() for day in self.sample],
            "draws": self.total_draws,
            "burned": self.burned,
            "chains": self.chains,
            "seed": self.seed,
            "r_hat": round(self.r_hat, 3),
            "dates": [str(day) for day in self.dates],
            "reserves_share_of_bank_assets": np.round(self.q, 4).tolist(),
            **{name: np.round(getattr(self, name), 3).tolist() for name in bands},
        }


def fit_elasticity(
    data: DemandPoints,
    *,
    lags: int = LAGS,
    horizon: int = HORIZON,
    draws: int = 10_000,
    chains: int = 48,
    rounding: float = 1.0,
    training: int | None = None,
    workers: int = 1,
    seed: int = 0,
) -> ElasticityFit:
    """Estimate the slope of reserve demand at every date.

    Parameters
    ----------
    data : DemandPoints
        Cut to what was known.
    lags, horizon : int
        Points of the autoregression, and from the surprise to the answer.
    draws : int
        Draws of all chains together; the first half of each is burned.
    chains : int
        Chains that go through time together, a multiple of two.
    rounding : float, bp
        To what the price is published; 0 for a price that is not rounded.
    training : int, optional
        First points that set the prior; by default a year of weeks, or three years of months.
    workers : int
        Processes (1 or 2). The result does not depend on it.
    seed : int

    Raises
    ------
    UsageError
        If there are fewer points than the training and half as many again.

    Notes
    -----
    The funds rate is published to the basis point and often stands still for weeks. Taken at its word, such a rate has no
    noise at all, and those weeks would overrule every other. So each chain is given its own draw of what was rounded
    away (multiple imputation), and the bands hold what rounding leaves unknown.
    The points of the training set the prior, four times as wide as their own errors, and are estimated with the rest, so
    that they count a little more than once. The slope at a date is the answer of the price over the answer of the
    quantity to a surprise in the quantity, `horizon` points later, with the coefficients of that date.
    Source: Afonso, Giannone, La Spada and Williams, "Scarce, Abundant, or Ample? A Time-Varying Model of the Reserve
    Demand Curve", FRB New York Staff Report 1019; theirs is daily, on balances that are not public.
    """
    training = (
        max(_LEAST_POINTS + 2 * lags, data.year if data.step == "week" else 3 * data.year)
        if training is None
        else training
    )
    if len(data) < training + training // 2:
        raise UsageError(
            f"a slope that drifts cannot be estimated from {len(data)} {data.step}s",
            f"funding.elasticity, {data.rate}",
            f"at least {training + training // 2}",
            "choose a later as-of date, or fetch weekly figures",
        )
    prior = trained(data.q[:training], data.s[:training], lags)
    each = max(chains // GROUPS, 1)
    sweeps = max(4, -(-draws // (each * GROUPS)))
    seeds = np.random.SeedSequence(seed).spawn(GROUPS)
    work = [(data.q, data.s, rounding, prior, lags, horizon, each, sweeps, one) for one in seeds]
    if workers > 1:
        # slow to import, and a fresh process shares no lock with the threads of whoever calls
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        with ProcessPoolExecutor(min(workers, GROUPS), mp_context=get_context("spawn")) as pool:
            groups = list(pool.map(_group, work))
    else:
        groups = [_group(one) for one in work]
    return _told(data, np.concatenate(groups, axis=2), lags, horizon, sweeps, training, seed)


def slopes(chains: Chains, horizon: int) -> Array:
    """The slope of every chain at every date, shape (dates, chains), from coefficients kept as they are at that date.

    Notes
    -----
    With zero steps ahead it is the covariance state itself.
    """
    quantity, price, answer = chains.quantity[..., 1:], chains.price[..., 1:-1], chains.price[..., -1]
    lags = quantity.shape[-1] // 2
    past_q, past_p = [np.ones_like(answer)], [answer]
    for _ in range(horizon):
        next_q, next_p = np.zeros_like(answer), np.zeros_like(answer)
        for lag in range(min(lags, len(past_q))):
            before_q, before_p = past_q[-1 - lag], past_p[-1 - lag]
            next_q += quantity[..., 2 * lag] * before_q + quantity[..., 2 * lag + 1] * before_p
            next_p += price[..., 2 * lag] * before_q + price[..., 2 * lag + 1] * before_p
        past_q.append(next_q)
        past_p.append(next_p)
    found: Array = past_p[-1] / past_q[-1]
    return found


def _group(work: tuple[Array, Array, float, Prior, int, int, int, int, np.random.SeedSequence]) -> Array:
    """Slopes of one group after burning, shape (sweeps kept, dates, chains)."""
    q, published, rounding, prior, lags, horizon, count, sweeps, seed = work
    rng = np.random.default_rng(seed)
    p = published[:, None] + rounding * (rng.random((len(published), count)) - 0.5)
    chains = started(prior, len(q) - lags, count, rng)
    burn = sweeps // 2
    kept = np.empty((sweeps - burn, len(q) - lags, count))
    for number in range(sweeps):
        sweep(chains, q, p, prior, lags, rng)
        if number >= burn:
            kept[number - burn] = slopes(chains, horizon)
    return kept


def _told(
    data: DemandPoints, found: Array, lags: int, horizon: int, sweeps: int, training: int, seed: int
) -> ElasticityFit:
    kept, dates, chains = found.shape
    flat = found.transpose(0, 2, 1).reshape(kept * chains, dates)
    edges = np.quantile(flat, [0.5, *(x for band in BANDS for x in ((1 - band) / 2, (1 + band) / 2))], axis=0)
    thin = np.linspace(0, len(flat) - 1, min(KEPT, len(flat))).astype(int)
    return ElasticityFit(
        rate=data.rate,
        step=data.step,
        horizon=horizon,
        lags=lags,
        dates=data.dates[lags:].copy(),
        q=data.q[lags:].copy(),
        median=edges[0],
        low68=edges[1],
        high68=edges[2],
        low95=edges[3],
        high95=edges[4],
        draws=flat[thin],
        sample=(data.dates[0].item(), data.dates[-1].item()),
        total_draws=sweeps * chains,
        burned=(sweeps - kept) * chains,
        chains=chains,
        training=training,
        seed=seed,
        r_hat=float(np.quantile(scale_reduction(found), 0.95)),
    )


def scale_reduction(found: Array) -> Array:
    """Between-chain against within-chain variance (R-hat) of draws of shape (sweeps, dates, chains), shape (dates,).

    Notes
    -----
    Near one where every chain tells the same. Source: Gelman and Rubin, Statistical Science 7 (1992).
    """
    kept = found.shape[0]
    within = found.var(axis=0, ddof=1).mean(axis=1)
    between = found.mean(axis=0).var(axis=1, ddof=1)
    ratio: Array = np.sqrt((kept - 1) / kept + between / within)
    return ratio
