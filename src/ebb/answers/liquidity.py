"""Net liquidity of the record since the ON RRP facility began, and the chart that is drawn with it."""

from __future__ import annotations

from ebb.equities import LiquidityTrap, liquidity_trap, net_liquidity
from ebb.errors import UsageError
from ebb.record import Record
from ebb.series import Series


def drawn_with(record: Record, index: Series) -> LiquidityTrap | None:
    """The chart of net liquidity and an index with everything that belongs beside it; None where too few months are common."""
    begins = record.corridor.on_rrp_begins
    if begins is None:
        return None
    # one figure a month: the share index it is set against is a mean of the month
    parts = (record.series(key).in_unit("USD bn") for key in ("total_assets", "tga", "on_rrp"))
    try:
        return liquidity_trap(net_liquidity(*parts).between(begins, record.as_of), index)
    except UsageError:
        return None
