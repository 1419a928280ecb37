"""The JSON of every command on the real rooms: exactly the keys, lengths, signs and identities that were promised."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import pytest

KEYS = ["what", "how", "how-long", "how-much", "risks", "stocks"]
TREASURIES = ["bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation"]
ASSETS = ["treasuries", "mbs", "agency_debt", "other_assets"]
LIABILITIES = ["reserves", "on_rrp", "foreign_rrp", "tga", "currency", "other_liabilities", "capital"]
FLOWS = ["coupons_redeemed", "bills_redeemed", "rolled_over", "mbs_principal", "mbs_redeemed", "reinvested"]
FLOWS += ["sold", "purchased", "sale_proceeds", "realised_gain"]
#: What design promises by name among an answer's values.
PROMISED = {
    "how-much": {"probability_not_ample"},
    "how-long": {"stop_date"},
    "stocks": {"effect_on_return", "effect_on_volatility"},
}


@pytest.fixture
def data(say):
    def ask(*words):
        said = say(*words, "--json")
        assert said.status == 0, said.err
        assert said.out.count("\n") == 1
        return json.loads(said.out, parse_constant=lambda word: pytest.fail(word))

    return ask


def cents(billions):
    """Whole cents of an amount, which must be one."""
    whole = round(billions * 1e11)
    assert abs(whole / 1e11 - billions) < 5e-12
    return whole


def is_iso(text):
    return date.fromisoformat(text).isoformat() == text


@pytest.mark.parametrize("key", KEYS)
def test_answer(data, key):
    answer = data("answer", key)
    assert set(answer) == {"key", "as_of", "text", "values", "evidence", "caveats"}
    assert answer["key"] == key
    assert is_iso(answer["as_of"])
    assert set(answer["text"]) == set(answer["caveats"]) == {"zh-Hant", "en"}
    assert all(answer["text"].values())
    assert len(answer["caveats"]["en"]) == len(answer["caveats"]["zh-Hant"]) > 0
    names = [value["name"] for value in answer["values"]]
    assert len(names) == len(set(names)) > 0
    assert PROMISED.get(key, set()) <= set(names)
    for value in answer["values"]:
        assert set(value) == {"name", "value", "unit", "interval", "source"}
        assert value["source"]
        band = value["interval"]
        if band is not None:
            assert set(band) == {"low", "high", "level"}
            assert band["low"] <= band["high"]
            assert 0 < band["level"] < 1


def test_the_bridge_of_what_has_a_value_for_each_of_its_lines(data):
    values = {value["name"]: value["value"] for value in data("answer", "what")["values"]}
    for line in ("assets", "reserves", "currency", "tga"):
        assert any(line in name for name in values), line


def test_a_probability_is_a_percentage(data):
    values = {value["name"]: value for value in data("answer", "how-much")["values"]}
    chance = values["probability_not_ample"]
    assert chance["unit"] == "percent"
    assert 0 <= chance["value"] <= 100


@pytest.mark.parametrize("scenario", ["qt2-2022", "qt3", "hold", "qt3-sales"])
def test_run(data, scenario):
    run = data("run", scenario)
    promised = {"scenario", "hash", "as_of", "unit", "dates", "paths", "flows", "events", "provenance"}
    assert set(run) == promised
    assert run["scenario"] == scenario
    assert run["unit"] == "USD bn"
    assert all(is_iso(day) for day in [run["as_of"], *run["dates"]])
    ends = [date.fromisoformat(day) for day in run["dates"]]
    assert all((b.year * 12 + b.month) - (a.year * 12 + a.month) == 1 for a, b in pairwise(ends))
    assert all(date.fromordinal(day.toordinal() + 1).day == 1 for day in ends)
    paths = {name: [cents(amount) for amount in path] for name, path in run["paths"].items()}
    assert set(paths) == {*TREASURIES, *ASSETS, "total_assets", *LIABILITIES, "deferred_asset"}
    assert set(run["flows"]) == set(FLOWS)
    assert {len(path) for path in (*paths.values(), *run["flows"].values())} == {len(ends)}
    for k in range(len(ends)):
        assert paths["treasuries"][k] == sum(paths[name][k] for name in TREASURIES)
        assert paths["total_assets"][k] == sum(paths[name][k] for name in ASSETS)
        assert paths["total_assets"][k] == sum(paths[name][k] for name in LIABILITIES) - paths["deferred_asset"][k]
        assert paths["deferred_asset"][k] >= 0
    assert all(amount >= 0 for name, flow in run["flows"].items() for amount in flow if name != "realised_gain")
    assert all(set(event) == {"date", "kind", "note"} and is_iso(event["date"]) for event in run["events"])


def test_run_takes_a_start_and_a_length(data):
    run = data("run", "qt3", "--start", "2027-04", "--months", "7")
    assert run["dates"][0] == "2027-04-30"
    assert len(run["dates"]) == 7


def test_the_same_plan_gives_the_same_numbers_and_hash(data):
    assert data("run", "qt3") == data("run", "qt3")
    assert data("run", "qt3")["hash"] != data("run", "slower")["hash"]


@pytest.mark.parametrize("episode", ["qt1", "qt2"])
def test_replay(data, episode):
    replay = data("replay", episode)
    # the exam of the rule for mortgage principal stands beside the contract where the whole runoff is known
    exam = {"mbs_exam"} if episode == "qt2" else set()
    assert set(replay) == {"dates", "predicted", "published", "error", "inputs"} | exam
    days = [date.fromisoformat(day) for day in replay["dates"]]
    assert all(day.weekday() == 2 for day in days)
    assert days == sorted(set(days))
    assert set(replay["predicted"]) == set(replay["published"])
    assert set(replay["error"]) <= set(replay["published"])
    for name, miss in replay["error"].items():
        assert set(miss) == {"max_abs", "max_pct", "mean_abs"}
        pairs = zip(replay["predicted"][name], replay["published"][name], strict=True)
        gaps = [abs(rule - record) for rule, record in pairs if rule is not None and record is not None]
        assert miss["max_abs"] == pytest.approx(max(gaps), abs=1e-6)
        assert miss["mean_abs"] == pytest.approx(sum(gaps) / len(gaps), abs=1e-6)
    assert replay["inputs"]


def test_caps(data):
    caps = data("caps", "--from", "2017-09", "--to", "2019-12")
    columns = ["treasury_cap", "mbs_cap", "treasury_purchases", "mbs_purchases", "reinvestment", "reference"]
    assert set(caps) == {"as_of", "unit", "months", *columns}
    assert caps["months"][0][:7] == "2017-09"
    assert caps["months"][-1][:7] == "2019-12"
    assert {len(caps[name]) for name in (*columns, "months")} == {28}
    by_month = dict(zip([month[:7] for month in caps["months"]], caps["treasury_cap"], strict=True))
    # FOMC addendum of 14 June 2017: six billion a month at first, rising by six every quarter to thirty.
    assert [by_month[month] for month in ("2017-09", "2017-10", "2018-01", "2018-10")] == [0, 6, 12, 30]


def test_caps_know_nothing_later_than_the_day(data):
    then = data("caps", "--as-of", "2024-05-15", "--from", "2024-05", "--to", "2024-07")
    before = data("caps", "--as-of", "2024-04-30", "--from", "2024-05", "--to", "2024-07")
    # Announced on 1 May 2024: twenty-five from June.
    assert then["treasury_cap"] == [60, 25, 25]
    assert before["treasury_cap"] == [60, 60, 60]


def test_holdings(data):
    held = data("holdings")
    assert set(held) == {"as_of", "classes", "securities", "risk"}
    assert held["classes"]
    assert all(amount is None or amount >= 0 for amount in held["classes"].values())
    assert cents(held["classes"]["notes_bonds"]) == sum(cents(security["par"]) for security in held["securities"])
    for security in held["securities"]:
        assert set(security) == {"cusip", "class", "coupon", "maturity", "par"}
        assert len(security["cusip"]) == 9
        assert is_iso(security["maturity"])
        assert security["par"] > 0
        cents(security["par"])


def test_what_the_help_names_exists(say):
    from ebb.scenario import presets

    words = say("run", "--help").out.replace(",", " ").replace(".", " ").split()
    assert set(presets()) <= set(words)


def test_the_answers_do_not_depend_on_the_order_they_are_asked_in(data):
    first = data("answer", "stocks")
    data("answer", "how-long")
    assert data("answer", "stocks") == first


@pytest.mark.parametrize("words", [("answer", "nothing"), ("run", "nothing"), ("replay", "nothing")])
def test_unknown_names_are_wrong_use(say, words):
    said = say(*words, "--json")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("what")


def test_bad_scenarios_write_nothing(say, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text("[caps]\ntreasury = -1\nmonthly = 2\n", "utf-8")
    said = say("run", "plan.toml", "--json")
    assert (said.status, said.out) == (2, "")
    assert "treasury" in said.err
    assert "monthly" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


def test_caps_to_a_month_and_near_the_beginning(data):
    assert [data("caps", "--to", "2019-12")["months"][n] for n in (0, -1)] == ["2019-01", "2019-12"]
    assert data("caps", "--as-of", "2007-06-01")["months"][0] == "2007-01"


@pytest.mark.parametrize(
    "words",
    [
        ("run", "qt3", "--start", "9999-12"),
        ("run", "qt3", "--start", "2400-01"),
        ("run", "hold", "--as-of", "9999-12-31"),
        ("run", "plan.toml"),
        ("run", "frozen.toml"),
        ("caps", "--from", "9999-12", "--to", "9999-12"),
        ("caps", "--from", "2026-01", "--to", "2400-01"),
        ("caps", "--as-of", "9999-06-01"),
        ("caps", "--as-of", "9999-12-31"),
    ],
)
def test_dates_out_of_all_reach_are_wrong_use(say, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text("start = 9999-12-01\n", "utf-8")
    (tmp_path / "frozen.toml").write_text("policy_as_of = 1990-01-01\n", "utf-8")
    said = say(*words)
    assert (said.status, said.out) == (2, "")
    assert [line.split()[0] for line in said.err.splitlines()] == ["what", "where", "expected", "next"]
