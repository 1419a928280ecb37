"""The term premium of Adrian, Crump and Moench, estimated by their three regressions.

Yields of 1 to 120 months are summed up by five principal components; the components follow a first-order autoregression
(step one), excess returns are regressed on them and on their shocks (step two), and the prices of risk that make the
returns what they were on average come out of that regression (step three). What investors would ask without any price of
risk is the expected path of the short rate; the rest of the fitted yield is the term premium.

The whole history moves whenever a month is added: an estimate without its vintage means nothing, so every fit carries one.
Compare changes across vintages, never levels. The room is handed a panel; where the yields come from is not its business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError

Array = NDArray[np.float64]
Months = NDArray[np.datetime64]

#: Longest maturity, months; components are taken from `FIRST` to `LONGEST`; excess returns from half a year, then yearly.
LONGEST: Final = 120
FIRST: Final = 3
RETURNS: Final = (6, *range(12, LONGEST + 1, 12))
FACTORS: Final = 5
#: Fewest months: ten years, well above what five components and their autoregression need.
LEAST: Final = 120


@dataclass(frozen=True, slots=True, eq=False)
class YieldPanel:
    """Zero yields by month.

    Parameters
    ----------
    months : datetime64[M], shape (t,), every month once, in order
    yields : float64, shape (t, 120)
        Continuously compounded, decimals per year, of 1 to 120 months, on the last business day of the month.
    vintage : date
        The day on which these yields were what was published.
    made_of : str
        The published figures behind them, in words, with what was done to the one-month yield.
    """

    months: Months
    yields: Array
    vintage: date
    made_of: str

    def __post_init__(self) -> None:
        problems = []
        if self.yields.shape != (len(self.months), LONGEST):
            problems.append(f"yields of shape {self.yields.shape} for {len(self.months)} months")
        elif not np.isfinite(self.yields).all():
            problems.append("a yield is missing")
        elif np.abs(self.yields).max(initial=0.0) > 0.5:
            problems.append("yields in percent")
        if len(self.months) < LEAST:
            problems.append(f"{len(self.months)} months")
        elif np.any(np.diff(self.months.astype("datetime64[M]").astype(int)) != 1):
            problems.append("a month is missing, or out of order")
        if problems:
            raise UsageError(
                f"the panel of yields cannot be used: {'; '.join(problems)}",
                "yields.acm",
                f"at least {LEAST} months in a row, yields of 1 to {LONGEST} months as decimals",
                "hand in the whole history of the fitted curve",
            )


@dataclass(frozen=True, slots=True, eq=False)
class AcmFit:
    """The estimated model.

    Attributes
    ----------
    panel : YieldPanel
        With its vintage.
    centre, weights : shapes (118,) and (118, k)
        Components of a cross-section of yields: ``(y - centre) @ weights``.
    mu, phi, sigma : shapes (k,), (k, k), (k, k)
        The autoregression of the components by month and the covariance of its shocks.
    lambda0, lambda1 : shapes (k,), (k, k)
        Prices of risk.
    delta0, delta1 : float, shape (k,)
        The one-month rate per month.
    variance : float
        Of the pricing errors of monthly excess returns.
    """

    panel: YieldPanel
    centre: Array
    weights: Array
    mu: Array
    phi: Array
    sigma: Array
    lambda0: Array
    lambda1: Array
    delta0: float
    delta1: Array
    variance: float

    @property
    def vintage(self) -> date:
        """The day whose published yields were used."""
        return self.panel.vintage

    @property
    def sample(self) -> tuple[date, date]:
        """First and last month, by their first days."""
        first, last = self.panel.months[[0, -1]].astype("datetime64[D]").tolist()
        return first, last

    def decomposed(self, yields: Array | None = None) -> Decomposed:
        """Fitted yields, term premia and risk-neutral yields of cross-sections, by default of the panel's months.

        Parameters
        ----------
        yields : float64, shape (d, 120), optional
            Of other days: daily yields are put on the monthly components.
        """
        given = self.panel.yields if yields is None else yields
        factors = (given[:, FIRST - 1 :] - self.centre) @ self.weights
        fitted = _priced(self, factors, self.mu - self.lambda0, self.phi - self.lambda1)
        neutral = _priced(self, factors, np.zeros_like(self.mu), self.phi)
        return Decomposed(fitted, neutral)

    def json(self) -> dict[str, Any]:
        """What identifies the estimate: vintage, sample, figures used, and the parameters."""
        return {
            "vintage": self.vintage.isoformat(),
            "sample": [str(self.panel.months[0]), str(self.panel.months[-1])],
            "made_of": self.panel.made_of,
            "factors": len(self.mu),
            "mu": self.mu.tolist(),
            "phi": self.phi.tolist(),
            "sigma": self.sigma.tolist(),
            "lambda0": self.lambda0.tolist(),
            "lambda1": self.lambda1.tolist(),
            "delta0": self.delta0,
            "delta1": self.delta1.tolist(),
            "variance": self.variance,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Decomposed:
    """Yields of 1 to 120 months, decimals per year, shape (t, 120). Law: fitted = risk-neutral + term premium."""

    fitted: Array
    neutral: Array

    @property
    def premium(self) -> Array:
        """Fitted less risk-neutral."""
        return self.fitted - self.neutral


def with_short_rate(panel: YieldPanel, funds: dict[np.datetime64, float], before: str = "1982-01") -> YieldPanel:
    """The panel with its one-month yield before a month replaced by what the federal funds rate tells of it.

    Parameters
    ----------
    panel : YieldPanel
    funds : mapping of month -> federal funds rate, decimal per year, average of the month
    before : month; from it on the two are regressed on each other, and before it the fitted value stands

    Raises
    ------
    UsageError
        If the funds rate does not cover every month of the panel.

    Notes
    -----
    The paper does not mention this step; without it the official file is missed by up to 5 basis points, because the
    curve has no bills and its one-month end is an extrapolation that was at its worst before 1982.
    """
    missing = [str(month) for month in panel.months if month not in funds]
    if missing:
        raise UsageError(
            f"the federal funds rate is missing in {len(missing)} months, the first {missing[0]}",
            "yields.acm, with_short_rate",
            f"a rate for every month from {panel.months[0]} to {panel.months[-1]}",
            "fetch FEDFUNDS, or estimate without this step and say so",
        )
    rate = np.array([funds[month] for month in panel.months])
    early = panel.months < np.datetime64(before, "M")
    design = np.column_stack([np.ones(len(rate)), rate])
    beta, *_ = np.linalg.lstsq(design[~early], panel.yields[~early, 0], rcond=None)
    yields = panel.yields.copy()
    yields[early, 0] = design[early] @ beta
    said = f"{panel.made_of}; one-month yield before {before} from the federal funds rate"
    return YieldPanel(panel.months, yields, panel.vintage, said)


def estimate_acm(panel: YieldPanel, factors: int = FACTORS) -> AcmFit:
    """Estimate the model on a panel.

    Notes
    -----
    Source: Adrian, Crump and Moench, "Pricing the Term Structure with Linear Regressions", JFE 110(1), 2013; scaling,
    divisors and maturities as in the reproduction by Duarte that meets the official workbook. Laws: the identity of
    :class:`Decomposed`; nothing changes when the components are turned or rescaled.
    """
    centre, weights, x = _components(panel.yields[:, FIRST - 1 :], factors)
    before, after = x[:-1], x[1:]
    ones = np.ones((len(before), 1))
    drift = _ols(np.hstack([ones, before]), after)
    shocks = after - np.hstack([ones, before]) @ drift
    sigma = np.atleast_2d(np.cov(shocks, rowvar=False))

    returns = excess_returns(panel.yields)
    design = np.hstack([ones, before, shocks])
    found = _ols(design, returns)
    errors = returns - design @ found
    variance = float((errors**2).mean())
    constant, slope, beta = found[0], found[1 : 1 + factors].T, found[1 + factors :].T
    convexity = 0.5 * (np.einsum("ij,jk,ik->i", beta, sigma, beta) + variance)
    lambda0, lambda1 = _ols(beta, constant + convexity), _ols(beta, slope)

    short = _ols(np.hstack([np.ones((len(x), 1)), x]), panel.yields[:, 0] / 12.0)
    return AcmFit(
        panel=panel,
        centre=centre,
        weights=weights,
        mu=drift[0],
        phi=drift[1:].T,
        sigma=sigma,
        lambda0=lambda0,
        lambda1=lambda1,
        delta0=float(short[0]),
        delta1=short[1:],
        variance=variance,
    )


def excess_returns(yields: Array) -> Array:
    """Monthly log excess returns of the maturities of :data:`RETURNS`, shape (t - 1, 11), from yields (t, 120).

    Notes
    -----
    ``rx(n) = -(n-1)/12 y'(n-1) + n/12 y(n) - y(1)/12``: bought at n months, sold a month later, financed at one month.
    """
    n = np.array(RETURNS)
    sold, bought = yields[1:, n - 2], yields[:-1, n - 1]
    return np.asarray(-(n - 1) / 12.0 * sold + n / 12.0 * bought - yields[:-1, :1] / 12.0)


def loadings(fit: AcmFit, drift: Array, pull: Array) -> tuple[Array, Array]:
    """Log prices of 1 to 120 months as ``A + B x``: shapes (120,) and (120, k), by recursion in the maturity.

    Parameters
    ----------
    drift, pull : shapes (k,), (k, k)
        The autoregression under which one discounts: ``mu - lambda0`` and ``phi - lambda1`` for what bonds cost; for the
        expected path ``phi`` and no drift, because the components are measured from their own mean (as in the official
        file; with the small estimated `mu` instead, the level of the premium moves by a basis point or two).
    """
    k = len(fit.mu)
    a, b = np.empty(LONGEST), np.empty((LONGEST, k))
    last_a, last_b = 0.0, np.zeros(k)
    for n in range(LONGEST):
        jump = 0.5 * (float(last_b @ fit.sigma @ last_b) + (fit.variance if n else 0.0))
        last_a = last_a + float(last_b @ drift) + jump - fit.delta0
        last_b = last_b @ pull - fit.delta1
        a[n], b[n] = last_a, last_b
    return a, b


def _priced(fit: AcmFit, factors: Array, drift: Array, pull: Array) -> Array:
    a, b = loadings(fit, drift, pull)
    years = np.arange(1, LONGEST + 1) / 12.0
    return np.asarray(-(a + factors @ b.T) / years)


def _components(yields: Array, factors: int) -> tuple[Array, Array, Array]:
    """Centre, weights and components of unit standard deviation; the sign is that of the largest weight, to be fixed."""
    centre = yields.mean(axis=0)
    around = yields - centre
    _, vectors = np.linalg.eigh(around.T @ around)
    chosen = vectors[:, ::-1][:, :factors]
    largest = chosen[np.abs(chosen).argmax(axis=0), np.arange(factors)]
    chosen = chosen * np.sign(largest)
    raw = around @ chosen
    weights = chosen / raw.std(axis=0, ddof=1)
    return centre, weights, around @ weights


def _ols(design: Array, left: Array) -> Array:
    found, *_ = np.linalg.lstsq(design, left, rcond=None)
    return np.asarray(found)
