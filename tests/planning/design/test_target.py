"""Targets as people write them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.planning.design import Target, read_share, read_target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("reserves at 12% of bank assets", Target("reserves", 12.0, "bank assets")),
        ("Reserves to 9 percent of GDP", Target("reserves", 9.0, "GDP")),
        ("reserves at $3 trillion", Target("reserves", 3000.0, "USD bn")),
        ("total assets at 6,200 billion", Target("total assets", 6200.0, "USD bn")),
        ("total-assets of 20% of gdp", Target("total assets", 20.0, "GDP")),
        ("securities at 5.5tn", Target("securities", 5500.0, "USD bn")),
        ("reserves at 2800", Target("reserves", 2800.0, "USD bn")),
    ],
)
def test_a_target_is_read(text, target):
    assert read_target(text) == target


@pytest.mark.parametrize(
    "text",
    ["", "12%", "reserves", "reserves at 12%", "reserves at 120% of GDP", "reserves at 3 of bank assets", "reserves at 3",
     "deposits at 12% of GDP", "reserves at -5% of GDP", "reserves at nan"],
)  # fmt: skip
def test_what_is_no_target_is_refused(text):
    with pytest.raises(UsageError):
        read_target(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        read_target(text)
    except UsageError:
        return


@given(st.sampled_from(["bank assets", "GDP"]), st.floats(0.1, 99.0))
def test_a_share_grows_with_what_it_is_of(of, percent):
    banks, gdp = np.array([100.0, 200.0]), np.array([300.0, 900.0])
    levels = Target("reserves", percent, of).levels(banks, gdp)
    assert levels[1] / levels[0] == pytest.approx(2.0 if of == "bank assets" else 3.0)


@pytest.mark.parametrize("text", ["0", "100%", "-5%", "five", "", "nan"])
def test_what_is_no_chance_is_refused(text):
    with pytest.raises(UsageError):
        read_share(text, "--max-risk")
