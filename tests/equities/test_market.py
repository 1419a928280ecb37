from dataclasses import replace

import numpy as np
import pytest

from ebb.equities import Market
from ebb.errors import UnitError, UsageError
from ebb.sources.published import series


def test_joined_by_month_and_read_only(sp500):
    assert (str(sp500.first), str(sp500.last), len(sp500)) == ("2003-01-31", "2026-08-31", 284)
    assert sp500.implied is not None
    with pytest.raises(ValueError, match="read-only"):
        sp500.returns[0] = 0.0
    assert {origin.publisher for origin in sp500.origins} >= {"S&P Dow Jones Indices"}


def test_a_share_in_place_of_percent_is_refused():
    returns = series("sp500_return").in_unit("share")
    with pytest.raises(UnitError, match='"sp500_return" is in share'):
        Market.of("sp500", returns, series("sp500_realised_vol"))


def test_gap_and_bad_volatility_are_listed_together(cases):
    returns = cases.monthly("r", np.ones(40))
    values = np.full(40, 10.0)
    values[7] = 0.0
    volatility = cases.monthly("v", values)
    hole = replace(
        returns,
        dates=np.delete(returns.dates, 3),
        known=np.delete(returns.known, 3),
        values=np.delete(returns.values, 3),
    )
    with pytest.raises(UsageError, match=r"1 months are missing.*volatility of \(2003, 8\) is 0.0"):
        Market.of("made up", hole, volatility)
    with pytest.raises(UsageError, match="12 months in common"):
        Market.of("short", cases.monthly("r", np.ones(12)), cases.monthly("v", np.ones(12)))
