"""Daily figures of a record: from the user's store, else the few days of the packaged episodes; never guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ebb.record import Record
from ebb.series import Series
from ebb.sources.published import rows

#: What a plain reader is told where only daily figures of their own could answer.
NEEDS_DAILY = "needs imported daily data"


@dataclass(frozen=True, slots=True, eq=False)
class Daily:
    """A daily series and where it comes from: ``"store"`` or ``"packaged episode days"``."""

    series: Series
    source: str

    @property
    def whole(self) -> bool:
        """Whether it holds more than the days of some episodes."""
        return self.source == "store"


def daily(record: Record, name: str) -> Daily | None:
    """A series by its publisher's name, as known on the record's day; None where not a day of it is held."""
    stored = record.stored(name)
    if stored is not None and len(stored):
        return Daily(stored, "store")
    parts = [
        found[name]
        for episode in dict.fromkeys(row["episode"] for row in rows("episodes_daily"))
        if name in (found := record.episode(episode))
    ]
    if not parts:
        return None
    dates, first = np.unique(np.concatenate([p.dates for p in parts]), return_index=True)
    whole = replace(
        parts[0],
        dates=dates,
        values=np.concatenate([p.values for p in parts])[first],
        known=np.concatenate([p.known for p in parts])[first],
        origins=tuple(dict.fromkeys(o for p in parts for o in p.origins)),
    )
    return Daily(whole, "packaged episode days")
