"""The lines the rule does not decide, on the record: what was known on a day, and the scores of their models."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebb.errors import UnknownName
from ebb.record import Record
from ebb.simulate.liabilities import (
    DEBT,
    HELD,
    VARIANTS,
    Effect,
    Issuance,
    Known,
    Limit,
    Monthly,
    Score,
    Variant,
    effects,
    levels,
    net_issuance,
    quarters,
    score,
)
from ebb.simulate.liabilities.projection import NEEDED
from ebb.simulate.liabilities.score import SCORED
from ebb.sources.published import document

#: First origin of the scores.
SINCE = date(2015, 3, 31)


def known_on(record: Record) -> Known:
    """What a projection of the liabilities may use on the record's day."""
    return Known(
        published={key: record.series(key) for key in (*NEEDED, "tbill_3m_avg")},
        programme=record.programme,
        corridor=record.corridor,
        limits=limits(record.as_of),
        bills=issuance(record).bills,
    )


def issuance(record: Record) -> Issuance:
    """Net issuance of the Treasury to private hands as known on the record's day, bills and coupons, USD billion a month.

    The packaged statement of the debt stands; the user's store adds the months after it. The Fed's holdings are weekly where
    the store holds them and turning points where it does not: then a month's bills are drawn as a line between these.
    """
    held = {key: record.full(key) for key in HELD}
    packaged = net_issuance({key: record.full(key) for key in DEBT}, held)
    own = net_issuance(record.debt_by_class(), held)
    return Issuance(packaged.bills.followed(own.bills), packaged.coupons.followed(own.coupons))


def outcomes(record: Record) -> dict[str, Monthly]:
    """The lines as published by the record's day, and net bill supply: what projections are scored against."""
    known = known_on(record)
    found = levels(known.published)
    return found if known.bills is None else {**found, "net_bills": known.bills}


def limits(as_of: date) -> tuple[Limit, ...]:
    """Times in which the debt limit bound, as known on a day: begun by then, and with an end only if it had come."""
    return tuple(
        Limit(_month(raw["first"]), _month(raw["last"]) if raw["last"] <= as_of else None)
        for raw in document("debt_limit")["binding"]
        if raw["first"] <= as_of
    )


def liability_scores(
    record: Record, variants: Sequence[Variant] = VARIANTS, lines: Sequence[str] = SCORED
) -> tuple[Score, ...]:
    """Reserves and ON RRP from every quarter end since 2015 against what was published by the record's day.

    Cost: about a second a variant.
    """
    outcome = outcomes(record)
    origins = quarters(SINCE, record.as_of)
    kept: dict[date, Known] = {}

    def on(day: date) -> Known:
        if day not in kept:
            kept[day] = known_on(Record(day))
        return kept[day]

    return tuple(found for variant in variants for found in score(on, outcome, origins, variant, lines_scored=lines))


def factor_effects(record: Record, line: str, since: date = SINCE) -> tuple[Effect, ...]:
    """What tax days, coupon settlements and ends of months and quarters did to a line since a day, USD billion.

    Weekly where the user's store holds the weeks; the packaged monthly levels tell little more than tax days. `line` is a
    series key, such as ``"tga"`` or ``"reserves"``.

    Raises
    ------
    UnknownName
        If there is no such series.
    SourceError
        With about a year of observations or fewer.
    """
    return effects(record.full(line).in_unit("USD bn").between(since, record.as_of))


def variant_named(name: str) -> Variant:
    """The variant of a name.

    Raises
    ------
    UnknownName
        If there is none.
    """
    for variant in VARIANTS:
        if variant.name == name:
            return variant
    raise UnknownName.of("variant", name, [v.name for v in VARIANTS], where="answers.liabilities")


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1
