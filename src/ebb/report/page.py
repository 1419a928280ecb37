"""The one-page report: answers, charts and evidence set as one self-contained HTML file in both languages.

The page opens offline and asks nothing of the outside: scripts, styles, data and pictures are inside, and its content
policy forbids the rest. Without scripts, and on paper, it shows the static pictures; with scripts it draws the same
specifications at the width of the reader's screen. Only the page's own sentences (``report.*``) are written here; every
number arrives inside an answer, a chart, a tile or a fact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from ebb.answers.shape import Answer, Value, sentences
from ebb.errors import LawError, UnknownName
from ebb.report import theme
from ebb.report.bilingual import retold
from ebb.report.chart import SECTIONS, Chart, publisher
from ebb.report.legend import wording
from ebb.report.picture import to_svg
from ebb.report.press import begun, bundling
from ebb.report.tiles import Tile, sparkline
from ebb.series import Origin
from ebb.sources import published
from ebb.text import LANGUAGES, Count, Day, Said, labelled, say, unit_label, value_label
from ebb.text.render import MINUS

_HOME = files("ebb") / "report" / "templates"
_WIDTH: Final = re.compile(r'width="([\d.]+)" height="([\d.]+)" viewBox="[^"]*"')
_STRIPPED: Final = ("$schema", "config")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the box "the article says / the record says"; `verdict` is a key of ``report.verdict``."""

    says: Said
    record: Said
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class HowWeKnow:
    """The fold-out of a section: how found, on what, of which vintage, how exact, what would change our mind."""

    method: Said
    sample: Said
    vintage: Said
    tolerance: Said
    change: Said


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of a section: a heading for each column, and for each row its name and cells (None = missing).

    `folded` hides it until it is asked for.
    """

    title: Said
    heads: tuple[Said, ...]
    rows: tuple[tuple[Said, tuple[Said | None, ...]], ...]
    note: Said | None = None
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a section says beside its answer: article against record, the method, the command to repeat it, tables."""

    checks: tuple[Check, ...]
    how: HowWeKnow
    command: str
    tables: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table of scenarios: headings, and for each scenario its name and a cell for each (None = missing)."""

    heads: tuple[Said, ...]
    rows: tuple[tuple[Said, tuple[Said | None, ...]], ...]
    note: Said | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the list of sources: who published what, which days of it are used, and on which terms."""

    origin: Origin
    first: date
    last: date
    rights: str | Said = ""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A chart as the template sees it."""

    chart: Chart
    static: Mapping[str, Markup] = field(default_factory=dict)


def build_page(
    answers: Sequence[Answer],
    charts: Mapping[str, Sequence[Chart]],
    tiles: Sequence[Tile],
    sources: Sequence[Source],
    as_of: date,
    default_lang: str,
    facts: Mapping[str, Facts],
    *,
    comparison: Comparison | None = None,
    comparison_charts: Sequence[Chart] = (),
    held: Said | None = None,
    old: Said | None = None,
    version: str = "",
    workers: int | None = None,
    scripts: Callable[[], str] | None = None,
) -> str:
    """The report as one HTML text.

    Parameters
    ----------
    answers : sequence of Answer
        One for each of :data:`~ebb.report.chart.SECTIONS`; set in that order whatever their own.
    charts : mapping of section -> charts
        One to three for each section.
    tiles : sequence of Tile
    sources : sequence of Source
    as_of : date
        What the page knows; ages are counted from it.
    default_lang : ``"zh-Hant"`` or ``"en"``
        The language the page opens in.
    facts : mapping of section -> Facts
    comparison, comparison_charts
        The table of scenarios below the answers, and charts that go with it.
    held : Said or None
        What the reader's own store adds to the packaged figures.
    old : Said or None
        How far the newest figure lies behind the day on which the page is written.
    version : str
        Of ebb, for the footer.
    workers : int or None
        Processes that draw the static pictures, see :func:`ebb.report.press.begun`.
    scripts : function without arguments, optional
        What :func:`ebb.report.press.bundling` returned, if it was started before the answers were computed.

    Raises
    ------
    UnknownName
        For a language or a section that does not exist.
    LawError
        If a section has no answer or no facts, or two charts share a key.
    """
    _refuse_incomplete(answers, charts, default_lang, facts)
    by_key = {answer.key: answer for answer in answers}
    everything = [*(c for section in SECTIONS for c in charts.get(section, ())), *comparison_charts]
    code = scripts or bundling(workers=workers)
    still = stills(everything, workers=workers)()
    figures = {c.key: _Figure(c, {lang: Markup(svg) for lang, svg in still[c.key].items()}) for c in everything}
    page: str = _template().render(
        sections=[(key, by_key[key], [figures[c.key] for c in charts.get(key, ())], facts[key]) for key in SECTIONS],
        tiles=tiles,
        comparison=comparison,
        comparison_figures=[figures[c.key] for c in comparison_charts],
        sources=sources,
        held=held,
        old=old,
        as_of=as_of,
        lang=default_lang,
        version=version,
        style=Markup(stylesheet()),
        script=Markup(_inline(script())),
        bundle=Markup(_inline(code())),
        payload=Markup(_data(payload(everything))),
    )
    return page


def payload(charts: Sequence[Chart]) -> dict[str, Any]:
    """What the page's script needs: tables once for all charts and languages, and the specifications without them."""
    found: dict[str, Any] = {
        "config": {lang: theme.config(lang) for lang in LANGUAGES},
        "colours": {token: list(pair) for token, pair in theme.COLOURS.items()},
        "tables": {},
        "charts": {},
    }
    for chart in charts:
        for table in chart.tables:
            found["tables"][f"{chart.key}/{table.name}"] = {k: list(v) for k, v in table.cells.items()}
        found["charts"][chart.key] = {
            "tables": [f"{chart.key}/{t.name}" for t in chart.tables],
            "specs": {
                lang: {
                    size: _stripped(chart.spec(lang, size=size, live=True, embed=False)) for size in ("wide", "narrow")
                }
                for lang in LANGUAGES
            },
            "heads": {
                lang: {f"{chart.key}/{t.name}": {c.name: c.head(lang) for c in t.columns} for t in chart.tables}
                for lang in LANGUAGES
            },
            "names": {
                lang: {cell: say(key, lang) for t in chart.tables for cell, key in t.names.items()}
                for lang in LANGUAGES
            },
        }
    return found


def stylesheet() -> str:
    """The page's style: colour tokens for light, dark and print, then the sheet."""
    light, dark = theme.declarations(dark=False), theme.declarations(dark=True)
    tokens = (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"@media print{{:root{{color-scheme:light;{light}--paper:#fff;}}}}"
    )
    return tokens + (_HOME / "report.css").read_text(encoding="utf-8")


def script() -> str:
    """The page's own script."""
    return (_HOME / "report.js").read_text(encoding="utf-8")


def stills(charts: Sequence[Chart], *, workers: int | None = None) -> Callable[[], dict[str, dict[str, str]]]:
    """Start drawing the static pictures; calling the result gives them by chart and language.

    Each is drawn in English, whose words are the longer ones, and retold in the other language
    (:mod:`ebb.report.bilingual`), or drawn twice where that is not possible.
    """
    second, first = LANGUAGES
    specs = {c.key: {lang: _still(c, lang) for lang in LANGUAGES} for c in charts}
    finish = begun([specs[c.key][first] for c in charts], workers=workers)

    def finished() -> dict[str, dict[str, str]]:
        made = {}
        for chart, picture in zip(charts, finish(), strict=True):
            pair = specs[chart.key]
            other = retold(picture, pair[first], pair[second])
            made[chart.key] = {first: _whole(picture), second: _whole(to_svg(pair[second]) if other is None else other)}
        return made

    return finished


def _whole(picture: str) -> str:
    """The picture with the full width of the page, so that words a little wider than those measured are not cut."""
    return _WIDTH.sub(
        lambda m: f'width="{m[1]}" height="{m[2]}" viewBox="0 0 {max(float(m[1]), theme.WIDE):g} {m[2]}"', picture, 1
    )


def _still(chart: Chart, lang: str) -> dict[str, Any]:
    """The specification of the static picture; measured in a plain face (quick), set in the page's own by its style."""
    text = json.dumps(chart.spec(lang), ensure_ascii=False)
    plain: dict[str, Any] = json.loads(text.replace(json.dumps(theme.SANS[lang])[1:-1], "sans-serif"))
    return plain


def _stripped(spec: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in spec.items() if name not in _STRIPPED}


def _inline(text: str) -> str:
    """Script text that cannot end its own element (only inside strings do these sequences occur)."""
    return re.sub(r"<(?=/script|script|!--)", r"\\x3c", text, flags=re.IGNORECASE)


def _data(value: object) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _refuse_incomplete(
    answers: Sequence[Answer], charts: Mapping[str, Sequence[Chart]], lang: str, facts: Mapping[str, Facts]
) -> None:
    if lang not in LANGUAGES:
        raise UnknownName.of("language", lang, LANGUAGES, where="report.page")
    for name in (*charts, *facts, *(a.key for a in answers)):
        if name not in SECTIONS:
            raise UnknownName.of("section", name, SECTIONS, where="report.page")
    given = {answer.key for answer in answers}
    problems = [f"no answer to {key}" for key in SECTIONS if key not in given]
    problems += [f"no facts for {key}" for key in SECTIONS if key not in facts]
    keys = [c.key for listed in charts.values() for c in listed]
    problems += [f"two charts are called {key}" for key in sorted({k for k in keys if keys.count(k) > 1})]
    if problems:
        raise LawError(
            f"the page is not complete: {'; '.join(problems)}",
            "report.page",
            f"an answer and facts for each of {', '.join(SECTIONS)}, charts with keys of their own",
            "compute the missing answer first",
        )


@cache
def _template() -> Template:
    room = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    room.globals |= {
        "LANGUAGES": LANGUAGES,
        "say": say,
        "Day": Day,
        "wording": wording,
        "both": both,
        "block": _block,
        "spark": sparkline,
        "count": Count,
        "publisher": publisher,
        "interval": _interval,
        "named": _named,
        "article": published.document("article"),
        "measured": _measured,
        "by_terms": _by_terms,
        "opening": _opening,
        "rest": _rest,
    }
    return room.from_string((_HOME / "report.html.j2").read_text(encoding="utf-8"))


def both(key: str | Said, tag: str = "span", **values: Said | str) -> Markup:
    """A sentence in both languages, each in its own element; the style shows one."""
    said = {lang: say(key, lang, **values) if isinstance(key, str) else key.say(lang) for lang in LANGUAGES}
    return _block(said, tag)


def _block(texts: Mapping[str, str], tag: str = "span") -> Markup:
    """Texts by language as elements of one kind, escaped."""
    parts = (
        Markup('<{0} class="{1}" lang="{2}">{3}</{0}>').format(tag, _css(lang), lang, texts[lang]) for lang in LANGUAGES
    )
    return Markup("").join(parts)


def _css(lang: str) -> str:
    return "zh" if lang == "zh-Hant" else "en"


def _interval(value: Value) -> str:
    """A value's interval as plain numbers, the same in both languages."""
    band = value.interval
    if band is None:
        return ""
    low, high = (f"{edge:,.6g}".replace("-", MINUS) for edge in (band.low, band.high))
    return f"{low} – {high} ({band.level * 100:.0f}%)"


def _named(name: str) -> Markup:
    """What a value is called in both languages, and behind it, dimmed, its name in the JSON."""
    said = _block({lang: value_label(name, lang) for lang in LANGUAGES})
    return said + Markup(' <code class="dim">{}</code>').format(name) if labelled(name) else said


def _measured(unit: str) -> Markup:
    """A value's unit in both languages."""
    return _block({lang: unit_label(unit, lang) for lang in LANGUAGES})


def _by_terms(sources: Sequence[Source]) -> list[tuple[str | Said, list[Source]]]:
    """The sources under the terms they share, so that each text of terms stands once; both in the order given."""
    grouped: dict[str, tuple[str | Said, list[Source]]] = {}
    for source in sources:
        told = source.rights if isinstance(source.rights, str) else source.rights.say("en")
        grouped.setdefault(told, (source.rights, []))[1].append(source)
    return list(grouped.values())


def _opening(texts: Mapping[str, str]) -> dict[str, str]:
    """The first sentence of an answer in each language, to be set large."""
    return {lang: sentences(text, lang)[0] for lang, text in texts.items()}


def _rest(texts: Mapping[str, str]) -> dict[str, str]:
    """What follows the first sentence; empty where nothing does."""
    return {lang: ("" if lang == "zh-Hant" else " ").join(sentences(text, lang)[1:]) for lang, text in texts.items()}
