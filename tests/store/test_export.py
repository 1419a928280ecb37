"""What leaves the store comes back the same: to the bit, with every vintage."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ebb.errors import UnknownName, UsageError
from ebb.store import Store, writing
from ebb.store.export import COLUMNS

from .conftest import CARD, dated, passport, plain

NAN = float("nan")
OTHER = replace(CARD, name="OTHER", unit="percent", basis="calendar day", low=-1e300, high=1e300)
numbers = st.floats(-1e290, 1e290)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def again(rows: list[dict[str, str]], file) -> None:
    """Bring an export with every vintage into another store."""
    vintages = [(row["date"], row["known"], float(row["value"] or "nan")) for row in rows]
    with writing(file) as writer:
        writer.put(dated(vintages, OTHER), passport(), date(2030, 1, 1))
        writer.publish()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.tuples(st.integers(1, 9), st.integers(10, 15)), numbers | st.just(NAN), min_size=1, max_size=9)
)
def test_export_and_import_are_a_round_trip(tmp_path_factory, figures):
    folder = tmp_path_factory.mktemp("s")
    vintages = [(f"2020-01-{d:02d}", f"2020-02-{k:02d}", value) for (d, k), value in figures.items()]
    with writing(folder / "a.duckdb") as writer:
        # A date of its own: of withdrawals alone nothing would be held.
        writer.put(dated([*vintages, ("2020-01-31", "2020-02-01", 0.1)], OTHER), passport(), date(2030, 1, 1))
        writer.publish()
    with Store.open(folder / "a.duckdb") as held:
        text = held.select(["OTHER"], vintages=True).csv()
        told = [(v.date, v.known, v.how, v.value) for v in held.history("OTHER")]
        assert held.select(["OTHER"], vintages=True).write(folder / "a.parquet") == len(told)
    rows = read(text)
    again(rows, folder / "b.duckdb")
    with Store.open(folder / "b.duckdb") as held:
        assert [(v.date, v.known, v.how, v.value) for v in held.history("OTHER")] == told
        assert held.select(["OTHER"], vintages=True).csv() == text
    file = str(folder / "a.parquet")
    parquet = duckdb.read_parquet(file).fetchall()
    assert [(row[1], row[5], row[6], row[2]) for row in parquet] == told


def test_a_file_of_parquet_has_the_same_columns_with_types(keep, tmp_path):
    keep((plain({"2020-01-01": 0.1 + 0.2}), date(2020, 2, 1)))
    with Store.open() as held:
        held.select(["LEVEL"]).write(tmp_path / "it's.parquet")
    found = duckdb.read_parquet(str(tmp_path / "it's.parquet"))
    assert tuple(found.columns) == COLUMNS
    assert [str(kind) for kind in found.types] == ["VARCHAR", "DATE", "DOUBLE", "VARCHAR", "VARCHAR", "DATE", "VARCHAR"]
    assert found.fetchall() == [
        ("LEVEL", date(2020, 1, 1), 0.1 + 0.2, "USD mn", "wednesday level", date(2020, 1, 3), "lag")
    ]


def test_series_come_in_the_order_asked_for_each_once(keep):
    keep((plain({"2020-01-02": 1.0, "2020-01-01": 2.0}), date(2020, 2, 1)))
    keep((plain({"2020-01-01": 5.0}, OTHER), date(2020, 2, 1)))
    with Store.open() as held:
        rows = read(held.select(["OTHER", "LEVEL", "OTHER"]).csv())
    assert [(row["series"], row["date"], row["unit"]) for row in rows] == [
        ("OTHER", "2020-01-01", "percent"),
        ("LEVEL", "2020-01-01", "USD mn"),
        ("LEVEL", "2020-01-02", "USD mn"),
    ]


def test_the_newest_values_of_a_day_are_those_of_the_series(keep):
    rows = [("2020-01-01", "2020-01-02", 1.0), ("2020-01-01", "2020-01-09", 2.0), ("2020-01-08", "2020-01-09", 3.0)]
    rows += [("2020-01-08", "2020-01-20", NAN)]
    keep((dated(rows), date(2020, 2, 1)))
    with Store.open() as held:
        for day in (date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 10), date(2020, 1, 20), None):
            mine = [(date.fromisoformat(r["date"]), float(r["value"])) for r in read(held.select(["LEVEL"], day).csv())]
            assert mine == list(held.series("LEVEL", day))
            every = read(held.select(["LEVEL"], day, vintages=True).csv())
            assert all(row["known"] <= str(day or date.max) for row in every)
        assert every[-1]["value"] == "", "a withdrawn figure is an empty cell"


def test_wrong_names_are_refused_and_nothing_is_written(keep, tmp_path):
    keep((plain({"2020-01-01": 1.0}), date(2020, 2, 1)))
    with Store.open() as held:
        with pytest.raises(UnknownName):
            held.select(["LEVEL", "NONE"])
        for name in ("x.txt", "x"):
            with pytest.raises(UsageError, match="neither CSV nor Parquet"):
                held.select(["LEVEL"]).write(tmp_path / name)
        with pytest.raises(OSError, match="nowhere"):
            held.select(["LEVEL"]).write(tmp_path / "nowhere" / "x.csv")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []
