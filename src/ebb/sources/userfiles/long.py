"""Long tables: one figure on each line with the name of its series, as ``ebb store export`` writes them.

Columns ``series, date, value`` and, where given, ``unit`` (checked and converted), ``basis`` (checked), ``known`` (the day
from which the figure could be known) and ``how`` (whether that day is a real vintage or the usual lag). What the exporting
store only assumed from a lag is not imported as a vintage. A series without a card is taken where unit and basis are stated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import EbbError, UnitError
from ebb.series import BASES, Dates, Values
from ebb.sources.cards import Card
from ebb.sources.harvest import Harvest, Reading
from ebb.sources.userfiles import columns
from ebb.sources.userfiles.found import Found, Left, Refused, because
from ebb.sources.userfiles.periods import house_dates, known_on
from ebb.sources.userfiles.sheet import MISSING, Sheet, dates, numbers, refuse
from ebb.sources.userfiles.tables import Terms
from ebb.units.scale import SCALES, factor

NEEDED: Final = ("series", "date", "value")
#: Columns that are read where they stand; others are left and named.
READ: Final = (*NEEDED, "unit", "basis", "known", "how")
#: What ``how`` says of a day that was only assumed.
LAG: Final = "lag"
#: Most days between the figures of a series of each frequency, in the median.
_SPACING: Final = (("daily", 4), ("weekly", 10), ("monthly", 45), ("quarterly", 120))


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """The lines of one series in the order of dates and days known; all arrays of shape (n,)."""

    numbers: NDArray[np.int64]
    days: Dates
    values: Values
    known: Dates | None
    blank: NDArray[np.bool_]  # no day known
    how: NDArray[np.object_]
    unit: str
    basis: str


def is_long(header: Sequence[str]) -> bool:
    """Whether a header is that of a long table."""
    return all(name in header for name in NEEDED)


def read_long(sheet: Sheet, terms: Terms) -> Found | None:
    """Every series of a long table, or None if not one of them can be read.

    Raises
    ------
    FormatError
        If a line cannot be read, or one series has two figures for one date (and day known): the file is refused whole.
    """
    problems: list[str] = []
    lines = _by_series(sheet, terms, problems)
    for name, mine in lines.items():
        problems += _repeated(name, mine)
    if problems:
        raise refuse(
            sheet.name,
            problems,
            "series, date and value on every line, dates in one form, one figure for each series and date (and day known)",
        )
    left = [Left(name, because("unknown_column")) for name in sheet.header if name not in READ]
    readings: list[Reading] = []
    refused: list[Refused] = []
    for name, mine in lines.items():
        card = columns.card_of(name) or _described(name, terms, sheet.name) or _made(name, mine, sheet.name)
        if card is None:
            left.append(Left(name, because("unknown_series")))
            continue
        try:
            readings += _readings(card, mine, terms)
        except EbbError as error:
            refused.append(Refused(name, error))
    if not readings and not refused:
        return None
    return Found("long", Harvest(readings=tuple(readings)), tuple(left), tuple(refused))


def _by_series(sheet: Sheet, terms: Terms, problems: list[str]) -> dict[str, _Lines]:
    days = dates(sheet.column("date"), sheet.lines, "date", problems)
    values = numbers(sheet.column("value"), sheet.lines, "value", problems)
    for place in np.flatnonzero(days > np.datetime64(terms.today, "D")).tolist():
        problems.append(f"line {sheet.lines[place]}: {days[place]} lies after today, {terms.today}")
    if problems:
        return {}
    known, blank = _known(sheet, days, terms, problems)
    cells = {name: np.array(_cells(sheet, name), dtype=object) for name in ("series", "unit", "basis", "how")}
    numbers_ = np.array(sheet.lines, dtype=np.int64)
    found = {}
    for name in dict.fromkeys(cells["series"].tolist()):
        here = np.flatnonzero(cells["series"] == name)
        order = here[np.argsort(days[here], kind="stable") if known is None else np.lexsort((known[here], days[here]))]
        said = {column: set(cells[column][order].tolist()) - {""} for column in ("unit", "basis")}
        found[name] = _Lines(
            numbers_[order],
            days[order],
            values[order],
            None if known is None else known[order],
            blank[order],
            cells["how"][order],
            " and ".join(sorted(said["unit"])),
            " and ".join(sorted(said["basis"])),
        )
    return found


def _cells(sheet: Sheet, name: str) -> list[str]:
    return sheet.column(name) if name in sheet.header else [""] * len(sheet.rows)


def _known(sheet: Sheet, days: Dates, terms: Terms, problems: list[str]) -> tuple[Dates | None, NDArray[np.bool_]]:
    """The column ``known`` (None if absent) and where it is blank; there the date itself stands in it."""
    if "known" not in sheet.header:
        return None, np.ones(len(days), dtype=bool)
    cells = sheet.column("known")
    blank = np.array([cell in MISSING for cell in cells], dtype=bool)
    known = days.copy()
    here = np.flatnonzero(~blank).tolist()
    if here:
        told, lines = [cells[k] for k in here], [sheet.lines[k] for k in here]
        known[here] = known_on(told, days[here], lines, "known", terms.today, problems)
    return known, blank


def _repeated(name: str, mine: _Lines) -> list[str]:
    same = mine.days[1:] == mine.days[:-1]
    if mine.known is not None:
        same &= mine.known[1:] == mine.known[:-1]
    return [
        f"line {mine.numbers[k + 1]}: a second figure of {name} for {mine.days[k]}"
        for k in np.flatnonzero(same).tolist()
    ]


def _described(name: str, terms: Terms, file: str) -> Card | None:
    said = terms.units.get(name)
    return None if said is None or said.derived else columns.made_card(said, file)


def _made(name: str, mine: _Lines, file: str) -> Card | None:
    """A card for a series the catalogue does not know, from its unit, basis and spacing; None where they are not stated."""
    if mine.unit not in SCALES or mine.basis not in BASES:
        return None
    distinct = np.unique(mine.days)
    step = float(np.median(np.diff(distinct).astype(int))) if len(distinct) > 1 else np.inf
    frequency = next((often for often, most in _SPACING if step <= most), "irregular")
    lags = [] if mine.known is None else (mine.known - mine.days)[(mine.how == LAG) & ~mine.blank].astype(int).tolist()
    lag = max(set(lags), key=lags.count) if lags else columns.ASSUMED_LAG[frequency]
    kind = "rate" if SCALES[mine.unit][0] == "rate" else "stock"
    return Card(
        name,
        name,
        columns.OWNER,
        file,
        mine.unit,
        mine.basis,
        frequency,
        lag,
        kind,
        evidence="seen-secondary",
        note="Catalogued by the unit and basis stated in the file; frequency and lag are read off its dates.",
    )


def _readings(card: Card, mine: _Lines, terms: Terms) -> list[Reading]:
    """What was assumed from the usual lag, and what has real vintages, as readings of the card.

    Where one date has several lines, all of them are vintages, the assumed one as well: it was what the exporting store
    answered before the later one came.
    """
    values = mine.values * _factor(card, mine)
    assumed = _assumed(mine)
    found = []
    plain = assumed & np.isfinite(values)
    if plain.any():
        days = house_dates(card, mine.days[plain])
        over = days <= np.datetime64(terms.today, "D")
        if over.any():
            found.append(Reading(card, days[over], values[plain][over]))
    if mine.known is not None and not assumed.all():
        found.append(Reading(card, mine.days[~assumed], values[~assumed], mine.known[~assumed]))
    return found


def _assumed(mine: _Lines) -> NDArray[np.bool_]:
    """Which lines carry no vintage of their own: the only one of its date, and no day known, or one said to be assumed.

    A day that is stated is a vintage, whether or not it equals the usual lag: only ``how`` takes that back.
    """
    if mine.known is None:
        return np.ones(len(mine.days), dtype=bool)
    same = mine.days[1:] == mine.days[:-1]
    alone = ~(np.append(False, same) | np.append(same, False))
    lag: NDArray[np.bool_] = alone & (mine.blank | (mine.how == LAG))
    return lag


def _factor(card: Card, mine: _Lines) -> float:
    """What the figures are multiplied with to be in the card's unit; unit and basis must not contradict the card."""
    if mine.basis and mine.basis != card.basis:
        raise UnitError(
            f'"{card.name}" is said to be {mine.basis}, but it is {card.basis}',
            "the column basis",
            card.basis,
            "give the series its own name",
        )
    if not mine.unit:
        return 1.0
    unit = columns.unit_of(mine.unit)
    if unit is None or SCALES[unit][0] != SCALES[card.unit][0]:
        raise UnitError(
            f'"{card.name}" is said to be in {mine.unit}, but it is in {card.unit}',
            "the column unit",
            f"one unit that can become {card.unit}",
            "correct the column unit",
        )
    return factor(unit, card.unit)
