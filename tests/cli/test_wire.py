from __future__ import annotations

import json
import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.cli.wire import dumps, tidy


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_an_amount_in_billions_comes_back_to_the_cent(cents):
    sent = json.loads(dumps({"amount": cents / 1e11}))["amount"]
    assert round(sent * 1e11) == cents


@given(st.recursive(st.floats() | st.none() | st.booleans() | st.text() | st.dates(), st.lists, max_leaves=20))
def test_whatever_is_sent_can_be_read_by_a_strict_reader(value):
    def refuse(word):
        raise AssertionError(word)

    json.loads(dumps({"value": value}), parse_constant=refuse)


def test_arrays_dates_and_missing_values():
    sent = tidy({date(2022, 6, 1): np.array([1.0, np.nan]), "n": np.int64(3), "x": np.float64(-0.0), "t": (math.inf,)})
    assert sent == {"2022-06-01": [1.0, None], "n": 3, "x": 0.0, "t": [None]}
    assert math.copysign(1.0, sent["x"]) == 1.0
    assert tidy(np.array(["2022-06-01"], dtype="datetime64[D]")) == ["2022-06-01"]


def test_what_has_no_wire_form_is_refused():
    with pytest.raises(TypeError, match="object has no wire form"):
        dumps({"x": object()})
