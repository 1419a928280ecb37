"""Users' own files through the same typed door as the publishers' answers: recognised by header and content, never by name.

A file is read whole or refused whole; a column whose figures are of another magnitude is refused alone, a column nobody has
catalogued is left and named. This room opens no file: bytes come in, figures and reasons go out.

Shapes, in the order in which they are tried: a publisher's own file; a table whose header says what it is (``shapes.toml``); a
list of securities; a long table; a table of series by date.
"""

from __future__ import annotations

from datetime import date

from ebb.errors import EbbError
from ebb.sources.userfiles import columns, shapes
from ebb.sources.userfiles.columns import OWNER
from ebb.sources.userfiles.found import Found, Left, Refused, because, left_whole, remark
from ebb.sources.userfiles.long import is_long, read_long
from ebb.sources.userfiles.official import read_official_csv, read_official_json
from ebb.sources.userfiles.securities import read_securities
from ebb.sources.userfiles.sheet import DATE_NAMES, decode, form_of, read_rows, read_sheet
from ebb.sources.userfiles.tables import Terms, date_column, read_table

__all__ = [
    "HEAD",
    "LIMIT",
    "LIMIT_JSON",
    "OWNER",
    "Found",
    "Left",
    "Refused",
    "because",
    "judge_head",
    "left_whole",
    "read_csv",
    "read_json",
    "read_units",
    "remark",
]

#: Largest CSV that is read, and largest JSON (a tree takes many times its text), bytes.
LIMIT, LIMIT_JSON = 256_000_000, 64_000_000
#: Of a CSV larger than this, its beginning is judged before the rest is read.
HEAD = 1_000_000
#: Reasons that the header alone settles, whatever follows it.
_SETTLED = frozenset({"import.left.unknown_table", "import.left.unknown_columns"})


def judge_head(head: bytes, name: str, *, today: date, units: dict[str, columns.Stated] | None = None) -> Found | None:
    """Why a CSV is left, by its first lines alone; None where the whole of it must be read to say.

    Parameters
    ----------
    head : bytes
        The first :data:`HEAD` bytes; an unfinished last line is cut off.
    name, today, units
        As for :func:`read_csv`.
    """
    end = head.rfind(b"\n") + 1
    try:
        found = read_csv(head[:end] or head, name, today=today, units=units)
    except EbbError:  # what is wrong with a cut-off beginning need not be wrong with the file
        return None
    settled = found.shape == "left" and all(item.why.key in _SETTLED for item in found.left)
    return found if settled else None


def read_csv(raw: bytes, name: str, *, today: date, units: dict[str, columns.Stated] | None = None) -> Found:
    """Everything this house can take from one CSV file.

    Parameters
    ----------
    raw : bytes
    name : str
        How messages call the file.
    today : date
        Nothing dated or known later is taken.
    units : mapping, optional
        What a sibling units file states, from :func:`read_units`.

    Returns
    -------
    Found
        With shape ``"left"`` if the file is none this house knows; the reason says why.

    Raises
    ------
    FormatError, UnitError
        If the file is broken: refused whole, with every problem and the numbers of the lines.
    """
    text = decode(raw, name)
    rows = read_rows(text, name)
    if not rows:
        return left_whole(name, "empty_file")
    official = read_official_csv(text, rows, name)
    if official is not None:
        return official
    if not _looks_like_a_table(rows):
        return left_whole(name, "unknown_table", {"header": ", ".join(rows[0][1])[:80]})
    sheet = read_sheet(rows, name)
    terms = Terms(today, units or {})
    found = (
        shapes.read_shape(sheet, terms)
        or read_securities(sheet)
        or (read_long(sheet, terms) if is_long(sheet.header) else read_table(sheet, terms))
    )
    if found is not None:
        return found
    if date_column(sheet) is None:
        return left_whole(name, "unknown_table", {"header": ", ".join(sheet.header)[:80]})
    return left_whole(name, "unknown_columns", {"header": ", ".join(sheet.header)[:80]})


def read_json(raw: bytes, name: str) -> Found:
    """Everything this house can take from one JSON file, as :func:`read_csv`.

    Raises
    ------
    FormatError, UnitError
        If the file is broken: refused whole.
    """
    return read_official_json(decode(raw, name), name)


def read_units(raw: bytes, name: str) -> dict[str, columns.Stated]:
    """The statements of a units file by column.

    Raises
    ------
    FormatError
        If a line has not four cells or a column stands twice.
    """
    return columns.stated(decode(raw, name), name)


def _looks_like_a_table(rows: list[tuple[int, list[str]]]) -> bool:
    """Whether a file is meant as one of this house's tables; anything else is left, and not refused for its ragged rows."""
    header = rows[0][1]
    named = any(cell.casefold() in DATE_NAMES or cell == "cusip" for cell in header)
    dated = len(rows) > 1 and form_of(rows[1][1][0]) is not None
    return len(header) > 1 and (named or dated)
