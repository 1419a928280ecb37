"""From basis points to borrowing costs: what a rise of rates does to a bond, a mortgage and a loan.

Arithmetic of contracts only. How much of a rise of the 10-year yield reaches a mortgage rate is an estimate and lives
in :mod:`ebb.yields.passthrough`; it is handed in here, never assumed silently.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ebb.errors import UsageError
from ebb.yields.bond import price

BASIS_POINT = 1e-4


def monthly_payment(principal: ArrayLike, rate: ArrayLike, years: ArrayLike) -> NDArray[np.float64]:
    """Level payment at each month's end that repays `principal` with interest.

    Parameters
    ----------
    principal : any money, > 0
    rate : decimal per year, >= 0, charged monthly (rate / 12)
    years : > 0

    Returns
    -------
    float64 array, money of `principal` per month

    Raises
    ------
    UsageError
        If a principal or a term is not above zero, or a rate is negative.

    Notes
    -----
    Law: the payments discounted at rate / 12 are worth the principal; at rate zero it is principal over the months.

    >>> round(float(monthly_payment(300_000, 0.06, 30)), 2)
    1798.65
    """
    p, r, t = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (principal, rate, years)))
    if np.any(p <= 0) or np.any(r < 0) or np.any(t <= 0):
        raise UsageError(
            "a loan needs a principal and a term above zero and a rate that is not negative",
            "yields.borrowing",
            "principal in money, rate as a decimal per year (0.065), term in years",
            "correct the inputs",
        )
    month = r / 12.0
    payments = 12.0 * t
    safe = np.where(month > 0, month, 1.0)
    return np.where(month > 0, p * safe / -np.expm1(-payments * np.log1p(safe)), p / payments)


@dataclass(frozen=True, slots=True)
class Range:
    """Low, central and high of one consequence."""

    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True)
class BorrowingCosts:
    """What a move of the 10-year yield means for one holder and two borrowers.

    `bond_price` is the change of a 10-year par bond per 100 of face (negative when yields rise); the payments are
    changes in money per month, given the amounts and the rates they started from. Ranges carry the range of the move
    and, for the mortgage and the loan, of the pass-through too.
    """

    yield_change_bp: Range
    bond_yield: float
    bond_price: Range
    mortgage_principal: float
    mortgage_rate: float
    mortgage_rate_change_bp: Range
    mortgage_payment: Range
    loan_principal: float
    loan_rate: float
    loan_years: float
    loan_payment: Range


def borrowing_costs(
    yield_change_bp: Range,
    *,
    bond_yield: float,
    mortgage_rate: float,
    pass_through: Range,
    mortgage_principal: float = 300_000.0,
    loan_principal: float = 100_000.0,
    loan_rate: float | None = None,
    loan_years: float = 5.0,
) -> BorrowingCosts:
    """What a change of the 10-year yield does to a 10-year bond, a 30-year mortgage and a loan.

    Parameters
    ----------
    yield_change_bp : Range
        Change of the 10-year yield, basis points.
    bond_yield, mortgage_rate : decimals per year
        Where the 10-year yield and the 30-year mortgage rate stand.
    pass_through : Range
        Basis points on the mortgage rate for one on the 10-year yield; estimated by
        :func:`ebb.yields.passthrough.mortgage_pass_through`.
    mortgage_principal, loan_principal : money
        Round sums as examples.
    loan_rate : decimal per year, optional
        Where the loan rate stands; the mortgage rate unless given. The loan is assumed to follow the 10-year yield
        one for one: no loan rates are in the packaged figures, so this is an illustration and not an estimate.
    loan_years : float

    Notes
    -----
    Law: a change of zero changes nothing; a larger rise costs the holder and both borrowers more.
    """
    loan_from = mortgage_rate if loan_rate is None else loan_rate
    through = sorted(
        move * part
        for move in (yield_change_bp.low, yield_change_bp.high)
        for part in (pass_through.low, pass_through.high)
    )
    mortgage_bp = Range(through[0], yield_change_bp.central * pass_through.central, through[-1])

    def bond(bp: float) -> float:
        return float(price(bond_yield, bond_yield + bp * BASIS_POINT, 20)) - 100.0

    def payment(principal: float, start: float, years: float, bp: float) -> float:
        after = monthly_payment(principal, max(0.0, start + bp * BASIS_POINT), years)
        return float(after - monthly_payment(principal, start, years))

    def loan(bp: float) -> float:
        return payment(loan_principal, loan_from, loan_years, bp)

    return BorrowingCosts(
        yield_change_bp=yield_change_bp,
        bond_yield=bond_yield,
        bond_price=Range(bond(yield_change_bp.low), bond(yield_change_bp.central), bond(yield_change_bp.high)),
        mortgage_principal=mortgage_principal,
        mortgage_rate=mortgage_rate,
        mortgage_rate_change_bp=mortgage_bp,
        mortgage_payment=Range(
            *(payment(mortgage_principal, mortgage_rate, 30.0, bp) for bp in _values(mortgage_bp)),
        ),
        loan_principal=loan_principal,
        loan_rate=loan_from,
        loan_years=loan_years,
        loan_payment=Range(*(loan(bp) for bp in _values(yield_change_bp))),
    )


def _values(span: Range) -> tuple[float, float, float]:
    return span.low, span.central, span.high
