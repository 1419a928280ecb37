"""All draws of an ensemble: batches on threads, each path's spread kept, and nothing else.

Draws come in batches from a function that makes draw k the same in any batch, so the result is the same to the bit for any
number of workers. Memory does not grow with the number of draws once their values no longer fit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ebb.errors import LawError, UsageError
from ebb.simulate.ensemble.kernel import follow
from ebb.simulate.ensemble.quantiles import Binned, Exact
from ebb.simulate.ensemble.tables import WRITTEN, Floats, Places, Tables, work_for
from ebb.simulate.fan import SHARE_GRID, SHARES, Fan, check

_BATCH: Final = 250
#: Bytes for the values, or the counts, of all paths together.
BUDGET: Final = 512 * 1024 * 1024
_MOST_BINS, _FEWEST_BINS = 8192, 256
_LOWEST: Final = "lowest_share_of_bank_assets"
_CENTS_PER_BILLION = 1e11

#: Draws number `first` to `first + count`, shape (7, count, months): see :func:`ebb.simulate.ensemble.drawn.block`.
Maker = Callable[[int, int], Floats]


@dataclass(frozen=True, slots=True)
class _Batch:
    first: int
    out: Floats
    stopped: Places
    ended: Places
    gone: Places
    gap: float


def run_draws(
    t: Tables,
    make: Maker,
    dates: tuple[date, ...],
    draws: int,
    seed: int,
    first_drawn: date,
    *,
    workers: int = 1,
    budget: int = BUDGET,
    said: Mapping[str, str] | None = None,
) -> Fan:
    """Follow all draws and say how they spread.

    Parameters
    ----------
    t : Tables
        With the numbers of the draws (:func:`ebb.simulate.ensemble.drawn.numbers_with`).
    make : callable
    dates : tuple of date
        Month ends of the result.
    draws, seed, workers : int
        See :func:`ebb.simulate.fan.check`; `seed` is only noted here.
    first_drawn : date
    budget : int
        Bytes that values or counts of all paths may take; the working memory of a batch comes on top.
    said : mapping, optional

    Raises
    ------
    UsageError
        If the numbers cannot be, or the run is too long for counts of a useful width.
    LawError
        If a balance sheet does not balance in some draw: a fault of this program.
    """
    check(draws, seed, workers)
    months, kept = len(dates), tuple(name for name in WRITTEN if name != _LOWEST)
    collectors = _collectors(months, draws, kept, budget)
    below = np.zeros((months, len(SHARE_GRID)), dtype=np.int64)
    running, stopped, gone = (np.zeros(months, dtype=np.int64) for _ in range(3))

    def one(first: int) -> _Batch:
        count = min(_BATCH, draws - first)
        out = np.empty((len(WRITTEN), months, count))
        stop, end, earned = (np.empty(count, dtype=np.int64) for _ in range(3))
        gap = follow(t, make(first, count), work_for(t), out, stop, end, earned)
        return _Batch(first, out, stop, end, earned, gap)

    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[Future[_Batch]] = deque()
        starts = iter(range(0, draws, _BATCH))
        for first in starts:
            ahead.append(pool.submit(one, first))
            if len(ahead) > 2 * workers:
                _take(ahead.popleft().result(), kept, collectors, below, running, stopped, gone)
        while ahead:
            _take(ahead.popleft().result(), kept, collectors, below, running, stopped, gone)
        found = dict(zip(kept, pool.map(lambda name: collectors[name].found(), kept), strict=True))
    scale = {name: 1.0 if name in SHARES else _CENTS_PER_BILLION for name in kept}
    return Fan(
        dates=dates,
        draws=draws,
        seed=seed,
        quantiles={name: found[name][0] / scale[name] for name in kept},
        errors={name: found[name][1] / scale[name] for name in kept},
        resolution={name: found[name][2] / scale[name] for name in kept},
        running=running,
        below=below,
        stopped=stopped,
        gone=gone,
        first_drawn=first_drawn,
        said=dict(said or {}),
    )


def _collectors(months: int, draws: int, kept: tuple[str, ...], budget: int) -> dict[str, Exact | Binned]:
    cells = len(kept) * months
    if cells * draws * 8 <= budget:
        return {name: Exact(months) for name in kept}
    bins = min(_MOST_BINS, budget // (cells * 8))
    if bins < _FEWEST_BINS:
        raise UsageError(
            f"{draws:,} draws of {months} months do not fit in memory",
            "simulate.ensemble",
            f"at least {_FEWEST_BINS} bins for each of {len(kept)} paths in {budget / 2**20:,.0f} MB",
            "ask for fewer months or fewer draws",
        )
    return {name: Binned(months, bins) for name in kept}


def _take(
    batch: _Batch,
    kept: tuple[str, ...],
    collectors: Mapping[str, Exact | Binned],
    below: Places,
    running: Places,
    stopped: Places,
    gone: Places,
) -> None:
    """Count a batch; nothing of it is kept but its values or counts."""
    if batch.gap != 0.0:
        raise LawError(
            f"a balance sheet is off by {batch.gap / 100:,.2f} USD in draws {batch.first} and after",
            "simulate.ensemble",
            "an exact identity in cents, in every draw and month",
            "report this with the scenario file: it is a fault of ebb",
        )
    months = batch.out.shape[1]
    for place, name in enumerate(WRITTEN):
        if name in collectors:
            collectors[name].add(batch.out[place])
    running += (~np.isnan(batch.out[0])).sum(axis=1)
    lowest = batch.out[WRITTEN.index(_LOWEST)]
    ended = batch.ended >= 0
    for i in range(months):
        # a draw that has ended had no reserves left: it has been below every share
        known = np.where(np.isnan(lowest[i]) & ended, 0.0, lowest[i])
        below[i] += np.searchsorted(np.sort(known), SHARE_GRID, side="left")
    for counts, marks in ((stopped, batch.stopped), (gone, batch.gone)):
        counts += np.bincount(marks[marks >= 0], minlength=months)
