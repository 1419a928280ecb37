"""The H.4.1 against the SOMA summary, on made-up weeks: what is the same, what is blank, and what is a day off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ebb.errors import UnitError
from ebb.series import Series
from ebb.store.check_laws import ONE_DAY, UNEXPLAINED
from ebb.store.check_soma import IN_TOTAL, LAWS, REPEATED, Summary, soma_laws
from ebb.store.statement_lines import BASES

LEVEL = BASES[0]
#: Wednesdays; the one before Thanksgiving 2011 is the third.
WEEKS = [date(2011, 11, 9) + timedelta(weeks=n) for n in range(5)]
EVE = 2


def series(key: str, values: list[float], days: list[date], unit: str, basis: str) -> Series:
    dates = np.array(days, dtype="datetime64[D]")
    return Series(key, dates, np.array(values, float), unit, basis, dates, ())


def soma(**changed: list[float]) -> dict[str, Series]:
    """Five weeks of the summary in dollars; compensation accrues 4 million a day."""
    parts = {part: [10e9] * 5 for part in IN_TOTAL} | {"inflation_compensation": [9e9 + 28e6 * n for n in range(5)]}
    parts |= changed
    parts.setdefault("total", [sum(parts[part][n] for part in IN_TOTAL) for n in range(5)])
    return {part: series(part, values, WEEKS, "USD", "as-of level") for part, values in parts.items()}


def h41(found: dict[str, Series]) -> dict[str, Series]:
    """The lines the Board would publish of that portfolio, rounded to the million."""
    value = {part: one.values for part, one in found.items()}
    treasuries = sum(value[p] for p in ("bills", "notes_bonds", "tips", "frn", "inflation_compensation"))
    mbs = value["mbs"] + value["cmbs"]
    lines = {"treasuries": treasuries, "mbs": mbs, "securities": treasuries + mbs + value["agency_debt"]}
    lines |= {"bills": value["bills"], "notes_bonds": value["notes_bonds"] + value["frn"], "tips": value["tips"]}
    lines |= {"inflation_compensation": value["inflation_compensation"], "agency_debt": value["agency_debt"]}
    return {key: series(key, list(np.round(v / 1e6)), WEEKS, "USD mn", LEVEL) for key, v in lines.items()}


def shifted(held: dict[str, Series], key: str, place: int, by: float) -> dict[str, Series]:
    values = held[key].values.copy()
    values[place] += by
    return {**held, key: replace(held[key], values=values)}


def verdict(held, found, law="soma_treasuries"):
    return {one.law: one for one in soma_laws(held, found)}[law]


def test_every_identity_holds_on_the_portfolio_it_was_made_from():
    found = soma()
    for one in soma_laws(h41(found), found):
        assert (one.weeks, one.within, one.outside, one.ok) == (5, 5, (), True), one.law
    assert len(LAWS) == 8


@pytest.mark.parametrize("line", ["treasuries", "mbs", "securities", "bills", "agency_debt"])
def test_two_million_too_many_are_found(line):
    found = soma()
    broken = [one.law for one in soma_laws(shifted(h41(found), line, 3, 2.0), found) if not one.ok]
    assert broken


def test_compensation_left_out_is_found():
    found = soma()
    without = {**found, "inflation_compensation": replace(found["inflation_compensation"], values=np.zeros(5))}
    assert not verdict(h41(found), without).ok


def test_a_summary_in_billions_that_says_so_is_converted_and_one_that_does_not_is_found():
    found = soma()
    held = h41(found)
    assert verdict(held, {part: one.in_unit("USD bn") for part, one in found.items()}).ok
    shrunk = {part: replace(one, values=one.values / 1e3) for part, one in found.items()}
    assert not any(one.ok for one in soma_laws(held, shrunk))


def test_a_week_average_or_another_basis_is_refused():
    found = soma()
    held = h41(found)
    with pytest.raises(UnitError, match="would mix bases"):
        soma_laws({**held, "treasuries": replace(held["treasuries"], basis="week average")}, found)
    with pytest.raises(UnitError, match="as-of levels"):
        soma_laws(held, {**found, "bills": replace(found["bills"], basis=LEVEL)})


def without(one: Series, place: int) -> Series:
    keep = np.arange(len(one)) != place
    return replace(one, dates=one.dates[keep], values=one.values[keep], known=one.known[keep])


def test_a_blank_part_is_nil_only_where_the_total_proves_it():
    nil = soma(frn=[0.0, *[10e9] * 4])
    blank = {**nil, "frn": without(nil["frn"], 0)}
    assert verdict(h41(nil), blank).weeks == 5
    full = soma()
    lost = {**full, "frn": without(full["frn"], 0)}
    found = verdict(h41(full), lost)
    assert (found.weeks, found.within, found.incomplete, found.missing) == (4, 4, 1, ("soma.frn",))
    no_total = {part: one for part, one in blank.items() if part != "total"}
    assert verdict(h41(nil), no_total).weeks == 4


def test_compensation_is_no_part_of_the_total_and_never_taken_as_nil():
    found = soma()
    lost = {**found, "inflation_compensation": without(found["inflation_compensation"], 1)}
    assert verdict(h41(found), lost).incomplete == 1


@pytest.mark.parametrize(("days", "weeks"), [(-1, 5), (1, 5), (2, 5), (-2, 5), (3, 4), (-3, 4)])
def test_an_as_of_date_within_two_days_is_matched_and_told(days, weeks):
    found = soma()
    held = h41(found)
    moved = {}
    for part, one in found.items():
        dates = one.dates.copy()
        dates[4 if days > 0 else 0] += np.timedelta64(days, "D")
        moved[part] = replace(one, dates=dates, known=dates)
    one = verdict(held, moved, "soma_mbs")
    assert (one.weeks, one.within) == (weeks, weeks)
    pairs = Summary.of(moved).moved(held["mbs"].dates)
    assert len(pairs) == (weeks == 5)
    assert all(abs((as_of - wednesday).days) == abs(days) for wednesday, as_of in pairs)


def test_the_nearer_of_two_lists_is_taken_and_the_earlier_of_two_as_near():
    days = np.array(["2011-11-08", "2011-11-10"], dtype="datetime64[D]")
    summary = Summary(days, {})
    assert summary.beside(np.array(["2011-11-09", "2011-11-10", "2011-11-13"], dtype="datetime64[D]")).tolist() == [
        0,
        1,
        -1,
    ]
    assert Summary(days[:0], {}).beside(days).tolist() == [-1, -1]


def test_one_day_of_compensation_on_the_eve_of_a_holiday_is_told_as_such():
    found = soma()
    one = verdict(shifted(h41(found), "treasuries", EVE, 4.0), found)
    (week,) = one.outside
    assert (week.reason, week.facts["holiday"]) == (ONE_DAY, date(2011, 11, 24))
    assert week.facts["daily"] == pytest.approx(4.0)
    assert (one.within, one.met, one.ok) == (4, 5, True)


@pytest.mark.parametrize(("place", "by"), [(EVE, 8.0), (EVE, -4.0), (1, 4.0)])
def test_another_size_or_another_day_is_not_explained(place, by):
    found = soma()
    one = verdict(shifted(h41(found), "treasuries", place, by), found)
    assert [week.reason for week in one.outside] == [UNEXPLAINED]
    assert not one.ok


def test_the_accrual_is_measured_where_the_par_of_tips_stood_still():
    found = soma(
        tips=[10e9, 10e9, 10e9, 12e9, 12e9],
        inflation_compensation=[9e9, 9.028e9, 9.056e9, 9.5e9, 9.53e9],
    )
    (week,) = verdict(shifted(h41(found), "treasuries", EVE, 4.0), found).outside
    assert week.facts["daily"] == pytest.approx(4.0)


def test_compensation_that_repeats_another_weeks_figure_is_told():
    right = soma()
    stale = soma(inflation_compensation=[9e9, 9.028e9, 9.056e9, 9e9, 9.112e9])
    one = verdict(h41(right), stale)
    (week,) = one.outside
    assert not one.ok  # a copy that is wrong is told, and counts against the law
    assert (week.day, week.reason, week.facts["twin"]) == (WEEKS[3], REPEATED, WEEKS[0])
    assert week.size == 84.0


def test_without_a_summary_nothing_is_checked_and_nothing_fails():
    for one in soma_laws(h41(soma()), {}):
        assert (one.weeks, one.ok) == (0, True)
    assert soma_laws({}, soma())[0].weeks == 0
