"""「我們手上的股票」: a reader's own holdings set against the channels through which runoff could reach them.

The door of ``ebb stocks``: a list of holdings, prices where they are not indices held here, and five monthly factors. What a
factor needs and the record does not hold is named; nothing stands in for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from ebb.answers.evidence import Evidence
from ebb.answers.own_factors import factors_of, returns_of
from ebb.answers.shape import LANGUAGES
from ebb.dates import month_end
from ebb.equities.estimate import Estimate
from ebb.equities.sensitivity import FEWEST_MONTHS, Exposure, Sensitivity, exposure, portfolio_returns
from ebb.errors import UnknownName, UsageError
from ebb.series import Origin
from ebb.sources.userfiles.positions import History, Position, matched, read_histories, read_positions
from ebb.text import BasisPoints, Count, Months, Percent, Phrase, Range, Said, Words
from ebb.text import Month as MonthSaid

#: Problems told in full; the rest is counted.
_TOLD: Final = 40
#: Indices that may stand for the market.
INDICES: Final = {
    "sp500": Words("S&P 500", "標普500"),
    "nasdaq": Words("Nasdaq Composite", "那斯達克綜合指數"),
    "taiex": Words("TAIEX", "台股加權指數"),
}


@dataclass(frozen=True, slots=True)
class OwnShares:
    """The sensitivities of one portfolio.

    Parameters
    ----------
    positions : tuple of Position
    index : str
        One of :data:`INDICES`.
    found : Exposure
    missing : mapping of factor to the series it needs
    per_trillion : (low, high) or None, percent
        Return that goes with the published effect of USD 1 trillion of runoff on the 10-year yield, were all of it term
        premium, over the interval of the holdings' own slope.
    range_bp : (low, high) or None, basis points
        That published effect.
    """

    as_of: date
    positions: tuple[Position, ...]
    index: str
    found: Exposure
    missing: Mapping[str, str]
    range_bp: tuple[float, float] | None
    per_trillion: tuple[float, float] | None
    origins: tuple[Origin, ...]

    def sensitivity(self, factor: str) -> Sensitivity | None:
        """One factor's, or None where the factor is missing."""
        return next((s for s in self.found.sensitivities if s.factor == factor), None)

    def text(self, lang: str) -> str:
        """What was found, in two sentences."""
        return _text(self).say(lang)

    def caveats(self, lang: str) -> tuple[str, ...]:
        """What a careful reader must know."""
        return tuple(line.say(lang) for line in _caveats(self))

    def json(self) -> dict[str, Any]:
        """The wire form of ``ebb stocks --json``."""
        months = self.found.months
        return {
            "as_of": self.as_of.isoformat(),
            "holdings": [{"name": p.name, "weight": p.weight} for p in self.positions],
            "frequency": "monthly",
            "months": len(months),
            "first": month_end(*months[0]).isoformat(),
            "last": month_end(*months[-1]).isoformat(),
            "index": self.index,
            "sensitivities": [_wire(s) for s in self.found.sensitivities],
            "missing": [
                {"factor": f, "needs": s, "reason": "needs imported daily data"} for f, s in self.missing.items()
            ],
            "r_squared": self.found.r_squared,
            "r_squared_adjusted": self.found.adjusted,
            "volatility": self.found.volatility,
            "residual_volatility": self.found.residual,
            "per_trillion_of_runoff": None
            if self.per_trillion is None
            else {"low": self.per_trillion[0], "high": self.per_trillion[1], "unit": "percent"},
            "text": {lang: self.text(lang) for lang in LANGUAGES},
            "caveats": {lang: list(self.caveats(lang)) for lang in LANGUAGES},
            "evidence": list(dict.fromkeys(origin.cite() for origin in self.origins)),
        }


def stocks(
    portfolio: Path | str, prices: Path | str | None = None, *, as_of: date | None = None, index: str = "sp500"
) -> OwnShares:
    """The sensitivity of a reader's own holdings to term premium, real yields, the dollar, an index and volatility.

    Parameters
    ----------
    portfolio : path
        A CSV with a column of names and one of weights, or of shares and prices.
    prices : path, optional
        A CSV of prices by day or month: a column of dates and one for each holding, or one of names and one of prices.
        Not needed for indices held here.
    as_of : date, optional
    index : str
        One of :data:`INDICES`.

    Raises
    ------
    UnknownName
        If there is no such index.
    UsageError
        If a file cannot be read, or with every problem of both files and their lines, or if too few months are common.
    """
    if index not in INDICES:
        raise UnknownName.of("index", index, INDICES, where="ebb stocks --index")
    evidence = Evidence(as_of)
    problems: list[str] = []
    name, raw = _bytes(portfolio)
    positions = read_positions(raw, name, problems)
    histories: Mapping[str, History] = {}
    if prices is not None:
        priced, raw = _bytes(prices)
        histories = read_histories(raw, priced, {matched(p.name) for p in positions}, problems)
    returns, origins = returns_of(evidence.record, positions, histories, name, problems)
    if problems:
        _refuse(problems, name)
    factors, sources, missing = factors_of(evidence.record, index)
    held = portfolio_returns({matched(p.name): p.weight for p in positions}, returns)
    found = exposure(held, factors)
    range_bp, through = _through_term_premium(evidence, found)
    return OwnShares(
        as_of=evidence.as_of,
        positions=positions,
        index=index,
        found=found,
        missing=missing,
        range_bp=range_bp,
        per_trillion=through,
        origins=tuple(dict.fromkeys((*origins, *sources))),
    )


def _bytes(path: Path | str) -> tuple[str, bytes]:
    file = Path(path)
    try:
        return file.name, file.read_bytes()
    except OSError as refusal:
        reason = refusal.strerror or type(refusal).__name__
        raise UsageError(
            f'"{file}" cannot be read: {reason}', "ebb stocks", "a CSV file", "give the path of a file that exists"
        ) from None


def _refuse(problems: list[str], file: str) -> None:
    told = "; ".join(problems[:_TOLD])
    more = f"; and {len(problems) - _TOLD} more" if len(problems) > _TOLD else ""
    raise UsageError(
        f"{len(problems)} problem{'' if len(problems) == 1 else 's'} in the holdings: {told}{more}",
        file,
        f"a name and a weight above zero on each line, and {FEWEST_MONTHS} months of prices for what is no index",
        "correct every problem listed; `ebb stocks --help` shows both files",
    )


def _through_term_premium(
    evidence: Evidence, found: Exposure
) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    slope = next(s.alone for s in found.sensitivities if s.factor == "term_premium")
    effects = evidence.effect_range(1.0)
    if "10-year yield" not in effects or slope.low is None or slope.high is None:
        return None, None
    by_regime = effects["10-year yield"].by_regime()
    if "stock" not in by_regime:
        return None, None
    low, high = by_regime["stock"]
    ends = [bp / 10.0 * edge for bp in (low, high) for edge in (slope.low, slope.high)]
    return (low, high), (min(ends), max(ends))


def _wire(s: Sensitivity) -> dict[str, Any]:
    return {
        "factor": s.factor,
        "unit": f"percent for each {s.unit}",
        "alone": _estimate(s.alone),
        "together": None if s.together is None else _estimate(s.together),
        "r_squared": s.r_squared,
        "monthly_standard_deviation": s.spread,
        "correlation": s.correlation,
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "value": estimate.value,
        "interval": {"low": estimate.low, "high": estimate.high, "level": estimate.level},
    }


def _band(estimate: Estimate) -> Range:
    assert estimate.low is not None
    assert estimate.high is not None
    return Range(Percent(estimate.low, digits=2, signed=True), Percent(estimate.high, digits=2, signed=True))


def _text(own: OwnShares) -> Phrase:
    index, premium = own.sensitivity("index"), own.sensitivity("term_premium")
    assert index is not None
    assert premium is not None
    first, last = own.found.months[0], own.found.months[-1]
    return Phrase(
        "equities.own.text",
        {
            "months": Months(len(own.found.months)),
            "first": MonthSaid(month_end(*first)),
            "last": MonthSaid(month_end(*last)),
            "index": INDICES[own.index],
            "beta": Percent(index.alone.value, digits=2, signed=True),
            "beta_band": _band(index.alone),
            "premium": Percent(premium.alone.value, digits=2, signed=True),
            "premium_band": _band(premium.alone),
            "n": Count(len(own.found.sensitivities)),
            "explained": Percent(100.0 * own.found.r_squared, digits=0),
            "residual": Percent(own.found.residual),
        },
    )


def _caveats(own: OwnShares) -> list[Phrase]:
    lines = []
    if own.per_trillion is not None and own.range_bp is not None:
        said: dict[str, Said | str] = {
            "bp": Range(BasisPoints(own.range_bp[0]), BasisPoints(own.range_bp[1])),
            "band": Range(Percent(own.per_trillion[0], signed=True), Percent(own.per_trillion[1], signed=True)),
        }
        lines.append(Phrase("equities.own.per_trillion", said))
    for factor, series in own.missing.items():
        needs: dict[str, Said | str] = {"factor": Phrase(f"equities.factor.{factor}"), "series": Words(series, series)}
        lines.append(Phrase("equities.own.missing", needs))
    lines.append(Phrase("equities.own.together"))
    lines.append(Phrase("equities.own.currency"))
    return lines
