"""The announced rules as orders for MBS: what goes back into them out of a month's principal, and what is bought outright."""

from __future__ import annotations

from datetime import date

from ebb.policy import Programme
from ebb.portfolio.unsettled import Desk, Orders


def desk_of(programme: Programme) -> Desk:
    """What the announced rules put back into MBS from a month's principal, and buy outright.

    Months bought without an announced pace (spring 2020) count as no outright purchases.
    """

    def orders(month: date, principal: int) -> Orders:
        rule = programme.rule(month.year, month.month)
        cap = principal if rule.mbs_cap is None else round(rule.mbs_cap * 1e9)
        above = max(principal - cap, 0)
        if rule.mbs_principal != "mbs":
            limit = above if rule.mbs_principal_limit is None else round(rule.mbs_principal_limit * 1e9)
            above = max(above - limit, 0)
        return Orders(reinvested=above, outright=round((rule.mbs_purchases or 0.0) * 1e9))

    return orders
