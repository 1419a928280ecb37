"""What is known of bills, TIPS and floating rate notes is their total; this room infers the dates, and says how.

The New York Fed publishes every holding by CUSIP, but the packaged figures hold the list only for notes and bonds.
The rest is spread over the issues that exist by the auction calendar. Nothing here looks at what matured afterwards.

The assumptions, by name (:data:`ASSUMPTIONS`), are printed with every run that uses them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from ebb.portfolio.offerings import Offering
from ebb.portfolio.redemption import allocate
from ebb.portfolio.securities import Security
from ebb.portfolio.settlement import month_end, shift_months, thursdays

ASSUMPTIONS: Final[dict[str, str]] = {
    "bill_ladder": (
        "Bills mature on Thursdays and are rolled in equal parts into 8-, 13- and 26-week bills; the opening total "
        "is spread as that habit would have left it. Shorter bills are left out: they could mature in the month they"
        " are bought in."
    ),
    "tips_issues": (
        "TIPS are held in every issue outstanding by the auction calendar (5-year of April, since 2019 also of "
        "October; 10-year of January and July; 20-year of July 2004 and January 2006-2009; 30-year of February since"
        " 2010 and of 1998, 1999, 2001), in equal parts of the class total, except issues first auctioned inside the"
        " packaged auction table, held at the sum of their published add-ons."
    ),
    "tips_compensation": (
        "The published inflation compensation is spread over TIPS in proportion to par times the rise of consumer "
        "prices since the issue date (times age, before the price series begins or without one)."
    ),
    "listed_issues": (
        "Where TIPS and FRN are known by CUSIP on an earlier day, what has not matured since is held, with published "
        "add-ons; what the class total holds beyond it is held in the issues first sold since."
    ),
    "frn_issues": (
        "FRN are held in the eight two-year issues outstanding (ends of January, April, July, October), in equal "
        "parts except those first auctioned inside the packaged auction table."
    ),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """TIPS and floating rate notes by CUSIP on a day before the one asked for."""

    day: date
    securities: tuple[Security, ...]


#: Weeks to maturity of the bills into which a bill is rolled.
BILL_WEEKS: Final = (8, 13, 26)

_FRN_MONTHS = (1, 4, 7, 10)
#: (first year, last year or None, month of issue, years and month of maturity); all mature on the 15th.
_TIPS_CALENDAR: Final = (
    (2004, None, 4, 5, 4),
    (2019, None, 10, 5, 10),
    (1997, 2001, 1, 10, 1),
    (2003, None, 1, 10, 1),
    (2002, None, 7, 10, 7),
    (2004, 2004, 7, 21, 1),
    (2006, 2009, 1, 20, 1),
    (1998, 1999, 4, 30, 4),
    (2001, 2001, 10, 31, 4),
    (2010, None, 2, 30, 2),
)
_LONGEST_YEARS = 30
#: Auctions settle at least twice a month; a longer silence is a gap of the table.
_GAP = timedelta(days=60)


def bill_ladder(total: int, as_of: date) -> dict[date, int]:
    """Par of bills by maturity date, USD: the ladder that equal rolling into :data:`BILL_WEEKS` leaves behind.

    Law: sums to `total`; the first date is the first Thursday after `as_of`.
    """
    first = as_of + timedelta(days=(3 - as_of.weekday()) % 7 or 7)
    weeks = range(1, max(BILL_WEEKS) + 1)
    weights = [sum(tenor >= week for tenor in BILL_WEEKS) for week in weeks]
    return {
        first + timedelta(weeks=week - 1): part
        for week, part in zip(weeks, allocate(total, weights), strict=True)
        if part
    }


def rolled_bills(amount: int, day: date) -> dict[date, int]:
    """Maturities of an amount put into bills on `day`, USD; bills mature on Thursdays."""
    thursday = day - timedelta(days=(day.weekday() - 3) % 7)
    parts = allocate(amount, [1] * len(BILL_WEEKS))
    return {thursday + timedelta(weeks=w): part for w, part in zip(BILL_WEEKS, parts, strict=True) if part}


def bill_settlements(amount: int, month: date) -> dict[date, int]:
    """Outright bill purchases of a month in equal parts on its Thursdays, USD."""
    days = thursdays(month)
    return dict(zip(days, allocate(amount, [1] * len(days)), strict=True))


def tips(
    total: int,
    compensation: int,
    as_of: date,
    auctions: Sequence[Offering],
    prices: Mapping[tuple[int, int], float] | None = None,
    earlier: Listed | None = None,
) -> list[Security]:
    """TIPS by issue, from the class totals, and from an earlier list of them where there is one.

    Parameters
    ----------
    total, compensation : int
        Par and accrued inflation compensation of the class, USD.
    as_of : date
    auctions : sequence of Offering
        Auction results; only those settled by `as_of` are used.
    prices : mapping of (year, month) to float, optional
        Consumer price index; only months up to two before `as_of` are used, as the reference index does.
    earlier : Listed, optional
        TIPS by CUSIP on an earlier day.
    """
    if earlier is not None:
        found = _since(earlier, total, "tips", _tips_outstanding(as_of), as_of, auctions)
        weights = [s.compensation for s in found]
        parts = allocate(compensation, weights if any(weights) else [1] * len(found)) if found else []
        return [replace(s, compensation=part) for s, part in zip(found, parts, strict=True)]
    found = _in_issues(total, "tips", _tips_outstanding(as_of), as_of, auctions)
    index = _reference_index(prices or {}, as_of)
    weights = [s.par // 1_000_000 * max(round(1e6 * _rise(index, s.issued, as_of)), 0) for s in found if s.issued]
    if not any(weights):
        weights = [1] * len(found)
    parts = allocate(compensation, weights) if found else []
    return [Security("", "tips", None, s.issued, s.matures, s.par, part) for s, part in zip(found, parts, strict=True)]


def frn(total: int, as_of: date, auctions: Sequence[Offering], earlier: Listed | None = None) -> list[Security]:
    """Floating rate notes by issue, from the class total in USD, and from an earlier list of them where there is one."""
    dates = []
    for back in range(25):
        issue = month_end(shift_months(as_of.replace(day=1), -back))
        if issue.month in _FRN_MONTHS and issue <= as_of:
            dates.append((issue, shift_months(issue, 24)))
    outstanding = [(issued, matures) for issued, matures in dates if matures > as_of]
    if earlier is not None:
        return _since(earlier, total, "frn", outstanding, as_of, auctions)
    return _in_issues(total, "frn", outstanding, as_of, auctions)


def _since(
    earlier: Listed,
    total: int,
    kind: str,
    outstanding: Sequence[tuple[date, date]],
    as_of: date,
    auctions: Sequence[Offering],
) -> list[Security]:
    """What an earlier list has become: what has not matured, with the add-ons since, and the issues first sold since.

    New issues whose add-ons are published are held at their sum; the others share what is left of the total. Where nothing is
    left for them, or there are none, all amounts are scaled to the published total.
    """
    alive = [s for s in earlier.securities if s.asset_class == kind and s.matures > as_of]
    since = [o for o in auctions if o.asset_class == kind and earlier.day < o.settles <= as_of and o.addon]
    more: dict[date, int] = {}
    for one in since:
        if one.reopening:
            more[one.matures] = more.get(one.matures, 0) + (one.addon or 0)
    held = [replace(s, par=s.par + more.pop(s.matures, 0)) for s in alive]
    known = _addons(kind, as_of, auctions)
    new = [(issued, matures) for issued, matures in outstanding if issued > earlier.day]
    sold = {key: known[_issue(*key)] for key in new if _issue(*key) in known}
    unknown = [key for key in new if key not in sold]
    rest = total - sum(s.par for s in held) - sum(sold.values())
    if unknown and rest > 0:
        sold |= dict(zip(unknown, allocate(rest, [1] * len(unknown)), strict=True))
    held += [Security("", kind, None, issued, matures, par) for (issued, matures), par in sold.items() if par]
    if sum(s.par for s in held) != total and held:
        parts = allocate(total, [s.par for s in held])
        held = [replace(s, par=part) for s, part in zip(held, parts, strict=True)]
    return sorted(held, key=lambda s: (s.matures, s.issued or date.min))


def _in_issues(
    total: int, kind: str, outstanding: Sequence[tuple[date, date]], as_of: date, auctions: Sequence[Offering]
) -> list[Security]:
    """Known add-ons first; what they leave of the total in equal parts over the other issues."""
    if not total:
        return []
    addons = _addons(kind, as_of, auctions)
    known = {key: addons[_issue(*key)] for key in outstanding if _issue(*key) in addons}
    others = [key for key in outstanding if key not in known]
    if others and sum(known.values()) <= total:
        rest = dict(zip(others, allocate(total - sum(known.values()), [1] * len(others)), strict=True))
    else:  # every issue is known, or known wrongly: keep their proportions, take the total as published
        sizes = list(known.values()) if any(known.values()) else [1] * len(known)
        known = dict(zip(known, allocate(total, sizes), strict=True))
        rest = {}
    return [
        Security("", kind, None, issued, matures, par)
        for (issued, matures), par in sorted((known | rest).items(), key=lambda item: item[0][1])
        if par
    ]


def _issue(issued: date, matures: date) -> tuple[tuple[int, int], date]:
    """A month of first issue and a maturity name one TIPS or FRN; the day of issue may have moved to a business day."""
    slot = issued - timedelta(days=4)
    return (slot.year, slot.month), matures


def _addons(kind: str, as_of: date, auctions: Sequence[Offering]) -> dict[tuple[tuple[int, int], date], int]:
    """Sum of published add-ons per issue whose every auction up to `as_of` is in the table, USD.

    An issue first sold before a gap of the table may have been bought in the gap, so it is not taken as known.
    """
    settled = sorted((o for o in auctions if o.settles <= as_of), key=lambda o: o.settles)
    days = [*(o.settles for o in settled), as_of]
    gaps = [later for earlier, later in pairwise(days) if later - earlier > _GAP]
    start = gaps[-1] if gaps else days[0]
    found: dict[tuple[tuple[int, int], date], int] = {}
    for issue in settled:
        if issue.asset_class != kind or issue.settles < start or issue.addon is None:
            continue
        if not issue.reopening:
            found[_issue(issue.settles, issue.matures)] = issue.addon
        else:
            first = next((key for key in reversed(found) if key[1] == issue.matures), None)
            if first:
                found[first] += issue.addon
    return found


def _tips_outstanding(as_of: date) -> list[tuple[date, date]]:
    found = []
    for first, last, month, years, due in _TIPS_CALENDAR:
        for year in range(max(first, as_of.year - _LONGEST_YEARS - 1), min(last or as_of.year, as_of.year) + 1):
            issued, matures = month_end(date(year, month, 1)), date(year + years, due, 15)
            if issued <= as_of < matures:
                found.append((issued, matures))
    return found


def _reference_index(prices: Mapping[tuple[int, int], float], as_of: date) -> dict[tuple[int, int], float]:
    limit = shift_months(as_of.replace(day=1), -2)
    return {month: value for month, value in prices.items() if date(*month, 1) <= limit}


def _rise(index: Mapping[tuple[int, int], float], issued: date, as_of: date) -> float:
    """Rise of the reference index since the issue, a share; 2.5 percent a year where no index reaches back."""
    base = shift_months(issued.replace(day=1), -2)
    first = index.get((base.year, base.month))
    if not index:
        return 0.025 * (as_of - issued).days / 365.25
    newest = index[max(index)]
    if first is None:
        begin = min(index)
        years = (date(*begin, 1) - base).days / 365.25
        first = index[begin] * 1.025 ** -max(years, 0.0)
    return newest / first - 1.0
