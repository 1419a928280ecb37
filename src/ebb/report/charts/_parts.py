"""Pieces that several charts share: series as table columns, programmes as shaded strips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from ebb.report.canvas import Canvas, Panel
from ebb.report.chart import Cell, Column, Table, table
from ebb.report.inputs import Span
from ebb.series import Origin, Series
from ebb.text import say

TN, BN = "usd_tn", "usd_bn"
DATE = Column("date", "charts.column.date")


def together(name: str, columns: Mapping[str, tuple[Series, str]], unit: str, *, digits: int = 2) -> Table:
    """Series side by side on the union of their dates; `columns` maps a column to its series and its words' key."""
    days = np.unique(np.concatenate([s.dates for s, _ in columns.values()]))
    cells: dict[str, Sequence[Cell]] = {"date": [str(d) for d in days]}
    heads = [DATE]
    for column, (series, label) in columns.items():
        known = dict(zip(series.dates.tolist(), series.values.tolist(), strict=True))
        cells[column] = [known.get(d) for d in days.tolist()]
        heads.append(Column(column, label, unit, digits, series.origins))
    return table(name, heads, cells)


def origins_of(*series: Series) -> tuple[Origin, ...]:
    """The origins of several series, each once."""
    return tuple(dict.fromkeys(o for s in series for o in s.origins))


def programmes(panel: Panel, spans: Sequence[Span], *, names: bool = True) -> None:
    """Shade the programmes and write their names along the top; call before anything else is drawn."""
    for span in spans:
        panel.shade(span.first, span.last, span.kind)
    if names:
        panel.heads([(s.first, s.last, s.name) for s in spans])


def tip(canvas: Canvas, label: str, column: str, form: str) -> tuple[str, str, str]:
    """One line of a tooltip."""
    return column, say(label, canvas.lang), form


def heading(lang: str, label: str, unit: str = "") -> str:
    """What a panel shows, with its unit in the brackets of the language."""
    words = say(label, lang)
    if not unit:
        return words
    named = say(f"charts.unit.{unit}", lang)
    return f"{words} ({named})" if lang == "en" else f"{words}（{named}）"


def until(series: Series, axis_end: date, lang: str, words: str) -> str:
    """`words`, with the month of the last figure where the series ends two months or more before the axis."""
    last = series.last()[0]
    if (axis_end - last).days < 60:
        return words
    month = f"{last:%b %Y}" if lang == "en" else f"{last.year}/{last.month}"
    return (
        f"{words} ({say('charts.to_month', lang, month=month)})"
        if lang == "en"
        else f"{words}（{say('charts.to_month', lang, month=month)}）"
    )


def weekly(series: Series) -> bool:
    """Whether the newest figures lie a week apart, not a month."""
    gaps = np.diff(series.dates[-13:]).astype(int)
    return bool(len(gaps)) and float(np.median(gaps)) < 10.0
