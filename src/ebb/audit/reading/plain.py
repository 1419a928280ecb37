"""One form for each sign, place by place: the view of a text in which rules look, of exactly the same length.

A rule written once reads full-width and half-width digits, both Chinese scripts and either case, and what it finds
stands at the same place in the text as printed. Nothing may be inserted or dropped here.
"""

from __future__ import annotations

import re
import string
from typing import Final

#: Full-width signs that carry sense in prose and keep their form: a full-width comma ends a clause, it groups no digits.
_KEPT: Final = frozenset("，")

#: Characters of the words that rules look for, simplified over traditional, line by line.
_SCRIPTS: Final = (
    ("亿万两点负约将达过间个几数创历录纪来极级财会计国总产", "億萬兩點負約將達過間個幾數創歷錄紀來極級財會計國總產"),
    ("贸额当为长这后从开压涨环区别购买减规缩资债际连续银储", "貿額當為長這後從開壓漲環區別購買減規縮資債際連續銀儲"),
    ("备标纳综户货币铢韩卢镑欧钟边单门于仅经余满头场轮处张", "備標納綜戶貨幣銖韓盧鎊歐鐘邊單門於僅經餘滿頭場輪處張"),
    ("档项笔发页节图条电岁卖册样准较内价俭势汇参员吨对导届", "檔項筆發頁節圖條電歲賣冊樣準較內價儉勢匯參員噸對導屆"),
    ("层帐账库应据击时业构枢机权沪济灾无营尔画码礼终缀线罗", "層帳帳庫應據擊時業構樞機權滬濟災無營爾畫碼禮終綴線羅"),
    ("华号冲亲记许评语谈证变贷费趋辆远邻阶隐双预颗类飙饼体", "華號衝親記許評語談證變貸費趨輛遠鄰階隱雙預顆類飆餅體"),
    ("龄划", "齡劃"),
)

_FORMS: Final = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT},
    **dict.fromkeys("\u3000\u00a0\u202f\u2009\u2002\u2003\u2007\t", " "),
    **dict.fromkeys("−–—－‐‑‒―─", "-"),
    **dict.fromkeys("～〜∼˜", "~"),
    **dict.fromkeys("〇○", "零"),
    **dict.fromkeys("’‘", "'"),
    **dict(zip("￡￥臺佔佰仟", "£¥台占百千", strict=True)),
    **dict.fromkeys("圓圆", "元"),
    **{sign: form for pair in _SCRIPTS for sign, form in zip(*pair, strict=True)},
}
_LOWER: Final = dict(zip(string.ascii_uppercase, string.ascii_lowercase, strict=True))
_TABLE: Final = str.maketrans(
    {**{sign: _LOWER.get(form, form) for sign, form in _FORMS.items()}, **_LOWER}  # full-width letters are lowered too
)
_WIDE_GROUPING: Final = re.compile("(?<=[０-９])，(?=[０-９])")


def plain(text: str) -> str:
    """`text` with one form for each sign.

    Returns
    -------
    str
        Law: as long as `text`, so that a position in one is a position in the other.

    >>> plain("約２，４００亿美元")
    '約2,400億美元'
    """
    return _WIDE_GROUPING.sub(",", text).translate(_TABLE)


def rule(pattern: str) -> re.Pattern[str]:
    r"""A rule for plain text: compiled once, and a Chinese character beside a Latin word is its border (``\b``)."""
    return re.compile(pattern, re.ASCII)
