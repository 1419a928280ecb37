"""The article against a store of full-frequency figures (EBB_SHARED_DATA): weeks and days in place of months."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ebb.audit.article import audit_article
from ebb.audit.reading import read
from ebb.audit.review import audit
from ebb.record import Record
from ebb.store import Store
from ebb.store.importing import import_directory

DATA = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")

CLOCKS = {"source": date(2022, 10, 1), "article": date(2024, 7, 18)}
#: What the finer figures change: E17 had no day at the article's date to compare with before.
FINER = {"E17": ("right", True)}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    file = tmp_path_factory.mktemp("shared") / "ebb.duckdb"
    import_directory(DATA, path=file, now=datetime(2026, 11, 22, tzinfo=UTC), today=date(2026, 11, 22))
    found = Store.open(file)
    assert found is not None
    with found:
        yield found


def test_weeks_and_days_bear_out_the_packaged_verdicts(store: Store) -> None:
    packaged = {one.id: (one.verdict, one.stale) for one in audit_article(Record(), {}).verdicts}
    own = {one.id: (one.verdict, one.stale) for one in audit_article(Record(store=store), {}).verdicts}
    assert {name: own[name] for name in own if own[name] != packaged[name]} == FINER


def test_what_is_measured_is_finer(store: Store) -> None:
    own = {one.id: one for one in audit_article(Record(store=store), {}).verdicts}
    assert own["D3"].measured.day == date(2022, 3, 16)
    assert own["E25"].measured.value == pytest.approx(2425.9, abs=0.05)
    assert own["E8"].measured.high == pytest.approx(1487.6, abs=0.1)  # the week of 4 September, which no month holds
    assert "12 dates" not in own["D7"].check
    assert "SOFR below the bottom of the range on 7 of 22 days held" in own["E17"].check


@pytest.mark.parametrize(
    ("text", "words", "verdict"),
    [
        ("2022年6月17日SOFR為1.45%。", "1.45%", "right"),
        ("The 10-year Treasury yield closed at 4.98% on October 19, 2023.", "4.98%", "right"),
        ("殖利率在2023年10月升至4.98%。", "4.98%", "right"),
        ("The 10-year yield rose to 4.98% in October 2023.", "4.98%", "right"),
        ("The 10-year yield peaked at 4.98% in October 2023.", "4.98%", "right"),
        ("The 10-year yield peaked at 4.85% in October 2023.", "4.85%", "imprecise"),
        ("The 10-year yield rose to 5.6% in October 2023.", "5.6%", "wrong"),
        ("On August 19, 2026 the Fed's total assets were $6.7457 trillion.", "$6.7457 trillion", "right"),
        ("隔夜附賣回餘額在2024年7月18日為3917億美元。", "3917億美元", "right"),
        ("隔夜附賣回餘額在2023年9月30日創下歷史新高。", "歷史新高", "wrong"),
        ("2020年3月25日，聯準會總資產為5.25億美元。", "5.25億美元", "wrong_unit"),
    ],
)
def test_single_days_are_judged_with_a_store(store: Store, text: str, words: str, verdict: str) -> None:
    found = {one.words: one for one in audit(read(text), record=Record(store=store), clocks=CLOCKS).verdicts}
    assert found[words].verdict == verdict, found[words]
