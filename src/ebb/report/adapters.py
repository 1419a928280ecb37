"""From what the model rooms return to what the charts are drawn from: renaming and units, no arithmetic of their own.

The rooms do not know the report, and the charts do not know the rooms; this module is where the two vocabularies meet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from ebb.answers.liquidity_told import forecasts_said, trend_tests_said
from ebb.dates import month_end
from ebb.errors import LawError
from ebb.report.charts.fans import LEVELS
from ebb.report.inputs import (
    Band,
    Bridge,
    BridgeLine,
    DemandFit,
    DemandPoints,
    EffectRow,
    Estimate,
    Fan,
    FollowedCase,
    LevelsAndChanges,
    MoveRow,
    PastFan,
    Path,
    RegimeRow,
    ReplayClass,
    Spread,
    StopMonths,
)
from ebb.text import Phrase, Said, Words

if TYPE_CHECKING:
    from datetime import date

    from ebb import books, equities, funding
    from ebb.answers.dated import Dated
    from ebb.answers.effects import StockEffectTable
    from ebb.answers.own_shares import OwnShares
    from ebb.answers.past_fans import Coverage, KeptFan
    from ebb.answers.ten_year import TermPremium
    from ebb.report.chart import Chart
    from ebb.series import Series
    from ebb.simulate import fan as draws
    from ebb.simulate.replay import Replay
    from ebb.simulate.result import Run

#: Last year of each era of the demand chart; the keys are words of ``charts.era``.
ERAS: Final = {"e2018_19": 2019, "e2020_22": 2022, "e2023_24": 2024, "e2025_26": 9999}

#: Lines of the five balance sheets that the chart of a redemption shows.
FOLLOWED_LINES: Final = ("reserves", "on_rrp", "deposits", "tga")

#: Points of the grid on which a demand curve is drawn.
GRID: Final = 80

#: Months of stops that are drawn at least.
SHORTEST: Final = 12


def fan_of(dated: Dated, months: int) -> Fan:
    """The first months of a dated chance with the reserves it rests on."""
    risk = dated.risk
    cut = slice(0, months)
    p05, p16, p50, p84, p95 = (row[cut] for row in dated.reserves)
    return Fan(
        dates=np.array(risk.dates[cut], dtype="datetime64[D]"),
        p05=p05,
        p16=p16,
        p50=p50,
        p84=p84,
        p95=p95,
        chance=risk.chance[cut],
        low=risk.low[cut],
        high=risk.high[cut],
    )


def spread_of(fan: draws.Fan | KeptFan, name: str) -> Spread:
    """One path of a fan.

    Raises
    ------
    UnknownName
        If the fan has no such path.
    """
    return Spread(np.array(fan.dates, dtype="datetime64[D]"), *(fan.path(name, level) for level in LEVELS))


def stops_of(fan: draws.Fan | KeptFan) -> StopMonths:
    """In which months the draws of a fan stop; the months after the last that does are cut, but for the rest of a year."""
    stopping = np.flatnonzero(fan.stopped)
    shown = len(fan.dates) if not len(stopping) else max(SHORTEST, int(stopping[-1]) + 1)
    percent = 100.0 * fan.stopped[:shown] / fan.draws
    return StopMonths(
        np.array(fan.dates[:shown], dtype="datetime64[D]"),
        percent,
        early=fan.stop_quantile("p05"),
        middle=fan.stop_quantile("p50"),
        late=fan.stop_quantile("p95"),
        by_end=float(percent.sum()),
        by_first=float(percent[0]),
    )


def past_fan_of(fan: KeptFan, outcome: Series, departed: date | None, kept: Coverage) -> PastFan:
    """A fan made as of the past with the reserves that came."""
    inside = (kept.inside_68, kept.inside_90, kept.months)
    return PastFan(fan.made, spread_of(fan, "reserves"), outcome, departed, inside)


def sides_of(bridge: books.Bridge) -> Bridge:
    """The two sides of a bridge, every line as fine as it was published."""
    split = {line.part_of for line in bridge.lines}

    def side(name: str) -> tuple[BridgeLine, ...]:
        fine = (one for one in bridge.side(name) if one.name not in split)
        parts = (one for one in bridge.lines if one.side == name and one.part_of)
        return tuple(BridgeLine(one.name, bridge.change_bn(one.name)) for one in (*fine, *parts))

    return Bridge(bridge.start, bridge.end, side("asset"), side("liability"), bridge.origins)


def followed_cases(followed: Sequence[books.Followed]) -> tuple[FollowedCase, ...]:
    """Cases followed through the books, each scaled to a redemption of one billion dollars."""
    return tuple(
        FollowedCase(
            one.case,
            Phrase(f"charts.followed.case.{one.case}"),
            {line: one.changes_owed()[line] / one.amount for line in FOLLOWED_LINES},
        )
        for one in followed
    )


def demand_of(months: funding.DemandMonths, fit: funding.DemandFit) -> tuple[DemandPoints, DemandFit]:
    """The months of a demand fit and its curve, on a grid over the shares that were seen."""
    days = (months.months + 1).astype("datetime64[D]") - 1
    eras = tuple(next(era for era, last in ERAS.items() if day.year <= last) for day in days.tolist())
    grid = np.linspace(float(months.q.min()), float(months.q.max()), GRID)
    low, high = fit.band(grid, fit.kink.level)
    kink = Estimate(fit.kink.value, fit.kink.low, fit.kink.high)
    points = DemandPoints(days, months.q, months.s, eras)
    return points, DemandFit(grid, fit.predict(grid), low, high, kink, fit.kink.level)


def regime_rows(
    pooled: Mapping[str, equities.RegimeStatistics],
    single: Sequence[equities.RegimeStatistics],
    kinds: Mapping[str, str],
    names: Mapping[str, Said],
) -> tuple[RegimeRow, ...]:
    """Rows of the regimes chart: first the pooled regime of each kind, then the programmes in order.

    Parameters
    ----------
    pooled : mapping of kind (``"qe"``, ``"qt"``, ``"hold"``) -> statistics over all months of that kind
    single : sequence of statistics, one programme each
    kinds : mapping of programme -> kind; a programme without a kind is left out
    names : mapping of kind or programme -> its words; a programme without words is called by its name and years
    """
    rows = [_regime(kind, stats, kind, names.get(kind), pooled=True) for kind, stats in pooled.items()]
    rows += [_regime(s.regime, s, kinds[s.regime], names.get(s.regime)) for s in single if s.regime in kinds]
    return tuple(rows)


def effect_rows(found: StockEffectTable) -> tuple[EffectRow, ...]:
    """Rows of the effects chart: everybody's number per trillion, the published ones first."""
    measures = {"10-year yield": "ten_year", "policy rate": "policy"}
    return tuple(
        EffectRow(
            line.key,
            Phrase(f"yields.effect.{line.key}"),
            line.kind,
            measures[line.measure],
            Estimate(line.central, line.low, line.high),
        )
        for line in found.lines
    )


def move_rows(windows: Mapping[str, TermPremium], kinds: Mapping[str, str]) -> tuple[MoveRow, ...]:
    """Rows of the moves chart: the programmes that have a kind, in order of time."""
    rows = []
    for name, one in windows.items():
        if name in kinds:
            found = one.found
            low, high = found.interval()
            years = f"{found.start.year}-{found.end.year % 100:02d}"
            premium = Estimate(found.premium, low, high)
            said: Said = Words(f"{name}, {years}", f"{name}（{years}）")
            said = Phrase("yields.chart.asked") if kinds[name] == "asked" else said
            rows.append(MoveRow(name, said, kinds[name], found.ten_year, premium, found.expected))
    return tuple(rows)


def liquidity_of(trap: equities.LiquidityTrap) -> LevelsAndChanges:
    """The net-liquidity chart with the R-squared of its logs and of their changes."""
    said = (trend_tests_said(trap), forecasts_said(trap))
    return LevelsAndChanges(
        trap.months,
        trap.net_liquidity,
        trap.prices,
        trap.levels_r_squared,
        trap.changes_r_squared,
        trap.origins,
        tests=Words(" ".join(s.say("en") for s in said), "".join(s.say("zh-Hant") for s in said)),
    )


def sensitivities_of(own: OwnShares) -> Chart:
    """The chart of a reader's own holdings: slopes times the usual size of each factor's month."""
    from ebb.report.charts.sensitivity import SensitivityRow, sensitivities

    def moved(estimate: equities.Estimate | None, spread: float) -> Estimate | None:
        if estimate is None or estimate.low is None or estimate.high is None:
            return None
        return Estimate(estimate.value * spread, estimate.low * spread, estimate.high * spread)

    rows = []
    for one in own.found.sensitivities:
        alone = moved(one.alone, one.spread)
        assert alone is not None  # a slope of the room below comes with its interval
        name = Phrase(f"equities.factor.{one.factor}")
        rows.append(SensitivityRow(one.factor, name, alone, moved(one.together, one.spread), one.r_squared))
    first, last = (month_end(*month) for month in (own.found.months[0], own.found.months[-1]))
    level = own.found.sensitivities[0].alone.level
    return sensitivities(rows, own.found.r_squared, first, last, level, own.origins)


def replay_of(replay: Replay, classes: Sequence[str] = ("treasuries", "mbs")) -> tuple[ReplayClass, ...]:
    """Predicted and published holdings of a replay, NaN where nothing was published."""
    dates = np.array(replay.dates, dtype="datetime64[D]")
    return tuple(
        ReplayClass(
            name,
            dates,
            np.array(replay.predicted[name], dtype=np.float64),
            np.array([np.nan if v is None else v for v in replay.published[name]], dtype=np.float64),
        )
        for name in classes
    )


def band_of(runs: Mapping[str, Run], path: str) -> Band:
    """One path of a plan under its three settings, as far as all three go.

    Raises
    ------
    LawError
        If the runs do not share their dates.
    """
    shortest = min(len(run) for run in runs.values())
    low, central, high = (runs[name].first_months(shortest) for name in ("low", "central", "high"))
    if not low.dates == central.dates == high.dates:
        raise LawError(
            "three runs with different dates",
            "report.adapters",
            "one plan, one start and one length",
            "run the plan three times alike",
        )
    dates = np.array(central.dates, dtype="datetime64[D]")
    return Band(dates, low.path(path), central.path(path), high.path(path))


def path_of(run: Run, path: str, name: Said | None = None) -> Path:
    """One path of one run under the plan's own title."""
    title = name or Words(run.title["en"], run.title["zh-Hant"])
    return Path(run.scenario, title, np.array(run.dates, dtype="datetime64[D]"), run.path(path))


def _regime(
    key: str, stats: equities.RegimeStatistics, kind: str, name: Said | None, *, pooled: bool = False
) -> RegimeRow:
    words = name or _with_years(stats.regime, stats.first, stats.last)
    returns, volatility = (Estimate(e.value, e.low, e.high) for e in (stats.annual_return, stats.volatility))
    return RegimeRow(key, words, kind, stats.months, returns, volatility, pooled)


def _with_years(name: str, first: date, last: date) -> Words:
    years = str(first.year) if first.year == last.year else f"{first.year}–{last.year % 100:02d}"
    return Words(f"{name} {years}", f"{name} {years}")
