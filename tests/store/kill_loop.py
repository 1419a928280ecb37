"""Run by test_kill and test_locks: children write and publish without end, and are killed or read beside.

Usage: python kill_loop.py FILE random|steps SEED KILLS, or FILE readers COUNT GENERATIONS. Children are forks of this
process, which itself never opens DuckDB, so that each costs milliseconds. After each death it prints the signal, the number
of files left behind and the generation that opens; of each reader the generations it saw.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import filelock
import numpy as np

from ebb.sources.cards import Card, cards
from ebb.sources.harvest import Delivery, Harvest, Holding, HoldingsList, Reading
from ebb.store import Store, writing
from ebb.store import writing as _room

room: Any = sys.modules[_room.__module__]
PAIR = [Card(name, name, "P", "D", "USD mn", "calendar day", "daily", 0) for name in ("ONE", "TWO")]
BEGIN = np.datetime64("2000-01-01", "D")


def write(file: Path, tell: Callable[[], object] = lambda: None) -> None:
    """Publish generation after generation; in each, both series have one more date and as many securities are held."""
    with writing(file) as writer:
        held = writer.last_date("ONE")
        size = 0 if held is None else (held - BEGIN.astype(date)).days + 1
        while True:
            size += 1
            dates = BEGIN + np.arange(size)
            pair = tuple(Reading(card, dates, np.arange(size) + 0.5) for card in PAIR)
            writer.put(Harvest(pair), passport(f"pair {size}"), date(2020, 1, 1))
            rows = tuple(Holding(f"{n:09d}", "bills", 100 * n) for n in range(size))
            listed = HoldingsList(dates[-1].astype(date), ("bills",), rows)
            writer.put(Harvest(holdings=(listed,)), passport(f"list {size}"), date(2020, 1, 1))
            writer.publish()
            tell()


def passport(content: str) -> Delivery:
    return Delivery("P", content, datetime(2020, 1, 1, tzinfo=UTC), content, 1)


def verify(file: Path) -> str:
    """The laws of every generation; raises if one is broken."""
    held = Store.open(file)
    if held is None:
        return "none"
    with held:
        one, two = held.series("ONE"), held.series("TWO")
        assert np.array_equal(one.dates, two.dates)
        assert np.array_equal(one.values, np.arange(len(one)) + 0.5)
        assert np.array_equal(one.values, two.values)
        assert held.generation == len(one), (held.generation, len(one))
        listed = held.holdings_dates("bills")
        assert len(listed) == len(one)
        assert [row.amount for row in held.holdings(listed[-1], "bills")] == [100 * n for n in range(len(one))]
        assert len(held.history("TWO")) == len(one)
        assert len(held.deliveries()) == 2 * len(one)
        return f"{held.generation}"


def forked(act: Callable[[], object]) -> int:
    """Number of a child that does one thing and ends."""
    child = os.fork()
    if child:
        return child
    try:
        act()
        sys.stdout.flush()
        os._exit(0)
    except Exception as wrong:  # noqa: BLE001 - whatever it is, the test must hear of it
        sys.stdout.write(f"BROKEN {type(wrong).__name__}: {wrong}\n")
        sys.stdout.flush()
        os._exit(1)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_at(point: int) -> None:
    """Make the writer of this process die at one of the steps of a publication."""
    second = [0]

    def when(real: Callable[..., Any], before: bool, name: str = "") -> Callable[..., Any]:
        def step(*args: Any, **named: Any) -> Any:
            if name and name not in str(args[0]):
                return real(*args, **named)
            second[0] += 1
            if second[0] == 2 and before:
                die()
            made = real(*args, **named)
            if second[0] == 2:
                die()
            return made

        return step

    def half(source: Any, target: Any) -> None:
        body = Path(source).read_bytes()
        second[0] += 1
        Path(target).write_bytes(body if second[0] < 2 else body[: len(body) // 2])
        if second[0] == 2:
            die()

    steps: list[Callable[[], None]] = [
        lambda: setattr(room.shutil, "copyfile", half),
        lambda: setattr(room, "_reorder", when(room._reorder, before=True)),
        lambda: setattr(room, "_reorder", when(room._reorder, before=False)),
        lambda: setattr(room, "_flush", when(room._flush, before=True)),
        lambda: setattr(room, "_flush", when(room._flush, before=False)),
        lambda: setattr(room.os, "replace", when(os.replace, before=True)),
        lambda: setattr(room.os, "replace", when(os.replace, before=False)),
        lambda: setattr(room.listed, "put", when(room.listed.put, before=False)),
    ]
    steps[point % len(steps)]()


def report(death: int, left: int, file: Path) -> None:
    sys.stdout.write(f"{death} {left} {verify(file)}\n")


def main(file: Path, mode: str, seed: int, kills: int) -> None:
    rng = np.random.default_rng(seed)
    for number in range(kills):
        if mode == "steps":
            child = forked(lambda number=number: (dying_at(number), write(file)))
        else:
            inside, outside = os.pipe()
            child = forked(lambda outside=outside: write(file, lambda: os.write(outside, b".")))
            os.close(outside)
            # One in three dies young; the others have published at least once.
            if number % 3:
                os.read(inside, 1)
            time.sleep(float(rng.uniform(0, 0.15)))
            os.kill(child, signal.SIGKILL)
            os.close(inside)
        _, status = os.waitpid(child, 0)
        death = os.WTERMSIG(status) if os.WIFSIGNALED(status) else -1
        left = len(list(file.parent.glob(f"{file.name}.writing-*")))
        os.waitpid(forked(partial(report, death, left, file)), 0)


def watch(file: Path, generations: int) -> None:
    """Open the store again and again, beside a writer, until some generations were seen; every one must be whole."""
    seen: list[str] = []
    while len(set(seen)) < generations:
        seen.append(verify(file))
        time.sleep(0.01)
    assert seen == sorted(seen, key=int), "generations never run backwards"
    sys.stdout.write(f"{len(seen)} {len(set(seen))}\n")


def read_beside(file: Path, readers: int, generations: int) -> None:
    inside, outside = os.pipe()
    writer = forked(lambda: write(file, lambda: os.write(outside, b".")))
    os.close(outside)
    os.read(inside, 1)
    watching = [forked(partial(watch, file, generations)) for _ in range(readers)]
    for child in watching:
        os.waitpid(child, 0)
    alive = os.waitpid(writer, os.WNOHANG) == (0, 0)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    sys.stdout.write("writing to the end\n" if alive else "the writer had died\n")


if __name__ == "__main__":
    # Whatever is imported late is imported now: children must spend their short lives writing.
    assert all((duckdb, filelock, cards()))
    place, what, *more = sys.argv[1:]
    if what == "readers":
        read_beside(Path(place), *map(int, more))
    else:
        main(Path(place), what, *map(int, more))
