"""The H.4.1 beside what other publishers say of the same account on the same day.

The Treasury's own books and the New York Fed's operations measure two of the liabilities that move most. They are compared on
the Wednesday itself and on no other day: a balance of Tuesday says nothing about Wednesday's.

Sources: Board of Governors, H.4.1; US Department of the Treasury, Daily Treasury Statement; Federal Reserve Bank of New York,
temporary open market operations.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np

from ebb.errors import UnitError
from ebb.series import Series
from ebb.store.check_laws import UNEXPLAINED, Outside, Verdict
from ebb.store.statement import UNIT, Held, columns
from ebb.store.statement_lines import BASES, Span

#: Law -> (line of the H.4.1, name of the other publisher's series in the store).
BESIDE: Final[Mapping[str, tuple[str, str]]] = {
    "treasury_account": ("tga", "TGA_DTS"),
    "overnight_reverse_repos": ("reverse_repos_others", "RRPONTSYD"),
}
#: First day of a law that does not hold before: in 2014 and 2015 the line also had term operations over quarter ends.
SINCE: Final[Mapping[str, date]] = {"overnight_reverse_repos": date(2016, 1, 1)}
#: USD mn: one of the two is rounded to the million.
WITHIN: Final = 1.0
#: Share of the weeks checked that must lie within it.
BAR: Final = 0.99


def beside_laws(held: Held, others: Mapping[str, Series], span: Span | None = None) -> tuple[Verdict, ...]:
    """Every comparison with another publisher, on the Wednesdays both have.

    Parameters
    ----------
    held : mapping of line -> Series, wednesday level
    others : mapping of name in the store -> Series, operation day

    Raises
    ------
    UnitError
        If a line is no Wednesday level, or the other series no figure of a day.
    """
    return tuple(beside(law, held, others, span) for law in BESIDE)


def beside(law: str, held: Held, others: Mapping[str, Series], span: Span | None = None) -> Verdict:
    """The verdict on one comparison."""
    line, name = BESIDE[law]
    if line not in held or name not in others:
        return Verdict(law, "beside", BASES[0], WITHIN, BAR, 0, 0)
    other = others[name]
    if other.basis != "operation day":
        raise UnitError(f"{name} is {other.basis}", "store.check_beside", "the figure of a day", "check its card")
    dates, values = columns(held, (line,), BASES[0])
    low, high = span or (date.min, date.max)
    low = max(low, SINCE.get(law, date.min))
    theirs = dict(other.in_unit(UNIT))
    days: list[date] = [day for day, mine in zip(dates.tolist(), values[line], strict=True) if np.isfinite(mine)]
    days = [day for day in days if low <= day <= high and day in theirs]
    mine = dict(zip(dates.tolist(), values[line].tolist(), strict=True))
    gaps = {day: mine[day] - theirs[day] for day in days}
    outside = tuple(Outside(day, gap, UNEXPLAINED) for day, gap in gaps.items() if abs(gap) > WITHIN)
    return Verdict(
        law,
        "beside",
        BASES[0],
        WITHIN,
        BAR,
        len(days),
        len(days) - len(outside),
        outside,
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )
