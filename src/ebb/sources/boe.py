"""The Bank of England's Interactive Statistical Database, as comma-separated text, without a key.

One code is asked for at a time: a wrong code, or too many, brings a page with status 200, and frequencies stay apart. The
answer (``CSVF=TN``) is ``DATE,<code>``, then rows ``02 Jan 2025,4.75``; days also come as ``02/Jan/2025``, and the text may
begin with a byte order mark. The Bank states no limit; windows of many years are slow, so ebb asks for what is new and some
weeks before it, one question at a time, with its own User-Agent (that of a library may be refused).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final

from ebb.errors import UnknownName
from ebb.sources import delimited
from ebb.sources.cards import Card, named_at
from ebb.sources.delimited import MONTHS
from ebb.sources.exact import Problems
from ebb.sources.harvest import Harvest, Request

BASE: Final = "https://www.bankofengland.co.uk"
PATH: Final = "/boeapps/database/_iadb-fromshowcolumns.asp"
#: The first day asked for where nothing is held.
FIRST: Final = date(2000, 1, 1)
#: Asked for again with every fetch: figures may be revised.
AGAIN: Final = timedelta(days=60)
MISSING: Final = frozenset({"", "..", "n/a"})


def requests(
    names: Iterable[str] | None = None, *, since: Mapping[str, date] | None = None, base: str = BASE
) -> tuple[Request, ...]:
    """One question for each series.

    Parameters
    ----------
    names : iterable of str, optional
        Series of the catalogue that the Bank publishes; all of them by default.
    since : mapping of name to date, optional
        The last day held; asked for from 60 days before it, or from 2000 where nothing is held.
    base : str
        Scheme and host; tests point it at loopback.

    Raises
    ------
    UnknownName
        If the Bank publishes no such series.
    """
    known = {card.name: (code, card) for code, card in named_at("boe").items()}
    asked = []
    for name in known if names is None else names:
        if name not in known:
            raise UnknownName.of("series of the Bank of England", name, known, where="sources.boe")
        code, card = known[name]
        held = (since or {}).get(name)
        params = (
            ("csv.x", "yes"),
            ("Datefrom", _day(FIRST if held is None else held - AGAIN)),
            ("Dateto", "now"),
            ("SeriesCodes", code),
            ("CSVF", "TN"),
            ("UsingCodes", "Y"),
            ("VPD", "Y"),
            ("VFD", "N"),
        )
        media = ("text/csv", "application/csv", "text/plain", "application/octet-stream", "application/x-msdownload")
        asked.append(Request(name, "boe", base + PATH, partial(parse, card=card), params, media, 16_000_000))
    return tuple(asked)


def parse(body: bytes, card: Card) -> Harvest:
    """The figures of one series.

    Raises
    ------
    FormatError
        If the heading is not ``DATE`` and the code, a row is not a day and a figure, the text was cut off, or days repeat
        or run backwards.
    UnitError
        If a figure lies outside its magnitudes.
    """
    code = card.at["boe"]
    problems = Problems(f"Bank of England, {card.document}, {code}", f"headings DATE, {code}, then one row a day")
    rows = delimited.table(body, problems)
    if [cell.upper() for cell in rows[0]] != ["DATE", code]:
        problems.refuse(f"the headings are {delimited.printable(', '.join(rows[0]))}: a wrong code?")
    readings = delimited.columns(rows[1:], {1: card}, delimited.english_day, MISSING, problems)
    return Harvest(readings=readings, notes=() if readings else (f"{card.name}: nothing published in the window",))


def _day(day: date) -> str:
    """``01/Jan/2022``, whatever the locale."""
    return f"{day.day:02d}/{MONTHS[day.month - 1].title()}/{day.year}"
