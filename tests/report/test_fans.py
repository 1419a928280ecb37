"""Fans as charts: bands in order, titles that follow the figures, and nothing of the kind for a run without draws."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb.answers.past_fans import coverage, coverages
from ebb.errors import LawError, UnknownName, UsageError
from ebb.report import adapters, charts
from ebb.report.edition import plot
from ebb.report.fanned import next_fan, past, table
from ebb.report.inputs import Spread, StopMonths
from ebb.scenario import load
from ebb.scenario.model import Stop
from ebb.simulate.result import PATHS, Run
from ebb.text import Words

PLAN = Words("QT3", "QT3")
NAMES = ("reserves", "total_assets", "share_of_gdp", "net_income", "deferred_asset", "share_of_bank_assets")


@pytest.fixture(scope="module")
def drawn(bench) -> Run:
    """QT3 that stops where repo costs what the Fed pays, two years, 200 draws."""
    plan = load("qt3").model_copy(update={"stop": Stop(spread=0.0)})
    return bench.run(plan, months=24, draws=200)


@pytest.mark.parametrize("name", NAMES)
def test_a_path_with_draws_is_drawn_with_bands_in_order(drawn, name):
    chart = plot(drawn, name)
    rows = chart.table("fan").rows()
    assert [row["date"] for row in rows] == [day.isoformat() for day in drawn.dates]
    for row in rows:
        levels = [float(str(row[level])) for level in ("p05", "p16", "p50", "p84", "p95")]
        assert levels == sorted(levels)
    assert any(row["p95"] != row["p05"] for row in rows)
    unit = next(c.unit for c in chart.table("fan").columns if c.name == "p50")
    scale = {"usd_tn": 1e-3}.get(unit, 1.0)
    assert float(str(rows[-1]["p50"])) == pytest.approx(float(drawn.fan.path(name)[-1]) * scale, rel=1e-5)
    for lang in ("en", "zh-Hant"):
        assert chart.svg(lang, size="narrow").startswith("<svg")
        assert chart.subtitle.say(lang)


def test_what_was_published_stands_before_the_fan_and_nothing_later(drawn):
    for name, unit in (("reserves", 1e-3), ("share_of_gdp", 1.0)):
        past = plot(drawn, name).table("past").rows()
        assert past
        assert max(str(row["date"]) for row in past) <= drawn.as_of.isoformat() < drawn.dates[0].isoformat()
        assert abs(float(str(past[-1]["value"])) / unit - float(drawn.path(name)[0] if unit != 1.0 else 20.0)) < 500
    assert not plot(drawn, "net_income").table("past").rows()  # nobody publishes it by month


def test_one_draw_has_no_bands_and_the_old_chart(drawn, bench):
    run = bench.run("qt3", months=6, draws=1)
    assert run.fan is None
    assert "bands" not in run.json()
    assert "ensemble" not in run.json()
    assert plot(run, "reserves").key == "path_reserves"
    assert plot(drawn, "reserves").key == "fan_reserves"


def test_the_wire_form_has_the_five_levels_of_every_path(drawn):
    """Design section 6: bands by path and level, one value for each date, null where no draw is left."""
    wire = json.loads(json.dumps(drawn.json(), allow_nan=False))
    assert set(PATHS) <= set(wire["bands"])
    for levels in wire["bands"].values():
        assert list(levels) == ["p05", "p16", "p50", "p84", "p95"]
        assert all(len(values) == len(wire["dates"]) for values in levels.values())
    assert set(wire) == {
        *("scenario", "hash", "as_of", "unit", "dates", "paths", "flows", "bands", "events", "provenance"),
        "ensemble",
    }


def test_the_months_of_stops_add_up_to_the_draws_that_stop(drawn):
    stops = adapters.stops_of(drawn.fan)
    chart = plot(drawn, "stop_date")
    assert sum(float(str(row["percent"])) for row in chart.table("stops").rows()) == pytest.approx(stops.by_end, 1e-4)
    assert stops.by_end == pytest.approx(100.0 * float(drawn.fan.chance_stopped()[-1]))
    assert len(stops.dates) == max(adapters.SHORTEST, int(np.flatnonzero(drawn.fan.stopped)[-1]) + 1)
    assert stops.middle == drawn.fan.stop_quantile("p50")
    assert chart.svg("zh-Hant").startswith("<svg")


def test_a_plan_without_a_rule_has_no_stop_dates(bench):
    run = bench.run("qt3", months=3, draws=2)
    with pytest.raises(UsageError, match="no rule to stop by"):
        plot(run, "stop_date")
    with pytest.raises(UnknownName, match="stop_date"):
        plot(run, "stopdate")


def spread_like(low: list[float], high: list[float]) -> Spread:
    days = (np.datetime64("2027-01", "M") + np.arange(1, len(low) + 1)).astype("datetime64[D]") - 1
    a, b = np.array(low), np.array(high)
    return Spread(days, *(a + part * (b - a) for part in (0.0, 0.25, 0.5, 0.75, 1.0)))


def test_quantiles_out_of_order_are_refused():
    good = spread_like([1.0, 2.0], [3.0, 4.0])
    with pytest.raises(LawError, match="out of order"):
        replace(good, p16=good.p84 + 1.0)


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        ([2000.0, 1900.0], [2400.0, 2300.0], "reserves at $2.10 trillion in the middle draw by February 2027"),
        ([2000.0, 2000.0], [2000.0, 2000.0], "reserves at $2.00 trillion by February 2027 in nine draws of ten"),
        ([1900.0, 2000.0], [2400.0, 2000.0], "by February 2027 nine draws of ten have come to the same reserves"),
    ],
)
def test_the_title_follows_the_band(low, high, says, newest):
    history = newest.record.full("reserves")
    chart = charts.fan("reserves", PLAN, history, spread_like(low, high), draws=10, made=date(2026, 10, 1))
    assert says in chart.title.say("en")
    assert "2027年2月" in chart.title.say("zh-Hant")


@pytest.mark.parametrize(
    ("percent", "quantiles", "says"),
    [
        ((0.0, 0.0, 0.0), (None, None, None), "stops in no draw by March 2027"),
        ((2.0, 2.0, 4.0), (3, None, None), "by March 2027 in only 8% of draws"),
        ((2.0, 60.0, 4.0), (2, 2, None), "in the middle draw, between February 2027 and after March 2027"),
        ((0.0, 99.0, 1.0), (2, 2, 2), "stop in February 2027 in at least nine draws of ten"),
        ((60.0, 39.0, 1.0), (1, 1, 2), "in its first month, January 2027, in 60% of draws; 95% have stopped by Feb"),
        ((6.0, 49.0, 45.0), (1, 2, 3), "in the middle draw, between January 2027 and March 2027 in nine of ten"),
    ],
)
def test_the_title_says_when_draws_stop(percent, quantiles, says):
    days = np.array(["2027-01-31", "2027-02-28", "2027-03-31"], dtype="datetime64[D]")
    early, middle, late = (None if q is None else days[q - 1].item() for q in quantiles)
    stops = StopMonths(days, np.array(percent), early, middle, late, sum(percent), percent[0])
    chart = charts.stop_dates(PLAN, stops, draws=100, made=date(2026, 10, 1))
    assert says in chart.title.say("en")
    assert chart.title.say("zh-Hant")


# -- the packaged fans of the report ------------------------------------------------------------------------------------


def test_the_report_draws_its_fans_without_the_compiled_kernel():
    """A first compilation takes many seconds; the page must not wait for it."""
    words = (
        "import sys; from ebb.answers.evidence import Evidence; from ebb.report.fanned import next_fan, past, table; "
        "e = Evidence(); print(len(next_fan(e)), len(past(e)), len(table(e)), 'numba' in sys.modules)"
    )
    made = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert made.stdout.split() == ["1", "1", "1", "False"]


def test_past_fans_are_drawn_with_what_came_and_their_counts(newest):
    (chart,) = past(newest)
    inside = [coverage(newest.record, fan, "reserves", before=end) for fan, end, _, _ in coverages(newest.record)]
    said = f"in {sum(c.inside_90 for c in inside)} of the {sum(c.months for c in inside)} months"
    assert said in chart.title.say("en")
    published = {str(row["date"]): row["value"] for row in chart.table("past_1").rows()}
    assert float(str(published["2023-03-29"])) == pytest.approx(
        newest.record.series("reserves").at(date(2023, 3, 29)) / 1e6
    )
    assert max(published) <= str(chart.table("fan_1").rows()[-1]["date"])
    heads = [view["title"]["text"] for view in chart.spec("en")["vconcat"]]
    assert [f"of {c.months} months, {c.inside_90} in the 90%" in head for c, head in zip(inside, heads, strict=True)]
    assert "18個月中" in chart.spec("zh-Hant")["vconcat"][0]["title"]["text"]


def test_the_table_has_a_row_for_every_line_and_span(newest):
    (listing,) = table(newest)
    assert len(listing.rows) == 2 * sum(len(kept) for _, _, kept, _ in coverages(newest.record))
    assert all(len(cells) == len(listing.heads) - 1 for _, cells in listing.rows)
    first = " ".join(cell.say("en") for cell in listing.rows[0][1] if cell)
    assert first == "until April 2019, while policy was as announced 4 of 18 (22%) 15 of 18 (83%)"


def test_on_an_earlier_day_only_what_was_known_is_drawn(evidence_on):
    evidence = evidence_on(date(2018, 6, 30))
    (chart,) = past(evidence)
    assert next_fan(evidence) == []
    assert len(chart.spec("en")["vconcat"]) == 1
    assert max(str(row["date"]) for row in chart.table("past_0").rows()) <= "2018-06-30"
    assert past(evidence_on(date(2017, 9, 30))) == []
    assert table(evidence_on(date(2017, 9, 30))) == ()
