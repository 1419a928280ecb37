"""Markets and regimes for the tests of this room: the packaged figures, and made-up ones of known properties."""

from __future__ import annotations

import sys
from datetime import date
from types import ModuleType

import numpy as np
import pytest

from ebb.equities import Market, with_holds
from ebb.series import Origin, Series
from ebb.sources.published import series

#: First and last days as the programme of the policy room has them (FOMC directives of the dates).
PROGRAMMES = {
    "QE1": [(date(2009, 1, 5), date(2010, 3, 31))],
    "QE2": [(date(2010, 11, 12), date(2011, 6, 30))],
    "MEP": [(date(2011, 10, 3), date(2012, 9, 13))],
    "QE3": [(date(2012, 9, 14), date(2014, 10, 31))],
    "QT1": [(date(2017, 10, 1), date(2019, 7, 31))],
    "RMP2019": [(date(2019, 10, 15), date(2020, 3, 12))],
    "QE4": [(date(2020, 3, 16), date(2022, 3, 9))],
    "QT2": [(date(2022, 6, 1), date(2025, 11, 30))],
    "RMP2025": [(date(2025, 12, 12), None)],
}
REGIMES = with_holds(PROGRAMMES)


def packaged(name: str) -> Market:
    """A market from the packaged monthly statistics."""
    implied = series("vix_mean") if name == "sp500" else None
    return Market.of(name, series(f"{name}_return"), series(f"{name}_realised_vol"), implied)


def month_ends(n: int, first: str = "2003-01") -> np.ndarray:
    """Last calendar days of `n` months."""
    return (np.datetime64(first, "M") + 1 + np.arange(n)).astype("datetime64[D]") - 1


def monthly(key: str, values: np.ndarray, unit: str = "percent", basis: str = "month") -> Series:
    """A made-up monthly series."""
    days = month_ends(len(values))
    return Series(key, days, values, unit, basis, days, (Origin("test", "made up"),), "flow")


def made_up(returns: np.ndarray, volatility: np.ndarray) -> Market:
    """A market from given numbers."""
    return Market.of("made up", monthly("r", returns), monthly("v", volatility))


@pytest.fixture(scope="session")
def cases() -> ModuleType:
    """This module, so that tests need not import it."""
    return sys.modules[__name__]


@pytest.fixture(scope="session")
def sp500() -> Market:
    """The S&P 500 of the packaged figures."""
    return packaged("sp500")
