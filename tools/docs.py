"""Writes and checks the generated parts of the documents: ``python tools/docs.py write`` or ``check``.

The program itself writes them between markers: the command reference from the real help, the six answers of both
READMEs, the error gallery, and the READMEs' picture. ``check`` compares texts and fails where a number in a document is
stale; of the pictures it asks only that they exist (their bytes depend on the fonts of a machine). It changes nothing.
"""

from __future__ import annotations

import difflib
import io
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path

import gallery
from ebb.cli import main

ROOT = Path(__file__).parents[1]
KEYS = ("what", "how", "how-long", "how-much", "risks", "stocks")
COMMANDS = (
    *(
        "",
        "report",
        "answer",
        "run",
        "replay",
        "caps",
        "holdings",
        "plan",
        "stress",
        "stocks",
        "watch",
        "audit",
        "doctor",
        "fetch",
        "import",
        "sweep",
        "store",
    ),
    *("store list", "store show", "store history", "store export", "store check", "store statement"),
)
READMES = {"README.md": "en", "README.zh-Hant.md": "zh-Hant"}
#: Sentences of an answer that the READMEs quote, where one does not hold the finding: the next runoff beside the last.
LEAD = {"how-long": 2}
#: What the READMEs open with: reserves under a plan and its three settings, drawn by ``ebb.plot``.
PICTURE, SCENARIO, CHART, MONTHS = "docs/picture-{lang}.png", "qt3", "reserves", 12
#: Pixels of the PNG for each of the drawing's own.
SHARPNESS = 2.0


def documents() -> dict[str, Callable[[], str]]:
    """Every generated document, by its path in the project, with what writes its whole text."""
    made: dict[str, Callable[[], str]] = {"docs/cli.md": lambda: _between(ROOT / "docs/cli.md", "help", reference())}
    for name, lang in READMES.items():
        made[name] = partial(_readme, name, lang)
    made[str(gallery.HOME.relative_to(ROOT) / "README.md")] = gallery.page
    return made


def pictures() -> dict[str, str]:
    """Every generated picture, by its path in the project, with its language."""
    return {PICTURE.format(lang=lang): lang for lang in READMES.values()}


def difference(name: str) -> str:
    """How a generated document differs from what it should be; empty if it is fresh."""
    path = ROOT / name
    if name in pictures():
        return "" if path.exists() and path.read_bytes().startswith(b"\x89PNG") else "no picture"
    have = path.read_text("utf-8") if path.exists() else ""
    lines = (have.splitlines(), documents()[name]().splitlines())
    return "\n".join(difflib.unified_diff(*lines, "written", "should be", lineterm="", n=0))


def write() -> None:
    """Write every generated document, message and picture."""
    for case in gallery.cases():
        case.stored.write_text(gallery.provoke(case).message + "\n", "utf-8")
    for name, lang in pictures().items():
        (ROOT / name).write_bytes(picture(lang))
    for name, text in documents().items():
        (ROOT / name).write_text(text(), "utf-8")


def reference() -> str:
    """The help of every command, as the program prints it at 80 columns."""
    parts = []
    for command in COMMANDS:
        words = [*command.split(), "--help"]
        parts.append(f"## ebb {command}".rstrip() + f"\n\n```console\n$ ebb {' '.join(words)}\n{_said(words)}\n```")
    return "\n\n".join(parts)


def answers(lang: str) -> str:
    """The headline of each of the six answers, on one line with the command that gives it whole."""
    import ebb

    lines = []
    for key in KEYS:
        told = ebb.answer(key).sentences(lang)[: LEAD.get(key, 1)]
        sentence = ("" if lang == "zh-Hant" else " ").join(told)
        lines.append(f"- `ebb answer {key}`{'：' if lang == 'zh-Hant' else ': '}{sentence}")
    return "\n".join(lines)


def picture(lang: str) -> bytes:
    """The picture of the READMEs as PNG."""
    import ebb

    runs = {setting: ebb.run(SCENARIO, months=MONTHS, setting=setting) for setting in ("low", "central", "high")}
    chart = ebb.plot(runs, CHART, lang)
    return bytes(chart.png(lang, scale=SHARPNESS))


def _readme(name: str, lang: str) -> str:
    return _between(ROOT / name, "answers", answers(lang))


def _between(path: Path, mark: str, text: str) -> str:
    begin, end = f"<!-- {mark}: written by `make accept`, do not edit -->", f"<!-- {mark}: end -->"
    whole = path.read_text("utf-8")
    if whole.count(begin) != 1 or whole.count(end) != 1:
        raise SystemExit(f'{path.name} needs "{begin}" and "{end}" exactly once')
    before, rest = whole.split(begin)
    return f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"


def _said(words: list[str]) -> str:
    out, columns = io.StringIO(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with redirect_stdout(out):
            main(words)
    finally:
        os.environ.pop("COLUMNS")
        if columns is not None:
            os.environ["COLUMNS"] = columns
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def _check() -> int:
    stale = {name: found for name in (*documents(), *pictures()) if (found := difference(name))}
    for name, found in stale.items():
        print(f"{name} is stale:\n{found}\n", file=sys.stderr)
    if stale:
        print("run `make accept` and read the difference", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    acts: dict[str, Callable[[], int | None]] = {"check": _check, "write": write}
    if len(sys.argv) != 2 or sys.argv[1] not in acts:
        raise SystemExit("python tools/docs.py check|write")
    sys.exit(acts[sys.argv[1]]())
