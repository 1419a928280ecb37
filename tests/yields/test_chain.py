"""Links of ranges: never narrower than what they hang on, and the published effects on the economy they use."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import FormatError, UsageError
from ebb.sources.published import document
from ebb.yields import Range
from ebb.yields.chain import first_link, macro_factor, published_macro

numbers = st.floats(-1e3, 1e3, allow_nan=False, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-6)
triples = st.tuples(numbers, numbers, numbers).map(sorted).filter(lambda t: t[1] != 0)


@given(triples, triples)
def test_no_link_is_narrower_than_the_one_it_hangs_on(start, factor):
    first = first_link("a", "x", (start[0], start[2]), start[1], ("me",))
    after = first.then("b", "y", Range(*factor), ("you",))
    assert after.low <= after.central <= after.high
    assert after.central == pytest.approx(first.central * factor[1])
    assert after.relative_width >= first.relative_width * (1 - 1e-9)
    assert after.hangs_on == "a"


def test_a_point_times_a_point_stays_one_and_a_range_opens_it():
    first = first_link("a", "x", (), 2.0, ())
    assert first.then("b", "y", Range(3.0, 3.0, 3.0), ()).relative_width == 0.0
    assert first.then("b", "y", Range(1.5, 3.0, 6.0), ()).relative_width == pytest.approx(1.5)


def test_a_link_keeps_every_product_of_edges_and_writes_no_minus_zero():
    link = first_link("a", "x", (0.0, 4.0), 2.0, ()).then("b", "y", Range(-3.0, -2.0, -1.0), ())
    assert (link.low, link.central, link.high) == (-12.0, -4.0, 0.0)
    assert str(link.high) == "0.0"


@pytest.mark.parametrize("factor", [Range(2.0, 1.0, 3.0), Range(-1.0, 0.0, 1.0)])
def test_a_middle_outside_its_range_or_of_nothing_is_refused(factor):
    with pytest.raises(UsageError, match="middle inside the range"):
        first_link("a", "x", (), 1.0, ()).then("b", "y", factor, ())


def test_published_effects_of_a_policy_rate_are_divided_by_what_they_are_effects_of():
    """FRB/US: 0.44 percent for a rise of 0.95 (0.94 in the older version). Bank of England: 1.5 to 2 for 150 to 300 bp."""
    rows = {row.key: row for row in published_macro(document("literature"))}
    low, high = rows["laforte_roberts_2014"].for_one("output")
    assert (100 * low, 100 * high) == (pytest.approx(0.44 / 0.95), pytest.approx(0.44 / 0.94))
    low, high = rows["joyce_tong_woods_2011"].for_one("prices")
    assert (100 * low, 100 * high) == (pytest.approx(0.25), pytest.approx(1.0))
    assert rows["engen_laubach_reifschneider_2015"].for_one("prices") is None
    assert rows["chen_curdia_ferrero_2012"].for_one("prices") is None


def test_the_factor_spans_every_author_tightens_and_names_them():
    rows = published_macro(document("literature"))
    span, used = macro_factor(rows, "output", "policy rate")
    assert {row.key for row in used} == {"laforte_roberts_2014", "joyce_tong_woods_2011"}
    assert span.low < span.central < span.high < 0.0
    for row in used:
        low, high = row.for_one("output")
        assert span.low <= -high <= -low <= span.high
    assert macro_factor(rows, "prices", "USD trillion") is None
    assert macro_factor((), "output", "policy rate") is None


def test_what_rests_on_memory_or_lacks_a_field_is_refused_with_every_problem():
    broken = copy.deepcopy(dict(document("literature")))
    broken["macro"][0]["evidence"] = "memory"
    del broken["macro"][1]["source"]
    with pytest.raises(FormatError, match=r"laforte_roberts_2014: evidence 'memory'.*joyce_tong_woods_2011: no source"):
        published_macro(broken)
