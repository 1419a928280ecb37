"""The Gibbs sampler: one sweep draws coefficients, their drift, and volatilities of both equations, for every chain.

The model is a vector autoregression in reserves over bank assets (the quantity q) and a market rate less interest on reserves
(the price p), with coefficients and log-variances that walk at random. The price may answer within the week to the
week's surprise in reserves; reserves do not answer to the price within the week.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebb.funding.elasticity.prior import EquationPrior, Prior, regressors
from ebb.funding.elasticity.states import draw_paths
from ebb.funding.elasticity.volatility import OFFSET, draw_log_variances
from ebb.funding.elasticity.wishart import inverse_wishart, squared_steps

Array = NDArray[np.float64]

#: Where the variance of the log-variances' steps starts: a tenth, since chains that start at nearly constant volatility
#: take long to leave it. It is forgotten with the burned draws.
_FIRST_STEP = 0.1


@dataclass(slots=True, eq=False)
class Chains:
    """Where every chain of the sampler stands.

    `quantity` (dates, chains, c) and `price` (dates, chains, c + 1) are coefficient paths (c = 1 + 2 lags; the last of
    `price` is the covariance state), `log_q` and `log_p` (dates, chains) log-variances, `drift_q` and `drift_p` covariances
    of the coefficients' steps, `step_q` and `step_p` (chains,) variances of the log-variances' steps.
    """

    quantity: Array
    price: Array
    log_q: Array
    log_p: Array
    drift_q: Array
    drift_p: Array
    step_q: Array
    step_p: Array


def started(prior: Prior, dates: int, chains: int, rng: np.random.Generator) -> Chains:
    """Chains at draws from the prior of drift and volatility, with constant coefficients (the first sweep moves them)."""
    quantity, price = prior.quantity, prior.price

    def level(equation: EquationPrior) -> Array:
        return np.full((dates, chains), equation.log_variance_mean)

    return Chains(
        quantity=np.broadcast_to(quantity.first_mean, (dates, chains, len(quantity.first_mean))).copy(),
        price=np.broadcast_to(price.first_mean, (dates, chains, len(price.first_mean))).copy(),
        log_q=level(quantity),
        log_p=level(price),
        drift_q=_drift(quantity, np.zeros((1, chains, len(quantity.first_mean))), rng),
        drift_p=_drift(price, np.zeros((1, chains, len(price.first_mean))), rng),
        step_q=np.full(chains, _FIRST_STEP),
        step_p=np.full(chains, _FIRST_STEP),
    )


def sweep(
    chains: Chains, q: Array, p: Array, prior: Prior, lags: int, rng: np.random.Generator, offset: float = OFFSET
) -> None:
    """One pass of the sampler over every chain, in place.

    Parameters
    ----------
    chains : Chains
    q, p : float64, shape (n,) or (n, chains)
        The data, with `lags` dates more than the paths.
    prior : Prior
    lags : int
    rng : numpy Generator
    offset : float
        Added to squared residuals before their logarithm is taken.

    Notes
    -----
    The order is that of Del Negro and Primiceri, "Time Varying Structural Vector Autoregressions and Monetary Policy: A
    Corrigendum", Review of Economic Studies 82 (2015): coefficients and drift given the volatilities alone, then the
    members of the mixture, then the volatilities given the members. The covariance state is drawn together with the
    coefficients of the price, and the coefficients of the quantity use what the price says about the week's surprise.
    """
    wide = chains.log_q.shape
    q, p = (np.broadcast_to(a[:, None], (len(a), wide[1])) if a.ndim == 1 else a for a in (q, p))
    x, left_q, left_p = regressors(q, p, lags)
    var_q, var_p = np.exp(chains.log_q), np.exp(chains.log_p)

    answer = chains.price[..., -1]
    without = left_p - np.einsum("tbk,tbk->tb", x, chains.price[..., :-1])
    # p - x'b_p = a (q - x'b_q) + e says of x'b_q what q itself says, with variance var_p / a^2.
    weight = 1.0 / var_q + answer * answer / var_p
    seen = (left_q / var_q + answer * (answer * left_q - without) / var_p) / weight
    equation = prior.quantity
    chains.quantity = draw_paths(seen, x, 1.0 / weight, chains.drift_q, equation.first_mean, equation.first_cov, rng)
    surprise = left_q - np.einsum("tbk,tbk->tb", x, chains.quantity)

    equation = prior.price
    with_surprise = np.concatenate([x, surprise[..., None]], axis=-1)
    chains.price = draw_paths(
        left_p, with_surprise, var_p, chains.drift_p, equation.first_mean, equation.first_cov, rng
    )
    rest = left_p - np.einsum("tbk,tbk->tb", with_surprise, chains.price)

    chains.drift_q = _drift(prior.quantity, chains.quantity, rng)
    chains.drift_p = _drift(prior.price, chains.price, rng)

    both = np.concatenate([surprise, rest], axis=1)
    logs = np.concatenate([chains.log_q, chains.log_p], axis=1)
    steps = np.concatenate([chains.step_q, chains.step_p])
    logs = _volatility(both, logs, steps, prior, rng, offset)
    count = wide[1]
    chains.log_q, chains.log_p = logs[:, :count], logs[:, count:]
    chains.step_q = _step(prior.quantity, chains.log_q, rng)
    chains.step_p = _step(prior.price, chains.log_p, rng)


def _volatility(
    residuals: Array, logs: Array, steps: Array, prior: Prior, rng: np.random.Generator, offset: float
) -> Array:
    """Both equations in one pass: chains of the quantity first, then those of the price."""
    half = residuals.shape[1] // 2
    centre = np.repeat([prior.quantity.log_variance_mean, prior.price.log_variance_mean], half)
    # a constant shift of the log-variance is a scaling of the residual, so both can share one prior mean of zero
    scale = np.exp(-0.5 * centre)
    shifted = draw_log_variances(
        residuals * scale, logs - centre, steps, 0.0, prior.quantity.log_variance_variance, rng, offset
    )
    moved: Array = shifted + centre
    return moved


def _drift(equation: EquationPrior, path: Array, rng: np.random.Generator) -> Array:
    """Covariance of the steps: the coefficients' block, and the covariance state's own variance where there is one."""
    c = equation.drift_scale.shape[0]
    sums = squared_steps(path)
    count = path.shape[0] - 1
    block = inverse_wishart(equation.drift_scale + sums[:, :c, :c], equation.drift_freedom + count, rng)
    if sums.shape[1] == c:
        return block
    whole = np.zeros_like(sums)
    whole[:, :c, :c] = block
    own = equation.covariance_scale + sums[:, c:, c:]
    whole[:, c:, c:] = inverse_wishart(own, equation.covariance_freedom + count, rng)
    return whole


def _step(equation: EquationPrior, log_variance: Array, rng: np.random.Generator) -> Array:
    sums = squared_steps(log_variance[..., None]) + equation.volatility_scale
    drawn: Array = inverse_wishart(sums, equation.volatility_freedom + len(log_variance) - 1, rng)[:, 0, 0]
    return drawn
