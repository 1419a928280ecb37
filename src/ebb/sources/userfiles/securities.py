"""Lists of securities in users' files: SOMA holdings, auctions of the Treasury, and its monthly statement of debt.

A holdings list says what stood in it; whether it is complete is decided by who can see the summary of its date. Amounts
become cents exactly; an amount with a fraction of a cent is a problem, never rounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from ebb.sources.harvest import Auction, Harvest, Holding, HoldingsList, Outstanding
from ebb.sources.userfiles.found import Found, Left, because, remark
from ebb.sources.userfiles.sheet import MISSING, YEARS, Sheet, is_number, refuse
from ebb.text import Phrase

#: The New York Fed's names of security types -> the house's.
TYPES: Final = {
    "bills": "bills",
    "notesbonds": "notes_bonds",
    "frn": "frn",
    "frns": "frn",
    "tips": "tips",
    "agency debts": "agency_debt",
    "mbs": "mbs",
    "cmbs": "cmbs",
}
_CLASSES: Final = {"bills": "bills", "notes": "notes", "bonds": "bonds", "tips": "tips", "frn": "frn"}
_AUCTIONED: Final = {"bill": "bill", "note": "note", "bond": "bond", "frn": "frn", "tips": "tips", "cmb": "cmb"}

_HOLDINGS: Final = ("as_of_date", "security_type", "cusip", "maturity_date", "coupon_pct")
_AMOUNTS: Final = ("par_value_usd", "par_or_face_usd", "current_face_usd")
_POOLS: Final = ("as_of_date", "cusip", "program", "term", "pass_through_coupon_pct", "current_face_usd")
_AUCTIONS: Final = ("cusip", "security_type", "security_term", "auction_date", "issue_date", "maturity_date")
_DEBT: Final = ("record_date", "class", "cusip", "maturity_date", "outstanding_mn")
#: Years of a date in lists of securities run further than those of observations: bonds mature.
_LAST_YEAR: Final = YEARS[1]

Made = TypeVar("Made")


def read_securities(sheet: Sheet) -> Found | None:
    """A list of securities in one of the house's shapes, or None if the header is none of them.

    Raises
    ------
    FormatError
        If a line cannot be read or a security stands twice: the file is refused whole.
    """
    has = set(sheet.header)
    if has.issuperset(_HOLDINGS) and has & set(_AMOUNTS):
        return _holdings(sheet, next(name for name in _AMOUNTS if name in has))
    if has.issuperset(_POOLS):
        return _pools(sheet)
    if has.issuperset(_AUCTIONS):
        return _auctions(sheet)
    if has.issuperset(_DEBT):
        return _debt(sheet)
    return None


class Cells:
    """One line by column name; whatever cannot be read is added to `problems` with the number of the line."""

    __slots__ = ("_cells", "_line", "_problems")

    def __init__(self, line: int, cells: dict[str, str], problems: list[str]) -> None:
        self._line, self._cells, self._problems = line, cells, problems

    def text(self, name: str) -> str:
        """A cell as it stands, empty if the table has no such column."""
        return self._cells.get(name, "")

    def needed(self, name: str) -> str:
        """A cell that must not be empty."""
        found = self.text(name)
        if not found:
            self._wrong(name, "is empty")
        return found

    def day(self, name: str) -> date | None:
        """A date, YYYY-MM-DD, or None where there is none."""
        found = self.text(name)
        if found in MISSING:
            return None
        try:
            when = date.fromisoformat(found) if len(found) == 10 else None
        except ValueError:
            when = None
        if when is None or not YEARS[0] <= when.year <= _LAST_YEAR:
            self._wrong(name, "is no date YYYY-MM-DD")
        return when

    def needed_day(self, name: str) -> date:
        """A date that must be there (a placeholder once its absence is a problem)."""
        found = self.day(name)
        if found is None:
            if self.text(name) in MISSING:
                self._wrong(name, "is empty")
            return date.min
        return found

    def month(self, name: str) -> date | None:
        """The first day of a month written YYYY-MM (as pools state their maturity), or None where there is none."""
        found = self.text(name)
        if found in MISSING:
            return None
        try:
            return date.fromisoformat(f"{found}-01") if len(found) == 7 else date.fromisoformat("")
        except ValueError:
            self._wrong(name, "is no month YYYY-MM")
            return None

    def rate(self, name: str) -> float | None:
        """A number, or None where there is none."""
        found = self.text(name)
        if found in MISSING:
            return None
        if not is_number(found):
            self._wrong(name, "is no number")
            return None
        return float(found)

    def cents(self, name: str, power: int = 2) -> int | None:
        """An amount in cents, exactly; `power` is that of ten between the column's unit and a cent."""
        found = self.text(name)
        if found in MISSING:
            return None
        try:
            amount = Decimal(found).scaleb(power) if is_number(found) else None
        except InvalidOperation:
            amount = None
        if amount is None or amount != amount.to_integral_value():
            self._wrong(name, "is no amount in whole cents")
            return None
        return int(amount)

    def held(self, name: str) -> int:
        """An amount that must be there and not negative, in cents."""
        found = self.cents(name)
        if found is None and self.text(name) in MISSING:
            self._wrong(name, "is empty")
        elif found is not None and found < 0:
            self._wrong(name, "is negative")
        return found or 0

    def one_of(self, name: str, known: dict[str, str]) -> str:
        """A word of a list, in the house's spelling."""
        found = known.get(self.text(name).casefold())
        if found is None:
            self._wrong(name, f"is none of {', '.join(known)}")
        return found or ""

    def _wrong(self, name: str, what: str) -> None:
        self._problems.append(f'line {self._line}: {name} "{self.text(name)[:30]}" {what}')


def _lines(sheet: Sheet, make: Callable[[Cells], Made]) -> list[Made]:
    """Every line made into something, or the whole file refused with every problem."""
    problems: list[str] = []
    made = [make(Cells(line, cells, problems)) for line, cells in sheet.records()]
    if not made:
        problems.append("it has a header and no rows")
    if problems:
        raise refuse(sheet.name, problems, "dates YYYY-MM-DD, plain numbers, amounts in whole cents on every line")
    return made


def _once(sheet: Sheet, keys: Iterable[tuple[object, ...]], what: str) -> None:
    """Refuse a list in which a security stands twice."""
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        problems = [f"{' '.join(map(str, key))} stands twice" for key in twice]
        raise refuse(sheet.name, problems, f"each {what} once")


def _holdings(sheet: Sheet, amount: str) -> Found:
    def make(cells: Cells) -> tuple[date, Holding]:
        return cells.needed_day("as_of_date"), Holding(
            cells.needed("cusip"),
            cells.one_of("security_type", TYPES),
            cells.held(amount),
            maturity=cells.day("maturity_date"),
            coupon=cells.rate("coupon_pct"),
            spread=cells.rate("frn_spread_pct"),
            inflation_compensation=cells.cents("inflation_compensation_usd"),
            percent_outstanding=cells.rate("percent_outstanding"),
            issuer=cells.text("issuer"),
            description=cells.text("description"),
            issue_date=cells.day("issue_date"),
        )

    return _listed(sheet, _lines(sheet, make))


def _pools(sheet: Sheet) -> Found:
    def make(cells: Cells) -> tuple[date, Holding]:
        coupon = cells.rate("pass_through_coupon_pct")
        program, until = cells.text("program"), cells.text("stated_maturity_month")
        return cells.needed_day("as_of_date"), Holding(
            cells.needed("cusip"),
            "mbs",
            cells.held("current_face_usd"),
            maturity=cells.month("stated_maturity_month"),
            coupon=coupon,
            issuer=program,
            description=" ".join(
                part for part in (program, f"{coupon:g}%" if coupon is not None else "", until) if part
            ),
            term=cells.text("term"),
            aggregated={"Y": True, "N": False}.get(cells.text("aggregated")),
        )

    return _listed(sheet, _lines(sheet, make))


def _listed(sheet: Sheet, rows: Sequence[tuple[date, Holding]]) -> Found:
    """Holdings by date; which parts are complete is for others to decide."""
    _once(sheet, ((day, row.security_type, row.cusip) for day, row in rows), "security of a date")
    by_day: dict[date, list[Holding]] = {}
    for day, row in rows:
        by_day.setdefault(day, []).append(row)
    lists = tuple(
        HoldingsList(day, tuple(dict.fromkeys(row.security_type for row in held)), tuple(held))
        for day, held in sorted(by_day.items())
    )
    return Found("holdings", Harvest(holdings=lists), unread(sheet, (*_HOLDINGS, *_POOLS, *_AMOUNTS, *_MORE)))


_MORE: Final = (
    "issue_date",
    "frn_spread_pct",
    "inflation_compensation_usd",
    "percent_outstanding",
    "issuer",
    "description",
    "stated_maturity_month",
    "aggregated",
)


def unread(sheet: Sheet, read: Sequence[str]) -> tuple[Left, ...]:
    """The columns of a list that were not read, each with its reason."""
    return tuple(Left(name, because("unknown_column")) for name in sheet.header if name not in read)


def _auctions(sheet: Sheet) -> Found:
    def make(cells: Cells) -> Auction:
        return Auction(
            cells.needed("cusip"),
            cells.one_of("security_type", _AUCTIONED),
            cells.needed("security_term"),
            cells.needed_day("issue_date"),
            cells.needed_day("maturity_date"),
            auction_date=cells.day("auction_date"),
            price=cells.rate("price_per_100"),
        )

    made = _lines(sheet, make)
    _once(sheet, ((row.cusip, row.issue_date) for row in made), "auction")
    notes: tuple[Phrase, ...] = ()
    if not any(row.security_type in ("frn", "tips") for row in made):
        notes = (remark("auctions_without_tips"),)
    read = (*_AUCTIONS, "price_per_100")
    return Found("auctions", Harvest(auctions=tuple(made)), unread(sheet, read), notes=notes)


def _debt(sheet: Sheet) -> Found:
    def make(cells: Cells) -> Outstanding | None:
        amount = cells.cents("outstanding_mn", 8)
        made = Outstanding(
            cells.needed_day("record_date"),
            cells.needed("cusip"),
            cells.one_of("class", _CLASSES),
            cells.needed_day("maturity_date"),
            amount or 0,
            coupon=cells.rate("interest_rate_pct"),
            issue_date=cells.day("first_issue_date"),
            issued=cells.cents("issued_mn", 8),
            inflation_adjustment=cells.cents("inflation_adj_mn", 8),
        )
        return None if amount is None else made  # a reopening's line: the amount stands on another one

    rows = [row for row in _lines(sheet, make) if row is not None]
    _once(sheet, ((row.record_date, row.cusip) for row in rows), "security of a date")
    read = (*_DEBT, "interest_rate_pct", "first_issue_date", "issued_mn", "inflation_adj_mn")
    return Found("debt", Harvest(outstanding=tuple(rows)), unread(sheet, read))
