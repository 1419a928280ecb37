"""The error gallery: every error of the house has a smallest cause, and says what was stored."""

from __future__ import annotations

import pytest

import gallery
from ebb import errors

CASES = gallery.cases()
LABELS = ["what", "where", "expected", "next"]


def family(parent):
    return [parent, *(deeper for child in parent.__subclasses__() for deeper in family(child))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_message_is_the_stored_one(case):
    outcome = gallery.provoke(case)
    assert outcome.message == case.stored.read_text("utf-8").rstrip("\n")
    assert outcome.status == getattr(errors, case.error).exit_code
    assert outcome.printed == ""
    assert outcome.written == ()
    if case.python:
        assert outcome.error == case.error


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_message_has_its_four_lines_and_says_what_to_do(case):
    stored = case.stored.read_text("utf-8").splitlines()
    assert [line.split()[0] for line in stored] == LABELS
    assert all(len(line.split(maxsplit=1)[1]) > 2 for line in stored)


def test_every_error_a_user_may_meet_is_in_the_gallery():
    leaves = {error.__name__ for error in family(errors.EbbError) if error.__module__ == "ebb.errors"}
    parents = {"EbbError", "SourceError"}
    assert leaves - parents - {case.error for case in CASES} == set()


def test_every_stored_message_belongs_to_a_case():
    assert {path.stem for path in gallery.HOME.glob("*.txt")} == {case.name for case in CASES}
