"""Runs benchmarks and writes docs/benchmarks.md: ``python tools/bench.py write [SCRIPT ...]`` or ``check``.

Each benchmark compares answers before it reads a clock and prints its rows; this tool only collects them, losses
included, with the versions and the machine they were measured on. Sections of scripts not asked for are kept. ``check``
asks only whether the document has every row of the design: figures differ from machine to machine.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "docs" / "benchmarks.md"
#: What is measured, the bar, and the script that measures it, in the order of the design.
ROWS = (
    ("Start-up", "`ebb --help` 0.3 s, `ebb answer what` 1.5 s, `ebb report` 10 s", "startup"),
    ("Whole portfolio, 10,000 draws x 120 months", "2 s, 40 times the plain twin", "ensemble"),
    ("400 bonds, dated payments", "50 times QuantLib's loop, 1e-12", "valuation"),
    ("4,000 bonds: price, yield, duration", "10 times QuantLib, 1e-8 per 100", "bonds"),
    ("100,000 mortgage pools to maturity", "1 s", "mortgage_pools"),
    ("Local projections", "20 times statsmodels, 1e-8", "local_projections"),
    ("As-of query over 432,000 vintages", "20 ms", "store_asof"),
    ("20,000 ledger entries", "10 times beancount", "ledger"),
    ("Sweeps", "linear in workers, same bits", "sweeps"),
    ("Time-varying elasticity", "budget printed in its row", "elasticity"),
)
PACKAGES = ("ebb", "numpy", "numba", "duckdb", "pandas", "scipy", "statsmodels", "QuantLib", "beancount", "dask")


def measured(script: str) -> list[str]:
    """Rows a benchmark printed, or one that says why there are none."""
    file = ROOT / "benchmarks" / f"{script}.py"
    if not file.exists():
        return ["| not measured: the benchmark is not written yet | | | | |"]
    made = subprocess.run([sys.executable, str(file)], cwd=ROOT, capture_output=True, text=True, check=False)
    print(made.stdout, end="")
    rows = [line for line in made.stdout.splitlines() if line.startswith("|")]
    last = (made.stdout + made.stderr).strip().splitlines()[-1:] or ["nothing was printed"]
    return rows or [f"| not measured: {last[0].replace('|', '/')} | | | | |"]


def machine() -> str:
    """Versions and cores."""
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; {', '.join(found)}."


def document(sections: dict[str, str]) -> str:
    """The whole document from its sections by script; one that was not measured says so."""
    parts = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Answers are compared before any clock is read; each row is the best of several runs on a",
        "machine that may have been busy: every section names its load. A bar that was missed says so.",
        "",
        machine(),
    ]
    for name, bar, script in ROWS:
        rows = sections.get(script) or _table(["| not measured yet | | | | |"])
        parts += ["", f"## {name}", "", f"Bar: {bar}. `benchmarks/{script}.py`", "", rows]
    return "\n".join(parts) + "\n"


def kept(text: str) -> dict[str, str]:
    """Sections of an earlier document by script."""
    found = {}
    for part in text.split("\n## ")[1:]:
        lines = part.strip("\n").splitlines()
        script = next((script for name, _, script in ROWS if name == lines[0]), None)
        if script is not None:
            found[script] = "\n".join(lines[4:])
    return found


def section(script: str) -> str:
    """A benchmark measured now: its table, and how busy the machine was."""
    before = os.getloadavg()[0]
    table = _table(measured(script))
    load = max(before, os.getloadavg()[0])
    return f"{table}\n\nLoad while measuring: {load:.1f} on {os.cpu_count()} cores."


def _table(rows: list[str]) -> str:
    head = ["| what | ebb | beside it | ratio or bar | outcome |", "|---|---|---|---|---|"]
    return "\n".join([*head, *(_five(row) for row in rows)])


def _five(row: str) -> str:
    """A row with five cells."""
    cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
    return f"| {' | '.join([*cells, *[''] * 5][:5])} |"


def missing(text: str) -> list[str]:
    """Names of the design's rows that a document lacks."""
    return [name for name, _, script in ROWS if f"## {name}\n" not in text or f"`benchmarks/{script}.py`" not in text]


def main(words: list[str]) -> int:
    """Measure and write, or check."""
    scripts = [script for _, _, script in ROWS]
    if words == ["check"]:
        lost = missing(PLACE.read_text("utf-8"))
        if lost:
            print(f"docs/benchmarks.md lacks: {', '.join(lost)}; run: make bench", file=sys.stderr)
        return 1 if lost else 0
    if words[:1] != ["write"] or not set(words[1:]) <= set(scripts):
        print(f"{__doc__}\nSCRIPT: {', '.join(scripts)}", file=sys.stderr)
        return 2
    sections = kept(PLACE.read_text("utf-8")) if PLACE.exists() else {}
    for script in words[1:] or scripts:
        sections[script] = section(script)
        PLACE.write_text(document(sections), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
