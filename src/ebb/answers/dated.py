"""When a plan would leave ample: its run on the record, what the liabilities may do besides, and the demand estimate.

The run's central path says what the plan does; around it stand the errors that the models of currency, the Treasury's
account, the foreign pool and the rest would have made in at most the last ten years, drawn together from the same months.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ebb.answers.liabilities import known_on
from ebb.answers.shape import Value
from ebb.answers.wording import value
from ebb.errors import EbbError
from ebb.funding import ChanceFit
from ebb.funding.dated import RISKS, DatedRisk, dated_risk, safe_share
from ebb.record import Record
from ebb.simulate.liabilities.projection import project
from ebb.simulate.result import Run
from ebb.text import Money, Month, Percent, Phrase, Said

Array = NDArray[np.float64]

DRAWS: Final = 500
#: Months of the plan whose chance is told as a value; every month is in the chart and its table.
TOLD: Final = (1, 3, 6, 12, 24)


@dataclass(frozen=True, slots=True, eq=False)
class Dated:
    """A plan's chances by month, with reserves in USD billion at the quantiles of the fan, shape (5, months)."""

    plan: str
    risk: DatedRisk
    reserves: Array
    safe: dict[float, tuple[float, float] | None]

    def values(self) -> list[Value]:
        """Chances of chosen months, the last safe stops, and the reserves at which each risk is reached."""
        risk = self.risk
        source = (
            f"ebb run {self.plan}, {risk.draws} draws of the liabilities' past errors, times the demand estimate "
            f"(chance of repo above interest on reserves)"
        )
        found = []
        for month in TOLD:
            if month <= len(risk.dates):
                band = (float(risk.low[month - 1]), float(risk.high[month - 1]))
                name = f"plan_probability_not_ample.month_{month}"
                found.append(value(name, risk.at(month), "percent", source, band, risk.level))
        for level in RISKS:
            day = risk.last_safe(level)
            found.append(value(f"safe_stop.risk_{level:g}", None if day is None else day.isoformat(), "date", source))
            held = self.safe[level]
            told = "reserves at which the chance is that risk, at today's bank assets"
            found.append(value(f"safe_reserves.risk_{level:g}", None if held is None else held[1], "USD bn", told))
        return found

    def sentence(self) -> Phrase:
        """The chance at the start and a year on, and the last safe month at each risk."""
        risk = self.risk
        later = min(12, len(risk.dates))
        said: dict[str, Said | str] = {
            "plan": Phrase(f"dated.plan.{self.plan}"),
            "first": Month(risk.dates[0]),
            "begins": Percent(risk.at(1), digits=0),
            "later": Month(risk.dates[later - 1]),
            "ends": Percent(risk.at(later), digits=0),
        }
        if all(risk.last_safe(level) is None for level in RISKS):
            return Phrase("dated.text.none", {**said, **self._needed()})
        return Phrase("dated.text.some", {**said, **{f"at{level:g}": self._stop(level) for level in RISKS}})

    def _stop(self, level: float) -> Said:
        day = self.risk.last_safe(level)
        if day is None:
            return Phrase("dated.stop.none")
        return Month(day) if self.risk.reaches(level) else Phrase("dated.stop.never", {"last": Month(day)})

    def _needed(self) -> dict[str, Said | str]:
        """Reserves at which each risk would be reached."""
        return {
            f"at{level:g}": Phrase("common.missing") if (held := self.safe[level]) is None else Money(held[1])
            for level in RISKS
        }


def dated_on(
    record: Record, fit: ChanceFit | None, running: Callable[[], bool], run: Callable[[str], Run]
) -> Dated | None:
    """The plan whose end is asked for: the policy in force while it runs off, else a third runoff; None without a run.

    No list of securities, too few months, or figures that do not balance: the rest of the answer still stands.
    """
    if fit is None:
        return None
    try:
        plan = "current" if running() else "qt3"
        return dated(record, run(plan), plan, fit)
    except EbbError:
        return None


def dated(record: Record, run: Run, plan: str, fit: ChanceFit) -> Dated:
    """The plan's chance by month.

    Raises
    ------
    SourceError
        If a line of the liabilities had too few months to draw errors from.

    Notes
    -----
    Law: in every draw reserves are the run's plus an error, never below zero; bank assets are the run's.
    """
    shift = deviations(record, run.dates)
    reserves = np.maximum(run.path("reserves") + shift, 0.0)
    banks = run.ratios["bank_assets"]
    today = record.series("bank_assets").in_unit("USD bn").last()[1]
    levels = {level: safe_share(fit, level) for level in RISKS}
    risk = dated_risk(fit, 100.0 * reserves / banks, run.dates)
    return Dated(
        plan=plan,
        risk=risk,
        reserves=risk.fan * banks / 100.0,
        safe={level: None if share is None else (share, share * today / 100.0) for level, share in levels.items()},
    )


def deviations(record: Record, dates: tuple[date, ...], draws: int = DRAWS, seed: int = 0) -> Array:
    """Errors of reserves around any plan in the months of `dates`, USD billion, shape (draws, months).

    They start at the last month published, so that the first month of a plan that begins later is already uncertain.
    """
    known = known_on(record)
    last = known.published["reserves"].dates[-1].item()
    ahead = [12 * (day.year - last.year) + day.month - last.month for day in dates]
    if max(ahead) < 1:
        return np.zeros((draws, len(dates)))
    assets = np.full(max(ahead), known.published["total_assets"].in_unit("USD bn").last()[1])
    found = project(known, max(ahead), assets=assets, draws=draws, seed=seed).reserves
    away = found.draws - found.path
    return np.column_stack([away[:, k - 1] if k >= 1 else np.zeros(draws) for k in ahead])
