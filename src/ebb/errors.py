"""The error tree: every place where a user may want to catch.

::

    EbbError
    ├── UsageError          the caller asked for something that cannot be (exit 2)
    │   ├── UnknownName     a key, preset, series or episode that does not exist
    │   ├── ScenarioError   a scenario file or its values are wrong
    │   └── AmountError     text or a number that is no amount, or negative where it may not be
    ├── SourceError         a figure that is not there, or not what it should be
    │   ├── MissingDate     nothing was published for that date
    │   ├── OutOfRange      the date lies before or after the series
    │   ├── FormatError     a file that does not look as its passport says
    │   └── Unreachable     a publisher that does not answer, or refuses to
    ├── UnitError           billions where millions belong, levels mixed with week averages
    ├── PolicyError         no rule is in force at the date (exit 2)
    └── LawError            an identity that must hold does not (exit 1)
        └── Unbalanced      debits and credits of an entry differ

Every message has the same four lines: what happened, where, what was expected, what to do next.
Errors carry their facts as attributes and survive pickling, so that workers may raise them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Self


class EbbError(Exception):
    """Parent of all errors of the house.

    Parameters
    ----------
    what, where, expected, next_step : str
        The four lines of the message, without their labels.
    """

    exit_code = 1

    def __init__(self, what: str, where: str = "", expected: str = "", next_step: str = "") -> None:
        super().__init__(what, where, expected, next_step)
        self.what = what
        self.where = where
        self.expected = expected
        self.next_step = next_step

    def __str__(self) -> str:
        lines = [
            ("what", self.what),
            ("where", self.where),
            ("expected", self.expected),
            ("next", self.next_step),
        ]
        return "\n".join(f"{label:<9} {text}" for label, text in lines if text)


class UsageError(EbbError):
    """Wrong use: nothing was computed and nothing was written."""

    exit_code = 2


class UnknownName(UsageError):
    """A name that is not in the list it should be in."""

    @classmethod
    def of(cls, kind: str, name: str, known: Iterable[str], *, where: str = "", next_step: str = "") -> Self:
        """Build the message for `name`, offering the nearest known name first."""
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f'did you mean "{near[0]}"?' if near else ""
        return cls(
            f'no {kind} is called "{name}"',
            where,
            f"one of: {', '.join(names)}",
            " ".join(part for part in (hint, next_step) if part) or "use one of the names above",
        )


class ScenarioError(UsageError):
    """A scenario that cannot be run; the message lists every problem found."""


class AmountError(UsageError):
    """No amount of money, or one outside its range."""


class SourceError(EbbError):
    """A figure is absent or is not what its passport says."""


class MissingDate(SourceError):
    """Nothing was published for the date asked for."""


class OutOfRange(SourceError):
    """The date lies outside the span of the figures; asking for it is wrong use."""

    exit_code = 2


class FormatError(SourceError):
    """A file does not look as its passport says."""


class Unreachable(SourceError):
    """A publisher does not answer, or refuses to; what was held stays."""


class UnitError(EbbError):
    """Two quantities whose units or bases may not be combined."""


class PolicyError(EbbError):
    """No rule is in force at the date, or none that says how much; asking for it is wrong use."""

    exit_code = 2


class LawError(EbbError):
    """An identity that must hold does not."""


class Unbalanced(LawError):
    """An entry whose debits and credits differ."""
