"""From bytes to a document: encodings, refusals, what a page shows, sentences, script, date."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.audit.reading import read
from ebb.audit.reading.decode import LARGEST
from ebb.audit.reading.sentences import sentences
from ebb.errors import UsageError

HANT = "聯準會每月縮減資產負債表，上限是950億美元。這會持續多久？\n"
HANS = "美联储每月缩减资产负债表，上限是950亿美元。这会持续多久？\n"
ENGLISH = "The Fed’s cap is £95bn a month.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (HANT, "utf-8", "utf-8"),
        (HANT, "utf-8-sig", "utf-8"),
        (HANT, "utf-16", "utf-16"),
        (HANT, "utf-32", "utf-32"),
        (HANT, "big5", "cp950"),
        (HANT * 40, "cp950", "cp950"),
        (HANS, "gb18030", "gb18030"),
        (HANS * 40, "gbk", "gb18030"),
        (HANT, "gb18030", "gb18030"),
        (ENGLISH, "utf-16-le", "utf-16"),
        (ENGLISH, "utf-16-be", "utf-16"),
        (ENGLISH, "cp1252", "cp1252"),
    ],
)
def test_a_text_is_the_same_in_every_encoding(text: str, encoding: str, named: str) -> None:
    document = read(text.encode(encoding))
    assert document.text == text.strip()
    assert document.encoding == named


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "nothing in it"),
        (b" \n\t ", "nothing in it"),
        (b"a " * (LARGEST // 2 + 1), "MB"),
        (b"%PDF-1.7 95 billion", "a PDF"),
        (b"PK\x03\x04 95 billion", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"abc\x00def", "bytes that are zero"),
        (bytes(range(1, 256)) * 4, "no encoding known"),
        (b"\x01\x02\x03\x04 abc", "control characters"),
        (b"\xff\xfe\x00", "is not"),
        (b"<p> </p><script>alert('95 billion')</script>", "no words"),
        ("".join(("每月縮減九百五十億美元。\n",) * 3).encode() + HANT.encode("big5"), "mixes encodings"),
        ((HANT * 3).encode("big5") + (HANS * 3).encode("gb18030"), "mixes encodings"),
        ("The café’s balance was €5 and ".encode() + b"\x92 more", "no encoding known"),
        ("!?… —", "no words"),
    ],
)
def test_what_is_no_text_is_refused_in_four_lines_that_name_it(body: bytes | str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as refused:
        read(body, name="essay.html")
    lines = str(refused.value).splitlines()
    assert [line.split()[0] for line in lines] == ["what", "where", "expected", "next"]
    assert "essay.html" in lines[1]


def test_a_text_of_ten_megabytes_is_still_a_text() -> None:
    assert len(read("每月".encode() * 1000).text) == 2000
    with pytest.raises(UsageError, match="MB"):
        read("a" * (LARGEST + 1))


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>每月<b>950</b>億</p><p>美元</p>", "每月950億\n美元"),
        ("a<br>b<br/>c<div>d</div>e", "a\nb\nc\nd\ne"),
        ("<p>one<script>var a='<p>95 billion</p>';</script>two", "onetwo"),
        ("<p>one<style>p{}</style> two<!-- three --></p>", "one two"),
        ("<head><title>5 億</title></head><body>6 億</body>", "6 億"),
        ("<p>a</p><div hidden>7 億<div>8 億</div>9 億</div><p>b</p>", "a\nb"),
        ('<p>a</p><span style="color:red; display : none">7 億</span>b', "a\nb"),
        ('<span style="visibility:hidden">7 億</span><p>b</p>', "b"),
        ("<template><p>7</p></template><p>8</p>", "8"),
        ("<p>&lt;b&gt; &amp; 5&nbsp;%&#8217;&#x5104;</p>", "<b> & 5\u00a0%’億"),
        ("<p>a &#99999999999999; b</p>", "a \ufffd b"),
        ('<p title="a > b">c</p>', "c"),
        ("<p>1 < 2 and 3 > 2</p>", "1 < 2 and 3 > 2"),
        ("<p>unclosed <b>bold <i>text", "unclosed bold text"),
        ("<p>a</p><!-- never closed <p>b</p>", "a"),
        ("<p>a</p><script>never closed <p>b</p>", "a"),
        ("<P>A</P><SCRIPT>x</SCRIPT><p>b", "A\nb"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1\n2"),
        ("<p>零\u200b寬\u202e\x07字</p>", "零寬字"),
        ("<p hidden>a<p>b</p>", "b"),
        ("<div>" * 5000 + "deep" + "</div>" * 5000, "deep"),
        ("<p onclick='x()'>c<img src=x onerror=alert(1)></p>", "c"),
        ("<svg><text>5 億</text></svg><p>d</p>", "d"),
    ],
)
def test_a_page_gives_the_words_a_reader_sees(page: str, text: str) -> None:
    assert read(page).text == text


def test_less_than_in_a_plain_text_stays() -> None:
    assert read("5 < 6 and a<b, 每月<950億>").text == "5 < 6 and a<b, 每月<950億>"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The U.S. total was $2.5 trillion. It fell.", ["The U.S. total was $2.5 trillion.", "It fell."]),
        ("The Fed. Then more.", ["The Fed.", "Then more."]),
        ("On Sept. 30 it rose. On Dec. 1 it ended.", ["On Sept. 30 it rose.", "On Dec. 1 it ended."]),
        ("Mr. Powell said 2.5. Ms. Yellen agreed.", ["Mr. Powell said 2.5.", "Ms. Yellen agreed."]),
        ("He lives in the U.S. The rest do not.", ["He lives in the U.S.", "The rest do not."]),
        ('"It is over." She left!', ['"It is over."', "She left!"]),
        ("He came at 3 p.m. and left. Approx. half stayed.", ["He came at 3 p.m. and left.", "Approx. half stayed."]),
        ("「好。」他說。真的嗎？是！", ["「好。」", "他說。", "真的嗎？", "是！"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("沒有句號", ["沒有句號"]),
        ("規模達4.2兆美元，見H.4.1。下一句。", ["規模達4.2兆美元，見H.4.1。", "下一句。"]),
    ],
)
def test_sentences_end_where_they_end(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_sentences_cover_every_word_and_say_where_a_position_lies() -> None:
    document = read(HANT * 3 + ENGLISH)
    covered = {place for start, end in document.sentences for place in range(start, end)}
    assert all(char.isspace() or place in covered for place, char in enumerate(document.text))
    start, end = document.sentence(document.text.index("持續"))
    assert document.text[start:end] == "這會持續多久？"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        (HANT, "zh-Hant"),
        (HANS, "zh-Hans"),
        (ENGLISH, "en"),
        ("QE 與 QT：Fed 的 ON RRP、SOFR 與 IORB 說明", "zh-Hant"),
        ("中文", "zh-Hant"),
        ("The term 縮表 means runoff, and 億 is a hundred million.", "en"),
    ],
)
def test_the_script_is_the_one_most_words_are_in(text: str, script: str) -> None:
    assert read(text).script == script


@pytest.mark.parametrize(
    ("body", "dated"),
    [
        ("標題\n2024-07-18\n內文在2022年6月1日。", date(2024, 7, 18)),
        ("發布日期：2024年7月18日\n內文", date(2024, 7, 18)),
        ("Published: 2024/07/18 10:30\ntext", date(2024, 7, 18)),
        ('<meta property="article:published_time" content="2024-07-18T09:00:00Z"><p>x</p>', date(2024, 7, 18)),
        ('<h1>T</h1><p class="date">January 15, 2026</p><p>The cap is $95 billion.</p>', date(2026, 1, 15)),
        ('<span class="post-date">15 Jan 2026</span> by J. Doe<p>x</p>', date(2026, 1, 15)),
        ('<p>T</p><time datetime="2026-01-15T10:00Z">Thursday</time><p>x</p>', date(2026, 1, 15)),
        ("<p>T</p><time datetime=2026-01-15>x</time><p>y</p>", date(2026, 1, 15)),
        ("<p>T</p><time>15 January 2026</time><p>y</p>", date(2026, 1, 15)),
        ('<meta name="date" content="January 15, 2026"><p>x</p>', date(2026, 1, 15)),
        (
            '<meta property="article:published_time" content="2024-07-18"><time datetime="2026-01-15">x</time><p>y</p>',
            date(2024, 7, 18),
        ),
        ("Title\nPublished January 15, 2026\ntext", date(2026, 1, 15)),
        ("Title\nThursday, Jan. 15, 2026 at 10:30 a.m. ET\ntext", date(2026, 1, 15)),
        ("標題\n2024年7月18日\n內文", date(2024, 7, 18)),
        ("標題\n發布日期：2024/07/18 10:30\n內文", date(2024, 7, 18)),
        # no day of the text's own
        ("The Fed met on January 15, 2026.\ntext", None),
        ("January 15, 2026 was bad.\ntext", None),
        ("2024年7月18日聯準會開會。\n內文", None),
        ("T\nFounded January 15, 2026\ntext", None),
        ("<p>" + "word " * 200 + '</p><time datetime="2020-01-01">x</time>', None),
        ('<div hidden><time datetime="2020-01-01">x</time></div><p>y</p>', None),
        ('<script>document.write("<time datetime=2020-01-01>")</script><p>y</p>', None),
        ('<p class="date">January 45, 2026</p><p>y</p>', None),
        ("聯準會在2022年6月1日開始縮表。", None),
        ("2024-13-45\n內文", None),
    ],
)
def test_the_day_a_text_is_of(body: str, dated: date | None) -> None:
    assert read(body).dated == dated


def test_a_text_longer_than_a_book_is_refused_at_once():
    """Ten megabytes of plain text may be handed in; what a reader would see of a page is what counts."""
    with pytest.raises(UsageError, match="characters"):
        read(("QT is running. " * 660_000).encode())
    page = "<p>The cap is $95 billion.</p><script>" + "x" * 3_000_000 + "</script>"
    assert read(page.encode()).text == "The cap is $95 billion."
