"""Stress files: what they hold, and that a wrong one is refused whole."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.answers.stress_paths import stories
from ebb.errors import FormatError
from ebb.planning.stress import read_story
from ebb.sources.published import document, documents
from ebb.text import keys

KEYS = [name.removeprefix("stress/") for name in documents() if name.startswith("stress/")]


def test_every_episode_that_the_library_names_is_on_file():
    asked = {"taper_2013", "equities_2018", "repo_2019", "dash_2020", "gilt_2022", "banks_2023", "reserves_2025"}
    assert asked | {"tga_drain_2023", "tga_rebuild_2023"} == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_every_file_has_its_words_in_the_catalogue(key):
    story = read_story(key, document(f"stress/{key}"))
    wanted = {f"planning.episode.{key}.name", f"planning.episode.{key}.line"}
    wanted |= {f"stress.event.{event.key}" for event in story.events}
    wanted |= {f"stress.channel.{name}" for name in (*story.shocks, *story.responses)}
    assert wanted <= set(keys())


def test_stories_come_in_order_and_are_known_after_they_ended():
    found = stories()
    assert [s.eve for s in found] == sorted(s.eve for s in found)
    assert all(s.eve < s.last <= s.known for s in found)


def test_all_that_is_wrong_with_a_file_is_said_at_once():
    wrong = dict(document("stress/repo_2019"))
    wrong |= {"kind": "panic", "shocks": ["tga", "tides"], "lasting": ["currency"], "sources": []}
    wrong["last"] = date(2019, 9, 1)
    with pytest.raises(FormatError) as caught:
        read_story("repo_2019", wrong)
    for part in ("panic", "tides", "currency is lasting but no shock", "no source", "follow each other"):
        assert part in str(caught.value)


@pytest.mark.parametrize("field", ["eve", "shocks", "sources", "event"])
def test_a_missing_field_is_named(field):
    wrong = {name: value for name, value in document("stress/gilt_2022").items() if name != field}
    with pytest.raises(FormatError, match=f"{field} is missing"):
        read_story("gilt_2022", wrong)


def test_an_unknown_field_is_named():
    with pytest.raises(FormatError, match='unknown field "eves"'):
        read_story("gilt_2022", {**document("stress/gilt_2022"), "eves": date(2022, 9, 1)})
