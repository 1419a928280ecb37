"""A portfolio on a curve, class by class: what is left out is named, what is unknown is never par in disguise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ebb.portfolio import Holdings, Portfolio, Security, cohorts, issuance_mix, offerings, open_portfolio
from ebb.sources.published import rows, series
from ebb.yields import par_curve, worth
from ebb.yields.valuation import WEEK
from ebb.yields.worth import bills, coupon_class

DAY = date(2022, 5, 25)
CURVE = par_curve(DAY, {0.25: 1.1, 2: 2.5, 10: 2.75, 30: 3.0}, "made")
REAL = par_curve(DAY, {5: -0.3, 10: 0.2, 30: 0.5}, "made")
CLASSES = ("bills", "notes_bonds", "tips", "tips_inflation_compensation", "frn", "agency_debt", "mbs", "cmbs")


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return open_portfolio(
        Holdings.from_rows(rows("soma_notesbonds_2022-05-25")),
        {name: series(f"soma_{name}").in_unit("USD bn").at(DAY) for name in CLASSES},
        cohorts(rows("mbs_cohorts")),
        as_of=DAY,
        auctions=offerings(rows("auction_sizes")),
        prices=series("cpi_index").by_month(),
    )


def with_tips_at(portfolio: Portfolio, coupon: float) -> Portfolio:
    book = portfolio.holdings
    return replace(portfolio, holdings=replace(book, coupon=np.where(book.asset_class == "tips", coupon, book.coupon)))


def test_what_has_no_value_is_named(portfolio: Portfolio) -> None:
    bare = worth(portfolio, CURVE, real=None, market_rate=5.1, sigma=0.01)
    assert bare.unvalued == ("tips", "agency_debt")
    assert bare.classes["tips"].missing.startswith("no real yields")
    unknown = worth(portfolio, CURVE, real=REAL, market_rate=5.1, sigma=0.01)
    assert unknown.classes["tips"].missing.startswith("the coupons")
    whole = worth(with_tips_at(portfolio, 0.5), CURVE, real=REAL, market_rate=5.1, sigma=0.01)
    assert whole.unvalued == ("agency_debt",)
    assert whole.over_par == pytest.approx(bare.over_par + (whole.classes["tips"].over_par or 0.0))
    assert whole.market - whole.over_par == pytest.approx(whole.par - whole.classes["agency_debt"].par)


def test_tips_are_worth_their_compensation_too(portfolio: Portfolio) -> None:
    book = with_tips_at(portfolio, 0.5).holdings
    tips = book.keep(book.asset_class == "tips")
    found = coupon_class(tips, REAL, 8.0)
    assert found.par == pytest.approx((tips.par.sum() + tips.compensation.sum()) / 1e9)
    bare = coupon_class(tips.with_amounts(tips.par, tips.compensation * 0), REAL, 8.0)
    assert found.market is not None
    assert bare.market is not None
    assert found.market > bare.market


def test_a_few_unknown_coupons_stand_at_the_average_and_many_leave_no_value() -> None:
    issues = [Security("", "tips", 1.0, None, date(2030 + n, 1, 15), 100_000_000_000) for n in range(20)]
    known = coupon_class(Holdings.of(issues), CURVE, 8.0)
    one = coupon_class(Holdings.of([replace(issues[0], coupon=None), *issues[1:]]), CURVE, 8.0)
    assert (one.par, one.missing) == (known.par, "")
    assert one.market == pytest.approx(known.market, rel=0.02)
    many = coupon_class(Holdings.of([replace(s, coupon=None) for s in issues[:3]] + issues[3:]), CURVE, 8.0)
    assert (many.par, many.market, many.duration) == (known.par, None, None)
    assert many.missing


def test_matured_securities_and_bills_are_left_out() -> None:
    later = par_curve(date(2022, 6, 30), {2: 2.5, 10: 2.75}, "made")
    assert bills({date(2022, 6, 30): 100, date(2022, 7, 7): 50_000_000_000}, later, 8.0).par == pytest.approx(50.0)
    assert bills({}, later, 8.0).market == 0.0
    held = Holdings.of([Security("", "frn", None, None, date(2022, 6, 30), 10**9)])
    empty = Portfolio(
        as_of=DAY,
        holdings=held,
        bills={},
        pools=_none(),
        agency_debt=0,
        issuance=issuance_mix(offerings(rows("auction_sizes")), DAY),
    )
    assert worth(empty, later, real=None, market_rate=5.0, sigma=0.01).par == 0.0
    note = worth(empty, CURVE, real=None, market_rate=5.0, sigma=0.01).classes["frn"]
    assert (note.par, note.market, note.duration) == (1.0, 1.0, WEEK)


def _none():
    from ebb.portfolio import Pools

    return Pools.open(0, 0, cohorts(rows("mbs_cohorts")), DAY)
