"""Nothing observed may lie ahead of the day on which it arrives; what is announced may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ebb.errors import FormatError
from ebb.sources.cards import card
from ebb.sources.harvest import Auction, Harvest, Holding, HoldingsList, Operation
from ebb.store import Store, writing

from .conftest import CARD, dated, passport, plain

TODAY = date(2020, 2, 1)
AHEAD = TODAY + timedelta(days=1)


def put(harvest: Harvest, **more: str):
    with writing() as writer:
        counts = writer.put(harvest, passport(repr(harvest), **more), TODAY)
        writer.publish()
    return counts


@pytest.mark.parametrize(
    ("harvest", "words"),
    [
        (plain({"2020-01-31": 1.0, "2020-02-02": 2.0}), '"LEVEL" has 1 observation after it, of 2020-02-02'),
        (
            dated([("2020-01-01", "2020-01-02", 1.0), ("2020-01-01", "2020-02-02", 2.0)]),
            "known after it, up to 2020-02-02",
        ),
        (Harvest(holdings=(HoldingsList(AHEAD, ("bills",), (Holding("1", "bills", 5),)),)), "bills as of 2020-02-02"),
        (Harvest(operations=(Operation("RP 7", "repo", AHEAD),)), "operation RP 7 on 2020-02-02"),
    ],
)
def test_what_is_observed_ahead_of_today_is_refused_and_nothing_kept(home, harvest, words):
    both = harvest + plain({"2020-01-01": 1.0}, replace(CARD, name="OTHER"))
    with writing() as writer:
        with pytest.raises(FormatError) as caught:
            writer.put(both, passport(), TODAY)
        writer.publish()
    assert words in caught.value.what
    assert [line.split()[0] for line in str(caught.value).splitlines()] == ["what", "where", "expected", "next"]
    with Store.open() as held:
        assert (held.names(), held.deliveries(), held.counts()["operations"]) == ((), (), 0)


def test_today_itself_is_no_future_and_nothing_is_known_after_it(home):
    put(plain({"2020-01-31": 1.0, "2020-02-01": 2.0}))
    with Store.open() as held:
        assert [v.known for v in held.history("LEVEL")] == [TODAY, TODAY]


def test_an_auction_that_is_announced_may_lie_ahead(home):
    told = Auction("1", "bill", "4-Week", AHEAD + timedelta(days=9), AHEAD + timedelta(days=40), announced=TODAY)
    assert put(Harvest(auctions=(told,))).new == 1


def test_a_rate_that_is_set_for_the_coming_days_is_taken_up_to_today_and_asked_again(home):
    set_rate = card("IORB")
    put(plain({"2020-01-31": 1.6, "2020-02-01": 1.6, "2020-02-03": 1.6}, set_rate), etag="7", last_modified="then")
    with Store.open() as held:
        assert held.series("IORB").dates.tolist() == [date(2020, 1, 31), TODAY]
        assert [(d.etag, d.last_modified) for d in held.deliveries()] == [("", "")]
    with pytest.raises(FormatError, match="observation after it, of 2021-01-01"):
        put(plain({"2020-01-31": 1.6, "2021-01-01": 1.6}, set_rate))
