"""Who holds the Fed's overnight money at a month's end: banks as reserves, money funds in the facility, or the Fed as lender.

Everything else on the balance sheet fixes what reserves and ON RRP are together. They are split where two estimated
demands meet: banks' (the spread that goes with their reserves) and funds' (what they leave at the facility at that spread).
Standing repo puts a ceiling on the spread: where banks' demand would lift it above the standing-repo rate, they borrow
instead, and the Fed's lending grows by what keeps reserves at that point, up to the facility's limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

#: Basis points at reserves of so many percent of bank assets.
Spread = Callable[[float], float]
#: ON RRP in USD billion at a spread over interest on reserves, in basis points.
Funds = Callable[[float], float]

_STEPS = 45  # halves 100 percent, or a few trillion, to well below a cent of a billion
_BRACKET = 100.0


@dataclass(frozen=True, slots=True)
class Split:
    """Reserves, ON RRP and standing repo at a month's end, USD billion."""

    reserves: float
    on_rrp: float
    standing_repo: float


def meet(pool: float, bank_assets: float, spread: Spread, funds: Funds) -> float:
    """ON RRP at which banks' and funds' demand meet, given reserves and ON RRP together.

    Parameters
    ----------
    pool, bank_assets : float, USD billion
    spread, funds
        Spread by reserves (falling in reserves) and ON RRP by spread (falling in the spread).

    Returns
    -------
    float
        USD billion, in [0, max(pool, 0)].

    Notes
    -----
    Law: one solution exists, because reserves + funds(spread(reserves)) rises with reserves; a larger pool leaves neither
    with less.

    >>> round(meet(100.0, 1000.0, lambda q: 10.0 - q, lambda s: 50.0), 6)
    50.0
    """
    if pool <= 0.0:
        return 0.0
    low, high = 0.0, pool
    for _ in range(_STEPS):
        reserves = (low + high) / 2.0
        if reserves + funds(spread(100.0 * reserves / bank_assets)) > pool:
            high = reserves
        else:
            low = reserves
    return pool - (low + high) / 2.0


def least_share(spread: Spread, ceiling: float) -> float:
    """Reserves, percent of bank assets, at which the spread reaches `ceiling` basis points; 0 if it never does.

    >>> round(least_share(lambda q: 20.0 - 2.0 * q, 10.0), 6)
    5.0
    """
    if spread(0.0) <= ceiling:
        return 0.0
    low, high = 0.0, _BRACKET
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        if spread(middle) > ceiling:
            low = middle
        else:
            high = middle
    return high


def split(
    pool: float,
    bank_assets: float,
    spread: Spread,
    funds: Funds,
    repo_over_ior: float | None,
    repo_limit: float | None,
) -> Split:
    """Reserves, ON RRP and standing repo that go with a pool of overnight money.

    Parameters
    ----------
    pool : float, USD billion
        Reserves and ON RRP before any standing repo.
    bank_assets : float, USD billion
    spread, funds
        See :func:`meet`.
    repo_over_ior : float or None, basis points
        Standing-repo rate less interest on reserves; None where there is no facility.
    repo_limit : float or None, USD billion
        Aggregate limit of the facility; None for full allotment.

    Notes
    -----
    Law: reserves + on_rrp = pool + standing_repo; standing repo is 0 while the spread stays below its rate.

    >>> split(100.0, 1000.0, lambda q: 20.0 - 2.0 * q, lambda s: 0.0, 10.0, None)
    Split(reserves=100.0, on_rrp=0.0, standing_repo=0.0)
    >>> split(30.0, 1000.0, lambda q: 20.0 - 2.0 * q, lambda s: 0.0, 10.0, None)
    Split(reserves=50.0, on_rrp=0.0, standing_repo=20.0)
    """
    on_rrp = meet(pool, bank_assets, spread, funds)
    if repo_over_ior is None:
        return Split(pool - on_rrp, on_rrp, 0.0)
    floor = round(least_share(spread, repo_over_ior) * bank_assets / 100.0, 6)
    lent = max(0.0, floor + on_rrp - pool)
    if repo_limit is not None:
        lent = min(lent, repo_limit)
    return Split(pool + lent - on_rrp, on_rrp, lent)
