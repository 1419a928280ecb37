"""The record: what was known on a day, and nothing later."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ebb import record as room
from ebb.errors import MissingDate, OutOfRange, UnitError, UnknownName
from ebb.record import Record, newest, oldest
from ebb.sources import published

days = st.dates(date(2003, 1, 30), date(2026, 10, 1))


# -- the law: nothing known later changes what a day knew ------------------------------------------------------------


def _poisoned(day):
    """Every packaged series with all values first known after `day` replaced."""
    real = published.series

    def series(key):
        found = real(key)
        late = found.known > np.datetime64(day, "D")
        return replace(found, values=np.where(late, 424242.0, found.values))

    return series


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=days)
def test_a_poisoned_future_changes_no_series(monkeypatch, day):
    honest = {key: Record(day).series(key) for key in Record(day).keys}
    with monkeypatch.context() as patch:
        patch.setattr(published, "series", _poisoned(day))
        poisoned = {key: Record(day).series(key) for key in Record(day).keys}
    for key, series in honest.items():
        assert np.array_equal(series.values, poisoned[key].values), key
        assert np.array_equal(series.dates, poisoned[key].dates), key
        assert (series.known <= np.datetime64(day, "D")).all(), key


@pytest.mark.parametrize("table", [t for t in published.tables() if t not in room.CALENDARS])
@pytest.mark.parametrize("day", [date(2018, 6, 13), date(2022, 5, 25), date(2025, 10, 29)])
def test_no_table_hands_out_a_cell_before_its_lag(table, day):
    card = published.passport(table)
    rows = Record(day).table(table)
    if not card.date_column:
        assert rows == published.rows(table)
        return
    lags = {column.name: timedelta(days=column.lag_days) for column in card.columns}
    for row in rows:
        when = date.fromisoformat(row[card.date_column])
        for name, cell in row.items():
            if cell and name in lags:
                assert when + lags[name] <= day, (name, row)


def test_the_record_grows_with_the_day():
    then, now = Record(date(2015, 1, 1)), Record(date(2020, 1, 1))
    for key in then.keys:
        early, late = then.series(key), now.series(key)
        assert len(early) <= len(late)
        assert np.array_equal(early.values, late.values[: len(early)]), key


# -- as_of -----------------------------------------------------------------------------------------------------------


def test_the_default_is_the_newest_known_day():
    assert Record().as_of == Record(None).as_of == newest()
    assert newest() == date(2026, 10, 1)  # the statement of 30 September 2026 came out on the Thursday
    assert oldest() == date(2003, 1, 30)
    for key in published.keys():  # noqa: SIM118  (a function, not a dict)
        assert len(Record().series(key)) == len(published.series(key))


def test_a_day_after_everything_is_known_is_allowed_and_reported():
    later = Record(date(2031, 1, 1))
    assert later.as_of == date(2031, 1, 1)
    assert later.series("total_assets").last() == Record().series("total_assets").last()
    assert later.programme.known_to == date(2031, 1, 1)


def test_a_day_before_the_figures_is_refused():
    with pytest.raises(OutOfRange) as caught:
        Record(date(2003, 1, 29))
    assert caught.value.exit_code == 2
    lines = str(caught.value).splitlines()
    assert [line.split()[0] for line in lines] == ["what", "where", "expected", "next"]
    assert "2003-01-29" in lines[0]
    assert "2003-01-30" in lines[2]
    assert len(Record(date(2003, 1, 30)).series("total_assets")) == 1


def test_a_wednesday_is_known_on_thursday():
    assert Record(date(2022, 5, 25)).series("total_assets").last()[0] == date(2022, 4, 27)
    assert Record(date(2022, 5, 26)).series("total_assets").last()[0] == date(2022, 5, 25)
    assert Record(date(2022, 5, 25)).series("on_rrp").last()[0] == date(2022, 5, 25)  # known the same afternoon


def test_lags_are_stated():
    lags = Record().assumed_lags
    assert (lags["total_assets"], lags["on_rrp"], lags["bank_assets"], lags["gdp"]) == (1, 0, 9, 28)
    assert set(lags) == set(published.keys())


# -- series ----------------------------------------------------------------------------------------------------------


def test_foreign_rrp_is_all_reverse_repo_less_on_rrp():
    """H.4.1 of 26 May 2022 and 28 September 2017: 262.5 and 235.0; one series is rounded to the million."""
    foreign = Record().series("foreign_rrp")
    assert (foreign.unit, foreign.basis) == ("USD bn", "wednesday level")
    assert foreign.at(date(2022, 5, 25)) == pytest.approx(262.471, abs=0.001)
    assert foreign.dates[0] == np.datetime64("2013-09-25")
    assert (foreign.values > 0).all()
    assert {origin.series for origin in foreign.origins} == {"WLRRAL", "RRPONTSYD"}
    assert {origin.evidence for origin in foreign.origins} == {"computed"}


def test_the_four_old_operations_are_not_called_on_rrp():
    """Four cells of 2008 and 2011 are other temporary operations; the facility began in September 2013."""
    assert len(Record().series("on_rrp").between(date(2003, 1, 1), date(2013, 9, 22))) == 4
    assert len(Record().series("foreign_rrp").between(date(2003, 1, 1), date(2013, 9, 22))) == 0
    assert len(Record(date(2010, 1, 1)).series("foreign_rrp")) == 0


def test_the_deferred_asset_turns_the_published_sign():
    due, asset = Record().series("remittances_due").in_unit("USD bn"), Record().series("deferred_asset")
    assert (asset.values >= 0).all()
    assert np.allclose(asset.values - np.maximum(due.values, 0.0), -due.values)
    assert asset.at(date(2025, 12, 31)) == pytest.approx(242.712)
    assert asset.at(date(2022, 5, 25)) == 0.0
    assert asset.unit == "USD bn"


def test_bases_are_not_mixed_by_accident():
    with pytest.raises(UnitError, match="would mix"):
        Record().series("reserves") - Record().series("currency")


def test_an_unknown_series_offers_the_nearest():
    with pytest.raises(UnknownName, match='did you mean "foreign_rrp"'):
        Record().series("foreign_rp")


# -- holdings, auctions, episodes, policy ----------------------------------------------------------------------------


def test_security_lists_appear_when_they_were_published():
    assert Record().holdings_dates == tuple(map(date.fromisoformat, _LISTS))
    assert Record(date(2022, 5, 25)).holdings_dates == (date(2017, 9, 27),)
    assert Record(date(2022, 5, 26)).holdings_dates[-1] == date(2022, 5, 25)
    rows = Record().security_list(date(2022, 5, 25))
    assert sum(int(row["par_value_usd"]) for row in rows) == 4_944_893_440_900
    with pytest.raises(MissingDate, match="no security list of 2022-05-25"):
        Record(date(2022, 5, 25)).security_list(date(2022, 5, 25))
    with pytest.raises(MissingDate):
        Record().security_list(date(2020, 1, 1))


_LISTS = ("2017-09-27", "2022-05-25", "2025-11-19", "2026-09-23")


def test_auctions_are_known_a_week_ahead_and_their_add_ons_on_the_day():
    span = (date(2022, 6, 30), date(2022, 6, 30))
    assert Record(date(2022, 6, 22)).auctions(*span) == ()
    ahead, on_the_day = Record(date(2022, 6, 23)).auctions(*span), Record(date(2022, 6, 30)).auctions(*span)
    assert len(ahead) == len(on_the_day) >= 4
    assert {row["soma_addon_bn"] for row in ahead} == {""}
    assert all(row["offering_bn"] for row in ahead)
    assert sum(float(row["soma_addon_bn"]) for row in on_the_day) > 0
    dates = {row["issue_date"] for row in Record().auctions(date(2022, 6, 1), date(2022, 12, 31))}
    assert min(dates) >= "2022-06-01"
    assert max(dates) <= "2022-12-31"


def test_episodes_are_daily_series_with_units():
    episode = Record().episode("repo_2019")
    assert set(episode) == {"SOFR", "EFFR", "ACMTP10"}
    assert episode["SOFR"].at(date(2019, 9, 17)) == 5.25
    assert (episode["SOFR"].unit, episode["SOFR"].basis) == ("percent", "operation day")
    autumn = Record().episode("reserves_2025")
    assert (autumn["SP500"].unit, autumn["RRPONTSYD"].unit) == ("index", "USD bn")
    assert Record(date(2019, 9, 17)).episode("repo_2019")["SOFR"].last()[0] == date(2019, 9, 16)
    assert Record(date(2019, 9, 1)).episode("repo_2019") == {}
    with pytest.raises(UnknownName, match="repo_2019"):
        Record().episode("repo_2091")


def test_policy_is_cut_at_the_same_day():
    before, after = Record(date(2022, 5, 3)), Record(date(2022, 5, 4))
    assert (before.programme.rule(2022, 9).mbs_cap, after.programme.rule(2022, 9).mbs_cap) == (0.0, 35.0)
    assert (before.corridor.at(date(2022, 6, 1)).upper, after.corridor.at(date(2022, 6, 1)).upper) == (0.50, 1.00)
    assert after.programme.known_to == date(2022, 5, 4)


def test_key_levels_do_not_know_output_before_its_quarter_ended():
    row = Record(date(2022, 6, 2)).table("key_levels")[-1]
    assert row["date"] == "2022-06-01"
    assert row["total_assets_busd"] == "8915.0"
    assert row["gdp_saar_busd"] == row["total_assets_pct_gdp"] == ""


def test_the_calendar_of_meetings_is_never_cut():
    assert Record(date(2010, 1, 1)).table("fomc_dates") == published.rows("fomc_dates")


def test_statement_lines_are_known_with_the_release():
    assert Record().statement(date(2022, 5, 25))["other_deposits"] == 238_433
    with pytest.raises(MissingDate, match="2017-09-27"):
        Record(date(2022, 5, 25)).statement(date(2022, 5, 25))


def test_a_record_says_which_day_it_is():
    assert repr(Record(date(2022, 5, 4))) == "Record(as_of=2022-05-04)"
