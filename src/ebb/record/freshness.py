"""How old each series is: its last figure, when the next was due, and whether it may still pass for current."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from ebb.record.record import Record
from ebb.record.refine import RULES, next_release
from ebb.sources.cards import cards

#: Days after the usual day of the next figure from which a series is stale.
GRACE: Final = 7


@dataclass(frozen=True, slots=True)
class Freshness:
    """One series on a day.

    Parameters
    ----------
    key, name : str
        Its key in this house and its publisher's name for it.
    source : str
        ``"store"`` or ``"packaged"``: where its newest figure comes from.
    frequency : str
        Of that source.
    last : date
        Day of the newest figure.
    due : date
        Usual day of publication of the figure after it.
    age_days : int
        From the newest figure to the day.
    stale : bool
        Whether the next figure has been due for more than :data:`GRACE` days.
    """

    key: str
    name: str
    source: str
    frequency: str
    last: date
    due: date
    age_days: int
    stale: bool

    def json(self) -> dict[str, Any]:
        """Wire form: dates ISO."""
        return {
            "key": self.key,
            "name": self.name,
            "source": self.source,
            "frequency": self.frequency,
            "last": self.last.isoformat(),
            "due": self.due.isoformat(),
            "age_days": self.age_days,
            "stale": self.stale,
        }


def freshness(record: Record, today: date) -> tuple[Freshness, ...]:
    """Every series that can be brought up to date, by key.

    Parameters
    ----------
    record : Record
    today : date
        The day against which age is measured.

    Notes
    -----
    Law: stale exactly when `today` lies more than the grace beyond `due`. A packaged series is due by the frequency at which
    its publisher publishes it, not by that of the table: a monthly extract of a weekly release is old after a week.
    """
    found = []
    for key in sorted({rule.key for rule in RULES}):
        series = record.full(key)
        if not len(series):
            continue
        packaged: date = series.dates[-1].item()
        rules = [rule for rule in RULES if rule.key == key]
        own = {rule.stored: held for rule in rules if (held := record.stored(rule.stored)) is not None and len(held)}
        name, last = max(
            ((n, s.dates[-1].item()) for n, s in own.items()), key=lambda pair: pair[1], default=("", date.min)
        )
        mine = last >= packaged
        last = max(last, packaged)
        what = cards()[name if mine else rules[0].stored]
        due = next_release(last, what.frequency, what.lag_days)
        found.append(
            Freshness(
                key=key,
                name=what.name,
                source="store" if mine else "packaged",
                frequency=what.frequency,
                last=last,
                due=due,
                age_days=(today - last).days,
                stale=today > due + timedelta(days=GRACE),
            )
        )
    return tuple(found)
