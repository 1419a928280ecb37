"""Every fact and episode has its words in both languages."""

from datetime import date

from ebb.text import BasisPoints, Day, Money, Percent, say
from ebb.text.catalogue import entries
from ebb.text.check import problems


def test_catalogue_is_clean_and_covers_every_fact(library):
    words = entries("planning")
    assert problems(words, "planning") == []
    for key, episode in library.items():
        assert f"episode.{key}.name" in words
        assert f"episode.{key}.line" in words
        assert {f"fact.{fact.name}" for fact in episode.facts} <= words.keys()
    used = {f"fact.{fact.name}" for episode in library.values() for fact in episode.facts}
    kinds = {"fact.gilt_purchases_conventional", "fact.gilt_purchases_index_linked"}
    assert {key for key in words if key.startswith("fact.")} - used <= kinds


def test_an_episode_is_told_from_its_facts(library):
    facts = {fact.name: fact.value for fact in library["repo_2019"].facts}
    told = say(
        "planning.episode.repo_2019.told",
        "zh-Hant",
        before=Percent(facts["sofr_before"], digits=2),
        high=Percent(facts["sofr_high"], digits=2),
        day=Day(date(2019, 9, 17)),
        over=BasisPoints(facts["sofr_over_range_top"]),
        drain=Money(facts["tga_rise"]),
        reserves=Money(facts["reserves_level"]),
        share=Percent(100 * facts["reserves_share_of_bank_assets"]),
    )
    assert "5.25%" in told
    assert "1.39兆美元" in told
