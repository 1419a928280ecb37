"""The writer's lock: one writer at a time, and whoever comes second is told who holds it.

Readers need no lock. The lock is one of the operating system: it is gone with the process that held it, however it died.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ebb.errors import UsageError

#: Seconds a writer waits for another one.
PATIENCE: Final = 2.0


@contextmanager
def held(file: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the writer's lock of the store at `file`.

    Raises
    ------
    UsageError
        If another process still holds it after `patience` seconds; the message names it.
    """
    import filelock

    lock = filelock.FileLock(f"{file}.lock")
    badge = Path(f"{file}.holder")
    try:
        lock.acquire(timeout=patience)
    except filelock.Timeout:
        raise _busy(file, badge) from None
    try:
        badge.write_text(f"process {os.getpid()} ({_command()})", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            badge.unlink()
        lock.release()


def _busy(file: Path, badge: Path) -> UsageError:
    who = "another process"
    with suppress(OSError):
        who = badge.read_text(encoding="utf-8").strip() or who
    return UsageError(
        f"{who} is writing to the store",
        str(file),
        "one writer at a time (reading is always possible)",
        "wait until it has finished, or stop it, and try again",
    )


def _command() -> str:
    """The first words of the command, without what may be secret."""
    words = [Path(sys.argv[0]).name, *sys.argv[1:2]] if sys.argv else ["python"]
    return " ".join(words)
