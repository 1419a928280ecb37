"""The body of a delivery, taken in strictly: JSON objects and CSV tables as records, or a refusal that names every problem.

Every parser of the New York Fed and of the Treasury reads through here, so that each kind of damage (a page of HTML, half an
answer, a key given twice, a field renamed) is refused in one way. What a single field says is read in
:mod:`ebb.sources.exact`; nothing is guessed in either.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from ebb.sources.exact import Problems


def tree(body: bytes, problems: Problems) -> dict[str, Any]:
    """One JSON object; numbers are int or Decimal, never float.

    Raises
    ------
    FormatError
        If the bytes are no UTF-8, no complete JSON object, or name a key twice.
    """
    text = _text(body, problems)
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError, InvalidOperation) as error:
        problems.refuse(f"the answer is no JSON: {str(error)[:120]}")
    if not isinstance(found, dict):
        problems.refuse(f"the answer is a JSON {type(found).__name__}, not an object")
    return found


def rows_at(found: dict[str, Any], path: Sequence[str], problems: Problems) -> list[dict[str, Any]]:
    """The list of records under `path`, each a JSON object.

    Raises
    ------
    FormatError
        If a step of the path is absent or its end is no list of objects.
    """
    here: Any = found
    for n, step in enumerate(path):
        if not isinstance(here, dict) or step not in here:
            keys = ", ".join(sorted(here)[:8]) if isinstance(here, dict) else type(here).__name__
            problems.refuse(f'"{".".join(path[: n + 1])}" is not in the answer, which has: {keys or "nothing"}')
        here = here[step]
    if not isinstance(here, list) or not all(isinstance(row, dict) for row in here):
        problems.refuse(f'"{".".join(path)}" is no list of records')
    return here


def table(body: bytes, problems: Problems) -> list[dict[str, str]]:
    """The rows of a CSV file by its headings: at least one row, every row as long as the heading, no heading twice.

    Raises
    ------
    FormatError
    """
    text = _text(body, problems)
    try:
        lines = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as error:
        problems.refuse(f"the answer is no CSV: {error}")
    if len(lines) < 2:
        problems.refuse("the answer holds no row" if lines else "the answer is empty")
    head = [name.strip() for name in lines[0]]
    if len(set(head)) < len(head):
        problems.refuse("a heading stands twice")
    for n, row in enumerate(lines[1:], 2):
        if len(row) != len(head):
            problems.add(f"row {n} has {len(row)} fields, not {len(head)}")
    problems.refuse_if_any()
    return [dict(zip(head, row, strict=True)) for row in lines[1:]]


def need(rows: Sequence[Mapping[str, Any]], names: Iterable[str], problems: Problems) -> None:
    """Every row has every one of `names`; a renamed field is refused, not read as missing.

    Raises
    ------
    FormatError
    """
    for name in names:
        without = sum(1 for row in rows if name not in row)
        if without:
            problems.add(f'field "{name}" is not in {without} of {len(rows)} rows')
    problems.refuse_if_any()


def _text(body: bytes, problems: Problems) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.refuse("the answer is no UTF-8 text")
    if text.lstrip()[:1] == "<":
        problems.refuse("the answer is a web page, not data")
    if "\0" in text:
        problems.refuse("the answer holds null bytes")
    return text


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one record")
    return found
