"""Every command against the fake door: what it asks for, what it prints, and where."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ebb.record import newest_figure

COMMANDS = [
    ("answer", "what"),
    ("run", "hold"),
    ("replay", "qt2"),
    ("caps",),
    ("holdings",),
    ("report", "--out", "page.html"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_with_json_standard_output_is_one_object_and_nothing_else(door, say, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = say(*words, "--json")
    assert said.status == 0
    assert said.out.count("\n") == 1
    assert isinstance(json.loads(said.out), dict)
    assert "NaN" not in said.out
    assert "Infinity" not in said.out


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_pages_are_words_and_tables_on_standard_output(door, say, words, lang, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = say(*words, "--lang", lang)
    assert said.status == 0
    assert len(said.out) > 20
    assert any("一" <= letter <= "鿿" for letter in said.out) == (lang == "zh-Hant")
    assert not any(line != line.rstrip() for line in said.out.splitlines())


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_as_of_reaches_the_door_as_a_date(door, say, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert say(*words, "--as-of", "2024-07-18").status == 0
    assert door.calls[-1][2]["as_of"] == date(2024, 7, 18)
    assert say(*words).status == 0
    assert door.calls[-1][2]["as_of"] is None


def test_the_default_language_is_that_of_the_locale(door, say, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_TW.UTF-8")
    assert "資產減少" in say("answer", "what").out
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert "Assets fell" in say("answer", "what").out


def test_an_answer_shows_sentence_values_intervals_caveats_and_command(door, say):
    out = say("answer", "what", "--lang", "en").out
    for piece in (
        "Assets fell by $2.36 trillion.",
        "−417.0",
        "4.00 to 31.00 (90%)",
        "2028-03-01",
        "not available",
        "Currency is a week average.",
        "ebb answer what --as-of 2025-11-26",
    ):
        assert piece in out


def test_json_of_an_answer_keeps_missing_as_null(door, say):
    data = json.loads(say("answer", "what", "--json").out)
    assert data["as_of"] == "2025-11-26"
    assert data["values"][3]["value"] is None
    assert data["values"][0]["interval"] is None


def test_run_passes_its_options_and_rounds_to_the_cent(door, say):
    said = say("run", "plan.toml", "--start", "2027-04", "--months", "24", "--setting", "high", "--json")
    name, args, named = door.calls[-1]
    assert (name, args) == ("run", ("plan.toml",))
    assert named == {
        "as_of": None,
        "start": date(2027, 4, 1),
        "months": 24,
        "frequency": "monthly",
        "setting": "high",
        "draws": 1,
        "seed": 0,
        "workers": 1,
    }
    assert json.loads(said.out)["paths"]["treasuries"][0] == 0.3


def test_run_shows_summary_path_and_events(door, say):
    out = say("run", "hold", "--lang", "en").out
    assert out.startswith("Nothing runs off.")
    assert "total assets" in out
    assert "6,700.5" in out
    assert "2027-06-30  runoff stops" in out
    assert sum(line.startswith("2027-") for line in out.splitlines()) == 13


def test_a_day_after_everything_packaged_is_used_and_said(door, say):
    said = say("answer", "what", "--as-of", "2999-01-01", "--lang", "en", "--json")
    assert said.status == 0
    assert json.loads(said.out)["key"] == "what"
    assert said.err.startswith("1 January 2999 lies after everything held")
    assert str(newest_figure()) in said.err
    assert said.err.count("\n") == 1
    assert say("answer", "what", "--as-of", str(newest_figure())).err == ""


def test_caps_share_a_line_while_the_terms_stay(door, say):
    out = say("caps", "--from", "2017-09", "--to", "2017-11", "--lang", "en").out
    assert door.calls[-1][2] == {"as_of": None, "first": date(2017, 9, 1), "last": date(2017, 11, 30)}
    line = next(line for line in out.splitlines() if line.startswith("2017-10"))
    assert "2017-10 – 2017-11" in line
    assert line.endswith("above the caps  1")
    assert "above the caps: Only principal above the caps reinvested" in out
    assert out.rstrip().endswith("1: FOMC 2017-06-14")
    assert "—" in next(line for line in out.splitlines() if line.startswith("2017-09"))


def test_caps_say_what_is_in_force_when_the_table_reaches_the_day(door, say, monkeypatch):
    caps = door.data["caps"]
    assert "In force" not in say("caps", "--lang", "en").out
    monkeypatch.setitem(caps, "as_of", date(2017, 11, 8))
    monkeypatch.setitem(caps, "mbs_cap", [0, 4, None])
    assert (
        "In force on 8 November 2017: Treasuries, a cap of $6.0 billion a month; MBS, no limit."
        in say("caps", "--lang", "en").out
    )


def test_holdings_show_classes_and_the_largest_first(door, say):
    out = say("holdings", "--lang", "en").out
    assert "The 15 largest of 20 securities" in out
    assert out.index("29.0") < out.index("15.0")
    assert "91282C041" not in out
    assert len(json.loads(say("holdings", "--json").out)["securities"]) == 20


def test_holdings_say_whose_day_a_figure_is(door, say):
    out = say("holdings", "--lang", "en").out
    assert out.startswith("List of 23 September 2026, known on 7 October 2026, USD billion")
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.startswith(("TIPS", "bills"))}
    assert rows == {"TIPS": ["275.8", "2026-04-22"], "bills": ["289.1"]}


def test_replay_shows_the_miss(door, say):
    out = say("replay", "qt2", "--lang", "en").out
    row = next(line for line in out.splitlines() if line.startswith("bills"))
    assert row.split() == ["bills", "326.0", "326.0", "0.0", "0.0200", "0.0"]


def test_report_says_where_the_page_is(door, say, tmp_path):
    out = tmp_path / "縮表.html"
    said = say("report", "--out", str(out), "--lang", "en")
    name, _, named = door.calls[-1]
    assert name == "report"
    assert named["out"] == out
    assert named["lang"] == "en"
    assert "what: Assets fell by $2.36 trillion." in said.out
    assert str(out) in said.err


def test_no_command_shows_help_but_is_wrong_use(say):
    said = say()
    assert said.status == 2
    assert said.out == ""
    assert "Commands:" in said.err


@pytest.mark.parametrize("words", [(), *((command,) for command, *_ in COMMANDS), ("doctor",)], ids=str)
def test_help_teaches_with_commands_to_copy(say, words):
    said = say(*words, "--help")
    assert said.status == 0
    assert f"  ebb {words[0] if words else 'report'}" in said.out
    assert said.err == ""


def test_version(say):
    from importlib.metadata import version

    assert say("--version").out == f"ebb {version('ebb')}\n"


def test_report_refuses_a_place_it_cannot_write_before_any_work(door, say, tmp_path):
    for out in (tmp_path, tmp_path / "nowhere" / "page.html"):
        said = say("report", "--out", str(out))
        assert (said.status, said.out, door.calls) == (2, "", [])
        assert "next" in said.err
    assert list(Path(tmp_path).iterdir()) == []
