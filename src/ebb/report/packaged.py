"""Charts that need nothing but the packaged figures: the one place of this room that opens them.

Each function cuts what it uses at the as-of date and hands it to a chart function. Differences and monthly averages are
formed here and nowhere else in the room; a figure that is not packaged raises, it is never replaced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

import numpy as np

from ebb.books.bridge import NEEDED, OPTIONAL, bridge
from ebb.errors import FormatError
from ebb.policy import Corridor, Programme, Rates
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
BALANCE = ("total_assets", "treasuries", "mbs", "reserves", "reserves_week_average", "on_rrp", "tga", "currency")


def spans(as_of: date) -> tuple[Span, ...]:
    """Purchase and runoff programmes known on a day; one that goes on is drawn to that day."""
    episodes = Programme.from_document(published.document("policy/programme")).as_of(as_of).episodes()
    return tuple(
        Span(e.programme, KINDS[e.programme], e.first, min(e.last or as_of, as_of))
        for e in episodes
        if e.programme in KINDS
    )


def balance_sheet(as_of: date) -> Chart:
    """The balance sheet since 2003."""
    total, treasuries, mbs = (published.series(key) for key in ("total_assets", "treasuries", "mbs"))
    return charts.balance_sheet(total, treasuries, mbs, spans(as_of), as_of)


def two_sides(first: date = QT2_BRIDGE[0], last: date = QT2_BRIDGE[1], programme: str = "QT2") -> Chart:
    """The two sides of a runoff, every line as fine as it is published."""
    built = bridge({key: published.series(key) for key in (*NEEDED, *OPTIONAL)}, first, last)
    return charts.two_sides(sides_of(built), programme)


def caps_and_runoff(programme: str, as_of: date) -> Chart:
    """Caps against the fall of the H.4.1 lines between the last Wednesdays of two months."""
    book = Programme.from_document(published.document("policy/programme")).as_of(as_of)
    span = next(s for s in spans(as_of) if s.name == programme)
    falls = {
        key: published.series(key).as_of(as_of).in_unit("USD bn").changes().by_month() for key in ("treasuries", "mbs")
    }
    months = tuple(
        RunoffMonth(
            rule.month,
            rule.treasury_cap,
            rule.mbs_cap,
            _fall(falls["treasuries"], rule.month),
            _fall(falls["mbs"], rule.month),
        )
        for rule in book.months(span.first, span.last)
    )
    origins = tuple(o for key in falls for o in published.series(key).origins)
    last = published.series("treasuries").last(span.last)[0]
    return charts.caps_and_runoff(programme, months, (*origins, FOMC), last)


def maturity_ladder(table: str = "soma_notesbonds_2026-09-23") -> Chart:
    """The ladder of one packaged security list."""
    card, rows = published.passport(table), published.rows(table)
    day = date.fromisoformat(rows[0]["as_of_date"])
    held = [Security(date.fromisoformat(r["maturity_date"]), float(r["par_value_usd"])) for r in rows]
    return charts.maturity_ladder(held, day, (Origin(card.publisher, card.document),))


def figure_one(claimed: Claimed, as_of: date, first: date = date(2017, 6, 1), last: date = date(2020, 1, 31)) -> Chart:
    """2017-19 remade."""
    reserves, total = published.series("reserves_week_average"), published.series("total_assets")
    return charts.figure_one(reserves, total, over_the_top(), claimed, spans(as_of), first, min(last, as_of))


def figure_two(claimed: Claimed, as_of: date, first: date = date(2018, 4, 1)) -> Chart:
    """The missing figure."""
    rates = {name: s.as_of(as_of) for name, s in in_the_corridor().items()}
    return charts.figure_two(
        published.series("reserves_week_average").as_of(as_of), rates, claimed, spans(as_of), first, as_of
    )


def figure_three(as_of: date, first: date = date(2021, 1, 1)) -> Chart:
    """ON RRP and its two records; the liabilities stacked, on the Wednesday basis."""
    part = {
        key: published.series(key).as_of(as_of).in_unit("USD bn") for key in ("reserves", "tga", "reverse_repo_total")
    }
    total = published.series("total_assets").as_of(as_of).in_unit("USD bn")
    rest = total - part["reserves"] - part["tga"] - part["reverse_repo_total"]
    stack = {
        "rest": rest,
        "reserves": part["reserves"],
        "reverse_repo_total": part["reverse_repo_total"],
        "tga": part["tga"],
    }
    ordered = {name: stack[name] for name in ("reserves", "reverse_repo_total", "tga", "rest")}
    return charts.figure_three(
        published.series("on_rrp").as_of(as_of), ordered, on_rrp_records(), spans(as_of), first, as_of
    )


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


def over_the_top() -> Series:
    """Highest SOFR of each month less the highest top of the target range in force that month, bp.

    Where the range moved within the month this is the least the excess can have been.
    """
    corridor = Corridor.from_document(published.document("policy/corridor"))
    sofr = published.series("sofr_max")
    tops = [max(rates.upper for rates in _rates(corridor, day)) for day, _ in sofr]
    values = (sofr.in_unit("percent").values - np.array(tops)) * 100
    return Series("sofr_over_top", sofr.dates, values, "bp", sofr.basis, sofr.known, (*sofr.origins, FOMC), "rate")


def in_the_corridor() -> Mapping[str, Series]:
    """SOFR, the rate on reserves, the ON RRP rate and the top of the range over its bottom, monthly means, bp."""
    corridor = Corridor.from_document(published.document("policy/corridor"))
    sofr = published.series("sofr_avg")
    end = published.series("total_assets").dates[-1].item()
    months = [d for d in published.series("ust_10y_avg").dates.tolist() if sofr.dates[0].item() <= d]
    months += [d for d in published.series("mortgage_30y").dates.tolist() if months[-1] < d and d <= end]
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
