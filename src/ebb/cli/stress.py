"""``ebb stress``: the library of stress episodes, or some of them laid on a plan."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

import typer

from ebb.cli import screen, words

SHORT_HELP: Final = "Lay a past stress on a plan."
EPILOG: Final = (
    "\b\nEpisodes: taper_2013, equities_2018, repo_2019, dash_2020, gilt_2022, tga_drain_2023, banks_2023,\n"
    "tga_rebuild_2023, reserves_2025. Without a plan the library itself is shown: what happened, what moved reserves,\n"
    "and how each replays. Several --episode come together.\n"
    "\b\nExamples:\n"
    "  ebb stress                                        the library\n"
    "  ebb stress current --episode repo_2019            September 2019 on the plan in force\n"
    "  ebb stress qt3 --episode tga_rebuild_2023 --episode repo_2019 --at 2027-09\n"
    "  ebb stress plan.toml --episode reserves_2025 --scale 1.5 --json\n"
    "\b\nFor a plan, each row takes one buffer away or adds one: ON RRP, standing repo, temporary operations, a pause of\n"
    "runoff, purchases of bills."
)
#: Columns of the table of buffers: head of the catalogue, name in the JSON, unit.
_COLUMNS: Final = (
    ("lowest", "lowest_share", "percent of bank assets"),
    ("drained", "reserves_lost", "USD bn"),
    ("on_rrp", "from_on_rrp", "USD bn"),
    ("standing_repo", "standing_repo", "USD bn"),
    ("spread", "spread_bp", "USD bn"),
    ("short", "months_short", "count"),
)


def register(app: typer.Typer) -> None:
    """Put the command where the others are."""
    app.command("stress", short_help=SHORT_HELP, epilog=EPILOG)(stress)


def stress(
    plan: Annotated[str | None, typer.Argument(metavar="[PLAN]", help="A preset's name, or a TOML file.")] = None,
    episode: Annotated[
        list[str] | None, typer.Option("--episode", metavar="NAME", help="An episode; may be given several times.")
    ] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="MONTH", help="Month of the shock, as 2027-03.")] = None,
    scale: Annotated[str, typer.Option("--scale", metavar="X", help="So many times as large as it was.")] = "1",
    responses: Annotated[
        bool, typer.Option("--responses", help="Let what the central bank did come with the shock.")
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Use only what was known on this day. Default: all held."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="zh-Hant|en", help="Language of the text. Default: that of your locale."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Lay a past stress on a plan: how far reserves fall, what repo costs, what each buffer is worth."""
    when, month = words.day(as_of, "--as-of"), words.month(at, "--at")
    size = words.amount(scale, "--scale")
    from ebb.answers.stress_door import Laid
    from ebb.answers.stress_door import stress as go
    from ebb.cli import wire
    from ebb.text import language

    tongue = language(lang, os.environ)
    with screen.working(plan or "stress"):
        made = go(plan, tuple(episode or ()), as_of=when, at=month, scale=size, responses=responses)
    data = made.json()
    if json:
        screen.write(wire.dumps(data))
    else:
        screen.write(laid(data, tongue) if isinstance(made, Laid) else library(data, tongue))


def laid(data: Mapping[str, Any], lang: str) -> str:
    """The sentence, one row for each set of buffers, and what to know."""
    from ebb.cli.pages import figure
    from ebb.text import Month, say

    comma = "、" if lang == "zh-Hant" else ", "
    names = comma.join(_name(key, lang) for key in data["episodes"])
    head = say("stress.laid", lang, episodes=names, plan=data["plan"], month=Month(_day(data["at"])))
    table = _table(lang, "buffers", *(name for name, _, _ in _COLUMNS), "stopped")
    for name in ("as_they_are", *(other for other in data["buffers"] if other != "as_they_are")):
        row = data["buffers"][name]
        cells = (figure(row[key], unit, lang) for _, key, unit in _COLUMNS)
        table.add_row(say(f"stress.buffers.{name}", lang), *cells, row["stopped"] or "")
    missing = sorted({channel for names in data["missing"].values() for channel in names})
    notes = [say("stress.missing", lang, names=comma.join(_channel(one, lang) for one in missing))] if missing else []
    caveats = [f"  - {line}" for line in (*data["caveats"][lang], *notes)]
    return screen.draw(head, data["text"][lang], "", table, "", say("cli.caveats", lang), *caveats)


def library(data: Mapping[str, Any], lang: str) -> str:
    """Each episode with its channels and drivers, then the replays."""
    parts: list[Any] = [say_("stress.library", lang), ""]
    for one in data["episodes"]:
        parts += [*_told(one, lang), ""]
    comma = "、" if lang == "zh-Hant" else ", "
    names = comma.join(say_(f"contagion.channel.{one['channel']}", lang) for one in data["contagion_missing"])
    lacking = [_lacking(names, lang), ""] if names else []
    return screen.draw(*parts, *lacking, *_replays(data, lang))


def _lacking(names: str, lang: str) -> str:
    from ebb.text import say

    return say("contagion.caveat.missing", lang, names=names)


def _contagion(moves: Sequence[Mapping[str, Any]], lang: str) -> list[Any]:
    """Other markets beside equally long windows without an episode; nothing where none is held."""
    from ebb.cli.pages import figure
    from ebb.text import unit_label

    if not moves:
        return []
    columns = ("change", "percentile", "extreme", "extreme_percentile")
    table = _table(lang, "channel", "unit", right=())
    for head in columns:
        table.add_column(say_(f"contagion.head.{head}", lang), justify="right", overflow="fold")
    for one in moves:
        cells = (figure(one[name], "percent" if "percentile" in name else one["unit"], lang) for name in columns)
        mark = " *" if one["unusual"] else ""
        table.add_row(say_(f"contagion.channel.{one['channel']}", lang) + mark, unit_label(one["unit"], lang), *cells)
    return [say_("contagion.cli.head", lang), table]


def _told(one: Mapping[str, Any], lang: str) -> list[Any]:
    from ebb.cli.pages import figure
    from ebb.text import Day, Money, say, unit_label

    span = {"first": Day(_day(one["eve"])), "last": Day(_day(one["last"]))}
    parts: list[Any] = [say("stress.library_row", lang, name=_name(one["key"], lang), key=one["key"], **span)]
    parts.append(say(f"planning.episode.{one['key']}.line", lang))
    parts += ["  " + event["date"] + " " + say(f"stress.event.{event['key']}", lang) for event in one["events"]]
    table = _table(lang, "channel", "eve", "extreme", "unit", "day", "frequency", right=("eve", "extreme"))
    for name in (*one["shocks"], *one["responses"], "reserves"):
        path = one["channels"].get(name)
        if path is not None:
            change, unit = path["extreme"]["change"], path["change_unit"]
            cells = (figure(path["eve"]["value"], path["unit"], lang), figure(change, unit, lang))
            frequency = say(f"stress.frequency.{path['frequency']}", lang)
            table.add_row(_channel(name, lang), *cells, unit_label(unit, lang), path["extreme"]["date"], frequency)
    parts.append(table)
    if one["missing"]:
        comma = "、" if lang == "zh-Hant" else ", "
        parts.append(say("stress.missing", lang, names=comma.join(_channel(name, lang) for name in one["missing"])))
    parts += _contagion(one["contagion"], lang)
    if "drivers" in one and one["kind"] == "reserves":
        effect = one["drivers"]["effect"]
        total = Money(sum(effect.values()), signed=True)
        parts.append(say("stress.drivers", lang, day=Day(_day(one["drivers"]["date"])), change=total))
        drawn = _table(lang, "channel", "effect")
        for name, amount in sorted(effect.items(), key=lambda item: -abs(item[1])):
            drawn.add_row(_channel(name, lang), figure(amount, "USD bn", lang))
        parts.append(drawn)
    return parts


def _replays(data: Mapping[str, Any], lang: str) -> list[Any]:
    from ebb.cli.pages import figure
    from ebb.text import say

    told = [(one["key"], one["replay"]) for one in data["episodes"] if "replay" in one]
    if not told:
        return []
    columns = ("published", "given", "error", "modelled", "curve", "printed")
    table = _table(lang, "episode", "day", *columns, right=columns)
    names = ("published", "replayed", "miss", "on_rrp_by_rule", "curve_bp", "printed_bp")
    for key, row in told:
        table.add_row(_name(key, lang), row["date"], *(figure(row[name], "USD bn", lang) for name in names))
    head = say("stress.replays", lang, unit=say("units.usd_bn", lang))
    return [head, table, "", say("stress.replays_note", lang)]


def _table(lang: str, first: str, *heads: str, right: tuple[str, ...] | None = None) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in (first, *heads):
        numeric = head != first and (right is None or head in right)
        table.add_column(say_(f"stress.head.{head}", lang), justify="right" if numeric else "left", overflow="fold")
    return table


def say_(key: str, lang: str) -> str:
    """A sentence without values."""
    from ebb.text import say

    return say(key, lang)


def _name(key: str, lang: str) -> str:
    return say_(f"planning.episode.{key}.name", lang)


def _channel(name: str, lang: str) -> str:
    return say_(f"stress.channel.{name}", lang)


def _day(text: str) -> date:
    return date.fromisoformat(text)
