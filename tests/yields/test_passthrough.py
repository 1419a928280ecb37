import csv
import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.series import Origin, Series
from ebb.sources import published
from ebb.yields import PassThrough, mortgage_pass_through, ols_hac

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))


@pytest.fixture(scope="module")
def found() -> PassThrough:
    return mortgage_pass_through(published.series("mortgage_30y"), published.series("ust_10y_avg"))


def monthly(key: str, values: np.ndarray, basis: str = "month average") -> Series:
    months = np.datetime64("2003-01", "M") + np.arange(len(values))
    dates = (months + 1).astype("M8[D]") - 1
    return Series(key, dates, values, "percent", basis, dates, (Origin("test", "test"),), "rate")


def test_a_planted_pass_through_is_found() -> None:
    rng = np.random.default_rng(1)
    ten = 4 + np.cumsum(rng.normal(0, 0.2, 280))
    # Four tenths at once, half a month later.
    mortgage = np.r_[ten[0], ten[0] + np.cumsum(0.4 * np.diff(ten) + 0.5 * np.r_[0, np.diff(ten)[:-1]])]
    noisy = mortgage + np.cumsum(rng.normal(0, 0.05, 280))
    result = mortgage_pass_through(monthly("m", noisy), monthly("y", ten))
    assert abs(result.value - 0.9) < 2 * result.standard_error < 0.2
    assert abs(result.same_month - 0.4) < 0.1, "the same month alone finds too little"


def test_the_estimate_on_the_packaged_figures(found: PassThrough) -> None:
    # Published as found on 2003-2026: nine tenths; one for one is inside the interval, zero and the placebo are not.
    assert 0.80 < found.value < 1.00
    assert 0.60 < found.low < 1.0 < found.high
    assert found.placebo < 0.25 * found.value
    assert found.n > 250


def test_changes_are_taken_between_neighbouring_months_only() -> None:
    ten, mortgage = published.series("ust_10y_avg"), published.series("mortgage_30y")
    gap = (
        ten.between(ten.dates[0].item(), ten.dates[100].item()),
        ten.between(ten.dates[110].item(), ten.dates[-1].item()),
    )
    hole = Series(
        ten.key, *(np.concatenate([getattr(g, a) for g in gap]) for a in ("dates", "values")), ten.unit, ten.basis,
        np.concatenate([g.known for g in gap]), ten.origins, ten.kind,
    )  # fmt: skip
    full, less = mortgage_pass_through(mortgage, ten), mortgage_pass_through(mortgage, hole)
    # Nine months and one change across the hole are gone, and three more lose a lead or a lag.
    assert full.n - less.n == 9 + 1 + 3


def test_too_short_a_sample_is_refused() -> None:
    with pytest.raises(UsageError, match="monthly changes"):
        mortgage_pass_through(monthly("m", np.arange(30.0)), monthly("y", np.arange(30.0)))


def test_newey_west_is_what_statsmodels_computes() -> None:
    sm = pytest.importorskip("statsmodels.regression.linear_model", reason="statsmodels is the referee")
    rng = np.random.default_rng(3)
    x = np.column_stack([np.ones(200), rng.normal(size=(200, 3))])
    y = x @ np.array([1.0, 0.5, -0.3, 0.0]) + np.convolve(rng.normal(size=204), np.ones(5), "valid")
    for lags in (0, 5):
        beta, covariance = ols_hac(x, y, lags)
        theirs = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": lags})
        np.testing.assert_allclose(beta, theirs.params, rtol=1e-10)
        np.testing.assert_allclose(covariance, theirs.cov_params(), rtol=1e-9, atol=1e-14)
        assert np.linalg.eigvalsh(covariance).min() > -1e-12


@pytest.mark.skipif(not (SHARED / "mortgage30_weekly.csv").exists(), reason="full-frequency copies are not here")
def test_averaging_both_rates_over_the_month_gives_the_same_within_the_interval(found: PassThrough) -> None:
    mortgage, ten = (
        month_means(SHARED / f, c)
        for f, c in (("mortgage30_weekly.csv", "MORTGAGE30US"), ("yields_daily.csv", "DGS10"))
    )
    months = [m for m in sorted(mortgage) if m in ten and m >= "2003-01"]
    dm, dy = (np.diff([s[m] for m in months]) for s in (mortgage, ten))
    beta, _ = ols_hac(np.column_stack([np.ones(len(dy) - 1), dy[1:], dy[:-1]]), dm[1:], 5)
    assert found.low < beta[1] + beta[2] < found.high


def month_means(path: Path, column: str) -> dict[str, float]:
    seen: dict[str, list[float]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row[column]:
                seen[row["date"][:7]].append(float(row[column]))
    return {month: float(np.mean(values)) for month, values in seen.items()}
