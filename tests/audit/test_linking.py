"""What a quantity speaks of: subject, measure, days, clock, and what was rejected; never by looking at the record."""

from __future__ import annotations

import inspect
import pkgutil
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.audit import linking
from ebb.audit.linking import hits, link
from ebb.audit.linking.dating import month_and_day
from ebb.audit.reading import find, read
from ebb.audit.terms import document, subjects

CLOCKS = {"source": date(2022, 10, 1), "article": date(2024, 7, 18), "now": date(2026, 10, 1)}


def linked(text, words, clocks=CLOCKS):
    """The link of the one quantity printed as `words`."""
    read_text = read(text)
    found = find(read_text, clock=clocks["article"])
    places = [one for one in found if read_text.text[one.start : one.end] == words]
    assert places, [read_text.text[one.start : one.end] for one in found]
    return link(read_text, places[0], clocks=clocks, others=[one for one in found if one is not places[0]])


@pytest.mark.parametrize(
    ("text", "words", "series", "measure"),
    [
        ("2020年2月聯準會總資產約4.2兆美元。", "4.2兆美元", "total_assets", "level"),
        ("2020年2月，美联储资产负债表规模约为4.2万亿美元。", "4.2万亿美元", "total_assets", "level"),
        ("In February 2020 the Fed's balance sheet stood at $4.2 trillion.", "$4.2 trillion", "total_assets", "level"),
        ("2022年6月1日，聯準會持有公債5.77兆美元、MBS 2.71兆美元。", "5.77兆美元", "treasuries", "level"),
        ("2022年6月1日，聯準會持有公債5.77兆美元、MBS 2.71兆美元。", "2.71兆美元", "mbs", "level"),
        ("聯準會2024年7月的準備金約3.3兆美元。", "3.3兆美元", "reserves_week_average", "level"),
        ("The overnight reverse repo facility held $399 billion on 17 July 2024.", "$399 billion", "on_rrp", "level"),
        ("財政部一般帳戶2022年6月1日為7806億美元。", "7806億美元", "tga", "level"),
        ("聯準會的縮表上限為每月950億美元。", "950億美元", "caps", "cap"),
        (
            "Caps were set at $60 billion for Treasuries and $35 billion for MBS per month.",
            "$35 billion",
            "mbs_cap",
            "cap",
        ),
        ("目前，聯準會每月減少資產負債表約900億美元。", "900億美元", "securities", "pace"),
        ("聯準會2020年6月開始每月購買1200億美元的證券。", "1200億美元", "purchases", "purchases"),
        ("聯準會2022年11月將目標區間升至3.75%至4.00%。", "3.75%至4.00%", "policy_rate", "rate"),
        ("聯準會在2022年11月升息3碼。", "3碼", "policy_rate", "rate_change"),
        ("SOFR spiked to 5.25% on September 17, 2019.", "5.25%", "sofr", "peak"),
        ("10年期美債殖利率在2023年10月升至4.8%。", "4.8%", "ust_10y", "rate"),
        ("In December 2022 the Fed's assets were 32% of GDP.", "32% of GDP", "total_assets", "share_of_gdp"),
        ("ON RRP餘額在2022年9月30日創下歷史新高。", "歷史新高", "on_rrp", "record_high"),
        ("In June 2022 the Fed announced quantitative tightening.", "June 2022", "qt_announced", "event_date"),
        ("聯準會在2022年3月開始升息。", "2022年3月", "first_rise", "event_date"),
        ("QT2 ended in December 2025.", "December 2025", "qt_ended", "event_date"),
        ("自2016年起，聯準會將資產負債表規模推高至4.5兆美元。", "2016年", "total_assets", "growth_since"),
    ],
)
def test_subject_and_measure(text, words, series, measure):
    found = linked(text, words)
    assert (found.series, found.measure) == (series, measure), found
    assert found.confidence >= document("rules")["least"]
    assert found.why


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ECB's balance sheet stood at about $8.8 trillion in June 2022.", "$8.8 trillion"),
        ("台積電投資120億美元。", "120億美元"),
        ("外匯存底在2024年6月約5,730億美元。", "5,730億美元"),
        ("JPMorgan's balance sheet reached $4 trillion in 2024.", "$4 trillion"),
        ("2024年央行的利率是2%。", "2%"),
        ("The house cost $420 million in March 2023.", "$420 million"),
    ],
)
def test_what_is_not_the_feds_is_not_linked(text, words):
    assert linked(text, words).confidence < document("rules")["least"]


def test_what_was_rejected_says_why():
    found = linked("2022年6月1日，聯準會持有公債5.77兆美元、MBS 2.71兆美元。", "2.71兆美元")
    assert dict(found.rejected)["treasuries"].startswith("less certain")
    stranger = linked("The ECB's balance sheet stood at about $8.8 trillion in June 2022.", "$8.8 trillion")
    assert any("ECB" in reason for _, reason in stranger.rejected)
    rates = linked("聯準會2022年11月將目標區間升至4.00%，準備金約3兆美元。", "3兆美元")
    assert rates.series == "reserves_week_average"
    assert any("is no rate" in reason for _, reason in rates.rejected)


@pytest.mark.parametrize(
    ("text", "words", "first", "last", "supplied"),
    [
        ("2022年3月聯準會總資產近9兆美元。", "9兆美元", date(2022, 3, 1), date(2022, 3, 31), ""),
        (
            "2022年3月前的購債使總資產由2020年2月的4.2兆美元升至3月中旬的近9兆美元。",
            "9兆美元",
            date(2022, 3, 11),
            date(2022, 3, 20),
            "",
        ),
        ("金融危機前聯準會總資產不到1兆美元。", "1兆美元", date(2007, 8, 1), date(2008, 8, 27), ""),
        (
            "聯準會於2024年6月將公債縮減上限由每月600億美元降至250億美元。",
            "600億美元",
            date(2024, 5, 31),
            date(2024, 5, 31),
            "",
        ),
        ("聯準會總資產達7.2兆美元。", "7.2兆美元", date(2024, 7, 18), date(2024, 7, 18), "day"),
        ("聯準會總資產一度達8.9兆美元。", "8.9兆美元", date(2024, 7, 18), date(2024, 7, 18), "any day"),
        ("9月30日ON RRP餘額約2.4兆美元。", "2.4兆美元", date(2023, 9, 30), date(2023, 9, 30), "year"),
    ],
)
def test_the_days_a_figure_is_of(text, words, first, last, supplied):
    found = linked(text, words)
    assert (found.first, found.last, found.supplied) == (first, last, supplied), found


def test_a_year_the_text_leaves_out_is_tried_at_every_clock():
    found = linked("9月30日ON RRP餘額約2.4兆美元。", "2.4兆美元")
    days = {clock: first for clock, first, _ in found.at_clocks}
    assert days == {"article": date(2023, 9, 30), "source": date(2022, 9, 30), "now": date(2026, 9, 30)}


def test_moods():
    assert linked("聯準會2025年底會把總資產縮減到6.5兆美元嗎？", "6.5兆美元").mood == "question"
    assert (
        linked("The Fed will shrink its balance sheet to $6.5 trillion by the end of 2025.", "$6.5 trillion").mood
        == "forecast"
    )
    assert linked("2022年3月聯準會總資產近9兆美元。", "9兆美元").mood == "stated"
    # a year that was over when the source was written is no forecast, though the sentence has one
    text = "預計到今年年底，聯準會資產負債表占GDP的34%，相較前一年的37%下降。"
    assert (linked(text, "34%").mood, linked(text, "37%").mood) == ("forecast", "stated")


def test_linking_is_pure():
    text = "2020年2月聯準會總資產約4.2億美元，3月中旬近9億美元。"
    assert linked(text, "9億美元") == linked(text, "9億美元")


def test_linking_never_sees_the_record():
    for module in pkgutil.iter_modules(linking.__path__):
        source = inspect.getsource(__import__(f"ebb.audit.linking.{module.name}", fromlist=["_"]))
        assert "ebb.record" not in source
        assert "ebb.sources" not in source


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("3月中旬", (3, 11, 20)),
        ("9月30日", (9, 30, 30)),
        ("mid-March", (3, 11, 20)),
        ("June", (6, 1, 0)),
        ("二樓", None),
    ],
)
def test_month_and_day(words, found):
    assert month_and_day(words) == found


WORDS = [subject.words for subject in subjects().values()]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([w for words in WORDS for w in words]), min_size=1, max_size=4),
    st.sampled_from(["的", " ", "，", "與"]),
)
def test_no_hit_lies_inside_a_longer_one(chosen, between):
    text = between.join(chosen)
    found = hits(text, [(key, subject.words) for key, subject in subjects().items()])
    for one in found:
        assert text[one.start : one.end].lower() == one.words.lower()
        for other in found:
            wider = other.end - other.start > one.end - one.start
            assert not (wider and other.start <= one.start and one.end <= other.end)


def test_every_subject_has_words_in_three_scripts_and_a_name_in_two_languages():
    raw = {key: value for key, value in document("subjects").items() if key != "masks"}
    for key, subject in raw.items():
        assert subject["zh-Hant"], key
        assert subject["zh-Hans"], key
        assert subject["en"], key
        assert set(subject["name"]) == {"zh-Hant", "en"}, key
