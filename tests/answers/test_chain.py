"""The chain of a plan: widening, who says what, money read off the books, and what a record without daily figures lacks."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers.chain import NONE_PUBLISHED, chain_on, corporate_pass_through, per_trillion
from ebb.answers.daily import NEEDS_DAILY
from ebb.answers.money import money_by_buyer
from ebb.books import follow
from ebb.errors import OutOfRange
from ebb.record import Record
from ebb.report.charts import widening_chain


@pytest.fixture(scope="module")
def found(newest):
    return chain_on(newest, "qt3")


def test_every_link_is_a_range_at_least_as_wide_as_what_it_hangs_on(found):
    by_key = {one.key: one for one in found.links}
    assert [one.key for one in found.links] == ["amount", "ten_year", "policy_rate", "mortgage", "output", "prices"]
    for one in found.links[1:]:
        assert one.low < one.central < one.high
        assert one.relative_width >= by_key[one.hangs_on].relative_width
        assert one.who
    assert found.widened == float("inf")  # the amount is what the plan says
    assert by_key["prices"].relative_width > 3 * by_key["ten_year"].relative_width


def test_yields_are_the_published_range_times_the_amount_and_growth_hangs_on_the_policy_rate(found, newest):
    low, high = newest.effect_range(found.links[0].central)["10-year yield"].by_regime()["stock"]
    assert (found.link("ten_year").low, found.link("ten_year").high) == (pytest.approx(low), pytest.approx(high))
    assert found.link("output").hangs_on == found.link("prices").hangs_on == "policy_rate"
    # one basis point on the ten-year is never worth less than one on the policy rate
    assert found.link("policy_rate").factor.low == pytest.approx(1.0)


def test_the_published_equivalents_are_set_beside_and_never_fed_in(found):
    beside = {one.key: one for one in found.beside if one.link == "policy_rate"}
    assert beside["crawley_et_al_2022"].low == pytest.approx(20.0 * found.links[0].central)
    link = found.link("policy_rate")
    assert all(link.low <= one.low <= one.high <= link.high for one in beside.values())
    outside = [row for row in found.json()["beside"] if not row["inside"]]
    assert {row["who"] for row in outside} == {"Weale and Wieladek (2014)"}
    assert "Weale and Wieladek (2014)" in " ".join(found.caveats("en"))


def test_packaged_figures_say_what_corporate_bonds_need_and_daily_ones_answer(found, daily_store):
    assert found.missing == (("corporate", NEEDS_DAILY),)
    assert all(NEEDS_DAILY in found.text(lang) for lang in ("en", "zh-Hant"))
    through = corporate_pass_through(Record(date(2026, 11, 1), daily_store))
    assert 0.0 < through.low < through.value < through.high < 2.0
    assert through.n > 120


def test_money_is_read_off_the_entries_of_the_books():
    rows = {one.buyer: one for one in money_by_buyer(6.0)}
    for buyer, one in rows.items():
        owed = follow(buyer, 600_000_000_000).changes_owed()
        assert one.deposits == pytest.approx(owed["deposits"] / 1e11)
        assert one.reserves == pytest.approx(owed["reserves"] / 1e11)
        assert one.m2[0] <= one.deposits <= one.m2[1] or one.fund_shares == 0.0
    assert rows["bank_buys"].m2 == (0.0, 0.0)
    assert rows["household_buys"].m2 == (-6.0, -6.0)
    assert rows["money_fund_with_new_money"].m2 == (-6.0, 0.0)
    assert rows["money_fund_from_on_rrp"].m2 == (0.0, 0.0)


def test_per_trillion_is_the_chain_without_a_plan(found, newest):
    bare = {one.key: one for one in per_trillion(newest)}
    tn = found.links[0].central
    for key in ("ten_year", "policy_rate", "mortgage", "output"):
        assert found.link(key).high == pytest.approx(tn * bare[key].high)


def test_what_was_not_published_is_not_said(evidence_on):
    early = evidence_on(date(2018, 6, 30))
    links = {one.key: one for one in per_trillion(early)}
    assert links["ten_year"].who == ("Bonis, Ihrig and Wei (2017)",)
    with pytest.raises(OutOfRange, match="2017-04-20"):
        per_trillion(evidence_on(date(2017, 3, 31)))


def test_without_a_published_effect_on_the_economy_the_link_is_named_missing(newest, monkeypatch):
    monkeypatch.setattr("ebb.answers.chain.published_macro", lambda document: ())
    bare = chain_on(newest, "qt3")
    assert {("output", NONE_PUBLISHED), ("prices", NONE_PUBLISHED)} <= set(bare.missing)
    assert bare.link("output") is None
    assert NONE_PUBLISHED in bare.text("en")
    assert widening_chain(bare).title.key.endswith("title_short")


def test_a_plan_that_takes_nothing_out_is_refused(newest):
    with pytest.raises(OutOfRange, match="takes nothing out"):
        chain_on(newest, "current")


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_the_chart_holds_every_link_from_the_narrowest_to_the_widest(found, lang):
    drawn = widening_chain(found)
    (rows,) = drawn.tables
    widths = rows.cells["width"]
    assert list(widths) == sorted(widths)
    assert len(rows) == len(found.links)
    assert drawn.svg(lang=lang).startswith("<svg")
