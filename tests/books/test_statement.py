"""The Fed's statement: the identity at construction, residuals labelled, published figures exact to the cent."""

import pickle
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.books import ASSETS, LIABILITIES, LINES, RESIDUALS, TREASURY_LINES, FedStatement, cents
from ebb.errors import AmountError, LawError
from ebb.sources.published import rows, series

DAY = date(2022, 5, 25)


def published(day: date) -> FedStatement:
    """The statement of a day that both packaged tables have (SOMA classes and the monthly balance sheet)."""
    soma = next(row for row in rows("soma_classes") if row["as_of"] == day.isoformat())
    level = {
        key: series(key).in_unit("USD bn").at(day)
        for key in (
            "total_assets",
            "reserves",
            "on_rrp",
            "reverse_repo_total",
            "tga",
            "currency",
            "remittances_due",
            "mbs",
        )
    }
    return FedStatement.open(
        day,
        total_assets=level["total_assets"],
        **{name: float(soma[name]) for name in (*TREASURY_LINES, "agency_debt")},
        mbs=level["mbs"],
        reserves=level["reserves"],
        on_rrp=level["on_rrp"],
        foreign_rrp=level["reverse_repo_total"] - level["on_rrp"],
        tga=level["tga"],
        currency=level["currency"],
        deferred_asset=max(0.0, -level["remittances_due"]),
    )


def test_the_lines_are_the_paths_of_the_contract() -> None:
    assert tuple(f.name for f in fields(FedStatement))[1:-1] == LINES
    assert set(LINES) == {*ASSETS, *LIABILITIES, "deferred_asset"}
    assert set(TREASURY_LINES) < set(ASSETS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10**15), min_size=14, max_size=14), st.integers(1, 10**12))
def test_only_a_statement_that_adds_up_can_be_made(amounts: list[int], off: int) -> None:
    assets = dict(zip(ASSETS, amounts, strict=False))
    owed = dict(zip(LIABILITIES[:5], amounts[8:], strict=False))
    deferred = amounts[13]
    rest = sum(assets.values()) - sum(owed.values()) + deferred
    made = FedStatement(DAY, **assets, **owed, deferred_asset=deferred, other_liabilities=rest)
    assert made.total_assets == sum(made.lines()[name] for name in LIABILITIES) - made.deferred_asset
    assert made.treasuries == sum(assets[name] for name in TREASURY_LINES)
    with pytest.raises(LawError, match="breaks its law"):
        FedStatement(DAY, **assets, **owed, deferred_asset=deferred, other_liabilities=rest + off)


def test_the_contra_sign_of_the_deferred_asset() -> None:
    """A loss of 5 paid out in reserves: assets stay, reserves rise, the deferred asset takes the difference."""
    assert FedStatement(DAY, bills=100, reserves=105, deferred_asset=5).total_assets == 100
    with pytest.raises(LawError):
        FedStatement(DAY, bills=100, reserves=95, deferred_asset=5)


def test_no_line_stands_below_zero() -> None:
    with pytest.raises(LawError, match=r"reserves stands at -0\.10 USD") as caught:
        FedStatement(DAY, bills=100, reserves=-10, currency=110)
    assert "slow the runoff" in caught.value.next_step
    with pytest.raises(LawError, match="bills stands at"):
        FedStatement(DAY, bills=-100, mbs=100)


def test_floats_are_no_cents() -> None:
    with pytest.raises(LawError, match="no integer of cents"):
        FedStatement(DAY, bills=100.0, reserves=100)  # type: ignore[arg-type]


@pytest.mark.parametrize("day", [date(2022, 5, 25), date(2019, 7, 31), date(2023, 12, 27)])
def test_a_published_statement_opens_and_gives_the_published_totals_back(day: date) -> None:
    opened = published(day)
    shown = opened.usd_bn()
    assert shown["total_assets"] == series("total_assets").in_unit("USD bn").at(day)
    assert shown["reserves"] == series("reserves").in_unit("USD bn").at(day)
    # SOMA classes and the H.4.1 round to 0.001 and 0.001 bn in five lines and one
    assert shown["treasuries"] == pytest.approx(series("treasuries").in_unit("USD bn").at(day), abs=0.0035)
    assert set(opened.residuals) == {"other_assets", "other_liabilities", "capital"}
    assert set(opened.residuals) <= set(RESIDUALS)
    assert opened.other_assets > 0
    assert opened.other_liabilities > 0


def test_the_residuals_of_may_2022_are_what_the_release_leaves() -> None:
    opened = published(DAY).usd_bn()
    # 8914.281 - 5769.417 - 2707.446 - 2.347 and 8914.281 - 3315.018 - 2258.221 - 801.714 - 2272.713;
    # tolerance: the rounding of the classes
    assert opened["other_assets"] == pytest.approx(435.071, abs=0.0035)
    assert opened["other_liabilities"] == pytest.approx(266.615, abs=0.0015)


def test_a_deferred_asset_leaves_more_for_the_other_liabilities() -> None:
    """2023-12-27: losses of 131.518 were paid out in reserves, so the liabilities exceed assets less what is named."""
    opened = published(date(2023, 12, 27)).usd_bn()
    assert opened["deferred_asset"] == 131.518
    named = sum(opened[name] for name in ("reserves", "on_rrp", "foreign_rrp", "tga", "currency"))
    assert opened["other_liabilities"] == pytest.approx(opened["total_assets"] - named + 131.518, abs=1e-9)


def test_a_unit_slip_is_refused_and_says_so() -> None:
    lines = dict.fromkeys(("bills", "tips", "frn", "tips_inflation_compensation", "agency_debt", "foreign_rrp"), 0.0)
    with pytest.raises(LawError, match="other assets at -") as caught:
        FedStatement.open(
            DAY, total_assets=8914.281, notes_bonds=5769417.0, mbs=0, reserves=0, on_rrp=0, tga=0, currency=0, **lines
        )
    assert "one unit" in caught.value.next_step
    with pytest.raises(AmountError):
        FedStatement.open(
            DAY, total_assets=float("nan"), notes_bonds=0, mbs=0, reserves=0, on_rrp=0, tga=0, currency=0, **lines
        )


def test_published_capital_is_kept_when_it_is_given() -> None:
    lines = dict.fromkeys(
        ("bills", "tips", "frn", "tips_inflation_compensation", "agency_debt", "foreign_rrp", "on_rrp", "mbs"), 0.0
    )
    opened = FedStatement.open(
        DAY, total_assets=100, notes_bonds=90, reserves=50, tga=10, currency=30, capital=4, **lines
    )
    assert opened.capital == cents(4)
    assert opened.other_liabilities == cents(6)
    assert "capital" not in opened.residuals


def test_a_statement_survives_pickling() -> None:
    opened = published(DAY)
    assert pickle.loads(pickle.dumps(opened)) == opened
