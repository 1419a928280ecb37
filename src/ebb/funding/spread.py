"""Overnight rates against what a bank earns on its reserves, month by month.

Tables of the Fed's statement are dated by the last Wednesday of a month and tables of market rates by its last calendar
day, so everything here is joined on year and month and never on the day. This module must never fill a month that one
of its inputs does not have.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ebb.errors import UnitError
from ebb.series import Series

Months = NDArray[np.datetime64]
Columns = tuple[NDArray[np.float64], ...]


def join_by_month(*series: Series) -> tuple[Months, Columns, NDArray[np.datetime64]]:
    """The months that every series has, their values, and when the last of each month's values was known.

    Parameters
    ----------
    *series : Series
        Any units and any days of the month; one value per month is used (the last).

    Returns
    -------
    months : datetime64[M], shape (n,)
    columns : tuple of float64, each shape (n,)
        In the order of the arguments, each in its own unit.
    known : datetime64[D], shape (n,)
    """
    stamps = [s.dates.astype("datetime64[M]") for s in series]
    # Dates increase, so the last value of a month is the one before the month changes.
    last = [
        np.flatnonzero(np.append(stamp[1:] != stamp[:-1], True)) if len(stamp) else np.array([], dtype=np.intp)
        for stamp in stamps
    ]
    months = stamps[0][last[0]] if len(stamps[0]) else np.array([], dtype="datetime64[M]")
    for stamp in stamps[1:]:
        months = np.intersect1d(months, stamp)
    rows = [keep[np.searchsorted(stamp[keep], months)] for stamp, keep in zip(stamps, last, strict=True)]
    columns = tuple(s.values[row] for s, row in zip(series, rows, strict=True))
    known = np.max([s.known[row] for s, row in zip(series, rows, strict=True)], axis=0)
    return months, columns, known.astype("datetime64[D]")


def spread(rate: Series, ior: Series) -> Series:
    """Market rate less interest on reserves, in basis points, dated as `rate` is.

    Parameters
    ----------
    rate : Series
        SOFR or the federal funds rate, monthly, a rate unit.
    ior : Series
        Interest on reserves (IOER to July 2021, IORB after) on the same basis, a rate unit.

    Raises
    ------
    UnitError
        If the two are not on one basis.

    Notes
    -----
    Average interest on reserves over the days the rate was published on: SOFR's monthly figure is a plain mean over
    business days, the funds rate's is over calendar days. Mixing the two puts September 2022, when interest rose 75 bp
    on the 22nd, wrong by 2.5 bp.
    """
    if rate.basis != ior.basis:
        raise UnitError(
            f'"{rate.key}" ({rate.basis}) less "{ior.key}" ({ior.basis}) would mix two bases',
            "funding.spread",
            "both month averages",
            "average the corridor over the month first",
        )
    rate_bp, ior_bp = rate.in_unit("bp"), ior.in_unit("bp")
    months, (market, paid), known = join_by_month(rate_bp, ior_bp)
    days = dict(zip(rate.dates.astype("datetime64[M]").tolist(), rate.dates, strict=True))
    return Series(
        key=f"{rate.key} - {ior.key}",
        dates=np.array([days[m] for m in months.tolist()], dtype="datetime64[D]"),
        values=market - paid,
        unit="bp",
        basis=rate.basis,
        known=known,
        origins=tuple(dict.fromkeys((*rate.origins, *ior.origins))),
        kind="rate",
    )


def overnight_rate(sofr: Series, fed_funds: Series) -> Series:
    """SOFR where it exists and the effective federal funds rate before, named so that nobody takes it for one series.

    SOFR was first published for April 2018. The two are different markets (secured, unsecured), so this splice is for
    pictures; estimates use one rate or the other.

    Raises
    ------
    UnitError
        If unit or basis differ.
    """
    if (sofr.unit, sofr.basis) != (fed_funds.unit, fed_funds.basis):
        raise UnitError(
            f"SOFR in {sofr.unit}, {sofr.basis} cannot follow a funds rate in {fed_funds.unit}, {fed_funds.basis}",
            "funding.overnight_rate",
            "one unit and one basis",
            "convert with .in_unit(...)",
        )
    first = sofr.dates[0].astype("datetime64[M]")
    early = fed_funds.dates.astype("datetime64[M]") < first
    return Series(
        key=f"{fed_funds.key} before {first}, {sofr.key} from then",
        dates=np.concatenate([fed_funds.dates[early], sofr.dates]),
        values=np.concatenate([fed_funds.values[early], sofr.values]),
        unit=sofr.unit,
        basis=sofr.basis,
        known=np.concatenate([fed_funds.known[early], sofr.known]),
        origins=(*fed_funds.origins, *sofr.origins),
        kind="rate",
    )


def share(part: Series, whole: Series) -> Series:
    """`part` in percent of `whole`, by month, dated as `part` is.

    Raises
    ------
    UnitError
        If the two measure different things or stand on different bases (a Wednesday level over a week average).
    """
    if part.basis != whole.basis:
        raise UnitError(
            f'"{part.key}" ({part.basis}) over "{whole.key}" ({whole.basis}) would mix two bases',
            "funding.share",
            "one basis",
            "take the column published on the other's basis",
        )
    months, (top, bottom), known = join_by_month(part, whole.in_unit(part.unit))
    days = dict(zip(part.dates.astype("datetime64[M]").tolist(), part.dates, strict=True))
    return replace(
        part,
        key=f"{part.key} / {whole.key}",
        dates=np.array([days[m] for m in months.tolist()], dtype="datetime64[D]"),
        values=100.0 * top / bottom,
        unit="percent",
        known=known,
        origins=tuple(dict.fromkeys((*part.origins, *whole.origins))),
    )


def share_of_gdp(level: Series, gdp: Series) -> Series:
    """`level` in percent of the annual GDP of the last quarter ended by each date; earlier dates drop out.

    Parameters
    ----------
    level : Series
        Money, a stock.
    gdp : Series
        Money, quarterly at annual rate, dated by the quarter's last day.

    Notes
    -----
    Known when both are: a figure for the weeks after a quarter's end waits for that quarter's GDP.
    """
    annual = gdp.in_unit(level.unit)
    place = np.searchsorted(annual.dates, level.dates, side="right") - 1
    kept = place >= 0
    rows = place[kept]
    return replace(
        level,
        key=f"{level.key} / {gdp.key}",
        dates=level.dates[kept],
        values=100.0 * level.values[kept] / annual.values[rows],
        unit="percent",
        known=np.maximum(level.known[kept], annual.known[rows]),
        origins=tuple(dict.fromkeys((*level.origins, *gdp.origins))),
    )


def months_above(highest: Series, top: Series) -> Months:
    """Months in which the highest daily rate stood above the top of the target range.

    Parameters
    ----------
    highest : Series
        Highest daily rate of each month, percent.
    top : Series
        Highest upper limit in force on any day of each month, percent: in a month with a cut a day above the new and
        below the old limit is not counted, so the answer can be too short and never too long.

    Returns
    -------
    datetime64[M], shape (k,)
        The count of *days* needs daily rates; no monthly figure gives it.
    """
    months, (rate, limit), _ = join_by_month(highest, top.in_unit(highest.unit))
    return months[rate > limit + 1e-9]
