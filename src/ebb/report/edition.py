"""One edition of the report: which charts stand in which section, the scenarios compared, the sources, and the file.

This is the door: it asks the evidence for results and hands them to the charts and the page. It computes no figure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ebb.answers import QUESTIONS, Answer, answer_on
from ebb.answers.attribution import attributions
from ebb.answers.evidence import Evidence
from ebb.answers.risks import figures
from ebb.books import BUYERS, follow
from ebb.errors import EbbError, UnknownName, UsageError
from ebb.funding.edge import crossing
from ebb.planning import Episode, episodes
from ebb.report import adapters, charts, recorded
from ebb.report.beside import facts, printed
from ebb.report.chart import Chart
from ebb.report.cited import held, old, sources
from ebb.report.fanned import next_fan, past, plot_fan
from ebb.report.inputs import Belt, Claimed, EpisodeRow
from ebb.report.leaving import leaving
from ebb.report.page import Comparison, build_page
from ebb.report.press import bundling
from ebb.report.risking import risk_charts
from ebb.report.strip import tiles
from ebb.report.weeks import weeks_charts
from ebb.report.written import write_page
from ebb.scenario import SETTINGS, Setting
from ebb.series import Origin
from ebb.simulate.result import Run
from ebb.sources import published
from ebb.text import Money, Month, Months, Percent, Phrase, Said, Words, language

if TYPE_CHECKING:
    from ebb.answers.ten_year import TermPremium

Progress = Callable[[float, str], None]

#: The plan whose paths are drawn, and those set beside it.
PLAN = "qt3"
COMPARED = ("hold", "slower", "qt3", "faster", "qt3-sales")
#: The cases of the books that are followed, and the redemption: one billion dollars, in cents.
CASES_SHOWN = (*BUYERS, "treasury_does_not_refinance", "mbs_prepayment")
FOLLOWED = 100_000_000_000
#: The row of a window that was asked for, beside those of the programmes.
ASKED = "asked"
#: Months of a projection that are drawn: long enough to see reserves reach the standing repo's rate, no longer.
_DRAWN = 12
#: What one regime of the policy room is to the chart of stock regimes.
_KINDS = {"QE1": "qe", "QE2": "qe", "QE3": "qe", "QE4": "qe", "QT1": "qt", "QT2": "qt", "hold": "hold"}


@dataclass(frozen=True, slots=True)
class Written:
    """A report that was written: where, and the answers it holds."""

    path: Path
    as_of: date
    answers: tuple[Answer, ...]

    def json(self) -> dict[str, Any]:
        """The contract of ``ebb report --json``."""
        return {
            "path": str(self.path),
            "as_of": self.as_of.isoformat(),
            "answers": [answer.json() for answer in self.answers],
        }


def report(
    out: Path | str = "ebb-report.html",
    as_of: date | None = None,
    lang: str | None = None,
    progress: Progress | None = None,
    today: date | None = None,
) -> Written:
    """Write the report as one self-contained HTML file in both languages.

    Parameters
    ----------
    out : path
        The file; it appears whole or not at all.
    as_of : date, optional
        Only what was known on that day.
    lang : ``"zh-Hant"`` or ``"en"``, optional
        The language the page opens in; by default that of the locale.
    progress : function of (share done, what is being done), optional
    today : date, optional
        The day on which the page is written; it then says if its newest figure is weeks behind. The figures depend on `as_of`
        alone.

    Raises
    ------
    OutOfRange
        If too little was known on that day for all six answers.
    """
    tell: Progress = progress if progress is not None else lambda share, doing: None
    evidence, opens_in = Evidence(as_of), language(lang, os.environ)
    scripts = bundling()  # the renderer packs the page's scripts in another process meanwhile
    try:
        answers = _answers(evidence, tell)
    except EbbError:
        scripts()  # a refused day leaves no process and no open file behind
        raise
    tell(0.45, "charts")
    drawn = section_charts(evidence)
    compared = comparison(evidence)
    tell(0.60, "page")
    page = build_page(
        answers,
        drawn,
        tiles(evidence),
        sources(evidence),
        evidence.as_of,
        opens_in,
        facts(evidence),
        comparison=compared,
        comparison_charts=[_plans(evidence)],
        held=held(evidence),
        old=old(today),
        version=_version(),
        scripts=scripts,
    )
    tell(0.97, "file")
    path = write_page(Path(out), page)
    tell(1.0, "done")
    return Written(path, evidence.as_of, tuple(answers))


def _answers(evidence: Evidence, tell: Progress) -> list[Answer]:
    answers = []
    for place, key in enumerate(QUESTIONS):
        tell(0.45 * place / len(QUESTIONS), f"answer {key}")
        answers.append(answer_on(evidence, key))
    return answers


def section_charts(evidence: Evidence) -> dict[str, tuple[Chart, ...]]:
    """One to four charts for each section; one that the as-of date cannot fill is left out."""
    day, newest = evidence.as_of, evidence.runoff
    runs: dict[str, Run] = {setting: _drawn(evidence, PLAN, setting) for setting in SETTINGS}
    reserves = evidence.record.full("reserves")
    plan = Phrase(f"sections.plan.{PLAN}")
    found: dict[str, list[Chart]] = {
        "what": [
            recorded.balance_sheet(evidence.record),
            charts.two_sides(adapters.sides_of(evidence.bridge(newest)), newest.name),
        ],
        "how": [
            recorded.caps_and_runoff(newest.name, evidence.record),
            charts.redemption_followed(adapters.followed_cases([follow(case, FOLLOWED) for case in CASES_SHOWN]), day),
            recorded.maturity_ladder(evidence.record),
        ],
        "how-long": [
            charts.projected_path("reserves", plan, reserves, adapters.band_of(runs, "reserves"), belt=_edge(evidence)),
            charts.replayed(newest.name, adapters.replay_of(evidence.replay(newest.name.lower())), _held(evidence)),
            *next_fan(evidence),
            *past(evidence),
        ],
        "how-much": [*leaving(evidence, _edge(evidence)), *_demand(evidence), *_article(evidence)],
        "risks": [
            *risk_charts(evidence),
            _episodes(evidence),
            *([recorded.figure_three(evidence.record)] if day >= date(2023, 1, 4) else []),
        ],
        "stocks": [_regimes(evidence), *_parts(evidence), *_liquidity(evidence)],
    }
    found["how-much"] += weeks_charts(evidence.record)
    return {section: tuple(listed) for section, listed in found.items()}


def _edge(evidence: Evidence) -> Belt | None:
    """Where repo costs what the Fed pays, in money of the newest bank assets; None where the estimate does not say."""
    if evidence.demand is None:
        return None
    edge = crossing(evidence.demand)
    if not np.isfinite([edge.low, edge.value, edge.high]).all():
        return None
    banks = evidence.record.series("bank_assets").last()[1] / 100.0
    return Belt(edge.low * banks, edge.value * banks, edge.high * banks, Phrase("sections.belt"))


def comparison(evidence: Evidence) -> Comparison:
    """Where the plans stand after the drawn months, and when each reaches the end of ample."""
    rows, floor = [], []
    for name, run in _compared(evidence).items():
        reserves, assets = run.path("reserves"), run.path("total_assets")
        stopped = evidence.run(name, "central", True).stopped
        repo = float(run.ratios["standing_repo"][-1])
        floor += [float(run.share_of_bank_assets()[-1])] if repo > 0 else []
        cells: tuple[Said | None, ...] = (
            Money(float(assets[-1]) - repo),
            Percent(100.0 * (float(assets[-1]) - repo) / float(run.ratios["gdp"][-1])),
            Money(float(reserves[-1])),
            Percent(float(run.share_of_bank_assets()[-1])),
            Month(stopped) if stopped else Phrase("sections.compare.not_reached"),
            Money(repo),
        )
        rows.append((Phrase(f"sections.plan.{name}"), cells))
    heads = ("assets", "share", "reserves", "banks", "edge", "repo")
    said: dict[str, dict[str, Said | str]] = {"assets": {"months": Months(_DRAWN)}}
    return Comparison(
        heads=tuple(Phrase(f"sections.compare.head.{head}", said.get(head, {})) for head in heads),
        rows=tuple(rows),
        note=Phrase("sections.compare.note", {"share": Percent(floor[0])})
        if floor
        else Phrase("sections.compare.note_plain"),
    )


def plot(result: object, name: str = "", lang: str = "en") -> Chart:
    """The chart of a result: a path of a run, of one plan under its three settings, a replay, or what moved long yields.

    Parameters
    ----------
    result : Run, mapping of ``"low"``, ``"central"``, ``"high"`` to Run, Replay, or what ``ebb.stocks``, ``ebb.stock_effect``
        or ``ebb.term_premium`` returned (the last draws its window among those of the programmes)
    name : str
        For runs, a path such as ``"reserves"``; of a run with draws also ``"share_of_gdp"``, ``"net_income"`` or
        ``"stop_date"``.
    lang : str
        Unused by the chart itself, which knows both languages; refused if unknown.

    Raises
    ------
    UnknownName
        If the path or the language does not exist.
    UsageError
        If there is no chart for such a result.
    """
    from ebb.answers.chain import Chain
    from ebb.answers.contagion import Contagion
    from ebb.answers.effects import StockEffectTable
    from ebb.answers.own_shares import OwnShares
    from ebb.answers.ten_year import TermPremium
    from ebb.simulate.replay import Replay

    if lang not in ("zh-Hant", "en"):
        raise UnknownName.of("language", lang, ("zh-Hant", "en"), where="ebb.plot")
    if isinstance(result, Run) and result.fan is not None:
        return plot_fan(result, name or "reserves")
    if isinstance(result, Run):
        return _plot_runs(dict.fromkeys(SETTINGS, result), name or "reserves")
    if isinstance(result, Mapping) and set(result) == set(SETTINGS):
        return _plot_runs(result, name or "reserves")
    if isinstance(result, Replay):
        evidence = Evidence()
        return charts.replayed(result.episode.name.upper(), adapters.replay_of(result), _held(evidence))
    if isinstance(result, StockEffectTable):
        return charts.runoff_effects(adapters.effect_rows(result), result.as_of)
    if isinstance(result, Chain):
        return charts.widening_chain(result)
    if isinstance(result, Contagion) and result.moves:
        return charts.contagion_table(result)
    if isinstance(result, TermPremium):
        return _moves_of_ten_year(result)
    if isinstance(result, OwnShares):
        return adapters.sensitivities_of(result)
    raise UsageError(
        f"there is no chart for {type(result).__name__}",
        "ebb.plot",
        "what ebb.run, ebb.replay, ebb.stocks, ebb.stock_effect, ebb.term_premium, ebb.chain or ebb.contagion returned",
        "plot one of these",
    )


def _moves_of_ten_year(asked: TermPremium) -> Chart:
    """The ten-year yield over the programmes and, last, over the window asked for."""
    from ebb.answers.ten_year import premium_windows

    record = Evidence(asked.as_of).record
    windows = premium_windows(record)
    rows = adapters.move_rows(windows, _KINDS) + adapters.move_rows({ASKED: asked}, {ASKED: "asked"})
    origins = [o for key in ("ust_10y_avg", "acm_tp10") for o in record.series(key).origins]
    last = max(one.found.end for one in (asked, *windows.values()))
    vintage = asked.found.vintage or asked.as_of
    return charts.ten_year_moves(rows, last, vintage, origins)


def _plot_runs(runs: Mapping[Any, Run], name: str) -> Chart:
    central = runs["central"]
    central.path(name)  # refuses a name that is no path
    record = Evidence(central.as_of).record
    packaged_keys = published.keys()
    if name in packaged_keys:
        history = record.full(name)
    else:  # a line that is not published as a series is drawn without a past
        history = replace(record.series("total_assets").between(date.min, date.min), key=name, origins=())
    title = Words(central.title.get("en", central.scenario), central.title.get("zh-Hant", central.scenario))
    belt = _edge(Evidence(central.as_of)) if name == "reserves" else None
    return charts.projected_path(name, title, history, adapters.band_of(dict(runs), name), belt=belt)


def _drawn(evidence: Evidence, name: str, setting: Setting = "central") -> Run:
    """A plan as far as it is drawn: what years of assumptions would do after that is not asked of the record."""
    return evidence.run(name, setting, months=_DRAWN)


def _compared(evidence: Evidence) -> dict[str, Run]:
    """The plans set side by side, all from the month in which the first that changes policy begins."""
    start = _drawn(evidence, PLAN).dates[0].replace(day=1)
    return {name: evidence.run(name, months=_DRAWN, start=start) for name in COMPARED}


def _held(evidence: Evidence) -> tuple[Origin, ...]:
    series = (evidence.record.series(key) for key in ("treasuries", "mbs", "soma_notes_bonds"))
    return tuple(origin for one in series for origin in one.origins)


def _plans(evidence: Evidence) -> Chart:
    paths = [
        adapters.path_of(run, "reserves", Phrase(f"sections.plan.{name}")) for name, run in _compared(evidence).items()
    ]
    return charts.plans_compared("reserves", evidence.record.full("reserves"), paths)


def _demand(evidence: Evidence) -> list[Chart]:
    fit = evidence.demand
    if fit is None or not np.isfinite([fit.kink.value, fit.kink.low, fit.kink.high]).all():
        return []
    points, curve = adapters.demand_of(evidence.demand_sample, fit)
    origins = [o for key in (fit.rate, "reserves", "bank_assets") for o in evidence.record.series(key).origins]
    return [charts.reserve_demand(points, curve, evidence.reserves_share[2], origins)]


def _article(evidence: Evidence) -> list[Chart]:
    """The article's first picture and its missing second, with the levels it names read from its own words."""
    day, found = evidence.as_of, []
    first, second = _claimed("ideal"), _claimed("minimum")
    if day >= date(2019, 12, 31):
        found.append(recorded.figure_one(first, evidence.record))
    if day >= date(2022, 10, 31):
        found.append(recorded.figure_two(second, evidence.record))
    return found


def _claimed(key: str) -> Claimed:
    article = published.document("article")
    low, high = printed(key)
    return Claimed(low, high, Origin(article["publisher"], f"article of {article['published']}"))


def _episodes(evidence: Evidence) -> Chart:
    handed = figures(evidence)
    known = episodes(handed, as_of=evidence.as_of)
    rows = [EpisodeRow(e.key, Phrase(f"planning.episode.{e.key}.name"), _moves(evidence, e)) for e in known]
    origins = [o for e in known for s in evidence.record.episode(e.key).values() for o in s.origins]
    return charts.stress_episodes(rows, evidence.as_of, tuple(dict.fromkeys(origins)))


def _moves(evidence: Evidence, episode: Episode) -> Mapping[str, float | None]:
    """The largest move of each measure inside the episode's days; None where it was not collected."""
    known = {fact.name: fact.value for fact in episode.facts}
    vix = evidence.record.episode(episode.key).get("VIXCLS")
    over_top = known.get("sofr_over_range_top", known.get("sofr_high_over_range_top"))
    return {
        "ten_year": known.get("ten_year_rise"),
        "vix": None if vix is None else float(vix.values.max() - vix.values[0]),
        "funding": over_top,
    }


def _regimes(evidence: Evidence) -> Chart:
    pooled = evidence.regimes_by_kind("sp500", _KINDS)
    single = [r for r in evidence.regimes("sp500") if r.annual_return.low is not None and r.regime != "hold"]
    names = {kind: Phrase(f"sections.regime.{kind}") for kind in pooled}
    rows = adapters.regime_rows(pooled, single, _KINDS, names)
    market = evidence.market("sp500")
    return charts.stock_regimes(
        rows, "S&P 500", market.first, market.last, single[0].annual_return.level, market.origins
    )


def _parts(evidence: Evidence) -> list[Chart]:
    found = attributions(evidence.record)
    return [charts.price_parts(found)] if found.episodes else []


def _liquidity(evidence: Evidence) -> list[Chart]:
    trap = evidence.liquidity_trap
    return [] if trap is None else [charts.net_liquidity(adapters.liquidity_of(trap))]


def _version() -> str:
    from importlib.metadata import version

    return version("ebb")
