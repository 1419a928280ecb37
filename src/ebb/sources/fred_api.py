"""The form of questions to FRED's API and of its answers, shared by figures and vintages.

A question names one series, asks for JSON (XML is the default) and carries the user's key as a secret parameter; an error is
told in FRED's own words, without anything that looks like a key. Manners and limits: :mod:`ebb.sources.fred`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ebb.errors import UsageError
from ebb.sources import delimited, intake
from ebb.sources.cards import Card
from ebb.sources.exact import Problems
from ebb.sources.harvest import Request

API: Final = "https://api.stlouisfed.org"
#: Observations in one answer; the most that FRED sends.
PAGE: Final = 100_000

_JSON = ("application/json", "text/json")
_KEY = re.compile(r"\b[0-9a-z]{32}\b")


def check_key(key: str) -> None:
    """Refuse what is no key, without repeating it.

    Raises
    ------
    UsageError
    """
    if not _KEY.fullmatch(key):
        raise UsageError(
            "this is no key of the FRED API", "sources.fred", "32 small letters and digits", "copy it from your account"
        )


def question(
    card: Card, path: str, params: tuple[tuple[str, str], ...], key: str, parse: Any, base: str, page: str = ""
) -> Request:
    """One question to the API about a series; `path` is what follows ``/fred/series``."""
    every = (("series_id", card.at["fred"]), ("file_type", "json"), *params, ("api_key", key))
    return Request(card.name + page, "fred", f"{base}/fred/series{path}", parse, every, _JSON, secret=("api_key",))


def answer(body: bytes, problems: Problems) -> dict[str, Any]:
    """FRED's JSON; an error that FRED reports is told in its own words, without anything that looks like a key.

    Raises
    ------
    FormatError
    """
    found = intake.tree(body, problems)
    if "error_code" in found or "error_message" in found:
        words = _KEY.sub("(hidden)", str(found.get("error_message", "")))
        code = delimited.printable(str(found.get("error_code", "?")), 10)
        problems.refuse(f"FRED answers with error {code}: {delimited.printable(words)}")
    return found


def total(found: Mapping[str, Any], problems: Problems) -> int:
    """How many rows FRED has for the question, over all pages."""
    count = found.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        problems.refuse('"count" is no number of rows')
    return count
