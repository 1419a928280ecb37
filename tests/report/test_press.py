"""Two processes draw what one draws, and a failure is not silent."""

from __future__ import annotations

import pytest

from ebb.errors import EbbError
from ebb.report.chart import Chart
from ebb.report.press import WORTH_IT, begun, bundled, bundling


def test_two_processes_draw_the_same_in_the_same_order(drawings: dict[str, Chart]) -> None:
    specs = [chart.spec("en") for chart in list(drawings.values())[: WORTH_IT + 1]]
    assert begun(specs, workers=2)() == begun(specs, workers=1)()


def test_a_failure_in_the_other_process_is_raised_here(drawings: dict[str, Chart]) -> None:
    good = drawings["two_sides"].spec("en")
    with pytest.raises(EbbError, match="could not be drawn"):
        begun([{"mark": "nonsense"}, *[good] * WORTH_IT], workers=2)()


def test_the_bundle_is_the_same_from_another_process() -> None:
    assert bundling(workers=2)() == bundled()
