"""Any monthly figure inside windows: planted differences are found, absent ones are not."""

from __future__ import annotations

import numpy as np
import pytest

from ebb.equities import difference
from ebb.errors import UnknownName


def figures(cases, shift, seed, n=284):
    rng = np.random.default_rng(seed)
    days = cases.month_ends(n)
    qt = (days >= np.datetime64("2022-06-30")) & (days <= np.datetime64("2025-11-30"))
    values = np.empty(n)
    values[0] = rng.standard_normal()
    for t in range(1, n):
        values[t] = 0.3 * values[t - 1] + rng.standard_normal()
    values = values + shift * qt
    return {(day.year, day.month): float(v) for day, v in zip(days.tolist(), values, strict=True)}


def test_a_planted_difference_is_found_and_an_absent_one_is_rarely(cases):
    found = [difference("x", figures(cases, 2.0, s), cases.REGIMES, qt=["QT2"], unit="x", draws=300) for s in range(10)]
    assert sum(one.effect.verdict == "higher" for one in found) >= 9
    assert np.mean([one.effect.value for one in found]) == pytest.approx(2.0, abs=0.3)
    absent = [
        difference("x", figures(cases, 0.0, s), cases.REGIMES, qt=["QT2"], unit="x", draws=300) for s in range(30)
    ]
    assert sum(one.effect.verdict != "no evidence" for one in absent) <= 4


def test_the_two_means_and_the_months_are_those_of_the_figures(cases):
    values = figures(cases, 1.0, 1)
    del values[2010, 5]
    one = difference("x", values, cases.REGIMES, qt=["QT1", "QT2"], unit="x", draws=100)
    assert (one.months, one.months_against) == (64, 283 - 64)
    assert one.effect.value == pytest.approx(one.inside - one.outside)
    total = one.inside * one.months + one.outside * one.months_against
    assert total == pytest.approx(sum(values.values()))


def test_too_few_months_and_unknown_regimes(cases):
    few = {month: v for month, v in figures(cases, 0.0, 1).items() if month[0] < 2018}
    assert difference("x", few, cases.REGIMES, qt=["QT1"], unit="x") is None
    assert difference("x", {}, cases.REGIMES, qt=["QT1"], unit="x") is None
    with pytest.raises(UnknownName):
        difference("x", few, cases.REGIMES, qt=["QT7"], unit="x")
