"""One small instance of every chart, from made-up inputs: what is tested is the drawing, not the figures."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.answers.chain import Chain
from ebb.answers.contagion import ChannelMove, Contagion
from ebb.funding.rates import SAMPLES, DayAhead, TakenApart, business_days, names_of
from ebb.funding.rates.apart import Fitted
from ebb.planning.contagion import PlacedMove
from ebb.report import charts
from ebb.report.chart import Chart
from ebb.report.inputs import (
    Band,
    Belt,
    Bridge,
    BridgeLine,
    Claimed,
    DemandFit,
    DemandPoints,
    EffectRow,
    EpisodeRow,
    Estimate,
    Fan,
    LevelsAndChanges,
    MoveRow,
    PastFan,
    Path,
    Peak,
    RegimeRow,
    ReplayClass,
    RunoffMonth,
    Security,
    Span,
    Spread,
    StopMonths,
)
from ebb.series import Origin, Series
from ebb.text import Words
from ebb.yields import Range as Factor
from ebb.yields.chain import first_link

BOARD = Origin("Board of Governors of the Federal Reserve System", "H.4.1", "WALCL")
QT = Span("QT2", "qt", date(2022, 6, 1), date(2025, 11, 30))
PLAN = Words("QT3 from 2027", "2027年起的QT3")


def monthly(key: str, first: str, values: list[float], unit: str = "USD bn", basis: str = "wednesday level") -> Series:
    """A series on the last day of consecutive months."""
    start = np.datetime64(first, "M")
    dates = (start + np.arange(1, len(values) + 1)).astype("datetime64[D]") - 1
    return Series(key, dates, np.array(values, dtype=float), unit, basis, dates + 1, (BOARD,))


def days_ahead() -> list[DayAhead]:
    """Eight weeks after 28 October 2025 with the calendar's own kinds and made-up spreads, wider on marked days."""
    found = []
    for row, day in enumerate(business_days(date(2025, 10, 29), date(2025, 12, 24)).tolist()):
        kinds = names_of(day)
        middle = 2.0 + 6.0 * len(kinds)
        low, high, extreme = middle - 9.0, 2.5 * middle + 8.0, 4.0 * middle + 15.0
        found.append(DayAhead(day, row + 1, kinds, middle, middle - 1.0, low, high, extreme))
    return found


def apart() -> TakenApart:
    """A day of 315 basis points whose parts add up."""
    parts = (("reserves", 8.0), ("settlement", 0.0), ("after_settlement", 5.0), ("tax", 0.0))
    parts += (("after_tax", 37.0), ("turns", 0.0), ("tga_move", 2.0))
    said = {"additive": (53.0, 12.0, 9.0), "interactions": (129.0, 11.0, 10.0), "quantile": (315.0, 28.0, 20.0)}
    fits = tuple(
        Fitted(model, sample, value, 315.0 - value, 375)
        for model, values in said.items()
        for sample, value in zip(SAMPLES, values, strict=True)
    )
    return TakenApart("SOFR", date(2019, 9, 17), 315.0, 1.0, parts, fits, 78.0)


def sample() -> dict[str, Chart]:
    """Every chart function called once, by the key of its chart."""
    n = np.arange(60)
    falling = monthly("total_assets", "2022-01", list(9000.0 - 40 * n))
    reserves = monthly("reserves", "2022-01", list(3500.0 - 10 * n))
    over = monthly("spread", "2022-01", [5.0, -3.0, 300.0, *([2.0] * 57)], "bp", "month")
    days = (np.datetime64("2027-01", "M") + np.arange(1, 25)).astype("datetime64[D]") - 1
    band = Band(days, 2900.0 - 20 * n[:24], 2900.0 - 10 * n[:24], 2900.0 - 5.0 * n[:24])
    months = [RunoffMonth(date(2022, 6 + i, 1), 30.0, 17.5, 28.0 - i, 9.0 - i) for i in range(6)]
    held = [Security(date(2027 + i, 5, 15), 1e11) for i in range(20)]
    claimed = Claimed(700.0, 900.0, BOARD)
    bridge = Bridge(
        date(2022, 5, 25),
        date(2025, 11, 26),
        (BridgeLine("treasuries", -1500.0), BridgeLine("mbs", -600.0)),
        (BridgeLine("reserves", -400.0), BridgeLine("on_rrp", -1800.0), BridgeLine("currency", 100.0)),
        (BOARD,),
    )
    share = np.linspace(8.0, 18.0, 40)
    points = DemandPoints(
        (np.datetime64("2022-01", "M") + np.arange(40)).astype("datetime64[D]"),
        share,
        12.0 - share,
        ("e2018_19",) * 20 + ("e2025_26",) * 20,
    )
    fit = DemandFit(share, 12.0 - share, 10.0 - share, 14.0 - share, Estimate(12.0, 11.0, 13.0), 0.90)
    rows = [
        RegimeRow("qe", Words("QE", "量化寬鬆"), "qe", 90, Estimate(15.0, 2.0, 28.0), Estimate(20.0, 15.0, 26.0), True),
        RegimeRow(
            "qt", Words("QT", "量化緊縮"), "qt", 60, Estimate(12.0, -3.0, 27.0), Estimate(16.0, 13.0, 19.0), True
        ),
        RegimeRow("QE2", Words("QE2", "QE2"), "qe", 7, Estimate(17.0, None, None), Estimate(12.0, None, None)),
    ]
    dates = falling.dates
    replayed = [
        ReplayClass("treasuries", dates, 5000.0 - 20 * n, 5003.0 - 20 * n),
        ReplayClass("mbs", dates, 2500.0 - 10 * n, np.where(n == 4, np.nan, 2480.0 - 10 * n)),
    ]
    moves = [
        EpisodeRow("a", Words("2013", "2013年"), {"ten_year": 50.0, "vix": None, "funding": None}),
        EpisodeRow("b", Words("2019", "2019年"), {"ten_year": -20.0, "vix": 5.0, "funding": 300.0}),
    ]
    rates = {
        name: monthly(name, "2022-01", [level] * 60, "bp", "month average")
        for name, level in (("sofr", 10.0), ("iorb", 15.0), ("on_rrp", 0.0), ("upper", 25.0))
    }
    both = LevelsAndChanges(dates, 4000.0 + 10 * n, 3000.0 + 30 * n, 0.8, 0.1, (BOARD,))
    peaks = (Peak(date(2022, 9, 30), 2425.9), Peak(date(2022, 12, 30), 2553.7))
    long = monthly("t", "2007-01", list(900.0 + 30 * np.arange(240)))
    first, last = date(2022, 1, 1), date(2026, 12, 31)
    stack = {"reserves": reserves, "rest": falling - reserves}
    plans = [Path("qt3", PLAN, days, band.central), Path("hold", PLAN, days, band.high)]
    level, chance = 2900.0 - 20.0 * n[:24], 4.0 * n[:24]
    fan = Fan(days, *(level + 150.0 * k for k in range(-2, 3)), chance, 0.5 * chance, np.minimum(100.0, 1.5 * chance))
    belts = [Belt(low, low + 150.0, low + 300.0, Words("level", "水準")) for low in (2400.0, 1000.0, 2100.0)]
    spread = Spread(days, *(level + 150.0 * k for k in range(-2, 3)))
    stops = StopMonths(days, np.full(24, 4.0), date(2027, 2, 28), date(2028, 1, 31), date(2028, 12, 31), 96.0, 4.0)
    made = [
        charts.balance_sheet(long, falling, reserves, [QT], date(2027, 1, 5)),
        charts.two_sides(bridge),
        charts.caps_and_runoff("QT2", months, (BOARD,), date(2022, 11, 30)),
        charts.maturity_ladder(held, date(2026, 9, 23), (BOARD,)),
        charts.figure_one(reserves, falling, over, claimed, [QT], date(2022, 1, 1), date(2023, 12, 31)),
        charts.figure_two(reserves, rates, claimed, [QT], date(2022, 1, 1), date(2026, 12, 31)),
        charts.figure_three(reserves, stack, peaks, [QT], first, last),
        charts.leaving_ample(PLAN, reserves, fan, belts[0], belts[1:], first=first, origins=(BOARD,)),
        charts.reserve_demand(points, fit, 11.4, (BOARD,)),
        charts.runoff_effects(
            [
                EffectRow("bonis", Words("Bonis", "Bonis"), "published", "ten_year", Estimate(22.0, 20.0, 24.0)),
                EffectRow("reduced", Words("ebb", "ebb"), "calibrated", "ten_year", Estimate(10.0, 1.0, 17.0)),
                EffectRow("news", Words("ebb news", "ebb局部投影"), "estimated", "ten_year", Estimate(-9.0, -30.0, 12.0)),
                EffectRow("wei", Words("Wei", "Wei"), "published", "policy", Estimate(13.0, 13.0, 13.0)),
            ],
            date(2026, 10, 1),
        ),
        charts.widening_chain(chain_of_links()),
        charts.contagion_table(moves_in_stress()),
        charts.ten_year_moves(
            [
                MoveRow("QE3", Words("QE3", "QE3"), "qe", 58.0, Estimate(32.0, 14.0, 50.0), 26.0),
                MoveRow("QT1", Words("QT1", "QT1"), "qt", -30.0, Estimate(-63.0, -73.0, -53.0), 33.0),
            ],
            date(2019, 7, 31),
            date(2026, 9, 30),
            (BOARD,),
        ),
        charts.stock_regimes(rows, "S&P 500", date(2003, 1, 31), date(2026, 8, 31), 0.95, (BOARD,)),
        charts.projected_path("reserves", PLAN, reserves, band),
        charts.plans_compared("total_assets", falling, plans),
        charts.replayed("QT2", replayed, (BOARD,)),
        charts.stress_episodes(moves, date(2025, 12, 31), (BOARD,)),
        charts.net_liquidity(both),
        charts.funding_weeks(days_ahead(), "SOFR", date(2025, 10, 28), (BOARD,)),
        charts.taken_apart(apart(), (BOARD,)),
        charts.fan("reserves", PLAN, reserves, spread, draws=100, made=date(2026, 12, 31), stops=stops),
        charts.stop_dates(PLAN, stops, draws=100, made=date(2026, 12, 31)),
        charts.past_fans(
            [PastFan(date(2026, 12, 31), spread, reserves, date(2028, 3, 1), (3, 7, 8))], as_of=date(2027, 6, 30)
        ),
    ]  # fmt: skip
    return {chart.key: chart for chart in made}


def moves_in_stress() -> Contagion:
    """Two markets in one episode, one of them out of the ordinary."""
    first, last = date(2022, 9, 22), date(2022, 10, 14)
    calm = PlacedMove(first, last, 1.7, 1.8, 0.6, 0.8, 0.7, -2.0, 2.1, 900, 60)
    wild = PlacedMove(first, last, 83.0, 99.0, 0.99, 0.02, 1.0, -32.0, 47.0, 900, 60)
    moves = (
        ChannelMove("gilt_2022", "dollar", "fx", "percent", "day", calm),
        ChannelMove("gilt_2022", "gilt_10y", "sovereigns", "bp", "day", wild),
    )
    return Contagion(date(2026, 10, 1), moves, (), ("gold",), (BOARD,))


def chain_of_links() -> Chain:
    """Four links, made up."""
    first = first_link("amount", "USD tn", (), 2.0, ("ebb",))
    ten = first.then("ten_year", "bp", Factor(0.0, 10.0, 20.0), ("Bonis",))
    policy = ten.then("policy_rate", "bp", Factor(1.0, 1.5, 2.0), ("ebb",))
    output = policy.then("output", "percent", Factor(-0.02, -0.01, -0.005), ("Laforte",))
    return Chain(date(2026, 10, 1), "qt3", False, (first, ten, policy, output), (), (), (), (), None)


@pytest.fixture(scope="session")
def drawings() -> dict[str, Chart]:
    """All charts."""
    return sample()
