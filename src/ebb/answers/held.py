"""What the Fed holds, as the newest list of securities known shows it: every figure of the list's own day, or none.

The record publishes classes and securities on different days. Here a class that was not published for the day of the list
is missing; the figure last known stands beside it with its own date and never among the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ebb.errors import OutOfRange
from ebb.record import Record

#: Treasuries of H.4.1 are the sum of the first five, MBS of H.4.1 that of the two kinds of MBS.
TREASURIES = ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation")
MBS = ("residential_mbs", "cmbs")
_SUMS = {"treasuries": TREASURIES, "mbs": MBS}
_KEYS = {name: f"soma_{name}" for name in (*TREASURIES, "cmbs", "agency_debt")} | {"residential_mbs": "soma_mbs"}


@dataclass(frozen=True, slots=True)
class HoldingsReport:
    """Notes and bonds by CUSIP on `as_of`, the day of the list, and classes published for that day; USD billion.

    A class is None where nothing was published for the day; `last` then holds the date and the amount last known by
    `known`, the day whose knowledge this is.

    `risk` is what the securities are worth on the yields of the day (the wire form of
    :class:`ebb.answers.value.ValueReport`), where it was asked for.

    Law: `treasuries` and `mbs` are the sums of their parts where all of these were published, and `notes_bonds` is the sum
    of the list.
    """

    as_of: date
    known: date
    classes: Mapping[str, float | None]
    last: Mapping[str, tuple[date, float]]
    securities: Sequence[Any]
    risk: Mapping[str, Any] | None = None

    def json(self) -> dict[str, Any]:
        """The contract of ``ebb holdings --json``: par in USD billion, null where nothing was published for the day."""
        found: dict[str, Any] = {
            "as_of": self.as_of.isoformat(),
            "classes": {name: None if amount is None else round(amount, 11) for name, amount in self.classes.items()},
            "securities": [
                {
                    "cusip": s.cusip,
                    "class": s.asset_class,
                    "coupon": s.coupon,
                    "maturity": s.matures.isoformat(),
                    "par": round(s.par / 1e9, 11),
                }
                for s in self.securities
            ],
        }
        return found if self.risk is None else found | {"risk": dict(self.risk)}


def held(record: Record) -> HoldingsReport:
    """The newest list known to a record, and the classes of its day.

    Raises
    ------
    OutOfRange
        If no list of securities was known yet.
    """
    from ebb.portfolio import Holdings

    if not record.holdings_dates:
        raise OutOfRange(
            f"no list of the Fed's securities was known on {record.as_of}",
            "ebb holdings --as-of",
            "a day from 2017-09-28 on",
            "choose a later --as-of",
        )
    listed = record.holdings_dates[-1]
    book = tuple(Holdings.from_rows(record.security_list(listed)))
    found = {name: dict(record.series(key)).get(listed) for name, key in _KEYS.items()}
    found["notes_bonds"] = sum(security.par for security in book) / 1e9
    for total, parts in _SUMS.items():
        amounts = [amount for name in parts if (amount := found[name]) is not None]
        whole = dict(record.series(total).in_unit("USD bn")).get(listed)
        found[total] = sum(amounts) if len(amounts) == len(parts) else whole
    classes = {name: found[name] for name in (*TREASURIES, "treasuries", *MBS, "mbs", "agency_debt")}
    last = {name: when for name, amount in classes.items() if amount is None and (when := _last(record, name))}
    return HoldingsReport(listed, record.as_of, classes, last, book)


def _last(record: Record, name: str) -> tuple[date, float] | None:
    series = record.series(_KEYS.get(name, name)).in_unit("USD bn")
    return series.last() if len(series) else None
