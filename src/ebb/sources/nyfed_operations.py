"""Repo and reverse repo operations of the New York Fed, and the daily series the house makes of them.

Amounts are dollars, whatever a heading elsewhere says. There may be several operations a day, so a day's take-up is their
sum. What the publisher itself calls a small value exercise is kept as an operation but is no take-up. Standing repo is told by
type, term and date, never by method alone: it was auctioned at multiple prices until December 2025 and is allotted in full
since, and the repo of 2019 and 2020 was no standing facility.

Source: Federal Reserve Bank of New York, Repo and Reverse Repo Operations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.sources.cards import cards
from ebb.sources.exact import Problems, a_day, cents, count, day, listed, missing, number, reading
from ebb.sources.exact import words as text
from ebb.sources.harvest import Harvest, Operation, Reading
from ebb.sources.intake import need, rows_at, tree

WHERE: Final = "Federal Reserve Bank of New York, repo and reverse repo operations"

#: The standing repo facility's first day: FOMC directive of 28 July 2021, effective the next day.
STANDING_REPO_FROM: Final = date(2021, 7, 29)

KINDS: Final[Mapping[str, str]] = {"Repo": "repo", "Reverse Repo": "reverse_repo"}

_RATES: Final = ("percentAwardRate", "percentWeightedAverageRate", "percentOfferingRate")
_MILLION: Final = 1_000_000_00  # cents
#: No operation was ever a tenth of this; beyond it the unit is another one (cents).
_LARGEST: Final = 10_000_000_000_000_00


@dataclass(frozen=True, slots=True)
class Take:
    """One operation with what the daily series need of it beyond :class:`~ebb.sources.harvest.Operation`."""

    operation: Operation
    overnight: bool
    exercise: bool
    against_treasuries: int | None  # accepted against Treasury collateral, cents
    award: float | None  # percent, for that collateral


def repo_operations(body: bytes) -> Harvest:
    """Repo and reverse repo results (``rp/results/search.json``, ``.../last/{n}.json``, ``lastTwoWeeks.json``).

    Parameters
    ----------
    body : bytes

    Returns
    -------
    Harvest
        Every operation with a result; and, summed per day, RRPONTSYD and RRPONTSYAWARD (fixed-rate overnight reverse
        repo against Treasuries) and SRF_ACCEPTED (standing repo), as far as there are cards. Operations only announced
        so far are counted in a note.

    Raises
    ------
    FormatError
        If a row is not as documented, an operation stands twice, or details do not add up to their total.
    UnitError
        If a day's sum lies outside its card's magnitudes.

    Notes
    -----
    Law: the amounts accepted by security type add up to the operation's total.
    """
    problems = Problems(WHERE, 'operations under "repo.operations" with amounts in US dollars')
    rows = rows_at(tree(body, problems), ("repo", "operations"), problems)
    wanted = ("operationId", "operationDate", "operationType", "operationMethod", "term", "auctionStatus")
    need(rows, wanted, problems)
    results = [row for row in rows if row["auctionStatus"] == "Results"]
    need(results, ("totalAmtSubmitted", "totalAmtAccepted", "details"), problems)
    takes = [t for row in results if (t := problems.read(_label(row), take, row)) is not None]
    refuse_repeats([t.operation for t in takes], problems)
    refuse_other_unit([t.operation.accepted for t in takes if not t.exercise], problems)
    problems.refuse_if_any()
    notes = []
    if len(results) < len(rows):
        notes.append(f"{len(rows) - len(results)} operations announced or cancelled, without a result: left out")
    if not results:
        notes.append("no repo or reverse repo operation in the days asked for")
    readings, more = _series(takes)
    operations = sorted((t.operation for t in takes), key=lambda o: (o.day, o.operation))
    return Harvest(readings=readings, operations=tuple(operations), notes=(*notes, *more))


def propositions(body: bytes) -> Harvest:
    """Reverse repo operations with their counterparties (``rp/reverserepo/propositions/search.json``).

    These rows name neither term nor collateral, so no daily series is made of them.

    Raises
    ------
    FormatError
        As :func:`repo_operations`; the law there holds for the amounts by type of counterparty.
    """
    problems = Problems(WHERE, 'operations under "repo.operations" with propositions by type of counterparty')
    rows = rows_at(tree(body, problems), ("repo", "operations"), problems)
    need(rows, ("operationId", "operationDate", "totalAmtAccepted"), problems)
    found = [o for row in rows if (o := problems.read(_label(row), _proposed, row)) is not None]
    refuse_repeats(found, problems)
    refuse_other_unit([o.accepted for o in found], problems)
    problems.refuse_if_any()
    return Harvest(operations=tuple(sorted(found, key=lambda o: (o.day, o.operation))))


def take(row: Mapping[str, Any]) -> Take:
    """One row of the results.

    Raises
    ------
    ValueError
        If a field is absent or cannot be what it should be.
    """
    kind = text(row["operationType"])
    total = _amount(row["totalAmtAccepted"])
    if total is None:
        raise ValueError("a result without totalAmtAccepted")
    details = row["details"]
    if not isinstance(details, list) or not all(isinstance(d, dict) for d in details):
        raise ValueError("details are no list")
    stated = [(text(d.get("securityType")), _amount(d.get("amtAccepted")), _rate(d)) for d in details]
    parts = [(name, amount, rate) for name, amount, rate in stated if amount is not None]
    if len(parts) < len(stated) and parts:
        raise ValueError("some amounts accepted by security type are missing")
    if parts and sum(amount for _, amount, _ in parts) != total:
        raise ValueError("the amounts accepted by security type do not add up to totalAmtAccepted")
    taken = [part for part in parts if part[1]] or parts or [(name, 0, rate) for name, _, rate in stated]
    treasury = [part for part in parts if part[0].lower() == "treasury"]
    operation = Operation(
        _id(row),
        KINDS.get(kind, kind.lower().replace(" ", "_")),
        a_day(row["operationDate"]),
        settles=day(row.get("settlementDate")),
        matures=day(row.get("maturityDate")),
        security_type=", ".join(dict.fromkeys(name for name, _, _ in taken if name)),
        method=text(row["operationMethod"]),
        submitted=_amount(row["totalAmtSubmitted"]),
        accepted=total,
        rate=_average(taken),
        counterparties=_counterparties(row),
    )
    return Take(
        operation,
        overnight=text(row["term"]).lower() == "overnight",
        exercise="small value" in text(row.get("note")).lower(),
        against_treasuries=sum(amount for _, amount, _ in treasury) if parts else None,
        award=treasury[0][2] if len(treasury) == 1 else None,
    )


def refuse_repeats(operations: Sequence[Operation], problems: Problems) -> None:
    """An operation's id stands once in a delivery."""
    seen: set[tuple[str, date]] = set()
    for one in operations:
        if (one.operation, one.day) in seen:
            problems.add(f"operation {one.operation} stands twice")
        seen.add((one.operation, one.day))


def refuse_other_unit(amounts: Sequence[int | None], problems: Problems) -> None:
    """Operations are in whole millions of dollars: amounts most of which are not are in another unit."""
    given = [amount for amount in amounts if amount]
    odd = [amount for amount in given if amount % _MILLION]
    if 2 * len(odd) > len(given):
        problems.add(f"{len(odd)} of {len(given)} amounts are no whole millions of dollars: another unit?")


def _series(takes: Sequence[Take]) -> tuple[tuple[Reading, ...], list[str]]:
    exercises = [t for t in takes if t.exercise]
    counted = [t for t in takes if t.overnight and not t.exercise]
    reverse = [
        t for t in counted if t.operation.kind == "reverse_repo" and t.operation.method.lower().startswith("fixed")
    ]
    standing = [t for t in counted if t.operation.kind == "repo" and t.operation.day >= STANDING_REPO_FROM]
    against = [t for t in reverse if t.against_treasuries is not None]
    found = [
        _reading("RRPONTSYD", _per_day(against, lambda t: t.against_treasuries or 0)),
        _reading("RRPONTSYAWARD", {t.operation.day: t.award for t in against if t.award is not None}),
        _reading("SRF_ACCEPTED", _per_day(standing, lambda t: t.operation.accepted or 0)),
    ]
    notes = []
    if exercises:
        notes.append(
            f"{len(exercises)} small value exercises counted in no series: {listed([t.operation.day for t in exercises])}"
        )
    if len(against) < len(reverse):
        notes.append(f"{len(reverse) - len(against)} reverse repo operations name no collateral: in no series")
    return tuple(one for one in found if one is not None), notes


def _per_day(takes: Sequence[Take], amount: Callable[[Take], int]) -> dict[date, float]:
    """Billions of dollars accepted on each operation day."""
    days: dict[date, int] = {}
    for one in takes:
        days[one.operation.day] = days.get(one.operation.day, 0) + amount(one)
    return {at: total / 100_000_000_000 for at, total in days.items()}


def _reading(name: str, points: Mapping[date, float]) -> Reading | None:
    return reading(cards()[name], dict(points)) if points and name in cards() else None


def _proposed(row: Mapping[str, Any]) -> Operation:
    total = _amount(row["totalAmtAccepted"])
    parts = row.get("propositions") or []
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise ValueError("propositions are no list")
    amounts = [_amount(part.get("amtAccepted")) for part in parts]
    given = [amount for amount in amounts if amount is not None]
    if given and len(given) == len(amounts) and sum(given) != total:
        raise ValueError("propositions do not add up to totalAmtAccepted")
    return Operation(
        _id(row), "reverse_repo", a_day(row["operationDate"]), accepted=total, counterparties=_counterparties(row)
    )


def _rate(detail: Mapping[str, Any]) -> float | None:
    for name in _RATES:
        if not missing(detail.get(name)):
            return number(detail[name], -2, 30)
    return None


def _average(parts: Sequence[tuple[str, int, float | None]]) -> float | None:
    """The award rate, averaged over security types by the amounts accepted."""
    rated = [(amount, rate) for _, amount, rate in parts if rate is not None]
    rates = {rate for _, rate in rated}
    if len(rates) <= 1:
        return rates.pop() if rates else None
    weight = sum(amount for amount, _ in rated)
    return sum(amount * rate for amount, rate in rated) / weight if weight else None


def _amount(raw: Any) -> int | None:
    amount = cents(raw)
    if amount is not None and not 0 <= amount <= _LARGEST:
        raise ValueError(f"{raw} dollars in one operation: another unit?")
    return amount


def _counterparties(row: Mapping[str, Any]) -> int | None:
    given = row.get("acceptedCpty")
    return count(row.get("participatingCpty") if missing(given) else given)


def _id(row: Mapping[str, Any]) -> str:
    found = text(row["operationId"])
    if not found:
        raise ValueError("no operationId")
    return found


def _label(row: Mapping[str, Any]) -> str:
    return f"operation {str(row['operationId'])[:20]} of {str(row['operationDate'])[:10]}"
