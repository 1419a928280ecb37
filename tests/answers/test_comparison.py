"""Two runs side by side: second less first, on the months both have."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from ebb.answers import compare
from ebb.errors import UsageError
from ebb.simulate.result import PATHS


def test_a_run_differs_from_itself_by_nothing(bench):
    found = compare(bench.run("qt3"), bench.run("qt3"))
    assert not any(values.any() for values in found.differences.values())
    assert set(found.differences) == set(PATHS)


def test_exchanged_runs_differ_with_the_other_sign_and_identities_hold_between_them(bench):
    there, back = compare(bench.run("hold"), bench.run("qt3")), compare(bench.run("qt3"), bench.run("hold"))
    for name, values in there.differences.items():
        assert (values == -back.differences[name]).all(), name
    gap = there.differences
    assert gap["total_assets"] == pytest.approx(
        sum(gap[k] for k in ("treasuries", "mbs", "agency_debt", "other_assets"))
    )
    assert (gap["treasuries"][1:] < 0).all()


def test_only_common_months_are_compared(bench):
    hold, qt3 = bench.run("hold"), bench.run("qt3")
    found = compare(hold, qt3)
    assert found.dates[0] == date(2027, 1, 31)
    assert found.dates[-1] == min(hold.dates[-1], qt3.dates[-1])
    place = hold.dates.index(found.dates[5])
    assert found.differences["mbs"][5] == qt3.path("mbs")[5] - hold.path("mbs")[place]


def test_its_wire_form_is_json(bench):
    wire = json.loads(json.dumps(compare(bench.run("slower"), bench.run("faster")).json(), allow_nan=False))
    assert wire["first"] == "slower (central)"
    assert len(wire["dates"]) == len(wire["differences"]["reserves"])
    assert np.isfinite(wire["differences"]["reserves"]).all()


def test_runs_without_a_common_month_are_refused(bench):
    with pytest.raises(UsageError, match="no month in common") as caught:
        compare(bench.run("qt1-2017"), bench.run("qt3"))
    assert caught.value.exit_code == 2
