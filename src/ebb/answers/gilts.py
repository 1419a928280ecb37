"""The Bank of England's gilt sales through the engine that runs the Fed's portfolio: what `ebb replay gilts` shows.

Stocks, pace, sales and their split by sector are packaged, as the Bank announced them; gilt yields are not: without the Bank's
spot yields of two, five and ten years in the user's store only the published figures stand. Gilts by issue are inferred from
the published stock by maturity, which is of the newest day, so the years before it are worked back and are no forecast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.answers.daily import NEEDS_DAILY
from ebb.dates import add_months, month_end
from ebb.errors import OutOfRange
from ebb.record import Record
from ebb.simulate.gilts import ASSUMPTIONS, GiltYear, bought_yield, sell
from ebb.sources.published import document
from ebb.yields.curve import Curve, zero_curve

#: Spot yields by years to maturity, as user files bring them.
YIELDS: Final = {2.0: "GILT_02Y", 5.0: "GILT_05Y", 10.0: "GILT_10Y"}
_MADE_OF: Final = "Bank of England spot yields, two, five and ten years, mean of the month, flat beyond"
_AMOUNTS: Final = ("opening", "redeemed", "sold", "proceeds", "loss", "transferred", "reserves_drained", "closing")


@dataclass(frozen=True, slots=True, eq=False)
class GiltSales:
    """Published years of gilt sales and, where yields are held, what they fetched; GBP billion of initial proceeds.

    `years` pairs each published year with the engine's, or None where the yields of a month are missing; `bought` is the
    inferred yield at which the gilts were bought, percent; `missing` the months without yields.
    """

    as_of: date
    years: tuple[tuple[Mapping[str, Any], GiltYear | None], ...]
    bought: float | None
    missing: tuple[str, ...]

    def json(self) -> dict[str, Any]:
        """The object of ``ebb replay gilts --json``."""
        return {
            "as_of": self.as_of.isoformat(),
            "unit": "GBP bn",
            "yield_bought": None if self.bought is None else round(self.bought, 3),
            "years": [_year(told, made) for told, made in self.years],
            "assumptions": list(ASSUMPTIONS),
            "missing": {"needs": NEEDS_DAILY, "series": list(YIELDS.values()), "months": list(self.missing)},
        }


def gilt_sales(*, as_of: date | None = None) -> GiltSales:
    """Every published year of gilt sales begun by a date, through the same engine as the Fed's portfolio.

    Raises
    ------
    OutOfRange
        Before the stock by maturity, from which the ladder is inferred, was published.
    """
    return gilt_sales_on(Record(as_of))


def gilt_sales_on(record: Record) -> GiltSales:
    """The same with the figures of a record."""
    facts = document("policy/gilts")
    if record.as_of < facts["held"]["on"]:
        raise OutOfRange(
            f"the stock of gilts by maturity was not known on {record.as_of}",
            "ebb replay gilts --as-of",
            f"a day from {facts['held']['on']} on",
            "choose a later --as-of, or leave it out",
        )
    lost = facts["market_loss"]["on"]
    then = _curve(record, lost.year, lost.month)
    bought = None if then is None else bought_yield(facts, then)
    missing = [] if then is not None else [f"{lost:%Y-%m}"]
    years: list[tuple[Mapping[str, Any], GiltYear | None]] = []
    for told in facts["year"]:
        months = [add_months(told["first"], n) for n in range(12)]
        curves = {(m.year, m.month): found for m in months if (found := _curve(record, m.year, m.month)) is not None}
        without = [f"{m:%Y-%m}" for m in months if (m.year, m.month) not in curves]
        missing += without
        years.append((told, None if bought is None or without else sell(facts, told["first"], curves, bought)))
    return GiltSales(record.as_of, tuple(years), bought, tuple(missing))


def _curve(record: Record, year: int, month: int) -> Curve | None:
    """The zero curve of a month from the mean of its days; None where a maturity has none."""
    first = date(year, month, 1)
    yields = {}
    for maturity, name in YIELDS.items():
        held = record.stored(name)
        if held is None or not len(days := held.between(first, month_end(year, month))):
            return None
        yields[maturity] = float(days.values.mean())
    return zero_curve(first.replace(day=15), yields, _MADE_OF)


def _year(told: Mapping[str, Any], made: GiltYear | None) -> dict[str, Any]:
    published = {name: float(told[name]) for name in ("opening", "reduction", "sales", "closing")}
    return {
        "first": told["first"].isoformat(),
        "published": {**published, "split": list(told["split"]), "reference": told["reference"]},
        "made": None
        if made is None
        else {
            **{name: round(float(getattr(made, name)), 3) for name in _AMOUNTS},
            "by_sector": {name: round(amount, 3) for name, amount in made.by_sector.items()},
        },
    }
