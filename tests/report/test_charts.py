"""Every chart in every form: a valid specification, all its data there, drawn without a complaint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from ebb.errors import LawError
from ebb.report import charts, theme
from ebb.report.chart import SECTIONS, Chart
from ebb.report.charts.runoff import smoothed, used
from ebb.report.inputs import Bridge, BridgeLine, Claimed, Estimate, RunoffMonth
from ebb.report.picture import to_svg

from .conftest import BOARD, monthly, sample

KEYS = tuple(sample())


def parts(tree: Any, name: str) -> Iterator[Any]:
    """Every value stored under a name, anywhere in a specification."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == name:
                yield value
            yield from parts(value, name)
    elif isinstance(tree, list):
        for value in tree:
            yield from parts(value, name)


@pytest.mark.parametrize("key", KEYS)
def test_the_specification_is_valid_vega_lite_6(key: str, drawings: dict[str, Chart]) -> None:
    """Against the published schema; one form of each chart, because the check takes a second."""
    altair = pytest.importorskip("altair")
    spec = drawings[key].spec("zh-Hant", size="narrow", live=True, embed=False)
    first = {**spec, "vconcat": [{**spec["vconcat"][0], "layer": _one_of_each(spec["vconcat"][0]["layer"])}]}
    altair.VConcatChart.from_dict(first, validate=True)


def _one_of_each(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({layer["mark"]["type"]: layer for layer in layers}.values())


@pytest.mark.parametrize("key", KEYS)
def test_it_draws_live_and_still_in_both_sizes(key: str, drawings: dict[str, Chart]) -> None:
    """Also live: two tooltips of one name would fail only in the reader's browser."""
    chart = drawings[key]
    assert chart.section in SECTIONS
    for size, live in (("wide", False), ("narrow", True)):
        drawn = to_svg(chart.spec("en", size=size, live=live))
        assert drawn.startswith("<svg")
        assert "NaN" not in drawn


@pytest.mark.parametrize("key", KEYS)
def test_all_it_needs_is_inside(key: str, drawings: dict[str, Chart]) -> None:
    chart = drawings[key]
    spec = chart.spec("zh-Hant")
    wanted = {ref["name"] for ref in parts(spec, "data") if "name" in ref}
    assert wanted <= set(spec["datasets"])
    assert not list(parts(spec, "url"))
    tokens = set(re.findall(r"var\(--([a-z]+)\)", str(spec)))
    assert tokens <= set(theme.COLOURS)
    fields = {f for f in parts(spec["vconcat"], "field") if isinstance(f, str)}
    columns = {c.name for t in chart.tables for c in t.columns} | {"x", "y", "t", "a", "b", "v"}
    assert fields <= columns


@pytest.mark.parametrize("key", KEYS)
def test_every_panel_says_its_unit(key: str, drawings: dict[str, Chart]) -> None:
    for panel in drawings[key].spec("en")["vconcat"]:
        titles = [a.get("title") for a in parts(panel["layer"], "axis") if a]
        said = panel.get("title", {}).get("text", "") + " ".join(t for t in titles if t)
        assert re.search(r"USD|basis points|percent|points|Return|volatility|Basis", said), said


def test_a_png_is_a_picture_with_its_words(drawings: dict[str, Chart]) -> None:
    picture = drawings["two_sides"].png("zh-Hant", scale=1.0)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(picture[i : i + 4], "big") for i in (16, 20))
    assert 700 < width < 900
    assert height > 300


def test_titles_follow_the_figures() -> None:
    """The same function with other figures tells another finding."""

    def bridge(reserves: float, rrp: float) -> str:
        lines = (BridgeLine("reserves", reserves), BridgeLine("on_rrp", rrp))
        made = Bridge(
            date(2022, 5, 25), date(2025, 11, 26), (BridgeLine("treasuries", reserves + rrp),), lines, (BOARD,)
        )
        return charts.two_sides(made).title.say("en")

    assert "only $400.0 billion" in bridge(-400.0, -1800.0)
    assert "bank reserves gave up most of it: $1.80 trillion" in bridge(-1800.0, -400.0)


@pytest.mark.parametrize(
    ("today", "word"), [(10.0, "below the kink"), (12.0, "inside the interval"), (15.0, "still above")]
)
def test_the_demand_title_says_on_which_side_today_lies(today: float, word: str, drawings: dict[str, Chart]) -> None:
    from ebb.report.inputs import DemandFit, DemandPoints

    grid = np.array([8.0, 12.0, 18.0])
    days = np.array(["2022-01-31", "2022-02-28", "2022-03-31"], dtype="datetime64[D]")
    points = DemandPoints(days, grid, 12.0 - grid, ("e2020_22",) * 3)
    fit = DemandFit(grid, 12.0 - grid, 11.0 - grid, 13.0 - grid, Estimate(12.0, 11.0, 13.0), 0.9)
    assert word in charts.reserve_demand(points, fit, today, (BOARD,)).title.say("en")


def test_the_weeks_ahead_name_the_day_with_the_longest_tail(drawings: dict[str, Chart]) -> None:
    chart = drawings["funding_weeks"]
    cells = chart.table("days").rows()
    worst = max(cells, key=lambda row: float(str(row["high"])))
    assert worst["date"] == "2025-12-15"
    assert "15 December 2025, a tax date" in chart.title.say("en")
    assert "2025年12月15日（繳稅日）" in chart.title.say("zh-Hant")
    assert {row["kind"] for row in cells} >= {"ordinary", "month_end", "settlement+tax"}


def test_a_day_taken_apart_adds_up_in_both_groups(drawings: dict[str, Chart]) -> None:
    rows = drawings["september_2019"].table("parts").rows()
    for group in ("seen", "before"):
        assert sum(float(str(row["value"])) for row in rows if row["group"] == group) == pytest.approx(315.0)
    title = drawings["september_2019"].title.say("en")
    assert "262 bp" in title
    assert "76 bp" in title


def test_pressure_needs_three_months_in_a_row() -> None:
    held = monthly("reserves", "2022-10", [3000.0] * 8)
    calm = {
        n: monthly(n, "2022-10", [v] * 8, "bp", "month average")
        for n, v in (("iorb", 15.0), ("on_rrp", 0.0), ("upper", 25.0))
    }
    claimed = Claimed(2000.0, 2500.0, BOARD)

    def title(values: list[float]) -> str:
        rates = {"sofr": monthly("sofr", "2022-10", values, "bp", "month average"), **calm}
        return charts.figure_two(held, rates, claimed, [], date(2022, 10, 1), date(2023, 5, 31)).title.say("en")

    assert "has not come under" in title([16.0, 16.0, 14.0, 16.0, 16.0, 14.0, 16.0, 16.0])
    assert "in January 2023" in title([14.0, 14.0, 14.0, 16.0, 16.0, 16.0, 14.0, 14.0])


def test_used_caps_count_only_months_known_on_both_sides() -> None:
    months = [
        RunoffMonth(date(2022, 6, 1), 30.0, 17.5, 15.0, None),
        RunoffMonth(date(2022, 7, 1), None, 17.5, 99.0, 7.0),
    ]
    assert used(months, "treasury") == pytest.approx(50.0)
    assert used(months, "mbs") == pytest.approx(40.0)


def test_a_mean_beside_a_gap_is_not_made_up() -> None:
    assert smoothed([3.0, 6.0, 9.0, None, 1.0]) == [None, 6.0, None, None, None]


def test_a_bridge_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(LawError, match=r"assets change by -100\.0, liabilities by -50\.0"):
        Bridge(date(2022, 1, 5), date(2022, 1, 12), (BridgeLine("mbs", -100.0),), (BridgeLine("reserves", -50.0),), ())


def test_an_interval_holds_its_number_or_is_absent() -> None:
    with pytest.raises(LawError):
        Estimate(1.0, 2.0, 3.0)
    with pytest.raises(LawError):
        Estimate(1.0, None, 3.0)
    assert Estimate(1.0, None, None).overlaps(Estimate(9.0, 8.0, 10.0))
    assert not Estimate(1.0, 0.0, 2.0).overlaps(Estimate(9.0, 8.0, 10.0))


def test_changes_are_not_taken_across_a_gap() -> None:
    from ebb.report.inputs import LevelsAndChanges

    days = np.array(["2022-01-31", "2022-02-28", "2022-05-31", "2022-06-30"], dtype="datetime64[D]")
    made = charts.net_liquidity(
        LevelsAndChanges(days, np.array([1.0, 2.0, 8.0, 9.0]), np.array([1.0, 2.0, 3.0, 4.0]), 0.9, 0.1, (BOARD,))
    )
    assert made.table("changes").cells["date"] == ("2022-02-28", "2022-06-30")
