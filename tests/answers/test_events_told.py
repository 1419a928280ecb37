"""The event study and its charts in both languages: every market has a name, every sentence its numbers."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers.attribution import attributions
from ebb.answers.event_list import markets
from ebb.answers.events import event_study
from ebb.answers.events_told import study_told, told
from ebb.answers.returns import runoff_returns
from ebb.record import Record
from ebb.report import charts
from ebb.text import say


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_every_market_and_episode_has_a_name(lang):
    for market in markets():
        assert say(f"announcements.market.{market.key}", lang)
    for episode in ("QE1", "QE2", "MEP", "QE3", "QT1", "RMP2019", "QE4", "QT2", "RMP2025"):
        assert say(f"announcements.episode.{episode.lower()}", lang)


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_without_daily_figures_the_need_is_said_and_the_charts_still_draw(tmp_path, monkeypatch, lang):
    monkeypatch.setenv("EBB_HOME", str(tmp_path))
    record = Record()
    study = event_study(record, windows=(1,))
    said = " ".join(phrase.say(lang) for phrase in told(study))
    assert ("needs imported daily data" if lang == "en" else "須匯入日資料") in said
    assert "TAIEX" in said
    directions = {a.day: a.sign for a in study.announcements}
    few = charts.announcement_days(study.of("yield_10y", "taper talk"), directions, record.as_of)
    parts, news = charts.price_parts(attributions(record)), charts.news_responses(runoff_returns(record, draws=100))
    for chart in (few, parts, news):
        assert chart.title.say(lang)
        assert chart.spec(lang)["vconcat"]
        assert chart.svg(lang).startswith("<svg")
    # packaged earnings end within the second runoff, and the title says until when it tells
    assert ("June 2023" if lang == "en" else "2023年6月") in parts.title.say(lang)
    # the stacked parts end where the price does
    rows = parts.table("parts").rows()
    for whole in parts.table("whole").rows():
        sizes = [row["size"] for row in rows if row["name"] == whole["name"]]
        assert sum(sizes) == pytest.approx(whole["size"], abs=0.2)


def test_with_daily_figures_the_sentence_holds_the_numbers_of_the_study(daily_store):
    study = event_study(Record(date(2026, 11, 1), daily_store), windows=(1,), draws=200)
    shares = study.of("sp500")
    first, controlled, memory = (phrase.say("en") for phrase in study_told(shares))
    assert f"{abs(shares.pooled.mean):.2f}%" in first
    assert "no evidence" in first
    assert f"the {shares.controlled.events} meetings" in controlled
    assert "5 speeches" in memory
    directions = {a.day: a.sign for a in study.announcements}
    chart = charts.announcement_days(shares, directions, date(2026, 11, 1))
    assert len(chart.table("days").rows()) == 18
    low, high = shares.ordinary
    outside = sum(not low <= change <= high for _, change in shares.changes)
    assert f"On {outside} of 18" in chart.title.say("en")
