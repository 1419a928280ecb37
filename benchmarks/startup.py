"""Start-up of the program, each command in a process of its own, best of five: help, one answer, the report.

Nothing to compare with: the bars are absolute. Run it with ``uv run python benchmarks/startup.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

COMMANDS = (
    ("ebb --help", ["--help"], 0.3),
    ("ebb answer what", ["answer", "what"], 1.5),
    ("ebb report", ["report", "--out", "page.html"], 10.0),
)


def main() -> int:
    """Print a row each; 1 if a bar is missed."""
    fine = True
    with tempfile.TemporaryDirectory() as folder:
        around = os.environ | {"EBB_HOME": folder}
        for name, words, bar in COMMANDS:
            taken = []
            for _ in range(5):
                start = time.perf_counter()
                subprocess.run(
                    [sys.executable, "-m", "ebb", *words], cwd=folder, env=around, check=True, capture_output=True
                )
                taken.append(time.perf_counter() - start)
            verdict = "met" if min(taken) < bar else "missed"
            fine &= verdict == "met"
            sys.stdout.write(f"| start-up: {name} | {min(taken):.2f} s | none | bar {bar} s | {verdict} |\n")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
