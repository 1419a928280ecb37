"""Every example in the docstrings of the books runs and says what it says."""

import doctest
import importlib
import inspect

import pytest

import ebb.books

MODULES = ("account", "bridge", "cases", "cents", "entry", "income", "ledger", "month", "payments", "statement")


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    module = importlib.import_module(f"ebb.books.{name}")
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


def test_every_public_function_has_an_example() -> None:
    functions = {
        n: getattr(ebb.books, n) for n in ebb.books.__all__ if inspect.isroutine(inspect.unwrap(getattr(ebb.books, n)))
    }
    assert len(functions) >= 20
    lacking = [name for name, one in functions.items() if ">>>" not in (one.__doc__ or "")]
    assert lacking == []


def test_public_names_are_sorted_and_exist() -> None:
    assert all(hasattr(ebb.books, name) for name in ebb.books.__all__)
    assert len(set(ebb.books.__all__)) == len(ebb.books.__all__)
