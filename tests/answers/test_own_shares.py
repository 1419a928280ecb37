"""A reader's own holdings, from two files to sensitivities in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

import ebb
from ebb.answers.own_factors import monthly_returns
from ebb.errors import UnknownName, UsageError
from ebb.sources.published import series
from ebb.sources.userfiles.positions import History


@pytest.fixture
def write(tmp_path):
    def put(text, name="portfolio.csv"):
        file = tmp_path / name
        file.write_text(text, "utf-8")
        return file

    return put


def history(days, prices):
    return History("x", np.array(days, dtype="datetime64[D]"), np.array(prices, dtype=np.float64))


def test_months_run_from_last_price_to_last_price():
    found = monthly_returns(
        history(["2024-01-30", "2024-01-31", "2024-02-29", "2024-03-28"], [9, 10, 11, 22]), date.max
    )
    assert found == pytest.approx({(2024, 2): 10.0, (2024, 3): 100.0})


def test_a_month_that_is_not_over_and_one_after_a_gap_have_no_return():
    days = [date(2024, 1, 1) + timedelta(k) for k in range(80)]  # daily, to 20 March
    found = monthly_returns(history(days, np.arange(1.0, 81.0)), date.max)
    assert set(found) == {(2024, 2)}
    assert set(monthly_returns(history(days, np.arange(1.0, 81.0)), date(2024, 2, 10))) == set()
    gap = monthly_returns(history(["2024-01-31", "2024-03-31", "2024-04-30"], [1, 2, 3]), date.max)
    assert set(gap) == {(2024, 4)}
    first_of_month = monthly_returns(history(["2024-01-01", "2024-02-01"], [1, 2]), date.max)
    assert set(first_of_month) == {(2024, 2)}


def test_the_index_alone_moves_one_for_one_with_itself(write):
    found = ebb.stocks(write("symbol,weight\nSPX,5\n"))
    assert found.sensitivity("index").alone.value == pytest.approx(1.0)
    assert found.found.r_squared == pytest.approx(1.0)
    volatility = found.sensitivity("implied_volatility").alone
    assert volatility.high < 0.0  # shares fall when fear rises
    assert set(found.missing) == {"real_yield", "dollar"}
    for lang in ("en", "zh-Hant"):
        assert any("DFII10" in line for line in found.caveats(lang))


def test_the_newest_months_decide_and_the_as_of_date_cuts(write):
    early = ebb.stocks(write("symbol,weight\nTAIEX,1\n"), as_of=date(2019, 12, 31))
    assert early.found.months[-1] <= (2019, 12)
    late = ebb.stocks(write("symbol,weight\nTAIEX,1\n"))
    assert late.found.months[-1] > (2025, 1)
    assert early.sensitivity("index").alone.value != late.sensitivity("index").alone.value


def test_prices_of_one_s_own_are_joined_by_month(write):
    """Prices made as twice the index's return: the slope is two, wide or long, in any order."""
    returns = series("sp500_return")
    level, rows = 100.0, []
    for day, gain in returns:
        level *= 1.0 + 2.0 * gain / 100.0
        rows.append((day, level))
    wide = write("date,LEVERED\n" + "\n".join(f"{day},{price!r}" for day, price in rows), "wide.csv")
    long = write(
        "date,symbol,price\n" + "\n".join(f"{day},levered,{price!r}" for day, price in reversed(rows)), "long.csv"
    )
    portfolio = write("symbol,weight\nLevered,1\n")
    one, other = ebb.stocks(portfolio, wide), ebb.stocks(portfolio, long)
    assert one.sensitivity("index").alone.value == pytest.approx(2.0)
    assert one.json() == other.json()
    half = ebb.stocks(write("symbol,weight\nLevered,1\nSPX,1\n", "half.csv"), wide)
    assert half.sensitivity("index").alone.value == pytest.approx(1.5)


def test_the_index_may_be_taiwan_s(write):
    found = ebb.stocks(write("代號,權重\n台股加權指數,1\n"), index="taiex")
    assert found.sensitivity("index").alone.value == pytest.approx(1.0)
    assert "台股加權指數" in found.text("zh-Hant")
    with pytest.raises(UnknownName, match='did you mean "taiex"'):
        ebb.stocks(write("symbol,weight\nSPX,1\n"), index="taeix")


def test_every_problem_of_both_files_comes_in_one_message(write):
    prices = write("date,AAA\n2024-01-31,10\n2024-02-29,x\n", "prices.csv")
    with pytest.raises(UsageError) as caught:
        ebb.stocks(write("symbol,weight\nAAA,1\nZZZ,2\nSPX,0\n"), prices)
    said = str(caught.value)
    assert caught.value.exit_code == 2
    assert said.count("\n") == 3
    for part in (
        'portfolio.csv line 2: "AAA" has 0 monthly returns, fewer than 36',
        'portfolio.csv line 3: no prices for "ZZZ"',
        "portfolio.csv line 4: weight is 0, not above zero",
        'prices.csv line 3: "x" in aaa is no number',
        "4 problems",
    ):
        assert part in said, said


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        ebb.stocks(tmp_path / "none.csv")


def test_the_wire_form_holds_every_sensitivity_with_its_interval(write):
    data = ebb.stocks(write("symbol,weight\nSPX,1\nTAIEX,1\n")).json()
    assert data["frequency"] == "monthly"
    assert sum(held["weight"] for held in data["holdings"]) == pytest.approx(1.0)
    for one in data["sensitivities"]:
        for kind in ("alone", "together"):
            assert one[kind]["interval"]["low"] <= one[kind]["value"] <= one[kind]["interval"]["high"]
        assert 0.0 <= one["r_squared"] <= data["r_squared"] + 1e-12
    assert [m["factor"] for m in data["missing"]] == ["real_yield", "dollar"]


def test_the_chart_holds_what_the_wire_holds(write):
    found = ebb.stocks(write("symbol,weight\nTAIEX,1\n"))
    made = ebb.plot(found)
    cells = made.table("factors").cells
    for place, one in enumerate(found.found.sensitivities):
        assert cells["alone"][place] == pytest.approx(one.alone.value * one.spread, rel=1e-4)
    for lang in ("en", "zh-Hant"):
        assert made.svg(lang).startswith("<svg")
