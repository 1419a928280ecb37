"""Files compared before anything is stored: lists with the totals published for their day, copies of a series with each other.

A list of SOMA holdings that was cut off looks like any other; only the published total tells. So a list without one is not
taken. Nothing is read from files or written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

import numpy as np

from ebb.errors import EbbError, UnitError
from ebb.series import Dates
from ebb.sources import published, userfiles
from ebb.sources.cards import Card
from ebb.sources.delimited import MONEY
from ebb.sources.harvest import HoldingsList, Reading
from ebb.sources.userfiles import Left, Refused, because, remark
from ebb.store.import_files import File
from ebb.store.imported import Difference
from ebb.store.listed import SUMMARY, TOLERANCE_CENTS, TOLERANCE_SHARE
from ebb.store.merging import Compared, Copy, merge, misplaced, shifted
from ebb.store.reading import Store
from ebb.text import Phrase, Said
from ebb.units.money import CENTS_PER_DOLLAR
from ebb.units.scale import SCALES

#: Days named in a note.
_SHOWN: Final = 5
#: Name of the store among the copies of a series.
HELD: Final = "the store"
#: Name of the packaged figures, with which amounts are compared.
PACKAGED: Final = "this package"


def settle_lists(files: Sequence[File], held: Store | None) -> None:
    """Keep of every list the security types that add up to the published total of its day, each once."""
    totals = _totals(files, held)
    taken: dict[tuple[date, str], str] = {}
    for file in files:
        kept = []
        for listed in file.harvest.holdings:
            sound = [part for part in listed.parts if _sound(file, listed, part, totals, taken, held)]
            if sound:
                rows = tuple(row for row in listed.rows if row.security_type in sound)
                kept.append(HoldingsList(listed.as_of, tuple(sound), rows))
        file.harvest = replace(file.harvest, holdings=tuple(kept))


def _totals(files: Sequence[File], held: Store | None) -> dict[tuple[date, str], int]:
    """Published totals in cents by day and security type: what is held, and above it what the directory says."""
    wanted = {name: part for part, name in SUMMARY.items()}
    found: dict[tuple[date, str], int] = {}
    series = [held.series(name) for name in wanted if name in held.names()] if held is not None else []
    series += [r.series() for file in files for r in file.harvest.readings if r.card.name in wanted]
    for one in series:
        found |= {(day, wanted[one.key]): round(value * CENTS_PER_DOLLAR) for day, value in one.in_unit("USD")}
    return found


def _sound(
    file: File,
    listed: HoldingsList,
    part: str,
    totals: Mapping[tuple[date, str], int],
    taken: dict[tuple[date, str], str],
    held: Store | None,
) -> bool:
    """Whether one security type of a list is complete and in no other file; otherwise it is left, with the reason."""
    key, total = (listed.as_of, part), listed.total(part)
    named: dict[str, str | int | Said] = {"part": Phrase(f"import.part.{part}"), "day": listed.as_of.isoformat()}
    told = {**named, "total": _dollars(total)}
    if key not in totals:
        reason = because("list_without_summary", told)
    elif abs(total - totals[key]) > max(TOLERANCE_CENTS, TOLERANCE_SHARE * abs(totals[key])):
        reason = because("list_incomplete", {**told, "published": _dollars(totals[key])})
    elif key in taken:
        reason = because("list_elsewhere", {**named, "file": taken[key]})
    elif held is not None and _held_otherwise(held, listed, part):
        reason = because("list_held", named)
    else:
        taken[key] = file.name
        return True
    file.left.append(Left(f"{part} {listed.as_of}", reason))
    return False


def _held_otherwise(held: Store, listed: HoldingsList, part: str) -> bool:
    """Whether the same amounts of the same securities are held already with other particulars (from a publisher's list)."""
    if listed.as_of not in held.holdings_dates(part):
        return False
    there = held.holdings(listed.as_of, part)
    mine = [row for row in listed.rows if row.security_type == part]
    amounts = {row.cusip: row.amount for row in there} == {row.cusip: row.amount for row in mine}
    return amounts and set(there) != set(mine)


def settle_series(files: Sequence[File], held: Store | None) -> tuple[Difference, ...]:
    """Leave every figure in one file only, that whose copy of the series reaches latest; say where copies differ."""
    found = _by_series(files, held)
    kept: dict[int, list[Reading]] = {number: [] for number in range(len(files))}
    shared: dict[int, list[Compared]] = {number: [] for number in range(len(files))}
    differences: list[Difference] = []
    for name, copies in found.items():
        plain = [Copy(k, files[k].name, r.dates, r.values) for k, r in copies if r.known is None and len(r)]
        if plain:
            card = copies[0][1].card
            held_copy = _held_copy(name, card, held)
            plain = _one_unit(files, card, held_copy, plain)
            if plain:
                merged = merge(card, [*held_copy, *plain])
                differences += merged.differences
                for number, reading in merged.readings.items():
                    kept[number].append(reading)
                for number, compared in merged.compared.items():
                    shared[number].append(compared)
        # Real vintages are not merged, and come last: they replace what is only assumed.
        for number, reading in copies:
            if reading.known is not None:
                kept[number].append(reading)
    for number, file in enumerate(files):
        readings = _without(file, kept[number], misplaced(shared[number]))
        file.harvest = replace(file.harvest, readings=readings)
    return tuple(differences)


def _one_unit(files: Sequence[File], card: Card, held: Sequence[Copy], copies: Sequence[Copy]) -> list[Copy]:
    """The copies that are in one unit: one that is a power of a thousand off the store, what is packaged, or a later copy
    is refused. Only amounts are compared: rates are never given in thousands.
    """
    if SCALES[card.unit][0] not in MONEY:
        return list(copies)
    sound: list[Copy] = [*held, *_packaged_copy(card)]
    for copy in sorted(copies, key=lambda copy: copy.reach, reverse=True):
        for other in sound:
            power = shifted(copy, other)
            if power is not None and copy.place is not None:
                files[copy.place].refused.append(Refused(card.name, _shifted_unit(card, copy, other, power)))
                break
        else:
            sound.append(copy)
    return [copy for copy in copies if any(copy is kept for kept in sound)]


def _packaged_copy(card: Card) -> list[Copy]:
    """The packaged figures of a series, a few dates of it, in the card's unit; empty if none are packaged."""
    key = _packaged().get(card.name)
    if key is None:
        return []
    series = published.series(key)
    if SCALES[series.unit][0] != SCALES[card.unit][0] or not len(series):
        return []
    here = series.in_unit(card.unit)
    return [Copy(None, PACKAGED, here.dates, here.values)]


@cache
def _packaged() -> dict[str, str]:
    """Key of the packaged figures by the publisher's name of the series."""
    found: dict[str, str] = {}
    for key, (table, name) in published.keys().items():
        column = next(c for c in published.passport(table).columns if c.name == name)
        if column.origin.series:
            found.setdefault(column.origin.series, key)
    return found


def _shifted_unit(card: Card, copy: Copy, other: Copy, power: float) -> UnitError:
    return UnitError(
        f'"{card.name}" is {power:g} times what stands in {other.name} for the same dates',
        copy.name,
        f"figures in {card.unit}",
        "state the unit in a units file beside the table; nothing of this column was kept",
    )


def _without(file: File, readings: Sequence[Reading], days: Dates) -> tuple[Reading, ...]:
    """Readings without the days on which the rows of a file are out of place, and a note that says so."""
    if not len(days):
        return tuple(readings)
    shown = ", ".join(str(day) for day in days[:_SHOWN])
    file.notes.append(remark("misplaced_rows", {"days": f"{shown}{', ...' if len(days) > _SHOWN else ''}"}))
    found = []
    for reading in readings:
        here = ~np.isin(reading.dates, days)
        if here.all():
            found.append(reading)
        elif here.any():
            known = None if reading.known is None else reading.known[here]
            found.append(replace(reading, dates=reading.dates[here], values=reading.values[here], known=known))
    return tuple(found)


def _by_series(files: Sequence[File], held: Store | None) -> dict[str, list[tuple[int, Reading]]]:
    """Every reading with the number of its file, by series; one in another unit than the first is refused."""
    first: dict[str, Card] = {} if held is None else {name: held.card(name) for name in held.names()}
    found: dict[str, list[tuple[int, Reading]]] = {}
    for number, file in enumerate(files):
        for reading in file.harvest.readings:
            name = reading.card.name
            before = first.setdefault(name, reading.card)
            try:
                found.setdefault(name, []).append((number, _under(before, reading, file)))
            except EbbError as error:
                file.refused.append(Refused(name, error))
    return {name: copies for name, copies in found.items() if copies}


def _under(before: Card, reading: Reading, file: File) -> Reading:
    """A reading under the card that the series has already; a card made from a user's file gives way to a catalogued one.

    Raises
    ------
    UnitError
        If unit or basis differ, or a figure lies outside the magnitudes of that card.
    """
    card = reading.card
    if (before.unit, before.basis) != (card.unit, card.basis):
        raise _other_unit(file, card, before)
    made = card.publisher == userfiles.OWNER and before.publisher != userfiles.OWNER
    return replace(reading, card=before) if made else reading


def _held_copy(name: str, card: Card, held: Store | None) -> list[Copy]:
    """The store's own copy of a series, first among the others; empty if it holds none."""
    if held is None or name not in held.names():
        return []
    here = held.series(name).in_unit(card.unit)
    return [Copy(None, HELD, here.dates, here.values)] if len(here) else []


def _other_unit(file: File, card: Card, before: Card) -> UnitError:
    return UnitError(
        f'"{card.name}" is in {card.unit}, {card.basis} here and in {before.unit}, {before.basis} elsewhere',
        file.name,
        "one unit and one basis for a series",
        "give one of the two another name, or correct its units file",
    )


def _dollars(cents: int) -> str:
    return f"{cents / CENTS_PER_DOLLAR:,.2f} USD"
