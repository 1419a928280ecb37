"""The fitted Treasury curve of Gurkaynak, Sack and Wright: the Board's file feds200628.csv.

About nine lines of preamble, with commas in them, stand above the headings; the first column is the day. Read are the
zero-coupon yields SVENY01 to SVENY30 (percent, continuously compounded) and the six parameters; the forward, par and one-year
forward columns are counted in the notes. ``NA``, an empty cell and -999.99 (a parameter the curve of that day does not
have) are missing values. The curve is re-estimated, so its history can move: the store keeps what was received when.

The Board states no limit; a question without a User-Agent was refused with 403 in the past, so ebb sends its own. The file
has no vintages. Board material is public unless marked otherwise.
"""

from __future__ import annotations

from typing import Final

from ebb.sources import delimited
from ebb.sources.cards import named_at
from ebb.sources.exact import Problems
from ebb.sources.harvest import Harvest, Request

BASE: Final = "https://www.federalreserve.gov"
FILE: Final = "/data/yield-curve-tables/feds200628.csv"
#: Lines above the headings; nine in the files seen, more are read through.
PREAMBLE: Final = 30
MISSING: Final = frozenset({"", "NA"})
#: Printed for a parameter that the curve of the day does not have.
NONE: Final = -999.99


def requests(*, base: str = BASE) -> tuple[Request, ...]:
    """The one question: the whole history since 1961 (about 10 MB).

    Parameters
    ----------
    base : str
        Scheme and host; tests point it at loopback.
    """
    media = ("text/csv", "application/csv", "text/plain", "application/octet-stream", "application/vnd.ms-excel")
    return (Request("GSW curve", "board", base + FILE, parse, media=media, limit=64_000_000),)


def parse(body: bytes) -> Harvest:
    """Yields and parameters of feds200628.csv.

    Raises
    ------
    FormatError
        If the headings are not among the first lines, a column is missing or named twice, a cell is no figure, the file
        was cut off, or days repeat or run backwards.
    UnitError
        If a figure lies outside its magnitudes.
    """
    wanted = named_at("gsw")
    problems = Problems(
        "Board of Governors, feds200628.csv",
        "a preamble, then headings Date, SVENY01 to SVENY30, BETA0 to BETA3, TAU1, TAU2, then one row a day",
    )
    rows = delimited.table(body, problems)
    place = next((n for n, row in enumerate(rows[:PREAMBLE]) if row[0].lower() == "date" and len(row) > 30), None)
    if place is None:
        problems.refuse(f"no row of headings among the first {PREAMBLE} lines")
    headings = [cell.upper() for cell in rows[place]]
    for name in wanted:
        if headings.count(name) != 1:
            problems.add(f'column "{name}" stands there {headings.count(name)} times')
    if len(rows) == place + 1:
        problems.add("it holds no rows")
    problems.refuse_if_any()
    day_of = delimited.american_day if "/" in rows[place + 1][0] else delimited.iso_day
    places = {headings.index(name): card for name, card in wanted.items()}
    readings = delimited.columns(rows[place + 1 :], places, day_of, MISSING, problems, sentinel=NONE)
    rest = len(headings) - 1 - len(places)
    return Harvest(readings=readings, notes=(f"{rest} other columns (forward, par and one-year rates) not read",))
