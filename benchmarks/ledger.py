"""20,000 ledger entries posted and checked, against beancount's own check and balances of the same entries.

Final balances must agree to the cent before any clock is read; building either side's entries is not timed. Run it with
``uv run --group referee python benchmarks/ledger.py``; it prints a row of the table of benchmarks.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ebb.books.account import Side
from ebb.books.entry import Entry
from ebb.books.ledger import Books, opening_books, post
from ebb.books.payments import loan_repaid, maturity, prepayment

ENTRIES, BAR = 20_000, 10.0


def journal() -> list[Entry]:
    """Maturities, prepayments and repaid loans of varying amounts, one after another."""
    kinds = (maturity, prepayment, loan_repaid)
    return [kinds[i % 3](100 + i, date(2022, 6, 1) + timedelta(days=i % 900)) for i in range(ENTRIES)]


def best(act: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)


def beancount(entries: list[Entry]) -> Callable[[], dict[str, Decimal]]:
    """Check every transaction and add up the balance of every account with beancount."""
    data: Any = importlib.import_module("beancount.core.data")
    amount: Any = importlib.import_module("beancount.core.amount")
    options: Any = importlib.import_module("beancount.parser.options")
    validation: Any = importlib.import_module("beancount.ops.validation")
    realization: Any = importlib.import_module("beancount.core.realization")
    made = [
        data.Transaction(
            data.new_metadata("made", i),
            item.date,
            "*",
            None,
            item.memo,
            frozenset(),
            frozenset(),
            [
                data.Posting(
                    name(leg.account),
                    amount.Amount(Decimal(leg.debit - leg.credit) / 100, "USD"),
                    None,
                    None,
                    None,
                    None,
                )
                for leg in item.legs
            ],
        )
        for i, item in enumerate(entries)
    ]
    settings = options.OPTIONS_DEFAULTS.copy()

    def run() -> dict[str, Decimal]:
        errors = validation.validate_check_transaction_balances(made, settings)
        if errors:
            raise SystemExit(f"beancount finds {len(errors)} faults")
        return {
            real.account: real.balance.get_currency_units("USD").number
            for real in realization.iter_children(realization.realize(made))
            if not real.balance.is_empty()
        }

    return run


def name(account: Any) -> str:
    """An account as beancount writes it."""
    head = "Assets" if account.side is Side.ASSET else "Liabilities" if account.side is Side.LIABILITY else "Equity"
    return f"{head}:{account.sector.title()}:{account.name.replace('_', '-').title()}"


def main() -> int:
    """Print the row; 1 if an answer differs or the bar is missed."""
    entries, opened = journal(), opening_books()

    def ours() -> Books:
        return post(opened, *entries)

    row = f"{ENTRIES:,} ledger entries posted and checked"
    if importlib.util.find_spec("beancount") is None:
        _say(f"| {row} | {1000 * best(ours):.0f} ms | bar x{BAR:.0f} | beancount is not installed | not judged |")
        return 0
    theirs = beancount(entries)
    moved: dict[str, Decimal] = {}
    after = ours()
    for account, balance in after.balances.items():
        change = balance - opened.balance(account)
        if change:
            signed = change if account.side.by_debit else -change
            moved[name(account)] = moved.get(name(account), Decimal(0)) + Decimal(signed) / 100
    if moved != theirs():
        _say("ebb and beancount end with different balances: nothing was timed")
        return 1
    mine, other = best(ours), best(theirs, 3)
    verdict = "met" if other / mine >= BAR else "missed"
    _say(
        f"| {row} | {1000 * mine:.0f} ms | beancount {1000 * other:.0f} ms | x{other / mine:.1f}, bar x{BAR:.0f} "
        f"| {verdict}, balances equal to the cent |"
    )
    return int(verdict == "missed")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
