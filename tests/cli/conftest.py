"""A front door whose functions hand back small results of the agreed shape: the command line is tested alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import ebb
from ebb.cli import main

ANSWER = {
    "key": "what",
    "as_of": date(2025, 11, 26),
    "text": {"zh-Hant": "資產減少2.36兆美元。", "en": "Assets fell by $2.36 trillion."},
    "values": [
        {"name": "reserves", "value": -417.0, "unit": "USD bn", "interval": None, "source": "H.4.1"},
        {
            "name": "probability",
            "value": 12.5,
            "unit": "percent",
            "interval": {"low": 4.0, "high": 31.0, "level": 0.9},
            "source": "fit",
        },
        {"name": "stop_date", "value": "2028-03-01", "unit": "date", "interval": None, "source": "run"},
        {"name": "unknown", "value": float("nan"), "unit": "USD bn", "interval": None, "source": "none"},
    ],
    "evidence": ["H.4.1"],
    "caveats": {"zh-Hant": ["通貨為週平均。"], "en": ["Currency is a week average."]},
}
PATH = {
    "scenario": "hold",
    "hash": "5f3a9c",
    "as_of": date(2026, 10, 7),
    "unit": "USD bn",
    "dates": [date(2027, month, 28) for month in range(1, 13)] * 2,
    "paths": {
        "treasuries": [0.1 + 0.2] * 24,
        "mbs": [1994.0] * 24,
        "total_assets": [6700.5] * 24,
        "capital": [45.0] * 24,
    },
    "flows": {"rolled_over": [1.0] * 24},
    "events": [{"date": date(2027, 6, 30), "kind": "stop", "note": "runoff stops"}],
    "provenance": {"package": "0.1.0"},
}
REPLAY = {
    "dates": [date(2022, 6, 29), date(2022, 7, 27)],
    "predicted": {"bills": [326.0, 320.0]},
    "published": {"bills": [326.0, None]},
    "error": {"bills": {"max_abs": 0.05, "max_pct": 0.02, "mean_abs": 0.01}},
    "inputs": {"caps": "as announced"},
}
CAPS = {
    "as_of": date(2026, 10, 7),
    "unit": "USD bn",
    "months": ["2017-09", "2017-10", "2017-11"],
    "treasury_cap": [0, 6, 6],
    "mbs_cap": [0, 4, 4],
    "treasury_purchases": [None, 0, 0],
    "mbs_purchases": [0, 0, 0],
    "reinvestment": ["agency_to_mbs", "above_caps", "above_caps"],
    "reference": [None, "FOMC 2017-06-14", "FOMC 2017-06-14"],
}
HOLDINGS = {
    "as_of": date(2026, 9, 23),
    "classes": {"bills": 289.1234, "mbs": 2000.0, "tips": None},
    "securities": [
        {"cusip": f"91282C{n:02d}1", "class": "notes", "coupon": 1.25, "maturity": date(2031, 8, 15), "par": 10.0 + n}
        for n in range(20)
    ],
}


@dataclass
class Made:
    """Whatever a door function hands back."""

    data: dict[str, Any]
    path: Path = Path("ebb-report.html")
    known: date = date(2026, 10, 7)
    last: dict[str, tuple[date, float]] = field(default_factory=lambda: {"tips": (date(2026, 4, 22), 275.77)})

    def json(self) -> dict[str, Any]:
        return self.data

    def happened(self, lang: str) -> tuple[str, ...]:
        return ("2027-06-30  runoff stops",) if lang == "en" else ("2027-06-30  縮表停止",)

    def summary(self, lang: str) -> str:
        return {"en": "Nothing runs off.", "zh-Hant": "不縮減。"}[lang]


@dataclass
class Door:
    """The fake functions and what they were called with."""

    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)
    raises: BaseException | None = None
    data: dict[str, dict[str, Any]] = field(default_factory=dict)

    def function(self, name: str, data: dict[str, Any]) -> Callable[..., Made]:
        self.data[name] = data

        def act(*args: Any, **named: Any) -> Made:
            self.calls.append((name, args, named))
            if self.raises:
                raise self.raises
            if "progress" in named:
                named["progress"](0.5, "half")
            return Made(data, named.get("out", Path("x")))

        return act


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    fake = Door()
    page = {"path": "x", "as_of": date(2026, 10, 7), "answers": [ANSWER]}
    for name, data in {
        "answer": ANSWER,
        "run": PATH,
        "replay": REPLAY,
        "caps": CAPS,
        "holdings": HOLDINGS,
        "report": page,
    }.items():
        monkeypatch.setitem(vars(ebb), name, fake.function(name, data))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return fake


@dataclass(frozen=True)
class Said:
    """What one run of the command line printed and returned."""

    status: int
    out: str
    err: str


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def run(*words: str) -> Said:
        capsys.readouterr()
        status = main(list(words))
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return run
