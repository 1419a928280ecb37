"""The bridge is exact, its residual is what is not held, and a week average enters it under its own name only."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import UnitError
from ebb.series import Series
from ebb.store.statement_bridge import (
    AVERAGE,
    EITHER,
    LISTED,
    NEEDED,
    RESIDUAL,
    TERM_DEPOSITS,
    WITH_CURRENCY,
    WITH_NOTES,
    reserves_bridge,
)
from ebb.store.statement_lines import BASES, lines

LEVEL, AVERAGED = BASES
FIRST = date(2012, 5, 2)

amount = st.integers(min_value=0, max_value=9_000_000)


def series(key: str, values: list[float], first: date = FIRST, basis: str = LEVEL, unit: str = "USD mn") -> Series:
    days = np.array([first + timedelta(weeks=n) for n in range(len(values))], dtype="datetime64[D]")
    return Series(key, days, np.array(values, float), unit, basis, days, ())


def few(reserves: list[float], assets: list[float] | None = None, first: date = FIRST) -> dict[str, Series]:
    """Needed lines only: assets of 1,000,000 unless told, repos and TGA of 50,000."""
    return {
        "total_assets": series("WALCL", assets or [1_000_000.0] * len(reserves), first),
        "reserve_balances": series("WRBWFRBL", reserves, first),
        "reverse_repos": series("WLRRAL", [50_000.0] * len(reserves), first),
        "tga": series("WDTGAL", [50_000.0] * len(reserves), first),
    }


def currency(count: int, first: date = FIRST) -> Series:
    return series("WCURCIR", [100_000.0] * count, first, AVERAGED)


@settings(max_examples=60, deadline=None)
@given(st.lists(amount, min_size=14, max_size=14))
def test_total_assets_less_lines_less_residual_are_reserves(values):
    keys = (*NEEDED, *EITHER, *WITH_NOTES, *WITH_CURRENCY)
    held = {key: series(key, [float(v)]) for key, v in zip(keys, values, strict=True)}
    (week,) = reserves_bridge(held, currency(1)).weeks
    assert week.total_assets - sum(week.lines.values()) - week.residual == week.reserves
    assert AVERAGE in week.lines
    assert not week.complete


def test_the_residual_is_what_is_not_held():
    held = few([300_000.0])
    (without,) = reserves_bridge(held, currency(1)).weeks
    (with_it,) = reserves_bridge({**held, "other_deposits": series("o", [70_000.0])}, currency(1)).weeks
    assert without.residual == 500_000.0
    assert without.residual - with_it.residual == 70_000.0
    assert reserves_bridge(held, currency(1)).json()["residual"] == RESIDUAL


def test_a_complete_statement_leaves_nothing_over():
    held = few([300_000.0])
    rest = {key: series(key, [10_000.0]) for key in ("notes", *EITHER, *WITH_NOTES) if lines()[key].existed(FIRST)}
    held["total_assets"] = series("WALCL", [400_000.0 + 10_000.0 * len(rest)])
    bridge = reserves_bridge({**held, **rest})
    assert bridge.weeks[0].complete
    assert bridge.weeks[0].residual == 0.0
    assert bridge.summary() == {"weeks": 0, "complete_weeks": 1, "largest_where_complete": 0.0}


def test_coin_is_on_both_sides_where_currency_includes_it():
    held = few([300_000.0]) | {
        "currency": series("RESTBC_N.WW", [100_000.0]),
        "treasury_currency": series("RESTBMT_N.WW", [45_000.0]),
    }
    (week,) = reserves_bridge(held).weeks
    assert week.lines["treasury_currency"] == -45_000.0
    assert week.residual == 1_000_000.0 - 300_000 - 50_000 - 50_000 - 100_000 + 45_000


def test_the_week_average_of_currency_is_named_and_nothing_else_may_be_an_average():
    (week,) = reserves_bridge(few([1.0]), currency(1)).weeks
    assert AVERAGE in week.lines
    assert "currency" not in week.lines
    with pytest.raises(UnitError, match="wednesday level"):
        reserves_bridge(few([1.0]), series("RESTBC_N.WW", [1.0]))
    with pytest.raises(UnitError, match="would mix bases"):
        reserves_bridge({**few([1.0]), "currency": currency(1)})
    with pytest.raises(UnitError, match="would mix bases"):
        reserves_bridge({**few([1.0]), "tga": series("WTREGEN", [1.0], FIRST, AVERAGED)}, currency(1))


def test_weeks_without_a_needed_line_are_left_out_and_never_filled():
    held = few([1.0, 2.0, 3.0])
    held["tga"] = series("WDTGAL", [1.0, 1.0])
    assert len(reserves_bridge(held, currency(3)).weeks) == 2
    assert len(reserves_bridge(held, currency(1)).weeks) == 1
    assert len(reserves_bridge(held).weeks) == 0
    del held["reserve_balances"]
    assert reserves_bridge(held, currency(3)).summary()["weeks"] == 0
    assert len(reserves_bridge(few([1.0, 2.0, 3.0]), currency(3), (FIRST + timedelta(days=1), date.max)).weeks) == 2


@pytest.mark.parametrize(
    ("first", "reserves", "assets", "reason"),
    [
        (FIRST, [500_000.0, 380_000.0], None, "mirrored"),
        (FIRST, [500_000.0, 510_000.0], [1_000_000.0, 1_150_000.0], "with_assets"),
        (TERM_DEPOSITS[0][0] - timedelta(weeks=1), [500_000.0, 380_000.0], None, "term_deposits"),
        (TERM_DEPOSITS[0][0] - timedelta(weeks=1), [500_000.0, 510_000.0], [1_000_000.0, 1_150_000.0], "with_assets"),
    ],
)
def test_a_large_change_is_listed_with_what_reserves_did(first, reserves, assets, reason):
    bridge = reserves_bridge(few(reserves, assets, first), currency(2, first))
    (jump,) = bridge.jumps
    assert abs(jump.change) >= LISTED
    assert jump.reason == reason
    assert jump.mirrored == pytest.approx(-(reserves[1] - reserves[0]) / jump.change)
    assert bridge.json()["jumps"][0]["reason"] == reason


def test_term_deposits_that_are_held_are_a_line_and_no_reason():
    first = TERM_DEPOSITS[0][0] - timedelta(weeks=1)
    held = few([500_000.0, 380_000.0], None, first)
    held["term_deposits"] = series("RESPPLLDA_N.WW", [0.0, 120_000.0], first)
    assert reserves_bridge(held, currency(2, first)).jumps == ()


def test_a_line_that_appears_makes_no_jump():
    held = few([500_000.0, 500_000.0])
    held["other_deposits"] = series("o", [200_000.0], FIRST + timedelta(weeks=1))
    bridge = reserves_bridge(held, currency(2))
    assert bridge.weeks[0].residual - bridge.weeks[1].residual == 200_000.0
    assert bridge.jumps == ()


def test_the_wire_form_has_the_residual_of_every_week():
    wire = reserves_bridge(few([300_000.0] * 5), currency(5)).json()
    assert [week["residual"] for week in wire["by_week"]] == [500.0] * 5
    assert wire["with_average_currency"] == 5
    assert wire["median"] == 500.0
