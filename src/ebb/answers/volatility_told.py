"""The volatility evidence as values and sentences of the answer on stocks."""

from __future__ import annotations

from math import expm1, isnan
from statistics import NormalDist
from typing import Final

from ebb.answers.shape import Value
from ebb.answers.volatility import VolatilityEvidence
from ebb.answers.wording import value
from ebb.equities import Drivers, Shift
from ebb.text import Count, Month, Number, Percent, Phrase, Range, Said, Words

#: What a unit of each driver is, for the source line of its coefficient.
_PER = {
    "runoff": "months or weeks of runoff against others",
    "pace": "per USD 100 billion of runoff a month",
    "reserves": "per percentage point of reserves in bank assets",
    "funds_spread": "per basis point of the federal funds rate over interest on reserves",
    "sofr_spread": "per basis point of SOFR over interest on reserves",
    "on_rrp": "per percentage point of ON RRP in bank assets",
}

#: Two-sided five percent of the normal distribution.
_CRITICAL: Final = NormalDist().inv_cdf(0.975)


def shifts_said(found: VolatilityEvidence) -> Words:
    """The effect g in each runoff and in all, with intervals: a clause in both languages."""
    parts = {lang: [_shift(shift).say(lang) for shift in found.shifts] for lang in ("en", "zh-Hant")}
    english = parts["en"]
    joined = english[0] if len(english) == 1 else f"{', '.join(english[:-1])} and {english[-1]}"
    return Words(joined, "、".join(parts["zh-Hant"]))


def frequency_said(found: VolatilityEvidence) -> Phrase:
    """Weekly or monthly."""
    return Phrase(f"equities.frequency.{found.path.frequency}")


def headline(found: VolatilityEvidence) -> Shift:
    """The shift that carries the verdict: of all runoffs, or of the only one."""
    return next((shift for shift in found.shifts if shift.programme == "both"), found.shifts[0])


def volatility_values(found: VolatilityEvidence, prefix: str = "") -> list[Value]:
    """Every g with its interval, placebo and detectable size; every driver with its score out of sample."""
    values: list[Value] = []
    for shift in found.shifts:
        effect = shift.effect
        name = f"{prefix}volatility_g.{shift.programme.lower()}"
        source = (
            f"{shift.frequency} log-HAR of {shift.market}, {shift.first:%Y-%m} to {shift.last:%Y-%m}: {shift.inside} of "
            f"{shift.periods} periods inside, Newey-West"
        )
        values += [
            value(name, _percent(effect.value), "percent", source, (_percent(effect.low), _percent(effect.high)), 0.95),
            value(f"{name}.placebo_p", effect.placebo_p, "share", f"{source}; windows placed at random"),
            value(f"{name}.minimum_detectable", _percent(effect.minimum_detectable), "percent", source),
        ]
    for key, model in found.garch.items():
        for programme in model.g:
            shift_of = model.volatility_shift(programme)
            assert shift_of.low is not None
            assert shift_of.high is not None
            source = (
                f"GARCH-X ({key}) of daily returns of {found.path.name}, n={model.n}, exponential link, asymmetric, QMLE "
                "with robust errors; long-run volatility"
            )
            name = f"{prefix}volatility_garch.{programme.lower()}"
            band = (_percent(shift_of.low), _percent(shift_of.high))
            values += [
                value(name, _percent(shift_of.value), "percent", source, band, 0.95),
                value(f"{name}.minimum_detectable", _percent(model.minimum_detectable(programme)), "percent", source),
            ]
    if prefix:
        return values
    for driver, one in found.garch_drivers.items():
        model = one.model
        source = (
            f"GARCH-X ({driver} alone) of daily returns of {found.path.name}, n={model.n}, exponential link, asymmetric, QMLE "
            f"with robust errors; long-run volatility for one unit; log-likelihood {one.gain:+.1f} beside the same days "
            f"without it; last {one.scored} days forecast by the others: Diebold-Mariano {one.better:+.2f}, above 0 is better"
        )
        shift_of = model.volatility_shift(driver)
        assert shift_of.low is not None
        assert shift_of.high is not None
        name, band = f"volatility_garch.{driver}", (_percent(shift_of.low), _percent(shift_of.high))
        values += [
            value(name, _percent(shift_of.value), "percent", source, band, 0.95),
            value(f"{name}.minimum_detectable", _percent(model.minimum_detectable(driver)), "percent", source),
        ]
    for sample, drivers in (("since_2009", found.since_2009), ("since_2018", found.since_2018)):
        if drivers is not None:
            values += _drivers(drivers, sample, found.controls)
    return values


def volatility_caveats(found: VolatilityEvidence) -> list[Phrase]:
    """Whether any driver foretold volatility better than its own past, and what would need daily data."""
    longest = found.since_2009 or found.since_2018
    lines = [] if longest is None else [_foretold(longest)]
    if found.garch:
        key = "both" if "both" in found.garch else "each"
        model = found.garch[key]
        shift = model.volatility_shift(next(iter(model.g)))
        assert shift.low is not None
        assert shift.high is not None
        said: dict[str, Said | str] = {
            "value": Percent(_percent(shift.value), signed=True),
            "band": Range(Percent(_percent(shift.low), signed=True), Percent(_percent(shift.high), signed=True)),
        }
        lines.append(Phrase("equities.caveat.garch", said))
        lines += _forecast_by(found)
    elif found.path.frequency == "monthly":
        lines.append(Phrase("equities.caveat.monthly"))
    return lines


def _drivers(drivers: Drivers, sample: str, controls: tuple[str, ...]) -> list[Value]:
    values = []
    for effect in drivers.effects:
        g, scored = effect.g, effect.out_of_sample
        name = f"volatility_driver.{effect.name}"
        assert g.low is not None
        assert g.high is not None
        source = (
            f"{drivers.frequency} log-HAR, {effect.first:%Y-%m} to {effect.last:%Y-%m}, n={effect.periods}, beside "
            f"{' and '.join(controls)}; {_PER[effect.name]}"
        )
        against = f"{source}; {scored.periods} forecasts against the same model without it"
        values += [
            value(name, 100.0 * g.value, "log_points", source, (100.0 * g.low, 100.0 * g.high), g.level),
            value(f"{name}.minimum_detectable", 100.0 * effect.minimum_detectable, "log_points", source),
            value(f"{name}.loss_ratio", scored.loss_ratio, "ratio", against),
            value(f"{name}.diebold_mariano_p", scored.dm_p, "share", against),
            value(f"{name}.clark_west_p", scored.cw_p, "share", against),
        ]
    many = f"best of {len(drivers.effects)} drivers, {drivers.scored} forecasts, Hansen's test"
    return [*values, value(f"volatility_driver.{sample}.superior_p", drivers.superior_p, "share", many)]


def _foretold(drivers: Drivers) -> Phrase:
    best = min(drivers.effects, key=lambda effect: effect.out_of_sample.loss_ratio)
    ratio = best.out_of_sample.loss_ratio
    found = "better" if ratio < 1.0 and drivers.superior_p <= 0.05 else "no_better"
    return Phrase(
        f"equities.caveat.{found}",
        {
            "n": Count(len(drivers.effects)),
            "first": Month(drivers.first),
            "best": Phrase(f"equities.driver.{best.name}"),
            "ratio": Number(ratio, digits=3),
            "p": Number(drivers.superior_p, digits=2),
            "scored": Count(drivers.scored),
            "frequency": Phrase(f"equities.frequency.{drivers.frequency}"),
        },
    )


def _shift(shift: Shift) -> Phrase:
    effect = shift.effect
    said: dict[str, Said | str] = {
        "value": Percent(_percent(effect.value), signed=True),
        "band": Range(Percent(_percent(effect.low), signed=True), Percent(_percent(effect.high), signed=True)),
    }
    if shift.programme == "both":
        return Phrase("equities.shift.both", said)
    return Phrase("equities.shift.one", {"name": Words(shift.programme, shift.programme), **said})


def _percent(log_points: float) -> float:
    """A shift of log volatility as percent of volatility."""
    return 100.0 * expm1(log_points)


def _forecast_by(found: VolatilityEvidence) -> list[Phrase]:
    """How many drivers forecast daily variance better than the same model without them, and how many worse."""
    scored = [one.better for one in found.garch_drivers.values() if not isnan(one.better)]
    if not scored:
        return []
    counts = {
        "n": len(scored),
        "better": sum(b > _CRITICAL for b in scored),
        "worse": sum(b < -_CRITICAL for b in scored),
    }
    return [Phrase("equities.caveat.garch_drivers", {name: Count(number) for name, number in counts.items()})]
