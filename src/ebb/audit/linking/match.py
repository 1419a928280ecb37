"""Where words of the rule base stand in a text, the longer word before the shorter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

#: What ends a clause: a pause within a sentence. A comma between digits does not.
_PAUSE: Final = re.compile(r"[，；;、：:—–（）()「」“”\n]|,(?!\d)|(?<!\d),| but | while | whereas | although ")
#: A relative clause between two commas, up to where the main clause goes on.
_RELATIVE: Final = re.compile(r", (?:which|whose|having) (?:[^,;:\n]|,(?=\d))*,\s*\Z", re.IGNORECASE)
#: Characters of a sentence that a relative clause may interrupt.
_RELATIVE_REACH: Final = 300
_LATIN: Final = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the rule base in a text: whose it is, and its place."""

    owner: str
    start: int
    end: int
    words: str


def hits(text: str, lists: Iterable[tuple[str, Sequence[str]]], start: int = 0, end: int | None = None) -> list[Hit]:
    """Every word of every list between two positions, in the order of the text.

    Parameters
    ----------
    text : str
    lists : (owner, words)
    start, end : int
        Positions between which to look.

    Notes
    -----
    Law: no hit lies inside a longer hit of any list; two owners may share a place only with the same words.
    Latin words count only whole, in any case.
    """
    stop = len(text) if end is None else end
    lowered = text[start:stop].lower()
    found = []
    for owner, given in lists:
        words = given if isinstance(given, tuple) else tuple(given)
        if any(word in lowered for word in _lowered(words)):  # a plain look first: most words are nowhere
            matches = _pattern(words).finditer(text, start, stop)
            found += [Hit(owner, match.start(), match.end(), match.group()) for match in matches]
    if len(found) < 2:
        return found
    kept: list[Hit] = []
    reach, wide = -1, (-1, -1)  # the farthest end so far, and whose it is
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end, hit.owner)):
        if not (reach >= hit.end and wide != (hit.start, hit.end)):
            kept.append(hit)
        if hit.end > reach:
            reach, wide = hit.end, (hit.start, hit.end)
    return kept


def clause(text: str, start: int, end: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """The clause around a place: the stretch of its sentence between two pauses."""
    low, high = sentence
    before = [match.end() for match in _PAUSE.finditer(text, low, start)]
    after = _PAUSE.search(text, end, high)
    return (before[-1] if before else low), (after.start() if after else high)


def resumed(text: str, start: int, sentence: tuple[int, int]) -> tuple[int, int] | None:
    """The clause that goes on where a clause begins, behind a relative one: "Its balance sheet, which peaked..., stood at".

    Parameters
    ----------
    start : int
        Where the later part begins.

    Returns
    -------
    (start, end) of the earlier part, or None where nothing was interrupted.
    """
    low = max(sentence[0], start - _RELATIVE_REACH)
    match = _RELATIVE.search(text, low, start)
    if match is None:
        return None
    begins, _ = clause(text, match.start(), match.start(), sentence)
    return begins, match.start()


@cache
def _lowered(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in words)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    if not words:
        return re.compile(r"(?!)")
    parts = []
    for word in sorted(words, key=len, reverse=True):
        body = re.escape(word.strip())
        left = r"(?<![A-Za-z0-9])" if _LATIN.match(word.strip()[0]) else ""
        right = r"(?![A-Za-z0-9])" if _LATIN.match(word.strip()[-1]) else ""
        parts.append(f"{left}{body}{right}")
    return re.compile("|".join(parts), re.IGNORECASE)
