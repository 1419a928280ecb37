"""Many pictures at once: the renderer works on one core, so half of the pictures go to a second process.

Run as a module (``python -m ebb.report.press``) it is that process: specifications come in as one JSON list on standard
input, pictures leave as one JSON list on standard output.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Final

from ebb.errors import EbbError
from ebb.report.picture import to_svg

#: Fewer pictures than this are not worth a second process.
WORTH_IT: Final = 6


def drawn(specs: Sequence[dict[str, Any]], *, workers: int | None = None) -> list[str]:
    """One SVG for each specification, in order.

    Parameters
    ----------
    specs : sequence of dict
    workers : int or None
        1 draws everything here; otherwise two processes share the work where the machine has two cores.

    Raises
    ------
    EbbError
        If the second process fails; its last line says why.
    """
    if workers is None:
        workers = min(2, os.cpu_count() or 1)
    if workers < 2 or len(specs) < WORTH_IT:
        return [to_svg(spec) for spec in specs]
    # the caller has a bundle to make as well, so the other process takes the larger half
    share = len(specs) * 3 // 5
    away = subprocess.Popen(
        [sys.executable, "-m", "ebb.report.press"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert away.stdin is not None
    away.stdin.write(json.dumps(specs[:share], ensure_ascii=False).encode())
    away.stdin.close()
    away.stdin = None
    here = [to_svg(spec) for spec in specs[share:]]
    out, complaint = away.communicate()
    if away.returncode:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise EbbError(
            f"the pictures could not be drawn: {last}", "report.press", "one SVG for each chart", "ebb doctor"
        )
    first: list[str] = json.loads(out)
    return first + here


def _serve() -> None:
    specs = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps([to_svg(spec) for spec in specs], ensure_ascii=False).encode())


if __name__ == "__main__":
    _serve()
