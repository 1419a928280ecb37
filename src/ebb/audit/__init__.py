"""Audit: every number and date of an article against the published record, in Chinese and English.

Read (what the text says), link (what it speaks of), judge (what the record says). A text is data: nothing in it is ever
executed or fetched, and a verdict is computed from the record at run time, never typed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ebb.audit.article import audit_article, scorecard
    from ebb.audit.pins import Pin, read_pins
    from ebb.audit.reading import find, read
    from ebb.audit.review import Audit, audit

__all__ = ["Audit", "Pin", "audit", "audit_article", "find", "read", "read_pins", "scorecard"]

#: Where each public name lives; reading a text needs no record, so nothing is imported before it is asked for.
_HOMES = {
    "Audit": "review",
    "Pin": "pins",
    "audit": "review",
    "audit_article": "article",
    "find": "reading",
    "read": "reading",
    "read_pins": "pins",
    "scorecard": "article",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
