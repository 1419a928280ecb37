"""What a writer does with a delivery: all of it or nothing, twice the same as once, and lists that must add up."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb import store
from ebb.errors import FormatError, UnitError
from ebb.sources.cards import Card
from ebb.sources.harvest import Auction, Harvest, Holding, HoldingsList, Operation, Reading
from ebb.store import Counts, Store, writing
from ebb.store.listed import SUMMARY

from .conftest import CARD, dated, days, passport, plain

DAY, TODAY = date(2020, 1, 1), date(2020, 2, 1)
BILLION = 10**9


def summary(part: str, amounts: dict[str, float], unit: str = "USD") -> Harvest:
    card = Card(SUMMARY[part], part, "P", "D", unit, "as-of level", "weekly", 1)
    return plain(amounts, card)


def holding(part: str, *amounts: float, day: date = DAY) -> Harvest:
    """A list with these amounts in dollars."""
    rows = tuple(Holding(f"{n:09d}", part, round(100 * amount)) for n, amount in enumerate(amounts))
    return Harvest(holdings=(HoldingsList(day, (part,), rows),))


def put(*given: Harvest, today: date = TODAY) -> list[Counts]:
    with writing() as writer:
        counts = [writer.put(one, passport(repr(one)), today) for one in given]
        writer.publish()
    return counts


def test_what_is_not_published_is_dropped(home):
    with writing() as writer:
        writer.put(plain({"2020-01-01": 1.0}), passport(), TODAY)
        assert writer.last_date("LEVEL") == DAY
    assert Store.open() is None
    assert [name for name in os.listdir(home) if not name.endswith(".lock")] == []


def test_generations_count_publications_that_changed_something(home):
    with writing() as writer:
        writer.publish()
        writer.put(plain({"2020-01-01": 1.0}), passport(), TODAY)
        writer.publish()
        before = store.path().stat().st_mtime_ns, store.path().stat().st_ino
        assert writer.put(plain({"2020-01-01": 1.0}), passport(), TODAY) == Counts(unchanged=1)
        writer.publish()
        assert (store.path().stat().st_mtime_ns, store.path().stat().st_ino) == before
        assert writer.put(plain({"2020-01-02": 1.0}), passport("b"), TODAY) == Counts(new=1)
        writer.publish()
    with Store.open() as held:
        assert held.generation == 3


def test_what_changes_nothing_but_how_it_is_known_is_published_too(home):
    put(plain({"2020-01-01": 1.0}))
    assert put(dated([("2020-01-01", "2020-01-06", 1.0)])) == [Counts(unchanged=1)]
    with Store.open() as held:
        assert [(v.known, v.how) for v in held.history("LEVEL")] == [(date(2020, 1, 3), "lag")], "the first vintage"
    put(dated([("2019-12-01", "2020-01-02", 5.0), ("2020-01-01", "2020-01-06", 1.0)]))
    with Store.open() as held:
        told = [(v.known, v.how) for v in held.history("LEVEL") if v.date == DAY]
        assert told == [(date(2020, 1, 6), "vintage")]
    # The same bytes, read once more by a package that knows more about them.
    for harvest in (
        plain({"2020-01-01": 1.0}),
        plain({"2020-01-01": 1.0}, replace(CARD, note="Only the card is new.")),
    ):
        with writing() as writer:
            assert writer.put(harvest, passport("the same"), TODAY) == Counts(unchanged=1)
            writer.publish()
    with Store.open() as held:
        assert held.card("LEVEL").note == "Only the card is new."


def test_a_series_of_which_nothing_was_ever_known_is_not_held(home):
    nothing = dated([("2020-01-01", "2020-01-02", float("nan"))])
    assert put(nothing) == [Counts(unchanged=1)]
    assert put(Harvest((Reading(CARD, days(), np.array([])),))) == [Counts()]
    with Store.open() as held:
        assert held.names() == ()
    put(plain({"2020-01-01": 1.0}), nothing)
    with Store.open() as held:
        assert held.names() == (), "withdrawn before its assumed day: it was never out"
    put(plain({"2020-01-01": 1.0}, replace(CARD, name="OTHER")), plain({"2020-01-01": 2.0}))
    with Store.open() as held:
        assert [held.series(name).values.tolist() for name in held.names()] == [[2.0], [1.0]]


@pytest.mark.parametrize("wrong", ["IO Error: could not write: no space left", "IO Error: Corrupt database file"])
def test_a_disk_that_fails_is_told_from_a_damaged_store(home, monkeypatch, wrong):
    import duckdb

    from ebb.errors import EbbError
    from ebb.store import listed

    put(plain({"2020-01-01": 1.0}))
    before = store.path().read_bytes()

    def broken(*_):
        raise duckdb.IOException(wrong)

    monkeypatch.setattr(listed, "put", broken)
    with writing() as writer, pytest.raises(EbbError) as refused:
        writer.put(plain({"2020-01-08": 1.0}), passport("b"), TODAY)
    assert ("set it aside" in refused.value.next_step) == ("Corrupt" in wrong)
    assert len(str(refused.value).splitlines()) == 4
    assert store.path().read_bytes() == before


def test_going_on_after_a_publication_builds_on_it(home):
    with writing() as writer:
        for size in range(1, 4):
            assert writer.last_date("LEVEL") == (None if size == 1 else date(2020, 1, size - 1))
            writer.put(plain({f"2020-01-{size:02d}": float(size)}), passport(str(size)), TODAY)
            writer.publish()
    with Store.open() as held:
        assert [value for _, value in held.series("LEVEL")] == [1.0, 2.0, 3.0]


def test_the_same_delivery_twice_is_kept_once(home):
    harvest = Harvest(
        (Reading(CARD, days("2020-01-01"), np.array([1.0])),),
        holding("bills", 5.0).holdings,
        (Operation("RP 1", "repo", DAY),),
        (Auction("912796XX1", "bill", "4-Week", DAY, TODAY),),
    )
    first, again = put(harvest, harvest)
    assert (first, again) == (Counts(new=4), Counts(unchanged=4))
    assert put(harvest, today=date(2021, 1, 1)) == [Counts(unchanged=4)]
    with Store.open() as held:
        assert len(held.deliveries()) == 1
        assert held.counts()["holdings"] == 1


def test_a_delivery_is_refused_whole(home):
    put(plain({"2020-01-01": 1.0}))
    other_unit = plain({"2020-01-01": 2.0}, replace(CARD, unit="USD bn"))
    mixed = Harvest((*plain({"2020-01-08": 2.0}, replace(CARD, name="OTHER")).readings, *other_unit.readings))
    with writing() as writer:
        with pytest.raises(UnitError) as refused:
            writer.put(mixed, passport("mixed"), TODAY)
        assert "USD bn" in refused.value.what
        assert "USD mn" in refused.value.what
        assert writer.last_date("OTHER") is None
        assert writer.put(plain({"2020-01-08": 3.0}), passport("good"), TODAY) == Counts(new=1)
        writer.publish()
    with Store.open() as held:
        assert held.names() == ("LEVEL",)
        assert len(held.deliveries()) == 2


def test_another_basis_is_refused_as_well(home):
    put(plain({"2020-01-01": 1.0}))
    with writing() as writer, pytest.raises(UnitError, match="week average"):
        writer.put(plain({"2020-01-01": 1.0}, replace(CARD, basis="week average")), passport("x"), TODAY)


def test_a_new_card_of_a_series_replaces_the_old_one(home):
    put(plain({"2020-01-01": 1.0}), plain({"2020-01-08": 1.0}, replace(CARD, title="A better title")))
    with Store.open() as held:
        assert held.card("LEVEL").title == "A better title"
        assert len(held.series("LEVEL")) == 2


@pytest.mark.parametrize("secret", ["api_key=0123456789abcdef", "token=0123456789abcdef", "API_KEY=0123456789abcdef"])
def test_secrets_never_reach_the_file(home, secret):
    address = f"https://user:0123456789abcdef@api.example.org/observations?series_id=WALCL&{secret}&limit=5"
    with writing() as writer:
        writer.put(plain({"2020-01-01": 1.0}), passport(address=address), TODAY)
        found = writer.delivery_of(address)
        assert found.address == "https://api.example.org/observations?series_id=WALCL&limit=5"
        assert writer.delivery_of("https://api.example.org/observations?series_id=WALCL&limit=5") == found
        assert writer.delivery_of("https://elsewhere.example.org") is None
        writer.publish()
    assert b"0123456789abcdef" not in store.path().read_bytes()


@pytest.mark.parametrize("address", ["/srv/我的資料/h41.csv", "https://example.org/a?x=%7B1%7D&y=a+b", "C:/data/a.csv"])
def test_addresses_without_secrets_stay_as_they_are(home, address):
    with writing() as writer:
        writer.put(plain({"2020-01-01": 1.0}), passport(address=address), TODAY)
        assert writer.delivery_of(address).address == address


def test_a_repeated_delivery_brings_its_etag_up_to_date(home):
    with writing() as writer:
        writer.put(plain({"2020-01-01": 1.0}), passport(etag='"1"'), TODAY)
        writer.put(plain({"2020-01-01": 1.0}), passport(etag='"2"'), TODAY)
        assert writer.delivery_of("https://example.org/level").etag == '"2"'
        writer.put(plain({"2020-01-01": 1.0}), passport("other bytes", etag='"3"'), TODAY)
        assert writer.delivery_of("https://example.org/level").etag == '"3"'
        writer.publish()
    with Store.open() as held:
        assert [delivery.etag for delivery in held.deliveries()] == ['"2"', '"3"']


# Lists of holdings


@pytest.mark.parametrize("part", SUMMARY)
def test_a_list_that_misses_a_line_is_refused_naming_both_totals(home, part):
    put(summary(part, {"2020-01-01": 3000.0}))
    with writing() as writer:
        with pytest.raises(FormatError) as refused:
            writer.put(holding(part, 1000.0, 1500.0), passport("short"), TODAY)
        assert "2,500.00 USD" in refused.value.what
        assert "3,000.00 USD" in refused.value.what
        assert writer.holdings_dates(part) == ()
        assert writer.put(holding(part, 1000.0, 2000.0), passport("whole"), TODAY) == Counts(new=2)
        assert writer.holdings_dates(part) == (DAY,)


@pytest.mark.parametrize(
    ("published", "held", "sound"),
    [
        (1000.0, 1002.0, True),
        (1000.0, 1002.01, False),
        (1000.0, 998.0, True),
        (4000.0 * BILLION, 4000.0 * BILLION + 4000.0, True),
        (4000.0 * BILLION, 4000.0 * BILLION + 4001.0, False),
        (0.0, 0.0, True),
        (0.0, 3.0, False),
    ],
)
def test_the_tolerance_is_two_dollars_or_a_billionth(home, published, held, sound):
    put(summary("bills", {"2020-01-01": published}))
    with writing() as writer:
        if sound:
            writer.put(holding("bills", held), passport("x"), TODAY)
        else:
            with pytest.raises(FormatError):
                writer.put(holding("bills", held), passport("x"), TODAY)


def test_the_unit_of_the_published_total_is_its_cards(home):
    put(summary("bills", {"2020-01-01": 3.0}, unit="USD bn"))
    assert put(holding("bills", 2.0 * BILLION, 1.0 * BILLION)) == [Counts(new=2)]


def test_a_list_that_came_first_is_judged_when_its_total_comes(home):
    week = date(2020, 1, 8)
    put(holding("bills", 5.0), holding("bills", 6.0, day=week))
    with Store.open() as held:
        assert held.holdings_dates("bills") == (DAY, week)
    put(summary("bills", {"2020-01-01": 5.0, "2020-01-08": 60.0}))
    with Store.open() as held:
        assert held.holdings_dates("bills") == (DAY,), "what contradicts the published total is not shown"
        assert held.lists()["bills"]["refuted"] == 1
    put(summary("bills", {"2020-01-08": 6.0}))
    with Store.open() as held:
        assert held.holdings_dates("bills") == (DAY, week), "the total was corrected"


def test_a_list_with_its_total_in_one_delivery_is_judged_at_once(home):
    both = Harvest(summary("frn", {"2020-01-01": 7.0}).readings, holding("frn", 70.0).holdings)
    with writing() as writer:
        with pytest.raises(FormatError):
            writer.put(both, passport("both"), TODAY)
        assert writer.last_date("SOMA_FRN") is None


def test_another_list_of_a_day_is_a_revision_and_is_noted(home):
    put(holding("bills", 5.0, 6.0))
    assert put(holding("bills", 5.0, 7.0, 8.0), today=date(2020, 3, 1)) == [Counts(revised=3)]
    with Store.open() as held:
        assert [row.amount for row in held.holdings(DAY, "bills")] == [500, 700, 800]
        assert [row.amount for row in held.holdings(DAY, "bills", as_of=date(2020, 2, 29))] == [500, 600]
        assert held.holdings_dates("bills") == (DAY,)
        (note,) = held.attempts()
        assert (note.name, note.outcome) == ("SOMA bills 2020-01-01", "revised")
    put(holding("bills", 9.0), today=date(2020, 3, 1))
    with Store.open() as held:
        assert [row.amount for row in held.holdings(DAY, "bills")] == [900]
        assert [row.amount for row in held.holdings(DAY, "bills", as_of=date(2020, 2, 29))] == [500, 600]
        assert held.counts()["holdings"] == 3


def test_two_rows_of_a_delivery_that_contradict_each_other_are_refused(home):
    one = Operation("RP 1", "repo", DAY, accepted=5)
    with writing() as writer:
        with pytest.raises(FormatError, match="repo RP 1"):
            writer.put(Harvest(operations=(one, replace(one, accepted=6))), passport("x"), TODAY)
        assert writer.put(Harvest(operations=(one, one)), passport("y"), TODAY) == Counts(new=1, unchanged=1)
        other = replace(one, security_type="mbs")
        assert writer.put(Harvest(operations=(one, other)), passport("z"), TODAY) == Counts(new=1, unchanged=1)


# Order


def test_many_additions_are_put_in_order_and_say_the_same(home, monkeypatch):
    import sys

    from ebb.store import writing as _

    room = sys.modules[_.__module__]
    monkeypatch.setattr(room, "UNORDERED_ROWS", 3)
    for number in range(6):
        day = f"2020-01-{number + 1:02d}"
        put(plain({day: 1.0}), plain({day: 2.0}, replace(CARD, name="OTHER")), dated([(day, "2020-02-01", 3.0)]))
    with Store.open() as held:
        rows = held._connection.execute("SELECT series, date, known FROM observations").fetchall()
        assert len(held.history("OTHER")) == 6
        assert [v.value for v in held.history("LEVEL")] == [3.0] * 6
        ordered = int(dict(held._connection.execute("SELECT key, value FROM meta").fetchall())["ordered"])
    assert ordered > 3
    assert rows[:ordered] == sorted(rows[:ordered])
