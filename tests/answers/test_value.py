"""What the securities are worth: identities, published averages, and unrealised losses the New York Fed reported."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

import ebb
from ebb.answers.held import held
from ebb.answers.income_days import walked_portfolio
from ebb.answers.value import net_premiums, nominal_curve, real_curve, ten_year_volatility, value
from ebb.errors import OutOfRange
from ebb.record import Record
from ebb.yields import worth

DAYS = {date(2017, 10, 10): 7.57, date(2022, 6, 10): 8.11, date(2025, 12, 1): 9.56, date(2026, 10, 1): 9.43}


@pytest.mark.parametrize(("known", "years"), DAYS.items(), ids=str)
def test_classes_add_up_and_maturities_are_the_published_ones(known, years):
    """New York Fed, SOMA lists: par-weighted average maturity of notes and bonds, two decimals."""
    found = value(Record(known))
    total = found.worth
    assert total.classes["notes_bonds"].maturity == pytest.approx(years, abs=0.005)
    assert total.market == pytest.approx(sum(one.market or 0.0 for one in total.classes.values()))
    assert total.ten_year_equivalents == pytest.approx(
        sum(one.ten_year_equivalents or 0.0 for one in total.classes.values())
    )
    listed = held(Record(known))
    assert total.classes["notes_bonds"].par == pytest.approx(listed.classes["notes_bonds"])
    for one in total.classes.values():
        assert (one.market is None) == bool(one.missing)
        if one.market and one.duration:
            assert one.ten_year_equivalents == pytest.approx(one.par * one.duration / total.ten_year_duration, rel=0.1)


def test_without_daily_yields_the_statement_is_against_par_and_says_so():
    found = value(Record(date(2022, 6, 10)))
    assert (found.against, found.kind) == ("par", "monthly")
    assert found.worth.classes["tips"].market is None
    assert "no real yields" in found.worth.classes["tips"].missing
    assert found.worth.unvalued == ("tips", "agency_debt")
    # the statement of 25 May 2022 itself holds premiums: known, though no class cost is
    assert found.premiums == pytest.approx(337.746 - 24.444)
    assert found.unrealised == pytest.approx(found.worth.over_par)


def test_holdings_carry_the_value_under_risk_and_the_bare_list_does_not():
    made = ebb.holdings(as_of=date(2022, 6, 30))
    risk = made.json()["risk"]
    assert set(risk["classes"]) == {"bills", "notes_bonds", "tips", "frn", "mbs", "agency_debt"}
    assert risk["as_of"] == made.json()["as_of"]
    assert risk["classes"]["tips"]["market_value"] is None
    assert "risk" not in held(Record(date(2022, 6, 30))).json()


def test_an_amount_of_another_day_has_its_date():
    found = value(Record(date(2026, 10, 1)))
    assert found.dated["tips"] < found.as_of
    assert found.json()["classes"]["tips"]["dated"] == found.dated["tips"].isoformat()
    assert "notes_bonds" not in found.dated


def test_no_list_no_value():
    with pytest.raises(OutOfRange):
        value(Record(date(2017, 9, 27)))


# -- with the full-frequency copies ------------------------------------------------------------------------------------

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
_FILES = (
    "yields_daily.csv",
    "mortgage30_weekly.csv",
    "gsw_zero_daily.csv",
    "h41_weekly.csv",
    "h41_weekly_units.csv",
    "soma/soma_treasury_2022-02-16.csv",
    "soma/soma_summary_weekly.csv",
    "soma/ref_treasury_auctions_1979_2025.csv",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of daily yields, the weekly H.4.1 and TIPS by CUSIP in February 2022."""
    if not SHARED.is_dir():
        pytest.skip("needs the full-frequency copies in the folder named by EBB_SHARED_DATA")
    from ebb.store import Store
    from ebb.store.importing import import_directory

    folder, file = tmp_path_factory.mktemp("copies"), tmp_path_factory.mktemp("full") / "ebb.duckdb"
    for path in (*(SHARED / name for name in _FILES), *(SHARED / "h41_ddp").glob("*")):
        (folder / path.name).symlink_to(path.resolve())
    import_directory(folder, path=file, now=datetime(2026, 11, 22, tzinfo=UTC), today=date(2026, 11, 22))
    with Store.open(file) as held_store:
        yield held_store


def test_with_daily_yields_every_class_but_agency_debt_has_a_value(store):
    found = value(Record(date(2022, 6, 10), store))
    assert found.kind == "constant"
    assert found.worth.unvalued == ("agency_debt",)
    assert found.against == "amortised cost"
    assert found.unrealised == pytest.approx(found.worth.over_par - found.premiums)
    assert found.premiums == pytest.approx(337.746 - 24.444, abs=0.001)


def test_zero_yields_price_as_constant_maturities_do(store):
    """Board, H.15 bootstrapped against the fitted zero yields of the same day: half a percent of the list."""
    from ebb.portfolio import Holdings
    from ebb.yields import dirty_prices, zero_curve

    on = date(2017, 9, 27)
    record = Record(date(2017, 10, 10), store)
    _, curve = nominal_curve(record, on)
    zeros = {float(n): record.stored(f"SVENY{n:02d}").at(on) for n in (1, 2, 3, 5, 7, 10, 20, 30)}
    book = Holdings.from_rows(record.security_list(on))
    values = [
        float(book.par @ dirty_prices(book.coupon, book.matures, one)) for one in (curve, zero_curve(on, zeros, ""))
    ]
    assert values[0] == pytest.approx(values[1], rel=0.005)


@pytest.mark.parametrize(("on", "reported"), [(date(2023, 12, 31), -948.4), (date(2024, 12, 31), -1060.0)], ids=str)
def test_unrealised_losses_the_new_york_fed_reported(store, on, reported):
    """FRB New York, Open Market Operations During 2024 (as reported by Reuters): 948.4 and 1,060 billion.

    Tolerance 20 percent. The portfolio is the one carried by the rule. Measured 16 and 9 percent too large a loss: the
    model's current coupon is 0.80 under the mortgage rate, and lenders kept more than that in 2023, so its pools are
    discounted too hard. On one path of rates, without the borrowers' option, it was 24 percent.
    """
    record = Record(None, store)
    portfolio = next(month.after for month in walked_portfolio(record, on) if month.last == on)
    found = worth(
        portfolio,
        nominal_curve(record, on)[1],
        real=real_curve(record, on),
        market_rate=record.stored("MORTGAGE30US").last(on)[1],
        sigma=ten_year_volatility(record, on),
    )
    assert set(found.unvalued) == {"agency_debt"}
    # last held for March 2023, carried at the pace of 2022; H.4.1 of 7 December 2023: 281.4 less 26.7 are left
    premiums = net_premiums(record, date(2023, 3, 22)) * float(np.exp(-0.125 * (on - date(2023, 3, 22)).days / 365.25))
    assert found.over_par - premiums == pytest.approx(reported, rel=0.20)
    assert found.over_par - premiums < reported
