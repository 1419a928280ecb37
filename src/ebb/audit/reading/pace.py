"""Per what an amount is said: 每月, a month, annually; looked for in the clause that holds the amount."""

from __future__ import annotations

from typing import Final

from ebb.audit.reading.plain import rule

_UNITS: Final = {
    **dict.fromkeys(("月", "month", "months", "monthly"), "month"),
    **dict.fromkeys(("年", "year", "annual", "annually", "yearly"), "year"),
    **dict.fromkeys(("日", "天", "day", "daily"), "day"),
    **dict.fromkeys(("週", "周", "星期", "week", "weekly"), "week"),
    **dict.fromkeys(("季", "quarter", "quarterly"), "quarter"),
}
_BEFORE: Final = rule(
    r"[每逐單](?:一)?個?(月|年|日|天|[週周]|星期|季)(?!期)|(月|年|日)均|\b(monthly|annual|yearly"
    r"|daily|weekly|quarterly)\b"
    r"|\b(?:each|every|per) (month|year|day|week|quarter)\b"
)
_BEHIND: Final = rule(
    r"[^0-9$€£¥,;:。，；\n]{0,60}?(?:\b(?:a|per|each|every) (month|year|day|week"
    r"|quarter)\b(?! (?:ago|earlier|later|before|high|low|of))"
    r"|\b(monthly|annually|yearly|daily|weekly|quarterly)\b)"
)
_SLASH: Final = rule(r" ?/ ?(月|年|日|天|週|周|季|month|year|day|week|quarter)|\(每(月|年|日|天|週|周|季)\)")
_CLAUSE: Final = rule(r"[，,。；;！!？?\n](?![0-9])")
_REACH: Final = 60


def pace(plain: str, start: int, end: int) -> str:
    """``"month"``, ``"year"``, ``"day"``, ``"week"``, ``"quarter"`` or ``""`` for an amount at (start, end)."""
    match = _SLASH.match(plain, end) or _BEHIND.match(plain, end)
    if match is None:
        window = plain[max(0, start - _REACH) : start]
        clause = _CLAUSE.split(window)[-1]
        match = next(reversed(list(_BEFORE.finditer(clause))), None)
    return _UNITS[next(filter(None, match.groups()))] if match else ""
