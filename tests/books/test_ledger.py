"""The laws of the five books, for any entries; and books that a refused entry leaves untouched."""

import pickle
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.books.account import CLAIMS, Account, Sector, Side, asset, capital, liability
from ebb.books.cents import LIMIT
from ebb.books.entry import Entry, Leg, entry
from ebb.books.ledger import OPENING_BN, Books, broken_laws, opening_books, post
from ebb.errors import LawError, Unbalanced, UnknownName

DAY = date(2022, 6, 15)
OWNERS = [(claim, owner) for claim, (_, owners) in CLAIMS.items() for owner in owners]
AMOUNTS = st.integers(-(10**15), 10**15)


def movement(claim: str, owner: Sector, amount: int) -> list[Leg]:
    """`owner` gets `amount` of a new claim, paid for by nobody: capital takes it on both sides."""
    issuer = CLAIMS[claim][0]
    return [
        Leg(asset(owner, claim), amount),
        Leg(liability(claim), amount),
        Leg(capital(owner), amount),
        Leg(capital(issuer), -amount),
    ]


movements = st.lists(st.tuples(st.sampled_from(OWNERS), AMOUNTS), min_size=1, max_size=5)
balanced_entries = movements.map(
    lambda moves: Entry(DAY, "any", tuple(leg for (claim, owner), x in moves for leg in movement(claim, owner, x)))
)


@settings(max_examples=60, deadline=None)
@given(st.lists(balanced_entries, max_size=6))
def test_books_balance_after_any_entries(entries: list[Entry]) -> None:
    after = post(opening_books(), *entries)
    assert broken_laws(after) == ()
    for sector in Sector:
        assert after.total(sector, Side.ASSET) == after.total(sector, Side.LIABILITY) + after.total(
            sector, Side.CAPITAL
        )


@settings(max_examples=60, deadline=None)
@given(balanced_entries, st.integers(0, 19), st.integers(1, 10**12))
def test_a_leg_that_is_off_is_always_refused_and_nothing_is_posted(good: Entry, place: int, off: int) -> None:
    legs = list(good.legs)
    spoiled = legs[place % len(legs)]
    legs[place % len(legs)] = Leg(spoiled.account, spoiled.change + off)
    books = opening_books()
    before = dict(books.balances)
    with pytest.raises(Unbalanced):
        post(books, good, Entry(DAY, "spoiled", tuple(legs)))
    assert dict(books.balances) == before


@settings(max_examples=40, deadline=None)
@given(st.lists(balanced_entries, min_size=2, max_size=4))
def test_the_order_of_entries_does_not_matter_and_mirrors_restore(entries: list[Entry]) -> None:
    start = opening_books()
    assert post(start, *entries) == post(start, *reversed(entries))
    assert post(post(start, *entries), *(one.mirrored("back") for one in entries)) == start


def test_opening_books_are_explicit_and_keep_every_law() -> None:
    books = opening_books()
    assert broken_laws(books) == ()
    for (sector, claim), amount in OPENING_BN.items():
        assert books.balance(asset(sector, claim)) == int(amount) * 10**11
    assert all(books.total(sector, Side.ASSET) > 0 for sector in Sector)
    assert books.owned("deposits") == books.owed("deposits") > 0


def test_broken_books_are_described() -> None:
    books = opening_books()
    spoiled = Books({**books.balances, liability("deposits"): books.owed("deposits") - 1})
    found = broken_laws(spoiled)
    assert any(text.startswith("banks owns") for text in found)
    assert any(text.startswith("deposits:") for text in found)


def test_an_account_outside_the_chart_is_refused() -> None:
    strange = Account(Sector.OTHERS, Side.LIABILITY, "iou"), Account(Sector.BANKS, Side.ASSET, "iou")
    legs = (strange[0], 5), (capital(Sector.OTHERS), -5), (strange[1], 5), (capital(Sector.BANKS), 5)
    with pytest.raises(UnknownName, match="iou"):
        post(opening_books(), entry(DAY, "promise", *legs))


def test_a_balance_stays_inside_int64() -> None:
    huge = Entry(DAY, "huge", tuple(movement("reserves", Sector.BANKS, LIMIT - 1)))
    with pytest.raises(LawError, match="int64"):
        post(opening_books(), huge)


def test_books_are_read_only_and_survive_pickling() -> None:
    books = opening_books()
    with pytest.raises(TypeError):
        books.balances[capital(Sector.FED)] = 0  # type: ignore[index]
    assert pickle.loads(pickle.dumps(books)) == books
