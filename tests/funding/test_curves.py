"""The four curves: each recovers itself, bends where calculus says, and is scored on dates it had not seen."""

from datetime import date

import numpy as np
import pytest

from ebb.errors import UnknownName, UsageError
from ebb.funding.curves import CURVES, compare_curves, fit_curve, fit_curves, grid, refined
from ebb.funding.points import DemandPoints
from ebb.funding.shapes import BENDS, SHAPES


def planted(curve: str, centre: float = 12.0, width: float = 0.8, noise: float = 1.0, n: int = 156) -> DemandPoints:
    rng = np.random.default_rng(5)
    q = 13.0 + 5.0 * np.sin(np.linspace(0.0, 6.0 * np.pi, n)) + rng.normal(0, 0.2, n)
    width = 1.0 if curve == "hinge" else width
    s = -8.0 + 12.0 * SHAPES[curve]((q - centre) / width) + rng.normal(0, noise, n)
    dates = (np.datetime64("2010-01", "M") + np.arange(n)).astype("datetime64[D]")
    return DemandPoints("planted", dates, q, s, dates, "month")


@pytest.mark.parametrize("curve", CURVES)
def test_a_planted_curve_is_found(curve: str) -> None:
    fit = fit_curve(planted(curve), curve, exclude=(), draws=200)
    true_bend = 12.0 + BENDS[curve] * (1.0 if curve == "hinge" else 0.8)
    assert fit.turns
    assert fit.floor == pytest.approx(-8.0, abs=0.5)
    assert fit.height == pytest.approx(12.0, rel=0.15)
    assert fit.bend.value == pytest.approx(true_bend, abs=0.4)
    assert fit.bend.low <= true_bend <= fit.bend.high
    assert fit.residual_sd == pytest.approx(1.0, abs=0.15)
    np.testing.assert_allclose(fit.predict(np.array([18.0])), -8.0, atol=0.5)


@pytest.mark.parametrize("curve", CURVES)
def test_refining_never_fits_worse_and_agrees_with_a_referee(curve: str) -> None:
    data = planted(curve)
    places = grid(data.q, curve)
    start = 200 if curve != "hinge" else 90
    column = SHAPES[curve]((data.q - places[start, 0]) / places[start, 1])
    slope, floor = np.polyfit(column, data.s, 1)
    before = float(np.sum((data.s - floor - slope * column) ** 2))
    found = refined(data.q, data.s, curve, places, start, float(floor), float(max(slope, 0.1)))
    assert found[-1] <= before + 1e-9
    optimize = pytest.importorskip("scipy.optimize")
    best = fit_curve(data, curve, exclude=(), draws=10)

    def miss(theta):
        width = 1.0 if curve == "hinge" else np.exp(theta[3])
        return data.s - theta[0] - theta[1] * SHAPES[curve]((data.q - theta[2]) / width)

    referee = optimize.least_squares(miss, [-8.0, 12.0, 12.0, np.log(0.8)])
    ours = float(np.sum((data.s - best.predict(data.q)) ** 2))
    # a hinge's loss has kinks of its own, so the referee may stop short; ours is never worse
    assert ours <= 2.0 * referee.cost * (1 + 1e-6)


def test_each_curve_wins_or_nearly_wins_on_its_own_ground() -> None:
    for curve in CURVES:
        scores = compare_curves(planted(curve, n=84), exclude=())
        own = next(score for score in scores if score.curve == curve)
        constant = next(score for score in scores if score.curve == "constant")
        assert own.rmse < 1.1 * scores[0].rmse
        assert own.rmse < 0.5 * constant.rmse
        assert [s.rmse for s in scores] == sorted(s.rmse for s in scores)


def test_scores_of_the_past_do_not_know_the_future() -> None:
    data = planted("logistic", n=84)
    cut = data.between(date(2010, 1, 1), date(2014, 12, 31))
    spoilt = DemandPoints(
        data.rate, data.dates, data.q, np.where(data.dates > cut.dates[-1], 99.0, data.s), data.known, data.step
    )
    assert compare_curves(spoilt.between(date(2010, 1, 1), date(2014, 12, 31)), exclude=()) == compare_curves(
        cut, exclude=()
    )


def test_noise_without_a_curve_gives_no_turn_or_a_wide_one() -> None:
    flat = planted("hinge")
    noise = np.random.default_rng(1).normal(size=len(flat))
    fit = fit_curve(DemandPoints("none", flat.dates, flat.q, noise, flat.known, "month"), "hinge", draws=300)
    assert not fit.turns or fit.bend.high - fit.bend.low > 4.0


def test_refusals_and_the_wire() -> None:
    data = planted("hinge")
    with pytest.raises(UnknownName, match="hinge"):
        fit_curve(data, "hing")
    with pytest.raises(UsageError, match="cannot be fitted"):
        fit_curve(data.between(date(2010, 1, 1), date(2010, 12, 31)), "hinge")
    with pytest.raises(UsageError, match="cannot be compared"):
        compare_curves(data.between(date(2010, 1, 1), date(2012, 6, 30)))
    wire = fit_curves(data, draws=20)["hinge"].json()
    assert wire["satiation"]["unit"] == "percent of bank assets"
    assert wire["n"] == len(data) or wire["n"] == len(data) - 1
