"""Reading scenarios: a preset's name or a file, differences laid on their base, every problem in one message."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from ebb.errors import ScenarioError, UnknownName
from ebb.scenario.model import Scenario

_PRESETS = files("ebb.scenario") / "presets"
#: TOML has no month; 2027-01 written bare in a list of steps is read as "2027-01".
_BARE_MONTH = re.compile(r'(?<![\w"\'-])(\d{4}-(?:0[1-9]|1[0-2]))(?![\w"\'-])')
_LARGEST_FILE = 100_000


@cache
def presets() -> tuple[str, ...]:
    """Names of the scenarios that come with ebb."""
    return tuple(sorted(f.name[:-5] for f in _PRESETS.iterdir() if f.name.endswith(".toml")))


def load(name_or_path: str | Path) -> Scenario:
    """The scenario of that name, or in that TOML file.

    Raises
    ------
    UnknownName
        If it is neither a preset nor a file.
    ScenarioError
        If the file is no TOML, has an unknown key, a value out of range, or a base that does not exist: all problems of
        the file are listed at once, each with its line.
    """
    text = str(name_or_path)
    if text in presets():
        return _build(_read(_PRESETS.joinpath(f"{text}.toml").read_text(encoding="utf-8"), text), text, text)
    path = Path(text)
    if not path.is_file():
        raise UnknownName.of(
            "scenario", text, presets(), where="the name given to ebb run", next_step="or give the path of a TOML file"
        )
    content = _content(path)
    return _build(_read(content, text), text, path.stem, content)


def _content(path: Path) -> str:
    problem = ""
    try:
        raw = path.read_bytes()
        if len(raw) > _LARGEST_FILE:
            problem = f"it has {len(raw):,} bytes"
        else:
            return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is no UTF-8"
    except OSError as error:
        problem = str(error.strerror)
    raise ScenarioError(
        f"the scenario file cannot be read: {problem}",
        str(path),
        f"a UTF-8 TOML file of at most {_LARGEST_FILE:,} bytes",
        "save it as UTF-8 text",
    )


def _read(text: str, where: str) -> dict[str, Any]:
    lines = [_BARE_MONTH.sub(r'"\1"', line) if "[[" in line and "=" in line else line for line in text.splitlines()]
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(
            f"the scenario is no TOML: {error}",
            where,
            "key = value lines under [tables]",
            "correct the line named above",
        ) from None


def _merge(base: dict[str, Any], difference: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in difference.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict) and key != "title":
            merged[key] = _merge(merged[key], value)
        else:
            merged[key] = value
    return merged


def _with_base(raw: dict[str, Any], where: str, seen: tuple[str, ...] = ()) -> dict[str, Any]:
    base = raw.get("base")
    if base is None:
        return raw
    if not isinstance(base, str) or base not in presets() or base in seen:
        near = difflib.get_close_matches(str(base), presets(), n=1)
        raise ScenarioError(
            f'base "{base}" is no preset' if base not in seen else f'base "{base}" rests on itself',
            where,
            f"one of: {', '.join(presets())}",
            f'did you mean "{near[0]}"?' if near else "leave base out for the policy in force",
        )
    below = _read(_PRESETS.joinpath(f"{base}.toml").read_text(encoding="utf-8"), base)
    below.pop("title", None)  # a changed plan may not carry the name of the plan it changed
    return _merge(_with_base(below, base, (*seen, base)), raw)


def _build(raw: dict[str, Any], where: str, name: str, text: str = "") -> Scenario:
    difference = {key: value for key, value in raw.items() if key != "name"}
    try:
        # checked alone first, so that a mistake in the file is not blamed on its base
        Scenario.model_validate(difference)
        return Scenario.model_validate({**_with_base(difference, where), "name": name})
    except ValidationError as error:
        problems = _problems([dict(item) for item in error.errors()], text)
        raise ScenarioError(
            f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the scenario: " + "; ".join(problems),
            where,
            "the keys and ranges of `ebb run --help`, amounts in USD billion",
            "correct every problem listed; nothing was run",
        ) from None


def _problems(items: list[dict[str, Any]], text: str) -> list[str]:
    """One line per wrong key: a key that may be several things fails once for each, but is one problem."""
    keys = set(_names(Scenario))
    found: dict[str, list[str]] = {}
    for item in items:
        place = [str(part) for part in item["loc"]]
        # pydantic appends which alternative it tried; the reader's key ends where the names of the model end
        depth = (
            len(place)
            if item["type"] == "extra_forbidden"
            else max(i for i, part in enumerate(place, 1) if part in keys)
        )
        key = ".".join(place[:depth])
        line = _line_of(place[:depth], text)
        spot = f"line {line}, {key}" if line else key
        if item["type"] == "extra_forbidden":
            near = difflib.get_close_matches(place[-1], keys, n=1)
            message = "unknown key" + (f' (did you mean "{near[0]}"?)' if near else "")
        else:
            message = f"{item['msg'][0].lower()}{item['msg'][1:]}"
        found.setdefault(spot, []).append(message)
    return [f"{spot}: {_one(spot, list(dict.fromkeys(messages)))}" for spot, messages in found.items()]


def _one(spot: str, messages: list[str]) -> str:
    """One complaint for one key: where several readings were tried, what the key may be instead of every failed reading."""
    if len(messages) == 1:
        return messages[0]
    name = spot.split()[-1]
    if name.startswith("caps."):
        return 'must be an amount of USD billion, zero or more, "none" for no limit, or steps such as [[2027-01, 30]]'
    if name == "assumptions.on_rrp":
        return 'must be an amount of USD billion, zero or more, "spread", or low, central and high'
    if name.startswith("assumptions."):
        return f"must be one number, or low, central and high ({messages[-1] if 'decrease' in messages[-1] else messages[0]})"
    return " or ".join(messages)


def _line_of(place: list[str], text: str) -> int | None:
    table = ""
    for number, row in enumerate(text.splitlines(), 1):
        head = re.match(r"\s*\[([\w.-]+)\]", row)
        if head:
            table = head.group(1)
            if place == [table]:
                return number
        name = re.match(r"\s*([\w-]+)\s*=", row)
        if name and [part for part in (*table.split("."), name.group(1)) if part] == place:
            return number
    return None


def _names(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _names(field.annotation)
