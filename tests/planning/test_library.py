from dataclasses import replace
from datetime import date

import pytest

from ebb.errors import MissingDate
from ebb.planning import episodes, repo_2019, reserves_2025, taper_2013


def value(library, key, name):
    return library[key].fact(name).value


def test_four_episodes_in_order(library):
    assert list(library) == ["taper_2013", "repo_2019", "gilt_2022", "reserves_2025"]
    for episode in library.values():
        assert episode.first <= episode.last
        assert all(fact.source and fact.first <= fact.last for fact in episode.facts)
        assert len({fact.name for fact in episode.facts}) == len(episode.facts)


def test_taper_2013(library):
    """H.15 constant maturity: 1.94 on 21 May to 2.60 on 25 June. The zero-coupon curve has +9.6 on 22 May: hence 1 bp.

    Term premium: nine tenths of the rise over April to August by monthly figures; about that by late June.
    """
    rise = library["taper_2013"].fact("ten_year_rise")
    assert (rise.first, rise.last) == (date(2013, 5, 21), date(2013, 6, 25))
    assert rise.value == pytest.approx(66, abs=1e-6)
    assert value(library, "taper_2013", "ten_year_one_day") == pytest.approx(9.6, abs=1.0)
    assert value(library, "taper_2013", "term_premium_share") == pytest.approx(0.90, abs=0.05)
    fall = library["taper_2013"].fact("sp500_fall")
    assert (fall.first, fall.last) == (date(2013, 5, 21), date(2013, 6, 24))
    assert fall.value == pytest.approx(-5.8, abs=0.2)


def test_taper_was_not_tightening(library):
    """Treasuries and MBS grew by 1.11 tn in 2013 (Wednesdays nearest the year's ends): the sign is the point."""
    assert value(library, "taper_2013", "holdings_change") == pytest.approx(1110, abs=20)
    assert value(library, "taper_2013", "sp500_next_month") > 0  # equities recovered within weeks


def test_repo_2019(library):
    """New York Fed: SOFR 2.43 and 5.25 on 16 and 17 September, EFFR 2.30; range 2.00 to 2.25. H.4.1: TGA +119 bn."""
    assert value(library, "repo_2019", "sofr_before") == 2.43
    high = library["repo_2019"].fact("sofr_high")
    assert (high.first, high.value) == (date(2019, 9, 17), 5.25)
    assert value(library, "repo_2019", "sofr_over_range_top") == pytest.approx(300, abs=1e-6)
    assert value(library, "repo_2019", "effr_high") == 2.30
    assert value(library, "repo_2019", "effr_over_range_top") == pytest.approx(5, abs=1e-6)
    assert value(library, "repo_2019", "tga_rise") == pytest.approx(119, abs=1)
    assert value(library, "repo_2019", "reserves_level") < 1400  # under 1.4 trillion
    assert value(library, "repo_2019", "reserves_share_of_gdp") == pytest.approx(0.064, abs=0.0005)
    assert 0.07 < value(library, "repo_2019", "reserves_share_of_bank_assets") < 0.09


def test_drain_explains_the_fall_but_for_the_first_repos(library):
    """Reserves fell by 73 of the 119: the rest had come back through repos by the Wednesday (at most 75 bn a day)."""
    gap = value(library, "repo_2019", "tga_rise") + value(library, "repo_2019", "reserves_change")
    assert 0 < gap <= 75


def test_gilt_2022(library):
    assert value(library, "gilt_2022", "gilt_purchases") == 19.3
    assert value(library, "gilt_2022", "gilt_purchases_share") == pytest.approx(19.3 / 875)
    rise = library["gilt_2022"].fact("ten_year_rise")
    assert (rise.last, rise.value) == (date(2022, 9, 27), pytest.approx(27, abs=1e-6))
    assert value(library, "gilt_2022", "ten_year_on_first_purchase") == pytest.approx(-25, abs=1e-6)
    assert value(library, "gilt_2022", "sp500_change") < 0
    assert library["gilt_2022"].shock.drain is None


def test_reserves_2025(library):
    """New York Fed: SOFR 22 bp over the range on 31 October 2025; standing repo 50.35 that day, 74.6 on 31 December."""
    assert value(library, "reserves_2025", "sofr_high_over_range_top") == pytest.approx(22, abs=1e-6)
    assert value(library, "reserves_2025", "sofr_over_iorb") == pytest.approx(32, abs=1e-6)
    october, record = (library["reserves_2025"].fact(name) for name in ("srf_october", "srf_record"))
    assert (october.first, october.value) == (date(2025, 10, 31), 50.35)
    assert (record.first, record.value) == (date(2025, 12, 31), 74.6)
    assert value(library, "reserves_2025", "reserves_share_of_gdp") == pytest.approx(0.090, abs=0.001)
    assert value(library, "reserves_2025", "days_over_range_top") == 6  # 27, 28, 29 October at 4.25; 30, 31, 3 at 4.00


def test_facts_follow_the_figures(figures):
    """Change one published figure and the fact changes: nothing is typed."""
    days = dict(figures.daily)
    days["taper_2013", "DGS10"] = tuple(
        (day, 2.94 if day == date(2013, 6, 25) else level) for day, level in days["taper_2013", "DGS10"]
    )
    assert taper_2013(replace(figures, daily=days)).shock.ten_year_bp == pytest.approx(100)


def test_a_missing_week_is_refused(figures):
    weeks = {day: row for day, row in figures.weeks.items() if day != date(2019, 9, 11)}
    with pytest.raises(MissingDate, match="2019-09-11"):
        repo_2019(replace(figures, weeks=weeks))


def test_an_episode_is_nothing_before_it_was_over(figures):
    assert [e.key for e in episodes(figures, date(2019, 9, 30))] == ["taper_2013"]
    assert [e.key for e in episodes(figures, date(2024, 7, 18))] == ["taper_2013", "repo_2019", "gilt_2022"]
    assert len(episodes(figures, date(2026, 8, 26))) == 4


def test_figures_that_do_not_reach_the_episode_are_refused(figures):
    early = replace(figures, srf_usage=figures.srf_usage.as_of(date(2025, 9, 30)))
    with pytest.raises(MissingDate, match="no figure"):
        reserves_2025(early)
