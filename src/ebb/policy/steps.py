"""The dated steps of a policy document, as typed objects: what was announced, when, and which rule it put in force.

This file reads a document that is handed to it and refuses it whole when anything is wrong. It opens no file and knows
no date of its own: every date and amount stands in the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ebb.errors import FormatError

#: A runoff cap without limit.
NO_LIMIT: Final = "none"
#: Bought without an announced monthly pace.
UNPACED: Final = "unpaced"

#: What a rule can set, and the word that stands for "no number" in the document.
AMOUNTS: Final[dict[str, str]] = {
    "treasury_cap": NO_LIMIT,
    "mbs_cap": NO_LIMIT,
    "treasury_purchases": UNPACED,
    "mbs_purchases": UNPACED,
    "mbs_principal_limit": NO_LIMIT,
}
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "mbs_principal": ("none", "bills", "treasuries", "mbs"),
    "purchases_in": ("notes_bonds", "bills"),
    "treasury_reinvestment": ("rollover", "maturity_extension"),
    "reinvestment": (),
}
FIELDS: Final = (*AMOUNTS, *WORDS)
EVIDENCE: Final = ("seen", "seen-secondary", "computed", "assumed", "memory", "not-found")

#: An amount in USD billion (None = no limit, or no announced pace) or one of :data:`WORDS`.
Setting = float | str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What one step puts in force from a day on: pairs of field and setting."""

    start: date
    settings: tuple[tuple[str, Setting], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One announced step of the programme.

    `ends` is the end announced with the step, `ended` the last day as it turned out. `text` holds the languages by
    code. Amounts are USD billion a month; `total` is USD billion.
    """

    id: str
    programme: str
    instrument: str
    action: str
    announced: date
    effective: date | None
    ends: date | None
    ended: date | None
    total: float | None
    quantities: str
    description: str
    text: Mapping[str, str]
    reference: str
    evidence: str
    from_memory: tuple[str, ...] = ()
    cancels: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def cite(self) -> str:
        """The document that says so, marked when our evidence for it is weaker than the document itself."""
        return self.reference if self.evidence == "seen" else f"{self.reference} [{self.evidence}]"


@dataclass(frozen=True, slots=True)
class Episode:
    """First and last day of one programme, both included; `last` is None while no end is known."""

    programme: str
    first: date
    last: date | None
    text: Mapping[str, str]


def read_steps(document: Mapping[str, Any], reinvestments: Iterable[str]) -> tuple[Step, ...]:
    """All steps of a programme document, oldest announcement first, the baseline before them.

    Raises
    ------
    FormatError
        Listing every problem of the document at once.
    """
    problems: list[str] = []
    known = tuple(reinvestments)
    steps = [_baseline(document, known, problems)]
    steps += [_step(raw, document, known, problems) for raw in document.get("step", ())]
    ids = [step.id for step in steps]
    problems += [f"{name} appears twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    for step in steps:
        problems += [f"{step.id} cancels {other}, which is no step" for other in step.cancels if other not in ids]
        if step.effective and step.effective < step.announced:
            problems.append(f"{step.id} is in force before it was announced")
        if [rule.start for rule in step.rules] != sorted({rule.start for rule in step.rules}):
            problems.append(f"{step.id}: the dates of its rules do not increase")
    announced = [step.announced for step in steps]
    if announced != sorted(announced):
        problems.append("steps are not in the order of their announcement")
    if problems:
        raise FormatError(
            f"the programme document has {len(problems)} problem(s): {'; '.join(problems)}",
            "policy.steps",
            "dated steps with reference, evidence, text in both languages, and rules of known fields",
            "correct the document named above, step by step",
        )
    return tuple(steps)


def _baseline(document: Mapping[str, Any], reinvestments: tuple[str, ...], problems: list[str]) -> Step:
    raw = document["baseline"]
    rule = _rule(raw["rule"], "baseline", reinvestments, problems)
    missing = [field for field in FIELDS if field not in dict(rule.settings)]
    if missing:
        problems.append(f"the baseline leaves open: {', '.join(missing)}")
    return Step(
        id="baseline",
        programme="",
        instrument="",
        action="baseline",
        announced=rule.start,
        effective=rule.start,
        ends=None,
        ended=None,
        total=None,
        quantities="",
        description="",
        text={},
        reference=raw["reference"],
        evidence=raw["evidence"],
        rules=(rule,),
    )


def _step(
    raw: Mapping[str, Any], document: Mapping[str, Any], reinvestments: tuple[str, ...], problems: list[str]
) -> Step:
    name = str(raw.get("id", "a step without id"))
    for key in ("announced", "programme", "reference", "evidence", "text"):
        if not raw.get(key):
            problems.append(f"{name} has no {key}")
    if raw.get("programme") not in document["programmes"]:
        problems.append(f'{name}: "{raw.get("programme")}" is no programme')
    if raw.get("evidence") not in EVIDENCE:
        problems.append(f'{name}: "{raw.get("evidence")}" is no evidence')
    if missing := {"zh-Hant", "en"} - set(raw.get("text", {})):
        problems.append(f"{name} has no text in {', '.join(sorted(missing))}")
    total = raw.get("total")
    return Step(
        id=name,
        programme=raw.get("programme", ""),
        instrument=raw.get("instrument", ""),
        action=raw.get("action", ""),
        announced=raw.get("announced", date.min),
        effective=raw.get("effective"),
        ends=raw.get("ends"),
        ended=raw.get("ended"),
        total=None if total is None else float(total),
        quantities=raw.get("quantities", ""),
        description=raw.get("description", ""),
        text=dict(raw.get("text", {})),
        reference=raw.get("reference", ""),
        evidence=raw.get("evidence", ""),
        from_memory=tuple(raw.get("from_memory", ())),
        cancels=tuple(raw.get("cancels", ())),
        rules=tuple(_rule(rule, name, reinvestments, problems) for rule in raw.get("rule", ())),
    )


def _rule(raw: Mapping[str, Any], name: str, reinvestments: tuple[str, ...], problems: list[str]) -> Rule:
    settings: list[tuple[str, Setting]] = []
    for field, value in raw.items():
        if field == "from":
            continue
        if field in AMOUNTS:
            settings.append((field, _amount(field, value, name, problems)))
        elif field in WORDS:
            allowed = WORDS[field] or reinvestments
            if value not in allowed:
                problems.append(f'{name}: {field} "{value}" is none of {", ".join(allowed)}')
            settings.append((field, str(value)))
        else:
            problems.append(f'{name}: "{field}" is no field of a rule')
    start = raw.get("from")
    if not isinstance(start, date):
        problems.append(f"{name}: a rule has no date")
        start = date.min
    return Rule(start, tuple(settings))


def _amount(field: str, value: object, name: str, problems: list[str]) -> float | None:
    if value == AMOUNTS[field]:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        problems.append(f'{name}: {field} is {value!r}, not an amount >= 0 or "{AMOUNTS[field]}"')
        return None
    return float(value)
