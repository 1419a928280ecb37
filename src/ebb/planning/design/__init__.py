"""A plan designed instead of guessed: the fastest caps that reach a target and keep the risk of leaving ample within bounds.

Reserves without runoff, what may mature, and the chance of leaving ample at any level are handed in; this room finds the
caps. It never runs a balance sheet: whoever asked runs the plan it gives and says what came of it.
"""

from ebb.planning.design.room import fits_all, largest_cut, rooms
from ebb.planning.design.solve import Designed, Limits, fastest, quarters_of
from ebb.planning.design.target import Target, read_share, read_target

__all__ = [
    "Designed",
    "Limits",
    "Target",
    "fastest",
    "fits_all",
    "largest_cut",
    "quarters_of",
    "read_share",
    "read_target",
    "rooms",
]
