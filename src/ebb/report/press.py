"""Many pictures at once: the renderer works on one core, so half of the pictures go to a second process.

Run as a module (``python -m ebb.report.press``) it is that process: specifications come in as one JSON list on standard
input, pictures leave as one JSON list on standard output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import Any, Final

from ebb.errors import EbbError
from ebb.report.picture import to_svg

#: Fewer pictures than this are not worth a second process.
WORTH_IT: Final = 6


def begun(specs: Sequence[dict[str, Any]], *, workers: int | None = None) -> Callable[[], list[str]]:
    """Start drawing one SVG for each specification; calling the result draws the rest and hands all over, in order.

    Between the two calls the other process is at work, so that the caller can do something of its own.

    Parameters
    ----------
    specs : sequence of dict
    workers : int or None
        1 draws everything here; otherwise two processes share the work where the machine has two cores.

    Raises
    ------
    EbbError
        From the second call, if the other process fails; its last line says why.
    """
    if workers is None:
        workers = min(2, os.cpu_count() or 1)
    if workers < 2 or len(specs) < WORTH_IT:
        return lambda: [to_svg(spec) for spec in specs]
    share = len(specs) * 2 // 3  # the larger part goes away: the caller bundles its scripts meanwhile
    # files, not pipes: the renderer keeps the interpreter to itself, and a full pipe would stop the other process
    work, reply, complaint = (tempfile.TemporaryFile() for _ in range(3))  # noqa: SIM115 - closed by finish()
    work.write(json.dumps(specs[:share], ensure_ascii=False).encode())
    work.seek(0)
    away = subprocess.Popen([sys.executable, "-m", "ebb.report.press"], stdin=work, stdout=reply, stderr=complaint)

    def finish() -> list[str]:
        here = [to_svg(spec) for spec in specs[share:]]
        failed = away.wait()
        reply.seek(0)
        complaint.seek(0)
        out, said = reply.read(), complaint.read().decode(errors="replace").strip()
        for file in (work, reply, complaint):
            file.close()
        if failed:
            last = said.rpartition("\n")[2]
            raise EbbError(
                f"the pictures could not be drawn: {last}", "report.press", "an SVG for each chart", "ebb doctor"
            )
        first: list[str] = json.loads(out)
        return first + here

    return finish


def _serve() -> None:
    specs = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps([to_svg(spec) for spec in specs], ensure_ascii=False).encode())


if __name__ == "__main__":
    _serve()
