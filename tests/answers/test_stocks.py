"""What it does to stocks: two effects with their intervals, and the refusal to see more than there is."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers import answer_on
from ebb.answers.evidence import Evidence
from ebb.errors import OutOfRange


@pytest.mark.parametrize("day", [date(2019, 9, 10), date(2024, 7, 18), None], ids=str)
def test_an_effect_whose_interval_holds_zero_is_no_evidence(told, day):
    found = told("stocks", day)
    for name in ("effect_on_return", "effect_on_volatility"):
        value = found.value(name)
        assert value.interval.low <= value.value <= value.interval.high
        assert value.interval.level == 0.95
        assert 0.0 <= found.value(f"{name}.placebo_p").value <= 1.0
        assert found.value(f"{name}.minimum_detectable").value > 0.0
    inside = found.value("effect_on_return").interval
    assert ("no evidence" in found.text["en"]) == (inside.low < 0 < inside.high)


def test_a_year_of_runoff_is_the_least_that_is_compared(told):
    refusal = told("stocks", date(2018, 6, 30))
    assert isinstance(refusal, OutOfRange)
    assert "too few months of runoff" in str(refusal)
    assert "2018-10-31" in str(refusal)
    with pytest.raises(OutOfRange):
        answer_on(Evidence(date(2018, 9, 17)), "stocks")
    assert answer_on(Evidence(date(2018, 10, 31)), "stocks").value("effect_on_return").value is not None


def test_the_net_liquidity_chart_fits_levels_and_not_changes(told):
    found = told("stocks", None)
    levels, changes = (found.value(f"net_liquidity.r_squared_{kind}").value for kind in ("levels", "changes"))
    assert 0.0 <= changes < 0.2 < levels <= 1.0
    assert 0.05 < found.value("net_liquidity.placebo_share").value < 1.0


def test_the_article_s_volatility_stands_beside_each_runoff(told):
    found = told("stocks", None)
    line = next(line for line in found.caveats["en"] if line.startswith("The article says"))
    for regime in ("qt1", "qt2"):
        assert f"{found.value(f'volatility.{regime}').value:.1f}%" in line


def test_one_month_of_the_market_moves_the_effect(told, with_series):
    real = told("stocks", None)
    with_series("sp500_return", date(2023, 1, 31), -60.0)
    changed = answer_on(Evidence(), "stocks")
    assert changed.value("effect_on_return").value < real.value("effect_on_return").value - 5.0
    assert changed.text["en"] != real.text["en"]
    assert changed.value("effect_on_volatility").value == real.value("effect_on_volatility").value
