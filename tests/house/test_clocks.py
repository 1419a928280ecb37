"""The same day means the same everywhere: no answer depends on where its reader's clock stands."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

QUESTIONS = ("what", "how-much")


def asked(zone: str, key: str) -> str:
    command = [sys.executable, "-m", "ebb", "answer", key, "--json", "--as-of", "2025-11-26"]
    environment = os.environ | {"TZ": zone}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("key", QUESTIONS)
def test_taipei_and_kiritimati_are_told_what_new_york_is_told(key):
    told = {zone: asked(zone, key) for zone in ("America/New_York", "Asia/Taipei", "Pacific/Kiritimati")}
    assert len(set(told.values())) == 1
    assert told["Asia/Taipei"].startswith("{")
