from datetime import date

import numpy as np
import pytest

from ebb.equities import AGAINST, qt_effect, qt_effects
from ebb.errors import UnknownName, UsageError


@pytest.fixture(scope="module")
def effects(sp500, cases):
    return {(e.programme, e.against): e for e in qt_effects(sp500, cases.REGIMES)}


def test_each_programme_and_both_against_each(effects):
    assert set(effects) == {(p, a) for p in ("QT1", "QT2", "both") for a in AGAINST}
    both = effects["both", AGAINST[0]]
    assert (both.months, both.months_against) == (64, 220)
    assert both.months + both.months_against == 284
    assert effects["both", AGAINST[2]].months == 57  # seven months of 2022 left out


def test_no_evidence_for_lower_returns_or_more_volatility(effects):
    """Published: realised volatility of QT1 and QT2 lies between the calm holds and the purchase programmes."""
    for effect in effects.values():
        assert effect.effect_on_return.verdict == "no evidence"
        assert effect.effect_on_volatility.verdict == "no evidence"
    headline = effects["both", AGAINST[0]]
    assert headline.effect_on_return.minimum_detectable > 15  # a fifteen-point effect could hide: it must be said
    assert headline.effect_on_volatility.low < 0 < headline.effect_on_volatility.high


def test_every_interval_holds_its_value(effects):
    for effect in effects.values():
        for side in (effect.effect_on_return, effect.effect_on_volatility):
            assert side.low < side.value < side.high
            assert side.placebo_low < side.placebo_high
            assert (side.high - side.low) / side.standard_error == pytest.approx(3.92, rel=0.15)


def test_windows_of_the_policy_room_fit(sp500):
    """The programme as packaged gives the months these tests use."""
    from ebb.equities import regime_statistics, with_holds
    from ebb.policy import Programme
    from ebb.sources.published import document

    regimes = with_holds(Programme.from_document(document("policy/programme")).regimes())
    months = {s.regime: s.months for s in regime_statistics(sp500, regimes, draws=50)}
    assert (months["QT1"], months["QT2"], sum(months.values())) == (22, 42, 284)


def test_rule_of_thumb_fails_in_every_window(effects):
    """S&P 500 rose in both runoffs (18.3 and 66 percent)."""
    failures = effects["both", AGAINST[0]].rule_failures
    assert (failures.windows, failures.share_of_windows_up) == (2, 1.0)
    assert failures.share_of_months_up == pytest.approx(45 / 64)
    assert failures.window_returns == (pytest.approx(18.3, abs=0.1), pytest.approx(65.8, abs=0.5))


def test_both_is_between_its_parts(effects):
    for against in AGAINST[:2]:
        one, two, both = (effects[p, against].effect_on_return.value for p in ("QT1", "QT2", "both"))
        assert min(one, two) <= both <= max(one, two)


def planted(cases, shift, stretch, seed=0):
    rng = np.random.default_rng(seed)
    n = 284
    days = cases.month_ends(n)
    treated = (days >= np.datetime64("2010-01-31")) & (days <= np.datetime64("2014-12-31"))
    returns = rng.normal(0.6, 3.0, n) + np.where(treated, shift, 0.0)
    volatility = rng.normal(15.0, 2.0, n).clip(5) * np.where(treated, stretch, 1.0)
    regimes = {
        "QT1": [(date(2010, 1, 1), date(2014, 12, 31))],
        "hold": [(date(2003, 1, 1), date(2009, 12, 31))],
    }
    return cases.made_up(returns, volatility), regimes


def test_a_planted_effect_is_found_and_has_its_size(cases):
    market, regimes = planted(cases, shift=-3.0, stretch=1.5)
    (effect, *_) = qt_effects(market, regimes, qt=("QT1",))
    assert (effect.effect_on_return.verdict, effect.effect_on_volatility.verdict) == ("lower", "higher")
    assert effect.effect_on_return.value == pytest.approx(-36.0, abs=3 * effect.effect_on_return.standard_error)
    assert effect.effect_on_volatility.value == pytest.approx(7.5, abs=1.0)


def test_placebo_spreads_like_the_bootstrap_where_months_are_unrelated(cases):
    """Two routes to one spread: random windows and resampled months, within a third (overlapping windows)."""
    market, regimes = planted(cases, 0.0, 1.0)
    (effect, *_) = qt_effects(market, regimes, qt=("QT1",))
    for side in (effect.effect_on_return, effect.effect_on_volatility):
        assert (side.placebo_high - side.placebo_low) / 3.92 == pytest.approx(side.standard_error, rel=0.35)


def test_nothing_planted_is_rarely_found(cases):
    """Size: 5 percent nominal; at most 6 of 40 samples find a return effect (binomial tail below 2 percent)."""
    found = 0
    for seed in range(40):
        market, regimes = planted(cases, 0.0, 1.0, seed)
        (effect, *_) = qt_effects(market, regimes, qt=("QT1",), draws=400)
        found += effect.effect_on_return.verdict != "no evidence"
    assert found <= 6


def test_swapping_the_sides_swaps_the_sign(sp500):
    treated = np.zeros(len(sp500), dtype=bool)
    treated[40:100] = True
    one = qt_effect(sp500, treated, ~treated, programme="a", against="b")
    other = qt_effect(sp500, ~treated, treated, programme="a", against="b")
    assert one.effect_on_return.value == pytest.approx(-other.effect_on_return.value)
    assert one.effect_on_volatility.low == pytest.approx(-other.effect_on_volatility.high)


def test_sides_that_share_a_month_are_refused(sp500):
    every = np.ones(len(sp500), dtype=bool)
    with pytest.raises(UsageError, match="284 in both"):
        qt_effect(sp500, every, every, programme="a", against="b")


def test_unknown_regime_is_refused(sp500, cases):
    with pytest.raises(UnknownName, match="QT9"):
        qt_effects(sp500, cases.REGIMES, qt=("QT9",))


def test_other_markets_are_answered_too(cases):
    for name in ("taiex", "nasdaq"):
        effects = qt_effects(cases.packaged(name), cases.REGIMES, draws=500)
        assert len(effects) == 9
        assert all(e.market == name for e in effects)
