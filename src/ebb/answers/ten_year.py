"""The ten-year yield taken apart over any window, from the finest figures held, and our own run of the model behind it.

Published term premia answer first: daily where the user's store (or a packaged episode) has both ends, month averages
otherwise, which says so. The model itself is run only on the Board's whole fitted curve; nothing shorter is made to do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np

from ebb.dates import last_business_day, month_end
from ebb.errors import MissingDate, OutOfRange
from ebb.record import Record
from ebb.record.refine import STORE
from ebb.series import Series
from ebb.text import BasisPoints, Day, Month, Percent, Phrase, Range, Said
from ebb.yields.acm import LONGEST, AcmFit, YieldPanel, estimate_acm, with_short_rate
from ebb.yields.curve import svensson
from ebb.yields.decomposition import LEVEL, NEAR, Decomposition, decompose_days, decompose_months

PREMIUM: Final = "ACMTP10"
#: Pairs of a ten-year yield and its premium in the user's store, best first, with how many days before an end they may lie:
#: the model's own yield (by the day, or at month ends), the Board's fitted zero, the constant maturity.
PAIRS: Final = (
    ("ACMY10", PREMIUM, NEAR),
    ("ACMY10_MONTH_END", "ACMTP10_MONTH_END", 3),
    ("SVENY10", PREMIUM, NEAR),
    ("DGS10", PREMIUM, NEAR),
)
PARAMETERS: Final = ("BETA0", "BETA1", "BETA2", "BETA3", "TAU1", "TAU2")
_PERCENT: Final = 100.0


@dataclass(frozen=True, slots=True)
class TermPremium:
    """A move of the ten-year yield in its two parts, with its words; amounts in basis points."""

    as_of: date
    found: Decomposition

    def text(self, lang: str) -> str:
        """One sentence: the move, its parts, the share."""
        return self.phrase().say(lang)

    def phrase(self) -> Phrase:
        """The sentence of :meth:`text`, to stand among others."""
        found = self.found
        when: type[Day | Month] = Day if found.frequency == "daily" else Month
        share = found.share
        said: dict[str, Said | str] = {
            "start": when(found.start),
            "end": when(found.end),
            "ten_year": BasisPoints(found.ten_year, signed=True),
            "premium": BasisPoints(found.premium, signed=True),
            "expected": BasisPoints(found.expected, signed=True),
        }
        if share is not None and 0.0 <= share <= 1.0:
            return Phrase("yields.premium.shared", {**said, "share": Percent(100.0 * share, digits=0)})
        return Phrase("yields.premium.opposed", said)

    def caveats(self, lang: str) -> tuple[str, ...]:
        """What a careful reader must know: what the figures are, and how coarse."""
        return tuple(one.say(lang) for one in self.notes())

    def notes(self) -> tuple[Phrase, ...]:
        """The caveats of :meth:`caveats`, to stand among others."""
        found = self.found
        assert found.vintage is not None  # every decomposition made here is labelled
        said = [Phrase("yields.premium.caveat.vintage", {"month": Month(found.vintage)})]
        if found.frequency == "monthly":
            low, high = found.interval()
            edges = Range(BasisPoints(low, signed=True), BasisPoints(high, signed=True))
            level = Percent(100.0 * LEVEL, digits=0)
            said.append(Phrase("yields.premium.caveat.monthly", {"range": edges, "level": level}))
        elif "ACMY10" not in found.yield_made_of:
            said.append(Phrase("yields.premium.caveat.fit"))
        return tuple(said)

    def json(self) -> dict[str, Any]:
        """Wire form."""
        found = self.found
        low, high = found.interval()
        return {
            "as_of": self.as_of.isoformat(),
            "start": found.start.isoformat(),
            "end": found.end.isoformat(),
            "frequency": found.frequency,
            "unit": "bp",
            "ten_year": round(found.ten_year, 6),
            "term_premium": round(found.premium, 6),
            "expected_path": round(found.expected, 6),
            "term_premium_interval": {"low": round(low, 6), "high": round(high, 6), "level": LEVEL},
            "term_premium_share": None if found.share is None else round(found.share, 6),
            "yield": found.yield_made_of,
            "premium": found.premium_made_of,
            "vintage": found.vintage.isoformat() if found.vintage else None,
            "text": {lang: self.text(lang) for lang in ("zh-Hant", "en")},
            "caveats": {lang: list(self.caveats(lang)) for lang in ("zh-Hant", "en")},
        }

    def __str__(self) -> str:
        return "\n".join([self.text("en"), *self.caveats("en")])


def term_premium(start: date, end: date, *, as_of: date | None = None) -> TermPremium:
    """How much of a move of the ten-year yield was term premium, and how much the expected path of the short rate.

    Parameters
    ----------
    start, end : date
        Two days; with monthly figures, any day of two months.
    as_of : date, optional
        Only what was known on that day; by default everything held.

    Raises
    ------
    OutOfRange
        If neither daily nor monthly figures reach both ends.

    Notes
    -----
    Law: the parts add up to the move. The premium is the New York Fed's (Adrian, Crump and Moench), of the vintage it
    names; compare changes, not levels, across vintages.
    """
    return term_premium_on(Record(as_of), start, end)


def term_premium_on(record: Record, start: date, end: date) -> TermPremium:
    """:func:`term_premium` on a record at hand."""
    for ten_year, premium, near in _dailies(record, start):
        try:
            found = decompose_days(start, end, ten_year, premium, near)
        except OutOfRange:
            continue
        return TermPremium(record.as_of, _labelled(found, ten_year, premium, record))
    ten_year, premium = record.series("ust_10y_avg"), record.series("acm_tp10")
    return TermPremium(
        record.as_of, _labelled(decompose_months(start, end, ten_year, premium), ten_year, premium, record)
    )


def premium_windows(record: Record) -> dict[str, TermPremium]:
    """The ten-year yield over every purchase and runoff programme begun by the record's day, by programme, oldest first.

    A window runs between the months in which its programme began and ended, or to the newest month known; one whose
    figures are not held is left out.
    """
    premia, yields = record.series("acm_tp10"), record.series("ust_10y_avg")
    both = sorted(set(premia.by_month()) & set(yields.by_month()))
    if not both:
        return {}
    newest = month_end(*both[-1])
    found = {}
    for name, windows in record.programme.regimes().items():
        first, last = windows[0]
        try:
            found[name] = term_premium_on(record, first, min(last or newest, newest))
        except OutOfRange:
            continue
    return found


def estimated(record: Record) -> AcmFit:
    """The model run on the Board's whole fitted curve, of which the user's store holds what was known on the record's day.

    Raises
    ------
    MissingDate
        If the store does not hold the curve's parameters.
    UsageError
        If they cover fewer than ten years or leave out a month.

    Notes
    -----
    Month ends are the last day of the file in each completed month. The one-month yield before 1982 comes from the
    federal funds rate where the store holds it back to the first month (FEDFUNDS); otherwise it is left as the curve has
    it, which costs up to 5 basis points, and the panel says so.
    """
    held = {name: series for name in PARAMETERS if (series := record.stored(name)) is not None and len(series)}
    needed = [name for name in PARAMETERS if name not in held and name not in ("BETA3", "TAU2")]
    if needed:
        raise MissingDate(
            f"the fitted curve's parameters {', '.join(needed)} are not held",
            f"answers.ten_year, as of {record.as_of}",
            "the Board's whole file feds200628.csv in the store: the model needs imported daily data",
            "run ebb fetch board, or put the file in a directory and run ebb import on it",
        )
    panel = _panel(record.as_of, held)
    funds = record.stored("FEDFUNDS")
    rates = {} if funds is None else {_month(y, m): value / _PERCENT for (y, m), value in funds.by_month().items()}
    if all(month in rates for month in panel.months):
        panel = with_short_rate(panel, rates)
    elif panel.months[0] < np.datetime64("1982-01", "M"):
        panel = replace(panel, made_of=f"{panel.made_of}; one-month yield before 1982 as the curve has it")
    return estimate_acm(panel)


def _panel(as_of: date, held: dict[str, Series]) -> YieldPanel:
    """Yields of 1 to 120 months at the end of each completed month, from the parameters of its last day."""
    by_day = {name: dict(series) for name, series in held.items()}
    days = sorted(set.intersection(*(set(by_day[name]) for name in ("BETA0", "BETA1", "BETA2", "TAU1"))))
    last = {(day.year, day.month): day for day in days}
    newest = days[-1]
    if newest < last_business_day(newest.year, newest.month):
        del last[newest.year, newest.month]
    years = np.arange(1, LONGEST + 1) / 12.0
    rows = []
    for day in last.values():
        given = [by_day[name].get(day, 0.0) if name in by_day else 0.0 for name in PARAMETERS]
        rows.append(svensson(years, given) / _PERCENT)
    months = np.array([_month(*key) for key in last])
    vintage = max(series.known.max() for series in held.values()).item()
    return YieldPanel(
        months, np.array(rows), min(vintage, as_of), "Board of Governors, Gurkaynak-Sack-Wright parameters"
    )


def _dailies(record: Record, start: date) -> list[tuple[Series, Series, int]]:
    """Pairs by the day, best first: the user's store, then a packaged episode."""
    found = []
    for first, second, near in PAIRS:
        ten_year, premium = record.stored(first), record.stored(second)
        if ten_year is not None and premium is not None:
            found.append((ten_year, premium, near))
    for name in sorted({row["episode"] for row in record.table("episodes_daily")}):
        series = record.episode(name)
        if PREMIUM in series and "DGS10" in series and series[PREMIUM].dates[0].item() <= start:
            found.append((series["DGS10"], series[PREMIUM], NEAR))
    return found


def _labelled(found: Decomposition, ten_year: Series, premium: Series, record: Record) -> Decomposition:
    """With its sources and the vintage: that of the packaged premium, or the newest day on which a stored one was known."""
    if premium.origins[-1].table == STORE:
        vintage = premium.known.max().item()
    else:
        year, month = record.series("acm_tp10").origins[-1].vintage.split("-")
        vintage = month_end(int(year), int(month))
    return replace(
        found, yield_made_of=ten_year.origins[-1].cite(), premium_made_of=premium.origins[-1].cite(), vintage=vintage
    )


def _month(year: int, month: int) -> np.datetime64:
    return np.datetime64(f"{year:04d}-{month:02d}", "M")
