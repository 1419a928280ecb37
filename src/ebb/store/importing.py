"""``ebb import``: every file of a directory through one typed door, into the store in one publication.

Each file is recognised by its content, read whole or refused whole; what is refused or left costs nothing but itself. A list of
SOMA holdings is taken only where it adds up to the summary of its date, because a list that was cut off looks like any other.
Until the one publication at the end nothing has happened: an import that is killed, or refused, leaves the store as it was.
This module must never read the clock; the door hands in the time and the day.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from ebb.errors import EbbError, FormatError, UnitError, UsageError
from ebb.sources import userfiles
from ebb.sources.cards import Card
from ebb.sources.harvest import Delivery, Harvest, HoldingsList, Reading
from ebb.sources.userfiles import Found, Left, Refused, because, left_whole, remark
from ebb.store import place
from ebb.store.imported import Difference, FileReport, ImportReport, Progress
from ebb.store.listed import SUMMARY, TOLERANCE_CENTS, TOLERANCE_SHARE
from ebb.store.merging import Copy, merge
from ebb.store.reading import Store
from ebb.store.records import Counts
from ebb.store.writing import Writer, writing
from ebb.text import Phrase
from ebb.units.money import CENTS_PER_DOLLAR

#: Ending of the name of a file that states the units of the table of the same name without it.
UNITS: Final = "_units"
#: Who answers for what comes from a directory, in the passport of its delivery.
PUBLISHER: Final = "user's file"
#: Name of the store among the copies of a series.
HELD: Final = "store"
#: Share of the progress that reading takes; the rest is writing.
_READING: Final = 0.4


@dataclass(slots=True)
class _File:
    """One file on its way: what it is, what was found in it, and what is left of that after files were compared."""

    name: str
    path: Path
    found: Found | None = None
    refused: list[Refused] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    notes: list[Phrase | str] = field(default_factory=list)
    statement: bool = False
    sha256: str = ""
    size: int = 0
    harvest: Harvest = field(default_factory=Harvest)
    counts: Counts = field(default_factory=Counts)


def import_directory(
    directory: Path | str,
    *,
    path: Path | str | None = None,
    now: datetime,
    today: date,
    dry_run: bool = False,
    progress: Progress = lambda share, doing: None,
) -> ImportReport:
    """Bring everything useful of a directory into the store at `path`, and say what was done with each file.

    Parameters
    ----------
    directory : Path
        Searched with everything below it, links to directories excepted.
    path : Path, optional
        Default: the user's store.
    now : datetime
        Time of receipt, with a time zone.
    today : date
        Nothing dated later is taken; a revision becomes known on this day.
    dry_run : bool
        Do everything on a copy that is thrown away.
    progress : callable of (share done, what is being done)

    Returns
    -------
    ImportReport

    Raises
    ------
    UsageError
        If there is no such directory, or nothing in it is recognised; or another process is writing the store.
    FormatError
        If the file of the store is none.

    Notes
    -----
    Laws: one publication at the end or none; a file that is refused adds nothing; importing twice changes nothing.
    """
    folder = Path(directory)
    if not folder.is_dir():
        raise UsageError(
            f'"{folder}" is no directory', "ebb import", "a directory with CSV or JSON files", "check the name"
        )
    store = (Path(path) if path is not None else place.path()).absolute()
    files = _read_all(folder, today, progress)
    if not any(file.refused or (file.found is not None and file.found.shape != "left") for file in files):
        raise _nothing(folder, files)
    _correct_auctions(files)
    before = _generation(store)
    with _target(store, dry_run) as target, writing(target) as writer:
        held = Store.open(target)
        try:
            _settle_lists(files, held)
            differences = _settle_series(files, held)
        finally:
            if held is not None:
                held.close()
        _write(files, writer, folder, now, today, progress)
        if not dry_run:
            writer.publish()
    progress(1.0, "done")
    published = not dry_run and _generation(store) != before
    return ImportReport(folder, store, dry_run, published, tuple(map(_report, files)), differences)


# Reading


def _read_all(folder: Path, today: date, progress: Progress) -> list[_File]:
    files = list(_discover(folder))
    by_name = {file.name: file for file in files}
    for number, file in enumerate(files):
        progress(_READING * number / max(len(files), 1), file.name)
        if file.found is None and not file.statement:
            _read(file, by_name, today)
    for file in files:
        if _stated_table(file) and file.found is not None and file.found.shape == "left":
            file.left = list(left_whole(file.name, "units_without_table").left)
    return files


def _discover(folder: Path) -> Iterator[_File]:
    """Every file below a directory in the order of names; what is no CSV or JSON, or hidden, is left at once."""
    for parent, folders, names in os.walk(folder):
        here = Path(parent)
        for hidden in sorted(name for name in folders if name.startswith(".")):
            yield _left(folder, here / hidden, "hidden")
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            at = here / name
            if name.startswith("."):
                yield _left(folder, at, "hidden")
            elif at.suffix.lower() not in (".csv", ".tsv", ".json") or not at.is_file():
                yield _left(folder, at, "other_kind")
            else:
                yield _File(at.relative_to(folder).as_posix(), at)


def _left(folder: Path, at: Path, reason: str) -> _File:
    name = at.relative_to(folder).as_posix()
    found = left_whole(name, reason)
    return _File(name, at, found=found, left=list(found.left))


def _stated_table(file: _File) -> str | None:
    """Name of the table whose units a file states, going by its name; None for any other file."""
    stem, suffix = file.path.stem, file.path.suffix
    if not stem.lower().endswith(UNITS) or suffix.lower() != ".csv":
        return None
    return Path(file.name).with_name(stem[: -len(UNITS)] + suffix).as_posix()


def _read(file: _File, by_name: Mapping[str, _File], today: date) -> None:
    """Fill in what was found in a file, with the units file beside it; or why it is refused."""
    if _stated_table(file) in by_name:
        return  # read with its table
    try:
        raw = _bytes(file)
        if file.path.suffix.lower() == ".json":
            file.found = userfiles.read_json(raw, file.name)
        else:
            sibling = by_name.get(Path(file.name).with_name(file.path.stem + UNITS + file.path.suffix).as_posix())
            units = None
            if sibling is not None:
                sibling.statement = True
                units = userfiles.read_units(_bytes(sibling), sibling.name)
            file.found = userfiles.read_csv(raw, file.name, today=today, units=units)
    except EbbError as error:
        file.refused.append(Refused(file.name, error))
        return
    file.left += file.found.left
    file.refused += file.found.refused
    file.notes += file.found.notes
    file.harvest = file.found.harvest


def _bytes(file: _File) -> bytes:
    try:
        size = file.path.stat().st_size
        if size > userfiles.LIMIT:
            raise FormatError(
                f"the file is refused: {size:,} bytes", file.name, f"at most {userfiles.LIMIT:,}", "split the file"
            )
        raw = file.path.read_bytes()
    except OSError as error:
        raise FormatError(
            f"the file cannot be read: {error.strerror}", file.name, "a file you may read", "check its permissions"
        ) from None
    file.sha256, file.size = hashlib.sha256(raw).hexdigest(), len(raw)
    return raw


def _nothing(folder: Path, files: Sequence[_File]) -> UsageError:
    shown = [f"{file.name}: {left.why.say('en')}" for file in files for left in file.left][:5]
    more = f"; and {len(files) - len(shown)} more" if len(files) > len(shown) else ""
    return UsageError(
        f'nothing in "{folder}" is recognised: {"; ".join(shown) or "it holds no file"}{more}',
        "ebb import",
        "CSV or JSON files: a column of dates and columns named as in the catalogue (ebb store list), or a publisher's file",
        "docs/import.md shows every accepted shape",
    )


# Comparing


def _correct_auctions(files: Sequence[_File]) -> None:
    """Auction lists call floating rate notes and inflation-protected securities notes and bonds; other lists know better."""
    kinds: dict[str, str] = {}
    for file in files:
        for listed in file.harvest.holdings:
            kinds |= {row.cusip: row.security_type for row in listed.rows if row.security_type in ("frn", "tips")}
        kinds |= {row.cusip: row.security_class for row in file.harvest.outstanding if row.security_class in ("frn", "tips")}
    for file in files:
        rows = file.harvest.auctions
        wrong = sum(row.security_type in ("note", "bond") and row.cusip in kinds for row in rows)
        if wrong:
            corrected = tuple(
                replace(row, security_type=kinds[row.cusip]) if row.security_type in ("note", "bond") and row.cusip in kinds
                else row
                for row in rows
            )
            file.harvest = replace(file.harvest, auctions=corrected)
            file.notes.append(remark("auctions_corrected", {"count": wrong}))


def _settle_lists(files: Sequence[_File], held: Store | None) -> None:
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


def _totals(files: Sequence[_File], held: Store | None) -> dict[tuple[date, str], int]:
    """Published totals in cents by day and security type: what is held, and above it what the directory says."""
    wanted = {name: part for part, name in SUMMARY.items()}
    found: dict[tuple[date, str], int] = {}
    series = [held.series(name) for name in wanted if name in held.names()] if held is not None else []
    series += [r.series() for file in files for r in file.harvest.readings if r.card.name in wanted]
    for one in series:
        found |= {(day, wanted[one.key]): round(value * CENTS_PER_DOLLAR) for day, value in one.in_unit("USD")}
    return found


def _sound(
    file: _File,
    listed: HoldingsList,
    part: str,
    totals: Mapping[tuple[date, str], int],
    taken: dict[tuple[date, str], str],
    held: Store | None,
) -> bool:
    """Whether one security type of a list is complete and not brought by another file; otherwise it is left, with the reason."""
    key, total = (listed.as_of, part), listed.total(part)
    told: dict[str, str | int] = {"part": part, "day": listed.as_of.isoformat(), "total": _dollars(total)}
    if key not in totals:
        reason = because("list_without_summary", told)
    elif abs(total - totals[key]) > max(TOLERANCE_CENTS, TOLERANCE_SHARE * abs(totals[key])):
        reason = because("list_incomplete", {**told, "published": _dollars(totals[key])})
    elif key in taken:
        reason = because("list_elsewhere", {"part": part, "day": listed.as_of.isoformat(), "file": taken[key]})
    elif held is not None and _held_otherwise(held, listed, part):
        reason = because("list_held", {"part": part, "day": listed.as_of.isoformat()})
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


def _settle_series(files: Sequence[_File], held: Store | None) -> tuple[Difference, ...]:
    """Leave every figure in one file only: the one whose copy of the series reaches latest."""
    known = set(held.names()) if held is not None else set()
    by_card: dict[str, list[tuple[int, Reading]]] = {}
    first: dict[str, Card] = {}
    for number, file in enumerate(files):
        for reading in file.harvest.readings:
            card = reading.card
            if card.name not in first and card.name in known and held is not None:
                first[card.name] = held.card(card.name)
            before = first.setdefault(card.name, card)
            if (before.unit, before.basis) != (card.unit, card.basis):
                file.refused.append(Refused(card.name, _other_unit(file, card, before)))
            else:
                by_card.setdefault(card.name, []).append((number, reading))
    kept: dict[int, list[Reading]] = {}
    differences: list[Difference] = []
    for name, found in by_card.items():
        for number, reading in found:
            if reading.known is not None:
                kept.setdefault(number, []).append(reading)
        copies = [Copy(k, files[k].name, r.dates, r.values) for k, r in found if r.known is None and len(r)]
        if not copies:
            continue
        if held is not None and name in known:
            here = held.series(name).in_unit(found[0][1].card.unit)
            copies = [*([Copy(None, HELD, here.dates, here.values)] if len(here) else []), *copies]
        readings, different = merge(found[0][1].card, copies)
        differences += different
        for number, reading in readings.items():
            kept.setdefault(number, []).append(reading)
    for number, file in enumerate(files):
        file.harvest = replace(file.harvest, readings=tuple(kept.get(number, ())))
    return tuple(differences)


def _other_unit(file: _File, card: Card, before: Card) -> UnitError:
    return UnitError(
        f'"{card.name}" is in {card.unit}, {card.basis} here and in {before.unit}, {before.basis} elsewhere',
        file.name,
        "one unit and one basis for a series",
        "give one of the two another name, or correct its units file",
    )


def _dollars(cents: int) -> str:
    return f"{cents / CENTS_PER_DOLLAR:,.2f} USD"


# Writing


@contextmanager
def _target(store: Path, dry_run: bool) -> Iterator[Path]:
    """The store itself; for a dry run a copy of it that is thrown away."""
    if not dry_run:
        yield store
        return
    with tempfile.TemporaryDirectory(prefix="ebb-import-") as folder:
        copy = Path(folder) / store.name
        if store.exists():
            shutil.copyfile(store, copy)
        yield copy


def _write(
    files: Sequence[_File], writer: Writer, folder: Path, now: datetime, today: date, progress: Progress
) -> None:
    """Hand every file to the writer, those with real vintages last: vintages replace what is only assumed."""
    loaded = [file for file in files if file.found is not None and file.found.shape != "left" and _has_figures(file)]
    loaded.sort(key=lambda file: any(reading.known is not None for reading in file.harvest.readings))
    weights = [1 + _size(file.harvest) for file in loaded]
    done = 0
    for file, weight in zip(loaded, weights, strict=True):
        progress(_READING + (1 - _READING) * done / sum(weights), file.name)
        media = "application/json" if file.path.suffix.lower() == ".json" else "text/csv"
        delivery = Delivery(PUBLISHER, str((folder / file.name).absolute()), now, file.sha256, file.size, media)
        try:
            file.counts = writer.put(file.harvest, delivery, today)
        except EbbError as error:
            file.refused.append(Refused(file.name, error))
            file.harvest = Harvest()
        done += weight


def _has_figures(file: _File) -> bool:
    found = file.found.harvest if file.found is not None else Harvest()
    return bool(found.readings or found.operations or found.auctions or found.outstanding or file.harvest.holdings)


def _size(harvest: Harvest) -> int:
    rows = len(harvest.operations) + len(harvest.auctions) + len(harvest.outstanding)
    return sum(map(len, harvest.readings)) + sum(len(listed.rows) for listed in harvest.holdings) + rows


def _generation(store: Path) -> int | None:
    held = Store.open(store)
    if held is None:
        return None
    with held:
        return held.generation


# Telling


def _report(file: _File) -> FileReport:
    shape = file.found.shape if file.found is not None else ""
    taken = file.found is not None and shape != "left" and _has_figures(file)
    names = tuple(dict.fromkeys(r.card.name for r in file.found.harvest.readings)) if file.found is not None else ()
    refused = {r.what for r in file.refused}
    harvest = file.harvest
    if file.statement:
        outcome = "refused" if file.refused else "statement"
    elif file.refused:
        outcome = "partly" if taken and file.name not in refused else "refused"
    else:
        outcome = "loaded" if taken else "left"
    return FileReport(
        file.name,
        outcome,
        "units" if file.statement else ("" if shape == "left" else shape),
        tuple(name for name in names if name not in refused) if outcome in ("loaded", "partly") else (),
        tuple(f"{part} {listed.as_of}" for listed in harvest.holdings for part in listed.parts),
        sum(map(len, harvest.readings)),
        _size(replace(harvest, readings=())),
        file.counts,
        tuple(file.left),
        tuple(file.refused),
        tuple(file.notes),
    )
