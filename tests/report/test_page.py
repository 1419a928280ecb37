"""The page: complete or refused, self-contained, escaped, in order for a keyboard and a screen reader, in both languages."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ebb.answers import Answer, Interval, Value
from ebb.errors import LawError, UnknownName
from ebb.report.chart import SECTIONS, Chart
from ebb.report.page import Check, Comparison, Facts, HowWeKnow, Source, build_page, payload
from ebb.report.press import bundled
from ebb.report.tiles import KEYS, tile
from ebb.text import Money, Words

from .conftest import BOARD, monthly

AS_OF = date(2026, 1, 3)
HOSTILE = "<script>alert(1)</script> & </script>"


class Outline(HTMLParser):
    """What a reader without eyes meets: elements in order, ids, references, headings."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.languages: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if lang := dict(attrs).get("lang"):
            self.languages[lang] += 1


def facts() -> dict[str, Facts]:
    how = HowWeKnow(
        *(Words(f"{n} in words", f"{n}的文字") for n in ("method", "sample", "vintage", "tolerance", "change"))
    )
    check = Check(Words(HOSTILE, "「文章」"), Words("the record", "紀錄"), "wrong_unit")
    return {key: Facts((check,), how, f"ebb answer {key}") for key in SECTIONS}


def answers() -> list[Answer]:
    values = (
        Value("fall", -2361.9, "USD bn", "H.4.1", Interval(-2400.0, -2300.0, 0.9)),
        Value("gone", None, "USD bn", "H.4.1"),
    )
    text = {"en": "Assets fell.", "zh-Hant": f"資產減少。{HOSTILE}"}
    caveats: dict[str, tuple[str, ...]] = {"en": ("A caveat.",), "zh-Hant": ("注意。",)}
    return [Answer(key, AS_OF, text, values, (), caveats) for key in reversed(SECTIONS)]


def build(charts: dict[str, list[Chart]], lang: str = "zh-Hant", scripts: Callable[[], str] | None = None) -> str:
    series = monthly("total_assets", "2024-01", [float(100 + i) for i in range(24)])
    tiles = [tile(key, series, AS_OF, Money, lambda v: Money(v, signed=True)) for key in KEYS]
    plan = Words("QT3", "QT3")
    compared = Comparison(
        (Words("Assets", "資產"),), ((plan, (Money(1.0),)), (plan, (None,))), Words("A note.", "註。")
    )
    source = Source(BOARD, date(2003, 1, 29), date(2026, 9, 30), "government figures")
    return build_page(
        answers(), charts, tiles, [source], AS_OF, lang, facts(), comparison=compared, version="0.0", workers=1
    )


@pytest.fixture(scope="module")
def page(drawings: dict[str, Chart]) -> str:
    """A page with every chart."""
    by_section: dict[str, list[Chart]] = {}
    for chart in drawings.values():
        by_section.setdefault(chart.section, []).append(chart)
    return build(by_section)


@pytest.fixture(scope="module")
def outline(page: str) -> Outline:
    """The page as a parser sees it, without its scripts."""
    found = Outline()
    found.feed(re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    return found


def test_nothing_is_asked_of_the_outside(page: str, outline: Outline) -> None:
    policy = next(a["content"] for t, a in outline.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    for tag, attrs in outline.elements:
        assert tag not in ("link", "iframe", "img", "object", "base")
        assert "src" not in attrs
        assert (attrs.get("href") or "#").startswith("#")
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert len(page.encode()) < 6_000_000


def test_scripts_end_where_they_should(page: str) -> None:
    assert page.count("<script") == page.count("</script>") == 3


def test_what_others_wrote_is_escaped(page: str) -> None:
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_sections_stand_in_the_order_of_the_article(outline: Outline) -> None:
    ids = [a.get("id") for t, a in outline.elements if t == "section" and a.get("id")]
    assert ids == [*SECTIONS, "scenarios", "sources"]


def test_landmarks_headings_and_references_hold_together(outline: Outline) -> None:
    tags = Counter(t for t, _ in outline.elements)
    assert tags["main"] == tags["nav"] == tags["h1"] == 1
    ids = [a["id"] for _, a in outline.elements if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attrs in outline.elements:
        for name in ("aria-labelledby", "for"):
            assert attrs.get(name) is None or attrs[name] in ids
        target = attrs.get("href")
        assert target is None or target[1:] in ids
    levels = [int(t[1]) for t, _ in outline.elements if re.fullmatch(r"h[1-6]", t)]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_every_picture_has_words(outline: Outline, drawings: dict[str, Chart]) -> None:
    pictures = [a for _, a in outline.elements if a.get("role") == "img"]
    assert len(pictures) == 3 * len(drawings)  # drawn, and still in each language
    assert all(a.get("aria-label") or a.get("aria-labelledby") for a in pictures)


def test_both_languages_say_as_much(outline: Outline) -> None:
    assert outline.languages["en"] == outline.languages["zh-Hant"] - 1  # the page itself is in one of them


def test_the_page_opens_in_the_language_asked_for(drawings: dict[str, Chart]) -> None:
    for lang, box in (("zh-Hant", "l-zh"), ("en", "l-en")):
        made = build({}, lang, scripts=lambda: "")
        assert f'<html lang="{lang}">' in made
        assert re.findall(r'<input[^>]*id="(l-\w+)"[^>]* checked', made) == [box]


def test_tables_are_stored_once_for_all_drawings(drawings: dict[str, Chart]) -> None:
    data = payload(list(drawings.values()))
    assert all(
        "datasets" not in spec and "values" not in spec.get("data", {})
        for c in data["charts"].values()
        for sizes in c["specs"].values()
        for spec in sizes.values()
    )
    assert set(data["tables"]) == {f"{c.key}/{t.name}" for c in drawings.values() for t in c.tables}


def test_an_incomplete_page_is_refused_with_every_gap() -> None:
    given = [a for a in answers() if a.key not in ("what", "risks")]
    with pytest.raises(LawError, match=r"no answer to what; no answer to risks"):
        build_page(given, {}, [], [], AS_OF, "en", facts())
    with pytest.raises(UnknownName, match="did you mean"):
        build_page(answers(), {"how-mch": []}, [], [], AS_OF, "en", facts())
    with pytest.raises(UnknownName):
        build_page(answers(), {}, [], [], AS_OF, "fr", facts())


def test_two_charts_of_one_key_are_refused(drawings: dict[str, Chart]) -> None:
    twice = [drawings["two_sides"]] * 2
    with pytest.raises(LawError, match="two charts are called two_sides"):
        build_page(answers(), {"what": twice}, [], [], AS_OF, "en", facts())


def test_the_bundle_is_wrapped_so_that_its_names_stay_inside() -> None:
    code = bundled()
    assert code.startswith("(function(){")
    assert code.rstrip().endswith("})();")


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium here to open the page in")
def test_a_browser_draws_every_chart(page: str, drawings: dict[str, Chart], tmp_path: Path) -> None:
    """Opened from a file, without a network: each chart becomes a live drawing, none falls back to its still."""
    place = tmp_path / "page.html"
    place.write_text(page, encoding="utf-8")
    command = [
        "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile",
        "--window-size=1280,24000", "--virtual-time-budget=20000", "--dump-dom", place.as_uri(),
    ]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    assert len(re.findall(r'class="live[^"]*"[^>]*><div[^>]*aria-hidden="true"[^>]*><svg', dom)) == len(drawings)
    assert not re.search(r'<figure[^>]*class="[^"]*failed', dom)
