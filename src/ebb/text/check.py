"""Everything that is wrong in the catalogue, as a list a writer can work through.

Checked: both languages present, the same placeholders in both, no rendering that the glossary avoids, no simplified
character, no half-width punctuation beside Chinese characters, no Chinese in an English
sentence but a word quoted with its meaning behind it in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ebb.errors import EbbError
from ebb.text.catalogue import areas, entries, slots
from ebb.text.glossary import forbidden
from ebb.text.language import LANGUAGES

_CJK: Final = "\u3400-\u4dbf\u4e00-\u9fff\u3000-\u303f\uff00-\uffef"
_CHINESE: Final = re.compile(f"[{_CJK}]")

#: A Chinese word that an English sentence quotes and explains at once: 億 (hundred million).
_GLOSSED: Final = re.compile(rf"[{_CJK}]+(?= \([a-z -]+\))")

#: Punctuation that is full-width in Chinese text; a placeholder beside it may hold Chinese as well.
_HALF_WIDTH: Final = re.compile(
    rf"(?<=[{_CJK}}}])[,;:?!()](?=[{_CJK}{{]|$)|[,;:?!(](?=[{_CJK}])|(?<=[{_CJK}])[;:?!.(),]"
)

#: Simplified characters that the Taiwanese character set also holds, for other words; all others are found by that set.
_ALSO_SIMPLIFIED: Final = frozenset("万与个么机体价厂优党听")


def check() -> list[str]:
    """Every problem of the whole catalogue; an empty list if there is none."""
    found = []
    for area in areas():
        try:
            found += problems(entries(area), area)
        except EbbError as wrong:
            found.append(f"{area}: {wrong.what}")
    return found


def problems(table: Mapping[str, Mapping[str, str]], area: str) -> list[str]:
    """Every problem of the entries of one area."""
    return [
        f"{area}.{key}: {problem}"
        for key, sentences in table.items()
        for problem in (*_of_pair(sentences), *_of_chinese(sentences.get("zh-Hant", "")), *_of_english(sentences))
    ]


def simplified(text: str) -> str:
    """The characters of `text` that no Taiwanese editor would print, in their order, each once.

    Traditional characters are in the character set cp950 (Big5); simplified ones are not, with few exceptions.
    """
    return "".join(dict.fromkeys(c for c in text if "\u4e00" <= c <= "\u9fff" and _is_simplified(c)))


def _is_simplified(char: str) -> bool:
    if char in _ALSO_SIMPLIFIED:
        return True
    try:
        char.encode("cp950")
    except UnicodeEncodeError:
        return True
    return False


def _of_pair(sentences: Mapping[str, str]) -> Iterator[str]:
    found = {}
    for lang in LANGUAGES:
        if not sentences.get(lang, "").strip():
            yield f"not written in {lang}"
            continue
        try:
            found[lang] = slots(sentences[lang])
        except EbbError as wrong:
            yield f"{lang}: {wrong.what}"
    if len(set(found.values())) > 1:
        odd = sorted(frozenset.union(*found.values()) - frozenset.intersection(*found.values()))
        yield f"placeholders in one language only: {', '.join(odd)}"


def _of_chinese(text: str) -> Iterator[str]:
    words = [word for word in forbidden() if word in text]
    for word in words:
        if not any(word != longer and word in longer for longer in words):
            yield f'zh-Hant has "{word}"; the glossary has "{forbidden()[word]}"'
    if odd := simplified(text):
        yield f"zh-Hant has simplified characters: {odd}"
    for match in _HALF_WIDTH.finditer(text):
        yield f'zh-Hant has a half-width "{match.group()}" in "{text[max(0, match.start() - 5) : match.end() + 5]}"'


def _of_english(sentences: Mapping[str, str]) -> Iterator[str]:
    if match := _CHINESE.search(_GLOSSED.sub("", sentences.get("en", ""))):
        yield f'en has "{match.group()}"'
