from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.equities import month_regimes, with_holds
from ebb.equities.regimes import require
from ebb.errors import UnknownName, UsageError


def months(*names):
    return np.array(names, dtype="datetime64[M]").astype("datetime64[D]")


def test_month_goes_to_the_regime_with_most_of_its_days(cases):
    held = month_regimes(
        months("2008-12", "2010-11", "2012-09", "2017-09", "2017-10", "2019-08", "2020-03", "2022-03", "2025-12"),
        cases.REGIMES,
    )
    assert held == ("before", "QE2", "QE3", "hold", "QT1", "hold", "QE4", "hold", "RMP2025")


def test_half_of_a_month_is_no_majority():
    june = {"a": [(date(2020, 6, 1), date(2020, 6, 15))], "b": [(date(2020, 6, 16), date(2020, 6, 30))]}
    assert month_regimes(months("2020-06"), june) == (None,)
    assert month_regimes(months("2020-06"), {"a": [(date(2020, 6, 1), date(2020, 6, 16))]}) == ("a",)


def test_a_regime_is_nothing_before_its_first_day():
    assert month_regimes(months("2022-05", "2022-06"), {"QT2": [(date(2022, 6, 1), None)]}) == (None, "QT2")


@pytest.mark.parametrize(
    ("windows", "says"),
    [
        ({"a": [(date(2020, 1, 1), date(2020, 6, 30))], "b": [(date(2020, 6, 30), None)]}, "b starts on 2020-06-30"),
        ({"a": [(date(2020, 2, 1), date(2020, 1, 1))]}, "ends on 2020-01-01 before it starts"),
        ({"a": [(date(2020, 1, 1), None)], "b": [(date(2021, 1, 1), None)]}, "a ends on no date"),
    ],
)
def test_windows_that_cannot_be_are_refused(windows, says):
    with pytest.raises(UsageError, match=says) as caught:
        month_regimes(months("2020-01"), windows)
    assert caught.value.exit_code == 2


def test_unknown_regime_offers_the_nearest(cases):
    with pytest.raises(UnknownName, match='did you mean "QT2"'):
        require(["QT22"], cases.REGIMES)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 400), min_size=2, max_size=12).map(
        lambda gaps: [date(2000, 1, 1) + timedelta(days=sum(gaps[: k + 1])) for k in range(len(gaps))]
    )
)
def test_every_day_belongs_to_exactly_one_regime(days):
    pairs = [(a, b) for a, b in zip(days[::2], days[1::2], strict=False)]
    complete = with_holds({f"p{k}": [pair] for k, pair in enumerate(pairs)})
    for offset in range(-30, 60, 7):
        for edge in days:
            day = edge + timedelta(days=offset)
            holders = [
                name
                for name, windows in complete.items()
                for first, last in windows
                if first <= day <= (last or date.max)
            ]
            assert len(holders) == 1
