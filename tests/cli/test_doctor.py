from __future__ import annotations

import json
import sys

import pytest

from ebb.cli import doctor
from ebb.errors import FormatError
from ebb.sources import published


def test_this_installation_can_do_its_work(say, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = say("doctor", "--json")
    data = json.loads(said.out)
    assert (said.status, data["ok"]) == (0, True), data
    assert [check["name"] for check in data["checks"]] == [
        "python",
        "figures",
        "store",
        "freshness",
        "languages",
        "charts",
        "seeds",
        "folder",
        "font",
    ]
    assert all(set(check) == {"name", "ok", "detail", "remedy"} for check in data["checks"])
    assert list(tmp_path.iterdir()) == []


def test_a_broken_table_is_a_fault_with_its_remedy(say, monkeypatch):
    def broken(name):
        raise FormatError("fed_monthly.csv has 3 cells on line 9", "published/fed_monthly.csv", "14", "reinstall ebb")

    monkeypatch.setattr(published, "rows", broken)
    said = say("doctor", "--lang", "en")
    assert said.status == 1
    line = next(line for line in said.out.splitlines() if line.startswith("figures"))
    assert "fault" in line
    assert "reinstall ebb" in said.out
    assert "ebb cannot do all of its work here" in said.out


def test_what_it_finds_is_said_in_chinese_as_well(say, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    out = say("doctor", "--lang", "zh-Hant").out
    assert next(line for line in out.splitlines() if line.startswith("數據")).split()[1] == "正常"
    assert "可以寫入" in out


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    check = doctor._guarded("folder", lambda: doctor.writable(tmp_path / "gone"))
    assert not check.ok
    assert check.remedy


def test_other_numbers_from_the_known_seed_are_a_fault(monkeypatch):
    monkeypatch.setattr(doctor, "SEED", doctor.SEED + 1)
    assert not doctor.seeds().ok


def test_an_old_python_is_a_fault(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    assert not doctor.python().ok


@pytest.mark.parametrize("fonts", [[], ["Noto Sans CJK TC"]])
def test_a_missing_font_is_advice_and_no_fault(monkeypatch, fonts):
    monkeypatch.setattr(doctor, "_fonts", lambda: iter(fonts))
    check = doctor.font()
    assert check.ok
    assert bool(check.remedy) == (not fonts)
