"""FRED, the St. Louis Fed's database: graph files without a key, observations with one.

FRED republishes what others publish; it is an optional convenience, never the only way to a figure of the Fed. Without a key
one file is asked for per series (``fredgraph.csv``): fast bursts are throttled, so two questions at most are in flight, and a
browser's or a custom User-Agent was seen to be left waiting, so the library's own is sent. With a key (32 letters and digits,
free) the limit is 120 questions a minute; the key travels as a secret parameter and never appears in a message or the store.
FRED's terms are read by some as forbidding to keep copies: figures fetched here are for the user's own use and never packaged.

Units: FRED changed WRESBAL, WTREGEN and WCURCIR from billions to millions in 2025. With a key the metadata of the series say
which unit is sent, and figures are converted; without one, such series are asked for whole, and the card's magnitudes refuse
a history in another unit. Months and quarters come dated by their first day and are kept under their last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final

from ebb.errors import UnitError, UnknownName, UsageError
from ebb.sources import delimited, intake
from ebb.sources.alfred import list_of_vintages
from ebb.sources.cards import Card, named_at
from ebb.sources.exact import Problems
from ebb.sources.fred_api import API, PAGE, answer, check_key, question, total
from ebb.sources.harvest import Harvest, Request
from ebb.units.scale import SCALES, factor

GRAPH: Final = "https://fred.stlouisfed.org"
#: Asked for again with every fetch of a daily or weekly series: figures are revised after the fact.
AGAIN: Final = timedelta(weeks=13)
#: A stock of money whose magnitudes span this factor could be in thousands of its unit: it is asked for whole.
SPAN: Final = 1000.0
MISSING: Final = frozenset({"", "."})

_CSV = ("text/csv", "application/csv", "text/plain", "application/octet-stream")
_SCALED = re.compile(r"(trillions|billions|millions|thousands)? ?(?:of )?(?:u\.?s\.? )?(dollars|euros?|pounds)", re.I)
_CHAINED = re.compile(r"billions of chained (\d{4}) dollars", re.I)
_INDEX = re.compile(r"index(?: (\d{4}).*)?", re.I)
_CURRENCIES: Final = {"dollars": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP"}
_SIZES: Final = {"": "", "millions": " mn", "billions": " bn", "trillions": " tn"}
_FREQUENCIES: Final = {"daily": "D", "weekly": "W", "monthly": "M", "quarterly": "Q"}


def requests(
    names: Iterable[str] | None = None,
    *,
    key: str | None = None,
    since: Mapping[str, date] | None = None,
    vintages: bool = False,
    base: str | None = None,
) -> tuple[Request, ...]:
    """One question for each series (with a key: for its metadata, which leads to its figures).

    Parameters
    ----------
    names : iterable of str, optional
        Series of the catalogue that FRED carries; all of them by default.
    key : str, optional
        The user's own key of the API; without it the graph files are asked for.
    since : mapping of name to date, optional
        The last day held. Daily and weekly series are asked for from 13 weeks before it; months and quarters, which are
        few and much revised, always whole.
    vintages : bool
        Every vintage since the archive began (ALFRED); needs a key.
    base : str, optional
        Scheme and host in place of FRED's own two; tests point it at loopback.

    Raises
    ------
    UnknownName
        If FRED carries no such series of the catalogue.
    UsageError
        If vintages are asked for without a key, or the key is none.
    """
    if key is not None:
        check_key(key)
    elif vintages:
        raise UsageError(
            "FRED hands out vintages with a key only", "sources.fred", "a key of the FRED API (free)", "give a key"
        )
    known = {card.name: card for card in named_at("fred").values()}
    asked = []
    for name in known if names is None else names:
        if name not in known:
            raise UnknownName.of("series of FRED", name, known, where="sources.fred")
        card = known[name]
        start = first_day(card, (since or {}).get(name))
        if key is None:
            asked.append(_graph(card, start, base or GRAPH))
        else:
            parse = partial(parse_metadata, card=card, key=key, start=start, vintages=vintages, base=base or API)
            asked.append(question(card, "", (), key, parse, base or API))
    return tuple(asked)


def first_day(card: Card, held: date | None) -> date | None:
    """From which day a series is asked for; None means whole."""
    if held is None or card.frequency not in ("daily", "weekly") or _unit_is_open(card):
        return None
    return held - AGAIN


def parse_graph(body: bytes, card: Card) -> Harvest:
    """The figures of a graph file: headings ``observation_date`` (formerly ``DATE``) and the id, missing "" or ".".

    Raises
    ------
    FormatError
        If it is a page (an unknown id brings one), another series, cut off, or its days repeat or run backwards.
    UnitError
        If a figure lies outside the card's magnitudes, or the unit changes on the way.
    """
    name = card.at["fred"]
    problems = Problems(f"FRED, {name}", f"headings observation_date, {name}, then one row a day; no page")
    rows = delimited.table(body, problems)
    if len(rows[0]) != 2 or rows[0][0].upper() not in ("OBSERVATION_DATE", "DATE") or rows[0][1] != name:
        problems.refuse(f"the headings are {delimited.printable(', '.join(rows[0]))}: an unknown id?")
    readings = delimited.columns(rows[1:], {1: card}, delimited.iso_day, MISSING, problems)
    return Harvest(readings=readings, notes=() if readings else (f"{card.name}: nothing published in the window",))


def parse_metadata(
    body: bytes, *, card: Card, key: str, start: date | None, vintages: bool, base: str = API
) -> Harvest:
    """What FRED says a series is; leads to the question for its figures, and for its vintages.

    Raises
    ------
    FormatError
        If FRED reports an error, describes another series or another frequency, or a unit this house cannot read.
    UnitError
        If the unit measures something else than the card's, or an index or volume has another base year.
    """
    problems = Problems(f"FRED, metadata of {card.at['fred']}", f"one series {card.at['fred']} with its units")
    found = answer(body, problems)
    rows = intake.rows_at(found, ("seriess",), problems)
    if len(rows) != 1 or rows[0].get("id") != card.at["fred"]:
        problems.refuse("the answer is not about this series")
    often = rows[0].get("frequency_short")
    if _FREQUENCIES.get(card.frequency, often) != often:
        problems.refuse(f'its frequency is "{delimited.printable(str(often), 20)}", not {card.frequency}')
    scale = scale_of(str(rows[0].get("units")), card)
    if vintages:
        return Harvest(more=(list_of_vintages(card, scale, key, base), _observations(card, scale, key, None, 0, base)))
    return Harvest(more=(_observations(card, scale, key, start, 0, base),))


def parse_observations(
    body: bytes, *, card: Card, scale: float, key: str, start: date | None, offset: int = 0, base: str = API
) -> Harvest:
    """The newest vintage of the figures: ``"."`` is missing; `scale` turns FRED's unit into the card's.

    Raises
    ------
    FormatError, UnitError
        As :func:`parse_graph`.
    """
    problems = Problems(f"FRED, observations of {card.at['fred']}", 'rows of "date" and "value"')
    found = answer(body, problems)
    rows = intake.rows_at(found, ("observations",), problems)
    intake.need(rows, ("date", "value"), problems)
    pairs = [[str(row["date"]), str(row["value"])] for row in rows]
    readings = delimited.columns(pairs, {1: card}, delimited.iso_day, MISSING, problems, scale=scale)
    done = offset + len(rows)
    more = () if done >= total(found, problems) or not rows else (_observations(card, scale, key, start, done, base),)
    return Harvest(readings=readings, more=more)


def scale_of(units: str, card: Card) -> float:
    """By what FRED's figures are multiplied to be in the card's unit, from FRED's own name of their unit.

    Raises
    ------
    UnitError
        If the two measure different things, the base year is another, or the name is not understood.
    """
    told = f'FRED sends "{card.name}" in "{delimited.printable(units, 60)}"'
    index, chained, money = _INDEX.fullmatch(units), _CHAINED.fullmatch(units), _SCALED.match(units)
    base_year = (index and index[1]) or (chained and chained[1])
    if base_year and base_year not in f"{card.title} {card.document}":
        raise _other_unit(f"{told}, base year {base_year}", card)
    if index:
        unit = "index"
    elif chained:
        unit = "chained USD bn"
    elif units.lower().startswith("percent"):
        unit = "percent"
    elif money and (money[1] or "").lower() in _SIZES:
        unit = _CURRENCIES[money[2].lower()] + _SIZES[(money[1] or "").lower()]
    else:
        unit = ""
    if unit in SCALES and SCALES[unit][0] == SCALES[card.unit][0]:
        return factor(unit, card.unit)
    raise _other_unit(told, card)


def _other_unit(told: str, card: Card) -> UnitError:
    return UnitError(
        told,
        f"FRED, metadata of {card.at['fred']}",
        f"a unit that becomes {card.unit}",
        "the series was redefined: nothing of it was kept; use the publisher's own figures",
    )


def _graph(card: Card, start: date | None, base: str) -> Request:
    window = () if start is None else (("cosd", start.isoformat()),)
    params = (("id", card.at["fred"]), *window)
    parse = partial(parse_graph, card=card)
    return Request(card.name, "fred", f"{base}/graph/fredgraph.csv", parse, params, _CSV, limit=16_000_000)


def _observations(card: Card, scale: float, key: str, start: date | None, offset: int, base: str) -> Request:
    window = () if start is None else (("observation_start", start.isoformat()),)
    params = (*window, ("sort_order", "asc"), ("limit", str(PAGE)), ("offset", str(offset)))
    parse = partial(parse_observations, card=card, scale=scale, key=key, start=start, offset=offset, base=base)
    return question(card, "/observations", params, key, parse, base, f", from row {offset}" if offset else "")


def _unit_is_open(card: Card) -> bool:
    """Whether recent figures alone could not tell millions from billions by the card's magnitudes."""
    money = SCALES[card.unit][0] in delimited.MONEY and card.kind == "stock"
    return money and card.low > 0 and card.high / card.low >= SPAN
