"""Holdings and auctions of the user's store in the rows of the packaged tables, so that every reader reads one shape."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ebb.sources.harvest import Auction, Holding

Row = dict[str, str]
_CENTS_A_BILLION = 10**11
#: Securities whose rollover the rule follows, as the packaged table calls them.
COUPON_TYPES = ("note", "bond", "frn", "tips")


def holding_rows(day: date, held: Iterable[Holding]) -> tuple[Row, ...]:
    """Notes and bonds as the packaged lists write them: par in whole dollars."""
    return tuple(
        {
            "as_of_date": day.isoformat(),
            "security_type": "NotesBonds",
            "cusip": one.cusip,
            "issue_date": "" if one.issue_date is None else one.issue_date.isoformat(),
            "maturity_date": "" if one.maturity is None else one.maturity.isoformat(),
            "coupon_pct": "" if one.coupon is None else f"{one.coupon:g}",
            "par_value_usd": str(one.amount // 100),
        }
        for one in held
    )


def auction_rows(auctions: Iterable[Auction], beside: Iterable[Row]) -> tuple[Row, ...]:
    """The packaged rows, and after them every coupon auction with a published size that they do not hold.

    A security that settles on a day is one row; the add-on is what the SOMA got on top of the public offering.
    """
    rows = list(beside)
    known = {(row["cusip"], row["issue_date"]) for row in rows if row["cusip"]}
    # a row typed before its CUSIP was known is the same auction
    named = {(row["issue_date"], row["security_type"], row["maturity_date"]) for row in rows if not row["cusip"]}
    for one in auctions:
        settled, matures = one.issue_date.isoformat(), one.maturity.isoformat()
        if one.security_type not in COUPON_TYPES or one.offering is None or (one.cusip, settled) in known:
            continue
        if (settled, one.security_type, matures) in named:
            continue
        rows.append(
            {
                "issue_date": settled,
                "security_type": one.security_type,
                "term": one.term,
                "cusip": one.cusip,
                "reopening": "1" if one.reopening else "0",
                "maturity_date": matures,
                "coupon_pct": "" if one.coupon is None else f"{one.coupon:g}",
                "offering_bn": f"{one.offering / _CENTS_A_BILLION:.9f}",
                "soma_addon_bn": "" if one.soma_accepted is None else f"{one.soma_accepted / _CENTS_A_BILLION:.9f}",
                "offering_basis": "result",
                "addon_basis": "record",
                "date_basis": "result",
            }
        )
    return tuple(sorted(rows, key=lambda row: row["issue_date"]))
