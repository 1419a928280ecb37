"""How it works: the caps of the directives, what left under them, and one billion followed through the books."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers import answer_on, caps
from ebb.answers.evidence import Evidence
from ebb.books import BUYERS
from ebb.sources import published


def test_the_caps_of_the_second_runoff_are_the_sums_of_its_directives(told):
    """FOMC: 30 + 17.5 for three months, 60 + 35 to May 2024, 25 + 35 to March 2025, 5 + 35 to November 2025."""
    found = told("how", None)
    assert found.value("treasury_caps").value == 3 * 30 + 21 * 60 + 10 * 25 + 8 * 5 == 1640
    assert found.value("mbs_caps").value == 3 * 17.5 + 39 * 35 == 1417.5
    assert found.value("treasuries_runoff").value < found.value("treasury_caps").value
    assert found.value("mbs_runoff").value < 0.5 * found.value("mbs_caps").value
    assert found.value("sold").value == 0.0


def test_the_caps_of_the_first_runoff(told):
    """FOMC addendum of June 2017: 6 + 4 rising by as much each quarter to 30 + 20, Treasuries 15 from May 2019."""
    found = told("how", date(2019, 9, 10))
    assert found.value("treasury_caps").value == 3 * (6 + 12 + 18 + 24) + 7 * 30 + 3 * 15 == 435
    assert found.value("mbs_caps").value == 3 * (4 + 8 + 12 + 16) + 10 * 20 == 320


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 9, 30), "$60.0 billion"),
        (date(2024, 7, 18), "$25.0 billion"),
        (date(2025, 10, 28), "$5.0 billion"),
        (None, "no runoff is in force"),
    ],
)
def test_the_sentence_says_what_is_in_force_on_the_day(told, day, words):
    assert words in told("how", day).text["en"]


@pytest.mark.parametrize("buyer", BUYERS)
def test_a_billion_not_rolled_over_takes_a_billion_from_reserves_or_on_rrp(told, buyer):
    found = told("how", None)
    line = {name: found.value(f"redeemed_1bn.{buyer}.{name}").value for name in ("reserves", "on_rrp", "deposits")}
    assert line["reserves"] + line["on_rrp"] == pytest.approx(-1.0)
    assert line["deposits"] in (0.0, -1.0)


def test_a_published_estimate_is_inside_its_own_range_and_per_trillion(told):
    found = {v.name: v for v in told("how", None).values}
    effects = [name for name in found if name.startswith("effect_per_trillion.")]
    assert len({name.split(".")[1] for name in effects}) >= 5
    assert all(found[name].unit.startswith("bp on the ") for name in effects)
    for name in (name for name in effects if f"{name}.low" in found):
        low, central, high = (found[f"{name}{tail}"].value for tail in (".low", "", ".high"))
        assert low < high
        assert central is None or low <= central <= high, name
    assert found["mortgage_pass_through"].interval.low < found["mortgage_pass_through"].value


def test_the_record_moves_what_left(told, with_series):
    real = told("how", None)
    with_series("mbs", date(2025, 11, 26), 1_000_000.0)
    changed = answer_on(Evidence(), "how")
    assert changed.value("mbs_runoff").value > real.value("mbs_runoff").value + 1000.0
    assert changed.text["en"] != real.text["en"]
    assert changed.value("mbs_caps").value == real.value("mbs_caps").value


@pytest.mark.parametrize("day", [date(2018, 6, 30), date(2019, 9, 10), date(2022, 9, 30), date(2024, 7, 18)], ids=str)
def test_only_what_had_been_published_by_the_day_is_cited(told, evidence_on, day):
    known = {raw["key"]: raw["known"] for raw in evidence_on(day).document("literature")["effect"]}
    named = {v.name.split(".")[1] for v in told("how", day).values if v.name.startswith("effect_per_trillion.")}
    assert named
    assert max(known[key] for key in named) <= day
    later = [raw["source"] for raw in evidence_on(day).document("literature")["effect"] if raw["known"] > day]
    assert not set(later) & set(told("how", day).evidence)


def test_an_early_answer_takes_no_range_from_later_papers(told):
    """Bonis, Ihrig and Wei (2017) were alone: 85 to 100 bp for 4.233 trillion; Levin et al. and Wei came in 2022."""
    early, now = told("how", date(2018, 6, 30)), told("how", None)
    assert "20 to 24 bp" in early.text["en"]
    assert " 0 to 24 bp" in now.text["en"]
    assert not any("policy rate" in line for line in early.caveats["en"])
    assert any("policy rates" in line for line in now.caveats["en"])
    assert early.value("bond_price.high").value < 0.0 == now.value("bond_price.high").value
    assert early.value("mortgage_payment.low").value > 0.0 == now.value("mortgage_payment.low").value


def test_the_one_estimate_of_a_summer_is_no_range(evidence_on):
    found = answer_on(evidence_on(date(2022, 7, 1)), "how")
    assert any("the one estimate published so far is 20 bp per trillion" in line for line in found.caveats["en"])


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({"last": date(2019, 12, 31)}, date(2019, 1, 1), date(2019, 12, 1)),
        ({"as_of": date(2007, 6, 1)}, date(2007, 1, 1), date(2007, 12, 1)),
        ({"as_of": date(2024, 7, 18)}, date(2023, 8, 1), date(2025, 1, 1)),
        ({"first": date(2017, 10, 1), "as_of": date(2024, 7, 18)}, date(2017, 10, 1), date(2025, 1, 1)),
    ],
)
def test_caps_left_open_on_one_side_show_a_year_the_programme_knows(asked, first, last):
    months = [rule.month for rule in caps(**asked).rules]
    assert (months[0], months[-1]) == (first, last)


def test_what_happens_instead_of_a_runoff_is_read_off_the_published_holdings(told):
    """H.4.1, Treasuries of 26 November 2025 and of the newest Wednesday; the directive of December 2025 names bills."""
    held = published.series("treasuries").in_unit("USD bn")
    grew = held.last()[1] - held.at(date(2025, 11, 26))
    found = told("how", None).text
    assert f"have grown by ${grew:.1f} billion" in found["en"]
    assert "since 26 November 2025" in found["en"]
    assert "mortgage principal is reinvested in Treasury bills" in found["en"]
    assert "機構MBS本金轉投資國庫券" in found["zh-Hant"]
    assert "the caps in force are $25.0 billion" in told("how", date(2024, 7, 18)).text["en"]
