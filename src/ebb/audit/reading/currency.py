"""Which currency stands beside a number, before it or behind it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ebb.audit.reading.plain import rule

#: Words before a number -> currency. The longest that fits wins.
_BEFORE: Final = {
    **dict.fromkeys(("us$", "u.s.$", "usd", "$", "美元", "美金"), "USD"),
    **dict.fromkeys(("nt$", "ntd", "twd", "新台幣", "台幣"), "TWD"),
    **dict.fromkeys(("hk$", "hkd", "港幣", "港元"), "HKD"),
    **dict.fromkeys(("rmb", "cny", "人民幣", "cn¥"), "CNY"),
    **dict.fromkeys(("€", "eur", "歐元"), "EUR"),
    **dict.fromkeys(("£", "gbp", "英鎊"), "GBP"),
    **dict.fromkeys(("¥", "jpy", "日元"), "JPY"),
    **dict.fromkeys(("chf", "sfr"), "CHF"),
    **dict.fromkeys(("a$", "aud"), "AUD"),
    **dict.fromkeys(("c$", "cad"), "CAD"),
    **dict.fromkeys(("s$", "sgd"), "SGD"),
    **dict.fromkeys(("krw", "₩"), "KRW"),
}
_BEHIND: Final = {
    **dict.fromkeys(("united states dollars", "u.s. dollars", "us dollars", "u.s. dollar", "us dollar"), "USD"),
    **dict.fromkeys(("dollars", "dollar", "usd", "美元", "美金"), "USD"),
    **dict.fromkeys(("元新台幣", "元台幣", "新台幣", "台幣", "ntd", "twd", "new taiwan dollars"), "TWD"),
    **dict.fromkeys(("元人民幣", "人民幣", "yuan", "renminbi", "rmb", "cny"), "CNY"),
    **dict.fromkeys(("港元", "港幣", "hkd", "hong kong dollars"), "HKD"),
    **dict.fromkeys(("歐元", "euros", "euro", "eur"), "EUR"),
    **dict.fromkeys(("英鎊", "pounds sterling", "pounds", "pound", "sterling", "gbp"), "GBP"),
    **dict.fromkeys(("日元", "yen", "jpy"), "JPY"),
    **dict.fromkeys(("瑞士法郎", "瑞郎", "swiss francs", "chf"), "CHF"),
    **dict.fromkeys(("澳元", "澳幣", "australian dollars"), "AUD"),
    **dict.fromkeys(("加元", "加幣", "canadian dollars"), "CAD"),
    **dict.fromkeys(("韓元", "won"), "KRW"),
    "元": "",
}
#: Other dollars: what looks like "$" behind these letters is not the US one.
_LETTER_DOLLAR: Final = rule(r"[a-z]$")
_LONGEST: Final = max(map(len, _BEFORE))
_ENDS: Final = frozenset(word[-1] for word in _BEFORE)
_FIRST: Final = sorted(_BEFORE, key=len, reverse=True)
_LAST: Final = rule(
    r"(?P<of> of)?(?P<gap>[ -]?)(?P<word>"
    + "|".join(
        re.escape(word) + (r"\b" if word[-1].isascii() else "") for word in sorted(_BEHIND, key=len, reverse=True)
    )
    + ")(?!月|素|宇|件|老|旦|祖)"
)


class Beside(NamedTuple):
    """A currency beside a number: its code ("" for 元 alone) and where its words begin or end."""

    code: str
    place: int


def before(plain: str, start: int) -> Beside | None:
    """The currency whose words end at `start`, with at most one space between."""
    end = start - 1 if plain[start - 1 : start] == " " else start
    if plain[end - 1 : end] not in _ENDS:
        return None
    window = plain[max(0, end - _LONGEST) : end]
    for word in _FIRST:
        if not window.endswith(word):
            continue
        place = end - len(word)
        letters = word[0].isalpha() and word[0].isascii()
        if (letters or word == "$") and _LETTER_DOLLAR.search(plain[max(0, place - 1) : place]):
            return None
        if not word.isascii() and place and plain[place - 1].isalnum() and plain[place - 1] in "0123456789億兆萬":
            return None  # 3億美元5年: that currency belongs to the figure before it
        return Beside(_BEFORE[word], place)
    return None


def behind(plain: str, end: int, *, plural: bool = False) -> Beside | None:
    """The currency whose words begin at `end`; `plural` allows "of" before it (billions of dollars)."""
    match = _LAST.match(plain, end)
    if (
        match is None
        or (match["of"] and not plural)
        or (match["gap"] == "-" and not match["word"].startswith("dollar"))
    ):
        return None
    return Beside(_BEHIND[match["word"]], match.end())
