"""What a run gives back: dated paths and flows that add up to the cent, the events on the way, and where all came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ebb.errors import LawError, UnknownName
from ebb.simulate.fan import Fan
from ebb.text import Day, Money, Month, Percent, Phrase, say

Cents = NDArray[np.int64]
Values = NDArray[np.float64]

TREASURIES = ("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation")
ASSETS = ("treasuries", "mbs", "agency_debt", "other_assets")
LIABILITIES = ("reserves", "on_rrp", "foreign_rrp", "tga", "currency", "other_liabilities", "capital")
PATHS = (*TREASURIES, *ASSETS, "total_assets", *LIABILITIES, "deferred_asset")
#: Flows of par (agency principal and the rest), as the portfolio counts them.
PAR_FLOWS = (
    "coupons_redeemed",
    "bills_redeemed",
    "rolled_over",
    "mbs_principal",
    "mbs_redeemed",
    "reinvested",
    "sold",
    "purchased",
)
#: Flows of cash and income that outright sales bring, and where a month's trades keep them; a realised loss is below zero.
CASH_FLOWS: Final[Mapping[str, str]] = MappingProxyType({"sale_proceeds": "proceeds", "realised_gain": "gain"})
FLOWS = (*PAR_FLOWS, *CASH_FLOWS)
_CENTS_PER_BILLION = 1e11


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on the way; `kind` is a word for programs, `note` a line of English, `said` one of both."""

    date: date
    kind: str
    note: str
    said: Phrase | None = field(default=None, compare=False)

    def json(self) -> dict[str, str]:
        """The wire form."""
        return {"date": self.date.isoformat(), "kind": self.kind, "note": self.note}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Run:
    """One simulated scenario.

    Attributes
    ----------
    dates : tuple of date
        Calendar month ends.
    cents : Mapping of int64, shape (months,)
        Every path of :data:`PATHS` in cents.
    flow_cents : Mapping of int64, shape (months,)
        Every flow of :data:`FLOWS` in that calendar month, in cents.
    ratios : Mapping of float64, shape (months,)
        ``bank_assets``, ``gdp`` and ``standing_repo`` (a part of other assets) in USD billion, and of the month
        ``net_income`` and ``remittances``: net income = remittances - change of the deferred asset.
    stopped : date or None
        Month end at which a stop rule was reached.
    fan : Fan or None
        The spread over draws, where the run was asked for any.

    Notes
    -----
    Law, checked at construction: treasuries are the sum of their classes, and
    treasuries + mbs + agency_debt + other_assets = total_assets = reserves + on_rrp + foreign_rrp + tga + currency +
    other_liabilities + capital - deferred_asset, exactly, in every month.
    """

    scenario: str
    title: Mapping[str, str]
    hash: str
    as_of: date
    setting: str
    dates: tuple[date, ...]
    cents: Mapping[str, Cents]
    flow_cents: Mapping[str, Cents]
    ratios: Mapping[str, Values]
    events: tuple[Event, ...]
    stopped: date | None
    provenance: Mapping[str, Any]
    fan: Fan | None = None

    def __post_init__(self) -> None:
        c = self.cents
        laws = {
            "treasuries = sum of their classes": c["treasuries"] - sum(c[k] for k in TREASURIES),
            "total assets = sum of assets": c["total_assets"] - sum(c[k] for k in ASSETS),
            "total assets = liabilities + capital - deferred asset": c["total_assets"]
            - sum(c[k] for k in LIABILITIES)
            + c["deferred_asset"],
            "deferred asset >= 0": np.minimum(c["deferred_asset"], 0),
        }
        for law, gap in laws.items():
            if np.any(gap != 0):
                place = int(np.argmax(gap != 0))
                raise LawError(
                    f"{law}: off by {int(gap[place]) / 100:,.2f} USD",
                    f"simulate, scenario {self.scenario} ({self.hash}), {self.dates[place]}",
                    "an exact identity in cents",
                    "report this with the scenario file: it is a fault of ebb",
                )
        for arrays in (self.cents, self.flow_cents, self.ratios):
            for array in arrays.values():
                array.flags.writeable = False

    def __repr__(self) -> str:
        return f"Run({self.scenario}, {self.hash}, {self.setting}, {self.dates[0]}..{self.dates[-1]})"

    def __len__(self) -> int:
        return len(self.dates)

    def path(self, name: str) -> Values:
        """One path in USD billion, shape (months,).

        Raises
        ------
        UnknownName
            If there is no such path.
        """
        if name not in self.cents:
            raise UnknownName.of("path", name, PATHS, where=repr(self))
        return self.cents[name] / _CENTS_PER_BILLION

    def flow(self, name: str) -> Values:
        """One flow in USD billion a month, shape (months,)."""
        if name not in self.flow_cents:
            raise UnknownName.of("flow", name, FLOWS, where=repr(self))
        return self.flow_cents[name] / _CENTS_PER_BILLION

    def first_months(self, count: int) -> Run:
        """The same run cut to its first `count` months."""
        end = self.dates[min(count, len(self)) - 1]
        return replace(
            self,
            dates=self.dates[:count],
            cents={name: values[:count] for name, values in self.cents.items()},
            flow_cents={name: values[:count] for name, values in self.flow_cents.items()},
            ratios={name: values[:count] for name, values in self.ratios.items()},
            events=tuple(event for event in self.events if event.date <= end),
            stopped=self.stopped if self.stopped is not None and self.stopped <= end else None,
            fan=None if self.fan is None else self.fan.first_months(count),
        )

    def share_of_bank_assets(self) -> Values:
        """Reserves in percent of the total assets of commercial banks."""
        return 100.0 * self.path("reserves") / self.ratios["bank_assets"]

    def share_of_gdp(self, name: str = "total_assets") -> Values:
        """A path in percent of annual nominal GDP."""
        return 100.0 * self.path(name) / self.ratios["gdp"]

    def summary(self, lang: str = "en") -> str:
        """A few lines for people: where it starts and ends, under which assumptions, and whether it stopped."""
        assets, reserves = self.path("total_assets"), self.path("reserves")
        gdp, banks = self.share_of_gdp(), self.share_of_bank_assets()
        told = say(
            "runs.summary",
            lang,
            title=self.title.get(lang, self.scenario),
            first=Month(self.dates[0]),
            last=Month(self.dates[-1]),
            setting=Phrase(f"runs.setting.{self.setting}"),
            hash=self.hash,
            assets_first=Money(float(assets[0])),
            assets_last=Money(float(assets[-1])),
            share_first=Percent(float(gdp[0])),
            share_last=Percent(float(gdp[-1])),
            reserves_first=Money(float(reserves[0])),
            reserves_last=Money(float(reserves[-1])),
            banks_first=Percent(float(banks[0])),
            banks_last=Percent(float(banks[-1])),
            opening=Day(date.fromisoformat(self.provenance["opening"])),
            stop=self._stop(),
        )
        more = [phrase.say(lang) for phrase in (self._sold(), self._lent()) if phrase is not None]
        return ("" if lang == "zh-Hant" else " ").join([told, *more])

    def _stop(self) -> Phrase:
        if self.stopped:
            return Phrase("runs.stopped", {"day": Day(self.stopped)})
        ended = [event for event in self.events if event.kind == "end"]
        if ended:
            return Phrase("runs.ended", {"last": Month(self.dates[-1])})
        return Phrase("runs.not_stopped" if self.provenance["stop_rule"] else "runs.no_rule")

    def _sold(self) -> Phrase | None:
        """What outright sales brought and what they realised against amortised cost."""
        if not self.flow_cents["sold"].any():
            return None
        sold, gain = float(self.flow("sold").sum()), float(self.flow("realised_gain").sum())
        return Phrase(
            "runs.sold.loss" if gain < 0 else "runs.sold.gain",
            {
                "sold": Money(sold),
                "proceeds": Money(float(self.flow("sale_proceeds").sum())),
                "result": Money(abs(gain)),
                "deferred": Money(float(self.path("deferred_asset")[-1])),
            },
        )

    def _lent(self) -> Phrase | None:
        """The standing repo inside the assets: without it, a plan that outlasts reserves seems to shrink nothing."""
        lent = self.ratios["standing_repo"]
        if not lent[-1] > 0:
            return None
        borrowed = np.flatnonzero(lent > 0)[0]
        return Phrase(
            "runs.repo",
            {
                "repo": Money(float(lent[-1])),
                "rest": Money(float(self.path("total_assets")[-1] - lent[-1])),
                "since": Month(self.dates[int(borrowed)]),
                "share": Percent(float(self.share_of_bank_assets()[-1])),
            },
        )

    def happened(self, lang: str = "en") -> tuple[str, ...]:
        """What happened on the way, one line for each event."""
        return tuple(f"{e.date.isoformat()}  {e.said.say(lang) if e.said else e.note}" for e in self.events)

    def __str__(self) -> str:
        return self.summary()

    def json(self) -> dict[str, Any]:
        """The wire form of design: one object, amounts in USD billion with 11 decimals (whole cents); bands with draws."""
        spread = {} if self.fan is None else {"bands": self.fan.bands(), "ensemble": self.fan.json()}
        return {
            "scenario": self.scenario,
            "hash": self.hash,
            "as_of": self.as_of.isoformat(),
            "unit": "USD bn",
            "dates": [d.isoformat() for d in self.dates],
            "paths": {name: _billions(self.cents[name]) for name in PATHS},
            "flows": {name: _billions(self.flow_cents[name]) for name in FLOWS},
            **spread,
            "events": [event.json() for event in self.events],
            "provenance": dict(self.provenance),
        }


def _billions(cents: Cents) -> list[float]:
    return [round(value / _CENTS_PER_BILLION, 11) for value in cents.tolist()]
