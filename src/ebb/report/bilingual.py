"""One drawing, two languages: the same picture with its words exchanged, because drawing costs and words do not.

The two specifications of a chart differ in words only, and words never move a mark (every label is anchored, every axis
has its room reserved). So the second picture is the first with its text nodes replaced. Where that is not certain the
answer is None and the picture is drawn again; nothing is ever guessed.
"""

from __future__ import annotations

import re
from typing import Any, Final
from xml.sax.saxutils import escape

#: Entries of the label tables that axes carry: {'cell':'words',...}.
_ENTRY: Final = re.compile(r"'((?:[^'\\]|\\.)*)':'((?:[^'\\]|\\.)*)'")
_NODE: Final = re.compile(r">([^<>]+)<")
#: Parts of a specification that are not drawn.
_UNSEEN: Final = frozenset({"$schema", "datasets", "usermeta", "tooltip"})


def retold(picture: str, spec: dict[str, Any], other: dict[str, Any]) -> str | None:
    """`picture`, the SVG of `spec`, with the words of `other`.

    Returns
    -------
    str or None
        None where the specifications differ in more than words, or one word would have to become two.
    """
    words: dict[str, set[str]] = {}
    if not _pairs(spec, other, words) or any(len(found) > 1 for found in words.values()):
        return None
    exchange = {escape(one): escape(next(iter(two))) for one, two in words.items()}
    return _NODE.sub(lambda node: f">{exchange.get(node[1], node[1])}<", picture)


def _pairs(one: Any, two: Any, words: dict[str, set[str]]) -> bool:
    """Collect what each word becomes; False where the two trees have different shapes."""
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(_pairs(one[k], two[k], words) for k in one if k not in _UNSEEN)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(_pairs(a, b, words) for a, b in zip(one, two, strict=True))
    if not (isinstance(one, str) and isinstance(two, str)):
        return bool(one == two)
    if one.startswith("{") and two.startswith("{"):
        left, right = _ENTRY.findall(one), _ENTRY.findall(two)
        if [cell for cell, _ in left] != [cell for cell, _ in right]:
            return False
        for (_, a), (_, b) in zip(left, right, strict=True):
            words.setdefault(_plain(a), set()).add(_plain(b))
        return _ENTRY.sub("", one) == _ENTRY.sub("", two)
    words.setdefault(one, set()).add(two)
    return True


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
