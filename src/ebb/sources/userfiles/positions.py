"""A reader's own shares: a list of holdings with weights, and a history of their prices, from two small CSV files.

Both are read to the end whatever is wrong with them, so that every problem is told at once with its line. Names are matched
without regard to capitals; nothing is guessed, and a weight that is no number is never taken for zero.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ebb.errors import FormatError
from ebb.series import Dates, Values
from ebb.sources.userfiles.sheet import DATE_NAMES, dates, decode, numbers, read_rows

#: What a column of names, of weights, of numbers of shares and of prices may be called, in small letters.
NAMES: Final = frozenset({"symbol", "ticker", "holding", "name", "code", "代號", "代碼", "標的", "名稱", "股票"})
WEIGHTS: Final = frozenset({"weight", "weights", "weight_pct", "權重", "比重", "占比"})
SHARES: Final = frozenset({"shares", "quantity", "units", "股數", "數量"})
PRICES: Final = frozenset({"price", "close", "last", "adj close", "adj_close", "價格", "現價", "收盤價"})

#: No weight, number of shares or price is larger; a number beyond is a broken cell.
LARGEST: Final = 1e15

Rows = Sequence[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Position:
    """One holding: its name as written, its share of the whole (0 to 1), and the line it stands on."""

    name: str
    weight: float
    line: int


@dataclass(frozen=True, slots=True)
class History:
    """Prices of one holding by day, in order; the file's own unit and currency."""

    name: str
    days: Dates
    prices: Values


def matched(name: str) -> str:
    """How a name is compared: without capitals and blanks around it."""
    return " ".join(name.split()).casefold()


def read_positions(raw: bytes, file: str, problems: list[str]) -> tuple[Position, ...]:
    """The holdings of a list; whatever is wrong is added to `problems` with its line.

    Parameters
    ----------
    raw : bytes
        A CSV with a column of names and one of weights, or of shares and of prices. Weights are relative: they are divided by
        their sum, so percent, fractions and amounts of money all do.
    file : str
        Its name, for the messages.
    problems : list of str

    Returns
    -------
    tuple of Position
        Law: weights sum to one where there was no problem; no name stands twice.
    """
    rows = _rows(raw, file, problems)
    if not rows:
        return ()
    header = [cell.casefold() for cell in rows[0][1]]
    name, weight = _place(header, NAMES), _place(header, WEIGHTS)
    shares, price = _place(header, SHARES), _place(header, PRICES)
    if name is None:
        problems.append(f"{file} line {rows[0][0]}: no column of names (symbol, ticker, name, 代號)")
    if weight is None and (shares is None or price is None):
        problems.append(
            f"{file} line {rows[0][0]}: no column of weights (weight, 權重), nor shares and price (股數, 價格)"
        )
    body = _even(rows, file, problems)
    if name is None or (weight is None and (shares is None or price is None)):
        return ()
    if not body:
        problems.append(f"{file}: it lists no holding")
        return ()
    lines = [line for line, _ in body]
    if weight is not None:
        amounts = _positive([cells[weight] for _, cells in body], lines, header[weight], file, problems)
    else:
        assert shares is not None
        assert price is not None
        amounts = _positive([cells[shares] for _, cells in body], lines, header[shares], file, problems)
        amounts = amounts * _positive([cells[price] for _, cells in body], lines, header[price], file, problems)
    seen: dict[str, int] = {}
    for line, cells in body:
        key = matched(cells[name])
        if not key:
            problems.append(f"{file} line {line}: the name is empty")
        elif key in seen:
            problems.append(f'{file} line {line}: "{cells[name][:30]}" stands on line {seen[key]} already')
        else:
            seen[key] = line
    total = float(np.nansum(amounts))
    if not total > 0.0:  # every line has its problem already
        return ()
    return tuple(
        Position(cells[name], float(amount) / total, line) for (line, cells), amount in zip(body, amounts, strict=True)
    )


def read_histories(raw: bytes, file: str, wanted: Collection[str], problems: list[str]) -> dict[str, History]:
    """Prices of the holdings wanted, by :func:`matched` name; columns and rows of others are left unread.

    Parameters
    ----------
    raw : bytes
        A CSV with a column of dates and either a column for each holding, or a column of names and one of prices.
    wanted : names as :func:`matched` gives them

    Returns
    -------
    dict
        A holding without a single price is absent.
    """
    rows = _rows(raw, file, problems)
    if not rows:
        return {}
    header = [cell.casefold() for cell in rows[0][1]]
    day = _place(header, DATE_NAMES)
    if day is None:
        problems.append(f"{file} line {rows[0][0]}: no column of dates (date, 日期)")
    for cell in sorted({c for c in header if c and header.count(c) > 1}):
        problems.append(f'{file} line {rows[0][0]}: column "{cell[:30]}" stands twice')
    body = _even(rows, file, problems)
    if day is None or not body:
        if day is not None:
            problems.append(f"{file}: it holds no price")
        return {}
    name, price = _place(header, NAMES), _place(header, PRICES)
    if name is not None and price is not None:
        parts = {
            key: [(line, cells[day], cells[price]) for line, cells in body if matched(cells[name]) == key]
            for key in wanted
        }
    else:
        places = {matched(cell): place for place, cell in enumerate(rows[0][1]) if place != day}
        parts = {
            key: [(line, cells[day], cells[places[key]]) for line, cells in body if cells[places[key]]]
            for key in wanted
            if key in places
        }
    found = {}
    for key, cells_of in parts.items():
        history = _history(key, cells_of, file, problems)
        if history is not None:
            found[key] = history
    return found


def _history(key: str, cells: list[tuple[int, str, str]], file: str, problems: list[str]) -> History | None:
    if not cells:
        return None
    lines = [line for line, _, _ in cells]
    here: list[str] = []
    days = dates([text for _, text, _ in cells], lines, "date", here)
    problems.extend(text for text in (f"{file} {problem}" for problem in here) if text not in problems)
    prices = _positive([text for _, _, text in cells], lines, key, file, problems, gaps=True)
    kept = ~np.isnat(days) & np.isfinite(prices)
    days, prices, kept_lines = days[kept], prices[kept], np.array(lines)[kept]
    order = np.argsort(days, kind="stable")
    days, prices, kept_lines = days[order], prices[order], kept_lines[order]
    for place in np.flatnonzero(np.diff(days).astype(np.int64) == 0).tolist():
        line = int(kept_lines[place + 1])
        problems.append(f"{file} line {line}: {key} has a price on {days[place]} already")
    return History(key, days, prices) if len(days) else None


def _rows(raw: bytes, file: str, problems: list[str]) -> Rows:
    try:
        rows = read_rows(decode(raw, file), file)
    except FormatError as refusal:
        problems.append(f"{file}: {refusal.what.removeprefix('the file is refused: ')}")
        return ()
    if not rows:
        problems.append(f"{file}: it holds no row")
    return rows


def _even(rows: Rows, file: str, problems: list[str]) -> list[tuple[int, list[str]]]:
    """The rows with as many cells as the header."""
    width = len(rows[0][1])
    for line, cells in rows[1:]:
        if len(cells) != width:
            problems.append(f"{file} line {line}: {len(cells)} cells, not {width}")
    return [(line, cells) for line, cells in rows[1:] if len(cells) == width]


def _place(header: Sequence[str], known: frozenset[str]) -> int | None:
    return next((place for place, cell in enumerate(header) if cell in known), None)


def _positive(
    cells: Sequence[str], lines: Sequence[int], column: str, file: str, problems: list[str], *, gaps: bool = False
) -> Values:
    """Numbers above zero, a percent sign allowed; NaN where there is none, with a problem unless `gaps` are allowed."""
    here: list[str] = []
    values = numbers([cell.removesuffix("%").strip() for cell in cells], lines, column, here)
    told = {problem.split(":")[0] for problem in here}
    for place, line in enumerate(lines):
        if np.isnan(values[place]):
            if not gaps and f"line {line}" not in told:
                here.append(f"line {line}: {column} is empty")
        elif not 0.0 < values[place] <= LARGEST:
            what = "not above zero" if values[place] <= 0.0 else "larger than any holding"
            here.append(f"line {line}: {column} is {cells[place][:30]}, {what}")
            values[place] = np.nan
    problems.extend(f"{file} {problem}" for problem in here)
    return values
