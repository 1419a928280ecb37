"""The same questions for a reader in Taiwan: the exchange rate, foreign net buying, and net liquidity beside the TAIEX.

The exchange rate and the net buying of foreigners come from a user's store alone; where it does not hold them, the answer
says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from ebb.answers.liquidity import drawn_with
from ebb.answers.own_factors import monthly_returns
from ebb.answers.shape import Value
from ebb.answers.volatility import BEGINS
from ebb.answers.wording import value
from ebb.dates import month_end
from ebb.equities import LiquidityTrap, Regimes, Shift, difference, inside, shifts, weekly_path
from ebb.equities.difference import Difference
from ebb.errors import UsageError
from ebb.record import Record
from ebb.series import Series, Values
from ebb.sources.userfiles.positions import History
from ebb.text import Number, Phrase, Points, Range, Said, Words

#: What only a user's store can hold.
EXCHANGE_RATE: Final = "USDTWD"
FOREIGN: Final = "TWSE_FOREIGN_NET_BUY"


@dataclass(frozen=True, slots=True)
class TaiwanEvidence:
    """The months of runoff for the exchange rate and foreign net buying; None where the store does not hold them.

    Parameters
    ----------
    exchange_rate : Difference or None, percentage points a year
        Of TWD per USD: above zero the New Taiwan dollar was weaker.
    exchange_volatility : tuple of Shift
        Weekly; empty without daily figures.
    foreign : Difference or None, TWD billion a month
    trap : LiquidityTrap or None
        The net-liquidity chart drawn with the TAIEX, its level made from the published monthly returns.
    """

    exchange_rate: Difference | None
    exchange_volatility: tuple[Shift, ...]
    foreign: Difference | None
    trap: LiquidityTrap | None


def taiwan_evidence(record: Record, regimes: Regimes, programmes: Sequence[str]) -> TaiwanEvidence:
    """Everything held on the record's day; `programmes` are the names of the runoffs among the regimes."""
    rate, bought = record.stored(EXCHANGE_RATE), record.stored(FOREIGN)
    swings: tuple[Shift, ...] = ()
    moved = None
    if rate is not None and len(rate):
        rate = rate.between(BEGINS - timedelta(days=40), date.max)
        changes = monthly_returns(History(EXCHANGE_RATE, rate.dates, rate.values), record.as_of)
        yearly = {month: 12.0 * change for month, change in changes.items()}
        moved = difference("USD/TWD", yearly, regimes, qt=programmes, unit="percentage points a year")
        try:
            path = weekly_path("usdtwd", rate)
            swings = shifts(path, inside(path, regimes, programmes))
        except UsageError:
            swings = ()
    flows = {} if bought is None else _monthly_sums(bought)
    return TaiwanEvidence(
        exchange_rate=moved,
        exchange_volatility=swings,
        foreign=difference("foreign net buying", flows, regimes, qt=programmes, unit="TWD bn a month"),
        trap=drawn_with(record, _level(record.series("taiex_return"))),
    )


def taiwan_values(found: TaiwanEvidence) -> list[Value]:
    """Both differences with their placebos, and the chart's two R-squared."""
    values = []
    for name, one in (("usdtwd", found.exchange_rate), ("foreign_net_buying", found.foreign)):
        if one is None:
            continue
        effect = one.effect
        source = (
            f"{one.name}, monthly, {one.first:%Y-%m} to {one.last:%Y-%m}: {one.months} months of runoff against "
            f"{one.months_against} others, block bootstrap"
        )
        values += [
            value(
                f"{name}.change_in_runoff", effect.value, effect.unit, source, (effect.low, effect.high), effect.level
            ),
            value(
                f"{name}.change_in_runoff.placebo_p", effect.placebo_p, "share", f"{source}; windows placed at random"
            ),
            value(f"{name}.change_in_runoff.minimum_detectable", effect.minimum_detectable, effect.unit, source),
        ]
    if found.trap is not None:
        source = f"TAIEX on total assets less TGA less ON RRP, monthly, in logs, n={len(found.trap.months)}"
        values += [
            value("taiex.net_liquidity.r_squared_levels", found.trap.levels_r_squared, "share", source),
            value("taiex.net_liquidity.r_squared_changes", found.trap.changes_r_squared, "share", source),
            value("taiex.net_liquidity.engle_granger_p", found.trap.cointegration_p, "share", source),
            value(
                "taiex.net_liquidity.forecast_by_gap.loss_ratio", found.trap.gap_forecast.loss_ratio, "ratio", source
            ),
        ]
    return values


def taiwan_said(found: TaiwanEvidence) -> list[Phrase]:
    """One line on the exchange rate and foreign net buying, or on what they need."""
    if found.exchange_rate is None or found.foreign is None:
        return [Phrase("equities.taiwan.missing")]
    rate, bought = found.exchange_rate.effect, found.foreign.effect
    said: dict[str, Said | str] = {
        "rate": Points(rate.value, signed=True),
        "rate_band": Range(Points(rate.low, signed=True), Points(rate.high, signed=True)),
        "bought": _twd(bought.value),
        "bought_band": Words(
            f"{_number(bought.low)} to {_number(bought.high)}",
            f"{_number(10.0 * bought.low)}至{_number(10.0 * bought.high)}",
        ),
        "p": Number(min(rate.placebo_p, bought.placebo_p), digits=2),
    }
    found_any = {rate.verdict, bought.verdict} != {"no evidence"}
    return [Phrase("equities.taiwan.found" if found_any else "equities.taiwan.nothing", said)]


def _twd(billions: float) -> Words:
    """TWD billion in English, 億元 in Chinese."""
    return Words(f"NT${_number(billions)} billion", f"{_number(10.0 * billions)}億元")


def _number(amount: float) -> str:
    return Number(amount, digits=0, signed=True).say("en")


def _monthly_sums(flows: Series) -> dict[tuple[int, int], float]:
    """TWD billion by month that is over, from the first whole one on."""
    amounts = flows.between(BEGINS, date.max).in_unit("TWD mn")
    sums: dict[tuple[int, int], float] = {}
    last: dict[tuple[int, int], date] = {}
    for day, amount in amounts:
        month = (day.year, day.month)
        sums[month] = sums.get(month, 0.0) + amount / 1000.0
        last[month] = day
    months = sorted(sums)
    if months and amounts.dates[0].item().day > 5:
        months = months[1:]
    if months and (month_end(*months[-1]) - last[months[-1]]).days > 5:
        months = months[:-1]
    return {month: sums[month] for month in months}


def _level(returns: Series) -> Series:
    """An index at the month ends made from monthly returns, 100 before the first."""
    level: Values = np.asarray(100.0 * np.cumprod(1.0 + returns.values / 100.0), dtype=np.float64)
    return replace(returns, key="taiex", values=level, unit="index", basis="month end", kind="index")
