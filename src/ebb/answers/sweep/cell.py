"""One cell of a grid as a pure function: plan, assumptions, draws and seed in, a table of quantiles out.

It runs anywhere the same figures are held: here, in another process, on another machine. It writes nothing, and asks
first whether the record it finds is the one the sweep was begun on.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ebb.answers.drawing import draw_model
from ebb.answers.inputs import PUBLISHED, inputs, reserve_demand
from ebb.answers.runs import first_open_month, run_on
from ebb.answers.sweep.grid import Cell
from ebb.errors import UsageError
from ebb.funding import DemandFit
from ebb.record import Record
from ebb.simulate.draws import SERIES, DrawModel, policy_gap
from ebb.simulate.draws.shocked import shocked
from ebb.simulate.loop import Inputs
from ebb.simulate.result import PATHS, Run

Values = NDArray[np.float64]
#: A table by columns, all of one length; text as Python strings.
Table = dict[str, NDArray[Any]]

QUANTILES: Final = {"p05": 0.05, "p16": 0.16, "p50": 0.5, "p84": 0.84, "p95": 0.95}
#: Paths of a cell: USD billion for balances and income, percent for shares.
SHARES: Final = ("reserves_share_of_bank_assets", "reserves_share_of_gdp", "total_assets_share_of_gdp")
COLUMNS: Final = (*PATHS, "net_income", *SHARES, "stopped")


def figures_of(record: Record) -> str:
    """A name for everything a cell reads from a record: two records with the same name give the same numbers."""
    digest = hashlib.sha256(record.as_of.isoformat().encode())
    for key in sorted({*PUBLISHED, *SERIES.values(), "remittances_due"}):
        series = record.series(key)
        digest.update(key.encode() + series.dates.tobytes() + series.values.tobytes())
    digest.update(repr([record.holdings_dates, record.auctions(date(1900, 1, 1), date.max)]).encode())
    return digest.hexdigest()[:16]


def bytes_needed(cell: Cell) -> int:
    """Memory a cell holds at once: every path of every draw, and a copy that is sorted."""
    return 2 * 8 * len(COLUMNS) * max(cell.draws, 1) * cell.months


def evaluate(cell: Cell) -> Table:
    """Quantiles of every path in every month over the draws of a cell.

    Parameters
    ----------
    cell : Cell
        With no draws the plan is run once, under its assumptions alone; quantiles are then missing (NaN) but the middle.

    Returns
    -------
    Table
        Columns `cell`, `plan`, one for each assumption, `month`, `path`, `draws` (that had not ended), the quantiles of
        :data:`QUANTILES` and `p50_error`, the Monte Carlo standard error of the middle.

    Raises
    ------
    UsageError
        If the figures held here are not those the sweep was begun on.
    EbbError
        Whatever the plan itself cannot do.
    """
    record, demand = _record(cell.as_of)
    if _figures(cell.as_of) != cell.figures:
        raise UsageError(
            f"the figures held here are not those of the sweep ({_figures(cell.as_of)}, not {cell.figures})",
            f"ebb sweep, cell {cell.name}",
            "the same ebb and the same store on every machine, or none",
            "copy the store to the worker, or take it away on both, and start the worker again",
        )
    plan = cell.plan.model_copy(update={"assumptions": cell.plan.assumptions.model_copy(update=dict(cell.assumptions))})
    first = (cell.start or plan.start or first_open_month(cell.as_of)).replace(day=1)

    def once(shock: Any) -> Run:
        handed = replace(_inputs(cell.as_of, first), shock=shock)
        return run_on(
            record, plan, demand, start=first, months=cell.months, setting=cell.setting, prepared=lambda day: handed
        )

    whole = np.full((len(COLUMNS), max(cell.draws, 1), cell.months), np.nan)
    if not cell.draws:
        _put(whole[:, 0], once(None))
    else:
        model, gap = _model(cell.as_of, cell.method)
        for number in range(cell.draws):
            _put(whole[:, number], once(shocked(model, gap, cell.seed, number)))
    months = (np.datetime64(first, "M") + np.arange(cell.months)).astype(str)
    return _table(cell, months, whole)


def _put(place: Values, run: Run) -> None:
    """One run into its rows, shape (paths, months); months after its end stay missing."""
    n = len(run)
    for row, name in enumerate(PATHS):
        place[row, :n] = run.path(name)
    rest = len(PATHS)
    place[rest, :n] = run.ratios["net_income"]
    place[rest + 1, :n] = run.share_of_bank_assets()
    place[rest + 2, :n] = run.share_of_gdp("reserves")
    place[rest + 3, :n] = run.share_of_gdp()
    place[rest + 4, :n] = [100.0 * (run.stopped is not None and day >= run.stopped) for day in run.dates]


def _table(cell: Cell, months: NDArray[np.str_], whole: Values) -> Table:
    paths, _draws, length = whole.shape
    alive = np.isfinite(whole[0]).sum(axis=0)
    found = {name: np.full((paths, length), np.nan) for name in (*QUANTILES, "p50_error")}
    for month in range(length):
        n = int(alive[month])
        if not n:
            continue
        here = np.sort(whole[:, np.isfinite(whole[0, :, month]), month], axis=1)
        found["p50"][:, month] = np.quantile(here, 0.5, axis=1)
        if cell.draws > 1:
            for name, level in QUANTILES.items():
                found[name][:, month] = np.quantile(here, level, axis=1)
            # the order statistics one standard deviation of a binomial to each side of the middle
            reach = 0.5 / np.sqrt(n)
            low, high = np.quantile(here, [max(0.5 - reach, 0.0), min(0.5 + reach, 1.0)], axis=1)
            found["p50_error"][:, month] = (high - low) / 2.0
    stopped = COLUMNS.index("stopped")
    # a share of draws is a mean; its quantiles would be zero or a hundred
    for month in range(length):
        n = int(alive[month])
        share = float(np.nanmean(whole[stopped, :, month])) if n else np.nan
        found["p50"][stopped, month] = share
        found["p50_error"][stopped, month] = np.sqrt(share * (100.0 - share) / n) if cell.draws > 1 and n else np.nan
        for name in ("p05", "p16", "p84", "p95"):
            found[name][stopped, month] = np.nan
    size = paths * length
    text = {"cell": cell.key, "plan": cell.plan.name}
    return {
        **{name: np.full(size, value, dtype=object) for name, value in text.items()},
        **{
            name: np.full(size, value, dtype=object if isinstance(value, str) else np.float64)
            for name, value in cell.assumptions
        },
        "month": np.tile(months.astype(object), paths),
        "path": np.repeat(np.array(COLUMNS, dtype=object), length),
        "draws": np.tile(alive.astype(np.int64), paths),
        **{name: values.ravel() for name, values in found.items()},
    }


@lru_cache(maxsize=4)
def _record(as_of: date) -> tuple[Record, DemandFit | None]:
    record = Record(as_of)
    return record, reserve_demand(record)


@lru_cache(maxsize=4)
def _figures(as_of: date) -> str:
    return figures_of(_record(as_of)[0])


@lru_cache(maxsize=16)
def _inputs(as_of: date, first: date) -> Inputs:
    record, demand = _record(as_of)
    return inputs(record, first, demand)


@lru_cache(maxsize=4)
def _model(as_of: date, method: str) -> tuple[DrawModel, float]:
    record, _ = _record(as_of)
    model = draw_model(record, method)
    return model, policy_gap(model, record.corridor)
