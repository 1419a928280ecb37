"""The kernel of draws against its two judges: the deterministic loop on the path without draws, the plain twin on any path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from ebb.errors import OutOfRange, UsageError
from ebb.funding.kinked import Hinge
from ebb.portfolio.prepayment import smm as exact_smm
from ebb.scenario import Scenario, load
from ebb.simulate.ensemble import compiled, mortgages, overnight, tables
from ebb.simulate.ensemble.drawn import block, numbers_with, two_year_weights
from ebb.simulate.ensemble.kernel import follow
from ebb.simulate.ensemble.prepare import prepare
from ebb.simulate.ensemble.tables import LINES, WRITTEN, Numbers, Tables, Work, work_for
from ebb.simulate.ensemble.twin import follow_one
from ebb.simulate.loop import simulate
from ebb.simulate.result import Run
from ebb.simulate.split import meet

#: Dollars by which a line may differ after five years of a book of seven trillion: a share rounded down by one lot of $100
#: in float64 and not in integers moves a few lots, and its interest a few dollars.
LOTS = 10_000.0
#: Cents by which interest may differ in a month: each of its items is rounded to a cent, on balances a few lots apart.
CENTS = 10_000.0
#: Numbers of no plan at all; a field is filled with its own type.
NUMBERS = Numbers(*(0 if kind == "int" else 0.0 for kind in Numbers.__annotations__.values()))


@dataclass
class Followed:
    """What the kernel wrote down, shape of `paths` (names, months, draws), and the working arrays of the last draw."""

    paths: dict[str, np.ndarray]
    stopped: np.ndarray
    ended: np.ndarray
    gone: np.ndarray
    gap: float
    work: Work


def run_kernel(t: Tables, drawn: np.ndarray, months: int) -> Followed:
    out = np.zeros((len(WRITTEN), months, drawn.shape[1]))
    marks = [np.zeros(drawn.shape[1], dtype=np.int64) for _ in range(3)]
    work = work_for(t)
    gap = follow(t, drawn, work, out, *marks)
    return Followed(dict(zip(WRITTEN, out, strict=True)), *marks, gap, work)


def paths_like(conditions, first: int, draws: int, seed: int | None, size: float = 1.0) -> np.ndarray:
    """Draws around the central paths from month `first` on; with no seed they are the central paths themselves."""
    c, part = conditions, slice(first, None)
    growth = np.append(c.inflation[2:], [c.inflation[-1]] * 2)
    rows = (c.iorb, c.ten_year, c.mortgage_rates[3:], growth, c.gdp, c.tga, c.currency)
    made = np.repeat(np.array([row[part] for row in rows])[:, None, :], draws, axis=1)
    if seed is not None:
        rng = np.random.default_rng(seed)
        steps = np.cumsum(rng.standard_normal(made.shape), axis=2)
        for row, scale in enumerate((0.2, 0.2, 0.25, 0.0, 0.0, 40.0, 5.0)):
            made[row] += size * scale * steps[row]
        made[3] += size * 0.002 * rng.standard_normal(made[3].shape)
        made[4] *= np.exp(size * 0.004 * steps[4])
        made[:3] = np.maximum(made[:3], 0.1)
        made[5] = np.maximum(made[5], 10.0)
    made[5:] = np.rint(made[5:] * 1e11)
    return np.ascontiguousarray(made)


def prepared(bench, plan: Scenario, first: date, months: int):
    return prepare(plan, bench.inputs(first), first, months)


def begun(made, first: int) -> Tables:
    """Tables of a run whose draws begin in a month and carry interest on reserves itself."""
    t, c = made.tables, made.conditions
    end = min(first, len(c.months) - 1)
    over = {
        "over_iorb": 0.0,
        "over_floor": c.on_rrp_rate[end] - c.iorb[end],
        "over_bills": c.bill_yield[end] - c.iorb[end],
    }
    return t._replace(numbers=t.numbers._replace(first=first, two_on_policy=0.4, two_on_ten=0.6, **over))


def differences(found: Followed, run: Run) -> dict[str, float]:
    """Largest difference of each line to a run of the loop, dollars."""
    months = len(run)
    far = {
        name: np.abs(found.paths[name][:months, 0] - run.cents[name]).max() / 100 for name in (*LINES, "total_assets")
    }
    for name in ("net_income", "remittances", "standing_repo"):
        far[name] = np.abs(found.paths[name][:months, 0] / 1e11 - run.ratios[name]).max() * 1e9
    return far


PLANS = {
    "qt1-2017": (date(2017, 10, 1), 24, {}),
    "qt2-2022-as-announced": (date(2022, 6, 1), 60, {}),
    "no-caps-2022": (date(2022, 6, 1), 36, {}),
    "current": (date(2026, 10, 1), 60, {}),
    "qt3": (date(2027, 1, 1), 60, {}),
    "stops by bank assets": (date(2027, 1, 1), 60, {"stop": {"reserves_share_of_bank_assets": 0.1}}),
    "stops by GDP": (
        date(2027, 1, 1),
        48,
        {"stop": {"reserves_share_of_gdp": 0.08}, "after": {"mbs_principal": "treasuries"}},
    ),
    "stops by spread": (date(2027, 1, 1), 48, {"stop": {"spread": 4.0}, "after": {"mbs_principal": "mbs"}}),
    "stops by date": (
        date(2027, 1, 1),
        36,
        {"stop": {"date": date(2028, 1, 1)}, "after": {"mbs_principal": "runoff", "bill_purchases": 20.0}},
    ),
    "stops by amount, buys": (
        date(2027, 1, 1),
        36,
        {"stop": {"reserves": 2700.0}, "purchases": {"bills": 5.0, "coupons": 12.0, "mbs": 3.0}},
    ),
}


def plan_of(name: str) -> tuple[Scenario, date, int]:
    first, months, more = PLANS[name]
    plan = load("qt3" if more else name)
    told = {key: type(getattr(plan, key)).model_validate(value) for key, value in more.items()}
    return plan.model_copy(update=told), first, months


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("drawn", [False, True], ids=["no draws", "central draws"])
def test_without_draws_the_kernel_is_the_loop(bench, name, drawn):
    plan, first, months = plan_of(name)
    run = simulate(plan, bench.inputs(first), first, months)
    made = prepared(bench, plan, first, months)
    # central draws begin after the last published month: before it, rates are averages over steps
    start = made.tables.numbers.start + 6 if drawn and first > date(2026, 1, 1) else len(made.conditions.months)
    found = run_kernel(begun(made, start), paths_like(made.conditions, start, 1, None), months)
    assert found.gap == 0.0
    far = differences(found, run)
    assert max(far.values()) < LOTS, far
    assert far["net_income"] < CENTS / 100
    stop = None if found.stopped[0] < 0 else run.dates[found.stopped[0]]
    assert stop == run.stopped
    assert (found.ended[0] < 0) == (len(run) == months)


@pytest.mark.parametrize(
    "name", ["qt3", "stops by bank assets", "stops by GDP", "stops by spread", "stops by amount, buys"]
)
def test_the_twin_finds_the_same_on_drawn_paths(bench, name):
    plan, first, months = plan_of(name)
    made = prepared(bench, plan, first, months)
    t = begun(made, 3)
    drawn = paths_like(made.conditions, 3, 3, seed=7, size=2.0)
    found = run_kernel(t, drawn, months)
    assert found.gap == 0.0
    for k in range(3):
        plain, *marks = follow_one(t, drawn[:, k])
        assert marks == [found.stopped[k], found.ended[k], found.gone[k]]
        for path in WRITTEN:
            there = found.paths[path][: len(plain[path]), k]
            near = 1e-6 if "share" in path else 100 * LOTS
            assert np.abs(np.array(plain[path]) - there).max() < near, path
    assert len(set(found.stopped.tolist())) > 1 or name == "qt3"  # the rule answers to the draw


def test_the_identity_holds_in_every_draw_and_month_to_the_cent(bench):
    plan, first, months = plan_of("stops by spread")
    made = prepared(bench, plan, first, months)
    found = run_kernel(begun(made, 1), paths_like(made.conditions, 1, 60, seed=3, size=3.0), months)
    assert found.gap == 0.0
    p = {name: path[~np.isnan(path)].astype(np.int64) for name, path in found.paths.items() if "share" not in name}
    assets = sum(p[name] for name in LINES[:8])
    owed = sum(p[name] for name in LINES[8:15])
    assert np.array_equal(assets, owed - p["deferred_asset"])
    assert np.array_equal(p["total_assets"], assets)
    assert np.array_equal(p["treasuries"], sum(p[name] for name in LINES[:5]))
    assert all((p[name] >= 0).all() for name in LINES if name not in ("other_assets", "other_liabilities"))
    losses = np.diff(np.insert(found.paths["deferred_asset"], 0, found.paths["deferred_asset"][0], axis=0), axis=0)[1:]
    assert np.array_equal(found.paths["net_income"][1:], found.paths["remittances"][1:] - losses)


def test_the_lines_of_the_books_are_the_securities_of_the_draw(bench):
    """Par in = held + redeemed + sold, whatever came on the way: the books never leave the portfolio."""
    plan, first, months = plan_of("stops by amount, buys")
    made = prepared(bench, plan, first, months)
    found = run_kernel(begun(made, 2), paths_like(made.conditions, 2, 5, seed=11), months)
    kinds, held, last = (
        made.tables.issues.issue[tables.KIND],
        found.work.held,
        {n: p[-1, -1] for n, p in found.paths.items()},
    )
    by_class = [100.0 * held[tables.PAR, kinds == kind].sum() for kind in (tables.NOTES, tables.FRN, tables.TIPS)]
    assert by_class == [last["notes_bonds"], last["frn"], last["tips"]]
    assert 100.0 * held[tables.EXTRA].sum() == last["tips_inflation_compensation"]
    to_come = made.tables.issues.months[tables.WEEK, -1]
    assert 100.0 * found.work.queues[tables.MATURING, to_come:].sum() == last["bills"]
    pools = found.work.pools[tables.OWED].sum() + found.work.new[tables.NEW_OWED].sum()
    assert 100.0 * pools == last["mbs"]


def test_a_draw_is_the_same_in_any_company(bench):
    plan, first, months = plan_of("stops by bank assets")
    made = prepared(bench, plan, first, months)
    t, drawn = begun(made, 2), paths_like(made.conditions, 2, 9, seed=5, size=2.0)
    whole = run_kernel(t, drawn, months)
    for k in (0, 4, 8):
        alone = run_kernel(t, np.ascontiguousarray(drawn[:, k : k + 1]), months)
        for name, path in whole.paths.items():
            assert np.array_equal(path[:, k : k + 1], alone.paths[name], equal_nan=True), name


def test_higher_mortgage_rates_leave_more_mbs(bench):
    plan, first, months = plan_of("qt3")
    made = prepared(bench, plan, first, months)
    drawn = paths_like(made.conditions, 1, 3, None)
    drawn[2] += np.array([-1.0, 0.0, 1.0])[:, None]
    mbs = run_kernel(begun(made, 1), drawn, months).paths["mbs"]
    assert (np.diff(mbs[6:], axis=1) > 0).all()


@pytest.mark.parametrize(
    "more",
    [{"sales": {"mbs": 15.0}}, {"restart": {"months": 6}}, {"swap": {"amount": 10.0, "sell": [1, 3], "buy": [6, 30]}}],
    ids=["sales", "restart", "swap"],
)
def test_what_a_plan_uses_and_draws_do_not_know_is_refused_by_name(bench, more):
    plan = Scenario.model_validate({**load("qt3").model_dump(), **more})
    with pytest.raises(UsageError, match=next(iter(more))):
        prepared(bench, plan, date(2027, 1, 1), 12)


def test_a_curve_of_another_shape_is_refused(bench):
    inputs = replace(bench.inputs(date(2027, 1, 1)), spread=lambda share: 20.0 - share)
    with pytest.raises(UsageError, match="no hinge"):
        prepare(load("qt3"), inputs, date(2027, 1, 1), 12)


def test_income_by_class_averages_is_refused(bench):
    inputs = replace(bench.inputs(date(2027, 1, 1)), by_security=None)
    with pytest.raises(UsageError, match="average coupons"):
        prepare(load("qt3"), inputs, date(2027, 1, 1), 12)


def test_a_year_of_a_calendar_is_its_coupon_once(bench):
    """Per percent of coupon, a dollar earns a cent in any twelve months, whatever days its coupons fall on."""
    t = prepared(bench, load("qt3"), date(2027, 1, 1), 36).tables.issues
    year = np.lib.stride_tricks.sliding_window_view(t.accrual, 12, axis=1).sum(axis=2)
    # half-years of 181 to 184 days: a month is a little more of one than of the next
    assert np.abs(year - 1.0).max() < 0.004
    part = t.offers[[tables.FRESH, tables.AGAIN]]
    assert (part >= 0.0).all()
    assert (part <= t.accrual.max()).all()
    assert (t.last[tables.EARNS] > 0.0).all()
    assert (t.last[tables.EARNS] <= t.accrual.max()).all()


@njit
def smm_here(x):
    return mortgages.smm(x)


@njit
def meet_here(numbers, floor, intercept, ceiling, pool, banks):
    return overnight.meet(numbers, floor, intercept, ceiling, pool, banks)


def test_the_polynomial_is_the_twelfth_root():
    speeds = np.linspace(0.0, mortgages.FASTEST, 20_001)
    found = np.array([smm_here(x) for x in speeds])
    # the power itself loses digits near zero: logarithms do not
    assert np.abs(found[1:] / -np.expm1(np.log1p(-speeds[1:]) / 12.0) - 1.0).max() < 1e-12
    assert np.abs(found - exact_smm(speeds)).max() < 1e-13


@given(
    kink=st.floats(5.0, 20.0),
    slope=st.floats(0.0, 10.0),
    floor=st.floats(-15.0, 5.0),
    pool=st.floats(1.0, 6000.0),
    intercept=st.floats(-3.0, 8.0),
    ceiling=st.floats(10.0, 2500.0),
)
@settings(max_examples=200, deadline=None)
def test_two_demands_meet_where_the_loop_finds_them(kink, slope, floor, pool, intercept, ceiling):
    curve, banks = Hinge(kink, slope, floor), 24_000.0

    def funds(spread: float) -> float:
        return float(min(max(np.expm1(min(intercept - 0.25 * spread, 50.0)), 0.0), ceiling))

    numbers = NUMBERS._replace(kink=kink, spread_slope=slope, funds_slope=-0.25)
    found = meet_here(numbers, floor, intercept, ceiling, pool, banks)
    assert 0.0 <= found <= pool
    assert found == pytest.approx(meet(pool, banks, curve, funds), abs=1e-7)


def test_the_cache_is_tied_to_the_text_of_every_piece(monkeypatch):
    before = compiled.fingerprint(mortgages, overnight, tables)
    assert before == compiled.fingerprint(mortgages, overnight, tables)
    monkeypatch.setattr(tables, "EXTRA", 7)
    assert compiled.fingerprint(mortgages, overnight, tables) != before
    monkeypatch.undo()
    monkeypatch.setattr(mortgages, "deliver", mortgages.order)
    assert compiled.fingerprint(mortgages, overnight, tables) != before


def test_draws_are_laid_on_the_months_of_the_run(bench):
    made = prepared(bench, load("qt3"), date(2027, 1, 1), 12)
    months = np.array(made.conditions.months, dtype="datetime64[M]")
    whole = np.arange(months[2], months[-1] + 3)
    lines = ("policy_rate", "ten_year", "mortgage_rate", "inflation", "gdp", "tga", "currency")
    paths = {name: np.arange(2.0)[:, None] + np.arange(float(len(whole))) for name in lines}
    first, found = block(SimpleNamespace(months=whole, **paths), made.conditions)
    assert first == 2
    assert found.shape == (7, 2, len(months) - 2)
    assert found[0, 1, 0] == 1.0
    assert found[3, 0, 6] == pytest.approx(np.expm1(6.0 / 1200.0))
    assert found[5, 0, 4] == 4e11
    with pytest.raises(OutOfRange, match="the draws end"):
        block(SimpleNamespace(months=whole[:5], **{n: p[:, :5] for n, p in paths.items()}), made.conditions)


def test_the_two_year_yield_moves_with_both_ends(bench):
    published = bench.inputs(date(2027, 1, 1)).published
    on_policy, on_ten = two_year_weights(published)
    assert 0.0 < on_policy < 1.0
    assert 0.0 < on_ten < 1.0
    made = prepared(bench, load("qt3"), date(2027, 1, 1), 12)
    numbers = numbers_with(made.tables.numbers, made.conditions, 2, gap=-0.02, published=published)
    assert numbers.over_iorb == 0.02
    assert (numbers.two_on_policy, numbers.two_on_ten) == (on_policy, on_ten)
