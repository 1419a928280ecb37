"""The programme: nothing before it existed, nothing before it was announced, published caps to the dollar."""

import copy
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import FormatError, OutOfRange, UnknownName
from ebb.policy import Programme
from ebb.sources import published

DOCUMENT = published.document("policy/programme")
PROGRAMME = Programme.from_document(DOCUMENT)

days = st.dates(date(2007, 1, 1), date(2026, 12, 31))


def span(first, last, programme=PROGRAMME):
    return programme.months(date(*first, 1), date(*last, 1))


# -- laws ------------------------------------------------------------------------------------------------------------


def test_there_is_no_runoff_before_a_programme_existed():
    for rule in span((2007, 1), (2008, 12)):
        assert (rule.treasury_cap, rule.mbs_cap) == (0.0, 0.0)
        assert (rule.treasury_purchases, rule.mbs_purchases) == (0.0, 0.0)
        assert rule.mbs_principal == "none"
        assert "[memory]" in rule.reference  # no document was read for the time before


def test_before_2007_the_programme_says_so():
    with pytest.raises(OutOfRange, match="says nothing about 2006-12-01") as caught:
        PROGRAMME.rule(2006, 12)
    assert caught.value.exit_code == 2
    with pytest.raises(OutOfRange):
        PROGRAMME.in_force(date(2006, 12, 31))


def test_a_span_that_ends_before_it_starts_is_refused():
    with pytest.raises(OutOfRange, match="ends before it starts"):
        span((2019, 12), (2017, 10))


@settings(max_examples=60, deadline=None)
@given(day=days, month=days)
def test_nothing_announced_later_changes_what_a_day_knew(day, month):
    """Cutting twice is cutting at the earlier day, and a poisoned future changes nothing."""
    poisoned = copy.deepcopy(DOCUMENT)
    for step in poisoned["step"]:
        if step["announced"] > day:
            for rule in step.get("rule", ()):
                for field in ("treasury_cap", "mbs_cap", "treasury_purchases", "mbs_purchases"):
                    if field in rule:
                        rule[field] = 12345
        if step.get("ended") and step["ended"] > day:
            step["ended"] = date(2099, 1, 1)
    honest, other = PROGRAMME.as_of(day), Programme.from_document(poisoned).as_of(day)
    assert honest.rule(month.year, month.month) == other.rule(month.year, month.month)
    assert honest.steps == other.steps
    assert PROGRAMME.as_of(max(day, month)).as_of(min(day, month)).steps == PROGRAMME.as_of(min(day, month)).steps


@settings(max_examples=60, deadline=None)
@given(day=days)
def test_a_months_rule_is_what_is_in_force_on_its_last_day(day):
    rule = PROGRAMME.rule(day.year, day.month)
    ends = (rule.month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    ruling = {step.id for step in PROGRAMME.in_force(ends)}
    cited = {step.cite() for step in PROGRAMME.steps if step.id in ruling}
    assert cited & set(_references(rule.reference, cited)), "the reference names no step in force"


def _references(text, candidates):
    return [candidate for candidate in candidates if candidate in text]


@settings(max_examples=60, deadline=None)
@given(day=days)
def test_amounts_are_never_negative_and_words_are_known(day):
    rule = PROGRAMME.rule(day.year, day.month)
    for amount in (rule.treasury_cap, rule.mbs_cap, rule.treasury_purchases, rule.mbs_purchases):
        assert amount is None or amount >= 0.0
    assert rule.mbs_principal in ("bills", "treasuries", "mbs", "none")
    assert rule.reinvestment in PROGRAMME.reinvestments
    assert rule.reference


# -- the second runoff -----------------------------------------------------------------------------------------------


def test_qt2_caps_add_up_to_what_was_announced():
    """42 months: 3 x 30 + 21 x 60 + 10 x 25 + 8 x 5 of Treasuries, 3 x 17.5 + 39 x 35 of MBS."""
    rules = span((2022, 6), (2025, 11))
    assert len(rules) == 42
    assert sum(rule.mbs_cap for rule in rules) == 1417.5
    assert sum(rule.treasury_cap for rule in rules) == 3 * 30 + 21 * 60 + 10 * 25 + 8 * 5 == 1640


def test_qt2_months_begin_and_end_where_they_should():
    assert PROGRAMME.rule(2022, 5).treasury_cap == 0.0
    assert PROGRAMME.rule(2022, 6).treasury_cap == 30.0
    assert PROGRAMME.rule(2022, 8).mbs_cap == 17.5
    assert PROGRAMME.rule(2022, 9).mbs_cap == 35.0
    assert [PROGRAMME.rule(2024, m).treasury_cap for m in (5, 6)] == [60.0, 25.0]
    assert [PROGRAMME.rule(2025, m).treasury_cap for m in (3, 4, 11, 12)] == [25.0, 5.0, 5.0, 0.0]


def test_the_day_of_the_announcement_is_the_first_that_knows_qt2():
    before, after = PROGRAMME.as_of(date(2022, 5, 3)), PROGRAMME.as_of(date(2022, 5, 4))
    assert before.rule(2022, 9).treasury_cap == 0.0
    assert (after.rule(2022, 6).treasury_cap, after.rule(2022, 9).treasury_cap) == (30.0, 60.0)
    assert "QT2" not in {episode.programme for episode in before.episodes()}
    assert after.episodes()[-1].programme == "QT2"
    assert after.episodes()[-1].last is None


def test_a_day_before_the_slowdown_still_plans_sixty():
    known = PROGRAMME.as_of(date(2024, 4, 30))
    assert {rule.treasury_cap for rule in span((2024, 6), (2025, 12), known)} == {60.0}
    assert known.rule(2025, 1).mbs_principal == "mbs"


def test_mbs_principal_above_the_cap_changes_its_home():
    homes = {m: PROGRAMME.rule(*m).mbs_principal for m in ((2018, 1), (2022, 6), (2024, 5), (2024, 6), (2025, 12))}
    assert list(homes.values()) == ["mbs", "mbs", "mbs", "treasuries", "bills"]


# -- the first runoff ------------------------------------------------------------------------------------------------


def test_qt1_caps_by_month():
    rules = span((2017, 10), (2019, 7))
    assert len(rules) == 22
    treasury = [6] * 3 + [12] * 3 + [18] * 3 + [24] * 3 + [30] * 7 + [15] * 3
    mbs = [4] * 3 + [8] * 3 + [12] * 3 + [16] * 3 + [20] * 10
    assert [rule.treasury_cap for rule in rules] == treasury
    assert [rule.mbs_cap for rule in rules] == mbs
    assert PROGRAMME.rule(2017, 9).treasury_cap == PROGRAMME.rule(2019, 8).treasury_cap == 0.0


def test_the_schedule_of_2017_was_known_when_it_started_and_came_true():
    """The Addendum of June 2017 set out the steps, so a forecast of September 2017 may use them."""
    then = PROGRAMME.as_of(date(2017, 9, 20))
    assert [(r.treasury_cap, r.mbs_cap) for r in span((2017, 10), (2019, 4), then)] == [
        (r.treasury_cap, r.mbs_cap) for r in span((2017, 10), (2019, 4))
    ]
    assert then.rule(2019, 6).treasury_cap == 30.0  # nobody knew of the slowdown
    assert PROGRAMME.as_of(date(2017, 12, 20)).rule(2018, 5).treasury_cap == 18.0


def test_the_planned_end_of_qt1_is_known_in_between_and_gone_after():
    planned = PROGRAMME.as_of(date(2019, 6, 30))
    assert [planned.rule(2019, m).treasury_cap for m in (8, 9, 10)] == [15.0, 15.0, 0.0]
    assert planned.rule(2019, 10).mbs_principal_limit == 20.0
    assert [PROGRAMME.rule(2019, m).treasury_cap for m in (8, 9, 10)] == [0.0, 0.0, 0.0]
    assert "31 Jul 2019" in PROGRAMME.rule(2019, 11).reference
    assert "20 Mar 2019" not in PROGRAMME.rule(2019, 11).reference


def test_agency_principal_after_qt1():
    rule = PROGRAMME.rule(2019, 8)
    assert (rule.mbs_principal, rule.mbs_principal_limit) == ("treasuries", 20.0)
    assert (PROGRAMME.rule(2020, 4).mbs_principal, PROGRAMME.rule(2020, 4).mbs_principal_limit) == ("mbs", None)


# -- purchases and reinvestment --------------------------------------------------------------------------------------


def test_agency_principal_was_not_reinvested_before_august_2010():
    assert {rule.mbs_cap for rule in span((2009, 1), (2010, 7))} == {None}
    assert {rule.mbs_principal for rule in span((2009, 1), (2010, 7))} == {"none"}
    assert {rule.treasury_cap for rule in span((2009, 1), (2010, 7))} == {0.0}
    assert PROGRAMME.rule(2010, 8).mbs_cap == 0.0
    assert {rule.mbs_principal for rule in span((2010, 8), (2011, 9))} == {"treasuries"}
    assert PROGRAMME.rule(2011, 10).mbs_principal == "mbs"


def test_qe1_was_bought_without_an_announced_pace():
    assert {rule.mbs_purchases for rule in span((2009, 1), (2010, 3))} == {None}
    assert PROGRAMME.rule(2010, 4).mbs_purchases == 0.0
    assert {rule.treasury_purchases for rule in span((2009, 3), (2009, 10))} == {None}
    assert PROGRAMME.rule(2009, 11).treasury_purchases == 0.0


def test_the_maturity_extension_redeemed_short_treasuries_in_its_second_half():
    for rule in span((2012, 7), (2012, 12)):
        assert rule.treasury_cap is None
        assert rule.treasury_reinvestment == rule.reinvestment == "maturity_extension"
    january = PROGRAMME.rule(2013, 1)
    assert (january.treasury_cap, january.treasury_reinvestment) == (0.0, "rollover")
    assert PROGRAMME.rule(2012, 6).treasury_cap == 0.0


def test_paces_are_weighted_by_days_where_they_change():
    assert PROGRAMME.rule(2010, 11).treasury_purchases == pytest.approx(75 * 19 / 30)
    assert PROGRAMME.rule(2012, 9).mbs_purchases == pytest.approx(40 * 17 / 30)
    assert PROGRAMME.rule(2021, 11).treasury_purchases == pytest.approx((80 * 14 + 70 * 16) / 30)
    assert PROGRAMME.rule(2022, 3).mbs_purchases == pytest.approx(10 * 9 / 31)
    assert PROGRAMME.rule(2026, 4).treasury_purchases == pytest.approx((40 * 13 + 25 * 17) / 30)


def test_qe3_buys_what_was_announced():
    """45 + 40 a month through 2013, then seven cuts; the last purchases fall on the last day of October 2014."""
    rules = span((2013, 1), (2014, 10))
    assert sum(r.treasury_purchases for r in rules) == 12 * 45 + 40 + 2 * 35 + 30 + 2 * 25 + 20 + 2 * 15 + 10
    assert sum(r.mbs_purchases for r in rules) == 12 * 40 + 35 + 2 * 30 + 25 + 2 * 20 + 15 + 2 * 10 + 5
    assert PROGRAMME.rule(2014, 11).treasury_purchases == 0.0


def test_qe2_pace_and_end():
    assert {r.treasury_purchases for r in span((2010, 12), (2011, 6))} == {75.0}
    assert PROGRAMME.rule(2011, 7).treasury_purchases == 0.0
    assert PROGRAMME.as_of(date(2010, 11, 3)).rule(2011, 7).treasury_purchases == 0.0  # the end was announced with it


def test_an_end_that_was_not_announced_is_not_foreseen():
    then = PROGRAMME.as_of(date(2013, 6, 30))
    assert then.rule(2015, 6).treasury_purchases == 45.0
    assert then.step("P017").ended is None
    assert PROGRAMME.step("P017").ended == date(2014, 10, 31)
    assert PROGRAMME.as_of(date(2019, 11, 1)).step("P044").ended is None


def test_the_spring_of_2020_has_no_pace_and_the_autumn_has():
    assert PROGRAMME.rule(2020, 3).treasury_purchases is None
    assert PROGRAMME.rule(2020, 6).mbs_purchases is None
    assert (PROGRAMME.rule(2020, 7).treasury_purchases, PROGRAMME.rule(2020, 7).mbs_purchases) == (80.0, 40.0)


def test_reserve_management_purchases_are_bills_and_pause():
    assert {(r.treasury_purchases, r.purchases_in) for r in span((2026, 1), (2026, 3))} == {(40.0, "bills")}
    assert PROGRAMME.rule(2025, 12).treasury_purchases == pytest.approx(40 * 20 / 31)
    assert {r.treasury_purchases for r in span((2026, 10), (2030, 1))} == {0.0}
    assert PROGRAMME.purchases_announced_to == date(2026, 10, 14)


def test_after_the_newest_step_the_rule_goes_on():
    far, now = PROGRAMME.rule(2040, 1), PROGRAMME.rule(2026, 11)
    assert (far.treasury_cap, far.mbs_cap, far.mbs_principal) == (now.treasury_cap, now.mbs_cap, now.mbs_principal)


# -- steps and episodes ----------------------------------------------------------------------------------------------


def test_steps_in_force_are_the_ones_that_rule():
    assert "P063" in {step.id for step in PROGRAMME.in_force(date(2023, 1, 1))}
    assert "P062" not in {s.id for s in PROGRAMME.in_force(date(2019, 1, 1))}
    assert [step.id for step in PROGRAMME.in_force(date(2007, 6, 1))] == ["baseline"]


def test_every_step_has_document_evidence_and_both_languages():
    assert len(PROGRAMME.steps) == 85  # 84 rows of the chronology and the baseline
    for step in PROGRAMME.steps[1:]:
        assert step.reference
        assert step.text["zh-Hant"] != step.text["en"]
    assert {"P002", "P030", "P064"} == {s.id for s in PROGRAMME.steps if s.evidence == "memory"} - {"baseline"}
    assert "[memory]" in PROGRAMME.step("P030").cite()
    assert PROGRAMME.step("P062").cite() == "FOMC statement, Plans and directive 4 May 2022"


def test_chinese_texts_use_full_width_punctuation_and_taiwan_words():
    texts = [s.text["zh-Hant"] for s in PROGRAMME.steps[1:]]
    texts += [t["zh-Hant"] for t in (*PROGRAMME.names.values(), *PROGRAMME.reinvestments.values())]
    for text in texts:
        assert not any(mark in text for mark in "();:!?"), text
        assert not any(word in text for word in ("萬億", "收益率", "儲備金", "回購", "通脹", "加息", "美聯儲")), text


def test_an_unknown_step_offers_the_nearest():
    with pytest.raises(UnknownName, match="did you mean"):
        PROGRAMME.step("P06")


def test_episodes_are_the_nine_and_fit_their_steps():
    episodes = {e.programme: e for e in PROGRAMME.episodes()}
    assert list(episodes) == ["QE1", "QE2", "MEP", "QE3", "QT1", "RMP2019", "QE4", "QT2", "RMP2025"]
    for raw in DOCUMENT["episode"]:
        first = PROGRAMME.step(raw["first_step"])
        assert raw["first"] == first.effective
        assert raw["programme"] == first.programme
    assert (episodes["QT2"].first, episodes["QT2"].last) == (date(2022, 6, 1), date(2025, 11, 30))
    assert (episodes["QT1"].first, episodes["QT1"].last) == (date(2017, 10, 1), date(2019, 7, 31))
    assert episodes["QT2"].text["zh-Hant"].startswith("第二輪量化緊縮")


def test_episodes_fall_where_the_caps_and_purchases_are():
    for name in ("QT1", "QT2"):
        episode = next(e for e in PROGRAMME.episodes() if e.programme == name)
        assert all(rule.treasury_cap > 0 for rule in PROGRAMME.months(episode.first, episode.last))
        assert PROGRAMME.rule(*_month_after(episode.last)).treasury_cap == 0.0


def _month_after(day):
    later = day + timedelta(days=1)
    return later.year, later.month


def test_regimes_do_not_overlap():
    windows = sorted(w for windows in PROGRAMME.regimes().values() for w in windows)
    assert all(a[1] < b[0] for a, b in pairwise(windows))
    assert PROGRAMME.regimes()["MEP"] == ((date(2011, 10, 3), date(2012, 9, 13)),)  # QE3 began the next day
    running = PROGRAMME.as_of(date(2023, 1, 1)).regimes()
    assert running["QT2"] == ((date(2022, 6, 1), None),)


# -- bad documents ---------------------------------------------------------------------------------------------------


def test_a_bad_document_is_refused_whole_with_every_problem():
    broken = copy.deepcopy(DOCUMENT)
    by_id = {step["id"]: step for step in broken["step"]}
    by_id["P062"]["rule"][0]["treasury_cap"] = -30
    by_id["P063"]["rule"][0]["treasurycap"] = 60
    by_id["P065"]["rule"][0]["mbs_principal"] = "stocks"
    by_id["P067"]["evidence"] = "rumour"
    del by_id["P069"]["reference"]
    del by_id["P070"]["text"]["zh-Hant"]
    by_id["P040"]["cancels"] = ["P999"]
    by_id["P077"]["effective"] = date(2020, 1, 1)
    with pytest.raises(FormatError) as caught:
        Programme.from_document(broken)
    said = str(caught.value)
    for part in ("8 problem(s)", "-30", '"treasurycap"', '"stocks"', '"rumour"', "P069 has no reference", "P999"):
        assert part in said, part
    assert "P070 has no text in zh-Hant" in said
    assert "P077 is in force before it was announced" in said


def test_steps_out_of_order_or_twice_are_refused():
    broken = copy.deepcopy(DOCUMENT)
    broken["step"].append(copy.deepcopy(broken["step"][0]))
    with pytest.raises(FormatError, match=r"P001 appears twice.*not in the order"):
        Programme.from_document(broken)
