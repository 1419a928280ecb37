"""What a change of share prices was made of: earnings, expected rates, the term premium, and everything else.

A price is the present value of what shares pay. In logarithms (Campbell and Shiller 1988) a lower rate in each of the next
n years raises the price by the sum of rho^j over those years, where rho is the weight of the future in today's price, read
from the dividend yield. So a change of the price divides exactly into the growth of earnings, minus that sum times the
change of expected short rates over ten years, minus that sum times the change of the term premium, and a residual: the
equity premium, growth expected beyond this year's earnings, the payout, and all that the assumptions miss. It is
bookkeeping with assumptions, no proof of causes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ebb.errors import UsageError

#: Years over which a ten-year yield says what rates are.
YEARS: Final = 10
PARTS: Final = ("earnings", "expected_rates", "term_premium", "residual")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is needed on one end of an episode; rates in percent, `day` dates them all.

    Parameters
    ----------
    price, earnings, dividend : float, > 0
        Index points; earnings and dividends of twelve months.
    ten_year, term_premium : float, percent
    """

    day: date
    price: float
    earnings: float
    dividend: float
    ten_year: float
    term_premium: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """One price change in parts, percent of logarithm; they add up to `price`.

    Parameters
    ----------
    rho : float
        Weight of a year's future in today's price: 1 / (1 + dividend yield), of the mean of both ends.
    weight : float
        Percent of price for a percentage point of rates held for `years`; with `years` None for ever.
    """

    first: date
    last: date
    price: float
    earnings: float
    expected_rates: float
    term_premium: float
    residual: float
    rho: float
    weight: float
    years: int | None

    def parts(self) -> dict[str, float]:
        """The four parts by name; law: their sum is the price change."""
        return {name: getattr(self, name) for name in PARTS}


def attribution(start: Standing, end: Standing, years: int | None = YEARS) -> Attribution:
    """Divide a price change.

    Parameters
    ----------
    start, end : Standing
    years : int or None
        For how many years the change of the ten-year rates is taken to last; None = for ever, which makes rates weigh most.

    Raises
    ------
    UsageError
        If a price, earnings or a dividend is not positive, or the end lies before the start.
    """
    problems = [
        f"{name} {value} on {at.day}"
        for at in (start, end)
        for name, value in (("price", at.price), ("earnings", at.earnings), ("dividend", at.dividend))
        if not value > 0.0
    ]
    if end.day <= start.day:
        problems.append(f"it ends on {end.day}, not after {start.day}")
    if problems:
        raise UsageError(
            f"no attribution: {'; '.join(problems)}",
            "equities.attribution",
            "positive prices, earnings and dividends at both ends, the end after the start",
            "choose other days",
        )
    rho, weight = rate_weight(start, end, years)
    price = 100.0 * float(np.log(end.price / start.price))
    earnings = 100.0 * float(np.log(end.earnings / start.earnings))
    premium = -weight * (end.term_premium - start.term_premium)
    path = -weight * ((end.ten_year - end.term_premium) - (start.ten_year - start.term_premium))
    rest = price - earnings - premium - path
    return Attribution(start.day, end.day, price, earnings, path, premium, rest, rho, weight, years)


def rate_weight(start: Standing, end: Standing, years: int | None = YEARS) -> tuple[float, float]:
    """rho, and the sum of rho^j over the years in which rates are taken to differ.

    >>> here = Standing(date(2020, 1, 1), 100.0, 5.0, 2.0, 3.0, 0.0)
    >>> [round(x, 3) for x in rate_weight(here, here)]
    [0.98, 9.163]
    """
    yields = np.array([at.dividend / at.price for at in (start, end)])
    rho = float(1.0 / (1.0 + np.exp(np.log(yields).mean())))
    return rho, 1.0 / (1.0 - rho) if years is None else (1.0 - rho**years) / (1.0 - rho)
