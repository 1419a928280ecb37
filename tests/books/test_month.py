"""A month in the books: reserves are what results, every entry balances, and the flows mean what they say."""

from dataclasses import fields, replace
from datetime import date
from time import process_time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.books import (
    ASSETS,
    LINES,
    ClassFlows,
    Entry,
    FedStatement,
    MonthFlows,
    check_balance,
    post_month,
    reserves_change,
    settle,
)
from ebb.books.month import SECURITIES
from ebb.errors import AmountError, LawError, UsageError

START, END = date(2022, 5, 25), date(2022, 6, 29)
BIG = 10**14  # a trillion dollars


def opening(deferred: int = 0) -> FedStatement:
    held = dict.fromkeys(ASSETS, 5 * BIG)
    owed = dict.fromkeys(("reserves", "on_rrp", "foreign_rrp", "tga", "currency"), 6 * BIG)
    rest = sum(held.values()) - sum(owed.values()) + deferred
    return FedStatement(START, **held, **owed, other_liabilities=rest, deferred_asset=deferred)


amounts = st.integers(0, BIG // 100)
signed = st.integers(-BIG // 100, BIG // 100)
SIGNED = [f.name for f in fields(MonthFlows) if f.name not in ("date", "indemnified", *SECURITIES)]


@st.composite
def month_flows(draw: st.DrawFn) -> MonthFlows:
    classes: dict[str, Any] = {}
    for name in SECURITIES:
        matured = draw(amounts)
        classes[name] = ClassFlows(matured, draw(st.integers(0, matured)), draw(amounts), draw(amounts))
    return MonthFlows(END, **classes, **{name: draw(signed) for name in SIGNED})


@settings(max_examples=50, deadline=None)
@given(month_flows(), st.integers(0, BIG // 50))
def test_the_identity_holds_and_every_line_moves_as_its_flow_says(flows: MonthFlows, deferred: int) -> None:
    before, journal = opening(deferred), list[Entry]()
    after = post_month(before, flows, journal)
    moved = after.less(before)
    # 1. every line but reserves moves by its own flows
    for name in SECURITIES:
        accreted = flows.compensation_accreted if name == "tips_inflation_compensation" else 0
        assert moved[name] == getattr(flows, name).change + accreted
    for name in ("tga", "currency", "on_rrp", "foreign_rrp", "other_liabilities", "capital"):
        assert moved[name] == getattr(flows, name)
    assert moved["other_assets"] == (
        flows.other_assets - flows.premium_amortisation - flows.premium_sold + flows.premium_bought
    )
    assert (after.deferred_asset, 0) == (settle(deferred, flows.net_income)[0], 0)
    # 2. reserves result from the identity
    assert moved["reserves"] == (
        moved["total_assets"]
        - sum(moved[n] for n in ("on_rrp", "foreign_rrp", "tga", "currency", "other_liabilities", "capital"))
        + moved["deferred_asset"]
    )
    assert reserves_change(before, flows) == moved["reserves"]
    # 3. the journal balances entry by entry and adds up to the statement
    sums = dict.fromkeys((*LINES, "income"), 0)
    for item in journal:
        check_balance(item)
        for leg in item.legs:
            sums[leg.account.name] += leg.change
    assert sums.pop("income") == 0
    assert sums == {name: moved[name] for name in LINES}


@settings(max_examples=30, deadline=None)
@given(month_flows(), month_flows())
def test_two_months_in_a_row_are_their_sum_when_income_is_left_out(one: MonthFlows, two: MonthFlows) -> None:
    quiet = {"cash_income": 0, "compensation_accreted": 0, "premium_amortisation": 0, "gain_on_sales": 0}
    one, two = replace(one, **quiet), replace(two, date=date(2022, 7, 27), **quiet)
    both = MonthFlows(
        two.date,
        **{
            n: ClassFlows(
                *(getattr(getattr(one, n), f.name) + getattr(getattr(two, n), f.name) for f in fields(ClassFlows))
            )
            for n in SECURITIES
        },
        **{n: getattr(one, n) + getattr(two, n) for n in SIGNED},
    )
    assert post_month(post_month(opening(), one), two) == post_month(opening(), both)


def test_a_quiet_month_changes_the_date_only() -> None:
    assert post_month(opening(), MonthFlows(END)) == replace(opening(), date=END)


def test_a_redemption_passes_through_the_treasurys_account() -> None:
    journal: list[Entry] = []
    flows = MonthFlows(END, notes_bonds=ClassFlows(matured=100, rolled_into=70))
    moved = post_month(opening(), flows, journal).less(opening())
    assert (moved["notes_bonds"], moved["tga"], moved["reserves"]) == (-30, 0, -30)
    paid, borrowed = ({leg.account.name: leg.change for leg in item.legs} for item in journal)
    assert paid == {"notes_bonds": -30, "tga": -30}
    assert borrowed == {"tga": 30, "reserves": -30}


def test_a_treasury_that_lets_its_account_shrink_spares_reserves() -> None:
    flows = MonthFlows(END, notes_bonds=ClassFlows(matured=100), tga=-100)
    assert post_month(opening(), flows).less(opening())["reserves"] == 0


def test_money_funds_that_leave_on_rrp_spare_reserves() -> None:
    flows = MonthFlows(END, notes_bonds=ClassFlows(matured=100), on_rrp=-100)
    assert post_month(opening(), flows).less(opening())["reserves"] == 0


def test_a_rollover_may_land_in_another_class_but_not_exceed_what_matured() -> None:
    moved = post_month(
        opening(), MonthFlows(END, notes_bonds=ClassFlows(matured=100), bills=ClassFlows(rolled_into=100))
    ).less(opening())
    assert (moved["notes_bonds"], moved["bills"], moved["reserves"]) == (-100, 100, 0)
    with pytest.raises(AmountError, match="more rolled over than matured"):
        MonthFlows(END, notes_bonds=ClassFlows(matured=100), bills=ClassFlows(rolled_into=101))
    with pytest.raises(AmountError, match="agency securities"):
        MonthFlows(END, mbs=ClassFlows(matured=100, rolled_into=101))


@pytest.mark.parametrize(
    ("deferred", "cash", "expected"),
    [
        (0, -7, {"reserves": 7, "deferred_asset": 7, "tga": 0}),
        (10, 7, {"reserves": -7, "deferred_asset": -7, "tga": 0}),
        (10, 25, {"reserves": -10, "deferred_asset": -10, "tga": 0}),
        (0, 25, {"reserves": 0, "deferred_asset": 0, "tga": 0}),
    ],
)
def test_income_runs_down_the_deferred_asset_before_it_is_remitted(
    deferred: int, cash: int, expected: dict[str, int]
) -> None:
    """A remittance is spent again by the Treasury (its account is a given path): only earning back drains reserves."""
    moved = post_month(opening(deferred), MonthFlows(END, cash_income=cash)).less(opening(deferred))
    assert {name: moved[name] for name in expected} == expected
    assert moved["capital"] == 0


def test_a_remittance_fills_the_treasurys_account_without_draining_reserves_twice() -> None:
    moved = post_month(opening(), MonthFlows(END, cash_income=25, tga=25)).less(opening())
    assert (moved["tga"], moved["reserves"]) == (25, -25)


def test_accretion_and_amortisation_move_no_cash_while_there_is_a_deferred_asset() -> None:
    flows = MonthFlows(END, compensation_accreted=9, premium_amortisation=4)
    moved = post_month(opening(100), flows).less(opening(100))
    assert (moved["reserves"], moved["tips_inflation_compensation"], moved["other_assets"]) == (0, 9, -4)
    assert moved["deferred_asset"] == -5


def test_more_than_is_held_cannot_leave() -> None:
    with pytest.raises(LawError, match="bills stands at"):
        post_month(opening(), MonthFlows(END, bills=ClassFlows(sold=5 * BIG + 1)))


def test_reserves_below_zero_stop_the_run_with_advice() -> None:
    with pytest.raises(LawError, match="reserves stands at") as caught:
        post_month(opening(), MonthFlows(END, currency=6 * BIG + 1))
    assert "stop it earlier" in caught.value.next_step


def test_months_come_in_order() -> None:
    with pytest.raises(UsageError, match="cannot follow"):
        post_month(opening(), MonthFlows(START))


def test_flows_are_named_by_direction_and_whole() -> None:
    with pytest.raises(AmountError, match="matured is"):
        ClassFlows(matured=-1)
    with pytest.raises(AmountError, match="cents"):
        MonthFlows(END, tga=1.5)  # type: ignore[arg-type]
    assert type(ClassFlows(matured=np.int64(3)).matured) is int  # type: ignore[arg-type]


def test_ten_years_in_three_settings_are_posted_in_well_under_a_tenth_of_a_second() -> None:
    def decade() -> float:
        begun = process_time()
        for _ in range(3):
            statement = opening()
            for month in range(120):
                flows = MonthFlows(
                    date(2022 + (month + 5) // 12, (month + 5) % 12 + 1, 28),
                    notes_bonds=ClassFlows(matured=BIG // 1000, rolled_into=BIG // 3000),
                    bills=ClassFlows(matured=BIG // 900, rolled_into=BIG // 900),
                    mbs=ClassFlows(matured=BIG // 2000),
                    tga=BIG // 5000,
                    currency=BIG // 4000,
                    on_rrp=-BIG // 400,
                    compensation_accreted=BIG // 9000,
                    cash_income=-BIG // 2000,
                )
                statement = post_month(statement, flows)
        return process_time() - begun

    # 0.025 s of processor time measured
    assert min(decade() for _ in range(3)) < 0.1


# -- outright sales: book value out, proceeds in -----------------------------------------------------------------------


def test_a_sale_below_cost_takes_its_price_of_reserves_and_its_loss_of_income() -> None:
    """Par 100 held at an amortised cost of 104 and sold at 80: reserves fall by 80, the loss of 24 is deferred."""
    journal: list[Entry] = []
    flows = MonthFlows(END, mbs=ClassFlows(sold=100), premium_sold=4, gain_on_sales=-24)
    moved = post_month(opening(), flows, journal).less(opening())
    assert (moved["mbs"], moved["other_assets"], moved["reserves"]) == (-100, -4, -80)
    assert (moved["deferred_asset"], moved["tga"]) == (24, 0)
    sold = {leg.account.name: leg.change for leg in journal[0].legs}
    assert sold == {"mbs": -100, "other_assets": -4, "reserves": -80, "income": -24}


def test_a_gain_on_a_sale_is_remitted_like_any_income() -> None:
    moved = post_month(opening(), MonthFlows(END, bills=ClassFlows(sold=100), gain_on_sales=7, tga=7)).less(opening())
    # the buyer's 107 leaves reserves, and what is remitted stays in the Treasury's account
    assert (moved["bills"], moved["tga"], moved["deferred_asset"], moved["reserves"]) == (-100, 7, 0, -107)


def test_what_is_bought_above_par_carries_its_premium_in_other_assets() -> None:
    moved = post_month(opening(), MonthFlows(END, mbs=ClassFlows(purchased=100), premium_bought=5)).less(opening())
    assert (moved["mbs"], moved["other_assets"], moved["reserves"]) == (100, 5, 105)


def test_under_an_indemnity_the_treasury_pays_the_loss_and_nothing_is_deferred() -> None:
    flows = MonthFlows(END, notes_bonds=ClassFlows(sold=100), gain_on_sales=-30, tga=-30, indemnified=True)
    moved = post_month(opening(), flows).less(opening())
    assert (moved["notes_bonds"], moved["tga"], moved["deferred_asset"], moved["reserves"]) == (-100, -30, 0, -70)
    refilled = post_month(opening(), replace(flows, tga=0)).less(opening())
    # refilled by borrowing, the Treasury's payment drains reserves by the rest of par
    assert (refilled["tga"], refilled["reserves"]) == (0, -100)


@settings(max_examples=50, deadline=None)
@given(month_flows(), st.integers(0, BIG // 50))
def test_under_an_indemnity_the_identity_holds_and_the_deferred_asset_stands_still(
    flows: MonthFlows, deferred: int
) -> None:
    before = opening(deferred)
    after = post_month(before, replace(flows, indemnified=True))
    assert after.deferred_asset == deferred
    fed = post_month(before, flows)
    # who bears the result moves nothing else: reserves differ by what was deferred instead of settled
    assert after.less(before)["reserves"] - fed.less(before)["reserves"] == deferred - fed.deferred_asset
