"""The look of every chart and of the page: one table of colours, one of type, and nothing about any figure.

Hues are those of Okabe and Ito (distinct for colour-blind readers), darkened on paper and lightened on the dark ground
until they can be read as text (contrast of at least 4.5 to 1, which the tests measure). A specification names a colour
as ``var(--blue)``: the page resolves it with CSS, so that one drawing serves light, dark and print; :func:`resolve`
puts the literal colour in for renderers without CSS.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

#: token -> (on paper, on the dark ground)
COLOURS: Final[dict[str, tuple[str, str]]] = {
    "paper": ("#fdfcfa", "#14181c"),
    "panel": ("#f4f2ed", "#1d2329"),
    "ink": ("#1b2127", "#e9e7e2"),
    "muted": ("#59636c", "#a3adb5"),
    "faint": ("#e3e0d9", "#30383f"),
    "rule": ("#8d969d", "#6c7780"),
    "blue": ("#0067a5", "#5db4ea"),
    "vermillion": ("#bd4b00", "#f0894a"),
    "green": ("#007a5a", "#35bd97"),
    "orange": ("#936200", "#e6a62c"),
    "purple": ("#9c4478", "#d98ab8"),
    "sky": ("#2b7fb3", "#8cc9ef"),
    "qe": ("#e3eee9", "#1b322c"),
    "qt": ("#f9e9de", "#3a261b"),
    "hold": ("#ebe9e4", "#262d33"),
}

#: tokens used for words, which must be readable on `paper`
TEXT_TOKENS: Final = ("ink", "muted", "blue", "vermillion", "green", "orange", "purple")

SANS: Final[dict[str, str]] = {
    "en": "Inter, Helvetica Neue, Helvetica, Arial, Noto Sans, Noto Sans CJK TC, Noto Sans TC, sans-serif",
    "zh-Hant": "Noto Sans CJK TC, Noto Sans TC, PingFang TC, Microsoft JhengHei, Heiti TC, sans-serif",
}

WIDE: Final = 760
NARROW: Final = 350


def var(token: str) -> str:
    """The CSS reference of a colour token.

    >>> var("blue")
    'var(--blue)'
    """
    COLOURS[token]
    return f"var(--{token})"


def resolve(spec: dict[str, Any], *, dark: bool = False) -> dict[str, Any]:
    """`spec` with every ``var(--token)`` replaced by its literal colour."""
    text = json.dumps(spec, ensure_ascii=False)
    literal: dict[str, Any] = json.loads(re.sub(r"var\(--([a-z]+)\)", lambda m: COLOURS[m[1]][dark], text))
    return literal


def declarations(*, dark: bool) -> str:
    """The colour tokens as CSS custom properties."""
    return "".join(f"--{token}:{pair[dark]};" for token, pair in COLOURS.items())


def config(lang: str) -> dict[str, Any]:
    """The Vega-Lite configuration shared by all charts, with a font that has the characters of `lang`."""
    font = SANS[lang]
    label = {"labelColor": var("muted"), "labelFontSize": 11, "titleColor": var("muted"), "titleFontSize": 11}
    return {
        "background": "transparent",
        "font": font,
        "padding": 0,
        "view": {"stroke": None},
        "axis": {
            **label,
            "gridColor": var("faint"),
            "domainColor": var("rule"),
            "tickColor": var("rule"),
            "titleFontWeight": "normal",
        },
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6},
        "axisX": {"grid": False, "tickSize": 4, "labelFlush": False},
        "title": {
            "font": font,
            "color": var("muted"),
            "fontSize": 12,
            "fontWeight": "normal",
            "anchor": "start",
            "frame": "bounds",
            "offset": 10,
        },
        "text": {"font": font, "fontSize": 11.5, "color": var("ink")},
        "concat": {"spacing": 22},
    }


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours as WCAG 2 defines it, 1 to 21."""
    first, second = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
