"""The satiation point: planted levels found, one level in three units, nothing where nothing is shown, nothing from ahead."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.funding.curves import fit_curve
from ebb.funding.elasticity import ElasticityFit
from ebb.funding.points import DemandPoints
from ebb.funding.satiation import (
    descents,
    how_it_moved,
    rate_known,
    satiation_of_curve,
    satiation_of_slope,
    slope_step,
    year_ends,
)
from ebb.series import Series


def money(key: str, value: float, frequency: int = 30) -> Series:
    dates = np.arange(np.datetime64("2009-01-31"), np.datetime64("2026-12-31"), frequency).astype("datetime64[D]")
    return Series(key, dates, np.full(len(dates), value), "USD bn", "wednesday level", dates, ())


ASSETS, GDP = money("a", 20_000.0), money("g", 25_000.0, 91)


def path(q: np.ndarray, slopes: np.ndarray, spread: float = 0.2, seed: int = 0) -> ElasticityFit:
    """A fit whose draws are these slopes and independent noise."""
    rng = np.random.default_rng(seed)
    draws = slopes + spread * rng.normal(size=(500, 1)) + spread * rng.normal(size=(500, len(q)))
    edges = np.quantile(draws, [0.5, 0.16, 0.84, 0.025, 0.975], axis=0)
    dates = np.datetime64("2010-01-06", "D") + 7 * np.arange(len(q))
    span = (dates[0].item(), dates[-1].item())
    return ElasticityFit("x", "week", 1, 4, dates, q.copy(), *edges, draws, span, 1000, 500, 8, 52, 0, 1.0)


Q = 13.0 + 4.0 * np.sin(np.linspace(0.0, 4.0 * np.pi, 400))


def test_a_step_in_the_slope_is_found_where_it_was_planted() -> None:
    found = slope_step(path(Q, np.where(Q < 12.0, -1.5, 0.0)))
    assert found is not None
    assert found.value == pytest.approx(12.0, abs=0.3)
    assert found.low <= found.value <= found.high
    assert found.unit == "percent of bank assets"


@pytest.mark.parametrize("slope", [0.0, -1.5])
def test_a_slope_that_is_one_everywhere_names_no_level(slope: float) -> None:
    fit = path(Q, np.full(len(Q), slope))
    assert slope_step(fit) is None
    told = satiation_of_slope(fit, date(2018, 1, 1), "all", ASSETS, GDP)
    assert told.share_of_bank_assets is None
    assert told.amount is None
    assert told.said


def test_descents_tell_when_the_band_left_zero_and_at_how_many_reserves() -> None:
    fit = path(Q, np.where(Q < 12.0, -1.5, 0.0), spread=0.1)
    found = descents(fit)
    assert len(found) == 2
    assert all(one.begins and one.share == pytest.approx(12.0, abs=0.3) for one in found)
    assert all(one.lowest < 9.2 and one.highest <= 12.0 for one in found)
    under_way = descents(path(Q[220:], np.full(180, -1.5)))
    assert [one.begins for one in under_way] == [False]


def hinge_points(step: str = "month", n: int = 200, noise: float = 0.5, seed: int = 0) -> DemandPoints:
    rng = np.random.default_rng(seed)
    if step == "month":
        dates = (np.datetime64("2009-01", "M") + np.arange(n)).astype("datetime64[D]")
    else:
        dates = np.datetime64("2009-01-07", "D") + 7 * np.arange(n)
    q = 13.0 + 4.0 * np.sin(2 * np.pi * np.arange(n) / (48 if step == "month" else 208)) + rng.normal(0, 0.2, n)
    s = -8.0 + 5.0 * np.maximum(0.0, 12.0 - q) + rng.normal(0, noise, n)
    return DemandPoints("planted", dates, q, s, dates + np.timedelta64(30, "D"), step)


def test_one_level_in_three_units() -> None:
    told = satiation_of_curve(fit_curve(hinge_points(), "hinge", draws=100), date(2025, 6, 30), "all", ASSETS, GDP)
    assert told.share_of_bank_assets.value == pytest.approx(12.0, abs=0.3)
    assert told.amount.value == pytest.approx(told.share_of_bank_assets.value * 200.0)
    assert told.share_of_gdp.value == pytest.approx(told.amount.value / 250.0)
    assert told.amount.low <= told.amount.value <= told.amount.high
    assert told.json()["amount"]["unit"] == "USD bn"


def test_every_year_s_end_is_told_with_what_was_known_then() -> None:
    data = hinge_points()
    told = how_it_moved(None, data, ASSETS, GDP, date(2018, 6, 30), draws=40)
    assert {t.date for t in told} == set(year_ends(2010, date(2018, 6, 30)))
    assert {t.window for t in told} == {"all", "rolling"}
    for one in told:
        assert one.sample[1] <= one.date
    late = [
        t.share_of_bank_assets.value for t in told if t.method == "hinge" and t.date.year > 2014 and t.window == "all"
    ]
    np.testing.assert_allclose(late, 12.0, atol=0.4)
    cut = date(2016, 12, 31)
    spoilt = DemandPoints(
        "planted", data.dates, data.q, np.where(data.known > np.datetime64(cut), 50.0, data.s), data.known, "month"
    )
    late_assets = Series(
        "a",
        ASSETS.dates,
        np.where(ASSETS.known > np.datetime64(cut), 1.0, ASSETS.values),
        "USD bn",
        ASSETS.basis,
        ASSETS.known,
        (),
    )
    again = how_it_moved(None, spoilt, late_assets, GDP, date(2018, 6, 30), draws=40)
    assert [t.json() for t in told if t.date <= cut] == [t.json() for t in again if t.date <= cut]
    assert [t.json() for t in told if t.date > cut] != [t.json() for t in again if t.date > cut]


def test_sofr_follows_the_funds_rate_once_three_years_are_known() -> None:
    funds, sofr = hinge_points("week", 600), hinge_points("week", 600, seed=1)
    young = sofr.between(sofr.dates[400].item(), date.max)
    assert len(rate_known(young, funds, young.dates[100].item())) > 156
    assert rate_known(young, funds, young.dates[180].item()).dates[0] == young.dates[0]
    assert rate_known(None, funds, funds.dates[10].item()) is None


def test_too_little_movement_is_told_and_not_guessed() -> None:
    data = hinge_points()
    still = DemandPoints("still", data.dates, np.full(len(data), 12.0), data.s, data.known, "month")
    told = how_it_moved(None, still, ASSETS, GDP, date(2013, 6, 30), draws=20)
    assert told
    assert all(one.share_of_bank_assets is None and one.said for one in told)
