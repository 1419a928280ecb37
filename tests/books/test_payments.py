"""The halves of a case: each payment keeps both laws by itself, and every buyer pays in full."""

from collections.abc import Callable
from datetime import date

import pytest

from ebb.books.account import Side
from ebb.books.entry import Entry, check
from ebb.books.payments import (
    BUYERS,
    Legs,
    fed_sells,
    homeowner_refinances,
    loan_repaid,
    maturity,
    prepayment,
    purchase,
    treasury_sells,
)

DAY = date(2022, 6, 15)
Sale = Callable[[int], tuple[str, Legs]]


@pytest.mark.parametrize("source", [maturity, prepayment, loan_repaid])
def test_a_source_takes_an_asset_from_the_fed_and_keeps_the_laws(source: Callable[[int, date], Entry]) -> None:
    made = source(100, DAY)
    check(made)
    fed = [leg for leg in made.legs if leg.account.sector == "fed"]
    assert [leg.change for leg in fed if leg.account.side is Side.ASSET] == [-100]


@pytest.mark.parametrize("buyer", BUYERS)
@pytest.mark.parametrize("sale", [treasury_sells, fed_sells, homeowner_refinances])
def test_every_buyer_can_buy_from_every_seller(buyer: str, sale: Sale) -> None:
    steps = purchase(buyer, 100, DAY, sale)
    for step in steps:
        check(step)
    claim = sale(100)[0]
    private = [
        leg.change
        for step in steps
        for leg in step.legs
        if leg.account.name == claim and leg.account.side is Side.ASSET and leg.account.sector != "fed"
    ]
    assert private == [100]


def test_half_a_sale_is_refused() -> None:
    """The seller's half alone does not balance: nobody paid."""
    from ebb.books.entry import entry
    from ebb.errors import LawError

    for sale in (treasury_sells, fed_sells, homeowner_refinances):
        with pytest.raises(LawError):
            check(entry(DAY, "half", *sale(100)[1]))
