"""The six answers, and the doors through which a program asks for them, for runs, replays, caps and holdings.

Every function takes an as-of date and uses only what was known then; heavy rooms are imported when first needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from ebb.answers.shape import Answer, Interval, Value
from ebb.errors import UnknownName

if TYPE_CHECKING:
    from ebb.answers.comparison import Comparison
    from ebb.answers.effects import StockEffectTable
    from ebb.answers.evidence import Evidence
    from ebb.answers.frontier_points import Frontier
    from ebb.answers.gilts import GiltSales
    from ebb.answers.held import HoldingsReport
    from ebb.answers.rates_words import FundingWeeks
    from ebb.answers.ten_year import TermPremium
    from ebb.policy import CapsTable
    from ebb.record import Record
    from ebb.scenario import Scenario
    from ebb.simulate.replay import Replay
    from ebb.simulate.result import Run

#: The questions in the article's order, and the file that answers each.
QUESTIONS = {
    "what": "what",
    "how": "how",
    "how-long": "how_long",
    "how-much": "how_much",
    "risks": "risks",
    "stocks": "stocks",
}


def answer_on(evidence: Evidence, key: str) -> Answer:
    """One of the six answers from evidence at hand.

    Raises
    ------
    UnknownName
        If `key` is none of :data:`QUESTIONS`.
    """
    if key not in QUESTIONS:
        raise UnknownName.of("question", key, QUESTIONS, where="ebb answer")
    told = cast(Answer, import_module(f"ebb.answers.{QUESTIONS[key]}").answer(evidence))
    return _with_vintage(told, evidence.record)


def _with_vintage(told: Answer, record: Record) -> Answer:
    """The answer of a past day with the caveat of how it is known what was known then."""
    from ebb.record import newest
    from ebb.text import Count, Day, say

    if told.as_of >= newest():
        if not record.own:
            return told
        said = {lang: say("answers.caveat.own", lang, n=Count(len(record.own))) for lang in told.caveats}
    elif record.vintages:
        count = Count(len(record.vintages))
        said = {lang: say("answers.caveat.vintages", lang, day=Day(told.as_of), n=count) for lang in told.caveats}
    else:
        said = {lang: say("answers.caveat.vintage", lang, day=Day(told.as_of)) for lang in told.caveats}
    return replace(told, caveats={lang: (*lines, said[lang]) for lang, lines in told.caveats.items()})


def answer(key: str, *, as_of: date | None = None) -> Answer:
    """One of the six answers as of a date (by default with everything packaged).

    Raises
    ------
    UnknownName
        If there is no such question.
    OutOfRange
        If too little was known on that date to say anything.
    """
    if key not in QUESTIONS:
        raise UnknownName.of("question", key, QUESTIONS, where="ebb answer")
    from ebb.answers.evidence import Evidence

    return answer_on(Evidence(as_of), key)


def run(scenario: Any, **options: Any) -> Run:
    """Run a scenario; see :func:`ebb.answers.runs.run`."""
    from ebb.answers.runs import run as go

    return go(scenario, **options)


def replay(episode: str, *, as_of: date | None = None) -> Replay:
    """Replay ``"qt1"`` or ``"qt2"``; see :func:`ebb.answers.replays.replay`."""
    from ebb.answers.replays import replay as go

    return go(episode, as_of=as_of)


def gilt_sales(*, as_of: date | None = None) -> GiltSales:
    """The Bank of England's gilt sales through the same engine; see :func:`ebb.answers.gilts.gilt_sales`."""
    from ebb.answers.gilts import gilt_sales as go

    return go(as_of=as_of)


def caps(*, as_of: date | None = None, first: date | None = None, last: date | None = None) -> CapsTable:
    """The programme by month, as known on a date.

    Parameters
    ----------
    as_of : date, optional
    first, last : date, optional
        First and last month; by default the year to the as-of date and the six months after it.

    Raises
    ------
    OutOfRange
        If the span ends before it starts, or starts before the programme's document.
    """
    from ebb.dates import add_months
    from ebb.policy import caps_table, shown_months
    from ebb.record import Record

    record = Record(as_of)
    first, last = shown_months(first, last, as_of=record.as_of, begins=record.programme.begins)
    start = first or add_months(record.as_of.replace(day=1), -11)
    end = last or max(start, add_months(record.as_of.replace(day=1), 6))
    return caps_table(record.programme, start, end)


def compare(first: Run, second: Run) -> Comparison:
    """Two runs side by side; see :func:`ebb.answers.comparison.compare`."""
    from ebb.answers.comparison import compare as go

    return go(first, second)


def frontier(size: float | None = None, paces: Sequence[float] = (), *, as_of: date | None = None) -> Frontier:
    """Speed against risk for an amount of securities, USD billion; see :func:`ebb.answers.frontiers.frontier`."""
    from ebb.answers.evidence import Evidence
    from ebb.answers.frontiers import SIZE
    from ebb.answers.frontiers import frontier as go
    from ebb.planning.frontier import PACES

    return go(Evidence(as_of), SIZE if size is None else size, paces or PACES)


def term_premium(start: date, end: date, *, as_of: date | None = None) -> TermPremium:
    """A move of the ten-year yield in term premium and expected path; see :func:`ebb.answers.ten_year.term_premium`."""
    from ebb.answers.ten_year import term_premium as go

    return go(start, end, as_of=as_of)


def funding_weeks(as_of: date | None = None, **options: Any) -> FundingWeeks:
    """An overnight rate on each business day of the eight weeks after a date, with its tail.

    See :func:`ebb.answers.rates_ahead.funding_weeks`.
    """
    from ebb.answers.rates_ahead import funding_weeks as go

    return go(as_of, **options)


def stock_effect(plan: str | Scenario = "qt3", *, as_of: date | None = None) -> StockEffectTable:
    """What runoff does to the ten-year yield, published and ours; see :func:`ebb.answers.effects.stock_effect`."""
    from ebb.answers.effects import stock_effect as go

    return go(plan, as_of=as_of)


def holdings(*, as_of: date | None = None) -> HoldingsReport:
    """The Fed's holdings on the day of the newest list known on a date, and what they are worth on its yields.

    See :func:`ebb.answers.held.held` and :func:`ebb.answers.value.value_of`.
    """
    from ebb.answers.held import held
    from ebb.answers.value import value_of
    from ebb.record import Record

    record = Record(as_of)
    report = held(record)
    return replace(report, risk=value_of(record, report).json())


__all__ = [
    "QUESTIONS",
    "Answer",
    "Interval",
    "Value",
    "answer",
    "answer_on",
    "caps",
    "compare",
    "frontier",
    "funding_weeks",
    "gilt_sales",
    "holdings",
    "replay",
    "run",
    "stock_effect",
    "term_premium",
]
