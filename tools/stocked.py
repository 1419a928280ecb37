"""A store made from the packaged figures: weekly and daily figures between them, revised half a year later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from ebb.record.refine import RULES
from ebb.series import Dates, Series
from ebb.sources import published
from ebb.sources.cards import Card, card
from ebb.sources.harvest import Auction, Delivery, Harvest, Holding, HoldingsList, Reading
from ebb.store import writing

LAST = date(2026, 9, 30)
REVISED_AFTER = np.timedelta64(180, "D")
#: The units of a stored series and of the packaged one it refines may differ.
_SHIFT = {("USD bn", "USD"): 1e9}


def stock(file: Path, poisoned_after: date | None = None, wrong: float = 1.3) -> Path:
    """Write a store; everything first known after `poisoned_after` is wrong by a factor."""
    with writing(file) as writer:
        body = Delivery("tests", "made from the packaged figures", datetime(2027, 6, 1, tzinfo=UTC), "0" * 64, 1)
        lists, auctions = _lists(poisoned_after, wrong), _auctions(poisoned_after, wrong)
        readings = tuple(_readings(poisoned_after, wrong))
        writer.put(Harvest(readings=readings), body, date(2027, 6, 1))
        writer.put(Harvest(holdings=lists, auctions=auctions), body, date(2027, 6, 1))
        writer.publish()
    return file


def _readings(poisoned_after: date | None, wrong: float) -> Iterator[Reading]:
    done: set[str] = set()
    for rule in RULES:
        if rule.stored in done:
            continue
        done.add(rule.stored)
        found = _between(card(rule.stored), published.series(rule.key), rule.take)
        yield found if poisoned_after is None else _spoilt(found, poisoned_after, wrong)


def _between(what: Card, monthly: Series, take: str) -> Reading:
    """Figures at the card's own frequency, a straight line between the packaged ones with a ripple on it."""
    values = monthly.values * _SHIFT.get((monthly.unit, what.unit), 1.0)
    if take == "return":
        values = 1000.0 * np.exp(np.cumsum(values / 100.0))
    if take == "volatility":
        values = 1000.0 + values
    if what.frequency in ("monthly", "quarterly"):
        dates, shown = monthly.dates, values
    else:
        dates = _dates(monthly.dates[0].item(), what.frequency)
        shown = np.interp(dates.astype(int), monthly.dates.astype(int), values)
        ripple = 1.0 + 0.002 * np.sin(np.arange(len(dates)))
        shown = np.where(np.isin(dates, monthly.dates), shown, shown * ripple)
    shown = np.clip(shown, what.low, what.high)
    known = dates + np.timedelta64(max(what.lag_days, 0), "D")
    # holdings are not revised: a list of them adds up to the total of its class
    later = shown if take == "days" else np.clip(shown * 1.001, what.low, what.high)
    order = np.argsort(np.concatenate([2 * np.arange(len(dates)), 2 * np.arange(len(dates)) + 1]))
    return Reading(
        what,
        np.concatenate([dates, dates])[order],
        np.concatenate([shown, later])[order],
        np.concatenate([known, known + REVISED_AFTER])[order],
    )


def _dates(first: date, frequency: str) -> Dates:
    days = np.arange(np.datetime64(first, "D"), np.datetime64(LAST, "D") + 1)
    weekday = (days.astype(int) + 3) % 7
    kept: Dates = days[weekday == 2] if frequency == "weekly" else days[weekday < 5]
    return kept


def _spoilt(found: Reading, after: date, wrong: float) -> Reading:
    assert found.known is not None
    late = found.known > np.datetime64(after, "D")
    values = np.where(late, np.clip(found.values * wrong + 0.1, found.card.low, found.card.high), found.values)
    return Reading(found.card, found.dates, values, found.known)


def _lists(poisoned_after: date | None, wrong: float) -> tuple[HoldingsList, ...]:
    """The packaged lists, each said again for the Tuesday after it."""
    made = []
    for day in (date(2017, 9, 27), date(2022, 5, 25), date(2025, 11, 19)):
        again = day + timedelta(days=6)  # a Tuesday: no total of the classes was published for it
        factor = wrong if poisoned_after is not None and again + timedelta(days=1) > poisoned_after else 1.0
        rows = tuple(
            Holding(
                cusip=row["cusip"],
                security_type="notes_bonds",
                amount=int(factor * int(row["par_value_usd"])) // 100 * 10_000,
                maturity=date.fromisoformat(row["maturity_date"]),
                coupon=float(row["coupon_pct"]),
                issue_date=date.fromisoformat(row["issue_date"]) if row["issue_date"] else None,
            )
            for row in published.rows(f"soma_notesbonds_{day}")
            if date.fromisoformat(row["maturity_date"]) > again
        )
        made.append(HoldingsList(again, ("notes_bonds",), rows))
    return tuple(made)


def _auctions(poisoned_after: date | None, wrong: float) -> tuple[Auction, ...]:
    """One more note for the end of 2019, which the packaged table does not cover, and a late one."""
    made = []
    for settles in (date(2019, 10, 31), date(2026, 10, 31)):
        late = poisoned_after is not None and settles > poisoned_after
        made.append(
            Auction(
                cusip=f"91282TES{settles.year % 10}",
                security_type="note",
                term="5-Year",
                issue_date=settles,
                maturity=settles.replace(year=settles.year + 5),
                auction_date=settles - timedelta(days=7),
                announced=settles - timedelta(days=11),
                coupon=1.5,
                offering=int((wrong if late else 1.0) * 40) * 10**11,
                soma_accepted=3 * 10**11,
            )
        )
    return tuple(made)
