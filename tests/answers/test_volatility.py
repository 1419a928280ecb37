"""Volatility and the balance sheet: monthly from the package, weekly and daily from a store, never from the future."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from ebb.answers.evidence import Evidence
from ebb.answers.volatility import driver_series, volatility_evidence
from ebb.answers.volatility_told import volatility_caveats, volatility_values
from ebb.record import Record

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))


def test_packaged_figures_give_monthly_estimates_and_say_what_daily_data_would_add(newest):
    found = newest.volatility("sp500")
    assert found.path.frequency == "monthly"
    assert not found.garch
    assert {shift.programme for shift in found.shifts} == {"QT1", "QT2", "both"}
    said = [line.say("en") for line in volatility_caveats(found)]
    assert any("need imported daily data" in line for line in said)
    values = {v.name: v for v in volatility_values(found)}
    for name in ("qt1", "qt2", "both"):
        g = values[f"volatility_g.{name}"]
        assert g.interval.low < g.value < g.interval.high
        assert values[f"volatility_g.{name}.minimum_detectable"].value > 0.0
    assert 0.0 < values["volatility_driver.since_2009.superior_p"].value <= 1.0
    assert not any(name.startswith("volatility_garch") for name in values)


def test_drivers_are_shares_spreads_and_the_fall_of_securities(newest):
    found = driver_series(newest.record)
    reserves, banks = (newest.record.series(key).in_unit("USD bn") for key in ("reserves", "bank_assets"))
    day = date(2019, 8, 28)
    assert found["reserves"].at(day) == pytest.approx(100.0 * reserves.at(day) / banks.at(day))
    pace = found["pace"]
    assert (pace.values >= 0.0).all()
    assert pace.at(date(2020, 6, 24)) == 0.0  # the Fed bought
    assert 0.5 < pace.at(date(2023, 5, 31)) < 1.0  # caps of 95 billion a month
    spread = dict(found["sofr_spread"])
    assert spread[date(2019, 9, 30)] == pytest.approx(
        100.0
        * (newest.record.series("sofr_avg").at(date(2019, 9, 30)) - newest.record.corridor.month_average(2019, 9).ior),
        abs=1e-9,
    )


def test_before_the_second_runoff_only_the_first_is_told(evidence_on):
    found = evidence_on(date(2020, 6, 30)).volatility("sp500")
    assert [shift.programme for shift in found.shifts] == ["QT1"]
    assert found.path.last <= date(2020, 6, 30)


def test_a_future_that_is_poisoned_changes_no_driver(evidence_on):
    early, late = (driver_series(Record(day)) for day in (date(2019, 12, 31), None))
    for name, series in early.items():
        if series is None:
            continue
        assert (series.known <= np.datetime64("2019-12-31")).all()
        later = dict(late[name])
        assert all(later[day] == value for day, value in series if day <= date(2019, 11, 15))


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A store of daily closes and weekly balance sheets."""
    if not SHARED.is_dir():
        pytest.skip("needs the full-frequency copies in the folder named by EBB_SHARED_DATA")
    from ebb.store import Store
    from ebb.store.importing import import_directory

    folder, file = tmp_path_factory.mktemp("copies"), tmp_path_factory.mktemp("full") / "ebb.duckdb"
    for pattern in ("markets_daily.csv", "h41_weekly*.csv", "bank_weekly*.csv", "money_market_daily*.csv"):
        for path in SHARED.glob(pattern):
            (folder / path.name).symlink_to(path.resolve())
    import_directory(folder, path=file, now=datetime(2026, 11, 22, tzinfo=UTC), today=date(2026, 11, 22))
    with Store.open(file) as store:
        record = Record(store=store)
        evidence = Evidence()
        yield volatility_evidence(record, evidence.market("sp500"), evidence.regime_windows, ("QT1", "QT2"))


def test_weekly_shifts_are_those_of_the_methods(full):
    """Targets QT1 -0.010 (0.064), QT2 +0.005 (0.034), R-squared about 0.41; errors to five percent (bandwidth)."""
    found = {shift.programme: shift for shift in full.shifts}
    assert found["QT1"].effect.value == pytest.approx(-0.010, abs=0.001)
    assert found["QT1"].effect.standard_error == pytest.approx(0.064, rel=0.05)
    assert found["QT2"].effect.value == pytest.approx(0.005, abs=0.001)
    assert found["QT2"].effect.standard_error == pytest.approx(0.034, rel=0.05)
    assert found["both"].r_squared == pytest.approx(0.41, abs=0.005)
    assert {shift.effect.verdict for shift in found.values()} == {"no evidence"}


def test_daily_variance_has_no_room_for_runoff_either(full):
    assert set(full.garch) == {"each", "both"}
    for model in full.garch.values():
        for name in model.g:
            shift = model.volatility_shift(name)
            assert shift.low < 0.0 < shift.high
    assert "move" in full.controls
    assert full.since_2009.superior_p > 0.05


def test_daily_variance_is_asked_for_every_driver_beside_itself_without_it(full):
    assert {"pace", "reserves", "funds_spread", "sofr_spread", "on_rrp"} <= set(full.garch_drivers)
    for name, one in full.garch_drivers.items():
        shift = one.model.volatility_shift(name)
        assert shift.low < shift.value < shift.high
        assert one.gain >= -1e-6, "the larger model fits its own sample no worse"
        assert 0.0 < one.model.persistence < 1.0
        assert one.scored > 100
        assert np.isfinite(one.better)
    said = [phrase.say("en") for phrase in volatility_caveats(full)]
    assert any("Of 5 balance-sheet drivers" in line for line in said)
