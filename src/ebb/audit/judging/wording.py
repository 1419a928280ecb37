"""What a verdict says: its reason in both languages, and the sentence that should stand instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from ebb.audit.claim import Document, Found, Link
from ebb.audit.judging.figures import Figure
from ebb.audit.judging.slips import unit_word
from ebb.audit.terms import by_series
from ebb.text import LANGUAGES, Day, Money, Month, Number, Percent, Points, Said, Words, say

#: Policy columns and sums that are no subject of their own.
NAMES: Final[Mapping[str, Words]] = {
    "caps": Words("the monthly cap on runoff", "每月縮表上限"),
    "treasury_cap": Words("the monthly cap on Treasuries", "公債每月縮減上限"),
    "mbs_cap": Words("the monthly cap on MBS", "MBS每月縮減上限"),
    "purchases": Words("announced purchases", "公布的購債金額"),
    "treasury_purchases": Words("announced Treasury purchases", "公布的公債購買金額"),
    "mbs_purchases": Words("announced MBS purchases", "公布的MBS購買金額"),
    "upper": Words("the top of the target range", "目標區間上緣"),
    "lower": Words("the bottom of the target range", "目標區間下緣"),
    "reserves": Words("bank reserves", "銀行準備金"),
    "policy_rate": Words("the target range", "目標區間"),
    "QT": Words("quantitative tightening", "量化緊縮"),
}
_TO_SIMPLIFIED: Final = (("兆", "万亿"), ("億", "亿"), ("萬", "万"), ("個百分點", "个百分点"), ("個基點", "个基点"))


def subject_name(series: str) -> Words:
    """The name of a series in both languages."""
    key = series.split(" ")[0]
    if key in NAMES:
        return NAMES[key]
    subject = by_series().get(key)
    return Words(subject.name["en"], subject.name["zh-Hant"]) if subject is not None else Words(key, key)


def amount(value: float, unit: str, *, signed: bool = False) -> Said:
    """A figure of the record as a typed value of a sentence."""
    if unit == "USD bn":
        return Money(value, signed=signed)
    if unit.startswith("percent of"):
        return Percent(value, signed=signed)
    if unit == "percent":
        return Percent(value, digits=2, signed=signed)
    if unit in ("points", "bp"):
        return Points(value, digits=2, signed=signed)
    return Number(value, digits=2 if unit == "times" else 1, signed=signed)


def both(key: str, /, **values: Said | str) -> dict[str, str]:
    """One entry of the audit's catalogue in both languages."""
    return _capital({lang: say(f"audit.{key}", lang, **values) for lang in LANGUAGES})


def about(figure: Figure) -> dict[str, Said | str]:
    """Subject, day and value of a figure as values of a sentence."""
    return {"subject": subject_name(figure.series), "day": Day(figure.day), "value": amount(figure.value, figure.unit)}


def joined(*parts: Mapping[str, str]) -> dict[str, str]:
    """Sentences set one after the other, language by language."""
    found = {}
    for lang in LANGUAGES:
        said = [part[lang] for part in parts if part.get(lang)]
        found[lang] = (" " if lang == "en" else "").join(said)
    return found


def instead(link: Link, figure: Figure) -> dict[str, str]:
    """A sentence of its own that says what the record says, in both languages."""
    measure = link.measure
    said = about(figure)
    if measure == "pace":
        caps = [value for name, value in figure.others if name == "cap"]
        pace = {"subject": said["subject"], "value": said["value"]}
        return both("instead.pace", **pace, cap=Money(caps[0])) if caps else both("instead.pace_bare", **pace)
    if measure in ("cap", "cap_reached", "purchases"):
        return both(
            f"instead.{'purchases' if measure == 'purchases' else 'cap'}", value=said["value"], month=Month(figure.day)
        )
    if measure in ("fall", "rise", "change"):
        sign = -1.0 if measure == "fall" else 1.0
        return both(
            "instead.change",
            subject=said["subject"],
            day=said["day"],
            value=amount(sign * figure.value, figure.unit, signed=True),
        )
    if measure in ("share_of_gdp", "share_of_bank_assets"):
        return both(f"instead.{measure}", **said)
    if measure in ("record_high", "record_low"):
        return both("instead.record", **said)
    return both("instead.level", **said)


def mended(document: Document, found: Found, words: str) -> str:
    """The sentence of a claim with the right words in place of the wrong ones."""
    low, high = document.sentence(found.start)
    text = document.text
    return (text[low : found.start] + words + text[found.end : high]).strip()


def right_words(document: Document, found: Found, figure: Figure, meant: Mapping[str, str]) -> str:
    """The right quantity in the script of the text: the unit put right where only that slipped, else the record's figure."""
    printed = document.text[found.start : found.end]
    if document.script in meant and (unit := unit_word(printed)):
        wanted = meant[document.script]
        if unit.lower().endswith("s") and document.script == "en" and not wanted.endswith("s"):
            wanted += "s" if unit.lower() != "bps" else ""
        return printed.replace(unit, wanted)
    lang = "en" if document.script == "en" else "zh-Hant"
    if figure.series == "policy_rate" and len(figure.values) >= 2:
        low, high = figure.values[-2:]
        return f"{low:.2f}%{' to ' if lang == 'en' else '至'}{high:.2f}%"
    if found.limit == "between" or found.low != found.high:
        value = amount(figure.value, figure.unit)
    else:
        value = amount(abs(figure.value), figure.unit)
    return in_script(value.say(lang), document.script)


def in_script(text: str, script: str) -> str:
    """A figure written for Taiwan, in the characters of the text."""
    if script != "zh-Hans":
        return text
    for taiwan, mainland in _TO_SIMPLIFIED:
        text = text.replace(taiwan, mainland)
    return text


def by_then(document: Document, found: Found, sentence: str) -> str:
    """The sentence with "by" in place of "since"."""
    words = document.text[found.start : found.end]
    for since, by in (
        (f"自{words}起", f"到{words}為止"),
        (f"自{words}以來", f"到{words}為止"),
        (f"自{words}以来", f"到{words}为止"),
    ):
        sentence = sentence.replace(since, by)
    return re.sub(rf"\b[Ss]ince {re.escape(words)}", f"By {words}", sentence)


def right_day(document: Document, found: Found, day: date) -> str:
    """A date in the script of the text and no finer than what was printed."""
    printed = document.text[found.start : found.end]
    month_only = not any(mark in printed for mark in ("日", "號", "号")) and (
        found.first != found.last or document.script != "en"
    )
    lang = "en" if document.script == "en" else "zh-Hant"
    return Month(day).say(lang) if month_only else Day(day).say(lang)


def own_and_other(document: Document, mended_sentence: str, sentence: Mapping[str, str]) -> dict[str, str]:
    """The corrected sentence under the text's own language, the record's sentence under the other."""
    found = dict(sentence)
    if mended_sentence:
        own = "en" if document.script == "en" else document.script
        found[own] = mended_sentence
    return found


def _capital(sentences: Mapping[str, str]) -> dict[str, str]:
    return {lang: text[:1].upper() + text[1:] for lang, text in sentences.items()}
