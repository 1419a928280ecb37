"""The ECB Data Portal (SDMX 2.1, comma-separated), without a key.

One series is asked for at a time. Columns are read by name: ``KEY`` must be the series asked for, ``TIME_PERIOD`` is a day, a
week (``2024-W41``, dated by its Friday, the day of the weekly statement) or a month, ``OBS_VALUE`` is empty where nothing was
published, and ``UNIT_MULT``, where it is sent, is the power of ten of the figures. "No results found" means a wrong key, not
an outage. The ECB asks for no registration and states no limit; ebb asks for what is new and some weeks before it, with its
own User-Agent. Reuse is free if the ECB is named.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final

from ebb.errors import UnitError, UnknownName
from ebb.sources import delimited
from ebb.sources.cards import Card, named_at
from ebb.sources.exact import Problems
from ebb.sources.harvest import Harvest, Request
from ebb.units.scale import SCALES

BASE: Final = "https://data-api.ecb.europa.eu"
#: Asked for again with every fetch: figures are revised at the end of a quarter.
AGAIN: Final = timedelta(days=120)
MISSING: Final = frozenset({"", "NaN", "NA"})

_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def requests(
    names: Iterable[str] | None = None, *, since: Mapping[str, date] | None = None, base: str = BASE
) -> tuple[Request, ...]:
    """One question for each series.

    Parameters
    ----------
    names : iterable of str, optional
        Series of the catalogue that the ECB publishes; all of them by default.
    since : mapping of name to date, optional
        The last day held; asked for from 120 days before it, or whole where nothing is held.
    base : str
        Scheme and host; tests point it at loopback.

    Raises
    ------
    UnknownName
        If the ECB publishes no such series.
    """
    known = {card.name: (key, card) for key, card in named_at("ecb").items()}
    asked = []
    for name in known if names is None else names:
        if name not in known:
            raise UnknownName.of("series of the ECB", name, known, where="sources.ecb")
        key, card = known[name]
        flow, _, rest = key.partition(".")
        held = (since or {}).get(name)
        start = () if held is None else (("startPeriod", (held - AGAIN).isoformat()),)
        media = ("text/csv", "application/vnd.sdmx.data+csv", "application/csv", "text/plain")
        url = f"{base}/service/data/{flow}/{rest}"
        params = (("format", "csvdata"), *start)
        asked.append(Request(name, "ecb", url, partial(parse, card=card), params, media, 16_000_000))
    return tuple(asked)


def parse(body: bytes, card: Card) -> Harvest:
    """The figures of one series.

    Raises
    ------
    FormatError
        If a column is missing, the key is another, a period or figure is none, the text was cut off, or periods repeat or
        run backwards.
    UnitError
        If a figure lies outside its magnitudes, or the power of ten is another than the card's unit allows.
    """
    key = card.at["ecb"]
    problems = Problems(
        f"European Central Bank, {card.document}, {key}", "columns KEY, TIME_PERIOD and OBS_VALUE, one row a period"
    )
    if b"no results found" in body[:2_000].lower():
        problems.refuse("the answer is that there are no results: the key of the series is wrong or was retired")
    rows = delimited.table(body, problems)
    places = {name: rows[0].index(name) for name in ("KEY", "TIME_PERIOD", "OBS_VALUE") if rows[0].count(name) == 1}
    if len(places) < 3:
        problems.refuse(f"the headings are {delimited.printable(', '.join(rows[0]))}")
    power = rows[0].index("UNIT_MULT") if rows[0].count("UNIT_MULT") == 1 else None
    width = len(rows[0])
    picked = []
    for n, row in enumerate(rows[1:], 1):
        if len(row) != width:
            problems.add(f"row {n} has {len(row)} cells, not {width}")
            continue
        if row[places["KEY"]] != key:
            problems.add(f'row {n} is of series "{delimited.printable(row[places["KEY"]], 60)}"')
        if power is not None:
            _check_power(card, row[power])
        picked.append((row[places["TIME_PERIOD"]], row[places["OBS_VALUE"]]))
    readings = delimited.columns(picked, {1: card}, partial(_day, frequency=card.frequency), MISSING, problems)
    return Harvest(readings=readings, notes=() if readings else (f"{card.name}: nothing published in the window",))


def _check_power(card: Card, cell: str) -> None:
    measure, size = SCALES[card.unit]
    expected = str(round(math.log10(size))) if measure == "euros" else "0"
    if cell not in (expected, ""):
        raise UnitError(
            f'"{card.name}" comes with the power of ten "{delimited.printable(cell, 20)}"',
            f"European Central Bank, {card.document}, {card.at['ecb']}",
            f"{expected}, for figures in {card.unit}",
            "check the unit of the delivery; nothing of this series was kept",
        )


def _day(cell: str, frequency: str) -> date | None:
    """A period of the card's frequency as a day: the Friday of a week, the last day of a month."""
    if frequency == "weekly":
        week = _WEEK.fullmatch(cell)
        try:
            return date.fromisocalendar(int(week[1]), int(week[2]), 5) if week else delimited.iso_day(cell)
        except ValueError:
            return None
    if frequency == "monthly" and _MONTH.fullmatch(cell):
        return delimited.iso_day(f"{cell}-01")
    return delimited.iso_day(cell)
