"""A user's store under the packaged figures: what refines what, and that nothing later is ever seen through it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.answers import QUESTIONS, answer
from ebb.dates import last_wednesday
from ebb.record import Record
from ebb.record.refine import RULES, STATISTICS, joined, next_release, statistic
from ebb.series import Origin, Series
from ebb.sources import published
from ebb.sources.cards import card, cards
from ebb.sources.harvest import Delivery, Harvest, Reading
from ebb.store import Store, writing

SPOILT = date(2024, 7, 18)


# -- the law: nothing known later changes what a day knew ------------------------------------------------------------


def test_the_spoilt_store_really_is_spoilt(stocked_homes):
    with (
        Store.open(stocked_homes["honest"] / "ebb.duckdb") as honest,
        Store.open(stocked_homes["spoilt"] / "ebb.duckdb") as spoilt,
    ):
        for rule in RULES:
            now, then = honest.series(rule.stored), spoilt.series(rule.stored)
            assert (now.values != then.values).any(), rule.stored


@pytest.mark.parametrize("key", QUESTIONS)
def test_a_spoilt_future_of_the_store_changes_no_answer(at_home, key):
    at_home("honest")
    told = answer(key, as_of=SPOILT).json()
    at_home("spoilt")
    assert answer(key, as_of=SPOILT).json() == told
    if key == "how-much":  # and the same question asked later does read it
        later = answer(key, as_of=date(2025, 6, 30)).json()
        at_home("honest")
        assert answer(key, as_of=date(2025, 6, 30)).json() != later


@pytest.mark.parametrize("day", [date(2012, 6, 13), SPOILT - timedelta(days=300), SPOILT])
def test_a_spoilt_future_of_the_store_changes_no_series_list_or_auction(at_home, day):
    def everything():
        record = Record(day)
        views = [(key, view, getattr(record, view)(key)) for key in record.keys for view in ("series", "full")]
        lists = [record.security_list(listed) for listed in record.holdings_dates]
        return views, lists, record.auctions(date(1900, 1, 1), date(2099, 1, 1))

    at_home("honest")
    views, lists, auctions = everything()
    at_home("spoilt")
    again, lists_again, auctions_again = everything()
    assert lists == lists_again
    assert auctions == auctions_again
    for (key, view, one), (_, _, other) in zip(views, again, strict=True):
        assert np.array_equal(one.dates, other.dates), (key, view)
        assert np.array_equal(one.values, other.values), (key, view)
        assert (one.known <= np.datetime64(day, "D")).all(), (key, view)


# -- what the store adds -------------------------------------------------------------------------------------------


def test_levels_are_weekly_in_full_and_the_last_wednesday_of_the_month_otherwise(at_home):
    at_home("honest")
    record = Record(date(2026, 3, 31))
    full, monthly = record.full("reserves"), record.series("reserves")
    assert float(np.median(np.diff(full.dates).astype(int))) == 7.0
    assert all(day == last_wednesday(day.year, day.month) for day in monthly.dates.tolist())
    assert set(monthly.dates.tolist()) <= set(full.dates.tolist())
    assert dict(full)[date(2025, 11, 26)] == dict(monthly)[date(2025, 11, 26)]


def test_what_comes_from_the_store_says_so(at_home):
    packaged = Record(SPOILT).series("reserves").origins
    at_home("honest")
    assert {origin.table for origin in Record(SPOILT).series("reserves").origins} >= {"store"}
    assert all(origin.table != "store" for origin in packaged)


def test_a_published_month_is_never_replaced_by_our_own_mean(at_home):
    packaged = dict(published.series("sofr_avg"))
    at_home("honest")
    held = dict(Record().series("sofr_avg"))
    assert {day: held[day] for day in packaged} == packaged
    assert max(held) > max(packaged)  # the store's days reach further


def test_older_figures_of_a_store_do_not_lengthen_the_sample(at_home):
    starts = {key: published.series(key).dates[0] for key in sorted(published.keys())}
    at_home("honest")
    record = Record()
    for key, start in starts.items():
        assert record.series(key).dates[0] == start, key


def test_a_stored_series_is_there_by_its_own_name_or_not_at_all(at_home):
    assert Record().stored("SOFR") is None
    at_home("honest")
    record = Record(date(2024, 1, 31))
    assert record.stored("SOFR").dates[-1] == np.datetime64("2024-01-30")  # known on the next day
    assert record.stored("NO_SUCH_SERIES") is None


def test_lists_and_auctions_of_the_store_stand_beside_the_packaged_ones(at_home):
    before = Record()
    at_home("honest")
    record = Record()
    assert set(record.holdings_dates) - set(before.holdings_dates) == {
        date(2017, 10, 3),
        date(2022, 5, 31),
        date(2025, 11, 25),
    }
    own = {row["cusip"]: row for row in record.security_list(date(2022, 5, 31))}
    old = {row["cusip"]: row for row in record.security_list(date(2022, 5, 25))}
    assert set(own) <= set(old)
    assert all(own[c]["maturity_date"] == old[c]["maturity_date"] for c in own)
    added = list(record.auctions(date(2019, 10, 1), date(2019, 12, 31)))
    assert [(row["cusip"], float(row["offering_bn"]), float(row["soma_addon_bn"])) for row in added] == [
        ("91282TES9", 40.0, 3.0)
    ]


def test_every_rule_names_a_packaged_key_and_a_card_of_a_unit_that_fits():
    for rule in RULES:
        packaged = published.series(rule.key)
        assert rule.stored in cards(), rule
        if rule.take not in STATISTICS:
            packaged.in_unit(cards()[rule.stored].unit)  # refuses another measure


# -- the small functions ---------------------------------------------------------------------------------------------


def series(dates, values, key="x", basis="operation day"):
    dates = np.array(dates, dtype="datetime64[D]")
    known = dates + np.timedelta64(1, "D")
    return Series(key, dates, np.array(values, dtype=float), "percent", basis, known, (Origin("p", key),), "rate")


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_joining_takes_every_date_once_and_the_first_where_both_have_it(mine, theirs):
    start = np.datetime64("2024-01-01")
    one = series([start + n for n in sorted(mine)], [float(n) for n in sorted(mine)], "a")
    two = series([start + n for n in sorted(theirs)], [1000.0 + n for n in sorted(theirs)], "b")
    both = dict(joined(one, two))
    assert both == {**dict(two), **dict(one)}


def test_a_month_counts_once_it_is_over():
    days = np.arange(np.datetime64("2024-01-01"), np.datetime64("2024-03-29"))
    days = days[(days.astype(int) + 3) % 7 < 5]
    like = series(["2024-01-31"], [0.0], basis="month average")
    daily = series(days, np.where(days < np.datetime64("2024-02-01"), 1.0, 2.0))
    found = statistic(daily, "mean", like)
    # 29 March 2024 was Good Friday: the 28th is the last business day, and the month is over with it
    assert dict(found) == {date(2024, 1, 31): 1.0, date(2024, 2, 29): 2.0, date(2024, 3, 31): 2.0}
    assert (found.known >= found.dates).all()
    cut = replace(daily, dates=daily.dates[:-1], values=daily.values[:-1], known=daily.known[:-1])
    assert max(dict(statistic(cut, "mean", like))) == date(2024, 2, 29)


def test_a_series_that_begins_within_a_month_gives_no_mean_of_it():
    days = [
        d
        for d in np.arange(np.datetime64("2024-01-17"), np.datetime64("2024-03-01"))
        if (int(d.astype(int)) + 3) % 7 < 5
    ]
    like = series(["2024-01-31"], [0.0], basis="month average")
    assert list(dict(statistic(series(days, np.ones(len(days))), "mean", like))) == [date(2024, 2, 29)]


def test_statistics_of_a_month_are_those_of_its_days():
    prices = [100.0, 110.0, 99.0, 120.0, 126.0]
    assert STATISTICS["return"](np.array(prices[1:]), prices[0]) == pytest.approx(26.0)
    logs = np.diff(np.log(prices))
    assert STATISTICS["volatility"](np.array(prices[1:]), prices[0]) == pytest.approx(100 * logs.std(ddof=1) * 252**0.5)


@pytest.mark.parametrize(
    ("last", "frequency", "lag", "due"),
    [
        (date(2026, 9, 30), "weekly", 1, date(2026, 10, 8)),
        (date(2026, 10, 2), "daily", 1, date(2026, 10, 6)),  # a Friday: Monday's figure, on Tuesday
        (date(2026, 8, 31), "monthly", 14, date(2026, 10, 14)),
        (date(2026, 3, 31), "quarterly", 28, date(2026, 7, 28)),
    ],
)
def test_the_next_release_is_the_next_figure_and_its_lag(last, frequency, lag, due):
    assert next_release(last, frequency, lag) == due


# -- vintages decide over the packaged figures ---------------------------------------------------------------------


def vintages(file, dates, values, known):
    """A store with real vintages of reserves."""
    reading = Reading(
        card("WRBWFRBL"),
        *(np.array(x, dtype=t) for x, t in ((dates, "datetime64[D]"), (values, float))),
        np.array(known, dtype="datetime64[D]"),
    )
    body = Delivery("tests", "archive", datetime(2026, 11, 1, tzinfo=UTC), "0" * 64, 1)
    with writing(file) as writer:
        writer.put(Harvest(readings=(reading,)), body, date(2026, 11, 1))
        writer.publish()
    return Store.open(file)


def test_a_packaged_figure_is_not_known_before_the_publisher_s_own_vintage(tmp_path):
    """July 2019 is out in the archive's second vintage, on 1 March 2020: until then the record ends with June."""
    june, july = date(2019, 6, 26), date(2019, 7, 31)
    store = vintages(tmp_path / "ebb.duckdb", [june, july], [1_500_000.0, 1_400_000.0], ["2019-06-27", "2020-03-01"])
    before, after = Record(date(2019, 8, 15), store=store), Record(date(2020, 3, 1), store=store)
    assert before.series("reserves").last() == (june, 1_500_000.0)
    assert dict(after.series("reserves"))[july] == 1_400_000.0
    assert published.series("reserves").as_of(date(2019, 8, 15)).last()[0] == july  # the package alone would know it


def test_an_archive_that_begins_late_leaves_the_packaged_figures_standing(tmp_path):
    days = [date(2019, 5, 29), date(2019, 6, 26)]
    store = vintages(tmp_path / "ebb.duckdb", days, [1_500_000.0, 1_510_000.0], ["2026-08-31", "2026-08-31"])
    record = Record(date(2019, 8, 15), store=store)
    assert days[1] in dict(record.series("reserves"))
    assert record.series("reserves").last()[0] == date(2019, 7, 31)


def test_a_withdrawn_figure_does_not_come_back_from_the_package(tmp_path):
    day = date(2019, 6, 26)
    store = vintages(tmp_path / "ebb.duckdb", [day, day], [1_500_000.0, np.nan], ["2019-06-27", "2019-07-10"])
    assert day in dict(Record(date(2019, 7, 5), store=store).series("reserves"))
    assert day not in dict(Record(date(2019, 7, 20), store=store).series("reserves"))
