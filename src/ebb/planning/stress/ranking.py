"""Which episode is the largest risk of a plan, by one stated rule, out of what each did to the plan's own run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal

from ebb.errors import UsageError

#: Reserves within this many standard errors of the kink cannot be told from it at 5 percent, one-sided.
REACH: Final = NormalDist().inv_cdf(0.95)
#: USD billion below which an episode is taken to leave reserves alone.
_FELT: Final = 1.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One episode laid on a plan.

    Parameters
    ----------
    episode : str
    lowest, lowest_without : float, percent of bank assets
        Where reserves are lowest in the run with the episode, nobody lending at a standing facility, and in the run
        without it.
    drained : float, USD billion
        The most that reserves stand below the run without it: an early shock may be over before a falling path is lowest.
    about_reserves : bool
        Whether it was a shortage of reserves. A run for cash that the central bank met with purchases is another story:
        what it drained is not ranked without what was bought.
    loss_to_capital : float or None
        Fall of the market value of the holdings over the central bank's capital, where the episode moved yields.
    """

    episode: str
    lowest: float
    lowest_without: float
    drained: float = 0.0
    about_reserves: bool = True
    loss_to_capital: float | None = None

    @property
    def drains(self) -> bool:
        """Whether it is about reserves and takes some."""
        return self.about_reserves and self.drained > _FELT


@dataclass(frozen=True, slots=True)
class Ranking:
    """The episodes in order of what they ask of one plan.

    Parameters
    ----------
    by_reserves : tuple of str
        Episodes about reserves that take some, the one that leaves them lowest first.
    by_loss : tuple of str
        Episodes that move yields, the largest loss relative to capital first.
    largest : str
    yardstick : "reserves" or "loss"
        Which of the two decided; see :func:`rank`.
    within_reach_before : bool
        The plan comes within reach of the kink without any shock.
    """

    by_reserves: tuple[str, ...]
    by_loss: tuple[str, ...]
    largest: str
    yardstick: Literal["reserves", "loss"]
    within_reach_before: bool


def rank(tests: Sequence[Trial], kink: float, standard_error: float) -> Ranking:
    """Which episode asks most of the plan.

    The rule: a plan is stopped by its reserves, so reserves come first. If any episode takes reserves to within
    :data:`REACH` standard errors of the kink, or below it, the largest is the one that leaves them lowest before anybody
    lends. Only if none does is the largest the one with the greatest loss relative to capital.

    Parameters
    ----------
    tests : sequence of Trial, of one plan in the same months
    kink, standard_error : float, percent of bank assets, and percentage points

    Raises
    ------
    UsageError
        If there is nothing to rank, or the runs without a shock differ: then the plans do.

    Notes
    -----
    Law: a deeper trough never ranks lower; the order in which episodes are handed over does not matter.
    """
    plans = {round(test.lowest_without, 6) for test in tests}
    if len(plans) != 1:
        raise UsageError(
            f"{len(tests)} episodes on {len(plans)} plans cannot be ranked",
            "planning.stress",
            "one or more episodes laid on one plan in the same month",
            "lay every episode on the same plan",
        )
    tight = sorted((t for t in tests if t.drains), key=lambda t: (t.lowest, -t.drained, t.episode))
    costly = sorted(
        (t for t in tests if (t.loss_to_capital or 0.0) > 0.0), key=lambda t: (-(t.loss_to_capital or 0.0), t.episode)
    )
    within = kink + REACH * standard_error
    reserves_decide = bool(tight) and (tight[0].lowest < within or not costly)
    first = (tight if reserves_decide else costly or sorted(tests, key=lambda t: (t.lowest, t.episode)))[0]
    return Ranking(
        by_reserves=tuple(t.episode for t in tight),
        by_loss=tuple(t.episode for t in costly),
        largest=first.episode,
        yardstick="reserves" if reserves_decide or not costly else "loss",
        within_reach_before=plans.pop() < within,
    )
