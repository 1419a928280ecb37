"""Arrays of a record, made read-only: a portfolio that was handed out cannot be changed under its holder's hands."""

from __future__ import annotations

from typing import Any


def seal(record: Any) -> None:
    """Make every column of a frozen, slotted dataclass of arrays read-only, in place.

    A column that could be written is replaced by a read-only view; nothing is copied.

    >>> import numpy as np
    >>> from ebb.portfolio import Holdings
    >>> Holdings.of([]).par.flags.writeable
    False
    """
    for name in record.__slots__:
        array = getattr(record, name)
        if array.flags.writeable:
            array = array.view()
            array.flags.writeable = False
            object.__setattr__(record, name, array)
