"""One day taken apart: the parts add up, and what only a meeting of causes explains is left by a model that adds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.funding.rates import MODELS, SAMPLES, take_apart
from ebb.series import Series

from .planted_rates import planted, weekly  # type: ignore[import-not-found]

DAY = date(2019, 9, 17)
WHOLE = ((date(2017, 10, 2), date(2022, 6, 30)),)


def case(meeting: float = 0.0, jump: float = 0.0):
    """Settlements amid months; reserves fall from 12 to 8 percent; `meeting` is bp for each billion and point below 10."""
    data = planted(last=date(2020, 2, 28), noise=0.5)
    weeks = data.reserves.dates
    reserves = np.linspace(12.0, 8.0, len(weeks)) + 0.3 * np.sin(np.arange(len(weeks)))
    data = replace(data, reserves=weekly("reserves", weeks, reserves))
    settles = np.array([d for d in data.dates.tolist() if 14 < d.day < 20], dtype="datetime64[D]")
    first = np.flatnonzero(np.diff(settles.astype("datetime64[M]").astype(int), prepend=0) > 0)
    days = settles[first]
    sizes = 60.0 + 40.0 * (np.arange(len(days)) % 3)
    place = np.searchsorted(data.dates, days) + 1
    held = reserves[np.searchsorted(weeks, data.dates[place], side="right") - 1]
    spread = data.spread.copy()
    spread[place] += meeting * sizes * (10.0 - held)
    spread[data.dates == np.datetime64(DAY, "D")] += jump
    return replace(data, spread=spread), Series("s", days, sizes, "USD bn", "operation day", days, (), "flow")


def test_parts_and_the_rest_are_the_day():
    data, sizes = case(jump=300.0)
    found = take_apart(data, DAY, sizes, WHOLE)
    total = found.usual + sum(value for _, value in found.parts)
    seen = found.fit("additive", "with_the_day")
    assert total == pytest.approx(seen.fitted)
    assert seen.fitted + seen.residual == pytest.approx(found.spread)
    assert {(f.model, f.sample) for f in found.fits} == {(m, s) for m in MODELS for s in SAMPLES}
    assert found.missing == ("dealer_positions",)


def test_a_jump_without_a_cause_stays_unexplained_by_what_was_known_before():
    data, sizes = case(jump=300.0)
    found = take_apart(data, DAY, sizes, WHOLE)
    for model in MODELS:
        for sample in ("before", "all_other_days"):
            assert found.fit(model, sample).residual > 250.0


def test_a_planted_meeting_is_found_by_the_model_that_has_it_and_missed_by_the_one_that_adds():
    data, sizes = case(meeting=0.5)
    found = take_apart(data, DAY, sizes, WHOLE)
    additive, meeting = (abs(found.fit(model, "all_other_days").residual) for model in ("additive", "interactions"))
    assert meeting < 5.0
    assert additive > 2.0 * meeting


def test_the_days_after_do_not_reach_what_was_said_before():
    data, sizes = case(jump=300.0)
    wrong = replace(data, spread=np.where(data.dates >= np.datetime64("2019-09-18"), 900.0, data.spread))
    ours, theirs = (take_apart(d, DAY, sizes, WHOLE) for d in (data, wrong))
    for model in MODELS:
        assert ours.fit(model, "before") == theirs.fit(model, "before")
    assert ours.fit("additive", "with_the_day") != theirs.fit("additive", "with_the_day")


def test_a_day_not_held_is_refused():
    data, sizes = case()
    with pytest.raises(UsageError, match="cannot be taken apart"):
        take_apart(data, date(2019, 9, 15), sizes, WHOLE)
    with pytest.raises(UsageError, match="250 covered days"):
        take_apart(data, DAY, sizes, ((date(2019, 6, 3), date(2022, 6, 30)),))
