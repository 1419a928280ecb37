"""Verdicts: what counts, what is set apart, and what no reason pardons."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ebb.cli.wire import dumps
from ebb.errors import UnitError
from ebb.series import Series
from ebb.store.check_beside import BESIDE, beside_laws
from ebb.store.check_laws import (
    HEADINGS,
    MIXED,
    REVISION,
    ROUNDING,
    UNEXPLAINED,
    Outside,
    Verdict,
    all_laws,
    heading,
    lines_of,
    settle,
)
from ebb.store.statement import footing
from ebb.store.statement_lines import BASES, identities

LEVEL, AVERAGE = BASES
FIRST = date(2022, 6, 1)


def series(name: str, values: list[float], basis: str = LEVEL, unit: str = "USD mn") -> Series:
    days = np.array([FIRST + timedelta(weeks=n) for n in range(len(values))], dtype="datetime64[D]")
    return Series(name, days, np.array(values, float), unit, basis, days, ())


def repurchases(total: list[float]) -> dict[str, Series]:
    """Reverse repos, 600,000 and 400,000 a week, under a total of one's own."""
    return {
        "reverse_repos": series("WLRRAL", total),
        "reverse_repos_others": series("WLRRAOL", [600_000.0] * len(total)),
        "reverse_repos_foreign": series("WLRRAFOIAL", [400_000.0] * len(total)),
    }


def judged(held: dict[str, Series], span: tuple[date, date] | None = None) -> Verdict:
    return heading(footing(held, "reverse_repos", "factors", LEVEL), span)


def test_weeks_within_and_outside_are_counted_and_listed():
    found = judged(repurchases([1e6, 1e6 + 2, 1e6 - 2, 1e6 + 3, 1e6 - 500]))
    assert (found.weeks, found.within, found.share, found.ok) == (5, 3, 0.6, False)
    assert [(week.size, week.reason) for week in found.outside] == [(3.0, UNEXPLAINED), (-500.0, UNEXPLAINED)]
    assert found.worst.size == -500.0
    assert (found.first, found.last) == (FIRST, FIRST + timedelta(weeks=4))


def test_one_week_that_rounding_cannot_explain_fails_a_heading():
    assert not judged(repurchases([1e6] * 199 + [1e6 + 3])).ok
    assert judged(repurchases([1e6] * 200)).ok


def test_a_span_leaves_the_other_weeks_out():
    held = repurchases([1e6 + 9, 1e6, 1e6, 1e6 + 9])
    found = judged(held, (FIRST + timedelta(days=1), FIRST + timedelta(weeks=2)))
    assert (found.weeks, found.within, found.ok) == (2, 2, True)


def test_the_bar_counts_what_arithmetic_explains_and_nothing_else():
    week = Outside(FIRST, 3.0, ROUNDING, {"terms": 12, "bound": 6.0})
    assert Verdict("loans", "heading", LEVEL, 2.0, 1.0, 10, 9, (week,)).ok
    assert not Verdict("loans", "heading", LEVEL, 2.0, 1.0, 10, 9, (Outside(FIRST, 3.0, UNEXPLAINED),)).ok
    repeated = (Outside(FIRST, 3.0, "repeated"),)
    assert Verdict("soma_mbs", "soma", LEVEL, 1.0, 0.99, 100, 99, repeated).ok
    assert not Verdict("soma_mbs", "soma", LEVEL, 1.0, 0.99, 99, 98, repeated).ok
    assert Verdict("soma_mbs", "soma", LEVEL, 1.0, 0.99, 99, 98, (Outside(FIRST, 3.0, "one_day"),)).ok


def absorbing(total: float, revision: float = 0.0) -> dict[str, Series]:
    """Absorbing factors of one week; currency, which is revised, 2,000,000."""
    each = {"reverse_repos": 900.0, "treasury_cash": 1.0, "deposits_other_than_reserves": 800_000.0}
    each |= {"treasury_contributions": 10.0, "other_liabilities_and_capital": 50.0}
    held = {key: series(key, [amount]) for key, amount in each.items()}
    held["currency"] = series("RESTBC_N.WW", [2e6 + revision])
    return {**held, "total_absorbing": series("RESH4A_N.WW", [total])}


TOTAL = 2e6 + 800_961.0
#: Where the figures of the week were read: all in one place, or currency in another.
ONE = {key: {FIRST: "a.csv"} for key in absorbing(TOTAL)}
OTHER = {**ONE, "currency": {FIRST: "b.csv"}}


def absorbed(held: dict[str, Series]) -> Verdict:
    return heading(footing(held, "total_absorbing", "factors", LEVEL))


def test_a_revised_line_of_another_copy_settles_nothing():
    held = absorbing(TOTAL, 300.0)
    assert not absorbed(held).ok
    found = settle(absorbed(held), held, OTHER)
    (week,) = found.unsettled
    assert (found.weeks, found.outside, found.ok) == (0, (), True)
    assert (week.size, week.reason, week.facts) == (-300.0, MIXED, {"lines": ("currency",), "files": ("b.csv",)})


def test_one_copy_has_no_such_excuse():
    held = absorbing(TOTAL, 300.0)
    assert settle(absorbed(held), held, ONE) == absorbed(held)
    assert settle(absorbed(held), held, {}) == absorbed(held)


def test_a_line_that_is_never_revised_has_none_either():
    held = absorbing(TOTAL + 300.0)
    elsewhere = {**ONE, "deposits_other_than_reserves": {FIRST: "b.csv"}}
    assert not settle(absorbed(held), held, elsewhere).ok


def test_what_is_larger_than_a_revision_is_an_error_whoever_sent_it():
    for size, ok in ((0.9 * REVISION * 2e6, True), (1.1 * REVISION * 2e6, False), (-1.99e6, False)):
        held = absorbing(TOTAL, size)
        assert settle(absorbed(held), held, OTHER).ok is ok


def test_the_lines_of_a_law():
    empty = {v.law: v for v in all_laws({}) if v.basis == LEVEL}
    assert lines_of(empty["reverse_repos"]) == ("reverse_repos", "reverse_repos_foreign", "reverse_repos_others")
    assert lines_of(empty["balance"]) == ("total_assets", "total_liabilities", "total_capital")
    assert lines_of(Verdict("soma_mbs", "soma", LEVEL, 1.0, 0.99, 0, 0)) == ()


def test_the_statement_of_condition_has_no_laws_on_the_average():
    on = {basis: {v.law for v in all_laws({}) if v.basis == basis} for basis in BASES}
    assert on[LEVEL] == {key for key, _ in HEADINGS} | {law.key for law in identities()}
    assert on[LEVEL] - on[AVERAGE] == {key for key, table in HEADINGS if table == "condition"} | {"balance"}


def test_the_wire_form_is_in_billions_and_is_json():
    held = repurchases([1e6 + 3])
    wire = json.loads(dumps(judged(held).json()))
    assert wire["outside"][0] == {"date": "2022-06-01", "size": 0.003, "reason": "unexplained", "facts": {}}
    assert wire["tolerance"] == 0.002
    rounding = Outside(FIRST, -3.0, ROUNDING, {"terms": 12, "bound": 6.0}).json()
    assert rounding["facts"] == {"terms": 12, "bound": 0.006}
    assert json.loads(dumps(heading(footing({}, "loans", "factors", LEVEL)).json()))["share"] is None


def test_other_publishers_are_compared_on_the_same_day_only():
    held = {"tga": series("WDTGAL", [500.0, 600.0, 700.0]), "reverse_repos_others": series("WLRRAOL", [1000.0])}
    treasury = series("TGA_DTS", [500.4, 602.0], "operation day")
    fed = series("RRPONTSYD", [1.0], "operation day", "USD bn")
    account, operations = beside_laws(held, {"TGA_DTS": treasury, "RRPONTSYD": fed})
    assert (account.weeks, account.within, account.ok) == (2, 1, False)
    assert account.outside[0].size == -2.0
    assert (operations.weeks, operations.within) == (1, 1)
    assert set(BESIDE) == {account.law, operations.law}
    assert beside_laws({}, {"TGA_DTS": treasury})[0].ok
    earlier = {key: replace(one, dates=one.dates - 3650, known=one.known) for key, one in held.items()}
    then = replace(fed, dates=fed.dates - 3650)
    assert beside_laws(earlier, {"RRPONTSYD": then})[1].weeks == 0
    with pytest.raises(UnitError, match="TGA_DTS is week average"):
        beside_laws(held, {"TGA_DTS": series("TGA_DTS", [1.0], AVERAGE)})
