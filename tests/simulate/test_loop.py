"""The loop: laws of every run first, on the packaged figures; then what it says about two runoffs that happened."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from ebb.answers.evidence import Evidence
from ebb.answers.inputs import inputs, reserve_demand
from ebb.answers.runs import run, run_on
from ebb.errors import LawError, OutOfRange, PolicyError, UnknownName, UsageError
from ebb.policy import Programme
from ebb.record import Record
from ebb.scenario import SETTINGS, Scenario, cap_in, load, presets
from ebb.simulate.conditions import build
from ebb.simulate.loop import simulate
from ebb.simulate.result import Run
from ebb.text import Month

TREASURIES = ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation")
ASSETS = ("treasuries", "mbs", "agency_debt", "other_assets")
OWED = ("reserves", "on_rrp", "foreign_rrp", "tga", "currency", "other_liabilities", "capital")
EVERY = [(name, setting) for name in presets() for setting in SETTINGS]


def _cents(amounts: list[float]) -> list[int]:
    """Whole cents, read from the digits that the wire form prints: USD billion with eleven decimals."""
    exact = [Decimal(repr(amount)).scaleb(11) for amount in amounts]
    assert all(amount == int(amount) for amount in exact)
    return [int(amount) for amount in exact]


def _limits(plan: Scenario, programme: Programme, month: date) -> tuple[float | None, float | None]:
    rule = programme.rule(month.year, month.month)
    caps = (plan.caps.treasury, plan.caps.mbs)
    in_force = (rule.treasury_cap, rule.mbs_cap)
    return tuple(cap_in(cap, month) if cap is not None else known for cap, known in zip(caps, in_force, strict=True))  # type: ignore[return-value]


def _programme(record: Record, plan: Scenario) -> Programme:
    return record.programme.as_of(plan.policy_as_of) if plan.policy_as_of else record.programme


@pytest.mark.parametrize(("name", "setting"), EVERY)
def test_the_balance_sheet_balances_to_the_cent_every_month(bench, name, setting):
    wire = bench.run(name, setting).json()
    lines = {key: _cents(path) for key, path in wire["paths"].items()}
    for i in range(len(wire["dates"])):
        at = {key: path[i] for key, path in lines.items()}
        assert at["treasuries"] == sum(at[key] for key in TREASURIES)
        assert at["total_assets"] == sum(at[key] for key in ASSETS)
        assert at["total_assets"] == sum(at[key] for key in OWED) - at["deferred_asset"]
        assert at["deferred_asset"] >= 0
        # other liabilities are a residual and may be of either sign; nothing else may be owed or held below zero
        assert min(amount for key, amount in at.items() if key not in ("other_liabilities", "other_assets")) >= 0


@pytest.mark.parametrize(("name", "setting"), EVERY)
def test_no_month_leaves_its_caps_and_the_cap_binds_when_something_is_rolled(bench, name, setting):
    found, plan = bench.run(name, setting), load(name)
    programme = _programme(bench.record, plan)
    cents = found.flow_cents
    for i, day in enumerate(found.dates):
        treasury, mbs = _limits(plan, programme, day.replace(day=1))
        left = int(cents["coupons_redeemed"][i] + cents["bills_redeemed"][i])
        gone, principal = int(cents["mbs_redeemed"][i]), int(cents["mbs_principal"][i])
        if treasury is None:
            assert int(cents["rolled_over"][i]) == 0
        else:
            assert left <= round(treasury * 1e11)
            assert not cents["rolled_over"][i] or left == round(treasury * 1e11)
        assert gone == (principal if mbs is None else min(principal, round(mbs * 1e11)))
    # what is under way: into Treasuries half a month's principal, into MBS two months' (delivered in up to three), and at
    # first what was owed at the opening
    owed = 100 * sum(part.amount for part in bench.inputs(found.dates[0].replace(day=1)).portfolio.pending)
    waiting = owed + np.cumsum(cents["mbs_principal"] - cents["mbs_redeemed"] - cents["reinvested"])
    assert (waiting >= 0).all()
    assert (waiting <= max(owed, 0) + 2.5 * cents["mbs_principal"].max()).all()


@pytest.mark.parametrize(("name", "setting"), EVERY)
def test_securities_change_by_what_was_redeemed_sold_bought_and_accrued(bench, name, setting):
    """Treasuries and MBS together, in cents; what is left over is inflation compensation of TIPS, and is its size."""
    found = bench.run(name, setting)
    held = found.cents["treasuries"] + found.cents["mbs"]
    f = found.flow_cents
    moved = (
        f["purchased"] + f["reinvested"] - f["coupons_redeemed"] - f["bills_redeemed"] - f["mbs_principal"] - f["sold"]
    )
    accrued = np.diff(held) - moved[1:]
    months = tuple(day.replace(day=1) for day in found.dates)
    inputs_ = bench.inputs(months[0])
    conditions = build(months, inputs_.opening, inputs_.published, inputs_.corridor, load(name).assumptions, setting)
    tips = found.cents["tips"][:-1] + found.cents["tips_inflation_compensation"][:-1]
    whole = conditions.inflation[1:] * tips
    # TIPS that mature in the middle of a month accrue half of it, and they are at most a tenth of all TIPS; those bought
    # in the month accrue from the next one
    assert (np.abs(accrued - whole) <= 0.1 * np.abs(whole) + 1e8).all()


def test_with_prices_standing_still_every_cent_is_explained(bench):
    plan = bench.changed("qt3", assumptions={"inflation": 0.0})
    found = bench.run(plan)
    f = found.flow_cents
    moved = (
        f["purchased"] + f["reinvested"] - f["coupons_redeemed"] - f["bills_redeemed"] - f["mbs_principal"] - f["sold"]
    )
    held = np.diff(found.cents["treasuries"] + found.cents["mbs"])
    assert (held[3:] == moved[4:]).all()  # the prices TIPS refer to were published for the first months of 2027
    # agency principal above the cap goes into bills: MBS fall by all of it
    assert (np.diff(found.cents["mbs"]) == -f["mbs_principal"][1:]).all()


def test_sales_leave_on_top_of_principal(bench):
    found = bench.run("qt3-sales")
    assert (found.flow("sold")[:12] == 15.0).all()
    f = found.flow_cents
    assert (np.diff(found.cents["mbs"]) == -(f["mbs_principal"] + f["sold"])[1:]).all()


@pytest.mark.parametrize("setting", SETTINGS)
def test_hold_redeems_and_buys_nothing(bench, setting):
    found = bench.run("hold", setting)
    for flow in ("coupons_redeemed", "bills_redeemed", "mbs_redeemed", "sold", "purchased"):
        assert not found.flow_cents[flow].any(), flow
    assert (found.flow_cents["rolled_over"] > 0).all()
    par = found.cents["treasuries"] - found.cents["tips_inflation_compensation"] + found.cents["mbs"]
    # par stays, but for compensation that matures with its TIPS and is rolled into par, once principal on its way is counted
    par = par + np.cumsum(found.flow_cents["mbs_principal"] - found.flow_cents["reinvested"])
    assert (np.diff(par) >= 0).all()
    assert par[-1] / par[0] < 1.03


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_faster_plan_holds_less_at_every_month(bench, setting):
    faster, plan, slower = (
        run.cents["treasuries"] + run.cents["mbs"]
        for run in (bench.run(name, setting) for name in ("faster", "qt3", "slower"))
    )
    assert (faster <= plan).all()
    assert (plan <= slower).all()
    assert faster[-1] < plan[-1] < slower[-1]


@pytest.mark.parametrize("name", presets())
def test_the_low_setting_ends_with_no_more_reserves_than_the_high_one(bench, name):
    """Equal where everything is published, and where standing repo holds all three at the same point of demand."""
    low, central, high = (bench.run(name, setting).cents["reserves"][-1] for setting in SETTINGS)
    assert low <= central <= high


def test_the_settings_differ_before_standing_repo_holds_them_together(bench):
    low, central, high = (bench.run("qt3", setting).path("reserves")[0] for setting in SETTINGS)
    assert low < central < high


def test_the_same_run_twice_is_the_same_to_the_bit(bench):
    record = Record(bench.record.as_of)
    again = run_on(record, load("qt3"), reserve_demand(record))
    first = bench.run("qt3")
    assert json.dumps(again.json(), sort_keys=True) == json.dumps(first.json(), sort_keys=True)
    for name, values in first.cents.items():
        assert values.tobytes() == again.cents[name].tobytes(), name
    for name, values in first.ratios.items():
        assert values.tobytes() == again.ratios[name].tobytes(), name


def test_a_longer_run_begins_as_the_shorter_one(bench):
    short, long = bench.run("qt3", months=7), bench.run("qt3")
    assert short.json()["paths"] == long.first_months(7).json()["paths"]
    assert short.events == long.first_months(7).events


@pytest.mark.parametrize("day", [date(2024, 7, 18), date(2025, 10, 28)])
def test_no_run_depends_on_what_became_known_later(evidence_on, poisoned, day):
    honest = {name: evidence_on(day).run(name, months=24).json() for name in ("current", "qt2-2022")}
    with poisoned(day):
        blind = Evidence(day)
        assert honest == {name: blind.run(name, months=24).json() for name in honest}
    with poisoned(date(2024, 3, 1)):  # the poison can be seen: the same day, knowing less, runs otherwise
        assert Evidence(day).run("qt2-2022", months=24).json()["paths"] != honest["qt2-2022"]["paths"]


# -- what happened ---------------------------------------------------------------------------------------------------


def _published(bench, key: str, run: Run) -> np.ndarray:
    """Last Wednesday of each month, USD billion; NaN where it was a holiday for the line (25 December 2024)."""
    by_month = bench.record.series(key).in_unit("USD bn").by_month()
    return np.array([by_month.get((day.year, day.month), np.nan) for day in run.dates])


def test_the_second_runoff_as_it_happened(bench):
    """Published: H.4.1, last Wednesday of each month; a run is of the month's last day.

    What leaves in between (at most one capped month of 60 billion, on more than 4,000) is in the tolerance of 1.5 percent
    for Treasuries; measured 0.95. MBS repay by an assumption about borrowers: measured 5.6 percent at the end
    (4.0 while the purchases delivered after the start were left out, which hid part of the assumption's miss).
    """
    found = bench.run("qt2-2022")
    miss = {key: found.path(key) - _published(bench, key, found) for key in ("treasuries", "mbs", "reserves")}
    assert np.abs(miss["treasuries"] / _published(bench, "treasuries", found)).max() < 0.015
    assert np.abs(miss["mbs"] / _published(bench, "mbs", found)).max() < 0.06
    # every other line is published, so reserves miss by what the two classes miss, and by nothing else
    whole = ~np.isnan(_published(bench, "on_rrp", found))
    assert whole.sum() == len(found) - 1
    assert miss["reserves"][whole] == pytest.approx((miss["treasuries"] + miss["mbs"])[whole], abs=1e-6)
    assert np.abs(miss["reserves"]).max() < 130.0  # four percent of reserves


def test_published_lines_are_as_published_while_nothing_departs_from_history(bench):
    found = bench.run("qt2-2022")
    for line in ("on_rrp", "tga", "currency", "foreign_rrp"):
        known = _published(bench, line, found)
        there = ~np.isnan(known)
        assert found.path(line)[there] == pytest.approx(known[there], abs=1e-11), line
    assert not [event for event in found.events if event.kind == "standing_repo"]


def test_the_plan_of_may_2022_would_have_run_off_more_and_no_caps_more_still(bench):
    happened, promised, free = (bench.run(name) for name in ("qt2-2022", "qt2-2022-as-announced", "no-caps-2022"))
    now, then = bench.record.programme, bench.record.programme.as_of(date(2022, 5, 4))
    caps = [
        programme.rule(day.year, day.month).treasury_cap or 0.0 for programme in (now, then) for day in happened.dates
    ]
    between = sum(caps[len(happened) :]) - sum(caps[: len(happened)])
    assert between == pytest.approx(35 * 10 + 55 * 8)  # 60 against 25 for ten months and against 5 for eight
    gap = happened.path("treasuries")[-1] - promised.path("treasuries")[-1]
    redeemed = [run.flow("coupons_redeemed").sum() + run.flow("bills_redeemed").sum() for run in (promised, happened)]
    # the wider cap is not always filled: once the bills are gone, less matures than may leave
    assert redeemed[0] - redeemed[1] <= between + 1e-6
    assert gap == pytest.approx(redeemed[0] - redeemed[1], abs=5.0)  # the rest: compensation on fewer TIPS
    assert gap > 0.8 * between
    assert free.path("treasuries")[-1] < promised.path("treasuries")[-1] < happened.path("treasuries")[-1]
    assert free.path("mbs")[-1] == pytest.approx(promised.path("mbs")[-1], abs=1.0)  # the MBS cap never bound


def test_the_first_runoff_as_it_happened(bench):
    found = bench.run("qt1-2017")
    for key, most in (("treasuries", 0.015), ("mbs", 0.03)):
        assert np.abs(found.path(key) / _published(bench, key, found) - 1.0).max() < most, key


# -- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"months": 0}, UsageError, "0 months"),
        ({"months": 601}, UsageError, "601 months"),
        ({"frequency": "weekly"}, UsageError, 'frequency "weekly"'),
        ({"frequency": "daily", "months": -1}, UsageError, 'frequency "daily" and -1 months'),
        ({"setting": "centrl"}, UnknownName, 'did you mean "central"'),
        ({"start": date(2015, 1, 1)}, OutOfRange, "before scenario qt3"),
        ({"start": date(2026, 12, 1)}, OutOfRange, "before scenario qt3"),
    ],
)
def test_a_run_that_cannot_be_is_wrong_use(options, error, words):
    with pytest.raises(error, match=words) as caught:
        run("qt3", **options)
    assert type(caught.value) is error
    assert caught.value.exit_code == 2
    assert len(str(caught.value).splitlines()) == 4


@pytest.mark.parametrize("start", [date(2015, 1, 1), date(2017, 9, 1)])
def test_no_run_starts_before_the_first_list(start):
    with pytest.raises(OutOfRange, match="no list of the Fed's securities") as caught:
        run("current", start=start)
    assert caught.value.exit_code == 2


def test_purchases_without_a_pace_that_no_statement_shows_yet_are_no_plan(evidence_on):
    """In March 2020 the Fed bought as much as was needed; nobody could say how much April would bring."""
    day = date(2020, 3, 31)
    with pytest.raises(PolicyError, match=r"2020-0[34] without an announced monthly pace") as caught:
        run("current", as_of=day)
    assert len(str(caught.value).splitlines()) == 4
    with pytest.raises(OutOfRange, match="without an announced monthly pace") as refused:
        evidence_on(day).run("current")  # a question asked on such a day is out of range
    assert refused.value.exit_code == 2


def test_a_scenario_does_not_start_before_its_opening(bench):
    handed = bench.inputs(date(2027, 1, 1))
    with pytest.raises(OutOfRange, match="before the opening holdings") as caught:
        simulate(load("qt3"), handed, date(2020, 1, 1), 3)
    assert caught.value.exit_code == 2


def test_a_plan_that_leaves_less_than_no_reserves_breaks_a_law(bench):
    drained = bench.changed("qt3", assumptions={"tga": 6000, "on_rrp": 0})
    with pytest.raises(LawError, match="reserves stands at -"):
        bench.run(drained)


def test_a_run_ends_before_the_month_that_would_take_reserves_below_zero(evidence_on):
    """The plan known in June 2018, without a lender in the record, runs dry: what came before is still an answer."""
    found = run("current", as_of=date(2018, 6, 30))
    assert 12 < len(found) < load("current").months
    assert found.path("reserves").min() > 0.0
    assert (found.events[-1].kind, found.events[-1].date) == ("end", found.dates[-1])
    assert Month(found.dates[-1]).say("en") in found.summary("en")
    again = run("current", as_of=date(2018, 6, 30), months=len(found))
    assert np.array_equal(again.cents["reserves"], found.cents["reserves"])
    assert all(event.kind != "end" for event in again.events)


def test_a_portfolio_run_off_to_nothing_still_balances(bench):
    found = bench.run("qt3", months=560)
    assert found.path("treasuries")[-1] < 1.0
    assert found.path("mbs")[-1] < 1.0


def test_without_an_estimate_of_demand_on_rrp_stays_at_its_last_published_level(bench):
    handed = inputs(bench.record, date(2027, 1, 1), None)
    found = simulate(load("slower"), handed, date(2027, 1, 1), 3)
    level = bench.record.series("on_rrp").last()[1]
    assert found.path("on_rrp") == pytest.approx(level)
