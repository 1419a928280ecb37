"""The three-step term premium: planted premia come back, a foreign run of the same recipe, the identity, stored outputs."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.yields import svensson
from ebb.yields.acm import LONGEST, RETURNS, YieldPanel, estimate_acm, excess_returns, loadings, with_short_rate

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
YEARS = np.arange(1, LONGEST + 1) / 12.0
VINTAGE = date(2026, 9, 30)


def months(count, first="1900-01"):
    return np.datetime64(first, "M") + np.arange(count)


def panel(yields, first="1900-01"):
    return YieldPanel(months(len(yields), first), yields, VINTAGE, "made")


def affine(count, seed, noise=0.0):
    """Three factors under planted prices of risk: yields, and the premia of one who knows the sample's own dynamics."""
    draw = np.random.default_rng(seed)
    phi = np.array([[0.985, 0.01, 0.0], [0.0, 0.95, 0.0], [0.0, 0.0, 0.85]])
    size = np.array([3.0, 2.5, 2.0]) * 1e-4
    lambda0 = np.array([-2.0, 1.0, 0.0]) * 1e-5
    lambda1 = np.array([[0.0, 0.012, 0.0], [-0.01, 0.02, 0.0], [0.0, 0.0, 0.05]])
    delta0, delta1 = 0.04 / 12.0, np.array([1.0, 0.6, 0.3])
    x = np.zeros((count, 3))
    for t in range(1, count):
        x[t] = phi @ x[t - 1] + size * draw.standard_normal(3)
    delta0, x = delta0 + delta1 @ x.mean(axis=0), x - x.mean(axis=0)
    design = np.column_stack([np.ones(count - 1), x[:-1]])
    found = np.linalg.lstsq(design, x[1:], rcond=None)[0]
    sigma = np.cov(x[1:] - design @ found, rowvar=False)

    def priced(drift, pull):
        a, b, rows = 0.0, np.zeros(3), []
        for _ in range(LONGEST):
            a, b = a + b @ drift + 0.5 * b @ sigma @ b - delta0, b @ pull - delta1
            rows.append((a, b))
        return -(np.array([a for a, _ in rows]) + x @ np.array([b for _, b in rows]).T) / YEARS

    yields = priced(-lambda0, phi - lambda1)
    premium = yields - priced(np.zeros(3), found[1:].T)
    return yields + noise * draw.standard_normal(yields.shape), premium


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_premia_come_back_exactly_when_nothing_is_noise(seed):
    """With yields that are exactly affine the only thing left to estimate is the autoregression, which is the sample's own."""
    yields, premium = affine(360, seed)
    found = estimate_acm(panel(yields), factors=3).decomposed()
    assert np.abs(found.premium - premium).max() < 2e-7  # a five-hundredth of a basis point
    assert np.abs(found.fitted - yields).max() < 2e-7
    assert premium[:, -1].std() > 5e-4  # there was something to recover


def test_planted_premia_come_back_through_noise():
    """One basis point of error on every yield of sixty years: the ten-year premium within three, nearly the same moves."""
    yields, premium = affine(720, 4, noise=1e-4)
    found = estimate_acm(panel(yields), factors=3).decomposed().premium[:, -1]
    planted = premium[:, -1]
    assert np.sqrt(((found - planted) ** 2).mean()) < 3e-4
    assert np.corrcoef(found, planted)[0, 1] > 0.98


def test_the_same_recipe_run_by_others_on_the_same_curve():
    """Duarte, ACM_term_premium (public repository), tests/fixtures/golden_synthetic_panel.csv.

    Their fixture: Svensson parameters that walk at random, numpy's default_rng(0), 300 months from January 1995. Their code
    meets the official workbook to 0.01 basis points; figures are percent, of one and ten years, January to March 1995.
    """
    draw = np.random.default_rng(0)

    def walk(step, start):
        return np.cumsum(draw.normal(0, step, 300)) + start

    b0, b1, b2, b3 = walk(0.01, 5.0), walk(0.01, -2.0), walk(0.02, 1.0), walk(0.02, 0.5)
    t1, t2 = np.clip(walk(0.01, 1.5), 0.5, 5.0), np.clip(walk(0.01, 5.0), 2.0, 15.0)
    yields = np.array([svensson(YEARS, p) for p in zip(b0, b1, b2, b3, t1, t2, strict=True)]) / 100.0
    found = estimate_acm(panel(yields, "1995-01")).decomposed()
    fitted = [[3.808993601278, 4.994397439157], [3.807637372041, 4.997613656324], [3.813291433611, 5.006141214860]]
    premium = [[0.725561593248, 1.887425848088], [0.721277827403, 1.894191415213], [0.719545474739, 1.906009988954]]
    # a ten-thousandth of a basis point: two linear algebras, five nearly collinear components
    assert 100.0 * found.fitted[:3, [11, 119]] == pytest.approx(np.array(fitted), abs=1e-6)
    assert 100.0 * found.premium[:3, [11, 119]] == pytest.approx(np.array(premium), abs=1e-6)


def test_identity_vintage_and_daily_projection():
    yields, _ = affine(240, 5, noise=1e-4)
    fit = estimate_acm(panel(yields), factors=3)
    found = fit.decomposed()
    assert found.fitted == pytest.approx(found.neutral + found.premium, abs=1e-15)
    assert fit.decomposed(yields[17:19]).premium == pytest.approx(found.premium[17:19], abs=1e-14)
    written = json.loads(json.dumps(fit.json()))
    assert written["vintage"] == "2026-09-30"
    assert written["sample"] == ["1900-01", "1919-12"]
    assert fit.sample == (date(1900, 1, 1), date(1919, 12, 1))


def test_without_prices_of_risk_there_is_no_premium():
    yields, _ = affine(240, 6)
    fit = estimate_acm(panel(yields), factors=3)
    free = replace(fit, lambda0=fit.mu, lambda1=np.zeros_like(fit.lambda1))
    assert free.decomposed().premium == pytest.approx(0.0, abs=1e-15)
    a, b = loadings(fit, fit.mu, fit.phi)
    assert a[0] == -fit.delta0
    assert b[0] == pytest.approx(-fit.delta1)


def test_excess_returns_are_what_a_trade_earns():
    """Buy at n months, sell at n - 1, financed at one month: in log prices."""
    yields, _ = affine(130, 7, noise=1e-3)
    price = -yields * YEARS
    for place, n in enumerate(RETURNS):
        earned = price[1:, n - 2] - price[:-1, n - 1] + price[:-1, 0]
        assert excess_returns(yields)[:, place] == pytest.approx(earned, abs=1e-14)


def test_the_one_month_yield_before_1982_comes_from_the_funds_rate():
    yields, _ = affine(360, 8)
    given = panel(yields, "1961-06")
    funds = {month: 0.3 + 0.9 * yields[place, 0] for place, month in enumerate(given.months)}
    spoilt = yields.copy()
    early = given.months < np.datetime64("1982-01")
    spoilt[early, 0] += 0.02
    found = with_short_rate(replace(given, yields=spoilt), funds)
    assert found.yields[:, 0] == pytest.approx(yields[:, 0], abs=1e-12)
    assert np.array_equal(found.yields[:, 1:], yields[:, 1:])
    assert "1982-01" in found.made_of
    del funds[given.months[3]]
    with pytest.raises(UsageError, match=r"missing in 1 months, the first 1961-09"):
        with_short_rate(given, funds)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda y: y[:100], "100 months"),
        (lambda y: 100.0 * y, "in percent"),
        (lambda y: y[:, :90], "of shape"),
        (lambda y: np.where(y == y[5, 5], np.nan, y), "missing"),
    ],
)
def test_a_panel_that_cannot_be_used_is_refused(spoil, said):
    yields, _ = affine(130, 9)
    with pytest.raises(UsageError, match=said):
        panel(spoil(yields))


def test_a_missing_month_is_refused():
    yields, _ = affine(130, 9)
    gap = np.delete(months(131), 60)
    with pytest.raises(UsageError, match="a month is missing"):
        YieldPanel(gap, yields, VINTAGE, "made")


@pytest.mark.skipif(not SHARED.is_dir(), reason="full-frequency copies are not here (set EBB_SHARED_DATA)")
def test_moves_resemble_the_stored_monthly_estimates_as_far_as_eight_maturities_allow():
    """GSW zeros of 1 to 20 years, 2000-2018, joined by splines, against a replication on the whole curve since 1961.

    Nineteen years instead of sixty-five raise the level by a percentage point (the premium's level is the sample's); the
    moves of the month are those of the long sample to 0.93 in correlation (0.90 asked).
    """
    CubicSpline = pytest.importorskip("scipy.interpolate").CubicSpline

    knots = (1, 2, 3, 5, 7, 10, 20)
    with (SHARED / "gsw_zero_daily.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["date"] < "2019"]
    last = {row["date"][:7]: row for row in rows if all(row[f"SVENY{n:02d}"] for n in knots)}
    zeros = np.array([[float(row[f"SVENY{n:02d}"]) for n in knots] for row in last.values()])
    with (SHARED / "yields_daily.csv").open() as file:
        bills = {row["date"]: row["DGS3MO"] for row in csv.DictReader(file)}
    short = np.array([400.0 * np.log1p(float(bills[row["date"]]) / 400.0) for row in last.values()])
    whole = CubicSpline((0.25, *knots), np.column_stack([short, zeros]), axis=1)(YEARS) / 100.0
    found = estimate_acm(
        YieldPanel(np.array(list(last), dtype="datetime64[M]"), whole, VINTAGE, "splines")
    ).decomposed()
    with (SHARED / "acm_monthly_replicated.csv").open() as file:
        stored = {row["date"][:7]: row for row in csv.DictReader(file)}
    for row in stored.values():  # rounded to four decimals
        for n in ("01", "02", "05", "10"):
            assert float(row[f"ACMTP{n}"]) + float(row[f"ACMRNY{n}"]) == pytest.approx(
                float(row[f"ACMY{n}"]), abs=1.1e-4
            )
    theirs = np.array([float(stored[month]["ACMTP10"]) for month in last]) / 100.0
    ours = found.premium[:, -1]
    assert np.corrcoef(np.diff(ours), np.diff(theirs))[0, 1] > 0.90
    assert np.sqrt(((found.fitted - whole)[:, -1] ** 2).mean()) < 2e-4  # "about 2 bp" at ten years
