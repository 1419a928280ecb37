"""The outermost door: runs the command line and turns every error into its message and exit status.

A bug (anything that is no error of the house) keeps its traceback: hiding it would help nobody.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import Any

import typer

from ebb.cli import screen
from ebb.cli.app import app
from ebb.errors import EbbError, UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``ebb`` with `arguments` (default: the command line's) and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    try:
        if not given:
            with redirect_stdout(sys.stderr):
                app(["--help"], prog_name="ebb", standalone_mode=False)
            return UsageError.exit_code
        status = app(given, prog_name="ebb", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has seen enough and nothing failed; typer turns only this case into SystemExit.
        # Python would complain once more while closing the pipe, so the rest goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except EbbError as error:
        return _refuse(error, given)
    except typer.TyperException as error:
        return _refuse(_wrong_use(error), given)
    except OSError as error:
        return _refuse(_system(error), given)
    return status if isinstance(status, int) else 0


def _refuse(error: EbbError, given: Sequence[str]) -> int:
    if "--debug" in given:
        traceback.print_exc()
    screen.note(str(error))
    return error.exit_code


def _wrong_use(error: typer.TyperException) -> UsageError:
    """The command line's own complaint in the words of the house."""
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context else "ebb"
    usage = context.get_usage().removeprefix("Usage:").strip() if context else "ebb COMMAND"
    message = error.format_message().rstrip(".")
    return UsageError(message[:1].lower() + message[1:], command, " ".join(usage.split()), f"{command} --help")


def _system(error: OSError) -> EbbError:
    return EbbError(
        (error.strerror or str(error)).lower(),
        str(error.filename or ""),
        "a file that can be read and written",
        "check its permissions and the space left on the disk",
    )


def _speak_utf8() -> None:
    """JSON and Chinese text are UTF-8 whatever the terminal's old code page says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
