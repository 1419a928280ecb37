"""Places in a text that hold digits and no quantity: names, references, tenors, telephone numbers, addresses."""

from __future__ import annotations

from typing import Final

from ebb.audit.reading.plain import rule

_HAN: Final = "零一二三四五六七八九兩十百"
_TENOR_WORDS: Final = "one|two|three|four|five|six|seven|ten|twelve|thirteen|twenty|thirty"
_DISTRACTORS: Final = rule(
    "|".join(
        (
            r"(?:https?://|www\.)[^\s<>「」，。]{1,2000}",
            r"[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9.-]{1,200}",
            # references: 圖1, 表2-3, 第12頁, Figure 3, p. 12, [4], No. 5, Section 13(3)
            r"[圖表註注附] ?[0-9]{1,3}(?:[-.][0-9]{1,3})?(?![0-9億兆萬%月年日天家人次元點成倍個])",
            (
                rf"第 ?(?:[0-9]{{1,4}}|[{_HAN}]{{1,4}}) ?(?:頁|章|節|條|款|項|版|集|期|屆|號|名|位|次|輪|個|大"
                rf"|代|類|步|點|卷|段|回|階段|部分?|任|張|天|日|年|週|行|版)"
            ),
            (
                r"\b(?:(?:fig(?:ure|s)?|table|chart|exhibit|box|chapter|section|sec|page|pages|pp?|note|footnote|part|panel"
                r"|appendix|step|rule|title|article|room|version|phase|item|line|column|basel|form|route|flight|lot)\b\.? ?#?"
                r"|nos?\. ?)[0-9]{1,3}(?:[-.,][0-9]{1,3}){0,3}(?:\([0-9a-z]{1,3}\))*(?![0-9%]"
                r"| ?(?:percent|per cent|million|billion|trillion|basis|bps?\b))"
            ),
            r"\[[0-9]{1,3}\]|#[0-9]{1,6}",
            # tenors: 10年期, 10年公債, 三個月期, 13-week, three-month
            (
                rf"(?<![0-9]年)(?:[0-9]{{1,3}}|[{_HAN}]{{1,3}}) ?(?:年|個月|週|周|天|日|月)(?:期(?![間])|(?=美債|公債|國債"
                rf"|債|房貸|定存|國庫券|殖利率|收益率))"
            ),
            (rf"(?<![a-z0-9.$-])(?:[0-9]{{1,3}}|{_TENOR_WORDS})-(?:year|month|week|day|hour)(?:-old)?s?\b"),
            # telephone numbers, times, ratios
            (
                r"(?<![0-9a-z])\+?[0-9]{1,4}-[0-9]{2,4}-[0-9]{3,4}(?:-[0-9]{3,4})?(?![0-9])"
                r"|\([0-9]{2,4}\) ?[0-9]{3,4}-[0-9]{3,4}|(?<![0-9])0[0-9]{1,3}-[0-9]{6,8}(?![0-9])"
            ),
            (
                r"(?<![0-9])[0-9]{1,2}[::][0-9]{2}(?::[0-9]{2})?(?![0-9])(?: ?[ap]\.?m\b\.?)?"
                r"|(?<![0-9])[0-9]{1,2} ?(?:a|p)\.?m\b"
            ),
            (
                rf"(?:上午|下午|早上|晚上|凌晨|中午|傍晚) ?(?:[0-9]{{1,2}}"
                rf"|[{_HAN}]{{1,3}})[點時](?:[0-9]{{1,2}}分|半)?|[0-9]{{1,2}}點(?:鐘|半|整)"
            ),
            # names: S&P 500, 標普500, Russell 2000, iPhone 15, Nikkei 225, RTX-4090, 24/7, 七大工業國
            (
                r"(?:標普|標準普爾|s&p|russell|羅素|nikkei|日經|ftse|富時|stoxx|topix|滬深|中證|msci|csi"
                r"|nasdaq|納斯達克|那斯達克|fortune|財星|iphone|galaxy|windows|boeing|"
                r"airbus|gpt|covid|formula|apollo|level|class|type|model"
                r"|area)[ -]?[0-9]{1,5}[a-z]{0,2}(?![0-9.,%億兆萬]|[.,][0-9])"
            ),
            (
                r"(?<![0-9a-z])(?!(?:mid|end|pre|late|early|post|since|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-)"
                r"[a-z]{2,10}-[0-9]{1,6}[a-z]{0,3}\b"
            ),
            r"\b24/7\b|(?<![$.,0-9])911(?![.,]?[0-9]|[億兆萬亿万%]| ?(?:[bmt]n\b|[bmtr]+illion))|401\(k\)|雙[0-9]{2}",
            rf"[{_HAN}]大(?:工業國|央行|銀行|指數|類|法人)|[一二三四]級",
            # words that only look like numbers
            (
                r"千萬(?=別|不|要|記|小心|得)|萬一(?![兆億萬])|百分百|[百千億]萬富[翁豪]|一成不變|十分(?!之)"
                r"|一萬個|三言兩語|萬億分之|百年老店|千方百計|百年一遇|萬萬"
            ),
            (
                r"\bone of\b|\bone another\b|\bno one\b|\bday one\b|\bbillionaires?\b|\bmillionaires?\b"
                r"|\bmarch(?:es|ed|ing)\b"
            ),
        )
    )
)


def distractors(plain: str) -> list[tuple[int, int]]:
    """The (start, end) of all such places of a plain text, in order."""
    return [match.span() for match in _DISTRACTORS.finditer(plain)]
