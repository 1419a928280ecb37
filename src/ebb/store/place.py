"""Where the store is, and the refusal of a file there that is none, or is damaged, or is of a later ebb."""

from __future__ import annotations

import os
from pathlib import Path

from ebb.errors import FormatError

#: Name of the one file, and of the variable that says where it is.
FILE, VARIABLE = "ebb.duckdb", "EBB_HOME"


def home() -> Path:
    """The user's folder of ebb: ``$EBB_HOME``, else the platform's place for data of programs."""
    given = os.environ.get(VARIABLE, "")
    if given:
        return Path(given).expanduser()
    import platformdirs

    return platformdirs.user_data_path("ebb")


def path() -> Path:
    """The file of the store, whether it exists or not."""
    return home() / FILE


def refused(file: Path, what: str, expected: str) -> FormatError:
    """The refusal of a file; it is never touched, and the message says how to set it aside."""
    return FormatError(
        what, str(file), expected, f'set it aside: mv "{file}" "{file}.aside"; then: ebb fetch, or ebb import DIR'
    )
