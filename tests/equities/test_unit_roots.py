"""Trend tests, held to statsmodels, and their size on series of known kind."""

from __future__ import annotations

import numpy as np
import pytest

from ebb.equities import trend_tests
from ebb.equities.unit_roots import dickey_fuller, kpss, schwarz_lags, trace


@pytest.fixture(scope="module")
def pair():
    rng = np.random.default_rng(0)
    x = rng.standard_normal(156).cumsum()
    return x, 0.5 * x + rng.standard_normal(156).cumsum()


@pytest.mark.parametrize("lags", [0, 1, 4])
def test_dickey_fuller_is_the_referee_s(pair, lags):
    tools = pytest.importorskip("statsmodels.tsa.stattools", reason="referee: statsmodels is not installed")
    theirs = tools.adfuller(pair[0], maxlag=lags, autolag=None, regression="ct", result_object=False)[0]
    assert dickey_fuller(pair[0][None], lags)[0] == pytest.approx(theirs, abs=1e-8)


def test_lags_are_the_referee_s():
    tools = pytest.importorskip("statsmodels.tsa.stattools", reason="referee: statsmodels is not installed")
    rng = np.random.default_rng(1)
    for phi in (0.0, 0.5, -0.6):
        change = rng.standard_normal(200)
        for t in range(2, 200):
            change[t] += phi * change[t - 2]
        walk = change.cumsum()
        assert schwarz_lags(walk) == tools.adfuller(walk, autolag="BIC", regression="ct", result_object=False)[2]


def test_kpss_is_the_referee_s(pair):
    tools = pytest.importorskip("statsmodels.tsa.stattools", reason="referee: statsmodels is not installed")
    import warnings

    for series in pair:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its table of probabilities ends; ours are simulated
            theirs = tools.kpss(series, regression="ct", nlags=7)[0]
        assert kpss(series[None], 7)[0] == pytest.approx(theirs, abs=1e-8)


@pytest.mark.parametrize("lags", [1, 2])
def test_johansen_s_trace_is_the_referee_s(pair, lags):
    tools = pytest.importorskip("statsmodels.tsa.vector_ar.vecm", reason="referee: statsmodels is not installed")
    theirs = tools.coint_johansen(np.column_stack(pair), 0, lags).lr1[0]
    assert trace(pair[0][None], pair[1][None], lags)[0] == pytest.approx(theirs, abs=1e-8)


def test_walks_are_called_walks_and_noise_noise():
    """Fifty pairs: at five percent each null is refused about as often as stated where true, mostly where false."""
    rng = np.random.default_rng(2)
    refused = {"walk of walks": 0, "walk of noise": 0, "steady of walks": 0, "common of walks": 0, "common of twins": 0}
    for _ in range(50):
        steps = rng.standard_normal((2, 150))
        walks, noise = steps.cumsum(axis=1), steps
        of_walks = trend_tests(walks[0], walks[1], draws=300, rng=rng)
        of_noise = trend_tests(noise[0], noise[1], draws=300, rng=rng)
        twins = trend_tests(walks[0], walks[0] + noise[1], draws=300, rng=rng)
        refused["walk of walks"] += of_walks.walk_x.p <= 0.05
        refused["walk of noise"] += of_noise.walk_x.p <= 0.05
        refused["steady of walks"] += of_walks.steady_x.p <= 0.05
        refused["common of walks"] += of_walks.common.p <= 0.05
        refused["common of twins"] += twins.common.p <= 0.05
    assert refused["walk of walks"] <= 8
    assert refused["walk of noise"] >= 45
    assert refused["steady of walks"] >= 20
    assert refused["common of walks"] <= 10
    assert refused["common of twins"] >= 40
