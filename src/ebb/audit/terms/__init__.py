"""The rule base of the audit, as data: which words speak of what, how far a figure may lie, which unit slips happen.

Every list of words and every tolerance of the audit stands in the TOML files beside this one; the code that reads them
holds none. Nothing here knows a figure of the record.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

_HOME = files("ebb") / "audit" / "terms"
_SCRIPTS: Final = ("zh-Hant", "zh-Hans", "en")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a quantity can speak of.

    `series` is the key of the record (or the policy table's column) it is measured by, `quantity` what kind of figure
    fits it, `moves` how long one observation speaks for the days around it, `stored` the publisher's finer series in a
    user's store, `coarse` the packaged monthly statistic, `slack` what its basis adds to every tolerance; `weak`
    words count only where the Fed is named, `flow` words only for what runs off or is bought, not for a level.
    """

    key: str
    series: str
    quantity: str
    moves: str
    words: tuple[str, ...]
    name: Mapping[str, str]
    stored: str = ""
    coarse: str = ""
    slack: float = 0.0
    weak: tuple[str, ...] = ()
    flow: tuple[str, ...] = ()


@cache
def document(name: str) -> Mapping[str, Any]:
    """One file of the rule base, parsed."""
    return tomllib.loads((_HOME / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def subjects() -> Mapping[str, Subject]:
    """Every subject by its key."""
    return {
        key: Subject(
            key=key,
            series=raw["series"],
            quantity=raw["quantity"],
            moves=raw["moves"],
            words=tuple(dict.fromkeys(word for script in _SCRIPTS for word in raw[script])),
            name=raw["name"],
            stored=raw.get("stored", ""),
            coarse=raw.get("coarse", ""),
            slack=float(raw.get("slack", 0.0)),
            weak=tuple(dict.fromkeys(raw.get("weak", ()))),
            flow=tuple(dict.fromkeys(raw.get("flow", ()))),
        )
        for key, raw in document("subjects").items()
        if key != "masks"
    }


@cache
def by_series() -> Mapping[str, Subject]:
    """Every subject by the series that measures it."""
    return {subject.series: subject for subject in subjects().values()}


@cache
def words(measure: str) -> tuple[str, ...]:
    """The words of one measure."""
    return tuple(document("measures")[measure]["words"])
