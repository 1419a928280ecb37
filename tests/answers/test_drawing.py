"""Draws on the record: the packaged scores made again in part, what they say, and the published ranges beside ours."""

from __future__ import annotations

from datetime import date

import numpy as np

import draws as tool
from ebb.answers.drawing import bands_beside
from ebb.simulate.draws import CHOSEN, LINES, LOWER_BOUND, METHODS
from ebb.simulate.draws.score import HORIZONS, coverage
from ebb.sources.published import rows


def test_a_part_of_the_packaged_scores_is_made_again():
    """From two origins, the second so late that only the near horizons have an outcome; to the last digit."""
    origins = (date(2019, 6, 30), date(2025, 9, 30))
    kept = [row for row in rows("draw_scores") if date.fromisoformat(row["origin"]) in origins]
    assert len(kept) == 2 * (3 * len(LINES) + len(LINES) + 1)  # of the mortgage rate alone twelve months have passed
    assert [dict(row) for row in kept] == tool.rows(origins)


def test_every_line_is_scored_at_every_horizon_by_both():
    found = coverage(rows("draw_scores"))
    assert {(c.line, c.horizon, c.method) for c in found} == {
        (line, horizon, method) for line in LINES for horizon in HORIZONS for method in METHODS
    }
    assert min(c.origins for c in found) > 40
    assert all(c.inside_70 <= c.inside_90 for c in found)
    assert all(c.crps > 0 for c in found)


def test_the_chosen_model_is_the_one_that_keeps_its_promises_better():
    found = coverage(rows("draw_scores"))

    def off(method):
        return np.mean([abs(c.inside_70 - 0.7) + abs(c.inside_90 - 0.9) for c in found if c.method == method])

    assert min(METHODS, key=off) == CHOSEN


def test_both_promise_too_much_three_years_ahead():
    """Fewer outcomes in the 90 percent range than 90 percent: said wherever the table is shown, so it must be true."""
    found = coverage(rows("draw_scores"))
    for method in METHODS:
        assert np.mean([c.inside_90 for c in found if c.method == method and c.horizon == 36]) < 0.75


def test_published_ranges_of_2022_lie_between_our_two_models():
    """FEDS Notes of 15 July 2022, ranges of 2030Q4 around its own baseline.

    Neither model is within the 0.15 points one would wish. Stochastic volatility around a sample mean is narrower than the
    published ranges at the top, random walks are wider; published tops lie between the two for both rates, and the
    ten-year range of the first is within 0.8 points. The lower end of the funds rate is the bound in the blocks and not in
    the other.
    """
    beside = {(b.line, b.method, b.level): b for b in bands_beside(count=4000)}
    assert len(beside) == 8
    for line in ("policy_rate", "ten_year"):
        for level in (0.7, 0.9):
            narrow, wide = (beside[line, method, level] for method in ("volatility", "blocks"))
            assert narrow.published == wide.published
            assert narrow.ours[1] < narrow.published[1] + 0.05
            assert wide.ours[1] > wide.published[1]
            assert wide.ours[1] - wide.ours[0] > narrow.ours[1] - narrow.ours[0]
    for level in (0.7, 0.9):
        ten = beside["ten_year", "volatility", level]
        assert max(abs(o - p) for o, p in zip(ten.ours, ten.published, strict=True)) < 0.8
        assert beside["policy_rate", "blocks", level].ours[0] == LOWER_BOUND
    assert all(b.ours[0] < b.baseline < b.ours[1] for b in beside.values())
