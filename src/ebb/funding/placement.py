"""Where a level of reserves lies: in share of bank assets, in share of GDP, in billions, on its own date and on
another.

A threshold in billions goes stale as banks and the economy grow; the three units side by side show how. Thresholds of
others are read from the packaged literature document handed in as a parsed mapping, never typed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from datetime import date as Day
from typing import Any

import numpy as np

from ebb.errors import FormatError
from ebb.funding.demand import DemandFit, Estimate
from ebb.series import Series

UNITS = ("USD bn", "percent of bank assets", "percent of GDP")
#: Only what was read in the document itself, or worked out from what was, is shown as a fact.
SHOWN = ("seen", "computed")
_FIELDS = ("key", "date", "known", "unit", "kind", "who", "source", "said", "evidence")


@dataclass(frozen=True, slots=True)
class Scale:
    """What a level of reserves is measured against on one date: bank assets and annual GDP, both USD billion."""

    date: date
    bank_assets: float
    gdp: float

    def convert(self, value: float, unit: str, target: str) -> float:
        """`value` in `unit` expressed in `target`, both of :data:`UNITS`."""
        size = {"USD bn": 1.0, "percent of bank assets": self.bank_assets / 100.0, "percent of GDP": self.gdp / 100.0}
        return value * size[unit] / size[target]


def scale_on(day: date, bank_assets: Series, gdp: Series) -> Scale:
    """Bank assets and GDP as last observed on `day`.

    Parameters
    ----------
    day : date
    bank_assets : Series
        Money, weekly or monthly.
    gdp : Series
        Money, quarterly at annual rate.

    Raises
    ------
    OutOfRange
        If either starts later.
    """
    return Scale(day, bank_assets.in_unit("USD bn").last(day)[1], gdp.in_unit("USD bn").last(day)[1])


@dataclass(frozen=True, slots=True)
class Placement:
    """One level of reserves in three units on one date, each with its interval."""

    date: date
    share_of_bank_assets: Estimate
    share_of_gdp: Estimate
    amount: Estimate


def placement(fit: DemandFit, bank_assets: Series, gdp: Series, day: date) -> Placement:
    """The estimated kink in percent of bank assets, percent of GDP and USD billion on `day`.

    Notes
    -----
    The interval is that of the kink; bank assets and GDP are taken as known. Law: the three describe one amount.
    """
    scale = scale_on(day, bank_assets, gdp)

    def to(unit: str) -> Estimate:
        value, low, high = (scale.convert(x, UNITS[1], unit) for x in (fit.kink.value, fit.kink.low, fit.kink.high))
        return replace(fit.kink, value=value, low=low, high=high, unit=unit)

    return Placement(day, to(UNITS[1]), to(UNITS[2]), to(UNITS[0]))


def probability_not_ample(fit: DemandFit, q_now: float) -> float:
    """Chance, in percent, that reserves of `q_now` percent of bank assets lie on the rising part of the curve.

    It is the part of the bootstrap whose kink lies above `q_now`; a draw without any curve counts as ample. Being
    past the kink means that the rate has begun to answer to reserves, not that money is scarce: see
    :func:`probability_spread_above`. Where the fit does not turn inside its range (``fit.turns``) it says little.
    """
    return float(100.0 * np.mean(np.nan_to_num(fit.kink_draws, nan=-np.inf) > q_now))


def probability_by_month(fit: DemandFit, q: Series) -> Series:
    """:func:`probability_not_ample` at every observation of reserves over bank assets, as a series in percent.

    One fit for all dates: what we think *now* of each month. What was thought then needs a fit as of each month.
    """
    kinks = np.sort(np.nan_to_num(fit.kink_draws, nan=-np.inf))
    above = len(kinks) - np.searchsorted(kinks, q.in_unit("percent").values, side="right")
    return replace(q, key="probability_not_ample", values=100.0 * above / len(kinks), unit="percent", kind="rate")


def probability_spread_above(fit: DemandFit, q_now: float, spread: float = 0.0) -> float:
    """Chance, in percent, that the *curve* at `q_now` percent of bank assets lies above `spread` basis points.

    With the default it asks whether the market rate stands above what a bank earns on its reserves, a stricter
    reading of "not ample" than the kink. Uncertainty of the curve only; a single month varies by the residual besides.
    """
    kinks = np.nan_to_num(fit.kink_draws, nan=-np.inf)
    curve = fit.floor_draws + fit.slope_draws * np.maximum(0.0, kinks - q_now)
    return float(100.0 * np.mean(curve > spread))


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level of reserves somebody named, or at which something happened, in the unit in which it was given.

    `date` is the day the level is placed on, `known` the day from which it could be read. `low` and `high` equal `value`
    where no range was given; `kind` is ``"estimate"`` or ``"outcome"``; `said` tells
    in one sentence what it really was.
    """

    key: str
    date: Day
    known: Day
    value: float
    low: float
    high: float
    unit: str
    kind: str
    who: str
    source: str
    said: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PlacedThreshold:
    """A threshold in all units on its own date, and what its share of bank assets or of GDP would be worth on another.

    Each triple is (low, value, high).
    """

    threshold: Threshold
    amount: tuple[float, float, float]
    share_of_bank_assets: tuple[float, float, float]
    share_of_gdp: tuple[float, float, float]
    today: date
    amount_today_by_bank_assets: tuple[float, float, float]
    amount_today_by_gdp: tuple[float, float, float]


def thresholds(document: Mapping[str, Any], reserves: Series) -> tuple[Threshold, ...]:
    """The thresholds of the literature document, by date.

    Parameters
    ----------
    document : mapping
        The parsed packaged document; its ``[[threshold]]`` tables are read.
    reserves : Series
        Gives the level of an outcome on its date, so that no outcome is typed.

    Raises
    ------
    FormatError
        If a table lacks a field, has another unit, or rests on memory; every problem is listed.
    """
    found, problems = [], []
    level = reserves.in_unit("USD bn")
    for number, raw in enumerate(document.get("threshold", ()), start=1):
        name = raw.get("key", f"number {number}")
        missing = set(_FIELDS) - set(raw)
        if missing:
            problems.append(f"{name} lacks {', '.join(sorted(missing))}")
            continue
        if not all(type(raw[field]) is date for field in ("date", "known")) or raw["known"] < raw["date"]:
            problems.append(f"{name}: placed on {raw['date']}, known on {raw['known']}")
            continue
        if raw["unit"] not in UNITS or raw["evidence"] not in SHOWN or raw["kind"] not in ("estimate", "outcome"):
            problems.append(f"{name}: unit {raw['unit']}, evidence {raw['evidence']}, kind {raw['kind']}")
            continue
        if raw["kind"] == "outcome":
            value = low = high = level.last(raw["date"])[1]
        elif {"value"} <= set(raw) or {"low", "high"} <= set(raw):
            low, high = float(raw.get("low", raw.get("value"))), float(raw.get("high", raw.get("value")))
            value = float(raw.get("value", (low + high) / 2))
        else:
            problems.append(f"{name} has neither value nor low and high")
            continue
        texts = {field: raw[field] for field in _FIELDS}
        found.append(Threshold(value=value, low=low, high=high, **texts))
    if problems:
        raise FormatError(
            f"thresholds cannot be read: {'; '.join(problems)}",
            "literature document, [[threshold]]",
            f"unit one of {', '.join(UNITS)}; evidence one of {', '.join(SHOWN)}; kind estimate or outcome",
            "restore the packaged file (reinstall ebb)",
        )
    return tuple(sorted(found, key=lambda t: t.date))


def place(threshold: Threshold, bank_assets: Series, gdp: Series, today: date) -> PlacedThreshold:
    """One threshold in the three units on its own date, and in billions of `today` by either share."""
    then, now = scale_on(threshold.date, bank_assets, gdp), scale_on(today, bank_assets, gdp)
    given = (threshold.low, threshold.value, threshold.high)

    def in_unit(unit: str) -> tuple[float, float, float]:
        low, value, high = (then.convert(x, threshold.unit, unit) for x in given)
        return low, value, high

    def worth_now(shares: tuple[float, float, float], unit: str) -> tuple[float, float, float]:
        low, value, high = (now.convert(x, unit, "USD bn") for x in shares)
        return low, value, high

    of_banks, of_gdp = in_unit(UNITS[1]), in_unit(UNITS[2])
    return PlacedThreshold(
        threshold=threshold,
        amount=in_unit(UNITS[0]),
        share_of_bank_assets=of_banks,
        share_of_gdp=of_gdp,
        today=today,
        amount_today_by_bank_assets=worth_now(of_banks, UNITS[1]),
        amount_today_by_gdp=worth_now(of_gdp, UNITS[2]),
    )
