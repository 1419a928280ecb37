from dataclasses import replace
from datetime import date

import pytest

from ebb.planning import DayRates, Figures, PlanState, episodes, read_days, read_gilts, read_weeks
from ebb.policy import Corridor
from ebb.sources.published import document, rows, series


@pytest.fixture(scope="session")
def figures() -> Figures:
    """The packaged figures, joined as the doors do."""
    corridor = Corridor.from_document(document("policy/corridor"))

    def rates(day: date) -> DayRates:
        found = corridor.at(day)
        assert found.ior is not None
        return DayRates(found.upper, found.ior)

    return Figures(
        daily=read_days(rows("episodes_daily")),
        weeks=read_weeks(rows("key_levels")),
        bank_assets=series("bank_assets"),
        treasuries=series("treasuries"),
        mbs=series("mbs"),
        srf_usage=series("srf_usage"),
        mortgage_rate=series("mortgage_30y"),
        sp500_return=series("sp500_return"),
        rates=rates,
        gilts=read_gilts(document("policy/peers")["step"]),
    )


@pytest.fixture(scope="session")
def library(figures):
    return {episode.key: episode for episode in episodes(figures)}


@pytest.fixture(scope="session")
def plan() -> PlanState:
    """A round balance sheet of about today's size; its numbers are inputs of a test, not facts."""
    return PlanState(
        label="round",
        as_of=date(2026, 8, 26),
        reserves=3000.0,
        bank_assets=25000.0,
        gdp=32000.0,
        soma_par=6000.0,
        soma_duration=6.0,
        capital=45.0,
        monthly_runoff=50.0,
        kink=0.11,
        kink_standard_error=0.005,
        slope=4.0,
        range_top=4.0,
        iorb=3.9,
        srf_rate=4.0,
        mortgage_rate=6.5,
    )


@pytest.fixture(scope="session")
def doubled(plan):
    """The same plan with every amount twice as large."""
    amounts = ("reserves", "bank_assets", "gdp", "soma_par", "capital", "monthly_runoff")
    return replace(plan, **{name: 2.0 * getattr(plan, name) for name in amounts})
