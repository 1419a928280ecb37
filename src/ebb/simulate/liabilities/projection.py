"""Reserves as the plug: total assets under the announced policy, less every liability by its own model, draw by draw.

Because reserves are what is left, the identity holds in every draw whatever the models are worth; only a comparison with
what was published later (:mod:`ebb.simulate.liabilities.score`) says what they are worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from ebb.dates import add_months
from ebb.errors import SourceError
from ebb.policy import Corridor, MonthRule, Programme
from ebb.series import Series
from ebb.simulate.liabilities.currency import fit_currency
from ebb.simulate.liabilities.foreign import fit_foreign
from ebb.simulate.liabilities.model import WINDOW, Line, Monthly, Months, Prediction, Values, blocks, together
from ebb.simulate.liabilities.on_rrp import Decay, Drain, fit_decay, fit_drain, fit_walk
from ebb.simulate.liabilities.other import fit_other
from ebb.simulate.liabilities.tga import Limit, fit_tga, given
from ebb.simulate.plan import announced

#: Series a projection reads.
NEEDED = ("total_assets", "treasuries", "mbs", "reserves", "on_rrp", "reverse_repo_total", "tga", "currency")
#: How ON RRP is projected.
Funds = Literal["drain", "bills", "decay", "walk"]
DRAWS = 1000
#: First month of the facility (23 September 2013); single operations before it are tests.
_BEGINS = 12 * 2013 + 8
_YEAR = 12


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What was known on a day: series cut at it (:data:`NEEDED` and `tbill_3m_avg`), policy and debt-limit times.

    `bills` is net issuance of bills to private hands by month, USD billion (:mod:`ebb.simulate.liabilities.issuance`).
    """

    published: Mapping[str, Series]
    programme: Programme
    corridor: Corridor
    limits: Sequence[Limit] = ()
    bills: Monthly | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Announced:
    """Total assets: the last level plus what the announced policy does to securities; errors are what else happened."""

    last: float
    planned: Values
    months: Months
    errors: Values
    name: str = "total_assets"
    said: str = "announced caps and purchases; other assets and loans as they were"

    def path(self, horizon: int) -> Values:
        """Levels without errors."""
        found: Values = self.draw(np.zeros((1, horizon)))[0]
        return found

    def draw(self, shocks: Values) -> Values:
        """Levels under drawn errors."""
        found: Values = self.last + np.cumsum(self.planned[: shocks.shape[1]] + shocks, axis=1)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """One balance sheet ahead of an origin: predictions by line, `months` since the year 0, and how each path was made.

    Law: total_assets = reserves + on_rrp + foreign_rrp + tga + currency + other_liabilities in every draw and month.
    """

    origin: int
    lines: Mapping[str, Prediction]
    said: Mapping[str, str]

    @property
    def reserves(self) -> Prediction:
        """What is left."""
        return self.lines["reserves"]


def levels(published: Mapping[str, Series]) -> dict[str, Monthly]:
    """The lines by month, USD billion, on the months all of them have; `on_rrp_published` only where it was.

    Before the ON RRP facility began all reverse repo was with foreign official accounts. Other liabilities are what closes
    the identity: they hold capital, and the deferred asset with its sign. Where the last Wednesday of a month was a holiday
    without an operation (Christmas), ON RRP is all reverse repo less the foreign pool of the month before.
    """
    lines = {name: Monthly.of(published[name]) for name in NEEDED if name != "on_rrp"}
    months = np.array(sorted(set.intersection(*(set(line.months.tolist()) for line in lines.values()))), dtype=np.int64)
    found = {name: Monthly(months, line.at(months)) for name, line in lines.items()}
    taken = Monthly.of(published["on_rrp"])
    held = dict(zip(taken.months.tolist(), taken.values.tolist(), strict=True))
    ours, foreign = _reverse_repo(months, found["reverse_repo_total"].values, held)
    rest = found["total_assets"].values - sum(
        found[name].values for name in ("reserves", "reverse_repo_total", "tga", "currency")
    )
    return {
        **found,
        "on_rrp": Monthly(months, ours),
        "on_rrp_published": taken,
        "foreign_rrp": Monthly(months, foreign),
        "other_liabilities": Monthly(months, rest),
        "pool": Monthly(months, found["reserves"].values + ours),
    }


def _reverse_repo(months: Months, total: Values, held: Mapping[int, float]) -> tuple[Values, Values]:
    """ON RRP and the foreign pool, which together are all reverse repo."""
    ours = np.zeros(len(months))
    foreign = total.copy()
    for i, month in enumerate(months.tolist()):
        if month < _BEGINS:
            continue
        found = held.get(month)
        ours[i] = max(0.0, total[i] - foreign[i - 1]) if found is None else found
        foreign[i] = total[i] - ours[i]
    return ours, foreign


def planned_changes(programme: Programme, mbs: Monthly, first: int, count: int) -> Values:
    """What the announced policy does to securities in each of `count` months from `first`, USD billion.

    Treasuries run off by their cap, agency securities by the smaller of their cap and what they fell by on average in the
    last year known (the cap, where they did not fall); announced purchases are added, those bought "in the amounts needed"
    are not, because nobody announced how many. No cap at all (before 2012) counts as no runoff of Treasuries.
    """
    found = np.zeros(count)
    last = programme.purchases_announced_to or add_months(programme.known_to, 1)
    for i in range(count):
        year, month = divmod(first + i, 12)
        rule: MonthRule = announced(programme.rule(year, month + 1), last)
        before = mbs.upto(first + i - 1).values[-13:]
        fell = float(before[0] - before[-1]) / (len(before) - 1) if len(before) > 1 else 0.0
        cap = np.inf if rule.mbs_cap is None else rule.mbs_cap
        runs_off = min(cap, fell) if fell > 0 else (0.0 if np.isinf(cap) else cap)
        bought = (rule.treasury_purchases or 0.0) + (rule.mbs_purchases or 0.0)
        found[i] = bought - (rule.treasury_cap or 0.0) - runs_off
    return found


def fit_assets(known: Known, assets: Monthly, mbs: Monthly, horizon: int) -> Announced:
    """Total assets ahead, with the errors the same rule would have made in at most the last ten years."""
    months = assets.months[1:][-WINDOW:]
    begins = known.programme.begins.year * 12 + known.programme.begins.month - 1
    months = months[months > begins + 12]
    past = np.array([planned_changes(known.programme, mbs, int(m), 1)[0] for m in months])
    ahead = planned_changes(known.programme, mbs, int(assets.months[-1]) + 1, horizon)
    return Announced(float(assets.values[-1]), ahead, months, assets.at(months) - assets.at(months - 1) - past)


def fit_funds(known: Known, lines: Mapping[str, Monthly], how: Funds) -> Drain | Decay:
    """The model of ON RRP asked for.

    Raises
    ------
    SourceError
        If too few months were known.
    """
    level = lines["on_rrp"]
    begins = known.corridor.on_rrp_begins
    if begins is not None:
        keep = level.months >= begins.year * 12 + begins.month - 1
        level = Monthly(level.months[keep], level.values[keep])
    if how == "decay":
        return fit_decay(level)
    if how == "walk":
        return fit_walk(level)
    return fit_drain(level, _over_award(known), lines["pool"], known.bills if how == "bills" else None)


def _over_award(known: Known) -> Monthly:
    """Three-month bills less the facility's award rate, percent, by month."""
    bills = Monthly.of(known.published["tbill_3m_avg"])
    begins = known.corridor.on_rrp_begins or date.max
    first = begins.year * 12 + begins.month - 1
    pairs = [
        (int(m), y - award)
        for m, y in zip(bills.months, bills.values, strict=True)
        if m >= first and (award := known.corridor.month_average(int(m) // 12, int(m) % 12 + 1).on_rrp) is not None
    ]
    return Monthly(np.array([m for m, _ in pairs], dtype=np.int64), np.array([s for _, s in pairs]))


def project(
    known: Known,
    horizon: int,
    *,
    tga: Values | None = None,
    assets: Values | None = None,
    bills: Values | None = None,
    funds: Funds = "drain",
    draws: int = DRAWS,
    seed: int = 0,
) -> Projection:
    """The balance sheet of the next `horizon` months with its uncertainty.

    Parameters
    ----------
    known : Known
        Nothing beyond it is read.
    tga, assets : float64, shape (horizon,), optional
        The Treasury's account or total assets, where they are given instead of modelled.
    bills : float64, shape (horizon,), optional
        Net issuance of bills to private hands, USD billion a month, for the drain with bills; without it the mean of the
        last twelve months known.
    funds : ``"drain"``, ``"bills"``, ``"decay"`` or ``"walk"``
        How ON RRP is projected: ``"bills"`` is the drain with net bill supply. Where the drain cannot be estimated yet, the
        walk stands in and `said` tells.

    Raises
    ------
    SourceError
        If a line has too few months, or the drain with bills is asked for and nothing is known of bills.
    """
    supply = _supply(known, bills, horizon) if funds == "bills" else None
    rng = np.random.default_rng(seed)
    lines = levels(known.published)
    origin = int(lines["reserves"].months[-1])
    other = fit_other(lines["other_liabilities"])
    money = fit_currency(lines["currency"])
    models: dict[str, Line] = {
        "total_assets": fit_assets(known, lines["total_assets"], lines["mbs"], horizon)
        if assets is None
        else given("total_assets", assets, other.months),
        "currency": money,
        "tga": fit_tga(lines["tga"], known.limits) if tga is None else given("tga", tga, other.months),
        "foreign_rrp": fit_foreign(lines["foreign_rrp"]),
        "other_liabilities": other,
    }
    shocks = together(tuple(models.values()), horizon, draws, rng)
    drawn = {name: model.draw(shocks[name]) for name, model in models.items()}
    paths = {name: model.path(horizon) for name, model in models.items()}
    model, note = _funds(known, lines, funds)
    own = model.errors[-WINDOW:]
    own_shocks = own[blocks(len(own), horizon, draws, rng)]
    last_pool = float(lines["pool"].values[-1])
    for found, errors in ((drawn, own_shocks), (paths, np.zeros((1, horizon)))):
        pool = _pool({name: np.atleast_2d(values) for name, values in found.items()})
        moved = np.diff(pool, axis=1, prepend=np.full((pool.shape[0], 1), last_pool))
        taken = np.minimum(model.follow(errors, moved, supply), np.maximum(pool, 0.0))
        found["on_rrp"] = taken if found is drawn else taken[0]
        found["reserves"] = pool - taken if found is drawn else (pool - taken)[0]
    return Projection(
        origin=origin,
        lines={name: Prediction(name, paths[name], drawn[name]) for name in drawn},
        said={**{name: m.said for name, m in models.items()}, "on_rrp": note + model.said},
    )


def _supply(known: Known, bills: Values | None, horizon: int) -> Values:
    """Net bill supply of the months ahead, USD billion, shape (horizon,)."""
    if known.bills is None or not len(known.bills):
        raise SourceError(
            "no debt of the Treasury by class is known, so nothing is known of net bill supply",
            "simulate.liabilities, bills",
            "month ends of marketable debt by class, and the Fed's bills",
            "use the drain without bills, or import the Monthly Statement of the Public Debt",
        )
    return np.full(horizon, known.bills.values[-_YEAR:].mean()) if bills is None else bills


def _funds(known: Known, lines: Mapping[str, Monthly], how: Funds) -> tuple[Drain | Decay, str]:
    try:
        return fit_funds(known, lines, how), ""
    except SourceError:
        # before the facility had two years the walk is made of what months there are, back to when it did not exist
        return fit_walk(lines["on_rrp"]), "too few months of the facility for the model asked for: random walk; "


def _pool(found: Mapping[str, Values]) -> Values:
    """Reserves and ON RRP together: what the other lines leave of total assets."""
    rest = sum(found[name] for name in ("currency", "tga", "foreign_rrp", "other_liabilities"))
    pool: Values = found["total_assets"] - rest
    return pool
