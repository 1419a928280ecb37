"""What each episode would ask of a plan at once: its shock carried to another balance sheet.

A shock is carried as a share: a drain or a call on the standing facility as a share of bank assets, purchases as a
share of the holdings, a rise of yields as it was. Losses are first order, duration times par times the rise, and
information only: they never enter the income of a central bank that holds to maturity. Nothing here is a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from math import expm1, isfinite, log1p
from typing import Final

from ebb.errors import ScenarioError
from ebb.planning.episode import Episode

#: The loan whose payment is shown: USD, and months to maturity.
LOAN: Final = 100_000.0
LOAN_MONTHS: Final = 360


@dataclass(frozen=True, slots=True)
class PlanState:
    """A plan at one date, as far as a stress episode can touch it.

    Parameters
    ----------
    label : str
        Name of the plan.
    as_of : date
        Today, or a month of a simulated path.
    reserves, bank_assets, gdp, soma_par, capital : float, USD bn
        `gdp` at an annual rate; `capital` is the central bank's own, the yardstick of a loss.
    soma_duration : float, years
    monthly_runoff : float, USD bn a month, >= 0
        Holdings leaving under the plan.
    kink, kink_standard_error : float, shares of bank assets
        Where the demand for reserves steepens, as the funding room estimates it.
    slope : float, bp per percentage point of reserves to bank assets, >= 0
        Rise of overnight rates for each point below the kink.
    range_top, iorb, srf_rate, mortgage_rate : float, percent

    Raises
    ------
    ScenarioError
        If a value cannot be; every problem is listed.
    """

    label: str
    as_of: date
    reserves: float
    bank_assets: float
    gdp: float
    soma_par: float
    soma_duration: float
    capital: float
    monthly_runoff: float
    kink: float
    kink_standard_error: float
    slope: float
    range_top: float
    iorb: float
    srf_rate: float
    mortgage_rate: float

    def __post_init__(self) -> None:
        numbers = {f.name: float(getattr(self, f.name)) for f in fields(self) if f.name not in ("label", "as_of")}
        positive = ("bank_assets", "gdp", "soma_par", "capital", "kink_standard_error")
        problems = [f"{name} is {value}" for name, value in numbers.items() if not isfinite(value)]
        problems += [f"{name} is {numbers[name]}, not above 0" for name in positive if numbers[name] <= 0.0]
        problems += [
            f"{name} is {numbers[name]}, below 0"
            for name in ("reserves", "soma_duration", "monthly_runoff", "slope", "mortgage_rate")
            if numbers[name] < 0.0
        ]
        if not 0.0 < self.kink < 1.0:
            problems.append(f"kink is {self.kink}, no share of bank assets (0.12 is twelve percent)")
        if self.reserves >= self.bank_assets:
            problems.append(
                f"reserves of {self.reserves} are not below bank assets of {self.bank_assets}: mixed units?"
            )
        if problems:
            raise ScenarioError(
                f'plan "{self.label}" cannot be: {"; ".join(problems)}',
                "planning.ask",
                "amounts in USD bn, shares of bank assets below 1, rates in percent",
                "correct the values handed to PlanState",
            )

    def distance(self, reserves: float) -> float:
        """Standard errors of the kink by which `reserves` (USD bn) lie above it; negative below."""
        return (reserves / self.bank_assets - self.kink) / self.kink_standard_error


@dataclass(frozen=True, slots=True)
class Ask:
    """What one episode would ask of a plan; None where the episode does not touch that quantity.

    Parameters
    ----------
    reserves_short : float, USD bn
        Reserves missing before the central bank acts: the drain, or the call on the standing facility.
    purchases : float, USD bn
        Emergency purchases; months_of_runoff says how much of the plan they undo.
    reserves_after : float, USD bn
        With `reserves_short` taken out, or `purchases` paid in.
    share_before, share_after : float, shares of bank assets
    share_of_gdp_after : float
    distance_before, distance_after : float, standard errors above the kink
    pressure : float, bp
        Rise of overnight rates the demand estimate implies for the fall below the kink.
    overnight_rate : float, percent
        The top of the range plus the spread seen in the episode.
    over_srf_rate : float, bp
        That rate less the standing facility's: how far the facility would have to fail for it to be paid again.
    loss : float, USD bn
        Duration times par times the rise of the 10-year yield: a fall in market value, no charge to income.
    loss_to_capital, loss_share_of_par : float
    payment_rise : float, USD a month
        For each :data:`LOAN` dollars borrowed over 30 years, if the mortgage rate rises with the 10-year yield.
    """

    episode: str
    plan: str
    as_of: date
    reserves_short: float | None
    purchases: float | None
    months_of_runoff: float | None
    reserves_after: float
    share_before: float
    share_after: float
    share_of_gdp_after: float
    distance_before: float
    distance_after: float
    pressure: float
    overnight_rate: float | None
    over_srf_rate: float | None
    ten_year_bp: float | None
    loss: float | None
    loss_to_capital: float | None
    loss_share_of_par: float | None
    payment_rise: float | None
    sources: tuple[str, ...]


def apply(episode: Episode, state: PlanState, *, pass_through: float = 1.0) -> Ask:
    """What `episode` would have asked of the plan in `state`.

    Parameters
    ----------
    episode : Episode
    state : PlanState
    pass_through : float
        Rise of the mortgage rate for each basis point of the 10-year yield; an assumption, 1 unless given.

    Returns
    -------
    Ask

    Notes
    -----
    Law: a shock of twice the size asks twice the reserves and twice the loss; a plan twice as large in every amount is
    asked twice the amounts and left at the same shares.
    """
    shock = episode.shock
    missing = shock.drain if shock.drain is not None else shock.called
    short = None if missing is None else missing * state.bank_assets
    purchases = None if shock.purchases is None else shock.purchases * state.soma_par
    after = state.reserves - (short or 0.0) + (purchases or 0.0)
    share, share_after = state.reserves / state.bank_assets, after / state.bank_assets
    below = max(0.0, state.kink - share_after) - max(0.0, state.kink - share)
    overnight = None if shock.spread_bp is None else state.range_top + shock.spread_bp / 100.0
    rise = shock.ten_year_bp
    loss = None if rise is None else state.soma_duration * state.soma_par * rise / 10_000.0
    return Ask(
        episode=episode.key,
        plan=state.label,
        as_of=state.as_of,
        reserves_short=short,
        purchases=purchases,
        months_of_runoff=purchases / state.monthly_runoff if purchases is not None and state.monthly_runoff else None,
        reserves_after=after,
        share_before=share,
        share_after=share_after,
        share_of_gdp_after=after / state.gdp,
        distance_before=state.distance(state.reserves),
        distance_after=state.distance(after),
        pressure=max(0.0, below) * 100.0 * state.slope,
        overnight_rate=overnight,
        over_srf_rate=None if overnight is None else 100.0 * (overnight - state.srf_rate),
        ten_year_bp=rise,
        loss=loss,
        loss_to_capital=None if loss is None else loss / state.capital,
        loss_share_of_par=None if loss is None else loss / state.soma_par,
        payment_rise=None if rise is None else _payment_rise(state.mortgage_rate, pass_through * rise),
        sources=episode.sources(),
    )


def monthly_payment(rate: float, principal: float = LOAN, months: int = LOAN_MONTHS) -> float:
    """Level payment of a loan, USD a month; `rate` is percent a year, compounded monthly.

    >>> round(monthly_payment(6.0), 2)
    599.55
    """
    monthly = rate / 1200.0
    if monthly == 0.0:
        return principal / months
    return principal * monthly / -expm1(-months * log1p(monthly))


def _payment_rise(rate: float, rise_bp: float) -> float:
    return monthly_payment(rate + rise_bp / 100.0) - monthly_payment(rate)
