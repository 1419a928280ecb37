"""Which figures a report stands on: every series with its publisher and days, packaged or from the reader's own store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from ebb.answers.evidence import Evidence
from ebb.record import newest_figure
from ebb.record.refine import STORE
from ebb.report.page import Source
from ebb.series import Origin, Series
from ebb.sources import published
from ebb.text import Count, Day, Phrase, Said

#: Days after which a page says how old its newest figure is: the H.4.1 is weekly, so three were missed.
OLD = 21


def sources(evidence: Evidence) -> tuple[Source, ...]:
    """Every series used with its publisher, days and terms; those of the store stand apart from the packaged ones."""
    found: dict[tuple[str, str, str], Source] = {}
    for key, (table, _) in sorted(published.keys().items(), key=lambda item: (item[1][0], item[0])):
        series = evidence.record.full(key)
        if not len(series):
            continue
        packaged = [origin for origin in series.origins if origin.table != STORE]
        if packaged:
            _add(found, packaged[0], series, published.passport(table).rights)
    for name in evidence.record.own:
        own = evidence.record.stored(name)
        if own is not None:
            _add(found, own.origins[0], own, Phrase("report.own_terms"))
    return tuple(found.values())


def held(evidence: Evidence) -> Said | None:
    """One sentence on what the reader's own store adds; None where there is none, or nothing of use in it."""
    own = (evidence.record.stored(name) for name in evidence.record.own)
    known = [series for series in own if series is not None]
    if not known:
        return None
    newest: date = max(series.dates[-1] for series in known).item()
    counts = {name: Count(sum(_frequency(series) == name for series in known)) for name in ("daily", "weekly")}
    return Phrase("report.own", {**counts, "all": Count(len(known)), "newest": Day(newest)})


def old(today: date | None) -> Said | None:
    """One sentence where the newest figure held is more than :data:`OLD` days behind the day on which the page is written."""
    newest = newest_figure()
    if today is None or (today - newest).days <= OLD:
        return None
    return Phrase("report.old", {"today": Day(today), "newest": Day(newest), "age": Count((today - newest).days)})


def _add(found: dict[tuple[str, str, str], Source], origin: Origin, series: Series, rights: str | Said) -> None:
    first, last = series.dates[0].item(), series.dates[-1].item()
    place = (origin.publisher, origin.document, rights if isinstance(rights, str) else STORE)
    one = found.get(place, Source(replace(origin, series=""), first, last, rights))
    names = dict.fromkeys(name for name in (*one.origin.series.split(", "), origin.series) if name)
    joined = replace(one.origin, series=", ".join(names))
    found[place] = Source(joined, min(one.first, first), max(one.last, last), rights)


def _frequency(series: Series) -> str:
    """``"daily"``, ``"weekly"`` or ``"rarer"``, by the usual gap between the last figures."""
    gaps = np.diff(series.dates[-13:]).astype(int)
    usual = float(np.median(gaps)) if len(gaps) else 99.0
    return "daily" if usual < 5 else "weekly" if usual < 10 else "rarer"
