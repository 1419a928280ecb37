"""Which of the two languages a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ebb.errors import UnknownName

#: Languages of the house; the first is the one of the article.
LANGUAGES: Final[tuple[str, str]] = ("zh-Hant", "en")

#: Where a system says which language its user reads, the strongest first.
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def language(preferred: str | None, environ: Mapping[str, str]) -> str:
    """``"zh-Hant"`` or ``"en"``: what was asked for, else what the locale says, else English.

    A reader of any Chinese gets Traditional Chinese, which is nearer than English.

    Parameters
    ----------
    preferred : str or None
        ``"zh-Hant"``, ``"en"`` or a usual spelling of them (``zh-TW``, ``en_US``).
    environ : mapping
        The environment, ``os.environ`` at the door.

    Raises
    ------
    UnknownName
        If `preferred` is none of the languages.

    >>> language(None, {"LANG": "zh_TW.UTF-8"}), language(None, {"LANG": "C.UTF-8"}), language("en", {"LANG": "zh_TW"})
    ('zh-Hant', 'en', 'en')
    """
    if preferred:
        found = _of(preferred)
        if found is None:
            raise UnknownName.of("language", preferred, LANGUAGES, where="--lang")
        return found
    locale = next((environ[name] for name in VARIABLES if environ.get(name)), "")
    return _of(locale) or "en"


def _of(locale: str) -> str | None:
    tongue = locale.replace("_", "-").split(".")[0].split("@")[0].split("-")[0].lower()
    return {"zh": "zh-Hant", "en": "en"}.get(tongue)
