"""Local supply: how buying one security moves its own price, and the prices of its neighbours in maturity.

The regression of D'Amico and King: across securities, the change of the price (or yield) over a programme on the share
bought of the security itself and of its near substitutes, with what the purchases answered to taken out by instruments.
It tells relative effects, a security's against others'; the level of all yields is in the constant and is not identified.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ebb.errors import UsageError

Array = NDArray[np.float64]

#: Years in remaining maturity within which another security is a near substitute.
NEAR: Final = 2.0
LEVEL: Final = 0.90


@dataclass(frozen=True, slots=True)
class Elasticity:
    """One response with its interval of probability :data:`LEVEL`."""

    name: str
    value: float
    error: float

    @property
    def interval(self) -> tuple[float, float]:
        """Normal interval."""
        wide = NormalDist().inv_cdf((1.0 + LEVEL) / 2.0) * self.error
        return self.value - wide, self.value + wide


@dataclass(frozen=True, slots=True)
class LocalSupply:
    """Responses per unit share bought: `own`, `near` (the sum over near substitutes), then the controls; n securities."""

    own: Elasticity
    near: Elasticity
    others: tuple[Elasticity, ...]
    n: int
    instrumented: bool


def near_substitutes(bought: ArrayLike, maturity: ArrayLike, outstanding: ArrayLike, near: float = NEAR) -> Array:
    """Share bought of all other securities within `near` years of each one's maturity, shape (n,).

    Parameters
    ----------
    bought, outstanding : money, shape (n,)
    maturity : years, shape (n,)

    Notes
    -----
    Law: a security is never its own substitute; without neighbours the share is zero.
    """
    amount, years, total = (np.asarray(x, dtype=np.float64) for x in (bought, maturity, outstanding))
    close = (np.abs(years[:, None] - years[None, :]) <= near) & ~np.eye(len(years), dtype=bool)
    there = close @ total
    return np.where(there > 0.0, close @ amount / np.where(there > 0.0, there, 1.0), 0.0)


def local_supply(
    change: ArrayLike,
    own: ArrayLike,
    near: ArrayLike,
    controls: ArrayLike,
    names: Sequence[str],
    instruments: ArrayLike | None = None,
) -> LocalSupply:
    """Own and cross responses by (two-stage) least squares with errors robust to unequal variances.

    Parameters
    ----------
    change : shape (n,)
        Change of the price or yield over the programme.
    own, near : shape (n,)
        Share bought of the security and of its near substitutes (:func:`near_substitutes`).
    controls : shape (n, q)
        Such as maturity and its square; a constant is added.
    names : q names of the controls
    instruments : shape (n, m >= 2), optional
        What the purchases followed before the programme (age, distance to the fitted curve, size); without them the
        purchases are taken as given.

    Raises
    ------
    UsageError
        If shapes do not fit, there are too few securities, or the instruments do not tell the two shares apart.
    """
    left = np.asarray(change, dtype=np.float64)
    bought = np.column_stack([np.asarray(own, dtype=np.float64), np.asarray(near, dtype=np.float64)])
    other = np.asarray(controls, dtype=np.float64).reshape(len(left), -1)
    constant = np.ones((len(left), 1))
    design = np.hstack([bought, other, constant])
    exogenous = np.hstack([other, constant])
    outside = None if instruments is None else np.asarray(instruments, dtype=np.float64).reshape(len(left), -1)
    helped = design if outside is None else np.hstack([outside, exogenous])
    problems = []
    if len(names) != other.shape[1]:
        problems.append(f"{len(names)} names for {other.shape[1]} controls")
    if len(left) <= 2 * design.shape[1]:
        problems.append(f"{len(left)} securities for {design.shape[1]} coefficients")
    first = helped @ np.linalg.lstsq(helped, design, rcond=None)[0]
    if np.linalg.matrix_rank(first) < design.shape[1]:
        problems.append("shares that the controls or instruments do not tell apart")
    if problems:
        raise UsageError(
            f"local supply cannot be estimated: {'; '.join(problems)}",
            "yields.local_supply",
            "several securities for each coefficient, at least two instruments that move the two shares apart",
            "add securities or instruments",
        )
    inverse = np.linalg.inv(first.T @ first)
    beta = inverse @ first.T @ left
    scores = first * (left - design @ beta)[:, None]
    n, k = design.shape
    errors = np.sqrt(np.diag(inverse @ (scores.T @ scores) @ inverse) * n / (n - k))
    found = [
        Elasticity(name, float(b), float(e))
        for name, b, e in zip(("own", "near", *names, "constant"), beta, errors, strict=True)
    ]
    return LocalSupply(found[0], found[1], tuple(found[2:]), n, instruments is not None)
