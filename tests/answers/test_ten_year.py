"""The ten-year yield over windows: packaged months, a packaged episode, full copies; the model on a fetched curve."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

import ebb
from ebb.answers.ten_year import PARAMETERS, estimated, premium_windows, term_premium_on
from ebb.errors import MissingDate, OutOfRange
from ebb.record import Record
from ebb.series import Origin, Series
from ebb.yields import svensson
from ebb.yields.acm import LONGEST, YieldPanel, estimate_acm

TAPER = (date(2013, 4, 30), date(2013, 8, 30))
SHARED = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


def test_packaged_months_are_coarse_and_say_so():
    """Full figures give +114 of +124 basis points (0.91); month averages give that within their own interval."""
    found = ebb.term_premium(*TAPER)
    low, high = found.found.interval()
    assert found.found.frequency == "monthly"
    assert low < 114.0 < high
    assert found.found.premium + found.found.expected == pytest.approx(found.found.ten_year)
    assert "needs imported daily data" in " ".join(found.caveats("en"))
    assert "needs imported daily data" in " ".join(found.caveats("zh-Hant"))
    assert "September 2026" in str(found)


def test_a_packaged_episode_answers_by_the_day():
    """22 May 2013 and the month after it: 0.6529 to 1.1677 percent of premium (New York Fed, vintage of September 2026)."""
    found = ebb.term_premium(date(2013, 5, 21), date(2013, 6, 28))
    assert found.found.frequency == "daily"
    assert found.found.premium == pytest.approx(51.5, abs=0.1)
    assert 0.85 <= found.found.share <= 0.95


def test_the_wire_form_is_whole_and_bilingual():
    made = json.loads(json.dumps(ebb.term_premium(*TAPER).json()))
    assert made["ten_year"] == pytest.approx(made["term_premium"] + made["expected_path"], abs=2e-6)
    assert made["vintage"] == "2026-09-30"
    assert "期限溢酬" in made["text"]["zh-Hant"]
    assert made["term_premium_interval"]["level"] == 0.9


def test_only_what_was_known_counts(poisoned):
    day = date(2019, 6, 30)
    clean = ebb.term_premium(date(2014, 6, 30), date(2018, 12, 31), as_of=day).json()
    with poisoned(day):
        assert ebb.term_premium(date(2014, 6, 30), date(2018, 12, 31), as_of=day).json() == clean
    with pytest.raises(OutOfRange, match="no figures for 2019-12-31"):
        ebb.term_premium(date(2014, 6, 30), date(2019, 12, 31), as_of=day)


def test_windows_are_those_of_the_programmes():
    found = premium_windows(Record())
    assert {"QE1", "QT1", "QT2"} <= found.keys()
    assert (found["QT2"].found.start, found["QT2"].found.end) == (date(2022, 6, 30), date(2025, 11, 30))
    early = premium_windows(Record(date(2018, 6, 30)))
    assert "QT2" not in early
    assert early["QT1"].found.end == date(2018, 5, 31)


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    if not SHARED.is_dir():
        pytest.skip("needs the full-frequency copies in the folder named by EBB_SHARED_DATA")
    from ebb.store import Store
    from ebb.store.importing import import_directory

    folder, file = tmp_path_factory.mktemp("copies"), tmp_path_factory.mktemp("full") / "ebb.duckdb"
    for name in ("term_premium.csv", "acm_monthly_replicated.csv", "gsw_zero_daily.csv", "yields_daily.csv"):
        (folder / name).symlink_to((SHARED / name).resolve())
    import_directory(folder, path=file, now=datetime(2026, 11, 22, tzinfo=UTC), today=date(2026, 11, 22))
    with Store.open(file) as held:
        yield held


def test_the_taper_of_2013_by_full_copies(copies):
    """Methods: 0.90 (0.05) of the rise from April to August was premium; +113 (2) from 21 May to 5 September."""
    record = Record(None, copies)
    months = term_premium_on(record, *TAPER).found
    assert months.frequency == "daily"
    assert months.share == pytest.approx(0.90, abs=0.05)
    assert (months.premium, months.expected) == pytest.approx((114.0, 11.0), abs=1.0)
    days = term_premium_on(record, date(2013, 5, 21), date(2013, 9, 5)).found
    assert days.ten_year == pytest.approx(113.0, abs=2.0)
    assert "SVENY10" in days.yield_made_of
    assert "not the model's own" in " ".join(term_premium_on(record, date(2013, 5, 21), date(2013, 9, 5)).caveats("en"))
    hole = term_premium_on(record, date(2019, 6, 3), date(2020, 6, 3)).found  # no fitted curve there
    assert "DGS10" in hole.yield_made_of


@dataclass
class _Fetched:
    """A record whose store holds the Board's whole curve file, made up."""

    as_of: date
    held: dict[str, Series]

    def stored(self, name):
        return self.held.get(name)


def fetched(last):
    """Random walks of the parameters on the days around month ends from June 1961; before 1980 no second hump."""
    every = np.arange(np.datetime64("1961-06-14"), np.datetime64(last) + 1)
    days = every[np.is_busday(every)]
    draw = np.random.default_rng(1961)
    starts = dict(zip(PARAMETERS, (5.0, -2.0, 1.0, 0.5, 1.5, 9.0), strict=True))
    held = {}
    for name, start in starts.items():
        walk = start + np.cumsum(draw.normal(0, 0.01, len(days)))
        values = np.clip(walk, 0.3, None) if name.startswith("TAU") else walk
        there = days >= np.datetime64("1980-01-01") if name in ("BETA3", "TAU2") else np.ones(len(days), bool)
        origin = (Origin("Board", "feds200628", name, "store"),)
        held[name] = Series(name, days[there], values[there], "percent", "daily close", days[there] + 7, origin, "rate")
    return held


def test_the_model_runs_on_a_fetched_curve_and_keeps_its_vintage():
    held = fetched("2010-06-15")
    fit = estimated(_Fetched(date(2010, 6, 30), held))
    assert fit.sample == (date(1961, 6, 1), date(2010, 5, 1))  # June was not over
    assert fit.vintage == date(2010, 6, 22)
    assert "as the curve has it" in fit.panel.made_of
    day = held["BETA0"].dates[held["BETA0"].dates < np.datetime64("2000-03-01")][-1].item()
    given = [held[name].at(day) for name in PARAMETERS]
    row = np.flatnonzero(fit.panel.months == np.datetime64("2000-02"))[0]
    assert fit.panel.yields[row] == pytest.approx(svensson(np.arange(1, LONGEST + 1) / 12.0, given) / 100.0)
    again = estimate_acm(YieldPanel(fit.panel.months, fit.panel.yields, fit.vintage, "again"))
    assert again.decomposed().premium == pytest.approx(fit.decomposed().premium, abs=1e-12)


def test_with_the_funds_rate_the_early_one_month_yield_is_replaced():
    held = fetched("2010-06-30")
    months = np.arange(np.datetime64("1961-06"), np.datetime64("2010-07"))
    days = (months + 1).astype("datetime64[D]") - 1
    rates = Series(
        "FEDFUNDS", days, np.full(len(days), 3.0) + 0.001 * np.arange(len(days)), "percent", "month average", days,
        (Origin("Board", "H.15", "FEDFUNDS", "store"),), "rate",
    )  # fmt: skip
    without = estimated(_Fetched(date(2010, 8, 1), held))
    found = estimated(_Fetched(date(2010, 8, 1), {**held, "FEDFUNDS": rates}))
    assert "federal funds rate" in found.panel.made_of
    early = found.panel.months < np.datetime64("1982-01")
    assert np.array_equal(found.panel.yields[~early], without.panel.yields[~early])
    assert not np.allclose(found.panel.yields[early, 0], without.panel.yields[early, 0])
    assert found.sample[1] == date(2010, 6, 1)


def test_without_the_curve_it_is_refused_with_what_to_do():
    with pytest.raises(MissingDate, match="BETA0") as refusal:
        estimated(Record())
    assert "needs imported daily data" in str(refusal.value)
