"""``ebb import``: every file of a directory through one typed door, into the store in one publication.

Each file is recognised by its content, read whole or refused whole; what is refused or left costs nothing but itself. A list
of SOMA holdings is taken only where it adds up to the summary of its date, because one that was cut off looks like any other.
Until the one publication at the end nothing has happened: an import that is killed, or refused, leaves the store as it was.
This module must never read the clock; the door hands in the time and the day.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from ebb.errors import EbbError, UsageError
from ebb.sources import userfiles
from ebb.sources.harvest import Delivery, Harvest
from ebb.sources.userfiles import Refused
from ebb.store import place
from ebb.store.import_files import File, nothing_recognised, read_all
from ebb.store.import_rows import correct_auctions, settle_rows
from ebb.store.import_settle import settle_lists, settle_series
from ebb.store.imported import FileReport, ImportReport, Progress
from ebb.store.reading import Store
from ebb.store.writing import Writer, writing

#: Share of the progress that reading takes; the rest is writing.
_READING: Final = 0.4


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
    files = read_all(folder, today, _READING, progress)
    if not any(file.refused or (file.found is not None and file.found.shape != "left") for file in files):
        raise nothing_recognised(folder, files)
    correct_auctions(files)
    before = _generation(store)
    with _target(store, dry_run) as target, writing(target) as writer:
        held = Store.open(target)
        try:
            settle_lists(files, held)
            settle_rows(files, held)
            differences = settle_series(files, held)
        finally:
            if held is not None:
                held.close()
        _write(files, writer, folder, now, today, progress)
        if not dry_run and any(map(_taken, files)):
            writer.publish()
    progress(1.0, "done")
    published = not dry_run and _generation(store) != before
    return ImportReport(folder, store, dry_run, published, tuple(map(_report, files)), differences)


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


def _write(files: Sequence[File], writer: Writer, folder: Path, now: datetime, today: date, progress: Progress) -> None:
    """Hand every file to the writer, those with real vintages last: vintages replace what is only assumed."""
    loaded = [file for file in files if _taken(file)]
    loaded.sort(key=lambda file: any(reading.known is not None for reading in file.harvest.readings))
    weights = [1 + _size(file.harvest) for file in loaded]
    done = 0
    for file, weight in zip(loaded, weights, strict=True):
        progress(_READING + (1 - _READING) * done / sum(weights), file.name)
        media = "application/json" if file.path.suffix.lower() == ".json" else "text/csv"
        delivery = Delivery(userfiles.OWNER, str((folder / file.name).absolute()), now, file.sha256, file.size, media)
        try:
            file.counts = writer.put(file.harvest, delivery, today)
        except EbbError as error:
            file.refused.append(Refused(file.name, error))
            file.harvest = Harvest()
        done += weight


def _taken(file: File) -> bool:
    """Whether anything of a file was recognised and not refused, even if all of it stands in another file as well."""
    if file.found is None or file.name in {item.what for item in file.refused}:
        return False
    read = file.found.harvest
    return bool(_series(file) or read.operations or read.auctions or read.outstanding or file.harvest.holdings)


def _series(file: File) -> tuple[str, ...]:
    """Names of the series that were read from a file and not refused."""
    refused = {item.what for item in file.refused}
    found = file.found.harvest.readings if file.found is not None and file.name not in refused else ()
    return tuple(name for name in dict.fromkeys(reading.card.name for reading in found) if name not in refused)


def _size(harvest: Harvest) -> int:
    rows = len(harvest.operations) + len(harvest.auctions) + len(harvest.outstanding)
    return sum(map(len, harvest.readings)) + sum(len(listed.rows) for listed in harvest.holdings) + rows


def _generation(store: Path) -> int | None:
    held = Store.open(store)
    if held is None:
        return None
    with held:
        return held.generation


def _report(file: File) -> FileReport:
    shape = file.found.shape if file.found is not None and file.found.shape != "left" else ""
    harvest, taken = file.harvest, _taken(file)
    if file.statement:
        outcome, shape = "statement", "units"
    elif file.refused:
        outcome = "partly" if taken else "refused"
    else:
        outcome = "loaded" if taken else "left"
    return FileReport(
        file.name,
        outcome,
        shape,
        _series(file),
        tuple(f"{part} {listed.as_of}" for listed in harvest.holdings for part in listed.parts),
        sum(map(len, harvest.readings)),
        _size(replace(harvest, readings=())),
        file.counts,
        tuple(file.left),
        tuple(file.refused),
        tuple(file.notes) if taken else (),
    )
