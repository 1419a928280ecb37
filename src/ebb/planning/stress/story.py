"""The dated file of a stress episode: when it was, what was shocked, what the central bank did about it.

A file names days, channels and documents; it holds no figure. Every path is read from the record when it is asked for, so
a longer or revised record changes the episode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from ebb.errors import FormatError

Kind = Literal["reserves", "yields", "markets"]
Measure = Literal["difference", "basis points", "percent"]


@dataclass(frozen=True, slots=True)
class Channel:
    """What a path is measured in, and how its change from the eve is told."""

    unit: str
    measure: Measure
    change_unit: str


_BALANCE: Final = Channel("USD bn", "difference", "USD bn")
_YIELD: Final = Channel("percent", "basis points", "bp")
#: Lines of the balance sheet by what their rise does to reserves.
EFFECT_ON_RESERVES: Final[Mapping[str, int]] = {
    "securities": 1,
    "lending": 1,
    "tga": -1,
    "foreign_rrp": -1,
    "on_rrp": -1,
    "currency": -1,
    "other": -1,
}
CHANNELS: Final[Mapping[str, Channel]] = {
    "reserves": _BALANCE,
    **dict.fromkeys(EFFECT_ON_RESERVES, _BALANCE),
    "purchases": Channel("GBP bn", "difference", "GBP bn"),
    "repo_spread": Channel("bp", "difference", "bp"),
    "ten_year": _YIELD,
    "term_premium": _YIELD,
    "foreign_yield": _YIELD,
    "credit": _YIELD,
    "equities": Channel("index", "percent", "percent"),
    "dollar": Channel("index", "percent", "percent"),
    "volatility": Channel("index", "difference", "index"),
}
#: Channels that a shock or a response may name: everything but what they are felt in.
_NAMED: Final = tuple(name for name in CHANNELS if name not in ("reserves", "on_rrp"))
_KINDS: Final = ("reserves", "yields", "markets")
_FIELDS: Final = {
    "title": str,
    "eve": date,
    "last": date,
    "known": date,
    "kind": str,
    "shocks": list,
    "responses": list,
    "lasting": list,
    "sources": list,
    "event": list,
}


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that happened; its words are ``stress.event.<key>`` in the catalogue."""

    day: date
    key: str


@dataclass(frozen=True, slots=True)
class Story:
    """One stress episode as its file tells it.

    Parameters
    ----------
    key : str
        Its name and one line are ``planning.episode.<key>.name`` and ``.line`` in the catalogue.
    eve : date
        Last day before it: changes are measured from here.
    last : date
    known : date
        By then every figure of it had been published.
    kind : ``"reserves"``, ``"yields"`` or ``"markets"``
    shocks : tuple of str
        Channels of :data:`CHANNELS` that can be carried to another plan as they were.
    responses : tuple of str
        What the central bank did; carried only if asked for.
    lasting : tuple of str
        Shocks that stay at their last value afterwards; the others are gone the month after.
    events : tuple of Dated
    sources : tuple of str
    """

    key: str
    title: str
    eve: date
    last: date
    known: date
    kind: Kind
    shocks: tuple[str, ...]
    responses: tuple[str, ...]
    lasting: tuple[str, ...]
    events: tuple[Dated, ...]
    sources: tuple[str, ...]


def read_story(key: str, document: Mapping[str, Any]) -> Story:
    """A stress file, checked.

    Parameters
    ----------
    key : str
    document : mapping
        The file's content as TOML gives it.

    Raises
    ------
    FormatError
        If anything in it cannot be; every problem is listed.
    """
    problems = _wrong_fields(document)
    if not problems:
        problems = _wrong_values(document)
    if problems:
        raise FormatError(
            f"stress file {key}: {'; '.join(problems)}",
            "planning.stress",
            f"{', '.join(_FIELDS)}; channels out of {', '.join(_NAMED)}",
            "correct the file",
        )
    return Story(
        key=key,
        title=document["title"],
        eve=document["eve"],
        last=document["last"],
        known=document["known"],
        kind=document["kind"],
        shocks=tuple(document["shocks"]),
        responses=tuple(document["responses"]),
        lasting=tuple(document["lasting"]),
        events=tuple(Dated(event["day"], event["key"]) for event in document["event"]),
        sources=tuple(document["sources"]),
    )


def _wrong_fields(document: Mapping[str, Any]) -> list[str]:
    missing = [f"{name} is missing" for name in _FIELDS if name not in document]
    unknown = [f'unknown field "{name}"' for name in document if name not in _FIELDS]
    kinds = [
        f"{name} is {document[name]!r}, no {kind.__name__}"
        for name, kind in _FIELDS.items()
        if name in document and not isinstance(document[name], kind)
    ]
    return missing + unknown + kinds


def _wrong_values(document: Mapping[str, Any]) -> list[str]:
    problems = []
    if not document["eve"] < document["last"] <= document["known"]:
        problems.append("eve, last and known must follow each other")
    if document["kind"] not in _KINDS:
        problems.append(f'kind "{document["kind"]}" is none of {", ".join(_KINDS)}')
    for field in ("shocks", "responses", "lasting"):
        problems += [f'{field} has unknown channel "{name}"' for name in document[field] if name not in _NAMED]
    problems += [f"{name} is lasting but no shock" for name in document["lasting"] if name not in document["shocks"]]
    both = set(document["shocks"]) & set(document["responses"])
    problems += [f"{name} is both shock and response" for name in sorted(both)]
    if not document["shocks"]:
        problems.append("no shock at all")
    if not document["sources"]:
        problems.append("no source")
    for event in document["event"]:
        if not isinstance(event, Mapping) or set(event) != {"day", "key"} or not isinstance(event["day"], date):
            problems.append(f"event {event!r} is no day and key")
    return problems
