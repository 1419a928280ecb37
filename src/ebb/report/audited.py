"""The page of an audit: the text as it stands, every claim marked with its verdict, and below it what the record says.

The text is somebody else's: it is shown escaped, never run, and nothing of it is fetched. Both languages are in the page,
as in the report; a claim's colour repeats what its label says in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from ebb.audit.claim import VERDICTS, Document, Verdict
from ebb.audit.door import AT_ODDS, Audited
from ebb.errors import UnknownName
from ebb.report.page import both, stylesheet
from ebb.report.written import write_page
from ebb.text import LANGUAGES, Count, Day, say

_HOME = files("ebb") / "report" / "templates"

#: How a verdict is coloured: at odds with the record, near it, in accord, or not for figures to decide.
TONES = {
    "right": "fine",
    "imprecise": "near",
    "forecast": "open",
    "opinion": "open",
    "question": "open",
    "unsupported": "near",
    "not_understood": "open",
    **dict.fromkeys(AT_ODDS, "odds"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: plain, or the words of one claim."""

    text: str
    claim: Verdict | None = None


def audit_page(made: Audited, lang: str) -> str:
    """An audit as one HTML text in both languages.

    Parameters
    ----------
    made : Audited
    lang : ``"zh-Hant"`` or ``"en"``
        The language the page opens in.

    Raises
    ------
    UnknownName
        For a language that does not exist.
    """
    if lang not in LANGUAGES:
        raise UnknownName.of("language", lang, LANGUAGES, where="report.audited")
    paragraphs = () if made.document is None else marked(made.document, made.audit.verdicts)
    page: str = _template().render(
        lang=lang,
        name=made.name.replace("\\", "/").rsplit("/", 1)[-1],
        paragraphs=paragraphs,
        verdicts=made.audit.verdicts,
        counts={name: made.audit.counts[name] for name in VERDICTS if made.audit.counts[name]},
        clocks=made.audit.clocks,
        tones=TONES,
        style=Markup(stylesheet() + (_HOME / "audit.css").read_text(encoding="utf-8")),
    )
    return page


def marked(document: Document, verdicts: Sequence[Verdict]) -> tuple[tuple[Piece, ...], ...]:
    """The text by paragraph, cut where a claim begins and ends.

    Notes
    -----
    Law: the pieces of all paragraphs, joined by line breaks, are the text. Of claims that overlap the longest is marked;
    the others stand in the list below the text.
    """
    taken: list[Verdict] = []
    for one in sorted(verdicts, key=lambda v: (v.found.start - v.found.end, v.found.start)):
        if one.found.end > one.found.start and all(
            one.found.end <= other.found.start or other.found.end <= one.found.start for other in taken
        ):
            taken.append(one)
    taken.sort(key=lambda v: v.found.start)
    found: list[tuple[Piece, ...]] = []
    start = 0
    for line in document.text.split("\n"):
        end = start + len(line)
        found.append(tuple(_pieces(document.text, start, end, taken)))
        start = end + 1
    return tuple(found)


def _pieces(text: str, start: int, end: int, claims: Sequence[Verdict]) -> list[Piece]:
    pieces, place = [], start
    for one in claims:
        low, high = max(one.found.start, start), min(one.found.end, end)
        if low >= high:
            continue
        if place < low:
            pieces.append(Piece(text[place:low]))
        pieces.append(Piece(text[low:high], one))
        place = high
    if place < end:
        pieces.append(Piece(text[place:end]))
    return pieces


@cache
def _template() -> Template:
    room = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    room.globals |= {"LANGUAGES": LANGUAGES, "say": say, "Day": Day, "Count": Count, "both": both}
    return room.from_string((_HOME / "audit.html.j2").read_text(encoding="utf-8"))


__all__ = ["TONES", "Piece", "audit_page", "marked", "write_page"]
