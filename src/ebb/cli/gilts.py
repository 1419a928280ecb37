"""``ebb replay gilts``: published years of gilt sales beside what the engine makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from rich.table import Table

from ebb.cli.screen import draw
from ebb.text import Day, Number, Percent, say

_ROWS: Final = (
    "opening",
    "redeemed",
    "sold",
    "short",
    "medium",
    "long",
    "proceeds",
    "loss",
    "reserves_drained",
    "closing",
)
_TOLD: Final = {"opening": "opening", "sold": "sales", "closing": "closing"}
_FEW: Final = 4
_SECTORS: Final = ("short", "medium", "long")


def page(data: Mapping[str, Any], lang: str) -> str:
    """A table for each year, then what is inferred and what is missing."""
    parts: list[Any] = [say("gilts.head", lang, day=Day(date.fromisoformat(data["as_of"])))]
    for year in data["years"]:
        first = Day(date.fromisoformat(year["first"]))
        parts += ["", say("gilts.year", lang, first=first), _table(year, lang)]
    if data["yield_bought"] is not None:
        parts += ["", say("gilts.bought", lang, rate=Percent(data["yield_bought"], digits=2))]
    notes = [say(f"gilts.assumption.{name}", lang) for name in data["assumptions"]]
    lines = [f"  - {note}" for note in (*notes, *_missing(data["missing"], lang))]
    return draw(*parts, "", say("gilts.inferred", lang), *lines)


def _table(year: Mapping[str, Any], lang: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(say("gilts.what", lang))
    for head in ("published", "made"):
        table.add_column(say(f"gilts.{head}", lang), justify="right")
    told, made = year["published"], year["made"]
    for row in _ROWS:
        split = told["split"][_SECTORS.index(row)] * told["sales"] if row in _SECTORS else None
        shown = told[_TOLD[row]] if row in _TOLD else split
        if row == "redeemed":
            shown = told["reduction"] - told["sales"]
        found = None if made is None else made["by_sector"][row] if row in _SECTORS else made[row]
        if shown is not None or found is not None:
            table.add_row(say(f"gilts.row.{row}", lang), _amount(shown, lang), _amount(found, lang))
    return table


def _missing(missing: Mapping[str, Any], lang: str) -> list[str]:
    months, comma = missing["months"], "、" if lang == "zh-Hant" else ", "
    if not months:
        return []
    span = comma.join(months) if len(months) <= _FEW else f"{min(months)} – {max(months)}"
    return [say("gilts.missing", lang, series=comma.join(missing["series"]), months=span)]


def _amount(value: float | None, lang: str) -> str:
    return "" if value is None else Number(value, 1).say(lang)
