"""Reference rates of the New York Fed: SOFR, TGCR, BGCR, EFFR and OBFR with percentiles and volumes.

Which figure is which series of the house is written on the cards (``at.nyfed``, for instance ``"SOFR.percentPercentile25"``)
and nowhere else; a figure without a card is named in a note and left out. Rates are percent, volumes billions of dollars, and
a day without percentiles has none (``"NA"`` or no key). Revised rows keep their date and carry a flag, which becomes a note.

Source: Federal Reserve Bank of New York, Secured and Unsecured Reference Rates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from ebb.sources.cards import named_at
from ebb.sources.exact import Problems, a_day, listed, missing, number, reading, words
from ebb.sources.harvest import Harvest
from ebb.sources.intake import need, rows_at, tree

WHERE: Final = "Federal Reserve Bank of New York, reference rates"
TYPES: Final = ("SOFR", "TGCR", "BGCR", "EFFR", "OBFR")

#: The SOFR averages and index are an index level, not a rate: they come in the same answer and are left out.
LEFT_OUT: Final = "SOFRAI"

PERCENTILES: Final = ("percentPercentile1", "percentPercentile25", "percentPercentile75", "percentPercentile99")
_FIGURES: Final = ("percentRate", *PERCENTILES, "volumeInBillions")
_TARGET: Final = ("targetRateFrom", "targetRateTo")
#: Names, flags, and what only old EFFR rows carried; read by nobody here.
_OTHER: Final = (
    *("effectiveDate", "type", "revisionIndicator", "footnoteId"),
    *("intraDayLow", "intraDayHigh", "stdDeviation"),
)
#: Bounds of a rate in percent and of a volume in USD bn before the cards' own: beyond them the unit is another one.
_BOUNDS: Final = {"volumeInBillions": (0.0, 50_000.0)}
_RATE_BOUNDS: Final = (-5.0, 100.0)


def reference_rates(body: bytes) -> Harvest:
    """Rates, percentiles and volumes from a JSON answer (``rates/.../search.json``, ``last/{n}.json``, ``latest.json``).

    Parameters
    ----------
    body : bytes

    Returns
    -------
    Harvest
        One reading for each type and field that has a card and a figure. No row at all is a valid answer (a window
        without business days) and is said in a note.

    Raises
    ------
    FormatError
        If the rows are not as documented, a type and date stand twice, a rate is missing where its percentiles are
        not, or percentiles run against their order.
    UnitError
        If a figure lies outside its card's magnitudes.

    Notes
    -----
    Laws: percentiles 1 <= 25 <= 75 <= 99, and the rate lies between the first and the 99th; one row a type and day.
    """
    problems = Problems(
        WHERE, 'rows under "refRates" with effectiveDate, type, percentRate in percent, volumeInBillions'
    )
    rows = rows_at(tree(body, problems), ("refRates",), problems)
    need(rows, ("effectiveDate", "type"), problems)
    if not rows:
        return Harvest(notes=("no reference rates were published in the days asked for",))
    by_type: dict[str, dict[date, Mapping[str, Any]]] = {}
    left_out = 0
    for row in rows:
        kind = problems.read("type", words, row["type"]) or ""
        at = problems.read(f"{kind} effectiveDate", a_day, row["effectiveDate"])
        if kind == LEFT_OUT:
            left_out += 1
        elif kind not in TYPES:
            problems.add(f"type {kind[:20]!r} is not known")
        elif at is not None:
            days = by_type.setdefault(kind, {})
            if at in days:
                problems.add(f"{kind} {at} stands twice")
            days[at] = row
    problems.refuse_if_any()
    harvest = Harvest(notes=(f"{left_out} rows of SOFR averages and index left out",) if left_out else ())
    for kind, days in by_type.items():
        harvest = harvest + _of_type(kind, days, problems)
    return harvest


def _of_type(kind: str, days: Mapping[date, Mapping[str, Any]], problems: Problems) -> Harvest:
    _refuse_renamed(kind, list(days.values()), problems)
    figures: dict[str, dict[date, float]] = {}
    revised: list[date] = []
    for at, row in sorted(days.items()):
        found = {
            name: value
            for name in row
            if name not in _OTHER and (value := _figure(f"{kind} {at} {name}", name, row[name], problems)) is not None
        }
        _check(f"{kind} {at}", found, problems)
        for name, value in found.items():
            figures.setdefault(name, {})[at] = value
        if not missing(row.get("revisionIndicator")):
            revised.append(at)
    problems.refuse_if_any()
    known = named_at("nyfed")
    readings = [
        reading(known[f"{kind}.{name}"], points) for name, points in figures.items() if f"{kind}.{name}" in known
    ]
    without = [f"{kind}.{name}" for name in figures if f"{kind}.{name}" not in known and name not in _TARGET]
    notes = []
    if without:
        notes.append(f"no card for {', '.join(without)}: left out")
    if revised:
        notes.append(f"{kind} revised by the publisher on {listed(revised)}")
    return Harvest(readings=tuple(readings), notes=tuple(notes))


def _figure(label: str, name: str, raw: Any, problems: Problems) -> float | None:
    low, high = _BOUNDS.get(name, _RATE_BOUNDS)
    if name not in _FIGURES and isinstance(raw, str):
        return None  # a remark in words, such as a footnote
    value = problems.read(label, lambda text: number(text, low, high), raw)
    return None if value is None else float(value)


def _check(label: str, found: Mapping[str, float], problems: Problems) -> None:
    """The laws of one row; a row must carry a rate or a volume, and no percentiles without their rate."""
    shown = [found[name] for name in PERCENTILES if name in found]
    if "percentRate" not in found and (shown or "volumeInBillions" not in found):
        problems.add(f"{label} has no percentRate")
        return
    if shown != sorted(shown):
        problems.add(f"{label}: percentiles run against their order")
    elif len(shown) == len(PERCENTILES) and not shown[0] <= found["percentRate"] <= shown[-1]:
        problems.add(f"{label}: the rate lies outside its percentiles")


def _refuse_renamed(kind: str, rows: Sequence[Mapping[str, Any]], problems: Problems) -> None:
    """A documented field that vanished from every row while an unknown one appeared has been renamed."""
    names = {name for row in rows for name in row}
    absent = set(_FIGURES) - names
    unknown = names - {*_FIGURES, *_TARGET, *_OTHER}
    if absent and unknown:
        problems.refuse(
            f"{kind}: {', '.join(sorted(absent))} vanished and {', '.join(sorted(unknown))} appeared: renamed?"
        )
