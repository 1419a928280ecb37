"""Every sentence and label of the house by key, in both languages, side by side; no number is ever written here.

One file per area, ``text/catalog/<area>.toml``; a key is ``<area>.<table>`` and tables may nest:

    [bridge.title]                                   # say("answers.bridge.title", lang, fall=Money(2361.9), ...)
    en = "Assets fell {fall} between {first} and {last}"
    zh-Hant = "{first}至{last}間，資產減少{fall}"

* Placeholders are ``{name}``, the same set in both languages; a literal brace is written twice, ``{{``.
* ``{name:one|many}`` writes the word that goes with a count: ``"{n} {n:month|months}"`` with ``n=Count(1)``.
* Values are typed (Money, Percent, BasisPoints, Points, Day, Month, Count, Number, Years, Months, Weeks, Range, Term, Words,
  Unit, Phrase: all in :mod:`ebb.text`) or plain strings for names that both languages share; a bare number is refused.
* zh-Hant follows the glossary, uses full-width punctuation, and is never a translation that says another number.
* ``note = "..."`` may stand beside the two languages, for the next writer; ``check()`` lists everything that is wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ebb.errors import FormatError, LawError, UnknownName
from ebb.text.language import LANGUAGES
from ebb.text.values import Said

_HOME = files("ebb") / "text" / "catalog"
_LEAF: Final = frozenset({*LANGUAGES, "note"})
_SLOT: Final = re.compile(r"\{\{|\}\}|\{([a-z_][a-z0-9_]*)(?::([^{}|]*)\|([^{}|]*))?\}|[{}]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the catalogue as a value of another one: ``Phrase("common.missing")``."""

    key: str
    values: Mapping[str, Said | str] = field(default_factory=dict)

    def say(self, lang: str) -> str:
        """The sentence as text in `lang`."""
        return say(self.key, lang, **self.values)


@dataclass(frozen=True, slots=True)
class Unit:
    """The name of a unit on an axis or in a table head: ``Unit("USD bn")`` is "USD billion", 「十億美元」."""

    unit: str

    def say(self, lang: str) -> str:
        """The name as text in `lang`."""
        return say(f"units.{self.unit.lower().replace(' ', '_')}", lang)


def say(key: str, lang: str, /, **values: Said | str) -> str:
    """The sentence called `key` in `lang`, with its placeholders filled.

    Parameters
    ----------
    key : str
        ``"<area>.<key>"``.
    lang : str
        ``"zh-Hant"`` or ``"en"``.
    **values
        One typed value (or plain string) for each placeholder, no more and no fewer.

    Raises
    ------
    UnknownName
        If the area, the key or the language does not exist.
    LawError
        If the sentence is missing in `lang`, a placeholder is left over or unused, or a value is a bare number.
    """
    template = _template(key, lang)
    _refuse_wrong_values(key, template, values)

    def fill(match: re.Match[str]) -> str:
        name, one, many = match.groups()
        if name is None:
            return match.group()[0]
        value = values[name]
        if one is not None:
            return one if getattr(value, "value", None) == 1 else many
        return value if isinstance(value, str) else value.say(lang)

    return _SLOT.sub(fill, template)


def keys() -> tuple[str, ...]:
    """Every key of the catalogue, sorted."""
    return tuple(sorted(f"{area}.{key}" for area in areas() for key in entries(area)))


@cache
def areas() -> tuple[str, ...]:
    """Names of the areas, one for each file, sorted."""
    return tuple(sorted(f.name[:-5] for f in _HOME.iterdir() if f.name.endswith(".toml")))


@cache
def entries(area: str) -> Mapping[str, Mapping[str, str]]:
    """All entries of one area by key, each a mapping from language to sentence.

    Raises
    ------
    UnknownName
        If there is no such area.
    FormatError
        If the file is no TOML or an entry is not a table of two sentences.
    """
    if area not in areas():
        raise UnknownName.of("area of the catalogue", area, areas(), where="text.catalogue")
    return parse((_HOME / f"{area}.toml").read_text(encoding="utf-8"), f"text/catalog/{area}.toml")


def parse(content: str, where: str) -> dict[str, dict[str, str]]:
    """Entries by key, from the text of an area file.

    Raises
    ------
    FormatError
        If the text is no TOML or an entry is not a table of sentences.
    """
    try:
        return dict(_leaves(tomllib.loads(content), (), where))
    except tomllib.TOMLDecodeError as broken:
        raise FormatError(f"not TOML: {broken}", where, "one table for each key", "correct the file") from None


@cache
def slots(template: str) -> frozenset[str]:
    """Names of the placeholders of a sentence.

    Raises
    ------
    LawError
        If a brace belongs to no placeholder.
    """
    found = set()
    for match in _SLOT.finditer(template):
        if match.group() in "{}":
            raise LawError(
                f'a lone "{match.group()}" at character {match.start()} of "{template}"',
                "text.catalogue",
                "{name}, {name:one|many}, {{ or }}",
                "correct the sentence",
            )
        if match.group(1):
            found.add(match.group(1))
    return frozenset(found)


def _template(key: str, lang: str) -> str:
    if lang not in LANGUAGES:
        raise UnknownName.of("language", lang, LANGUAGES, where=f'say("{key}")')
    area, _, name = key.partition(".")
    known = entries(area)
    if name not in known:
        raise UnknownName.of("sentence", key, (f"{area}.{k}" for k in known), where=f"text/catalog/{area}.toml")
    if lang not in known[name]:
        raise LawError(
            f'"{key}" is not written in {lang}',
            f"text/catalog/{area}.toml",
            f"a sentence for each of {', '.join(LANGUAGES)}",
            f'add {lang} = "..." to [{name}]',
        )
    return known[name][lang]


def _refuse_wrong_values(key: str, template: str, values: Mapping[str, object]) -> None:
    wanted = slots(template)
    problems = [f"{{{name}}} was not given" for name in sorted(wanted - values.keys())]
    problems += [f"{name} has no place in the sentence" for name in sorted(values.keys() - wanted)]
    problems += [
        f"{name}={value!r} is a bare {type(value).__name__}"
        for name, value in values.items()
        if not isinstance(value, (str, Said))
    ]
    if problems:
        raise LawError(
            f'"{key}" cannot be said: {"; ".join(problems)}',
            f"text/catalog/{key.partition('.')[0]}.toml",
            f"exactly {', '.join(sorted(wanted)) or 'no values'}, typed (Money, Percent, BasisPoints, Day, ...)",
            "give each placeholder a typed value",
        )


def _leaves(table: dict[str, Any], path: tuple[str, ...], where: str) -> Iterator[tuple[str, dict[str, str]]]:
    for name, value in table.items():
        here = (*path, name)
        if not isinstance(value, dict):
            raise FormatError(
                f'"{".".join(here)}" is {type(value).__name__}, not a table',
                where,
                "[key] with en and zh-Hant",
                "correct it",
            )
        if not _LEAF & {k for k, v in value.items() if isinstance(v, str)}:
            yield from _leaves(value, here, where)
        elif not value.keys() <= _LEAF or not all(isinstance(v, str) for v in value.values()):
            raise FormatError(
                f"[{'.'.join(here)}] holds {', '.join(value)}", where, f"only {', '.join(sorted(_LEAF))}", "correct it"
            )
        else:
            yield ".".join(here), {k: v for k, v in value.items() if k != "note"}
