"""What the securities of an opening cost over par: the unamortised premiums that go with whatever is sold."""

from __future__ import annotations

from datetime import date

import numpy as np

from ebb.answers.income_days import premiums_known
from ebb.answers.value import net_premiums
from ebb.books.income_premium import Amortisation
from ebb.errors import MissingDate
from ebb.record import Record
from ebb.simulate.sales import Premiums

#: Days with packaged statements that show premiums and discounts, newest first.
_STATEMENTS = (date(2023, 3, 22), date(2022, 5, 25), date(2017, 9, 27))


def premiums_at(record: Record, day: date) -> Premiums | None:
    """Unamortised premiums less discounts on an opening day, and how fast they fall; None where no statement shows them.

    Published for the day where a store or a packaged statement has it; else the last published premiums carried at the pace
    measured on them (:func:`ebb.books.income_premium.amortisation`), and the last published discounts as they stood.
    """
    measured = premiums_known(record, record.as_of)
    pace = 0.0 if measured is None else measured.pace
    falls = (
        "held as they are: no pace was known"
        if measured is None
        else f"falling by {100 * pace:.1f} percent a year of what is left, measured on {measured.first} to "
        f"{measured.anchor_date}"
    )
    exact = net_premiums(record, day)
    if exact is not None:
        return Premiums(exact, pace, f"unamortised premiums less discounts of {day}, USD {exact:.1f} bn, {falls}")
    found = None if measured is None else _carried(record, measured, day)
    if found is None:
        return None
    amount, when = found
    return Premiums(
        amount,
        pace,
        f"unamortised premiums less discounts, USD {amount:.1f} bn on {day}: those of {when}, {falls}",
    )


def _carried(record: Record, measured: Amortisation, day: date) -> tuple[float, date] | None:
    for when in _STATEMENTS:
        try:
            discounts = float(record.statement(when)["discounts"]) / 1000.0
        except MissingDate:
            continue
        left = measured.left(np.array([day], dtype="datetime64[D]"))
        return float(left[0]) + discounts, measured.anchor_date
    return None
