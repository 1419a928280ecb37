"""What the Fed earns and pays in a month, and what becomes of it: the deferred asset, or a remittance to the Treasury.

Income is coupons plus inflation compensation less interest on reserves and on reverse repos. Everything else (operating
costs, dividends, amortised premiums, other loans and earnings) is one named residual, ``other_net_income``, calibrated
on the published line of remittances due over a window that ends at the as-of date. Market values never enter: they
change nothing that is paid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite, sqrt
from types import MappingProxyType
from typing import Final

import numpy as np

from ebb.books.cents import Cents, cents, say
from ebb.errors import AmountError, OutOfRange, UnitError, UnknownName
from ebb.series import Dates, Series

#: Days in a mean month; published Wednesdays are four or five weeks apart.
DAYS_A_MONTH: Final = 365.25 / 12

#: Liabilities that cost interest, and the name of the rate each is paid.
PAID: Final[dict[str, str]] = {"reserves": "iorb", "on_rrp": "on_rrp", "foreign_rrp": "foreign_rrp"}


@dataclass(frozen=True, slots=True)
class MonthIncome:
    """One month's income and expense, in cents.

    Law: net = coupons + accretion - interest on reserves, ON RRP and foreign RRP + other_net_income; cash = net -
    accretion.

    Attributes
    ----------
    coupons : mapping of class -> Cents
    accretion : Cents
        Inflation compensation on TIPS: income without cash.
    interest : mapping of liability -> Cents, paid
    other_net_income : Cents
        The named residual: operating costs, dividends, amortised premiums, other earnings. Usually below zero.
    """

    coupons: Mapping[str, Cents]
    interest: Mapping[str, Cents]
    accretion: Cents = 0
    other_net_income: Cents = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "coupons", MappingProxyType(dict(self.coupons)))
        object.__setattr__(self, "interest", MappingProxyType(dict(self.interest)))

    @property
    def net(self) -> Cents:
        """Net income of the month."""
        return self.cash + self.accretion

    @property
    def cash(self) -> Cents:
        """Net income without the accretion of inflation compensation (what moves reserves)."""
        return sum(self.coupons.values()) - sum(self.interest.values()) + self.other_net_income


def coupon_income(par: Mapping[str, Cents], coupon: Mapping[str, float]) -> dict[str, Cents]:
    """A month's coupons by class: par x coupon / 12, rounded half to even per class.

    Parameters
    ----------
    par : mapping of class -> Cents, >= 0
    coupon : mapping of class -> float, decimal per year
        Average coupon of the class (for bills and floaters: the yield); every class of `par` must have one.

    Raises
    ------
    UnknownName
        If a class of `par` has no coupon.
    UnitError
        If a coupon is not between -0.05 and 0.5: percent was given for a decimal.

    >>> coupon_income({"notes_bonds": 1_200_000}, {"notes_bonds": 0.02})
    {'notes_bonds': 2000}
    """
    for name in par:
        if name not in coupon:
            raise UnknownName.of("coupon of a class", name, coupon, where="books.income, coupon_income")
    return {name: _month(amount, coupon[name], name) for name, amount in par.items()}


def month_income(
    par: Mapping[str, Cents],
    coupon: Mapping[str, float],
    balances: Mapping[str, Cents],
    rates: Mapping[str, float],
    *,
    accretion: Cents = 0,
    other_net_income: Cents = 0,
) -> MonthIncome:
    """Income and expense of one month on given balances.

    Parameters
    ----------
    par, coupon : by class of securities, cents and decimals per year
    balances : mapping with any of reserves, on_rrp, foreign_rrp -> Cents
    rates : mapping with iorb, on_rrp, foreign_rrp -> float, decimal per year
    accretion, other_net_income : Cents, signed

    Raises
    ------
    UnknownName
        If a balance bears no interest here, or its rate or a coupon is missing.
    UnitError
        If a rate looks like percent.

    Notes
    -----
    A month is a twelfth of a year. Method: the accounting of Carpenter, Ihrig, Klee, Quinn and Boote, "The Federal
    Reserve's Balance Sheet and Earnings", FEDS 2013-01.

    >>> income = month_income({"bills": 2400}, {"bills": 0.05}, {"reserves": 1200}, {"iorb": 0.04}, other_net_income=-1)
    >>> income.net
    5
    """
    interest = {}
    for name, amount in balances.items():
        if name not in PAID:
            raise UnknownName.of("balance that bears interest", name, PAID, where="books.income, month_income")
        if PAID[name] not in rates:
            raise UnknownName.of("rate", PAID[name], rates, where="books.income, month_income")
        interest[name] = _month(amount, rates[PAID[name]], PAID[name])
    return MonthIncome(coupon_income(par, coupon), interest, accretion, other_net_income)


def settle(deferred_asset: Cents, net_income: Cents) -> tuple[Cents, Cents]:
    """The deferred asset after a month, and what is remitted to the Treasury.

    Parameters
    ----------
    deferred_asset : Cents, >= 0
        Losses not yet earned back.
    net_income : Cents, signed

    Returns
    -------
    (deferred_asset, remittance) : both >= 0, never both above zero

    Raises
    ------
    AmountError
        If the deferred asset is below zero (the published sign is the opposite of ours).

    Notes
    -----
    Law: net_income = remittance - (deferred_asset after - deferred_asset before). D_t = max(0, D_t-1 - net) and
    remittance = max(0, net - D_t-1).

    >>> settle(100, -30), settle(100, 80), settle(100, 130)
    ((130, 0), (20, 0), (0, 30))
    """
    if deferred_asset < 0:
        raise AmountError(
            f"a deferred asset of {say(deferred_asset)}",
            "books.income, settle",
            "zero or more; the published line, remittances due, has the opposite sign",
            "pass max(0, -remittances_due)",
        )
    left = deferred_asset - net_income
    return max(left, 0), max(-left, 0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The residual of income, as measured on published figures known at a date.

    It holds operating costs, dividends, amortised premiums and every other earning, with all errors of the model.

    Attributes
    ----------
    other_net_income : Cents
        A month's mean of (published less modelled net income), signed.
    standard_error : Cents
        Of that mean over the intervals, treated as independent.
    first, last : date
        The published Wednesdays between which it was measured.
    intervals : int
        Published intervals (last Wednesday to last Wednesday) used.
    published, modelled : Cents
        Net income over the whole window.
    as_of : date
    """

    other_net_income: Cents
    standard_error: Cents
    first: date
    last: date
    intervals: int
    published: Cents
    modelled: Cents
    as_of: date


def calibrate_other_net_income(remittances_due: Series, modelled: Series, as_of: date, months: int = 12) -> Calibration:
    """The income residual from the published line of remittances due, using nothing known after `as_of`.

    Parameters
    ----------
    remittances_due : Series, stock, money, Wednesday level
        The published sign: below zero it is (minus) the deferred asset, and its change is the Fed's net income. At or
        above zero it is what will be paid out within days, and its change says nothing about income: such intervals
        are not used.
    modelled : Series, flow, money
        Net income a month (a twelfth of a year) at the balances and rates of each date, before the residual; dates as
        in `remittances_due`.
    as_of : date
    months : int, >= 2
        Length of the trailing window, in published intervals.

    Returns
    -------
    Calibration

    Raises
    ------
    OutOfRange
        If fewer than two usable intervals lie in the window (there was no deferred asset).
    UnitError
        If a series is no money.
    AmountError
        If the window is shorter than two intervals.

    Notes
    -----
    Between two published Wednesdays, modelled income is the mean of the two monthly rates times the days over a mean
    month.

    >>> import numpy as np
    >>> from ebb.books.cents import usd_bn
    >>> days = np.array(["2023-01-25", "2023-02-22", "2023-03-29"], dtype="datetime64[D]")
    >>> due = Series("remittances_due", days, np.array([-20., -29., -39.]), "USD bn", "wednesday level", days, ())
    >>> model = Series("modelled", days, np.array([-9., -9., -9.]), "USD bn", "wednesday level", days, (), "flow")
    >>> found = calibrate_other_net_income(due, model, date(2023, 4, 1))
    >>> found.intervals, round(usd_bn(found.other_net_income), 3)
    (2, -0.18)
    """
    if months < 2:
        raise AmountError(
            f"a window of {months} month(s)", "books.income, calibrate", "two or more", "lengthen the trailing window"
        )
    due, model = remittances_due.as_of(as_of).in_unit("USD bn"), modelled.as_of(as_of).in_unit("USD bn")
    dates, mine, theirs = np.intersect1d(due.dates, model.dates, return_indices=True)
    level, rate = due.values[mine][-months - 1 :], model.values[theirs][-months - 1 :]
    dates = dates[-months - 1 :]
    length = np.diff(dates).astype(np.float64) / DAYS_A_MONTH
    usable = (level[:-1] < 0) & (level[1:] < 0)
    if usable.sum() < 2:
        raise _no_deferred_asset(as_of, dates, int(usable.sum()))
    earned = np.diff(level)[usable]
    expected = ((rate[:-1] + rate[1:]) / 2 * length)[usable]
    span = float(length[usable].sum())
    mean = float((earned - expected).sum()) / span
    spread = (earned - expected) / length[usable] - mean
    error = sqrt(float((spread**2).sum()) / (len(spread) - 1) / len(spread))
    places = np.flatnonzero(usable)
    return Calibration(
        other_net_income=cents(mean),
        standard_error=cents(error),
        first=dates[places[0]].item(),
        last=dates[places[-1] + 1].item(),
        intervals=len(places),
        published=cents(float(earned.sum())),
        modelled=cents(float(expected.sum())),
        as_of=as_of,
    )


def modelled_income(
    balances: Mapping[str, Series],
    coupon: Mapping[str, float],
    rates: Mapping[str, Callable[[date], float | None]],
    key: str = "modelled_income",
) -> Series:
    """Net income a month before the residual, on every date at which all balances are published.

    Parameters
    ----------
    balances : mapping of name -> Series, stock, money, one basis
        Securities by class (names of `coupon`) and any of reserves, on_rrp, foreign_rrp.
    coupon : mapping of class -> float, decimal per year
        Held constant over the window: choose the portfolio's average at the as-of date, and keep the window short.
    rates : mapping with iorb, on_rrp, foreign_rrp -> function of a date giving a decimal per year, or None
        The administered rate in force on the date; None where it did not exist: such dates are left out, never filled.

    Returns
    -------
    Series
        Flow, USD bn a month, known when the last of its balances was known.

    Raises
    ------
    UnknownName
        If a balance has neither a coupon nor a rate.
    UnitError
        If the balances are not on one basis.

    >>> import numpy as np
    >>> days = np.array(["2023-01-25"], dtype="datetime64[D]")
    >>> def level(key, value):
    ...     return Series(key, days, np.array([value]), "USD bn", "wednesday level", days, ())
    >>> found = modelled_income(
    ...     {"treasuries": level("treasuries", 1200.0), "reserves": level("reserves", 600.0)},
    ...     {"treasuries": 0.02}, {"iorb": lambda day: 0.044},
    ... )
    >>> round(float(found.values[0]), 3)
    -0.2
    """
    for name in balances:
        if name not in coupon and name not in PAID:
            raise UnknownName.of("class of income", name, (*coupon, *PAID), where="books.income, modelled_income")
        if name not in coupon and PAID[name] not in rates:
            raise UnknownName.of("rate", PAID[name], rates, where="books.income, modelled_income")
    bases = {name: series.basis for name, series in balances.items()}
    if len(set(bases.values())) != 1:
        raise UnitError(
            f"income of balances on different bases: {', '.join(f'{n} {b}' for n, b in bases.items())}",
            "books.income, modelled_income",
            "one basis for all balances",
            "take the columns published on the Wednesday basis",
        )
    in_bn = {name: series.in_unit("USD bn") for name, series in balances.items()}
    needed = [rates[PAID[name]] for name in balances if name not in coupon]
    dates = _common(in_bn)
    dates = dates[np.array([all(rate(day) is not None for rate in needed) for day in dates.tolist()], dtype=bool)]
    total = np.zeros(len(dates))
    known = dates.copy()
    for name, series in in_bn.items():
        places = np.searchsorted(series.dates, dates)
        known = np.maximum(known, series.known[places])
        if name in coupon:
            total += series.values[places] * _decimal(coupon[name], name) / 12
        else:
            paid = np.array([_decimal(rates[PAID[name]](day), PAID[name]) for day in dates.tolist()])
            total -= series.values[places] * paid / 12
    origins = tuple(dict.fromkeys(origin for series in balances.values() for origin in series.origins))
    return Series(key, dates, total, "USD bn", next(iter(bases.values())), known, origins, "flow")


def _common(series: Mapping[str, Series]) -> Dates:
    dates: Dates | None = None
    for one in series.values():
        dates = one.dates if dates is None else np.intersect1d(dates, one.dates)
    return np.array([], dtype="datetime64[D]") if dates is None else dates.copy()


def _month(amount: Cents, rate: float, name: str) -> Cents:
    return round(amount * _decimal(rate, name) / 12)


def _decimal(rate: float | None, name: str) -> float:
    if rate is None or not isfinite(rate) or not -0.05 <= rate <= 0.5:
        raise UnitError(
            f'the rate "{name}" is {rate}',
            "books.income",
            "a decimal per year between -0.05 and 0.5, e.g. 0.0475",
            "divide by 100 if it was given in percent",
        )
    return rate


def _no_deferred_asset(as_of: date, dates: Dates, usable: int) -> OutOfRange:
    span = f"{dates[0]} to {dates[-1]}" if len(dates) else "no common date"
    return OutOfRange(
        f"only {usable} published interval(s) known on {as_of} show a deferred asset at both ends",
        f"books.income, calibrate_other_net_income, {span}",
        "at least two: only below zero is the change of remittances due the Fed's net income",
        "choose an as-of date with a lasting deferred asset (since September 2022), or name the residual an assumption",
    )
