"""Data and parameters drawn from the prior of the drifting autoregression, one set for each chain."""

from __future__ import annotations

import numpy as np

from ebb.funding.elasticity.prior import EquationPrior, Prior
from ebb.funding.elasticity.sampler import Chains
from ebb.funding.elasticity.wishart import inverse_wishart


def tiny_prior(lags: int, *, persistence: float = 0.0, answer: float = 0.0, drift: float = 0.02) -> Prior:
    """A proper prior under which a short autoregression stays tame."""
    c = 1 + 2 * lags

    def equation(own: int | None, extra: bool) -> EquationPrior:
        mean = np.zeros(c + extra)
        if own is not None:
            mean[own] = persistence
        if extra:
            mean[-1] = answer
        return EquationPrior(
            first_mean=mean,
            first_cov=0.02 * np.eye(c + extra),
            drift_scale=drift**2 * 12.0 * np.eye(c),
            drift_freedom=12.0,
            covariance_scale=(3 * drift) ** 2 * 12.0 if extra else 0.0,
            covariance_freedom=12.0,
            log_variance_mean=-1.0,
            log_variance_variance=0.25,
            volatility_scale=0.05 * 12.0,
            volatility_freedom=12.0,
        )

    return Prior(equation(1, extra=False), equation(2, extra=True))


def parameters(prior: Prior, dates: int, chains: int, rng: np.random.Generator) -> Chains:
    """Coefficients, drift and volatilities of every chain from the prior."""
    found = {}
    for name, equation in (("q", prior.quantity), ("p", prior.price)):
        k, c = len(equation.first_mean), equation.drift_scale.shape[0]
        drift = np.zeros((chains, k, k))
        drift[:, :c, :c] = inverse_wishart(
            np.broadcast_to(equation.drift_scale, (chains, c, c)), equation.drift_freedom, rng
        )
        if k > c:
            own = np.full((chains, 1, 1), equation.covariance_scale)
            drift[:, c:, c:] = inverse_wishart(own, equation.covariance_freedom, rng)
        steps = np.einsum("bij,tbj->tbi", np.linalg.cholesky(drift), rng.standard_normal((dates, chains, k)))
        steps[0] = equation.first_mean + rng.standard_normal((chains, k)) @ np.linalg.cholesky(equation.first_cov).T
        own = np.full((chains, 1, 1), equation.volatility_scale)
        step = inverse_wishart(own, equation.volatility_freedom, rng)[:, 0, 0]
        logs = np.sqrt(step) * rng.standard_normal((dates, chains))
        logs[0] = equation.log_variance_mean + np.sqrt(equation.log_variance_variance) * rng.standard_normal(chains)
        found[name] = (np.cumsum(steps, axis=0), np.cumsum(logs, axis=0), drift, step)
    (quantity, log_q, drift_q, step_q), (price, log_p, drift_p, step_p) = found["q"], found["p"]
    return Chains(quantity, price, log_q, log_p, drift_q, drift_p, step_q, step_p)


def data(chains: Chains, lags: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Quantity and price of every chain, shape (lags + dates, chains), the first `lags` of them zero."""
    dates, count = chains.log_q.shape
    q, p = np.zeros((lags + dates, count)), np.zeros((lags + dates, count))
    for t in range(dates):
        x = [np.ones(count)]
        for lag in range(1, lags + 1):
            x += [q[lags + t - lag], p[lags + t - lag]]
        row = np.stack(x, axis=-1)
        surprise = np.exp(chains.log_q[t] / 2) * rng.standard_normal(count)
        rest = np.exp(chains.log_p[t] / 2) * rng.standard_normal(count)
        q[lags + t] = (row * chains.quantity[t]).sum(axis=1) + surprise
        p[lags + t] = (row * chains.price[t, :, :-1]).sum(axis=1) + chains.price[t, :, -1] * surprise + rest
    return q, p
