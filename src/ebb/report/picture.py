"""From a specification to a picture without a browser: SVG for the page, PNG with its own title, source and as-of.

The renderer (vl-convert) is imported only when something is drawn. It must never be asked for anything outside: every
specification carries its data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from ebb.report import theme
from ebb.report.legend import Key, wording

VEGA_LITE: Final = "6.4"
_SPOKEN = re.compile(r""" (?:aria-[a-z]+|role)="[^"]*\"""")
_PLACE = re.compile(r""" (?:d|transform|x|y|x2|y2|width|height)="[^"]*\"""")
_NUMBER = re.compile(r"-?\d+\.\d{2,}")


@dataclass(frozen=True, slots=True)
class Lettering:
    """The words around a picture in one language."""

    title: str
    subtitle: str
    source: str
    note: str
    lang: str


def to_svg(spec: dict[str, Any]) -> str:
    """The picture as SVG text; colours stay CSS references, coordinates keep one decimal."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    drawn = _SPOKEN.sub("", drawn)  # the page names the picture as a whole
    return _PLACE.sub(lambda place: _NUMBER.sub(lambda m: f"{float(m[0]):.1f}".removesuffix(".0"), place[0]), drawn)


def to_png(spec: dict[str, Any], *, dark: bool = False, scale: float = 2.0) -> bytes:
    """The picture as PNG on its paper (or dark) ground."""
    import vl_convert

    solid = theme.resolve(spec, dark=dark)
    solid["background"] = theme.COLOURS["paper"][dark]
    picture: bytes = vl_convert.vegalite_to_png(solid, vl_version=VEGA_LITE, scale=scale)
    return picture


def lettered(spec: dict[str, Any], words: Lettering, legend: Sequence[Key] = ()) -> dict[str, Any]:
    """`spec` with title and subtitle above and note and source below, wrapped to the width of the picture."""
    width = theme.WIDE - 24
    title = {
        "text": balanced(words.title, width, 17),
        "subtitle": balanced(words.subtitle, width, 12.5),
        "fontSize": 17,
        "lineHeight": 23,
        "fontWeight": 600,
        "color": theme.var("ink"),
        "subtitleFontSize": 12.5,
        "subtitleLineHeight": 18,
        "subtitleColor": theme.var("muted"),
        "subtitlePadding": 6,
        "anchor": "start",
        "frame": "bounds",
        "offset": 14,
        "font": theme.SANS[words.lang],
        "subtitleFont": theme.SANS[words.lang],
    }
    foot = [line for text in (words.note, words.source) if text for line in wrapped(text, width, 10.5)]
    below = {
        "width": 10,
        "height": 15 * len(foot),
        "data": {"values": [{"t": foot}]},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "fontSize": 10.5,
            "lineHeight": 15,
            "color": theme.var("muted"),
            "x": -spec["usermeta"]["left"],
            "y": 0,
        },
        "encoding": {"text": {"field": "t"}},
    }
    above = [_key_row(spec, legend, words.lang)] if legend else []
    return {**spec, "padding": 24, "title": title, "vconcat": [*above, *spec["vconcat"], below]}


def wrapped(text: str, width: float, size: float) -> list[str]:
    """`text` broken into lines of at most `width` pixels at a font size; Chinese breaks anywhere but before a stop
    or after an opening bracket, and never between a number and its 年, 月, 日, 兆, 億 or 萬.

    >>> wrapped("one two three", 50, 10)
    ['one two', 'three']
    >>> wrapped("於2027年12月", 50, 10)
    ['於2027年', '12月']
    """
    lines, line = [], ""
    for piece in re.findall(
        r"[（「『]*(?:[^\s\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]+[年月日兆億萬]?\s*|[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])|\s+",
        text,
    ):
        closing = piece.strip() in "，。、；：）」』？！" and piece.strip()
        if line and not closing and measured(line + piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def balanced(text: str, width: float, size: float) -> list[str]:
    """`text` in as few lines as :func:`wrapped` needs, but of lengths as even as possible.

    >>> balanced("one two three four", 75, 10)
    ['one two', 'three four']
    """
    return list(_balanced(text, width, size))


@lru_cache(maxsize=8192)  # every chart is drawn in two languages and sizes, and once more for the page's script
def _balanced(text: str, width: float, size: float) -> tuple[str, ...]:
    lines = wrapped(text, width, size)
    for narrower in (width * share / 100 for share in range(50, 100, 2)):
        tried = wrapped(text, narrower, size)
        if len(tried) == len(lines):
            return tuple(tried)
    return tuple(lines)


def measured(text: str, size: float) -> float:
    """Width of `text` in pixels, near enough to break lines: an ideograph is one em, a Latin letter about half."""
    return size * sum(map(_em, text))


@lru_cache(maxsize=8192)
def _em(letter: str) -> float:
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.54


def _key_row(spec: dict[str, Any], legend: Sequence[Key], lang: str) -> dict[str, Any]:
    shift = spec["usermeta"]["left"]
    place, layers = -shift + 0.0, []
    for entry in legend:
        words = wording(entry.label, lang)
        swatch = {
            "line": (14, 2.5),
            "dash": (14, 2.5),
            "dots": (14, 1.5),
            "area": (12, 11),
            "bar": (12, 11),
            "dot": (8, 8),
        }[entry.shape]
        mark = {"type": "rect", "color": theme.var(entry.colour), "opacity": 0.45 if entry.shape == "area" else 1}
        box = {"x": place, "x2": place + swatch[0], "y": 8 - swatch[1] / 2, "y2": 8 + swatch[1] / 2}
        mark |= {"cornerRadius": 4} if entry.shape == "dot" else {}
        layers.append({"mark": {**mark, **box}})
        text = {
            "type": "text",
            "text": words,
            "align": "left",
            "baseline": "middle",
            "x": place + 19,
            "y": 8,
            "fontSize": 11.5,
        }
        layers.append({"mark": {**text, "color": theme.var("muted")}})
        place += 19 + measured(words, 11.5) + 18
    return {"width": 10, "height": 12, "data": {"values": [{}]}, "layer": layers}
