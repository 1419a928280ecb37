"""The event study in sentences of both languages: what moved, beside what, what is left of it, and what could not be asked."""

from __future__ import annotations

from ebb.answers.events import EventStudy, MarketStudy
from ebb.estimation import LEVEL
from ebb.text import BasisPoints, Count, Number, Percent, Phrase, Range, Said, Words

#: Markets of which the whole of the study is told in words, in this order.
HEADLINES = ("sp500", "yield_10y", "taiex")


def study_told(study: MarketStudy) -> tuple[Phrase, ...]:
    """One market, set and window: its mean with everything beside it, or what it needs."""
    market = Phrase(f"announcements.market.{study.market}")
    mean = study.pooled
    beside = study.meeting_days or study.any_day
    if beside is None or study.minimum_detectable is None:
        needs = Phrase("announcements.needs_daily")
        return (Phrase("announcements.told.few", {"market": market, "needs": needs, "events": Count(mean.events)}),)
    found = [
        Phrase(
            f"announcements.told.{'mean' if study.meeting_days else 'mean_any'}",
            {
                "window": window_said(study.window),
                "events": Count(mean.events),
                "market": market,
                "mean": amount(mean.mean, study.unit),
                "level": Percent(100.0 * LEVEL, digits=0),
                "band": Range(amount(mean.low, study.unit), amount(mean.high, study.unit)),
                "p": Percent(100.0 * beside.p, digits=0),
                "verdict": Phrase(f"announcements.verdict.{'found' if study.found else 'not_found'}"),
                "detectable": amount(study.minimum_detectable, study.unit, signed=False),
            },
        )
    ]
    if study.controlled is not None:
        c = study.controlled
        found.append(
            Phrase(
                "announcements.told.controlled",
                {
                    "events": Count(c.events),
                    "value": amount(c.value, study.unit),
                    "bare": amount(c.bare, study.unit),
                    "p": Percent(100.0 * c.p, digits=0),
                },
            )
        )
    loose = mean.events - study.documented.events
    if loose:
        said = {"n": Count(loose), "mean": amount(study.documented.mean, study.unit)}
        found.append(Phrase("announcements.told.memory", said))
    return tuple(found)


def told(study: EventStudy, events: str = "QT", window: int = 1) -> tuple[Phrase, ...]:
    """The headline markets of one set, how many findings chance would make, and the markets nothing is held of."""
    found: list[Phrase] = []
    for market in HEADLINES:
        one = study.of(market, events, window)
        if one is not None and one.pooled.events:
            found += study_told(one)
    judged = [one.found for one in study.studies if one.set == events and one.found is not None]
    if judged:
        said: dict[str, Said] = {
            "studies": Count(len(judged)),
            "expected": Number((1.0 - LEVEL) * len(judged), digits=0),
            "found": Count(sum(judged)),
        }
        found.append(Phrase("announcements.told.many", said))
    if study.missing:
        names = ", ".join(study.missing)
        found.append(Phrase("announcements.told.missing", {"names": Words(names, names.replace(", ", "、"))}))
    return tuple(found)


def window_said(days: int) -> Phrase:
    """How long a window is."""
    if days == 1:
        return Phrase("announcements.window.one")
    return Phrase("announcements.window.several", {"n": Count(days)})


def amount(value: float, unit: str, *, signed: bool = True) -> BasisPoints | Percent | Number:
    """A change in the unit of its market."""
    if unit == "bp":
        return BasisPoints(value, signed=signed, digits=1)
    return Percent(value, signed=signed, digits=2) if unit == "percent" else Number(value, digits=2, signed=signed)
