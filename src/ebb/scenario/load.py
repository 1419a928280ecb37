"""Reading scenarios: a preset's name or a file, differences laid on their base, every problem in one message."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from ebb.errors import ScenarioError, UnknownName
from ebb.scenario.model import Levels, Scenario

_PRESETS = files("ebb.scenario") / "presets"
#: What a list is made of, as far as finding a bare month in it needs: strings and comments (in which nothing is a month),
#: brackets, and months. TOML has no month; 2027-01 written bare in a list of steps is read as "2027-01".
_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|\#[^\n]*'
    r"|(?P<open>\[)|(?P<close>\])|(?<![\w\"'.-])(?P<month>\d{4}-(?:0[1-9]|1[0-2]))(?![\w\"'-])",
    re.DOTALL | re.ASCII,
)
#: A plan has a few hundred bytes; TOML readers slow down with the square of the length of a dotted key.
_LARGEST_FILE = 20_000


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
            return raw.decode("utf-8-sig")  # some editors begin a file with a byte order mark
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
    try:
        return tomllib.loads(_with_months(text))
    except tomllib.TOMLDecodeError as error:
        problem, next_step = str(error), "correct the line named above"
    except RecursionError:
        problem, next_step = "its lists or tables are nested too deeply", "remove the nested brackets"
    except ValueError as error:  # Python refuses to read an integer of thousands of digits
        problem, next_step = str(error).split(";")[0], "write every amount in USD billion"
    raise ScenarioError(f"the scenario is no TOML: {problem}", where, "key = value lines under [tables]", next_step)


def _with_months(text: str) -> str:
    """The text with every bare month inside a list in quotes; titles and comments stay as they are."""
    depth = 0

    def replaced(piece: re.Match[str]) -> str:
        nonlocal depth
        depth += (piece["open"] is not None) - (piece["close"] is not None)
        return f'"{piece[0]}"' if piece["month"] and depth > 0 else piece[0]

    return _PIECE.sub(replaced, text)


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
    problems = []
    if "name" in raw:
        problems.append(
            f"{_spot(['name'], text)}: unknown key (a scenario is called after its file; it may have a title)"
        )
    try:
        # checked alone first, so that a mistake in the file is not blamed on its base
        Scenario.model_validate(difference)
        made = Scenario.model_validate({**_with_base(difference, where), "name": name})
        if made.restart is not None and made.stop == type(made.stop)():
            problems.append(f"{_spot(['restart'], text)}: restart needs a rule in [stop]: nothing stops before it")
    except ValidationError as error:
        problems += _problems([dict(item) for item in error.errors(include_input=False, include_url=False)], text)
    if problems:
        raise ScenarioError(
            f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the scenario: " + "; ".join(problems),
            where,
            "the keys and ranges of `ebb run --help`, amounts in USD billion",
            "correct every problem listed; nothing was run",
        )
    return made


def _problems(items: list[dict[str, Any]], text: str) -> list[str]:
    """One line per wrong key: a key that may be several things fails once for each, but is one problem."""
    known = {*_names(Scenario), *_names(Levels)}
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for item in items:
        place = [str(part) for part in item["loc"]]
        unknown = item["type"] == "extra_forbidden"
        # pydantic mixes in which alternative it tried; the reader knows only the names of the model
        key = [part for part in (place[:-1] if unknown else place) if part in known]
        if unknown:
            key.append(place[-1])
            near = difflib.get_close_matches(place[-1], known - {"name"}, n=1)
            message = "unknown key" + (f' (did you mean "{near[0]}"?)' if near else "")
        else:
            message = f"{item['msg'][0].lower()}{item['msg'][1:]}".removeprefix("value error, ")
        found.setdefault(tuple(key), {})[message] = item["type"]
    # a table that is wrong inside also fails as a number: only what is wrong inside helps
    inner = {key[:depth] for key in found for depth in range(len(key))}
    return [f"{_spot(key, text)}: {_one(key, said)}" for key, said in found.items() if key not in inner]


def _one(key: Sequence[str], said: Mapping[str, str]) -> str:
    """One complaint for one key: where several readings were tried, what the key may be instead of every failed reading.

    `said` maps each message to pydantic's name for the kind of error; ``"order"`` is our own, and knows best.
    """
    ours = [message for message, kind in said.items() if kind == "order"]
    if ours or len(said) == 1:
        return (ours or list(said))[0]
    if key[0] == "caps":
        return 'must be an amount of USD billion, zero or more, "none" for no limit, or steps such as [[2027-01, 30]]'
    if key[-1] == "on_rrp":
        return 'must be an amount of USD billion, zero or more, "spread", or low, central and high'
    if key[0] == "assumptions":
        return f"must be one number, or low, central and high ({next(iter(said))})"
    return " or ".join(said)


def _spot(key: Sequence[str], text: str) -> str:
    """The key as written with its dots, after its line where that can be found."""
    line = _line_of(list(key), text)
    return f"line {line}, {'.'.join(key)}" if line else ".".join(key)


def _line_of(place: list[str], text: str) -> int | None:
    """The line of a key or table; of a key inside an inline table, or one that is missing, the line of its table."""
    if not place:
        return None
    table = ""
    for number, row in enumerate(text.splitlines(), 1):
        head = re.match(r"\s*\[([\w.-]+)\]", row)
        if head:
            table = head.group(1)
            if place == table.split("."):
                return number
        name = re.match(r"\s*([\w.-]+)\s*=", row)
        if name and [part for part in (*table.split("."), *name.group(1).split(".")) if part] == place:
            return number
    return _line_of(place[:-1], text)


def _names(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _names(kind)
