"""What the sampler believes before it sees the data: a first stretch of weeks, and drift that is slow.

The first weeks are fitted by least squares; the coefficients on the first date are those, four times as uncertain. How fast
they may drift is tied to how well the first weeks pin them down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Primiceri (2005): prior drift of the coefficients, of the covariance state and of the log standard deviations.
K_COEFFICIENTS, K_COVARIANCE, K_VOLATILITY = 0.01, 0.1, 0.01
_WIDER = 4.0  # prior variance on the first date, in variances of the first weeks' estimate


@dataclass(frozen=True, slots=True, eq=False)
class EquationPrior:
    """Prior of one equation.

    Parameters
    ----------
    first_mean, first_cov : float64, shape (k,) and (k, k)
        Coefficients on the first date. In the price equation the last one is the covariance state: the price's answer within
        the week to the week's surprise in reserves.
    drift_scale : float64, shape (c, c)
        Scale of the inverse Wishart prior of the steps of the `c` coefficients without the covariance state.
    drift_freedom : float
    covariance_scale, covariance_freedom : float
        The same for the covariance state; not used in an equation without one.
    log_variance_mean, log_variance_variance : float
        Log-variance on the first date.
    volatility_scale, volatility_freedom : float
        Inverse gamma prior of the steps of the log-variance, in the form of an inverse Wishart of one dimension.
    """

    first_mean: Array
    first_cov: Array
    drift_scale: Array
    drift_freedom: float
    covariance_scale: float
    covariance_freedom: float
    log_variance_mean: float
    log_variance_variance: float
    volatility_scale: float
    volatility_freedom: float


@dataclass(frozen=True, slots=True)
class Prior:
    """Priors of the equations of quantity and price."""

    quantity: EquationPrior
    price: EquationPrior


def trained(
    q: Array,
    p: Array,
    lags: int,
    *,
    k_coefficients: float = K_COEFFICIENTS,
    k_covariance: float = K_COVARIANCE,
    k_volatility: float = K_VOLATILITY,
) -> Prior:
    """The prior that a first stretch of weeks gives.

    Parameters
    ----------
    q, p : float64, shape (n,)
        Reserves in percent of bank assets and the price in basis points, over the first weeks.
    lags : int

    Notes
    -----
    Source: Primiceri, "Time Varying Structural Vector Autoregressions and Monetary Policy", Review of Economic Studies 72
    (2005), section 4.1. The covariance of the coefficients' steps is split by equation; the log-variances walk
    independently of each other.
    """
    x, left_q, left_p = regressors(q, p, lags)
    n = len(left_q)
    inverse = np.asarray(np.linalg.inv(x.T @ x), dtype=np.float64)
    beta_q, beta_p = inverse @ (x.T @ left_q), inverse @ (x.T @ left_p)
    u_q, u_p = left_q - x @ beta_q, left_p - x @ beta_p
    free = max(n - x.shape[1], 1)
    var_q, var_p = float(u_q @ u_q) / free, float(u_p @ u_p) / free
    answer = float(u_q @ u_p) / float(u_q @ u_q)
    left = u_p - answer * u_q
    var_e = float(left @ left) / free
    var_answer = var_e / float(u_q @ u_q)
    freedom = float(max(n, x.shape[1] + 2))

    def equation(beta: Array, variance: float, noise: float, extra: tuple[float, float] | None) -> EquationPrior:
        cov: Array = inverse * variance
        mean, wide = beta, _WIDER * cov
        if extra is not None:
            mean = np.append(beta, extra[0])
            wide = np.zeros((len(mean), len(mean)))
            wide[:-1, :-1], wide[-1, -1] = _WIDER * cov, _WIDER * extra[1]
        return EquationPrior(
            first_mean=mean,
            first_cov=wide,
            drift_scale=k_coefficients**2 * freedom * cov,
            drift_freedom=freedom,
            covariance_scale=0.0 if extra is None else k_covariance**2 * 2.0 * extra[1],
            covariance_freedom=2.0,
            log_variance_mean=float(np.log(noise)),
            log_variance_variance=4.0,
            # Steps of the log standard deviation have IW(2 k^2, 2); a log-variance steps twice as far.
            volatility_scale=4.0 * 2.0 * k_volatility**2,
            volatility_freedom=2.0,
        )

    return Prior(equation(beta_q, var_q, var_q, None), equation(beta_p, var_p, var_e, (answer, var_answer)))


def regressors(q: Array, p: Array, lags: int) -> tuple[Array, Array, Array]:
    """Regressors (constant, q and p of each lag) and the two left sides.

    Parameters
    ----------
    q, p : float64, shape (n,) or (n, chains)
    lags : int

    Returns
    -------
    x : float64, shape (n - lags, 1 + 2 lags) or (n - lags, chains, 1 + 2 lags)
        Columns: 1, q(-1), p(-1), q(-2), p(-2), ...
    left_q, left_p : float64, shape (n - lags,) or (n - lags, chains)
    """
    n = len(q)
    columns = [np.ones_like(q[lags:])]
    for lag in range(1, lags + 1):
        columns += [q[lags - lag : n - lag], p[lags - lag : n - lag]]
    return np.stack(columns, axis=-1), q[lags:], p[lags:]
