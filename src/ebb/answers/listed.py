"""TIPS and floating rate notes by CUSIP, where the user's store holds a list of them, for whoever opens a portfolio."""

from __future__ import annotations

from datetime import date

from ebb.portfolio import Listed, Security
from ebb.record import Record

_CENTS = 100


def listed(record: Record, before: date) -> Listed | None:
    """The newest list of TIPS and floating rate notes known up to a day, or None where no such list is held.

    Notes
    -----
    A list of a later day is never used: what was held then is not known before.
    """
    found = record.listed(before)
    if found is None:
        return None
    day, held = found
    securities = tuple(
        Security(
            cusip=one.cusip,
            asset_class=one.security_type,
            coupon=one.coupon,
            issued=one.issue_date,
            matures=one.maturity,
            par=one.amount // _CENTS,
            compensation=(one.inflation_compensation or 0) // _CENTS,
        )
        for one in held
        if one.maturity is not None
    )
    return Listed(day, securities)
