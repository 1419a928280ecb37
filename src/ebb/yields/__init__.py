"""Yields: what bonds are worth, what runoff does to long rates according to those who measured it, and what that costs.

Bond pricing, curves, whole portfolios on a curve, ten-year equivalents, the term premium and what moved a yield, the
published range of effects, pass-through to mortgages, and payments. The room is handed series, lists and the parsed
literature; it must never read a file, turn a policy-rate equivalent into a yield, or give one number where the literature
gives a range.
"""

from ebb.dates.coupons import coupon_periods
from ebb.yields.acm import AcmFit, Decomposed, YieldPanel, estimate_acm, with_short_rate
from ebb.yields.bond import dirty_price, dv01, modified_duration, price, yield_from_price
from ebb.yields.borrowing import BorrowingCosts, Range, borrowing_costs, monthly_payment
from ebb.yields.curve import Curve, par_curve, svensson, svensson_curve, zero_curve
from ebb.yields.decomposition import Decomposition, decompose_days, decompose_months
from ebb.yields.habitat import equivalent_hike, hike_on_yield, loading, supply_on_yield
from ebb.yields.literature import EffectRange, EffectRow, Published, effect_of_runoff, published_effects
from ebb.yields.mortgage_value import MortgageValue, mortgage_value
from ebb.yields.passthrough import PassThrough, mortgage_pass_through, ols_hac
from ebb.yields.tenyear import TenYearEquivalents, ten_year_equivalents
from ebb.yields.valuation import Priced, average_maturity, dirty_prices, priced, ten_year_duration
from ebb.yields.worth import ClassWorth, Worth, worth

__all__ = [
    "AcmFit",
    "BorrowingCosts",
    "ClassWorth",
    "Curve",
    "Decomposed",
    "Decomposition",
    "EffectRange",
    "EffectRow",
    "MortgageValue",
    "PassThrough",
    "Priced",
    "Published",
    "Range",
    "TenYearEquivalents",
    "Worth",
    "YieldPanel",
    "average_maturity",
    "borrowing_costs",
    "coupon_periods",
    "decompose_days",
    "decompose_months",
    "dirty_price",
    "dirty_prices",
    "dv01",
    "effect_of_runoff",
    "equivalent_hike",
    "estimate_acm",
    "hike_on_yield",
    "loading",
    "modified_duration",
    "monthly_payment",
    "mortgage_pass_through",
    "mortgage_value",
    "ols_hac",
    "par_curve",
    "price",
    "priced",
    "published_effects",
    "supply_on_yield",
    "svensson",
    "svensson_curve",
    "ten_year_duration",
    "ten_year_equivalents",
    "with_short_rate",
    "worth",
    "yield_from_price",
    "zero_curve",
]
