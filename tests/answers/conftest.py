"""The six answers on a day, told once for all tests; a refusal is kept as what it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from ebb.answers import Answer, answer_on
from ebb.answers.evidence import Evidence
from ebb.errors import OutOfRange

#: Days with their own troubles: early in QT1, between two runoffs, in the purchases of 2020, early in QT2, the day of the
#: article, the eve of the decision to stop, and everything known.
DAYS = (
    date(2018, 6, 30),
    date(2019, 9, 10),
    date(2020, 6, 30),
    date(2022, 9, 30),
    date(2024, 7, 18),
    date(2025, 10, 28),
    None,
)


@pytest.fixture(scope="session")
def told(evidence_on: Callable[[date | None], Evidence]) -> Callable[[str, date | None], Answer | OutOfRange]:
    """The answer to a question on a day, or the OutOfRange with which it was refused."""

    @cache
    def answer(key: str, day: date | None = None) -> Answer | OutOfRange:
        try:
            return answer_on(evidence_on(day), key)
        except OutOfRange as refusal:
            return refusal

    return answer
