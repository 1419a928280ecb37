"""The article against the record: every verdict is computed, and flips when the record does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.answers import QUESTIONS
from ebb.answers.evidence import Evidence
from ebb.errors import OutOfRange
from ebb.report.beside import facts, printed, scale_verdict
from ebb.sources import published
from ebb.text import LANGUAGES

CLAIMS = published.document("article")["claim"]


def verdicts(evidence: Evidence, key: str) -> dict[str, str]:
    """Verdict by claim of one section, found by the article's own words."""
    found = {}
    for check in facts(evidence)[key].checks:
        said = check.says.say("zh-Hant").strip("「」")
        found[next(name for name, claim in CLAIMS.items() if claim["words"] == said)] = check.verdict
    return found


@settings(max_examples=100, deadline=None)
@given(st.floats(1.0, 50_000.0), st.floats(0.951, 1.049))
def test_an_amount_near_the_record_is_right_and_one_in_yi_for_zhao_has_the_wrong_unit(measured, near):
    assert scale_verdict(near * measured, measured) == "right"
    assert scale_verdict(near * measured / 10_000.0, measured) == "wrong_unit"
    assert scale_verdict(1.2 * measured, measured) == "wrong"
    assert scale_verdict(measured / 1000.0, measured) == "wrong"


def test_the_article_s_figures_are_read_from_its_words():
    assert printed("unit") == [pytest.approx(0.42)]  # 4.2億美元
    assert printed("pace") == [90.0]
    assert printed("ideal") == [700.0, 900.0]
    assert printed("minimum") == [2000.0, 2500.0]


def test_every_section_has_its_facts_in_both_languages(newest):
    found = facts(newest)
    assert list(found) == list(QUESTIONS)
    for key, section in found.items():
        assert section.command == f"ebb answer {key} --as-of {newest.as_of}"
        assert section.checks
        for check in section.checks:
            assert check.verdict
            for lang in LANGUAGES:
                assert check.says.say(lang)
                assert check.record.say(lang)
        for part in ("method", "sample", "vintage", "tolerance", "change"):
            for lang in LANGUAGES:
                assert getattr(section.how, part).say(lang)


def test_the_verdicts_on_the_record_of_today(newest):
    assert verdicts(newest, "what")["unit"] == "wrong_unit"  # 億 for 兆
    assert verdicts(newest, "how")["announced"] == "wrong_date"  # announced on 4 May 2022, effective in June
    assert verdicts(newest, "how-long")["pace"] == "imprecise"  # 95 was the cap, less left
    assert verdicts(newest, "how-much")["ideal"] == "mistranslation"
    assert verdicts(newest, "risks")["taper"] == "wrong"  # holdings grew in 2013
    assert verdicts(newest, "stocks")["volatility"] == "unsupported"


@pytest.mark.parametrize(
    ("section", "claim", "key", "day", "value", "verdict"),
    [
        ("what", "unit", "total_assets", date(2020, 2, 26), 425.0, "right"),  # USD mn: 0.425 billion
        ("what", "unit", "total_assets", date(2020, 2, 26), 9_000_000.0, "wrong"),
        ("what", "money", "m2", date(2022, 5, 31), 30_000.0, "right"),
        ("how-long", "pace", "mbs", date(2022, 8, 31), 3_039_089.0, "right"),  # then 90 billion a month left in full
        ("risks", "taper", "mbs", date(2012, 12, 26), 2_500_000.0, "right"),
    ],
)
def test_another_record_gives_another_verdict(newest, with_series, section, claim, key, day, value, verdict):
    assert verdicts(newest, section)[claim] != verdict
    with_series(key, day, value)
    assert verdicts(Evidence(), section)[claim] == verdict


def test_no_check_is_made_before_its_figures_were_known(evidence_on):
    early = evidence_on(date(2022, 9, 30))
    assert "minimum" not in verdicts(early, "how-much")
    assert "announced" in verdicts(early, "how")


def test_too_early_for_an_estimate_is_out_of_range(evidence_on):
    with pytest.raises(OutOfRange) as caught:
        facts(evidence_on(date(2019, 9, 10)))
    assert caught.value.exit_code == 2
