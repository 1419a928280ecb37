"""Other central banks: a document of dated facts, none without its evidence."""

import pytest

from ebb.policy.steps import EVIDENCE
from ebb.sources import published

DOCUMENT = published.document("policy/peers")


def test_every_step_is_dated_and_marked():
    steps = DOCUMENT["step"]
    assert len(steps) == 31
    assert len({step["id"] for step in steps}) == 31
    for step in steps:
        assert step["bank"] in DOCUMENT["banks"]
        assert step["evidence"] in EVIDENCE
        assert step["reference"].startswith(DOCUMENT["banks"][step["bank"]]["en"])
        assert ("amount" in step or "amount_low" in step) <= ("per" in step), "an amount needs its period"
        assert step.get("amount_low", 0) <= step.get("amount_high", 0)


def test_the_gilt_episode():
    bought = next(s for s in DOCUMENT["step"] if s["action"] == "financial_stability_purchases")
    assert bought["conventional"] + bought["index_linked"] == pytest.approx(bought["amount"], abs=1e-9)
    assert (bought["conventional"], bought["index_linked"]) == (12.1, 7.2)
    assert (bought["bank"], bought["amount"], bought["per"], bought["currency"]) == ("BoE", 19.3, "total", "GBP")
