"""Can this installation do its work? Each check says what it found and, if it is a fault, what to do about it.

A missing Chinese font is advice and no fault: pages use the reader's own fonts, only pictures drawn to PNG need one
here. Advice keeps ``ok`` true and carries a remedy. Words of this command are English, as are all errors and help.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ebb.errors import EbbError

#: The oldest Python the house is tested on.
OLDEST = (3, 11)

#: First raw numbers of NumPy's PCG64 from seed 20220601: the same on every machine, or no seed can be reproduced here.
SEED, STREAM = 20220601, (2054646626727185265, 6345979395121908281, 3876544946386752352)

REINSTALL = "install it again: uv sync --reinstall-package ebb"

#: Where systems keep fonts, and file names that hold Traditional Chinese, for systems without fc-list.
FONT_FOLDERS = ("/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts", "/usr/share/fonts")
FONT_FILES = ("*CJK*", "*PingFang*", "msjh*", "mingliu*", "*STHeiti*", "wqy-*", "uming*", "ukai*")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined; `remedy` is empty where there is nothing to do."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""

    def json(self) -> dict[str, Any]:
        """The wire form."""
        return {"name": self.name, "ok": self.ok, "detail": self.detail, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class Examination:
    """All checks of one installation."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether every check passed."""
        return all(check.ok for check in self.checks)

    def json(self) -> dict[str, Any]:
        """The wire form of ``ebb doctor --json``."""
        return {"ok": self.ok, "checks": [check.json() for check in self.checks]}


def examine(folder: Path) -> Examination:
    """Examine this installation, and `folder` as the place where output would go."""
    checks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("python", python),
        ("figures", figures),
        ("languages", languages),
        ("charts", charts),
        ("seeds", seeds),
        ("folder", lambda: writable(folder)),
        ("font", font),
    )
    return Examination(tuple(_guarded(name, check) for name, check in checks))


def python() -> Check:
    """Python is new enough."""
    version = platform.python_version()
    wanted = ".".join(map(str, OLDEST))
    if sys.version_info < OLDEST:
        return Check(
            "python", False, f"Python {version}", f"install Python {wanted} or newer: uv python install {wanted}"
        )
    return Check("python", True, f"Python {version} on {platform.system()}")


def figures() -> Check:
    """Every packaged table is there and is what its passport says; every document can be read."""
    from ebb.sources import published

    tables = published.tables()
    if not tables:
        return Check("figures", False, "no packaged table was found", REINSTALL)
    rows = sum(len(published.rows(name)) for name in tables)
    known = published.keys()
    readable = [published.series(key) for key in known]
    documents = [published.document(name) for name in published.documents()]
    detail = f"{len(tables)} tables, {rows:,} rows, {len(readable)} series, {len(documents)} documents"
    return Check("figures", True, f"{detail}, newest {max(s.dates[-1] for s in readable if len(s))}")


def languages() -> Check:
    """Every sentence exists in both languages and obeys the rules of the catalogue."""
    from ebb import text

    problems = list(text.check())
    if problems:
        return Check("languages", False, f"{len(problems)} problems: {'; '.join(map(str, problems[:3]))}", REINSTALL)
    return Check("languages", True, f"{len(text.keys())} sentences in {' and '.join(text.LANGUAGES)}")


def charts() -> Check:
    """The library that draws pictures can be loaded."""
    from importlib.metadata import version

    import vl_convert

    return Check("charts", True, f"vl-convert {version('vl-convert-python')}, Vega-Lite {_newest(vl_convert)}")


def _newest(library: Any) -> str:
    return str(library.get_vegalite_versions()[-1])


def seeds() -> Check:
    """The same seed gives the numbers it gives everywhere else."""
    import numpy as np

    drawn = tuple(np.random.PCG64(SEED).random_raw(len(STREAM)).tolist())
    if drawn != STREAM:
        remedy = "install the locked versions: uv sync --frozen"
        return Check("seeds", False, f"NumPy {np.__version__} draws other numbers from seed {SEED}", remedy)
    return Check("seeds", True, f"seed {SEED} gives the known numbers (NumPy {np.__version__})")


def writable(folder: Path) -> Check:
    """A file can be written where the report would go."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".ebb-"):
        free = shutil.disk_usage(folder).free
    return Check("folder", True, f"{folder} can be written, {free / 1e9:,.1f} GB free")


def font() -> Check:
    """Some font can draw Traditional Chinese into a picture."""
    found = next(_fonts(), None)
    if found:
        return Check("font", True, found)
    return Check(
        "font",
        True,
        "no font for Traditional Chinese: pictures drawn to PNG show empty boxes (pages are not affected)",
        "install one, for instance: apt-get install fonts-noto-cjk",
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
        return Check(name, False, str(error), "install the locked versions: uv sync --frozen")
    except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        remedy = "work in a directory you may write to" if name == "folder" else REINSTALL
        return Check(name, False, f"{type(error).__name__}: {error}", remedy)
