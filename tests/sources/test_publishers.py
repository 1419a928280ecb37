"""The register: who is asked for what, in which order, from which day, and what is never asked for unless it is named."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from ebb.errors import UnknownName, UsageError
from ebb.sources.cards import card, cards
from ebb.sources.publishers import AGAIN, PUBLIC, Wish, asks, only_at_fred, publishers
from ebb.sources.refusals import address

TODAY = date(2026, 11, 20)


@dataclass
class Memory:
    """What is held, as a test wants it."""

    last: dict[str, date] = field(default_factory=dict)
    holdings: dict[str, tuple[date, ...]] = field(default_factory=dict)
    months: tuple[date, ...] = ()
    days: dict[str, date] = field(default_factory=dict)

    def last_date(self, name: str) -> date | None:
        return self.last.get(name)

    def holdings_dates(self, part: str) -> tuple[date, ...]:
        return self.holdings.get(part, ())

    def record_dates(self) -> tuple[date, ...]:
        return self.months

    def answered(self, question: str) -> date | None:
        return self.days.get(question)


NOTHING = Memory()


def asked(wish: Wish, memory: Memory = NOTHING) -> dict[str, list]:
    return {ask.publisher: list(ask.requests(memory)) for ask in asks(wish)}


def names(wish: Wish, memory: Memory = NOTHING) -> dict[str, list[str]]:
    return {publisher: [request.name for request in found] for publisher, found in asked(wish, memory).items()}


def test_originating_publishers_come_first_and_fred_last():
    assert list(publishers()) == ["nyfed", "board", "treasury", "acm", "cboe", "ecb", "boe", "stooq", "fred"]
    assert [ask.publisher for ask in asks(Wish(TODAY))] == [name for name in publishers() if name != "stooq"]


def test_a_default_round_asks_everybody():
    found = names(Wish(TODAY))
    assert {"SOMA as-of dates", "SOMA summary", "Reference rates", "Repo and reverse repo"} <= set(found["nyfed"])
    assert {"H.4.1", "H.15", "GSW curve"} <= set(found["board"])
    assert {"Daily Treasury Statement", "Debt to the Penny", "Treasury auctions"} <= set(found["treasury"])
    assert found["cboe"] == ["VIX"]
    assert "ECBASSETSW" in found["ecb"]
    assert "IUDBEDR" in found["boe"]


def test_fred_is_asked_by_default_only_for_public_series_that_nobody_else_brings():
    found = names(Wish(TODAY))["fred"]
    assert tuple(found) == only_at_fred()
    elsewhere = {name for one in publishers().values() if one.name != "fred" for name in one.series()}
    assert set(found) & elsewhere == set()
    assert {card(name).publisher for name in found} <= set(PUBLIC)
    assert {"IORB", "GDP"} <= set(found)
    assert {"SP500", "NASDAQCOM", "VIXCLS", "WALCL"} & set(found) == set()


def test_a_series_is_asked_of_its_originator_and_an_index_only_by_name():
    wish = Wish(TODAY, series=("WALCL", "SP500", "SOFR", "VIXCLS", "WALCL"))
    assert names(wish) == {
        "nyfed": ["Reference rates"], "board": ["H.4.1"], "cboe": ["VIX"], "fred": ["SP500"],
    }  # fmt: skip


def test_the_stock_index_comes_with_a_key_from_stooq_and_without_one_from_fred_only_by_name():
    assert names(Wish(TODAY, series=("SP500",))) == {"fred": ["SP500"]}
    assert names(Wish(TODAY, series=("SP500",), stooq_key="mine")) == {"stooq": ["SP500"]}
    assert "stooq" not in names(Wish(TODAY, stooq_key="mine"))
    with pytest.raises(UsageError, match="without a key"):
        names(Wish(TODAY, ("stooq",)))


def test_a_publisher_named_keeps_the_series():
    assert names(Wish(TODAY, ("fred",), ("WALCL",))) == {"fred": ["WALCL"]}


@pytest.mark.parametrize("name", list(publishers()))
def test_every_series_a_publisher_brings_has_a_question(name):
    one = publishers()[name]
    assert one.series()
    assert one.series() <= set(cards())
    for series in sorted(one.series()):
        assert len(asked(Wish(TODAY, (name,), (series,), stooq_key="mine"))[name]) == 1, series


@pytest.mark.parametrize(("name", "near"), [("WALCLL", "WALCL"), ("sofr", "SOFR")])
def test_a_series_nobody_brings_is_refused_with_the_nearest(name, near):
    with pytest.raises(UnknownName) as caught:
        asks(Wish(TODAY, series=(name,)))
    assert f'did you mean "{near}"?' in caught.value.next_step
    assert len(str(caught.value)) < 600


def test_a_series_of_another_publisher_is_refused_with_who_brings_it():
    with pytest.raises(UnknownName) as caught:
        asks(Wish(TODAY, ("nyfed",), ("WALCL",)))
    assert "board" in caught.value.next_step


def test_an_unknown_publisher_is_refused_also_as_a_mirror():
    with pytest.raises(UnknownName, match="nyfd"):
        asks(Wish(TODAY, ("nyfd",)))
    with pytest.raises(UnknownName, match="bord"):
        asks(Wish(TODAY, bases={"bord": "http://127.0.0.1"}))


def test_options_that_fit_nobody_asked_are_refused():
    with pytest.raises(UsageError, match="only FRED has vintages"):
        asks(Wish(TODAY, ("board",), vintages=True, fred_key="0" * 32))
    with pytest.raises(UsageError, match="only the New York Fed has holdings"):
        asks(Wish(TODAY, ("board",), weekly_from=date(2022, 6, 1)))


@pytest.mark.parametrize("name", list(publishers()))
def test_a_mirror_takes_the_place_of_every_address_of_its_publisher(name):
    mirror = f"http://127.0.0.1:9/{name}"
    for request in asked(Wish(TODAY, (name,), bases={name: mirror + "/"}, stooq_key="mine"))[name]:
        assert request.url.startswith(mirror + "/"), request.url
        assert "//" not in request.url.removeprefix("http://")
    for request in asked(Wish(TODAY, (name,), stooq_key="mine"))[name]:
        assert request.url.startswith("https://")


def test_only_what_is_new_is_asked_for():
    memory = Memory(last={"ECBASSETSW": date(2026, 11, 13), "IORB": date(2026, 11, 19)})
    found = asked(Wish(TODAY, ("ecb", "fred")), memory)
    (ecb,) = [request for request in found["ecb"] if request.name == "ECBASSETSW"]
    (iorb,) = [request for request in found["fred"] if request.name == "IORB"]
    assert "startPeriod" in dict(ecb.params)
    assert date(2026, 8, 1) < date.fromisoformat(dict(iorb.params)["cosd"]) < date(2026, 11, 19)


def daily(memory: Memory) -> dict[str, str]:
    found = asked(Wish(TODAY, ("nyfed",)), memory)["nyfed"]
    return {request.name: dict(request.params)["startDate"] for request in found if request.params}


def test_windows_begin_before_the_oldest_good_answer_so_that_no_gap_stays():
    questions = list(daily(NOTHING))
    assert len(questions) == 4
    memory = Memory(days=dict.fromkeys(questions, date(2026, 11, 19)))
    assert set(daily(memory).values()) == {str(date(2026, 11, 19) - AGAIN)}
    memory.days[questions[2]] = date(2026, 9, 1)
    assert set(daily(memory).values()) == {str(date(2026, 9, 1) - AGAIN)}
    del memory.days[questions[2]]
    assert daily(memory) == daily(NOTHING), "what was never answered is asked for from its beginning"


def test_a_window_is_never_empty_however_often_one_fetches():
    memory = Memory(days=dict.fromkeys(daily(NOTHING), TODAY))
    assert all(date.fromisoformat(day) < TODAY - timedelta(days=7) for day in daily(memory).values())


def test_the_month_end_history_is_asked_for_once():
    assert "SOMA Treasuries, month ends" in names(Wish(TODAY, ("nyfed",)))["nyfed"]
    memory = Memory(holdings={"notes_bonds": (date(2026, 11, 18),)})
    assert "SOMA Treasuries, month ends" not in names(Wish(TODAY, ("nyfed",)), memory)["nyfed"]


def test_unusual_wishes_are_never_answered_with_unchanged():
    assert all(ask.conditional for ask in asks(Wish(TODAY)))
    assert not any(ask.conditional for ask in asks(Wish(TODAY, series=("WALCL",))))
    assert not any(ask.conditional for ask in asks(Wish(TODAY, weekly_from=date(2022, 6, 1))))


def test_a_key_is_in_no_address_and_in_no_repr():
    wish = Wish(TODAY, ("fred",), ("WALCL",), fred_key="0123456789abcdef0123456789abcdef")
    (request,) = asked(wish)["fred"]
    assert wish.fred_key in dict(request.params).values()
    assert wish.fred_key not in address(request)
    assert wish.fred_key not in repr(wish)
    assert replace(wish, fred_key=None) != wish


def test_the_dated_pages_of_h41_stand_in_for_the_release_since_the_last_week_held():
    (ask,) = asks(Wish(TODAY, ("board",)))
    instead = ask.instead(Memory(last={"WALCL": date(2026, 11, 4)}))
    assert set(instead) <= {request.name for request in ask.requests(NOTHING)}
    assert [request.url[-20:] for request in instead["H.4.1"]] == ["h41/20261112/h41.htm", "h41/20261119/h41.htm"]
    assert len(ask.instead(NOTHING)["H.4.1"]) == 1
    assert len(ask.instead(Memory(last={"WALCL": date(2010, 1, 6)}))["H.4.1"]) == 26
