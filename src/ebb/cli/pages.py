"""What each command shows a person: its JSON as sentences and tables, so that screen and wire cannot disagree.

Labels come from the catalogue (area ``cli``); nothing is computed here but the choice of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.table import Table
from rich.text import Text

from ebb.cli import fans
from ebb.cli.screen import draw
from ebb.sources import published
from ebb.text import Day, Money, Month, Months, Number, Percent, Phrase, keys, labelled, say, unit_label, value_label

Data = Mapping[str, Any]

#: Paths shown by `ebb run`, in the order of the balance sheet; all of them are in its JSON.
PATHS = ("total_assets", "treasuries", "mbs", "reserves", "on_rrp", "tga", "currency")
#: Rows of a path table, and securities of a holdings table.
ROWS, LARGEST = 13, 15
#: No limit, in a table of caps.
NONE = "—"


def answer(data: Data, lang: str) -> str:
    """The sentence, its values with intervals and sources, what to be careful with, and how to get it again.

    A value has its label first and below it, dimmed, its name in the JSON. A source is a number in the table and stands in
    full below it; a range (values ending in ``.low`` and ``.high``) is shown beside its middle.
    """
    table = _table(
        *((say(f"cli.{head}", lang), head == "value") for head in ("quantity", "value", "unit", "interval", "source"))
    )
    by_name = {item["name"]: item for item in data["values"]}
    sources: dict[str, int] = {}
    for name, item in by_name.items():
        middle = name.removesuffix(".low").removesuffix(".high")
        if middle != name and middle in by_name:
            continue
        number = sources.setdefault(item["source"], len(sources) + 1)
        edges = _interval(item, lang) or _edges(by_name, name, lang)
        shown = figure(item["value"], item["unit"], lang)
        table.add_row(_named(name, lang), shown, unit_label(item["unit"], lang), edges, str(number))
    parts: list[Any] = [data["text"][lang], "", table, *_list("cli.caveats", data["caveats"][lang], lang)]
    parts += ["", say("cli.sources", lang), *(f"  {number}: {source}" for source, number in sources.items())]
    command = f"ebb answer {data['key']} --as-of {data['as_of']}"
    return draw(*parts, "", say("cli.again", lang, command=command))


def report(data: Data, lang: str) -> str:
    """Where the page is, and its six answers."""
    parts: list[Any] = []
    for item in data["answers"]:
        parts += [f"{item['key']}: {item['text'][lang]}", ""]
    return draw(*parts, say("cli.written", lang, path=str(data["path"])))


def run(data: Data, summary: str, lang: str, events: Sequence[str]) -> str:
    """The summary, then the paths at about a dozen dates, then what happened on the way."""
    paths = [name for name in PATHS if name in data["paths"]]
    table = _table((say("cli.date", lang), False), *((label(name, lang), True) for name in paths))
    for place in sample(len(data["dates"]), ROWS):
        cells = (figure(data["paths"][name][place], data["unit"], lang) for name in paths)
        table.add_row(data["dates"][place], *cells)
    spread = fans.page(data, lang, label) if "bands" in data else ()
    return draw(summary, "", _as_of(data, lang), table, *spread, *_list("cli.events", events, lang))


def replay(data: Data, lang: str) -> str:
    """Each class: where rule and record end, and how far apart they ever were."""
    heads = ("predicted_last", "published_last", "max_abs", "max_pct", "mean_abs")
    table = _table((say("cli.class_name", lang), False), *((say(f"cli.{head}", lang), True) for head in heads))
    for name, miss in data["error"].items():
        both = [(p, q) for p, q in zip(data["predicted"][name], data["published"][name], strict=True) if q is not None]
        last = both[-1] if both else (None, None)
        amounts = [figure(value, "USD bn", lang) for value in (*last, miss["max_abs"], miss["mean_abs"])]
        share = figure(miss["max_pct"], "percent", lang)
        table.add_row(label(name, lang), *amounts[:3], share, amounts[3])
    span = [Day(date.fromisoformat(data["dates"][place])) for place in (0, -1)]
    head = say("cli.replayed", lang, first=span[0], last=span[1], unit=say("units.usd_bn", lang))
    inputs = [f"{name}: {_words(text, lang)}" for name, text in data["inputs"].items()]
    exam: list[Any] = _exam(data["mbs_exam"], lang) if "mbs_exam" in data else []
    return draw(head, table, *exam, *_list("cli.inputs", inputs, lang))


def _exam(exam: Data, lang: str) -> list[Any]:
    """How the rules for mortgage principal did, each opened with what was known: misses in percent of the published level."""
    parts: list[Any] = []
    for asked in (exam, exam["refit"]):
        rules = asked["rules"]
        days = [row["date"] for row in next(iter(rules.values()))["exam"]]
        table = _table((say("cli.exam.rule", lang), False), *((day, True) for day in days))
        for rule in rules.values():
            misses = [Percent(row["miss_pct"], digits=1, signed=True).say(lang) for row in rule["exam"]]
            table.add_row(_words(rule["text"], lang), *misses)
        opened = Day(date.fromisoformat(asked["opening"]))
        parts += ["", say("cli.exam.head", lang, opening=opened), table]
    return [*parts, *(_scored(exam["scored"], lang) if exam["scored"]["horizons"] else ())]


def _scored(scored: Data, lang: str) -> list[Any]:
    """Mean misses of agency MBS from every quarter end, by rule and horizon."""
    ahead = [(Months(row["horizon_months"]).say(lang), True) for row in scored["horizons"]]
    table = _table((say("cli.exam.rule", lang), False), *ahead)
    for rule in ("prior", "fit", "constant"):
        misses = [figure(row["mean_absolute_miss"][rule], scored["unit"], lang) for row in scored["horizons"]]
        table.add_row(say(f"cli.exam.scored.{rule}", lang), *misses)
    counts = ("、" if lang == "zh-Hant" else ", ").join(
        Number(row["origins"], 0).say(lang) for row in scored["horizons"]
    )
    first = Month(date.fromisoformat(scored["horizons"][0]["first"]))
    head = say("cli.exam.scored.head", lang, first=first, counts=counts, unit=say("units.usd_bn", lang))
    return ["", head, table]


def caps(data: Data, lang: str) -> str:
    """The programme; consecutive months on the same terms share a line, rules and documents are explained below."""
    amounts = ("treasury_cap", "mbs_cap", "treasury_purchases", "mbs_purchases")
    table = _table(
        (say("cli.months", lang), False),
        *((say(f"cli.{name}", lang), True) for name in amounts),
        *((say(f"cli.{name}", lang), False) for name in ("reinvestment", "reference")),
    )
    documents: dict[str, int] = {}
    rules: dict[str, None] = {}
    for first, last in runs(data):
        months = [data["months"][place][:7] for place in (first, last)]
        cells = [NONE if data[name][first] is None else _plain(data[name][first]) for name in amounts]
        cited = (data["reference"][first] or "").split("; ")
        numbers = [str(documents.setdefault(document, len(documents) + 1)) for document in cited if document]
        rule = data["reinvestment"][first] or ""
        rules.setdefault(rule)
        table.add_row(" – ".join(dict.fromkeys(months)), *cells, _short(rule, lang), ", ".join(numbers))
    colon = ": " if lang == "en" else "："
    notes = [f"{_short(rule, lang)}{colon}{text}" for rule in rules if (text := _rule(rule, lang))]
    notes += [f"{number}: {document}" for document, number in documents.items()]
    return draw(_as_of(data, lang), *_in_force(data, lang), "", table, "", say("cli.caps_note", lang), "", *notes)


def holdings(data: Data, lang: str, known: date, last: Mapping[str, tuple[date, float]]) -> str:
    """Totals by class on the day of the list, then the largest securities.

    `known` is the day whose knowledge this is; `last` has date and amount of classes not published for the day.
    """
    classes = _table(*((say(f"cli.{head}", lang), head == "par") for head in ("class_name", "par", "other_day")))
    for name, amount in data["classes"].items():
        when, shown = last.get(name, ("", amount)) if amount is None else ("", amount)
        classes.add_row(label(name, lang), figure(shown, "USD bn", lang), str(when))
    heads = (("security", False), ("class_name", False), ("coupon", True), ("maturity", False), ("par", True))
    table = _table(*((say(f"cli.{head}", lang), right) for head, right in heads))
    largest = sorted(data["securities"], key=lambda s: (-(s["par"] or 0), s["maturity"]))[:LARGEST]
    for held in largest:
        coupon = "" if held["coupon"] is None else f"{held['coupon']:.3f}"
        par = figure(held["par"], "USD bn", lang)
        table.add_row(held["cusip"], label(held["class"], lang), coupon, held["maturity"], par)
    head = say("cli.largest", lang, shown=Number(len(largest), 0), held=Number(len(data["securities"]), 0))
    unit, listed = say("units.usd_bn", lang), date.fromisoformat(data["as_of"])
    title = say("cli.list_known", lang, listed=Day(listed), known=Day(known), unit=unit)
    risk = data.get("risk")
    return draw(title, classes, "", *((head, table, "") if largest else ()), *(_worth(risk, lang) if risk else ()))


def _worth(risk: Data, lang: str) -> list[Any]:
    """What the securities are worth, class by class, then all of them and what has no value."""
    names = (
        ("market_value", "market"),
        ("over_par", "over_par"),
        ("duration", "duration"),
        ("ten_year_equivalents", "ten_year"),
        ("average_maturity", "maturity"),
    )
    heads = [(say("cli.class_name", lang), False), (say("cli.par", lang), True)]
    table = _table(*heads, *((say(f"income.worth.{word}", lang), True) for _, word in names))
    years = {"duration", "average_maturity"}
    for name, one in risk["classes"].items():
        cells = (figure(one[key], "years" if key in years else "USD bn", lang) for key, _ in names)
        table.add_row(label(name, lang), figure(one["par"], "USD bn", lang), *cells)
    valued = [one for one in risk["classes"].values() if one["market_value"] is not None]
    both = [sum(one[key] for one in valued) for key in ("par", "market_value", "over_par")]
    amounts = [figure(amount, "USD bn", lang) for amount in both]
    equivalents = figure(risk["ten_year_equivalents"], "USD bn", lang)
    whole = say("income.worth.all", lang)
    table.add_row(whole, *amounts, figure(risk["duration"], "years", lang), equivalents, "")
    curve = Phrase(f"income.curve.{risk['curve_kind']}")
    title = say("income.worth.title", lang, day=Day(date.fromisoformat(risk["as_of"])), curve=curve)
    word = "cost" if risk["unrealised"]["against"] == "amortised cost" else "par"
    parts: list[Any] = [
        title,
        table,
        say(f"income.worth.against.{word}", lang, amount=Money(risk["unrealised"]["amount"])),
    ]
    unvalued = ("、" if lang == "zh-Hant" else ", ").join(label(name, lang) for name in risk["unvalued"])
    return [*parts, say("income.worth.unvalued", lang, names=unvalued)] if unvalued else parts


def doctor(data: Data, lang: str, told: Mapping[str, tuple[str, str]]) -> str:
    """One line for each check, its remedy, and the verdict; `told` holds both in the reader's language."""
    table = _table(*((say(f"cli.{head}", lang) if head else "", False) for head in ("check", "", "found", "remedy")))
    for check in data["checks"]:
        verdict = "fault" if not check["ok"] else "advice" if check["remedy"] else "fine"
        table.add_row(say(f"doctor.name.{check['name']}", lang), say(f"cli.{verdict}", lang), *told[check["name"]])
    verdict = say("cli.all_fine" if data["ok"] else "cli.not_fine", lang)
    parts: list[Any] = ["", _ages(data["series"], lang), ""] if data["series"] else []
    return draw(table, *parts, verdict)


def _ages(series: Sequence[Data], lang: str) -> Table:
    """How old each series is, the stale ones first."""
    heads = ("key", "name", "source", "last", "due", "age", "state")
    table = _table(*((say(f"doctor.head.{head}", lang), head == "age") for head in heads))
    for one in sorted(series, key=lambda item: (not item["stale"], item["key"])):
        state = say(f"doctor.state.{'stale' if one['stale'] else 'current'}", lang)
        source = say(f"doctor.source.{one['source']}", lang)
        table.add_row(one["key"], one["name"], source, one["last"], one["due"], str(one["age_days"]), state)
    return table


def label(name: str, lang: str) -> str:
    """The catalogue's word for a path or class, or the name itself if the catalogue has none."""
    return say(f"cli.name.{name}", lang) if f"cli.name.{name}" in keys() else name


def figure(value: float | str | None, unit: str, lang: str) -> str:
    """A number for a table: amounts with one decimal, everything else with as many as it needs, at most three."""
    if value is None:
        return say("common.missing", lang)
    if isinstance(value, str):
        return value
    if isinstance(value, int) or "USD" in unit:
        return Number(value, 0 if isinstance(value, int) else 1).say(lang)
    return Number(value, 2 if abs(value) >= 0.1 or value == 0 else 4).say(lang)


def sample(count: int, wanted: int) -> list[int]:
    """At most `wanted` places of `count`, evenly spread, always with the first and the last.

    >>> sample(61, 6), sample(3, 13)
    ([0, 12, 24, 36, 48, 60], [0, 1, 2])
    """
    if count <= wanted:
        return list(range(count))
    return sorted({round(k * (count - 1) / (wanted - 1)) for k in range(wanted)})


def runs(data: Data) -> list[tuple[int, int]]:
    """First and last place of each stretch of months with the same terms."""
    fields = ("treasury_cap", "mbs_cap", "treasury_purchases", "mbs_purchases", "reinvestment", "reference")
    terms = [tuple(str(data[field][k]) for field in fields) for k in range(len(data["months"]))]
    starts = [k for k in range(len(terms)) if k == 0 or terms[k] != terms[k - 1]]
    return list(zip(starts, [*(k - 1 for k in starts[1:]), len(terms) - 1], strict=True))


def _table(*columns: tuple[str, bool]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head, right in columns:
        table.add_column(head, justify="right" if right else "left", overflow="fold")
    return table


def _list(head: str, lines: Sequence[str], lang: str) -> list[str]:
    return ["", say(head, lang), *(f"  - {line}" for line in lines)] if lines else []


def _named(name: str, lang: str) -> Text:
    """What a value is called, and below it, dimmed, its name in the JSON."""
    return Text.assemble(value_label(name, lang), ("\n  " + name, "dim")) if labelled(name) else Text(name)


def _interval(item: Data, lang: str) -> str:
    band = item["interval"]
    if band is None:
        return ""
    low, high = (figure(band[end], item["unit"], lang) for end in ("low", "high"))
    return say("cli.interval_form", lang, low=low, high=high, level=Percent(100 * band["level"], 0))


def _edges(by_name: Mapping[str, Data], name: str, lang: str) -> str:
    """The range of a literature or of assumptions, which has no probability."""
    ends = [by_name.get(f"{name}.{end}") for end in ("low", "high")]
    if None in ends:
        return ""
    low, high = (figure(end["value"], end["unit"], lang) for end in ends if end is not None)
    return say("cli.range_form", lang, low=low, high=high)


def _as_of(data: Data, lang: str) -> str:
    unit = say("units.usd_bn", lang) if data["unit"] == "USD bn" else str(data["unit"])
    return say("cli.as_of_unit", lang, day=Day(date.fromisoformat(data["as_of"])), unit=unit)


def _in_force(data: Data, lang: str) -> list[str]:
    """What holds in the month of the as-of date, if the table reaches it."""
    here = [place for place, month in enumerate(data["months"]) if month[:7] == data["as_of"][:7]]
    if not here:
        return []
    limits = [data[name][here[0]] for name in ("treasury_cap", "mbs_cap")]
    treasury, mbs = (_limit(cap) for cap in limits)
    return [say("cli.in_force", lang, day=Day(date.fromisoformat(data["as_of"])), treasury=treasury, mbs=mbs)]


def _limit(cap: float | None) -> Phrase:
    """A cap in words: none at all, one that lets nothing run off, or an amount a month."""
    if not cap:
        return Phrase("cli.no_limit" if cap is None else "cli.no_runoff")
    return Phrase("cli.cap", {"amount": Money(cap, scale="USD bn")})


def _short(rule: str, lang: str) -> str:
    """A reinvestment rule in a few words, or its identifier if the catalogue has none."""
    return say(f"cli.rule.{rule}", lang) if f"cli.rule.{rule}" in keys() else rule


def _rule(name: str, lang: str) -> str:
    """The packaged programme's own words for a reinvestment rule."""
    rules: Mapping[str, Mapping[str, str]] = published.document("policy/programme")["reinvestments"]
    return rules[name][lang] if name in rules else ""


def _words(value: Any, lang: str) -> str:
    """Text that may come in both languages, in one, or not at all."""
    if isinstance(value, Mapping):
        return str(value.get(lang, ", ".join(f"{k} {v}" for k, v in value.items())))
    return "" if value is None else str(value)


def _plain(amount: float) -> str:
    return f"{amount:,.2f}".rstrip("0").rstrip(".")
