"""The prepayment rules sit an exam: MBS as H.4.1 showed it, beside the declared prior, a fit and a constant speed.

Every rule opens on the day before the reduction of 2022 with what was known then, works out by itself what had been bought
and not delivered, and is told the mortgage rates that came (an actual outcome) but no holdings. It is asked for the
level of the last Wednesday of 2022, 2023 and 2024 and of November 2025. A second exam opens at the end of 2023 with a fit to
data up to there, once with the rates that came and once with rates held where they were. Misses are printed, not mended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from ebb.dates import pays
from ebb.errors import UnknownName
from ebb.policy import Programme
from ebb.portfolio import PRIOR, Cohort, Pools, Prior
from ebb.portfolio.mbs_path import MbsPath, mbs_path
from ebb.portfolio.prepayment_fit import Fit, fit_prepayment, market_of
from ebb.portfolio.unsettled import owed
from ebb.series import Series
from ebb.simulate.mbs_desk import desk_of
from ebb.simulate.mbs_exam_text import NEW_YORK_FED, RULES, TIMING
from ebb.simulate.replay_speed import CONSTANT

OPENING: Final = date(2022, 5, 25)
REFIT: Final = date(2023, 12, 31)
#: Months whose last Wednesday is asked for.
ASKED: Final = ((2022, 12), (2023, 12), (2024, 12), (2025, 11))
_NEEDED: Final = ("mbs", "mortgage_30y", "soma_mbs", "soma_cmbs")
_OTHER_PAR: Final = ("soma_bills", "soma_notes_bonds", "soma_tips", "soma_frn", "soma_agency_debt")
#: Size of the portfolio in mid-2025 that the New York Fed's report of May 2022 projected, USD billion.
_PROJECTED_BN: Final = 5_900.0
_PROJECTED_FOR: Final = (2025, 6)


@dataclass(frozen=True, slots=True)
class Miss:
    """One answer: predicted and published level, USD billion."""

    day: date
    published: float
    predicted: float

    @property
    def percent(self) -> float:
        """Predicted over published less one, in percent."""
        return 100.0 * (self.predicted / self.published - 1.0)

    def json(self) -> dict[str, Any]:
        """A row of the table."""
        return {
            "date": self.day.isoformat(),
            "published": round(self.published, 3),
            "predicted": round(self.predicted, 3),
            "miss": round(self.predicted - self.published, 3),
            "miss_pct": round(self.percent, 3),
        }


@dataclass(frozen=True, slots=True)
class Sitting:
    """One rule's answers; `worst_pct` is the largest miss of any month, and principal is USD billion a month."""

    rule: str
    prior: Prior
    path: MbsPath
    misses: tuple[Miss, ...]
    worst_pct: float

    def principal(self, year: int) -> float | None:
        """Mean monthly principal of a year, USD billion; None if the path does not hold the whole year."""
        found = [m.principal for m in self.path.months if m.month.year == year]
        return sum(found) / 12e9 if len(found) == 12 else None

    def json(self) -> dict[str, Any]:
        """Parameters, what was owed at the start, and the table."""
        means = {str(year): self.principal(year) for year in range(self.path.opening.year, 2026)}
        return {
            "text": RULES[self.rule],
            "parameters": {name: round(value, 6) for name, value in asdict(self.prior).items()},
            "owed_at_start": round(sum(c.amount for c in self.path.owed) / 1e9, 3),
            "principal_per_month": {year: round(mean, 3) for year, mean in means.items() if mean is not None},
            "exam": [miss.json() for miss in self.misses],
            "worst_pct": round(self.worst_pct, 3),
        }


@dataclass(frozen=True, slots=True)
class MbsExam:
    """Both exams; `timing` are months whose last Wednesday came before the 25th, with their published declines."""

    sittings: tuple[Sitting, ...]
    refits: tuple[Sitting, ...]
    fits: tuple[Fit, Fit]
    new_york_fed: Miss | None
    timing: tuple[tuple[date, float, float], ...]

    def sitting(self, rule: str) -> Sitting:
        """The answers of a rule, by the name used in :meth:`json`."""
        found = {s.rule: s for s in (*self.sittings, *self.refits)}
        if rule not in found:
            raise UnknownName.of("rule", rule, found, where="simulate.mbs_exam")
        return found[rule]

    @property
    def beats_constant(self) -> dict[str, list[bool]]:
        """For each rule of the first exam and each date: is its miss smaller than that of the constant speed?"""
        constant = self.sitting("constant").misses
        return {
            s.rule: [abs(a.percent) < abs(b.percent) for a, b in zip(s.misses, constant, strict=True)]
            for s in self.sittings
            if s.rule != "constant"
        }

    def json(self) -> dict[str, Any]:
        """The object ``mbs_exam`` of ``ebb replay qt2 --json``."""
        return {
            "unit": "USD bn",
            "opening": OPENING.isoformat(),
            "rules": {s.rule: s.json() for s in self.sittings},
            "beats_constant": self.beats_constant,
            "refit": {
                "opening": self.refits[0].path.opening.isoformat(),
                "until": self.fits[1].until.isoformat(),
                "rules": {s.rule: s.json() for s in self.refits},
            },
            "fits": [
                {
                    "until": fit.until.isoformat(),
                    "months": fit.months,
                    "rmse": round(fit.rmse, 3),
                    "errors": {name: round(value, 5) for name, value in fit.errors.items()},
                    "learned": {name: round(value, 3) for name, value in fit.learned.items()},
                }
                for fit in self.fits
            ],
            "new_york_fed": {
                **NEW_YORK_FED,
                "derived": None if self.new_york_fed is None else self.new_york_fed.json(),
            },
            "timing": {
                "text": TIMING,
                "months": [
                    {
                        "last_wednesday": day.isoformat(),
                        "decline": round(one, 3),
                        "next_decline": round(two, 3),
                        "mean": round((one + two) / 2.0, 3),
                    }
                    for day, one, two in self.timing
                ],
            },
        }


def mbs_exam(published: Mapping[str, Series], cohorts: Sequence[Cohort], programme: Programme) -> MbsExam:
    """Set both exams and mark them.

    Parameters
    ----------
    published : mapping of str to Series
        By packaged key: H.4.1 ``mbs`` (weekly or monthly), ``soma_mbs``, ``soma_cmbs``, ``mortgage_30y``; with the other
        classes of the SOMA summary the New York Fed's report is marked too.
    cohorts : sequence of Cohort
    programme : Programme
        For the caps and what is reinvested in MBS.

    Raises
    ------
    UnknownName
        If a series is not handed in.
    MissingDate
        If the opening level or a mortgage rate is not published.
    """
    for key in _NEEDED:
        if key not in published:
            raise UnknownName.of("series", key, published, where="simulate.mbs_exam")
    levels, rates = published["mbs"], published["mortgage_30y"]
    seen = dict(levels.in_unit("USD bn"))
    early = fit_prepayment(levels, rates, cohorts, OPENING + timedelta(days=1))
    late = fit_prepayment(levels, rates, cohorts, REFIT)
    rules = {"declared_prior": PRIOR, "fit_to_start": early.prior, "constant": CONSTANT}
    agency, commercial = (published[key].in_unit("USD bn").at(OPENING) for key in ("soma_mbs", "soma_cmbs"))
    parts = (round(agency * 1e9), round(commercial * 1e9))
    came = market_of(rates)
    sittings = []
    for rule, prior in rules.items():
        path = episode_path(OPENING, max(seen), parts, cohorts, programme, came, prior)
        sittings.append(_mark(rule, prior, path, seen))
    refits = []
    opening, level = levels.as_of(REFIT).in_unit("USD bn").last()
    stayed = market_of(rates.as_of(REFIT), REFIT)
    later: tuple[tuple[str, Prior, Callable[[date], float]], ...] = (
        ("fit_to_2023", late.prior, came),
        ("fit_to_2023_rates_held", late.prior, stayed),
        ("declared_prior_from_2023", PRIOR, came),
        ("constant_from_2023", CONSTANT, came),
    )
    for rule, prior, market in later:
        path = episode_path(opening, max(seen), (round(level * 1e9), 0), cohorts, programme, market, prior)
        refits.append(_mark(rule, prior, path, seen))
    return MbsExam(
        sittings=tuple(sittings),
        refits=tuple(refits),
        fits=(early, late),
        new_york_fed=_projected(published, seen),
        timing=timing_artefacts(seen, date(2022, 10, 1), date(2025, 11, 30)),
    )


def episode_path(
    opening: date,
    last: date,
    totals: tuple[int, int],
    cohorts: Sequence[Cohort],
    programme: Programme,
    mortgage: Callable[[date], float],
    prior: Prior = PRIOR,
) -> MbsPath:
    """MBS from an opening day on under the announced rules, with what was owed then.

    Parameters
    ----------
    opening, last : date
    totals : (int, int)
        Agency residential and commercial MBS on `opening`, USD.
    cohorts : sequence of Cohort
    programme : Programme
    mortgage : callable
        Mortgage rate of the month that begins on a day, percent (:func:`ebb.portfolio.prepayment_fit.market_of`).
    prior : Prior
    """
    pools = Pools.open(*totals, cohorts, opening, mortgage)
    desk = desk_of(programme)
    before = owed(pools, opening, mortgage, desk, prior)
    return mbs_path(pools, opening, last, mortgage=mortgage, desk=desk, owed=before, prior=prior)


def timing_artefacts(levels: Mapping[date, float], first: date, last: date) -> tuple[tuple[date, float, float], ...]:
    """Months whose last Wednesday comes before most pools pay, with the published decline of it and of the next month.

    Both declines are between last Wednesdays; their mean is a month's principal, neither alone is.
    """
    ends: dict[tuple[int, int], date] = {(day.year, day.month): day for day in sorted(levels)}
    days = [ends[key] for key in sorted(ends)]
    found = []
    for before, day, after in zip(days, days[1:], days[2:], strict=False):
        whole = before >= pays(before.replace(day=25)) and after >= pays(after.replace(day=25))
        if first <= day <= last and day < pays(day.replace(day=25)) and whole:
            found.append((day, levels[before] - levels[day], levels[day] - levels[after]))
    return tuple(found)


def _mark(rule: str, prior: Prior, path: MbsPath, seen: Mapping[date, float]) -> Sitting:
    last_of = {(day.year, day.month): day for day in sorted(seen)}
    asked = [last_of[key] for key in ASKED if key in last_of and last_of[key] > path.opening]
    until = date(2025, 12, 31)
    within = [day for key, day in last_of.items() if path.opening < day <= until and key >= (2022, 6)]
    gaps = [Miss(day, seen[day], path.level(day) / 1e9) for day in within]
    return Sitting(
        rule,
        prior,
        path,
        tuple(Miss(day, seen[day], path.level(day) / 1e9) for day in asked),
        max((abs(miss.percent) for miss in gaps), default=0.0),
    )


def _projected(published: Mapping[str, Series], seen: Mapping[date, float]) -> Miss | None:
    """What the report of May 2022 implies for MBS in mid-2025: its portfolio times the share of MBS when it came out."""
    asked = [day for day in seen if (day.year, day.month) == _PROJECTED_FOR]
    if not asked or any(key not in published for key in _OTHER_PAR):
        return None
    mbs, rest = (
        sum(published[key].in_unit("USD bn").at(OPENING) for key in keys)
        for keys in (("soma_mbs", "soma_cmbs"), _OTHER_PAR)
    )
    return Miss(max(asked), seen[max(asked)], _PROJECTED_BN * mbs / (mbs + rest))
