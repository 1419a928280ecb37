"""Remittances of a run: losses are earned back first, and net income is never both kept and paid out."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.mark.parametrize("preset", ["hold", "qt2-2022"])
def test_net_income_is_remitted_or_moves_the_deferred_asset(bench, preset):
    run = bench.run(preset, months=48)
    owed, net, paid = run.path("deferred_asset"), run.ratios["net_income"], run.ratios["remittances"]
    assert len(paid) == len(run)
    change = np.diff(owed)
    assert net[1:] == pytest.approx(paid[1:] - change, abs=1e-9)
    assert (paid >= 0).all()
    assert not ((paid > 0) & (owed > 0)).any()


def test_nothing_is_remitted_while_losses_are_owed(bench):
    run = bench.run("hold", months=24)
    assert run.path("deferred_asset").min() > 0
    assert run.ratios["remittances"].max() == 0.0
