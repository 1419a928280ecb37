"""Double entry for the Fed and the four sectors around it: whose money disappears when the Fed shrinks.

Everything here is kept in whole US cents and balances after every entry: the five balance sheets of :func:`follow`,
the Fed's statement that :func:`post_month` carries through a simulation, and the :func:`bridge` between two published
Wednesdays. Data are handed in as series and numbers. This room never fetches a figure, never sets reserves, and never
makes sums agree with an unnamed plug.
"""

from ebb.books.account import CLAIMS, Account, Sector, Side, asset, capital, chart, liability
from ebb.books.bridge import RESIDUAL, Bridge, BridgeLine, bridge
from ebb.books.cases import CASES, DepositEffect, Followed, Line, deposit_story, follow, journal
from ebb.books.cents import Cents, cents, usd_bn
from ebb.books.entry import Entry, Leg, check, check_balance, entry
from ebb.books.income import (
    Calibration,
    MonthIncome,
    calibrate_other_net_income,
    coupon_income,
    modelled_income,
    month_income,
    settle,
)
from ebb.books.ledger import Books, broken_laws, opening_books, post
from ebb.books.month import ClassFlows, MonthFlows, post_month, reserves_change
from ebb.books.payments import BUYERS
from ebb.books.statement import ASSETS, LIABILITIES, LINES, RESIDUALS, TREASURY_LINES, FedStatement

__all__ = [
    "ASSETS",
    "BUYERS",
    "CASES",
    "CLAIMS",
    "LIABILITIES",
    "LINES",
    "RESIDUAL",
    "RESIDUALS",
    "TREASURY_LINES",
    "Account",
    "Books",
    "Bridge",
    "BridgeLine",
    "Calibration",
    "Cents",
    "ClassFlows",
    "DepositEffect",
    "Entry",
    "FedStatement",
    "Followed",
    "Leg",
    "Line",
    "MonthFlows",
    "MonthIncome",
    "Sector",
    "Side",
    "asset",
    "bridge",
    "broken_laws",
    "calibrate_other_net_income",
    "capital",
    "cents",
    "chart",
    "check",
    "check_balance",
    "coupon_income",
    "deposit_story",
    "entry",
    "follow",
    "journal",
    "liability",
    "modelled_income",
    "month_income",
    "opening_books",
    "post",
    "post_month",
    "reserves_change",
    "settle",
    "usd_bn",
]
