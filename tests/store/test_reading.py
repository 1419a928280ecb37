"""What readers get: series as of a day, their history, lists, operations, auctions, securities outstanding."""

from __future__ import annotations

import math
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from ebb.errors import FormatError, MissingDate, UnknownName
from ebb.sources.cards import Card
from ebb.sources.harvest import Auction, Harvest, Holding, HoldingsList, Operation, Outstanding
from ebb.store import Store, writing

from .conftest import CARD, dated, passport, plain
from .test_asof_vintages import LAG_DAYS, Quick, day, histories

NAN = float("nan")


def test_cards_come_back_complete(keep):
    endless = replace(CARD, name="ENDLESS", low=-math.inf, high=math.inf, lag_days=-1, at={}, also=())
    keep((plain({"2020-01-01": 1.0}), date(2020, 2, 1)), (plain({"2020-01-01": 1.0}, endless), date(2020, 2, 1)))
    with Store.open() as held:
        assert held.names() == ("ENDLESS", "LEVEL")
        assert held.card("LEVEL") == CARD
        assert held.card("ENDLESS") == endless


def test_a_series_has_the_cards_words_and_the_days_it_was_known(keep):
    keep((plain({"2020-01-01": 1.5, "2020-01-08": 2.5}), date(2020, 2, 1)))
    with Store.open() as held:
        found = held.series("LEVEL")
    assert (found.key, found.unit, found.basis, found.kind) == ("LEVEL", "USD mn", "wednesday level", "stock")
    assert found.origins == (CARD.origin,)
    assert list(found) == [(date(2020, 1, 1), 1.5), (date(2020, 1, 8), 2.5)]
    assert found.known.tolist() == [date(2020, 1, 3), date(2020, 1, 10)]
    assert not found.values.flags.writeable


@pytest.mark.parametrize("day", [date.max, date(9999, 12, 30), None])
def test_on_the_last_day_of_the_calendar_everything_is_known(keep, day):
    keep((plain({"2020-01-01": 1.5}), date(2020, 2, 1)))
    with Store.open() as held:
        assert list(held.series("LEVEL", day)) == [(date(2020, 1, 1), 1.5)]
        assert held.how("LEVEL", day) == "lag"
        assert len(held.select(["LEVEL"], day).rows()) == 1


def test_how_says_vintage_lag_or_mixed_and_changes_with_the_day(keep):
    revised = plain({"2020-01-01": 9.0})
    keep((plain({"2020-01-01": 1.0, "2020-01-08": 2.0}), date(2020, 2, 1)), (revised, date(2020, 3, 1)))
    keep((dated([("2020-01-01", "2020-01-04", 1.0)], replace(CARD, name="REAL")), date(2020, 2, 1)))
    with Store.open() as held:
        assert held.how("LEVEL", date(2020, 2, 29)) == "lag"
        assert held.how("LEVEL") == "mixed"
        assert held.how("REAL") == "vintage"
        assert held.how("REAL", date(2020, 1, 3)) == "lag", "nothing known yet: nothing but the lag can be said"


def test_withdrawn_figures_are_left_out_after_that_day(keep):
    rows = [("2020-01-01", "2020-01-02", 1.0), ("2020-01-01", "2020-01-09", NAN), ("2020-01-08", "2020-01-09", 2.0)]
    keep((dated(rows), date(2020, 2, 1)))
    with Store.open() as held:
        assert list(held.series("LEVEL", date(2020, 1, 8))) == [(date(2020, 1, 1), 1.0)]
        assert list(held.series("LEVEL", date(2020, 1, 9))) == [(date(2020, 1, 8), 2.0)]
        assert held.how("LEVEL") == "vintage"
        assert [v.value for v in held.history("LEVEL")] == [1.0, None, 2.0]


def test_history_tells_how_and_from_which_delivery(home):
    first, second = passport("one", etag='"a"'), passport("two", last_modified="Thu, 05 Nov 2026 12:00:00 GMT")
    with writing() as writer:
        writer.put(plain({"2020-01-01": 1.0}), first, date(2020, 1, 20))
        writer.put(plain({"2020-01-01": 2.0}), second, date(2020, 1, 25))
        writer.publish()
    with Store.open() as held:
        one, two = held.history("LEVEL")
        assert (one.date, one.known, one.how, one.value) == (date(2020, 1, 1), date(2020, 1, 3), "lag", 1.0)
        assert (two.date, two.known, two.how, two.value) == (date(2020, 1, 1), date(2020, 1, 25), "received", 2.0)
        assert (one.delivery, two.delivery) == (first, second)
        assert held.deliveries() == (first, second)


@settings(max_examples=14, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories)
def test_the_store_says_on_every_day_what_the_rules_say(tmp_path_factory, puts):
    file = tmp_path_factory.mktemp("s") / "ebb.duckdb"
    card = replace(CARD, lag_days=LAG_DAYS)
    quick = Quick()
    with writing(file) as writer:
        for put in puts:
            if put.real:
                harvest = dated([(str(day(when)), str(day(known)), v) for (when, known), v in put.values.items()], card)
            else:
                harvest = plain({str(day(when)): v for when, v in put.values.items()}, card)
            last = max((max(key) if put.real else key for key in put.values), default=0)
            if not put.real and last > put.today:
                with pytest.raises(FormatError, match="lies ahead of"):
                    writer.put(harvest, passport(repr(put)), day(put.today))
                continue  # refused, it leaves no trace
            # The day of receipt says nothing of real vintages, but they cannot come before they were.
            counts = writer.put(harvest, passport(repr(put)), day(max(put.today, last)))
            assert counts == quick.put(put)
        writer.publish()
    with Store.open(file) as held:
        assert held.names() == (("LEVEL",) if quick.rows() else ())
        if not quick.rows():
            return
        told = [(v.date, v.known, v.how, v.value) for v in held.history("LEVEL")]
        assert told == quick.rows()
        raw = held._connection.execute("SELECT date, known, superseded FROM observations ORDER BY ALL").fetchall()
        following = [two[1] if one[0] == two[0] else date.max for one, two in pairwise([*raw, (None, None)])]
        assert [row[2] for row in raw] == following, "a vintage holds until the next one of its date"
        for number in range(-1, 32, 3):
            found = held.series("LEVEL", day(number))
            assert dict(found) == quick.as_of(day(number))
            assert (found.known <= np.datetime64(day(number))).all()


@pytest.mark.parametrize("ask", ["series", "card", "how", "history"])
def test_an_unknown_series_is_refused_with_the_nearest_name(keep, ask):
    keep((plain({"2020-01-01": 1.0}), date(2020, 2, 1)))
    with Store.open() as held, pytest.raises(UnknownName, match='did you mean "LEVEL"'):
        getattr(held, ask)("LEVLE")


def test_rows_come_back_as_they_were_given(home):
    operations = (
        Operation(
            "RP 2", "repo", date(2020, 1, 2), date(2020, 1, 2), date(2020, 1, 3), "treasury", "full", 5, 4, 1.55, 9
        ),
        Operation("RP 1", "repo", date(2020, 1, 1)),
        Operation("RRP 1", "reverse_repo", date(2020, 1, 1), accepted=2**62),
    )
    auction = Auction("912828ZZ1", "note", "10-Year", date(2020, 1, 15), date(2030, 1, 15), reopening=False, coupon=1.5)
    debt = Outstanding(date(2020, 1, 31), "912828ZZ1", "notes", date(2030, 1, 15), 10**15, 1.5, date(2020, 1, 15))
    with writing() as writer:
        harvest = Harvest(operations=operations, auctions=(auction,), outstanding=(debt,))
        counts = writer.put(harvest, passport(), date(2020, 6, 1))
        assert (counts.new, counts.unchanged, counts.revised) == (5, 0, 0)
        assert writer.put(harvest, passport(), date(2020, 6, 2)).unchanged == 5
        writer.publish()
    with Store.open() as held:
        assert held.operations("repo", date(2020, 1, 1), date(2020, 1, 2)) == (operations[1], operations[0])
        assert held.operations("repo", date(2020, 1, 1), date(2020, 1, 1)) == (operations[1],)
        assert held.operations("reverse_repo", date(2020, 1, 1), date(2020, 1, 2)) == (operations[2],)
        assert held.auctions(date(2020, 1, 1), date(2020, 1, 31)) == (auction,)
        assert held.auctions(date(2020, 2, 1), date(2020, 2, 28)) == ()
        assert held.outstanding(date(2020, 1, 31)) == (debt,)
        assert held.record_dates() == (date(2020, 1, 31),)
        assert held.record_dates(as_of=date(2020, 2, 1)) == ()
        assert held.counts()["operations"] == 3


def test_rows_are_known_on_their_day_and_another_version_from_its_receipt(home):
    told = Operation("RP 1", "repo", date(2020, 1, 2))
    done = replace(told, accepted=100, rate=1.5)
    with writing() as writer:
        writer.put(Harvest(operations=(told,)), passport("a"), date(2020, 1, 2))
        counts = writer.put(Harvest(operations=(done,)), passport("b"), date(2020, 1, 9))
        assert (counts.new, counts.unchanged, counts.revised) == (0, 0, 1)
        writer.put(Harvest(operations=(replace(done, rate=1.6),)), passport("c"), date(2020, 1, 9))
        writer.publish()
    span = (date(2020, 1, 1), date(2020, 1, 31))
    with Store.open() as held:
        assert held.operations("repo", *span, as_of=date(2020, 1, 1)) == ()
        assert held.operations("repo", *span, as_of=date(2020, 1, 8)) == (told,)
        assert held.operations("repo", *span) == (replace(done, rate=1.6),)


def test_an_announced_auction_is_known_before_its_result(home):
    announced = Auction(
        "912796XX1", "bill", "4-Week", date(2020, 1, 14), date(2020, 2, 11), date(2020, 1, 9), date(2020, 1, 7)
    )
    result = replace(announced, high_yield=1.5, accepted=10**12)
    other = replace(result, cusip="912796XX2")
    span = (date(2020, 1, 1), date(2020, 1, 31))
    with writing() as writer:
        writer.put(Harvest(auctions=(announced, other)), passport("a"), date(2020, 1, 20))
        writer.put(Harvest(auctions=(result,)), passport("b"), date(2020, 1, 21))
        writer.publish()
    with Store.open() as held:
        assert held.auctions(*span, as_of=date(2020, 1, 6)) == ()
        assert held.auctions(*span, as_of=date(2020, 1, 8)) == (announced,)
        assert held.auctions(*span, as_of=date(2020, 1, 9)) == (announced, other)
        assert held.auctions(*span) == (result, other)


def test_lists_come_back_in_order_and_a_missing_one_is_said(home):
    rows = tuple(
        Holding(
            f"91282C{n:03d}",
            "notes_bonds",
            10**12 + n,
            date(2030, 1, 1),
            1.5,
            percent_outstanding=12.5,
            aggregated=None,
        )
        for n in (3, 1, 2)
    )
    with writing() as writer:
        writer.put(
            Harvest(holdings=(HoldingsList(date(2020, 1, 1), ("notes_bonds", "frn"), rows),)),
            passport(),
            date(2020, 2, 1),
        )
        writer.publish()
    with Store.open() as held:
        assert held.holdings(date(2020, 1, 1), "notes_bonds") == rows
        assert held.holdings(date(2020, 1, 1), "frn") == (), "an empty list is a list"
        assert held.holdings_dates("frn") == held.holdings_dates("notes_bonds") == (date(2020, 1, 1),)
        assert held.holdings_dates("notes_bonds", as_of=date(2020, 1, 1)) == (), "out on Thursday"
        assert held.holdings_dates("bills") == ()
        for asked in (
            (date(2020, 1, 1), "bills"),
            (date(2020, 1, 8), "frn"),
            (date(2020, 1, 1), "frn", date(2020, 1, 1)),
        ):
            with pytest.raises(MissingDate):
                held.holdings(*asked)


def test_attempts_and_times_keep_their_zone(home):
    taipei = timezone(timedelta(hours=8))
    with writing() as writer:
        writer.attempt("WALCL", "fred", "failed", "429", datetime(2026, 11, 20, 7, 0, tzinfo=taipei))
        writer.put(plain({"2020-01-01": 1.0}), passport(received=datetime(2026, 1, 1, tzinfo=taipei)), date(2026, 1, 1))
        writer.publish()
    with Store.open() as held:
        (attempt,) = held.attempts()
        assert (attempt.name, attempt.publisher, attempt.outcome, attempt.detail) == ("WALCL", "fred", "failed", "429")
        assert attempt.at == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)
        assert held.deliveries()[0].received == datetime(2025, 12, 31, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Asia/Taipei", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_zone_of_the_machine_changes_nothing(monkeypatch, zone, home):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with writing() as writer:
            writer.put(plain({"2020-01-01": 1.0}), passport(), date(2020, 1, 1))
            writer.attempt("a", "b", "c", "d", datetime(2026, 11, 20, 1, 0, tzinfo=UTC))
            writer.publish()
        with Store.open() as held:
            assert list(held.series("LEVEL", date(2020, 1, 1))) == [(date(2020, 1, 1), 1.0)]
            assert held.deliveries() == (passport(),)
            assert held.attempts()[0].at == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_overview_counts_dates_and_vintages(keep):
    keep(
        (plain({"2020-01-01": 1.0, "2020-01-08": 2.0}), date(2020, 2, 1)),
        (plain({"2020-01-08": 3.0}), date(2020, 2, 9)),
    )
    with Store.open() as held:
        assert held.overview() == (
            {
                "name": "LEVEL",
                "first": date(2020, 1, 1),
                "last": date(2020, 1, 8),
                "observations": 2,
                "vintages": 3,
                "known": "mixed",
            },
        )


def test_pandas_is_not_needed(keep, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    withdrawn = dated([("2020-01-01", "2020-01-09", 1.0), ("2020-01-01", "2020-02-01", NAN)])
    keep((plain({"2020-01-01": 1.0}), date(2020, 2, 1)), (withdrawn, date(2020, 2, 1)))
    with Store.open() as held:
        assert [vintage.value for vintage in held.history("LEVEL")] == [1.0, None]
        assert len(held.series("LEVEL")) == 0


def test_a_card_of_a_later_package_is_read_as_far_as_it_is_understood():
    from ebb.store.observations import card_of, text_of

    assert card_of(text_of(CARD).replace('"also"', '"of_tomorrow": 1, "also"')) == CARD
    assert isinstance(card_of(text_of(CARD)), Card)
