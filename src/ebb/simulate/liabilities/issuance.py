"""Net issuance of the Treasury to private hands, month by month: what it sold, less what matured and what the Fed took.

Private hands hold the marketable debt held by the public less the Fed's part of it. Bills and coupons (notes, bonds, TIPS
with their inflation adjustment, floating rate notes) are kept apart, because money funds buy bills. Debt is published for
month ends and the Fed's holdings for Wednesdays; the two meet by date: coupons are paid and issued on business days, so the
Wednesday that follows a month end within the week shows the same holdings, while a month end on a weekend shows the debt
before what is paid and issued on the next business day, and takes the Wednesday before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from ebb.dates.business import is_business_day
from ebb.series import Series
from ebb.simulate.liabilities.model import Monthly

#: Series of the debt by class: held by the public, month ends.
DEBT: Final = ("debt_bills", "debt_notes", "debt_bonds", "debt_tips", "debt_frn")
#: The Fed's part: all Treasuries with inflation compensation (H.4.1), and its bills.
HELD: Final = ("treasuries", "soma_bills")
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, eq=False)
class Issuance:
    """Net issuance by month, USD billion: positive where private hands took more than was paid back to them.

    Law: bills and coupons together are the month's change of marketable debt held by the public less the Fed's Treasuries.
    """

    bills: Monthly
    coupons: Monthly


def net_issuance(debt: Mapping[str, Series], held: Mapping[str, Series]) -> Issuance:
    """Net issuance to private hands, on the months whose two ends are published on both sides.

    Parameters
    ----------
    debt : mapping of str to Series
        Debt at month ends by class, keys :data:`DEBT`; floating rate notes may begin later than the others.
    held : mapping of str to Series
        ``treasuries`` and ``soma_bills``, on whatever days are published (weekly, or turning points only).

    Notes
    -----
    Holdings published on few days are drawn as a line between them and held after the last: then a month's bills are an
    estimate, and what is missed of bills is found in coupons with the other sign.
    """
    classes = {key: dict(iter(debt[key].in_unit("USD bn"))) for key in DEBT if key in debt and len(debt[key])}
    treasuries, own_bills = (held[key].in_unit("USD bn") for key in HELD)
    bills: dict[int, float] = {}
    coupons: dict[int, float] = {}
    for day, level in classes.get("debt_bills", {}).items():
        fed, fed_bills = held_at(treasuries, day), held_at(own_bills, day)
        if fed is None or fed_bills is None:
            continue
        month = 12 * day.year + day.month - 1
        bills[month] = level - fed_bills
        coupons[month] = sum(of.get(day, 0.0) for key, of in classes.items() if key != "debt_bills") - (fed - fed_bills)
    return Issuance(_changes(bills), _changes(coupons))


def held_at(series: Series, day: date) -> float | None:
    """The Fed's holdings at a month end; None before the first day published."""
    if not len(series) or day < series.dates[0].item():
        return None
    days = series.dates.astype("datetime64[D]")
    place = int(np.searchsorted(days, np.datetime64(day, "D")))
    if is_business_day(day):
        if place < len(days) and days[place].item() - day < _WEEK:
            return float(series.values[place])
    elif place and day - days[place - 1].item() < _WEEK:
        return float(series.values[place - 1])
    numbers = days.astype(int)
    return float(np.interp(int(np.datetime64(day, "D").astype(int)), numbers, series.values))


def _changes(level: Mapping[int, float]) -> Monthly:
    """The change of each month whose end before it is there too."""
    months = [month for month in sorted(level) if month - 1 in level]
    return Monthly(
        np.array(months, dtype=np.int64), np.array([level[m] - level[m - 1] for m in months], dtype=np.float64)
    )
