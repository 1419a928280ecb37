"""The Treasury's account at the Fed from the Daily Treasury Statement, through the three layouts it has had.

To 2021-09-30 the account is called "Federal Reserve Account", to 2022-04-15 "Treasury General Account (TGA)", one row a
day with opening and closing balance. Since 2022-04-18 a day has four rows (opening, deposits, withdrawals, closing) and
every value stands in the column of the opening balance. The website's CSV export leaves the closing column out, so that
before 2022-04-18 a closing balance is the next day's opening there.

Source: US Department of the Treasury, Daily Treasury Statement, operating cash balance; millions of dollars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from ebb.dates import pays
from ebb.sources.cards import card
from ebb.sources.exact import Problems, a_day, count, listed, reading, words
from ebb.sources.harvest import Harvest
from ebb.sources.intake import need, table

FIELDS: Final = ("record_date", "account_type", "close_today_bal", "open_today_bal")

#: Headings of the website's CSV export -> fields of the API; the export has no closing column.
HEADINGS: Final[Mapping[str, str]] = {
    "Record Date": "record_date",
    "Type of Account": "account_type",
    "Closing Balance Today": "close_today_bal",
    "Opening Balance Today": "open_today_bal",
}

_ONE_ROW: Final = ("Federal Reserve Account", "Treasury General Account (TGA)")
#: Beginnings of the four labels; what follows in brackets names a table of the printed statement.
_FOUR_ROWS: Final[Mapping[str, str]] = {
    "Treasury General Account (TGA) Opening Balance": "opening",
    "Total TGA Deposits": "deposits",
    "Total TGA Withdrawals": "withdrawals",
    "Treasury General Account (TGA) Closing Balance": "closing",
}
#: Days on which an opening balance may differ from the closing before, of which the publisher's record has none.
_FEW: Final = 3


@dataclass(slots=True)
class Day:
    """One day of the account, USD mn; None = not given."""

    opening: int | None = None
    deposits: int | None = None
    withdrawals: int | None = None
    closing: int | None = None


def operating_cash(rows: Sequence[Mapping[str, Any]]) -> Harvest:
    """The closing balance of the account by day, from records with the API's fields.

    Parameters
    ----------
    rows : sequence of mappings
        Records with ``record_date``, ``account_type``, ``open_today_bal`` and, where there is one, ``close_today_bal``.

    Returns
    -------
    Harvest
        TGA_DTS. Days whose closing balance cannot be told are left out and counted in a note.

    Raises
    ------
    FormatError
        If a label of this account is unknown (a fourth layout), a row stands twice, an amount is no whole million, or
        a law is broken.
    UnitError
        If a balance lies outside the card's magnitudes.

    Notes
    -----
    Laws: opening + deposits - withdrawals = closing within 1 where all four are given; the opening balance is the
    closing balance of the business day before.
    """
    problems = _problems()
    need(rows, ("record_date", "account_type", "open_today_bal"), problems)
    days, others = _days(rows, problems)
    problems.refuse_if_any()
    if not days:
        if others:
            problems.refuse(f"no row of the account; accounts in the answer: {', '.join(sorted(others))[:200]}")
        return Harvest(notes=("no Daily Treasury Statement in the days asked for",))
    notes = _laws(days, problems)
    closings, open_days = _closings(days)
    if open_days:
        notes.append(f"closing balance not told, the next day's opening is not at hand: {listed(open_days)}")
    readings = (reading(card("TGA_DTS"), {at: float(v) for at, v in closings.items()}),) if closings else ()
    return Harvest(readings=readings, notes=tuple(notes))


def operating_cash_csv(body: bytes) -> Harvest:
    """The website's CSV export of the same table.

    Raises
    ------
    FormatError, UnitError
        As :func:`operating_cash`.
    """
    rows = [{HEADINGS.get(name, name): value for name, value in row.items()} for row in table(body, _problems())]
    return operating_cash(rows)


def _days(rows: Sequence[Mapping[str, Any]], problems: Problems) -> tuple[dict[date, Day], set[str]]:
    days: dict[date, Day] = {}
    seen: set[tuple[date, str]] = set()
    others: set[str] = set()
    for row in rows:
        at = problems.read("record_date", a_day, row["record_date"])
        label = problems.read("account_type", words, row["account_type"])
        if at is None or label is None:
            continue
        if (at, label) in seen:
            problems.add(f"{at} {label} stands twice")
        seen.add((at, label))
        part = next((part for start, part in _FOUR_ROWS.items() if label.startswith(start)), "")
        if label not in _ONE_ROW and not part:
            others.add(label)
            if "TGA" in label or "Federal Reserve Account" in label:
                problems.add(f'{at}: the label "{label[:60]}" is not known: has the layout changed?')
            continue
        first = problems.read(f"{at} opening balance", count, row["open_today_bal"])
        second = problems.read(f"{at} closing balance", count, row.get("close_today_bal"))
        of_day = days.setdefault(at, Day())
        if label in _ONE_ROW:
            if of_day.opening is not None:
                problems.add(f"{at}: two layouts on one day")
            of_day.opening, of_day.closing = first, second
            if first is None:
                problems.add(f"{at}: no opening balance")
        else:
            value = second if first is None else first
            if value is None:
                problems.add(f"{at}: {label} has no amount")
            if getattr(of_day, part) is not None:
                problems.add(f"{at}: two rows for one part of the account, {label[:60]}")
            setattr(of_day, part, value)
    return dict(sorted(days.items())), others


def _laws(days: Mapping[date, Day], problems: Problems) -> list[str]:
    for at, d in days.items():
        if None not in (d.opening, d.deposits, d.withdrawals, d.closing):
            rest = (d.opening or 0) + (d.deposits or 0) - (d.withdrawals or 0) - (d.closing or 0)
            if abs(rest) > 1:
                problems.add(f"{at}: opening plus deposits less withdrawals differs from closing by {rest} mn")
    breaks = [
        f"{after} by {(days[after].opening or 0) - (days[before].closing or 0):+d} mn"
        for before, after in _neighbours(days)
        if days[before].closing is not None
        and days[after].opening is not None
        and days[before].closing != days[after].opening
    ]
    if len(breaks) > max(_FEW, len(days) // 1000):
        problems.add(f"{len(breaks)} opening balances are not the closing before: {listed(breaks)}")
    problems.refuse_if_any()
    return [f"opening balances that are not the closing before: {listed(breaks)}"] if breaks else []


def _closings(days: Mapping[date, Day]) -> tuple[dict[date, int], list[date]]:
    """Closing balances as given, else the opening of the next business day if that is the next row."""
    following = dict(_neighbours(days))
    closings: dict[date, int] = {}
    without = []
    for at, d in days.items():
        closing = d.closing if d.closing is not None or at not in following else days[following[at]].opening
        if closing is None:
            without.append(at)
        else:
            closings[at] = closing
    return closings, without


def _neighbours(days: Mapping[date, Day]) -> list[tuple[date, date]]:
    """Pairs of days between which no business day of the Fed lies: only of those one balance is the other."""
    ordered = list(days)
    return [
        (before, after)
        for before, after in pairwise(ordered)
        if before.year >= 1986 and pays(before + timedelta(days=1)) == after
    ]


def _problems() -> Problems:
    return Problems(
        "US Department of the Treasury, Daily Treasury Statement, operating cash balance",
        f"rows labelled {', '.join(_ONE_ROW)} or with the four parts of the account, whole millions of dollars",
    )
