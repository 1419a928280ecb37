"""What a runoff does to the ten-year yield through supply: the risk that leaves the Fed, and our own estimates beside others'.

The plan and a world in which everything is kept are both simulated, security by security; their difference is what private
investors must carry, given what the Treasury issues instead. Two forms turn it into basis points: the reduced form with its
two numbers fixed on two published effects, and one factor of the preferred-habitat kind. Neither is an estimate from data;
the published estimates and our local projection stand beside them in :mod:`ebb.answers.stock_effect`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from ebb.answers.inputs import inputs
from ebb.answers.runs import run_on
from ebb.answers.value import nominal_curve, ten_year_volatility
from ebb.dates import add_months, month_end
from ebb.errors import OutOfRange
from ebb.portfolio import Portfolio, composition
from ebb.record import Record
from ebb.scenario import Scenario, load
from ebb.series import Series
from ebb.simulate.loop import Inputs
from ebb.simulate.result import Run
from ebb.sources.published import document
from ebb.yields.bond import modified_duration
from ebb.yields.habitat import equivalent_hike, supply_on_yield
from ebb.yields.mortgage_value import mortgage_value
from ebb.yields.passthrough import ols_hac
from ebb.yields.risk_path import Array, RiskPath, risk_path, to_private_hands
from ebb.yields.supply import FASTEST, SLOWEST, StockEffect, calibrate, expected_sum

#: The plan of June 2017, as it could be run once the auctions of its first quarter were known. Where runoff would have ended
#: is an assumption of ours: no published level was read.
CALIBRATED_ON: Final = date(2017, 12, 31)
PLAN_2017: Final[Mapping[str, Any]] = {
    "name": "plan of June 2017",
    "start": "2017-10-01",
    "months": 72,
    "policy_as_of": "2017-09-20",
    "stop": {"reserves": 500},
    "after": {"mbs_principal": "treasuries"},
    "title": {"en": "The plan of June 2017", "zh-Hant": "2017年6月的計畫"},
}
#: Against what a plan is held: everything that matures is kept.
KEPT: Final = "hold"
#: Average life of the bills with which the Treasury refinances, years: an assumption (they run from one month to twelve).
BILL_YEARS: Final = 0.25
MIXES: Final = ("coupons", "outstanding", "bills")
LEVEL: Final = 0.90


@dataclass(frozen=True, slots=True, eq=False)
class Calibrated:
    """The reduced form and what it was fixed on.

    `neutral` is the level it counts from and `path` the expected holdings from the first published effect on, both in
    ten-year equivalents as percent of GDP; `places` are the months of the published effects in the path.
    """

    effect: StockEffect
    neutral: float
    path: Array
    months: tuple[date, ...]
    places: tuple[int, ...]

    def refixed(self, r: float) -> float:
        """The `k` that goes with another `r`, on the same published effects."""
        wanted = np.array(self.effect.targets)
        sums = expected_sum(self.path - self.neutral, r)[list(self.places)]
        return -float(sums @ wanted) / float(sums @ sums)


@dataclass(frozen=True, slots=True)
class Reversion:
    """Speed at which the policy rate returns, per year, with its interval; monthly averages of the federal funds rate."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """What a plan takes out of the Fed, month by month, and what that does to the ten-year yield.

    Attributes
    ----------
    par : float, shape (months,)
        Par that has left, USD billion, against the world in which everything is kept.
    private : mapping of mix -> (Treasuries, mortgages), each shape (months,)
        Ten-year equivalents that private investors carry more, USD billion.
    bills_share : mapping of mix -> share of bills in what the Treasury issues instead
    premium : mapping of mix -> (low, central, high)
        Rise of the ten-year term premium when the plan becomes known, basis points; low and high are the edges of the
        range of `r`, with `k` fixed anew at each.
    habitat : mapping of mix -> float
        The same by the one-factor form.
    """

    plan: str
    as_of: date
    dates: tuple[date, ...]
    par: Array
    gdp: Array
    private: Mapping[str, tuple[Array, Array]]
    bills_share: Mapping[str, float]
    premium: Mapping[str, tuple[float, float, float]]
    habitat: Mapping[str, float]
    calibrated: Calibrated
    reversion: Reversion

    @property
    def trillions(self) -> float:
        """Par that leaves by the end, USD trillion."""
        return float(self.par[-1]) / 1000.0

    def per_trillion(self, mix: str) -> tuple[float, float, float]:
        """(low, central, high) of the term premium for a trillion of par."""
        low, central, high = self.premium[mix]
        return low / self.trillions, central / self.trillions, high / self.trillions

    def as_policy_rate(self, rise: float) -> tuple[float, float, float]:
        """(low, central, high) of the rise of the policy rate that moves the ten-year yield by `rise`, same unit."""
        speeds = (self.reversion.low, self.reversion.value, self.reversion.high)
        low, central, high = (equivalent_hike(10.0, rise, speed) for speed in speeds)
        return low, central, high


def supply(
    record: Record, plan: str | Scenario = "qt3", *, months: int | None = None, base: Calibrated | None = None
) -> Supply:
    """The stock effect of a plan against keeping everything, on the record's day.

    Parameters
    ----------
    record : Record
    plan : a preset's name, or a loaded scenario
    months : int, optional
        Length, by default the plan's own; a run that ends earlier is held at its last month.
    base : Calibrated, optional
        The reduced form as already fixed on this record.

    Raises
    ------
    OutOfRange
        Before the two published effects could be read and the plan of 2017 could be run, or if the plan takes nothing out.
    """
    scenario = load(plan) if isinstance(plan, str) else plan
    start = max(scenario.start or record.as_of, add_months(record.as_of, 1)).replace(day=1)
    if scenario.start is not None and scenario.start < start and scenario.differs:
        start = scenario.start
    length = scenario.months if months is None else months
    opened = _open(record, start)
    run, held = _path(record, scenario, opened, start, length)
    _, kept = _path(record, load(KEPT), opened, start, len(run))
    par = kept.par[: len(run)] - held.par
    if not par[-1] > 1.0:
        raise OutOfRange(
            f"plan {scenario.name} takes nothing out of the Fed that {KEPT} keeps",
            "answers.supply",
            "a plan with runoff",
            "choose another plan, qt3 for one",
        )
    base = calibrated(record) if base is None else base
    gdp, shares = run.ratios["gdp"], bills_shares()
    private = private_by_mix(held, kept, _ten_year(record, record.as_of))
    speed = reversion(record)
    shares_of_gdp = {mix: 100.0 * (one + other) / gdp for mix, (one, other) in private.items()}
    return Supply(
        plan=scenario.name,
        as_of=record.as_of,
        dates=run.dates,
        par=par,
        gdp=gdp,
        private=private,
        bills_share=shares,
        premium=premium_by_mix(base, private, gdp),
        habitat={mix: _habitat(base, float(path[-1]), speed.value) for mix, path in shares_of_gdp.items()},
        calibrated=base,
        reversion=speed,
    )


def bills_shares() -> dict[str, float]:
    """Part of what the Fed no longer rolls over that the Treasury refinances with bills, by mix of :data:`MIXES`."""
    sizes = composition(document("marketable"))
    return {"coupons": 0.0, "outstanding": sizes["bills"] / sum(sizes.values()), "bills": 1.0}


def private_by_mix(held: RiskPath, kept: RiskPath, ten_year: float) -> dict[str, tuple[Array, Array]]:
    """Ten-year equivalents that private investors carry more (Treasuries, mortgages), USD billion by month, by mix."""
    bill = BILL_YEARS / _ten(ten_year)
    return {
        mix: to_private_hands(held, kept, bills_share=share, bill_equivalents=bill)
        for mix, share in bills_shares().items()
    }


def premium_by_mix(
    base: Calibrated, private: Mapping[str, tuple[Array, Array]], gdp: Array
) -> dict[str, tuple[float, float, float]]:
    """(low, central, high) rise of the ten-year premium when a plan becomes known, basis points, by mix."""
    return {mix: _premium(base, 100.0 * (one + other) / gdp) for mix, (one, other) in private.items()}


def mortgage_duration(record: Record, portfolio: Portfolio) -> float:
    """Effective duration of the agency pools on the day they were listed, or on the record's day if earlier; years."""
    day = min(portfolio.as_of, record.as_of)
    _, curve = nominal_curve(record, day)
    rate = record.series("mortgage_30y").last(day)[1]
    return mortgage_value(portfolio.pools, curve, rate, ten_year_volatility(record, day)).duration


def calibrated(record: Record) -> Calibrated:
    """The reduced form with its two numbers fixed on the two published effects of 2017.

    Raises
    ------
    OutOfRange
        On a day before the plan of 2017 could be run.

    Notes
    -----
    The normal level is what currency needs: the Fed would hold Treasuries against banknotes without any programme, and
    they are counted with the duration of those it held. Between April and September 2017 par was constant; the
    equivalents of the end of September stand for these months, over the GDP of their own quarters.
    """
    pairs = [pair for pair in document("literature")["pair"] if pair["known"] <= record.as_of]
    if record.as_of < CALIBRATED_ON or not pairs:
        raise OutOfRange(
            f"the stock effect could not be calibrated on {record.as_of}",
            "answers.supply, calibrated",
            f"a day from {CALIBRATED_ON} on: two published effects of 2017, and the first auctions of that runoff",
            "choose a later --as-of",
        )
    then = Record(CALIBRATED_ON)
    plan = Scenario.model_validate(PLAN_2017)
    assert plan.start is not None
    run, path = _path(then, plan, _open(then, plan.start), plan.start, plan.months)
    first = min(pair["month"] for pair in pairs)
    before = [add_months(first.replace(day=1), n) for n in range(12)]
    before = [day for day in before if day < plan.start]
    gdp = then.series("gdp")
    early = [path.total[0] / _gdp(gdp, day) for day in before]
    share = 100.0 * np.concatenate([early, path.total / run.ratios["gdp"]])
    stopped = run.dates.index(run.stopped) if run.stopped else len(run) - 1
    share = share[: len(early) + stopped + 1]
    days = (*(month_end(day.year, day.month) for day in before), *run.dates[: stopped + 1])
    currency = then.series("currency").in_unit("USD bn").last(plan.start)[1]
    per_par = path.treasuries[0] / path.treasury_par[0]
    neutral = 100.0 * currency * per_par / _gdp(gdp, before[-1])
    places = [(days.index(month_end(p["month"].year, p["month"].month)), float(p["value"])) for p in pairs]
    return Calibrated(calibrate(share - neutral, places), neutral, share, days, tuple(place for place, _ in places))


def reversion(record: Record) -> Reversion:
    """How fast the policy rate returns to its mean: a first-order autoregression of monthly averages, errors Newey-West.

    Law: never below zero; a rate that does not return at all has speed zero and a hike that moves all yields alike.
    """
    by_month = record.series("fed_funds_avg").by_month()
    values = np.array([by_month[key] for key in sorted(by_month)])
    n = len(values) - 1
    design = np.column_stack([np.ones(n), values[:-1]])
    beta, covariance = ols_hac(design, values[1:], int(np.floor(4.0 * (n / 100.0) ** (2.0 / 9.0))))
    wide = NormalDist().inv_cdf((1.0 + LEVEL) / 2.0) * float(np.sqrt(covariance[1, 1]))
    low, value, high = (-12.0 * float(np.log(min(1.0, beta[1] + side))) for side in (wide, 0.0, -wide))
    return Reversion(max(0.0, value), max(0.0, low), max(0.0, high), n)


@dataclass(frozen=True, slots=True, eq=False)
class _Opened:
    """Where runs start: what the record hands them, the ten-year yield of the day, the mortgages' effective duration."""

    inputs: Inputs
    ten_year: float
    duration: float


def _open(record: Record, start: date) -> _Opened:
    handed = inputs(record, start, None)
    day = min(handed.portfolio.as_of, record.as_of)
    return _Opened(handed, _ten_year(record, day), mortgage_duration(record, handed.portfolio))


def _path(record: Record, plan: Scenario, opened: _Opened, start: date, months: int) -> tuple[Run, RiskPath]:
    """A plan run on a record, and the risk of the portfolio at each month's end."""
    seen: list[Portfolio] = []
    run = run_on(record, plan, None, start=start, months=months, prepared=lambda _: opened.inputs, watch=seen.append)
    return run, risk_path(seen[: len(run)], ten_year=opened.ten_year, mortgage_duration=opened.duration)


def _ten_year(record: Record, day: date) -> float:
    return record.series("ust_10y_avg").last(day)[1] / 100.0


def _ten(yield_: float) -> float:
    """Duration of the ten-year par bond, years."""
    return float(modified_duration(yield_, yield_, 20))


def _gdp(gdp: Series, day: date) -> float:
    """GDP of the quarter that holds a day, USD billion a year."""
    quarter = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return float(gdp.between(quarter, add_months(quarter, 3)).values[0])


def _premium(base: Calibrated, share: Array) -> tuple[float, float, float]:
    """(low, central, high) rise of the premium in the first month for a path of extra private supply, percent of GDP."""
    central = float(base.effect.on_premium(-share)[0])
    edges = [base.refixed(r) * float(expected_sum(share, r)[0]) for r in (FASTEST, SLOWEST)]
    return min(central, *edges), central, max(central, *edges)


def _habitat(base: Calibrated, extra: float, speed: float) -> float:
    """Rise of the ten-year yield, basis points, for `extra` percent of GDP of ten-year equivalents held for good.

    One factor, its price of risk fixed on the first published effect: holdings above normal then, fading as the plan had
    them fade. Linear in the price of risk: were investors twice as averse the rise would be exactly twice as large.
    """
    above = base.path - base.neutral
    fade = float(np.log(above[0] / above[-1])) / (len(above) / 12.0)

    def rise(amount: float, fading: float) -> float:
        return supply_on_yield(
            10.0,
            extra_supply=[amount],
            maturities=[10.0],
            risk_aversion=1.0,
            volatility=1.0,
            reversion=speed,
            fade=fading,
        )

    return -base.effect.targets[0] * rise(extra, 0.0) / rise(float(above[0]), fade)
