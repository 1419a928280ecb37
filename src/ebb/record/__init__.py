"""The published record as it was known on a day: packaged figures, and the user's own store where there is one."""

from ebb.record.record import CALENDARS, DERIVED, Record, Row, newest, newest_figure, oldest

__all__ = ["CALENDARS", "DERIVED", "Record", "Row", "newest", "newest_figure", "oldest"]
