"""One edition of the report: whole or not at all, in both languages, asking nothing of the outside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path

import pytest

import ebb
from ebb.answers import QUESTIONS
from ebb.answers.evidence import Evidence
from ebb.errors import OutOfRange, UnknownName, UsageError
from ebb.report import SECTIONS, Written
from ebb.report.cited import held, sources
from ebb.report.edition import COMPARED, _plans, comparison, plot, section_charts
from ebb.report.page import Facts
from ebb.report.written import write_page
from ebb.simulate.result import PATHS
from ebb.sources import published

#: What would fetch something: attributes, style rules and the calls of scripts with an address in them.
FETCHES = (
    r"(?:src|href|srcset|action|poster|data)\s*=\s*[\"']?\s*(?:https?:)?//",
    r"@import",
    r"url\(\s*[\"']?\s*(?:https?:)?//",
    r"(?:fetch|open|import|importScripts|sendBeacon)\(\s*[\"'`](?:https?:)?//",
    r"<(?:iframe|object|embed|base|link)\b",
)
#: Where one sentence ends and the next begins.
SENTENCES = re.compile(r"(?<=。)(?=.)|(?<=\.) (?=[A-Z“])")


@dataclass
class Printed:
    """The one report of this module: where it was written, what it holds, and what was told on the way."""

    folder: Path
    written: Written
    page: str
    told: list[tuple[float, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    folder = tmp_path_factory.mktemp("report")
    (folder / "mine.html").write_text("an older page", encoding="utf-8")
    told: list[tuple[float, str]] = []
    written = ebb.report(out=folder / "mine.html", lang="en", progress=lambda share, doing: told.append((share, doing)))
    return Printed(folder, written, (folder / "mine.html").read_text(encoding="utf-8"), told)


def test_one_file_replaces_the_older_one_and_nothing_else_is_left(printed):
    assert [path.name for path in printed.folder.iterdir()] == ["mine.html"]
    assert printed.written.path == printed.folder / "mine.html"
    assert printed.page.startswith("<!doctype html>")
    assert printed.page.rstrip().endswith("</html>")
    assert printed.written.path.stat().st_size < 6_000_000
    assert printed.written.path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("pattern", FETCHES)
def test_nothing_is_fetched_from_outside(printed, pattern):
    assert not re.findall(pattern, printed.page, re.IGNORECASE)


def test_the_page_s_own_policy_forbids_the_outside(printed):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', printed.page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "http" not in policy[1]


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_every_answer_stands_in_the_page_in_both_languages(printed, lang):
    flat = re.sub(r"\s+", " ", unescape(re.sub(r"</?(?:strong|b|em|span|mark)\b[^>]*>", "", printed.page)))
    for answer in printed.written.answers:
        for sentence in (answer.text[lang], *answer.caveats[lang]):
            for part in SENTENCES.split(sentence):  # the page sets the first one apart
                assert part in flat, (answer.key, part)


def test_the_six_answers_come_in_the_article_s_order(printed):
    places = [printed.page.index(f'<section class="answer" id="{key}"') for key in QUESTIONS]
    assert places == sorted(places)
    assert [answer.key for answer in printed.written.answers] == list(QUESTIONS) == list(SECTIONS)[: len(QUESTIONS)]


def test_its_wire_form_names_the_file_the_day_and_the_answers(printed):
    wire = printed.written.json()
    assert wire["path"] == str(printed.written.path)
    assert wire["as_of"] == "2026-10-01"
    assert [answer["key"] for answer in wire["answers"]] == list(QUESTIONS)


def test_progress_rises_to_the_end(printed):
    shares = [share for share, _ in printed.told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(doing for _, doing in printed.told)


def test_a_day_on_which_too_little_was_known_writes_nothing(tmp_path):
    with pytest.raises(OutOfRange) as caught:
        ebb.report(out=tmp_path / "x.html", as_of=date(2019, 9, 10))
    assert caught.value.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "x.html").write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_page(tmp_path / "x.html", "half a page \ud800")
    assert [path.name for path in tmp_path.iterdir()] == ["x.html"]
    assert (tmp_path / "x.html").read_text(encoding="utf-8") == "old"


# -- its parts, on other days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2022, 9, 30), date(2024, 7, 18)], ids=str)
def test_on_an_earlier_day_every_section_has_charts_and_every_plan_a_row(evidence_on, day):
    evidence = evidence_on(day)
    drawn = section_charts(evidence)
    assert set(drawn) == set(QUESTIONS)
    assert all(1 <= len(charts) <= 4 for charts in drawn.values())
    table = comparison(evidence)
    assert len(table.rows) == len(COMPARED)
    assert all(len(cells) == len(table.heads) for _, cells in table.rows)
    heads = {chart.key for charts in drawn.values() for chart in charts}
    assert len(heads) == sum(len(charts) for charts in drawn.values())


def test_a_faster_plan_ends_with_less_in_the_table(newest):
    rows = {name: cells for name, (_, cells) in zip(COMPARED, comparison(newest).rows, strict=True)}
    assets = {name: cells[0].value for name, cells in rows.items()}
    assert assets["faster"] < assets["qt3"] < assets["slower"]
    assert assets["qt3-sales"] < assets["qt3"]


def test_every_packaged_series_known_is_a_source_with_its_terms(newest, evidence_on):
    listed = {(one.origin.publisher, one.origin.document, one.rights): one for one in sources(newest)}
    for key, (table, _) in published.keys().items():
        series = newest.record.series(key)
        origin = series.origins[0]
        one = listed[origin.publisher, origin.document, published.passport(table).rights]
        assert origin.series in one.origin.series, key
        assert one.first <= series.dates[0].item() <= series.dates[-1].item() <= one.last, key
    assert all(one.rights for one in listed.values())
    assert len(sources(evidence_on(date(2018, 6, 30)))) <= len(listed)


def test_a_plot_is_of_a_run_or_a_replay(bench, newest):
    assert plot(bench.run("qt3"), "reserves").key
    assert plot(newest.replay("qt2")).key
    with pytest.raises(UsageError, match="no chart for int"):
        plot(3)
    with pytest.raises(UnknownName, match='no language is called "fr"'):
        plot(bench.run("qt3"), "reserves", lang="fr")
    assert Facts


@pytest.mark.parametrize("name", PATHS)
def test_every_path_of_a_run_can_be_drawn_and_saved(bench, tmp_path, name):
    """Lines that are published have a past and a source; the others say that they are computed."""
    chart = plot(bench.run("qt3", months=6), name)
    past = chart.table("past").rows()
    assert bool(past) == (name in published.keys())  # noqa: SIM118
    assert "$" in chart.title.say("en")
    assert "low and high" not in chart.title.say("en")  # one run has no range
    assert chart.source("en").startswith("Source:" if past else "Computed")


def test_a_chart_is_saved_by_the_ending_of_its_name(bench, tmp_path):
    chart = plot(bench.run("qt3", months=6), "reserves")
    assert chart.save(tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"
    assert chart.save(tmp_path / "a.svg", "zh-Hant").read_text("utf-8").startswith("<svg")
    for path in (tmp_path / "a.gif", tmp_path / "none" / "a.png"):
        with pytest.raises(UsageError):
            chart.save(path)


def test_plans_that_end_together_are_counted_not_named_after_one(newest):
    table = next(c for c in _plans(newest).tables if c.name == "plans")
    ends = [column[-1] for name, column in table.cells.items() if name != "date"]
    least = sum(abs(end - min(ends)) < 0.005 for end in ends)
    assert least > 1  # standing repo holds the faster plans at one level
    assert f"({least} plans)" in _plans(newest).title.say("en")
    assert f"（{least}個計畫）" in _plans(newest).title.say("zh-Hant")


def test_a_page_made_on_a_store_says_so_and_names_what_came_from_it(at_home, evidence_on):
    assert held(evidence_on(None)) is None
    at_home("honest")
    evidence = Evidence(date(2026, 3, 31))
    said = held(evidence)
    assert said is not None
    assert "store" in said.say("en")
    assert "資料庫" in said.say("zh-Hant")
    own = [source for source in sources(evidence) if not isinstance(source.rights, str)]
    assert {name for source in own for name in source.origin.series.split(", ")} >= {"WALCL", "SOFR", "WRBWFRBL"}
