"""The calendar of the Committee."""

from datetime import date, time

import pytest

from ebb.dates import fomc
from ebb.errors import FormatError, OutOfRange
from ebb.sources.published import passport, rows


@pytest.fixture(scope="module")
def calendar():
    return fomc(rows("fomc_dates"))


def test_eight_scheduled_meetings_a_year(calendar):
    for year in range(2006, 2028):
        found = calendar.between(date(year, 1, 1), date(year, 12, 31), scheduled_only=True)
        assert len(found) == (7 if year == 2020 else 8), year  # March 2020 was held on Sunday the 15th, unscheduled


def test_no_meeting_ends_at_a_weekend_unless_unscheduled(calendar):
    weekend = [meeting.day for meeting in calendar.meetings if meeting.day.weekday() > 4]
    assert weekend == [date(2010, 5, 9), date(2020, 3, 15)]
    scheduled = [meeting for meeting in calendar.meetings if meeting.scheduled]
    assert {meeting.day.strftime("%a") for meeting in scheduled} == {"Tue", "Wed", "Thu"}
    since_2013 = [meeting.day for meeting in scheduled if meeting.day.year >= 2013]
    assert [d for d in since_2013 if d.weekday() != 2] == [
        date(2015, 9, 17),
        date(2018, 11, 8),
        date(2020, 11, 5),
        date(2024, 11, 7),
    ]


def test_projections_come_four_times_a_year(calendar):
    for year in range(2008, 2027):
        found = calendar.between(date(year, 1, 1), date(year, 12, 31))
        expected = 5 if year == 2012 else 3 if year == 2020 else 4  # 2012 moved from November to December and January
        assert sum(meeting.projections is True for meeting in found) == expected, year


def test_times_follow_the_board_s_announcements(calendar):
    """Announcements of 2011-03-24 and 2013-03-13; every meeting has a news conference since January 2019."""
    for meeting in calendar.meetings:
        if not meeting.scheduled:
            continue
        if meeting.day >= date(2013, 3, 1):
            assert meeting.statement == time(14, 0)
        elif meeting.press_conference:
            assert (meeting.statement, meeting.press_conference) == (time(12, 30), time(14, 15))
        else:
            assert meeting.statement == time(14, 15)
        if meeting.day.year >= 2019:
            assert meeting.press_conference == time(14, 30)
        elif meeting.day >= date(2011, 4, 1):
            assert (meeting.press_conference is not None) == meeting.projections


def test_looking_up(calendar):
    assert calendar.latest(date(2022, 6, 1)).day == date(2022, 5, 4)
    assert calendar.latest(date(2022, 5, 4)).day == date(2022, 5, 4)
    assert calendar.following(date(2022, 5, 4)).day == date(2022, 6, 15)
    assert calendar.following(date(2026, 10, 1)).day == date(2026, 10, 28)
    assert calendar.following(date(2026, 10, 28)).status == "scheduled"
    with pytest.raises(OutOfRange, match="on or before"):
        calendar.latest(date(2005, 12, 31))
    with pytest.raises(OutOfRange, match="after"):
        calendar.following(date(2028, 1, 26))


def test_the_passport_names_every_column():
    assert [column.name for column in passport("fomc_dates").columns] == list(rows("fomc_dates")[0])


def test_every_problem_of_a_bad_table_is_listed():
    good = dict(rows("fomc_dates")[0])
    bad = [good, good, {**good, "scheduled": "2"}, {**good, "date": "soon"}, {**good, "status": "perhaps"}, {}]
    with pytest.raises(FormatError) as refused:
        fomc(bad)
    for part in ("2006-01-31 follows 2006-01-31", "line 4", "line 5", "line 6", "line 7"):
        assert part in refused.value.what


def test_the_typed_calendar_agrees_with_an_event_study_database(calendar, shared_rows):
    """Dates, flags and times against the San Francisco Fed's USMPD, but for two times of 2008 named in the passport."""
    theirs = {row["date"]: row for row in shared_rows("fomc_dates.csv")}
    ours = {row["date"]: row for row in rows("fomc_dates") if row["status"] != "tentative"}
    assert ours.keys() == theirs.keys()
    pairs = (("scheduled", "scheduled"), ("sep", "sep"), ("press_conference_time_et", "press_conf_time_et"))
    for mine, other in pairs:
        assert {day: row[mine] for day, row in ours.items()} == {day: row[other] for day, row in theirs.items()}
    late = [day for day in ours if ours[day]["statement_time_et"] != theirs[day]["statement_time_et"]]
    assert late == ["2008-10-29", "2008-12-16"]
