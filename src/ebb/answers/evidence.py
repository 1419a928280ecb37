"""Everything the six answers and the report are told from, computed once and only when asked for.

One :class:`Evidence` holds one as-of date. It joins the record with the model rooms; it decides nothing and writes no
sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ebb.answers.once import once
from ebb.answers.windows import Window, runoffs
from ebb.dates import add_months
from ebb.errors import OutOfRange, PolicyError, UsageError
from ebb.record import Record
from ebb.series import Series

if TYPE_CHECKING:
    from ebb.answers.board import Board
    from ebb.answers.dated import Dated
    from ebb.answers.volatility import VolatilityEvidence
    from ebb.books import Bridge
    from ebb.equities import LiquidityTrap, Market, QtEffect, RegimeStatistics
    from ebb.funding import ChanceFit, DemandFit, DemandMonths, Placebo, PlacedThreshold, Placement, Twin
    from ebb.scenario import Setting
    from ebb.simulate.loop import Inputs
    from ebb.simulate.replay import Replay
    from ebb.simulate.result import Run
    from ebb.yields import BorrowingCosts, EffectRange, PassThrough

#: Series of a bridge.
_BRIDGE = (
    *("total_assets", "reserves", "reverse_repo_total", "tga", "currency"),
    *("treasuries", "mbs", "on_rrp", "remittances_due"),
)
#: Markets with published monthly statistics: (key, return, realised volatility, implied volatility).
_MARKETS = {
    "sp500": ("sp500_return", "sp500_realised_vol", "vix_mean"),
    "nasdaq": ("nasdaq_return", "nasdaq_realised_vol", None),
    "taiex": ("taiex_return", "taiex_realised_vol", None),
}


class Evidence:
    """The evidence as of one date; every attribute is computed on first use."""

    def __init__(self, as_of: date | None = None) -> None:
        self.record = Record(as_of)

    @property
    def as_of(self) -> date:
        """The day whose knowledge this is."""
        return self.record.as_of

    @cached_property
    def runoffs(self) -> tuple[Window, ...]:
        """Every runoff begun and seen by the as-of date, oldest first, between Wednesdays on which the bridge can stand.

        Raises
        ------
        OutOfRange
            If none had begun: there is nothing to tell yet.
        """
        return runoffs(self.record)

    @property
    def runoff(self) -> Window:
        """The newest runoff."""
        return self.runoffs[-1]

    @once
    def bridge(self, window: Window) -> Bridge:
        """Both sides of the balance sheet between the window's Wednesdays."""
        from ebb.books import bridge

        return bridge({key: self.record.full(key) for key in _BRIDGE}, window.start, window.end)

    @cached_property
    def demand_months(self) -> DemandMonths:
        """Reserves over bank assets against SOFR less interest on reserves."""
        from ebb.answers.inputs import reserve_demand_months

        return reserve_demand_months(self.record)

    @cached_property
    def demand_sample(self) -> DemandMonths:
        """The months :attr:`demand` was estimated on: SOFR's, or the federal funds rate's before SOFR had enough of them."""
        from ebb.answers.inputs import funds_rate_months

        ours = self.demand is None or self.demand.rate == self.demand_months.rate
        return self.demand_months if ours else funds_rate_months(self.record)

    @cached_property
    def chance(self) -> ChanceFit | None:
        """The chance of a month with repo above interest on reserves, by all months since 2018; None where too few."""
        return self._chance(self.demand_months)

    @cached_property
    def chance_since_2022(self) -> ChanceFit | None:
        """The same by the months of the second runoff and what followed it alone."""
        from ebb.funding import WINDOWS

        return self._chance(self.demand_months.between(*WINDOWS["qt2"]))

    def _chance(self, months: DemandMonths) -> ChanceFit | None:
        from ebb.funding.chance import fit_chance

        try:
            return fit_chance(months)
        except UsageError:
            return None

    @cached_property
    def board(self) -> Board:
        """The board with its back-test."""
        from ebb.answers.board import board_on

        return board_on(self.record, _document("literature"))

    @cached_property
    def dated(self) -> Dated | None:
        """When the plan in question would leave ample; None where it cannot be run, or no chance was estimated."""
        from ebb.answers.dated import dated_on

        return dated_on(self.record, self.chance, lambda: self.runoff.running, self.run)

    @cached_property
    def demand(self) -> DemandFit | None:
        """Reserve demand, or None where too few months were known."""
        from ebb.answers.inputs import reserve_demand

        return reserve_demand(self.record)

    @cached_property
    def demand_placebo(self) -> Placebo:
        """How often spreads that cannot know reserves fit as well."""
        from ebb.funding import placebo

        return placebo(self.demand_sample)

    @cached_property
    def demand_twin(self) -> Twin:
        """The slope in levels beside the slope in changes."""
        from ebb.funding import levels_and_changes

        return levels_and_changes(self.demand_sample)

    def placement(self, fit: DemandFit) -> Placement:
        """The kink in bank assets, GDP and billions of today."""
        from ebb.funding import placement

        return placement(fit, self.record.series("bank_assets"), self.record.series("gdp"), self.as_of)

    @cached_property
    def thresholds(self) -> tuple[PlacedThreshold, ...]:
        """Levels others named, each at its own date and in today's money; those known by the as-of date."""
        from ebb.funding import place, thresholds

        series = self.record.series
        known = thresholds(_document("literature"), series("reserves"))
        return tuple(place(t, series("bank_assets"), series("gdp"), self.as_of) for t in known if t.known <= self.as_of)

    @cached_property
    def demand_windows(self) -> dict[str, DemandFit]:
        """The demand estimate on each named window of months alone; a window too short or without a kink is left out."""
        from ebb.funding import fit_windows

        return fit_windows(self.demand_months)

    @cached_property
    def reserves_share(self) -> tuple[date, float, float]:
        """Newest Wednesday with both figures: the day, reserves in USD billion, and in percent of bank assets.

        Raises
        ------
        OutOfRange
            If no Wednesday with both had been published.
        """
        reserves, banks = self._bn("reserves"), self._bn("bank_assets")
        both = set(reserves.dates.tolist()) & set(banks.dates.tolist())
        if not both:
            raise OutOfRange(
                f"no Wednesday with reserves and bank assets had been published by {self.as_of}",
                "answers, --as-of",
                "a day on which both were known",
                "choose a later --as-of",
            )
        day = max(both)
        return day, reserves.at(day), 100.0 * reserves.at(day) / banks.at(day)

    @once
    def replay(self, episode: str) -> Replay:
        """One runoff replayed by the rule."""
        from ebb.answers.replays import replay_on

        return replay_on(self.record, episode)

    @once
    def run(
        self,
        name: str,
        setting: Setting = "central",
        spread_stop: bool = False,
        months: int | None = None,
        start: date | None = None,
    ) -> Run:
        """A preset run on this record, for its own length or for `months`, from its own start or from `start`.

        With `spread_stop` it stops where repo would cost what the Fed pays, and ends there: what the assumptions would
        do to the balance sheet in the years after is not what a stop date asks.

        Raises
        ------
        OutOfRange
            If the Fed bought without an announced pace since the newest list of securities known.
        """
        from ebb.answers.runs import run_on
        from ebb.scenario import load
        from ebb.scenario.model import Stop

        plan = load(name)
        if plan.start is not None and not self._near(plan.start):
            plan = plan.model_copy(update={"start": add_months(self.as_of.replace(day=1), 3)})
        if spread_stop:
            plan = plan.model_copy(update={"stop": Stop(spread=0.0), "name": f"{plan.name} with stop"})
        try:
            return run_on(
                self.record,
                plan,
                self.demand,
                start=start,
                months=months,
                setting=setting,
                prepared=self.inputs,
                until_stop=spread_stop,
            )
        except PolicyError as error:  # asked on a day that no list of securities leads to
            raise OutOfRange(error.what, error.where, error.expected, "choose another --as-of") from None

    @once
    def inputs(self, first: date) -> Inputs:
        """Everything a run that starts in a month is handed."""
        from ebb.answers.inputs import inputs

        return inputs(self.record, first, self.demand)

    def _near(self, start: date) -> bool:
        """Whether a preset's start lies in the past or within a year of the as-of date; else it is moved to be near."""
        return start <= add_months(self.as_of, 12)

    @cached_property
    def regime_windows(self) -> dict[str, tuple[tuple[date, date | None], ...]]:
        """Policy regimes without overlap, with the holds between them."""
        from ebb.equities.regimes import with_holds

        return with_holds(self.record.programme.regimes())

    @once
    def market(self, name: str) -> Market:
        """Monthly statistics of one index."""
        from ebb.equities import Market

        returns, volatility, implied = _MARKETS[name]
        series = self.record.series
        return Market.of(name, series(returns), series(volatility), series(implied) if implied else None)

    @once
    def effects(self, market: str) -> tuple[QtEffect, ...]:
        """Months of runoff against other months."""
        from ebb.equities import qt_effects

        names = tuple(name for name in self.regime_windows if name.startswith("QT"))
        return qt_effects(self.market(market), self.regime_windows, qt=names)

    def effect(self, market: str, programme: str | None = None, against: str = "other months") -> QtEffect:
        """One of :meth:`effects`; the pooled one unless a programme is named.

        Raises
        ------
        OutOfRange
            If too few months of runoff were known to compare them with anything.
        """
        found = self.effects(market)
        if not found:
            raise OutOfRange(
                f"too few months of runoff were known on {self.as_of} to compare them with other months",
                "answers, --as-of",
                "at least a year of runoff: a day from 2018-10-31 on",
                "choose a later --as-of",
            )
        wanted = programme or ("both" if any(e.programme == "both" for e in found) else found[0].programme)
        return next(e for e in found if (e.programme, e.against) == (wanted, against))

    @once
    def regimes(self, market: str) -> tuple[RegimeStatistics, ...]:
        """Returns and volatility by regime."""
        from ebb.equities import regime_statistics

        return regime_statistics(self.market(market), self.regime_windows)

    def regimes_by_kind(self, market: str, kinds: Mapping[str, str]) -> dict[str, RegimeStatistics]:
        """Returns and volatility with the programmes of each kind pooled; `kinds` maps programme to kind."""
        from ebb.equities import regime_statistics

        pooled: dict[str, tuple[tuple[date, date | None], ...]] = {}
        for name, windows in self.regime_windows.items():
            if name in kinds:
                pooled[kinds[name]] = (*pooled.get(kinds[name], ()), *windows)
        ordered = {kind: pooled[kind] for kind in dict.fromkeys(kinds.values()) if kind in pooled}
        return {found.regime: found for found in regime_statistics(self.market(market), ordered)}

    @once
    def volatility(self, market: str) -> VolatilityEvidence:
        """Volatility given its own past: in each runoff, and with reserves, spreads and the pace of runoff beside it."""
        from ebb.answers.volatility import volatility_evidence

        names = tuple(name for name in self.regime_windows if name.startswith("QT"))
        return volatility_evidence(self.record, self.market(market), self.regime_windows, names)

    @cached_property
    def liquidity_trap(self) -> LiquidityTrap | None:
        """The net-liquidity chart and what it is worth, since the ON RRP facility began; None where too short."""
        from ebb.answers.liquidity import drawn_with

        return drawn_with(self.record, self.record.series("sp500_avg"))

    def effect_range(self, trillions: float) -> dict[str, EffectRange]:
        """Published effects of a runoff of so many trillions, by measure."""
        from ebb.yields import effect_of_runoff

        return effect_of_runoff(trillions, _document("literature"), self.as_of)

    @cached_property
    def pass_through(self) -> PassThrough:
        """From the 10-year yield to the mortgage rate."""
        from ebb.yields import mortgage_pass_through

        return mortgage_pass_through(self.record.series("mortgage_30y"), self.record.series("ust_10y_avg"))

    def borrowing(self, trillions: float) -> BorrowingCosts:
        """What a runoff of so many trillions means for a bond, a mortgage and a loan, over the range for calm markets.

        The middle is the middle of the published range for holdings in place, not a best estimate.
        """
        from ebb.yields import Range, borrowing_costs

        low, high = self.effect_range(trillions)["10-year yield"].by_regime()["stock"]
        through = self.pass_through
        return borrowing_costs(
            Range(low, (low + high) / 2.0, high),
            bond_yield=self.record.series("ust_10y_avg").last()[1] / 100.0,
            mortgage_rate=self.record.series("mortgage_30y").last()[1] / 100.0,
            pass_through=Range(through.low, through.value, through.high),
        )

    def gdp_on(self, day: date) -> float:
        """Nominal GDP of the quarter that holds a day, or of the newest quarter known before it; USD billion a year."""
        gdp = self.record.series("gdp")
        quarter = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        later = gdp.between(quarter, add_months(day, 12))
        ends = [
            value for when, value in later if (when.year, (when.month - 1) // 3) == (day.year, (day.month - 1) // 3)
        ]
        return ends[0] if ends else gdp.last(day)[1]

    def document(self, name: str) -> Mapping[str, Any]:
        """A packaged document."""
        return _document(name)

    def _bn(self, key: str) -> Series:
        return self.record.full(key).in_unit("USD bn")


def _document(name: str) -> Mapping[str, Any]:
    from ebb.sources.published import document

    return document(name)


def months_between(first: date, last: date) -> int:
    """Calendar months from the one of `first` to the one of `last`, both counted."""
    return (last.year - first.year) * 12 + last.month - first.month + 1
