"""Which language a person gets, and how fast the first sentence comes."""

import subprocess
import sys

import pytest

from ebb.errors import UnknownName
from ebb.text import language, languages


@pytest.mark.parametrize(
    ("preferred", "environ", "expected"),
    [
        (None, {"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
        (None, {"LANG": "zh_HK"}, "zh-Hant"),
        (None, {"LANG": "en_US.UTF-8"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LANG": "de_DE@euro"}, "en"),
        (None, {}, "en"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh-Hant"),
        (None, {"LC_ALL": "en_GB", "LANG": "zh_TW"}, "en"),
        ("zh-Hant", {"LANG": "en_US"}, "zh-Hant"),
        ("en", {"LANG": "zh_TW"}, "en"),
        ("zh_TW", {}, "zh-Hant"),
        ("", {"LANG": "zh_TW"}, "zh-Hant"),
    ],
)
def test_language(preferred, environ, expected):
    assert language(preferred, environ) == expected


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownName, match="zh-Hant"):
        language("fr", {})


def test_the_article_s_language_comes_first():
    assert languages == ("zh-Hant", "en")


def test_the_rooms_load_without_a_heavy_library():
    program = (
        "import sys, ebb.text, ebb.dates; ebb.text.say('common.missing', 'en');"
        "print([m for m in ('babel', 'numpy', 'pandas', 'scipy', 'csv') if m in sys.modules and m != 'csv'])"
    )
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"
