"""The tree of the project, as the house's own tests see it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Folders that are no part of the project: what tools leave behind.
LEFTOVERS = {".git", ".venv", "__pycache__", "dist", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
LEFTOVERS |= {".import_linter_cache", ".benchmarks", ".uv-cache", "node_modules"}


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def tree() -> tuple[Path, ...]:
    """Every file of the project."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in LEFTOVERS)
        found += [Path(folder) / name for name in sorted(files) if name not in LEFTOVERS]  # .git may be a file
    return tuple(found)


@pytest.fixture(scope="session")
def sources(tree: tuple[Path, ...]) -> tuple[Path, ...]:
    """Every Python file of the package."""
    return tuple(path for path in tree if path.suffix == ".py" and ROOT / "src" in path.parents)
