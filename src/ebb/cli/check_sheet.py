"""The H.4.1 of one week as a page, and the words, tables and numbers it shares with the page of the laws."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from ebb.cli import screen

if TYPE_CHECKING:
    from ebb.store.statement import Statement
    from ebb.store.statement_bridge import BridgeWeek

#: In place of an amount that is not held.
NONE: Final = "—"


def sheet(found: Statement, lang: str, bridge: BridgeWeek | None = None, lacking: Iterable[str] = ()) -> str:
    """The table of one week: lines indented, amounts, and of each heading what its lines leave; or what is held of it."""
    from ebb.text import Day, say

    table = table_of(lang, ("line", False), ("amount", True), ("left", True))
    for entry in found.entries:
        if entry.amount is None and not found.complete:
            continue
        sign = "\N{MINUS SIGN} " if entry.sign < 0 else ""
        label = "  " * entry.depth + sign + line_of(entry.key, lang)
        left = "" if entry.residual is None else whole(entry.residual, signed=True)
        table.add_row(label, NONE if entry.amount is None else whole(entry.amount), left)
    head = say(
        "check.statement",
        lang,
        table=say(f"check.table.{found.table}", lang),
        day=Day(found.day),
        basis=basis_of(found.basis, lang),
    )
    if found.complete:
        return screen.draw(head, "", table, "", say("check.statement_note", lang))
    if bridge is None:
        named = join((line_of(key, lang) for key in lacking), lang)
        why = ["", say("check.no_bridge", lang, lines=named)] if named else []
        return screen.draw(head, say("check.held_only", lang), "", table, *why)
    return screen.draw(head, "", table, "", say("check.bridge_week", lang), "", _bridge_table(bridge, lang))


def _bridge_table(week: BridgeWeek, lang: str) -> Any:
    """Total assets, less every line held, less the one residual, down to reserves."""
    from ebb.text import say

    minus = "\N{MINUS SIGN} "
    table = table_of(lang, ("line", False), ("amount", True))
    table.add_row(line_of("total_assets", lang), whole(week.total_assets))
    for key, amount in week.lines.items():
        table.add_row(f"  {minus if amount >= 0 else '+ '}{line_of(key, lang)}", whole(abs(amount)))
    table.add_row(f"  {minus}{say('check.residual', lang)}", whole(week.residual))
    table.add_row(f"= {line_of('reserve_balances', lang)}", whole(week.reserves))
    return table


def table_of(lang: str, *columns: tuple[str, bool]) -> Any:
    """An empty table with these heads; True: numbers, to the right."""
    from rich.table import Table

    from ebb.text import say

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head, right in columns:
        table.add_column(say(f"check.head.{head}", lang), justify="right" if right else "left", overflow="fold")
    return table


def line_of(key: str, lang: str) -> str:
    """A line of the H.4.1 by key, in words."""
    from ebb.text import say

    return say(f"check.line.{key.replace('.', '_')}", lang)


def join(names: Iterable[str], lang: str) -> str:
    """A list in one line."""
    from ebb.text import say

    return say("check.comma", lang).join(names)


def basis_of(basis: str, lang: str) -> str:
    """Wednesday level or week average, in words."""
    from ebb.text import say

    return say(f"units.basis.{basis.replace(' ', '_')}", lang)


def whole(amount: float, *, signed: bool = False) -> str:
    """An amount in whole millions."""
    from ebb.text import Number

    return Number(amount, 0, signed).say("en")


def tenth(amount: float) -> str:
    """A difference to the tenth of a million, with its sign."""
    from ebb.text import Number

    return Number(amount, 1, True).say("en")
