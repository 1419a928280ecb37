"""How much is too much: the two levels of one curve, the chance that they were passed, and the article's thresholds."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers import answer_on
from ebb.answers.evidence import Evidence
from ebb.funding import fit_chance
from ebb.sources import published

ESTIMATED = (date(2020, 6, 30), date(2022, 9, 30), date(2024, 7, 18), date(2025, 10, 28), None)


@pytest.mark.parametrize("day", ESTIMATED, ids=str)
def test_the_edge_lies_below_the_kink_and_chances_are_chances(told, day):
    found = told("how-much", day)
    assert found.value("edge_share_of_bank_assets").value < found.value("kink_share_of_bank_assets").value
    for name in ("probability_not_ample", "probability_below_kink"):
        assert 0.0 <= found.value(name).value <= 100.0
    edge = found.value("edge_share_of_bank_assets")
    assert edge.interval.low <= edge.value <= edge.interval.high
    # no test of fit: a curve that spread could not know is found as often as this one by chance
    assert 0.0 <= found.value("placebo_p_value").value <= 1.0


def test_too_little_known_gives_no_probability(told):
    found = told("how-much", date(2018, 6, 30))
    assert found.value("probability_not_ample").value is None
    assert "no probability" in found.text["en"]


def test_a_year_of_months_gives_a_chance_before_it_gives_a_level(told):
    found = told("how-much", date(2019, 9, 10))
    assert found.value("probability_not_ample").value > 90.0
    assert "edge_share_of_bank_assets" not in {v.name for v in found.values}
    assert "too short" in found.text["en"]
    assert "no probability" not in found.text["en"]


def test_what_was_known_of_scarce_sound_and_abundant_reserves_is_told_in_that_order(told):
    """A week before the squeeze of 2019, in the middle of the second runoff, and at the height of reserves."""
    days = (date(2019, 9, 10), date(2024, 7, 18), date(2021, 12, 29))
    chances = [told("how-much", day).value("probability_not_ample").value for day in days]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 50.0 > 10.0 > chances[1] > chances[2]


@pytest.mark.parametrize("more", [200_000.0, 500_000.0])
def test_the_chance_falls_when_reserves_are_raised(told, newest, with_series, more):
    day = newest.reserves_share[0]
    real = told("how-much", None)
    with_series("reserves", day, published.series("reserves").at(day) + more)
    changed = answer_on(Evidence(), "how-much")
    assert changed.value("reserves").value == pytest.approx(real.value("reserves").value + more / 1000.0)
    assert changed.value("probability_not_ample").value < real.value("probability_not_ample").value
    assert changed.text["en"] != real.text["en"]


def test_the_levels_others_named_are_at_their_own_dates(told):
    """New York Fed, survey of 2019: 712 to 919; the article's guess of 2022: 2.0 to 2.5 trillion; H.4.1 at the end."""
    found = told("how-much", None)
    assert [found.value(f"threshold.survey_2019.{side}").value for side in ("low", "high")] == [712.0, 919.0]
    assert [found.value(f"threshold.analysts_2022.{side}").value for side in ("low", "high")] == [2000.0, 2500.0]
    end = published.series("reserves").in_unit("USD bn").at(date(2025, 11, 26))
    assert found.value("threshold.end_of_qt2").value == end
    assert any("analysts' guess" in line for line in found.caveats["en"])
    for value in found.values:
        if value.name.startswith("threshold.") and value.name.endswith(".today"):
            assert value.value > found.value(value.name.removesuffix(".today")).value  # bank assets have grown


def test_no_level_is_known_before_it_was_named(told):
    early = told("how-much", date(2022, 9, 30))
    names = {value.name for value in early.values}
    assert "threshold.survey_2019" in names
    assert not {"threshold.analysts_2022", "threshold.end_of_qt2", "threshold.new_york_fed_2023"} & names
    assert not any("analysts' guess" in line for line in early.caveats["en"])


@pytest.mark.parametrize("day", [date(2019, 9, 10), date(2022, 9, 30), date(2024, 7, 18)], ids=str)
def test_a_level_is_known_from_the_publication_of_its_source(told, evidence_on, day):
    """The survey of August 2019 appeared on 17 October 2019; the article's guess stands in the article, 18 July 2024."""
    known = {raw["key"]: raw["known"] for raw in evidence_on(day).document("literature")["threshold"]}
    names = {v.name.split(".")[1] for v in told("how-much", day).values if v.name.startswith("threshold.")}
    assert names == {key for key, when in known.items() if when <= day}


def test_september_2019_lay_below_the_edge_estimated_today(told):
    found = told("how-much", None)
    assert found.value("threshold.september_2019.share_of_bank_assets").value < (
        found.value("edge_share_of_bank_assets").value
    )


def test_amounts_are_shares_of_the_same_bank_assets(told, newest):
    found = told("how-much", None)
    banks = newest.record.series("bank_assets").in_unit("USD bn").last()[1]
    edge = found.value("edge_share_of_bank_assets")
    assert found.value("edge_amount").value == pytest.approx(edge.value * banks / 100.0)
    assert found.value("edge_amount").interval.high == pytest.approx(edge.interval.high * banks / 100.0)


def test_the_newest_months_are_told_beside_the_estimate_of_all(told, newest):
    """The pooled curve and the months since June 2022 disagree; both chances and what lately happened are in the text."""
    found, months = told("how-much", None), newest.demand_months
    chances = [found.value(f"probability_not_ample{tail}").value for tail in ("", "_since_2022")]
    for chance in chances:
        assert f"{chance:.0f}%" in found.text["en"]
        assert f"{chance:.0f}%" in found.text["zh-Hant"]
    run = 0
    while months.s[-1 - run] > 0:
        run += 1
    assert f"latest {run} months" in found.text["en"]
    assert f"最近{run}個月" in found.text["zh-Hant"]
    assert f"{months.q[-run:].min():.1f}% to {months.q[-run:].max():.1f}%" in found.text["en"]


def test_before_the_spread_turned_the_latest_month_is_told_as_calm(told):
    assert "it did not" in told("how-much", date(2024, 7, 18)).text["en"]
    assert "in the latest month known" in told("how-much", date(2025, 10, 28)).text["en"]


def test_the_chance_since_2022_is_that_of_the_months_since_2022_alone(told, newest):
    share, months = newest.reserves_share[2], newest.demand_months.between(date(2022, 6, 1), date.max)
    alone = fit_chance(months).at(share)
    found = told("how-much", None).value("probability_not_ample_since_2022")
    assert (found.value, found.interval.low, found.interval.high) == (alone.value, alone.low, alone.high)
    assert f"{int((months.s > 0).sum())} of {len(months)}" in found.source


def test_before_repo_was_published_the_funds_rate_answers_and_no_chance_is_told(told):
    found = told("how-much", date(2015, 6, 28))
    assert "fed_funds_avg" in found.value("slope").source
    assert found.value("probability_not_ample").value is None
    assert 0.0 < found.value("placebo_p_value").value <= 1.0
    assert "Repo rates were not yet published" in found.text["en"]
    assert "尚未公布附買回利率" in found.text["zh-Hant"]
    assert all("SOFR" not in source for source in found.evidence)
