"""What is the same in every draw, written down once as columns that a kernel can read.

Which orders the Desk has in each month (before a stop and after it), on which days coupon securities mature and which new
issues settle on those days, the weeks in which bills mature, what schedule mortgages follow: none of it depends on a draw.
What a draw changes are amounts. Securities are whole US dollars in float64 (exact to 9e15), levels cents, rates percent.

Columns of one length are rows of one array, and the rows have the names below: a kernel that is handed a hundred separate
arrays takes a minute to compile, one that is handed twenty takes seconds.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

#: Classes of coupon securities by number; bills come last where flows are kept by class.
NOTES, FRN, TIPS, BILLS = 0, 1, 2, 3
CLASS_NUMBER: Final = {"notes_bonds": NOTES, "frn": FRN, "tips": TIPS}
#: Where agency principal above its cap goes.
TO_BILLS, TO_TREASURIES, TO_MBS, TO_NOTHING = 0, 1, 2, 3
DESTINATION: Final = {"bills": TO_BILLS, "treasuries": TO_TREASURIES, "mbs": TO_MBS, "none": TO_NOTHING}

#: Rows of `orders`, whole dollars; a cap or limit without bound is inf.
TREASURY_CAP, MBS_CAP, MBS_LIMIT, INTO, BUY_BILLS, BUY_COUPONS, BUY_MBS = range(7)

#: Rows of `held`: dollars, dollars, percent (NaN where unknown, of notes and bonds 0: nothing is earned), the month of the run
#: in which it was bought first (-1: held from the opening), and what a dollar of it bought in that month still earns in it.
PAR, EXTRA, COUPON, SINCE, FIRST = range(5)
#: Rows of `issue`: class, the month of the run in which it matures, and its calendar of coupons, a row of `accrual`.
KIND, LAST_MONTH, CALENDAR = range(3)
#: Rows of `last`: part of its last month for which a TIPS accrues, and what a dollar earns in that month until it matures.
ACCRUES, EARNS = range(2)
#: Rows of `months`, each a first place of month i, ending at that of month i + 1: days, offers bought outright, weeks; and
#: the weeks in which a month's agency principal is reinvested, begin and end.
DAY, OUTRIGHT, WEEK, BEGINS, ENDS = range(5)
#: Rows of `days`, first places again: issues that mature on the day, and offers that settle then.
DUE, OFFERED = range(2)
#: Rows of `offers`: announced size in dollars; weight of the ten-year yield in a new coupon, the rest is the two-year's;
#: coupon as auctioned, NaN where it follows the draw; what a dollar earns in the rest of the month, times the coupon, of an
#: issue that is new to the portfolio, and of one already held.
SIZE, TEN_YEARS, AUCTIONED, FRESH, AGAIN = range(5)
#: Rows of `queues` by week: bills maturing, principal to be put into bills, and into all kinds of Treasuries.
MATURING, FOR_BILLS, FOR_TREASURIES = range(3)

#: Rows of `pools`. The S-curve and the lock-in split into a factor of the cohort and one of the market rate:
#: ``most / (1 + pull * exp(slope * market))`` and ``min(1, stay * exp(-lock_in * market))``.
OWED, SURVIVING, AGE, TURNOVER, STAY, MOST, PULL, FIXED, PASSES = range(9)
#: Rows of `new`: pools bought since the opening by month of purchase, `half` twice their coupon; and MBS to be delivered.
NEW_OWED, NEW_SURVIVING, HALF, TO_DELIVER = range(4)

#: Rows of `levels` by month. ON RRP and the deferred asset are NaN where the rule decides (`DEFERRED_BEFORE` is the month
#: before's); `DECIDED` is 1 where ON RRP is where two demands meet: funds leave
#: ``min(max(exp(INTERCEPT + funds_slope * spread) - 1, 0), CEILING)`` USD billion. Amounts are cents, but bank assets, GDP,
#: `CEILING` and `REPO_LIMIT` USD billion; `DAYS` of the month, and its `LENGTH` in mean months.
ON_RRP_GIVEN, DECIDED, FOREIGN_GIVEN, OTHER_GIVEN, OWED_GIVEN, DEFERRED_GIVEN, BANK_ASSETS, SPREAD_FLOOR = range(8)
INTERCEPT, CEILING, REPO_SHARE, REPO_LIMIT, REPO_OVER, IORB, FLOOR_RATE, BILL_YIELD, TWO_YEAR, TEN_YEAR = range(8, 18)
INFLATION, GDP, TGA_GIVEN, CURRENCY_GIVEN, SEASON, LATE, DEFERRED_BEFORE, DAYS, LENGTH = range(18, 27)
LEVELS: Final = 27

#: Rows of `drawn`, percent, percent, percent, share, USD billion, cents, cents.
D_POLICY, D_TEN_YEAR, D_MORTGAGE, D_INFLATION, D_GDP, D_TGA, D_CURRENCY = range(7)

#: Lines of the books, in the order of `opening` and of the first columns written down.
LINES: Final = (
    *("bills", "notes_bonds", "tips", "frn", "tips_inflation_compensation", "mbs", "agency_debt", "other_assets"),
    *("reserves", "on_rrp", "foreign_rrp", "tga", "currency", "other_liabilities", "capital", "deferred_asset"),
)
#: What is written down of every month: cents, and percent for the shares.
WRITTEN: Final = (
    *LINES,
    *("treasuries", "total_assets", "net_income", "remittances", "standing_repo"),
    *("share_of_gdp", "share_of_bank_assets", "lowest_share_of_bank_assets"),
)


class Issues(NamedTuple):
    """Coupon securities, held or still to be sold; on a day of `days` some mature, and offers stand for what is rolled.

    Shapes: `held` (5, rows), `issue` (3, rows), `last` (2, rows), `months` (5, months + 1), `days` (2, days + 1), `due_row`
    and `offer_row` the places of rows, `offers` (5, offers). Issues whose coupons fall on the same days are one calendar:
    `accrual` (calendars, months) is what a dollar earns in a month per percent of coupon, in cents, and `carried`
    (calendars,) par times coupon of the notes and bonds at the opening.
    """

    held: Floats
    issue: Places
    last: Floats
    accrual: Floats
    carried: Floats
    months: Places
    days: Places
    due_row: Places
    offer_row: Places
    offers: Floats
    tips_rows: Places
    frn_rows: Places


class Cohorts(NamedTuple):
    """Mortgage cohorts: `pools` (9, cohorts), `share` (months, cohorts) the part due on schedule.

    `new_share[k, a]` is that of a pool bought at a coupon of k/2 percent a months ago, `new_factors` its (pull, stay) by k.
    """

    pools: Floats
    share: Floats
    new_share: Floats
    new_factors: Floats


class Numbers(NamedTuple):
    """Single numbers: reserve demand, funds' demand, the prepayment prior, the income residual in cents, stop rules.

    A stop rule that does not exist is NaN, the month of `stop_month` -1; `start` is the first month of the result, `first` the
    first that is drawn. The `over` numbers are percent over the drawn policy rate; the two-year yield moves by `two_on_policy`
    and `two_on_ten` times what the draw departs from the central paths.
    """

    kink: float
    spread_slope: float
    funds_slope: float
    refinancing_slope: float
    lock_in: float
    ramp: float
    burnout_floor: float
    turnover: float
    most: float
    curtailment: float
    other_net_income: float
    stop_month: int
    stop_reserves: float
    stop_of_banks: float
    stop_of_gdp: float
    stop_spread: float
    start: int
    first: int
    over_iorb: float
    over_floor: float
    over_bills: float
    two_on_policy: float
    two_on_ten: float


class Tables(NamedTuple):
    """All of it: `orders` (2, 7, months), row 0 while the plan runs and 1 once it has stopped, `queues` (3, weeks), `new` (4,
    months + 4), `levels` (27, months), `mortgage` (months + 3,) with three months of history, `mix` the sizes of bills, notes
    and bonds, TIPS and FRN by which "all kinds of Treasuries" is spread, `opening` the lines of :data:`LINES` in cents.
    """

    orders: Floats
    issues: Issues
    queues: Floats
    cohorts: Cohorts
    new: Floats
    levels: Floats
    mortgage: Floats
    mix: Floats
    opening: Floats
    numbers: Numbers


class Work(NamedTuple):
    """What one draw carries from month to month; the shapes are those of the tables it is reset from.

    `flows` are the month's dollars matured, rolled over and bought by class, shape (3, 4); `carried` par times coupon of notes
    and bonds by calendar; `totals` (10,): par of TIPS of known coupon, par times coupon, TIPS and FRN still to be bought in
    the month, balance times coupon of the opening's pools, 1 once MBS were bought, coupons of the month so far in cents, the
    same of TIPS of unknown coupon per percent, their average at the last month's end, and the balance of pools without coupon.
    """

    held: Floats
    queues: Floats
    pools: Floats
    new: Floats
    lines: Floats
    flows: Floats
    carried: Floats
    totals: Floats
    scratch: Floats


#: Rows of `flows`, and places of `totals`.
MATURED, ROLLED, BOUGHT = range(3)
KNOWN_PAR, KNOWN_COUPONS, MORE_TIPS, MORE_FRN, POOL_COUPONS, ANY_NEW, EARNED, UNKNOWN, AVERAGE, BARE = range(10)


def work_for(t: Tables) -> Work:
    """Working arrays of the right sizes."""
    return Work(
        held=t.issues.held.copy(),
        queues=t.queues.copy(),
        pools=t.cohorts.pools.copy(),
        new=t.new.copy(),
        lines=t.opening.copy(),
        flows=np.zeros((3, 4)),
        carried=t.issues.carried.copy(),
        totals=np.zeros(10),
        scratch=np.zeros((2, 64)),
    )
