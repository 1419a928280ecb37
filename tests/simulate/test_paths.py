from datetime import date

import numpy as np
import pytest

from ebb.errors import OutOfRange, SourceError
from ebb.scenario import Levels
from ebb.series import Origin, Series
from ebb.simulate.assumptions import growth_range, level_range, pick
from ebb.simulate.paths import glide, grow, hold, known, quarterly

MONTHS = tuple(date(2024 + k // 12, k % 12 + 1, 1) for k in range(8, 16))  # 2024-09 .. 2025-04
PUBLISHED = {(2024, 8): 90.0, (2024, 9): 100.0, (2024, 11): 120.0}


def _series(values: np.ndarray, months: str = "2010-01") -> Series:
    stamps = np.datetime64(months, "M") + np.arange(len(values))
    dates = (stamps + 1).astype("datetime64[D]") - 1
    return Series("x", dates, values, "USD bn", "month end", dates, (Origin("P", "D"),))


def test_published_months_are_never_changed_and_gaps_take_the_month_before() -> None:
    for path in (hold(MONTHS, PUBLISHED), grow(MONTHS, PUBLISHED, 0.5), glide(MONTHS, PUBLISHED, 500.0)):
        assert path[:3].tolist() == [100.0, 100.0, 120.0]
    assert np.isnan(known(MONTHS, PUBLISHED)[1])


def test_after_the_last_month_hold_grow_and_glide_do_what_they_say() -> None:
    assert hold(MONTHS, PUBLISHED)[3:].tolist() == [120.0] * 5
    assert hold(MONTHS, PUBLISHED, 7.0)[3:].tolist() == [7.0] * 5
    twelve = tuple(date(2024 + (10 + k) // 12, (10 + k) % 12 + 1, 1) for k in range(13))
    assert grow(twelve, PUBLISHED, 0.10)[12] == pytest.approx(132.0)
    path = glide(twelve, PUBLISHED, 180.0, over=6)
    assert path[1] == pytest.approx(130.0)
    assert (path[6:] == 180.0).all()


def test_a_path_needs_a_start() -> None:
    with pytest.raises(OutOfRange, match="2024-09"):
        hold(MONTHS, {(2025, 1): 1.0})


def test_a_quarter_counts_for_its_three_months() -> None:
    series = Series(
        "gdp",
        np.array(["2024-03-31"], "M8[D]"),
        np.array([5.0]),
        "USD bn",
        "quarter",
        np.array(["2024-04-28"], "M8[D]"),
        (),
    )
    assert quarterly(series) == {(2024, 1): 5.0, (2024, 2): 5.0, (2024, 3): 5.0}


def test_ranges_hold_their_centre_and_recover_a_constant_growth() -> None:
    steady = growth_range(_series(100.0 * 1.03 ** (np.arange(200) / 12)))
    assert steady.low == pytest.approx(0.03)
    assert steady.high == pytest.approx(0.03)
    jump = _series(np.concatenate([np.full(60, 10.0), np.full(12, 500.0)]))
    levels = level_range(jump)
    assert levels.low <= levels.central <= levels.high
    assert levels.central == 500.0


def test_too_little_history_is_refused() -> None:
    with pytest.raises(SourceError, match="23 observations"):
        growth_range(_series(np.arange(1.0, 24.0)))


def test_a_low_setting_means_low_reserves() -> None:
    levels = Levels(low=1, central=2, high=3)
    assert pick(None, levels, "low", drains=True) == 3
    assert pick(None, levels, "low", drains=False) == 1
    assert pick(9.0, levels, "high", drains=True) == 9
