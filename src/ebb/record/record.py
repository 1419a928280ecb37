"""The published record as it was known on a day: the one door through which answers reach figures and policy.

A :class:`Record` hands out series, tables, holdings and policy, each cut at its `as_of`, from the packaged figures and from
the user's store where there is one. It computes only what adds or turns published lines (two derived series, each a sum
or a sign) and what a month of daily figures comes to. Where a store holds vintages, what was known is what was published
then; elsewhere the usual release lag decides, and revised figures stand in for the ones of the day. It never fills a gap
and never opens a socket.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ebb.errors import MissingDate, OutOfRange, UnknownName
from ebb.policy import Corridor, Programme
from ebb.record import shelf
from ebb.record.debt import debt_by_class
from ebb.record.refine import RULES, STATISTICS, joined, marked, of_month, on_wednesdays, rules_of, statistic, without
from ebb.record.rows import auction_rows, holding_rows
from ebb.series import Dates, Origin, Series
from ebb.sources import published

if TYPE_CHECKING:
    from ebb.sources.harvest import Holding
    from ebb.store import Store

#: Tables that are announced ahead of their dates, and so are never cut.
CALENDARS: Final = ("fomc_dates",)
#: Series made here from published ones.
DERIVED: Final = ("foreign_rrp", "deferred_asset")

_SECURITIES = re.compile(r"soma_notesbonds_(\d{4}-\d{2}-\d{2})")
#: Reference rates and operations are dated by the day of the operation, everything else in the episodes by the close.
_OPERATIONS: Final = ("SOFR", "EFFR", "RRPONTSYD")
_KINDS: Final = {"index": "index", "percent": "rate", "USD bn": "stock"}

Row = dict[str, str]


class Record:
    """The published record as known on a day.

    Parameters
    ----------
    as_of : date, optional
        The day; by default the newest day on which a figure became known. A day after it is allowed and means that
        everything held is known.
    store : Store, optional
        By default the user's own, if there is one.

    Raises
    ------
    OutOfRange
        Before the first packaged figure was known.

    Notes
    -----
    Law: nothing handed out depends on a figure first known after `as_of`.
    """

    def __init__(self, as_of: date | None = None, store: Store | None = None) -> None:
        first = oldest()
        self._store = shelf.store() if store is None else store
        self._as_of = newest() if as_of is None else as_of
        self._cache: dict[tuple[str, str], Series] = {}
        if self._as_of < first:
            raise OutOfRange(
                f"nothing was known on {self._as_of}",
                "record, --as-of",
                f"a day from {first} on (the newest figures became known on {newest()})",
                f"choose {first} or later, or leave the day out for the newest",
            )

    def __repr__(self) -> str:
        return f"Record(as_of={self.as_of})"

    @property
    def as_of(self) -> date:
        """The day whose knowledge this record is."""
        return self._as_of

    @property
    def keys(self) -> tuple[str, ...]:
        """Every series key, derived ones included, sorted."""
        return tuple(sorted((*published.keys(), *DERIVED)))

    def series(self, key: str) -> Series:
        """One series, cut at `as_of`; it may be empty.

        Besides the packaged keys: ``foreign_rrp`` (USD bn, Wednesdays since the ON RRP facility began: all reverse repo
        less ON RRP) and ``deferred_asset`` (USD bn, >= 0: earnings remittances due where they are negative, sign
        turned; 0 where something was due).

        Raises
        ------
        UnknownName
            If there is no such key.
        """
        return self._kept(key, "monthly")

    def full(self, key: str) -> Series:
        """The same figures as :meth:`series` at every date held: weekly levels where the user's store has them.

        Means and highs of a month are the same in both: the daily figures behind them are :meth:`stored`.

        Raises
        ------
        UnknownName
            If there is no such key.
        """
        return self._kept(key, "full")

    def stored(self, name: str) -> Series | None:
        """One series of the user's store by its publisher's name (``"SOFR"``), cut at `as_of`; None where not held."""
        if self._store is None or name not in self._store.names():
            return None
        key = (name, "stored")
        if key not in self._cache:
            self._cache[key] = marked(self._store.series(name, self.as_of))
        return self._cache[key]

    def _kept(self, key: str, view: str) -> Series:
        if (key, view) not in self._cache:
            made = self._derived(key, view) if key in DERIVED else self._refined(key, view)
            self._cache[key, view] = made
        return self._cache[key, view]

    @cached_property
    def programme(self) -> Programme:
        """Caps, purchases and reinvestment as announced by `as_of`."""
        return Programme.from_document(published.document("policy/programme")).as_of(self.as_of)

    @cached_property
    def corridor(self) -> Corridor:
        """Target range and administered rates as decided by `as_of`.

        Raises
        ------
        OutOfRange
            If `as_of` lies before the first decision packaged (June 2006).
        """
        return Corridor.from_document(published.document("policy/corridor")).as_of(self.as_of)

    @property
    def holdings_dates(self) -> tuple[date, ...]:
        """As-of dates of the security lists known by `as_of`, packaged or in the user's store, oldest first."""
        own = set() if self._store is None else set(self._store.holdings_dates("notes_bonds", self.as_of))
        return tuple(sorted({*own, *(day for day in _list_dates() if self.table(f"soma_notesbonds_{day}"))}))

    def security_list(self, day: date) -> tuple[Row, ...]:
        """SOMA notes and bonds on `day`, a row each: cusip, issue_date, maturity_date, coupon_pct, par_value_usd.

        Raises
        ------
        MissingDate
            If no list of that day is held or known.
        """
        known = self.holdings_dates
        if day not in known:
            raise MissingDate(
                f"no security list of {day} was known on {self.as_of}",
                "record",
                f"one of: {', '.join(map(str, known)) or 'none yet'}",
                "choose one of these dates, or a later --as-of",
            )
        if day in _list_dates():
            return self.table(f"soma_notesbonds_{day}")
        assert self._store is not None  # a date that is not packaged came from there
        return holding_rows(day, self._store.holdings(day, "notes_bonds", self.as_of))

    def listed(self, before: date) -> tuple[date, tuple[Holding, ...]] | None:
        """The newest day up to `before` with TIPS and floating rate notes by CUSIP in the user's store, and these; or None."""
        if self._store is None:
            return None
        days = set(self._store.holdings_dates("tips", self.as_of)) & set(self._store.holdings_dates("frn", self.as_of))
        known = [day for day in days if day <= before]
        if not known:
            return None
        day = max(known)
        return day, tuple(h for part in ("tips", "frn") for h in self._store.holdings(day, part, self.as_of))

    def debt_by_class(self) -> dict[str, Series]:
        """Marketable Treasury debt by class, USD bn at month ends, from the securities in the user's store; empty without."""
        return {} if self._store is None else debt_by_class(self._store, self.as_of)

    def auctions(self, first: date, last: date) -> tuple[Row, ...]:
        """Coupon auctions settling from `first` to `last`, both included, known by `as_of`; cells not yet known are "".

        Notes
        -----
        Assumption: a packaged announced size is known 7 days before settlement, add-on and coupon on the day of settlement.
        """
        rows = self.table("auction_sizes")
        if self._store is not None:
            rows = auction_rows(self._store.auctions(first, last, self.as_of), rows)
        return tuple(r for r in rows if first <= date.fromisoformat(r["issue_date"]) <= last)

    def episode(self, name: str) -> dict[str, Series]:
        """Daily series of one episode by the publisher's series name, cut at `as_of`; a series not yet known is absent.

        Raises
        ------
        UnknownName
            If there is no such episode.
        """
        rows = [row for row in published.rows("episodes_daily") if row["episode"] == name]
        if not rows:
            names = {row["episode"] for row in published.rows("episodes_daily")}
            raise UnknownName.of("episode", name, names, where="record")
        found: dict[str, Series] = {}
        for key in sorted({row["series"] for row in rows}):
            series = _daily(key, [row for row in rows if row["series"] == key]).as_of(self.as_of)
            if len(series):
                found[key] = series
        return found

    def table(self, name: str) -> tuple[Row, ...]:
        """Rows of a packaged table known by `as_of`; a cell that was not yet known is "".

        A table without a date column (cohorts, lags) and the calendars announced ahead are handed out whole.

        Raises
        ------
        UnknownName
            If there is no such table.
        """
        card = published.passport(name)
        rows = published.rows(name)
        if not card.date_column or name in CALENDARS:
            return rows
        lags = {c.name: timedelta(days=c.lag_days) for c in card.columns if c.name != card.date_column}
        first = min(lags.values(), default=timedelta(0))
        kept = []
        for row in rows:
            day = date.fromisoformat(row[card.date_column])
            if day + first <= self.as_of:
                late = {cell: "" for cell, lag in lags.items() if day + lag > self.as_of}
                kept.append(row | late)
        return tuple(kept)

    def statement(self, day: date) -> Mapping[str, Any]:
        """Opening lines of one H.4.1 statement that the monthly tables do not carry, USD mn, published signs.

        Raises
        ------
        MissingDate
            If none of that day is packaged or known.
        """
        known = [s for s in published.document("statement_notes")["statement"] if s["known"] <= self.as_of]
        for lines in known:
            if lines["date"] == day:
                found: Mapping[str, Any] = lines
                return found
        raise MissingDate(
            f"no statement lines of {day} were known on {self.as_of}",
            "record, published/statement_notes",
            f"one of: {', '.join(str(s['date']) for s in known) or 'none yet'}",
            "choose one of these dates",
        )

    @property
    def assumed_lags(self) -> dict[str, int]:
        """Days after its date on which each series is taken to be known, wherever no vintage of it is held."""
        found = {}
        for key, (table, name) in published.keys().items():
            column = next(c for c in published.passport(table).columns if c.name == name)
            found[key] = column.lag_days
        return dict(sorted(found.items()))

    @cached_property
    def own(self) -> tuple[str, ...]:
        """Names of the stored series that extend packaged ones and were known on the day, sorted."""
        names = sorted({rule.stored for rule in RULES})
        return tuple(name for name in names if (found := self.stored(name)) is not None and len(found))

    @cached_property
    def vintages(self) -> dict[str, str]:
        """Keys with published vintages in the user's store: ``"vintage"``, or ``"mixed"`` where lags are assumed besides."""
        if self._store is None:
            return {}
        held = set(self._store.names())
        found = {}
        for key, stored in {(rule.key, rule.stored) for rule in RULES if rule.stored in held}:
            how = self._store.how(stored, self.as_of)
            if how != "lag":
                found[key] = how
        return dict(sorted(found.items()))

    def _refined(self, key: str, view: str) -> Series:
        """The packaged figures of a key, extended by the store's."""
        if key not in (known := published.keys()):
            raise UnknownName.of("series", key, (*known, *DERIVED), where="record")
        found = published.series(key).as_of(self.as_of)
        for rule in rules_of(key):
            own = self.stored(rule.stored)
            if own is None:
                continue
            if rule.take in STATISTICS:
                found = joined(found, statistic(own, rule.take, found)) if len(own) else found
                continue
            found = without(found, self._store.withheld(rule.stored, self.as_of)) if self._store else found
            if not len(own):
                continue
            if key == "on_rrp":
                own = on_wednesdays(own)
            if rule.take == "level" and view == "monthly":
                own = of_month(own)
            own = own.in_unit(found.unit)
            found = joined(replace(own, key=key, basis=found.basis, kind=found.kind), found)
        # Estimates are made on the sample fixed beforehand: older figures of a store are drawn, but do not enter them.
        return found if view == "full" else found.between(published.series(key).dates[0].item(), date.max)

    def _derived(self, key: str, view: str) -> Series:
        if key == "deferred_asset":
            due = self._kept("remittances_due", view).in_unit("USD bn")
            return _computed(replace(due, key=key, values=np.maximum(0.0, -due.values)), (due,))
        everyone, ours = self._kept("reverse_repo_total", view).in_unit("USD bn"), self._kept("on_rrp", view)
        begins = Corridor.from_document(published.document("policy/corridor")).on_rrp_begins or date.max
        rest = (everyone - ours).between(begins, date.max).named(key)
        return _computed(rest, (everyone, ours))


def newest_figure() -> date:
    """Day of the newest figure held, which was not known before its release."""
    return max([_packaged_newest()[0], *(day for day, _ in shelf.newest())])


def newest() -> date:
    """The newest day on which a figure became known."""
    return max([_packaged_newest()[1], *(known for _, known in shelf.newest())])


@cache
def _packaged_newest() -> tuple[date, date]:
    """Day of the newest packaged figure, and the newest day on which one became known."""
    found = [published.series(key) for key in sorted(published.keys())]
    return max(s.dates[-1].item() for s in found), max(s.known[-1].item() for s in found)


@cache
def oldest() -> date:
    """The first day on which a packaged series was known."""
    days: list[date] = [published.series(key).known[0].item() for key in sorted(published.keys())]
    return min(days)


def _computed(series: Series, parts: tuple[Series, ...]) -> Series:
    """The same series, its origins those of its parts and marked as computed."""
    origins = dict.fromkeys(replace(origin, evidence="computed") for part in parts for origin in part.origins)
    return replace(series, origins=tuple(origins))


def _list_dates() -> tuple[date, ...]:
    found = (_SECURITIES.fullmatch(name) for name in published.tables())
    return tuple(sorted(date.fromisoformat(match[1]) for match in found if match))


@cache
def _release_lags() -> dict[str, int]:
    return {
        name: int(row["usual_lag_days_after_reference_date"])
        for row in published.rows("release_lags")
        for name in row["series"].split(";")
    }


def _daily(key: str, rows: list[Row]) -> Series:
    card = published.passport("episodes_daily")
    dates: Dates = np.array([row["date"] for row in rows], dtype="datetime64[D]")
    known: Dates = dates + np.timedelta64(_release_lags()[key], "D")
    unit = rows[0]["unit"]
    return Series(
        key=key,
        dates=dates,
        values=np.array([float(row["value"]) for row in rows]),
        unit=unit,
        basis="operation day" if key in _OPERATIONS else "daily close",
        known=known,
        origins=(Origin(card.publisher, card.document, key, card.name, card.evidence),),
        kind=_KINDS[unit],
    )
