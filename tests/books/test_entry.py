"""Entries: debits equal credits in every sector, and a claim moves on both its sides."""

import pickle
from datetime import date

import pytest

from ebb.books.account import Account, Sector, Side, asset, capital, liability
from ebb.books.entry import Entry, Leg, check, check_balance, entry
from ebb.errors import AmountError, LawError, Unbalanced

DAY = date(2022, 6, 15)


def test_debits_and_credits_by_side() -> None:
    grows = {Side.ASSET: (7, 0), Side.CONTRA: (7, 0), Side.LIABILITY: (0, 7), Side.CAPITAL: (0, 7)}
    for side, columns in grows.items():
        leg = Leg(Account(Sector.FED, side, "line"), 7)
        assert (leg.debit, leg.credit) == columns
        shrinks = Leg(leg.account, -7)
        assert (shrinks.credit, shrinks.debit) == columns


def test_the_four_lines_of_an_unbalanced_entry() -> None:
    wrong = entry(
        DAY, "redeem 2022-06-15", (asset(Sector.FED, "treasuries"), -3125000000), (liability("tga"), -3000000000)
    )
    with pytest.raises(Unbalanced) as caught:
        check(wrong)
    assert str(caught.value).splitlines() == [
        'what      entry "redeem 2022-06-15" of 2022-06-15 is off by 1,250,000.00 USD',
        "where     books.entry, sector fed",
        "expected  debits 30,000,000.00 USD = credits 31,250,000.00 USD",
        "next      add the missing leg: fed lacks 1,250,000.00 USD on the debit side",
    ]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_an_entry_that_balances_over_all_but_not_in_each_sector_is_refused_with_both_sectors() -> None:
    wrong = entry(DAY, "gift", (asset(Sector.BANKS, "reserves"), 5), (liability("reserves"), 5))
    with pytest.raises(Unbalanced, match="sector banks, fed"):
        check_balance(wrong)


def test_one_side_of_a_claim_cannot_move_alone() -> None:
    wrong = entry(DAY, "money from nowhere", (asset(Sector.BANKS, "reserves"), 5), (capital(Sector.BANKS), 5))
    check_balance(wrong)
    with pytest.raises(LawError, match="one side of a claim") as caught:
        check(wrong)
    assert "reserves" in caught.value.where


def test_a_float_never_enters_an_entry() -> None:
    with pytest.raises(AmountError, match="cents"):
        entry(DAY, "dollars", (asset(Sector.BANKS, "reserves"), 5.0))  # type: ignore[arg-type]


def test_a_mirror_undoes() -> None:
    one = entry(DAY, "a", (asset(Sector.BANKS, "reserves"), 5), (capital(Sector.BANKS), 5))
    back = one.mirrored("b").mirrored("a")
    assert back == one
    assert isinstance(back, Entry)
