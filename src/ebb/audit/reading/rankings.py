"""Claims of rank: 歷史新高, 創2008年以來新高, a record high, the lowest level since 2008."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ebb.audit.claim import Found
from ebb.audit.reading.plain import rule

_RANKINGS: Final = rule(
    "(?P<high>(?:歷史|史上|有史以來的?|創紀錄的?|空前)(?:新高|最高(?:水準|水平|紀錄|點|值)?|高點"
    "|高位|高峰|紀錄)|(?:創|刷新|破|打破)(?:了)?(?:歷史)?紀錄"
    "|新高(?!雄|中|科|度|級|端)(?:點|紀錄)?|最高(?:水準|水平|紀錄|點|值)|最大(?:規模|紀錄)"
    "|(?<=以來)最[高大]|(?<=以來的)最[高大]"
    r"|\b(?:record|all-time|historic(?:al)?|multi-year|new)[ -](?:highs?|peaks?|maximum)\b"
    r"|\b(?:highest|largest|biggest)(?: (?:level|point|reading|close|rate|value|amount|total"
    r"|balance))?(?= (?:since|on record|in (?:history|\d+|\w+ (?:years|months|decades))|ever"
    r"|for \w+ years))"
    r"|(?<=\ba )record(?= (?:of )?[$€£¥0-9])|(?<=hit a )record\b|(?<=set a )record\b"
    r"|(?<=to a )record\b|(?<=at a )record\b|(?<=reached a )record\b)"
    "|(?P<low>(?:歷史|史上|有史以來的?)(?:新低|最低(?:水準|水平|紀錄|點|值)?|低點|低位)"
    "|新低(?!收)(?:點|紀錄)?|最低(?:水準|水平|紀錄|點)(?!要求)|(?<=以來)最[低小]"
    "|(?<=以來的)最[低小]"
    r"|\b(?:record|all-time|historic(?:al)?|multi-year|new)[ -](?:lows?|troughs?|minimum)\b"
    r"|\b(?:lowest|smallest)(?: (?:level|point|reading|close|rate|value|amount|total"
    r"|balance))?(?= (?:since|on record|in (?:history|\d+|\w+ (?:years|months|decades))|ever"
    r"|for \w+ years)))"
)


def rankings(plain: str) -> Iterator[Found]:
    """Every claim of rank, in order; `unit` says which end: ``"high"`` or ``"low"``."""
    for match in _RANKINGS.finditer(plain):
        yield Found("ranking", match.start(), match.end(), unit=match.lastgroup or "")
