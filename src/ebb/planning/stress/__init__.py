"""The stress library as dated files: read, told by its drivers, laid on a plan with and without each buffer.

A file says when and which channels; its figures come from the record. This room reads no file and gives no forecast: it says
what a plan would look like if that had happened to it.
"""

from ebb.planning.stress.buffers import Buffers, lay, ordered
from ebb.planning.stress.outcome import Outcome, outcome
from ebb.planning.stress.ranking import REACH, Ranking, Trial, rank
from ebb.planning.stress.relive import days_of_months, relive
from ebb.planning.stress.shock import Shock, by_month, drain, shock, together
from ebb.planning.stress.story import CHANNELS, EFFECT_ON_RESERVES, Channel, Dated, Story, read_story
from ebb.planning.stress.trace import BALANCES, Path, Traced, drivers, traced, worst

__all__ = [
    "BALANCES",
    "CHANNELS",
    "EFFECT_ON_RESERVES",
    "REACH",
    "Buffers",
    "Channel",
    "Dated",
    "Outcome",
    "Path",
    "Ranking",
    "Shock",
    "Story",
    "Traced",
    "Trial",
    "by_month",
    "days_of_months",
    "drain",
    "drivers",
    "lay",
    "ordered",
    "outcome",
    "rank",
    "read_story",
    "relive",
    "shock",
    "together",
    "traced",
    "worst",
]
