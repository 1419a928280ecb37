"""Draws: one path per seed and number whatever the batch, bounds, centres, and nothing known later."""

from __future__ import annotations

import time
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.answers.drawing import draw_model, panel_on
from ebb.answers.inputs import inputs
from ebb.errors import OutOfRange, SourceError, UnknownName, UsageError
from ebb.record import Record
from ebb.scenario import Assumptions
from ebb.simulate.conditions import build
from ebb.simulate.draws import LINES, LOWER_BOUND, METHODS, Centre, DrawModel, centre_of, draw, estimate, policy_gap
from ebb.simulate.draws.model import rates

START, DAY = date(2022, 7, 1), date(2022, 6, 30)


@cache
def model(method: str, day: date = DAY) -> DrawModel:
    return draw_model(Record(day), method)


@pytest.mark.parametrize("method", METHODS)
@given(first=st.integers(0, 3000), count=st.integers(1, 7), months=st.integers(1, 40))
@settings(max_examples=12, deadline=None)
def test_a_draw_is_the_same_path_in_any_batch_and_of_any_length(method, first, count, months):
    whole = draw(model(method), START, 40, 11, first=first, count=count + 600)
    part = draw(model(method), START, months, 11, first=first + count - 1, count=1)
    for name in LINES:
        assert np.array_equal(getattr(whole, name)[count - 1, :months], getattr(part, name)[0])


@pytest.mark.parametrize("method", METHODS)
def test_seeds_differ_and_draws_differ(method):
    one, other = (draw(model(method), START, 12, seed, count=3) for seed in (1, 2))
    assert not np.array_equal(one.policy_rate, other.policy_rate)
    assert len({tuple(path) for path in one.ten_year.tolist()}) == 3


@pytest.mark.parametrize("method", METHODS)
def test_shapes_units_and_the_lower_bound(method):
    found = draw(model(method), START, 120, 3, count=400)
    assert found.months[0] == np.datetime64("2022-07")
    assert found.months[-1] == np.datetime64("2032-06")
    for name in LINES:
        values = getattr(found, name)
        assert values.shape == (400, 120)
        assert values.dtype == np.float64
        assert np.isfinite(values).all()
    for name in ("policy_rate", "ten_year", "mortgage_rate"):
        assert getattr(found, name).min() >= LOWER_BOUND
    # in ten years from rates near one percent the bound binds in some draws and not in most
    assert 0.02 < (found.policy_rate[:, -1] == LOWER_BOUND).mean() < 0.5
    assert found.tga.min() >= 0.0
    assert found.currency.min() > 0.0
    assert found.gdp.min() > 0.0


@pytest.mark.parametrize("method", METHODS)
def test_the_middle_of_the_draws_is_the_given_centre(method):
    months = 24
    given_paths = {
        "policy_rate": np.linspace(6.0, 8.0, months),
        "ten_year": np.full(months, 7.0),
        "inflation": np.full(months, 3.0),
        "gdp": 25_000.0 * 1.003 ** np.arange(1, months + 1),
        "tga": np.full(months, 2000.0),
        "currency": np.full(months, 2300.0),
    }
    found = draw(model(method), START, months, 5, count=2000, centre=Centre(**given_paths))
    for name, path in given_paths.items():
        away = getattr(found, name)[:, 3:] / path[3:] - 1.0
        if method == "volatility":
            low, middle, high = np.quantile(away, [0.25, 0.5, 0.75], axis=0)
            # four standard errors of a median, its spread read off the middle of the draws themselves
            assert (np.abs(middle) <= 4.0 * (high - low) / np.sqrt(len(found))).all(), name
        elif name != "tga":  # the account's own floor cuts off one side of its draws
            # blocks of a skewed past have their mean at the centre, not their median
            slack = 4.0 * away.std(axis=0) / np.sqrt(len(found)) + away.std(axis=0) ** 2
            assert (np.abs(away.mean(axis=0)) <= slack).all(), name
    # the mortgage rate went with the ten-year yield
    assert np.median(found.mortgage_rate[:, -1]) > 7.5


def test_a_centre_moves_draws_and_leaves_their_shape():
    base = draw(model("volatility"), START, 36, 9, count=50, centre=Centre(ten_year=np.full(36, 6.0)))
    higher = draw(model("volatility"), START, 36, 9, count=50, centre=Centre(ten_year=np.full(36, 7.0)))
    known = base.months <= np.datetime64("2022-07")
    assert np.allclose((higher.ten_year - base.ten_year)[:, ~known], 1.0)


def test_published_months_are_published_in_every_draw():
    record = Record(date(2026, 10, 1))
    found = draw(draw_model(record, "volatility"), date(2025, 10, 1), 15, 1, count=20)
    tga = record.series("tga").in_unit("USD bn").by_month()
    mortgage = record.series("mortgage_30y").by_month()
    for place, month in enumerate(found.months.astype("datetime64[D]").tolist()):
        key = (month.year, month.month)
        if key in tga:
            assert set(found.tga[:, place].tolist()) == {tga[key]}
        if key in mortgage:
            assert np.allclose(found.mortgage_rate[:, place], mortgage[key])
    # policy rates are packaged to June 2026 and the ten-year yield to August: what is not known yet is drawn
    june, september = 8, 11
    assert np.ptp(found.policy_rate[:, june]) == 0.0
    assert np.ptp(found.policy_rate[:, september]) > 0.0
    assert np.ptp(found.ten_year[:, september - 1]) == 0.0
    assert np.ptp(found.ten_year[:, september]) > 0.0


def test_nothing_known_later_enters(poisoned):
    day = date(2021, 9, 30)
    for method in METHODS:
        clean = draw(draw_model(Record(day), method), date(2021, 10, 1), 24, 2, count=5)
        with poisoned(day):
            again = draw(draw_model(Record(day), method), date(2021, 10, 1), 24, 2, count=5)
        with poisoned(date(2021, 6, 30)):
            worse = draw(draw_model(Record(day), method), date(2021, 10, 1), 24, 2, count=5)
        for name in LINES:
            assert np.array_equal(getattr(clean, name), getattr(again, name)), name
            assert not np.array_equal(getattr(clean, name), getattr(worse, name)), name


def test_shocks_of_blocks_are_those_of_one_past_month_for_all_lines():
    shocks = model("blocks").shocks
    drawn = shocks.drawn(4, 0, 3, 50).transpose(0, 2, 1).reshape(-1, shocks.lines)
    past = {tuple(row) for row in shocks.errors.tolist()}
    assert {tuple(row) for row in drawn.tolist()} <= past
    assert np.abs(shocks.errors.mean(axis=0)).max() < 1e-10


def test_rates_move_together_as_they_did():
    """The mortgage rate follows the ten-year yield in draws as in the record, within the noise of 200 months."""
    found = draw(model("volatility"), START, 60, 8, count=300)
    drawn = np.corrcoef(np.diff(found.ten_year).ravel(), np.diff(found.mortgage_rate).ravel())[0, 1]
    _, x = rates(model("volatility").panel)
    past = np.corrcoef(np.diff(x[:, 1]), np.diff(x[:, 1] + x[:, 2]))[0, 1]
    assert abs(drawn - past) < 0.2


def test_a_run_centres_draws_on_its_own_conditions():
    record = Record(date(2026, 10, 1))
    handed = inputs(record, date(2026, 11, 1), None)
    fitted = draw_model(record, "volatility")
    months = tuple(date(2026 + (9 + i) // 12, (9 + i) % 12 + 1, 1) for i in range(26))
    conditions = build(
        months,
        handed.opening,
        handed.published,
        record.corridor,
        Assumptions(ten_year=5.5, tga=900.0, iorb=4.0),
        "central",
    )
    gap = policy_gap(fitted, record.corridor)
    assert abs(gap) < 0.2
    centre = centre_of(conditions, date(2026, 11, 1), 24, gap)
    found = draw(fitted, date(2026, 11, 1), 24, 1, count=1500, centre=centre)
    assert abs(np.median(found.ten_year[:, -1]) - 5.5) < 0.15
    assert abs(np.median(found.policy_rate[:, -1]) - (4.0 + gap)) < 0.15
    assert abs(np.median(found.tga[:, -1]) - 900.0) < 30.0
    with pytest.raises(OutOfRange, match="24 months from 2027-11"):
        centre_of(conditions, date(2027, 11, 1), 24, gap)


def test_wrong_use_is_refused_with_every_problem():
    with pytest.raises(UsageError, match="0 months, seed -1, draw number -2, 0 draws, a centre of tga with 3 months"):
        draw(model("blocks"), START, 0, -1, first=-2, count=0, centre=Centre(tga=np.zeros(3)))
    with pytest.raises(UsageError, match="a centre of gdp that is not a number"):
        draw(model("blocks"), START, 2, 1, centre=Centre(gdp=np.array([1.0, np.nan])))
    with pytest.raises(OutOfRange, match="draws cannot start in 2001-01"):
        draw(model("blocks"), date(2001, 1, 1), 2, 1)
    with pytest.raises(UnknownName, match='"block"') as caught:
        estimate(panel_on(Record(DAY)), "block")
    assert "blocks" in str(caught.value)
    with pytest.raises(SourceError):
        draw_model(Record(date(2007, 6, 30)))


def test_five_thousand_draws_of_ten_years_take_no_seconds():
    """Bound: 2.5 s of processor for what takes 0.7 on an idle machine."""
    before = time.process_time()
    draw(model("volatility"), START, 120, 1, count=5000)
    assert time.process_time() - before < 2.5
