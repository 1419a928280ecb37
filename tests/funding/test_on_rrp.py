from itertools import pairwise

import numpy as np
import pytest

from ebb.errors import SourceError
from ebb.funding.on_rrp import fit_on_rrp


def _planted(slope: float, noise: float = 0.3, n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    spread = rng.uniform(-2, 22, n)
    return np.maximum(np.expm1(7.5 + slope * spread + rng.normal(0, noise, n)), 0.0), spread


def test_a_planted_slope_is_recovered() -> None:
    fit = fit_on_rrp(*_planted(-0.3))
    # two standard errors of the slope: 0.3 / (7 * sqrt(60))
    assert abs(fit.slope + 0.3) < 2 * 0.3 / (7 * 60**0.5)
    assert fit.r_squared > 0.9


def test_demand_falls_with_the_spread_and_stays_within_what_was_seen() -> None:
    fit = fit_on_rrp(*_planted(-0.3))
    levels = [fit.level(s) for s in np.linspace(-50, 100, 40)]
    assert all(a >= b for a, b in pairwise(levels))
    assert max(levels) <= fit.ceiling
    assert min(levels) >= 0.0
    assert fit.level(5, 1.0) > fit.level(5) > fit.level(5, -1.0)


def test_the_wrong_sign_and_too_little_data_are_refused() -> None:
    with pytest.raises(SourceError, match="rising"):
        fit_on_rrp(*_planted(+0.1))
    with pytest.raises(SourceError, match="23 months"):
        fit_on_rrp(*_planted(-0.3, n=23))


def test_a_published_level_stays_where_the_spread_stays_and_falls_when_it_rises() -> None:
    fit = fit_on_rrp(*_planted(-0.3))
    assert fit.moved(500.0, 0.0) == pytest.approx(500.0)
    assert 0.0 <= fit.moved(500.0, 10.0) < 500.0 < fit.moved(500.0, -1.0)
