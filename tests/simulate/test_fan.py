"""Fans: quantiles against numpy, bins against exact values, the same for any batches and workers, and what a run says."""

from __future__ import annotations

import json
import tracemalloc
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.answers.runs import run_on
from ebb.dates import month_end
from ebb.errors import UnknownName, UsageError
from ebb.scenario import Scenario, load
from ebb.simulate.ensemble import many
from ebb.simulate.ensemble.prepare import prepare
from ebb.simulate.ensemble.quantiles import Binned, Exact
from ebb.simulate.fan import LEVELS, MOST_DRAWS, SHARE_GRID, check
from ebb.simulate.result import PATHS

AT = list(LEVELS.values())


def test_exact_quantiles_are_numpys_and_their_error_is_that_of_the_normal():
    values = np.random.default_rng(1).standard_normal((2, 40_000))
    held = Exact(2)
    held.add(values[:, :15_000])
    held.add(values[:, 15_000:])
    found, errors, width = held.found()
    assert np.allclose(found, np.quantile(values, AT, axis=1), atol=1e-12)
    z = np.array([-1.6449, -0.9945, 0.0, 0.9945, 1.6449])
    theory = np.sqrt(np.array(AT) * (1 - np.array(AT)) / 40_000) / (np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi))
    assert np.abs(errors / theory[:, None] - 1.0).max() < 0.15  # a density estimated from 40,000 values
    assert not width.any()


@given(st.integers(0, 10_000), st.sampled_from([0.001, 1.0, 1e6, 1e15]))
@settings(max_examples=25, deadline=None)
def test_bins_find_the_exact_quantiles_within_a_bin_whatever_the_batches(seed, scale):
    rng = np.random.default_rng(seed)
    values = scale * (rng.standard_normal((3, 3_000)) + rng.normal(0, 5))
    values[2] = np.round(values[2, 0])  # one that never moves
    whole, parts = Binned(3, 512), Binned(3, 512)
    whole.add(values)
    order = rng.permutation(3_000)
    for part in np.array_split(order, 7):
        parts.add(values[:, part])
    found, errors, width = whole.found()
    again, errors_again, width_again = parts.found()
    assert np.array_equal(found, again)
    assert np.array_equal(errors, errors_again)
    assert np.array_equal(width, width_again)
    assert (width[:2] <= 2.0 * np.ptp(values[:2], axis=1) / 511 + 2.0**-20).all()
    assert (found[:, 2] == values[2, 0]).all()
    exact = np.quantile(values, AT, axis=1)
    neighbours = (
        np.quantile(values, np.clip(np.array(AT) - 1e-3, 0, 1), axis=1),
        np.quantile(values, np.array(AT) + 1e-3, axis=1),
    )
    assert ((found >= neighbours[0] - width) & (found <= neighbours[1] + width)).all()
    assert np.abs(found - exact).max() <= 1.5 * width.max() + np.abs(neighbours[1] - neighbours[0]).max()


@pytest.mark.parametrize(
    ("draws", "seed", "workers", "said"),
    [(0, 0, 1, "0 draws"), (MOST_DRAWS + 1, 0, 1, "draws"), (2, -1, 1, "seed -1"), (2, 0, 0, "0 workers")],
)
def test_numbers_that_cannot_be_are_refused(draws, seed, workers, said):
    with pytest.raises(UsageError, match=said):
        check(draws, seed, workers)


def fan_of(bench, draws: int, workers: int = 1, name: str = "qt3", months: int = 36, **more):
    plan = Scenario.model_validate({**load(name).model_dump(), **more})
    return run_on(
        bench.record,
        plan,
        bench.evidence.demand,
        months=months,
        prepared=bench.inputs,
        draws=draws,
        seed=4,
        workers=workers,
    )


def test_a_run_with_draws_carries_bands_around_its_own_path(bench):
    made = fan_of(bench, 120, stop={"reserves_share_of_bank_assets": 0.09})
    fan = made.fan
    assert fan is not None
    assert np.isfinite(fan.path("reserves")).all()
    for name, rows in fan.quantiles.items():
        assert (np.diff(rows, axis=0) >= 0).all(), name
        assert (fan.errors[name] >= 0).all()
    # around its own path: the path without draws lies inside nine tenths of them, in every month
    for name in ("mbs", "currency", "tga", "total_assets", "share_of_gdp"):
        own = made.share_of_gdp() if name == "share_of_gdp" else made.path(name)
        slack = 0.02 * np.abs(own)
        assert ((own >= fan.path(name, "p05") - slack) & (own <= fan.path(name, "p95") + slack)).all(), name
    assert (np.diff(fan.chance_stopped()) >= 0).all()
    below = np.array([fan.chance_below(float(share)) for share in (8.0, 9.0, 10.0, 11.0)])
    assert (np.diff(below, axis=0) >= 0).all()
    assert (np.diff(below, axis=1) >= 0).all()
    assert fan.below.shape == (36, len(SHARE_GRID))
    # the stop rule is reserves at nine percent: who has been below it has stopped, and nobody else
    assert np.allclose(fan.chance_stopped(), fan.chance_below(9.0), atol=1e-12)
    with pytest.raises(UnknownName):
        fan.path("resreves")


def test_workers_and_batches_change_nothing(bench, monkeypatch):
    one = fan_of(bench, 70, months=12).fan
    monkeypatch.setattr(many, "_BATCH", 9)
    two = fan_of(bench, 70, workers=2, months=12).fan
    for name in one.quantiles:
        assert np.array_equal(one.quantiles[name], two.quantiles[name]), name
        assert np.array_equal(one.errors[name], two.errors[name]), name
    assert np.array_equal(one.below, two.below)


def test_bins_take_over_where_values_do_not_fit_and_memory_stays(bench, monkeypatch):
    """A small budget in the place of a million draws: bins of a known width, and no byte more for three times the draws."""
    monkeypatch.setattr(many, "_BATCH", 50)
    made = prepare(load("qt3"), bench.inputs(date(2027, 1, 1)), date(2027, 1, 1), 12)
    c = made.conditions
    tables = made.tables._replace(numbers=made.tables.numbers._replace(first=1, over_floor=-0.15, over_bills=-0.1))
    central = np.array([c.iorb, c.ten_year, c.mortgage_rates[3:], c.inflation, c.gdp, c.tga * 1e11, c.currency * 1e11])[
        :, 1:
    ]
    dates = tuple(month_end(m.year, m.month) for m in c.months[tables.numbers.start :])

    def make(first: int, count: int) -> np.ndarray:
        found = np.repeat(central[:, None], count, axis=1)
        for k in range(count):
            moves = np.random.default_rng([9, first + k]).standard_normal((7, central.shape[1])).cumsum(axis=1)
            found[:, k] += moves * np.array([0.1, 0.1, 0.1, 0.0, 100.0, 3e12, 5e11])[:, None]
        found[5:] = np.rint(found[5:])
        return found

    def run(draws: int, budget: int):
        tracemalloc.start()
        fan = many.run_draws(tables, make, dates, draws, 9, dates[0], budget=budget)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return fan, peak

    small = 23 * 12 * 8 * 300
    exact, _ = run(400, many.BUDGET)
    binned, _ = run(400, small)
    assert binned.resolution["reserves"].max() > 0.0
    for name, width in binned.resolution.items():
        far = np.abs(binned.quantiles[name] - exact.quantiles[name])
        assert (far <= 2.0 * width + 3.0 * exact.errors[name] + 1e-9).all(), name
    (_, some), (_, thrice) = run(400, small), run(1_200, small)
    assert thrice < 1.05 * some


def test_the_wire_form_has_bands_for_every_path_and_none_with_one_draw(bench):
    wire = json.loads(json.dumps(fan_of(bench, 20, months=6).json()))
    assert set(PATHS) <= set(wire["bands"])
    assert list(wire["bands"]["reserves"]) == ["p05", "p16", "p50", "p84", "p95"]
    assert all(len(path) == len(wire["dates"]) for rows in wire["bands"].values() for path in rows.values())
    assert wire["ensemble"]["draws"] == 20
    assert "bands" not in fan_of(bench, 1, months=6).json()
