"""How good the prepayment prior was: its replay beside the published decline of MBS, and beside a constant speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ebb.errors import MissingDate
from ebb.portfolio import Prior
from ebb.series import Series
from ebb.simulate.replay import Replay

#: The benchmark of the prepayment prior: the constant 7.7 percent a year seen from October 2018 to April 2019.
CONSTANT: Final = Prior(
    turnover=0.077, ramp_months=1, season_amplitude=0.0, lock_in=0.0, refinancing_most=0.0, curtailment=0.0
)


@dataclass(frozen=True, slots=True)
class SpeedScore:
    """How a prepayment rule did against the published decline of SOMA MBS, USD billion a month.

    `mean` is what the rule paid, `published_mean` what was seen, `rmse` of the monthly differences, and `end_pct` the
    error of the last published level in percent of it. `pair_rmse` is that of means of two months running: the steps of
    factor dates cancel there, so what is left is speed.
    """

    months: int
    mean: float
    published_mean: float
    rmse: float
    end_pct: float
    pair_rmse: float


def score_speed(replayed: Replay, decline: Series) -> SpeedScore:
    """Compare a replay's decline of MBS between last Wednesdays with the published decline of the same months.

    Parameters
    ----------
    replayed : Replay
    decline : Series
        Net decline of SOMA agency MBS between the last as-of dates of two months, USD bn, a month each.

    Raises
    ------
    MissingDate
        If no month is in both.

    Notes
    -----
    Both sides are lumpy: a month whose last Wednesday falls before the 25th misses most of its principal. Published
    declines are net of purchases that settled late, in June to August 2022.
    """
    seen = decline.in_unit("USD bn").by_month()
    levels = replayed.predicted["mbs"]
    pairs = [
        (before - after, seen[day.year, day.month])
        for day, before, after in zip(replayed.dates[1:], levels, levels[1:], strict=False)
        if (day.year, day.month) in seen
    ]
    last = next((i for i in reversed(range(len(levels))) if replayed.published["mbs"][i] is not None), None)
    if not pairs or last is None:
        raise MissingDate(
            "no month has both a replayed and a published decline of MBS",
            "simulate.replay",
            f"months from {replayed.dates[0]} to {replayed.dates[-1]}",
            "hand in the published decline of the episode",
        )
    made, published = np.array(pairs).T
    gap = made - published
    end = replayed.published["mbs"][last] or np.nan
    return SpeedScore(
        months=len(pairs),
        mean=float(made.mean()),
        published_mean=float(published.mean()),
        rmse=float(np.sqrt(np.mean(gap**2))),
        end_pct=float(100.0 * (levels[last] / end - 1.0)),
        pair_rmse=float(np.sqrt(np.mean(((gap[1:] + gap[:-1]) / 2.0) ** 2))) if len(gap) > 1 else float(abs(gap[0])),
    )
