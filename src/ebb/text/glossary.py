"""The words of the field in both languages, and the renderings that a Taiwanese editor would not print."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from ebb.errors import UnknownName
from ebb.text.language import LANGUAGES

_HOME = files("ebb") / "text" / "glossary.csv"
_BRACKET: Final = re.compile(r"\s*\(.*\)$")
_WIDE: Final = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class Word:
    """One line of the glossary; `wrong` are the renderings to avoid in zh-Hant."""

    key: str
    zh_hant: str
    en: str
    wrong: tuple[str, ...]
    note: str


@cache
def words() -> dict[str, Word]:
    """All words of the glossary by key.

    A rendering with Latin letters in its column ("縮表 in running text") is advice for writers, not a form to refuse.
    """
    with _HOME.open(encoding="utf-8") as file:
        return {
            row["key"]: Word(
                row["key"],
                row["zh_hant_tw"],
                row["en"],
                tuple(f for f in row["wrong_or_mainland_forms"].split(";") if f and not re.search("[A-Za-z]", f)),
                row["note"],
            )
            for row in csv.DictReader(file)
        }


def term(key: str, lang: str, *, full: bool = False) -> str:
    """The word called `key` in `lang`; `full` keeps what the glossary adds in brackets, as on first use.

    Raises
    ------
    UnknownName
        If the glossary has no such word, or the house no such language.

    >>> term("reserves", "zh-Hant"), term("sofr", "en", full=True)
    ('準備金', 'Secured Overnight Financing Rate (SOFR)')
    """
    if key not in words():
        raise UnknownName.of("word of the glossary", key, words(), where="text/glossary.csv")
    if lang not in LANGUAGES:
        raise UnknownName.of("language", lang, LANGUAGES, where="text.glossary")
    text = words()[key].en if lang == "en" else words()[key].zh_hant
    if not full:
        return _BRACKET.sub("", text)
    return text if lang == "en" else text.translate(_WIDE)


@cache
def forbidden() -> dict[str, str]:
    """Each rendering to avoid in zh-Hant, with the one to use instead."""
    return {wrong: term(word.key, "zh-Hant") for word in words().values() for wrong in word.wrong}
