"""Getting it right: data and parameters drawn in turn keep the prior's distribution, or the sampler is wrong.

Source of the idea: Geweke, "Getting It Right: Joint Distribution Tests of Posterior Simulators", Journal of the American
Statistical Association 99 (2004). Thousands of chains each start at a draw from the prior, so no chain has to settle, and the
comparison is between independent sets of independent draws.
"""

from dataclasses import replace

import numpy as np
import pytest

from ebb.funding.elasticity.fit import slopes
from ebb.funding.elasticity.prior import Prior
from ebb.funding.elasticity.sampler import Chains, sweep

from .simulated import data, parameters, tiny_prior  # type: ignore[import-not-found]

LAGS, DATES, CHAINS, ROUNDS = 1, 6, 8_000, 30


def numbers(chains: Chains) -> dict[str, np.ndarray]:
    """What is compared, one number a chain: levels, drifts and volatilities of both equations, early and late."""
    found = {
        "first q(-1) in q": chains.quantity[0, :, 1],
        "last constant in q": chains.quantity[-1, :, 0],
        "first q(-1) in p": chains.price[0, :, 1],
        "last p(-1) in p": chains.price[-1, :, 2],
        "first answer": chains.price[0, :, -1],
        "last answer": chains.price[-1, :, -1],
        "first log q": chains.log_q[0],
        "last log q": chains.log_q[-1],
        "first log p": chains.log_p[0],
        "last log p": chains.log_p[-1],
        "log drift q": np.log(chains.drift_q[:, 1, 1]),
        "drift q across": chains.drift_q[:, 0, 1] / np.sqrt(chains.drift_q[:, 0, 0] * chains.drift_q[:, 1, 1]),
        "log drift p": np.log(chains.drift_p[:, 0, 0]),
        "log drift answer": np.log(chains.drift_p[:, -1, -1]),
        "log step q": np.log(chains.step_q),
        "log step p": np.log(chains.step_p),
    }
    across = {
        "constants of q and p": chains.quantity[-1, :, 0] * chains.price[-1, :, 0],
        "q(-1) of q and p": chains.quantity[-1, :, 1] * chains.price[-1, :, 1],
        "constants and answer": chains.quantity[-1, :, 0] * chains.price[-1, :, 0] * chains.price[-1, :, -1],
    }
    return {**found, **across, **{f"{name}, squared": value**2 for name, value in found.items()}}


def largest_gap(prior: Prior, believed: Prior, count: int = CHAINS, seed: int = 0) -> tuple[str, float]:
    """The number that moved most, in standard errors, between the prior and rounds of data and sweeps."""
    rng = np.random.default_rng(seed)
    chains = parameters(prior, DATES, count, rng)
    before = numbers(parameters(prior, DATES, count, rng))
    for _ in range(ROUNDS):
        q, p = data(chains, LAGS, rng)
        sweep(chains, q, p, believed, LAGS, rng, offset=0.0)
    after = numbers(chains)
    gaps = {}
    for name, first in before.items():
        error = np.sqrt((first.var() + after[name].var()) / count)
        gaps[name] = abs(after[name].mean() - first.mean()) / error
    worst = max(gaps, key=lambda name: gaps[name])
    return worst, gaps[worst]


def test_data_and_parameters_in_turn_keep_the_prior():
    prior = tiny_prior(LAGS, persistence=0.5, answer=-0.5)
    worst, gap = largest_gap(prior, prior)
    # 35 numbers: four standard errors by chance once in five hundred
    assert gap < 4.0, f"{worst}: {gap:.1f} standard errors"


@pytest.mark.parametrize("part", ["drift_scale", "covariance_scale", "volatility_scale"])
def test_the_check_sees_a_sampler_that_believes_another_prior(part):
    prior = tiny_prior(LAGS, persistence=0.5, answer=-0.5)
    other = replace(prior, price=replace(prior.price, **{part: 1.5 * getattr(prior.price, part)}))
    _, gap = largest_gap(prior, other, CHAINS // 3)
    assert gap > 6.0


def test_planted_slopes_are_covered_at_the_stated_rate():
    """Forty data sets from the prior, sixteen short chains each (60 sweeps, half burned), bands pooled over a set's chains.

    Fewer chains make bands of too few independent draws, which are too narrow by themselves.
    """
    rng = np.random.default_rng(3)
    sets, each, dates, lags, sweeps = 40, 16, 90, 2, 60
    prior = tiny_prior(lags, persistence=0.7, answer=-1.0, drift=0.03)
    truth = parameters(prior, dates, sets, rng)
    q, p = data(truth, lags, rng)
    planted = slopes(truth, 1)
    wide_q, wide_p = np.repeat(q, each, axis=1), np.repeat(p, each, axis=1)
    chains = parameters(prior, dates, sets * each, rng)
    kept = []
    for number in range(sweeps):
        sweep(chains, wide_q, wide_p, prior, lags, rng)
        if number >= sweeps // 2:
            kept.append(slopes(chains, 1).reshape(dates, sets, each))
    draws = np.stack(kept).transpose(0, 3, 1, 2).reshape(-1, dates, sets)
    covered = {}
    for level in (0.68, 0.95):
        low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
        covered[level] = float(((low <= planted) & (planted <= high)).mean())
    # slopes of one set move together; between sets the shares have standard errors of 0.04 and 0.03: three of each
    assert covered[0.68] == pytest.approx(0.68, abs=0.12)
    assert covered[0.95] == pytest.approx(0.95, abs=0.08)
