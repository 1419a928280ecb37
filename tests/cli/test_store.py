"""``ebb store list|show|history|export`` on a small store: what is printed, in which form and language."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime

import duckdb
import numpy as np
import pytest
from rich.cells import cell_len

from ebb.cli import door as outer
from ebb.cli.app import app
from ebb.cli.screen import PAPER
from ebb.cli.store import store_app
from ebb.sources.cards import Card
from ebb.sources.harvest import Delivery, Harvest, Holding, HoldingsList, Operation, Reading
from ebb.store import Store, writing

CARD = Card(
    name="LEVEL",
    title="A level of something",
    publisher="Board of examples",
    document="Release E.1",
    unit="USD mn",
    basis="wednesday level",
    frequency="weekly",
    lag_days=1,
    note="Only an example.",
)
RATE = Card(
    name="RATE",
    title="A rate",
    publisher="Another publisher",
    document="Rates",
    unit="percent",
    basis="calendar day",
    frequency="daily",
    lag_days=1,
    kind="rate",
)
WEEKS = ["2024-01-03", "2024-01-10", "2024-01-17"]


def days(*words):
    return np.array(words, dtype="datetime64[D]")


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """The command line with the group, whether the application has taken it in or not."""
    if all(group.typer_instance is not store_app for group in app.registered_groups):
        monkeypatch.setattr(app, "registered_groups", [*app.registered_groups])
        app.add_typer(store_app, name="store")
    monkeypatch.setattr(outer, "app", app)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("EBB_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def held(home):
    def passport(name):
        return Delivery(
            "examples", f"https://example.org/{name}", datetime(2024, 2, 1, 9, 30, tzinfo=UTC), name * 8, 10
        )

    first = Reading(CARD, days(*WEEKS), np.array([100.5, 200.25, 300.0]))
    second = Reading(CARD, days(WEEKS[1]), np.array([201.0]))
    rates = Reading(
        RATE, days(*[WEEKS[0]] * 3, WEEKS[1]), np.array([5.31, np.nan, 5.32, 0.1]), days(*WEEKS, "2024-01-11")
    )
    lists = HoldingsList(date(2024, 1, 3), ("bills", "frn"), (Holding("912796AB1", "bills", 10_000, date(2024, 6, 6)),))
    with writing() as writer:
        writer.put(Harvest((first, rates), (lists,)), passport("one"), date(2024, 1, 20))
        writer.put(
            Harvest((second,), operations=(Operation("RP 1", "repo", date(2024, 1, 3)),)),
            passport("two"),
            date(2024, 1, 25),
        )
        writer.publish()


COMMANDS = [
    ("list",),
    ("show", "LEVEL"),
    ("show", "RATE", "--as-of", "2024-01-05"),
    ("history", "LEVEL"),
    ("history", "RATE", "--date", "2024-01-03"),
]


@pytest.mark.parametrize("words", [*COMMANDS, ("export", "LEVEL", "--out", "x.csv")], ids=" ".join)
def test_with_json_standard_output_is_one_object(held, say, words):
    said = say("store", *words, "--json")
    assert (said.status, said.out.count("\n"), said.err) == (0, 1, "")
    assert isinstance(json.loads(said.out), dict)
    assert "NaN" not in said.out


@pytest.mark.parametrize("words", [*COMMANDS, ("export", "LEVEL", "--out", "x.csv")], ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_pages_are_in_the_language_asked_for(held, say, words, lang):
    said = say("store", *words, "--lang", lang)
    assert said.status == 0, said.err
    assert any("一" <= letter <= "鿿" for letter in said.out) == (lang == "zh-Hant")
    assert not any(line != line.rstrip() for line in said.out.splitlines())


@pytest.mark.parametrize("words", [*COMMANDS, ("export", "LEVEL")], ids=" ".join)
def test_without_a_store_the_ways_to_one_are_told(say, words, home):
    said = say("store", *words)
    assert (said.status, said.out) == (2, "")
    assert "ebb fetch" in said.err
    assert "ebb import DIR" in said.err
    assert not (home / "home").exists()


def test_list_tells_span_counts_and_how_the_days_are_known(held, say):
    data = json.loads(say("store", "list", "--json").out)
    level, rate = data["series"]
    assert {
        name: level[name]
        for name in ("name", "unit", "basis", "frequency", "first", "last", "observations", "vintages")
    } == {
        "name": "LEVEL",
        "unit": "USD mn",
        "basis": "wednesday level",
        "frequency": "weekly",
        "first": "2024-01-03",
        "last": "2024-01-17",
        "observations": 3,
        "vintages": 4,
    }
    assert (level["known"], rate["known"]) == ("mixed", "vintage")
    assert data["counts"]["operations"] == 1
    assert data["counts"]["deliveries"] == 2
    assert [(row["part"], row["lists"]) for row in data["lists"]] == [("bills", 1), ("frn", 1)]
    page = say("store", "list").out
    for piece in ("Board of examples", "LEVEL", "Wednesday level", "weekly", "mixed", "Treasury bills"):
        assert piece in page


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_a_long_name_never_pushes_a_column_off_the_page(say, lang):
    long = replace(
        CARD, name="A_NAME_LONGER_THAN_ANY_COLUMN_OF_A_PAGE", unit="chained USD bn", basis="announcement window"
    )
    with writing() as writer:
        passport = Delivery("examples", "x", datetime(2024, 2, 1, tzinfo=UTC), "0", 1)
        writer.put(Harvest((Reading(long, days(*WEEKS), np.ones(3)),)), passport, date(2024, 2, 1))
        writer.publish()
    lines = say("store", "list", "--lang", lang).out.splitlines()
    assert max(map(cell_len, lines[2:])) <= PAPER, "the two lines above are sentences"
    last = {"en": "known by", "zh-Hant": "公開日依據"}[lang]
    assert any(line.startswith(("series", "序列")) and line.endswith(last) for line in lines)


def test_show_tells_the_card_and_the_last_observations_of_a_day(held, say):
    page = say("store", "show", "LEVEL").out
    for piece in ("A level of something", "Release E.1", "201", "300", "2024-01-25", "Only an example."):
        assert piece in page
    before = json.loads(say("store", "show", "LEVEL", "--as-of", "2024-01-24", "--json").out)
    assert [row["value"] for row in before["values"]] == [100.5, 200.25, 300.0]
    assert before["how"] == "lag"
    last = json.loads(say("store", "show", "LEVEL", "--last", "1", "--json").out)["values"]
    assert last == [{"date": "2024-01-17", "value": 300.0, "known": "2024-01-18"}]
    assert "Nothing of this series was known" in say("store", "show", "LEVEL", "--as-of", "2020-01-01").out


def test_history_tells_every_vintage_and_its_delivery(held, say):
    data = json.loads(say("store", "history", "RATE", "--json").out)
    assert [(row["date"], row["known"], row["value"]) for row in data["vintages"]] == [
        ("2024-01-03", "2024-01-03", 5.31),
        ("2024-01-03", "2024-01-10", None),
        ("2024-01-03", "2024-01-17", 5.32),
        ("2024-01-10", "2024-01-11", 0.1),
    ]
    assert data["deliveries"][0]["address"] == "https://example.org/one"
    page = say("store", "history", "LEVEL", "--date", "2024-01-10").out
    for piece in ("200.25", "201", "usual lag", "day received", "https://example.org/two"):
        assert piece in page
    assert "100.5" not in page
    assert "Nothing is held for" in say("store", "history", "LEVEL", "--date", "2023-01-01").out


def test_an_unknown_series_is_refused_with_the_nearest_name(held, say):
    for command in ("show", "history", "export"):
        said = say("store", command, "LEVLE")
        assert (said.status, said.out) == (2, "")
        assert 'did you mean "LEVEL"?' in said.err


def test_export_prints_csv_that_reads_back_to_the_bit(held, say):
    rows = list(csv.DictReader(io.StringIO(say("store", "export", "RATE", "LEVEL").out)))
    assert list(rows[0]) == ["series", "date", "value", "unit", "basis", "known", "how"]
    assert [row["series"] for row in rows] == ["RATE"] * 2 + ["LEVEL"] * 3
    with Store.open() as store:
        for name in ("RATE", "LEVEL"):
            mine = [(date.fromisoformat(r["date"]), float(r["value"])) for r in rows if r["series"] == name]
            assert mine == list(store.series(name))


def test_export_to_files_of_both_forms_says_the_same(held, say, home):
    for name in ("all.csv", "all.PARQUET"):
        said = say("store", "export", "LEVEL", "RATE", "--vintages", "--out", name)
        assert said.status == 0, said.err
        assert name in said.out
        assert "8 rows" in said.out
    printed = say("store", "export", "LEVEL", "RATE", "--vintages").out
    assert (home / "all.csv").read_text("utf-8") == printed
    parquet = duckdb.sql("FROM read_parquet('all.PARQUET')").fetchall()
    text = [
        ",".join("" if cell is None else repr(cell) if isinstance(cell, float) else str(cell) for cell in row)
        for row in parquet
    ]
    assert text == printed.splitlines()[1:]
    assert sorted(os.listdir(home)) == ["all.PARQUET", "all.csv", "home"]


def test_export_as_of_a_day_knows_nothing_later(held, say):
    out = say("store", "export", "LEVEL", "RATE", "--as-of", "2024-01-12", "--vintages").out
    known = [row["known"] for row in csv.DictReader(io.StringIO(out))]
    assert known
    assert max(known) <= "2024-01-12"


@pytest.mark.parametrize("name", ["x.xlsx", "x", "nowhere/x.csv", "."])
def test_a_place_that_cannot_be_written_is_refused_before_any_work(say, name, home):
    said = say("store", "export", "LEVEL", "--out", name)
    assert (said.status, said.out) == (2, "")
    assert "--out" in said.err
    assert "store yet" not in said.err
    assert os.listdir(home) == []


def test_help_teaches_with_examples(say):
    for command in ("list", "show", "history", "export"):
        said = say("store", command, "--help")
        assert said.status == 0
        assert f"ebb store {command}" in said.out
    assert "ebb store export WALCL" in say("store", "--help").out


@pytest.mark.parametrize("zone", ["Asia/Taipei", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_clock_of_the_machine_changes_nothing(held, say, zone, monkeypatch):
    import time

    before = [say("store", *words, "--json").out for words in COMMANDS]
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert [say("store", *words, "--json").out for words in COMMANDS] == before
    finally:
        monkeypatch.undo()
        time.tzset()
