"""A grid: plans x assumptions, each cell run on the same draws; read from a file with every problem in one message."""

from __future__ import annotations

import difflib
import hashlib
import itertools
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ebb.errors import EbbError, UsageError
from ebb.scenario import Assumptions, Scenario, Setting, load
from ebb.scenario.model import Day, Month
from ebb.simulate.draws import CHOSEN, METHODS, Method

_LARGEST_FILE: Final = 50_000
#: Cells and draws a grid may ask for: beyond them a mistake is likelier than a wish.
MOST_CELLS: Final = 10_000
_MOST_DRAWS: Final = 1_000_000_000


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    plans: Annotated[list[str], Field(min_length=1)]
    start: Month | None = None
    months: Annotated[int, Field(strict=True, ge=1, le=600)] = 60
    draws: Annotated[int, Field(strict=True, ge=0, le=_MOST_DRAWS)] = 0
    seed: Annotated[int, Field(strict=True, ge=0, le=2**63 - 1)] = 0
    method: Method = CHOSEN
    setting: Setting = "central"
    as_of: Day | None = None
    assumptions: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Cell:
    """One plan under one set of assumptions, with all that its numbers depend on; `figures` names the record it is run on."""

    plan: Scenario
    assumptions: tuple[tuple[str, float | str], ...]
    start: date | None
    months: int
    draws: int
    seed: int
    method: str
    setting: Setting
    as_of: date
    figures: str
    number: int = field(compare=False, default=0)

    @property
    def key(self) -> str:
        """Sixteen hexadecimal digits: equal where plan, assumptions, draws, seed and record are equal, and only there."""
        told = {
            "plan": [self.plan.name, self.plan.fingerprint()],
            "assumptions": list(self.assumptions),
            "start": None if self.start is None else self.start.isoformat(),
            "run": [
                self.months,
                self.draws,
                self.seed,
                self.method,
                self.setting,
                self.as_of.isoformat(),
                self.figures,
            ],
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """Plan and assumptions in one line."""
        return " ".join([self.plan.name, *(f"{key}={value}" for key, value in self.assumptions)])


@dataclass(frozen=True, slots=True)
class Grid:
    """Plans and the values of each assumption, in the order of the file."""

    name: str
    plans: tuple[Scenario, ...]
    assumptions: Mapping[str, tuple[float | str, ...]]
    start: date | None
    months: int
    draws: int
    seed: int
    method: str
    setting: Setting
    as_of: date | None

    def cells(self, as_of: date, figures: str) -> tuple[Cell, ...]:
        """Every plan under every combination of assumptions: the last assumption changes first."""
        names = tuple(self.assumptions)
        found: list[Cell] = []
        for plan in self.plans:
            for values in itertools.product(*self.assumptions.values()):
                found.append(
                    Cell(
                        plan=plan,
                        assumptions=tuple(zip(names, values, strict=True)),
                        start=self.start,
                        months=self.months,
                        draws=self.draws,
                        seed=self.seed,
                        method=self.method,
                        setting=self.setting,
                        as_of=as_of,
                        figures=figures,
                        number=len(found),
                    )
                )
        return tuple(found)


def read_grid(path: Path) -> Grid:
    """The grid of a TOML file.

    Raises
    ------
    UsageError
        If it is no file, no TOML, or has an unknown key, plan or value: all problems at once, each unknown word with the
        nearest that is known.
    """
    raw = _read(path)
    problems: list[str] = []
    try:
        keys: _Keys | None = _Keys.model_validate(raw)
    except ValidationError as error:
        keys = None
        for item in error.errors(include_input=False, include_url=False):
            key = ".".join(str(part) for part in item["loc"] if str(part) in {*raw, *_Keys.model_fields})
            if item["type"] == "extra_forbidden":
                problems.append(f"{key}: unknown key{_near(key, _Keys.model_fields)}")
            else:
                problems.append(f"{key}: {item['msg'][0].lower()}{item['msg'][1:]}".replace("value error, ", ""))
    plans, assumptions = _plans(raw, path.parent, problems), _assumptions(raw, problems)
    size = len(plans)
    for values in assumptions.values():
        size *= len(values)
    if size > MOST_CELLS:
        problems.append(f"{size:,} cells")
    if keys is None or problems:
        raise UsageError(
            f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the grid: {'; '.join(problems)}",
            str(path),
            f"the keys {', '.join(_Keys.model_fields)}; at most {MOST_CELLS:,} cells",
            "correct every problem listed; nothing was run (ebb sweep --help shows a grid)",
        )
    return Grid(
        name=path.stem,
        plans=plans,
        assumptions=assumptions,
        start=keys.start,
        months=keys.months,
        draws=keys.draws,
        seed=keys.seed,
        method=METHODS[METHODS.index(keys.method)],
        setting=keys.setting,
        as_of=keys.as_of,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
        if len(raw) > _LARGEST_FILE:
            problem = f"it has {len(raw):,} bytes"
        else:
            return tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        problem = (error.strerror or str(error)).lower()
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is no UTF-8"
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        problem = f"no TOML: {str(error).splitlines()[0]}"
    raise UsageError(
        f"the grid cannot be read: {problem}",
        str(path),
        f"a UTF-8 TOML file of at most {_LARGEST_FILE:,} bytes",
        "ebb sweep --help shows a grid",
    )


def _plans(raw: Mapping[str, Any], folder: Path, problems: list[str]) -> tuple[Scenario, ...]:
    """Presets by name, files by their path as given or beside the grid."""
    given = raw.get("plans")
    if not isinstance(given, list):
        return ()
    found: list[Scenario] = []
    for name in given:
        if not isinstance(name, str):
            continue
        beside = folder / name
        try:
            found.append(load(beside if name.endswith(".toml") and beside.is_file() else name))
        except EbbError as error:
            hint = error.next_step.split("?")[0] + "?" if error.next_step.startswith("did you mean") else ""
            problems.append(f"plans: {error.what}{f' ({hint})' if hint else ''}")
    names = [plan.name for plan in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        problems.append(f"plans: {', '.join(twice)} stands there twice")
    return tuple(found)


def _assumptions(raw: Mapping[str, Any], problems: list[str]) -> dict[str, tuple[float | str, ...]]:
    given = raw.get("assumptions", {})
    if not isinstance(given, dict):
        return {}
    found: dict[str, tuple[float | str, ...]] = {}
    for name, values in given.items():
        if name not in Assumptions.model_fields:
            problems.append(f"assumptions.{name}: unknown key{_near(name, Assumptions.model_fields)}")
            continue
        values = values if isinstance(values, list) else [values]
        if not values:
            problems.append(f"assumptions.{name}: no value")
        elif len({json.dumps(value, default=str) for value in values}) < len(values):
            problems.append(f"assumptions.{name}: a value stands there twice")
        for value in values:
            try:
                if isinstance(value, dict):
                    raise TypeError
                Assumptions.model_validate({name: value})
            except ValidationError as error:
                said = error.errors(include_url=False)[0]["msg"]
                problems.append(f"assumptions.{name}: {value}: {said[0].lower()}{said[1:]}")
            except TypeError:
                problems.append(f"assumptions.{name}: one number for each cell, no low, central and high")
        found[name] = tuple(value if isinstance(value, str) else float(value) for value in values if _plain(value))
    return found


def _plain(value: Any) -> bool:
    return isinstance(value, int | float | str)


def _near(word: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(word.rsplit(".", 1)[-1], list(known), n=1, cutoff=0.5)
    return f' (did you mean "{near[0]}"?)' if near else ""
