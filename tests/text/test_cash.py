"""Household sums in two currencies and languages."""

from __future__ import annotations

import pytest

from ebb.errors import UnknownName
from ebb.text.cash import Cash


@pytest.mark.parametrize(
    ("cash", "en", "zh"),
    [
        (Cash(10_000_000, "TWD"), "NT$10,000,000", "新台幣1,000萬元"),
        (Cash(300_000, "USD"), "US$300,000", "30萬美元"),
        (Cash(1234.6, "TWD", signed=True), "+NT$1,235", "新台幣+1,235元"),
        (Cash(-88.0, "USD", signed=True), "−US$88", "−88美元"),
        (Cash(0.2, "USD", signed=True), "US$0", "0美元"),
    ],
)
def test_a_sum_is_said_as_its_readers_say_it(cash, en, zh):
    assert (cash.say("en"), cash.say("zh-Hant")) == (en, zh)


def test_another_currency_is_refused():
    with pytest.raises(UnknownName, match="EUR"):
        Cash(1.0, "EUR")
