"""Runoff in the reader's terms: what a rise of the ten-year yield does to a bond held, a mortgage and a loan owed.

Price and yield are two names of one number, so the bond loses when the yield rises; payments are arithmetic of contracts.
How far a rise of the Treasury yield reaches a dollar mortgage is our estimate. A loan in Taiwan dollars follows Taiwan's own
rates: there the same rise is shown as if it came through in full, which is an upper end and no estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.answers.evidence import Evidence
from ebb.errors import UnknownName, UsageError
from ebb.text import BasisPoints, Percent, Phrase, Range, Said, Years
from ebb.text.cash import CURRENCIES, Cash
from ebb.yields.bond import price
from ebb.yields.borrowing import BASIS_POINT, monthly_payment
from ebb.yields.borrowing import Range as Span

#: Round sums and terms of the examples by currency: bond, mortgage and its years, loan and its years.
EXAMPLES: Final = {
    "TWD": (1_000_000.0, 10_000_000.0, 30.0, 1_000_000.0, 7.0),
    "USD": (10_000.0, 300_000.0, 30.0, 30_000.0, 5.0),
}
#: Rates of the examples in Taiwan dollars, percent: round numbers to put one's own in place of, published by nobody.
EXAMPLE_RATES: Final = {"mortgage": 2.0, "loan": 4.0}
_TEN: Final = 20


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt with level payments: what it costs a month now, and how much more after the rise."""

    principal: float
    years: float
    rate: float
    payment: float
    rate_rise: Span
    more: Span


@dataclass(frozen=True, slots=True)
class InYourTerms:
    """A bond, a mortgage and a loan under a rise of the ten-year yield; money in `currency`, rates decimal, rises in bp.

    Law: a rise of nothing changes nothing; the holder loses and both borrowers pay more when yields rise.
    """

    as_of: date
    currency: str
    rise: Span
    bond: float
    bond_yield: float
    bond_change: Span
    mortgage: Owed
    loan: Owed
    pass_through: Span

    def text(self, lang: str) -> str:
        """One sentence for each of the three."""
        said: dict[str, Said | str] = {
            "rise": _bp(self.rise),
            "from": Percent(100.0 * self.bond_yield, digits=2),
            "to": Percent(100.0 * (self.bond_yield + self.rise.central * BASIS_POINT), digits=2),
            "bond": Cash(self.bond, self.currency),
            "bond_change": Cash(self.bond_change.central, self.currency),
            "bond_worst": Cash(self.bond_change.high, self.currency),
        }
        for name, debt in (("mortgage", self.mortgage), ("loan", self.loan)):
            said |= {
                name: Cash(debt.principal, self.currency),
                f"{name}_years": Years(debt.years, digits=0),
                f"{name}_rate": Percent(100.0 * debt.rate, digits=2),
                f"{name}_payment": Cash(debt.payment, self.currency),
                f"{name}_more": Cash(debt.more.central, self.currency, signed=True),
                f"{name}_most": Cash(debt.more.high, self.currency, signed=True),
            }
        return Phrase("yields.terms.text", said).say(lang)

    def caveats(self, lang: str) -> tuple[str, ...]:
        """What the sentence takes for granted."""
        if self.currency == "USD":
            through = Range(Percent(100.0 * self.pass_through.low), Percent(100.0 * self.pass_through.high))
            return (Phrase("yields.terms.caveat.usd", {"through": through}).say(lang),)
        return (Phrase("yields.terms.caveat.twd").say(lang), Phrase("yields.terms.caveat.currency").say(lang))

    def json(self) -> dict[str, Any]:
        """Wire form."""

        def span(one: Span) -> dict[str, float]:
            return {"low": round(one.low, 6), "central": round(one.central, 6), "high": round(one.high, 6)}

        def owed(one: Owed) -> dict[str, Any]:
            return {
                "principal": one.principal,
                "years": one.years,
                "rate_percent": round(100.0 * one.rate, 6),
                "payment": round(one.payment, 2),
                "rate_rise_bp": span(one.rate_rise),
                "more_a_month": span(one.more),
            }

        return {
            "as_of": self.as_of.isoformat(),
            "currency": self.currency,
            "rise_bp": span(self.rise),
            "bond": {
                "face": self.bond,
                "years": 10,
                "yield_percent": round(100.0 * self.bond_yield, 6),
                "change": span(self.bond_change),
            },
            "mortgage": owed(self.mortgage),
            "loan": owed(self.loan),
            "text": {lang: self.text(lang) for lang in ("zh-Hant", "en")},
            "caveats": {lang: list(self.caveats(lang)) for lang in ("zh-Hant", "en")},
        }

    def __str__(self) -> str:
        return "\n".join([self.text("en"), *self.caveats("en")])


def in_your_terms(
    currency: str = "TWD",
    rise: float | None = None,
    *,
    bond: float | None = None,
    mortgage: float | None = None,
    mortgage_rate: float | None = None,
    mortgage_years: float | None = None,
    loan: float | None = None,
    loan_rate: float | None = None,
    loan_years: float | None = None,
    as_of: date | None = None,
) -> InYourTerms:
    """What a rise of the ten-year yield means for a bond, a mortgage and a loan of the reader's own.

    Parameters
    ----------
    currency : ``"TWD"`` or ``"USD"``
    rise : basis points, optional
        By default what a trillion of runoff does by the published range for holdings in place.
    bond, mortgage, loan : money, optional
        Face of ten-year Treasuries held, and what is owed.
    mortgage_rate, loan_rate : percent a year, optional
        By default the published mortgage rate in dollars; in Taiwan dollars a round example.
    mortgage_years, loan_years : optional
    as_of : date, optional

    Raises
    ------
    UsageError
        If a sum, a term or a rate cannot be one.
    """
    if currency not in CURRENCIES:
        raise UnknownName.of("currency", currency, CURRENCIES, where="ebb.in_your_terms")
    evidence = Evidence(as_of)
    costs = evidence.borrowing(1.0)
    span = costs.yield_change_bp if rise is None else Span(rise, rise, rise)
    through = evidence.pass_through
    dollars = currency == "USD"
    passed = Span(through.low, through.value, through.high) if dollars else Span(1.0, 1.0, 1.0)
    given = EXAMPLES[currency]
    face = given[0] if bond is None else bond
    sums = (given[1] if mortgage is None else mortgage, given[3] if loan is None else loan)
    terms = (given[2] if mortgage_years is None else mortgage_years, given[4] if loan_years is None else loan_years)
    examples = dict.fromkeys(EXAMPLE_RATES, costs.mortgage_rate) if dollars else _decimal(EXAMPLE_RATES)
    rates = [
        examples[name] if own is None else own / 100.0
        for name, own in (("mortgage", mortgage_rate), ("loan", loan_rate))
    ]
    if not face > 0 or not all(0.0 <= rate < 0.5 for rate in rates):
        raise UsageError(
            f"a bond of {face:g} and rates of {', '.join(f'{100 * rate:g}' for rate in rates)} percent",
            "ebb.in_your_terms",
            "a face above zero, rates in percent a year from 0 to 50",
            "write 2.1 for 2.1 percent",
        )
    return InYourTerms(
        as_of=evidence.as_of,
        currency=currency,
        rise=span,
        bond=face,
        bond_yield=costs.bond_yield,
        bond_change=_each(span, lambda bp: face * (_price(costs.bond_yield, bp) - 100.0) / 100.0),
        mortgage=_owed(sums[0], terms[0], rates[0], span, passed),
        loan=_owed(sums[1], terms[1], rates[1], span, Span(1.0, 1.0, 1.0)),
        pass_through=passed,
    )


def _owed(principal: float, years: float, rate: float, rise: Span, passed: Span) -> Owed:
    """The debt now and after the rise, as much of it as is passed on."""
    now = float(monthly_payment(principal, rate, years))
    edges = sorted(bp * part for bp in (rise.low, rise.high) for part in (passed.low, passed.high))
    moved = Span(edges[0], rise.central * passed.central, edges[-1])

    def more(bp: float) -> float:
        return float(monthly_payment(principal, max(0.0, rate + bp * BASIS_POINT), years)) - now

    return Owed(principal, years, rate, now, moved, _each(moved, more))


def _price(yield_: float, bp: float) -> float:
    """A ten-year par bond after its yield moved, per 100 of face."""
    return float(price(yield_, yield_ + bp * BASIS_POINT, _TEN))


def _each(span: Span, of: Callable[[float], float]) -> Span:
    return Span(of(span.low), of(span.central), of(span.high))


def _bp(span: Span) -> Said:
    return BasisPoints(span.central) if span.low == span.high else Range(BasisPoints(span.low), BasisPoints(span.high))


def _decimal(percent: Mapping[str, float]) -> dict[str, float]:
    return {name: rate / 100.0 for name, rate in percent.items()}
