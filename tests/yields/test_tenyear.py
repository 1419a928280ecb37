from datetime import date

import numpy as np
import pytest

from ebb.sources import published
from ebb.yields import ten_year_equivalents


def soma(day: str) -> tuple[list[float], list[float], list[str]]:
    rows = published.rows(f"soma_notesbonds_{day}")
    return (
        [float(r["par_value_usd"]) / 1e9 for r in rows],
        [float(r["coupon_pct"]) / 100 for r in rows],
        [r["maturity_date"] for r in rows],
    )


def test_ten_year_par_bonds_are_their_own_equivalent() -> None:
    found = ten_year_equivalents([5.0, 7.0], [0.04, 0.04], ["2035-11-15"] * 2, on=date(2025, 11, 15), yield_=0.04)
    assert found.amount == pytest.approx(12.0, abs=1e-12)


def test_equivalents_of_two_lists_add_up_and_matured_ones_are_gone() -> None:
    on = date(2025, 11, 19)
    par, coupon, maturity = soma("2025-11-19")
    whole = ten_year_equivalents(par, coupon, maturity, on=on, yield_=0.041)
    half = [ten_year_equivalents(par[i::2], coupon[i::2], maturity[i::2], on=on, yield_=0.041).amount for i in (0, 1)]
    assert sum(half) == pytest.approx(whole.amount)
    assert whole.amount == pytest.approx(whole.par * whole.duration / whole.ten_year_duration)
    later = ten_year_equivalents(par, coupon, maturity, on=date(2060, 1, 1), yield_=0.041)
    assert (later.par, later.amount) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("day", "wam", "par"),
    [
        ("2017-09-27", 7.57, 2322.6427395),
        ("2022-05-25", 8.11, 4944.8934409),
        ("2025-11-19", 9.56, 3558.4247627),
        ("2026-09-23", 9.43, 3600.7763032),
    ],
)
def test_soma_at_the_packaged_dates(day: str, wam: float, par: float) -> None:
    amounts, coupons, maturities = soma(day)
    on = date.fromisoformat(day)
    found = ten_year_equivalents(amounts, coupons, maturities, on=on, yield_=0.04)
    assert found.par == pytest.approx(par, abs=1e-9)
    years = (np.array(maturities, dtype="M8[D]") - np.datetime64(on)).astype(float) / 365.25
    assert float(np.average(years, weights=amounts)) == pytest.approx(
        wam, abs=0.01
    )  # published weighted average maturity
    assert 0.5 * wam < found.duration < wam


def test_runoff_took_less_duration_than_par_because_short_bonds_left() -> None:
    before = ten_year_equivalents(*soma("2022-05-25"), on=date(2022, 5, 25), yield_=0.04)
    after = ten_year_equivalents(*soma("2025-11-19"), on=date(2025, 11, 19), yield_=0.04)
    assert (before.amount - after.amount) / before.amount < (before.par - after.par) / before.par
