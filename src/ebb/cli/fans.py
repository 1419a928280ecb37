"""The spread of a run over its draws on the screen: percentiles at the last month, and what happened by then and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from rich.table import Table

from ebb.text import Count, Day, Month, Number, Percent, say

Data = Mapping[str, Any]

#: Paths shown, in this order; the others are in the JSON.
SHOWN: Final = (
    *("total_assets", "share_of_gdp", "reserves", "share_of_bank_assets", "on_rrp", "treasuries", "mbs"),
    *("deferred_asset", "net_income", "standing_repo"),
)
#: Those that only an ensemble names.
OWN: Final = ("share_of_gdp", "share_of_bank_assets", "net_income", "standing_repo")


def page(data: Data, lang: str, label: Callable[[str, str], str]) -> list[Any]:
    """Heading, table and sentences, from the very wire form; `label` names the paths of any run."""
    told, bands, last = data["ensemble"], data["bands"], Day(date.fromisoformat(data["dates"][-1]))
    heads = [*bands["reserves"], say("ensemble.error", lang)]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(say("ensemble.path", lang, day=last), overflow="fold")
    for head in heads:
        table.add_column(head, justify="right", overflow="fold")
    for name in SHOWN:
        digits = 2 if name.startswith("share") else 1
        cells = [*(path[-1] for path in bands[name].values()), told["monte_carlo_error"][name]["p50"][-1]]
        called = say(f"ensemble.{name}", lang) if name in OWN else label(name, lang)
        table.add_row(called, *(_cell(cell, digits, lang) for cell in cells))
    first = Month(date.fromisoformat(told["first_drawn"]))
    head = say("ensemble.head", lang, draws=Count(told["draws"]), seed=str(told["seed"]), first=first)
    return ["", head, table, *sentences(told, last, lang)]


def sentences(told: Data, last: Day, lang: str) -> list[str]:
    """How often the plan stopped, the deferred asset was gone, and reserves were below the levels that matter."""
    chance, median = told["probability"], told["stop_dates"]["p50"]
    found = []
    stopped = Percent(chance["stopped"][-1], 1)
    if median is not None:
        half = Day(date.fromisoformat(median))
        found.append(say("ensemble.stopped", lang, day=last, share=stopped, median=half))
    elif chance["stopped"][-1]:
        found.append(say("ensemble.stopped_few", lang, day=last, share=stopped))
    if chance["deferred_asset_gone"][-1]:
        found.append(say("ensemble.gone", lang, day=last, share=Percent(chance["deferred_asset_gone"][-1], 1)))
    for level, path in chance["reserves_below"].items():
        share = path[-1] / 100.0
        if 0.0 < share < 1.0:
            error = Number(100.0 * (share * (1.0 - share) / told["draws"]) ** 0.5, 1)
            at, often = Percent(float(level), 1), Percent(100.0 * share, 1)
            found.append(say("ensemble.below", lang, level=at, day=last, share=often, error=error))
    gone = 1.0 - told["running"][-1] / told["draws"]
    if gone:
        found.append(say("ensemble.ended", lang, share=Percent(100.0 * gone, 1)))
    return ["", *found] if found else []


def _cell(value: float | None, digits: int, lang: str) -> str:
    return say("common.missing", lang) if value is None else Number(value, digits).say(lang)
