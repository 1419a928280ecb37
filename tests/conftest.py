"""Evidence and runs on the packaged figures, made once for all tests, and a future that has been poisoned."""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from ebb.answers.evidence import Evidence
from ebb.answers.inputs import inputs
from ebb.answers.runs import run_on
from ebb.scenario import Scenario, load
from ebb.series import Series
from ebb.simulate.loop import Inputs
from ebb.simulate.result import Run
from ebb.sources import published

#: Time is measured by benchmarks beside a referee, never by a test: a slow machine is no fault of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

#: No test may see the store of whoever runs it.
os.environ["EBB_HOME"] = tempfile.mkdtemp(prefix="ebb-tests-")

#: Half as much again: wrong enough to be seen, not so wrong that a guard refuses it.
WRONG = 1.5
#: What stands first in every entry of the policy documents that says when it was made public.
MADE_PUBLIC = ("announced", "decided")


class Bench:
    """Runs on one day's knowledge, as the doors make them; a preset under a setting is run once."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.record = evidence.record
        self._runs: dict[tuple[str, str], Run] = {}
        self._inputs: dict[date, Inputs] = {}

    def inputs(self, first: date) -> Inputs:
        if first not in self._inputs:
            self._inputs[first] = inputs(self.record, first, self.evidence.demand)
        return self._inputs[first]

    def run(self, plan: str | Scenario, setting: Any = "central", **options: Any) -> Run:
        if isinstance(plan, Scenario) or options:
            scenario = plan if isinstance(plan, Scenario) else load(plan)
            return run_on(self.record, scenario, self.evidence.demand, setting=setting, prepared=self.inputs, **options)
        if (plan, setting) not in self._runs:
            self._runs[plan, setting] = run_on(
                self.record, load(plan), self.evidence.demand, setting=setting, prepared=self.inputs
            )
        return self._runs[plan, setting]

    def changed(self, preset: str, **difference: Any) -> Scenario:
        """A preset with some of its tables replaced."""
        return Scenario.model_validate({**load(preset).model_dump(exclude={"title"}), **difference})


@pytest.fixture(scope="session")
def evidence_on() -> Callable[[date | None], Evidence]:
    return cache(Evidence)


@pytest.fixture(scope="session")
def newest(evidence_on: Callable[[date | None], Evidence]) -> Evidence:
    return evidence_on(None)


@pytest.fixture(scope="session")
def bench(newest: Evidence) -> Bench:
    return Bench(newest)


#: The day after which everything in the second of the stocked stores is wrong.
SPOILT = date(2024, 7, 18)


@pytest.fixture(scope="session")
def stocked_homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two user's stores made from the packaged figures: one honest, one in which all that became known later is wrong."""
    import stocked

    found = {}
    for name, day in (("honest", None), ("spoilt", SPOILT)):
        found[name] = tmp_path_factory.mktemp(name)
        stocked.stock(found[name] / "ebb.duckdb", day)
    return found


@pytest.fixture
def at_home(stocked_homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Use the store called ``"honest"`` or ``"spoilt"`` from here on."""
    return lambda name: monkeypatch.setenv("EBB_HOME", str(stocked_homes[name]))


@pytest.fixture
def with_series(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, date, float], None]:
    """Publish another value of one series on one day."""

    def change(key: str, day: date, value: float) -> None:
        real = published.series

        def series(name: str) -> Series:
            found = real(name)
            if name != key:
                return found
            at = found.dates == np.datetime64(day, "D")
            assert at.any(), f"{key} has no value on {day}"
            return replace(found, values=np.where(at, value, found.values))

        monkeypatch.setattr(published, "series", series)

    return change


@pytest.fixture
def poisoned() -> Callable[[date], Any]:
    """Everything packaged that became known after a day is nonsense: series, tables, policy steps, administered rates."""

    @contextmanager
    def poison(day: date) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(published, "series", _series(published.series, day))
            patch.setattr(published, "rows", _rows(published.rows, day))
            patch.setattr(published, "document", _document(published.document, day))
            yield

    return poison


def _series(real: Callable[[str], Series], day: date) -> Callable[[str], Series]:
    def series(key: str) -> Series:
        found = real(key)
        late = found.known > np.datetime64(day, "D")
        return replace(found, values=np.where(late, WRONG * found.values, found.values))

    return series


def _rows(real: Callable[[str], Any], day: date) -> Callable[[str], Any]:
    def rows(table: str) -> Any:
        card = published.passport(table)
        if not card.date_column or table == "fomc_dates":
            return real(table)
        lags = {c.name: c.lag_days for c in card.columns if c.name != card.date_column}
        found = []
        for row in real(table):
            when = date.fromisoformat(row[card.date_column])
            late = {name for name in row if when + timedelta(days=lags.get(name, 0)) > day and name in lags}
            found.append({name: _wrong(cell) if name in late else cell for name, cell in row.items()})
        return tuple(found)

    return rows


def _wrong(cell: str) -> str:
    try:
        number = float(cell)
    except ValueError:
        return cell
    return str(int(WRONG * number)) if cell.isdigit() else str(WRONG * number)


def _document(real: Callable[[str], Any], day: date) -> Callable[[str], Any]:
    def document(name: str) -> Any:
        found = copy.deepcopy(real(name))
        for entries in found.values() if name in ("policy/programme", "policy/corridor") else ():
            for entry in entries if isinstance(entries, list) else ():
                told = next((entry[key] for key in MADE_PUBLIC if isinstance(entry, dict) and key in entry), None)
                if told is not None and told > day:
                    _spoil(entry)
        return found

    return document


def _spoil(entry: Any) -> None:
    items = entry.items() if isinstance(entry, dict) else enumerate(entry)
    for key, value in list(items):
        if isinstance(value, dict | list):
            _spoil(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            entry[key] = WRONG * value
