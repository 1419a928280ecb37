"""Which measure a quantity is: a level, a change, a monthly pace, a cap, a share of output, a record."""

from __future__ import annotations

import re
from typing import Final

from ebb.audit.claim import Document, Found
from ebb.audit.linking.match import clause, hits
from ebb.audit.terms import subjects, words

#: What may stand between a verb and its figure: 減少了約, fell by about.
_FILLER: Final = re.compile(
    r"^(?:了|約|大約|近|將近|逾|超過|高達|達|by|about|around|roughly|nearly|almost|some|more than|over|an?|another|"
    r"up to|as much as|of|的|其|US|\$|\s)*$",
    re.IGNORECASE,
)
#: What makes a figure the first of two.
_FROM: Final = re.compile(r"(?:由|從|从|\bfrom)\s*(?:約|近|about|nearly|almost|some)?\s*$", re.IGNORECASE)
#: Characters within which a word like "peak" belongs to a figure.
_BESIDE: Final = 16
_MONTH: Final = re.compile(r"每個?月|每月|月均|/月|(?:a|per|each|every) month|monthly", re.IGNORECASE)
_OF_GDP: Final = re.compile(r"[占佔]\s*(?:美國)?GDP|(?:percent|%) of (?:US |U\.S\. )?GDP|GDP的", re.IGNORECASE)
_SHARE: Final = re.compile(r"GDP|國內生產毛額|国内生产总值|gross domestic product|economic output", re.IGNORECASE)

#: A share of banks' assets, said behind the figure or, in Chinese, before it.
_OF_BANKS: Final = re.compile(
    r"^\s*of\s+(?:the |all |total |US |U\.S\. |American |domestic |commercial )*(?:bank|banks'|banks’|banking|banking system|"
    r"commercial bank)(?:'s|’s)?\s+(?:total |system |sector |industry )*assets",
    re.IGNORECASE,
)
_BANKS_OF: Final = re.compile(
    r"(?:[占佔]|相當於|相当于)[^，。；0-9]{0,8}?(?:銀行|银行)(?:業|业|體系|体系)?的?(?:總|总)?(?:資產|资产)(?:總額|总额)?的?(?:比重|比例|比率)?"
    r"(?:在[^，。；]{0,12})?(?:為|为|達|达|降至|升至|降到|升到)?(?:約|大約|约|近|逾)?\s*$"
)


def measure_of(document: Document, found: Found) -> tuple[str, tuple[str, ...]]:
    """The measure of a quantity, and the words that decided.

    Returns
    -------
    measure : str
        ``"level"``, ``"peak"``, ``"trough"``, ``"fall"``, ``"rise"``, ``"pace"``, ``"cap"``, ``"cap_reached"``,
        ``"purchases"``, ``"share_of_gdp"``, ``"share_of_bank_assets"``,
        ``"estimate_ideal"``, ``"estimate_minimum"``, ``"record_high"``,
        ``"record_low"``, ``"rate"``, ``"rate_change"``, ``"multiple"`` or ``"count"``.
    """
    text = document.text
    sentence = document.sentence(found.start)
    low, high = clause(text, found.start, found.end, sentence)
    near = text[low:high]
    if found.kind == "ranking":
        said = text[found.start : found.end]
        return ("record_low" if _has("low", said) else "record_high"), (f'"{said}"',)
    if found.kind == "multiple":
        whole = text[sentence[0] : sentence[1]]
        if found.low <= 1.0 or _has("cap", whole) or _MONTH.search(whole):
            return "count", ("a multiple of something else",)
        return "multiple", ("a multiple",)
    shared = found.kind in ("rate", "share") and found.unit == "percent"
    if shared and (_OF_BANKS.search(text[found.end : found.end + 60]) or _BANKS_OF.search(text[low : found.start])):
        return "share_of_bank_assets", ("a share of banks' assets",)
    if found.unit == "percent of GDP" or (found.kind == "share" and _SHARE.search(text[sentence[0] : sentence[1]])):
        return "share_of_gdp", ("a share of GDP",)
    if found.kind in ("rate", "share"):
        rates = [subject for subject in subjects().values() if subject.quantity == "rate"]
        own = hits(near, [(subject.key, subject.words) for subject in rates])
        if not own and found.unit == "percent" and _OF_GDP.search(text[sentence[0] : sentence[1]]):
            return "share_of_gdp", ("a share of GDP in the sentence",)
        return _rate(text, found, near)
    if found.kind == "count":
        return "count", ("a count",)
    if found.kind == "index":
        return "level", ("an index level",)
    monthly = found.per == "month" or bool(_MONTH.search(near))
    if monthly:
        if found.limit == "at_most" or _has("ceiling", text[max(low, found.start - 12) : found.start]):
            near = f"{near} cap"
        return _monthly(near, text[sentence[0] : low])
    if _first_reserves(near):
        for wanted in ("ideal", "minimum"):
            if one := _first(wanted, near):
                return f"estimate_{wanted}", (f'"{one}"',)
    if _has("cap", near) and not _first("reached", text[max(low, found.start - 3) : found.start]):
        return "cap", ("a cap",)
    measure, why = _stock(text, found, low, high)
    if measure == "level" and hits(near, _held()):  # 「每月上限950億，其中公債600億」
        earlier = text[sentence[0] : found.start]
        if _has("cap", earlier):
            return "cap", ("a cap named before it in the sentence",)
        if _MONTH.search(earlier) and (_has("purchases", earlier) or _has("runoff", earlier)):
            return _monthly(earlier)
    return measure, why


def _held() -> list[tuple[str, tuple[str, ...]]]:
    """The words of the two kinds of securities that have a cap each."""
    return [(key, subjects()[key].words) for key in ("treasuries", "mbs")]


def mood_of(document: Document, found: Found) -> str:
    """Whether a sentence states, asks, foresees or supposes."""
    low, high = document.sentence(found.start)
    sentence = document.text[low:high].strip()
    if sentence.endswith(("?", "？")):
        return "question"
    near = document.text[slice(*clause(document.text, found.start, found.end, (low, high)))]
    said = document.text[low : found.end] if document.script != "en" else document.text[low:high]
    if hits(said, [("forecast", words("forecast"))]):
        return "forecast"
    if hits(near, [("condition", words("condition"))]):
        return "condition"
    return "stated"


def _monthly(near: str, earlier: str = "") -> tuple[str, tuple[str, ...]]:
    if not any(_has(measure, near) for measure in ("cap", "purchases", "runoff")):
        near = earlier  # 「每月上限475億，9月起提高到950億」
    if _has("taper", earlier + near):
        return "taper", ("a slower pace of buying",)
    for measure, name in (("cap", "cap"), ("purchases", "purchases"), ("runoff", "pace")):
        if one := _first(measure, near):
            if name == "cap" and (step := _first("progress", near)):
                return "cap_reached", ("a month", f'"{one}"', f'"{step}"')
            return name, ("a month", f'"{one}"')
    return "pace", ("a month",)


def _rate(text: str, found: Found, near: str) -> tuple[str, tuple[str, ...]]:
    before = _bare(text[max(0, found.start - 14) : found.start], found)
    if found.unit in ("bp", "points"):
        return "rate_change", (f"in {found.unit}",)
    for measure in ("rate_up", "rate_down"):
        for hit in hits(before, [(measure, words(measure))]):
            if _FILLER.match(before[hit.end :]):
                return "rate_change", (f'"{hit.words}"',)
    for spike in ("peak", "spike"):
        if one := _first(spike, near):
            return "peak", (f'"{one}"',)
    for hit in hits(before, [("relative", words("relative"))]):
        if _FILLER.match(before[hit.end :]):
            return "relative", (f'"{hit.words}"',)
    return "rate", (f'"{_first("top", near) or _first("bottom", near) or "a rate"}"',)


def _stock(text: str, found: Found, low: int, high: int) -> tuple[str, tuple[str, ...]]:
    """A change where its verb stands right before or behind the figure, else a level."""
    before, after = _bare(text[low : found.start], found), text[found.end : high]
    if _FROM.search(before):
        return _peaked(text, found, low, high)  # the first of two levels
    last = [hit for way in ("fall", "rise") for hit in hits(before, [(way, words(way))])]
    if last:
        hit = max(last, key=lambda one: one.end)
        joined = _FILLER.match(before[hit.end :]) or re.search(r"\bby$", before)
        if joined and not re.search(r"[至到達达為为]$|\bto$", before[: hit.end].strip()[-2:]):
            return hit.owner, (f'"{hit.words}"',)
    behind = [hit for way in ("fall", "rise") for hit in hits(after[:14], [(way, words(way))])]
    if behind and not _level_before(before):
        between, then = after[: behind[0].start], after[behind[0].end :]
        if re.match(r"^\s*(?:的|in|of)?\s*$", between) and not re.match(r"\s*(?:至|到|to\b)", then):
            return behind[0].owner, (f'"{behind[0].words}"',)
    for hit in hits(before, [("purchases", words("purchases"))]):
        if _FILLER.match(before[hit.end :]):
            return "rise", (f'"{hit.words}"',)
    return _peaked(text, found, low, high)


def _peaked(text: str, found: Found, low: int, high: int) -> tuple[str, tuple[str, ...]]:
    """A level, or the highest (lowest) of its days where a word beside it says so."""
    for peak, name in (("peak", "peak"), ("bottomed", "trough")):
        for hit in hits(text, [(peak, words(peak))], max(low, found.start - _BESIDE), min(high, found.end + _BESIDE)):
            between = text[hit.end : found.start] if hit.end <= found.start else text[found.end : hit.start]
            if not re.search(r"\d", between):
                return name, (f'"{hit.words}"',)
    return "level", ("a level",)


def _bare(before: str, found: Found) -> str:
    """What stands before a quantity, its own qualifier taken off ("by less than")."""
    plain = before.rstrip()
    if found.limit == "between" or found.limit_words.strip().lower() in words("threshold"):
        return plain
    for said in found.limit_words.split("…"):
        if said and plain.endswith(said):
            plain = plain[: -len(said)]
    return plain


def _level_before(before: str) -> bool:
    return bool(hits(before[-8:], [("reached", words("reached"))])) and not before.rstrip().endswith(("a", "an"))


def _has(measure: str, text: str) -> bool:
    return bool(hits(text, [(measure, words(measure))]))


def _first(measure: str, text: str) -> str:
    found = hits(text, [(measure, words(measure))])
    return found[0].words if found else ""


def _first_reserves(text: str) -> bool:
    return bool(re.search(r"準備金|儲備|准备金|储备|reserve", text, re.IGNORECASE))
