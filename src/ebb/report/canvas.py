"""Panels and marks: the few things a chart of this report is made of, as Vega-Lite dictionaries.

A :class:`Canvas` is one column of panels sharing a width; a :class:`Panel` has an x axis, a y axis and layers. Where
the labels at the end of lines go is computed here (they must not collide), which is why every scale has an explicit
domain. Colours are CSS references (:mod:`ebb.report.theme`). This module never sees a figure it did not get from a
chart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from ebb.report import theme
from ebb.report.picture import measured
from ebb.report.scales import Names, Scale

Layer = dict[str, Any]

#: Room for the labels of the y axis, pixels.
LEFT: Final = 44
_GAP: Final = 15.0
#: Size of the names of shaded strips, and the room between two of them, pixels.
_HEAD_SIZE: Final = 10.5
_HEAD_GAP: Final = 3.0


@dataclass(frozen=True, slots=True)
class Label:
    """Words at the right end of a line: the height they belong to (data units), the words, their colour token."""

    at: float
    words: str
    colour: str = "ink"


@dataclass(slots=True)
class Panel:
    """One plot: an x scale, a y scale, a heading that carries the unit, and layers drawn in order."""

    canvas: Canvas
    x: Scale
    y: Scale
    height: int
    heading: str
    layers: list[Layer] = field(default_factory=list)

    # -- marks ---------------------------------------------------------------------------------------------------------

    def line(
        self,
        table: str,
        y: str,
        colour: str,
        *,
        dash: bool = False,
        dots: bool = False,
        width: float = 2.0,
        step: bool = False,
    ) -> None:
        """A line through the cells of `y` that are there."""
        mark = {"type": "line", "color": theme.var(colour), "strokeWidth": width, "strokeJoin": "round"}
        mark |= {"strokeDash": [5, 3]} if dash else {"strokeDash": [1.5, 3]} if dots else {}
        mark |= {"interpolate": "step"} if step else {}
        self._add(table, mark, {"x": self.x.field(), "y": self.y.field(y)}, needs=[y])

    def band(self, table: str, low: str, high: str, colour: str, *, opacity: float = 0.22, step: bool = False) -> None:
        """The area between two columns."""
        mark = {"type": "area", "color": theme.var(colour), "opacity": opacity, "line": False}
        mark |= {"interpolate": "step"} if step else {}
        self._add(table, mark, {"x": self.x.field(), "y": self.y.field(low), "y2": {"field": high}}, needs=[low, high])

    def bars(self, table: str, y: str, colour: str, *, width: float | None = None, opacity: float = 1.0) -> None:
        """Bars from zero, one at each x."""
        mark = {"type": "bar", "color": theme.var(colour), "opacity": opacity}
        mark |= {"width": width} if width else {}
        self._add(table, mark, {"x": self.x.field(), "y": self.y.field(y), **self._tip(table)}, needs=[y])

    def dots(
        self, table: str, y: str, colour: str, *, x: str | None = None, size: float = 26, when: str = "", **mark: Any
    ) -> None:
        """Points; `when` is an expression that picks rows, `x` another column than the scale's own."""
        shape = {"type": "point", "filled": True, "color": theme.var(colour), "size": size, "opacity": 0.85, **mark}
        self._add(table, shape, {"x": self.x.field(x), "y": self.y.field(y), **self._tip(table)}, needs=[y], when=when)

    def stretch(self, table: str, low: str, high: str, colour: str, *, width: float = 2.0, when: str = "") -> None:
        """A horizontal whisker from `low` to `high` (columns on the x scale) at each name."""
        mark = {"type": "rule", "color": theme.var(colour), "strokeWidth": width}
        encoding = {"x": self.x.field(low), "x2": {"field": high}, "y": self.y.field()}
        self._add(table, mark, encoding, needs=[low], when=when)

    def sideways(self, table: str, x: str, colour: str, *, when: str = "", height: float = 15) -> None:
        """Horizontal bars from zero, one for each name."""
        mark = {"type": "bar", "color": theme.var(colour), "height": height}
        encoding = {"x": self.x.field(x), "y": self.y.field(), **self._tip(table)}
        self._add(table, mark, encoding, needs=[x], when=when)

    def cell(self, x: float, name: str, text: str, fill: str, *, opacity: float = 0.22, strong: bool = True) -> None:
        """One cell of a matrix: the square from `x` to `x` + 1 in the row of `name`, filled, with words in its middle."""
        box = {"values": [{"a": x + 0.02, "b": x + 0.98, "m": x + 0.5, "n": name, "t": text}]}
        y = {**self.y.field("n")}
        mark = {"type": "rect", "color": theme.var(fill), "fillOpacity": opacity}
        mark |= {"stroke": theme.var("paper"), "strokeWidth": 3}
        self.layers.append(
            {"data": box, "mark": mark, "encoding": {"x": self.x.field("a"), "x2": {"field": "b"}, "y": y}}
        )
        said = {
            "type": "text",
            "color": theme.var("ink" if strong else "muted"),
            "fontWeight": 600 if strong else 400,
            "baseline": "middle",
        }
        encoding = {"x": self.x.field("m"), "y": y, "text": {"field": "t"}}
        self.layers.append({"data": box, "mark": said, "encoding": encoding})

    def shade(self, first: Any, last: Any, colour: str, *, opacity: float = 1.0) -> None:
        """A vertical strip between two places of the x axis, cut to the axis."""
        low, high = self.x.clip(first), self.x.clip(last)
        if low == high:
            return
        box = {"values": [{"a": low, "b": high}]}
        mark = {"type": "rect", "color": theme.var(colour), "opacity": opacity}
        encoding = {"x": self.x.field("a"), "x2": {"field": "b"}, "y": {"value": 0}, "y2": {"value": self.height}}
        self.layers.append({"data": box, "mark": mark, "encoding": encoding})

    def belt(self, low: float, high: float, colour: str, *, opacity: float = 0.25) -> None:
        """A horizontal strip between two values."""
        box = {"values": [{"a": low, "b": high}]}
        mark = {"type": "rect", "color": theme.var(colour), "opacity": opacity}
        self.layers.append({"data": box, "mark": mark, "encoding": {"y": self.y.field("a"), "y2": {"field": "b"}}})

    def level(self, at: float, colour: str = "rule", *, dash: bool = False) -> None:
        """A horizontal rule at one value."""
        mark = {"type": "rule", "color": theme.var(colour), "strokeWidth": 1} | ({"strokeDash": [4, 3]} if dash else {})
        self.layers.append({"data": {"values": [{"v": at}]}, "mark": mark, "encoding": {"y": self.y.field("v")}})

    def upright(self, at: Any, colour: str = "rule", *, dash: bool = True) -> None:
        """A vertical rule at one place of the x axis."""
        mark = {"type": "rule", "color": theme.var(colour), "strokeWidth": 1} | ({"strokeDash": [4, 3]} if dash else {})
        values = [{"v": self.x.clip(at)}]
        self.layers.append({"data": {"values": values}, "mark": mark, "encoding": {"x": self.x.field("v")}})

    # -- words ---------------------------------------------------------------------------------------------------------

    def words(self, x: Any, y: Any, text: str | Sequence[str], colour: str = "ink", **mark: Any) -> None:
        """Words at a place in the plot (`dx`, `dy`, `align`, ... as Vega-Lite calls them)."""
        style = {"type": "text", "color": theme.var(colour), "align": "left", "baseline": "middle", **mark}
        lines = [text] if isinstance(text, str) else list(text)
        row = {"x": self.x.clip(x), "y": y, "t": lines if len(lines) > 1 else lines[0]}
        encoding = {"x": self.x.field("x"), "y": self.y.field("y"), "text": {"field": "t"}}
        self.layers.append({"data": {"values": [row]}, "mark": style, "encoding": encoding})

    def spot(self, x: Any, y: Any, colour: str = "ink", *, size: float = 42) -> None:
        """One marked point."""
        mark = {"type": "point", "filled": True, "color": theme.var(colour), "size": size, "opacity": 1}
        row = {"x": self.x.clip(x), "y": y}
        encoding = {"x": self.x.field("x"), "y": self.y.field("y")}
        self.layers.append({"data": {"values": [row]}, "mark": mark, "encoding": encoding})

    def heads(self, spans: Sequence[tuple[Any, Any, str]], colour: str = "muted") -> None:
        """Names of shaded strips, centred along the top edge; one that would touch its neighbour stands a line lower.

        A strip cut to nothing, or whose name would reach over the edge of the plot, has none.
        """
        ends = [-_HEAD_GAP, -_HEAD_GAP]
        for first, last, text in spans:
            low, high = self.x.pixel(first, self.canvas.plot), self.x.pixel(last, self.canvas.plot)
            middle, half = (low + high) / 2, measured(text, _HEAD_SIZE) / 2
            row = next((i for i, end in enumerate(ends) if middle - half >= end + _HEAD_GAP), None)
            if row is None or low == high or not (middle - half >= 0 and middle + half <= self.canvas.plot):
                continue
            ends[row] = middle + half
            mark = {
                "type": "text",
                "color": theme.var(colour),
                "align": "center",
                "baseline": "top",
                "fontSize": _HEAD_SIZE,
                "dy": 4 + 13 * row,
            }
            cell = {"x": self.x.middle(first, last), "t": text}
            encoding = {"x": self.x.field("x"), "y": {"value": 0}, "text": {"field": "t"}}
            self.layers.append({"data": {"values": [cell]}, "mark": mark, "encoding": encoding})

    def ends(self, labels: Sequence[Label]) -> None:
        """Names beside the right end of the lines, moved apart where they would touch; nothing on a phone."""
        if self.canvas.size == "narrow" or not labels:
            return
        places = apart([self.y.pixel(label.at, self.height) for label in labels], _GAP, self.height)
        for label, place in zip(labels, places, strict=True):
            mark = {"type": "text", "color": theme.var(label.colour), "align": "left", "baseline": "middle", "dx": 7}
            encoding = {"x": {"value": "width"}, "y": {"value": round(place, 1)}, "text": {"value": label.words}}
            self.layers.append({"data": {"values": [{}]}, "mark": mark, "encoding": encoding})

    def tips(self, table: str, columns: Sequence[tuple[str, str, str]]) -> None:
        """On a live page: a hairline at the nearest x with the values of (column, heading, number format) there."""
        if not self.canvas.live:
            return
        name = f"near_{len(self.canvas.panels)}_{len(self.layers)}"
        tip = [self.x.tip(), *({"field": f, "type": "quantitative", "title": t, "format": n} for f, t, n in columns)]
        near = {"type": "point", "on": "pointermove", "nearest": True, "encodings": ["x"], "clear": "pointerout"}
        shown = {"condition": {"param": name, "empty": False, "value": 0.6}, "value": 0}
        self.layers.append(
            {
                "data": self.canvas.data(table),
                "params": [{"name": name, "select": near}],
                "mark": {"type": "rule", "color": theme.var("ink"), "strokeWidth": 1},
                "encoding": {"x": self.x.field(), "opacity": shown, "tooltip": tip},
            }
        )

    def drawn(self) -> dict[str, Any]:
        """The panel as a Vega-Lite view."""
        head = {"text": self.heading} if self.heading else None
        view: dict[str, Any] = {"width": self.canvas.plot, "height": self.height, "layer": _one_scale(self.layers)}
        return {"title": head, **view} if head else view

    def _add(self, table: str, mark: Layer, encoding: Layer, *, needs: Sequence[str] = (), when: str = "") -> None:
        tests = [f"isValid(datum['{name}'])" for name in needs] + ([when] if when else [])
        layer: Layer = {"data": self.canvas.data(table)}
        if tests:
            layer["transform"] = [{"filter": " && ".join(tests)}]
        self.layers.append({**layer, "mark": mark, "encoding": encoding})

    def _tip(self, table: str) -> dict[str, Any]:
        columns = self.canvas.tooltips.get(table)
        return {"tooltip": list(columns)} if self.canvas.live and columns else {}


@dataclass(slots=True)
class Canvas:
    """A column of panels in one language and size.

    `right` is the room kept beside the plots for labels; on a phone there is none. `left` is the room for the y axis.
    """

    lang: str
    size: str = "wide"
    live: bool = False
    prefix: str = ""
    left: int = LEFT
    right: int = 108
    panels: list[Panel] = field(default_factory=list)
    tooltips: dict[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def narrow(self) -> bool:
        """Whether this is the drawing for a phone."""
        return self.size == "narrow"

    @property
    def plot(self) -> int:
        """Width of the plots."""
        return (theme.NARROW - 12 if self.narrow else theme.WIDE - self.right) - self.left

    def panel(
        self, x: Scale, y: Scale, *, heading: str = "", height: int = 260, narrow_height: int | None = None
    ) -> Panel:
        """A new panel below the others."""
        if isinstance(y, Names):
            height = narrow_height = y.sized(self).length
        chosen = (narrow_height or round(height * 0.86)) if self.narrow else height
        made = Panel(self, x.sized(self), y.sized(self), chosen, heading)
        self.panels.append(made)
        return made

    def data(self, table: str) -> dict[str, str]:
        """Reference to a table of the chart."""
        return {"name": f"{self.prefix}/{table}"}

    def spec(self) -> dict[str, Any]:
        """The whole drawing."""
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "usermeta": {"pad": self.left + (12 if self.narrow else self.right), "left": self.left},
            "config": theme.config(self.lang),
            "vconcat": [panel.drawn() for panel in self.panels],
        }


def _one_scale(layers: Sequence[Layer]) -> list[Layer]:
    """The layers with each axis' scale said once: repeated, or on a mark with two ends, it is read as a conflict."""

    def scaled(layer: Layer, channel: str) -> bool:
        place = layer["encoding"].get(channel)
        return isinstance(place, dict) and "scale" in place

    keeper = {}
    for channel in ("x", "y"):
        bearing = [i for i, layer in enumerate(layers) if scaled(layer, channel)]
        single = [i for i in bearing if f"{channel}2" not in layers[i]["encoding"]]
        keeper[channel] = (single or bearing or [-1])[0]
    cleaned = []
    for i, layer in enumerate(layers):
        encoding = {
            channel: {k: v for k, v in place.items() if k != "scale"}
            if channel in keeper and keeper[channel] != i and isinstance(place, dict)
            else place
            for channel, place in layer["encoding"].items()
        }
        cleaned.append({**layer, "encoding": encoding})
    return cleaned


def apart(places: Sequence[float], gap: float, length: float) -> list[float]:
    """`places` moved as little as needed so that neighbours are at least `gap` apart and within 0 and `length`.

    The order is kept. If there is no room for all, they keep the gap and run over the lower end.

    >>> apart([10.0, 12.0, 50.0], 15.0, 100.0)
    [10.0, 25.0, 50.0]
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = [places[i] for i in order]
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + gap)
    if moved and moved[-1] > length:
        moved[-1] = max(length, gap * (len(moved) - 1))
        for i in range(len(moved) - 2, -1, -1):
            moved[i] = min(moved[i], moved[i + 1] - gap)
    answer = [0.0] * len(places)
    for place, i in zip(moved, order, strict=True):
        answer[i] = place
    return answer


def day(text: str) -> date:
    """A day from a table's cell."""
    return date.fromisoformat(text)
