"""Stock prices: why none are fetched unless the user asks, and the two ways that are left.

By default ebb fetches no stock index. The S&P 500 belongs to S&P Dow Jones Indices, whose licence forbids passing it on; a
free official source with its history does not exist. FRED carries the last ten years only (a rolling window) and Stooq, long
without a key, has asked for one since March 2026 and answers 200 with a page where it gets none. Shiller's monthly figures are
averages of daily closes, not month ends. So: a user's own file (``ebb import``), FRED's ten years on request, or Stooq
with the user's own key. Whatever is fetched is for the user's own use and never packaged.

Stooq limits questions a day per key and says so in the body ("Exceeded the daily hits limit"), with status 200.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from ebb.sources import delimited, fred
from ebb.sources.cards import card
from ebb.sources.exact import Problems
from ebb.sources.harvest import Harvest, Request

STOOQ: Final = "https://stooq.com"
HEADINGS: Final = ["DATE", "OPEN", "HIGH", "LOW", "CLOSE"]
MISSING: Final = frozenset({""})
#: Closes before this day are left out: the index was so low that a shift of the unit could not be told.
FIRST: Final = date(1990, 1, 1)


def requests(
    *, stooq_key: str | None = None, fred_key: str | None = None, ten_years: bool = False, base: str | None = None
) -> tuple[Request, ...]:
    """Questions for the S&P 500: none unless the user chose a way.

    Parameters
    ----------
    stooq_key : str, optional
        The user's own key of Stooq: the whole daily history.
    ten_years : bool
        FRED's rolling ten years (with `fred_key`, by its API).
    base : str, optional
        Scheme and host in place of the publishers' own; tests point it at loopback.
    """
    asked: tuple[Request, ...] = ()
    if stooq_key:
        params = (("s", card("SP500").at["stooq"]), ("i", "d"), ("apikey", stooq_key))
        media = ("text/csv", "application/csv", "text/plain", "application/octet-stream")
        asked = (
            Request("SP500", "stooq", f"{base or STOOQ}/q/d/l/", parse_stooq, params, media, 16_000_000, ("apikey",)),
        )
    if ten_years:
        asked += fred.requests(["SP500"], key=fred_key, base=base)
    return asked


def parse_stooq(body: bytes) -> Harvest:
    """Daily closes since 1990: ``Date,Open,High,Low,Close,Volume``.

    Raises
    ------
    FormatError
        If it is a page (no key), a refusal in words, cut off, or days repeat or run backwards.
    UnitError
        If a close lies outside the magnitudes of the index.
    """
    problems = Problems("Stooq, S&P 500", "columns Date, Open, High, Low, Close, one row a day; no page, no words")
    rows = delimited.table(body, problems)
    if [cell.upper() for cell in rows[0][:5]] != HEADINGS:
        problems.refuse(f"it says: {delimited.printable(', '.join(rows[0]))}")
    kept = [row for row in rows[1:] if (delimited.iso_day(row[0]) or FIRST) >= FIRST]
    older = len(rows) - 1 - len(kept)
    notes = (f"{older} days before {FIRST} left out",) if older else ()
    return Harvest(delimited.columns(kept, {4: card("SP500")}, delimited.iso_day, MISSING, problems), notes=notes)
