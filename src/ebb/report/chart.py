"""A chart is data first and drawing second: tables a test or a reader can read, then one function that draws them.

:class:`Chart` holds the finding as a sentence of the catalogue with its computed values, the tables with unit and
origin of every column, and the function that turns them into panels. From it come the specification (Vega-Lite 6),
the picture (SVG and PNG, without a browser) and the table behind the picture. This module knows nothing about the
figures it carries and computes none of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import Any, Final

import numpy as np

from ebb.errors import LawError, UsageError
from ebb.record.refine import STORE
from ebb.report import theme
from ebb.report.canvas import Canvas
from ebb.report.legend import Key, wording
from ebb.report.picture import Lettering, lettered, to_png, to_svg
from ebb.series import Origin
from ebb.text import Day, Phrase, Said, say

Cell = float | str | None

#: The sections of the report, in the order of the article.
SECTIONS: Final = ("what", "how", "how-long", "how-much", "risks", "stocks")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart's table.

    `label` is a key of the catalogue, or words of its own; `unit` a key of ``charts.unit``; `digits` the decimals a
    reader needs.
    """

    name: str
    label: str | Said
    unit: str = ""
    digits: int = 1
    origins: tuple[Origin, ...] = ()

    def head(self, lang: str) -> str:
        """The column's heading: what it is, and its unit."""
        unit = f" ({say(f'charts.unit.{self.unit}', lang)})" if self.unit else ""
        return wording(self.label, lang) + unit


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length; dates are ISO text, a missing number is None.

    `names` maps the texts of a category column to keys of the catalogue, so that the data themselves know no language.
    """

    name: str
    columns: tuple[Column, ...]
    cells: Mapping[str, tuple[Cell, ...]]
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lengths = {len(column) for column in self.cells.values()}
        wanted = [c.name for c in self.columns]
        if len(lengths) > 1 or list(self.cells) != wanted:
            raise LawError(
                f'table "{self.name}" has columns {", ".join(self.cells)} of lengths {sorted(lengths)}',
                "report.chart",
                f"{', '.join(wanted)}, all of one length",
                "build it with table(...)",
            )

    def __len__(self) -> int:
        return len(next(iter(self.cells.values()), ()))

    def rows(self) -> list[dict[str, Cell]]:
        """The table row by row."""
        return [dict(zip(self.cells, row, strict=True)) for row in zip(*self.cells.values(), strict=True)]

    def json(self) -> dict[str, Any]:
        """The table as JSON-able data."""
        columns = [{"name": c.name, "label": wording(c.label, "en"), "unit": c.unit} for c in self.columns]
        return {"name": self.name, "columns": columns, "cells": {k: list(v) for k, v in self.cells.items()}}


def table(name: str, columns: Sequence[Column], cells: Mapping[str, Iterable[Any]], **names: str) -> Table:
    """A table from sequences of dates, numbers or texts; numbers are rounded far below what can be drawn.

    Dates become ISO text, NaN becomes None, floats keep six significant digits.
    """
    return Table(name, tuple(columns), {c.name: tuple(_cell(v) for v in cells[c.name]) for c in columns}, names)


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture of the report.

    Parameters
    ----------
    key : str
        Unique on a page; also the prefix of its sentences, ``charts.<key>.title``.
    section : str
        One of :data:`SECTIONS`.
    tables : tuple of Table
        Everything that is drawn.
    title, subtitle : Phrase
        The finding, with its numbers computed; and what is shown, over which span.
    as_of : date
        The last day the chart may know.
    draw : function of (chart, canvas)
        Puts the panels on a :class:`~ebb.report.canvas.Canvas`.
    legend : tuple of Key
    origins : tuple of Origin
    note : Phrase or None
        What a careful reader must know: basis, gaps, our own computations.
    direct : bool
        The wide drawing names everything beside the marks, so that the legend is for the narrow one only.
    dated: bool
        Whether the source line says until when; not where what is drawn does not end with the data.
    """

    key: str
    section: str
    tables: tuple[Table, ...]
    title: Phrase
    subtitle: Phrase
    as_of: date
    draw: Callable[[Chart, Canvas], None]
    legend: tuple[Key, ...] = ()
    origins: tuple[Origin, ...] = ()
    note: Phrase | None = None
    direct: bool = False
    dated: bool = True

    def table(self, name: str) -> Table:
        """The table called `name` (KeyError-free lookup for the drawing functions)."""
        return next(t for t in self.tables if t.name == name)

    def json(self) -> dict[str, Any]:
        """The data of the chart, without the drawing."""
        return {
            "key": self.key,
            "section": self.section,
            "as_of": self.as_of.isoformat(),
            "title": {lang: self.title.say(lang) for lang in theme.SANS},
            "tables": [t.json() for t in self.tables],
            "origins": [o.cite() for o in self.origins],
        }

    def spec(self, lang: str, *, size: str = "wide", live: bool = False, embed: bool = True) -> dict[str, Any]:
        """The drawing as a Vega-Lite 6 specification.

        Parameters
        ----------
        lang : ``"zh-Hant"`` or ``"en"``
        size : ``"wide"`` (labels beside the lines) or ``"narrow"`` (a phone: the legend above does their work)
        live : bool
            Add what only a pointer can use (tooltips).
        embed : bool
            Put the tables inside; without them a page supplies them by name, ``<key>/<table>``.
        """
        canvas = Canvas(lang, size=size, live=live, prefix=self.key)
        self.draw(self, canvas)
        spec = canvas.spec()
        if embed:
            spec["datasets"] = {f"{self.key}/{t.name}": t.rows() for t in self.tables}
        return spec

    def lettering(self, lang: str) -> Lettering:
        """The words around the picture."""
        return Lettering(
            title=self.title.say(lang),
            subtitle=self.subtitle.say(lang),
            source=self.source(lang),
            note=self.note.say(lang) if self.note else "",
            lang=lang,
        )

    def source(self, lang: str) -> str:
        """Who published what is drawn, and until when."""
        if not self.dated:
            return sources_line(self.origins, lang)
        until = say("charts.as_of", lang, day=Day(self.as_of))
        return sources_line(self.origins, lang) + (" " if lang == "en" else "") + until

    def svg(self, lang: str, *, size: str = "wide") -> str:
        """The picture as SVG with CSS colours, for a page that sets title and source itself."""
        return to_svg(self.spec(lang, size=size))

    def png(self, lang: str, *, dark: bool = False, scale: float = 2.0) -> bytes:
        """The picture as PNG, complete with title, source and as-of."""
        return to_png(
            lettered(self.spec(lang), self.lettering(lang), () if self.direct else self.legend), dark=dark, scale=scale
        )

    def save(self, path: str | FilePath, lang: str = "en", *, dark: bool = False) -> FilePath:
        """Write the picture to a file: complete as PNG, or the bare drawing as SVG, by the ending of its name.

        Raises
        ------
        UsageError
            If the name ends in neither, or nothing can be written there.
        """
        target = FilePath(path)
        if target.suffix not in (".png", ".svg"):
            raise UsageError(
                f'a picture cannot be written as "{target.name}"',
                "Chart.save",
                "a name ending in .png or .svg",
                "rename it",
            )
        try:
            target.write_bytes(self.png(lang, dark=dark) if target.suffix == ".png" else self.svg(lang).encode())
        except OSError as error:
            raise UsageError(
                f"{target} cannot be written: {error.strerror}", "Chart.save", "a folder that exists", "choose another"
            ) from None
        return target


@dataclass(frozen=True, slots=True)
class Inside:
    """A label inside a sentence: in English its first letter becomes small, unless it begins a name or acronym."""

    key: str

    def say(self, lang: str) -> str:
        """The label as text in `lang`."""
        text = say(self.key, lang)
        name = text[:2].isupper() or text.startswith(("Treasur", "Agency MBS"))
        return text if lang != "en" or name else text[0].lower() + text[1:]


def sources_line(origins: Sequence[Origin], lang: str) -> str:
    """One line naming publishers, documents and series; series of one document stand together."""
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for o in origins:
        mark = "" if o.evidence in ("seen", "computed") else say(f"charts.evidence.{o.evidence}", lang)
        mark += say("charts.own", lang) if o.table == STORE else ""
        grouped.setdefault((publisher(o.publisher, lang), o.document, mark), []).append(o.series)
    comma, stop = (", ", "; ") if lang == "en" else ("、", "；")
    parts = []
    for (who, what, mark), names in grouped.items():
        series = comma.join(dict.fromkeys(n for n in names if n))
        named = (f" ({series})" if lang == "en" else f"（{series}）") if series else ""
        parts.append(f"{who}{', ' if lang == 'en' else '，'}{what}{named}{mark}")
    return say("charts.source", lang, names=stop.join(parts)) if parts else say("charts.computed", lang)


def publisher(name: str, lang: str) -> str:
    """A publisher as readers of `lang` know it; an unlisted one keeps the name it gives itself."""
    known = _PUBLISHERS.get(name)
    return say(f"charts.publisher.{known}", lang) if known else name


_PUBLISHERS: Final = {
    "Board of Governors of the Federal Reserve System": "board",
    "Federal Reserve Bank of New York": "new_york_fed",
    "Federal Open Market Committee": "fomc",
    "US Department of the Treasury": "treasury",
    "US Bureau of Economic Analysis": "bea",
    "US Bureau of Labor Statistics": "bls",
    "Freddie Mac": "freddie_mac",
    "Taiwan Stock Exchange": "twse",
}


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[D]"))
    number = float(value)
    if not math.isfinite(number):
        return None
    return float(f"{number:.6g}")
