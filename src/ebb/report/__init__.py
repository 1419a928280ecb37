"""The report room: charts as data and as pictures, and the one-page report in both languages.

What others computed is set here so that it can be read: nothing in this room estimates, simulates or judges, and no
number is typed. Names are imported when they are first asked for, so that the command line starts without the renderer.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ebb.report.chart import SECTIONS, Chart, Column, Table, table
    from ebb.report.edition import Written, plot, report
    from ebb.report.legend import Key
    from ebb.report.page import Check, Comparison, Facts, HowWeKnow, Source, build_page
    from ebb.report.tiles import Tile, tile

_HOMES: Final = {
    "SECTIONS": "chart",
    "Chart": "chart",
    "Check": "page",
    "Column": "chart",
    "Comparison": "page",
    "Facts": "page",
    "HowWeKnow": "page",
    "Key": "legend",
    "Source": "page",
    "Table": "chart",
    "Tile": "tiles",
    "Written": "edition",
    "build_page": "page",
    "plot": "edition",
    "report": "edition",
    "table": "chart",
    "tile": "tiles",
}

__all__ = [
    "SECTIONS",
    "Chart",
    "Check",
    "Column",
    "Comparison",
    "Facts",
    "HowWeKnow",
    "Key",
    "Source",
    "Table",
    "Tile",
    "Written",
    "build_page",
    "plot",
    "report",
    "table",
    "tile",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"ebb.report.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
