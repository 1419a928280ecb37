"""`ebb store check` and `ebb store statement`: what a person and a program read, and the exit status."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import typer

from ebb.cli import check as commands
from ebb.errors import MissingDate, UnitError
from ebb.series import Series
from ebb.store.check import CheckReport
from ebb.store.check_laws import Outside, Verdict
from ebb.store.statement_bridge import reserves_bridge
from ebb.store.statement_lines import BASES, lines, parts, walk
from ebb.text import LANGUAGES

LEVEL, AVERAGE = BASES
DAY = date(2022, 6, 1)


def series(name: str, values: list[float], basis: str = LEVEL) -> Series:
    days = np.array([DAY + timedelta(weeks=n) for n in range(len(values))], dtype="datetime64[D]")
    return Series(name, days, np.array(values), "USD mn", basis, days, ())


def figures(basis: str = LEVEL) -> dict[str, Series]:
    """A table of factors that foots: every leaf 1,000 million a week, three weeks."""
    amounts: dict[str, float] = {}
    for line, _ in reversed(walk("factors")):
        members = [part for part in parts(line.key, "factors") if part.existed(DAY)]
        amounts[line.key] = sum(p.sign * amounts[p.key] for p in members) if members else 1000.0
    shown = {key: amount for key, amount in amounts.items() if lines()[key].existed(DAY)}
    return {lines()[key].stored(basis): series(lines()[key].stored(basis), [a] * 3, basis) for key, a in shown.items()}


class Shelf:
    """A store of a few weeks that counts how often it was closed."""

    def __init__(self) -> None:
        self.held = figures() | figures(AVERAGE)
        self.closed = 0

    def names(self):
        return tuple(self.held)

    def series(self, name, as_of=None):
        return self.held[name]

    def history(self, name):
        return ()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.closed += 1

    def spoil(self, name: str, place: int, by: float) -> None:
        values = self.held[name].values.copy()
        values[place] += by
        self.held[name] = replace(self.held[name], values=values)


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    made = Shelf()
    monkeypatch.setattr(commands, "_opened", lambda: made)
    return made


@pytest.fixture
def ask(capsys):
    """Run a command as the front door does and hand back status and what was printed."""
    app = typer.Typer(rich_markup_mode=None)
    app.command("check")(commands.check)
    app.command("statement")(commands.statement)

    def run(*words: str):
        capsys.readouterr()
        status = app(list(words), standalone_mode=False)
        return status or 0, capsys.readouterr().out

    return run


def test_a_store_that_adds_up_is_told_so(shelf, ask):
    status, out = ask("check", "--lang", "en")
    assert status == 0
    assert "Reserve balances = supplying less absorbing factors" in out
    assert "Every law holds" in out
    assert "Weeks outside" not in out
    assert shelf.closed == 1


def test_a_week_that_does_not_foot_is_printed_with_its_size_and_fails(shelf, ask):
    shelf.spoil("WDTGAL", 1, 3000.0)
    status, out = ask("check", "--lang", "en")
    assert status == 1
    assert "2022-06-08  \N{MINUS SIGN}3,000.0; no reason can be shown from the figures held" in out
    assert "Deposits other than reserves = their kinds (Wednesday level)" in out
    assert "A law fails" in out


def test_the_same_in_chinese(shelf, ask):
    shelf.spoil("WDTGAL", 1, 3000.0)
    status, out = ask("check", "--lang", "zh-Hant")
    assert status == 1
    assert "準備金以外存款＝各類存款合計（週三餘額）" in out
    assert "現有數據看不出原因" in out
    assert "不成立" in out


def test_a_span_without_the_bad_week_holds(shelf, ask):
    shelf.spoil("WDTGAL", 1, 3000.0)
    assert ask("check", "--from", "2022-06-15", "--lang", "en")[0] == 0
    assert ask("check", "--to", "2022-06-07", "--lang", "en")[0] == 0


def test_a_facility_that_is_not_held_is_named_and_no_fault(shelf, ask):
    del shelf.held["H41RESPPALDKNWW"]
    status, out = ask("check", "--lang", "en")
    assert status == 0
    assert "3 weeks, 2022-06-01 to 2022-06-15, up to 1,000 million left over; lines not held: Bank Term Funding" in out
    every = ask("check", "--all", "--lang", "en")[1]
    assert "2022-06-08  +1,000.0; lines not held: Bank Term Funding Program, net" in every


def test_json_is_one_object_with_every_week(shelf, ask):
    shelf.spoil("WDTGAL", 1, 3000.0)
    status, out = ask("check", "--json")
    data = json.loads(out)
    assert (status, data["ok"], data["unit"]) == (1, False, "USD bn")
    broken = next(law for law in data["laws"] if law["law"] == "deposits_other_than_reserves" and law["basis"] == LEVEL)
    assert broken["outside"] == [{"date": "2022-06-08", "size": -3.0, "reason": "unexplained", "facts": {}}]
    assert set(data) == {"ok", "unit", "from", "to", "laws", "bridge", "moved"}


def test_all_prints_the_residual_of_every_week_and_what_is_incomplete(shelf, ask):
    shelf.held["WALCL"] = series("WALCL", [90_000.0] * 3)
    assert "The residual of every week" not in ask("check", "--lang", "en")[1]
    out = ask("check", "--all", "--lang", "en")[1]
    assert "The residual of every week" in out
    assert [line.split()[0] for line in out.splitlines() if line.startswith("2022-06-")] == [
        "2022-06-01",
        "2022-06-08",
        "2022-06-15",
    ]
    assert "Total assets = their lines (Wednesday level): 3 weeks; lacks Gold certificate account" in out


REASONS = (
    Outside(DAY, -3.0, "rounding", {"terms": 12, "bound": 6.0}),
    Outside(DAY, 9.6, "one_day", {"as_of": DAY, "holiday": date(2022, 6, 2), "daily": 9.4}),
    Outside(DAY, 550.0, "repeated", {"as_of": DAY - timedelta(days=1), "twin": date(2003, 7, 9)}),
    Outside(DAY, 5.0, "unexplained"),
)
APART = (
    Outside(DAY, 516.0, "not_held", {"lines": ("corporate_credit_facility",)}),
    Outside(DAY, 80.0, "not_listed"),
    Outside(DAY, -671.0, "mixed", {"lines": ("currency",), "files": ("old.csv",)}),
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("everything", [False, True])
def test_every_reason_can_be_said(lang, everything):
    verdict = Verdict("loans", "heading", LEVEL, 2.0, 1.0, 30, 26, REASONS, APART, 2, ("soma.frn", "tga"))
    out = commands.page(
        CheckReport((verdict,), reserves_bridge({}), ((DAY, DAY - timedelta(days=1)),)), lang, everything
    )
    for told in ("12", "6.0", "2022-06-02", "9.4", "2003-07-09", "2022-05-31", "516", "old.csv"):
        assert told in out
    assert out.count("2022-06-01") >= 7


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_large_change_of_the_residual_is_said_with_what_reserves_did(lang):
    def level(name: str, values: list[float], basis: str = LEVEL) -> Series:
        days = np.array(["2014-10-15", "2014-10-22", "2014-10-29", "2014-11-05"], dtype="datetime64[D]")
        return Series(name, days, np.array(values), "USD mn", basis, days, ())

    held = {
        "total_assets": level("WALCL", [4e6, 4e6, 4.2e6, 4.2e6]),
        "reserve_balances": level("WRBWFRBL", [2e6, 1.8e6, 1.81e6, 1.81e6]),
        "reverse_repos": level("WLRRAL", [3e5] * 4),
        "tga": level("WDTGAL", [1e5] * 4),
    }
    bridge = reserves_bridge(held, level("WCURCIR", [1.2e6] * 4, AVERAGE))
    out = commands.page(CheckReport((), bridge), lang, True)
    assert "+200,000" in out
    assert "\N{MINUS SIGN}200,000" in out
    assert "+10,000" in out
    assert "4" in out


def test_only_the_first_weeks_of_a_law_are_listed_unless_all_were_asked_for():
    weeks = tuple(Outside(DAY + timedelta(weeks=n), 5.0, "unexplained") for n in range(commands.LISTED + 5))
    report = CheckReport((Verdict("loans", "heading", LEVEL, 2.0, 1.0, 30, 5, weeks),), reserves_bridge({}))
    assert "and 5 more" in commands.page(report, "en")
    assert commands.page(report, "en", True).count("no reason can be shown") == len(weeks)


def test_the_table_of_a_wednesday_is_indented_and_shows_what_is_left_over(shelf, ask):
    shelf.spoil("WDTGAL", 0, 7.0)
    del shelf.held["RESTBMG_N.WW"]
    out = ask("statement", "2022-06-01", "--lang", "en")[1]
    rows = {line.strip().split("  ")[0]: line for line in out.splitlines()}
    assert rows["US Treasury, General Account"].startswith("      US Treasury, General Account")
    assert rows["US Treasury, General Account"].split()[-1] == "1,007"
    assert rows["Deposits with Federal Reserve Banks, other than reserve balances"].split()[-2:] == [
        "4,000",
        "\N{MINUS SIGN}7",
    ]
    assert "Gold stock" not in rows, "not held: no row of dashes"
    assert "Primary credit" in rows
    assert any(row.startswith("\N{MINUS SIGN} Total factors absorbing") for row in rows)


def test_where_the_table_is_not_complete_the_bridge_is_printed_with_one_named_residual(shelf, ask):
    del shelf.held["RESTBMG_N.WW"]
    shelf.held["WALCL"] = series("WALCL", [90_000.0] * 3)
    out = ask("statement", "2022-06-01", "--lang", "en")[1]
    assert "—" not in out
    assert "The complete table of this week is not held" in out
    rows = {
        line.strip().rsplit(maxsplit=1)[0].lstrip("+=\N{MINUS SIGN} "): line.split()[-1]
        for line in out.splitlines()
        if line
    }
    data = json.loads(ask("statement", "2022-06-01", "--json")[1])
    assert data["complete"] is False
    week = data["bridge"]
    assert week["total_assets"] - sum(week["lines"].values()) - week["residual"] == pytest.approx(week["reserves"])
    residual = rows["Residual: other deposits, other liabilities and capital, and asset lines not held"]
    assert residual == f"{1000 * week['residual']:,.0f}"
    assert out.count("Residual:") == 1
    assert (
        "殘差：其他存款、其他負債及資本，以及未收錄的資產項目" in ask("statement", "2022-06-01", "--lang", "zh-Hant")[1]
    )


def test_where_the_bridge_cannot_be_built_it_is_said_what_lacks(shelf, ask):
    del shelf.held["RESTBMG_N.WW"]
    out = ask("statement", "2022-06-01", "--lang", "en")[1]
    assert "There is no bridge to reserves for this week, because these are not held: Total assets." in out
    assert "因為未收錄：總資產。" in ask("statement", "2022-06-01", "--lang", "zh-Hant")[1]


def test_a_complete_table_has_no_bridge(shelf, ask):
    assert "Residual" not in ask("statement", "2022-06-01", "--lang", "en")[1]
    assert json.loads(ask("statement", "2022-06-01", "--json")[1])["bridge"] is None


def test_weeks_that_cannot_be_compared_are_counted_and_listed_with_the_reason(shelf, ask):
    def part(name: str, values: list[float]) -> Series:
        days = np.array([DAY + timedelta(weeks=n) for n in range(len(values))], dtype="datetime64[D]")
        kept = np.isfinite(values)
        return Series(name, days[kept], np.array(values)[kept], "USD mn", "as-of level", days[kept], ())

    for name, amount in {"BILLS": 1000.0, "NOTESBONDS": 1000.0, "TIPS": 1000.0, "FRN": 0.0, "TOTAL": 3000.0}.items():
        shelf.held[f"SOMA_{name}"] = part(f"SOMA_{name}", [amount] * 3)
    told = part("SOMA_TIPS_INFLATION_COMPENSATION", [1000.0, np.nan, np.nan])
    shelf.held["SOMA_TIPS_INFLATION_COMPENSATION"] = told
    out = ask("check", "--lang", "en")[1]
    said = "2 weeks: 2022-06-08 to 2022-06-15; a part of the SOMA summary is not published: SOMA inflation compensation"
    assert said in out
    assert "2週：2022-06-08至2022-06-15；SOMA彙總未公布下列部分：SOMA通膨補償" in ask("check", "--lang", "zh-Hant")[1]
    law = next(one for one in json.loads(ask("check", "--json")[1])["laws"] if one["law"] == "soma_treasuries")
    assert law["weeks"] == 1
    assert [one["date"] for one in law["skipped"]] == ["2022-06-08", "2022-06-15"]
    assert law["skipped"][0]["reason"] == "not_published"


def test_the_bar_that_decides_is_printed_where_rounding_is_larger_than_the_tolerance(shelf, ask):
    shelf.spoil("WDTGAL", 0, 2.5)
    out = ask("check", "--lang", "en")[1]
    row = next(line for line in out.splitlines() if line.startswith("Deposits other than reserves = their kinds"))
    assert " 2 (2.5) " in row
    assert "Tolerance in brackets" in out


def test_the_average_and_the_balance_sheet_are_tables_of_their_own(shelf, ask):
    out = ask("statement", "2022-06-01", "--basis", "average", "--lang", "zh-Hant")[1]
    assert out.startswith("影響準備金餘額的因素，2022年6月1日，週平均；百萬美元")
    data = json.loads(ask("statement", "2022-06-01", "--table", "condition", "--json")[1])
    assert (data["table"], data["basis"]) == ("condition", LEVEL)
    by_line = {row["line"]: row for row in data["lines"]}
    assert by_line["total_assets"]["amount"] is None
    assert by_line["tga"]["amount"] == 1.0


def test_a_series_on_the_wrong_basis_is_refused_and_nothing_printed(shelf, ask, capsys):
    shelf.held["WDTGAL"] = series("WDTGAL", [1.0] * 3, AVERAGE)
    with pytest.raises(UnitError, match="would mix bases"):
        ask("check")
    assert capsys.readouterr().out == ""


def test_a_day_that_is_not_held_is_refused(shelf, ask):
    with pytest.raises(MissingDate, match="newest day held is 2022-06-15"):
        ask("statement", "2022-06-02")


def test_without_a_store_the_way_to_one_is_told(ask, tmp_path, monkeypatch):
    monkeypatch.setenv("EBB_HOME", str(tmp_path))
    for words in (("check",), ("statement", "2022-06-01")):
        with pytest.raises(MissingDate, match="no store yet") as told:
            ask(*words)
        assert "ebb import" in told.value.next_step
    assert list(tmp_path.iterdir()) == []
