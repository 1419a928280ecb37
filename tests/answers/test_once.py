"""What is computed once goes with the object it was computed for."""

from __future__ import annotations

import gc
import weakref
from datetime import date

import pytest

from ebb.answers.evidence import Evidence
from ebb.answers.once import once


class Counter:
    """Counts how often it is really asked."""

    def __init__(self) -> None:
        self.asked = 0

    @once
    def twice(self, number: int, plus: int = 0) -> int:
        """Its double, and something more."""
        self.asked += 1
        if number < 0:
            raise ValueError(number)
        return 2 * number + plus


def test_the_same_question_is_computed_once_and_another_again():
    one, other = Counter(), Counter()
    assert [one.twice(2), one.twice(2), one.twice(2, plus=1), one.twice(3)] == [4, 4, 5, 6]
    assert (one.asked, other.twice(2), other.asked) == (3, 4, 1)


def test_an_error_is_not_kept():
    counter = Counter()
    for _ in range(2):
        with pytest.raises(ValueError, match="-1"):
            counter.twice(-1)
    assert counter.asked == 2


def test_evidence_is_let_go_when_nobody_holds_it():
    """A study of many as-of dates must not keep the record of each."""
    evidence = Evidence(date(2024, 7, 18))
    evidence.bridge(evidence.runoff)
    gone = weakref.ref(evidence)
    del evidence
    gc.collect()
    assert gone() is None
