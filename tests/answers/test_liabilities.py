"""The liabilities on the record: debt-limit times as known, variants by name, factor days on published levels."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from ebb.answers.liabilities import factor_effects, known_on, liability_scores, limits, variant_named
from ebb.errors import UnknownName
from ebb.record import Record
from ebb.simulate.liabilities import VARIANTS, Limit
from ebb.sources import published


def test_a_time_under_the_debt_limit_has_no_end_before_it_came():
    assert Limit(12 * 2023, None) in limits(date(2023, 4, 2))
    assert Limit(12 * 2023, 12 * 2023 + 5) in limits(date(2023, 6, 3))
    assert not [limit for limit in limits(date(2022, 12, 31)) if limit.first >= 12 * 2023]


def test_times_under_the_debt_limit_are_ordered_apart_and_have_a_source():
    raw = published.document("debt_limit")["binding"]
    assert all(one["last"] < other["first"] for one, other in pairwise(raw))
    assert all(one["first"] < one["last"] and one["source"] and one["evidence"].startswith("seen") for one in raw)


def test_variants_are_found_by_name_and_no_other():
    assert all(variant_named(variant.name) is variant for variant in VARIANTS)
    with pytest.raises(UnknownName, match="variant"):
        variant_named("oracle")


def test_what_is_known_is_cut_at_the_day():
    day = date(2019, 7, 2)
    known = known_on(Record(day))
    assert max(series.known.max().item() for series in known.published.values()) <= day
    assert max(step.announced for step in known.programme.steps) <= day


def test_tax_days_fill_the_account_in_published_months():
    """Monthly levels tell tax days apart from nothing else; the account stands higher after one, reserves lower."""
    tga = {effect.kind: effect for effect in factor_effects(Record(), "tga")}
    reserves = {effect.kind: effect for effect in factor_effects(Record(), "reserves")}
    assert tga["tax"].value > 0
    assert tga["tax"].value > reserves["tax"].value
    assert "coupon_mid_month" not in tga


def test_scores_grow_with_what_is_known():
    one = [VARIANTS[4]]
    early = liability_scores(Record(date(2016, 10, 15)), one, ["on_rrp"])
    assert {score.horizon for score in early} == {3, 6, 12}
    ends = {score.horizon: score.origins[-1] for score in early}
    assert ends == {3: date(2016, 6, 30), 6: date(2016, 3, 31), 12: date(2015, 9, 30)}
