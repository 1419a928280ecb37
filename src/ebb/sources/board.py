"""The Board's releases: every line of H.4.1, and the lines of H.15 and H.8 that the catalogue knows.

The way that stays is the whole release as an archive of SDMX XML (9 MB for H.4.1); packages of one's own were removed from
the Data Download Program in November 2026, and the program itself is to end. If it does, the dated page of the release is
left: :mod:`ebb.sources.h41_page`. There are no vintages: the archive is the newest data. The Board states no limit; a
question without a User-Agent was refused with 403, so ebb sends its own and asks once a fetch for each release.

An H.4.1 line with a card is kept under the card's name, every other under the Board's. Lines that are changes (from a week
or a year before) follow from the levels and are counted, not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

import numpy as np

from ebb.errors import UnitError, UnknownName
from ebb.series import Values
from ebb.sources import ddp, delimited
from ebb.sources.cards import Card, named_at
from ebb.sources.exact import Problems, listed
from ebb.sources.harvest import Harvest, Reading, Request
from ebb.units.scale import SCALES

BASE: Final = "https://www.federalreserve.gov"
PATH: Final = "/datadownload/Output.aspx"
BOARD: Final = "Board of Governors of the Federal Reserve System"
#: Release -> how its documents are called in the catalogue.
RELEASES: Final = {"H41": "H.4.1", "H15": "H.15", "H8": "H.8"}
#: Series without which a whole release is not the one we know.
CORE: Final = {
    "H41": ("WALCL", "WSHOSHO", "TREAST", "WSHOMCB", "WRESBAL", "WRBWFRBL", "WTREGEN", "WDTGAL", "WLRRAL", "WCURCIR"),
    "H15": ("DFF", "DGS3MO", "DGS2", "DGS10", "DGS30", "DFII10"),
    "H8": ("TLAACBW027SBOG", "DPSACBW027SBOG"),
}
#: Supplying less absorbing factors are reserves: totals, reserves, and how far rounding may part them, USD million.
SUPPLYING, ABSORBING, RESERVES, ROUNDING = "RESH4S_N.WW", "RESH4A_N.WW", "WRBWFRBL", 3.0

_CHANGE: Final = "_XCH"
_AVERAGE: Final = "_XAW"


def requests(releases: Iterable[str] = ("H41", "H15", "H8"), *, base: str = BASE) -> tuple[Request, ...]:
    """One question for each release, for the whole of it.

    Parameters
    ----------
    releases : iterable of str
        Of :data:`RELEASES`.
    base : str
        Scheme and host; tests point it at loopback.

    Raises
    ------
    UnknownName
        If the Board has no such release.
    """
    asked = []
    for release in releases:
        if release not in RELEASES:
            raise UnknownName.of("release of the Board", release, RELEASES, where="sources.board")
        params = (("rel", release), ("filetype", "zip"))
        media = ("application/zip", "application/x-zip-compressed", "application/octet-stream", "binary/octet-stream")
        parse = partial(parse_archive, release=release)
        asked.append(Request(RELEASES[release], "board", base + PATH, parse, params, media, 128_000_000))
    return tuple(asked)


def parse_archive(body: bytes, release: str = "H41") -> Harvest:
    """A whole release as an archive of SDMX XML.

    Raises
    ------
    FormatError
        If the archive is damaged or too large, a series the house lives on is absent, the factors do not add up to
        reserves on the newest Wednesday, or days repeat or run backwards.
    UnitError
        If a line is in another unit than its card, or a figure outside its magnitudes.
    """
    problems = _problems(release)
    lines, others = ddp.archive(body, _wanted(release), problems)
    names = {line.name for line in lines if len(line.values)}
    for code, card in named_at("board").items():
        if card.name in CORE[release] and code not in names:
            problems.add(f"{card.name} ({code}) is not in the release: renamed?")
    problems.refuse_if_any()
    return _harvest(lines, others, release, problems)


def parse_text(body: bytes, release: str = "H41") -> Harvest:
    """A release or a part of one as comma-separated text, in either layout.

    Raises
    ------
    FormatError, UnitError
        As :func:`parse_archive`; a part need not hold every series.
    """
    problems = _problems(release)
    wanted = _wanted(release)
    lines = ddp.text(body, problems)
    kept = [line for line in lines if wanted(line.name)]
    return _harvest(kept, len(lines) - len(kept), release, problems)


def _problems(release: str) -> Problems:
    return Problems(
        f"Board of Governors, {RELEASES.get(release, release)}, Data Download Program",
        "series with name, unit and multiplier, and one figure or mark of a missing one for each day",
    )


def _wanted(release: str) -> partial[bool]:
    known = frozenset(code for code, card in named_at("board").items() if card.document.startswith(RELEASES[release]))
    return partial(_is_wanted, release=release, known=known)


def _is_wanted(name: str, *, release: str, known: frozenset[str]) -> bool:
    return (release == "H41" and _CHANGE not in name) or name in known


def _harvest(lines: list[ddp.Line], others: int, release: str, problems: Problems) -> Harvest:
    """Lines as readings, each once, in the unit of its card."""
    seen: dict[str, ddp.Line] = {}
    readings, empty, foreign = [], [], []
    for line in lines:
        if line.name in seen:
            if not _same(seen[line.name], line):
                problems.add(f'"{line.name}" stands there twice with different figures')
            continue
        seen[line.name] = line
        card = named_at("board").get(line.name) or _made_card(line)
        if card is None:
            foreign.append(line.name)
        elif not len(line.values):
            empty.append(line.name)
        else:
            _check_days(line, card, problems)
            readings.append((card, line))
    problems.refuse_if_any()
    found = tuple(_reading(card, line) for card, line in readings)
    why = " (changes from the week or the year before)" if release == "H41" else ""
    notes = [f"{others} {'line' if others == 1 else 'lines'} not kept{why}"] if others else []
    notes += [f"without any figure: {listed(empty)}"] if empty else []
    notes += [f"in a unit or rhythm this house does not keep: {listed(foreign)}"] if foreign else []
    notes += _check_factors(found, problems)
    return Harvest(readings=found, notes=tuple(notes))


def _same(one: ddp.Line, other: ddp.Line) -> bool:
    return np.array_equal(one.dates, other.dates) and np.array_equal(one.values, other.values)


def _check_days(line: ddp.Line, card: Card, problems: Problems) -> None:
    """Lines of H.4.1 and H.8 are dated by Wednesdays."""
    if card.frequency == "weekly":
        off = (line.dates.astype(np.int64) + 3) % 7 != 2  # 1970-01-01 was a Thursday
        if off.any():
            problems.add(f'"{line.name}" has a figure on {line.dates[off][0]}, which is no Wednesday')


def _made_card(line: ddp.Line) -> Card | None:
    """A card for a line of H.4.1 that the catalogue does not know, from its headings; None if its unit is no money."""
    if line.unit != "Currency" or line.currency != "USD" or not line.name.endswith(".WW"):
        return None
    basis = "week average" if _AVERAGE in line.name else "wednesday level"
    document = "H.4.1 Factors Affecting Reserve Balances"
    return Card(line.name, line.title, BOARD, document, "USD mn", basis, "weekly", 1, at={"board": line.name})


def _reading(card: Card, line: ddp.Line) -> Reading:
    """One line in the unit of its card."""
    measure, size = SCALES[card.unit]
    money = line.unit == "Currency" and line.currency == "USD" and measure == "money"
    rate = line.unit.lower().startswith("percent") and card.unit == "percent" and line.multiplier == 1.0
    if not money and not rate:
        raise UnitError(
            f'"{card.name}" ({line.name}) comes in {delimited.printable(line.unit, 40)} times {line.multiplier:g}',
            f"{card.publisher}, {card.document}",
            f"a unit that becomes {card.unit}",
            "the series was redefined: nothing of the release was kept",
        )
    values = line.values if rate else _scaled(line.values, line.multiplier, size)
    read = Reading(card, delimited.period_ends(line.dates, card.frequency), values)
    delimited.steady(card, read.dates, read.values)
    return read


def _scaled(values: Values, multiplier: float, size: float) -> Values:
    """Figures times `multiplier` in units of `size`, by a whole factor so that nothing is lost."""
    return values * (multiplier / size) if multiplier >= size else values / (size / multiplier)


def _check_factors(readings: tuple[Reading, ...], problems: Problems) -> list[str]:
    """Factors supplying less factors absorbing are reserves; the newest week must say so, older ones are counted.

    Raises
    ------
    FormatError
    """
    lines = {one.card.name: one for one in readings if one.card.name in (SUPPLYING, ABSORBING, RESERVES)}
    if len(lines) < 3:
        return []
    by_date = [
        dict(zip(lines[n].dates.tolist(), lines[n].values, strict=True)) for n in (SUPPLYING, ABSORBING, RESERVES)
    ]
    days = sorted(set(by_date[0]) & set(by_date[1]) & set(by_date[2]))
    gaps = [abs(by_date[0][day] - by_date[1][day] - by_date[2][day]) for day in days]
    if gaps and gaps[-1] > ROUNDING:
        problems.refuse(f"supplying less absorbing factors miss reserves by {gaps[-1]:,.0f} million on {days[-1]}")
    broken = sum(gap > ROUNDING for gap in gaps)
    return [f"factors do not add up to reserves in {broken} of {len(days)} weeks"] if broken else []
