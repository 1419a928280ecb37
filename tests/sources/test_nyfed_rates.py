"""Reference rates: figures by card, missing percentiles, revisions, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ebb.errors import FormatError, UnitError
from ebb.sources.cards import named_at
from ebb.sources.harvest import Harvest
from ebb.sources.nyfed_rates import TYPES, reference_rates

SOFR: dict[str, Any] = {
    "effectiveDate": "2023-03-22",
    "type": "SOFR",
    "percentRate": 4.55,
    "percentPercentile1": 4.50,
    "percentPercentile25": 4.54,
    "percentPercentile75": 4.58,
    "percentPercentile99": 4.63,
    "volumeInBillions": 1203,
    "revisionIndicator": "",
}
EFFR: dict[str, Any] = {
    "effectiveDate": "2026-09-02",
    "type": "EFFR",
    "percentRate": 3.63,
    "percentPercentile1": 3.6,
    "percentPercentile25": 3.62,
    "percentPercentile75": 3.63,
    "percentPercentile99": 3.65,
    "targetRateFrom": 3.5,
    "targetRateTo": 3.75,
    "volumeInBillions": 114,
    "revisionIndicator": "",
}
INDEX: dict[str, Any] = {
    "effectiveDate": "2026-09-03",
    "type": "SOFRAI",
    "average30day": 3.64586,
    "average90day": 3.64537,
    "average180day": 3.65859,
    "index": 1.25731603,
    "revisionIndicator": "",
}
#: A day on which the publisher gave the rate only.
BARE: dict[str, Any] = {"effectiveDate": "2026-09-02", "type": "BGCR", "percentRate": 3.63, "revisionIndicator": ""}


def body(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"refRates": list(rows)}).encode()


def figures(found: Harvest) -> dict[str, list[float]]:
    return {r.card.name: r.values.tolist() for r in found.readings}


def test_every_field_goes_to_the_series_its_card_names() -> None:
    found = figures(reference_rates(body(SOFR)))
    assert found == {
        "SOFR": [4.55],
        "SOFR1": [4.5],
        "SOFR25": [4.54],
        "SOFR75": [4.58],
        "SOFR99": [4.63],
        "SOFRVOL": [1203.0],
    }
    effr = reference_rates(body(EFFR))
    assert figures(effr)["EFFR"] == [3.63]
    assert figures(effr)["EFFRVOL"] == [114.0]
    assert effr.notes == ()


def test_every_type_has_cards_for_rate_and_volume() -> None:
    known = named_at("nyfed")
    assert all(f"{kind}.{name}" in known for kind in TYPES for name in ("percentRate", "volumeInBillions"))


def test_days_without_percentiles_have_none() -> None:
    texts = {
        **SOFR,
        "effectiveDate": "2023-03-23",
        **dict.fromkeys(("percentPercentile1", "percentPercentile99"), "NA"),
    }
    found = reference_rates(body(BARE, texts, SOFR))
    by_name = {r.card.name: r for r in found.readings}
    assert by_name["BGCR"].values.tolist() == [3.63]
    assert by_name["SOFR"].dates.astype(str).tolist() == ["2023-03-22", "2023-03-23"]
    assert by_name["SOFR1"].dates.astype(str).tolist() == ["2023-03-22"]
    assert by_name["SOFR25"].dates.astype(str).tolist() == ["2023-03-22", "2023-03-23"]


def test_averages_and_index_are_left_out_and_said() -> None:
    found = reference_rates(body(INDEX, SOFR))
    assert figures(found)["SOFR"] == [4.55]
    assert found.notes == ("1 rows of SOFR averages and index left out",)


def test_a_revision_keeps_its_date_and_is_said() -> None:
    found = reference_rates(body({**SOFR, "revisionIndicator": "r"}))
    assert found.notes == ("SOFR revised by the publisher on 2023-03-22",)
    assert figures(found)["SOFR"] == [4.55]


def test_a_new_figure_without_a_card_is_said_and_left_out() -> None:
    found = reference_rates(body({**SOFR, "percentMedian": 4.55}))
    assert found.notes == ("no card for SOFR.percentMedian: left out",)
    assert len(found.readings) == 6


def test_a_window_without_business_days_is_empty() -> None:
    assert reference_rates(body()).readings == ()


def test_volumes_alone_are_read() -> None:
    row = {k: SOFR[k] for k in ("effectiveDate", "type", "volumeInBillions", "revisionIndicator")}
    assert figures(reference_rates(body(row))) == {"SOFRVOL": [1203.0]}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({**SOFR, "percentRate": 4550}, "another unit"),
        ({**SOFR, "percentRate": 0.00455}, "outside its percentiles"),
        ({**SOFR, "percentPercentile25": 4.59}, "against their order"),
        ({**SOFR, "percentRate": "NA"}, "no percentRate"),
        ({**SOFR, "percentRate": True}, "no number"),
        ({**SOFR, "type": "LIBOR"}, "not known"),
        ({**SOFR, "effectiveDate": "03/22/2023"}, "no date"),
        ({**SOFR, "effectiveDate": None}, "no date"),
    ],
)
def test_what_cannot_be_is_refused(row: dict[str, Any], told: str) -> None:
    with pytest.raises(FormatError, match=told):
        reference_rates(body(row))


@pytest.mark.parametrize("volume", [1_203_000, 1.203])
def test_a_volume_of_another_unit_is_refused(volume: float) -> None:
    with pytest.raises((FormatError, UnitError)):
        reference_rates(body({**SOFR, "volumeInBillions": volume}))


def test_a_day_given_twice_is_refused() -> None:
    with pytest.raises(FormatError, match="SOFR 2023-03-22 stands twice"):
        reference_rates(body(SOFR, SOFR))


@pytest.mark.parametrize("name", [n for n in SOFR if n != "revisionIndicator"])
def test_a_renamed_field_is_refused(name: str) -> None:
    with pytest.raises(FormatError):
        reference_rates(body({("renamed" if k == name else k): v for k, v in SOFR.items()}))


def test_another_envelope_is_refused() -> None:
    with pytest.raises(FormatError, match='"refRates" is not in the answer, which has: rates'):
        reference_rates(b'{"rates": []}')
