"""Published projections beside ours of the same day: no hindsight, outcomes read, counterfactuals not scored."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers.exams import exam, exams
from ebb.record import Record
from ebb.sources import published

DOCUMENT = published.document("forecasts")
RAW = {raw["key"]: raw for raw in DOCUMENT["exam"]}


@pytest.fixture(scope="module")
def found():
    return {made.key: made for made in exams(Record(), DOCUMENT)}


def test_every_exam_is_made_before_what_it_is_of_and_names_its_document():
    for raw in RAW.values():
        assert raw["made"] < raw["for"]
        assert raw["evidence"] == "seen"
        assert raw["source"]
        assert set(raw["who"]) == {"en", "zh-Hant"}


def test_every_exam_has_ours_or_says_why_not(found):
    assert set(found) == set(RAW)
    for made in found.values():
        assert (made.ours is None) == bool(made.refused), made
        assert made.horizon >= 1


def test_the_path_of_june_2022(found):
    """FEDS Notes, 3 June 2022: 8.84 trillion in June and 8.67 in September 2022 (methods 1.5: within 0.05).

    June is met within 0.05. September is not, and should not be: agency securities bought before June settled up to three
    months later, ours books them and the note did not, so that ours lies above the note and nearer to what came.
    """
    june, september, flat = (found[f"crawley_2022_{name}"] for name in ("june", "september", "no_runoff"))
    assert june.ours == pytest.approx(8840.0, abs=50.0)
    assert september.was == pytest.approx(8795.6, abs=0.1)
    for made in (june, september):
        assert made.theirs < made.ours < made.was
        assert abs(made.our_miss) < abs(made.their_miss)
    assert RAW["crawley_2022_no_runoff"]["low"] <= flat.ours <= RAW["crawley_2022_no_runoff"]["high"] + 50.0
    assert flat.was is None
    assert flat.our_miss is None


def test_the_new_york_feds_end_of_runoff(found):
    """5.9 trillion in mid-2025 from May 2022 (methods 1.3: within 0.1 with their stop; ours has none)."""
    assert found["new_york_fed_2022_soma"].ours == pytest.approx(5900.0, abs=100.0)
    assert found["new_york_fed_2022_soma"].their_miss == pytest.approx(342.1, abs=0.1)


def test_nothing_later_is_used(poisoned):
    raw = RAW["crawley_2022_september"]
    honest = exam(Record(raw["made"]), raw)
    assert honest.was is None  # not published yet
    with poisoned(raw["made"]):
        # the one thing taken from later are the offering sizes of the quarter that had been announced; they decide into what
        # principal rolls, so that sizes half as large again move total assets by less than a million dollars
        assert exam(Record(raw["made"]), raw).ours == pytest.approx(honest.ours, abs=1e-3)


def test_an_exam_is_told_once_its_outcome_is_known(found):
    raw = RAW["crawley_2022_september"]
    assert exam(Record(date(2022, 8, 1)), raw).phrase() is None
    assert found["crawley_2022_september"].phrase().say("en").count("$") == 3
    assert found["crawley_2022_no_runoff"].phrase().say("zh-Hant").count("美元") == 2
    assert not exams(Record(date(2021, 5, 1)), DOCUMENT)


def test_the_wire_form_shows_both_misses(found):
    wire = found["crawley_2022_june"].json()
    assert wire["their_miss"] == pytest.approx(wire["outcome"] - wire["theirs"], abs=0.101)
    assert wire["our_miss"] == pytest.approx(wire["outcome"] - wire["ours"], abs=0.101)
