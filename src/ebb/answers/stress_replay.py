"""Stress episodes laid on their own past, with what was known on their eve: how far the engine is from what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ebb.answers.evidence import Evidence
from ebb.answers.runs import first_open_month
from ebb.answers.stress import bank_assets, run_stressed, spread_of
from ebb.answers.stress_paths import episode
from ebb.errors import OutOfRange, PolicyError
from ebb.planning.stress import Path, days_of_months, relive, worst
from ebb.scenario import load


@dataclass(frozen=True, slots=True)
class Replayed:
    """An episode laid on the run made on its eve, beside what was published; reserves in USD billion.

    Parameters
    ----------
    key : str
    day : date
        The Wednesday on which reserves were lowest (or the last one).
    eve, published : float
        Levels on the eve and on the day.
    given : float
        The run with every line but securities as published.
    modelled : float
        The same, with ON RRP left to the run's own rule.
    calm : float
        The run without the episode.
    curve, printed : float or None, bp
        Spread of SOFR over interest on reserves that the estimate of today reads off the published reserves, and the
        highest that was printed.
    """

    key: str
    day: date
    eve: float
    published: float
    given: float
    modelled: float
    calm: float
    curve: float | None
    printed: float | None

    @property
    def error(self) -> float:
        """Given less published."""
        return self.given - self.published


def replayed(evidence: Evidence, key: str) -> Replayed | None:
    """Lay an episode on the plan in force as known on its eve; None where no list of securities leads to it.

    Raises
    ------
    UnknownName, OutOfRange
        If there is no such episode, or it was not published by the as-of date.
    """
    found = episode(evidence, key)
    if "reserves" not in found.paths:
        return None
    paths, bought = found.paths, "securities" in found.story.responses
    day = worst(paths)
    try:
        then = Evidence(found.story.eve + timedelta(days=2))
        start, months = _span(then, paths)
        runs = {
            name: run_stressed(then, load("current"), start, months, shocked)
            for name, shocked in (
                ("given", relive(paths, on_rrp=True, purchases=bought)),
                ("modelled", relive(paths, on_rrp=False, purchases=bought)),
                ("calm", None),
            )
        }
    except (OutOfRange, PolicyError):
        return None
    place = (day.year - start.year) * 12 + day.month - start.month
    level = {name: float(run.path("reserves")[place]) for name, run in runs.items()}
    reserves, told = paths["reserves"], paths.get("repo_spread")
    at = dict(zip(reserves.dates.tolist(), reserves.levels.tolist(), strict=True))[day]
    share = 100.0 * at / bank_assets(evidence, found)
    return Replayed(
        key=key,
        day=day,
        eve=reserves.eve[1],
        published=at,
        given=level["given"],
        modelled=level["modelled"],
        calm=level["calm"],
        curve=None if evidence.demand is None else spread_of(evidence, first_open_month(evidence.as_of))(share),
        printed=None if told is None else float(told.levels.max()),
    )


def _span(then: Evidence, paths: Mapping[str, Path]) -> tuple[date, int]:
    """First month of the run, and its length to the last month of the episode."""
    last = max(days_of_months(paths))
    start = first_open_month(then.as_of)
    return start, (last[0] - start.year) * 12 + last[1] - start.month + 1
