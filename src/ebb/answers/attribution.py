"""What each episode's change of share prices was made of: earnings, expected rates, the term premium, and the rest.

All figures are means of months: with daily figures in the user's store the yield and the premium are averaged over the
month as prices are; on packaged figures the premium is that of the month's end, which moves a little between path and
premium and leaves their sum alone. Earnings and dividends are Shiller's; where they end within an episode the episode is
told up to there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.answers.daily import NEEDS_DAILY
from ebb.dates import add_months, month_end
from ebb.equities import Attribution, Standing
from ebb.equities.attribution import PARTS, YEARS
from ebb.equities.attribution import attribution as taken_apart
from ebb.record import Record
from ebb.record.refine import statistic
from ebb.series import Origin, Series

#: Episodes beside the programmes: talk that stopped short of a programme, and a fall within one.
BESIDE: Final = {
    "TAPER2013": (date(2013, 4, 30), date(2013, 9, 30)),
    "DEC2018": (date(2018, 9, 30), date(2018, 12, 31)),
    "YEAR2022": (date(2021, 12, 31), date(2022, 10, 31)),
}

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class EpisodeParts:
    """One episode: the parts if rates differ for ten years, and if they differ for ever; `cut` where figures ended early."""

    name: str
    ten_years: Attribution
    for_ever: Attribution
    wanted_last: date
    cut: bool


@dataclass(frozen=True, slots=True)
class Attributions:
    """Every episode that can be told, and what is missing for the others."""

    as_of: date
    episodes: tuple[EpisodeParts, ...]
    untold: tuple[str, ...]
    monthly_premium: str
    origins: tuple[Origin, ...]

    def json(self) -> dict[str, Any]:
        """Wire form; percent of logarithm."""

        def told(one: Attribution) -> dict[str, Any]:
            return {
                "price": round(one.price, 3),
                **{name: round(value, 3) for name, value in one.parts().items()},
                "rho": round(one.rho, 5),
                "percent_per_point": round(one.weight, 3),
            }

        return {
            "as_of": self.as_of.isoformat(),
            "unit": "percent (logarithm)",
            "assumptions": {
                "years": YEARS,
                "rates": "nominal; a change of the ten-year rate lasts ten years, or for ever beside it",
                "term_premium": self.monthly_premium,
                "residual": "equity premium, growth beyond this year's earnings, payout, and what the assumptions miss",
            },
            "episodes": [
                {
                    "name": e.name,
                    "first": e.ten_years.first.isoformat(),
                    "last": e.ten_years.last.isoformat(),
                    "wanted_last": e.wanted_last.isoformat(),
                    "ten_years": told(e.ten_years),
                    "for_ever": told(e.for_ever),
                    "said": NEEDS_DAILY if e.cut else None,
                }
                for e in self.episodes
            ],
            "untold": [{"name": name, "said": NEEDS_DAILY} for name in self.untold],
        }


def attributions(record: Record) -> Attributions:
    """The change of the S&P 500 in each programme and in three episodes beside them, divided into four parts.

    Notes
    -----
    From the month before an episode's first to its last month, or the last known. Law: the parts of every episode add up to
    its price change; nothing that became known after ``record.as_of`` enters.
    """
    price = record.series("sp500_avg")
    earnings = _longer(record.stored("SHILLER_EARNINGS"), record.series("sp500_earnings_12m"))
    dividend = _longer(record.stored("SHILLER_DIVIDEND"), record.series("sp500_dividend_12m"))
    ten_year = record.series("ust_10y_avg")
    daily_premium = record.stored("ACMTP10")
    packaged = record.series("acm_tp10")
    by_day = daily_premium is not None and len(daily_premium) > 250
    premium = statistic(daily_premium, "mean", packaged) if by_day and daily_premium is not None else packaged
    lines = [s.by_month() for s in (price, earnings, dividend, ten_year, premium)]
    known = sorted(set.intersection(*(set(line) for line in lines)))
    found: list[EpisodeParts] = []
    untold: list[str] = []
    for name, (first, last) in _spans(record).items():
        before = add_months(first.replace(day=1), -1)
        start = (before.year, before.month)
        ends = [m for m in known if start < m <= (last.year, last.month)]
        if start not in known or len(ends) < 2:
            untold.append(name)
            continue
        a, b = _standing(start, lines), _standing(ends[-1], lines)
        cut = ends[-1] < min((last.year, last.month), (record.as_of.year, record.as_of.month))
        found.append(EpisodeParts(name, taken_apart(a, b), taken_apart(a, b, None), last, cut))
    origins = tuple(dict.fromkeys(o for s in (price, earnings, ten_year, premium) for o in s.origins))
    said = "mean of the month" if by_day else "last day of the month"
    return Attributions(record.as_of, tuple(found), tuple(untold), said, origins)


def _spans(record: Record) -> dict[str, tuple[date, date]]:
    """First and last day of each episode begun by the day."""
    spans = {
        name: (windows[0][0], windows[-1][1] or record.as_of) for name, windows in record.programme.regimes().items()
    }
    spans |= {name: (add_months(first, 1), last) for name, (first, last) in BESIDE.items() if last <= record.as_of}
    return dict(sorted(spans.items(), key=lambda item: item[1]))


def _standing(month: Month, lines: list[dict[Month, float]]) -> Standing:
    return Standing(month_end(*month), *(line[month] for line in lines))


def _longer(own: Series | None, packaged: Series) -> Series:
    return own if own is not None and len(own) and own.dates[-1] > packaged.dates[-1] else packaged


__all__ = ["BESIDE", "PARTS", "Attributions", "EpisodeParts", "attributions"]
