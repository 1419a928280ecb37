"""The dated page of H.4.1, for the day on which the Data Download Program is gone: one week, read by the labels of its rows.

Read are the table of factors (label, week average, two changes, Wednesday level) and, from the consolidated statement, total
assets. A row is known by its label and, below a heading such as "Reverse repurchase agreements", by the heading; labels that
are not known are named in the notes, never guessed. A page without the rows this house lives on, or whose factors do not
add up to reserves, is refused. Same manners as :mod:`ebb.sources.board`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from html.parser import HTMLParser
from typing import Final

from ebb.dates import is_payment_day
from ebb.sources import delimited
from ebb.sources.board import BASE, BOARD, ROUNDING
from ebb.sources.cards import Card, named_at
from ebb.sources.exact import Problems, listed
from ebb.sources.harvest import Harvest, Reading, Request

#: Largest page read, bytes.
LIMIT: Final = 8_000_000
#: Label of a row -> stem of the Board's name; ``_N.WW`` is the Wednesday level, ``_XAW_N.WW`` the week average.
ROWS: Final = {
    "reserve bank credit": "RESH4SC",
    "securities held outright": "RESPPALG",
    "u.s. treasury securities": "RESPPALGUO",
    "bills": "RESPPALGUOB",
    "notes and bonds, nominal": "RESPPALGUOMN",
    "notes and bonds, inflation-indexed": "RESPPALGUOMI",
    "inflation compensation": "RESPPALGUOMC",
    "federal agency debt securities": "RESPPALGAO",
    "mortgage-backed securities": "RESPPALGASMO",
    "unamortized premiums on securities held outright": "RESPPALSP",
    "unamortized discounts on securities held outright": "RESPPALSD",
    "repurchase agreements": "RESPPALGTR",
    "loans": "RESPPALD",
    "primary credit": "RESPPALDP",
    "secondary credit": "RESPPALDQ",
    "seasonal credit": "RESPPALDS",
    "paycheck protection program liquidity facility": "RESPPALDJ",
    "bank term funding program": "RESPPALDK",
    "other credit extensions": "RESPPALDC",
    "float": "RESH4SCF",
    "central bank liquidity swaps": "RESH4SCS",
    "other federal reserve assets": "RESH4SO",
    "foreign currency denominated assets": "RESPPAOF",
    "gold stock": "RESTBMG",
    "special drawing rights certificate account": "RESPPAS",
    "treasury currency outstanding": "RESTBMT",
    "total factors supplying reserve funds": "RESH4S",
    "currency in circulation": "RESTBC",
    "reverse repurchase agreements": "RESPPLLR",
    "treasury cash holdings": "RESTBHT",
    "deposits with f.r. banks, other than reserve balances": "RESPPLLB",
    "term deposits held by depository institutions": "RESPPLLDA",
    "u.s. treasury, general account": "RESPPLLDT",
    "treasury contributions to credit facilities": "RESH4E",
    "other liabilities and capital": "RESH4AO",
    "total factors, other than reserve balances, absorbing reserve funds": "RESH4A",
    "reserve balances with federal reserve banks": "RESH4R",
}
#: Labels that mean something only below the heading they follow.
BELOW: Final = {
    "repurchase agreements": {"foreign official": "RESPPALGTRF", "others": "RESPPALGTRO"},
    "reverse repurchase agreements": {
        "foreign official and international accounts": "RESPPLLRF",
        "others": "RESPPLLRD",
    },
    "deposits with f.r. banks, other than reserve balances": {"foreign official": "RESPPLLDF", "other": "RESPPLLDO"},
}
#: Rows inside a group that do not end it.
INSIDE: Final = frozenset({"term deposits held by depository institutions", "u.s. treasury, general account"})
#: Without these the page is not the release we know.
CORE: Final = (
    "RESPPALG",
    "RESPPALGUO",
    "RESPPALGASMO",
    "RESPPLLR",
    "RESPPLLDT",
    "RESTBC",
    "RESH4S",
    "RESH4A",
    "RESH4R",
)

_DAY = r"([A-Z][a-z]{2,8})\.? (\d{1,2}), (\d{4})"
_WEDNESDAY = re.compile(rf"Wednesday,? {_DAY}")
_WEEK = re.compile(rf"Week ended {_DAY}")
_FIGURE = re.compile(r"[+\-\u2212\u2013]? ?\d{1,3}(?:,\d{3})*", re.ASCII)
_FOOTNOTE = re.compile(r"(?:\s*\(?\d{1,2}\)?)+$")


def release_day(wednesday: date) -> date:
    """When the figures of a Wednesday come out: on Thursday, in weeks with a holiday on Thursday on Friday."""
    day = wednesday + timedelta(days=1)
    while not is_payment_day(day):
        day += timedelta(days=1)
    return day


def requests(today: date, weeks: int = 1, *, base: str = BASE) -> tuple[Request, ...]:
    """The questions for the newest pages, oldest first; a page of today may not be out yet and is left for tomorrow.

    Parameters
    ----------
    today : date
    weeks : int
        How many releases; pages before August 2021 are laid out otherwise.
    base : str
        Scheme and host; tests point it at loopback.
    """
    wednesday = today - timedelta(days=(today.weekday() - 2) % 7)
    if release_day(wednesday) >= today:
        wednesday -= timedelta(days=7)
    days = [release_day(wednesday - timedelta(days=7 * back)) for back in range(weeks)]
    return tuple(request(day, base=base) for day in reversed(days))


def request(released: date, *, base: str = BASE) -> Request:
    """The question for the page released on a day (not the day of the figures)."""
    url = f"{base}/releases/h41/{released:%Y%m%d}/h41.htm"
    parse = partial(parse_page, released=released)
    return Request(f"H.4.1 page of {released}", "board", url, parse, media=("text/html",), limit=LIMIT)


def parse_page(body: bytes, released: date) -> Harvest:
    """One week of H.4.1 from its page: every known line on both bases, and total assets.

    Raises
    ------
    FormatError
        If the page names no week, another week than one before its release, lacks a row this house lives on, names a line
        twice with different figures, or its factors do not add up to reserves.
    UnitError
        If a figure lies outside the magnitudes of its card.
    """
    problems = Problems(
        f"Board of Governors, H.4.1, page of {released}",
        "the table of factors: label, week average, two changes, Wednesday level; in millions of dollars",
    )
    rows = _rows(body, problems)
    words = " | ".join(" ".join(row) for row in rows)
    week = _week(words, released, problems)
    found, unknown = _factors(rows, problems)
    for stem in CORE:
        if f"{stem}_N.WW" not in found:
            problems.add(f"no row for {stem}_N.WW: another label?")
    problems.refuse_if_any()
    for tail in ("_N.WW", "_XAW_N.WW"):
        gap = found["RESH4S" + tail] - found["RESH4A" + tail] - found["RESH4R" + tail]
        if abs(gap) > ROUNDING:
            problems.refuse(f"supplying less absorbing factors miss reserves by {gap:,.0f} million ({tail[1:]})")
    total = _total_assets(rows)
    if total is not None:
        found["RESPPMA_N.WW"] = total
    notes = (f"rows of the page that are not known: {listed(unknown)}",) if unknown else ()
    return Harvest(readings=tuple(_reading(name, value, week) for name, value in found.items()), notes=notes)


def _reading(name: str, value: float, week: date) -> Reading:
    basis = "week average" if "_XAW" in name else "wednesday level"
    document = "H.4.1 Factors Affecting Reserve Balances"
    card = named_at("board").get(name) or Card(
        name, name, BOARD, document, "USD mn", basis, "weekly", 1, at={"board": name}
    )
    return delimited.reading(card, [week], [value])


def _week(words: str, released: date, problems: Problems) -> date:
    """The Wednesday of the figures; both headings must name it, and it lies within ten days before the release."""
    levels = {_named_day(match) for match in _WEDNESDAY.finditer(words)}
    weeks = [_named_day(match) for match in _WEEK.finditer(words)]
    week = weeks[0] if weeks else None
    if week is None or week not in levels or week.weekday() != 2:
        problems.refuse("the page names no week that ended on a Wednesday")
    if not 0 < (released - week).days <= 10:
        problems.refuse(f"its week ended on {week}: not the week before its release on {released}")
    return week


def _named_day(match: re.Match[str]) -> date | None:
    return delimited.english_day(f"{match[2]} {match[1][:3]} {match[3]}")


def _factors(rows: list[list[str]], problems: Problems) -> tuple[dict[str, float], list[str]]:
    """Figures by the Board's name, and the labels of rows that are not known."""
    found: dict[str, float] = {}
    unknown: list[str] = []
    group: dict[str, str] = {}
    for row in rows:
        figures = [_figure(cell) for cell in row[1:]]
        label = _label(row[0])
        if len(figures) != 4 or None in figures or not label:
            continue
        stem = group.get(label)
        if stem is None:
            stem = ROWS.get(label)
            if label not in INSIDE:
                group = BELOW.get(label, {})
        if stem is None:
            unknown.append(label)
            continue
        for name, value in ((f"{stem}_XAW_N.WW", figures[0]), (f"{stem}_N.WW", figures[3])):
            if value is not None and found.setdefault(name, value) != value:
                problems.add(f'"{label}" stands there twice with different figures')
    return found, unknown


def _total_assets(rows: list[list[str]]) -> float | None:
    """Total assets of the consolidated statement: label, (eliminations,) level, two changes."""
    for row in rows:
        figures = [figure for cell in row[1:] if (figure := _figure(cell)) is not None]
        if _label(row[0]) == "total assets" and len(figures) >= 3:
            return figures[-3]
    return None


def _label(cell: str) -> str:
    return _FOOTNOTE.sub("", " ".join(cell.split())).lower()


def _figure(cell: str) -> float | None:
    """``2,470,970``, ``+   69``, ``-77,579``; a bare zero counts."""
    text = " ".join(cell.split())
    if not _FIGURE.fullmatch(text):
        return None
    digits = text.lstrip("+-\u2212\u2013 ").replace(",", "")
    return -float(digits) if text[0] in "-\u2212\u2013" else float(digits)


def _rows(body: bytes, problems: Problems) -> list[list[str]]:
    if len(body) > LIMIT:
        problems.refuse(f"the page has {len(body):,} bytes")
    if b"</html" not in body[-4_000:].lower():
        problems.refuse("it is no page, or was cut off")
    reader = _Tables()
    try:
        reader.feed(body.decode("utf-8", "replace"))
        reader.close()
    except (AssertionError, ValueError) as error:
        problems.refuse(f"it is no page ({type(error).__name__})")
    if not reader.rows:
        problems.refuse("it holds no table")
    return reader.rows


class _Tables(HTMLParser):
    """The rows of every table of a page, cell by cell, as text; footnote marks in <sup> are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._notes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins; a cell that was not closed ends."""
        if tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            self._cell = []
        elif tag == "sup":
            self._notes += 1
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A row or a cell ends."""
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag == "sup":
            self._notes = max(self._notes - 1, 0)

    def handle_data(self, data: str) -> None:
        """Words of a cell."""
        if self._cell is not None and not self._notes:
            self._cell.append(data)

    def close(self) -> None:
        """A row that was not closed counts with the cells it has."""
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row.append(" ".join("".join(self._cell).split()))
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row:
            self.rows.append(self._row)
        self._row = None
