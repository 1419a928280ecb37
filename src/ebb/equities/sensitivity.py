"""How the monthly return of somebody's own shares went with rates, the dollar, the index and volatility.

Each factor is put alone beside the return, and all together. A slope says what moved with what in these months, not what
would move what: the factors move together, and alone and together differ for that reason. Intervals are Newey and West's with
Student's t, because the months are few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ebb.equities.estimate import LEVEL, Estimate
from ebb.equities.market import Floats
from ebb.equities.regression import bandwidth, covariance_hac
from ebb.errors import UsageError
from ebb.estimation.variance import student_quantile

#: Fewer months than this show no sensitivity worth a number.
FEWEST_MONTHS: Final = 36

Month = tuple[int, int]
Monthly = Mapping[Month, float]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The return's slope on one factor.

    Parameters
    ----------
    factor : str
    unit : str
        Percent of return for each of these.
    alone : Estimate
        With nothing beside it.
    together : Estimate or None
        With the other factors held; None where there is no other.
    r_squared : float
        Of the factor alone.
    spread : float
        Standard deviation of the factor's monthly change, in its unit.
    correlation : float
        With the return: what is left of the slope once both are measured in their own spreads.
    """

    factor: str
    unit: str
    alone: Estimate
    together: Estimate | None
    r_squared: float
    spread: float
    correlation: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """A return's sensitivities, and what all factors together leave unexplained.

    Parameters
    ----------
    r_squared, adjusted : float
        Of all factors together.
    volatility, residual : float, percent a year
        Of the return, and of what the factors do not explain.
    months : tuple of (year, month)
    """

    sensitivities: tuple[Sensitivity, ...]
    r_squared: float
    adjusted: float
    volatility: float
    residual: float
    months: tuple[Month, ...]


def portfolio_returns(weights: Mapping[str, float], returns: Mapping[str, Monthly]) -> dict[Month, float]:
    """Return of shares held at fixed weights, set back every month, in the months that all of them have.

    Notes
    -----
    Law: linear in the weights; with one holding it is that holding's return.
    """
    months = set.intersection(*(set(returns[name]) for name in weights)) if weights else set()
    return {month: sum(w * returns[name][month] for name, w in weights.items()) for month in sorted(months)}


def exposure(returns: Monthly, factors: Mapping[str, tuple[str, Monthly]], *, level: float = LEVEL) -> Exposure:
    """Regress a monthly return on factors, each alone and all together.

    Parameters
    ----------
    returns : mapping month -> percent
    factors : mapping name -> (unit, mapping month -> change)
    level : float

    Raises
    ------
    UsageError
        If fewer than :data:`FEWEST_MONTHS` months are common to the return and all factors.
    """
    months = tuple(sorted(set(returns).intersection(*(set(values) for _, values in factors.values()))))
    if len(months) < FEWEST_MONTHS or not factors:
        raise UsageError(
            f"{len(months)} months in common",
            "equities.sensitivity",
            f"at least {FEWEST_MONTHS} months with a return and every factor",
            "bring a longer history of prices",
        )
    y = np.array([returns[month] for month in months])
    columns = [np.array([values[month] for month in months]) for _, values in factors.values()]
    together = _slopes(y, columns, level)
    found = []
    for place, (name, (unit, _)) in enumerate(factors.items()):
        alone = _slopes(y, [columns[place]], level)
        correlation = float(np.corrcoef(y, columns[place])[0, 1]) if y.std() > 0.0 else 0.0
        found.append(
            Sensitivity(
                factor=name,
                unit=unit,
                alone=alone[0][0],
                together=together[0][place] if len(columns) > 1 else None,
                r_squared=alone[1],
                spread=float(columns[place].std(ddof=1)),
                correlation=correlation,
            )
        )
    n, k = len(y), len(columns)
    return Exposure(
        sensitivities=tuple(found),
        r_squared=together[1],
        adjusted=1.0 - (1.0 - together[1]) * (n - 1) / (n - k - 1),
        volatility=float(np.sqrt(12.0) * y.std(ddof=1)),
        residual=float(np.sqrt(12.0 * max(0.0, 1.0 - together[1]) * y.var() * n / (n - k - 1))),
        months=months,
    )


def _slopes(y: Floats, columns: Sequence[Floats], level: float) -> tuple[list[Estimate], float]:
    """Slopes with intervals, and R-squared."""
    x = np.column_stack([np.ones(len(y)), *columns])
    coefficients, covariance = covariance_hac(y, x, bandwidth(len(y)))
    critical = student_quantile(1.0 - (1.0 - level) / 2.0, len(y) - x.shape[1])
    errors = np.sqrt(np.maximum(0.0, np.diag(covariance)))
    residual, centred = y - x @ coefficients, y - y.mean()
    total = float(centred @ centred)
    r_squared = 1.0 - float(residual @ residual) / total if total > 0.0 else 0.0
    return [
        Estimate(float(b), "percent", float(b - critical * e), float(b + critical * e), level, float(e))
        for b, e in zip(coefficients[1:], errors[1:], strict=True)
    ], min(1.0, max(0.0, r_squared))
