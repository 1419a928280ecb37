"""Treasury auctions as the rollover sees them: what settles on which day, at which announced size.

Past auctions come from rows of published results (:func:`offerings`). Where none is known, the *stated issuance mix*
takes the sizes of the last year known on a date and repeats them, each security on the day its kind settles:

- 3-, 10- and 30-year on the 15th; 2-, 5-, 7- and 20-year at the month's end (both on the next business day);
- floating rate notes: the new two-year at the ends of January, April, July and October; a reopening on the last Friday,
  which only sometimes is the day the notes settle;
- TIPS on the last business day, which is no payment day when the month's end is not a business day.

Source of the conventions: US Treasury, auction announcements and results; checked against 655 issues in the packaged
auction table. Nothing here looks past the date it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from ebb.errors import FormatError
from ebb.portfolio.settlement import last_business_day, last_friday, month_end, settles_on, shift_months

_CLASSES = {"note": "notes_bonds", "bond": "notes_bonds", "frn": "frn", "tips": "tips"}
#: A size older than this before the newest of its kind no longer belongs to the mix.
_QUARTER, _YEAR = timedelta(days=100), timedelta(days=370)
#: Notes and bonds settle twice a month.
_SETTLEMENTS_A_QUARTER = 6
#: Test auctions of a few million dollars are no part of a pattern.
_SMALLEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Offering:
    """One issue that settles on a day: announced public size and, where published, what the Fed got on top, USD."""

    settles: date
    asset_class: str
    term: str
    matures: date
    size: int
    addon: int | None = None
    coupon: float | None = None
    cusip: str = ""
    reopening: bool = False


Calendar = Mapping[date, Sequence[Offering]]


def offerings(rows: Iterable[Mapping[str, str]]) -> tuple[Offering, ...]:
    """Typed rows of the packaged auction table, by settlement date, shortest first.

    Raises
    ------
    FormatError
        If rows cannot be read; every problem is listed.
    """
    found, problems = [], []
    for number, row in enumerate(rows, start=2):
        try:
            found.append(
                Offering(
                    settles=date.fromisoformat(row["issue_date"]),
                    asset_class=_CLASSES[row["security_type"]],
                    term=row["term"],
                    matures=date.fromisoformat(row["maturity_date"]),
                    size=round(float(row["offering_bn"]) * 1e9),
                    addon=round(float(row["soma_addon_bn"]) * 1e9) if row["soma_addon_bn"] else None,
                    coupon=float(row["coupon_pct"]) if row["coupon_pct"] else None,
                    cusip=row["cusip"],
                    reopening=row["reopening"] == "1",
                )
            )
        except (KeyError, ValueError) as error:
            problems.append(f"line {number}: {error!r}")
    if problems:
        raise FormatError(
            f"the auction table has {len(problems)} problems: {'; '.join(problems)}",
            "portfolio.offerings",
            "issue_date, security_type, term, cusip, reopening, maturity_date, coupon_pct, offering_bn, soma_addon_bn",
            "correct the table",
        )
    return tuple(sorted(found, key=lambda o: (o.settles, o.matures, o.cusip)))


def calendar_of(issues: Iterable[Offering]) -> Calendar:
    """Offerings by settlement date."""
    days: dict[date, list[Offering]] = defaultdict(list)
    for issue in issues:
        days[issue.settles].append(issue)
    return MappingProxyType({day: tuple(found) for day, found in days.items()})


@dataclass(frozen=True, slots=True)
class IssuanceMix:
    """The last known pattern of sizes, repeated: fixed-rate notes and FRN every quarter, TIPS every year.

    `borrowed` are the issues of the pattern that settled after `as_of`, because the table does not reach far enough
    back.
    """

    pattern: tuple[Offering, ...]
    as_of: date
    borrowed: tuple[Offering, ...] = ()

    def settling_in(self, month: date) -> Calendar:
        """What would settle against maturities of the calendar month of `month`, by payment day."""
        mid, end = settles_on(month.replace(day=15)), settles_on(month_end(month))
        issues = []
        for last in self.pattern:
            ahead = _months_between(_slot(last.settles), month)
            if ahead % (12 if last.asset_class == "tips" else 3):
                continue
            day = _settles(last, month, mid, end)
            if day in (mid, end):
                issues.append(
                    Offering(
                        settles=day,
                        asset_class=last.asset_class,
                        term=last.term,
                        matures=shift_months(last.matures, ahead),
                        size=last.size,
                        reopening=last.reopening,
                    )
                )
        return calendar_of(sorted(issues, key=lambda o: (o.settles, o.matures, o.term)))


def issuance_mix(issues: Sequence[Offering], as_of: date) -> IssuanceMix:
    """The stated mix on a date: for each kind the pattern of its last quarter (TIPS: last year) among auctions
    settled by then.

    Where the table holds less than a quarter before `as_of` (it begins again in May 2022), the missing issues are
    borrowed from the quarter (TIPS: year) after it and listed in `borrowed`: sizes of a coming quarter are announced
    at its refunding, those of TIPS a year ahead only in outline, so this is an assumption that a reader must see.

    Raises
    ------
    FormatError
        If no note or bond settled in the table within a quarter of `as_of`.
    """
    whole = [o for o in issues if o.size >= _SMALLEST]
    known = [o for o in whole if o.settles <= as_of]
    newest = {kind: max(o.settles for o in known if o.asset_class == kind) for kind in {o.asset_class for o in known}}
    past = {_key(o): o for o in known if newest[o.asset_class] - o.settles < _reach(o)}
    complete = len({o.settles for o in past.values() if o.asset_class == "notes_bonds"}) >= _SETTLEMENTS_A_QUARTER
    ahead = [] if complete else [o for o in whole if as_of < o.settles <= as_of + _reach(o)]
    borrowed = {_key(o): o for o in reversed(ahead) if _key(o) not in past}
    if not any(o.asset_class == "notes_bonds" for o in (*past.values(), *borrowed.values())):
        raise FormatError(
            f"no note or bond settled within a quarter of {as_of} in the auction table",
            "portfolio.issuance_mix",
            f"a table that reaches {as_of}" + (f" (it begins on {issues[0].settles})" if issues else " (it is empty)"),
            "choose another date",
        )
    pattern = sorted((past | borrowed).values(), key=lambda o: (o.asset_class, o.matures))
    return IssuanceMix(tuple(pattern), as_of, tuple(borrowed.values()))


def _reach(issue: Offering) -> timedelta:
    return _YEAR if issue.asset_class == "tips" else _QUARTER


def _key(issue: Offering) -> tuple[str, int, int]:
    """What repeats: class, original term, and the month of the quarter (TIPS: of the year)."""
    month = _slot(issue.settles).month
    return issue.asset_class, _tenor(issue), month if issue.asset_class == "tips" else month % 3


def _settles(last: Offering, month: date, mid: date, end: date) -> date:
    if last.asset_class == "tips":
        return last_business_day(month)
    if last.asset_class == "frn":
        return last_friday(month) if last.reopening else end
    if _slot(last.settles) == last.settles.replace(day=1) and last.settles.day <= 20:
        return (
            mid if last.settles == settles_on(last.settles.replace(day=15)) else last.settles
        )  # off-cycle: no rollover
    return end


def _slot(settles: date) -> date:
    """First day of the month whose maturities pay for an issue: the first four days belong to the month before."""
    return (settles - timedelta(days=4)).replace(day=1)


def _tenor(issue: Offering) -> int:
    """Original term in years: a reopening of 9 years and 10 months is a 10-year."""
    words = issue.term.split("-")
    return int(words[0]) + (1 if "Month" in issue.term else 0)


def _months_between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month
