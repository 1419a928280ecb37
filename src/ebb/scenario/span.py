"""Whether a plan's dates lie where the programme and the figures can carry them; the days themselves are handed in."""

from __future__ import annotations

from datetime import date
from typing import Final

from ebb.errors import ScenarioError
from ebb.scenario.model import Scenario

#: A plan may start this many years after the newest figures, not later: beyond, growth carried forward says nothing.
YEARS_AHEAD: Final = 60


def require_within(plan: Scenario, first: date, *, begins: date, known_to: date) -> None:
    """Refuse a plan whose dates nothing is known about.

    Parameters
    ----------
    plan : Scenario
    first : date
        First month of the run, from the plan or from the caller.
    begins : date
        First day the programme speaks of; `policy_as_of` may not lie before it.
    known_to : date
        Day of the newest figures; `first` may lie at most :data:`YEARS_AHEAD` years after it.

    Raises
    ------
    ScenarioError
        Listing every date outside.

    >>> from ebb.scenario import Scenario
    >>> require_within(Scenario(), date(2027, 1, 1), begins=date(2007, 1, 1), known_to=date(2026, 10, 1))
    """
    outside = []
    last_year = known_to.year + YEARS_AHEAD
    if first.year > last_year:
        outside.append((f"the run would start in {first:%Y-%m}", f"a start up to {last_year}-12"))
    if plan.policy_as_of is not None and plan.policy_as_of < begins:
        outside.append((f"policy_as_of = {plan.policy_as_of} knows no programme", f"policy_as_of from {begins} on"))
    if outside:
        raise ScenarioError(
            "; ".join(problem for problem, _ in outside),
            f"scenario {plan.name}",
            "; ".join(expected for _, expected in outside),
            "choose another date; nothing was run",
        )
