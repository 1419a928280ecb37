import numpy as np
import pytest

from ebb.errors import UnknownName, UsageError
from ebb.funding import WINDOWS, DemandFit, DemandMonths, compare_shapes, levels_and_changes, placebo

from .conftest import planted  # type: ignore[import-not-found]


def no_curve(seed: int) -> DemandMonths:
    base = planted(seed=seed)
    return DemandMonths("none", base.months, base.q, np.random.default_rng(seed).normal(size=len(base)), base.known, "")


@pytest.mark.parametrize("kind", ["same spectrum", "permuted blocks"])
def test_a_planted_curve_passes_and_noise_seldom_does(kind: str) -> None:
    assert placebo(planted(slope=5.0), kind, exclude=(), draws=300).p_value < 0.02
    small = sum(placebo(no_curve(seed), kind, exclude=(), draws=60).p_value < 0.10 for seed in range(40))
    # Ten percent of 40 is 4; more than 11 would be four binomial standard deviations above.
    assert small <= 11


def test_the_real_curve_beats_the_placebos(months: DemandMonths) -> None:
    for kind in ("same spectrum", "permuted blocks"):
        found = placebo(months, kind)
        assert found.p_value < 0.01
        assert found.r_squared > found.placebo_r_squared


def test_an_unknown_placebo_gets_the_nearest_name(months: DemandMonths) -> None:
    with pytest.raises(UnknownName, match="same spectrum"):
        placebo(months, "same-spectrum")


def test_levels_come_with_their_twin_in_changes(months: DemandMonths, fit: DemandFit) -> None:
    twin = levels_and_changes(months, below=fit.kink.value)
    np.testing.assert_allclose(twin.levels.value, -fit.slope.value, rtol=1e-6)  # the same curve, drawn the other way
    assert twin.changes.value < 0
    assert twin.changes.high < 0, "the slope is in the changes too, not only in two trends"
    # A month is missing (March 2020), so two changes are.
    assert twin.n_changes == twin.n_levels - 2


def test_the_twin_of_the_second_runoff_alone_is_not_significant(months: DemandMonths) -> None:
    # Published as found: 45 changes are too few to tell the slope of the changes from zero at 90 percent.
    twin = levels_and_changes(months.between(*WINDOWS["qt2"]), below=12.95)
    assert twin.levels.high < 0
    assert twin.changes.value < 0 < twin.changes.high


def test_two_drifting_series_have_a_level_slope_and_seldom_a_twin() -> None:
    base, levels, changes = planted(n=96), 0, 0
    trend = np.arange(96)
    for seed in range(40):
        rng = np.random.default_rng(seed)
        q, s = trend * 0.1 + np.cumsum(rng.normal(0, 0.3, 96)), -trend * 0.5 + np.cumsum(rng.normal(0, 1.0, 96))
        drift = DemandMonths("drift", base.months, 12.0 + q, s, base.known, "")
        twin = levels_and_changes(drift, exclude=(), draws=200)
        levels += twin.levels.high < 0
        changes += twin.changes.high < 0
    assert levels >= 38, "two trends look like a demand curve"
    # Five percent on this side is 2 of 40; more than 8 would be four binomial standard deviations above.
    assert changes <= 8, "their changes do not"


def test_no_movement_is_refused() -> None:
    base = planted()
    still = DemandMonths("still", base.months, np.full(len(base), 12.0), base.s, base.known, "")
    with pytest.raises(UsageError, match="moved"):
        levels_and_changes(still, exclude=())


def test_shapes_are_scored_on_months_they_had_not_seen(months: DemandMonths) -> None:
    scores = compare_shapes(months)
    by_name = {score.shape: score for score in scores}
    assert [s.rmse for s in scores] == sorted(s.rmse for s in scores)
    assert set(by_name) == {"constant", "line", "logarithm", "exponential", "logistic", "hinge"}
    assert by_name["hinge"].rmse < by_name["constant"].rmse
    # Where we are not best it is said: the logarithm forecasts a little better (4.9 against 5.2 bp at this vintage).
    assert by_name["hinge"].rmse < 1.10 * scores[0].rmse
    for score in scores:
        assert score.in_sample_rmse < score.rmse


def test_the_hinge_wins_on_its_own_ground() -> None:
    scores = compare_shapes(planted(noise=0.2), exclude=())
    assert scores[0].shape == "hinge"
    with pytest.raises(UsageError):
        compare_shapes(planted(n=30), exclude=())
