"""Damaged answers of the New York Fed and of Fiscal Data: the truth, or an error of the house, and nothing else.

Each case is a documented answer, its parser, and the list of its rows. Damage: arbitrary bytes, a cut, a page with status
200, a renamed field, a money field in another unit, rows repeated or in another order.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from answers_of_two import CASES, PARSERS, Case, refusal, same, truth_or_error
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import EbbError

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@every_case
def test_the_undamaged_answer_is_read(case: Case) -> None:
    found = case.parse(case.body(list(case.rows)))
    assert found.readings or found.holdings or found.operations or found.auctions or found.outstanding


@pytest.mark.parametrize("parse", PARSERS, ids=range(len(PARSERS)))
@settings(max_examples=30, deadline=None)
@given(raw=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_arbitrary_bytes_are_refused(parse: Callable[[bytes], Any], raw: bytes) -> None:
    with pytest.raises(EbbError):
        parse(raw)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@every_case
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_field_of_any_json_value_is_the_truth_or_an_error(case: Case, data: st.DataObject) -> None:
    """No value of any field, of any type, leads to another exception."""
    rows = copy.deepcopy(list(case.rows))
    row = data.draw(st.sampled_from(rows))
    row[data.draw(st.sampled_from(sorted(row)))] = data.draw(JSON)
    told = refusal(case, case.body(rows))
    assert told is None or [line.split()[0] for line in str(told).splitlines()][:3] == ["what", "where", "expected"]


@every_case
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_cut_or_a_changed_byte_never_leads_to_another_exception(case: Case, data: st.DataObject) -> None:
    raw = case.body(list(case.rows))
    at = data.draw(st.integers(0, len(raw) - 1))
    with pytest.raises(EbbError):
        case.parse(raw[:at])
    changed = bytearray(raw)
    changed[at] = data.draw(st.integers(0, 255))
    told = refusal(case, bytes(changed))
    assert told is None or told.next_step


@every_case
def test_a_page_with_status_200_is_refused(case: Case) -> None:
    for page in (
        b"<!DOCTYPE html><html><body>Maintenance</body></html>",
        b"\n<html>",
        b"",
        b"null",
        b"Too many requests",
    ):
        with pytest.raises(EbbError):
            case.parse(page)


@every_case
def test_a_renamed_field_is_the_truth_or_an_error(case: Case) -> None:
    for name in case.rows[0]:
        renamed = [{("renamed" if key == name else key): value for key, value in row.items()} for row in case.rows]
        if name in case.unread:
            assert same(case.parse(case.body(renamed)), case.parse(case.body(list(case.rows))))
        else:
            with pytest.raises(EbbError):
                case.parse(case.body(renamed))
    for step in case.path:
        with pytest.raises(EbbError):
            case.parse(case.body(list(case.rows)).replace(f'"{step}"'.encode(), b'"renamed"', 1))


def _times(value: Any, factor: Decimal) -> Any:
    if isinstance(value, str):
        return f"{Decimal(value) * factor:f}"
    return float(Decimal(str(value)) * factor)


@every_case
@pytest.mark.parametrize("factor", [Decimal(1000), Decimal("0.001"), Decimal(1_000_000), Decimal("0.000001")], ids=str)
def test_money_in_another_unit_is_refused(case: Case, factor: Decimal) -> None:
    """One field of all rows, and all money fields of all rows."""
    for names in (*((name,) for name in case.money), case.money):
        rows = [{k: _times(v, factor) if k in names else v for k, v in row.items()} for row in case.rows]
        if names == ("open_today_bal",):  # the closing balances are the truth; the openings contradict them
            truth_or_error(case, case.body(rows))
            continue
        with pytest.raises(EbbError):
            case.parse(case.body(rows))


@every_case
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_rows_in_another_order_or_repeated(case: Case, data: st.DataObject) -> None:
    rows = data.draw(st.permutations(case.rows))
    assert same(case.parse(case.body(list(rows))), case.parse(case.body(list(case.rows))))
    repeated = [*rows, data.draw(st.sampled_from(case.rows))]
    truth_or_error(case, case.body(repeated))
