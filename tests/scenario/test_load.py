from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import ScenarioError, UnknownName
from ebb.scenario import cap_in, load, presets

PRESETS = {
    "qt1-2017",
    "qt2-2022",
    "qt2-2022-as-announced",
    "no-caps-2022",
    "hold",
    "current",
    "qt3",
    "qt3-sales",
    "faster",
    "slower",
}


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_presets_of_the_design_exist_and_load() -> None:
    assert set(presets()) == PRESETS
    for name in presets():
        scenario = load(name)
        assert scenario.name == name
        assert set(scenario.title) == {"en", "zh-Hant"}


def test_faster_and_slower_are_one_and_a_half_and_half_of_qt3() -> None:
    base, faster, slower = load("qt3"), load("faster"), load("slower")
    for name in ("treasury", "mbs"):
        pace = getattr(base.caps, name)
        assert getattr(faster.caps, name) == 1.5 * pace
        assert getattr(slower.caps, name) == 0.5 * pace
    assert faster.start == base.start
    assert faster.fingerprint() != base.fingerprint()


def test_the_file_of_the_design_is_read_with_its_bare_months(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        """
base = "qt3"                    # or nothing
start = 2027-01-01
months = 60
[caps]                          # dated steps
treasury = [[2027-01, 30], [2027-04, 60]]
mbs = 35
[sales]
mbs = 0
[stop]
reserves_share_of_bank_assets = 0.12
[after]
mbs_principal = "bills"
[assumptions]
tga = 850
on_rrp = "spread"
currency_growth = 0.03
""",
    )
    scenario = load(path)
    assert scenario.caps.treasury is not None
    assert [cap_in(scenario.caps.treasury, date(2027, m, 1)) for m in (1, 3, 4, 12)] == [30, 30, 60, 60]
    assert cap_in(scenario.caps.treasury, date(2026, 12, 1)) == 0.0
    assert scenario.stop.reserves_share_of_bank_assets == 0.12
    assert scenario.title == {}  # a changed plan does not carry the name of the plan it changed


def test_every_problem_is_listed_once_with_its_line_and_the_nearest_name(tmp_path: Path) -> None:
    path = _write(tmp_path, 'base = "qt3"\nmonhts = 6\n[caps]\nmbs = -5\n[assumptions]\non_rrp = "spreadd"\n')
    with pytest.raises(ScenarioError) as caught:
        load(path)
    message = str(caught.value)
    assert message.startswith("what      3 problems in the scenario")
    assert 'line 2, monhts: unknown key (did you mean "months"?)' in message
    assert "line 4, caps.mbs" in message
    assert "line 6, assumptions.on_rrp" in message
    assert caught.value.exit_code == 2
    assert len(message.splitlines()) == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('base = "qtt"', 'did you mean "qt3"'),
        ("months = 0", "months"),
        ("x", "no TOML"),
        ("[assumptions.tga]\nlow = 3\ncentral = 2\nhigh = 1", "must not decrease"),
        ("[caps]\ntreasury = inf", "caps.treasury"),
        ("[caps]\ntreasury = nan", "caps.treasury"),
        ("[after]\nmbs_principal = 'stocks'", "after.mbs_principal"),
    ],
)
def test_bad_files_say_what_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        load(_write(tmp_path, text))


def test_a_name_that_is_neither_preset_nor_file() -> None:
    with pytest.raises(UnknownName, match="qt3"):
        load("qt4")


def test_a_binary_and_an_enormous_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match="UTF-8"):
        load(path)
    path.write_text("# " + "x" * 200_000, encoding="utf-8")
    with pytest.raises(ScenarioError, match="bytes"):
        load(path)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail_in_another_way(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "plan.toml"
    path.write_text(text, encoding="utf-8", errors="replace")
    message = ""
    try:
        load(path)
    except ScenarioError as error:
        message = str(error)
    assert not message or len(message.splitlines()) >= 4
