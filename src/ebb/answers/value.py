"""What the Fed's securities are worth: the newest list on the yields of its day, against what is known of their cost.

Cost is known only in total: par plus what the H.4.1 shows of unamortised premiums and discounts. Where that is not held for
the day, the statement is against par and says so. Market values change no income.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from ebb.answers.held import HoldingsReport, held
from ebb.answers.listed import listed
from ebb.errors import MissingDate, OutOfRange
from ebb.portfolio import CLASSES, Holdings, Portfolio, cohorts, offerings, open_portfolio
from ebb.portfolio.prepayment_fit import market_of
from ebb.record import Record
from ebb.yields.curve import Curve, par_curve, svensson_curve, zero_curve
from ebb.yields.mortgage_value import ASSUMPTIONS, volatility
from ebb.yields.worth import Worth, worth

#: Constant-maturity Treasury yields by years to maturity (Board, H.15).
_NOMINAL: Final = {
    1 / 12: "DGS1MO",
    0.25: "DGS3MO",
    0.5: "DGS6MO",
    1.0: "DGS1",
    2.0: "DGS2",
    3.0: "DGS3",
    5.0: "DGS5",
    7.0: "DGS7",
    10.0: "DGS10",
    20.0: "DGS20",
    30.0: "DGS30",
}
_REAL: Final = {5.0: "DFII5", 7.0: "DFII7", 10.0: "DFII10", 20.0: "DFII20", 30.0: "DFII30"}
_ZERO: Final = {float(n): f"SVENY{n:02d}" for n in range(1, 31)}
_SVENSSON: Final = ("BETA0", "BETA1", "BETA2", "BETA3", "TAU1", "TAU2")
#: The class in which an amount is reported.
_OF: Final = {"tips_inflation_compensation": "tips", "cmbs": "mbs"}
#: A daily figure this old still stands for the day; a curve needs at least so many maturities.
_FRESH, _LEAST = timedelta(days=6), 4
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, eq=False)
class ValueReport:
    """The newest list of securities, valued on its own day; USD billion and years.

    Attributes
    ----------
    as_of : date
        Day of the list and of the yields.
    worth : Worth
        By class; a class that was not published for the day stands at the amount last known, `dated`.
    curve, real : str
        What the nominal and the real curve were made of; `real` is empty where there was none.
    kind : ``"constant"``, ``"zero"`` or ``"monthly"``
        Constant maturities of the day, fitted zero yields of the day, or monthly averages.
    against : ``"amortised cost"`` or ``"par"``
    unrealised : float
        Market value less amortised cost (par plus unamortised premiums less discounts) of all classes that have a value, or
        less par where cost is not known for the day or a class has no value.
    premiums : float or None
        Unamortised premiums less discounts, all classes together.
    dated : mapping of class -> date
        Amounts of another day than `as_of`.
    said : mapping
        Assumptions by name.
    """

    as_of: date
    worth: Worth
    curve: str
    real: str
    kind: str
    against: str
    unrealised: float
    premiums: float | None
    dated: Mapping[str, date]
    said: Mapping[str, str]

    def json(self) -> dict[str, Any]:
        """One object: classes with par, market value, duration, ten-year equivalents and average maturity."""
        total = self.worth
        return {
            "as_of": self.as_of.isoformat(),
            "curve": self.curve,
            "real_curve": self.real or None,
            "curve_kind": self.kind,
            "ten_year_duration": round(total.ten_year_duration, 11),
            "classes": {
                name: {
                    "par": round(one.par, 11),
                    "market_value": _rounded(one.market),
                    "over_par": _rounded(one.over_par),
                    "duration": _rounded(one.duration),
                    "ten_year_equivalents": _rounded(one.ten_year_equivalents),
                    "average_maturity": _rounded(one.maturity),
                    "dated": self.dated.get(name, self.as_of).isoformat(),
                    "missing": one.missing or None,
                }
                for name, one in total.classes.items()
            },
            "par": round(total.par, 11),
            "market_value": round(total.market, 11),
            "duration": round(total.duration, 11),
            "ten_year_equivalents": round(total.ten_year_equivalents, 11),
            "unvalued": list(total.unvalued),
            "premiums": _rounded(self.premiums),
            "unrealised": {"amount": round(self.unrealised, 11), "against": self.against},
            "said": dict(self.said),
        }


def value(record: Record) -> ValueReport:
    """The newest list of securities known, valued on the yields of its day.

    Raises
    ------
    OutOfRange
        If no list, or no yield of its day, was known.
    """
    return value_of(record, held(record))


def value_of(record: Record, report: HoldingsReport) -> ValueReport:
    """The securities of a holdings report, valued on its day."""
    on = report.as_of
    totals, dated = _totals(record, report)
    portfolio = _portfolio(record, report, totals)
    kind, curve = nominal_curve(record, on)
    real = real_curve(record, on)
    found = worth(
        portfolio, curve, real=real, market_rate=_mortgage_rate(record, on), sigma=ten_year_volatility(record, on)
    )
    premiums = net_premiums(record, on)
    whole = premiums is not None and set(found.unvalued) <= {"agency_debt"}
    return ValueReport(
        as_of=on,
        worth=found,
        curve=curve.made_of,
        real="" if real is None else real.made_of,
        kind=kind,
        against="amortised cost" if whole else "par",
        unrealised=found.over_par - (premiums or 0.0) if whole else found.over_par,
        premiums=premiums,
        dated=dated,
        said={"frn": "Floating rate notes are reset weekly: worth par.", **ASSUMPTIONS},
    )


def nominal_curve(record: Record, on: date) -> tuple[str, Curve]:
    """Kind and nominal curve of a day from the best figures held: constant maturities, zero yields, or monthly averages.

    Raises
    ------
    OutOfRange
        If not even monthly averages were known.
    """
    par = _day(record, _NOMINAL, on)
    if len(par) >= _LEAST and {2.0, 10.0} <= par.keys():
        return "constant", par_curve(on, par, f"{len(par)} constant-maturity yields (Board, H.15), bootstrapped")
    zeros = _day(record, _ZERO, on)
    if len(zeros) >= _LEAST:
        return "zero", zero_curve(on, zeros, f"{len(zeros)} zero yields (Board, Gurkaynak-Sack-Wright)")
    fitted = _day(record, {float(n): name for n, name in enumerate(_SVENSSON)}, on)
    if len(fitted) == len(_SVENSSON):
        return "zero", svensson_curve(on, [fitted[float(n)] for n in range(6)], "Svensson parameters (Board)")
    return "monthly", _monthly_curve(record, on)


def real_curve(record: Record, on: date) -> Curve | None:
    """The real curve of a day from inflation-indexed constant maturities; None where fewer than two are held."""
    found = _day(record, _REAL, on)
    return par_curve(on, found, f"{len(found)} real constant-maturity yields (Board, H.15)") if len(found) > 1 else None


def ten_year_volatility(record: Record, on: date) -> float:
    """Yearly standard deviation of the ten-year yield over the three years before a day, decimal.

    From daily yields where held; monthly averages, which smooth, give less.
    """
    series = record.stored("DGS10")
    if series is None or not len(series.between(on - _WEEK, on)):
        series = record.series("ust_10y_avg")
    window = series.between(date(on.year - 3, on.month, min(on.day, 28)), on)
    return volatility(window.values, np.diff(window.dates).astype(np.float64))


def net_premiums(record: Record, on: date) -> float | None:
    """Unamortised premiums less discounts within a week of a day, USD billion; None where not held."""
    found = []
    for name in ("WUPSHO", "WUDSHO"):
        series = record.stored(name)
        near = None if series is None else series.in_unit("USD bn").between(on - _WEEK, on)
        found.append(near.last()[1] if near is not None and len(near) else None)
    premiums, discounts = found
    if premiums is not None and discounts is not None:
        return premiums + discounts
    try:
        lines = record.statement(on)
    except MissingDate:
        return None
    return (float(lines["premiums"]) + float(lines["discounts"])) / 1000.0


def _day(record: Record, names: Mapping[float, str], on: date) -> dict[float, float]:
    """The newest figures up to a day, by key; those older than a few days are left out."""
    found = {}
    for key, name in names.items():
        series = record.stored(name)
        near = None if series is None else series.between(on - _FRESH, on)
        if near is not None and len(near):
            found[key] = near.last()[1]
    return found


def _monthly_curve(record: Record, on: date) -> Curve:
    """Three yields of the packaged record: the three-month bill, two and ten years, averages of the month."""
    found, months = {}, set()
    for years, key in ((0.25, "tbill_3m_avg"), (2.0, "ust_2y_avg"), (10.0, "ust_10y_avg")):
        series = record.series(key)
        known = [(day, rate) for day, rate in series if day <= on or (day.year, day.month) == (on.year, on.month)]
        if not known:
            raise OutOfRange(
                f'no "{key}" was known for {on}', "answers.value", "yields of the day's month", "choose a later --as-of"
            )
        day, rate = known[-1]
        months.add(f"{day:%Y-%m}")
        # a bill is quoted at a discount over 360 days: bond-equivalent, simple interest over 365
        found[years] = rate * 365.0 / (360.0 - rate / 100.0 * 91.0) if years < 1.0 else rate
    said = f"three-month, two- and ten-year averages of {' and '.join(sorted(months))}, straight lines between, flat beyond"
    return par_curve(on, found, said)


def _mortgage_rate(record: Record, on: date) -> float:
    weekly = record.stored("MORTGAGE30US")
    series = record.series("mortgage_30y") if weekly is None else weekly
    known = [rate for day, rate in series if day <= on or (day.year, day.month) == (on.year, on.month)]
    return known[-1]


def _totals(record: Record, report: HoldingsReport) -> tuple[dict[str, float], dict[str, date]]:
    """Class totals of the list's day, or the last known, with their dates; notes and bonds are the list's own sum."""
    found, dated = {}, {}
    for name in CLASSES:
        shown = "residential_mbs" if name == "mbs" else name
        amount = report.classes.get(shown)
        if amount is None:
            key = "soma_mbs" if name == "mbs" else f"soma_{name}"
            day, amount = record.full(key).in_unit("USD bn").last(report.as_of)
            dated[_OF.get(name, name)] = day
        found[name] = amount
    return found, dated


def _portfolio(record: Record, report: HoldingsReport, totals: Mapping[str, float]) -> Portfolio:
    auctions = offerings(record.auctions(date(1900, 1, 1), date(9999, 12, 31)))
    opened = open_portfolio(
        Holdings.of(report.securities),
        totals,
        cohorts(record.table("mbs_cohorts")),
        as_of=report.as_of,
        auctions=auctions,
        prices=record.series("cpi_index").by_month(),
        earlier=listed(record, report.as_of),
        mortgage=market_of(record.series("mortgage_30y"), report.as_of),
    )
    return with_tips_coupons(opened, {o.matures: o.coupon for o in auctions if o.asset_class == "tips"})


def with_tips_coupons(portfolio: Portfolio, known: Mapping[date, float | None]) -> Portfolio:
    """TIPS whose coupon the list does not hold: that of an auction of the same maturity, where one is known."""
    book = portfolio.holdings
    coupon = book.coupon.copy()
    for place in np.flatnonzero((book.asset_class == "tips") & np.isnan(coupon)):
        found = known.get(book.matures[place].item())
        if found is not None:
            coupon[place] = found
    return replace(portfolio, holdings=replace(book, coupon=coupon))


def _rounded(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 11)
