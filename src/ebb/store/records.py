"""What the store hands back about itself: a vintage, an attempt, and what a delivery changed."""

from __future__ import annotations

import datetime as calendar
from dataclasses import dataclass
from datetime import datetime

from ebb.sources.harvest import Delivery

#: How the day on which a value became known is itself known, in the order of the codes stored.
HOWS = ("lag", "received", "vintage")
LAG, RECEIVED, REAL = range(3)


@dataclass(frozen=True, slots=True)
class Vintage:
    """One value of one date as it was known from one day on.

    Parameters
    ----------
    date, known : date
        Date observed, and the first day on which the value could be known.
    how : str
        ``"vintage"``: the publisher dates it; ``"received"``: a revision, dated by the day it reached this store;
        ``"lag"``: the usual release lag is assumed.
    value : float or None
        In the unit of the series' card; None: the figure was withdrawn on that day.
    delivery : Delivery
        The passport of the bytes it was read from.
    """

    date: calendar.date
    known: calendar.date
    how: str
    value: float | None
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to get something: what, from whom, how it went and when (UTC)."""

    name: str
    publisher: str
    outcome: str
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What one delivery changed: figures (and rows of lists) that are new, known already, or revised."""

    new: int = 0
    unchanged: int = 0
    revised: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.new + other.new, self.unchanged + other.unchanged, self.revised + other.revised)
