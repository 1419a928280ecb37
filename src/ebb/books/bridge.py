"""The bridge: why reserves changed between two published Wednesdays, and where a smaller balance sheet was felt.

Two views of the same figures. *Factors*: the change of reserves is the sum of what adds to and what takes from them,
with the right signs. *Two sides*: what shrank among assets, and which liabilities shrank with them. Each view adds up
exactly, because what is not published separately is one named residual, shown like every other line. A plug proves
nothing: its size is the score.

Only Wednesday levels enter. Currency is published to us as a week average only and is the one labelled exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ebb.books.cents import Cents, cents, usd_bn
from ebb.errors import LawError, MissingDate, UnitError, UnknownName, UsageError
from ebb.series import Origin, Series

#: The basis of every series of a bridge.
BASIS: Final = "wednesday level"

#: The one exception, by name: the average of the week ending that Wednesday.
EXCEPTIONS: Final[dict[str, str]] = {"currency": "week average"}

#: Series that must be given, and those that split a line further where they are.
NEEDED: Final = ("total_assets", "reserves", "reverse_repo_total", "tga", "currency")
OPTIONAL: Final = ("treasuries", "mbs", "on_rrp", "remittances_due")

#: What hides in the residual of either side.
RESIDUAL: Final = "other deposits, other liabilities and capital, the difference of currency from its week average"


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """One line of the bridge, in cents.

    Attributes
    ----------
    name : str
    side : ``"asset"``, ``"liability"``
    start, end : Cents
        Levels on the two days.
    sign : +1 or -1
        What a rise of the line does to reserves; 0 for reserves themselves.
    part_of : str
        The line of the same side this one is a part of, or empty.
    residual : bool
        Whether the line is computed as what is left over.
    """

    name: str
    side: str
    start: Cents
    end: Cents
    sign: int
    part_of: str = ""
    residual: bool = False

    @property
    def change(self) -> Cents:
        """End less start."""
        return self.end - self.start

    @property
    def effect(self) -> Cents:
        """What the change did to reserves."""
        return self.sign * self.change


@dataclass(frozen=True, slots=True)
class Bridge:
    """The bridge between two published Wednesdays.

    Laws, checked at construction: change of total assets = sum of the asset lines = sum of the liability lines (parts
    left out); change of reserves = sum of the factors' effects. Exact in cents.

    Attributes
    ----------
    start, end : date
    lines : tuple of BridgeLine
    exceptions : tuple of str
        Lines that depart from the Wednesday basis, as :data:`EXCEPTIONS` allows: to be shown with the numbers.
    origins : tuple of Origin
    """

    start: date
    end: date
    lines: tuple[BridgeLine, ...]
    exceptions: tuple[str, ...]
    origins: tuple[Origin, ...]

    def __post_init__(self) -> None:
        total = self.line("total_assets").change
        sums = {side: sum(line.change for line in self.side(side)) for side in ("asset", "liability")}
        effects = sum(line.effect for line in self.factors)
        if any(amount != total for amount in sums.values()) or effects != self.line("reserves").change:
            raise LawError(
                f"the bridge {self.start} to {self.end} does not add up",
                "books.bridge",
                "change of total assets = sum of assets = sum of liabilities, and reserves = sum of factors",
                "build it with ebb.books.bridge",
            )

    def line(self, name: str) -> BridgeLine:
        """The line called `name`.

        Raises
        ------
        UnknownName
            If the bridge has no such line.
        """
        for line in self.lines:
            if line.name == name:
                return line
        raise UnknownName.of("line of the bridge", name, [line.name for line in self.lines], where="books.bridge")

    def side(self, side: str) -> tuple[BridgeLine, ...]:
        """The lines of one side that add up to the change of total assets (parts left out)."""
        return tuple(
            line for line in self.lines if line.side == side and not line.part_of and line.name != "total_assets"
        )

    @property
    def factors(self) -> tuple[BridgeLine, ...]:
        """The lines whose effects add up to the change of reserves, each as finely as it is published."""
        split = {line.part_of for line in self.lines if line.part_of}
        return tuple(
            line for line in self.lines if line.sign and line.name not in split and line.name != "total_assets"
        )

    @property
    def residual(self) -> BridgeLine:
        """What the published lines leave unexplained on the liability side."""
        return next(line for line in self.lines if line.residual and line.side == "liability" and line.sign)

    def change_bn(self, name: str) -> float:
        """Change of one line, USD bn."""
        return usd_bn(self.line(name).change)

    def changes_bn(self) -> dict[str, float]:
        """Change of every line by name, USD bn."""
        return {line.name: usd_bn(line.change) for line in self.lines}

    @property
    def fall_in_securities(self) -> Cents:
        """By how much Treasuries and MBS together fell; below zero if they rose.

        Raises
        ------
        UnknownName
            If the bridge was built without the two series.
        """
        return -(self.line("treasuries").change + self.line("mbs").change)

    def shares(self) -> dict[str, float]:
        """What part of the fall in securities each line of the liability side took; a line that rose has a negative
        share.

        The shares of the lines that add up (parts left out) exceed or miss 1 by what other assets did.

        Raises
        ------
        UnknownName
            If the bridge was built without Treasuries and MBS.
        UsageError
            If securities did not fall between the two days.
        """
        fall = self.fall_in_securities
        if fall <= 0:
            raise UsageError(
                f"securities did not fall from {self.start} to {self.end}",
                "books.bridge, shares",
                "two days between which Treasuries and MBS together fell",
                "choose days inside a runoff, e.g. 2022-05-25 and 2025-11-26",
            )
        return {line.name: -line.change / fall for line in self.lines if line.side == "liability"}

    def summary(self) -> str:
        """Both sides as plain text, USD bn."""
        rows = [f"{self.start} to {self.end}, USD bn"]
        for line in self.lines:
            indent = "    " if line.part_of else "  "
            mark = " (residual)" if line.residual else ""
            rows.append(f"{indent + line.name + mark:<40}{usd_bn(line.change):>+12,.1f}")
        notes = (f"  {name}: {EXCEPTIONS[name]}; all other lines: {BASIS}" for name in self.exceptions)
        return "\n".join([*rows, *notes])

    def __str__(self) -> str:
        return self.summary()


def bridge(series: Mapping[str, Series], start: date, end: date) -> Bridge:
    """Change of reserves as the sum of its factors, and the two sides of a change of the balance sheet.

    Parameters
    ----------
    series : mapping of key -> Series, stock, money
        All of :data:`NEEDED`; any of :data:`OPTIONAL` splits a line further: ``treasuries`` and ``mbs`` split assets,
        ``on_rrp`` splits reverse repos from the foreign official pool, ``remittances_due`` (published sign) shows the
        part of the residual that is the deferred asset. An optional series without a value on either day is left
        unsplit. Other keys are refused.
    start, end : date
        Published Wednesdays, `start` before `end`.

    Returns
    -------
    Bridge

    Raises
    ------
    UnknownName
        If a needed series is missing or a key is unknown.
    UnitError
        If a series is not on the Wednesday basis (week averages are refused, currency excepted) or is no money.
    MissingDate
        If a needed series has no value on one of the days; all gaps are named.
    UsageError
        If `end` is not after `start`.

    Notes
    -----
    Law: d(reserves) = d(securities) + d(other assets) - d(reverse repos) - d(TGA) - d(currency) - d(other), with the
    deferred asset (a negative liability) inside other. Source of all lines: Federal Reserve Board, H.4.1; the split of
    reverse repos: Federal Reserve Bank of New York.

    >>> import numpy as np
    >>> days = np.array(["2022-05-25", "2022-06-29"], dtype="datetime64[D]")
    >>> def level(key, first, last, basis="wednesday level"):
    ...     return Series(key, days, np.array([first, last]), "USD bn", basis, days, ())
    >>> given = [level("total_assets", 100, 90), level("reserves", 50, 45), level("reverse_repo_total", 20, 16),
    ...          level("tga", 5, 6), level("currency", 20, 20, "week average")]
    >>> built = bridge({one.key: one for one in given}, date(2022, 5, 25), date(2022, 6, 29))
    >>> built.change_bn("reserves"), built.change_bn("other"), built.exceptions
    (-5.0, -2.0, ('currency',))
    """
    _refuse(series, start, end)
    level = _levels(series, start, end)
    zero = (0, 0)
    lines: list[BridgeLine] = [BridgeLine("total_assets", "asset", *level["total_assets"], 1)]
    securities = [name for name in ("treasuries", "mbs") if name in level]
    lines += [BridgeLine(name, "asset", *level[name], 1) for name in securities]
    rest = _less(level["total_assets"], *(level[name] for name in securities))
    name = "other_assets" if securities == ["treasuries", "mbs"] else "all_other_assets"
    lines.append(BridgeLine(name, "asset", *rest, 1, residual=True))

    lines.append(BridgeLine("reserves", "liability", *level["reserves"], 0))
    lines.append(BridgeLine("reverse_repo_total", "liability", *level["reverse_repo_total"], -1))
    if "on_rrp" in level:
        foreign = _less(level["reverse_repo_total"], level["on_rrp"])
        lines.append(BridgeLine("on_rrp", "liability", *level["on_rrp"], -1, part_of="reverse_repo_total"))
        lines.append(BridgeLine("foreign_rrp", "liability", *foreign, -1, part_of="reverse_repo_total"))
    lines += [BridgeLine(name, "liability", *level[name], -1) for name in ("tga", "currency")]
    known = ("reserves", "reverse_repo_total", "tga", "currency")
    other = _less(level["total_assets"], *(level[name] for name in known))
    lines.append(BridgeLine("other", "liability", *other, -1, residual="remittances_due" not in level))
    if "remittances_due" in level:
        due = level["remittances_due"]
        lines.append(BridgeLine("remittances_due", "liability", *due, -1, part_of="other"))
        lines.append(BridgeLine("rest_of_other", "liability", *_less(other, due, zero), -1, "other", residual=True))
    exceptions = tuple(name for name, basis in EXCEPTIONS.items() if series[name].basis == basis)
    origins = tuple(dict.fromkeys(origin for name in level for origin in series[name].origins))
    return Bridge(start, end, tuple(lines), exceptions, origins)


def _refuse(series: Mapping[str, Series], start: date, end: date) -> None:
    """Everything that can be wrong with the question, before a number is read."""
    allowed = (*NEEDED, *OPTIONAL)
    for key in series:
        if key not in allowed:
            raise UnknownName.of("series of a bridge", key, allowed, where="books.bridge")
    lacking = [key for key in NEEDED if key not in series]
    if lacking:
        raise UnknownName(
            f"the bridge lacks {', '.join(lacking)}",
            "books.bridge",
            f"all of: {', '.join(NEEDED)}",
            "pass the published series under these keys",
        )
    if start >= end:
        raise UsageError(
            f"a bridge from {start} to {end}", "books.bridge", "start before end", "exchange the two dates"
        )
    mixed = [
        f'"{key}" ({one.key}) is a {one.basis}'
        for key, one in series.items()
        if one.basis not in (BASIS, EXCEPTIONS.get(key))
    ]
    if mixed:
        raise UnitError(
            f"a bridge would mix bases: {'; '.join(mixed)}",
            "books.bridge",
            f"{BASIS}s; only currency may be the average of the week",
            "take the column published on the Wednesday basis",
        )


def _levels(series: Mapping[str, Series], start: date, end: date) -> dict[str, tuple[Cents, Cents]]:
    """Levels in cents on both days by key; an optional series with a gap is left out, a needed one is refused."""
    level: dict[str, tuple[Cents, Cents]] = {}
    gaps = []
    for key in (key for key in (*NEEDED, *OPTIONAL) if key in series):
        one = series[key]
        try:
            level[key] = (cents(one.at(start), one.unit), cents(one.at(end), one.unit))
        except MissingDate:
            if key in NEEDED:
                gaps += [f"{key} on {day}" for day in (start, end) if not len(one.between(day, day))]
    if gaps:
        newest = min(series[key].last()[0] for key in NEEDED)
        raise MissingDate(
            f"not published for a bridge: {', '.join(gaps)}",
            f"books.bridge, {start} to {end}",
            f"Wednesdays on which all of {', '.join(NEEDED)} are published (the newest is at most {newest})",
            "choose dates of the series; the packaged table holds the last Wednesday of each month",
        )
    return level


def _less(whole: tuple[Cents, Cents], *parts: tuple[Cents, Cents]) -> tuple[Cents, Cents]:
    return whole[0] - sum(p[0] for p in parts), whole[1] - sum(p[1] for p in parts)
