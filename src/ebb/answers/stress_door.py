"""``ebb.stress``: the library as it is on file, or episodes laid on a plan with each set of buffers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path as File
from typing import Any

from ebb.answers.contagion import ChannelMove, contagion_by_episode, move_json
from ebb.answers.daily import NEEDS_DAILY
from ebb.answers.evidence import Evidence
from ebb.answers.stress import Stressed, buffer_table, ceiling, stressed
from ebb.answers.stress_paths import episode, known_stories
from ebb.answers.stress_replay import Replayed, replayed
from ebb.errors import UsageError
from ebb.planning.stress import CHANNELS, Outcome, Traced, drivers, worst
from ebb.scenario import Scenario
from ebb.text import BasisPoints, Money, Month, Percent, Phrase

_LANGUAGES = ("zh-Hant", "en")


@dataclass(frozen=True, slots=True)
class Library:
    """Every episode whose figures were known, with its drivers, its replay and how unusual other markets' moves were."""

    as_of: date
    episodes: tuple[Traced, ...]
    replays: Mapping[str, Replayed]
    contagion: tuple[ChannelMove, ...] = ()
    contagion_missing: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """The wire form: one entry an episode."""
        return {
            "as_of": self.as_of.isoformat(),
            "unit": "USD bn",
            "episodes": [
                _episode(one, self.replays.get(one.story.key))
                | {"contagion": [move_json(m) for m in self.contagion if m.episode == one.story.key]}
                for one in self.episodes
            ],
            "contagion_missing": [{"channel": name, "said": NEEDS_DAILY} for name in self.contagion_missing],
        }


@dataclass(frozen=True, slots=True)
class Laid:
    """Episodes on one plan; `rows` by name of :func:`~ebb.answers.stress.buffer_rows`, the buffers in force first."""

    as_of: date
    plan: str
    at: date
    scale: float
    responses: bool
    ceiling: float | None
    rows: Mapping[str, Stressed]

    @property
    def main(self) -> Stressed:
        """With the buffers as they are."""
        return self.rows["as_they_are"]

    def text(self) -> dict[str, str]:
        """What it comes to, in both languages."""
        found, first = self.main.outcome, self.main.outcome.lowest
        said = Phrase(
            "stress.told",
            {
                "lowest": Percent(first[1]),
                "month": Month(first[0]),
                "without": Percent(found.lowest_without),
                "spread": BasisPoints(found.spread),
                "repo": Money(found.standing_repo),
            },
        )
        return {lang: said.say(lang) for lang in _LANGUAGES}

    def caveats(self) -> dict[str, list[str]]:
        """What to know before using it, in both languages."""
        said = [Phrase("stress.how")]
        found = self.main.outcome
        if self.ceiling is not None and found.spread_unchecked > self.ceiling:
            bound = {"ceiling": BasisPoints(self.ceiling), "unchecked": BasisPoints(found.spread_unchecked)}
            said.insert(0, Phrase("stress.ceiling", bound))
        return {lang: [one.say(lang) for one in said] for lang in _LANGUAGES}

    def json(self) -> dict[str, Any]:
        """The wire form: amounts in USD billion, spreads in basis points, shares in percent of bank assets."""
        run = self.main.run
        return {
            "as_of": self.as_of.isoformat(),
            "plan": self.plan,
            "at": self.at.isoformat(),
            "scale": self.scale,
            "responses": self.responses,
            "unit": "USD bn",
            "episodes": [one.story.key for one in self.main.episodes],
            "missing": {one.story.key: list(one.missing) for one in self.main.episodes if one.missing},
            "text": self.text(),
            "caveats": self.caveats(),
            "ceiling_bp": self.ceiling,
            "buffers": {name: _outcome(row.outcome) for name, row in self.rows.items()},
            "dates": [day.isoformat() for day in run.dates],
            "paths": {
                name: {"with": run.path(name).tolist(), "without": self.main.calm.path(name).tolist()}
                for name in ("reserves", "on_rrp", "tga", "other_assets", "total_assets")
            },
        }


def stress(
    plan: str | File | Scenario | None = None,
    episodes: Sequence[str] = (),
    *,
    as_of: date | None = None,
    at: date | None = None,
    scale: float = 1.0,
    responses: bool = False,
) -> Library | Laid:
    """The stress library, or some of its episodes laid on a plan.

    Parameters
    ----------
    plan : str, Path, Scenario or None
        A preset's name, a TOML file, or a scenario; None for the library itself.
    episodes : sequence of str
        Names of episodes; several begin in the same month.
    as_of : date, optional
    at : date, optional
        Month of the shock; by default the second of the run.
    scale : float
        So many times as large as it was.
    responses : bool
        Let what the central bank did come with it.

    Raises
    ------
    UsageError and its children
        For an unknown episode or plan, a month before the run, a scale that is no positive number, or episodes without a
        plan; nothing is computed then.

    Notes
    -----
    Law: months before the shock are those of the plan without it, to the cent; the books of every run balance.
    """
    evidence = Evidence(as_of)
    if plan is None:
        if episodes:
            raise UsageError(
                f"{', '.join(episodes)} on no plan",
                "ebb stress",
                "a plan, such as current or qt3, before --episode",
                f"ebb stress current {' '.join(f'--episode {key}' for key in episodes)}",
            )
        found = tuple(episode(evidence, one.key) for one in known_stories(evidence.as_of))
        told = {one.story.key: replayed(evidence, one.story.key) for one in found}
        moves, missing = contagion_by_episode(evidence.record)
        kept = {key: one for key, one in told.items() if one is not None}
        return Library(evidence.as_of, found, kept, moves, missing)
    loaded = str(plan) if isinstance(plan, File) else plan
    first = stressed(evidence, loaded, episodes, at=at, scale=scale, responses=responses)
    rows = buffer_table(evidence, loaded, episodes, at=at, scale=scale)
    limit = ceiling(evidence, first.buffers)
    return Laid(evidence.as_of, first.plan, first.at, scale, responses, limit, {**rows, "as_they_are": first})


def _outcome(found: Outcome) -> dict[str, Any]:
    return {
        "lowest_date": found.lowest[0].isoformat(),
        "lowest_share": found.lowest[1],
        "lowest_share_without": found.lowest_without,
        "reserves_lost": found.drained,
        "from_on_rrp": found.on_rrp,
        "standing_repo": found.standing_repo,
        "spread_bp": found.spread,
        "spread_without_ceiling_bp": found.spread_unchecked,
        "spread_without_shock_bp": found.spread_without,
        "months_short": found.short,
        "months_short_without": found.short_without,
        "stopped": None if found.stopped is None else found.stopped.isoformat(),
        "ended": None if found.ended is None else found.ended.isoformat(),
    }


def _episode(found: Traced, told: Replayed | None) -> dict[str, Any]:
    story = found.story
    entry: dict[str, Any] = {
        "key": story.key,
        "kind": story.kind,
        "eve": story.eve.isoformat(),
        "last": story.last.isoformat(),
        "events": [{"date": event.day.isoformat(), "key": event.key} for event in story.events],
        "shocks": list(story.shocks),
        "responses": list(story.responses),
        "missing": list(found.missing),
        "sources": [*story.sources, *dict.fromkeys(path.source for path in found.paths.values())],
        "channels": {
            name: {
                "unit": CHANNELS[name].unit,
                "change_unit": CHANNELS[name].change_unit,
                "frequency": path.frequency,
                "eve": {"date": path.eve[0].isoformat(), "value": path.eve[1]},
                "dates": [day.isoformat() for day in path.dates.tolist()],
                "values": path.levels.tolist(),
                "extreme": {"date": path.extreme[0].isoformat(), "change": path.extreme[1]},
            }
            for name, path in found.paths.items()
        },
    }
    if "reserves" in found.paths:
        day = worst(found.paths)
        entry["drivers"] = {"date": day.isoformat(), "effect": drivers(found.paths, day)}
    if told is not None:
        entry["replay"] = {
            "date": told.day.isoformat(),
            "published": told.published,
            "replayed": told.given,
            "on_rrp_by_rule": told.modelled,
            "without": told.calm,
            "miss": told.error,
            "curve_bp": told.curve,
            "printed_bp": told.printed,
        }
    return entry
