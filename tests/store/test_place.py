"""Where the store is, and which files are refused as none."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ebb import store
from ebb.errors import FormatError
from ebb.store import Store, writing
from ebb.store.schema import VERSION

from .conftest import plain


def test_the_home_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("EBB_HOME", str(tmp_path / "不同的地方"))
    assert store.home() == tmp_path / "不同的地方"
    assert store.path() == tmp_path / "不同的地方" / "ebb.duckdb"
    monkeypatch.setenv("EBB_HOME", "~/ebb")
    assert store.home() == Path.home() / "ebb"


def test_without_a_word_it_is_the_platforms_place_for_data(monkeypatch, tmp_path):
    monkeypatch.setenv("EBB_HOME", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert store.home().name == "ebb"
    assert store.home().is_absolute()


def test_no_store_is_none_and_nothing_is_made(home):
    assert Store.open() is None
    assert not home.exists()


def test_a_quote_in_the_path_is_no_trouble(monkeypatch, tmp_path, keep):
    monkeypatch.setenv("EBB_HOME", str(tmp_path / "it's 縮表"))
    keep((plain({"2020-01-01": 1.0}), date(2020, 1, 20)))
    with Store.open() as held:
        assert held.names() == ("LEVEL",)


def garbage(file: Path) -> None:
    file.write_bytes(b"<html>not found</html>" * 400)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def damaged(file: Path) -> None:
    body = bytearray(file.read_bytes())
    for place in range(12_288, len(body), 512):
        body[place] ^= 0xFF
    file.write_bytes(bytes(body))


def foreign(file: Path) -> None:
    file.unlink()
    with duckdb.connect(str(file)) as other:
        other.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
        other.execute("INSERT INTO meta VALUES ('what', 'recipes')")


def without_meta(file: Path) -> None:
    file.unlink()
    with duckdb.connect(str(file)) as other:
        other.execute("CREATE TABLE pets (name VARCHAR)")


def later(file: Path) -> None:
    with duckdb.connect(str(file)) as other:
        other.execute(f"UPDATE meta SET value = '{VERSION + 1}' WHERE key = 'version'")


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("spoil", [garbage, empty, cut, damaged, foreign, without_meta, later, folder])
def test_a_file_that_is_no_sound_store_is_refused_and_left_alone(spoil, keep):
    keep((plain({"2020-01-01": 1.0}), date(2020, 1, 20)))
    file = store.path()
    spoil(file)
    before = file.read_bytes() if file.is_file() else None
    for attempt in (open_and_read, begin_writing):
        with pytest.raises(FormatError) as refused:
            attempt()
        lines = str(refused.value).splitlines()
        assert [line.split()[0] for line in lines] == ["what", "where", "expected", "next"]
        assert str(file) in lines[1]
        assert f'mv "{file}"' in lines[3]
    assert (file.read_bytes() if file.is_file() else None) == before
    assert sorted(name for name in os.listdir(file.parent) if not name.endswith(".lock")) == ["ebb.duckdb"]


def open_and_read() -> None:
    with Store.open() as held:
        held.series("LEVEL")


def begin_writing() -> None:
    with writing() as writer:
        writer.last_date("LEVEL")


def test_a_later_version_says_which(keep):
    keep((plain({"2020-01-01": 1.0}), date(2020, 1, 20)))
    later(store.path())
    with pytest.raises(FormatError, match=f"version {VERSION + 1}"):
        Store.open()


def test_a_store_set_aside_as_told_makes_room_for_a_new_one(keep):
    keep((plain({"2020-01-01": 1.0}), date(2020, 1, 20)))
    garbage(store.path())
    shutil.move(store.path(), f"{store.path()}.aside")
    keep((plain({"2020-01-08": 2.0}), date(2020, 1, 20)))
    with Store.open() as held:
        assert list(held.series("LEVEL")) == [(date(2020, 1, 8), 2.0)]
