"""The spread on the logarithms of reserves and of deposits: demand that grows with banks' liquid liabilities.

Both logarithms drift, so a regression in levels proves nothing by itself: it is tested for cointegration, estimated with leads
and lags of the changes (dynamic least squares), and shown beside the same regression in first differences. Deposits are
never guessed: without them there is no result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UsageError
from ebb.funding.demand import NOT_ABOUT_RESERVES
from ebb.series import Series

Array = NDArray[np.float64]

#: Response surfaces of the cointegration test with a constant, by number of series and level:
#: ``b0 + b1/T + b2/T^2 + b3/T^3``. Source: MacKinnon, "Critical Values for Cointegration Tests", Queen's Economics Department
#: Working Paper 1227 (2010), table 2.
MACKINNON = {
    2: {
        "1%": (-3.89644, -10.9519, -33.527, 0.0),
        "5%": (-3.33613, -6.1101, -6.823, 0.0),
        "10%": (-3.04445, -4.2412, -2.72, 0.0),
    },
    3: {
        "1%": (-4.29374, -14.4354, -33.195, 47.433),
        "5%": (-3.74066, -8.5632, -10.852, 27.982),
        "10%": (-3.45218, -6.2143, -3.718, 0.0),
    },
}
_NAMES = ("constant", "log_reserves", "log_deposits")


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient in basis points (per log point where it multiplies a logarithm) and its robust standard error."""

    value: float
    error: float

    @property
    def t(self) -> float:
        """Value over error."""
        return self.value / self.error


@dataclass(frozen=True, slots=True)
class Cointegration:
    """Engle and Granger's test: unit root in the residuals of the regression in levels.

    `statistic` below the critical value of a level speaks against "no cointegration" at that level.
    """

    statistic: float
    lags: int
    n: int
    critical: dict[str, float]

    @property
    def level(self) -> str | None:
        """The strictest level at which no cointegration is refused, or None."""
        return next((name for name, value in self.critical.items() if self.statistic < value), None)


@dataclass(frozen=True, slots=True)
class Break:
    """How badly one curve fits two stretches: F at the split date, and the largest F over the middle of the sample.

    Residuals are autocorrelated, so F is a measure here and not a test.
    """

    split: date
    f: float
    largest_f: float
    largest_at: date


@dataclass(frozen=True, slots=True)
class LogDemandFit:
    """Spread on log reserves and log deposits, weekly.

    `levels` are plain least squares, `dynamic` with leads and lags, `changes` first differences; each a coefficient by name.
    `r_squared` is that of levels, `r_squared_reserves` of reserves alone; `breaks` holds ``"reserves"`` and
    ``"reserves_and_deposits"``.
    """

    rate: str
    sample: tuple[date, date]
    n: int
    cointegration: Cointegration
    levels: dict[str, Coefficient]
    dynamic: dict[str, Coefficient]
    changes: dict[str, Coefficient]
    r_squared: float
    r_squared_reserves: float
    breaks: dict[str, Break]
    leads: int
    hac_lags: int

    @property
    def as_theory_says(self) -> bool:
        """Whether dynamic least squares has reserves below and deposits above zero, each by two standard errors."""
        return self.dynamic["log_reserves"].t < -2.0 and self.dynamic["log_deposits"].t > 2.0

    def reserves_at(self, spread: float, deposits: float) -> float:
        """Reserves, in the unit of `deposits`, at which the curve gives `spread` basis points (dynamic least squares)."""
        a, b, c = (self.dynamic[name].value for name in _NAMES)
        return float(np.exp((spread - a - c * np.log(deposits)) / b))

    def json(self) -> dict[str, Any]:
        """Wire form."""

        def three(found: dict[str, Coefficient]) -> dict[str, Any]:
            return {
                k: {"value": round(v.value, 3), "error": round(v.error, 3), "t": round(v.t, 2)}
                for k, v in found.items()
            }

        test = self.cointegration
        return {
            "rate": self.rate,
            "unit": "bp; bp per log point",
            "sample": [day.isoformat() for day in self.sample],
            "n": self.n,
            "cointegration": {
                "statistic": round(test.statistic, 3),
                "lags": test.lags,
                "critical": {k: round(v, 3) for k, v in test.critical.items()},
                "refuses_no_cointegration_at": test.level,
            },
            "levels": three(self.levels),
            "dynamic": three(self.dynamic),
            "changes": three(self.changes),
            "r_squared": round(self.r_squared, 4),
            "r_squared_reserves": round(self.r_squared_reserves, 4),
            "breaks": {
                name: {
                    "split": b.split.isoformat(),
                    "f": round(b.f, 1),
                    "largest_f": round(b.largest_f, 1),
                    "largest_at": b.largest_at.isoformat(),
                }
                for name, b in self.breaks.items()
            },
            "leads": self.leads,
            "hac_lags": self.hac_lags,
            "as_theory_says": self.as_theory_says,
        }


def fit_log_demand(
    dates: NDArray[np.datetime64],
    spread: Array,
    reserves: Array,
    deposits: Array,
    *,
    rate: str,
    exclude: tuple[date, ...] = NOT_ABOUT_RESERVES,
    leads: int = 4,
    hac_lags: int = 26,
    split: date = date(2020, 3, 1),
) -> LogDemandFit:
    """Estimate ``spread = a + b log(reserves) + c log(deposits) + e`` in levels, dynamically and in changes.

    Parameters
    ----------
    dates : datetime64[D], shape (n,)
        Weeks in order; a gap may be left by `exclude`.
    spread : float64, shape (n,), bp
    reserves, deposits : float64, shape (n,), > 0
        In one unit.
    rate : str
        Which market rate the spread is of.
    exclude : tuple of date
        Months left out of every regression (not of leads and lags).
    leads, hac_lags : int
        Leads and lags of both changes in the dynamic regression; lags of the Newey-West errors.
    split : date
        Where the two stretches of the break measure meet.

    Raises
    ------
    UsageError
        If fewer than 104 weeks are held.

    Notes
    -----
    Source of the idea: Lopez-Salido and Vissing-Jorgensen, "Reserve Demand, Interest Rate Control, and Quantitative
    Tightening", Federal Reserve Board. Dynamic least squares: Stock and Watson, Econometrica 61 (1993).
    """
    n = len(spread)
    if n < 104:
        raise UsageError(
            f"log demand cannot be estimated from {n} weeks",
            "funding.log_demand",
            "at least 104 weeks with reserves, deposits and a rate",
            "fetch weekly bank deposits, or choose a later as-of date",
        )
    logs = np.column_stack([np.log(reserves), np.log(deposits)])
    x = np.column_stack([np.ones(n), logs])
    kept = ~np.isin(dates.astype("datetime64[M]"), np.array(exclude, dtype="datetime64[M]"))
    changes = np.diff(logs, axis=0)
    within = np.arange(leads + 1, n - leads)
    moved = [changes[within - 1 + shift] for shift in range(-leads, leads + 1)]
    wide = np.column_stack([x[within], *moved])
    held = kept[within]
    steps = kept[1:] & kept[:-1]
    return LogDemandFit(
        rate=rate,
        sample=(dates[0].astype("datetime64[D]").item(), dates[-1].astype("datetime64[D]").item()),
        n=int(kept.sum()),
        cointegration=engle_granger(spread[kept], logs[kept]),
        levels=_named(*hac(x[kept], spread[kept], hac_lags)),
        dynamic=_named(*hac(wide[held], spread[within][held], hac_lags)),
        changes=_named(
            *hac(np.column_stack([np.ones(int(steps.sum())), changes[steps]]), np.diff(spread)[steps], hac_lags)
        ),
        r_squared=_r_squared(x[kept], spread[kept]),
        r_squared_reserves=_r_squared(x[kept][:, :2], spread[kept]),
        breaks={
            "reserves": broken(dates[kept], x[kept][:, :2], spread[kept], split),
            "reserves_and_deposits": broken(dates[kept], x[kept], spread[kept], split),
        },
        leads=leads,
        hac_lags=hac_lags,
    )


def engle_granger(y: Array, x: Array, most_lags: int | None = None) -> Cointegration:
    """Test "no cointegration" of `y` with the columns of `x`.

    Parameters
    ----------
    y : float64, shape (n,)
    x : float64, shape (n, k)
    most_lags : int, optional
        Most lagged changes tried; by default ``12 (n / 100)^(1/4)`` (Schwert). The number is chosen by Akaike's criterion
        on one common sample.
    """
    n = len(y)
    wide = np.column_stack([np.ones(n), x])
    left = y - wide @ np.linalg.lstsq(wide, y, rcond=None)[0]
    most = int(np.ceil(12.0 * (n / 100.0) ** 0.25)) if most_lags is None else most_lags
    lags = min(range(most + 1), key=lambda p: _akaike(left, p, most))
    statistic, used = _dickey_fuller(left, lags, lags)
    table = MACKINNON[x.shape[1] + 1]
    # the surfaces are in the number of observations of the levels less one
    critical = {level: float(np.polyval(surface[::-1], 1.0 / (n - 1))) for level, surface in table.items()}
    return Cointegration(statistic, lags, used, critical)


def hac(x: Array, y: Array, lags: int) -> tuple[Array, Array]:
    """Least squares and Newey-West standard errors (Bartlett weights), each shape (k,)."""
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ (x.T @ y)
    score = x * (y - x @ beta)[:, None]
    middle = score.T @ score
    for lag in range(1, lags + 1):
        apart = score[lag:].T @ score[:-lag]
        middle += (1.0 - lag / (lags + 1.0)) * (apart + apart.T)
    return beta, np.sqrt(np.diag(inverse @ middle @ inverse))


def broken(dates: NDArray[np.datetime64], x: Array, y: Array, split: date) -> Break:
    """Chow's F at `split` and the largest over the middle seven tenths of the sample.

    Where `split` leaves too few points on a side, F there is NaN.
    """
    n, k = x.shape
    whole = _squares(x, y)

    def f(place: int) -> float:
        if min(place, n - place) <= k:
            return float("nan")
        apart = _squares(x[:place], y[:place]) + _squares(x[place:], y[place:])
        return float((whole - apart) / k / (apart / (n - 2 * k)))

    places = range(int(0.15 * n), int(0.85 * n))
    every = [f(place) for place in places]
    largest = int(np.argmax(every))
    at = int(np.searchsorted(dates, np.datetime64(split, "D")))
    day: date = dates[places[largest]].astype("datetime64[D]").item()
    return Break(split, f(at), every[largest], day)


def weekly_deposits(deposits: Series | None, dates: NDArray[np.datetime64]) -> tuple[NDArray[np.intp], Array] | None:
    """Places of `dates` with a deposit figure, and the figures in USD billion; None where no deposits are held."""
    if deposits is None or not len(deposits):
        return None
    _, mine, theirs = np.intersect1d(dates, deposits.dates, return_indices=True)
    return mine, deposits.in_unit("USD bn").values[theirs]


def _akaike(left: Array, lags: int, most: int) -> float:
    y, x = _augmented(left, lags, most)
    return float(len(y) * np.log(_squares(x, y) / len(y)) + 2.0 * x.shape[1])


def _dickey_fuller(left: Array, lags: int, most: int) -> tuple[float, int]:
    y, x = _augmented(left, lags, most)
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ (x.T @ y)
    miss = y - x @ beta
    variance = float(miss @ miss) / (len(y) - x.shape[1])
    return float(beta[0] / np.sqrt(variance * inverse[0, 0])), len(y)


def _augmented(left: Array, lags: int, most: int) -> tuple[Array, Array]:
    change = np.diff(left)
    y = change[most:]
    columns = [left[most:-1], *(change[most - lag : len(change) - lag] for lag in range(1, lags + 1))]
    return y, np.column_stack(columns)


def _named(beta: Array, error: Array) -> dict[str, Coefficient]:
    return {name: Coefficient(float(b), float(e)) for name, b, e in zip(_NAMES, beta, error, strict=False)}


def _squares(x: Array, y: Array) -> float:
    miss = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(miss @ miss)


def _r_squared(x: Array, y: Array) -> float:
    return 1.0 - _squares(x, y) / float(np.sum((y - y.mean()) ** 2))
