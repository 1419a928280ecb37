"""Outright operations of the New York Fed: Treasury securities and agency mortgage-backed securities bought and sold.

An amount is par for Treasuries and, for agency MBS, current face, or par where only that is published (forward trades have
no face yet); original face is no amount held and is never taken for one. MBS amounts come with fractions of a cent and
are rounded to the cent.

Source: Federal Reserve Bank of New York, Treasury Securities Operations; Agency Mortgage-Backed Securities Operations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ebb.sources.exact import Problems, a_day, cents, day, listed, missing, words
from ebb.sources.harvest import Harvest, Operation
from ebb.sources.intake import need, rows_at, tree
from ebb.sources.nyfed_operations import refuse_other_unit, refuse_repeats

_DIRECTIONS: Final = {"P": "purchase", "S": "sale"}
#: No outright operation was ever a tenth of this (cents).
_LARGEST: Final = 1_000_000_000_000_00


def treasury_operations(body: bytes) -> Harvest:
    """Outright purchases and sales of Treasuries (``tsy/all/results/summary/...``).

    Parameters
    ----------
    body : bytes

    Returns
    -------
    Harvest
        One operation a row, kind ``"treasury_purchase"`` or ``"treasury_sale"``, amounts at par in cents.

    Raises
    ------
    FormatError
        If a row is not as documented or an operation stands twice.
    """
    problems = Problems(
        "Federal Reserve Bank of New York, Treasury securities operations",
        'operations under "treasury.auctions" with par amounts in US dollars',
    )
    rows = rows_at(tree(body, problems), ("treasury", "auctions"), problems)
    amounts = ("totalParAmtSubmitted", "totalParAmtAccepted")
    need(rows, (*_COMMON, *amounts), problems)
    return _harvest(rows, _treasury, problems, in_millions=True)


def agency_operations(body: bytes) -> Harvest:
    """Outright purchases and sales, dollar rolls and coupon swaps of agency MBS (``ambs/all/results/summary/...``).

    Raises
    ------
    FormatError
        As :func:`treasury_operations`.
    """
    problems = Problems(
        "Federal Reserve Bank of New York, agency MBS operations",
        'operations under "ambs.auctions" with current face or par in US dollars',
    )
    rows = rows_at(tree(body, problems), ("ambs", "auctions"), problems)
    need(rows, (*_COMMON, "totalAcceptedCurrFace", "totalAmtAcceptedPar"), problems)
    return _harvest(rows, _agency, problems, in_millions=False)


_COMMON: Final = ("operationId", "operationDate", "operationType", "operationDirection", "auctionStatus")


def _harvest(rows: list[dict[str, Any]], reader: Any, problems: Problems, *, in_millions: bool) -> Harvest:
    results = [row for row in rows if row["auctionStatus"] == "Results"]
    labels = [f"operation {str(row['operationId'])[:20]} of {str(row['operationDate'])[:10]}" for row in results]
    found = [problems.read(label, reader, row) for label, row in zip(labels, results, strict=True)]
    operations = [one for one in found if one is not None]
    refuse_repeats(operations, problems)
    if in_millions:
        refuse_other_unit([one.accepted for one in operations], problems)
    problems.refuse_if_any()
    notes = [] if results else ["no operation in the days asked for"]
    if len(results) < len(rows):
        notes.append(f"{len(rows) - len(results)} operations announced or cancelled, without a result: left out")
    nothing = sum(1 for one in operations if one.accepted is None)
    if nothing:
        notes.append(f"{nothing} operations state no par or current face")
    over = [
        o.operation
        for o in operations
        if None not in (o.accepted, o.submitted) and (o.accepted or 0) > (o.submitted or 0)
    ]
    if over:
        notes.append(f"more accepted than submitted: {listed(over)}")
    ordered = sorted(operations, key=lambda o: (o.day, o.operation))
    return Harvest(operations=tuple(ordered), notes=tuple(notes))


def _treasury(row: Mapping[str, Any]) -> Operation:
    return _operation(
        row,
        f"treasury_{_direction(row)}",
        method=words(row.get("auctionMethod")),
        submitted=_amount(row["totalParAmtSubmitted"]),
        accepted=_amount(row["totalParAmtAccepted"]),
    )


def _agency(row: Mapping[str, Any]) -> Operation:
    told = words(row["operationType"]).lower()
    kind = "roll" if "roll" in told else "swap" if "swap" in told else _direction(row)
    return _operation(
        row,
        f"ambs_{kind}",
        method=words(row.get("method")),
        submitted=_first(row, "totalSubmittedCurrFace", "totalAmtSubmittedPar"),
        accepted=_first(row, "totalAcceptedCurrFace", "totalAmtAcceptedPar"),
    )


def _operation(
    row: Mapping[str, Any], kind: str, *, method: str, submitted: int | None, accepted: int | None
) -> Operation:
    found = words(row["operationId"])
    if not found:
        raise ValueError("no operationId")
    return Operation(
        found,
        kind,
        a_day(row["operationDate"]),
        settles=day(row.get("settlementDate")),
        security_type=words(row["operationType"]),
        method=method,
        submitted=submitted,
        accepted=accepted,
    )


def _direction(row: Mapping[str, Any]) -> str:
    told = words(row["operationDirection"]).upper()
    if told[:1] not in _DIRECTIONS:
        raise ValueError(f"direction {told[:10]!r} is neither purchase nor sale")
    return _DIRECTIONS[told[:1]]


def _first(row: Mapping[str, Any], *names: str) -> int | None:
    for name in names:
        if not missing(row.get(name)):
            return _amount(row[name])
    return None


def _amount(raw: Any) -> int | None:
    amount = cents(raw, rounding=True)
    if amount is not None and not 0 <= amount <= _LARGEST:
        raise ValueError(f"{raw} dollars in one operation: another unit?")
    return amount
