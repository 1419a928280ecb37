"""The user's store as the record reads it: opened once, opened again when a newer one was published in its place."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from ebb.record.refine import RULES

if TYPE_CHECKING:
    from ebb.store import Store


def store() -> Store | None:
    """The user's store, read-only; None where there is none."""
    from ebb.store import path

    file = path()
    try:
        found = file.stat()
    except OSError:
        return None
    return _opened(str(file), found.st_ino, found.st_mtime_ns)


def newest() -> tuple[tuple[date, date], ...]:
    """For each stored series that refines a packaged one: its newest date and the newest day one became known."""
    held = store()
    return () if held is None else _newest(held)


@lru_cache(maxsize=2)
def _opened(file: str, inode: int, changed: int) -> Store | None:
    from pathlib import Path

    from ebb.store import Store

    return Store.open(Path(file))


@lru_cache(maxsize=2)
def _newest(held: Store) -> tuple[tuple[date, date], ...]:
    wanted = {rule.stored for rule in RULES} & set(held.names())
    found = [series for series in (held.series(name) for name in sorted(wanted)) if len(series)]
    return tuple((s.dates[-1].item(), s.known.max().item()) for s in found)
