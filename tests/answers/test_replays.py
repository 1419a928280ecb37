"""Replays on the record: the misses of today's vintage, and refusals."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers.replays import replay, replay_on
from ebb.errors import OutOfRange, UnknownName
from ebb.record import Record


@pytest.mark.parametrize("episode", ["qt1", "qt2"])
def test_predicted_stands_beside_published_and_the_miss_is_printed(newest, episode):
    """Tolerance: a percent and a half of Treasuries; MBS by a declared prior of prepayment, five percent."""
    found = newest.replay(episode)
    for name, most in (("treasuries", 1.5), ("mbs", 5.0)):
        assert len(found.predicted[name]) == len(found.published[name]) == len(found.dates)
        assert 0.0 < found.error[name].max_pct < most


def test_a_replay_on_a_day_publishes_only_what_was_known():
    found = replay_on(Record(date(2024, 7, 18)), "qt2")
    later = [q for day, q in zip(found.dates, found.published["treasuries"], strict=True) if day > date(2024, 7, 18)]
    assert all(q is None for q in later)


def test_what_is_not_known_or_does_not_exist_is_refused():
    with pytest.raises(OutOfRange, match="opening holdings of qt2 were not known") as caught:
        replay("qt2", as_of=date(2020, 1, 1))
    assert caught.value.exit_code == 2
    with pytest.raises(UnknownName, match='did you mean "qt2"'):
        replay("qt22")
