"""``ebb stocks``: what somebody's own holdings went with: term premium, real yields, the dollar, an index, volatility."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ebb.cli import screen, words

if TYPE_CHECKING:
    from ebb.answers.own_shares import OwnShares

SHORT_HELP: Final = "Set your own holdings against rates, the dollar and volatility."
EPILOG: Final = (
    "\b\nPORTFOLIO.csv is a list with names and weights (or shares and prices); weights are relative:\n"
    "\b\n"
    "  symbol,weight          代號,權重          ticker,shares,price\n"
    "  TAIEX,60               TAIEX,60%          2330,1000,1150\n"
    "  2330,40                2330,40%           0050,500,210\n"
    "\b\nTAIEX, S&P 500 (SPX) and Nasdaq Composite (NASDAQ) need no prices: their monthly returns are packaged. For\n"
    "everything else --prices brings a history by day or month, at least three years of it:\n"
    "\b\n"
    "  date,2330,0050         date,symbol,price\n"
    "  2023-01-31,522,118     2023-01-31,2330,522\n"
    "\b\nReturns are taken from month end to month end; a month in which one holding has none is left out. The real\n"
    "yield and the dollar need imported daily data (DFII10, DTWEXBGS); nothing stands in for them.\n"
    "\b\nExamples:\n"
    "  ebb stocks portfolio.csv --lang zh-Hant\n"
    "  ebb stocks portfolio.csv --prices prices.csv --index taiex\n"
    "  ebb stocks portfolio.csv --chart sensitivity.png --json > sensitivity.json"
)


def register(app: typer.Typer) -> None:
    """Put the command where the others are."""
    app.command("stocks", short_help=SHORT_HELP, epilog=EPILOG)(stocks)


def stocks(
    portfolio: Annotated[Path, typer.Argument(metavar="PORTFOLIO.csv", help="Names and weights of your holdings.")],
    prices: Annotated[
        Path | None, typer.Option("--prices", metavar="PRICES.csv", help="Prices by day or month.")
    ] = None,
    index: Annotated[
        str, typer.Option("--index", metavar="sp500|nasdaq|taiex", help="The index that stands for the market.")
    ] = "sp500",
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE", help="Draw it as well (.png or .svg).")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Use only what was known on this day. Default: everything held."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="zh-Hant|en", help="Language of the text. Default: that of your locale."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Set your own holdings against five factors: the 10-year term premium, the 10-year real yield, the dollar, a share
    index and implied volatility, each alone and all together, with intervals and R-squared.
    """
    from ebb.cli import wire
    from ebb.text import language

    when, tongue = words.day(as_of, "--as-of"), language(lang, os.environ)
    if chart is not None:
        words.writable(chart)
    import ebb

    with screen.working("stocks"):
        made = ebb.stocks(portfolio, prices, as_of=when, index=index)
        if chart is not None:
            ebb.plot(made).save(chart, tongue)
    screen.write(wire.dumps(made.json()) if json else page(made, wire.tidy(made.json()), tongue))
    if chart is not None:
        screen.note(f"open {chart}")


def page(made: OwnShares, data: Mapping[str, Any], lang: str) -> str:
    """The sentences, the sensitivities, the holdings and what to bear in mind."""
    from rich.table import Table

    from ebb.text import Count, Month, Months, Number, Percent, Phrase, say

    def table(*heads: tuple[str, bool]) -> Table:
        made_of = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for head, right in heads:
            made_of.add_column(say(f"equities.own.head.{head}", lang), justify="right" if right else "left")
        return made_of

    def cells(estimate: Mapping[str, Any] | None) -> tuple[str, str]:
        if estimate is None:
            return say("common.missing", lang), ""
        band = estimate["interval"]
        low, high = (Number(band[end], 2, signed=True).say(lang) for end in ("low", "high"))
        return Number(estimate["value"], 2, signed=True).say(lang), say("cli.range_form", lang, low=low, high=high)

    slopes = table(
        ("factor", False),
        ("unit", False),
        ("alone", True),
        ("interval", False),
        ("together", True),
        ("interval", False),
        ("r_squared", True),
    )
    for one in made.found.sensitivities:
        wired = next(s for s in data["sensitivities"] if s["factor"] == one.factor)
        unit = Phrase(f"equities.unit.{one.unit.replace(' ', '_')}").say(lang)
        name = Phrase(f"equities.factor.{one.factor}").say(lang)
        share = Number(one.r_squared, 2).say(lang)
        slopes.add_row(name, unit, *cells(wired["alone"]), *cells(wired["together"]), share)
    holdings = table(("holding", False), ("weight", True))
    for held in data["holdings"]:
        holdings.add_row(held["name"], Percent(100.0 * held["weight"]).say(lang))
    title = say(
        "equities.own.title",
        lang,
        n=Count(len(made.positions)),
        months=Months(data["months"]),
        first=Month(date.fromisoformat(data["first"])),
        last=Month(date.fromisoformat(data["last"])),
    )
    whole = say(
        "equities.own.all",
        lang,
        r_squared=Number(data["r_squared"], 2),
        adjusted=Number(data["r_squared_adjusted"], 2),
        volatility=Percent(data["volatility"]),
        residual=Percent(data["residual_volatility"]),
    )
    caveats = ["", say("cli.caveats", lang), *(f"  - {line}" for line in data["caveats"][lang])]
    return screen.draw(data["text"][lang], "", title, slopes, whole, "", holdings, *caveats)
