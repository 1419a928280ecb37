"""Cboe's volatility index: the file of daily prices since 1990, of which the close is read.

Cboe states no limit for this file; ebb asks once a fetch, with its own User-Agent. Cboe claims copyright on index values:
they are fetched for the user's own use and never packaged. Cboe writes ``MM/DD/YYYY``; copies rewrite the days as
``YYYY-MM-DD``; one file holds one form. Early rows repeat the close in all four columns.
"""

from __future__ import annotations

from typing import Final

from ebb.sources import delimited
from ebb.sources.cards import card
from ebb.sources.exact import Problems
from ebb.sources.harvest import Harvest, Request

BASE: Final = "https://cdn.cboe.com"
FILE: Final = "/api/global/us_indices/daily_prices/VIX_History.csv"
HEADINGS: Final = ["DATE", "OPEN", "HIGH", "LOW", "CLOSE"]
#: A day without a price; never zero.
MISSING: Final = frozenset({"", "NA"})


def requests(*, base: str = BASE) -> tuple[Request, ...]:
    """The one question to Cboe: the whole history of the VIX (about 500 kB).

    Parameters
    ----------
    base : str
        Scheme and host; tests point it at loopback.
    """
    media = ("text/csv", "application/csv", "text/plain", "application/octet-stream", "binary/octet-stream")
    return (Request("VIX", "cboe", base + FILE, parse, media=media, limit=8_000_000),)


def parse(body: bytes) -> Harvest:
    """The closes of ``VIX_History.csv``.

    Raises
    ------
    FormatError
        If headings, days or figures are not as described above, if the file was cut off, or rows repeat or run backwards.
    UnitError
        If a close lies outside the magnitudes of the index.
    """
    problems = Problems("Cboe Global Markets, VIX_History.csv", "columns DATE, OPEN, HIGH, LOW, CLOSE, one row a day")
    rows = delimited.table(body, problems)
    if [cell.upper() for cell in rows[0]] != HEADINGS:
        problems.refuse(f"the headings are {delimited.printable(', '.join(rows[0]))}")
    if len(rows) < 2:
        problems.refuse("it holds no rows")
    american = "/" in rows[1][0]
    day_of = delimited.american_day if american else delimited.iso_day
    return Harvest(readings=delimited.columns(rows[1:], {4: card("VIXCLS")}, day_of, MISSING, problems))
