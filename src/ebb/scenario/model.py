"""What a scenario is: a small difference from the policy in force, plus named assumptions.

Amounts are USD billion (flows: a calendar month), rates percent, growth a share per year, exactly as a person writes them
in a file. Nothing here knows a date of the Fed's history: that is the programme's.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Setting = Literal["low", "central", "high"]
SETTINGS: tuple[Setting, ...] = ("low", "central", "high")


def _month(value: Any) -> Any:
    """Read ``"2027-01"`` or a date as the first day of its month; leave the rest to pydantic's own message."""
    if isinstance(value, str) and len(value) == 7:
        value = f"{value}-01"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return value.replace(day=1) if isinstance(value, date) else value


Month = Annotated[date, BeforeValidator(_month)]
Amount = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]
Growth = Annotated[float, Field(ge=-0.5, le=0.5, allow_inf_nan=False)]
RatePercent = Annotated[float, Field(ge=-5, le=30, allow_inf_nan=False)]
#: A cap: an amount a month, ``"none"`` for no limit, or dated steps ``[[2027-01, 30], [2027-04, 60]]``.
Cap = Amount | Literal["none"] | list[tuple[Month, Amount | Literal["none"]]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Caps(_Strict):
    """Runoff caps, USD billion a month; a class left out keeps the caps of the policy in force."""

    treasury: Cap | None = None
    mbs: Cap | None = None


class Sales(_Strict):
    """Outright sales, USD billion a month at face value, on top of runoff."""

    treasury: Amount = 0.0
    mbs: Amount = 0.0


class Purchases(_Strict):
    """Net purchases, USD billion a month; left out means the announced pace, and 0 once announcements end."""

    bills: Amount | None = None
    coupons: Amount | None = None
    mbs: Amount | None = None


class Stop(_Strict):
    """When runoff stops: the first rule reached counts. Without any rule it goes on to the end of the run.

    `reserves` is in USD billion; `spread` in basis points of SOFR over interest on reserves, as the reserve-demand estimate
    of the as-of date reads it off reserves (0: repo costs what the Fed pays).
    """

    date: Month | None = None
    reserves: Amount | None = None
    reserves_share_of_bank_assets: Annotated[float, Field(gt=0, lt=1)] | None = None
    reserves_share_of_gdp: Annotated[float, Field(gt=0, lt=1)] | None = None
    spread: Annotated[float, Field(ge=-100, le=1000, allow_inf_nan=False)] | None = None


class After(_Strict):
    """What happens once runoff has stopped: Treasuries roll over in full, agency principal goes here."""

    mbs_principal: Literal["bills", "treasuries", "mbs", "runoff"] = "bills"
    bill_purchases: Amount = 0.0


class Levels(_Strict):
    """One assumption in its three settings."""

    low: float
    central: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.central <= self.high:
            raise ValueError("low, central and high must not decrease")
        return self


class Assumptions(_Strict):
    """What the rule does not decide. A value left out is estimated from the published record (see `simulate.conditions`).

    `tga`, `on_rrp` and `foreign_rrp` are levels in USD billion; `on_rrp = "spread"` lets money funds answer to the spread of
    repo rates over the award rate. Growth is a share per year (0.03 = three percent).
    """

    tga: Amount | Levels | None = None
    on_rrp: Amount | Levels | Literal["spread"] = "spread"
    foreign_rrp: Amount | Levels | None = None
    currency_growth: Growth | Levels | None = None
    bank_assets_growth: Growth | Levels | None = None
    gdp_growth: Growth | Levels | None = None
    inflation: Growth | None = None
    iorb: RatePercent | None = None
    ten_year: RatePercent | None = None
    mortgage_rate: RatePercent | None = None


class Scenario(_Strict):
    """A plan, its assumptions and its horizon.

    `policy_as_of` freezes the announced programme at a day (``qt2-2022-as-announced`` knows only the plan of May 2022).
    """

    name: str = "scenario"
    title: dict[Literal["zh-Hant", "en"], str] = {}
    base: str | None = None
    policy_as_of: date | None = None
    start: Month | None = None
    months: Annotated[int, Field(ge=1, le=600)] = 60
    caps: Caps = Caps()
    sales: Sales = Sales()
    purchases: Purchases = Purchases()
    stop: Stop = Stop()
    after: After = After()
    assumptions: Assumptions = Assumptions()

    @property
    def differs(self) -> bool:
        """Whether the plan departs from the policy in force (and not only its horizon or its assumptions)."""
        plan = (self.caps, self.sales, self.purchases, self.stop)
        return self.policy_as_of is not None or plan != (Caps(), Sales(), Purchases(), Stop())

    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that name this scenario: equal content, equal hash."""
        text = json.dumps(self.model_dump(mode="json", exclude={"name", "title"}), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def cap_in(cap: Cap, month: date) -> float | None:
    """The amount a cap allows in one month: USD billion, or None for no limit.

    Dated steps hold from their month on; before the first step nothing runs off.

    >>> cap_in([(date(2027, 1, 1), 30.0), (date(2027, 4, 1), 60.0)], date(2027, 3, 1))
    30.0
    """
    if isinstance(cap, list):
        current: float | Literal["none"] = 0.0
        for first, amount in cap:
            if first <= month:
                current = amount
        return None if current == "none" else float(current)
    return None if cap == "none" else float(cap)
