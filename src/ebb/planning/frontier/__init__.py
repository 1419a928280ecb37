"""Speed against risk: one amount of securities taken off at several paces, and what each pace asks of the funding market.

This room makes the plans and reads what came of them; whoever asked runs them. It holds no level, no rate and no estimate.
"""

from ebb.planning.frontier.pace import PACES, VARIANTS, Paced, Variant, months_needed, paced
from ebb.planning.frontier.reading import Level, Stretch, highest, thinned, total

__all__ = [
    "PACES",
    "VARIANTS",
    "Level",
    "Paced",
    "Stretch",
    "Variant",
    "highest",
    "months_needed",
    "paced",
    "thinned",
    "total",
]
