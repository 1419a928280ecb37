"""Reads one user's file as an import does, and looks at what was found in it; shared by the tests of users' files."""

from __future__ import annotations

from datetime import date

from ebb.sources import userfiles
from ebb.sources.harvest import Reading
from ebb.sources.userfiles import Found

TODAY = date(2026, 11, 22)


def read(text: str, units: str | None = None, today: date = TODAY, name: str = "mine.csv") -> Found:
    stated = userfiles.read_units(units.encode(), "mine_units.csv") if units is not None else None
    return userfiles.read_csv(text.encode(), name, today=today, units=stated)


def figures(found: Found) -> dict[str, dict[str, float]]:
    return {
        r.card.name: dict(zip(r.dates.astype(str).tolist(), r.values.tolist(), strict=True)) for r in readings(found)
    }


def readings(found: Found) -> tuple[Reading, ...]:
    return found.harvest.readings


def left(found: Found) -> dict[str, str]:
    return {item.what: item.why.key.removeprefix("import.left.") for item in found.left}


def notes(found: Found) -> list[str]:
    return [note if isinstance(note, str) else note.key.removeprefix("import.note.") for note in found.notes]
