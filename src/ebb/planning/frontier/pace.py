"""The same amount at another pace: plans that take so much par off the Fed's securities, passively or with sales.

Three ways to the same amount. *bills*: agency principal goes into bills, and a Treasury cap is the whole pace. *runoff*:
agency principal runs off, and a Treasury cap takes the rest. *sales*: agency principal runs off, the rest of the pace is
agency pools sold outright, and every Treasury is rolled over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Final, Literal

from ebb.dates import add_months
from ebb.errors import UsageError
from ebb.scenario import Scenario
from ebb.scenario.model import After, Caps, Purchases, Sales, Stop

Variant = Literal["bills", "runoff", "sales"]
VARIANTS: Final[tuple[Variant, ...]] = ("bills", "runoff", "sales")
#: USD billion a month: from what agency pools pay back by themselves to more than either programme announced.
PACES: Final = (15.0, 30.0, 60.0, 120.0)
_ENDS: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Paced:
    """A plan of the frontier: `pace` and `size` in USD billion; `begins` and `ends` first days of its months of runoff."""

    pace: float
    size: float
    variant: Variant
    begins: date
    ends: date
    scenario: Scenario


def months_needed(size: float, pace: float) -> int:
    """Months of runoff; the last takes what is left.

    >>> months_needed(500.0, 120.0), months_needed(480.0, 120.0)
    (5, 4)
    """
    return ceil(size / pace - _ENDS)


def paced(pace: float, size: float, variant: Variant, *, begins: date, principal: float, after: int) -> Paced:
    """The plan.

    Parameters
    ----------
    pace : float, USD billion a month
        All that leaves: Treasuries and agency securities.
    size : float, USD billion of par
        What has left when it stops.
    variant : Variant
    begins : date
        First month of the run and of runoff.
    principal : float, USD billion a month
        What agency pools are expected to pay back; a pace below it is a cap on agency securities alone.
    after : int
        Months of the run after runoff has stopped.

    Raises
    ------
    UsageError
        If pace or size is not above zero, or there is no such variant; every problem at once.

    Notes
    -----
    Law: cap of Treasuries + expected agency principal = pace in every month but the last, which takes the rest, so a faster
    pace has taken no less by any month. Sales know no steps: they go on in equal parts, and take `size` in the same months.
    After the end all is reinvested, agency principal in bills.
    """
    _refuse(pace, size, variant)
    count = months_needed(size, pace)
    ends = add_months(begins, count - 1)
    last = size - pace * (count - 1)
    full = pace if count > 1 else last
    own = min(principal, full) if variant != "bills" else 0.0
    treasury = _steps(begins, full - own, ends, max(0.0, last - own))
    update = {
        "name": f"{variant}-{pace:g}",
        "start": begins,
        "months": count + after,
        "caps": Caps(
            treasury=0.0 if variant == "sales" else treasury,
            mbs=0.0 if variant == "bills" else _steps(begins, full, ends, last),
        ),
        "sales": Sales(mbs=max(0.0, size / count - own) if variant == "sales" else 0.0),
        "purchases": Purchases(bills=0.0, coupons=0.0, mbs=0.0),
        "stop": Stop(date=ends),
        "after": After(mbs_principal="bills"),
    }
    return Paced(pace, size, variant, begins, ends, Scenario().model_copy(update=update))


def _steps(begins: date, full: float, ends: date, last: float) -> list[tuple[date, float | Literal["none"]]]:
    return [(begins, full)] if begins == ends else [(begins, full), (ends, last)]


def _refuse(pace: float, size: float, variant: str) -> None:
    problems = []
    if not 0.0 < pace < float("inf"):
        problems.append(f"a pace of {pace} a month")
    if not 0.0 < size < float("inf"):
        problems.append(f"a size of {size}")
    if variant not in VARIANTS:
        problems.append(f'variant "{variant}"')
    if problems:
        raise UsageError(
            f"no plan has {' and '.join(problems)}",
            "planning.frontier",
            f"USD billion above 0; one of {', '.join(VARIANTS)}",
            "correct the order",
        )
