"""Work for a second process: drawing many pictures, and bundling the scripts that draw them on the page.

The renderer works on one core and keeps the interpreter to itself, so what can be begun early is begun elsewhere. Run as a
module (``python -m ebb.report.press``) this is that other process: one job comes in as JSON on standard input, its result
leaves as JSON on standard output.
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
from ebb.report.picture import VEGA_LITE, to_svg

#: Fewer pictures than this are not worth a second process.
WORTH_IT: Final = 6


def begun(specs: Sequence[dict[str, Any]], *, workers: int | None = None) -> Callable[[], list[str]]:
    """Start drawing one SVG for each specification; calling the result draws the rest and hands all over, in order.

    Parameters
    ----------
    specs : sequence of dict
    workers : int or None
        1 draws everything here, when the result is called; otherwise another process draws the first half where the
        machine has two cores.

    Raises
    ------
    EbbError
        From the second call, if the other process fails; its last line says why.
    """
    if _alone(workers) or len(specs) < WORTH_IT:
        return lambda: [to_svg(spec) for spec in specs]
    share = (len(specs) + 1) // 2
    away = _sent({"draw": list(specs[:share])})

    def finish() -> list[str]:
        here = [to_svg(spec) for spec in specs[share:]]
        return [*away(), *here]

    return finish


def bundling(*, workers: int | None = None) -> Callable[[], str]:
    """Start bundling Vega, Vega-Lite and Vega-Embed into one script; calling the result waits for it.

    It takes seconds and depends on nothing, so it is worth starting before anything is computed.
    """
    return bundled if _alone(workers) else _sent({"bundle": True})


def bundled() -> str:
    """The bundle of the installed renderer, inside a function (its names collide with each other's at the top level)."""
    import vl_convert

    code: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    return f"(function(){{{code}\n}})();"


def _alone(workers: int | None) -> bool:
    return (min(2, os.cpu_count() or 1) if workers is None else workers) < 2


def _sent(job: dict[str, Any]) -> Callable[[], Any]:
    """Give a job to another process; calling the result waits for its answer."""
    # files, not pipes: the renderer keeps the interpreter to itself, and a full pipe would stop the other process
    work, reply, complaint = (tempfile.TemporaryFile() for _ in range(3))  # noqa: SIM115 - closed by received()
    work.write(json.dumps(job, ensure_ascii=False).encode())
    work.seek(0)
    away = subprocess.Popen([sys.executable, "-m", "ebb.report.press"], stdin=work, stdout=reply, stderr=complaint)

    def received() -> Any:
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
        return json.loads(out)

    return received


def _serve() -> None:
    job = json.loads(sys.stdin.buffer.read())
    done = bundled() if "bundle" in job else [to_svg(spec) for spec in job["draw"]]
    sys.stdout.buffer.write(json.dumps(done, ensure_ascii=False).encode())


if __name__ == "__main__":
    _serve()
