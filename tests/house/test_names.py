"""The front door: nothing leaks, nothing heavy is loaded, every door opens."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import ebb


def test_public_names_are_sorted_and_have_a_door_each():
    assert ebb.__all__ == sorted(ebb.__all__)
    assert set(ebb.__all__) == set(ebb._DOORS)
    assert dir(ebb) == ebb.__all__


@pytest.mark.parametrize("name", ebb.__all__)
def test_every_public_name_opens(name):
    assert callable(getattr(ebb, name))
    assert getattr(ebb, name).__doc__


@pytest.mark.parametrize("room", sorted(ebb._ROOMS))
def test_rooms_are_reached_by_name(room):
    assert getattr(ebb, room) is import_module(f"ebb.{room}")


def test_an_unknown_name_is_an_attribute_error_that_lists_the_public_ones():
    with pytest.raises(AttributeError, match="answer, audit, caps"):
        ebb.nothing  # noqa: B018
    assert not hasattr(ebb, "__wrapped__")


def test_the_report_stays_a_function_when_its_room_is_imported_first():
    program = "import ebb.report, ebb; from ebb.report import report; assert ebb.report is report; print(ebb.report)"
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "function report" in made.stdout


def test_importing_ebb_loads_no_other_package():
    program = "import sys; old = set(sys.modules); import ebb; print(*sorted(set(sys.modules) - old))"
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in made.stdout.split()}
    assert "ebb" in loaded
    assert not {name for name in loaded if name not in sys.stdlib_module_names} - {"ebb"}
    assert "ebb.series" not in made.stdout.split()
