"""The chart of accounts: one issuer per claim, owners as the table says."""

import pickle

import pytest

from ebb.books.account import CLAIMS, Account, Sector, Side, asset, capital, chart, liability
from ebb.errors import UnknownName


def test_every_claim_has_one_liability_and_its_owners() -> None:
    accounts = chart()
    assert len(accounts) == len(set(accounts))
    for claim, (issuer, owners) in CLAIMS.items():
        assert [a for a in accounts if a.side is Side.LIABILITY and a.name == claim] == [liability(claim)]
        assert liability(claim).sector is issuer
        assert {a.sector for a in accounts if a.side is Side.ASSET and a.name == claim} == set(owners)
    assert [a.sector for a in accounts if a.side is Side.CAPITAL] == sorted(Sector)


def test_the_cross_sector_claims_of_the_feds_liabilities() -> None:
    owners = {name: CLAIMS[name] for name in ("reserves", "on_rrp", "tga", "deposits")}
    assert owners["reserves"] == (Sector.FED, (Sector.BANKS,))
    assert owners["on_rrp"] == (Sector.FED, (Sector.MONEY_FUNDS,))
    assert owners["tga"] == (Sector.FED, (Sector.TREASURY,))
    assert owners["deposits"][0] is Sector.BANKS


def test_a_household_has_no_reserves() -> None:
    with pytest.raises(UnknownName, match="reserves"):
        asset(Sector.OTHERS, "reserves")
    with pytest.raises(UnknownName, match="did you mean"):
        liability("reserve")


def test_accounts_survive_pickling_and_keep_their_place_in_a_mapping() -> None:
    account = pickle.loads(pickle.dumps(capital(Sector.FED)))
    assert account == capital(Sector.FED)
    assert {capital(Sector.FED): 1}[account] == 1
    assert Account(Sector.FED, Side.CAPITAL, "capital") == account
