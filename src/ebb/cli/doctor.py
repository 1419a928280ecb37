"""Can this installation do its work? Each check says what it found and, if it is a fault, what to do about it.

A missing Chinese font is advice and no fault: pages use the reader's own fonts, only pictures drawn to PNG need one
here. Advice keeps ``ok`` true and carries a remedy. What breaks unforeseen is told in English, as are all errors and help.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebb.errors import EbbError
from ebb.text import Count, Number, Phrase, Said

if TYPE_CHECKING:
    from ebb.record.freshness import Freshness

#: The oldest Python the house is tested on.
OLDEST = (3, 11)

#: First raw numbers of NumPy's PCG64 from seed 20220601: the same on every machine, or no seed can be reproduced here.
SEED, STREAM = 20220601, (2054646626727185265, 6345979395121908281, 3876544946386752352)

REINSTALL = Phrase("doctor.remedy.reinstall", {"command": "uv sync --reinstall-package ebb"})
LOCKED = Phrase("doctor.remedy.locked", {"command": "uv sync --frozen"})

#: Where systems keep fonts, and file names that hold Traditional Chinese, for systems without fc-list.
FONT_FOLDERS = ("/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts", "/usr/share/fonts")
FONT_FILES = ("*CJK*", "*PingFang*", "msjh*", "mingliu*", "*STHeiti*", "wqy-*", "uming*", "ukai*")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined; `remedy` is empty where there is nothing to do."""

    name: str
    ok: bool
    detail: str | Phrase
    remedy: str | Phrase = ""

    def told(self, lang: str) -> tuple[str, str]:
        """What was found and what to do about it, as text in `lang`."""
        detail, remedy = (text if isinstance(text, str) else text.say(lang) for text in (self.detail, self.remedy))
        return detail, remedy

    def json(self) -> dict[str, Any]:
        """The wire form, in English."""
        detail, remedy = self.told("en")
        return {"name": self.name, "ok": self.ok, "detail": detail, "remedy": remedy}


@dataclass(frozen=True, slots=True)
class Examination:
    """All checks of one installation."""

    checks: tuple[Check, ...]
    series: tuple[Freshness, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every check passed."""
        return all(check.ok for check in self.checks)

    def told(self, lang: str) -> dict[str, tuple[str, str]]:
        """What each check found and its remedy, by name, as text in `lang`."""
        return {check.name: check.told(lang) for check in self.checks}

    def json(self) -> dict[str, Any]:
        """The wire form of ``ebb doctor --json``."""
        return {
            "ok": self.ok,
            "checks": [check.json() for check in self.checks],
            "series": [one.json() for one in self.series],
        }


def examine(folder: Path, today: date) -> Examination:
    """Examine this installation, `folder` as the place where output would go, and how old each series is `today`."""
    ages: list[Freshness] = []
    checks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("python", python),
        ("figures", figures),
        ("store", store),
        ("freshness", lambda: fresh(today, ages)),
        ("languages", languages),
        ("charts", charts),
        ("seeds", seeds),
        ("folder", lambda: writable(folder)),
        ("font", font),
    )
    done = tuple(_guarded(name, check) for name, check in checks)
    return Examination(done, tuple(ages))


def python() -> Check:
    """Python is new enough."""
    version = platform.python_version()
    wanted = ".".join(map(str, OLDEST))
    if sys.version_info < OLDEST:
        remedy = Phrase("doctor.remedy.python", {"wanted": wanted, "command": f"uv python install {wanted}"})
        return Check("python", False, f"Python {version}", remedy)
    return Check("python", True, Phrase("doctor.python", {"version": version, "system": platform.system()}))


def figures() -> Check:
    """Every packaged table is there and is what its passport says; every document can be read."""
    from ebb.sources import published

    tables = published.tables()
    if not tables:
        return Check("figures", False, Phrase("doctor.no_figures"), REINSTALL)
    rows = sum(len(published.rows(name)) for name in tables)
    known = published.keys()
    readable = [published.series(key) for key in known]
    documents = [published.document(name) for name in published.documents()]
    counts = {"tables": len(tables), "rows": rows, "series": len(readable), "documents": len(documents)}
    said = {name: Count(count) for name, count in counts.items()}
    newest = str(max(s.dates[-1] for s in readable if len(s)))
    return Check("figures", True, Phrase("doctor.figures", {**said, "newest": newest}))


def store() -> Check:
    """The user's own store opens, and what it holds; having none is no fault."""
    from ebb.store import Store, path

    held = Store.open()
    if held is None:
        return Check("store", True, Phrase("doctor.no_store", {"path": str(path())}))
    with held:
        said: dict[str, Said | str] = {
            "path": str(path()),
            "series": Count(len(held.names())),
            "lists": Count(len(held.holdings_dates("notes_bonds"))),
            "generation": Count(held.generation),
        }
    return Check("store", True, Phrase("doctor.store", said))


def fresh(today: date, ages: list[Freshness]) -> Check:
    """How many series are current; stale ones are advice, and each is named. `ages` receives all of them."""
    from ebb.record import Record
    from ebb.record.freshness import freshness

    ages += freshness(Record(), today)
    stale = [one for one in ages if one.stale]
    counts: dict[str, Said | str] = {"current": Count(len(ages) - len(stale)), "all": Count(len(ages))}
    if not stale:
        return Check("freshness", True, Phrase("doctor.fresh", counts))
    oldest = max(stale, key=lambda one: (one.age_days, one.key))
    said = counts | {"oldest": oldest.key, "last": oldest.last.isoformat(), "age": Count(oldest.age_days)}
    return Check(
        "freshness", True, Phrase("doctor.stale", said), Phrase("doctor.remedy.stale", {"command": "ebb fetch"})
    )


def languages() -> Check:
    """Every sentence exists in both languages and obeys the rules of the catalogue."""
    from ebb import text

    problems = list(text.check())
    if problems:
        found = Phrase("doctor.languages_wrong", {"count": Count(len(problems)), "first": "; ".join(problems[:3])})
        return Check("languages", False, found, REINSTALL)
    said: dict[str, Said | str] = {"count": Count(len(text.keys())), "languages": ", ".join(text.LANGUAGES)}
    return Check("languages", True, Phrase("doctor.languages", said))


def charts() -> Check:
    """The library that draws pictures can be loaded."""
    from importlib.metadata import version

    import vl_convert

    said = {"convert": version("vl-convert-python"), "vega": _newest(vl_convert)}
    return Check("charts", True, Phrase("doctor.charts", said))


def _newest(library: Any) -> str:
    return str(library.get_vegalite_versions()[-1])


def seeds() -> Check:
    """The same seed gives the numbers it gives everywhere else."""
    import numpy as np

    said: dict[str, Said | str] = {"seed": str(SEED), "numpy": np.__version__}
    drawn = tuple(np.random.PCG64(SEED).random_raw(len(STREAM)).tolist())
    if drawn != STREAM:
        return Check("seeds", False, Phrase("doctor.seeds_wrong", said), LOCKED)
    return Check("seeds", True, Phrase("doctor.seeds", said))


def writable(folder: Path) -> Check:
    """A file can be written where the report would go."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".ebb-"):
        free = shutil.disk_usage(folder).free
    return Check("folder", True, Phrase("doctor.folder", {"folder": str(folder), "free": Number(free / 1e9)}))


def font() -> Check:
    """Some font can draw Traditional Chinese into a picture."""
    found = next(_fonts(), None)
    if found:
        return Check("font", True, found)
    return Check(
        "font",
        True,
        Phrase("doctor.no_font"),
        Phrase("doctor.remedy.font", {"command": "apt-get install fonts-noto-cjk"}),
    )


def _fonts() -> Iterator[str]:
    listing = shutil.which("fc-list")
    if listing:
        made = subprocess.run(
            [listing, ":lang=zh-tw", "family"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            encoding="utf-8",
        )
        yield from sorted(line.strip() for line in made.stdout.splitlines() if line.strip())
        return
    for folder in (*map(Path, FONT_FOLDERS), Path.home() / ".fonts", Path.home() / ".local/share/fonts"):
        for pattern in FONT_FILES:
            yield from (path.name for path in folder.rglob(pattern))


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    """A check that breaks is a fault with the breakage as its detail."""
    try:
        return check()
    except EbbError as error:
        return Check(name, False, f"{error.what} ({error.where})", error.next_step or REINSTALL)
    except ImportError as error:
        return Check(name, False, str(error), LOCKED)
    except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        remedy = Phrase("doctor.remedy.folder") if name == "folder" else REINSTALL
        return Check(name, False, f"{type(error).__name__}: {error}", remedy)
