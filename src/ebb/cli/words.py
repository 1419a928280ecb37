"""What a person types, read: days, months and counts; wrong words are refused with the four-line message."""

from __future__ import annotations

import os
import re
from calendar import monthrange
from datetime import date
from pathlib import Path

from ebb.errors import UsageError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_LONG = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d{1,9}(\.\d*)?|\.\d+)", re.ASCII)


def day(word: str | None, option: str) -> date | None:
    """A day as written in ISO form, or None if nothing was asked.

    Raises
    ------
    UsageError
        If it is no day of the calendar.
    """
    if word is None:
        return None
    return _read(word, option, word, "a day as YYYY-MM-DD", f"write {option} 2025-11-26")


def month(word: str | None, option: str, *, end: bool = False) -> date | None:
    """The first (or last) day of a month written ``2022-06``; a whole day is accepted and belongs to its month.

    Raises
    ------
    UsageError
        If it is no month of the calendar.
    """
    if word is None:
        return None
    text = f"{word}-01" if _MONTH.fullmatch(word) else word
    found = _read(word, option, text, "a month as YYYY-MM", f"write {option} 2022-06")
    return found.replace(day=monthrange(found.year, found.month)[1] if end else 1)


def count(word: str | None, option: str) -> int | None:
    """A whole number of months, 1 or more, or None if nothing was asked.

    Raises
    ------
    UsageError
        If it is no whole number, or less than 1.
    """
    if word is None:
        return None
    if not _WHOLE.fullmatch(word):
        raise UsageError(f'"{word}" is no whole number', option, "a whole number of months", f"write {option} 24")
    if int(word) < 1:
        raise UsageError(f"{word} months are no run", option, "1 or more", f"write {option} 24")
    return int(word)


def whole(word: str | None, option: str, otherwise: int, *, least: int) -> int:
    """A whole number, `otherwise` if nothing was asked.

    Raises
    ------
    UsageError
        If it is no whole number, or less than `least`.
    """
    if word is None:
        return otherwise
    expected, next_step = f"a whole number of {least} or more", f"write {option} {max(otherwise, least) + 1}"
    if not _LONG.fullmatch(word):
        raise UsageError(f'"{word}" is no whole number', option, expected, next_step)
    if int(word) < least:
        raise UsageError(f"{word} is too small", option, expected, next_step)
    return int(word)


def amount(word: str, option: str) -> float:
    """A number above 0.

    Raises
    ------
    UsageError
        If it is no number, or not above 0.
    """
    if not _NUMBER.fullmatch(word) or not float(word) > 0.0:
        raise UsageError(f'"{word}" is no number above 0', option, "a number above 0", f"write {option} 1.5")
    return float(word)


def span(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    """The first day of the month `first` and the last day of the month `last`.

    Raises
    ------
    UsageError
        If either is no month, or the span ends before it begins.
    """
    begin, finish = month(first, "--from"), month(last, "--to", end=True)
    if begin and finish and finish < begin:
        raise UsageError(
            f"the span from {first} to {last} ends before it begins",
            "--from, --to",
            "a first month on or before the last one",
            f"write --from {last} --to {first}",
        )
    return begin, finish


def _read(word: str, option: str, text: str, expected: str, next_step: str) -> date:
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise UsageError(f'"{word}" is not in the calendar ({error})', option, expected, next_step) from None
    raise UsageError(f'"{word}" is no date', option, expected, next_step)


def writable(out: Path) -> None:
    """Refuse, before any work, a place where no file can be written.

    Raises
    ------
    UsageError
        If `out` is a directory, lies in none, or may not be written.
    """
    folder, place = out.parent, out if out.exists() else out.parent
    if out.is_dir():
        problem = (f'"{out}" is a directory', "the name of a file", f"write --out {out / 'ebb-report.html'}")
    elif not folder.is_dir():
        problem = (f'the directory "{folder}" does not exist', "an existing directory", f"mkdir -p {folder}")
    elif not os.access(place, os.W_OK):
        problem = (f'"{place}" cannot be written', "a place you may write to", "choose another --out")
    else:
        return
    raise UsageError(problem[0], "--out", problem[1], problem[2])
