"""Sums of a household in its own money: 10,000,000 Taiwan dollars are NT$10,000,000 and 新台幣1,000萬元.

Amounts of the record are :class:`~ebb.text.values.Money`, in billions and trillions; a mortgage is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ebb.errors import UnknownName

#: Currency -> (English sign, Chinese before, Chinese after).
CURRENCIES: Final = {"TWD": ("NT$", "新台幣", "元"), "USD": ("US$", "", "美元")}
_TEN_THOUSAND: Final = 10_000


@dataclass(frozen=True, slots=True)
class Cash:
    """A sum to the whole unit; `signed` writes a plus sign.

    >>> Cash(10_000_000, "TWD").say("zh-Hant"), Cash(-1234.4, "USD").say("en")
    ('新台幣1,000萬元', '−US$1,234')
    """

    amount: float
    currency: str
    signed: bool = False

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise UnknownName.of("currency", self.currency, CURRENCIES, where="text.cash")

    def say(self, lang: str) -> str:
        """The sum as text in `lang`; in Chinese whole ten-thousands are counted in 萬."""
        whole = round(abs(self.amount))
        sign = "" if whole == 0 else "−" if self.amount < 0 else "+" if self.signed else ""
        english, before, after = CURRENCIES[self.currency]
        if lang == "en":
            return f"{sign}{english}{whole:,}"
        number = f"{whole // _TEN_THOUSAND:,}萬" if whole and whole % _TEN_THOUSAND == 0 else f"{whole:,}"
        return f"{before}{sign}{number}{after}"
