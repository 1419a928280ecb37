from pathlib import Path

import numpy as np
import pytest

from ebb.errors import FormatError, UnknownName
from ebb.sources import published


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder of packaged tables of our own, read in place of the real one."""
    monkeypatch.setattr(published, "_HOME", tmp_path)
    caches = [
        published.tables,
        published.passport,
        published.rows,
        published.keys,
        published.series,
        published.document,
    ]
    for cached in caches:
        cached.cache_clear()
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


CARD = """
title = "t"
shape = "wide"
publisher = "P"
document = "D"
compiled = 2026-01-01
rights = "none"
[columns.x_mn]
key = "x"
unit = "USD mn"
basis = "wednesday level"
lag_days = 1
low = 0
high = 10
"""


def test_a_table_becomes_series_with_units_lags_and_origins(packaged: Path) -> None:
    (packaged / "one.csv").write_text("date,x_mn\n2024-01-03,1\n2024-01-10,\n2024-01-17,3.5\n", encoding="utf-8")
    (packaged / "one.toml").write_text(CARD, encoding="utf-8")
    assert published.tables() == ("one",)
    series = published.series("x")
    assert series.values.tolist() == [1.0, 3.5]  # an empty cell is absent, never zero
    assert (series.known - series.dates == np.timedelta64(1, "D")).all()
    assert (series.unit, series.basis, series.origins[0].publisher) == ("USD mn", "wednesday level", "P")


def test_a_row_of_the_wrong_length_is_named(packaged: Path) -> None:
    (packaged / "one.csv").write_text("date,x_mn\n2024-01-03,1\n2024-01-10,2,9\n", encoding="utf-8")
    (packaged / "one.toml").write_text(CARD, encoding="utf-8")
    with pytest.raises(FormatError, match="3 cells on line 3"):
        published.rows("one")


def test_unknown_tables_series_and_documents_offer_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match="fed_monthly"):
        published.passport("fed_montly")
    with pytest.raises(UnknownName, match="total_assets"):
        published.series("total_asset")
    with pytest.raises(UnknownName, match="policy/programme"):
        published.document("policy/program")


def test_documents_are_not_taken_for_passports() -> None:
    assert "literature" in published.documents()
    assert "policy/corridor" in published.documents()
    assert not set(published.documents()) & set(published.tables())
