"""Replays on the record: the misses of today's vintage, and refusals."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from ebb.answers.replays import replay, replay_on
from ebb.dates import add_months
from ebb.errors import OutOfRange, UnknownName
from ebb.portfolio import PRIOR, cohorts
from ebb.portfolio.mbs import Pools
from ebb.portfolio.prepayment_fit import market_of
from ebb.portfolio.settlement import paid_on
from ebb.portfolio.unsettled import decided
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
        yield {"record": record, **{name: replay_on(record, name) for name in ("qt1", "qt2")}}


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


def test_what_the_securities_of_qt1_miss_is_mortgage_principal(full):
    """Asked: all securities within 0.7 percent. Missed: 0.83 of par on 7 August 2019, 0.76 on the basis of the H.4.1.

    All of it is MBS, held too long: principal was below its cap from July 2018 on, and the declared prior pays it too slowly
    (28.9 of the 29.8 billion; Treasuries of all classes are within 0.9). Before that, while the cap bound, MBS were 7 too low:
    the same prior says too little was on its way at the start.
    """
    found = full["qt1"]
    all_par, treasuries = ("bills", "notes_bonds", "tips", "frn", "mbs"), ("bills", "notes_bonds", "tips", "frn")
    at = found.dates.index(date(2019, 8, 7))
    gap = {name: found.predicted[name][at] - found.published[name][at] for name in all_par}
    total = sum(found.published[name][at] for name in all_par)
    assert 0.7 < 100.0 * sum(gap.values()) / total < 0.85
    assert abs(sum(gap[name] for name in treasuries)) < 1.0
    assert gap["mbs"] == pytest.approx(28.9, abs=0.5)
    while_capped = [
        p - q
        for day, p, q in zip(found.dates, found.predicted["mbs"], found.published["mbs"], strict=True)
        if q is not None and date(2018, 3, 1) <= day <= date(2018, 9, 30)
    ]
    assert -11.0 < min(while_capped) <= max(while_capped) < 0.0


def test_nothing_before_qt1_says_that_the_declared_prior_is_too_slow(full):
    """Purchases hid principal then, but not on the 25th, when most pools pay and nothing is delivered.

    February to August 2017: published 68.5, the prior pays 65.8. October 2018 to May 2019, when rates had risen: 65.3 against
    50. The miss of QT1 came after its start; a fit to the months before would not have found it.
    """
    assert 0.9 < _paid_on_the_25th(full["record"], date(2017, 1, 25), 7) < 1.1
    assert 1.2 < _paid_on_the_25th(full["record"], date(2018, 9, 26), 8) < 1.4


def _paid_on_the_25th(record, opening, count):
    """Published falls of MBS over the 25th as a multiple of what the prior pays on that day, months after an opening."""
    levels = dict(iter(record.full("mbs").in_unit("USD bn")))
    market, shares = market_of(record.full("mortgage_30y")), cohorts(record.table("mbs_cohorts"))
    fell, paid, day = 0.0, 0.0, opening
    for n in range(1, count + 1):
        month = add_months(opening.replace(day=1), n)
        pools = Pools.open(round(levels[day] * 1e9), 0, shares, day, market)
        by_day = pools.by_payment_day(pools.step(month, decided(market, month), PRIOR)[1].paid)
        before = max(one for one in levels if one < paid_on(month.replace(day=25)))
        day = min(one for one in levels if one >= paid_on(month.replace(day=25)))
        fell += levels[before] - levels[day]
        paid += by_day[25] / 1e9
    return fell / paid


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
