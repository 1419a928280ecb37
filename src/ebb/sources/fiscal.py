"""The questions asked of the Treasury's Fiscal Data, and which parser reads each answer.

Month ends of the debt statement come from the publisher (its newest record date), never from a calendar. Every data set is
asked for page by page; page one knows how many there are.

Source: US Department of the Treasury, Fiscal Data API (no key).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Final

from ebb.sources import fiscal_auctions, fiscal_cash, fiscal_debt
from ebb.sources.exact import Problems, a_day
from ebb.sources.fiscal_answer import BASE, Question, Record
from ebb.sources.harvest import Harvest, Request

_DEBT_PATH: Final = "v1/debt/mspd/mspd_table_3_market"


def requests(*, since: date | None = None, months_held: Collection[date] = (), base: str = BASE) -> tuple[Request, ...]:
    """Everything asked of Fiscal Data in one fetch.

    Parameters
    ----------
    since : date, optional
        First day of the cash balance, of the debt and of auctions; None: all history.
    months_held : collection of date
        Month ends of the debt statement that are held.
    base : str
        Address of the API.

    Returns
    -------
    tuple of Request
        Operating cash balance, Debt to the Penny, auctions, and the newest month of the debt statement.
    """
    return (
        operating_cash(since=since, base=base),
        debt_to_the_penny(since=since, base=base),
        auctions(since=since, base=base),
        newest_debt_statement(held=months_held, base=base),
    )


def operating_cash(*, since: date | None = None, base: str = BASE) -> Request:
    """The operating cash balance of the Daily Treasury Statement, all labels: its layout changed twice."""
    return Question(
        "Daily Treasury Statement",
        "v1/accounting/dts/operating_cash_balance",
        fiscal_cash.FIELDS,
        fiscal_cash.operating_cash,
        wanted=_from("record_date", since),
        sort="record_date,src_line_nbr",
        base=base,
    ).request()


def debt_to_the_penny(*, since: date | None = None, base: str = BASE) -> Request:
    """Total public debt outstanding by day."""
    return Question(
        "Debt to the Penny",
        "v2/accounting/od/debt_to_penny",
        fiscal_debt.PENNY_FIELDS,
        fiscal_debt.debt_to_the_penny,
        wanted=_from("record_date", since),
        base=base,
    ).request()


def auctions(*, since: date | None = None, base: str = BASE) -> Request:
    """Auctions held or announced from `since`, with the SOMA add-on."""
    return Question(
        "Treasury auctions",
        "v1/accounting/od/auctions_query",
        fiscal_auctions.FIELDS,
        fiscal_auctions.auctions,
        wanted=_from("auction_date", since),
        sort="auction_date,cusip",
        base=base,
    ).request()


def debt_statement(month_end: date, *, base: str = BASE) -> Request:
    """Every marketable security outstanding at one month end, in one page."""
    return Question(
        f"Statement of the Public Debt {month_end}",
        _DEBT_PATH,
        fiscal_debt.FIELDS,
        fiscal_debt.marketable,
        wanted=f"record_date:eq:{month_end.isoformat()}",
        sort="src_line_nbr",
        whole=True,
        base=base,
    ).request()


def newest_debt_statement(*, held: Collection[date] = (), base: str = BASE) -> Request:
    """Which month end is the newest of the debt statement; its parser asks for that month unless it is held."""
    return Question(
        "Statement of the Public Debt, newest month",
        _DEBT_PATH,
        ("record_date",),
        partial(_newest, held=frozenset(held), base=base),
        sort="-record_date",
        size=1,
        first=True,
        base=base,
    ).request()


def _newest(rows: list[Record], *, held: frozenset[date], base: str) -> Harvest:
    problems = Problems("US Department of the Treasury, Monthly Statement of the Public Debt", "one record date")
    if len(rows) != 1:
        problems.refuse(f"asked for one record date, got {len(rows)}")
    at = problems.read("record_date", a_day, rows[0]["record_date"])
    problems.refuse_if_any()
    return Harvest(more=() if at in held else (debt_statement(at, base=base),))


def _from(field: str, since: date | None) -> str:
    return "" if since is None else f"{field}:gte:{since.isoformat()}"
