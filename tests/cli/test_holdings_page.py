"""The table of values under `ebb holdings`: its figures are those of the JSON, in both languages, and gaps are named."""

from __future__ import annotations

from datetime import date

import pytest

import ebb
from ebb.cli import pages
from ebb.text import LANGUAGES, Money


@pytest.fixture(scope="module")
def made():
    return ebb.holdings(as_of=date(2022, 6, 30))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_values_stand_under_the_list(made, lang):
    data = made.json()
    shown = pages.holdings(data, lang, made.known, made.last)
    risk = data["risk"]
    for name in ("bills", "notes_bonds", "mbs"):
        one = risk["classes"][name]
        row = next(
            line
            for line in shown.splitlines()
            if line.startswith(pages.label(name, lang)) and f"{one['market_value']:,.1f}" in line
        )
        assert f"{one['duration']:.2f}" in row
        assert f"{one['ten_year_equivalents']:,.1f}" in row
    assert Money(risk["unrealised"]["amount"]).say(lang) in shown
    assert {"en": "Without a value: TIPS, agency debt.", "zh-Hant": "無法評價：抗通膨公債、機構債券。"}[lang] in shown
    assert {"en": "amortised cost is not known", "zh-Hant": "攤銷後成本不明"}[lang] in shown


def test_a_list_without_values_shows_none(made):
    bare = {key: part for key, part in made.json().items() if key != "risk"}
    shown = pages.holdings(bare, "en", made.known, made.last)
    assert "market value" not in shown
    assert "market value" in pages.holdings(made.json(), "en", made.known, made.last)


def test_cost_where_it_is_known(made):
    data = made.json()
    data["risk"] = {**data["risk"], "unrealised": {"amount": -12.5, "against": "amortised cost"}, "unvalued": []}
    shown = pages.holdings(data, "en", made.known, made.last)
    assert "Market value less amortised cost: −$12.5 billion" in shown
    assert "Without a value" not in shown
