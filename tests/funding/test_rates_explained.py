"""What a spread went with: held to a referee, and never in levels alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ebb.errors import UsageError
from ebb.funding.rates import explain
from ebb.funding.rates.explained import LAGS, NAMES, newey_west, settled
from ebb.series import Series

from .planted_rates import EFFECTS, planted  # type: ignore[import-not-found]


def test_coefficients_and_errors_are_those_of_statsmodels():
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(300), rng.standard_normal((300, 3)).cumsum(axis=0)])
    y = x @ np.array([1.0, 0.5, 0.0, -0.3]) + rng.standard_normal(300).cumsum()
    found, errors, fit = newey_west(x, y, LAGS)
    referee = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": LAGS, "use_correction": False})
    assert found == pytest.approx(referee.params, rel=1e-8)
    assert errors == pytest.approx(referee.bse, rel=1e-8)
    assert fit == pytest.approx(referee.rsquared, rel=1e-8)


def test_planted_turns_come_back_in_levels_and_in_changes():
    found = explain(planted())
    for side in (found.levels, found.changes):
        effects = {effect.name: effect for effect in side}
        assert set(effects) == set(NAMES)
        for kind, (constant, _) in EFFECTS.items():
            assert abs(effects[kind].value - constant) < 4.0 * effects[kind].error + 0.5, kind
        assert abs(effects["tax"].value) < 4.0 * effects["tax"].error
    assert found.sample[1] == date(2022, 6, 30)
    assert 0.0 < found.r2_levels < 1.0


def test_march_2020_is_left_out():
    data = planted()
    days = int((data.dates.astype("datetime64[M]") == np.datetime64("2020-03")).sum())
    first = data.tga.dates[0] + np.timedelta64(28, "D")
    assert explain(data).days == int((data.dates >= first).sum()) - days


def test_too_few_days_are_refused():
    with pytest.raises(UsageError, match="cannot be explained"):
        explain(planted(last=date(2018, 7, 31)))


def test_a_day_without_a_settlement_had_none_only_where_the_table_is_whole():
    dates = np.array(["2019-09-16"], dtype="datetime64[D]")
    sizes = Series("s", dates, np.array([78.0]), "USD bn", "operation day", dates, (), "flow")
    days = np.array(["2019-09-13", "2019-09-16", "2020-01-02"], dtype="datetime64[D]")
    amount, inside = settled(days, sizes, ((date(2017, 10, 2), date(2019, 9, 30)),))
    assert amount.tolist() == [0.0, 78.0, 0.0]
    assert inside.tolist() == [True, True, False]
