"""What a number measures, from the words that touch it: money, a rate, a multiple, points of an index, a count."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from ebb.audit.reading import currency
from ebb.audit.reading.figures import Figure, worth
from ebb.audit.reading.plain import rule

_PERCENT: Final = r" ?%|[ -]?per ?cent\b(?!age)| ?pct\b"
_POINTS: Final = r" ?個?百分點|[ -]?percentage[ -]points?\b| ?ppts?\b| pp\b"
_BASIS: Final = r" ?個?基(?:本)?點|[ -]?basis[ -]points?\b| ?bps?\b"
_RATES: Final = rule(rf"(?P<points>{_POINTS})|(?P<bp>{_BASIS})|(?P<percent>{_PERCENT})|(?P<quarter> ?碼(?![頭子]))")
_MULTIPLES: Final = rule(
    r" ?倍(?!數|率)|-?fold\b|x\b| times(?= (?:as|larger|bigger|more|higher|greater"
    r"|its|the|what|that|their|gdp)\b)"
)
_DECIMAL_TIMES: Final = rule(r" times\b| ?倍|x\b|-?fold\b")
_INDEX: Final = rule(r" ?點(?![鐘半整五一二三四六七八九零0-9心燃出評綴數])|[ -](?:index )?points?\b")
_DURATIONS: Final = {
    "years": (
        r" ?年(?!期|級|代|度|薪|產|報|利|限|終|化|均|前|後|以後|增|減|息|會|計[畫劃]|內的第)"
        r"|[ ]years?\b(?! ago| earlier| old)"
    ),
    "months": (r" ?個月(?!期|前|後|以後)| months?\b(?! ago| earlier)"),
    "weeks": (
        r" ?(?:個(?:星期|禮拜)|[週周](?!年|期|一|二|三|四|五|六|日|末|前|後)|星期(?!一|二|三|四|五|六"
        r"|日|天))| weeks?\b(?! ago| earlier)"
    ),
    "days": (
        r" ?(?:個(?:交易日|工作日|營業日)|天(?!期|前|後|然))| (?:(?:trading|business"
        r"|working) )?days?\b(?! ago| earlier)"
    ),
    "quarters": r" ?個季度?| quarters\b",
}
_DURATION: Final = rule("|".join(f"(?P<{unit}>{words})" for unit, words in _DURATIONS.items()))
_HALF: Final = rule("半(?!年|數)")
_THINGS: Final = rule(
    r" ?(?:家|人(?!民|均|次以)|戶|檔|股(?!市|價|東|權|利|指|災|票|息|匯)|筆|次(?!級|要|序|貸|於|年"
    r"|日|月)|場(?!外)|名|桶|噸|件|張|顆|輛|艘|所(?!有|得|以)|間(?!接)|國(?!債|家|際|庫|內|人|會)"
    r"|項|位(?!數|置|於)|"
    r"個(?:國家|人|經濟體|機構|成員|州|地區|項目|帳戶|案例|席次|工作|會員國|階段))"
    r"| (?:million )?(?:[a-z]+ )?(?:banks|people|jobs|shares|barrels|meetings|dealers|funds|firms"
    r"|companies|facilities|institutions|respondents|members|countries|"
    r"households|workers|employees|securities|auctions|occasions|steps|rounds|economists|analysts"
    r"|homes|bonds|states|investors|officials|"
    r"governors|presidents|tonnes|tons|ounces|loans|lenders|times|trades|transactions|accounts"
    r"|operations|increases|hikes|cuts|rises)\b"
)
#: Scales that only money has, where no counted thing follows.
_MONEY_SCALES: Final = ("兆", "億", "萬億", "trillion", "billion", "tn", "trn", "bn", "bln")
#: Numbers too common as plain words to count things.
_NO_COUNT: Final = ("一", "零", "二", "十百", "十千", "a", "an", "one", "half a", "half an")
_MINUS: Final = rule(r"(?:(?:^|(?<=[\s(:,，、。;「『\u3400-\u9fff])(?<![億兆萬元點倍成年月日碼]))-|負|minus )$")
#: Basis points in one 碼, the quarter point of Taiwan.
QUARTER: Final = 25.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A number with its unit at one place of a text; `kind` is ``""`` while nothing says what it measures."""

    start: int
    end: int
    kind: str
    unit: str
    low: float
    high: float
    step: float
    figure: Figure | None = None
    more: str = ""
    named: bool = True  # whether the currency is printed
    vague: bool = False

    @property
    def words(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


class _Measure(NamedTuple):
    """What a number measures: place, kind, unit, size of one in that unit, whether a currency is printed."""

    start: int
    end: int
    kind: str
    unit: str
    size: float = 1.0
    named: bool = True


def resolve(plain: str, figure: Figure) -> Piece | None:
    """The piece that a figure and the words touching it are; None where the figure is no number.

    Money needs a currency or a scale of money (億, 兆, billion, trillion) that no counted thing follows; a number with
    neither and no other unit stays bare, and may yet share the unit of its neighbour.
    """
    start, end, kind, unit, size, named = _beside(plain, figure) or _money(plain, figure)
    vague = figure.style == "vague"
    if not kind:
        return Piece(_signed(plain, start)[0], end, "", "", math.nan, math.nan, 0.0, figure, figure.more, False, vague)
    value = worth(figure)
    if value is None:
        return None
    low, high, step = value
    if unit in _DURATIONS and (half := _HALF.match(plain, end)):
        low, high, step, end = low + 0.5, high + 0.5, 0.5, half.end()
    begins, sign = _signed(plain, start)
    lowest, highest = sorted((sign * low * size, sign * high * size))
    return Piece(
        begins, end, kind, unit, lowest, highest, step * size, figure, figure.more, named, vague or low != high
    )


def _beside(plain: str, figure: Figure) -> _Measure | None:
    """What a number without a scale measures, by the unit behind it."""
    if figure.scale:
        return None
    place, start = figure.end, figure.start
    if match := _RATES.match(plain, place):
        if match["quarter"] is not None:
            return _Measure(start, match.end(), "rate", "bp", QUARTER)
        return _Measure(start, match.end(), "rate", match.lastgroup or "")
    decimal = "." in figure.number or "half" in figure.number or "點" in figure.number
    if match := (_DECIMAL_TIMES if decimal else _MULTIPLES).match(plain, place):
        return _Measure(start, match.end(), "multiple", "times")
    if figure.number in _NO_COUNT or figure.number.startswith(("百", "千")):
        return None
    if figure.style == "arabic" and currency.before(plain, start):
        return None
    if match := _DURATION.match(plain, place):
        unit = match.lastgroup or ""
        return None if unit == "years" and _is_year(figure) else _Measure(start, match.end(), "count", unit)
    if match := _THINGS.match(plain, place):
        return _Measure(start, match.end(), "count", "count")
    if figure.style in ("arabic", "han") and (match := _INDEX.match(plain, place)) and _of_index(plain, figure):
        return _Measure(start, match.end(), "index", "points")
    return None


def _is_year(figure: Figure) -> bool:
    return figure.style == "arabic" and len(figure.number) == 4 and "," not in figure.number


def _of_index(plain: str, figure: Figure) -> bool:
    """Whether points are those of an index: a large or a broken number, or an index or a move named just before."""
    if figure.style == "han":
        return "百" in figure.number or "千" in figure.number
    digits = figure.number.replace(",", "")
    if "." in digits or len(digits) >= 3:
        return True
    window = plain[max(0, figure.start - 24) : figure.start]
    return re.search("指數|漲|跌|index|nasdaq|dow|s&p|vix|fell|rose|lost|gained", window) is not None


def _money(plain: str, figure: Figure) -> _Measure:
    """Money, things counted in 萬 and 億, points of an index; or nothing yet."""
    start, end = figure.start, figure.end
    first = currency.before(plain, start)
    last = currency.behind(plain, end, plural=figure.style == "vague")
    if not figure.scale and figure.number in _NO_COUNT and figure.number.isascii():
        first = last = None  # 40.1 USD a month
    if last and first and not last.code and first.code not in ("TWD", "CNY", "HKD"):
        last = None
    if first or last:
        code = (first.code if first else "") or (last.code if last else "")
        place = first.place if first else start
        return _Measure(place, last.place if last else end, "money", code, named=bool(code))
    if figure.scale and (thing := _THINGS.match(plain, end)):
        return _Measure(start, thing.end(), "count", "count")
    if figure.scale == "萬" and (point := _INDEX.match(plain, end)):
        return _Measure(start, point.end(), "index", "points")
    if figure.scale and figure.scale.lstrip("十百千") in _MONEY_SCALES:
        return _Measure(start, end, "money", "USD", named=False)
    return _Measure(start, end, "", "")


def _signed(plain: str, start: int) -> tuple[int, int]:
    """Where a number begins with its sign, and the sign."""
    match = _MINUS.search(plain, max(0, start - 7), start)
    return (match.start(), -1) if match else (start, 1)
