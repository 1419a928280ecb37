"""What a parser hands on: figures read from one delivery, typed, with nothing filled in and nothing guessed.

A *delivery* is the bytes of one answer of a publisher or of one file of a user. A parser is a pure function of these bytes;
it refuses a delivery whole, naming every problem, or returns a :class:`Harvest`. It never opens a socket or a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np

from ebb.errors import FormatError, UnitError
from ebb.series import Dates, Series, Values
from ebb.sources.cards import Card


@dataclass(frozen=True, slots=True)
class Delivery:
    """The passport of raw bytes: where from, when, and their hash."""

    publisher: str
    address: str  # the URL as asked, or the path of a user's file
    received: datetime  # with time zone UTC
    sha256: str
    size: int
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The figures of one series in one delivery.

    Parameters
    ----------
    card : Card
    dates : datetime64[D], shape (n,)
        Date observed; with `known`, a date may stand several times, once for each vintage.
    values : float64, shape (n,)
        In the card's unit. NaN only together with `known`: the figure of that date was withdrawn on that day.
    known : datetime64[D], shape (n,), optional
        Real vintages: the day from which each value could be known. None: the usual lag is assumed.

    Notes
    -----
    Law: (date, known) strictly increases; nothing is known before its date; every value lies in the card's magnitude
    guard. A breach is refused with every problem listed.
    """

    card: Card
    dates: Dates
    values: Values
    known: Dates | None = None

    def __post_init__(self) -> None:
        dates = np.asarray(self.dates, dtype="datetime64[D]")
        values = np.asarray(self.values, dtype=np.float64)
        known = None if self.known is None else np.asarray(self.known, dtype="datetime64[D]")
        problems = []
        if dates.shape != values.shape or (known is not None and known.shape != dates.shape):
            problems.append("columns of different lengths")
        else:
            if known is None and len(dates) > 1 and not (np.diff(dates) > np.timedelta64(0, "D")).all():
                problems.append("dates repeat or run backwards")
            if known is not None and len(dates) > 1:
                step, told = np.diff(dates).astype(int), np.diff(known).astype(int)
                if not ((step > 0) | ((step == 0) & (told > 0))).all():
                    problems.append("dates and vintages repeat or run backwards")
            if known is not None and (known < dates).any() and self.card.lag_days >= 0:
                problems.append("a value is known before its date")
            if not (np.isfinite(values) | (np.isnan(values) & (known is not None))).all():
                problems.append("a value is no number")
        if problems:
            raise FormatError(
                f'"{self.card.name}" cannot be read: {"; ".join(problems)}',
                f"{self.card.publisher}, {self.card.document}",
                "one finite number for each date, in the order of dates",
                "the last good figures are kept; try again later",
            )
        self._guard(dates, values)
        for name, array in (("dates", dates), ("values", values), ("known", known)):
            if array is not None:
                array = array.copy()
                array.flags.writeable = False
            object.__setattr__(self, name, array)

    def __len__(self) -> int:
        return len(self.values)

    def series(self) -> Series:
        """As a series of the house, known after the usual lag; of several vintages of a date the newest counts."""
        last = np.append(self.dates[1:] != self.dates[:-1], True) if len(self) else np.array([], dtype=bool)
        last = last & np.isfinite(self.values)
        lag = np.timedelta64(max(self.card.lag_days, 0), "D")
        known = self.dates + lag if self.known is None else self.known
        c = self.card
        return Series(c.name, self.dates[last], self.values[last], c.unit, c.basis, known[last], (c.origin,), c.kind)

    def _guard(self, dates: Dates, values: Values) -> None:
        """Refuse figures outside the card's magnitudes, and say so if the factor looks like a shift of the unit."""
        c = self.card
        shown = values[np.isfinite(values)]
        outside = (shown < c.low) | (shown > c.high)
        if not outside.any():
            return
        worst = float(shown[outside][0])
        factors = [f for f in (1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9, 100.0, 0.01) if c.low <= worst * f <= c.high and worst]
        hint = f"; times {factors[0]:g} they would fit: another unit?" if factors else ""
        raise UnitError(
            f'{int(outside.sum())} of {len(shown)} figures of "{c.name}" lie outside its magnitudes, '
            f"first {worst:g} {c.unit}{hint}",
            f"{c.publisher}, {c.document}",
            f"figures from {c.low:g} to {c.high:g} {c.unit}",
            "check the unit of the delivery; nothing of this series was kept",
        )


@dataclass(frozen=True, slots=True)
class Holding:
    """One security in the SOMA on one day; amounts in USD cents (int), rates in percent; None = not published.

    `security_type` is ``"bills"``, ``"notes_bonds"``, ``"frn"``, ``"tips"``, ``"agency_debt"``, ``"mbs"`` or ``"cmbs"``.
    `amount` is par, for MBS and CMBS current face.
    """

    cusip: str
    security_type: str
    amount: int
    maturity: date | None = None
    coupon: float | None = None
    spread: float | None = None
    inflation_compensation: int | None = None
    percent_outstanding: float | None = None
    issuer: str = ""
    description: str = ""
    term: str = ""
    issue_date: date | None = None
    aggregated: bool | None = None


@dataclass(frozen=True, slots=True)
class HoldingsList:
    """What the SOMA held on `as_of`, complete for the security types named in `parts`."""

    as_of: date
    parts: tuple[str, ...]
    rows: tuple[Holding, ...]

    def total(self, part: str) -> int:
        """Sum of one security type, USD cents."""
        return sum(row.amount for row in self.rows if row.security_type == part)


@dataclass(frozen=True, slots=True)
class Operation:
    """One market operation of a central bank; amounts in USD cents, rates in percent; None = not published.

    `kind` is ``"repo"``, ``"reverse_repo"``, ``"treasury_purchase"``, ``"treasury_sale"``, ``"ambs_purchase"``,
    ``"ambs_sale"``...; `operation` is the publisher's own id.
    """

    operation: str
    kind: str
    day: date
    settles: date | None = None
    matures: date | None = None
    security_type: str = ""
    method: str = ""
    submitted: int | None = None
    accepted: int | None = None
    rate: float | None = None
    counterparties: int | None = None


@dataclass(frozen=True, slots=True)
class Auction:
    """One auction of marketable Treasury debt; amounts in USD cents, rates in percent; None = not published (yet)."""

    cusip: str
    security_type: str  # bill, note, bond, frn, tips, cmb
    term: str
    issue_date: date
    maturity: date
    auction_date: date | None = None
    announced: date | None = None
    reopening: bool | None = None
    coupon: float | None = None
    high_yield: float | None = None
    price: float | None = None
    offering: int | None = None
    accepted: int | None = None  # with the SOMA add-on
    soma_accepted: int | None = None


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One marketable Treasury security outstanding at a month end (MSPD table 3); USD cents, percent."""

    record_date: date
    cusip: str
    security_class: str  # bills, notes, bonds, tips, frn
    maturity: date
    amount: int
    coupon: float | None = None
    issue_date: date | None = None
    issued: int | None = None
    inflation_adjustment: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a publisher and how its answer is read.

    Parameters
    ----------
    name : str
        What the user sees in progress and in the table: a series or a file, e.g. ``"H.4.1"`` or ``"SOMA 2026-11-18"``.
    publisher : str
        Short name of the source's file: ``"board"``, ``"nyfed"``, ``"fiscal"``, ``"fred"``...
    url : str
    parse : callable of (bytes) -> Harvest
        Raises :class:`~ebb.errors.EbbError` where the answer is not what was asked for.
    params : mapping
        Query parameters, in order; encoded once.
    media : tuple of str
        Acceptable media types (prefixes); an answer of another type is refused before it is parsed.
    limit : int
        Largest body accepted, bytes.
    secret : tuple of str
        Names of parameters that never appear in a message or in the store (keys).
    """

    name: str
    publisher: str
    url: str
    parse: Any
    params: tuple[tuple[str, str], ...] = ()
    media: tuple[str, ...] = ()
    limit: int = 64_000_000
    secret: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Harvest:
    """Everything read from one delivery; `more` are the requests it leads to (further pages, newly listed dates)."""

    readings: tuple[Reading, ...] = ()
    holdings: tuple[HoldingsList, ...] = ()
    operations: tuple[Operation, ...] = ()
    auctions: tuple[Auction, ...] = ()
    outstanding: tuple[Outstanding, ...] = ()
    notes: tuple[str, ...] = ()
    more: tuple[Request, ...] = ()

    def __add__(self, other: Harvest) -> Harvest:
        return replace(
            self,
            **{name: (*getattr(self, name), *getattr(other, name)) for name in Harvest.__slots__},
        )
