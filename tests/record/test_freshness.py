"""How old each series is: the newest figure's own source, the next release, and when it may no longer pass for current."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ebb.record import Record
from ebb.record.freshness import GRACE, freshness
from ebb.record.refine import RULES
from ebb.sources import published


def by_key(record, today):
    return {one.key: one for one in freshness(record, today)}


def test_every_refinable_series_is_there_and_its_age_is_counted_to_today():
    today = date(2026, 11, 22)
    found = by_key(Record(), today)
    assert set(found) == {rule.key for rule in RULES}
    for key, one in found.items():
        assert one.source == "packaged"
        assert one.last == published.series(key).dates[-1].item()
        assert one.age_days == (today - one.last).days
        assert one.stale == (today > one.due + timedelta(days=GRACE))


def test_a_series_is_current_until_its_next_figure_has_been_due_for_a_week():
    total = by_key(Record(), date(2026, 10, 8))["total_assets"]
    assert (total.last, total.due) == (date(2026, 9, 30), date(2026, 10, 8))
    assert not total.stale
    assert not by_key(Record(), total.due + timedelta(days=GRACE))["total_assets"].stale
    assert by_key(Record(), total.due + timedelta(days=GRACE + 1))["total_assets"].stale


@pytest.mark.parametrize("key", sorted({rule.key for rule in RULES}))
def test_the_source_named_is_the_one_that_has_the_newest_figure(at_home, key):
    at_home("honest")
    record = Record()
    one = by_key(record, date(2026, 11, 22))[key]
    held = record.stored(one.name)
    if one.source == "store":
        assert held is not None
        assert held.dates[-1].item() == one.last
    else:
        assert published.series(key).dates[-1].item() == one.last
        assert held is None or held.dates[-1].item() < one.last
