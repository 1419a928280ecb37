"""The redemption rule and the split over new issues: laws first, then the Desk's own examples."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import AmountError
from ebb.portfolio import allocate, redeem

BN = 1_000_000_000
JULY = [date(2022, 7, 1) + timedelta(days=n) for n in range(31)]

amounts = st.one_of(
    st.integers(0, 10**13),
    st.integers(0, 10**11).map(lambda lots: 100 * lots),
    st.sampled_from([0, 1, 99, 100, 101]),
)
months = st.dictionaries(st.sampled_from(JULY), amounts, max_size=6)
caps = st.one_of(st.none(), st.integers(0, 10**13), st.sampled_from([0, 1, 100]))


@settings(max_examples=300)
@given(caps, months, months)
def test_every_dollar_is_redeemed_or_rolled(cap, coupons, bills):
    month = redeem(cap, coupons, bills)
    for due, side in ((coupons, month.coupons), (bills, month.bills)):
        assert set(side) == set(due)
        for day, (redeemed, rolled) in side.items():
            assert redeemed >= 0
            assert rolled >= 0
            assert redeemed + rolled == due[day]


@settings(max_examples=300)
@given(caps, months, months)
def test_the_cap_is_used_in_full_and_never_passed(cap, coupons, bills):
    month = redeem(cap, coupons, bills)
    maturing = sum(coupons.values()) + sum(bills.values())
    assert month.coupons_redeemed + month.bills_redeemed == (maturing if cap is None else min(cap, maturing))


@given(caps, months, months)
def test_coupons_first_bills_fill(cap, coupons, bills):
    month = redeem(cap, coupons, bills)
    assert month.coupons_redeemed == min(sum(coupons.values()), 10**15 if cap is None else cap)
    if month.bills_redeemed:
        assert not any(rolled for _, rolled in month.coupons.values())


@given(st.integers(0, 10**13), st.integers(0, 10**12), months, months)
def test_a_higher_cap_never_redeems_less(cap, more, coupons, bills):
    low, high = redeem(cap, coupons, bills), redeem(cap + more, coupons, bills)
    assert high.coupons_redeemed >= low.coupons_redeemed
    assert high.bills_redeemed >= low.bills_redeemed


@given(caps, months, months, st.randoms(use_true_random=False))
def test_the_order_of_a_mapping_does_not_matter(cap, coupons, bills, random):
    shuffled = list(coupons.items())
    random.shuffle(shuffled)
    assert redeem(cap, dict(shuffled), bills) == redeem(cap, coupons, bills)


@given(months, months)
def test_no_cap_redeems_all_and_zero_rolls_all(coupons, bills):
    assert redeem(None, coupons, bills).rolled_over == 0
    assert redeem(0, coupons, bills).rolled_over == sum(coupons.values()) + sum(bills.values())


@settings(max_examples=200)
@given(st.integers(0, 10**11), st.dictionaries(st.sampled_from(JULY), st.integers(0, 10**9), min_size=1, max_size=6))
def test_rollover_is_proportional_in_lots_with_the_rest_on_the_earliest_dates(cap_lots, lots):
    due = {day: 100 * n for day, n in sorted(lots.items())}
    total = sum(due.values())
    month = redeem(100 * cap_lots, due, {})
    rest = month.rolled_over
    floors = {d: int(Fraction(month.rolled_over * a, 100 * total)) * 100 if total else 0 for d, a in due.items()}
    rest -= sum(floors.values())
    assert rest < 100 * len(due)
    for day, (_, rolled) in month.coupons.items():
        more = min(rest, due[day] - floors[day])
        assert rolled == floors[day] + more
        assert rolled % 100 == 0
        rest -= more


def test_six_of_twenty_one_billion_are_redeemed():
    # FRB New York, FAQs: Treasury Rollovers: $21bn maturing under a $6bn cap leave $15bn to roll over, by maturities.
    month = redeem(6 * BN, {date(2017, 11, 15): 7 * BN, date(2017, 11, 30): 14 * BN}, {})
    assert month.rolled_over == 15 * BN
    assert month.coupons == {date(2017, 11, 15): (2 * BN, 5 * BN), date(2017, 11, 30): (4 * BN, 10 * BN)}


def test_compensation_counts_against_the_cap_and_odd_dollars_are_kept():
    due = {date(2022, 7, 15): 9_623_000_000 + 2_158_773_731, date(2022, 7, 31): 30 * BN}
    month = redeem(30 * BN, due, {date(2022, 7, 7): 5 * BN})
    assert month.coupons_redeemed == 30 * BN
    assert month.bills_redeemed == 0
    assert sum(sum(pair) for pair in month.coupons.values()) == sum(due.values())


def test_amounts_beyond_int64_stay_exact():
    due = {JULY[0]: 10**20 + 100, JULY[14]: 10**20}
    assert redeem(10**20, due, {}).coupons_redeemed == 10**20


def test_every_bad_amount_is_named_at_once():
    with pytest.raises(AmountError) as raised:
        redeem(-1, {JULY[0]: -5}, {JULY[1]: 1.5})
    message = str(raised.value)
    assert "the cap is -1" in message
    assert "coupons maturing on 2022-07-01 is -5" in message
    assert "bills maturing on 2022-07-02 is 1.5" in message
    assert len(message.splitlines()) == 4


@pytest.mark.parametrize(
    ("coupons", "said"),
    [
        ({JULY[0]: 100, "2022-07-02": 100}, "coupons mature on '2022-07-02', no date"),
        ({"2022-07-02": 100}, "coupons mature on '2022-07-02', no date"),
        ({datetime(2022, 7, 2, 9, tzinfo=UTC): 100}, "coupons mature on datetime.datetime(2022, 7, 2, 9, 0"),
        ({JULY[0]: 100, None: 100}, "coupons mature on None, no date"),
        (None, "coupons are None, no mapping of dates to amounts"),
        ([(JULY[0], 100)], "no mapping of dates to amounts"),
    ],
)
def test_what_is_no_ladder_of_dates_is_refused_with_every_problem(coupons, said):
    with pytest.raises(AmountError) as raised:
        redeem(-1, coupons, {7: True})
    message = str(raised.value)
    for part in (said, "the cap is -1", "bills mature on 7, no date", "bills maturing on 7 is True"):
        assert part in message
    assert len(message.splitlines()) == 4


@given(amounts, st.lists(st.integers(1, 70).map(lambda n: n * BN), min_size=1, max_size=8))
def test_offerings_may_come_one_by_one(amount, sizes):
    assert allocate(amount, (size for size in sizes)) == allocate(amount, sizes)


@pytest.mark.parametrize("offerings", [None, 5])
def test_offerings_that_are_no_list_are_refused(offerings):
    with pytest.raises(AmountError, match=r"the offerings are .*, no list of sizes") as raised:
        allocate(100, offerings)
    assert len(str(raised.value).splitlines()) == 4


offers = st.lists(st.integers(0, 70).map(lambda n: n * BN), min_size=1, max_size=8).filter(any)


@settings(max_examples=300)
@given(amounts, offers)
def test_addons_sum_to_the_rollover_and_are_fair_to_a_lot(amount, sizes):
    shares = allocate(amount, sizes)
    assert sum(shares) == amount
    first = next(i for i, size in enumerate(sizes) if size)
    for place, (share, size) in enumerate(zip(shares, sizes, strict=True)):
        exact = Fraction(amount * size, sum(sizes))
        assert share >= 0
        if place == first:
            assert exact - 100 < share < exact + 100 * len(sizes)
        else:
            assert share % 100 == 0
            assert 0 <= exact - share < 100


@given(amounts, offers, st.randoms(use_true_random=False))
def test_later_issues_may_change_places(amount, sizes, random):
    tail = sizes[1:]
    random.shuffle(tail)
    if sizes[0]:
        mixed = allocate(amount, [sizes[0], *tail])
        straight = allocate(amount, sizes)
        assert mixed[0] == straight[0]
        assert sorted(zip(tail, mixed[1:], strict=True)) == sorted(zip(sizes[1:], straight[1:], strict=True))


@given(amounts, offers, st.integers(2, 1000))
def test_only_the_proportions_of_sizes_count(amount, sizes, factor):
    assert allocate(amount, sizes) == allocate(amount, [factor * size for size in sizes])


def test_a_billion_over_three_offers():
    # FRB New York, FAQs: Treasury Rollovers, worked example; exact to the dollar.
    assert allocate(BN, [24 * BN, 21 * BN, 13 * BN]) == [413_793_200, 362_068_900, 224_137_900]


def test_published_addons_of_one_day(auctions):
    # Add-ons of 31 May 2024 as printed in the auction results: notes, bonds, TIPS and FRN share one ratio.
    day = [o for o in auctions if o.settles == date(2024, 5, 31)]
    total = sum(o.addon for o in day)
    ours = allocate(total, [o.size for o in day])
    assert len(day) == 6
    for issue, share in zip(day, ours, strict=True):
        assert abs(share - issue.addon) <= 1_000, issue.term


def test_nothing_to_roll_needs_no_offering():
    assert allocate(0, []) == []
    assert allocate(0, [0, 0]) == [0, 0]


@pytest.mark.parametrize(("amount", "sizes"), [(-1, [BN]), (BN, []), (BN, [0, 0]), (BN, [-BN, BN]), (1.5, [BN])])
def test_impossible_rollovers_are_refused(amount, sizes):
    with pytest.raises(AmountError):
        allocate(amount, sizes)
