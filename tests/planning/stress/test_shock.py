"""The laws of carrying an episode to another plan."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import UsageError
from ebb.planning.stress import EFFECT_ON_RESERVES, Path, Shock, Traced, by_month, drain, shock, together
from ebb.planning.stress.story import Story

amounts = st.floats(-0.05, 0.05, allow_nan=False)
shares = st.lists(amounts, min_size=1, max_size=4).map(np.array)
shocks = st.builds(
    Shock,
    key=st.just("one"),
    balances=st.dictionaries(
        st.sampled_from(["tga", "currency", "lending", "foreign_rrp", "other"]), shares, min_size=1
    ),
    rates=st.dictionaries(st.sampled_from(["ten_year", "repo_spread"]), shares),
    lasting=st.just(()),
)


def path(channel: str, changes: list[tuple[str, float]], eve: float = 100.0) -> Path:
    days = np.array([day for day, _ in changes], dtype="datetime64[D]")
    return Path(channel, (date(2019, 9, 11), eve), days, eve + np.array([c for _, c in changes]), "week", "test")


def told(paths: dict[str, Path], lasting: tuple[str, ...] = (), responses: tuple[str, ...] = ()) -> Traced:
    names = tuple(name for name in paths if name not in ("reserves", *responses))
    story = Story("one", "One", date(2019, 9, 11), date(2019, 11, 6), date(2020, 1, 1), "reserves", names, responses, lasting,
                  (), ("test",))  # fmt: skip
    return Traced(story, paths, ())


def test_a_month_takes_its_largest_change_and_an_empty_one_keeps_the_last():
    found = by_month(path("tga", [("2019-09-18", 5.0), ("2019-09-25", -7.0), ("2019-11-06", 2.0)]), date(2019, 9, 1))
    assert found.tolist() == [-7.0, -7.0, 2.0]


def test_a_balance_travels_as_a_share_of_bank_assets():
    one = shock(told({"tga": path("tga", [("2019-09-18", 50.0)])}), 1000.0)
    assert one.balances["tga"].tolist() == [0.05]
    assert one.at("tga", 0) == 0.05
    assert one.at("tga", 1) == 0.0


def test_what_lasts_stays():
    one = shock(told({"tga": path("tga", [("2019-09-18", 50.0)])}, lasting=("tga",)), 1000.0)
    assert one.at("tga", 30) == 0.05
    assert one.at("tga", -1) == 0.0


def test_what_the_central_bank_did_travels_only_if_asked():
    paths = {"tga": path("tga", [("2019-09-18", 50.0)]), "lending": path("lending", [("2019-09-18", 40.0)])}
    found = told(paths, responses=("lending",))
    assert "lending" not in shock(found, 1000.0).balances
    assert shock(found, 1000.0, responses=True).balances["lending"].tolist() == [0.04]


def test_what_reserves_explain_is_taken_out_of_the_spread_and_both_add_up():
    paths = {
        "tga": path("tga", [("2019-09-18", 50.0)]),
        "repo_spread": path("repo_spread", [("2019-09-17", 300.0)], eve=5.0),
        "reserves": path("reserves", [("2019-09-18", -50.0)], eve=100.0),
    }

    def curve(share: float) -> float:
        return 4.0 * max(0.0, 9.0 - share)

    whole, rest = shock(told(paths), 1000.0), shock(told(paths), 1000.0, curve)
    explained = curve(5.0) - curve(10.0)
    assert explained == 16.0
    assert whole.rates["repo_spread"][0] == pytest.approx(rest.rates["repo_spread"][0] + explained)


@given(shocks, shocks)
def test_together_adds_and_the_order_does_not_matter(one, other):
    both, turned = together([one, other]), together([other, one])
    for k in range(6):
        for name in EFFECT_ON_RESERVES:
            assert both.at(name, k) == pytest.approx(one.at(name, k) + other.at(name, k), abs=1e-15)
            assert both.at(name, k) == pytest.approx(turned.at(name, k), abs=1e-15)


@given(shocks, st.floats(0.1, 5.0))
def test_twice_the_shock_drains_twice(one, by):
    assert np.allclose(drain(one.scaled(by)), by * drain(one))


@given(shocks)
def test_the_drain_has_the_signs_of_the_identity(one):
    months = one.months
    expected = [-sum(EFFECT_ON_RESERVES[name] * one.at(name, k) for name in one.balances) for k in range(months)]
    assert np.allclose(drain(one), expected)


@pytest.mark.parametrize("by", [0.0, -1.0, float("nan"), float("inf")])
def test_a_scale_that_is_no_size_is_refused(by):
    with pytest.raises(UsageError):
        Shock("one", {}, {}, ()).scaled(by)


def test_no_episode_is_refused():
    with pytest.raises(UsageError):
        together([])
