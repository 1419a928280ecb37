"""Judging: what the record says of a linked quantity, and whether the words allow it.

Verdicts are computed at run time from the record handed in: change a series and the verdict changes. The room never
types a figure of the record, never uses one known after the record's day, and never guesses a day that is not held.
"""

from ebb.audit.judging.verdict import judge

__all__ = ["judge"]
