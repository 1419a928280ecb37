"""One panel with a bar for each named row, its number at its end, and words where nothing was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ebb.report.canvas import Canvas
from ebb.report.scales import Linear, Names
from ebb.text import Number, say


def row_bars(
    canvas: Canvas,
    table: str,
    column: str,
    entries: Sequence[tuple[str, str]],
    values: Mapping[str, float | None],
    *,
    heading: str,
    colour: str,
    digits: int,
) -> None:
    """Draw the panel.

    Parameters
    ----------
    table, column : str
        Where the bars' lengths stand among the chart's data.
    entries : sequence of (key, words), top to bottom
    values : mapping of key -> number, or None where it is not measured (written so, never drawn as zero)
    """
    found = [v for key, _ in entries if (v := values.get(key)) is not None]
    reach = max((abs(v) for v in found), default=1.0) * 0.16
    x = Linear(
        min(0.0, min(found) - reach if min(found) < 0 else 0.0),
        max(0.0, max(found) + reach),
        f"+,.{digits}f",
        column=column,
        horizontal=True,
        ticks=3 if canvas.narrow else 6,
    )
    panel = canvas.panel(x, Names(tuple(entries), row=25), heading=heading)
    panel.sideways(table, column, colour, height=13)
    panel.upright(0.0, "rule", dash=False)
    for key, _ in entries:
        value = values.get(key)
        left = value is not None and value < 0
        words = (
            say("common.missing", canvas.lang)
            if value is None
            else Number(value, digits=digits, signed=True).say(canvas.lang).replace("-", "−")
        )
        panel.words(
            value or 0.0,
            key,
            words,
            "muted" if value is None else "ink",
            align="right" if left else "left",
            dx=-6 if left else 6,
        )
