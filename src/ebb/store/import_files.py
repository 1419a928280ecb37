"""The files of an import: found below a directory, read one by one, and what became of each on its way to the store.

What is no CSV or JSON, or hidden, is left at once; a units file is read with the table it describes. Nothing is compared or
stored here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from ebb.errors import EbbError, FormatError, UsageError
from ebb.sources import userfiles
from ebb.sources.harvest import Harvest
from ebb.sources.userfiles import Found, Left, Refused, left_whole
from ebb.store.imported import Progress
from ebb.store.records import Counts
from ebb.text import Phrase

#: Ending of the name of a file that states the units of the table of the same name without it.
UNITS: Final = "_units"
#: Endings of files that are read.
SUFFIXES: Final = (".csv", ".tsv", ".json")
#: Endings of archives and workbooks: they may hold tables, but are not opened.
PACKED: Final = frozenset(
    {".zip", ".gz", ".bz2", ".xz", ".7z", ".tar", ".tgz", ".zst", ".xlsx", ".xls", ".ods", ".parquet"}
)
#: Reasons shown where nothing was recognised.
_SHOWN: Final = 5


@dataclass(slots=True)
class File:
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


def read_all(folder: Path, today: date, share: float, progress: Progress) -> list[File]:
    """Every file below a directory, in the order of names, with what was found in it.

    Parameters
    ----------
    share : float
        Share of the whole work that reading is, for `progress`.
    """
    files = list(_discover(folder))
    by_name = {file.name: file for file in files}
    for number, file in enumerate(files):
        progress(share * number / max(len(files), 1), file.name)
        if file.found is None and not file.statement:
            _read(file, by_name, today)
    for file in files:
        if _stated_table(file) and file.found is not None and file.found.shape == "left":
            file.left = list(left_whole(file.name, "units_without_table").left)
    return files


def _discover(folder: Path) -> Iterator[File]:
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
            elif at.suffix.lower() in PACKED:
                yield _left(folder, at, "packed")
            elif at.suffix.lower() not in SUFFIXES or not at.is_file():
                yield _left(folder, at, "other_kind")
            else:
                yield File(at.relative_to(folder).as_posix(), at)


def _left(folder: Path, at: Path, reason: str) -> File:
    name = at.relative_to(folder).as_posix()
    found = left_whole(name, reason)
    return File(name, at, found=found, left=list(found.left))


def _stated_table(file: File) -> str | None:
    """Name of the table whose units a file states, going by its name; None for any other file."""
    stem, suffix = file.path.stem, file.path.suffix
    if not stem.lower().endswith(UNITS) or suffix.lower() != ".csv":
        return None
    return Path(file.name).with_name(stem[: -len(UNITS)] + suffix).as_posix()


def _read(file: File, by_name: Mapping[str, File], today: date) -> None:
    """Fill in what was found in a file, with the units file beside it; or why it is refused."""
    if _stated_table(file) in by_name:
        return  # read with its table
    try:
        if file.path.suffix.lower() == ".json":
            file.found = userfiles.read_json(_bytes(file, userfiles.LIMIT_JSON), file.name)
        else:
            sibling = by_name.get(Path(file.name).with_name(file.path.stem + UNITS + file.path.suffix).as_posix())
            units = None
            if sibling is not None:
                sibling.statement = True
                units = userfiles.read_units(_bytes(sibling), sibling.name)
            head = _head(file)
            judged = userfiles.judge_head(head, file.name, today=today, units=units) if head else None
            file.found = judged or userfiles.read_csv(_bytes(file), file.name, today=today, units=units)
    except EbbError as error:
        file.refused.append(Refused(file.name, error))
        return
    file.left += file.found.left
    file.refused += file.found.refused
    file.notes += file.found.notes
    file.harvest = file.found.harvest


def _head(file: File) -> bytes:
    """The beginning of a large file; of a small one nothing: it is read whole at once."""
    with _may_be_read(file):
        if file.path.stat().st_size <= userfiles.HEAD:
            return b""
        with file.path.open("rb") as opened:
            return opened.read(userfiles.HEAD)


@contextmanager
def _may_be_read(file: File) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FormatError(
            f"the file cannot be read: {error.strerror}", file.name, "a file you may read", "check its permissions"
        ) from None


def _bytes(file: File, limit: int | None = None) -> bytes:
    most = userfiles.LIMIT if limit is None else limit
    with _may_be_read(file):
        size = file.path.stat().st_size
        if size > most:
            raise FormatError(
                f"the file is refused: it is too large ({size:,} bytes)",
                file.name,
                f"at most {most:,} bytes",
                "split the file and import again; nothing of it was read",
            )
        raw = file.path.read_bytes()
    file.sha256, file.size = hashlib.sha256(raw).hexdigest(), len(raw)
    return raw


def nothing_recognised(folder: Path, files: Sequence[File]) -> UsageError:
    """The refusal of a directory in which no file was recognised, with the first reasons."""
    shown = [f"{file.name}: {left.why.say('en')}" for file in files for left in file.left][:_SHOWN]
    more = f"; and {len(files) - len(shown)} more" if len(files) > len(shown) else ""
    return UsageError(
        f'nothing in "{folder}" is recognised: {"; ".join(shown) or "it holds no file"}{more}',
        "ebb import",
        "CSV or JSON files: a column of dates and columns named as in the catalogue (ebb store list), or a publisher's file",
        "docs/import.md shows every accepted shape",
    )
