"""The typed values that may enter a sentence, each of which knows how it is written in each language.

A bare number never enters a sentence: ``Percent(4.5)`` and ``BasisPoints(4.5)`` are the same float and very different
statements. Every value renders itself in pieces (:class:`~ebb.text.render.Parts`), so that a :class:`Range` can say a
unit once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, Protocol, runtime_checkable

from ebb.errors import AmountError, LawError
from ebb.text.glossary import term
from ebb.text.render import Parts, dollars, exact, money_parts, number_parts

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@runtime_checkable
class Said(Protocol):
    """Anything that can be written in a sentence of either language."""

    def say(self, lang: str) -> str:
        """The value as text in `lang`."""
        ...


@dataclass(frozen=True, slots=True)
class _Quantity:
    """What all numeric values share: they are finite, and written as pieces."""

    value: float

    def __post_init__(self) -> None:
        exact(self.value)

    def parts(self, lang: str) -> Parts:
        """The value in pieces; every kind of value writes its own.

        Raises
        ------
        NotImplementedError
            By a kind that does not.
        """
        raise NotImplementedError

    def say(self, lang: str) -> str:
        """The value as text in `lang`."""
        return self.parts(lang).text()


@dataclass(frozen=True, slots=True)
class Money(_Quantity):
    """US dollars: ``Money(6735.8)`` is "$6.74 trillion" and 「6.74兆美元」.

    `digits` are decimals in the English unit; `scale` pins that unit (``"USD bn"``); `signed` writes a plus sign.
    """

    unit: str = "USD bn"
    digits: int | None = None
    signed: bool = False
    scale: str | None = None

    def parts(self, lang: str) -> Parts:
        """The amount in pieces."""
        return money_parts(self.value, self.unit, lang, digits=self.digits, signed=self.signed, scale=self.scale)


@dataclass(frozen=True, slots=True)
class Number(_Quantity):
    """A number without a unit, with thousands separators."""

    digits: int = 1
    signed: bool = False

    def parts(self, lang: str) -> Parts:
        """The number in pieces."""
        return number_parts(self.value, self.digits, signed=self.signed)


@dataclass(frozen=True, slots=True)
class Count(_Quantity):
    """A whole number of things, with thousands separators."""

    value: int

    def __post_init__(self) -> None:
        if exact(self.value) % 1:
            raise AmountError(f"{self.value} is no count", "text.values", "a whole number", "use Number instead")

    def parts(self, lang: str) -> Parts:
        """The count in pieces."""
        return number_parts(self.value, 0)


@dataclass(frozen=True, slots=True)
class _Measured(_Quantity):
    """A number followed by its unit."""

    digits: int = 1
    signed: bool = False
    _units: ClassVar[dict[str, tuple[str, str]]] = {}  # language -> (one, many)

    def parts(self, lang: str) -> Parts:
        """Number and unit; English says the unit in the singular after exactly 1."""
        bare = number_parts(self.value, self.digits, signed=self.signed)
        one, many = self._units[lang]
        return bare._replace(suffix=one if bare.number == "1" else many)


@dataclass(frozen=True, slots=True)
class Percent(_Measured):
    """A share or a rate given in percent: ``Percent(4.5)`` is "4.5%"."""

    _units: ClassVar[dict[str, tuple[str, str]]] = {"en": ("%", "%"), "zh-Hant": ("%", "%")}


@dataclass(frozen=True, slots=True)
class Points(_Measured):
    """A difference of two percentages: ``Points(0.5)`` is "0.5 percentage points", 「0.5個百分點」."""

    _units: ClassVar[dict[str, tuple[str, str]]] = {
        "en": (" percentage point", " percentage points"),
        "zh-Hant": ("個百分點", "個百分點"),
    }


@dataclass(frozen=True, slots=True)
class BasisPoints(_Measured):
    """Hundredths of a percentage point: ``BasisPoints(25)`` is "25 bp", 「25個基點」."""

    digits: int = 0
    _units: ClassVar[dict[str, tuple[str, str]]] = {"en": (" bp", " bp"), "zh-Hant": ("個基點", "個基點")}


@dataclass(frozen=True, slots=True)
class Years(_Measured):
    """A time in years: ``Years(2.5)`` is "2.5 years", 「2.5年」."""

    _units: ClassVar[dict[str, tuple[str, str]]] = {"en": (" year", " years"), "zh-Hant": ("年", "年")}


@dataclass(frozen=True, slots=True)
class Months(_Measured):
    """A time in months: ``Months(18)`` is "18 months", 「18個月」."""

    digits: int = 0
    _units: ClassVar[dict[str, tuple[str, str]]] = {"en": (" month", " months"), "zh-Hant": ("個月", "個月")}


@dataclass(frozen=True, slots=True)
class Weeks(_Measured):
    """A time in weeks: ``Weeks(12)`` is "12 weeks", 「12週」."""

    digits: int = 0
    _units: ClassVar[dict[str, tuple[str, str]]] = {"en": (" week", " weeks"), "zh-Hant": ("週", "週")}


@dataclass(frozen=True, slots=True)
class Day:
    """A day: "1 June 2022", 「2022年6月1日」."""

    value: date

    def say(self, lang: str) -> str:
        """The day as text in `lang`."""
        d = self.value
        return f"{d.day} {_MONTHS[d.month - 1]} {d.year}" if lang == "en" else f"{d.year}年{d.month}月{d.day}日"


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, given by any of its days: "June 2022", 「2022年6月」."""

    value: date

    def say(self, lang: str) -> str:
        """The month as text in `lang`."""
        d = self.value
        return f"{_MONTHS[d.month - 1]} {d.year}" if lang == "en" else f"{d.year}年{d.month}月"


Rangeable = _Quantity | Day | Month


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both of one type: "4 to 8 bp", 「4至8個基點」, "$1.20 to $1.50 trillion".

    Notes
    -----
    Law: both ends have one type, and `low` is not above `high` (amounts are compared in one unit).
    """

    low: Rangeable
    high: Rangeable

    def __post_init__(self) -> None:
        if type(self.low) is not type(self.high):
            raise LawError(
                f"a range from {self.low} to {self.high}",
                "text.values",
                "two values of one type",
                "convert one of them",
            )
        if _place(self.low) > _place(self.high):
            raise LawError(
                f"a range from {self.low} down to {self.high}", "text.values", "low <= high", "exchange the two ends"
            )

    def say(self, lang: str) -> str:
        """The range as text in `lang`."""
        to = " to " if lang == "en" else "至"
        if not (isinstance(self.low, _Quantity) and isinstance(self.high, _Quantity)):
            return f"{self.low.say(lang)}{to}{self.high.say(lang)}"
        low, high = self.low.parts(lang), self.high.parts(lang)
        same = low.suffix.rstrip("s") == high.suffix.rstrip("s") and low.suffix != "%"
        return f"{(low._replace(suffix='') if same else low).text()}{to}{high.text()}"


def _place(value: Rangeable) -> float:
    if isinstance(value, Money):
        return float(dollars(value.value, value.unit))
    if isinstance(value, _Quantity):
        return value.value
    return float(value.value.toordinal())


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary: ``Term("reserves")`` is "reserves", 「準備金」; `full` adds what stands in brackets."""

    key: str
    full: bool = False

    def say(self, lang: str) -> str:
        """The word as text in `lang`."""
        return term(self.key, lang, full=self.full)


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages, for names that a data file holds in both (episodes, events)."""

    en: str
    zh_hant: str

    def say(self, lang: str) -> str:
        """The words as text in `lang`."""
        return self.en if lang == "en" else self.zh_hant
