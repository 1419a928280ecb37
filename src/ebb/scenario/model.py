"""What a scenario is: a small difference from the policy in force, plus named assumptions.

Amounts are USD billion (flows: a calendar month), rates percent, growth a share per year, exactly as a person writes them
in a file. Nothing here knows a date of the Fed's history: that is the programme's.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Setting = Literal["low", "central", "high"]
SETTINGS: tuple[Setting, ...] = ("low", "central", "high")


#: Lowest and highest amount (USD billion) and growth (a share per year) of a scenario.
_AMOUNTS, _GROWTHS = (0.0, 100_000.0), (-0.5, 0.5)
#: The longest maturity, years.
_LONGEST = 50.0
_WRITTEN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(value: Any) -> Any:
    """A date, or one written as text; numbers and times of the day, which pydantic would turn into dates, are refused."""
    if isinstance(value, str) and _WRITTEN_DAY.fullmatch(value):
        value = date.fromisoformat(value)
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError("must be a date such as 2027-01-01")
    return value


def _month(value: Any) -> Any:
    """Read ``"2027-01"`` or a date as the first day of its month."""
    return _day(f"{value}-01" if isinstance(value, str) and len(value) == 7 else value).replace(day=1)


def _increasing(steps: list[tuple[date, Any]]) -> list[tuple[date, Any]]:
    """Dated steps must say which of them holds in every month."""
    if not steps:
        raise PydanticCustomError("order", 'has no step: give at least one, or an amount, or "none"')
    for (before, _), (after, _) in pairwise(steps):
        if after <= before:
            raise PydanticCustomError(
                "order",
                "dated steps must strictly increase, but {after} comes after {before}",
                {"after": f"{after:%Y-%m}", "before": f"{before:%Y-%m}"},
            )
    return steps


Day = Annotated[date, BeforeValidator(_day)]
Month = Annotated[date, BeforeValidator(_month)]
# Strict: a bool or text is no number, although Python and pydantic would read one out of it; a whole number is a float.
Amount = Annotated[float, Field(strict=True, ge=_AMOUNTS[0], le=_AMOUNTS[1], allow_inf_nan=False)]
Growth = Annotated[float, Field(strict=True, ge=_GROWTHS[0], le=_GROWTHS[1], allow_inf_nan=False)]
RatePercent = Annotated[float, Field(strict=True, ge=-5, le=30, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, gt=0, lt=1)]
#: Dated steps of a cap, each from its month on, in order: ``[[2027-01, 30], [2027-04, 60]]``.
Steps = Annotated[list[tuple[Month, Amount | Literal["none"]]], AfterValidator(_increasing)]
#: A cap: an amount a month, ``"none"`` for no limit, or dated steps.
Cap = Amount | Literal["none"] | Steps


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Caps(_Strict):
    """Runoff caps, USD billion a month; a class left out keeps the caps of the policy in force."""

    treasury: Cap | None = None
    mbs: Cap | None = None


def _span(years: Any) -> Any:
    """Two numbers of years to maturity, the first below the second."""
    if isinstance(years, list | tuple) and len(years) == 2 and all(type(y) in (int, float) for y in years):
        first, last = float(years[0]), float(years[1])
        if 0.0 <= first < last <= _LONGEST:
            return first, last
    raise PydanticCustomError("order", f"must be two numbers of years, such as [6, 30], within 0 to {_LONGEST:g}")


#: Years to maturity, from the first up to (not including) the second: ``[6, 30]``.
Years = Annotated[tuple[float, float], BeforeValidator(_span)]


def _sector(value: Any) -> Any:
    """Years from, years to, and the share of a sale: three numbers."""
    if isinstance(value, list | tuple) and len(value) == 3 and type(value[2]) in (int, float) and 0 < value[2] <= 1:
        return (*_span(value[:2]), float(value[2]))
    raise PydanticCustomError("order", "must be years from, years to and a share, such as [3, 7, 0.4]")


Sector = Annotated[tuple[float, float, float], BeforeValidator(_sector)]


def _whole(split: list[Sector]) -> list[Sector]:
    if abs(sum(share for _, _, share in split) - 1.0) > 1e-6:
        raise PydanticCustomError("order", "the shares must add up to 1")
    return split


class Sales(_Strict):
    """Outright sales, USD billion of par a month, on top of runoff, at the market prices of the month.

    `order` says which notes and bonds are sold first, `years` which of them may be sold, `split` how they are divided among
    sectors of maturity (``[[3, 7, 0.4], [7, 20, 0.4], [20, 50, 0.2]]``); `mbs_order` which agency pools.
    """

    treasury: Amount = 0.0
    mbs: Amount = 0.0
    order: Literal["in_proportion", "shortest", "longest"] = "in_proportion"
    years: Years | None = None
    split: Annotated[list[Sector], AfterValidator(_whole)] | None = None
    mbs_order: Literal["in_proportion", "lowest_coupon", "highest_coupon"] = "in_proportion"

    @model_validator(mode="after")
    def _one_choice(self) -> Self:
        if self.years is not None and self.split is not None:
            raise PydanticCustomError("order", "give years or split, not both")
        return self


class Swap(_Strict):
    """Notes and bonds of some maturities sold and others bought at the same par, USD billion a month (Operation Twist).

    `first` and `last` month of the programme; left out, it begins and ends with the plan. The years may not overlap.
    """

    amount: Amount
    sell: Years
    buy: Years
    first: Month | None = None
    last: Month | None = None

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.sell[0] < self.buy[1] and self.buy[0] < self.sell[1]:
            raise PydanticCustomError("order", "sell and buy overlap: what is sold would be bought back")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise PydanticCustomError("order", "last comes before first")
        return self


class Purchases(_Strict):
    """Net purchases, USD billion a month; left out means the announced pace, and 0 once announcements end.

    `first` and `last` month in which the amounts hold; outside them it is as if they were left out. Caps stand all the
    while: a central bank that buys for stability while its runoff goes on.
    """

    bills: Amount | None = None
    coupons: Amount | None = None
    mbs: Amount | None = None
    first: Month | None = None
    last: Month | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise PydanticCustomError("order", "last comes before first")
        return self

    def hold_in(self, month: date) -> bool:
        """Whether the amounts hold in a month."""
        return (self.first is None or month >= self.first) and (self.last is None or month <= self.last)


class Stop(_Strict):
    """When runoff stops: the first rule reached counts. Without any rule it goes on to the end of the run.

    `reserves` is in USD billion; `spread` in basis points of SOFR over interest on reserves, as the reserve-demand estimate
    of the as-of date reads it off reserves (0: repo costs what the Fed pays).
    """

    date: Month | None = None
    reserves: Amount | None = None
    reserves_share_of_bank_assets: Share | None = None
    reserves_share_of_gdp: Share | None = None
    spread: Annotated[float, Field(strict=True, ge=-100, le=1000, allow_inf_nan=False)] | None = None


class Restart(_Strict):
    """When runoff begins again after a stop: the first rule reached counts, at a month's end, from the next month on.

    Reserves (and their shares) must stand at or above, `spread` at or below the number. `months` counts from the stop. A
    `date` restarts once. `caps` left out are those of the plan, as are its sales; `stop` left out is the plan's own stop
    rule, without its date.
    """

    date: Month | None = None
    months: Annotated[int, Field(strict=True, ge=1, le=600)] | None = None
    reserves: Amount | None = None
    reserves_share_of_bank_assets: Share | None = None
    reserves_share_of_gdp: Share | None = None
    spread: Annotated[float, Field(strict=True, ge=-100, le=1000, allow_inf_nan=False)] | None = None
    caps: Caps = Caps()
    stop: Stop | None = None


class After(_Strict):
    """What happens once runoff has stopped: Treasuries roll over in full, agency principal goes here."""

    mbs_principal: Literal["bills", "treasuries", "mbs", "runoff"] = "bills"
    bill_purchases: Amount = 0.0


class Levels(_Strict):
    """One assumption in its three settings; in a scenario each stays within the bounds of the single value."""

    low: Annotated[float, Field(strict=True)]
    central: Annotated[float, Field(strict=True)]
    high: Annotated[float, Field(strict=True)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.central <= self.high:
            raise PydanticCustomError("order", "low, central and high must not decrease")
        return self


def _within(lowest: float, highest: float) -> AfterValidator:
    """The bounds of the single value, asked of all three settings."""

    def check(levels: Levels) -> Levels:
        outside = [f"{name} is {value:g}" for name, value in levels if not lowest <= value <= highest]
        if outside:
            raise PydanticCustomError(
                "order",
                "{outside}: must lie between {lowest} and {highest}",
                {"outside": ", ".join(outside), "lowest": f"{lowest:g}", "highest": f"{highest:g}"},
            )
        return levels

    return AfterValidator(check)


AmountLevels = Annotated[Levels, _within(*_AMOUNTS)]
GrowthLevels = Annotated[Levels, _within(*_GROWTHS)]


class Assumptions(_Strict):
    """What the rule does not decide. A value left out is estimated from the published record (see `simulate.conditions`).

    `tga`, `on_rrp` and `foreign_rrp` are levels in USD billion; `on_rrp = "spread"` lets money funds answer to the spread of
    repo rates over the award rate. Growth is a share per year (0.03 = three percent).
    """

    tga: Amount | AmountLevels | None = None
    on_rrp: Amount | AmountLevels | Literal["spread"] = "spread"
    foreign_rrp: Amount | AmountLevels | None = None
    currency_growth: Growth | GrowthLevels | None = None
    bank_assets_growth: Growth | GrowthLevels | None = None
    gdp_growth: Growth | GrowthLevels | None = None
    inflation: Growth | None = None
    iorb: RatePercent | None = None
    two_year: RatePercent | None = None
    ten_year: RatePercent | None = None
    mortgage_rate: RatePercent | None = None


class Scenario(_Strict):
    """A plan, its assumptions and its horizon.

    `policy_as_of` freezes the announced programme at a day (``qt2-2022-as-announced`` knows only the plan of May 2022).
    """

    name: str = "scenario"
    title: dict[Literal["zh-Hant", "en"], str] = {}
    base: str | None = None
    policy_as_of: Day | None = None
    start: Month | None = None
    months: Annotated[int, Field(strict=True, ge=1, le=600)] = 60
    caps: Caps = Caps()
    sales: Sales = Sales()
    purchases: Purchases = Purchases()
    stop: Stop = Stop()
    after: After = After()
    restart: Restart | None = None
    swap: Swap | None = None
    assumptions: Assumptions = Assumptions()

    @property
    def differs(self) -> bool:
        """Whether the plan departs from the policy in force (and not only its horizon or its assumptions)."""
        plan = (self.caps, self.sales, self.purchases, self.stop, self.swap)
        return self.policy_as_of is not None or plan != (Caps(), Sales(), Purchases(), Stop(), None)

    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that name this scenario: equal content, equal hash.

        Keys that came later (:data:`YOUNGER`) count only where a plan uses them, so that older plans keep their hash.
        """
        content = self.model_dump(mode="json", exclude={"name", "title"})
        for table, key, unused in YOUNGER:
            at = content[table] if table else content
            if at[key] == unused:
                del at[key]
        text = json.dumps(content, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


#: Keys that a plan may have since they were added: table, key, and the value of a plan without it.
YOUNGER = (
    ("", "restart", None),
    ("", "swap", None),
    ("sales", "order", "in_proportion"),
    ("sales", "years", None),
    ("sales", "split", None),
    ("sales", "mbs_order", "in_proportion"),
    ("assumptions", "two_year", None),
    ("purchases", "first", None),
    ("purchases", "last", None),
)


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
