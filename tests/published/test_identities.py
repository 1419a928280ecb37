"""What must hold between columns and between tables; every tolerance says why."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from ebb.sources import published

SOMA_PARTS = ("bills", "notes_bonds", "tips", "frn", "agency_debt", "mbs", "cmbs")
H41_TREASURIES = ("bills", "notes_bonds", "tips", "tips_inflation_compensation", "frn")
LISTS = ("2017-09-27", "2022-05-25", "2025-11-19", "2026-09-23")


def soma(day):
    return next(row for row in published.rows("soma_classes") if row["as_of"] == day)


def complete(row, parts):
    """Rows where each part is published; floating rate notes and agency debt are blank before they were held."""
    blank_before = {"frn": "2014-05", "agency_debt": "2008-09"}
    return all(row[p] != "" or (p in blank_before and row["as_of"] < blank_before[p]) for p in parts)


def total(row, parts):
    return sum(Decimal(row[part] or "0") for part in parts)


def test_soma_parts_add_up_to_the_total():
    rows = [row for row in published.rows("soma_classes") if complete(row, SOMA_PARTS)]
    assert len(rows) == 40
    for row in rows:
        places = len(row["total"].split(".")[1])
        # each of eight figures is rounded to the last place shown
        assert abs(total(row, SOMA_PARTS) - Decimal(row["total"])) <= 8 * Decimal(5) / 10 ** (places + 1), row["as_of"]


def test_h41_treasuries_are_soma_classes_with_inflation_compensation():
    published_level = published.series("treasuries")
    known = {day.isoformat() for day, _ in published_level}
    days = [r["as_of"] for r in published.rows("soma_classes") if complete(r, H41_TREASURIES) and r["as_of"] in known]
    assert len(days) == 30
    for day in days:
        gap = abs(float(total(soma(day), H41_TREASURIES)) * 1000 - published_level.at(date.fromisoformat(day)))
        # five figures rounded to 0.5 mn, compared with one rounded to 0.5 mn; the row of 2017-09-27 has two decimals
        assert gap <= (7.0 if day == "2017-09-27" else 1.0), (day, gap)


def test_treasuries_without_inflation_compensation_miss_the_h41():
    """The trap of the field: SOMA totals leave the compensation out, H.4.1 does not."""
    day = "2022-05-25"
    short = published.series("treasuries").at(date(2022, 5, 25)) / 1000
    assert short - float(total(soma(day), ("bills", "notes_bonds", "tips", "frn"))) == pytest.approx(87.048, abs=0.002)


def test_h41_mbs_include_cmbs():
    level = published.series("mbs")
    known = {day.isoformat() for day, _ in level}
    rows = [r for r in published.rows("soma_classes") if r["cmbs"] and r["as_of"] in known]
    assert len(rows) >= 30
    for row in rows:
        gap = abs(float(total(row, ("mbs", "cmbs"))) * 1000 - level.at(date.fromisoformat(row["as_of"])))
        # two figures of three decimals; those known to two decimals only can be 10 mn off
        assert gap <= (10.0 if len(row["mbs"].split(".")[1]) == 2 else 1.5), (row["as_of"], gap)


@pytest.mark.parametrize("day", LISTS)
def test_security_lists_add_up_to_the_published_class(day):
    rows = published.rows(f"soma_notesbonds_{day}")
    par = sum(int(row["par_value_usd"]) for row in rows)
    if day == "2025-11-19":
        # no class summary of that day is packaged; its published class total, printed in the same release
        assert par == 3_558_424_762_700
        nearest = soma("2025-12-03")  # two weeks later, after the maturities and add-ons of the month-end
        assert abs(par / 1e9 - float(nearest["notes_bonds"])) < 5
    else:
        assert abs(Decimal(par) / 10**9 - Decimal(soma(day)["notes_bonds"])) <= Decimal("0.005")
    assert len({row["cusip"] for row in rows}) == len(rows)
    assert all(row["as_of_date"] == day <= row["maturity_date"] for row in rows)
    assert all(int(row["par_value_usd"]) % 100 == 0 for row in rows), "SOMA par comes in hundreds of dollars"


def test_the_same_security_has_one_coupon_and_one_maturity_in_every_list():
    seen = {}
    for day in LISTS:
        for row in published.rows(f"soma_notesbonds_{day}"):
            facts = (row["maturity_date"], float(row["coupon_pct"]))
            assert seen.setdefault(row["cusip"], facts) == facts


def test_nothing_left_the_portfolio_before_its_maturity_during_the_second_runoff():
    """No sales: every security of May 2022 that had not matured by 19 November 2025 is still there."""
    then = {row["cusip"]: row for row in published.rows("soma_notesbonds_2022-05-25")}
    now = {row["cusip"] for row in published.rows("soma_notesbonds_2025-11-19")}
    assert not [c for c, row in then.items() if row["maturity_date"] > "2025-11-19" and c not in now]


def test_securities_never_exceed_total_assets_nor_on_rrp_all_reverse_repo():
    assets, held = published.series("total_assets"), published.series("treasuries") + published.series("mbs")
    assert ((assets - held).values > 0).all()
    everyone = published.series("reverse_repo_total").in_unit("USD bn")
    foreign = everyone - published.series("on_rrp")
    assert len(foreign) == 158
    assert (foreign.values >= -0.0005).all()  # one series is rounded to millions


def test_reserves_on_the_wednesday_and_over_the_week_are_two_things():
    level, week = published.series("reserves"), published.series("reserves_week_average")
    assert level.basis != week.basis
    both = np.intersect1d(level.dates, week.dates)
    gap = np.array([abs(level.at(d) / week.at(d) - 1) for d in both.tolist() if d >= date(2009, 1, 1)])
    assert 0.12 < gap.max() < 0.13  # 2015-09-30, a quarter end


def test_key_levels_are_the_monthly_table_rounded():
    columns = {
        "total_assets_busd": "total_assets",
        "treasuries_busd": "treasuries",
        "mbs_busd": "mbs",
        "reserves_week_average_busd": "reserves_week_average",
        "reserves_wednesday_busd": "reserves",
        "on_rrp_busd": "on_rrp",
        "reverse_repo_total_busd": "reverse_repo_total",
        "tga_wednesday_busd": "tga",
    }
    compared = 0
    for column, key in columns.items():
        monthly = dict(published.series(key).in_unit("USD bn"))
        for row in published.rows("key_levels"):
            day = date.fromisoformat(row["date"])
            if row[column] and day in monthly:
                assert abs(float(row[column]) - monthly[day]) <= 0.0501, (column, day)
                compared += 1
    assert compared > 90


def test_key_levels_shares_are_derived_from_their_own_row():
    for row in published.rows("key_levels"):
        if row["gdp_saar_busd"]:
            share = 100 * float(row["total_assets_busd"]) / float(row["gdp_saar_busd"])
            assert share == pytest.approx(float(row["total_assets_pct_gdp"]), abs=0.051)


def test_auction_sizes_columns():
    rows = published.rows("auction_sizes")
    assert len(rows) == 655
    assert {row["security_type"] for row in rows} == {"note", "bond", "frn", "tips"}
    assert {row["offering_basis"] for row in rows} == {"result", "statement", "secondary", "inferred"}
    bases = {"record", "pro_rata", "holdings", "issued", "identity", "no_maturity", ""}
    assert {row["addon_basis"] for row in rows} == bases
    for row in rows:
        assert row["issue_date"] < row["maturity_date"]
        assert (row["soma_addon_bn"] == "") == (row["addon_basis"] == "")
        if row["addon_basis"] == "no_maturity":
            assert float(row["soma_addon_bn"]) == 0.0
    assert len({(row["issue_date"], row["cusip"]) for row in rows}) == len(rows)


def test_add_ons_of_a_date_are_pro_rata_to_the_offerings():
    """Desk rule: one ratio for every security of a settlement date; 0.01 allows rounding of debt-statement rows."""
    by_date = {}
    for row in published.rows("auction_sizes"):
        if row["addon_basis"] in ("record", "pro_rata") and float(row["soma_addon_bn"]) > 0:
            by_date.setdefault(row["issue_date"], []).append(row)
    several = [rows for rows in by_date.values() if len(rows) > 1]
    assert len(several) >= 29
    for rows in several:
        whole = Fraction(sum(Fraction(r["soma_addon_bn"]) for r in rows)) / sum(
            Fraction(r["offering_bn"]) for r in rows
        )
        for row in rows:
            # add-ons are typed to the million
            assert abs(float(Fraction(row["soma_addon_bn"]) - whole * Fraction(row["offering_bn"]))) <= 0.01, row


def test_mbs_rolloff_is_the_difference_of_its_levels():
    net, level = published.series("soma_mbs_net_rolloff"), published.series("soma_mbs_last_level")
    recomputed = -level.changes().values
    assert np.abs(recomputed - net.values[1:]).max() <= 2e-6  # each figure is rounded to the sixth decimal


def test_mbs_rolloff_of_the_second_runoff_against_the_h41():
    """42 months: 652.7 bn of residential MBS; the H.4.1 line has commercial MBS too and other days, hence 1 percent."""
    months = published.series("soma_mbs_net_rolloff").between(date(2022, 6, 1), date(2025, 11, 30))
    fell = float(months.values.sum())
    assert len(months) == 42
    assert fell == pytest.approx(652.75, abs=0.01)
    level = published.series("mbs").in_unit("USD bn")
    assert level.at(date(2022, 5, 25)) - level.at(date(2025, 11, 26)) == pytest.approx(fell, rel=0.01)


def test_gross_declines_show_aggregation_not_prepayment():
    gross, net = published.series("soma_mbs_gross_face_decline"), published.series("soma_mbs_net_rolloff")
    september = gross.at(date(2023, 9, 30))
    assert september > 20 * net.at(date(2023, 9, 30))


def test_srf_usage_keeps_to_its_threshold_and_its_spans():
    usage = published.series("srf_usage")
    assert (usage.values >= 0.1).all()
    assert usage.at(date(2025, 12, 31)) == 74.6
    assert len(usage.between(date(2026, 1, 16), date(2026, 2, 10))) == 0  # not read


def test_mbs_cohort_shares_add_up_to_one_hundred_exactly():
    rows = published.rows("mbs_cohorts")
    assert sum(Decimal(row["share_pct"]) for row in rows) == 100
    assert len({(r["program"], r["term"], r["coupon_pct"]) for r in rows}) == len(rows)
    coupon = sum(Decimal(r["share_pct"]) * Decimal(r["coupon_pct"]) for r in rows) / 100
    assert 2 < coupon < 3  # a portfolio bought in 2020-22 at low coupons


def test_money_market_rates_lie_where_policy_put_them():
    """The funds rate averages inside the target range from 2009 on, within 2 bp of rounding and quarter-end prints."""
    from ebb.policy import Corridor

    corridor = Corridor.from_document(published.document("policy/corridor"))
    funds = published.series("fed_funds_avg")
    for day, value in funds.between(date(2009, 1, 1), funds.last()[0]):
        rates = corridor.month_average(day.year, day.month)
        assert rates.lower - 0.02 <= value <= rates.upper + 0.02, day
    early = funds.between(date(2007, 1, 1), date(2008, 8, 31))  # single target, before the crisis of that autumn
    assert max(abs(v - corridor.month_average(d.year, d.month).upper) for d, v in early) < 0.30


def test_sofr_columns_are_ordered():
    high = published.series("sofr_max")
    for key in ("sofr_avg", "sofr_month_end"):
        other = published.series(key)
        assert (high.values >= other.values - 1e-9).all()
        assert (high.dates == other.dates).all()


def test_gdp_is_the_same_in_both_tables_where_the_vintage_is():
    gdp = {f"{d.year}Q{(d.month + 2) // 3}": value for d, value in published.series("gdp")}
    for row in published.rows("key_levels"):
        if row["gdp_quarter"] and row["gdp_quarter"] != "2026Q1":  # two vintages of that quarter
            assert float(row["gdp_saar_busd"]) == pytest.approx(gdp[row["gdp_quarter"]], abs=0.051)


def test_equity_mean_vix_lies_between_its_ends():
    mean, end = published.series("vix_mean"), published.series("vix_month_end")
    assert np.abs(mean.values - end.values).max() < 60
    assert np.corrcoef(mean.values, end.values)[0, 1] > 0.9
