from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import ScenarioError, UnknownName
from ebb.scenario import Assumptions, Levels, cap_in, load, presets

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


# -- names and content -----------------------------------------------------------------------------------------------


def test_the_hash_names_the_content_and_neither_the_name_nor_the_title(tmp_path: Path) -> None:
    text = 'base = "qt3"\n[caps]\ntreasury = 61\n'
    first, second = tmp_path / "one.toml", tmp_path / "two.toml"
    first.write_text(text, encoding="utf-8")
    second.write_text(f"# the same\n{text}[title]\nen = 'Mine'\nzh-Hant = '我的'\n", encoding="utf-8")
    one, two = load(first), load(second)
    assert (one.name, two.name) == ("one", "two")
    assert one.fingerprint() == two.fingerprint()
    assert len(one.fingerprint()) == 12


CHANGES = (
    "months = 61",
    "start = 2027-02-01",
    "policy_as_of = 2024-07-18",
    "[caps]\ntreasury = 60.01",
    "[sales]\nmbs = 1",
    "[purchases]\nbills = 1",
    "[stop]\nreserves = 2500",
    "[stop]\ndate = 2028-01-01",
    '[after]\nmbs_principal = "mbs"',
    "[assumptions]\ntga = 850",
    "[assumptions]\ninflation = 0.02",
)


def test_any_change_of_content_is_another_hash(tmp_path: Path) -> None:
    found = [load(_write(tmp_path, f'base = "qt3"\n{change}\n')).fingerprint() for change in CHANGES]
    assert len({load("qt3").fingerprint(), *found}) == len(CHANGES) + 1
    presets_ = {name: load(name).fingerprint() for name in presets()}
    assert len(set(presets_.values())) == len(presets_)


@pytest.mark.parametrize("change", CHANGES)
def test_a_plan_differs_only_where_it_departs_from_policy(tmp_path: Path, change: str) -> None:
    alone = load(_write(tmp_path, change))
    plan = any(change.startswith(table) for table in ("policy_as_of", "[caps]", "[sales]", "[purchases]", "[stop]"))
    assert alone.differs == plan


# -- bases -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", ['"plan"', '"./plan.toml"', "3", '["qt3"]', '""'])
def test_only_a_preset_can_be_a_base_so_that_no_file_rests_on_itself(tmp_path: Path, base: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(_write(tmp_path, f"base = {base}\n"))
    assert caught.value.exit_code == 2
    assert len(str(caught.value).splitlines()) == 4


def test_every_preset_rests_on_a_preset_that_does_not_rest_on_it() -> None:
    for name in presets():
        below, seen = load(name).base, [name]
        while below is not None:
            assert below not in seen
            seen.append(below)
            below = load(below).base


def test_a_table_of_the_base_is_kept_where_the_file_is_silent(tmp_path: Path) -> None:
    changed = load(_write(tmp_path, 'base = "qt3"\n[caps]\nmbs = 1\n'))
    assert changed.caps.mbs == 1
    assert changed.caps.treasury == load("qt3").caps.treasury
    assert changed.purchases == load("qt3").purchases


# -- months written bare ---------------------------------------------------------------------------------------------


def test_a_bare_month_is_read_in_a_list_and_nowhere_else(tmp_path: Path) -> None:
    steps = load(_write(tmp_path, "[caps]\nmbs = [[2027-01, 5], [2027-12, 'none']]\n"))
    assert steps.caps.mbs == [(date(2027, 1, 1), 5.0), (date(2027, 12, 1), "none")]
    assert cap_in(steps.caps.mbs, date(2028, 1, 1)) is None
    with pytest.raises(ScenarioError, match="no TOML"):
        load(_write(tmp_path, "start = 2027-01\n"))
    assert load(_write(tmp_path, 'start = "2027-01"\n')).start == date(2027, 1, 1)
    assert load(_write(tmp_path, "start = 2027-01-31\n")).start == date(2027, 1, 1)


@pytest.mark.parametrize("steps", ["[[2027-13, 5]]", "[[2027-00, 5]]", "[[27-01, 5]]", "[[2027-01]]", '[["x", 5]]'])
def test_what_is_no_month_is_refused(tmp_path: Path, steps: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(_write(tmp_path, f"[caps]\nmbs = {steps}\n"))
    assert len(str(caught.value).splitlines()) == 4


@pytest.mark.parametrize(
    "steps",
    [
        "[\n  [2027-01, 30],  # from [[2026-01\n  [2027-04, 60],\n]",
        "[[2027-01, 30],\n  [2027-04, 60]]",
        "[[2027-01,30],[2027-04,60]]",
    ],
)
def test_bare_months_are_read_however_the_list_is_laid_out(tmp_path: Path, steps: str) -> None:
    read = load(_write(tmp_path, f"[caps]\ntreasury = {steps}\nmbs = 35\n"))
    assert read.caps.treasury == [(date(2027, 1, 1), 30.0), (date(2027, 4, 1), 60.0)]
    assert read.caps.mbs == 35


@pytest.mark.parametrize("quotes", ['"', "'", '"""', "'''"])
def test_a_title_may_speak_of_lists_and_months(tmp_path: Path, quotes: str) -> None:
    words = "as in [[2027-01, 30]], from 2027-04"
    read = load(_write(tmp_path, f"[title]\nen = {quotes}{words}{quotes}\nzh-Hant = {quotes}[[2027-01{quotes}\n"))
    assert read.title == {"en": words, "zh-Hant": "[[2027-01"}


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("[[2027-04, 60], [2027-01, 30]]", "2027-01 comes after 2027-04"),
        ("[[2027-01, 60], [2027-01, 30]]", "strictly increase"),
        ("[[2027-01, 60], [2027-01-20, 30]]", "strictly increase"),
        ("[]", "has no step"),
    ],
)
def test_dated_steps_that_do_not_increase_are_refused(tmp_path: Path, steps: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=f"1 problem in the scenario: line 2, caps.treasury: .*{words}"):
        load(_write(tmp_path, f"[caps]\ntreasury = {steps}\n"))


# -- files that break a reader ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = " + "[" * 3000, "nested too deeply"),
        ("[caps]\ntreasury = " + "[" * 90 + "]" * 90, "caps.treasury"),
        ("months = " + "9" * 5000, "digits"),
        ("months = " + "9" * 4000, "less than or equal to 600"),
        ("[caps]\nmbs = " + "9" * 4000, "caps.mbs"),
    ],
)
def test_nesting_and_digits_without_end_are_refused_like_any_mistake(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=words) as caught:
        load(_write(tmp_path, text))
    assert len(str(caught.value).splitlines()) == 4


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(b"\xef\xbb\xbf" + b'base = "qt3"\nmonths = 7\n')
    assert load(path).months == 7


# -- numbers, dates and names that are none --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("months = true", "months"),
        ('months = "60"', "months"),
        ("caps.treasury = true", "caps.treasury"),
        ('[caps]\ntreasury = "60"', "caps.treasury"),
        ("[caps]\ntreasury = [[2027-01, true]]", "caps.treasury"),
        ('[sales]\nmbs = "1"', "sales.mbs"),
        ("[stop]\nreserves = true", "stop.reserves"),
        ("[stop]\nspread = true", "stop.spread"),
        ('[stop]\nreserves_share_of_gdp = "0.1"', "stop.reserves_share_of_gdp"),
        ('[assumptions]\ninflation = "0.02"', "assumptions.inflation"),
        ("[assumptions]\niorb = true", "assumptions.iorb"),
        ("[assumptions.tga]\nlow = 1\ncentral = true\nhigh = 3", "assumptions.tga.central"),
        ("start = 3", "start"),
        ("start = true", "start"),
        ("start = 2027-01-01T10:00:00", "start"),
        ("policy_as_of = 0", "policy_as_of"),
        ('policy_as_of = "2024"', "policy_as_of"),
        ("[stop]\ndate = 3", "stop.date"),
    ],
)
def test_what_only_looks_like_a_number_or_a_date_is_refused(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ScenarioError, match=rf"1 problem in the scenario: line \d, {key}: "):
        load(_write(tmp_path, text))


def test_whole_numbers_are_amounts(tmp_path: Path) -> None:
    read = load(_write(tmp_path, "[caps]\ntreasury = 60\n[assumptions]\ntga = {low = 1, central = 2, high = 3}\n"))
    assert read.caps.treasury == 60.0
    assert read.assumptions.tga == Levels(low=1, central=2, high=3)
    assert Assumptions(tga=Levels(low=1, central=2, high=3)) == read.assumptions


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tga = {low = 0, central = 1, high = inf}", "assumptions.tga: high is inf: must lie between 0 and 100000"),
        ("tga = {low = -5000, central = 1, high = 2}", "assumptions.tga: low is -5000"),
        ("on_rrp = {low = -1, central = 1, high = 2}", "assumptions.on_rrp: low is -1"),
        ("foreign_rrp = {low = 0, central = 1, high = 1e6}", "assumptions.foreign_rrp: high is 1e\\+06"),
        (
            "currency_growth = {low = -90, central = 0, high = 9}",
            "currency_growth: low is -90, high is 9: .*-0.5 and 0.5",
        ),
        ("gdp_growth = {low = nan, central = 0, high = 0.1}", "must not decrease"),
        ("tga = {low = 1, central = 2, high = 3, foo = 4}", "assumptions.tga.foo: unknown key"),
        ("tga = {low = 1, central = 2}", "assumptions.tga.high: field required"),
    ],
)
def test_three_settings_keep_the_bounds_of_one(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=f"1 problem in the scenario: line 2, .*{words}") as caught:
        load(_write(tmp_path, f"[assumptions]\n{text}\n"))
    assert "function-" not in str(caught.value)


def test_a_name_in_a_file_is_refused_together_with_every_other_problem(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"2 problems in the scenario: line 1, name: unknown key .*line 2, monhts"):
        load(_write(tmp_path, 'name = "mine"\nmonhts = 3\n'))
