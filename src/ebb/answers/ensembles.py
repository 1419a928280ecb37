"""A plan's fan on the record: draws from what was known on a day, the whole portfolio in each, around the run itself."""

from __future__ import annotations

from datetime import date

import numpy as np

from ebb.answers.drawing import draw_model
from ebb.dates import month_end
from ebb.errors import OutOfRange
from ebb.funding import DemandFit
from ebb.funding.edge import crossing
from ebb.record import Record
from ebb.scenario import Scenario, Setting
from ebb.simulate.draws import centre_of, draw, policy_gap
from ebb.simulate.ensemble.drawn import block, numbers_with
from ebb.simulate.ensemble.many import run_draws
from ebb.simulate.ensemble.prepare import prepare
from ebb.simulate.ensemble.tables import Floats
from ebb.simulate.fan import Fan, check
from ebb.simulate.loop import Inputs

#: What no draw changes, said with every fan: its width leaves these out.
NOT_DRAWN = (
    "bank assets, foreign RRP, other assets and liabilities, the curve of reserve demand, funds' demand for ON RRP and the "
    "prepayment function are those of the run without draws"
)


def fan_on(
    record: Record,
    plan: Scenario,
    handed: Inputs,
    demand: DemandFit | None,
    first: date,
    length: int,
    setting: Setting = "central",
    *,
    draws: int,
    seed: int = 0,
    workers: int = 1,
) -> Fan:
    """The spread of a plan over draws of rates, prices, output, the Treasury's account and currency.

    Parameters
    ----------
    record, plan, handed, demand, first, length, setting
        Of the run: draws lie around its own conditions.
    draws, seed, workers : int
        Seed s and draw k give the same path for any number of draws and workers.

    Raises
    ------
    UsageError
        If the numbers cannot be, or the plan uses something that draws do not follow.
    SourceError
        If too few months were known to estimate a model of draws.
    OutOfRange
        If every month of the run was already published.
    """
    check(draws, seed, workers)
    made = prepare(plan, handed, first, length, setting)
    conditions, model = made.conditions, draw_model(record)
    open_month = date(model.first_drawn // 12, model.first_drawn % 12 + 1, 1)
    begin = max(open_month, conditions.months[0])
    if begin > conditions.months[-1]:
        raise OutOfRange(
            f"every month of the run was published by {record.as_of}",
            "ebb run --draws",
            f"a run that goes beyond {open_month:%Y-%m}, the first month with something still open",
            "choose more months, or an earlier --as-of",
        )
    months = len(conditions.months) - conditions.months.index(begin)
    gap = policy_gap(model, record.corridor)
    centre = centre_of(conditions, begin, months, gap)
    place = conditions.months.index(begin)
    numbers = numbers_with(made.tables.numbers, conditions, place, gap, handed.published)

    def make(number: int, count: int) -> Floats:
        return block(draw(model, begin, months, seed, first=number, count=count, centre=centre), conditions)[1]

    dates = tuple(month_end(m.year, m.month) for m in conditions.months[made.tables.numbers.start :])
    edge = crossing(demand).value if demand is not None else np.nan
    return run_draws(
        made.tables._replace(numbers=numbers),
        make,
        dates,
        draws,
        seed,
        begin,
        workers=workers,
        said={
            **model.said,
            "two_year": f"moves {numbers.two_on_policy:.2f} points with the policy rate and {numbers.two_on_ten:.2f} with "
            "the ten-year yield (least squares of yearly changes)",
            "not_drawn": NOT_DRAWN,
            **({} if np.isnan(edge) else {"share": f"{edge:.2f}"}),
        },
    )
