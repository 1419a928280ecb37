"""Rows of users' lists beside what is held: auctions, operations and securities outstanding, each row once.

A user's list has fewer particulars than a publisher's (no SOMA add-on, no coupon), so a row that is held already, or stands in
a publisher's own file of the same directory, is never revised by it. Nothing is read from files or written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from ebb.sources.harvest import Auction, Operation, Outstanding
from ebb.sources.userfiles import remark
from ebb.store.import_files import File
from ebb.store.reading import Store

#: Shapes of publishers' own files; their rows are the fuller ones.
OFFICIAL: Final = ("fiscal", "operations_json")
#: Types of coupon securities that lists of auctions also give to floating rate notes and inflation-protected securities.
_PLAIN, _OTHER = ("note", "bond"), ("frn", "tips")

Key = tuple[Any, ...]


def correct_auctions(files: Sequence[File]) -> None:
    """Auction lists call floating rate notes and inflation-protected securities notes and bonds; other lists know better."""
    kinds: dict[str, str] = {}
    for file in files:
        for listed in file.harvest.holdings:
            kinds |= {row.cusip: row.security_type for row in listed.rows if row.security_type in _OTHER}
        kinds |= {row.cusip: row.security_class for row in file.harvest.outstanding if row.security_class in _OTHER}
    for file in files:
        rows = file.harvest.auctions
        right = [kinds.get(row.cusip) if row.security_type in _PLAIN else None for row in rows]
        corrected = [replace(row, security_type=kind) if kind else row for row, kind in zip(rows, right, strict=True)]
        if any(right):
            file.harvest = replace(file.harvest, auctions=tuple(corrected))
            file.notes.append(remark("auctions_corrected", {"count": sum(map(bool, right))}))


def settle_rows(files: Sequence[File], held: Store | None) -> None:
    """Keep of every file the rows that are new, or exactly those held; say how many gave way."""
    ranked = sorted(files, key=lambda file: file.found is None or file.found.shape not in OFFICIAL)
    dropped = dict.fromkeys((file.name for file in files), 0)
    _settle(ranked, "auctions", lambda row: (row.cusip, row.issue_date), _auctions(files, held), dropped)
    _settle(ranked, "outstanding", lambda row: (row.record_date, row.cusip), _outstanding(files, held), dropped)
    key = ("kind", "operation", "security_type", "matures")
    _settle(ranked, "operations", lambda row: tuple(getattr(row, n) for n in key), _operations(files, held), dropped)
    for file in files:
        if dropped[file.name]:
            file.notes.append(remark("rows_held", {"count": dropped[file.name]}))


def _settle(
    files: Sequence[File], name: str, key: Callable[[Any], Key], held: Iterable[Any], dropped: dict[str, int]
) -> None:
    """Rows of one kind, file by file; several rows of one file may share a key (a security that was reopened)."""
    before: dict[Key, list[Any]] = {}
    for row in held:
        before.setdefault(key(row), []).append(row)
    for file in files:
        rows = getattr(file.harvest, name)
        kept = [row for row in rows if key(row) not in before or row in before[key(row)]]
        dropped[file.name] += len(rows) - len(kept)
        if len(kept) < len(rows):
            file.harvest = replace(file.harvest, **{name: tuple(kept)})
        for row in kept:
            if row not in before.setdefault(key(row), []):
                before[key(row)].append(row)


def _auctions(files: Sequence[File], held: Store | None) -> tuple[Auction, ...]:
    days = [row.issue_date for file in files for row in file.harvest.auctions]
    return held.auctions(min(days), max(days)) if held is not None and days else ()


def _outstanding(files: Sequence[File], held: Store | None) -> list[Outstanding]:
    days = {row.record_date for file in files for row in file.harvest.outstanding}
    return [row for day in sorted(days) for row in held.outstanding(day)] if held is not None else []


def _operations(files: Sequence[File], held: Store | None) -> list[Operation]:
    rows = [row for file in files for row in file.harvest.operations]
    if held is None or not rows:
        return []
    first, last = min(row.day for row in rows), max(row.day for row in rows)
    return [row for kind in sorted({row.kind for row in rows}) for row in held.operations(kind, first, last)]
