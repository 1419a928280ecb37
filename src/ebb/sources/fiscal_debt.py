"""The debt of the US Treasury: every marketable security outstanding at a month end, and the total debt by day.

Table 3 of the Monthly Statement of the Public Debt has one row for each reopening; the amount outstanding stands on one row of
a security and is empty on the others. Subtotals stand among the rows, beginning with "Total"; matured debt that was not
presented has rows and subtotals of its own. Amounts are millions of dollars, for TIPS with the inflation adjustment.

Source: US Department of the Treasury, Monthly Statement of the Public Debt, table 3; Debt to the Penny.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from ebb.sources.cards import card
from ebb.sources.exact import Problems, a_day, cents, day, listed, number, reading, words
from ebb.sources.harvest import Harvest, Outstanding
from ebb.sources.intake import need

FIELDS: Final = (
    *("record_date", "security_type_desc", "security_class1_desc", "security_class2_desc"),
    *("interest_rate_pct", "issue_date", "maturity_date"),
    *("issued_amt", "inflation_adj_amt", "outstanding_amt"),
)
PENNY_FIELDS: Final = ("record_date", "tot_pub_debt_out_amt")

#: Classes of marketable securities as the statement names them (TIPS had two names to 2004) -> ours.
CLASSES: Final[Mapping[str, str]] = {
    "Bills Maturity Value": "bills",
    "Notes": "notes",
    "Bonds": "bonds",
    "Inflation-Protected Securities": "tips",
    "Inflation-Indexed Notes": "tips",
    "Inflation-Indexed Bonds": "tips",
    "Floating Rate Notes": "frn",
}
#: Marketable, but no security of the Treasury that anyone trades.
LEFT_OUT: Final = ("Federal Financing Bank",)

_CUSIP = re.compile(r"[0-9A-Z]{8}[0-9]\Z", re.ASCII)
_MILLION: Final = 1_000_000
#: Cents by which a class may differ from its published total: the total is printed in millions.
_ROUNDING: Final = _MILLION * 100
#: No security is larger (cents); a list of a hundred securities is not smaller in all than two trillion dollars.
_LARGEST: Final = 1_000_000_000_000_00
_SMALLEST_LIST: Final = 2_000_000_000_000_00
_MANY: Final = 100


def marketable(rows: Sequence[Mapping[str, Any]]) -> Harvest:
    """Every marketable security outstanding, from the rows of table 3 (API's fields), one or several month ends.

    Parameters
    ----------
    rows : sequence of mappings
        Whole month ends; the API's field names, every value text.

    Returns
    -------
    Harvest
        One Outstanding for each security and month end, in cents.

    Raises
    ------
    FormatError
        If a class is unknown, a security has two amounts outstanding, or a class does not add up to its total.

    Notes
    -----
    Law: the securities of a class add up to its published total of unmatured securities, within a million.
    """
    problems = _problems()
    if not rows:
        return Harvest(notes=("no Monthly Statement of the Public Debt for the months asked for",))
    need(rows, FIELDS, problems)
    groups: dict[tuple[date, str, str], list[Mapping[str, Any]]] = {}
    totals: dict[tuple[date, str], dict[str, int]] = {}
    apart: set[str] = set()
    for n, row in enumerate(rows, 1):
        at = problems.read(f"row {n} record_date", a_day, row["record_date"])
        told = ("security_type_desc", "security_class1_desc", "security_class2_desc")
        market, name, second = (problems.read(f"row {n} {field}", words, row[field]) or "" for field in told)
        if at is None or market not in ("Marketable", ""):
            continue
        kind = CLASSES.get(name)
        if kind is None:
            if not name.startswith("Total") and name not in LEFT_OUT:
                problems.add(f"class {name[:40]!r} is not known")
            apart.add(name)
        elif _CUSIP.match(second):
            groups.setdefault((at, kind, second), []).append(row)
        else:
            _remember_total(totals.setdefault((at, kind), {}), second, row, problems)
    found, without, matured = _securities(groups, problems)
    problems.refuse_if_any()
    checked = _check_totals(found, totals, problems)
    if without and not checked:
        problems.add(f"no amount outstanding and no class total to tell why: {listed(without)}")
    _check_magnitude(found, problems)
    problems.refuse_if_any()
    notes = []
    if without:
        notes.append(f"no amount outstanding, left out: {listed(without)}")
    if matured:
        notes.append(f"{matured} matured securities left out")
    if not checked:
        notes.append("no class totals in the list: the sums are not checked")
    return Harvest(outstanding=tuple(found), notes=tuple(notes))


def security(
    record_date: date, cusip: str, security_class: str, rows: Sequence[Mapping[str, Any]]
) -> Outstanding | None:
    """One security from its rows (first issue and reopenings), or None where no row has an amount outstanding.

    Amounts are millions of dollars in ``outstanding_amt``, ``issued_amt`` and ``inflation_adj_amt``; the rate is percent.

    Raises
    ------
    ValueError
        If two rows have an amount outstanding, or a field cannot be what it should be.
    """
    amounts = [a for row in rows if (a := cents(row["outstanding_amt"], scale=_MILLION)) is not None]
    if not amounts:
        return None
    if len(amounts) > 1:
        raise ValueError(f"{len(amounts)} rows have an amount outstanding, not one")
    if not 0 <= amounts[0] <= _LARGEST:
        raise ValueError(f"{amounts[0] / 1e8:,.1f} mn outstanding: another unit?")
    issues = [at for row in rows if (at := day(row["issue_date"])) is not None]
    maturities = {at for row in rows if (at := day(row["maturity_date"])) is not None}
    if len(maturities) != 1:
        raise ValueError("not one maturity date" if maturities else "no maturity date")
    rates = {rate for row in rows if (rate := number(row["interest_rate_pct"], -1, 30)) is not None}
    return Outstanding(
        record_date,
        cusip,
        security_class,
        maturities.pop(),
        amounts[0],
        coupon=rates.pop() if len(rates) == 1 and security_class != "bills" else None,
        issue_date=min(issues) if issues else None,
        issued=_sum(rows, "issued_amt"),
        inflation_adjustment=_sum(rows, "inflation_adj_amt"),
    )


def debt_to_the_penny(rows: Sequence[Mapping[str, Any]]) -> Harvest:
    """Total public debt outstanding by day, from records with ``record_date`` and ``tot_pub_debt_out_amt`` (dollars).

    Raises
    ------
    FormatError
        If a date stands twice or an amount is no amount.
    UnitError
        If an amount lies outside the card's magnitudes.
    """
    problems = Problems("US Department of the Treasury, Debt to the Penny", "one row a day, dollars and cents")
    need(rows, PENNY_FIELDS, problems)
    points: dict[date, float] = {}
    for n, row in enumerate(rows, 1):
        at = problems.read(f"row {n} record_date", a_day, row["record_date"])
        amount = problems.read(f"{at} total", cents, row["tot_pub_debt_out_amt"])
        if at in points:
            problems.add(f"{at} stands twice")
        elif at is not None and amount is None:
            problems.add(f"{at} has no total")
        elif at is not None:
            points[at] = amount / 100
    problems.refuse_if_any()
    if not points:
        return Harvest(notes=("no Debt to the Penny in the days asked for",))
    return Harvest(readings=(reading(card("DEBT_TO_PENNY"), points),))


def _securities(
    groups: Mapping[tuple[date, str, str], Sequence[Mapping[str, Any]]], problems: Problems
) -> tuple[list[Outstanding], list[str], int]:
    found: list[Outstanding] = []
    without: list[str] = []
    matured = 0
    for (at, kind, cusip), rows in sorted(groups.items(), key=lambda item: item[0]):
        try:
            one = security(at, cusip, kind, rows)
            due = {d for row in rows if (d := day(row["maturity_date"])) is not None}
        except ValueError as error:
            problems.add(f"{cusip} {at}: {error}")
            continue
        if due and max(due) <= at:
            matured += 1
        elif one is None:
            without.append(cusip)
        else:
            found.append(one)
    return found, without, matured


def _remember_total(totals: dict[str, int], label: str, row: Mapping[str, Any], problems: Problems) -> None:
    """A subtotal: of the unmatured securities of a class, of the matured, or of both."""
    amount = problems.read(f"{label[:50]!r}", lambda raw: cents(raw, scale=_MILLION), row["outstanding_amt"])
    lower = label.lower()
    if amount is None or not lower:
        return
    if not ("total" in lower or "matured" in lower or "treasury" in lower):
        problems.add(f"{label[:40]!r} is neither a CUSIP nor a total")
    state = "unmatured" if "unmatured" in lower else "matured" if "matured" in lower else "all"
    # "Treasury Floating Rate Notes" without "Total" is the unmatured line of that class
    state = "unmatured" if state == "all" and not lower.startswith("total") else state
    if totals.setdefault(state, amount) != amount:
        problems.add(f"two different totals: {label[:50]!r}")


def _check_totals(
    found: Sequence[Outstanding], totals: Mapping[tuple[date, str], Mapping[str, int]], problems: Problems
) -> bool:
    """Compare each class with its published total; whether every class of every month end could be compared."""
    sums: dict[tuple[date, str], int] = {}
    for one in found:
        key = (one.record_date, one.security_class)
        sums[key] = sums.get(key, 0) + one.amount
    told = 0
    for key in sorted({*sums, *totals}):
        given = totals.get(key, {})
        published = given.get("unmatured")
        if published is None and "all" in given:
            published = given["all"] - given.get("matured", 0)
        if published is None:
            continue
        told += 1
        rest = sums.get(key, 0) - published
        if abs(rest) > _ROUNDING:
            problems.add(f"{key[0]} {key[1]}: securities less published total is {rest / 1e8:,.4f} mn")
    return told == len(sums) and bool(sums)


def _check_magnitude(found: Sequence[Outstanding], problems: Problems) -> None:
    """Amounts outstanding and issued are of one size, and a whole list is not smaller than the debt ever was."""
    issued = [(one.amount, one.issued + (one.inflation_adjustment or 0)) for one in found if one.issued]
    unlike = [pair for pair in issued if not pair[1] <= 10 * pair[0] <= 100 * pair[1]]
    if 2 * len(unlike) > len(issued):
        problems.add(f"{len(unlike)} of {len(issued)} amounts outstanding are not of the size issued: another unit?")
    dates = {one.record_date for one in found}
    for at in sorted(dates):
        amounts = [one.amount for one in found if one.record_date == at]
        if len(amounts) >= _MANY and sum(amounts) < _SMALLEST_LIST:
            problems.add(f"{at}: {sum(amounts) / 1e11:,.1f} bn in {len(amounts)} securities: another unit?")


def _sum(rows: Sequence[Mapping[str, Any]], name: str) -> int | None:
    given = [a for row in rows if (a := cents(row[name], scale=_MILLION)) is not None]
    return sum(given) if given else None


def _problems() -> Problems:
    return Problems(
        "US Department of the Treasury, Monthly Statement of the Public Debt, table 3",
        "one row a security and reopening, amounts in millions of dollars, class totals in rows of their own",
    )
