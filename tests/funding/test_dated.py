"""The dated probability: it is the demand estimate at the reserves drawn, it never falls with them, and stops are in order."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.dates import add_months, month_end
from ebb.errors import UsageError
from ebb.funding import DemandMonths, fit_chance
from ebb.funding.dated import RISKS, dated_risk, safe_share

DATES = tuple(month_end(d.year, d.month) for d in (add_months(date(2027, 1, 1), k) for k in range(24)))


@pytest.fixture(scope="module")
def fit():
    rng = np.random.default_rng(4)
    months = np.arange("2018-04", "2026-04", dtype="datetime64[M]")
    q = np.clip(13 + 4 * np.sin(np.arange(len(months)) / 12), 8, 19)
    s = 12.0 - q + rng.normal(0, 2, len(q))
    return fit_chance(DemandMonths("sofr", months, q, s, date(2026, 4, 1), ""), draws=200)


def test_with_one_path_it_is_the_estimate_at_that_path(fit):
    path = np.linspace(16.0, 8.0, 24)
    found = dated_risk(fit, path[None, :], DATES)
    for month, share in enumerate(path):
        one = fit.at(float(share))
        assert found.chance[month] == pytest.approx(one.value)
        assert found.low[month] <= one.low + 1e-9
        assert found.high[month] >= one.high - 1e-9


@given(st.lists(st.floats(6, 20), min_size=3, max_size=20), st.floats(0.0, 5.0))
@settings(max_examples=40, deadline=None)
def test_fewer_reserves_never_lower_the_chance(fit, levels, less):
    shares = np.tile(np.array(levels)[:, None], (1, 24))
    rich, poor = dated_risk(fit, shares, DATES), dated_risk(fit, shares - less, DATES)
    assert (poor.chance >= rich.chance - 1e-9).all()
    assert (rich.low <= rich.chance).all()
    assert (rich.chance <= rich.high).all()
    assert 0.0 <= rich.chance.min() <= rich.chance.max() <= 100.0


def test_a_higher_risk_never_stops_earlier_and_stops_before_the_first_month_above(fit):
    shares = np.linspace(17.0, 7.0, 24) + np.random.default_rng(0).normal(0, 0.5, (300, 1))
    found = dated_risk(fit, shares, DATES)
    stops = [found.last_safe(risk) for risk in RISKS]
    assert all(stop is not None for stop in stops)
    assert stops == sorted(stops)
    for risk, stop in zip(RISKS, stops, strict=True):
        place = DATES.index(stop)
        assert found.chance[: place + 1].max() <= risk < found.chance[place + 1]
    assert dated_risk(fit, np.full((5, 24), 6.0), DATES).last_safe(25.0) is None
    calm = dated_risk(fit, np.full((5, 24), 30.0), DATES)
    assert calm.last_safe(5.0) == DATES[-1]
    assert not calm.reaches(5.0)


def test_the_safe_share_has_that_risk(fit):
    for risk in RISKS:
        assert fit.at(safe_share(fit, risk)).value == pytest.approx(risk)
    assert safe_share(fit, 5.0) > safe_share(fit, 25.0)


def test_wider_reserves_pull_a_small_chance_up(fit):
    """The chance is convex where it is small: not knowing reserves is a risk of its own."""
    level = safe_share(fit, 5.0)
    sure = dated_risk(fit, np.full((400, 24), level), DATES).chance[0]
    unsure = dated_risk(fit, level + np.random.default_rng(0).normal(0, 1.5, (400, 24)), DATES).chance[0]
    assert unsure > sure


def test_shapes_that_do_not_agree_are_refused(fit):
    with pytest.raises(UsageError):
        dated_risk(fit, np.zeros((3, 2)), DATES)


def test_the_wire_form_has_every_month(fit):
    wire = dated_risk(fit, np.full((5, 24), 12.0), DATES).json()
    assert len(wire["dates"]) == len(wire["probability_not_ample"]) == 24
    assert set(wire["last_safe"]) == {"5", "10", "25"}
