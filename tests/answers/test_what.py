"""Where the money went: the bridge of design, and its twin in the sentence."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers import answer_on
from ebb.answers.evidence import Evidence
from ebb.answers.what import moved
from ebb.sources import published

#: Published: H.4.1 of 25 May 2022 and 26 November 2025, USD billion, to the tenth; currency is the average of the week.
QT2 = {
    "total_assets": -2361.9,
    "reverse_repo": -1925.8,
    "reserves": -417.0,
    "currency": 150.0,
    "tga": 98.0,
    "other": -267.0,
    "deferred_asset": -245.6,
}


@pytest.mark.parametrize("line", QT2)
def test_the_bridge_of_the_second_runoff_is_the_published_one(told, line):
    assert told("what", None).value(line).value == pytest.approx(QT2[line], abs=0.05)  # printed to a tenth


@pytest.mark.parametrize("prefix", ["", "qt1."])
def test_both_sides_of_each_runoff_add_up(told, prefix):
    found = {v.name: v.value for v in told("what", None).values}
    assets = sum(found[prefix + line] for line in ("treasuries", "mbs", "other_assets"))
    owed = sum(found[prefix + line] for line in ("reserves", "reverse_repo", "tga", "currency", "other"))
    assert assets == pytest.approx(found[prefix + "total_assets"])
    assert owed == pytest.approx(found[prefix + "total_assets"])
    assert found[prefix + "on_rrp"] + found[prefix + "foreign_rrp"] == pytest.approx(found[prefix + "reverse_repo"])


def test_on_an_earlier_day_the_newest_runoff_is_the_one_seen_then(told):
    early = told("what", date(2018, 6, 30))
    assert "QT1" in early.text["en"]
    assert "QT2" not in early.text["en"]
    assert not [v for v in early.values if v.name.startswith("qt1.")]


def test_the_money_supply_is_beside_it(told):
    m2 = published.series("m2").by_month()
    found = told("what", None)
    assert found.value("money_supply").value == pytest.approx(m2[2025, 11] - m2[2022, 5])
    assert any("M2" in line for line in found.caveats["en"])


def test_one_published_figure_moves_the_value_and_the_sentence(told, with_series):
    real = told("what", None)
    with_series("reserves", date(2025, 11, 26), 3_897_987.0)
    changed = answer_on(Evidence(), "what")
    assert changed.value("reserves").value == pytest.approx(real.value("reserves").value + 1000.0, abs=0.01)
    assert "bank reserves rose by $583.0 billion" in changed.text["en"]
    assert "準備金增加" in changed.text["zh-Hant"]
    assert changed.value("tga").value == real.value("tga").value


@pytest.mark.parametrize(("change", "english"), [(-1.0, "fell by $1.0 billion"), (2.0, "rose by $2.0 billion")])
def test_a_change_is_said_without_its_sign(change, english):
    assert moved(change).say("en") == english
