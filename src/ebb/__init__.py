"""Quantitative tightening, from the Fed's holdings to a bilingual report: the front door.

Every public name is loaded when it is first asked for, so that ``import ebb`` costs a few milliseconds. ``ebb.report``
is the function that writes the report, although a room of the same name holds it; rooms are reached by
``from ebb.report import ...`` or, for the model's own words, as ``ebb.portfolio``. Nothing is computed here.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ebb.answers import (
        answer,
        caps,
        compare,
        frontier,
        funding_weeks,
        gilt_sales,
        holdings,
        replay,
        run,
        stock_effect,
        term_premium,
    )
    from ebb.answers.chain import chain
    from ebb.answers.contagion import contagion
    from ebb.answers.design_door import plan
    from ebb.answers.own_shares import stocks
    from ebb.answers.shape import Answer, Interval, Value
    from ebb.answers.stress_door import stress
    from ebb.answers.terms import in_your_terms
    from ebb.answers.watch import watch
    from ebb.audit.door import audit
    from ebb.errors import EbbError, LawError, PolicyError, SourceError, UnitError, UsageError
    from ebb.report import plot, report
    from ebb.scenario import Scenario
    from ebb.series import Origin, Series

#: Public name -> "module:attribute".
_DOORS = {
    "Answer": "ebb.answers.shape:Answer",
    "EbbError": "ebb.errors:EbbError",
    "Interval": "ebb.answers.shape:Interval",
    "LawError": "ebb.errors:LawError",
    "Origin": "ebb.series:Origin",
    "PolicyError": "ebb.errors:PolicyError",
    "Scenario": "ebb.scenario:Scenario",
    "Series": "ebb.series:Series",
    "SourceError": "ebb.errors:SourceError",
    "UnitError": "ebb.errors:UnitError",
    "UsageError": "ebb.errors:UsageError",
    "Value": "ebb.answers.shape:Value",
    "answer": "ebb.answers:answer",
    "audit": "ebb.audit.door:audit",
    "caps": "ebb.answers:caps",
    "chain": "ebb.answers.chain:chain",
    "compare": "ebb.answers:compare",
    "contagion": "ebb.answers.contagion:contagion",
    "frontier": "ebb.answers:frontier",
    "funding_weeks": "ebb.answers:funding_weeks",
    "gilt_sales": "ebb.answers:gilt_sales",
    "holdings": "ebb.answers:holdings",
    "in_your_terms": "ebb.answers.terms:in_your_terms",
    "plan": "ebb.answers.design_door:plan",
    "plot": "ebb.report:plot",
    "replay": "ebb.answers:replay",
    "report": "ebb.report:report",
    "run": "ebb.answers:run",
    "stock_effect": "ebb.answers:stock_effect",
    "stocks": "ebb.answers.own_shares:stocks",
    "stress": "ebb.answers.stress_door:stress",
    "term_premium": "ebb.answers:term_premium",
    "watch": "ebb.answers.watch:watch",
}

#: Rooms whose own public functions are part of the interface (``ebb.portfolio.redeem``).
_ROOMS = frozenset(
    {
        "books",
        "dates",
        "equities",
        "errors",
        "estimation",
        "funding",
        "policy",
        "portfolio",
        "scenario",
        "series",
        "simulate",
    }
    | {"sources", "text", "units", "yields"}
)

__all__ = [
    "Answer",
    "EbbError",
    "Interval",
    "LawError",
    "Origin",
    "PolicyError",
    "Scenario",
    "Series",
    "SourceError",
    "UnitError",
    "UsageError",
    "Value",
    "answer",
    "audit",
    "caps",
    "chain",
    "compare",
    "contagion",
    "frontier",
    "funding_weeks",
    "gilt_sales",
    "holdings",
    "in_your_terms",
    "plan",
    "plot",
    "replay",
    "report",
    "run",
    "stock_effect",
    "stocks",
    "stress",
    "term_premium",
    "watch",
]


def __getattr__(name: str) -> Any:
    """Load a public name, a room, or the version, when it is first asked for."""
    if name in _DOORS:
        module, attribute = _DOORS[name].split(":")
        found = getattr(import_module(module), attribute)
    elif name in _ROOMS:
        found = import_module(f"ebb.{name}")
    elif name == "__version__":
        from importlib.metadata import version

        found = version("ebb")
    else:
        raise AttributeError(f'ebb has no public name "{name}"; it has: {", ".join(__all__)}')
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names and nothing else."""
    return list(__all__)


class _FrontDoor(ModuleType):
    """Keeps a public function in its place when Python binds the room of the same name to the package."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _DOORS and isinstance(value, ModuleType):
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor
