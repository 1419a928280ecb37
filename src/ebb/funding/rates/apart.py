"""One day's spread taken apart: what reserves, settlements, taxes and turns add up to, and what only their meeting explains.

The case is 17 September 2019. Three models, each on three samples: to the end of that quarter (the day included), to the eve
of the event (the day and its neighbours), and every other covered day since 2018. A model that has seen the day may bend to
it; only the other two say what could have been expected. Dealers' positions are not held, so they are missing and not imputed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.dates import last_business_day
from ebb.errors import UsageError
from ebb.funding.demand import NOT_ABOUT_RESERVES
from ebb.funding.quantiles import quantile_regression
from ebb.funding.rates.days import KINDS, kinds_of
from ebb.funding.rates.explained import conditions_on, settled
from ebb.funding.rates.panel import Array, Days, Panel
from ebb.series import Series

MODELS: Final = ("additive", "interactions", "quantile")
SAMPLES: Final = ("with_the_day", "before", "all_other_days")
#: Parts of the additive model, basis points.
PARTS: Final = ("reserves", "settlement", "after_settlement", "tax", "after_tax", "turns", "tga_move")
UPPER: Final = 0.99
_NAMES: Final = (
    "constant",
    "reserves",
    "settlement",
    "after_settlement",
    "tax",
    "after_tax",
    "quarter_end",
    "month_end",
    "after_turn",
    "tga_move",
)
#: What meets scarce reserves in the model with interactions.
_MEETING: Final = ("settlement", "after_settlement", "tax", "after_tax")
_TURNS: Final = ("quarter_end", "month_end", "after_turn")
_LEAST: Final = 250
#: The day itself and its neighbours are one event.
_EVENT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What one model on one sample says of the day: fitted and residual, basis points."""

    model: str
    sample: str
    fitted: float
    residual: float
    days: int


@dataclass(frozen=True, slots=True)
class TakenApart:
    """One day: its spread, the ordinary level, the parts of the additive model that has seen it, and all fits.

    Law: spread = usual + sum of parts + residual of the additive model with the day.
    """

    rate: str
    day: date
    spread: float
    usual: float
    parts: tuple[tuple[str, float], ...]
    fits: tuple[Fitted, ...]
    settlement: float
    missing: tuple[str, ...] = ("dealer_positions",)

    def fit(self, model: str, sample: str) -> Fitted:
        """The fit of one model on one sample (StopIteration where there is none)."""
        return next(fit for fit in self.fits if (fit.model, fit.sample) == (model, sample))


def take_apart(data: Panel, day: date, sizes: Series, covered: tuple[tuple[date, date], ...]) -> TakenApart:
    """Decompose the spread of one day.

    Parameters
    ----------
    data : Panel
        Cut to what was known; must hold the day.
    day : date
    sizes : Series
        Announced coupon securities by settlement date, USD billion, gross of what matures that day.
    covered : spans of settlement dates in which a day without an amount had none

    Raises
    ------
    UsageError
        If the day is not held, or too few days before it are.
    """
    x, y, days = _rows(data, sizes, covered)
    at = np.flatnonzero(days == np.datetime64(day, "D"))
    if not len(at) or (days < np.datetime64(day, "D")).sum() < _LEAST:
        raise UsageError(
            f"{data.rate} of {day} cannot be taken apart",
            "funding.rates.apart",
            f"the day itself and at least {_LEAST} covered days before it",
            f"import {data.rate}, reserves and bank assets by day and week",
        )
    row = int(at[0])
    samples = dict(zip(SAMPLES, _samples(days, day), strict=True))
    fits = []
    for name, kept in samples.items():
        centre = float(x[kept, 1].mean())
        for model in MODELS:
            fitted = _fitted(model, x, y, kept, centre)[row]
            fits.append(Fitted(model, name, float(fitted), float(y[row] - fitted), int(kept.sum())))
    usual, parts = _parts(x, y, samples[SAMPLES[0]], row)
    return TakenApart(data.rate, day, float(y[row]), usual, parts, tuple(fits), float(x[row, 2] + x[row, 3]))


def _rows(data: Panel, sizes: Series, covered: tuple[tuple[date, date], ...]) -> tuple[Array, Array, Days]:
    """Regressors in the order of the names, spreads and days, of covered days on which all is known."""
    days, kinds = data.dates, kinds_of(data.dates)
    amount, inside = settled(days, sizes, covered)
    conditions = conditions_on(data, days)
    tax = kinds[:, KINDS.index("tax")]
    after = np.vstack([np.zeros(2), np.column_stack([amount, tax])[:-1]])
    turns = kinds[:, [KINDS.index(name) for name in _TURNS]]
    x = np.column_stack(
        [np.ones(len(days)), conditions[:, 0], amount, after[:, 0], tax, after[:, 1], turns, conditions[:, 2]]
    )
    months = np.array(NOT_ABOUT_RESERVES, dtype="datetime64[M]")
    kept = inside & ~np.isnan(x).any(axis=1) & ~np.isin(days.astype("datetime64[M]"), months)
    return x[kept], data.spread[kept], days[kept]


def _samples(days: Days, day: date) -> tuple[NDArray[np.bool_], ...]:
    quarter = day.month + (-day.month) % 3
    end = np.datetime64(last_business_day(day.year, quarter), "D")
    event = (days >= np.datetime64(day - _EVENT, "D")) & (days <= np.datetime64(day + _EVENT, "D"))
    return days <= end, days < np.datetime64(day - _EVENT, "D"), ~event


def _fitted(model: str, x: Array, y: Array, kept: NDArray[np.bool_], centre: float) -> Array:
    """Fitted values of all rows by a model estimated on the rows kept."""
    design = x
    if model != "additive":
        short = centre - x[:, 1]
        design = np.column_stack([x, *(x[:, _NAMES.index(name)] * short for name in _MEETING)])
    if model == "quantile":
        size = np.where(design[kept].std(axis=0) > 1e-9, design[kept].std(axis=0), 1.0)
        scaled: Array = (design / size) @ quantile_regression(design[kept] / size, y[kept], UPPER)
        return scaled
    found, *_ = np.linalg.lstsq(design[kept], y[kept], rcond=None)
    fitted: Array = design @ found
    return fitted


def _parts(x: Array, y: Array, kept: NDArray[np.bool_], row: int) -> tuple[float, tuple[tuple[str, float], ...]]:
    """The level of an ordinary day at the sample's mean conditions, and what each part adds to it on the day."""
    found, *_ = np.linalg.lstsq(x[kept], y[kept], rcond=None)
    base = x[kept].mean(axis=0)
    marks = [_NAMES.index(name) for name in _NAMES if name not in ("constant", "reserves", "tga_move")]
    base[marks] = 0.0
    added = dict(zip(_NAMES, ((x[row] - base) * found).tolist(), strict=True))
    added["turns"] = sum(added[name] for name in _TURNS)
    return float(base @ found), tuple((name, added[name]) for name in PARTS)
