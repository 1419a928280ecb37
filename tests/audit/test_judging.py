"""Verdicts follow the record: laws first, then what single sentences get."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.audit.claim import LIMITS, VERDICTS, Document, Found, Link
from ebb.audit.judging import judge
from ebb.audit.judging.events import occasions
from ebb.audit.judging.shelf import shelf
from ebb.audit.judging.slips import slips, unit_word
from ebb.audit.judging.tolerance import band
from ebb.audit.linking.events import events
from ebb.audit.reading import read
from ebb.audit.review import audit
from ebb.audit.terms import document, subjects
from ebb.errors import UsageError
from ebb.record import Record
from ebb.sources import published

CLOCKS = {"source": date(2022, 10, 1), "article": date(2024, 7, 18)}
RECORD = Record()
#: Money subjects with a packaged series, and their words in a sentence of either language.
NAMES = {
    "total_assets": ("總資產", "balance sheet"),
    "treasuries": ("持有的公債", "Treasury holdings"),
    "mbs": ("持有的MBS", "mortgage-backed securities"),
    "reserves_week_average": ("準備金餘額", "reserve balances"),
    "on_rrp": ("隔夜附賣回餘額", "overnight reverse repo"),
    "tga": ("財政部一般帳戶", "Treasury General Account"),
    "currency": ("流通中通貨", "currency in circulation"),
    "m2": ("貨幣供給", "money supply"),
    "bank_assets": ("商業銀行資產", "commercial bank assets"),
}
TEXT = """2020年2月，聯準會總資產約4.2億美元，到2022年3月中旬已近9億美元。自2016年起，聯準會將資產負債表推高至近4.5億美元。
聯準會在2022年3月開始升息，並在6月宣布實施量化緊縮政策。ON RRP餘額在9月30日達到了歷史新高。
目前，聯準會每月減少資產負債表約900億美元。到今年年底，聯準會資產負債表預計占GDP的34%。縮表會持續多久？
2019年9月17日SOFR升至5.25%。歐洲央行資產負債表達8.8兆歐元。美聯儲主席稱之為「逐漸發脾氣」。"""


def verdicts(text, record=RECORD, clocks=CLOCKS, **options):
    return {one.words: one for one in audit(read(text), record=record, clocks=clocks, **options).verdicts}


# --- laws ----------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(NAMES)), st.integers(0, 10_000), st.sampled_from(["zh", "en"]))
def test_what_the_record_says_is_right_for_every_series_and_unit(key, place, lang):
    held = shelf(RECORD, key).exact.in_unit("USD bn")
    days = [(day, value) for day, value in held if value >= 1.0 and day.year >= 2004]
    day, value = days[place % len(days)]
    if lang == "zh":
        text = f"{day.year}年{day.month}月{day.day}日，聯準會{NAMES[key][0]}為{value * 10:,.1f}億美元。"
        if key in ("m2", "bank_assets", "tga", "currency"):
            text = f"{day.year}年{day.month}月{day.day}日，{NAMES[key][0]}為{value * 10:,.1f}億美元。"
    else:
        text = f"The {NAMES[key][1]} stood at ${value:,.2f} billion on {day:%B} {day.day}, {day.year}."
    found = [one for one in audit(read(text), record=RECORD, clocks=CLOCKS).verdicts if one.found.kind == "money"]
    assert [(one.link.series, one.verdict) for one in found] == [(key, "right")], (text, found)
    assert found[0].measured.value == pytest.approx(value)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["total_assets", "treasuries", "reserves_week_average", "bank_assets"]), st.integers(0, 10_000))
def test_ten_thousand_times_too_small_is_a_wrong_unit(key, place):
    held = shelf(RECORD, key).exact.in_unit("USD bn")
    days = [(day, value) for day, value in held if value >= 1000.0]
    day, value = days[place % len(days)]
    said = f"{day.year}年{day.month}月{day.day}日，聯準會{NAMES[key][0]}為{value / 1000:.3f}兆美元。"
    if key == "bank_assets":
        said = said.replace("聯準會", "")
    right = next(iter(audit(read(said), record=RECORD, clocks=CLOCKS).verdicts))
    slipped = next(iter(audit(read(said.replace("兆", "億")), record=RECORD, clocks=CLOCKS).verdicts))
    assert (right.verdict, slipped.verdict, slipped.factor) == ("right", "wrong_unit", 10_000)
    assert f"{value / 1000:.3f}兆美元" in slipped.suggested["zh-Hant"]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_a_thousand_times_too_small_is_a_wrong_unit_in_english(place):
    days = [(day, value) for day, value in shelf(RECORD, "mbs").exact if value >= 1000.0]
    day, value = days[place % len(days)]
    text = f"The Fed held ${value / 1000:.3f} billion of mortgage-backed securities on {day:%B} {day.day}, {day.year}."
    found = next(iter(audit(read(text), record=RECORD, clocks=CLOCKS).verdicts))
    assert (found.verdict, found.factor) == ("wrong_unit", 1000)
    assert f"${value / 1000:.3f} trillion" in found.suggested["en"]


@settings(max_examples=150, deadline=None)
@given(
    st.floats(0.0005, 20_000),
    st.sampled_from([limit for limit in LIMITS if limit not in ("several", "between")]),
    st.sampled_from(["億", "兆"]),
)
def test_a_wrong_unit_never_fits_as_printed(trillions, limit, unit):
    """Whatever is printed: the verdict wrong_unit means that the factor fits and the print does not."""
    words = f"{trillions:.4f}{unit}美元"
    text = Document(f"總資產{words}", ((0, len(words) + 3),), "zh-Hant")
    value = float(f"{trillions:.4f}") * (1e8 if unit == "億" else 1e12)
    found = Found("money", 3, 3 + len(words), value, value, "USD", 1e-4 * (1e8 if unit == "億" else 1e12), limit)
    link = Link("level", "total_assets", date(2022, 6, 1), date(2022, 6, 1), confidence=1.0, pinned=True)
    one = judge(found, link, RECORD, text)
    measured = one.measured.value
    plain = replace(found, low=value / 1e9, high=value / 1e9, step=found.step / 1e9)
    grade = band(plain, family="money").grade(measured)
    if one.verdict == "wrong_unit":
        assert grade == "off"
        assert band(plain, family="money", times=one.factor).grade(measured) != "off"
    elif one.verdict == "right":
        assert grade == "right"
    else:
        assert (one.verdict, grade) in (("imprecise", "near"), ("wrong", "off"))


@settings(max_examples=80, deadline=None)
@given(st.floats(0.01, 1e5), st.sampled_from(LIMITS), st.sampled_from(["money", "rate"]))
def test_the_figure_itself_is_right_whatever_limits_it(value, limit, family):
    found = Found("money", 0, 1, value, value, "USD", 0.0, limit)
    assert band(found, family=family).grade(value) == "right"


@settings(max_examples=80, deadline=None)
@given(st.floats(1, 1e4), st.floats(0.3, 2.0))
def test_sides_follow_the_words(printed, ratio):
    def grade(limit):
        return band(Found("money", 0, 1, printed, printed, "USD", 0.0, limit), family="money").grade(printed * ratio)

    if ratio < 0.999:
        assert grade("over") != "right"
    if ratio > 1.001:
        assert grade("under") != "right"
    if ratio > 1.006:
        assert grade("nearly") != "right"
    if 0.95 < ratio < 1.0:
        assert grade("nearly") == grade("about") == "right"


def test_the_series_decides(with_series):
    text = "2020年2月聯準會總資產約4.2億美元。"
    assert verdicts(text)["4.2億美元"].verdict == "wrong_unit"
    with_series("total_assets", date(2020, 2, 26), 420.0)  # USD million: the balance sheet the article prints
    changed = verdicts(text, Record())["4.2億美元"]
    assert (changed.verdict, changed.measured.value) == ("right", 0.42)


def test_the_programme_decides(monkeypatch):
    text = "聯準會在2022年6月宣布實施量化緊縮政策。"
    assert verdicts(text)["2022年6月"].verdict == "wrong_date"
    moved = copy.deepcopy(published.document("policy/programme"))
    step = next(one for one in moved["step"] if one["id"] == "P062")
    step["announced"] = date(2022, 6, 1)
    moved["step"].sort(key=lambda one: one["announced"])
    real = published.document
    monkeypatch.setattr(published, "document", lambda name: moved if name == "policy/programme" else real(name))
    assert verdicts(text, Record())["2022年6月"].verdict == "right"


def test_another_store_decides(at_home):
    """With a store that holds every Wednesday and day, the verdict is read from it."""
    at_home("honest")
    honest = verdicts("2025年6月25日，聯準會總資產為6.66兆美元。", Record())["6.66兆美元"]
    at_home("spoilt")
    spoilt = verdicts("2025年6月25日，聯準會總資產為6.66兆美元。", Record())["6.66兆美元"]
    assert honest.verdict == "right"
    assert spoilt.verdict != "right"


@pytest.mark.parametrize("day", [date(2019, 9, 30), date(2022, 10, 3), date(2024, 7, 18)])
def test_nothing_known_after_now_is_used(poisoned, day):
    def told():
        return audit(read(TEXT), record=Record(day), clocks=CLOCKS).json()

    honest = told()
    with poisoned(day):
        assert told() == honest
    for claim in honest["claims"]:
        known = (claim["measured"] or {}).get("known")
        assert known is None or known <= day.isoformat(), claim


@pytest.mark.parametrize("day", [date(2019, 9, 30), date(2022, 10, 3)])
def test_no_shelf_holds_a_figure_known_later(day):
    record = Record(day)
    for key in (*(subject.series for subject in subjects().values()), "securities"):
        if key in ("policy_rate", "ior", "on_rrp_rate"):
            continue  # administered rates come from the corridor, which is cut by decision
        held = shelf(record, key)
        for series in (held.exact, *([held.coarse] if held.coarse is not None else [])):
            assert not len(series) or series.known.max().item() <= day, key
    assert (date(2022, 12, 30) in shelf(RECORD, "on_rrp").exact.dates.tolist()) is True


def test_verdicts_sum_to_the_claims_and_judging_is_deterministic():
    first = audit(read(TEXT), record=Record(), clocks=CLOCKS)
    again = audit(read(TEXT), record=Record(), clocks=CLOCKS)
    assert first.verdicts == again.verdicts
    assert set(first.counts) == set(VERDICTS)
    assert sum(first.counts.values()) == len(first.verdicts) == len(first.json()["claims"])


def test_every_verdict_speaks_both_languages_and_shows_its_work():
    for one in audit(read(TEXT), record=RECORD, clocks=CLOCKS).verdicts:
        assert set(one.reason) == {"zh-Hant", "en"}, one.words
        assert one.check, one.words
        assert one.sentence
        if one.verdict in ("imprecise", "wrong_unit", "wrong_date", "wrong") and one.measured:
            assert one.suggested.get("zh-Hant"), one.words
            assert one.suggested.get("en"), one.words
        if one.measured:
            assert one.measured.known, one.words
            assert one.measured.vintage, one.words


def test_the_wire_form_is_the_contract():
    for claim in audit(read(TEXT), record=RECORD, clocks=CLOCKS).json()["claims"]:
        assert list(claim) == [
            *("id", "text", "sentence", "printed", "measured", "verdict", "stale", "suggested", "check"),
        ]
        assert list(claim["printed"]) == ["value", "unit"]
        assert claim["measured"] is None or list(claim["measured"]) == ["value", "unit", "series", "date", "known"]
        assert claim["suggested"] is None or isinstance(claim["suggested"], str)
        assert claim["text"] in TEXT


def test_the_text_as_a_whole():
    found = verdicts(TEXT)
    wanted = {
        "4.2億美元": ("wrong_unit", False),
        "9億美元": ("wrong_unit", False),
        "2016年": ("wrong_date", False),
        "4.5億美元": ("wrong_unit", False),
        "2022年3月": ("right", False),
        "6月": ("wrong_date", False),
        "歷史新高": ("right", True),
        "900億美元": ("imprecise", True),
        "34%": ("forecast", False),
        "5.25%": ("right", False),
        "8.8兆歐元": ("not_understood", False),
        "逐漸發脾氣": ("mistranslation", False),
        "美聯儲": ("imprecise", False),
    }
    assert {words: (found[words].verdict, found[words].stale) for words in wanted} == wanted


# --- single sentences ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "verdict"),
    [
        ("2022年3月聯準會總資產約9.0億美元。", "9.0億美元", "wrong_unit"),
        ("聯準會總資產在2020年2月為8.9兆美元，2022年3月又更高。", "8.9兆美元", "wrong_date"),
        ("QT started in May 2022.", "May 2022", "wrong_date"),
        ("QT started in June 2022.", "June 2022", "right"),
        ("In May 2022 the Fed announced quantitative tightening.", "May 2022", "right"),
        ("The Fed began raising interest rates in April 2022.", "April 2022", "wrong_date"),
        ("2022年11月聯準會升息2碼。", "2碼", "wrong"),
        ("The Fed's caps were $95 billion a month in October 2022.", "$95 billion", "right"),
        ("The Fed's caps were $95 billion a month in July 2022.", "$95 billion", "wrong"),
        ("The Fed bought $120 billion of securities a month in October 2021.", "$120 billion", "right"),
        ("聯準會會在2025年底結束縮表嗎？", "2025年底", "question"),
        ("The Fed will shrink its balance sheet to $6.5 trillion by the end of 2025.", "$6.5 trillion", "forecast"),
        ("2022年6月1日SOFR為0.79%。", "0.79%", "unsupported"),
        ("On 30 December 2022 ON RRP balances reached $2.55 trillion, a record high.", "record high", "right"),
        ("On 17 July 2024 ON RRP balances were at a record high.", "record high", "wrong"),
        ("Reserves fell from $4.28 trillion to $2.96 trillion.", "$4.28 trillion", "unsupported"),
        ("QT在2022年9月創下歷史新高。", "歷史新高", "wrong"),
    ],
)
def test_single_sentences(text, words, verdict):
    assert verdicts(text, clocks={"article": date(2024, 7, 18)})[words].verdict == verdict


def test_a_day_that_is_not_held_says_what_it_needs():
    one = verdicts("2022年6月1日SOFR為0.79%。")["0.79%"]
    assert one.verdict == "unsupported"
    assert "needs imported daily data" in one.reason["en"]
    assert "needs imported daily data" in one.reason["zh-Hant"]


def test_a_wrong_date_is_put_right_in_the_sentence():
    one = verdicts("聯準會在2022年6月宣布實施量化緊縮政策。")["2022年6月"]
    assert one.suggested["zh-Hant"] == "聯準會在2022年5月宣布實施量化緊縮政策。"
    one = verdicts("美联储在2022年6月宣布实施量化紧缩政策。")["2022年6月"]
    assert one.suggested["zh-Hans"] == "美联储在2022年5月宣布实施量化紧缩政策。"


def test_the_cap_is_told_from_the_pace():
    one = verdicts("目前，聯準會每月減少資產負債表約900億美元。")["900億美元"]
    assert (one.verdict, one.stale, one.link.clock) == ("imprecise", True, "source")
    assert one.measured.value == pytest.approx(74.6, abs=0.1)
    assert "950億美元" in one.reason["zh-Hant"]


def test_below_the_stated_confidence_nothing_is_judged():
    found = Found("money", 0, 6, 4.2e12, 4.2e12, "USD", 1e11)
    text = Document("4.2兆美元", ((0, 6),), "zh-Hant")
    weak = Link(
        "level", "total_assets", date(2020, 2, 1), date(2020, 2, 29), confidence=document("rules")["least"] - 0.01
    )
    assert judge(found, weak, RECORD, text).verdict == "not_understood"
    assert judge(found, replace(weak, confidence=document("rules")["least"]), RECORD, text).verdict == "right"


@pytest.mark.parametrize(
    ("text", "words", "clock"),
    [
        ("聯準會總資產達8.8兆美元。", "8.8兆美元", "source"),
        ("聯準會總資產達7.2兆美元。", "7.2兆美元", "article"),
        ("ON RRP balances reached $2.43 trillion on September 30.", "$2.43 trillion", "source"),
    ],
)
def test_the_best_clock_stands_and_only_the_sources_is_stale(text, words, clock):
    one = verdicts(text)[words]
    assert (one.verdict, one.link.clock, one.stale) == ("right", clock, clock == "source")


def test_without_a_source_a_missing_year_is_looked_for_in_the_years_before():
    clocks = {"article": date(2024, 7, 18)}
    one = verdicts("ON RRP餘額在9月30日達到了歷史新高。", clocks=clocks)["歷史新高"]
    assert (one.verdict, one.measured.day) == ("wrong_date", date(2022, 9, 30))
    assert "年份" in one.reason["zh-Hant"]
    one = verdicts("聯準會在6月宣布實施量化緊縮政策。", clocks=clocks)["6月"]
    assert (one.verdict, one.measured.day) == ("wrong_date", date(2022, 5, 4))


def test_more_than_an_article_is_refused():
    text = read("聯準會總資產達7.2兆美元。")
    many = [Found("money", 6, 11, 7.2e12, 7.2e12, "USD", 1e11)] * 10_001
    with pytest.raises(UsageError, match="10,001 quantities"):
        audit(text, record=RECORD, clocks=CLOCKS, found=many)


@pytest.mark.parametrize("key", sorted(events()))
def test_every_event_of_the_rule_base_has_occasions(key):
    found = occasions(RECORD, key)
    assert found
    assert [one.announced for one in found] == sorted(one.announced for one in found)
    assert all(one.announced <= one.effective for one in found)


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("4.2億美元", "億"),
        ("1.5萬億美元", "萬億"),
        ("$420 million", "million"),
        ("25個基點", "個基點"),
        ("$2.5tn", "tn"),
    ],
)
def test_unit_words(words, unit):
    assert unit_word(words) == unit


def test_slips_belong_to_their_script():
    assert slips("zh-Hant", "4.2億美元", "money", "USD")[0].times == 10_000
    assert 10_000 not in [slip.times for slip in slips("en", "$4.2 billion", "money", "USD")]
    assert 1000 in [slip.times for slip in slips("en", "$4.2 billion", "money", "USD")]


def test_every_limit_of_the_contract_has_a_tolerance():
    for family in ("money", "rate"):
        assert set(document("tolerance")[family]) == set(LIMITS)
