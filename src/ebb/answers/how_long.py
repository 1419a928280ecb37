"""How long it lasts: what the last runoff took, when the next one would have to stop, and how past forecasts scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ebb.answers.evidence import Evidence, months_between
from ebb.answers.forecasts import Scored, scored
from ebb.answers.past_fans import told
from ebb.answers.prepayment import mbs_scores
from ebb.answers.scores import scores as rescored
from ebb.answers.shape import Answer, Value
from ebb.answers.windows import Window
from ebb.answers.wording import answered, cited, programme_name, value
from ebb.funding.edge import crossing
from ebb.scenario import SETTINGS, cap_in, load
from ebb.simulate.result import Run
from ebb.text import Day, Money, Month, Months, Percent, Phrase, Range, Said, Words

_PLAN = "qt3"
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Stops:
    """When a plan reaches its stop rule; None where it does not within the run.

    `low`, `central` and `high` are the three settings; `by_level` the central run against the two ends of the interval of
    the level itself.
    """

    low: date | None
    central: date | None
    high: date | None
    last: date
    by_level: tuple[date | None, ...] = ()

    @property
    def _days(self) -> tuple[date | None, ...]:
        return (self.low, self.central, self.high, *self.by_level)

    @property
    def early(self) -> date | None:
        """The earliest of all."""
        return min((day for day in self._days if day is not None), default=None)

    @property
    def late(self) -> date | None:
        """The latest, or None if one of them is never reached."""
        return None if None in self._days else max(day for day in self._days if day is not None)


def answer(evidence: Evidence) -> Answer:
    """The length of the newest runoff, and the dated end of the plan in force or of a third runoff."""
    window = evidence.runoff
    months = months_between(window.first, window.last)
    fall = -sum(evidence.bridge(window).changes_bn()[name] for name in ("treasuries", "mbs"))
    before, after = (_share_of_gdp(evidence, day) for day in (window.start, window.end))
    said: dict[str, Said | str] = {
        "name": programme_name(evidence.record, window.name),
        "months": Months(months),
        "fall": Money(fall),
        "share_before": Percent(before),
        "share_after": Percent(after),
    }
    record = "Federal Reserve Board, H.4.1"
    values = [
        value("months", float(months), "months", "FOMC directives"),
        value("securities_fall", fall, "USD bn", record),
        value("total_assets_share_of_gdp_before", before, "percent of GDP", f"{record}; BEA"),
        value("total_assets_share_of_gdp_after", after, "percent of GDP", f"{record}; BEA"),
    ]
    text, stops = _dated(evidence, window, said)
    caveats = _range(evidence)
    replayed, scores = _replayed(evidence, window), scored(evidence.record, evidence.document("forecasts"))
    caveats += [replayed] if replayed else []
    caveats += [_scores(scores)] if scores else []
    caveats += rescored(evidence.record).caveats
    caveats += [score.phrase() for score in mbs_scores(evidence.record) if score.horizon == _YEAR]
    widths, inside = told(evidence.record)
    caveats += widths
    values += inside
    values += [*stops, *_replay_values(evidence, window), *(v for score in scores for v in _score_values(score))]
    sources = [step.cite() for step in evidence.record.programme.steps if step.programme == window.name]
    series = [evidence.record.series(key) for key in ("total_assets", "treasuries", "mbs", "gdp", "bank_assets")]
    return answered("how-long", evidence.as_of, text, values, sources + cited(*series), caveats)


def _range(evidence: Evidence) -> list[Phrase]:
    if evidence.demand is None:
        return []
    edge = crossing(evidence.demand)
    found = [Phrase("answers.how_long.caveat.range", {"level": Range(Percent(edge.low), Percent(edge.high))})]
    recent = evidence.demand_windows.get("qt2")
    if recent is not None and not np.isnan(level := crossing(recent).value):
        said: dict[str, Said | str] = {"level": Percent(level), "share": Percent(evidence.reserves_share[2])}
        found.append(Phrase("answers.how_long.caveat.window", said))
    return found


def _share_of_gdp(evidence: Evidence, day: date) -> float:
    assets = evidence.record.full("total_assets").in_unit("USD bn").last(day)[1]
    return 100.0 * assets / evidence.gdp_on(day)


def plan_in_question(evidence: Evidence) -> str:
    """The plan whose end is asked for: the policy in force while it runs off, else a third runoff."""
    return "current" if evidence.runoff.running else _PLAN


def stops(evidence: Evidence) -> Stops:
    """When the plan in question reaches the stop rule under the three settings."""
    runs = {setting: evidence.run(plan_in_question(evidence), setting, spread_stop=True) for setting in SETTINGS}
    last = max(run.dates[-1] for run in runs.values())  # a run that stops ends there
    assert evidence.demand is not None  # the caller refuses the question first
    edge, free = crossing(evidence.demand), evidence.run(plan_in_question(evidence))
    by_level = () if np.isnan(edge.low + edge.high) else (reached(free, edge.high), reached(free, edge.low))
    last = max(last, free.dates[-1]) if None in by_level else last
    return Stops(runs["low"].stopped, runs["central"].stopped, runs["high"].stopped, last, by_level)


def reached(run: Run, share: float) -> date | None:
    """Month end at which reserves are first at or below so many percent of bank assets; None if they never are."""
    places = np.flatnonzero(run.share_of_bank_assets() <= share)
    return run.dates[int(places[0])] if len(places) else None


def _dated(evidence: Evidence, window: Window, said: dict[str, Said | str]) -> tuple[Phrase, list[Value]]:
    over = window.last + timedelta(days=1)  # the first day on which nothing runs off, as the statements date an end
    ended = value("qt_end", None if window.running else over.isoformat(), "date", "FOMC directives")
    if evidence.demand is None:
        key = "running_unknown" if window.running else "unknown"
        said |= {
            "day": Day(evidence.as_of),
            **({"first": Day(window.first)} if window.running else {"last": Day(over)}),
        }
        return Phrase(f"answers.how_long.text.{key}", said), [ended, value("stop_date", None, "date", "not estimated")]
    found = stops(evidence)
    run = evidence.run(plan_in_question(evidence), "central", spread_stop=True)
    source = "ebb run, stop where SOFR equals interest on reserves by the reserve-demand estimate"
    values = [
        ended,
        value("stop_date", _iso(found.central), "date", source),
        value("stop_date_early", _iso(found.early), "date", source),
        value("stop_date_late", _iso(found.late), "date", source),
        *_months_to_stop(found, run, source),
    ]
    never = Phrase("answers.how_long.never", {"last": Month(found.last)})
    said |= {
        "stop": _month(found.central, never),
        "early": _month(found.early, never),
        "late": _month(found.late, never),
    }
    if window.running:
        said |= {"first": Day(window.first), "day": Day(evidence.as_of)}
        return Phrase("answers.how_long.text.running", said), values
    gone = _gone(run)
    values.append(value("runoff_until_stop", gone, "USD bn", source))
    held = evidence.run("hold", spread_stop=True)
    values.append(value("stop_date_of_hold", _iso(held.stopped), "date", source))
    plan = load(_PLAN).caps
    pace = sum(cap_in(cap, run.dates[0]) or 0.0 for cap in (plan.treasury, plan.mbs) if cap is not None)
    said |= {"last": Day(over), "pace": Money(pace), "start": Month(run.dates[0]), "gone": Money(gone)}
    said["held"] = _month(held.stopped, Phrase("answers.how_long.never", {"last": Month(held.dates[-1])}))
    said["took"] = Months(months_between(run.dates[0], run.stopped or run.dates[-1]))
    return Phrase("answers.how_long.text.ended", said), values


def _months_to_stop(found: Stops, run: Run, source: str) -> list[Value]:
    """Months to the stop in the middle, at the earliest and at the latest; missing where a setting never stops."""
    edges = (("", found.central), (".low", found.early), (".high", found.late))
    return [
        value(
            f"months_to_stop{tail}",
            None if day is None else float(months_between(run.dates[0], day)),
            "months",
            source,
        )
        for tail, day in edges
    ]


def _gone(run: Run) -> float:
    """Principal run off from the plan's first month to its stop, USD billion."""
    inside = [day <= (run.stopped or run.dates[-1]) for day in run.dates]
    gone = run.flow("coupons_redeemed") + run.flow("bills_redeemed") + run.flow("mbs_redeemed")
    return float(gone[np.array(inside)].sum())


def _replayed(evidence: Evidence, window: Window) -> Phrase | None:
    misses = _misses(evidence, window)
    if not misses:
        return None
    return Phrase(
        "answers.how_long.caveat.replay",
        {
            "name": programme_name(evidence.record, window.name),
            "treasuries": _side(misses["treasuries"]),
            "mbs": _side(misses["mbs"]),
        },
    )


def _side(miss: float) -> Phrase:
    """A miss in words: so much above or below what was published."""
    return Phrase(f"answers.how_long.{'above' if miss >= 0 else 'under'}", {"miss": Money(abs(miss))})


def _misses(evidence: Evidence, window: Window) -> dict[str, float]:
    """Predicted less published on the newest Wednesday of the replay, USD billion."""
    replay = evidence.replay(window.name.lower())
    found = {}
    for name in ("treasuries", "mbs"):
        pairs = [(p, q) for p, q in zip(replay.predicted[name], replay.published[name], strict=True) if q is not None]
        if pairs:
            found[name] = pairs[-1][0] - pairs[-1][1]
    return found


def _replay_values(evidence: Evidence, window: Window) -> list[Value]:
    source = f"ebb replay {window.name.lower()}: predicted less published on the newest Wednesday"
    return [value(f"replay_miss.{name}", miss, "USD bn", source) for name, miss in _misses(evidence, window).items()]


def _scores(scores: tuple[Scored, ...]) -> Phrase:
    parts = [
        Phrase(
            "answers.how_long.score",
            {
                "who": s.who,
                "what": Phrase(f"answers.how_long.measure.{s.measure}"),
                "said": s.shown(s.said),
                "date": Month(s.date),
                "was": s.shown(s.was),
            },
        )
        for s in scores
    ]
    joined = Words("; ".join(p.say("en") for p in parts), "；".join(p.say("zh-Hant") for p in parts))
    return Phrase("answers.how_long.caveat.forecasts", {"scores": joined})


def _score_values(score: Scored) -> list[Value]:
    return [
        value(f"forecast.{score.key}", score.said, score.unit, score.source),
        value(f"outcome.{score.key}", score.was, score.unit, "Federal Reserve; BEA"),
    ]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _month(day: date | None, never: Phrase) -> Said:
    return never if day is None else Month(day)
