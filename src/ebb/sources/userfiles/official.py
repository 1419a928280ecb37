"""Files as the publishers hand them out: recognised by their headings, read by the publisher's own parser.

A file that looks official and is broken is refused as the publisher's answer would be. What an official shape does not say
(which series a table of prices is of, which series a list of observations is) is never guessed from the name of the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from ebb.errors import EbbError
from ebb.sources.harvest import Harvest
from ebb.sources.userfiles.found import Found, left_whole
from ebb.sources.userfiles.sheet import refuse

Rows = Sequence[tuple[int, list[str]]]
Parser = Callable[[bytes], Harvest]

#: Lines above the headings that are looked through.
_PREAMBLE: Final = 30


def read_official_csv(text: str, rows: Rows, name: str) -> Found | None:
    """A publisher's CSV by its headings, or None if they are no publisher's.

    Raises
    ------
    EbbError
        If the publisher's parser refuses it.
    """
    if not rows:
        return None
    if _is_prices(rows[0][1]):
        # The file of prices does not say of what; Cboe's history of the VIX is known by its first line.
        if not any(_is_first_vix(row) for _, row in rows[1:]):
            return left_whole(name, "nameless_prices")
        from ebb.sources import cboe

        return _read("vix_history", cboe.parse, text, name)
    for recognise in (_ddp, _soma, _gsw, _ecb, _fiscal_csv):
        known = recognise(rows)
        if known is not None:
            shape, parse = known
            return _read(shape, parse, text, name)
    return None


def read_official_json(text: str, name: str) -> Found:
    """A publisher's JSON answer, or why nothing was taken of it.

    Raises
    ------
    EbbError
        If it is no JSON, or the publisher's parser refuses it.
    """
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        raise refuse(name, ["it is no JSON"], "one JSON object as a publisher answers it") from None
    if not isinstance(tree, dict):
        return left_whole(name, "unknown_json")
    known = _answer(tree)
    if known is None:
        return left_whole(name, "nameless_json" if "observations" in tree else "unknown_json")
    shape, parse = known
    return _read(shape, parse, text, name)


def _read(shape: str, parse: Parser, text: str, name: str) -> Found:
    try:
        harvest = parse(text.encode("utf-8"))  # the file's own bytes may be UTF-16
    except EbbError as error:
        raise type(error)(
            error.what, f"{name} ({error.where})", error.expected, "nothing of the file was kept"
        ) from None
    kept = Harvest(harvest.readings, harvest.holdings, harvest.operations, harvest.auctions, harvest.outstanding)
    return Found(shape, kept, notes=harvest.notes)


def _is_prices(header: Sequence[str]) -> bool:
    return [cell.upper() for cell in header] == ["DATE", "OPEN", "HIGH", "LOW", "CLOSE"]


def _is_first_vix(row: Sequence[str]) -> bool:
    """The first line of Cboe's file: the close of the second of January 1990."""
    return len(row) == 5 and row[0] in ("1990-01-02", "01/02/1990") and row[4].rstrip("0") == "17.24"


def _ddp(rows: Rows) -> tuple[str, Parser] | None:
    first = [cell.rstrip(":").casefold() for cell in rows[0][1][:5]]
    if first[0] != "series description":
        return None
    from ebb.sources import board

    # Series stand in columns or in rows; an identifier reads "H41/H41/RESPPMA_N.WW".
    told = rows[1][1] if "unique identifier" in first and len(rows) > 1 else _identifiers(rows)
    releases = {cell.partition("/")[0] for cell in told if "/" in cell}
    known = [release for release in board.RELEASES if release in releases]
    return "ddp", partial(board.parse_text, release=known[0] if known else "H41")


def _identifiers(rows: Rows) -> list[str]:
    found = (row for _, row in rows[:6] if row[0].rstrip(":").casefold() == "unique identifier")
    return next(found, [])


def _soma(rows: Rows) -> tuple[str, Parser] | None:
    from ebb.sources import nyfed_holdings, nyfed_soma

    header = rows[0][1]
    if set(nyfed_holdings.HEADINGS) <= set(header):
        return "soma_export", nyfed_holdings.holdings_csv
    plain = {"".join(ch for ch in cell.casefold() if ch.isalnum()) for cell in header}
    if {"asofdate", "total", "tipsinflationcompensation"} <= plain:
        return "soma_summary", nyfed_soma.summary_csv
    return None


def _gsw(rows: Rows) -> tuple[str, Parser] | None:
    headed = any(row[0].casefold() == "date" and "BETA0" in row and "SVENY01" in row for _, row in rows[:_PREAMBLE])
    if not headed:
        return None
    from ebb.sources import gsw

    return "gsw", gsw.parse


def _ecb(rows: Rows) -> tuple[str, Parser] | None:
    header = rows[0][1]
    if header[0] != "KEY" or not {"TIME_PERIOD", "OBS_VALUE"} <= set(header) or len(rows) < 2:
        return None
    from ebb.sources import ecb
    from ebb.sources.cards import named_at

    card = named_at("ecb").get(rows[1][1][0])
    return None if card is None else ("ecb", lambda body: ecb.parse(body, card))


def _fiscal_csv(rows: Rows) -> tuple[str, Parser] | None:
    from ebb.sources import fiscal_auctions, fiscal_cash, fiscal_debt

    header = rows[0][1]
    names = {fiscal_cash.HEADINGS.get(cell, cell) for cell in header}
    if {"record_date", "account_type", "open_today_bal"} <= names:
        return "fiscal", fiscal_cash.operating_cash_csv
    records = [dict(zip(header, row, strict=False)) for _, row in rows[1:]]
    if set(fiscal_debt.FIELDS) <= names:
        return "fiscal", lambda body: fiscal_debt.marketable(records)
    if {*fiscal_auctions.NEEDED, "total_accepted"} <= names:
        return "fiscal", lambda body: fiscal_auctions.auctions(records)
    return None


def _answer(tree: dict[str, Any]) -> tuple[str, Parser] | None:
    """The parser of a JSON answer, by what stands at its root."""
    from ebb.sources import nyfed_holdings, nyfed_operations, nyfed_outright, nyfed_rates, nyfed_soma

    inside: dict[tuple[str, str], tuple[str, Parser]] = {
        ("refRates", ""): ("rates_json", nyfed_rates.reference_rates),
        ("soma", "holdings"): ("soma_export", nyfed_holdings.holdings),
        ("soma", "summary"): ("soma_summary", nyfed_soma.summary),
        ("repo", "operations"): ("operations_json", nyfed_operations.repo_operations),
        ("treasury", "auctions"): ("operations_json", nyfed_outright.treasury_operations),
        ("ambs", "auctions"): ("operations_json", nyfed_outright.agency_operations),
    }
    for (root, below), known in inside.items():
        here = tree.get(root)
        if here is not None and (not below or (isinstance(here, dict) and below in here)):
            return known
    return _fiscal_json(tree)


def _fiscal_json(tree: dict[str, Any]) -> tuple[str, Parser] | None:
    rows = tree.get("data")
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], dict) or "meta" not in tree:
        return None
    from ebb.sources import fiscal_auctions, fiscal_cash, fiscal_debt
    from ebb.sources.fiscal_answer import Question

    for fields, read, whole in (
        (fiscal_cash.FIELDS, fiscal_cash.operating_cash, False),
        (fiscal_debt.PENNY_FIELDS, fiscal_debt.debt_to_the_penny, False),
        (fiscal_debt.FIELDS, fiscal_debt.marketable, True),
        (fiscal_auctions.NEEDED, fiscal_auctions.auctions, False),
    ):
        if set(fields) <= set(rows[0]):
            return "fiscal", Question("saved answer", "", fields, read, whole=whole).parse
    return None
