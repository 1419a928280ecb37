"""How a day changed the announced path of the balance sheet: what was planned that evening less what was planned the day
before.

Plans are read from the dated steps, each cut to what had been announced by its day, so that nothing here is hindsight and no
number is typed. A change of plan need not be a surprise: markets had often guessed it. What it is not is anything the
market's own move could have made on that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ebb.dates import add_months, month_end
from ebb.policy.programme import Programme

#: Months of the plan that are compared.
MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The announced runoff of the coming months (caps less purchases, USD billion) before and after a day's announcement."""

    day: date
    before: float
    after: float
    months: int

    @property
    def change(self) -> float:
        """USD billion; positive = more runoff, or fewer purchases."""
        return self.after - self.before


def announced_runoff(programme: Programme, day: date, months: int = MONTHS) -> float | None:
    """Caps less purchases a programme plans for the calendar months after that of `day`, USD billion; None where one has no
    amount.

    Notes
    -----
    Cut the programme with :meth:`~ebb.policy.Programme.as_of` for what was known. A cap is the most that may leave, and
    mortgages left slower; a pace announced without an end is carried on.
    """
    first = add_months(day.replace(day=1), 1)
    last = add_months(first, months - 1)
    total = 0.0
    for rule in programme.months(first, month_end(last.year, last.month)):
        caps, bought = (rule.treasury_cap, rule.mbs_cap), (rule.treasury_purchases, rule.mbs_purchases)
        if any(part is None for part in (*caps, *bought)):
            return None
        total += sum(part or 0.0 for part in caps) - sum(part or 0.0 for part in bought)
    return total


def plan_changes(programme: Programme, first: date, last: date, months: int = MONTHS) -> tuple[PlanChange, ...]:
    """Every day of announcement from `first` to `last` on which the plan of the coming months changed.

    Notes
    -----
    Both plans are of the same calendar months, so that the passing of time is no news. A day is left out where a plan has no
    amount (purchases "in the amounts needed"). Law: a day without an announcement changes nothing.
    """
    found = []
    for day in sorted({step.announced for step in programme.steps if first <= step.announced <= last}):
        before = announced_runoff(programme.as_of(day - timedelta(days=1)), day, months)
        after = announced_runoff(programme.as_of(day), day, months)
        if before is not None and after is not None and before != after:
            found.append(PlanChange(day, before, after, months))
    return tuple(found)
