"""Everything the rule does not decide, month by month: published where it was known, an assumption after.

The months of a run fall in two parts. Up to the as-of date the other lines of the balance sheet (Treasury account, reverse
repo, currency, lending) are the published ones, so that a replayed episode differs from history only by its securities.
After it they follow the scenario's assumptions, under one of three settings. A published month is that of its last
Wednesday, used as the level at the month's end; the provenance of a run says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import date as Day

import numpy as np
from numpy.typing import NDArray

from ebb.errors import SourceError
from ebb.funding.on_rrp import OnRrpDemand, fit_on_rrp
from ebb.policy import Corridor
from ebb.scenario import Assumptions, Levels, Setting
from ebb.series import Series
from ebb.simulate.assumptions import growth_range, level_range, pick
from ebb.simulate.paths import ByMonth, glide, grow, hold, known, quarterly

Values = NDArray[np.float64]

#: Months of mortgage rates handed over before the first month: refinancing answers with a lag.
MORTGAGE_LAGS = 3
#: The facility in its present form answers to repo rates from the summer of 2021 on; before, its limits bound.
_FACILITY_SINCE = date(2021, 7, 1)


@dataclass(frozen=True, slots=True)
class Opening:
    """The Wednesday a run starts from: lines in USD billion, named as the paths of a run, and how each was found.

    `lines` hold what the portfolio is once the opening month's maturities are rolled over; `classes` the totals of the
    Wednesday itself.
    """

    date: Day
    holdings_date: Day
    lines: Mapping[str, float]
    said: Mapping[str, str]
    classes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Conditions:
    """Paths by month, each float64 of shape (months,): levels in USD billion at the month's end, rates in percent.

    `on_rrp`, `deferred_asset` and `reserves` are the published levels, NaN in months that the loop's own rules fill (the
    split of overnight money, net income). `repo_over_ior` is the standing-repo rate less interest on reserves in basis
    points, NaN where there is no facility; `grew` by how much published Treasuries and MBS grew in the month (NaN where
    unknown); `repo_limit` its aggregate limit, inf for full allotment; `on_rrp_fixed` the level money funds hold whatever
    repo pays, NaN where they answer to it.
    `mortgage_rates` has :data:`MORTGAGE_LAGS` months of history before the first month. `inflation` is the growth of
    the index that TIPS refer to, a share. `said` tells for each assumption how its path was made.
    """

    months: tuple[date, ...]
    tga: Values
    on_rrp: Values
    foreign_rrp: Values
    currency: Values
    other_assets: Values
    other_liabilities: Values
    deferred_asset: Values
    bank_assets: Values
    gdp: Values
    iorb: Values
    on_rrp_rate: Values
    two_year: Values
    ten_year: Values
    bill_yield: Values
    mortgage_rates: Values
    inflation: Values
    reserves: Values
    grew: Mapping[str, Values]
    repo_over_ior: Values
    repo_limit: Values
    on_rrp_fixed: Values
    on_rrp_demand: OnRrpDemand | None
    on_rrp_deviations: float
    said: Mapping[str, str]


def build(
    months: tuple[date, ...],
    opening: Opening,
    published: Mapping[str, Series],
    corridor: Corridor,
    given: Assumptions,
    setting: Setting,
) -> Conditions:
    """All paths of one run.

    Parameters
    ----------
    months : tuple of date
        First days of the months to simulate.
    opening : Opening
    published : Mapping of Series
        The record, already cut at the as-of date.
    corridor : Corridor
        Administered rates known at the as-of date; the last in force hold on.
    given, setting
        The scenario's assumptions and the setting of those it leaves open.

    Raises
    ------
    SourceError
        If the record is too short to estimate an assumption that the scenario leaves open.
    """
    lines = {key: s.in_unit("USD bn") for key, s in published.items() if s.unit.startswith("USD")}
    tga, tga_said = _level(months, lines["tga"], given.tga, setting)
    foreign, foreign_said = _level(months, lines["foreign_rrp"], given.foreign_rrp, setting)
    currency, currency_said = _growing(months, lines["currency"], given.currency_growth, setting, 12)
    # the yardsticks do not change with the setting: it says where reserves end, not what they are measured against
    banks, banks_said = _growing(months, lines["bank_assets"], given.bank_assets_growth, "central", 12)
    gdp, gdp_said = _growing(months, lines["gdp"], given.gdp_growth, "central", 4)
    on_rrp, on_rrp_said, demand = _on_rrp(months, lines["on_rrp"], published, corridor, given.on_rrp, setting)
    inflation, inflation_said = _inflation(months, published["cpi_index"], given.inflation)
    mortgage, mortgage_said = _rate(_with_history(months), published["mortgage_30y"], given.mortgage_rate)
    ten_year, ten_year_said = _rate(months, published["ust_10y_avg"], given.ten_year)
    two_year, two_year_said = _rate(months, published["ust_2y_avg"], given.two_year)
    bill_yield, bill_said = _rate(months, published["tbill_3m_avg"], given.iorb)
    over, limit = _standing_repo(months, corridor)
    iorb, floor, rates_said = _administered(months, corridor, given.iorb)
    assets, liabilities = residual_lines(lines, opening)
    return Conditions(
        months=months,
        tga=tga,
        on_rrp=on_rrp,
        foreign_rrp=foreign,
        currency=currency,
        other_assets=hold(months, assets),
        other_liabilities=hold(months, liabilities),
        deferred_asset=known(months, lines["deferred_asset"].by_month()),
        bank_assets=banks,
        gdp=gdp,
        iorb=iorb,
        on_rrp_rate=floor,
        two_year=two_year,
        ten_year=ten_year,
        bill_yield=bill_yield,
        mortgage_rates=mortgage,
        inflation=inflation,
        reserves=known(months, lines["reserves"].by_month()),
        grew={name: _growth(months, lines[name]) for name in ("treasuries", "mbs")},
        repo_over_ior=over,
        repo_limit=limit,
        on_rrp_fixed=np.full(len(months), np.nan),
        on_rrp_demand=demand,
        on_rrp_deviations={"low": 1.0, "central": 0.0, "high": -1.0}[setting],
        said={
            "tga": tga_said,
            "on_rrp": on_rrp_said,
            "foreign_rrp": foreign_said,
            "currency": currency_said,
            "bank_assets": banks_said,
            "gdp": gdp_said,
            "inflation": inflation_said,
            "mortgage_rate": mortgage_said,
            "two_year": two_year_said,
            "ten_year": ten_year_said,
            "bill_yield": bill_said,
            "administered_rates": rates_said,
            "other_assets": "published residual of the asset side, then its last level",
            "other_liabilities": "published residual of the identity, then its last level",
            "timing": "published months are last Wednesdays, used as the level at the month's end",
        },
    )


def residual_lines(lines: Mapping[str, Series], opening: Opening) -> tuple[ByMonth, ByMonth]:
    """Published other assets and other liabilities by month, USD billion: what the identity leaves over.

    Other assets (loans, repo, premiums, swaps, gold) = total assets - Treasuries - MBS - agency debt; other liabilities =
    what closes the identity of design, with capital held at its opening level. Currency is a week average, the one
    labelled exception among Wednesday levels.
    """
    by_month = {
        key: lines[key].by_month()
        for key in ("total_assets", "treasuries", "mbs", "reserves", "reverse_repo_total", "tga", "currency")
    }
    owed = lines["deferred_asset"].by_month()
    both = set.intersection(*(set(values) for values in by_month.values()))
    securities = set(by_month["total_assets"]) & set(by_month["treasuries"]) & set(by_month["mbs"])
    assets = {
        m: by_month["total_assets"][m] - by_month["treasuries"][m] - by_month["mbs"][m] - opening.lines["agency_debt"]
        for m in securities
    }
    liabilities = {
        m: by_month["total_assets"][m]
        + owed.get(m, 0.0)
        - sum(by_month[key][m] for key in ("reserves", "reverse_repo_total", "tga", "currency"))
        - opening.lines["capital"]
        for m in both
    }
    return assets, liabilities


def _level(
    months: tuple[date, ...], series: Series, given: float | Levels | None, setting: Setting
) -> tuple[Values, str]:
    target = pick(given, level_range(series) if given is None else None, setting, drains=True)
    how = "given" if given is not None else "mean of the last 12 months, range of the last 36"
    return glide(
        months, series.by_month(), target
    ), f"{how}: USD {target:.0f} bn, reached in a straight line over six months"


def _growing(
    months: tuple[date, ...], series: Series, given: float | Levels | None, setting: Setting, per_year: int
) -> tuple[Values, str]:
    rate = pick(given, growth_range(series, per_year) if given is None else None, setting, drains=True)
    how = "given" if given is not None else "last 12 months, range of the last ten years"
    published = series.by_month() if per_year == 12 else quarterly(series)
    return grow(months, published, rate), f"{how}: {100 * rate:.1f} percent a year"


def _on_rrp(
    months: tuple[date, ...],
    level: Series,
    published: Mapping[str, Series],
    corridor: Corridor,
    given: float | Levels | str | None,
    setting: Setting,
) -> tuple[Values, str, OnRrpDemand | None]:
    if isinstance(given, float | int | Levels):
        path, said = _level(months, level, given, setting)
        return path, said, None
    taken, repo = level.by_month(), published["sofr_avg"].by_month()
    both = sorted(m for m in taken.keys() & repo.keys() if date(*m, 1) >= _FACILITY_SINCE)
    award = [corridor.month_average(*m).on_rrp for m in both]
    spread = [100.0 * (repo[m] - rate) for m, rate in zip(both, award, strict=True) if rate is not None]
    try:
        demand = fit_on_rrp(np.array([taken[m] for m in both]), np.array(spread))
    except SourceError:
        path, said = _level(months, level, None, setting)
        return path, f"too few months to estimate funds' demand; {said}", None
    said = (
        f"funds' demand estimated on {demand.n} months: ln(1+USD bn) falls {-demand.slope:.2f} per bp of SOFR over the "
        f"award rate (R2 {demand.r_squared:.2f}), with SOFR from the reserve-demand estimate"
    )
    return known(months, taken), said, demand


def _inflation(months: tuple[date, ...], prices: Series, given: float | None) -> tuple[Values, str]:
    """Growth of the index TIPS refer to: that of month m moves with consumer prices from month m-3 to month m-2."""
    yearly = given if given is not None else float(growth_range(prices).central)
    referred = tuple(_back(month, 2) for month in months)
    path = grow(_one_before(referred), prices.by_month(), yearly)
    how = "given" if given is not None else "last 12 months of consumer prices"
    return path[1:] / path[:-1] - 1.0, f"{how}: {100 * yearly:.1f} percent a year"


def _rate(months: tuple[date, ...], series: Series, given: float | None) -> tuple[Values, str]:
    path = hold(months, series.by_month(), given)
    how = "given" if given is not None else f"last published ({series.last()[0]})"
    return path, f"{how}: {path[-1]:.2f} percent"


def _administered(months: tuple[date, ...], corridor: Corridor, given: float | None) -> tuple[Values, Values, str]:
    known_to = corridor.last_change
    rates = [corridor.month_average(m.year, m.month) for m in months]
    iorb, floor = np.array([r.ior for r in rates]), np.array([r.on_rrp for r in rates])
    if given is not None:
        later = np.array([m > known_to for m in months])
        gap = iorb[-1] - floor[-1]
        iorb, floor = np.where(later, given, iorb), np.where(later, given - gap, floor)
    return iorb, floor, f"in force, then held: interest on reserves {iorb[-1]:.2f} percent"


def _standing_repo(months: tuple[date, ...], corridor: Corridor) -> tuple[Values, Values]:
    over, limits = [], []
    for month in months:
        change = corridor.change(month)
        rates, limit = change.rates, change.srf_limit
        both = (rates.srf, rates.ior)
        over.append(np.nan if None in both else 100.0 * (float(rates.srf or 0.0) - float(rates.ior or 0.0)))
        limits.append(np.inf if limit is None else limit)
    return np.array(over), np.array(limits)


def _growth(months: tuple[date, ...], level: Series) -> Values:
    published = known(_one_before(months), level.by_month())
    return np.maximum(np.diff(published), 0.0)


def _one_before(months: tuple[date, ...]) -> tuple[date, ...]:
    return (_back(months[0], 1), *months)


def _with_history(months: tuple[date, ...]) -> tuple[date, ...]:
    return (*(_back(months[0], lag) for lag in range(MORTGAGE_LAGS, 0, -1)), *months)


def _back(month: date, by: int) -> date:
    day: date = (np.datetime64(month, "M") - by).astype("datetime64[D]").item()
    return day
