"""The import contracts are complete and bite."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib

import pytest

MODEL = ["policy", "portfolio", "books", "estimation", "funding", "yields", "equities", "scenario", "simulate"]
MODEL += ["planning"]


@pytest.fixture(scope="session")
def contracts(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


def test_every_model_room_is_under_the_contract_that_hands_it_its_data(contracts, root):
    held = next(contract for contract in contracts if contract["type"] == "forbidden")["source_modules"]
    there = [room for room in MODEL if (root / "src/ebb" / room / "__init__.py").exists()]
    assert [room for room in there if f"ebb.{room}" not in held] == []


def lint(folder):
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--config", str(folder / "pyproject.toml"), "--no-cache", "--no-logo"]
    environment = {"PYTHONPATH": str(folder / "src"), "PATH": "", "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(root, tmp_path):
    pytest.importorskip("importlinter", reason="import-linter is installed by `make contracts` (group check)")
    shutil.copy(root / "pyproject.toml", tmp_path)
    shutil.copytree(root / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.csv"))
    return tmp_path


def test_the_contracts_hold(copy):
    made = lint(copy)
    assert made.returncode == 0, made.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("policy/__init__.py", "import ebb.sources.published"),
        ("books/__init__.py", "import rich.table"),
        ("portfolio/__init__.py", "import ebb.books"),
        ("funding/__init__.py", "import ebb.yields"),
        ("utils.py", "X = 1"),
    ],
)
def test_a_stray_import_or_room_is_caught(copy, file, line):
    path = copy / "src/ebb" / file
    path.write_text((path.read_text("utf-8") if path.exists() else "") + f"\n{line}\n", "utf-8")
    made = lint(copy)
    assert made.returncode != 0
    assert "BROKEN" in made.stdout
