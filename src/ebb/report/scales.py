"""Scales of the charts: days, numbers and names, each with an explicit domain and ticks to suit its width.

Days are drawn in universal time, so that a Wednesday stays a Wednesday in Taipei and in New York.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Protocol, Self

from ebb.report.picture import balanced

#: Distance of the lines of a broken label, pixels.
_LINE = 14
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Sheet(Protocol):
    """What a scale must know of the drawing it stands in."""

    lang: str
    left: int

    @property
    def plot(self) -> int:
        """Width of the plots."""
        ...

    @property
    def narrow(self) -> bool:
        """Whether the drawing is for a phone."""
        ...


class Scale(Protocol):
    """What a panel needs of an axis."""

    def sized(self, canvas: Sheet) -> Self:
        """The scale for the canvas's language and width."""
        ...

    def field(self, name: str | None = None) -> dict[str, Any]:
        """The encoding of a column on this axis."""
        ...

    def clip(self, value: Any) -> Any:
        """The nearest value inside the domain, as a cell."""
        ...

    def pixel(self, value: Any, length: float) -> float:
        """Where a value lies on an axis of `length` pixels."""
        ...

    def middle(self, first: Any, last: Any) -> Any:
        """The cell halfway between two values, both cut to the domain."""
        ...

    def tip(self) -> dict[str, Any]:
        """The axis's own value in a tooltip."""
        ...


@dataclass(frozen=True, slots=True)
class Days:
    """An axis of days from `first` to `last`; the axis's own column is ``date``."""

    first: date
    last: date
    title: str = "date"
    lang: str = "en"
    ticks: int = 8
    labelled: bool = True

    def sized(self, canvas: Sheet) -> Self:
        """Fewer ticks on a phone."""
        return replace(self, lang=canvas.lang, ticks=4 if canvas.narrow else 8)

    def field(self, name: str | None = None) -> dict[str, Any]:
        """A temporal encoding in universal time."""
        axis: dict[str, Any] | None = None
        if self.labelled:
            values = [_moment(d) for d in self.marks()]
            axis = {"title": None, "values": values, "labelExpr": self._words(), "grid": False}
        scale = {"type": "utc", "domain": [_milliseconds(self.first), _milliseconds(self.last)], "nice": False}
        return {"field": name or "date", "type": "temporal", "scale": scale, "axis": axis}

    def marks(self) -> list[date]:
        """Days that carry a tick: the first of January every so many years, or of every so many months."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        steps = (1, 2, 3, 6, 12, 24, 36, 48, 60, 120)
        step = next((s for s in steps if months / s <= self.ticks + 1), 240)
        starts = (date(y, m, 1) for y in range(self.first.year, self.last.year + 1) for m in range(1, 13))
        return [d for d in starts if (d.year * 12 + d.month - 1) % step == 0 and self.first <= d <= self.last]

    def clip(self, value: Any) -> str:
        """The day as ISO text, inside the axis."""
        d = value if isinstance(value, date) else date.fromisoformat(str(value))
        return min(max(d, self.first), self.last).isoformat()

    def pixel(self, value: Any, length: float) -> float:
        """Linear in days."""
        inside = date.fromisoformat(self.clip(value))
        return length * (inside - self.first).days / max((self.last - self.first).days, 1)

    def middle(self, first: Any, last: Any) -> str:
        """The day halfway between."""
        low, high = (date.fromisoformat(self.clip(v)) for v in (first, last))
        return (low + timedelta(days=(high - low).days // 2)).isoformat()

    def tip(self) -> dict[str, Any]:
        """The day, written as the language writes it."""
        pattern = "%-d %b %Y" if self.lang == "en" else "%Y年%-m月%-d日"
        return {
            "field": "date",
            "type": "temporal",
            "timeUnit": "utcyearmonthdate",
            "title": self.title,
            "format": pattern,
        }

    def _words(self) -> str:
        """The words of each tick as a table by its moment; written here because months have names in one language only."""
        marks = self.marks()
        yearly = all(d.month == 1 for d in marks)

        def said(d: date) -> str:
            if yearly:
                return str(d.year)
            return f"{_MONTHS[d.month - 1]} {d.year}" if self.lang == "en" else f"{d.year}/{d.month}"

        return "{" + ",".join(f"'{_milliseconds(d)}':'{said(d)}'" for d in marks) + "}[time(datum.value)]"


@dataclass(frozen=True, slots=True)
class Linear:
    """An axis of numbers around `low` and `high`, rounded to its ticks; `form` is a number format such as ``",.1f"``.

    `tight` ends the axis exactly at the two numbers; `horizontal` says that it is the x axis.
    """

    low: float
    high: float
    form: str = ",.0f"
    column: str = "value"
    title: str = ""
    ticks: int = 5
    horizontal: bool = False
    suffix: str = ""
    tight: bool = False

    def sized(self, canvas: Sheet) -> Self:
        """Numbers look alike in both languages and sizes."""
        return self

    def domain(self) -> tuple[float, float]:
        """The ends of the axis: multiples of the step just outside the data, unless most of a step would be empty."""
        if self.tight:
            return self.low, self.high
        step = self.step()
        low, high = math.floor(self.low / step + 1e-9) * step, math.ceil(self.high / step - 1e-9) * step
        if low < 0 <= low + step < high and self.low - low > step / 2:  # a few small negatives get no step of their own
            low = self.low - step / 20
        if high - self.high > 0.6 * step and not self.horizontal:  # nor does a top that stands mostly empty
            high = self.high
        return low, high

    def step(self) -> float:
        """Distance of two ticks: 1, 2, 2.5 or 5 times a power of ten."""
        span = max(self.high - self.low, 1e-12)
        power = 10.0 ** math.floor(math.log10(span / self.ticks))
        return next(power * m for m in (1, 2, 2.5, 5, 10) if span / (power * m) <= self.ticks + 0.5)

    def exact_form(self) -> str:
        """The number format with as many decimals as the ticks need: 12.5 must not be written 13."""
        digits = int(self.form[-2])
        needed = next(n for n in range(digits, 12) if abs(round(self.step(), n) - self.step()) < 1e-12)
        return f"{self.form[:-2]}{needed}f"

    def marks(self) -> list[float]:
        """The ticks."""
        low, high = self.domain()
        first = math.ceil(low / self.step() - 1e-9)
        last = math.floor(high / self.step() + 1e-9)
        return [round(i * self.step(), 10) for i in range(first, last + 1)]

    def field(self, name: str | None = None) -> dict[str, Any]:
        """A quantitative encoding with light grid lines."""
        written = f"replace(format(datum.value,'{self.exact_form()}'),'-','−')+'{self.suffix}'"
        label = f"datum.value ? {written} : '0{self.suffix}'" if self.form.startswith("+") else written
        axis: dict[str, Any] = {"title": self.title or None, "values": self.marks(), "labelExpr": label, "grid": True}
        if self.horizontal:
            axis |= {"domain": False, "ticks": False, "titlePadding": 8}
        else:
            axis |= {"minExtent": 40, "maxExtent": 40, "title": None}
        scale = {"domain": list(self.domain()), "nice": False, "zero": False}
        return {"field": name or self.column, "type": "quantitative", "scale": scale, "axis": axis}

    def clip(self, value: Any) -> float:
        """The value inside the domain."""
        low, high = self.domain()
        return min(max(float(value), low), high)

    def pixel(self, value: Any, length: float) -> float:
        """Upwards on a vertical axis, rightwards on a horizontal one."""
        low, high = self.domain()
        share = (self.clip(value) - low) / (high - low)
        return length * (share if self.horizontal else 1 - share)

    def middle(self, first: Any, last: Any) -> float:
        """Halfway between."""
        return (self.clip(first) + self.clip(last)) / 2

    def tip(self) -> dict[str, Any]:
        """The number."""
        return {"field": self.column, "type": "quantitative", "title": self.title, "format": self.form}


@dataclass(frozen=True, slots=True)
class Names:
    """A vertical axis of names from top to bottom: (cell, words); names in `heads` are headings without a mark."""

    entries: tuple[tuple[str, str], ...]
    column: str = "name"
    row: int = 25
    heads: Sequence[str] = ()
    extent: int = 150

    @property
    def length(self) -> int:
        """Height of the panel: rows are higher where a name needs two lines."""
        lines = max((len(self._lines(words)) for _, words in self.entries), default=1)
        return max(self.row, 6 + _LINE * lines if lines > 1 else 0) * len(self.entries)

    def sized(self, canvas: Sheet) -> Self:
        """The canvas's left margin is the room for the names."""
        return replace(self, extent=canvas.left - 4)

    def field(self, name: str | None = None) -> dict[str, Any]:
        """An ordinal encoding in the order given."""
        words = "{" + ",".join(f"{_quoted(cell)}:{_broken(self._lines(text))}" for cell, text in self.entries) + "}"
        axis: dict[str, Any] = {
            "title": None,
            "labelExpr": f"{words}[datum.value]",
            "labelLimit": self.extent,
            "labelLineHeight": _LINE,
            "labelAlign": "left",
            "labelPadding": self.extent,
            "minExtent": self.extent,
            "maxExtent": self.extent,
            "grid": False,
            "labelColor": "var(--ink)",
            "labelFontSize": 12,
        }
        broken = [cell for cell, text in self.entries if len(self._lines(text)) > 1]
        if broken:  # a broken label hangs from its first line: set above the middle, its two lines stand around it
            test = " || ".join(f"datum.value === {_quoted(cell)}" for cell in broken)
            axis["labelBaseline"] = {"condition": {"test": test, "value": "bottom"}, "value": "middle"}
        if self.heads:
            test = " || ".join(f"datum.value === {_quoted(h)}" for h in self.heads)
            axis["labelFontWeight"] = {"condition": {"test": test, "value": "bold"}, "value": "normal"}
        scale = {"domain": [cell for cell, _ in self.entries]}
        return {"field": name or self.column, "type": "nominal", "sort": None, "scale": scale, "axis": axis}

    def clip(self, value: Any) -> str:
        """Names are as they are."""
        return str(value)

    def pixel(self, value: Any, length: float) -> float:
        """The middle of the name's row."""
        place = next(i for i, (cell, _) in enumerate(self.entries) if cell == value)
        return length * (place + 0.5) / len(self.entries)

    def middle(self, first: Any, last: Any) -> str:
        """Names have no middle; the first."""
        return str(first)

    def tip(self) -> dict[str, Any]:
        """The name is on the axis already; in a tooltip it stands as its cell."""
        return {"field": self.column, "type": "nominal", "title": ""}

    def _lines(self, words: str) -> list[str]:
        """The words in as few lines as the room for them allows."""
        latin = words.isascii()  # the measure is generous to Latin letters; a name that fits must not be broken
        return balanced(words, self.extent - 4, 11) if latin else balanced(words, self.extent - 14, 12)


@dataclass(frozen=True, slots=True)
class Slots:
    """A horizontal row of places of equal width with their names above: (cell, words); place `i` reaches to `i` + 1."""

    entries: tuple[tuple[str, str], ...]
    width: float = 100

    def sized(self, canvas: Sheet) -> Self:
        """The places share the width of the plot."""
        return replace(self, width=canvas.plot / len(self.entries))

    def field(self, name: str | None = None) -> dict[str, Any]:
        """A quantitative encoding with one label in the middle of each place."""
        middles = [i + 0.5 for i in range(len(self.entries))]
        lines = [balanced(words, self.width - 6, 10 if words.isascii() else 11) for _, words in self.entries]
        most = max(map(len, lines))
        lines = [[""] * (most - len(said)) + said for said in lines]  # names stand on one line just above the places
        words = "{" + ",".join(f"'{m}':{_broken(said)}" for m, said in zip(middles, lines, strict=True)) + "}"
        room = _LINE * most + 4
        axis: dict[str, Any] = {
            "title": None,
            "orient": "top",
            "values": middles,
            "labelExpr": f"{words}[datum.value]",
            "labelLineHeight": _LINE,
            "labelBaseline": "top",
            "labelPadding": room,
            "labelLimit": self.width + 6,
            "minExtent": room,
            "maxExtent": room,
            "domain": False,
            "ticks": False,
            "grid": False,
        }
        scale = {"domain": [0, len(self.entries)], "nice": False, "zero": False}
        return {"field": name or "place", "type": "quantitative", "scale": scale, "axis": axis}

    def clip(self, value: Any) -> float:
        """A place inside the row."""
        return min(max(float(value), 0.0), float(len(self.entries)))

    def pixel(self, value: Any, length: float) -> float:
        """Rightwards."""
        return length * self.clip(value) / len(self.entries)

    def middle(self, first: Any, last: Any) -> float:
        """Halfway between."""
        return (self.clip(first) + self.clip(last)) / 2

    def tip(self) -> dict[str, Any]:
        """A place has no value of its own."""
        return {"field": "place", "type": "quantitative", "title": ""}


def _milliseconds(d: date) -> int:
    return (d - date(1970, 1, 1)).days * 86_400_000


def _moment(d: date) -> dict[str, Any]:
    return {"year": d.year, "month": d.month, "date": d.day, "utc": True}


def _broken(lines: Sequence[str]) -> str:
    """One line as a quoted text, several as a list of them."""
    return _quoted(lines[0]) if len(lines) == 1 else "[" + ",".join(map(_quoted, lines)) + "]"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
