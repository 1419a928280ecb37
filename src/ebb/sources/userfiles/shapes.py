"""Tables whose header alone says what they are, as ``shapes.toml`` lists them.

Where a header could be another table's as well (``date, rate_pct``), a published figure of the table must stand in it; if it
does not, the file is left, and the reason names the column it should have. Tables that others are computed from are
taken, tables computed from them are left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ebb.sources.userfiles.columns import shapes
from ebb.sources.userfiles.found import Found, left_whole, remark
from ebb.sources.userfiles.sheet import Sheet, is_number, refuse
from ebb.sources.userfiles.tables import Terms, read_table

#: Relative difference below which a figure is the one of the mark.
_SAME = 1e-9


def read_shape(sheet: Sheet, terms: Terms) -> Found | None:
    """A table of ``shapes.toml`` (or the weekly summary of the SOMA), or None if the header is none of them.

    Raises
    ------
    FormatError
        If a line cannot be read: the file is refused whole.
    """
    summary = _soma_summary(sheet)
    if summary is not None:
        return summary
    for shape in shapes()["shape"]:
        if not _has(sheet, shape):
            continue
        if "leave" in shape:
            return left_whole(sheet.name, shape["leave"])
        if "mark" in shape and not _marked(sheet, shape["mark"]):
            wanted = ", ".join(shape["columns"].values())
            return left_whole(sheet.name, "nameless_table", {"header": ", ".join(sheet.header), "wanted": wanted})
        known = replace(
            terms,
            named=shape["columns"],
            skip=shape.get("skip", {}),
            drop_last=shape.get("drop_last", ""),
        )
        found = read_table(sheet, known)
        if found is None:
            return None
        notes = (remark(shape["note"]),) if "note" in shape else ()
        return replace(found, shape=shape["name"], notes=(*found.notes, *notes))
    return None


def _has(sheet: Sheet, shape: dict[str, Any]) -> bool:
    wanted = set(shape["header"])
    return wanted <= set(sheet.header) if shape.get("more") else wanted == set(sheet.header)


def _marked(sheet: Sheet, mark: dict[str, Any]) -> bool:
    when = next(name for name in sheet.header if name != mark["column"])
    for _, row in sheet.records():
        if row[when] == mark["date"] and is_number(row[mark["column"]]):
            value = float(mark["value"])
            return abs(float(row[mark["column"]]) - value) <= _SAME * abs(value)
    return False


def _soma_summary(sheet: Sheet) -> Found | None:
    """The weekly summary under this house's column names: read by the publisher's own parser, which checks the totals."""
    from ebb.sources import nyfed_soma
    from ebb.sources.cards import cards

    places = {"as_of_date": "asOfDate"}
    for there, name in nyfed_soma.COLUMNS.items():
        if name in cards():
            places |= dict.fromkeys(cards()[name].also, there)
    named = {places[name]: name for name in sheet.header if name in places}
    if len(named) <= len(nyfed_soma.COLUMNS):
        return None
    if not sheet.rows:
        raise refuse(sheet.name, ["it has a header and no rows"], "at least one week")
    rows = [{there: cells[name] for there, name in named.items()} for _, cells in sheet.records()]
    harvest = nyfed_soma.read_summary(rows)
    from ebb.sources.userfiles.securities import unread

    return Found("soma_summary", replace(harvest, notes=()), unread(sheet, list(named.values())), notes=harvest.notes)
