"""Fans made as of the past: one made again, what came counted by hand, and nothing known later in any of them."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import pytest

import ebb
import fans as tool
from ebb.answers.past_fans import LINES, SCORED, coverage, coverages, kept_fans, outcome, past_fans, policy_departed
from ebb.errors import OutOfRange
from ebb.record import Record
from ebb.scenario import load
from ebb.simulate.fan import LEVELS
from ebb.sources.published import rows

FIRST, SECOND = tool.ORIGINS


def test_one_packaged_fan_is_made_again():
    """The whole of 2017, within the last digit printed."""
    quantiles, stops = tool.rows(tool.made(FIRST, load("current")))
    kept = [row for row in rows("fans") if row["as_of"] == FIRST.isoformat()]
    assert [row for row in rows("fan_stops") if row["as_of"] == FIRST.isoformat()] == stops
    assert len(kept) == len(quantiles) == tool.MONTHS * len(LINES)
    for old, new in zip(kept, quantiles, strict=True):
        assert (old["date"], old["line"]) == (new["date"], new["line"])
        assert all(abs(float(old[level]) - float(new[level])) < 0.11 for level in LEVELS), (old, new)


@pytest.mark.parametrize("day", tool.ORIGINS, ids=str)
def test_the_origins_are_the_first_days_on_which_a_run_could_open(day):
    with pytest.raises(OutOfRange, match="too few auctions"):
        ebb.run("current", as_of=day - timedelta(days=1), months=3)
    assert ebb.run("current", as_of=day, months=3).dates[0] >= day


def test_packaged_bands_are_in_order_and_their_months_follow():
    found = kept_fans(Record())
    assert [fan.made for fan in found] == [FIRST, SECOND, Record().as_of]
    for fan in found:
        months = [12 * day.year + day.month for day in fan.dates]
        assert months == list(range(months[0], months[0] + tool.MONTHS))
        assert 0 <= fan.stopped.sum() <= fan.draws == tool.DRAWS
        for line in LINES:
            assert fan.quantiles[line].shape == (len(LEVELS), tool.MONTHS)
            assert (np.diff(fan.quantiles[line], axis=0) >= 0).all(), (fan.made, line)
        assert any((fan.path(line, "p95") > fan.path(line, "p05")).all() for line in LINES)


@pytest.mark.parametrize(
    ("column", "line"), [("reserves_wednesday_mn", "reserves"), ("total_assets_mn", "total_assets")]
)
@pytest.mark.parametrize(("made", "before"), [(FIRST, date(2019, 5, 1)), (SECOND, date(2024, 6, 1)), (SECOND, None)])
def test_coverage_is_the_count_of_published_months_inside(column, line, made, before):
    """By a loop over the two packaged files, which knows nothing of the record."""
    published = {row["date"][:7]: float(row[column]) / 1e3 for row in rows("fed_monthly") if row[column]}
    counted = defaultdict(int)
    for row in rows("fans"):
        month = row["date"][:7]
        if (row["as_of"], row["line"]) != (made.isoformat(), line) or month not in published:
            continue
        if before is not None and month >= before.isoformat()[:7]:
            continue
        counted["months"] += 1
        counted[90] += float(row["p05"]) <= published[month] <= float(row["p95"])
        counted[68] += float(row["p16"]) <= published[month] <= float(row["p84"])
    fan = next(fan for fan in past_fans(Record()) if fan.made == made)
    found = coverage(Record(), fan, line, before=before)
    assert (found.months, found.inside_68, found.inside_90) == (counted["months"], counted[68], counted[90])
    assert found.months >= 18


def test_policy_departed_when_the_committee_slowed_the_runoff():
    """Caps of 15 from May 2019 (statement of 20 March 2019) and of 25 from June 2024 (1 May 2024)."""
    record = Record()
    assert [policy_departed(record, fan) for fan in past_fans(record)] == [date(2019, 5, 1), date(2024, 6, 1)]
    then = Record(date(2024, 5, 31))
    assert policy_departed(then, past_fans(then)[1]) is None  # announced, but no month of it has begun


def test_total_assets_are_measured_by_the_gdp_of_their_quarter():
    share = outcome(Record(), "share_of_gdp").by_month()
    assets, gdp = Record().series("total_assets").in_unit("USD bn").by_month(), Record().series("gdp").in_unit("USD bn")
    quarter = {(day.year, day.month): level for day, level in zip(gdp.dates.tolist(), gdp.values, strict=True)}
    assert share[2019, 2] == pytest.approx(100.0 * assets[2019, 2] / quarter[2019, 3])
    assert (2026, 9) in assets
    assert max(share) <= max((year, month) for year, month in quarter)


def test_nothing_is_known_before_its_day():
    assert kept_fans(Record(FIRST - timedelta(days=1))) == ()
    assert [fan.made for fan in kept_fans(Record(date(2020, 1, 1)))] == [FIRST]
    early, late = (coverages(Record(day))[0][3] for day in (date(2018, 7, 2), date(2019, 7, 2)))
    for one, other in zip(early, late, strict=True):
        assert 0 < one.months < other.months
        assert one.inside_90 <= other.inside_90
    gdp, assets = (next(c for c in early if c.line == line) for line in ("share_of_gdp", "total_assets"))
    assert gdp.months == assets.months - 3  # the second quarter of 2018 was not yet published


def test_a_fan_of_the_past_is_the_same_whatever_came_later(at_home):
    """In one store all that became known after July 2024 is wrong; a fan of July 2022 does not move."""
    found, newest = [], []
    for home in ("honest", "spoilt"):
        at_home(home)
        found.append(ebb.run("current", as_of=SECOND, months=24, draws=20))
        newest.append(float(Record().series("reserves").last()[1]))
    assert newest[0] != newest[1]
    honest, spoilt = (run.fan for run in found)
    for name, path in honest.quantiles.items():
        assert np.array_equal(path, spoilt.quantiles[name], equal_nan=True), name
    assert np.array_equal(honest.below, spoilt.below)


def test_the_answer_states_the_coverage_of_every_line(told):
    answer = told("how-long", None)
    for fan, _, kept, _ in coverages(Record()):
        assert {found.line for found in kept} <= set(SCORED)
        for found in kept:
            for band, inside in ((68, found.inside_68), (90, found.inside_90)):
                value = answer.value(f"fan_{fan.made:%Y_%m}.{found.line}.inside_{band}")
                assert value.value == pytest.approx(100.0 * inside / found.months)
    caveat = next(text for text in answer.caveats["en"] if text.startswith("Fans over draws"))
    assert "8 November 2017, 18 months: reserves 83% (22%)" in caveat
    assert any("2022年7月8日" in text for text in answer.caveats["zh-Hant"])


def test_the_tables_are_as_the_tool_writes_them():
    """Columns and order of the packaged files, so that a check compares like with like."""
    place = tool.HOME / "fans.csv"
    with place.open(encoding="utf-8") as file:
        held = list(csv.DictReader(file))
    assert tool.text(held) == place.read_text("utf-8")
