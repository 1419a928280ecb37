"""A reader's own lists: read whole or told everything that is wrong, whatever the bytes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.sources.userfiles.positions import matched, read_histories, read_positions


def positions(text, problems=None):
    told = [] if problems is None else problems
    found = read_positions(text.encode() if isinstance(text, str) else text, "p.csv", told)
    assert problems is not None or not told, told
    return found


@pytest.mark.parametrize(
    "text",
    [
        "symbol,weight\nTAIEX,60\n2330,40\n",
        "代號,權重\nTAIEX,60%\n2330,40%\n",
        "Ticker;Note;Weight\nTAIEX;x;0.6\n2330;y;0.4\n",
        "name,shares,price\nTAIEX,2,300\n2330,4,100\n",
        "標的,股數,現價\nTAIEX,2,300\n2330,4,100\n",
    ],
)
def test_weights_are_shares_of_the_whole(text):
    found = positions(text)
    assert [(p.name, p.line) for p in found] == [("TAIEX", 2), ("2330", 3)]
    assert [p.weight for p in found] == pytest.approx([0.6, 0.4])


def test_a_list_in_cp950_is_read():
    assert positions("代號,權重\n台積電,1\n".encode("cp950"))[0].name == "台積電"


def test_every_problem_is_told_with_its_line():
    problems = []
    text = 'symbol,weight\nAAA,"1,000"\nBBB,0\n,5\naaa,3\nCCC\nDDD,\nEEE,-2\nFFF,ten\n'
    positions(text, problems)
    for line, part in (
        (2, "separators of thousands"),
        (3, "not above zero"),
        (4, "the name is empty"),
        (5, "stands on line 2 already"),
        (6, "1 cells, not 2"),
        (7, "weight is empty"),
        (8, "not above zero"),
        (9, '"ten" in weight is no number'),
    ):
        assert any(f"p.csv line {line}:" in problem and part in problem for problem in problems), (line, part, problems)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "no row"),
        ("symbol,weight\n", "lists no holding"),
        ("what,weight\nA,1\n", "no column of names"),
        ("symbol,shares\nA,1\n", "no column of weights"),
        ('symbol,weight\n"A,1\n', "line"),
    ],
)
def test_what_is_no_list_says_what_is_missing(text, part):
    problems = []
    assert positions(text, problems) == ()
    assert any(part in problem for problem in problems)


WIDE = "date,2330,0050,note\n2024-01-31,600,130,x\n2024-02-29,660,,y\n2024-03-29,726,140,z\n"
LONG = (
    "symbol,date,price\n2330,2024-03-29,726\n2330,2024-01-31,600\n0050,2024-01-31,130\n"
    "2330,2024-02-29,660\n0050,2024-03-29,140\n"
)


@pytest.mark.parametrize("text", [WIDE, LONG])
def test_wide_and_long_prices_are_the_same(text):
    problems = []
    found = read_histories(text.encode(), "h.csv", {"2330", "0050", "absent"}, problems)
    assert not problems
    assert set(found) == {"2330", "0050"}
    assert found["2330"].prices.tolist() == [600.0, 660.0, 726.0]
    assert found["0050"].days.tolist() == np.array(["2024-01-31", "2024-03-29"], dtype="datetime64[D]").tolist()


def test_problems_of_prices_have_lines_too():
    problems = []
    text = "date,2330\n2024-01-31,600\n2024-01-31,601\n31.3.2024,700\n2024-04-30,0\n2024-05-31,abc\n2024-06-28,1,2\n"
    read_histories(text.encode(), "h.csv", {"2330"}, problems)
    for line, part in ((3, "already"), (4, "no date"), (5, "not above zero"), (6, "no number"), (7, "3 cells")):
        assert any(f"h.csv line {line}:" in problem and part in problem for problem in problems), (line, problems)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(raw):
    problems = []
    found = read_positions(raw, "p.csv", problems)
    read_histories(raw, "p.csv", {"a"}, [])
    assert found or problems
    if found and not problems:
        assert sum(p.weight for p in found) == pytest.approx(1.0)
        assert len({matched(p.name) for p in found}) == len(found)


CELLS = st.sampled_from(
    ["A", "b", "", "1", "0", "-3", "1e308", "nan", "inf", "12%", "1,000", '"', "台積電", " x ", "2024-01-31", "x\ny"]
)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8),
    st.sampled_from(["symbol,weight", "代號,股數,現價", "date,A,b", "date,name,close"]),
)
def test_no_table_of_odd_cells_breaks_the_reader(rows, header):
    text = header + "\n" + "\n".join(",".join(row) for row in rows)
    problems = []
    found = read_positions(text.encode(), "p.csv", problems)
    read_histories(text.encode(), "p.csv", {"a", "b"}, [])
    assert found or problems
    if found and not problems:
        assert sum(p.weight for p in found) == pytest.approx(1.0)
        assert all(0.0 < p.weight <= 1.0 for p in found)
