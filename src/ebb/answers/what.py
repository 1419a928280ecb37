"""What is quantitative tightening: told from the books, where the money went in each runoff."""

from __future__ import annotations

from ebb.answers.evidence import Evidence
from ebb.answers.shape import Answer, Value
from ebb.answers.windows import Window
from ebb.answers.wording import answered, cited, programme_name, value
from ebb.dates import month_end
from ebb.series import Series
from ebb.text import Day, Money, Phrase

#: Lines of the bridge as values of the answer. The deferred asset is shown with the sign of the release.
_LINES = {
    "total_assets": "total_assets",
    "treasuries": "treasuries",
    "mbs": "mbs",
    "other_assets": "other_assets",
    "reserves": "reserves",
    "reverse_repo_total": "reverse_repo",
    "on_rrp": "on_rrp",
    "foreign_rrp": "foreign_rrp",
    "tga": "tga",
    "currency": "currency",
    "other": "other",
    "remittances_due": "deferred_asset",
}


def answer(evidence: Evidence) -> Answer:
    """One sentence on the newest runoff; values for every runoff, line by line."""
    newest = evidence.runoff
    bridge = evidence.bridge(newest)
    change = bridge.changes_bn()
    text = Phrase(
        "answers.what.text",
        {
            "name": programme_name(evidence.record, newest.name),
            "first": Day(newest.start),
            "last": Day(newest.end),
            "assets": moved(change["total_assets"]),
            "reserves": moved(change["reserves"]),
            "rrp": moved(change["reverse_repo_total"]),
            "currency": moved(change["currency"]),
            "tga": moved(change["tga"]),
        },
    )
    values = [v for window in reversed(evidence.runoffs) for v in _lines(evidence, window, newest)]
    money, caveats = _money_supply(evidence, newest)
    caveats = [
        Phrase("answers.what.caveat.currency"),
        Phrase(
            "answers.what.caveat.other",
            {"other": moved(change["other"]), "deferred": moved(change["remittances_due"])},
        ),
        *caveats,
    ]
    return answered("what", evidence.as_of, text, values + money, [o.cite() for o in bridge.origins], caveats)


def moved(change: float) -> Phrase:
    """A change of USD billion in words: what fell, what rose."""
    return Phrase("answers.what.fell" if change < 0 else "answers.what.rose", {"amount": Money(abs(change))})


def _lines(evidence: Evidence, window: Window, newest: Window) -> list[Value]:
    bridge = evidence.bridge(window)
    source = f"Federal Reserve Board, H.4.1; New York Fed; {window.start} to {window.end}"
    prefix = "" if window is newest else f"{window.name.lower()}."
    present = {line.name for line in bridge.lines}
    return [
        value(prefix + ours, bridge.change_bn(line), "USD bn", source)
        for line, ours in _LINES.items()
        if line in present
    ]


def money_supply(evidence: Evidence, window: Window) -> Series:
    """M2 from the month in which a runoff began to the month of its newest Wednesday, as far as it was published."""
    last = month_end(window.end.year, window.end.month)  # a month's average is dated by the month's last day
    return evidence.record.series("m2").between(window.start.replace(day=1), last)


def _money_supply(evidence: Evidence, window: Window) -> tuple[list[Value], list[Phrase]]:
    """M2 over the months of the runoff, as far as it was published."""
    series = money_supply(evidence, window)
    if len(series) < 2:
        return [], []
    before, after = float(series.values[0]), float(series.values[-1])
    said = Phrase("answers.what.caveat.money", {"before": Money(before), "after": Money(after)})
    return [value("money_supply", after - before, "USD bn", cited(series)[0])], [said]
