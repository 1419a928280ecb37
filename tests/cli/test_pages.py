from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ebb.cli import pages


@given(st.integers(1, 500), st.integers(2, 40))
def test_a_sample_keeps_both_ends_and_its_bound(count, wanted):
    places = pages.sample(count, wanted)
    assert places[0] == 0
    assert places[-1] == count - 1
    assert len(places) <= wanted
    assert places == sorted(set(places))


@given(st.lists(st.sampled_from([0, 6, None]), min_size=1, max_size=30))
def test_stretches_of_months_cover_all_of_them_once_and_differ_from_their_neighbours(caps):
    data = dict.fromkeys(("treasury_cap", "mbs_cap", "treasury_purchases", "mbs_purchases"), caps)
    data |= {"reinvestment": [None] * len(caps), "reference": [None] * len(caps), "months": list(range(len(caps)))}
    stretches = pages.runs(data)
    assert [place for first, last in stretches for place in range(first, last + 1)] == list(range(len(caps)))
    assert all(caps[a] != caps[b] for (_, a), (b, _) in pairwise(stretches))


def test_figures_show_what_they_can():
    assert pages.figure(-2361.94, "USD bn", "en") == "−2,361.9"
    assert pages.figure(0.0123, "percent", "en") == "0.0123"
    assert pages.figure(4.5, "percent", "en") == "4.50"
    assert pages.figure(7, "months", "en") == "7"
    assert pages.figure(None, "USD bn", "zh-Hant") == "無資料"


def test_a_name_the_catalogue_does_not_have_is_shown_as_it_is():
    assert pages.label("reserves", "zh-Hant") == "準備金"
    assert pages.label("something_new", "en") == "something_new"
