"""Agency principal on its way into Treasuries: every dollar is bought once, on its day, in the class it should."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import FormatError
from ebb.portfolio import composition, reinvestment_days, scheduled
from ebb.portfolio.reinvestment import by_class
from ebb.sources.published import document

months = st.dates(date(2015, 1, 1), date(2035, 12, 1))


@given(months, st.integers(0, 60_000_000_000))
def test_the_parts_sum_to_the_principal_and_fall_from_mid_month_to_mid_month(month, amount):
    parts = scheduled(amount, month, "bills")
    assert sum(part.amount for part in parts) == amount
    days = reinvestment_days(month)
    assert 4 <= len(days) <= 5
    assert days[0] >= month.replace(day=14)
    assert (days[-1] - days[0]).days in (21, 28)
    assert {part.day for part in parts} <= set(days)


@given(months)
def test_every_thursday_belongs_to_one_month(month):
    following = (month.replace(day=28) + (date(2020, 1, 8) - date(2020, 1, 1))).replace(day=1)
    assert not set(reinvestment_days(month)) & set(reinvestment_days(following))
    assert (reinvestment_days(following)[0] - reinvestment_days(month)[-1]).days == 7


@given(
    st.integers(0, 10**11),
    st.dictionaries(st.sampled_from(["bills", "notes_bonds", "tips", "frn"]), st.floats(1, 1e7), min_size=1),
)
def test_the_classes_sum_to_the_amount(amount, outstanding):
    assert sum(by_class(amount, outstanding).values()) == amount


def test_the_packaged_composition_is_that_of_the_statement():
    """Monthly Statement of the Public Debt, 30 September 2023: bills 5,260.4, TIPS 1,935.8, FRN 575.6 USD billion."""
    sizes = composition(document("marketable"))
    assert sum(sizes.values()) == 25_613_200
    assert sizes["notes_bonds"] == 13_594_524 + 4_246_898


def test_a_class_without_a_size_is_refused():
    with pytest.raises(FormatError, match="tips"):
        composition({"outstanding": {"bills": 1, "notes": 1, "bonds": 1, "tips": 0, "frn": 1}})
