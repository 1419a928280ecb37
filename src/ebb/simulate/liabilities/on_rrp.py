"""What money funds leave at the Fed overnight, month by month: a drain driven by bills' yield and by the money there is.

Three models, so that the first has something to beat: the drain, an exponential decay, a random walk. The drain says that
funds leave as bills pay more than the facility, and that a month's change of the money fixed by everything else (reserves
and ON RRP together: a Treasury that fills its account with bills takes it away) falls on funds in part. Net bill supply to
private hands (:mod:`ebb.simulate.liabilities.issuance`) is a regressor of its own where a caller hands it over; the scores set
the drain with it beside the drain without.

Amounts are squeezed by ln(1 + USD bn / 100): an amount of two billion that becomes twenty is then no event, while a facility
of two trillion moves in proportion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebb.errors import SourceError
from ebb.simulate.liabilities.model import WINDOW, Monthly, Months, Values, require_months

#: USD billion at which the squeeze turns from a line into a logarithm.
SCALE = 100.0
_LEAST = 24
_RECENT = 6


def squeezed(level: Values) -> Values:
    """ln(1 + level / :data:`SCALE`) of USD billion."""
    found: Values = np.log1p(level / SCALE)
    return found


def unsqueezed(z: Values) -> Values:
    """USD billion, never below 0; the inverse of :func:`squeezed`."""
    found: Values = SCALE * np.expm1(np.clip(z, 0.0, 12.0))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Drain:
    """Change of the squeezed level = `intercept` + `by_spread` x last month's spread + `by_level` x last level +
    `by_pool` x this month's change of the pool (USD 100 bn) + `by_bills` x net bill supply (USD 100 bn) + error.

    `spread` is the newest three-month bill yield less the award rate, percent, held ahead. A coefficient of the wrong sign
    (funds that come when bills pay more, or that run ever faster) is refused and the fit made without it: it is then 0.
    """

    last: float
    spread: float
    intercept: float
    by_spread: float
    by_level: float
    by_pool: float
    by_bills: float
    months: Months
    errors: Values
    name: str = "on_rrp"

    @property
    def said(self) -> str:
        """How the path is made."""
        parts = []
        if self.by_spread:
            parts.append(
                f"{self.by_spread:+.2f} per point of bills over the award rate, held at {self.spread:+.2f} points"
            )
        if self.by_pool:
            parts.append(f"{self.by_pool:+.2f} per USD 100 bn of reserves and ON RRP together")
        if self.by_level:
            parts.append(f"{self.by_level:+.2f} per unit of its own level")
        if self.by_bills:
            parts.append(f"{self.by_bills:+.2f} per USD 100 bn of net bill supply")
        return f"drain estimated on {len(self.months)} months: {'; '.join(parts) or 'no driver has its sign'}"

    def path(self, horizon: int) -> Values:
        """Levels without errors, the pool unchanged."""
        found: Values = self.draw(np.zeros((1, horizon)))[0]
        return found

    def draw(self, shocks: Values) -> Values:
        """Levels under drawn errors, the pool unchanged."""
        return self.follow(shocks, np.zeros_like(shocks))

    def follow(self, shocks: Values, pool_changes: Values, bills: Values | None = None) -> Values:
        """Levels under drawn errors and changes of the pool (USD bn), each of shape (draws, horizon)."""
        found = np.empty_like(shocks)
        z = np.full(shocks.shape[0], float(squeezed(np.array(self.last))))
        supplied = np.zeros(shocks.shape[1]) if bills is None else bills
        for i in range(shocks.shape[1]):
            moved = self.intercept + self.by_spread * self.spread + self.by_level * z
            moved = moved + (self.by_pool * pool_changes[:, i] + self.by_bills * supplied[i]) / SCALE
            z = np.maximum(z + moved + shocks[:, i], 0.0)
            found[:, i] = unsqueezed(z)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Decay:
    """The squeezed level falls by `rate` a month, as on average in the last six months; it stays where it rose in them."""

    last: float
    rate: float
    months: Months
    errors: Values
    name: str = "on_rrp"

    @property
    def said(self) -> str:
        """How the path is made."""
        return f"exponential decay, {self.rate:.2f} a month, as in the last six"

    def path(self, horizon: int) -> Values:
        """Levels without errors."""
        found: Values = self.draw(np.zeros((1, horizon)))[0]
        return found

    def draw(self, shocks: Values) -> Values:
        """Levels under drawn errors."""
        return _walk(self.last, shocks - self.rate)

    def follow(self, shocks: Values, pool_changes: Values, bills: Values | None = None) -> Values:
        """The same: decay knows no pool."""
        return self.draw(shocks)


def _walk(last: float, steps: Values) -> Values:
    """Squeezed levels that move by `steps` and never fall below 0, as USD billion."""
    found = np.empty_like(steps)
    z = np.full(steps.shape[0], float(squeezed(np.array(last))))
    for i in range(steps.shape[1]):
        z = np.maximum(z + steps[:, i], 0.0)
        found[:, i] = unsqueezed(z)
    return found


def fit_decay(level: Monthly) -> Decay:
    """Fit the decay on the last six months; its errors are those the same rule would have made before.

    Raises
    ------
    SourceError
        With fewer than two years of months in a row.
    """
    known = require_months("ON RRP", level, _LEAST)
    steps = np.diff(squeezed(known.values))
    rates = np.array([max(0.0, -float(steps[i - _RECENT : i].mean())) for i in range(_RECENT, len(steps) + 1)])
    return Decay(float(known.values[-1]), float(rates[-1]), known.months[_RECENT + 1 :], steps[_RECENT:] + rates[:-1])


def fit_walk(level: Monthly) -> Decay:
    """A random walk of the squeezed level without drift: a decay of rate 0.

    Raises
    ------
    SourceError
        With fewer than two years of months in a row.
    """
    known = require_months("ON RRP", level, _LEAST)
    steps = np.diff(squeezed(known.values))[-WINDOW:]
    return Decay(float(known.values[-1]), 0.0, known.months[1:][-WINDOW:], steps - steps.mean())


def fit_drain(level: Monthly, spread: Monthly, pool: Monthly, bills: Monthly | None = None) -> Drain:
    """Fit the drain by least squares on the months all inputs share.

    Parameters
    ----------
    level : Monthly, USD billion
    spread : Monthly, percent
        Mean of the month of three-month bills less the facility's award rate.
    pool : Monthly, USD billion
        Reserves and ON RRP together.
    bills : Monthly, optional, USD billion a month
        Net bill supply to private hands.

    Raises
    ------
    SourceError
        With fewer than two years of months in a row.
    """
    known = require_months("ON RRP", level, _LEAST)
    usable = set(known.months[1:].tolist()) & set((spread.months + 1).tolist())
    usable &= set(pool.months.tolist()) & set((pool.months + 1).tolist())
    if bills is not None:
        usable &= set(bills.months.tolist())
    months = np.array(sorted(usable), dtype=np.int64)[-WINDOW:]
    if len(months) < _LEAST:
        raise SourceError(
            f"the drain of ON RRP has {len(months)} months with bill yields and reserves",
            "simulate.liabilities.on_rrp",
            f"at least {_LEAST}",
            "use the decay or the random walk, or choose a later --as-of",
        )
    z = squeezed(known.values)
    place = np.searchsorted(known.months, months)
    columns = {
        "by_spread": spread.at(months - 1),
        "by_level": z[place - 1],
        "by_pool": (pool.at(months) - pool.at(months - 1)) / SCALE,
    }
    if bills is not None:
        columns["by_bills"] = bills.at(months) / SCALE
    found, errors = _signed(columns, z[place] - z[place - 1])
    return Drain(
        last=float(known.values[-1]),
        spread=float(spread.values[-1]),
        intercept=found["intercept"],
        by_spread=found.get("by_spread", 0.0),
        by_level=found.get("by_level", 0.0),
        by_pool=found.get("by_pool", 0.0),
        by_bills=found.get("by_bills", 0.0),
        months=months,
        errors=errors,
    )


#: Sign that each coefficient must have to be used.
_SIGNS = {"by_spread": -1, "by_level": -1, "by_pool": 1, "by_bills": -1}


def _signed(columns: dict[str, Values], moved: Values) -> tuple[dict[str, float], NDArray[np.float64]]:
    """Least squares, leaving out one by one what comes out with the wrong sign, the farthest out (in its t-ratio) first."""
    names = list(columns)
    while True:
        design = np.column_stack([np.ones(len(moved)), *(columns[name] for name in names)])
        beta, *_ = np.linalg.lstsq(design, moved, rcond=None)
        errors = moved - design @ beta
        wrong = {
            name: abs(beta[i]) * float(columns[name].std())
            for i, name in enumerate(names, start=1)
            if beta[i] * _SIGNS[name] < 0
        }
        if not wrong:
            return {"intercept": float(beta[0]), **{n: float(b) for n, b in zip(names, beta[1:], strict=True)}}, errors
        names.remove(max(wrong, key=lambda name: wrong[name]))
