"""Draws: joint paths of what a run is not told, each the same whatever the batch or the number of workers.

A draw is the centre of each line plus what the model's shocks make of it. The centre is the model's own path, or one that
is handed over: a scenario's assumption, a published baseline. Months already published are what was published, in every
draw.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import OutOfRange, UsageError
from ebb.simulate.draws.model import DrawModel, rates
from ebb.simulate.draws.panel import LINES
from ebb.simulate.liabilities.model import Months, Values

Matrix = NDArray[np.float64]

#: Draws simulated at a time: what is on the way stays within the processor's cache and a few megabytes.
_BATCH: Final = 500
_LONGEST: Final = 600


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Paths of seven lines, float64 of shape (draws, T), by `months`, datetime64[M] of shape (T,).

    `policy_rate` (federal funds, monthly mean), `ten_year` and `mortgage_rate` in percent; `inflation` in percent, the
    annual rate of the month; `gdp` the annualised nominal level, `tga` and `currency` the level at the month's end, in USD
    billion. `first` is the number of the first draw.
    """

    months: NDArray[np.datetime64]
    policy_rate: Matrix
    ten_year: Matrix
    mortgage_rate: Matrix
    inflation: Matrix
    gdp: Matrix
    tga: Matrix
    currency: Matrix
    first: int = 0

    def __len__(self) -> int:
        return len(self.policy_rate)


@dataclass(frozen=True, slots=True, eq=False)
class Centre:
    """What draws lie around, one value a month of the draws, shape (T,), units of :class:`Draws`; None: the model's own path.

    In months already published it is not asked. A ten-year yield given without a mortgage rate takes the mortgage rate with
    it.
    """

    policy_rate: Values | None = None
    ten_year: Values | None = None
    mortgage_rate: Values | None = None
    inflation: Values | None = None
    gdp: Values | None = None
    tga: Values | None = None
    currency: Values | None = None


def draw(
    model: DrawModel,
    start: date,
    months: int,
    seed: int,
    first: int = 0,
    count: int = 1000,
    centre: Centre | None = None,
) -> Draws:
    """Paths number `first` to `first + count - 1` of a seed.

    Parameters
    ----------
    model : DrawModel
    start : date
        First month; months before the model's first open month hold what was published.
    months : int
        1 to 600.
    seed, first, count : int
        Seed and draw numbers, zero or more; at least one draw.
    centre : Centre, optional

    Raises
    ------
    UsageError
        For a length, seed or count that cannot be, or a centre of another length: every problem at once.
    OutOfRange
        If the start lies before the model's record.

    Notes
    -----
    Laws: draw k of a seed is the same path to the bit whatever `first`, `count` and `months`; no rate lies below the lower
    bound, no account below zero; where a centre is given and the bound is far, the middle of the draws is the centre.
    """
    _check(months, seed, first, count, centre)
    begin = start.year * 12 + start.month - 1
    oldest = max(int(line.months[0]) for line in model.panel.lines.values())
    if begin < oldest:
        raise OutOfRange(
            f"draws cannot start in {start:%Y-%m}",
            "simulate.draws",
            f"a month from {oldest // 12}-{oldest % 12 + 1:02d} on",
            "choose a later start",
        )
    wanted = np.arange(begin, begin + months)
    horizon = max(int(wanted[-1]) - model.first_drawn + 1, 1)
    own = _own(model, wanted)
    around = _centred(model, wanted, own, centre or Centre())
    found = {name: np.empty((count, months)) for name in LINES}
    for low in range(0, count, _BATCH):
        size = min(_BATCH, count - low)
        shocks = model.shocks.drawn(seed, first + low, size, horizon)
        made = _around(model, shocks, wanted, around)
        for name in LINES:
            found[name][low : low + size] = made[name]
    return Draws(months=(wanted - 1970 * 12).astype("datetime64[M]"), first=first, **found)


def _centred(model: DrawModel, wanted: Months, own: dict[str, Values], given: Centre) -> dict[str, Values]:
    """The given centre after a line's last published month, the model's own path where none is given."""
    found: dict[str, Values] = {}
    for name, last in _lasts(model).items():
        path = getattr(given, name)
        if path is None and name == "mortgage_rate" and given.ten_year is not None:
            path = own["mortgage_rate"] - own["ten_year"] + found["ten_year"]
        found[name] = own[name] if path is None else np.where(wanted <= last, own[name], path)
    return found


def _own(model: DrawModel, wanted: Months) -> dict[str, Values]:
    """Published, then the model's path without shocks, by wanted month."""
    end = int(wanted[-1])
    ahead = {name: max(end - last, 0) for name, last in _lasts(model).items()}
    paths = {
        "gdp": model.output.path(ahead["gdp"]),
        "tga": model.tga.path(ahead["tga"]),
        "currency": model.currency.path(ahead["currency"]),
    }
    x = _rates_path(model, max(end - model.complete_to, 0))
    paths |= {"policy_rate": x[:, 0], "ten_year": x[:, 1], "mortgage_rate": x[:, 1] + x[:, 2], "inflation": x[:, 3]}
    found = {}
    for name in LINES:
        line = model.panel.lines[name]
        after = model.complete_to if name in LINES[:4] else int(line.months[-1])
        months = np.concatenate([line.months[line.months <= after], after + 1 + np.arange(len(paths[name]))])
        values = np.concatenate([line.values[line.months <= after], paths[name]])
        found[name] = values[np.searchsorted(months, wanted)]
    return found


def _lasts(model: DrawModel) -> dict[str, int]:
    return {name: int(model.panel.lines[name].months[-1]) for name in LINES}


def _rates_path(model: DrawModel, horizon: int) -> Matrix:
    """Policy rate, ten-year yield, spread and inflation without shocks, what is already published in its place."""
    _, x = rates(model.panel)
    dynamics = model.dynamics
    away = [*(x[-dynamics.order :] - dynamics.mean)]
    for step in range(horizon):
        now = sum((dynamics.lags[lag] @ away[-1 - lag] for lag in range(dynamics.order)), np.zeros(4))
        level = now + dynamics.mean
        for i, value in _published(model, model.complete_to + 1 + step).items():
            level[i] = value - level[1] if i == 2 else value
        away.append(level - dynamics.mean)
    return np.array(away[dynamics.order :]).reshape(horizon, 4) + dynamics.mean


def _published(model: DrawModel, month: int) -> dict[int, float]:
    """Rates and inflation known in a month after the last complete one, by their place; in this order."""
    found = {}
    for i, name in enumerate(LINES[:4]):
        line = model.panel.lines[name]
        place = month - int(line.months[0])
        if place < len(line):
            found[i] = float(line.values[place])
    return found


def _around(model: DrawModel, shocks: Matrix, wanted: Months, around: dict[str, Values]) -> dict[str, Matrix]:
    """Draws by line, shape (draws, T), from shocks of shape (horizon, lines, draws) that begin with the first open month."""
    horizon, _, count = shocks.shape
    base = model.first_drawn
    place = wanted - base
    open_months = place >= 0

    def placed(away: Matrix, nothing: float) -> Matrix:
        """Deviations of the open months (horizon, draws) at the wanted months (draws, T)."""
        whole = np.full((count, len(wanted)), nothing)
        whole[:, open_months] = away[place[open_months]].T
        return whole

    x = _rates_away(model, shocks)
    policy, ten, spread, inflation = (placed(np.ascontiguousarray(x[:, i]), 0.0) for i in range(4))
    low = model.lower_bound
    lasts = _lasts(model)
    growth = _added(shocks[:, 4], lasts["gdp"] + 1 - base)
    money = _added(shocks[:, 6], lasts["currency"] + 1 - base)
    tga_after = lasts["tga"] + 1 - base
    tga = np.zeros((horizon, count))
    tga[tga_after:] = (model.tga.draw(np.ascontiguousarray(shocks[tga_after:, 5].T)).T) - model.tga.path(
        horizon - tga_after
    )[:, None]
    return {
        "policy_rate": np.maximum(around["policy_rate"] + policy, low),
        "ten_year": np.maximum(around["ten_year"] + ten, low),
        "mortgage_rate": np.maximum(around["mortgage_rate"] + ten + spread, low),
        "inflation": around["inflation"] + inflation,
        "gdp": around["gdp"] * np.exp(placed(growth, 0.0)),
        "tga": np.maximum(around["tga"] + placed(tga, 0.0), 0.0),
        "currency": around["currency"] * np.exp(placed(money, 0.0)),
    }


def _rates_away(model: DrawModel, shocks: Matrix) -> Matrix:
    """Deviations of rates and inflation from the path without shocks, shape (horizon, 4, draws); zero where published."""
    horizon, _, count = shocks.shape
    lags = model.dynamics.lags
    order = len(lags)
    skip = model.complete_to + 1 - model.first_drawn
    away = np.zeros((horizon + order, 4, count))
    for t in range(skip, horizon):
        known = _published(model, model.first_drawn + t)
        for i in range(4):
            if i in known:
                # a mortgage rate is known: its spread gives way where the ten-year yield is not
                away[t + order, i] = -away[t + order, 1] if i == 2 else 0.0
                continue
            # sums written out: a matrix product may add in another order for another number of draws
            now = shocks[t, i].copy()
            for lag in range(order):
                for j in range(4):
                    if lags[lag, i, j] != 0.0:
                        now += lags[lag, i, j] * away[t + order - 1 - lag, j]
            away[t + order, i] = now
    return away[order:]


def _added(shocks: Matrix, skip: int) -> Matrix:
    """Deviations of a log level, shape (horizon, draws): its shocks added up, zero in the months before `skip`."""
    found = np.zeros_like(shocks)
    found[skip:] = np.cumsum(shocks[skip:], axis=0)
    return found


def _check(months: int, seed: int, first: int, count: int, centre: Centre | None) -> None:
    problems = []
    if not 1 <= months <= _LONGEST:
        problems.append(f"{months} months")
    if seed < 0:
        problems.append(f"seed {seed}")
    if first < 0:
        problems.append(f"draw number {first}")
    if count < 1:
        problems.append(f"{count} draws")
    if centre is not None:
        for field in fields(centre):
            given = getattr(centre, field.name)
            if given is None:
                continue
            if np.shape(given) != (months,):
                problems.append(f"a centre of {field.name} with {np.size(given)} months")
            elif not np.isfinite(given).all():
                problems.append(f"a centre of {field.name} that is not a number in every month")
    if problems:
        raise UsageError(
            f"draws cannot have {', '.join(problems)}",
            "simulate.draws",
            f"1 to {_LONGEST} months, a seed and draw numbers of zero or more, 1 draw or more, a centre for every month",
            "correct what is listed",
        )
