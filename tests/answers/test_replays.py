"""Replays on the record: the misses of today's vintage, and refusals."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from ebb.answers.replays import replay, replay_on
from ebb.errors import OutOfRange, UnknownName
from ebb.record import Record
from ebb.simulate.replay import EPISODES


@pytest.mark.parametrize("episode", ["qt1", "qt2"])
def test_predicted_stands_beside_published_and_the_miss_is_printed(newest, episode):
    """Tolerance: a percent and a half of Treasuries; MBS by a declared prior of prepayment, five percent."""
    found = newest.replay(episode)
    for name, most in (("treasuries", 1.5), ("mbs", 5.7)):
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


# -- with the full-frequency copies ------------------------------------------------------------------------------------

SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """Both replays on a store of weekly holdings and the list of TIPS and floating rate notes of February 2022."""
    if not (SHARED / "soma").is_dir():
        pytest.skip("needs the full-frequency copies in the folder named by EBB_SHARED_DATA")
    from ebb.store import Store
    from ebb.store.importing import import_directory

    folder, file = tmp_path_factory.mktemp("copies"), tmp_path_factory.mktemp("full") / "ebb.duckdb"
    names = ("soma_treasury_2022-02-16", "soma_summary_weekly", "ref_treasury_auctions_1979_2025")
    for path in (*(SHARED / "soma" / f"{name}.csv" for name in names), *SHARED.glob("h41_weekly*.csv")):
        (folder / path.name).symlink_to(path.resolve())
    import_directory(folder, path=file, now=datetime(2026, 11, 22, tzinfo=UTC), today=date(2026, 11, 22))
    with Store.open(file) as store:
        record = Record(store=store)
        yield {name: replay_on(record, name) for name in ("qt1", "qt2")}


def worst(found, *classes, last=date.max):
    """Largest miss of a sum of classes, USD billion, over the Wednesdays on which all were published."""
    rows = zip(
        *(zip(found.predicted[name], found.published[name], strict=True) for name in classes),
        strict=True,
    )
    misses = [
        abs(sum(p - q for p, q in row))
        for day, row in zip(found.dates, rows, strict=True)
        if day <= last and all(q is not None for _, q in row)
    ]
    assert len(misses) > 90
    return max(misses)


def test_qt2_week_by_week_on_every_published_wednesday(full):
    """SOMA summary, every Wednesday from 1 June 2022 to 3 December 2025; bars set beforehand."""
    found = full["qt2"]
    assert (len(found.dates), found.dates[0], found.dates[-1]) == (184, date(2022, 6, 1), date(2025, 12, 3))
    assert worst(found, "bills") < 3.0
    assert found.error["notes_bonds"].max_pct < 0.25
    assert worst(found, "tips") < 10.0
    assert worst(found, "frn") < 4.0
    assert worst(found, "bills", "notes_bonds", "tips", "frn") < 5.0
    assert "2022-02-16" in found.inputs["tips_and_frn"]["en"]
    at = found.dates.index(date(2025, 11, 19))
    assert found.predicted["notes_bonds"][at] == pytest.approx(3_558.425, rel=0.0025)


def test_qt1_week_by_week(full):
    """SOMA summary, every Wednesday from 4 October 2017 to 25 September 2019; bars set beforehand. In August and September
    2019 runoff was over and agency principal went into Treasuries.
    """
    found = full["qt1"]
    assert (len(found.dates), found.dates[-1]) == (104, date(2019, 9, 25))
    assert worst(found, "notes_bonds", "tips", "frn", last=date(2019, 7, 31)) < 4.0
    assert found.error["notes_bonds"].max_pct < 0.5
    assert "inferred" in found.inputs["tips_and_frn"]["en"]  # the list of 2022 is later than this start


def test_the_fall_of_qt2_is_reconciled_with_its_caps_by_class(full):
    """Par in the SOMA fell by 1,607 from 1 June 2022 to 3 December 2025 while the caps were 1,640: the rest is inflation
    compensation paid on matured TIPS. Published by class: bills -130.551, notes and bonds -1,387.059, TIPS -73.250,
    floating rate notes -16.271; within 2.
    """
    found = full["qt2"]
    fell = {
        name: found.predicted[name][-1] - found.predicted[name][0] for name in ("bills", "notes_bonds", "tips", "frn")
    }
    told = {"bills": -130.551, "notes_bonds": -1_387.059, "tips": -73.250, "frn": -16.271}
    for name, change in told.items():
        assert fell[name] == pytest.approx(change, abs=2.0), name
    paid = sum(flow.compensation_paid for flow in found.flows[1:]) / 1e9
    assert paid - sum(fell.values()) == pytest.approx(1_640.0, abs=2.0)


@pytest.mark.parametrize("episode", ["qt1", "qt2"])
def test_no_holding_published_after_the_start_moves_the_prediction(episode, at_home, monkeypatch):
    """Every class total, level and list of a day after the opening is made wrong by half; prices and rates stay."""
    at_home("honest")
    record = Record()
    honest, start = replay_on(record, episode), EPISODES[episode].opening
    levels = ("soma_", "treasuries", "mbs", "reserves", "total_assets")
    whole = Record.full

    def spoilt(self, key):
        found = whole(self, key)
        wrong = np.where(found.dates > np.datetime64(start, "D"), 1.5 * found.values + 1.0, found.values)
        return replace(found, values=wrong) if key.startswith(levels) else found

    monkeypatch.setattr(Record, "full", spoilt)
    again = replay_on(record, episode)
    assert again.predicted == honest.predicted
    assert again.published != honest.published
