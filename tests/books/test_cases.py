"""The cases: exactly the lines that the T-accounts name change, by exactly the amount, and no other line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.books.account import Sector, Side
from ebb.books.cases import CASES, CHOICE_OF_BUYER, Followed, deposit_story, follow, journal
from ebb.books.entry import check
from ebb.books.ledger import Books, broken_laws, opening_books, post
from ebb.books.payments import BUYERS
from ebb.errors import AmountError, UnknownName

X = 6_000_000_000_000  # 60 billion dollars, a month's Treasury cap of 2022-24, in cents

#: case -> every line that changes, as a multiple of the amount (the textbook T-accounts of a shrinking balance sheet).
REFINANCED = {"fed.asset.treasuries": -1}
PATTERNS: dict[str, dict[str, int]] = {
    "bank_buys": REFINANCED | {"fed.liability.reserves": -1, "banks.asset.reserves": -1, "banks.asset.treasuries": 1},
    "household_buys": REFINANCED
    | {"fed.liability.reserves": -1, "banks.asset.reserves": -1, "banks.liability.deposits": -1}
    | {"others.asset.deposits": -1, "others.asset.treasuries": 1},
    "money_fund_from_on_rrp": REFINANCED
    | {"fed.liability.on_rrp": -1, "money_funds.asset.on_rrp": -1, "money_funds.asset.treasuries": 1},
    "money_fund_with_new_money": REFINANCED
    | {"fed.liability.reserves": -1, "banks.asset.reserves": -1, "banks.liability.deposits": -1}
    | {"others.asset.deposits": -1, "others.asset.fund_shares": 1}
    | {"money_funds.liability.fund_shares": 1, "money_funds.asset.treasuries": 1},
    "dealer_on_repo": REFINANCED
    | {"fed.liability.on_rrp": -1, "money_funds.asset.on_rrp": -1, "money_funds.asset.repo": 1}
    | {"others.asset.treasuries": 1, "others.liability.repo": 1},
    "treasury_does_not_refinance": REFINANCED
    | {"fed.liability.tga": -1, "treasury.asset.tga": -1, "treasury.liability.treasuries": -1},
    "mbs_prepayment": {"fed.asset.mbs": -1, "fed.liability.reserves": -1, "banks.asset.reserves": -1}
    | {"banks.liability.deposits": -1, "others.asset.deposits": -1, "others.liability.mbs": -1},
    "outright_sale": REFINANCED
    | {"fed.liability.reserves": -1, "banks.asset.reserves": -1, "banks.liability.deposits": -1}
    | {"others.asset.deposits": -1, "others.asset.treasuries": 1},
    "lending_repaid": {"fed.asset.fed_lending": -1, "fed.liability.reserves": -1}
    | {"banks.asset.reserves": -1, "banks.liability.fed_lending": -1},
    "qe_purchase": {"fed.asset.treasuries": 1, "fed.liability.reserves": 1, "banks.asset.reserves": 1}
    | {"banks.liability.deposits": 1, "others.asset.deposits": 1, "others.asset.treasuries": -1},
}

ALL = [(case, buyer) for case in CASES for buyer in ((None, *BUYERS) if case in CHOICE_OF_BUYER else (None,))]


def pattern(seen: Followed) -> dict[str, int]:
    changes = {str(line.account): line.change for line in seen.changed}
    assert all(change % seen.amount == 0 for change in changes.values())
    return {name: change // seen.amount for name, change in changes.items()}


def test_the_table_covers_every_case() -> None:
    assert list(PATTERNS) == list(CASES)


@pytest.mark.parametrize("case", CASES)
def test_the_pattern_of_a_case_is_exact(case: str) -> None:
    assert pattern(follow(case, X)) == PATTERNS[case]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ALL), st.integers(1, 10**12))
def test_books_balance_to_the_cent_for_any_amount(which: tuple[str, str | None], amount: int) -> None:
    case, buyer = which
    seen = follow(case, amount, buyer=buyer)
    books = seen.before
    for step in seen.entries:
        check(step)
        books = post(books, step)
        assert broken_laws(books) == ()
        assert min(v for a, v in books.balances.items() if a.side is not Side.CAPITAL) >= 0
    assert books == seen.after


@pytest.mark.parametrize(("case", "buyer"), ALL)
def test_nobody_gains_or_loses_in_a_case(case: str, buyer: str | None) -> None:
    """Runoff changes the form of wealth, never its amount: no capital moves."""
    seen = follow(case, X, buyer=buyer)
    assert not [line for line in seen.changed if line.account.side is Side.CAPITAL]


@pytest.mark.parametrize("buyer", BUYERS)
def test_a_sale_leaves_the_same_traces_as_a_redemption_that_is_refinanced(buyer: str) -> None:
    assert pattern(follow("outright_sale", X, buyer=buyer)) == pattern(follow(buyer, X))


@pytest.mark.parametrize("buyer", BUYERS)
def test_a_purchase_is_the_mirror_of_a_sale(buyer: str) -> None:
    bought = follow("qe_purchase", X, buyer=buyer)
    sold = follow("outright_sale", X, buyer=buyer, books=bought.after)
    assert sold.after == opening_books()


@pytest.mark.parametrize("buyer", BUYERS)
def test_a_refinanced_mortgage_costs_what_its_buyer_pays_with(buyer: str) -> None:
    """The homeowner ends where he began; what shrinks beside the Fed's MBS is what the buyer of the new MBS gave up."""
    refinanced, bought = (
        follow(case, X, buyer=b).changes_owed() for case, b in (("mbs_prepayment", buyer), (buyer, None))
    )
    assert refinanced["mbs"] == 0
    assert {k: v for k, v in refinanced.items() if v} == {k: v for k, v in bought.items() if v}


@pytest.mark.parametrize(("case", "buyer"), ALL)
def test_the_feds_liabilities_shrink_by_what_its_assets_shrink(case: str, buyer: str | None) -> None:
    seen = follow(case, X, buyer=buyer)
    sign = 1 if case == "qe_purchase" else -1
    fed = [line for line in seen.lines if line.account.sector is Sector.FED]
    assert sum(line.change for line in fed if line.account.side is Side.ASSET) == sign * X
    assert sum(line.change for line in fed if line.account.side is Side.LIABILITY) == sign * X


def test_which_cases_change_broad_money() -> None:
    plain = {e.case: e.changes_deposits for e in deposit_story() if e.case not in CHOICE_OF_BUYER}
    assert {case for case, changes in plain.items() if changes} == {"household_buys", "money_fund_with_new_money"}
    by_buyer = {(e.case, e.buyer): e for e in deposit_story()}
    assert by_buyer[("mbs_prepayment", None)].deposits == -1
    assert by_buyer[("mbs_prepayment", "bank_buys")].deposits == 0
    assert by_buyer[("qe_purchase", "household_buys")].deposits == 1
    assert by_buyer[("qe_purchase", "bank_buys")].deposits == 0
    assert by_buyer[("money_fund_with_new_money", "money_fund_with_new_money")].fund_shares == 1


def test_every_effect_takes_one_dollar_of_the_feds_liabilities() -> None:
    for effect in deposit_story():
        sign = 1 if effect.case == "qe_purchase" else -1
        assert effect.reserves + effect.on_rrp + effect.tga == sign, effect


def test_the_gross_payment_through_reserves_is_booked_where_it_nets_to_nothing() -> None:
    touched = [
        leg.change
        for step in journal("money_fund_from_on_rrp", 5)
        for leg in step.legs
        if leg.account.name == "reserves"
    ]
    assert sorted(touched) == [-5, -5, 5, 5]


def test_an_unknown_case_or_buyer_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match='did you mean "bank_buys"'):
        follow("banks_buy", X)
    with pytest.raises(UnknownName, match='did you mean "dealer_on_repo"'):
        follow("outright_sale", X, buyer="dealer_in_repo")
    with pytest.raises(UnknownName, match="leave the buyer out"):
        follow("lending_repaid", X, buyer="bank_buys")


@pytest.mark.parametrize("amount", [0, -1])
def test_an_amount_is_above_zero(amount: int) -> None:
    with pytest.raises(AmountError, match="cannot be followed"):
        follow("bank_buys", amount)


@pytest.mark.parametrize("case", CASES)
def test_the_largest_amount_is_the_thinnest_line_that_pays(case: str) -> None:
    with pytest.raises(AmountError, match="is more than the line") as caught:
        follow(case, 10**17)
    most = round(float(caught.value.expected.removeprefix("at most ").removesuffix(" USD").replace(",", "")) * 100)
    seen = follow(case, most)
    stages = [post(seen.before, *seen.entries[: n + 1]) for n in range(len(seen.entries))]
    assert min(v for books in stages for a, v in books.balances.items() if a.side is not Side.CAPITAL) == 0
    with pytest.raises(AmountError):
        follow(case, most + 1)


def test_other_books_may_be_given() -> None:
    empty = Books({})
    with pytest.raises(AmountError, match=r"at most 0\.00 USD"):
        follow("bank_buys", 1, books=empty)


def test_the_summary_shows_the_five_parties() -> None:
    text = str(follow("household_buys", X))
    for word in ("banks", "fed", "others", "reserves", "-60.000"):
        assert word in text
