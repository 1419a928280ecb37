"""Users' files, whatever they hold: nothing but an error of the house comes out, and order of columns means nothing."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebb.errors import EbbError
from ebb.sources import userfiles
from ebb.sources.userfiles import Found

TODAY = date(2026, 11, 22)

HEADERS = (
    "date,SOFR,WALCL,MYSTERY",
    "series,date,value,unit,basis,known,how",
    "date,acm_tp10,vintage",
    "as_of_date,security_type,cusip,issue_date,maturity_date,coupon_pct,par_value_usd",
    "as_of_date,cusip,program,term,pass_through_coupon_pct,stated_maturity_month,current_face_usd,aggregated",
    "cusip,security_type,security_term,auction_date,issue_date,maturity_date,price_per_100",
    "record_date,class,cusip,interest_rate_pct,first_issue_date,maturity_date,issued_mn,inflation_adj_mn,outstanding_mn",
    "as_of_date,bills_usd,notesbonds_usd,tips_usd,frn_usd,tips_inflation_comp_usd,agency_debt_usd,mbs_usd,cmbs_usd,total_usd",
    "DATE,OPEN,HIGH,LOW,CLOSE",
    "Record Date,Type of Account,Opening Balance Today",
    "KEY,TIME_PERIOD,OBS_VALUE",
    "Series Description,10-year",
    "date,rate_pct",
)
DATES = ("2022-06-01", "2022-06-02", "2022-13-01", "06/13/2022", "2026-12")
NUMBERS = ("0", "-1", "1.5", "8900000", "1e400", "９")
WORDS = ("Bills", "TIPS", "SOFR", "WALCL", "91282CHS3", "percent", "lag", "vintage", '"', "'", "\u3000", "日期", "=1+1")
CELLS = st.sampled_from(("", ".", "NA", *DATES, *NUMBERS, *WORDS))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(raw: bytes) -> None:
    for read in (lambda: userfiles.read_csv(raw, "x.csv", today=TODAY), lambda: userfiles.read_json(raw, "x.json")):
        _only_our_errors(read)
    _only_our_errors(lambda: userfiles.read_units(raw, "x_units.csv"))


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(HEADERS), st.lists(st.lists(CELLS, min_size=1, max_size=10), max_size=5), st.booleans())
def test_any_cells_under_a_known_header(header: str, rows: list[list[str]], fitting: bool) -> None:
    width = header.count(",") + 1
    lines = [",".join((row * width)[:width] if fitting else row) for row in rows]
    text = "\n".join([header, *lines, ""])
    _only_our_errors(lambda: userfiles.read_csv(text.encode(), "x.csv", today=TODAY))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["refRates", "soma", "holdings", "summary", "repo", "operations", "data", "meta", "asOfDate", "type"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_any_json(tree: object) -> None:
    _only_our_errors(lambda: userfiles.read_json(json.dumps(tree).encode(), "x.json"))


COLUMNS = ("WALCL", "SOFR", "UNRATE", "MYSTERY", "vix", "GDP")


@settings(max_examples=60, deadline=None)
@given(st.permutations(("date", *COLUMNS)), st.permutations(range(12)))
def test_the_order_of_columns_means_nothing(order: list[str], cells: list[int]) -> None:
    """Twelve quarters of invented figures, with holes."""
    rows = []
    for k in range(12):
        hole = cells[k] % len(COLUMNS)
        values = {
            "WALCL": 8e6 + k,
            "SOFR": 1 + k / 8,
            "UNRATE": 4 + k / 8,
            "MYSTERY": k,
            "vix": 20 + k,
            "GDP": 25_000 + k,
        }
        row = {
            "date": f"{2020 + k // 4}-{k % 4 * 3 + 1:02d}-01",
            **{name: str(value) for name, value in values.items()},
        }
        row[COLUMNS[hole]] = ""
        rows.append(row)
    plain, shuffled = (
        userfiles.read_csv(
            "\n".join([",".join(names), *(",".join(row[name] for name in names) for row in rows)]).encode(),
            "x.csv",
            today=TODAY,
        )
        for names in (("date", *COLUMNS), tuple(order))
    )
    assert _figures(plain) == _figures(shuffled)
    assert {item.what for item in plain.left} == {item.what for item in shuffled.left} == {"MYSTERY"}


def _figures(found: Found) -> dict[str, list[tuple[object, float]]]:
    return {
        reading.card.name: list(zip(reading.dates.tolist(), reading.values.tolist(), strict=True))
        for reading in found.harvest.readings
    }


def _only_our_errors(read: object) -> None:
    assert callable(read)
    try:
        found = read()
    except EbbError as error:
        told = error
    else:
        told = None
    if told is not None:
        assert told.what
        assert told.next_step
        return
    if isinstance(found, Found):
        assert found.shape
        for reading in found.harvest.readings:
            assert np.isfinite(reading.values).all() or reading.known is not None


def test_a_long_field_is_refused_and_no_crash() -> None:
    with pytest.raises(EbbError):
        userfiles.read_csv(b'date,SOFR\n2022-06-01,"' + b"x" * 200_000 + b'"\n', "x.csv", today=TODAY)
