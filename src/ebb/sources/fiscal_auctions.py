"""Auctions of marketable Treasury securities, with what the Fed added for its own account.

The list calls floating rate notes and TIPS notes or bonds and tells them by flags of their own. The amount accepted includes
the SOMA add-on since April 2008, when the field for it appears. Auctions announced and not yet held have terms and no
results: these are None, never zero.

Source: US Department of the Treasury, Treasury Securities Auctions Data; dollars and percent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ebb.sources.exact import Problems, a_day, cents, day, listed, missing, number, words
from ebb.sources.harvest import Auction, Harvest
from ebb.sources.intake import need

FIELDS: Final = (
    *("cusip", "security_type", "security_term", "auction_date", "announcemt_date", "issue_date", "maturity_date"),
    *("reopening", "inflation_index_security", "floating_rate", "cash_management_bill_cmb"),
    *("int_rate", "high_yield", "price_per100", "offering_amt", "total_accepted", "soma_accepted"),
)
#: Without these a row is no auction; the other fields may be absent from an older or narrower list.
NEEDED: Final = ("cusip", "security_type", "security_term", "issue_date", "maturity_date")

_CUSIP = re.compile(r"[0-9A-Z]{8}[0-9]\Z", re.ASCII)
_TYPES: Final = ("bill", "note", "bond", "tips", "frn", "cmb")
#: No auction is larger (cents), and none of a list of auctions is so small that its largest is below a billion.
_LARGEST: Final = 1_000_000_000_000_00
_BILLION: Final = 1_000_000_000_00


def auctions(rows: Sequence[Mapping[str, Any]]) -> Harvest:
    """Auctions from records with the API's fields.

    Parameters
    ----------
    rows : sequence of mappings
        Every value text; ``"null"`` is missing.

    Returns
    -------
    Harvest
        One Auction a record, by auction date; amounts in cents.

    Raises
    ------
    FormatError
        If a record is not as documented, an auction stands twice, the SOMA took more than was accepted, or amounts
        are of another unit.
    """
    problems = Problems(
        "US Department of the Treasury, auctions", "one record an auction, amounts in dollars, rates in percent"
    )
    need(rows, NEEDED, problems)
    found: list[Auction] = []
    seen: set[tuple[Any, ...]] = set()
    unnamed = 0
    for n, row in enumerate(rows, 1):
        if missing(row["cusip"]):
            unnamed += 1
            continue
        try:
            one = auction(row)
        except ValueError as error:
            problems.add(f"record {n}, {str(row['cusip'])[:12]}: {error}")
            continue
        key = (one.cusip, one.auction_date, one.issue_date)
        if key in seen:
            problems.add(f"{one.cusip} of {one.auction_date or one.issue_date} stands twice")
        seen.add(key)
        found.append(one)
    largest = max((a.offering or a.accepted or 0 for a in found), default=0)
    if 0 < largest < _BILLION:
        problems.add(f"the largest of {len(found)} auctions is {largest / 100:,.0f} dollars: another unit?")
    problems.refuse_if_any()
    notes = []
    if not rows:
        notes.append("no auctions in the days asked for")
    if unnamed:
        notes.append(f"{unnamed} announced auctions without a CUSIP left out")
    if rows and not {"inflation_index_security", "floating_rate"} <= set(rows[0]):
        notes.append("the list does not tell TIPS and floating rate notes from notes and bonds")
    unlike = [
        a.cusip
        for a in found
        if a.accepted is not None and a.offering and not 0.5 <= (a.accepted - (a.soma_accepted or 0)) / a.offering <= 2
    ]
    if unlike:
        notes.append(f"accepted less SOMA is less than half or more than twice the offering: {listed(unlike)}")
    return Harvest(auctions=tuple(sorted(found, key=_order)), notes=tuple(notes))


def auction(row: Mapping[str, Any]) -> Auction:
    """One record as an auction.

    Raises
    ------
    ValueError
        If a field cannot be what it should be.
    """
    cusip = words(row["cusip"])
    if not _CUSIP.match(cusip):
        raise ValueError("no CUSIP of nine characters")
    issued, matures = a_day(row["issue_date"]), a_day(row["maturity_date"])
    held = day(row.get("auction_date"))
    if matures <= issued:
        raise ValueError(f"issued on {issued} and due on {matures}")
    accepted, soma = _amount(row, "total_accepted"), _amount(row, "soma_accepted")
    offering = _amount(row, "offering_amt")
    if accepted is not None and soma is not None and soma > accepted:
        raise ValueError("the SOMA took more than was accepted")
    if accepted and offering and not offering / 50 <= accepted <= offering * 50:
        raise ValueError(f"offered {offering / 100:,.0f} and accepted {accepted / 100:,.0f} dollars: another unit?")
    return Auction(
        cusip,
        security_type(row),
        words(row["security_term"]),
        issued,
        matures,
        auction_date=held,
        announced=day(row.get("announcemt_date")),
        reopening=_flag(row, "reopening"),
        coupon=number(row.get("int_rate"), -1, 30),
        high_yield=number(row.get("high_yield"), -5, 30),
        price=number(row.get("price_per100"), 1, 300),
        offering=offering,
        accepted=accepted,
        soma_accepted=soma,
    )


def security_type(row: Mapping[str, Any]) -> str:
    """``"bill"``, ``"note"``, ``"bond"``, ``"tips"``, ``"frn"`` or ``"cmb"``: by the flags first, then by the name.

    Raises
    ------
    ValueError
        If the name is none of the Treasury's, or two flags contradict each other.
    """
    indexed, floating = _flag(row, "inflation_index_security"), _flag(row, "floating_rate")
    if indexed and floating:
        raise ValueError("flagged both inflation-indexed and floating")
    told = words(row["security_type"]).lower()
    kind = next((name for name in ("tips", "frn", "cmb") if name in told.split()), told)
    if kind not in _TYPES:
        raise ValueError(f"security type {told[:20]!r} is not known")
    if indexed:
        return "tips"
    if floating:
        return "frn"
    return "cmb" if kind == "bill" and _flag(row, "cash_management_bill_cmb") else kind


def _amount(row: Mapping[str, Any], name: str) -> int | None:
    amount = cents(row.get(name))
    if amount is not None and not 0 <= amount <= _LARGEST:
        raise ValueError(f"{name} of {row[name]} dollars: another unit?")
    return amount


def _flag(row: Mapping[str, Any], name: str) -> bool | None:
    raw = row.get(name)
    if missing(raw):
        return None
    told = words(raw).lower()
    if told not in ("yes", "no"):
        raise ValueError(f"{name} is {told[:10]!r}, neither Yes nor No")
    return told == "yes"


def _order(one: Auction) -> tuple[Any, ...]:
    return (one.auction_date or one.issue_date, one.issue_date, one.cusip)
