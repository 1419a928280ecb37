"""No clock and no shared randomness: the same call gives the same numbers on any day and in any order."""

from __future__ import annotations

import ast

import pytest

CLOCKS = {
    "date.today",
    "datetime.today",
    "datetime.now",
    "datetime.utcnow",
    "time.time",
    "time.localtime",
    "time.gmtime",
    "time.strftime",
}
#: What of numpy.random makes an explicit generator rather than using the one everybody shares.
EXPLICIT = {"default_rng", "Generator", "SeedSequence", "PCG64", "Philox", "SFC64", "BitGenerator"}


def dotted(node: ast.AST) -> str:
    """``np.random.seed`` of an attribute chain, or nothing."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def faults(text: str) -> list[str]:
    """Clocks and shared random numbers used in a program text."""
    found = []
    for node in ast.walk(ast.parse(text)):
        name = dotted(node)
        if name and (".".join(name.split(".")[-2:]) in CLOCKS):
            found.append(name)
        if ".random." in f"{name}." and name.split(".")[0] in ("np", "numpy"):
            tail = name.split("random.", 1)[-1] if "random." in name else ""
            if tail and tail.split(".")[0] not in EXPLICIT:
                found.append(name)
        if isinstance(node, ast.Import) and any(alias.name == "random" for alias in node.names):
            found.append("import random")
        if isinstance(node, ast.ImportFrom) and node.module == "random":
            found.append("from random import")
    return found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("import datetime\ndatetime.date.today()", "datetime.date.today"),
        ("from datetime import datetime\ndatetime.now()", "datetime.now"),
        ("import time\ntime.time()", "time.time"),
        ("import numpy as np\nnp.random.seed(1)", "np.random.seed"),
        ("import numpy as np\nnp.random.normal()", "np.random.normal"),
        ("import random", "import random"),
    ],
)
def test_the_search_finds_them(text, fault):
    assert fault in faults(text)
    assert faults("import numpy as np\nrng = np.random.default_rng(7)\nrng.random()") == []


def test_no_clock_and_no_shared_randomness_outside_the_door(sources, root):
    inside = [path for path in sources if "cli" not in path.relative_to(root / "src/ebb").parts[:1]]
    found = {str(path.relative_to(root)): faults(path.read_text("utf-8")) for path in inside}
    assert {path: names for path, names in found.items() if names} == {}
