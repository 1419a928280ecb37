"""Yields: what bonds are worth, what runoff does to long rates according to those who measured it, and what that costs.

Bond pricing, ten-year equivalents, the published range of effects, pass-through to mortgages, and payments. The room is
handed series, lists and the parsed literature; it must never read a file, turn a policy-rate equivalent into a yield,
or give one number where the literature gives a range.
"""

from ebb.yields.bond import coupon_periods, dirty_price, dv01, modified_duration, price, yield_from_price
from ebb.yields.borrowing import BorrowingCosts, Range, borrowing_costs, monthly_payment
from ebb.yields.habitat import equivalent_hike, hike_on_yield, loading, supply_on_yield
from ebb.yields.literature import EffectRange, EffectRow, Published, effect_of_runoff, published_effects
from ebb.yields.passthrough import PassThrough, mortgage_pass_through, ols_hac
from ebb.yields.tenyear import TenYearEquivalents, ten_year_equivalents

__all__ = [
    "BorrowingCosts",
    "EffectRange",
    "EffectRow",
    "PassThrough",
    "Published",
    "Range",
    "TenYearEquivalents",
    "borrowing_costs",
    "coupon_periods",
    "dirty_price",
    "dv01",
    "effect_of_runoff",
    "equivalent_hike",
    "hike_on_yield",
    "loading",
    "modified_duration",
    "monthly_payment",
    "mortgage_pass_through",
    "ols_hac",
    "price",
    "published_effects",
    "supply_on_yield",
    "ten_year_equivalents",
    "yield_from_price",
]
