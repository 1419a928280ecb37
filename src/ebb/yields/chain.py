"""From a plan to borrowing costs and the economy, link by link: each link a range, and none narrower than the one it hangs on.

A link is the one before it times a range of factors: what a trillion does to the yield, what a basis point of it is worth on
the policy rate, how much of it reaches a mortgage, what a policy rate does to output and prices by the models of those who
published one. The middle of a range is no best estimate. What was published for other amounts or on another road is set beside
the chain and never fed into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Final, Literal

from ebb.errors import FormatError, UsageError
from ebb.yields.borrowing import Range

#: What a published effect on the economy is an effect of.
PER: Final = ("policy rate", "10-year yield", "percent of GDP", "USD trillion", "programme")
#: The two things it is an effect on: real output and prices, percent.
On = Literal["output", "prices"]
ON: Final[tuple[On, ...]] = ("output", "prices")
SHOWN: Final = ("seen", "seen-secondary", "computed")
_FIELDS: Final = ("key", "known", "who", "model", "per", "evidence", "source", "said", "conversion")


@dataclass(frozen=True, slots=True)
class Link:
    """One link: `low`, `central` and `high` in `unit`; `hangs_on` is the key of the link it was worked out from.

    Parameters
    ----------
    factor : Range or None
        What the link before was multiplied with; None for the first.
    who : tuple of str
        Whose numbers the factor is.
    """

    key: str
    unit: str
    low: float
    central: float
    high: float
    hangs_on: str | None
    factor: Range | None
    who: tuple[str, ...]

    @property
    def relative_width(self) -> float:
        """High less low over the size of the middle; infinite where the middle is nothing."""
        return abs(self.high - self.low) / abs(self.central) if self.central else float("inf")

    def then(self, key: str, unit: str, factor: Range, who: Iterable[str]) -> Link:
        """The next link: this one times a range of factors, every combination of edges inside.

        Raises
        ------
        UsageError
            If the middle factor lies outside its own range, or is nothing.

        Notes
        -----
        Law: never narrower than this link in relation to its middle. The products contain this link times the middle factor,
        which is exactly as wide.
        """
        if not min(factor.low, factor.high) <= factor.central <= max(factor.low, factor.high) or not factor.central:
            raise UsageError(
                f"a factor of {factor.central:g} between {factor.low:g} and {factor.high:g}",
                "yields.chain",
                "a middle inside the range that is not zero",
                "hand in low, middle and high of one range",
            )
        products = [edge * part for edge in (self.low, self.high) for part in (factor.low, factor.high)]
        central = self.central * factor.central
        low, high = min(*products, central) + 0.0, max(*products, central) + 0.0  # no minus before a zero
        return Link(key, unit, low, central, high, self.key, factor, tuple(dict.fromkeys(who)))


def first_link(key: str, unit: str, values: Iterable[float], central: float, who: Iterable[str]) -> Link:
    """The link everything hangs on: the smallest and the largest of some values around a central one."""
    found = [central, *values]
    return Link(key, unit, min(found), central, max(found), None, None, tuple(who))


@dataclass(frozen=True, slots=True)
class Macro:
    """A published effect of purchases on output and prices, percent (unemployment: percentage points); sizes, no signs.

    `per_low` and `per_high` say of how much it is an effect, in the unit of `per` (basis points, percent of GDP, trillions);
    None for a programme as a whole, which nothing can be divided by. `output` and `prices` are (low, high) or None.
    """

    key: str
    known: date
    who: str
    model: str
    per: str
    evidence: str
    source: str
    said: str
    conversion: str
    per_low: float | None
    per_high: float | None
    output: tuple[float, float] | None
    prices: tuple[float, float] | None

    def for_one(self, on: On) -> tuple[float, float] | None:
        """(low, high) for one basis point, one percent of GDP or one trillion; None where it was not given."""
        given = self.output if on == "output" else self.prices
        if given is None or self.per_low is None or self.per_high is None:
            return None
        return given[0] / self.per_high, given[1] / self.per_low


def published_macro(document: Mapping[str, Any]) -> tuple[Macro, ...]:
    """The ``[[macro]]`` tables of the literature document, in its order.

    Raises
    ------
    FormatError
        If a table lacks a field or rests on memory; every problem is listed.
    """
    problems, found = [], []
    for number, raw in enumerate(document.get("macro", ()), start=1):
        name = raw.get("key", f"number {number}")
        missing = [field for field in _FIELDS if field not in raw]
        wrong = [
            f"{field} {raw[field]!r}"
            for field, known in (("per", PER), ("evidence", SHOWN))
            if raw.get(field) not in known
        ]
        if missing or wrong:
            problems.append(f"{name}: {', '.join([*(f'no {field}' for field in missing), *wrong])}")
            continue
        of = raw.get("of")
        span = (None, None) if of is None else (float(of[0]), float(of[-1]))
        parts = {on: (float(raw[on][0]), float(raw[on][-1])) if on in raw else None for on in ON}
        texts = {field: raw[field] for field in _FIELDS}
        found.append(Macro(**texts, per_low=span[0], per_high=span[1], output=parts["output"], prices=parts["prices"]))
    if problems:
        raise FormatError(
            f"published effects on the economy cannot be read: {'; '.join(problems)}",
            "literature document, [[macro]]",
            f"fields {', '.join(_FIELDS)}; per one of {', '.join(PER)}; evidence one of {', '.join(SHOWN)}",
            "restore the packaged file (reinstall ebb)",
        )
    return tuple(found)


def macro_factor(rows: Iterable[Macro], on: On, per: str) -> tuple[Range, tuple[Macro, ...]] | None:
    """The range of published effects for one unit of `per`, and whose they are; None where none is held.

    The effect of tightening is taken to be that of the published easing with the sign turned around. The middle is the median
    of the authors' middles.
    """
    used = [(row, pair) for row in rows if row.per == per and (pair := row.for_one(on)) is not None]
    if not used:
        return None
    middle = median((low + high) / 2.0 for _, (low, high) in used)
    span = Range(-max(high for _, (_, high) in used), -middle, -min(low for _, (low, _) in used))
    return span, tuple(row for row, _ in used)
