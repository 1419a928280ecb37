"""Long tables: one figure on each line with the name of its series, as ``ebb store export`` writes them.

Columns ``series, date, value`` and, where given, ``unit`` (checked and converted), ``known`` (the day from which the figure
could be known) and ``how`` (whether that day is a real vintage or the usual lag). What the exporting store only assumed
from a lag is not imported as a vintage.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import EbbError, UnitError
from ebb.series import Dates, Values
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
READ: Final = (*NEEDED, "unit", "known", "how")


def is_long(header: Sequence[str]) -> bool:
    """Whether a header is that of a long table."""
    return all(name in header for name in NEEDED)


def read_long(sheet: Sheet, terms: Terms) -> Found | None:
    """Every series of a long table, or None if the catalogue knows none of them.

    Raises
    ------
    FormatError
        If a line cannot be read, or one series has two figures for one date (and day known): the file is refused whole.
    """
    names = np.array(sheet.column("series"), dtype=object)
    problems: list[str] = []
    days = dates(sheet.column("date"), sheet.lines, "date", problems)
    values = numbers(sheet.column("value"), sheet.lines, "value", problems)
    known, blank = _known(sheet, days, terms, problems)
    if problems:
        raise refuse(sheet.name, problems, "series, date and value on every line; date in one form, value a plain number")
    left = [Left(name, because("unknown_column")) for name in sheet.header if name not in READ]
    readings: list[Reading] = []
    refused: list[Refused] = []
    for name in dict.fromkeys(names.tolist()):
        here = np.flatnonzero(names == name)
        card = columns.card_of(name) or _described(name, sheet, terms)
        if card is None:
            left.append(Left(name, because("unknown_series")))
            continue
        group = _Group(sheet, card, here, days, values, known, blank, problems)
        try:
            readings += group.readings(terms)
        except EbbError as error:
            refused.append(Refused(name, error))
    if problems:
        raise refuse(sheet.name, problems, "one figure for each series and date (and day known)")
    if not readings and not refused:
        return None
    return Found("long", Harvest(readings=tuple(readings)), tuple(left), tuple(refused))


def _described(name: str, sheet: Sheet, terms: Terms) -> Card | None:
    said = terms.units.get(name)
    return None if said is None or said.derived else columns.made_card(said, sheet.name)


def _known(sheet: Sheet, days: Dates, terms: Terms, problems: list[str]) -> tuple[Dates | None, NDArray[np.bool_]]:
    """The column ``known`` (None if absent) and where it is blank."""
    now = np.datetime64(terms.today, "D")
    for place in np.flatnonzero(days > now).tolist():
        problems.append(f"line {sheet.lines[place]}: {days[place]} lies after today, {terms.today}")
    if "known" not in sheet.header:
        return None, np.ones(len(days), dtype=bool)
    cells = sheet.column("known")
    blank = np.array([cell in MISSING for cell in cells], dtype=bool)
    known = days.copy()
    here = np.flatnonzero(~blank)
    if len(here) and not problems:
        lines = [sheet.lines[k] for k in here.tolist()]
        told = [cells[k] for k in here.tolist()]
        known[here] = known_on(told, days[here], lines, "known", terms.today, problems)
    return known, blank


class _Group:
    """The lines of one series."""

    def __init__(
        self,
        sheet: Sheet,
        card: Card,
        here: NDArray[np.intp],
        days: Dates,
        values: Values,
        known: Dates | None,
        blank: NDArray[np.bool_],
        problems: list[str],
    ) -> None:
        order = here[np.argsort(days[here], kind="stable") if known is None else np.lexsort((known[here], days[here]))]
        self.sheet, self.card, self.order, self.problems = sheet, card, order, problems
        self.days, self.values = days[order], values[order]
        self.known = None if known is None else known[order]
        self.blank = blank[order]

    def readings(self, terms: Terms) -> list[Reading]:
        """What was assumed from the usual lag, and what has real vintages, as readings of the card."""
        values = self.values * self._factor()
        assumed = self._assumed()
        self._refuse_repeated(assumed)
        if self.problems:
            return []
        found = []
        plain = assumed & np.isfinite(values)
        if plain.any():
            days = house_dates(self.card, self.days[plain])
            over = days <= np.datetime64(terms.today, "D")
            if over.any():
                found.append(Reading(self.card, days[over], values[plain][over]))
        if (~assumed).any() and self.known is not None:
            real = ~assumed
            found.append(Reading(self.card, self.days[real], values[real], self.known[real]))
        return found

    def _assumed(self) -> NDArray[np.bool_]:
        """Which lines carry no vintage of their own: no day known, or only the usual lag."""
        if self.known is None:
            return np.ones(len(self.order), dtype=bool)
        if "how" in self.sheet.header:
            how = [self.sheet.column("how")[k] for k in self.order.tolist()]
            return np.array([said == "lag" for said in how], dtype=bool) | self.blank
        usual = self.known == self.days + np.timedelta64(max(self.card.lag_days, 0), "D")
        first = np.append(True, self.days[1:] != self.days[:-1])
        return self.blank | (usual & first)

    def _refuse_repeated(self, assumed: NDArray[np.bool_]) -> None:
        for chosen in (assumed, ~assumed):
            places = np.flatnonzero(chosen)
            days = self.days[places]
            same = days[1:] == days[:-1]
            if self.known is not None and chosen is not assumed:
                same &= self.known[places][1:] == self.known[places][:-1]
            for k in np.flatnonzero(same).tolist():
                line = self.sheet.lines[int(self.order[places[k + 1]])]
                self.problems.append(f"line {line}: {self.card.name} has a second figure for {days[k]}")

    def _factor(self) -> float:
        if "unit" not in self.sheet.header:
            return 1.0
        cells = self.sheet.column("unit")
        said = {cells[k] for k in self.order.tolist()} - {""}
        if not said:
            return 1.0
        unit = columns.unit_of(min(said)) if len(said) == 1 else None
        if unit is None or SCALES[unit][0] != SCALES[self.card.unit][0]:
            raise UnitError(
                f'"{self.card.name}" is said to be in {" and ".join(sorted(said))}',
                self.sheet.name,
                f"one unit that can become {self.card.unit}",
                "correct the column unit",
            )
        return factor(unit, self.card.unit)
