"""The stress library: four episodes whose facts are computed from the packaged figures each time.

2013 was talk of buying less, not of shrinking; September 2019 came weeks after runoff had stopped; the gilt episode was
another central bank's; end 2025 is the one in which the present facilities were used. What they have in common is told
in numbers, not in names. Days named here identify an event; every figure comes from what is handed in.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from ebb.planning.episode import Episode, Fact, Shock, count_where, highest, largest_fall
from ebb.planning.figures import H41, PUBLISHERS, Figures
from ebb.series import Series

#: The day before the Joint Economic Committee testimony of 2013-05-22, and the day of it.
TAPER_EVE: Final = date(2013, 5, 21)
TAPER_TALK: Final = date(2013, 5, 22)
#: The Wednesdays before and after the repo rates of 2019-09-17.
REPO_WEEK: Final = (date(2019, 9, 11), date(2019, 9, 18))
#: The day before the British fiscal statement of 2022-09-23.
GILT_EVE: Final = date(2022, 9, 22)
#: The day before the decision to end runoff, and the day of it, a Wednesday.
STOP_EVE: Final = date(2025, 10, 28)
STOP_WEEK: Final = date(2025, 10, 29)
#: Days by which every figure of the four episodes was out: the last observation plus its publication lag (of 2019 and 2025:
#: the quarter's GDP).
COMPLETE: Final = (date(2014, 1, 2), date(2020, 1, 16), date(2022, 10, 21), date(2026, 2, 26))


def episodes(figures: Figures, as_of: date | None = None) -> tuple[Episode, ...]:
    """The episodes, oldest first; with `as_of`, only those whose figures were all published by that day.

    Raises
    ------
    MissingDate, UnknownName
        If a figure they need is not in what was handed in.
    """
    builders = (taper_2013, repo_2019, gilt_2022, reserves_2025)
    return tuple(
        build(figures) for build, complete in zip(builders, COMPLETE, strict=True) if as_of is None or complete <= as_of
    )


def taper_2013(figures: Figures) -> Episode:
    """The taper tantrum: yields rose on talk of buying less while the holdings still grew.

    Notes
    -----
    Constant-maturity yields; the one-day moves of the zero-coupon curve of Gurkaynak, Sack and Wright differ by a
    basis point (22 May +9.6 there). The term premium is the September 2026 vintage. The daily figures end on 28 June:
    the high of early September is outside.
    """
    key = "taper_2013"
    ten, premium = figures.days(key, "DGS10"), figures.days(key, "ACMTP10")
    top, level = highest(ten)
    rise = 100.0 * (level - figures.on(key, "DGS10", TAPER_EVE))
    premium_rise = 100.0 * (figures.on(key, "ACMTP10", top) - figures.on(key, "ACMTP10", TAPER_EVE))
    day_move = 100.0 * (figures.on(key, "DGS10", TAPER_TALK) - figures.on(key, "DGS10", TAPER_EVE))
    peak, trough, fall = largest_fall(figures.days(key, "SP500"))
    vix_day, vix = highest(figures.days(key, "VIXCLS"))
    real = 100.0 * (figures.on(key, "DFII10", top) - figures.on(key, "DFII10", TAPER_EVE))
    facts = (
        _daily("ten_year_rise", rise, "bp", TAPER_EVE, top, "DGS10"),
        _daily("ten_year_one_day", day_move, "bp", TAPER_EVE, TAPER_TALK, "DGS10"),
        _daily("real_yield_rise", real, "bp", TAPER_EVE, top, "DFII10"),
        _daily("term_premium_rise", premium_rise, "bp", TAPER_EVE, top, "ACMTP10"),
        _daily("term_premium_share", premium_rise / rise, "share", TAPER_EVE, top, "ACMTP10", "DGS10"),
        _daily("sp500_fall", fall, "percent", peak, trough, "SP500"),
        _daily("vix_high", vix, "index", vix_day, vix_day, "VIXCLS"),
        _month_fact("sp500_next_month", figures.sp500_return, date(2013, 7, 31)),
        _mortgage_rise(figures),
        _holdings_change(figures, 2013),
    )
    return Episode(key, ten[0][0], premium[-1][0], facts, Shock(ten_year_bp=rise))


def repo_2019(figures: Figures) -> Episode:
    """September 2019: the Treasury's account rose in a tax and settlement week, and repo rates left the range.

    Notes
    -----
    The drain is the rise of the Treasury's account from Wednesday to Wednesday. Reserves fell by less, because the
    first overnight repos are already in the second Wednesday; daily reserves are not public.
    """
    key = "repo_2019"
    before, after = REPO_WEEK
    day, sofr = highest(figures.days(key, "SOFR"))
    sofr_days = [d for d, _ in figures.days(key, "SOFR")]
    eve = sofr_days[sofr_days.index(day) - 1]
    effr_day, effr = highest(figures.days(key, "EFFR"))
    top = figures.rates(day).range_top
    drain = figures.week(after, "tga_wednesday_busd") - figures.week(before, "tga_wednesday_busd")
    fall = figures.week(after, "reserves_wednesday_busd") - figures.week(before, "reserves_wednesday_busd")
    reserves = figures.week(after, "reserves_wednesday_busd")
    assets_day, assets = figures.bank_assets.in_unit("USD bn").last(before)
    above = 100.0 * (effr - figures.rates(effr_day).range_top)
    facts = (
        _daily("sofr_before", figures.on(key, "SOFR", eve), "percent", eve, eve, "SOFR"),
        _daily("sofr_high", sofr, "percent", day, day, "SOFR"),
        _daily("sofr_one_day", 100.0 * (sofr - figures.on(key, "SOFR", eve)), "bp", eve, day, "SOFR"),
        _daily("sofr_over_range_top", 100.0 * (sofr - top), "bp", day, day, "SOFR"),
        _daily("effr_high", effr, "percent", effr_day, effr_day, "EFFR"),
        _daily("effr_over_range_top", above, "bp", effr_day, effr_day, "EFFR"),
        Fact("tga_rise", drain, "USD bn", before, after, H41.cite()),
        Fact("reserves_change", fall, "USD bn", before, after, H41.cite()),
        Fact("reserves_level", reserves, "USD bn", after, after, H41.cite()),
        *_reserve_shares(figures, after, reserves),
    )
    shock = Shock(drain=drain / assets, spread_bp=100.0 * (sofr - top))
    return Episode(key, sofr_days[0], sofr_days[-1], (*facts, _assets_fact(figures, assets_day, assets)), shock)


def gilt_2022(figures: Figures) -> Episode:
    """The gilt episode: leveraged pension funds sold into planned central-bank sales, and the Bank of England bought.

    Notes
    -----
    What is set against the United States is the share of its holdings the Bank bought back, and what US yields did
    between the eve of the fiscal statement and the day before the purchases began.
    """
    key, gilts = "gilt_2022", figures.gilts
    ten = figures.days(key, "DGS10")
    last = max(day for day, _ in ten if day < gilts.first)
    rise = 100.0 * (figures.on(key, "DGS10", last) - figures.on(key, "DGS10", GILT_EVE))
    relief = 100.0 * (figures.on(key, "DGS10", gilts.first) - figures.on(key, "DGS10", last))
    stocks = 100.0 * (figures.on(key, "SP500", last) / figures.on(key, "SP500", GILT_EVE) - 1.0)
    peak, trough, fall = largest_fall(figures.days(key, "SP500"))
    vix_day, vix = highest(figures.days(key, "VIXCLS"))
    span = gilts.first, gilts.last
    kinds = (("conventional", gilts.conventional), ("index_linked", gilts.index_linked))
    facts = (
        Fact("gilt_purchases", gilts.total, "GBP bn", *span, gilts.source),
        *(Fact(f"gilt_purchases_{kind}", v, "GBP bn", *span, gilts.source) for kind, v in kinds if v is not None),
        Fact("gilt_purchases_share", gilts.total / gilts.stock, "share", *span, gilts.source),
        _daily("ten_year_rise", rise, "bp", GILT_EVE, last, "DGS10"),
        _daily("ten_year_on_first_purchase", relief, "bp", last, gilts.first, "DGS10"),
        _daily("sp500_change", stocks, "percent", GILT_EVE, last, "SP500"),
        _daily("sp500_fall", fall, "percent", peak, trough, "SP500"),
        _daily("vix_high", vix, "index", vix_day, vix_day, "VIXCLS"),
    )
    return Episode(key, ten[0][0], ten[-1][0], facts, Shock(purchases=gilts.total / gilts.stock, ten_year_bp=rise))


def reserves_2025(figures: Figures) -> Episode:
    """End 2025: repo rates above the range although a standing facility was open, and record use of it.

    Notes
    -----
    Daily rates cover 20 October to 7 November 2025; standing repo is read over the last quarter of the year.
    """
    key = "reserves_2025"
    sofr = figures.days(key, "SOFR")
    gaps = tuple((day, 100.0 * (rate - figures.rates(day).range_top)) for day, rate in sofr)
    worst, gap = highest(gaps)
    over_iorb = 100.0 * (figures.on(key, "SOFR", worst) - figures.rates(worst).iorb)
    usage = figures.srf_usage.in_unit("USD bn").between(date(2025, 10, 1), date(2025, 12, 31))
    october = highest(tuple(usage.between(date(2025, 10, 1), date(2025, 10, 31))))
    record = highest(tuple(usage))
    source = usage.origins[0].cite()
    reserves = figures.week(STOP_WEEK, "reserves_wednesday_busd")
    assets_day, assets = figures.bank_assets.in_unit("USD bn").last(record[0])
    ten = figures.days(key, "DGS10")
    top_day, top = highest(tuple(pair for pair in ten if pair[0] >= STOP_EVE))
    rise = 100.0 * (top - figures.on(key, "DGS10", STOP_EVE))
    facts = (
        _daily("sofr_high_over_range_top", gap, "bp", worst, worst, "SOFR"),
        _daily("sofr_over_iorb", over_iorb, "bp", worst, worst, "SOFR"),
        _daily(
            "days_over_range_top", count_where(gaps, lambda _, g: g > 0.0), "count", sofr[0][0], sofr[-1][0], "SOFR"
        ),
        Fact("srf_october", october[1], "USD bn", october[0], october[0], source),
        Fact("srf_record", record[1], "USD bn", record[0], record[0], source),
        Fact("reserves_level", reserves, "USD bn", STOP_WEEK, STOP_WEEK, H41.cite()),
        *_reserve_shares(figures, STOP_WEEK, reserves),
        _assets_fact(figures, assets_day, assets),
        _daily("ten_year_rise", rise, "bp", STOP_EVE, top_day, "DGS10"),
    )
    shock = Shock(called=record[1] / assets, ten_year_bp=rise, spread_bp=gap)
    return Episode(key, sofr[0][0], record[0], facts, shock)


def _daily(name: str, value: float, unit: str, first: date, last: date, *series: str) -> Fact:
    return Fact(name, float(value), unit, first, last, "; ".join(PUBLISHERS[key].cite() for key in series))


def _month_fact(name: str, series: Series, month_end: date) -> Fact:
    return Fact(name, series.at(month_end), series.unit, month_end, month_end, series.origins[0].cite())


def _mortgage_rise(figures: Figures) -> Fact:
    """From the last weekly survey of May 2013 to that of June."""
    series, first, last = figures.mortgage_rate, date(2013, 5, 31), date(2013, 6, 30)
    rise = 100.0 * (series.at(last) - series.at(first))
    return Fact("mortgage_rate_rise", rise, "bp", first, last, series.origins[0].cite())


def _holdings_change(figures: Figures, year: int) -> Fact:
    """Treasuries and MBS over a calendar year, from the last Wednesday before it to its own last one."""
    securities = figures.treasuries.in_unit("USD bn") + figures.mbs.in_unit("USD bn")
    first, before = securities.last(date(year - 1, 12, 31))
    last, after = securities.last(date(year, 12, 31))
    return Fact("holdings_change", after - before, "USD bn", first, last, securities.origins[0].cite())


def _reserve_shares(figures: Figures, day: date, reserves: float) -> tuple[Fact, Fact]:
    """Reserves of a week as shares of bank assets (latest published by then) and of GDP."""
    assets_day, assets = figures.bank_assets.in_unit("USD bn").last(day)
    sources = f"{H41.cite()}; {figures.bank_assets.origins[0].cite()}"
    gdp = f"{H41.cite()}; Bureau of Economic Analysis, gross domestic product"
    return (
        Fact("reserves_share_of_bank_assets", reserves / assets, "share", assets_day, day, sources),
        Fact("reserves_share_of_gdp", reserves / figures.week(day, "gdp_saar_busd"), "share", day, day, gdp),
    )


def _assets_fact(figures: Figures, day: date, assets: float) -> Fact:
    return Fact("bank_assets", assets, "USD bn", day, day, figures.bank_assets.origins[0].cite())
