"""What an import says about itself: a row for each file, what differed between files, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from ebb.sources.userfiles import Left, Refused
from ebb.store.records import Counts
from ebb.text import Phrase

#: What can become of a file.
OUTCOMES: Final = ("loaded", "partly", "refused", "left", "statement")

#: How far an import is: ``progress(share done in [0, 1], what is being done)``.
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Parameters
    ----------
    name : str
        Path below the directory, with forward slashes.
    outcome : str
        ``"loaded"``; ``"partly"`` if a column was refused; ``"refused"`` whole; ``"left"`` if nothing of it was taken;
        ``"statement"`` for a units file that was read with its table.
    shape : str
        What it was recognised as, a key below ``import.shape`` in the catalogue.
    series, lists : tuple of str
        Names of the series, and security types with their dates, that were loaded.
    figures, rows : int
        Figures of series, and rows of lists, auctions and debt, that were loaded from this file.
    counts : Counts
        What was new to the store, known already, or revised.
    left, refused, notes : tuple
        Columns and lists left, columns (or the file itself) refused, and what a reader must know.
    """

    name: str
    outcome: str
    shape: str = ""
    series: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    figures: int = 0
    rows: int = 0
    counts: Counts = field(default_factory=Counts)
    left: tuple[Left, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[Phrase | str, ...] = ()

    def json(self) -> dict[str, Any]:
        """The wire form; reasons in English, with their keys."""
        counted = {name: getattr(self.counts, name) for name in ("new", "unchanged", "revised")}
        return {
            "file": self.name,
            "outcome": self.outcome,
            "recognised_as": self.shape or None,
            "series": list(self.series),
            "lists": list(self.lists),
            "figures": self.figures,
            "rows": self.rows,
            **counted,
            "left": [
                {"what": item.what, "reason": item.why.key.rpartition(".")[2], "why": item.why.say("en")}
                for item in self.left
            ],
            "refused": [
                {"what": r.what, "why": r.why.what, "where": r.why.where, "expected": r.why.expected}
                for r in self.refused
            ],
            "notes": [note if isinstance(note, str) else note.say("en") for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """Dates on which two copies of one series differ: `kept` reaches later (or is the store), `other` gave way.

    `largest` is the largest absolute difference, in `unit`, on the day `worst`.
    """

    series: str
    kept: str
    other: str
    dates: int
    largest: float
    unit: str
    worst: date

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """A whole import; `published` says whether the store was changed."""

    directory: Path
    store: Path
    dry_run: bool
    published: bool
    files: tuple[FileReport, ...]
    differences: tuple[Difference, ...] = ()

    @property
    def counts(self) -> Counts:
        """What was new, known already, or revised, over all files."""
        return sum((report.counts for report in self.files), Counts())

    @property
    def status(self) -> int:
        """Exit status: 0 if everything recognised was loaded, 1 if a file or a column was refused."""
        return 1 if any(report.refused for report in self.files) else 0

    def of(self, outcome: str) -> tuple[FileReport, ...]:
        """The files with one outcome."""
        return tuple(report for report in self.files if report.outcome == outcome)

    def json(self) -> dict[str, Any]:
        """The wire form of ``ebb import --json``."""
        counted = {name: getattr(self.counts, name) for name in ("new", "unchanged", "revised")}
        return {
            "directory": str(self.directory),
            "store": str(self.store),
            "ok": self.status == 0,
            "dry_run": self.dry_run,
            "published": self.published,
            "counts": {**{outcome: len(self.of(outcome)) for outcome in OUTCOMES}, **counted},
            "files": [report.json() for report in self.files],
            "differences": [difference.json() for difference in self.differences],
        }
