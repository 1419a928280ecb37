"""The publishers themselves, one small class each: off by default, run with ``pytest -m live`` where there is a network.

A publisher that is known to be broken is a strict expected failure with its reason, so that its recovery is noticed too.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import pytest

from ebb.cli.fetch import manners
from ebb.sources.harvest import Harvest, Reading
from ebb.sources.http import Client
from ebb.sources.publishers import Wish, asks, publishers


class Recently:
    """A store that was fetched last week: windows are short, and the last lists are not asked for again."""

    def __init__(self, today: date) -> None:
        self.day = today - timedelta(days=7)

    def last_date(self, name: str) -> date | None:
        return self.day

    def holdings_dates(self, part: str) -> tuple[date, ...]:
        return (self.day,)

    def record_dates(self) -> tuple[date, ...]:
        return ()

    def answered(self, question: str) -> date | None:
        return self.day


@pytest.fixture(scope="module")
def now():
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def client(now):
    with Client(lambda: now, manners({})) as made:
        yield made


@pytest.mark.live
class Publisher:
    """What is expected of every publisher: its series come, pass their guards, and are fresh."""

    name = ""
    series: tuple[str, ...] = ()
    days = 12

    @pytest.fixture
    def harvest(self, client, now) -> Harvest:
        found = Harvest()
        for ask in asks(Wish(now.date(), (self.name,), self.series, stooq_key=os.environ.get("EBB_STOOQ_KEY"))):
            for request in ask.requests(Recently(now.date())):
                body, passport = client.get(request)
                assert passport.size == len(body) > 0
                found = found + request.parse(body)
        return found

    def test_the_series_come_and_are_fresh(self, harvest, now):
        found: dict[str, Reading] = {reading.card.name: reading for reading in harvest.readings}
        assert set(self.series) <= set(found)
        for name in self.series:
            age = now.date() - found[name].dates[-1].item()
            assert age <= timedelta(days=self.days), f"{name} ends {age.days} days ago"


class TestNewYorkFed(Publisher):
    name, series = "nyfed", ("SOFR", "EFFR", "RRPONTSYD", "SOMA_TOTAL", "SOMA_MBS")

    def test_the_newest_lists_of_holdings_are_asked_for_and_read(self, client, now):
        (ask,) = asks(Wish(now.date(), ("nyfed",)))
        listing = next(request for request in ask.requests(Recently(now.date())) if request.name == "SOMA as-of dates")
        body, _ = client.get(listing)
        more = listing.parse(body).more
        assert [request.name.split()[1] for request in more] == ["Treasuries", "agency"]
        body, _ = client.get(more[0])
        (held,) = more[0].parse(body).holdings
        assert held.total("notes_bonds") > 1e12 * 100


class TestBoard(Publisher):
    name, series = "board", ("WALCL", "TREAST", "WSHOMCB", "WRBWFRBL", "DGS10", "SVENY10")


class TestTreasury(Publisher):
    name, series = "treasury", ("TGA_DTS", "DEBT_TO_PENNY")

    def test_auctions_come_with_the_add_on_of_the_soma(self, client, now):
        (ask,) = asks(Wish(now.date(), ("treasury",)))
        wanted = next(r for r in ask.requests(Recently(now.date())) if r.name == "Treasury auctions")
        body, _ = client.get(wanted)
        auctions = wanted.parse(body).auctions
        assert any(one.soma_accepted is not None for one in auctions)


class TestAcm(Publisher):
    name, series, days = "acm", ("ACMTP10", "ACMY10"), 21


class TestCboe(Publisher):
    name, series = "cboe", ("VIXCLS",)


class TestEcb(Publisher):
    name, series, days = "ecb", ("ECBASSETSW", "ECBDFR", "ESTR"), 21


class TestBankOfEngland(Publisher):
    name, series, days = "boe", ("IUDBEDR", "IUDSOIA"), 21


@pytest.mark.skipif("EBB_STOOQ_KEY" not in os.environ, reason="needs your own key of Stooq in EBB_STOOQ_KEY")
class TestStooq(Publisher):
    name, series = "stooq", ("SP500",)


class TestFred(Publisher):
    name, series = "fred", ("IORB", "WALCL")


def test_every_publisher_has_its_class():
    asked = {one.name for one in Publisher.__subclasses__()}
    assert asked == set(publishers())
