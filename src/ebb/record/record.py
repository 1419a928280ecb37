"""The published record as it was known on a day: the one door through which answers reach figures and policy.

A :class:`Record` hands out series, tables, holdings and policy, each cut at its `as_of`. It computes only what adds or
turns published lines (two derived series, each a sum or a sign). No vintages are held, so the usual release lag of a
series decides what was known, and revised figures stand in for the ones of the day: :attr:`Record.assumed_lags` says
by how many days. It never fills a gap and never opens a socket.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any, Final

import numpy as np

from ebb.errors import MissingDate, OutOfRange, UnknownName
from ebb.policy import Corridor, Programme
from ebb.series import Dates, Origin, Series
from ebb.sources import published

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
        The day; by default the newest day on which a packaged series became known. A day after it is allowed and means
        that everything packaged is known.

    Raises
    ------
    OutOfRange
        Before the first packaged figure was known.

    Notes
    -----
    Law: nothing handed out depends on a figure first known after `as_of`.
    """

    def __init__(self, as_of: date | None = None) -> None:
        first = oldest()
        self._as_of = newest() if as_of is None else as_of
        self._cache: dict[str, Series] = {}
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
        if key not in self._cache:
            self._cache[key] = self._derived(key) if key in DERIVED else self._packaged(key)
        return self._cache[key]

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
        """As-of dates of the security lists known by `as_of`, oldest first."""
        return tuple(day for day in _list_dates() if self.table(f"soma_notesbonds_{day}"))

    def security_list(self, day: date) -> tuple[Row, ...]:
        """SOMA notes and bonds on `day`, a row each: cusip, issue_date, maturity_date, coupon_pct, par_value_usd.

        Raises
        ------
        MissingDate
            If no list of that day is packaged or known.
        """
        known = self.holdings_dates
        if day not in known:
            raise MissingDate(
                f"no security list of {day} was known on {self.as_of}",
                "record",
                f"one of: {', '.join(map(str, known)) or 'none yet'}",
                "choose one of these dates, or a later --as-of",
            )
        return self.table(f"soma_notesbonds_{day}")

    def auctions(self, first: date, last: date) -> tuple[Row, ...]:
        """Coupon auctions settling from `first` to `last`, both included, known by `as_of`; cells not yet known are "".

        Notes
        -----
        Assumption: an announced size is known 7 days before settlement, add-on and coupon on the day of settlement.
        """
        return tuple(r for r in self.table("auction_sizes") if first <= date.fromisoformat(r["issue_date"]) <= last)

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
        """Days after its date on which each series is taken to be known: an assumption, as no vintages are held."""
        found = {}
        for key, (table, name) in published.keys().items():
            column = next(c for c in published.passport(table).columns if c.name == name)
            found[key] = column.lag_days
        return dict(sorted(found.items()))

    def _packaged(self, key: str) -> Series:
        known = published.keys()
        if key not in known:
            raise UnknownName.of("series", key, self.keys, where="record")
        return published.series(key).as_of(self.as_of)

    def _derived(self, key: str) -> Series:
        if key == "deferred_asset":
            due = self.series("remittances_due").in_unit("USD bn")
            return _computed(replace(due, key=key, values=np.maximum(0.0, -due.values)), (due,))
        everyone, ours = self.series("reverse_repo_total").in_unit("USD bn"), self.series("on_rrp")
        begins = Corridor.from_document(published.document("policy/corridor")).on_rrp_begins or date.max
        rest = (everyone - ours).between(begins, date.max).named(key)
        return _computed(rest, (everyone, ours))


@cache
def newest_figure() -> date:
    """Day of the newest packaged figure, which was not known before its release."""
    days: list[date] = [published.series(key).dates[-1].item() for key in sorted(published.keys())]
    return max(days)


@cache
def newest() -> date:
    """The newest day on which a packaged series became known."""
    days: list[date] = [published.series(key).known[-1].item() for key in sorted(published.keys())]
    return max(days)


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
