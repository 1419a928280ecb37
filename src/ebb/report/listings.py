"""Tables that stand in a section beside its charts: the board, the clocks, the levels others named, demand by every method."""

from __future__ import annotations

from ebb.answers.board import UNITS
from ebb.answers.clocks import Clock, clocks, verdict
from ebb.answers.demand_results import demand_results, satiations, share_words, slope_words, slopes
from ebb.answers.evidence import Evidence
from ebb.funding.board import Sign
from ebb.report.page import Listing
from ebb.text import BasisPoints, Day, Money, Month, Number, Percent, Phrase, Points, Range, Said, Words


def how_much(evidence: Evidence) -> tuple[Listing, ...]:
    """The tables of the section on how much is too much."""
    return (_board(evidence), _clocks(evidence), _thresholds(evidence), *_demand(evidence))


def _board(evidence: Evidence) -> Listing:
    board = evidence.board
    rows = [(Phrase(f"board.gauge.{sign.key}"), _sign(sign)) for sign in board.reading.signs]
    rows += [(Phrase(f"board.gauge.{key}"), (None, None, Phrase("listings.needs"))) for key in board.inputs.missing]
    return Listing(
        title=Phrase("listings.board.title", {"day": Day(evidence.as_of)}),
        heads=_heads("board", "sign", "value", "score", "observed"),
        rows=tuple(rows),
        note=board.sentence(),
    )


def _sign(sign: Sign) -> tuple[Said | None, ...]:
    if sign.value is None or sign.observed is None:
        return None, None, Phrase("listings.stale")
    shown: dict[str, Said] = {
        "bp": BasisPoints(sign.value, digits=1, signed=True),
        "percent": Percent(sign.value),
        "pp": Points(sign.value, signed=True),
        "USD bn": Money(sign.value),
        "bp per pp": BasisPoints(sign.value, digits=1, signed=True),
    }
    assert set(shown) == set(UNITS)
    score = Phrase("listings.not_counted") if sign.score is None else Number(sign.score, digits=1, signed=True)
    return shown[sign.unit], score, Month(sign.observed)


def _clocks(evidence: Evidence) -> Listing:
    return Listing(
        title=Phrase("listings.clocks.title"),
        heads=_heads("clocks", "day", "reserves", "banks", "gdp", "edge", "chance", "board", "out"),
        rows=tuple((Day(clock.day), _clock(clock)) for clock in clocks(evidence)),
        note=Phrase("listings.clocks.note"),
    )


def _clock(clock: Clock) -> tuple[Said | None, ...]:
    def banded(triple: tuple[float, float, float] | None, digits: int) -> Said | None:
        if triple is None:
            return None
        value, low, high = (Percent(number, digits=digits) for number in triple)
        return Phrase("demand.with_band", {"value": value, "band": Range(low, high)})

    return (
        Money(clock.reserves),
        Percent(clock.share),
        Percent(clock.of_gdp),
        banded(clock.edge, 1),
        banded(clock.chance, 0),
        verdict(clock),
        None if clock.board is None else Percent(clock.board[0], digits=0),
    )


def _thresholds(evidence: Evidence) -> Listing:
    rows = []
    for placed in evidence.thresholds:
        level = placed.threshold
        cells: tuple[Said | None, ...] = (
            Month(level.date),
            _money(placed.amount),
            _percents(placed.share_of_bank_assets),
            _percents(placed.share_of_gdp),
            _money(placed.amount_today_by_bank_assets),
            _money(placed.amount_today_by_gdp),
        )
        rows.append((Phrase(f"values.part.{level.key}"), cells))
    return Listing(
        title=Phrase("listings.levels.title"),
        heads=_heads("levels", "who", "date", "amount", "banks", "gdp", "today_banks", "today_gdp"),
        rows=tuple(rows),
        note=Phrase("listings.levels.note", {"day": Day(evidence.as_of)}),
    )


def _demand(evidence: Evidence) -> list[Listing]:
    found = demand_results(evidence.record)
    listed = []
    by_day, by_period = satiations(found), slopes(found)
    if by_day:
        listed.append(
            Listing(
                title=Phrase("listings.satiation.title"),
                heads=_heads("satiation", "day", "hinge", "logistic", "rate"),
                rows=tuple(
                    (
                        Month(day),
                        (
                            share_words(methods.get("hinge")),
                            share_words(methods.get("logistic")),
                            Phrase(f"listings.rate.{next(iter(methods.values())).rate}"),
                        ),
                    )
                    for day, methods in by_day.items()
                ),
                note=Phrase("listings.satiation.note"),
                folded=True,
            )
        )
    if by_period:
        listed.append(
            Listing(
                title=Phrase("listings.slopes.title"),
                heads=_heads("slopes", "period", "sampler", "iv"),
                rows=tuple(
                    (
                        _span(methods["sampler"].first.year, methods["sampler"].last.year),
                        (slope_words(methods.get("sampler")), slope_words(methods.get("iv"))),
                    )
                    for methods in by_period.values()
                ),
                note=Phrase("listings.slopes.note"),
                folded=True,
            )
        )
    return listed


def _span(first: int, last: int) -> Words:
    return Words(f"{first}-{last % 100:02d}", f"{first}至{last}年")


def _heads(table: str, *names: str) -> tuple[Said, ...]:
    return tuple(Phrase(f"listings.{table}.{name}") for name in names)


def _money(triple: tuple[float, float, float]) -> Said:
    low, value, high = triple
    return Money(value, scale="USD tn") if low == high else Range(*(Money(e, scale="USD tn") for e in (low, high)))


def _percents(triple: tuple[float, float, float]) -> Said:
    low, value, high = triple
    return Percent(value) if low == high else Range(Percent(low), Percent(high))
