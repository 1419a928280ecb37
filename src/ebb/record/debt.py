"""Marketable Treasury debt by class from the user's store: the sum of every security outstanding at a month end.

The statement by security counts what the government's own accounts hold as well, and on a month end that is no business day
leaves out what has matured and is paid on the next one; the packaged totals do neither. The two are never joined
into one level.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from ebb.series import Dates, Origin, Series

if TYPE_CHECKING:
    from ebb.store import Store

CLASSES: Final = ("bills", "notes", "bonds", "tips", "frn")
#: The statement is published on the fourth business day of the next month.
_LAG: Final = np.timedelta64(6, "D")
_CENTS_A_BILLION: Final = 10**11


def debt_by_class(store: Store, as_of: date) -> dict[str, Series]:
    """Debt outstanding by class on every month end held, USD billion, keys ``debt_bills`` and so on.

    Classes without a security on any month end are left out. Cost: a query for each month end.
    """
    days = [
        day for day in sorted(store.record_dates(as_of)) if np.datetime64(day, "D") + _LAG <= np.datetime64(as_of, "D")
    ]
    totals: dict[str, dict[date, int]] = {name: {} for name in CLASSES}
    for day in days:
        for one in store.outstanding(day, as_of):
            held = totals[one.security_class]
            held[day] = held.get(day, 0) + one.amount
    return {f"debt_{name}": _series(name, held) for name, held in totals.items() if held}


def _series(name: str, held: dict[date, int]) -> Series:
    dates: Dates = np.array(sorted(held), dtype="datetime64[D]")
    known: Dates = dates + _LAG
    publisher, document = "US Department of the Treasury", "Monthly Statement of the Public Debt, table 3"
    return Series(
        key=f"debt_{name}",
        dates=dates,
        values=np.array([held[day] / _CENTS_A_BILLION for day in sorted(held)]),
        unit="USD bn",
        basis="month end",
        known=known,
        origins=(Origin(publisher, document, name, "store", "computed"),),
        kind="stock",
    )
