"""The words that a reader of an HTML page sees, and nothing else.

Own scanner instead of a parser: one pass, no tree, no recursion, so that broken or hostile pages cost no more than their
length. Nothing is executed, no address is followed; scripts, styles, templates, comments and hidden elements are dropped.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_PAGE: Final = re.compile(
    r"<!doctype html|</?(?:html|head|body|div|p|br|span|table|tr|td|ul|ol|li|article|section|main"
    r"|h[1-6]|script|style|"
    r"meta|a|b|i|em|strong|img|iframe|svg|template)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_HIDDEN: Final = re.compile(
    r"""(?:^|\s)(?:hidden(?=[\s=/]|$)|style\s*=\s*["'][^"']*(?:display\s*:\s*none|visibility\s*:\s*hidden))""",
    re.IGNORECASE,
)
_META: Final = re.compile(
    r"""(?<![\w-])(name|property|itemprop|http-equiv|content|datetime|class|id)\s*=\s*(?:"([^"<>]{0,200})"|'([^'<>]{0,200})'|([^\s"'<>=]{1,200}))""",
    re.IGNORECASE,
)
#: Classes by which pages mark the element that prints their own date.
_DATE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:date|dateline|datetime|pub-?date|published|posted-on|timestamp)(?:[\s_-]|$)", re.IGNORECASE
)
#: Only the first such element counts, and only where it stands near the top: pages list the dates of other texts below.
_TOP: Final = 600
_RAW: Final = frozenset(("script", "style", "textarea", "title", "xmp", "noembed", "noframes"))
_RAW_END: Final = {name: re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE) for name in _RAW}
_DROPPED: Final = frozenset(
    ("template", "head", "noscript", "iframe", "object", "svg", "math", "select", "datalist", "dialog")
)
_VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
#: Elements inside a line; the last of them show nothing, and so break none.
_INLINE: Final = frozenset(
    (
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "img",
        ),
        *("ins", "kbd", "label", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"),
        *("sup", "time", "tt", "u", "var", "wbr", "script", "style", "template", "noscript", "meta", "link"),
    )
)
_DATED: Final = frozenset(
    (
        "article:published_time",
        "datepublished",
        "publishdate",
        "pubdate",
        "date",
        "dc.date",
        "dc.date.issued",
        "publish_date",
    )
)
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_BREAKS: Final = re.compile(r" *\n[ \n]*")
_LONG_CODE: Final = re.compile(r"&#[0-9]{8,};?")


def is_html(text: str) -> bool:
    """Whether a text is a page: it holds a tag of HTML."""
    return bool(_PAGE.search(text))


def visible(page: str) -> tuple[str, tuple[str, ...]]:
    """The words a reader sees, and the date of publication as the page's own meta data print it.

    Returns
    -------
    (text, dated)
        Block elements are lines of their own; `dated` is empty where the page does not say, else what it declares: its meta
        data, then the first time and the first element near the top whose class calls it a date.

    >>> visible("<p>每月<b>950</b>億<script>alert(1)</script></p><p>&lt;QT&gt;</p>")
    ('每月950億\\n<QT>', ())
    """
    pieces: list[str] = []
    meta, shown, seen, place, last = "", "", 0, 0, page.rfind(">")
    skipped, depth = "", 0  # the hidden element we are in, and how many of its name are open
    while True:
        start = page.find("<", place)
        if start < 0 or start > last:
            break
        if not skipped:
            pieces.append(_SPACES.sub(" ", page[place:start]))
            seen += len(pieces[-1])
        tag = _TAG.match(page, start)
        if tag is None:
            place = _past(page, start)
            if place == start + 1 and not skipped:
                pieces.append("<")
            continue
        place = tag.end()
        closing, name, rest = tag[1] == "/", tag[2].lower(), tag[3]
        if name == "meta":
            meta = meta or _publication(rest)
        elif not (shown or closing or skipped) and seen <= _TOP:
            shown = _shown(page, name, rest, place)
        if skipped:
            if name == skipped and not rest.endswith("/"):
                depth += -1 if closing else 1
                skipped = skipped if depth > 0 and not (name in ("p", "li") and not closing) else ""
            if name in _RAW and not closing:
                place = _past_raw(page, name, place)
            continue
        if not closing and name in _RAW:
            place = _past_raw(page, name, place)
        elif not closing and name not in _VOID and (name in _DROPPED or _HIDDEN.search(rest)):
            skipped, depth = ("", 0) if rest.endswith("/") else (name, 1)
        if name not in _INLINE:
            pieces.append("\n")
    if not skipped:
        pieces.append(_SPACES.sub(" ", page[place:]))
    words = unescape(_LONG_CODE.sub("\ufffd", "".join(pieces)))
    return _BREAKS.sub("\n", words).strip(), tuple(one for one in (meta, shown) if one)


def _past(page: str, start: int) -> int:
    """Where to go on after a "<" that opens no tag: past a comment or a declaration, else past the sign alone."""
    if page.startswith("<!--", start):
        end = page.find("-->", start + 4)
        return len(page) if end < 0 else end + 3
    if page[start + 1 : start + 2] in ("!", "?", "/") or page[start + 1 : start + 2].isalpha():
        end = page.find(">", start)
        return len(page) if end < 0 else end + 1
    return start + 1


def _past_raw(page: str, name: str, place: int) -> int:
    """Past a script, a style or the like; one that is never closed runs to the end."""
    end = _RAW_END[name].search(page, place)
    return len(page) if end is None else end.start()


def _facts(attributes: str) -> dict[str, str]:
    return {key.lower(): double or single or bare for key, double, single, bare in _META.findall(attributes)}


def _publication(attributes: str) -> str:
    facts = _facts(attributes)
    label = (facts.get("property") or facts.get("name") or facts.get("itemprop") or "").lower()
    return facts.get("content", "") if label in _DATED else ""


def _shown(page: str, name: str, attributes: str, place: int) -> str:
    """What an element that is a time, or that its class calls a date, declares or prints; "" of any other."""
    if name == "time":
        declared = _facts(attributes).get("datetime", "")
    elif "class" in attributes or "itemprop" in attributes or "id" in attributes:
        facts = _facts(attributes)
        named = " ".join(facts.get(key, "") for key in ("class", "id"))
        if not _DATE_CLASS.search(named) and facts.get("itemprop", "").lower() not in _DATED:
            return ""
        declared = facts.get("content", "")
    else:
        return ""
    end = page.find("<", place)
    text = unescape(page[place : len(page) if end < 0 else end][:200]).strip()
    return next((one for one in (declared, text) if any(char.isdigit() for char in one)), "")
