from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import AmountError, FormatError
from ebb.sources import published
from ebb.yields import effect_of_runoff, published_effects

DOCUMENT = published.document("literature")


@settings(max_examples=30, deadline=None)
@given(st.floats(0.01, 10), st.floats(1.1, 5))
def test_twice_the_runoff_twice_the_effect_and_every_row_inside(trillions: float, times: float) -> None:
    once, more = effect_of_runoff(trillions, DOCUMENT), effect_of_runoff(trillions * times, DOCUMENT)
    for measure, span in once.items():
        assert span.low <= span.central <= span.high
        assert more[measure].central == pytest.approx(span.central * times)
        for row in span.rows:
            assert span.low <= row.low <= row.central <= row.high <= span.high
            assert row.published.who
            assert row.published.source
            assert row.published.conversion


@pytest.mark.parametrize(
    ("key", "per_trillion"),
    [
        ("damico_king_2012", 100.0),  # 30 bp for 0.3 trillion
        ("cahill_et_al_2013", 90.0),  # 9 bp for 0.1
        ("crawley_et_al_2022", 20.0),  # 50 bp for 2.5
        ("wei_2022_normal", 29 / 2.2),
        ("wei_2022_crisis", 74 / 2.2),
    ],
)
def test_what_each_author_said_per_trillion(key: str, per_trillion: float) -> None:
    found = {p.key: p for p in published_effects(DOCUMENT)}[key].per_trillion()
    assert found is not None
    assert found[1] == pytest.approx(per_trillion)


def test_the_amount_behind_the_stock_effect_is_the_published_holdings() -> None:
    held = (published.series("treasuries") + published.series("mbs")).in_unit("USD tn").at(date(2017, 4, 26))
    stock = {p.key: p for p in published_effects(DOCUMENT)}["bonis_ihrig_wei_2017"]
    # Three decimals are written; treasuries and MBS only, agency debt (under 0.02) is not in the packaged table.
    assert stock.amount == pytest.approx(held, abs=0.001)


def test_an_effect_per_announcement_and_no_effect_are_not_scaled() -> None:
    span = effect_of_runoff(2.0, DOCUMENT)["10-year yield"]
    assert {p.key for p in span.without_amount} == {"levin_lu_nelson_2022", "du_forbes_luzzetti_2024"}
    assert span.low == 0.0, "an author who found none opens the range"
    assert "du_forbes_luzzetti_2024" not in {row.published.key for row in span.rows}


def test_crisis_purchases_are_kept_apart_from_holdings() -> None:
    regimes = effect_of_runoff(1.0, DOCUMENT)["10-year yield"].by_regime()
    assert regimes["stock"][1] < regimes["crisis purchase"][0]
    policy = effect_of_runoff(1.0, DOCUMENT)["policy rate"].by_regime()
    assert set(policy) == {"runoff"}


def test_nothing_rests_on_memory_and_a_bad_document_is_refused_whole() -> None:
    assert {p.evidence for p in published_effects(DOCUMENT)} <= {"seen", "computed"}
    good = DOCUMENT["effect"][1]
    bad = {
        "effect": [
            good | {"evidence": "memory"},
            good | {"measure": "stocks"},
            {k: v for k, v in good.items() if k != "amount"},
        ]
    }
    with pytest.raises(FormatError, match="memory") as caught:
        published_effects(bad)
    assert "stocks" in str(caught.value)
    assert "no amount" in str(caught.value)
    with pytest.raises(FormatError, match="none"):
        published_effects({})
    unscaled = [raw for raw in DOCUMENT["effect"] if raw["measure"] == "10-year yield"]
    with pytest.raises(FormatError, match="policy rate has an amount"):
        effect_of_runoff(1.0, {"effect": unscaled})


def test_no_runoff_is_wrong_use() -> None:
    with pytest.raises(AmountError) as caught:
        effect_of_runoff(0.0, DOCUMENT)
    assert caught.value.exit_code == 2


# -- what had been published by a day ------------------------------------------------------------------------------------


def test_no_estimate_is_used_before_it_was_published() -> None:
    """FEDS Notes of 20 April 2017 and 3 June 2022; Atlanta Fed, 15 July 2022; NBER, December 2022."""
    in_2018 = effect_of_runoff(1.0, DOCUMENT, date(2018, 6, 30))
    assert set(in_2018) == {"10-year yield"}
    assert in_2018["10-year yield"].by_regime()["stock"] == pytest.approx((85 / 4.233, 100 / 4.233))
    assert not in_2018["10-year yield"].without_amount
    assert {row.published.key for row in effect_of_runoff(1.0, DOCUMENT, date(2022, 7, 14))["policy rate"].rows} == {
        "crawley_et_al_2022"
    }
    assert len(effect_of_runoff(1.0, DOCUMENT, date(2022, 7, 15))["policy rate"].rows) == 4
    for day, low in ((date(2022, 12, 30), 85 / 4.233), (date(2022, 12, 31), 0.0)):
        assert effect_of_runoff(1.0, DOCUMENT, day)["10-year yield"].by_regime()["stock"][0] == pytest.approx(low)
    assert not effect_of_runoff(1.0, DOCUMENT, date(2012, 12, 30))
    assert effect_of_runoff(1.0, DOCUMENT, max(p.known for p in published_effects(DOCUMENT))) == effect_of_runoff(
        1.0, DOCUMENT
    )


@pytest.mark.parametrize("known", ["2017-04-20", None, 2017])
def test_an_estimate_without_a_day_of_publication_is_refused(known: object) -> None:
    with pytest.raises(FormatError, match="is no day"):
        published_effects({"effect": [DOCUMENT["effect"][1] | {"known": known}]})
    with pytest.raises(FormatError, match="lacks known"):
        published_effects({"effect": [{k: v for k, v in DOCUMENT["effect"][1].items() if k != "known"}]})
