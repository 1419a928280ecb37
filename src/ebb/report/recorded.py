"""Charts that need nothing but the published record: weekly where the user's store has it, else monthly.

Each function takes what it uses from a record, which is cut at its as-of date, and hands it to a chart function. Differences
and monthly averages are formed here and nowhere else in the room; a figure that is not held raises, it is never replaced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

import numpy as np

from ebb.books.bridge import NEEDED, OPTIONAL, bridge
from ebb.errors import FormatError
from ebb.policy import Corridor, Rates
from ebb.record import Record
from ebb.report import charts
from ebb.report.adapters import sides_of
from ebb.report.chart import Chart
from ebb.report.inputs import Claimed, Peak, RunoffMonth, Security, Span
from ebb.series import Origin, Series
from ebb.sources import published

#: What a programme of the chronology is to a chart; those not listed are not shaded.
KINDS = {"QE1": "qe", "QE2": "qe", "QE3": "qe", "QT1": "qt", "QE4": "qe", "QT2": "qt"}

#: First and last Wednesday of QT2 with every line of the bridge published.
QT2_BRIDGE = (date(2022, 5, 25), date(2025, 11, 26))

FOMC = Origin("Federal Open Market Committee", "statements and implementation notes")
HOLDINGS = Origin(
    "Federal Reserve Bank of New York",
    "System Open Market Account Holdings of Domestic Securities, Treasury notes and bonds",
)


def spans(record: Record) -> tuple[Span, ...]:
    """Purchase and runoff programmes known on a day; one that goes on is drawn to that day."""
    return tuple(
        Span(e.programme, KINDS[e.programme], e.first, min(e.last or record.as_of, record.as_of))
        for e in record.programme.episodes()
        if e.programme in KINDS
    )


def balance_sheet(record: Record) -> Chart:
    """The balance sheet since 2003."""
    total, treasuries, mbs = (record.full(key) for key in ("total_assets", "treasuries", "mbs"))
    return charts.balance_sheet(total, treasuries, mbs, spans(record), record.as_of)


def two_sides(record: Record, first: date = QT2_BRIDGE[0], last: date = QT2_BRIDGE[1], programme: str = "QT2") -> Chart:
    """The two sides of a runoff, every line as fine as it is published."""
    built = bridge({key: record.full(key) for key in (*NEEDED, *OPTIONAL)}, first, last)
    return charts.two_sides(sides_of(built), programme)


def caps_and_runoff(programme: str, record: Record) -> Chart:
    """Caps against the fall of the H.4.1 lines between the last Wednesdays of two months."""
    span = next(s for s in spans(record) if s.name == programme)
    held = {key: record.series(key).in_unit("USD bn") for key in ("treasuries", "mbs")}
    falls = {key: series.changes().by_month() for key, series in held.items()}
    months = tuple(
        RunoffMonth(
            rule.month,
            rule.treasury_cap,
            rule.mbs_cap,
            _fall(falls["treasuries"], rule.month),
            _fall(falls["mbs"], rule.month),
        )
        for rule in record.programme.months(span.first, span.last)
    )
    origins = tuple(o for series in held.values() for o in series.origins)
    last = held["treasuries"].last(span.last)[0]
    return charts.caps_and_runoff(programme, months, (*origins, FOMC), last)


def maturity_ladder(record: Record) -> Chart:
    """The ladder of the newest security list known."""
    day = record.holdings_dates[-1]
    rows = record.security_list(day)
    held = [Security(date.fromisoformat(r["maturity_date"]), float(r["par_value_usd"])) for r in rows]
    return charts.maturity_ladder(held, day, (HOLDINGS,))


def figure_one(
    claimed: Claimed, record: Record, first: date = date(2017, 6, 1), last: date = date(2020, 1, 31)
) -> Chart:
    """2017-19 remade."""
    reserves, total = record.full("reserves_week_average"), record.full("total_assets")
    end = min(last, record.as_of)
    return charts.figure_one(reserves, total, over_the_top(record), claimed, spans(record), first, end)


def figure_two(claimed: Claimed, record: Record, first: date = date(2018, 4, 1)) -> Chart:
    """The missing figure."""
    reserves = record.full("reserves_week_average")
    return charts.figure_two(reserves, in_the_corridor(record), claimed, spans(record), first, record.as_of)


def figure_three(record: Record, first: date = date(2021, 1, 1)) -> Chart:
    """ON RRP and its two records; the liabilities stacked, on the Wednesday basis."""
    part = {key: record.full(key).in_unit("USD bn") for key in ("reserves", "tga", "reverse_repo_total")}
    total = record.full("total_assets").in_unit("USD bn")
    rest = total - part["reserves"] - part["tga"] - part["reverse_repo_total"]
    stack = {
        "rest": rest,
        "reserves": part["reserves"],
        "reverse_repo_total": part["reverse_repo_total"],
        "tga": part["tga"],
    }
    ordered = {name: stack[name] for name in ("reserves", "reverse_repo_total", "tga", "rest")}
    return charts.figure_three(record.full("on_rrp"), ordered, on_rrp_records(), spans(record), first, record.as_of)


_RECORD = re.compile(r"ON RRP was ([\d.]+) on \w+ (\d+ \w+ \d+), the record until ([\d.]+) on (\d+ \w+ \d+)")


def on_rrp_records() -> tuple[Peak, Peak]:
    """The record the article names and the one that beat it, as the packaged table of key levels notes them.

    Both are daily figures of the New York Fed (RRPONTSYD); the packaged series holds Wednesdays only.

    Raises
    ------
    FormatError
        If the table no longer says so.
    """
    for row in published.rows("key_levels"):
        if found := _RECORD.search(row["note"]):
            named, day, beaten, later = found.groups()
            return Peak(_day(day), float(named)), Peak(_day(later), float(beaten))
    raise FormatError(
        "the two records of ON RRP are not noted",
        "published/key_levels.csv, column note",
        '"ON RRP was <bn> on <weekday> <day>, the record until <bn> on <day>"',
        "restore the packaged file (reinstall ebb)",
    )


def over_the_top(record: Record) -> Series:
    """Highest SOFR of each month less the highest top of the target range in force that month, bp.

    Where the range moved within the month this is the least the excess can have been.
    """
    sofr = record.series("sofr_max")
    tops = [max(rates.upper for rates in _rates(record.corridor, day)) for day, _ in sofr]
    values = (sofr.in_unit("percent").values - np.array(tops)) * 100
    return Series("sofr_over_top", sofr.dates, values, "bp", sofr.basis, sofr.known, (*sofr.origins, FOMC), "rate")


def in_the_corridor(record: Record) -> dict[str, Series]:
    """SOFR, the rate on reserves, the ON RRP rate and the top of the range over its bottom, monthly means, bp.

    The administered rates are known in advance, so they are drawn for every month of any market series.
    """
    corridor, sofr = record.corridor, record.series("sofr_avg")
    end = record.full("total_assets").dates[-1].item()
    months = [d for d in record.series("ust_10y_avg").dates.tolist() if sofr.dates[0].item() <= d]
    months += [d for d in record.series("mortgage_30y").dates.tolist() if months[-1] < d and d <= end]
    means = {d: corridor.month_average(d.year, d.month) for d in months}
    days = np.array(months, dtype="datetime64[D]")
    found = {}
    for name, field in (("iorb", "ior"), ("on_rrp", "on_rrp"), ("upper", "upper")):
        values = np.array([(getattr(means[d], field) - means[d].lower) * 100 for d in months])
        found[name] = Series(f"{name}_over_bottom", days, values, "bp", "month average", days, (FOMC,), "rate")
    floor = np.array([corridor.month_average(d.year, d.month).lower for d, _ in sofr])
    values = (sofr.in_unit("percent").values - floor) * 100
    over = Series("sofr_over_bottom", sofr.dates, values, "bp", sofr.basis, sofr.known, sofr.origins, "rate")
    return {"sofr": over, **found}


def _rates(corridor: Corridor, month_end: date) -> list[Rates]:
    first = month_end.replace(day=1)
    days = [first.replace(day=d) for d in range(1, month_end.day + 1)]
    return [corridor.at(day) for day in days]


def _fall(changes: Mapping[tuple[int, int], float], month: date) -> float | None:
    change = changes.get((month.year, month.month))
    return None if change is None else -change


def _day(text: str) -> date:
    return datetime.strptime(text, "%d %b %Y").date()  # noqa: DTZ007 - a day has no time zone
