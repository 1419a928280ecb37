from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UnknownName
from ebb.planning import highest, largest_fall

prices = st.lists(st.floats(1, 1e4), min_size=1, max_size=30).map(
    lambda values: tuple((date(2020, 1, 1) + timedelta(days=k), v) for k, v in enumerate(values))
)


@settings(max_examples=60, deadline=None)
@given(prices)
def test_largest_fall_is_the_worst_of_all_pairs(days):
    first, last, fall = largest_fall(days)
    every = [100 * (b - a) / a for k, (_, a) in enumerate(days) for _, b in days[k:]]
    assert fall == pytest.approx(min(every), abs=1e-9)
    assert first <= last
    assert dict(days)[last] == pytest.approx(dict(days)[first] * (1 + fall / 100))


def test_highest_is_the_first_of_equals():
    days = ((date(2020, 1, 1), 1.0), (date(2020, 1, 2), 3.0), (date(2020, 1, 3), 3.0))
    assert highest(days) == (date(2020, 1, 2), 3.0)


def test_unknown_fact_offers_the_nearest(library):
    with pytest.raises(UnknownName, match='did you mean "sofr_high"'):
        library["repo_2019"].fact("sofr_hihg")
