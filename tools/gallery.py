"""The error gallery: the smallest cause of each error, provoked for real, beside the message that was stored for it.

A case is ``tests/errors/<name>.toml``: the class of the error, one line about its cause, and either ``command`` (words
after ``ebb``) or ``python`` (a program text), with ``[files]`` that lie where it runs. The message is kept in
``<name>.txt``. This tool never repairs a message: it shows it.
"""

from __future__ import annotations

import io
import os
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from ebb.cli import main
from ebb.errors import EbbError

HOME = Path(__file__).parents[1] / "tests" / "errors"


@dataclass(frozen=True, slots=True)
class Case:
    """One way to go wrong."""

    name: str
    error: str
    cause: str
    command: tuple[str, ...] = ()
    python: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def stored(self) -> Path:
        """Where its message is kept."""
        return HOME / f"{self.name}.txt"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case did: its message, the class raised (programs only), its exit status and what it printed as data."""

    message: str
    error: str
    status: int
    printed: str
    written: tuple[str, ...]


def cases() -> tuple[Case, ...]:
    """All cases, sorted by name."""
    return tuple(_read(path) for path in sorted(HOME.glob("*.toml")))


def provoke(case: Case) -> Outcome:
    """Run `case` in a directory of its own."""
    with _inside(case.files) as folder:
        out, err = io.StringIO(), io.StringIO()
        if case.command:
            with redirect_stdout(out), redirect_stderr(err):
                status = main(list(case.command))
            message, error = err.getvalue(), ""
        else:
            message, error, status = _raised(case.python)
        given = {Path(name).parts[0] for name in case.files}
        written = tuple(sorted(path.name for path in folder.iterdir() if path.name not in given))
    return Outcome(message.rstrip("\n"), error, status, out.getvalue(), written)


def page() -> str:
    """The gallery as a document, from the stored messages."""
    parts = [
        "# How ebb says that something is wrong",
        "",
        "Written by `make accept` from the cases in this directory: every error of the house, its smallest cause, and",
        "the message a user sees. Add the case before repairing the message.",
    ]
    for case in cases():
        parts += ["", f"## {case.name}", "", f"{case.cause} (`{case.error}`)", ""]
        for name, text in case.files.items():
            parts += [f"`{name}`:", "", f"```{Path(name).suffix[1:]}", text.strip("\n"), "```", ""]
        shown = "$ ebb " + " ".join(case.command) if case.command else case.python.strip("\n")
        stored = case.stored.read_text("utf-8").rstrip("\n") if case.stored.exists() else ""
        parts += ["```console" if case.command else "```python", shown, "```", "", "```text", stored, "```"]
    return "\n".join(parts) + "\n"


def _read(path: Path) -> Case:
    raw = tomllib.loads(path.read_text("utf-8"))
    return Case(
        name=path.stem,
        error=raw["error"],
        cause=raw["cause"],
        command=tuple(raw.get("command", ())),
        python=raw.get("python", ""),
        files=raw.get("files", {}),
    )


def _raised(program: str) -> tuple[str, str, int]:
    try:
        exec(compile(program, "<gallery>", "exec"), {"__name__": "gallery"})
    except EbbError as error:
        return str(error), type(error).__name__, error.exit_code
    return "", "", 0


@contextmanager
def _inside(files: Mapping[str, str]) -> Iterator[Path]:
    here, home = Path.cwd(), os.environ.get("EBB_HOME")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            place = Path(folder) / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
        os.chdir(folder)
        os.environ["EBB_HOME"] = "home"  # a case sees its own store, and messages name no machine
        try:
            yield Path(folder)
        finally:
            os.chdir(here)
            os.environ.pop("EBB_HOME")
            if home is not None:
                os.environ["EBB_HOME"] = home
