"""The six answers on a day, told once for all tests; a refusal is kept as what it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

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


# -- full-frequency copies ---------------------------------------------------------------------------------------------

_COPIES = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
_DAILY = ("markets_daily", "yields_daily", "gsw_zero_daily", "gilts_daily", "term_premium", "policy_surprises")


@pytest.fixture(scope="session")
def daily_store(tmp_path_factory):
    """A store of daily markets and yields, policy surprises and Shiller's months."""
    if not _COPIES.is_dir():
        pytest.skip("full-frequency copies are not here (set EBB_SHARED_DATA)")
    from ebb.store import Store
    from ebb.store.importing import import_directory

    folder, file = tmp_path_factory.mktemp("daily"), tmp_path_factory.mktemp("store") / "ebb.duckdb"
    for name in (*_DAILY, "shiller_monthly"):
        (folder / f"{name}.csv").symlink_to((_COPIES / f"{name}.csv").resolve())
    import_directory(folder, path=file, now=datetime(2026, 11, 22, tzinfo=UTC), today=date(2026, 11, 22))
    with Store.open(file) as held:
        yield held
