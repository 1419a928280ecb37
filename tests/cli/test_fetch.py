"""``ebb fetch`` from the words typed to the table printed, against a server on this machine."""

from __future__ import annotations

import json
import re
import time

import pytest

from ebb import store
from ebb.cli.fetch import manners
from ebb.text import LANGUAGES
from loopback import Reply, serving
from replies import cases

CASES = {case.name: case for case in cases()}
KEY = CASES["api"].key


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A server for every case of the documented answers, and an environment that points to it."""
    monkeypatch.setenv("EBB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("EBB_FRED_KEY", "EBB_STOOQ_KEY", "EBB_USER_AGENT"):
        monkeypatch.delenv(name, raising=False)
    with serving() as there:
        for name in ("rates", "acm", "vix", "graph"):
            case = CASES[name]
            there.at(case.path, Reply(case.good(), case.media))
            monkeypatch.setenv(f"EBB_BASE_{case.publisher.upper()}", there.base + case.base)
        yield there


def held(name: str) -> list[float]:
    with store.Store.open() as found:
        return found.series(name).values.tolist()


def test_what_was_fetched_is_told_in_a_table_and_is_in_the_store(server, say):
    made = say("fetch", "cboe", "acm", "--lang", "en")
    assert made.status == 0, made.err
    lines = made.out.splitlines()
    assert re.split(r"\s{2,}", lines[0]) == ["publisher", "series or file", "outcome", "new", "unchanged", "revised"]
    assert re.split(r"\s{2,}", lines[1])[:2] == ["acm", "ACM term premia"], "in the order of the register"
    assert re.split(r"\s{2,}", lines[2]) == ["cboe", "VIX", "new", "3", "0", "0"]
    assert f"0 failures. Store: {store.path()}" in made.out
    assert made.err.splitlines() == ["acm  ACM term premia: new  1/1", "cboe  VIX: new  1/1"], (
        "no bar, one plain line each"
    )
    assert held("VIXCLS") == [value for _, value in CASES["vix"].rows()]


def test_a_failure_is_told_with_its_reason_and_the_status_is_one(server, say):
    say("fetch", "cboe")
    server.at(CASES["vix"].path, Reply(b"<html>moved</html>", "text/html"))
    made = say("fetch", "cboe", "acm", "--lang", "en")
    assert made.status == 1
    assert "Failed (the last good figures are kept)" in made.out
    assert "- cboe, VIX: cannot be read: the answer is of type text/html" in made.out
    assert re.search(r"^cboe +VIX +failed$", made.out, re.M)
    assert re.search(r"^acm +ACM term premia +new", made.out, re.M)
    assert "1 failure." in made.out
    assert held("VIXCLS") == [value for _, value in CASES["vix"].rows()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_is_in_both_languages(server, say, lang):
    server.at(CASES["vix"].path, Reply(b"", "text/plain", 404))
    made = say("fetch", "cboe", "acm", "--lang", lang)
    word = {"en": "Failed", "zh-Hant": "失敗項目"}[lang]
    assert word in made.out
    assert ("Failed" in made.out) is (lang == "en")


def test_json_is_one_object_and_nothing_else(server, say):
    server.at(CASES["vix"].path, Reply(b"", "text/plain", 404))
    made = say("fetch", "nyfed", "cboe", "--series", "SOFR,VIXCLS", "--json")
    found = json.loads(made.out)
    assert made.status == 1
    assert [line.split()[0] for line in made.err.splitlines()] == ["nyfed", "cboe"]
    assert set(found) == {"today", "ok", "rows", "counts", "store"}
    assert found["ok"] is False
    assert found["counts"] == {"new": 1, "revised": 0, "unchanged": 0, "failed": 1}
    assert [row["name"] for row in found["rows"]] == ["Reference rates", "VIX"]
    assert found["rows"][0]["new"] == 18, "SOFR, four percentiles and volume, three days each"
    assert found["store"] == str(store.path())


def test_dry_run_asks_nothing_and_writes_nothing(server, say):
    made = say("fetch", "--dry-run", "--lang", "en")
    assert made.status == 0
    assert server.asked == []
    assert not store.home().exists()
    assert "Nothing was requested or written." in made.out
    asked = json.loads(say("fetch", "--dry-run", "--json").out)["questions"]
    surely = [one for one in asked if not one["only_if_fails"]]
    assert f"At least {len(surely)} requests" in made.out
    pages = [one for one in asked if one["only_if_fails"]]
    assert {(one["publisher"], one["only_if_fails"]) for one in pages} == {("board", "H.4.1")}
    assert made.out.count("(only if H.4.1 fails)") == len(pages) > 0
    found = json.loads(say("fetch", "cboe", "--dry-run", "--json").out)
    assert [(asked["publisher"], asked["name"]) for asked in found["questions"]] == [("cboe", "VIX")]
    assert found["questions"][0]["address"] == server.base + CASES["vix"].path


def test_a_key_is_sent_and_never_told(server, say, monkeypatch):
    case = CASES["api"]
    monkeypatch.setenv("EBB_FRED_KEY", KEY)
    for path, media, body in case.steps:
        server.at(path, Reply(body, media))
    server.at(case.path, Reply(case.good(), case.media))
    words = ("fetch", "fred", "--series", case.series)
    told = [say(*words, "--dry-run"), say(*words), say(*words, "--json")]
    server.at(
        case.path, Reply(b'{"error_code":400,"error_message":"Bad api_key ' + KEY.encode() + b'"}', case.media, 400)
    )
    told.append(say(*words, "--debug"))
    assert [one.status for one in told] == [0, 0, 0, 1]
    assert all(asked.query["api_key"] == [KEY] for asked in server.asked)
    for one in told:
        assert KEY not in one.out + one.err
    assert "(hidden)" in told[-1].out
    assert KEY.encode() not in store.path().read_bytes()
    with store.Store.open() as found:
        assert all("api_key" not in delivery.address for delivery in found.deliveries())


def test_the_user_agent_can_be_chosen_but_fred_is_sent_the_librarys_own(server, say, monkeypatch):
    say("fetch", "cboe")
    monkeypatch.setenv("EBB_USER_AGENT", "desk/1.0 (someone@example.org)")
    say("fetch", "cboe")
    say("fetch", "fred", "--series", "IORB")
    agents = [asked.headers["user-agent"] for asked in server.asked]
    assert agents[0].startswith("ebb/")
    assert agents[1] == "desk/1.0 (someone@example.org)"
    assert agents[2].startswith("python-httpx/")
    assert manners({}).agent == agents[0]


@pytest.mark.parametrize(
    ("words", "environ", "message"),
    [
        (["nyfd"], {}, 'did you mean "nyfed"?'),
        (["--series", "SOFRR"], {}, 'did you mean "SOFR"?'),
        (["--weekly-holdings", "yesterday"], {}, "no date"),
        (["--weekly-holdings", "2999-01-01"], {}, "lies ahead"),
        (["board", "--weekly-holdings", "2022-06-01"], {}, "only the New York Fed has holdings"),
        (["fred", "--vintages"], {}, "vintages need a key"),
        (["--lang", "fr"], {}, "fr"),
        (["cboe"], {"EBB_BASE_CBOE": "ftp://mirror"}, "EBB_BASE_CBOE"),
        (["cboe"], {"EBB_BASE_CBOE": "mirror.example.org"}, "EBB_BASE_CBOE"),
        (["cboe"], {"EBB_BASE_CBOE": "http://[::1/"}, "EBB_BASE_CBOE"),
        (["cboe"], {"EBB_BASE_CBEO": "http://127.0.0.1:1"}, 'did you mean "cboe"?'),
    ],
)
def test_wrong_use_is_refused_before_anything_is_asked(server, say, monkeypatch, words, environ, message):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    made = say("fetch", *words)
    assert (made.status, made.out) == (2, "")
    assert message in made.err
    assert [line.split()[0] for line in made.err.splitlines()] == ["what", "where", "expected", "next"]
    assert server.asked == []
    assert not store.home().exists()


def test_a_key_that_is_none_is_a_failure_of_fred_alone_and_is_not_repeated(server, say, monkeypatch):
    monkeypatch.setenv("EBB_FRED_KEY", "NOT-A-KEY-AT-ALL")
    made = say("fetch", "cboe", "fred", "--series", "VIXCLS,IORB", "--lang", "en")
    assert made.status == 1
    assert re.search(r"^cboe +VIX +new", made.out, re.M)
    assert re.search(r"- fred, fred: .*key", made.out)
    assert "NOT-A-KEY" not in made.out + made.err


def test_the_index_is_asked_for_with_the_users_own_key(server, say, monkeypatch):
    case = CASES["stooq"]
    server.at(case.path, Reply(case.good(), case.media))
    monkeypatch.setenv("EBB_BASE_STOOQ", server.base)
    monkeypatch.setenv("EBB_STOOQ_KEY", "my-own-key")
    made = say("fetch", "--series", "SP500", "--json")
    assert made.status == 0, made.out + made.err
    assert server.asked[0].query["apikey"] == ["my-own-key"]
    assert "my-own-key" not in made.out + made.err
    assert b"my-own-key" not in store.path().read_bytes()
    assert held("SP500") == [value for _, value in case.rows()]


def test_help_states_where_series_come_from_and_what_is_never_fetched_by_default(say):
    made = say("fetch", "--help")
    assert made.status == 0
    for words in ("EBB_FRED_KEY", "EBB_BASE_<PUBLISHER>", "EBB_USER_AGENT", "S&P 500", "--dry-run", "terms"):
        assert words in made.out


def test_where_nobody_is_there_each_publisher_is_asked_once_and_it_ends_in_seconds(server, say, monkeypatch):
    with serving() as gone:
        pass
    for name in ("nyfed", "board", "treasury", "acm", "cboe", "ecb", "boe", "fred"):
        monkeypatch.setenv(f"EBB_BASE_{name.upper()}", gone.base)
    began = time.monotonic()
    made = say("fetch", "--json")
    assert time.monotonic() - began < 6
    assert made.status == 1
    rows = json.loads(made.out)["rows"]
    assert {row["outcome"] for row in rows} == {"failed"}
    for name in {row["publisher"] for row in rows}:
        whys = [row["why"] for row in rows if row["publisher"] == name]
        assert "could not be fetched: no connection, its host refuses connections" in whys[0]
        assert all("not asked, for no connection" in why for why in whys[1:])
    assert server.asked == []


def test_one_figure_is_one_figure(server, say):
    server.at(CASES["vix"].path, Reply(b"DATE,OPEN,HIGH,LOW,CLOSE\n01/02/1990,17.24,17.24,17.24,17.24\n", "text/csv"))
    made = say("fetch", "cboe", "--lang", "en")
    assert "1 figure new, 0 revised" in made.out
