"""Where output goes: data to standard output in one write, notes and progress to standard error.

A command makes its whole text first and writes it last, so that standard output is empty whenever something is refused.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Columns of a table that does not go to a terminal.
PAPER = 120

#: How a long piece of work says where it is: ``progress(share done in [0, 1], what is being done)``.
Progress = Callable[[float, str], None]


def write(text: str) -> None:
    """Data: to standard output, ending in one end of line."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """A note for the person at the keyboard: to standard error."""
    sys.stderr.write(text.rstrip("\n") + "\n")
    sys.stderr.flush()


def draw(*parts: RenderableType) -> str:
    """Tables and lines as text, in colour only on a terminal, as wide as it is."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size((PAPER, 24)).columns if terminal else PAPER
    page = StringIO()
    console = Console(file=page, force_terminal=terminal, width=width, highlight=False, emoji=False, markup=False)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str) and not terminal)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())


@contextmanager
def working(what: str, *, plain: bool = False) -> Iterator[Progress]:
    """A bar on standard error while work goes on.

    Where it is no terminal, nothing; or, if `plain`, one line for each thing done: a log should not be silent for minutes.
    """
    if not sys.stderr.isatty():
        yield (lambda share, doing: note(doing)) if plain else (lambda share, doing: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns: list[Any] = [TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn()]
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def tell(share: float, doing: str) -> None:
            bar.update(task, total=1.0, completed=share, description=doing)

        yield tell
