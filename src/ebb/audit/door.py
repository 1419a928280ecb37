"""The audit's door: a file, or the packaged article, against the record, with its three clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ebb.audit.article import audit_article, statements
from ebb.audit.claim import Document
from ebb.audit.pins import read_pins
from ebb.audit.reading import read
from ebb.audit.review import Audit
from ebb.audit.review import audit as review
from ebb.errors import UsageError
from ebb.record import Record

#: The word that stands for the packaged statements of the article this project began with.
ARTICLE = "article"
#: Verdicts that say the text is at odds with the record.
AT_ODDS = ("wrong_unit", "wrong_date", "mistranslation", "wrong")
#: How a verdict counts in the scorecard.
AGREEMENT = ("right", "imprecise", "at_odds", "left_open")


def agreement(verdict: str) -> str:
    """One of :data:`AGREEMENT`: opinions, questions, forecasts and what no figure supports are left open."""
    if verdict in AT_ODDS:
        return "at_odds"
    return verdict if verdict in ("right", "imprecise") else "left_open"


@dataclass(frozen=True, slots=True)
class Audited:
    """An audit and what it was of: the name, the text where a file was read, else the kind of each packaged statement."""

    name: str
    audit: Audit
    document: Document | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def at_odds(self) -> int:
        """How many claims the record contradicts."""
        return sum(self.audit.counts[verdict] for verdict in AT_ODDS)

    def scorecard(self) -> dict[str, dict[str, int]]:
        """Agreement with the record by kind: how many statements are right, imprecise, at odds with it, or left open.

        Notes
        -----
        Law: the four numbers of all kinds sum to the statements that have a kind.
        """
        found: dict[str, dict[str, int]] = {}
        for one in self.audit.verdicts:
            if one.id in self.kinds:
                row = found.setdefault(self.kinds[one.id], dict.fromkeys(AGREEMENT, 0))
                row[agreement(one.verdict)] += 1
        return found

    def json(self) -> dict[str, Any]:
        """The contract of ``ebb audit --json``."""
        return self.audit.json()


def audit(
    source: Path | str,
    *,
    as_of: date | None = None,
    source_clock: date | None = None,
    article_clock: date | None = None,
    pins: Path | str | None = None,
) -> Audited:
    """Every number and date of a text against the record.

    Parameters
    ----------
    source : path, or ``"article"`` for the packaged statements of the seed article
    as_of : date, optional
        The third clock, "now": only figures known on that day are used. By default everything held.
    source_clock, article_clock : date, optional
        From which day the text's source and the text itself speak. By default the day the text says it was published, else
        `as_of`; the source's is the article's where none is given.
    pins : path, optional
        A TOML file of claims fixed by hand.

    Raises
    ------
    UsageError
        If the file does not exist, cannot be read as text, or the pins are wrong; every problem is listed.

    Notes
    -----
    Nothing in a text is executed or fetched.
    """
    record = Record(as_of)
    given = {"source": source_clock, "article": article_clock}
    clocks = {name: day for name, day in given.items() if day is not None}
    if str(source) == ARTICLE:
        if pins is not None:
            raise UsageError(
                "the packaged statements are pinned already",
                "ebb audit --pins",
                "a file of your own",
                "leave --pins out",
            )
        return Audited(ARTICLE, audit_article(record, clocks), kinds={one.id: one.kind for one in statements()})
    fixed = () if pins is None else read_pins(_text(Path(pins), "--pins"), where=str(pins))
    document = read(_bytes(Path(source), "ebb audit"), name=str(source))
    clocks.setdefault("article", document.dated or record.as_of)
    clocks.setdefault("source", clocks["article"])
    return Audited(str(source), review(document, record=record, clocks=clocks, pins=fixed), document)


def _bytes(path: Path, where: str) -> bytes:
    if not path.is_file():
        kind = "is a directory" if path.is_dir() else "does not exist"
        raise UsageError(
            f'"{path}" {kind}',
            where,
            'the name of a file, or "article" for the packaged statements',
            "check the name",
        )
    return path.read_bytes()


def _text(path: Path, where: str) -> str:
    try:
        return _bytes(path, where).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f'"{path}" is not UTF-8: {error.reason}', where, "a TOML file in UTF-8", "save it again"
        ) from None
