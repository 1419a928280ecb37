"""What the New York Fed held on a day, security by security: the SOMA lists of Treasuries and agency securities.

A list is one day's holdings. Treasuries and agency debt are stated at par, mortgage-backed securities at current face, so
the two never add up in one column. A list is read whole or refused whole. A wrong CUSIP check digit is a note and no refusal:
identifiers are the publisher's, and a figure is not worse for a misspelt name. Pools are combined into larger ones from time
to time (``aggregated``), so a CUSIP that vanishes is no prepayment.

Source: Federal Reserve Bank of New York, System Open Market Account Holdings of Domestic Securities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from ebb.sources.exact import Problems, a_day, cents, day, listed, number, words
from ebb.sources.harvest import Harvest, Holding, HoldingsList
from ebb.sources.intake import need, rows_at, table, tree
from ebb.sources.nyfed_names import CUSIP, check_digit_fits, pool
from ebb.sources.nyfed_soma import WHERE

TREASURY_PARTS: Final = ("bills", "notes_bonds", "frn", "tips")
AGENCY_PARTS: Final = ("agency_debt", "mbs", "cmbs")

#: The publisher's name of a security type -> ours.
TYPES: Final[Mapping[str, str]] = {
    "Bills": "bills",
    "NotesBonds": "notes_bonds",
    "FRNs": "frn",
    "TIPS": "tips",
    "Agency Debts": "agency_debt",
    "MBS": "mbs",
    "CMBS": "cmbs",
}

#: Headings of the CSV editions (today's and the older download's) -> fields of the JSON edition.
HEADINGS: Final[Mapping[str, str]] = {
    "As Of Date": "asOfDate",
    "CUSIP": "cusip",
    "Security Type": "securityType",
    "Security Description": "securityDescription",
    "Term": "term",
    "Maturity Date": "maturityDate",
    "Issuer": "issuer",
    "Spread (%)": "spread",
    "Coupon (%)": "coupon",
    "Current Face Value": "currentFaceValue",
    "Par Value": "parValue",
    "Inflation Compensation": "inflationCompensation",
    "Percent Outstanding": "percentOutstanding",
    "Change From Prior Week": "changeFromPriorWeek",
    "Change From Prior Year": "changeFromPriorYear",
    "is Aggregated": "isAggregated",
}

_FIELDS: Final = {heading.casefold(): name for heading, name in HEADINGS.items()}
_ALWAYS: Final = ("asOfDate", "cusip", "securityType")
_AT_PAR: Final = ("maturityDate", "coupon", "spread", "parValue", "inflationCompensation", "percentOutstanding")
_AT_FACE: Final = ("securityDescription", "term", "currentFaceValue")

#: No single security the Fed ever held comes near this; a figure beyond it is in another unit (cents).
_LARGEST: Final = 200_000_000_000_00
#: Smallest agency debt list of the summary's history is ten million dollars (cents).
_SMALLEST_AGENCY_DEBT: Final = 5_000_000_00
#: Treasury securities are issued and held in multiples of 100 dollars (31 CFR 356.10); cents.
_LOT: Final = 100_00


def holdings(body: bytes, *, as_of: date | None = None, parts: Sequence[str] | None = None) -> Harvest:
    """The securities held, from a JSON answer (``soma/tsy/get/...`` or ``soma/agency/get/...``).

    Parameters
    ----------
    body : bytes
    as_of : date, optional
        The day that was asked for; an answer of another day is refused.
    parts : sequence of str, optional
        Security types the answer is complete for. None: the types that occur in it.

    Returns
    -------
    Harvest
        One HoldingsList for each day, oldest first, its rows by CUSIP; amounts in cents.

    Raises
    ------
    FormatError
        If it is not such a list, a security stands twice, or an amount cannot be one (see the notes).

    Notes
    -----
    Laws: one row for each CUSIP and day; amounts are whole cents, Treasury par a multiple of 100 dollars; a share
    outstanding lies between 0 and 1.
    """
    problems = _problems()
    return read_holdings(rows_at(tree(body, problems), ("soma", "holdings"), problems), as_of=as_of, parts=parts)


def holdings_csv(body: bytes, *, as_of: date | None = None, parts: Sequence[str] | None = None) -> Harvest:
    """The securities held, from a CSV file: one day, or every month end of ``soma/tsy/get/monthly.csv``.

    The older download (``read?productCode=30``) has the same headings. Quotes around CUSIPs are taken off.

    Raises
    ------
    FormatError
        As :func:`holdings`.
    """
    problems = _problems()
    rows = table(body, problems)
    named = [(heading, _FIELDS.get(heading.casefold(), heading)) for heading in rows[0]]
    return read_holdings([{field: row[h] for h, field in named} for row in rows], as_of=as_of, parts=parts)


def read_holdings(
    rows: Sequence[Mapping[str, Any]], *, as_of: date | None = None, parts: Sequence[str] | None = None
) -> Harvest:
    """Rows with the JSON edition's fields as lists of holdings; see :func:`holdings` for the laws.

    Raises
    ------
    FormatError
    """
    problems = _problems()
    if not rows:
        problems.refuse("the list holds no security")
    need(rows, _ALWAYS, problems)
    _refuse_renamed(rows, problems)
    lists: dict[date, dict[str, Holding]] = {}
    misspelt: list[str] = []
    for row in rows:
        found = problems.read("as-of date", a_day, row["asOfDate"])
        try:
            held = holding(row)
        except ValueError as error:
            problems.add(f"{str(row['cusip'])[:12]}: {error}")
            continue
        if found is None:
            continue
        of_day = lists.setdefault(found, {})
        if held.cusip in of_day:
            problems.add(f"{held.cusip} stands twice on {found}")
        of_day[held.cusip] = held
        if not check_digit_fits(held.cusip):
            misspelt.append(held.cusip)
    _refuse_unasked(lists, as_of, parts, problems)
    problems.refuse_if_any()
    notes = (f"CUSIP with a wrong check digit: {listed(sorted(set(misspelt)))}",) if misspelt else ()
    return Harvest(
        holdings=tuple(_list(at, tuple(of_day.values()), parts) for at, of_day in sorted(lists.items())), notes=notes
    )


def holding(row: Mapping[str, Any]) -> Holding:
    """One row of a list as a holding, whatever edition it comes from.

    Raises
    ------
    ValueError
        If a field is absent or cannot be what it should be.
    """
    kind = TYPES.get(words(row["securityType"]))
    if kind is None:
        raise ValueError(f"security type {str(row['securityType'])[:30]!r} is not known")
    cusip = words(row["cusip"]).strip("'")
    if not CUSIP.match(cusip):
        raise ValueError("no CUSIP of nine characters")
    return _at_face(row, cusip, kind) if kind in ("mbs", "cmbs") else _at_par(row, cusip, kind)


def _at_par(row: Mapping[str, Any], cusip: str, kind: str) -> Holding:
    for name in _AT_PAR:
        if name not in row:
            raise ValueError(f'field "{name}" is missing')
    amount = _amount(row["parValue"], "par")
    if kind != "agency_debt" and amount % _LOT:
        raise ValueError(f"par {row['parValue']} is no multiple of 100 dollars: another unit?")
    coupon, spread = number(row["coupon"], 0, 30), number(row["spread"], -5, 5)
    if kind in ("notes_bonds", "tips") and coupon is None:  # agency discount notes have none
        raise ValueError("a coupon security without a coupon")
    if kind == "frn" and spread is None:
        raise ValueError("a floating rate note without a spread")
    return Holding(
        cusip,
        kind,
        amount,
        maturity=a_day(row["maturityDate"]),
        coupon=coupon,
        spread=spread,
        inflation_compensation=cents(row["inflationCompensation"]),
        percent_outstanding=number(row["percentOutstanding"], 0, 1),
        issuer=words(row.get("issuer")),
        description=words(row.get("securityDescription")),
        term=words(row.get("term")),
    )


def _at_face(row: Mapping[str, Any], cusip: str, kind: str) -> Holding:
    for name in _AT_FACE:
        if name not in row:
            raise ValueError(f'field "{name}" is missing')
    description = words(row["securityDescription"])
    known = pool(description)
    flag = row.get("isAggregated")
    if flag not in (None, "", "Y", "N"):
        raise ValueError(f"{str(flag)[:10]!r} is neither Y nor N")
    return Holding(
        cusip,
        kind,
        _amount(row["currentFaceValue"], "current face"),
        maturity=known.matures if known else day(row.get("maturityDate")),
        coupon=known.coupon if known else number(row.get("coupon"), 0, 30),
        issuer=words(row.get("issuer")),
        description=description,
        term=words(row["term"]),
        aggregated=None if kind == "cmbs" or flag is None else flag == "Y",
    )


def _amount(raw: Any, what: str) -> int:
    amount = cents(raw)
    if amount is None:
        raise ValueError(f"no {what}")
    if not 0 <= amount <= _LARGEST:
        raise ValueError(f"{what} {raw} is not between 0 and {_LARGEST // 100:,} dollars: another unit?")
    return amount


def _list(at: date, rows: tuple[Holding, ...], parts: Sequence[str] | None) -> HoldingsList:
    names = tuple(parts) if parts is not None else tuple(dict.fromkeys(row.security_type for row in rows))
    return HoldingsList(at, names, tuple(sorted(rows, key=lambda row: row.cusip)))


def _refuse_renamed(rows: Sequence[Mapping[str, Any]], problems: Problems) -> None:
    """A field that vanished while an unknown one appeared has been renamed: its figures would be read as missing."""
    seen: dict[str, set[str]] = {}
    for row in rows:
        kind = row["securityType"]
        if isinstance(kind, str):
            seen.setdefault(kind, set()).update(row)
    for kind, names in seen.items():
        at_face = kind in ("MBS", "CMBS")
        wanted = {*_ALWAYS, *(_AT_FACE if at_face else _AT_PAR), *(("isAggregated",) if kind == "MBS" else ())}
        absent, unknown = wanted - names, names - set(HEADINGS.values())
        if absent and unknown:
            problems.add(
                f"{kind}: {', '.join(sorted(absent))} vanished and {', '.join(sorted(unknown))} appeared: renamed?"
            )
    problems.refuse_if_any()


def _refuse_unasked(
    lists: Mapping[date, Mapping[str, Holding]], as_of: date | None, parts: Sequence[str] | None, problems: Problems
) -> None:
    for at, of_day in lists.items():
        if as_of is not None and at != as_of:
            problems.add(f"holdings of {at}, asked for {as_of}")
        kinds = {row.security_type for row in of_day.values()}
        if parts is not None and kinds - set(parts):
            problems.add(f"holds {', '.join(sorted(kinds - set(parts)))}, asked for {', '.join(parts)}")
        debt = sum(row.amount for row in of_day.values() if row.security_type == "agency_debt")
        if "agency_debt" in kinds and debt < _SMALLEST_AGENCY_DEBT:
            problems.add(f"agency debt of {debt / 100:,.0f} dollars on {at}: another unit?")


def _problems() -> Problems:
    return Problems(WHERE, "one row a security with its CUSIP, type, par or current face in US dollars, and terms")
