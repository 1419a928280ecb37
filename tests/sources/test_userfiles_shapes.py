"""Users' files of other shapes: long tables, vintages, lists, publishers' own files. All figures here are invented."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import ebb.sources.userfiles
from ebb.errors import FormatError
from ebb.sources import userfiles
from ebb.sources.cards import cards
from ebb.sources.userfiles.columns import shapes
from ebb.text import keys

from .own import TODAY, figures, left, notes, read, readings


class TestLong:
    def test_series_units_and_vintages(self) -> None:
        found = read(
            "series,date,value,unit,basis,known,how\n"
            "WALCL,2022-06-01,8900.1,USD bn,wednesday level,2022-06-02,lag\n"
            "SOFR,2022-06-02,1.6,percent,operation day,2022-06-03,lag\n"
            "SOFR,2022-06-01,1.5,percent,operation day,2022-06-02,lag\n"
            "GDP,2022-03-31,24000,USD bn,quarter,2022-04-28,vintage\n"
            "GDP,2022-03-31,24100,USD bn,quarter,2022-05-26,vintage\n"
        )
        assert found.shape == "long"
        by_name = {r.card.name: r for r in readings(found)}
        assert by_name["WALCL"].values.tolist() == pytest.approx([8_900_100])
        assert by_name["WALCL"].known is None
        assert by_name["SOFR"].values.tolist() == [1.5, 1.6]
        known = by_name["GDP"].known
        assert known is not None
        assert known.astype(str).tolist() == ["2022-04-28", "2022-05-26"]

    def test_a_day_that_is_stated_is_a_vintage_even_if_it_is_the_usual_one(self) -> None:
        found = read("series,date,value,known\nSOFR,2022-06-01,1.5,2022-06-02\nSOFR,2022-06-02,1.6,2022-07-15\n")
        assert [(len(r), r.known is None) for r in readings(found)] == [(2, False)]
        blank = read("series,date,value,known\nSOFR,2022-06-01,1.5,\nSOFR,2022-06-02,1.6,2022-06-03\n")
        assert [(len(r), r.known is None) for r in readings(blank)] == [(1, True), (1, False)]

    def test_a_withdrawn_figure(self) -> None:
        found = read(
            "series,date,value,known,how\nSOFR,2022-06-01,1.5,2022-06-02,vintage\nSOFR,2022-06-01,,2022-06-09,vintage\n"
        )
        assert np.isnan(readings(found)[0].values[1])

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("SOFR,2022-06-01,1.6", "line 3: a second figure of SOFR for 2022-06-01"),
            ("SOFR,2027-06-01,1.6", "lies after today"),
            ("SOFR,soon,1.6", "is no date"),
            ("SOFR,2022-06-02,much", "is no number"),
        ],
    )
    def test_refused_whole(self, line: str, said: str) -> None:
        with pytest.raises(FormatError, match=re.escape(said)):
            read(f"series,date,value\nSOFR,2022-06-01,1.5\n{line}\n")

    def test_another_unit_or_basis_is_refused(self) -> None:
        found = read(
            "series,date,value,unit,basis\nSOFR,2022-06-01,1.5,USD bn,operation day\n"
            "WALCL,2022-06-01,8900000,USD mn,week average\nEFFR,2022-06-01,150,bp,operation day\n"
        )
        assert [item.what for item in found.refused] == ["SOFR", "WALCL"]
        assert figures(found) == {"EFFR": {"2022-06-01": pytest.approx(1.5)}}

    def test_unknown_series_need_unit_and_basis(self) -> None:
        assert left(read("series,date,value\nMINE,2022-06-01,1\nSOFR,2022-06-01,1\n")) == {"MINE": "unknown_series"}
        found = read(
            "series,date,value,unit,basis,known,how\n"
            "MINE,2022-06-01,1,USD mn,wednesday level,2022-06-03,lag\n"
            "MINE,2022-06-08,2,USD mn,wednesday level,2022-06-10,lag\n"
        )
        card = readings(found)[0].card
        assert (card.name, card.unit, card.frequency, card.lag_days) == ("MINE", "USD mn", "weekly", 2)


class TestVintages:
    def test_a_month_counts_as_its_last_day(self) -> None:
        found = read("date,acm_tp10,vintage\n2026-07-01,0.5,2026-08\n2026-07-01,0.6,2026-09\n2026-07-02,0.6,2026-09\n")
        (reading,) = readings(found)
        assert reading.card.name == "ACMTP10"
        assert reading.known is not None
        assert reading.known.astype(str).tolist() == ["2026-08-31", "2026-09-30", "2026-09-30"]
        assert notes(found) == ["vintages"]

    def test_a_month_that_is_not_over_counts_as_today(self) -> None:
        (reading,) = readings(read("date,acm_tp10,vintage\n2026-11-02,0.5,2026-11\n"))
        assert reading.known is not None
        assert reading.known.astype(str).tolist() == [TODAY.isoformat()]

    @pytest.mark.parametrize(
        ("vintage", "said"), [("2026-12", "lies after today"), ("2026-06", "lies before"), ("spring", "is no date")]
    )
    def test_impossible_vintages_are_refused(self, vintage: str, said: str) -> None:
        with pytest.raises(FormatError, match=said):
            read(f"date,acm_tp10,vintage\n2026-07-01,0.5,{vintage}\n")

    def test_one_vintage_of_a_date_twice_is_refused(self) -> None:
        with pytest.raises(FormatError, match="repeats"):
            read("date,acm_tp10,vintage\n2026-07-01,0.5,2026-08\n2026-07-01,0.6,2026-08\n")


class TestShapes:
    ACM = "date,ACMY10,ACMTP10,ACMRNY10,ACMY03\n"

    def test_month_ends_never_overwrite_the_daily_series(self) -> None:
        found = read(self.ACM + "2024-01-31,4,0.1,3.9,4\n2024-02-29,4.1,0.1,4,4\n2024-03-28,4.2,0.1,4.1,4\n")
        assert list(figures(found)) == ["ACMY10_MONTH_END", "ACMTP10_MONTH_END", "ACMRNY10_MONTH_END"]
        assert left(found) == {"ACMY03": "copy_without_card"}
        assert notes(found) == ["month_end_copies"]
        assert {r.card.evidence for r in readings(found)} == {"seen-secondary"}
        assert figures(found)["ACMY10_MONTH_END"].keys() == {"2024-01-31", "2024-02-29", "2024-03-28"}

    def test_the_daily_series_is_itself(self) -> None:
        found = read(self.ACM + "2024-01-30,4,0.1,3.9,4\n2024-01-31,4,0.1,3.9,4\n2024-02-01,4.1,0.1,4,4\n")
        assert list(figures(found)) == ["ACMY10", "ACMTP10", "ACMRNY10", "ACMY03"]

    def test_a_rate_without_a_name_needs_its_first_published_figure(self) -> None:
        assert list(figures(read("date,rate_pct\n1971-04-02,7.33\n1971-04-09,7.31\n"))) == ["MORTGAGE30US"]
        assert left(read("date,rate_pct\n1971-04-02,7.34\n")) == {"mine.csv": "nameless_table"}

    def test_standing_repo_days_say_what_they_are_not(self) -> None:
        found = read("operation_date,accepted_bn\n2025-10-31,50.35\n2025-11-03,2.5\n")
        assert found.shape == "standing_repo"
        assert notes(found) == ["large_days_only"]
        card = cards()["SRF_ACCEPTED"]
        expected = {"USD bn": 50.35, "USD mn": 50_350.0}[card.unit]
        assert figures(found)["SRF_ACCEPTED"]["2025-10-31"] == pytest.approx(expected)

    def test_treasury_cash_takes_the_closing_balance(self) -> None:
        found = read("date,opening_balance_mn,closing_balance_mn,closing_from\n2022-05-02,900000,910000,closing row\n")
        assert left(found) == {"opening_balance_mn": "opening_balance", "closing_from": "remark"}
        assert list(figures(found)) == ["TGA_DTS"]

    def test_the_newest_row_of_shillers_table_is_no_month(self) -> None:
        names = (
            "date,sp_price,dividend,earnings,cpi,gs10,real_price,real_dividend,real_tr_price,real_earnings,cape,tr_cape"
        )
        march = "2026-03-01,6000,80,270,330,4.2,6000,80,4000000,270,40,42,0.014"
        april = "2026-04-01,6100,,,331,4.3,6100,,4100000,,40,42,0.014"
        found = read(f"{names},excess_cape_yield\n{march}\n{april}\n")
        assert notes(found) == ["shiller_last_row"]
        assert figures(found)["SHILLER_PRICE"] == {"2026-03-31": 6_000.0}
        assert figures(found)["SHILLER_EXCESS_CAPE_YIELD"] == {"2026-03-31": 0.014}

    def test_reserve_demand(self) -> None:
        found = read("date,rde_median,p2_5,p16,p84,p97_5,vintage\n2026-07-06,-0.3,-0.6,-0.4,-0.1,0.1,2026-07\n")
        assert found.shape == "reserve_demand"
        assert set(figures(found)) == {"RDE_MEDIAN", "RDE_P2_5", "RDE_P16", "RDE_P84", "RDE_P97_5"}

    @pytest.mark.parametrize(
        ("header", "reason"),
        [
            ("date,statement_time_et,scheduled,sep,press_conf_time_et,source", "calendar"),
            ("as_of_date,maturity_month,securities,par_bn", "derived_maturities"),
            ("as_of_date,program,term,pass_through_coupon_pct,cusips,current_face_usd", "derived_coupons"),
            ("month,net_rolloff_bn,gross_face_decline_bn", "derived_rolloff"),
        ],
    )
    def test_what_is_computed_or_packaged_is_left(self, header: str, reason: str) -> None:
        cells = ",".join(["2022-06-01"] + ["1"] * header.count(","))
        assert left(read(f"{header}\n{cells}\n")) == {"mine.csv": reason}

    def test_cards_and_reasons_named_in_the_list_exist(self) -> None:
        for shape in shapes()["shape"]:
            assert set(shape.get("columns", {}).values()) <= cards().keys()
            reasons = [*shape.get("skip", {}).values(), *([shape["leave"]] if "leave" in shape else [])]
            assert {f"import.left.{reason}" for reason in reasons} <= set(keys())
            told = [shape[name] for name in ("note", "drop_last") if name in shape]
            assert {f"import.note.{note}" for note in told} <= set(keys())
            assert "leave" in shape or f"import.shape.{shape['name']}" in keys()

    def test_every_reason_in_the_code_is_in_the_catalogue(self) -> None:
        rooms = [Path(ebb.sources.userfiles.__file__).parent, Path(ebb.__file__).parent / "store"]
        code = "".join(path.read_text(encoding="utf-8") for room in rooms for path in sorted(room.glob("*.py")))
        reasons = set(re.findall(r'(?:because|left_whole\([a-z.]*name,|left_whole\(name,)\(?\s*"([a-z_]+)"', code))
        remarks = set(re.findall(r'remark\("([a-z_]+)"', code))
        assert len(reasons) > 10
        assert {f"import.left.{key}" for key in reasons} <= set(keys())
        assert {f"import.note.{key}" for key in remarks} <= set(keys())
        made = set(re.findall(r'Found\(\s*"([a-z_]+)"|return "([a-z_]+)", ', code))
        assert {f"import.shape.{a or b}" for a, b in made} - {"import.shape.left"} <= set(keys())


class TestSecurities:
    LIST = (
        "as_of_date,security_type,cusip,issue_date,maturity_date,coupon_pct,par_value_usd,inflation_compensation_usd\n"
    )

    def test_holdings_are_exact_to_the_cent(self) -> None:
        found = read(
            self.LIST + "2022-02-16,TIPS,912810SV1,2021-02-26,2051-02-15,0.125,4354133700,302438126.80\n"
            "2022-02-16,Bills,912796L80,,2022-02-17,,100,\n"
        )
        (listed,) = found.harvest.holdings
        assert (listed.as_of, listed.parts) == (date(2022, 2, 16), ("tips", "bills"))
        assert [row.amount for row in listed.rows] == [435_413_370_000, 10_000]
        assert listed.rows[0].inflation_compensation == 30_243_812_680
        assert (listed.rows[1].coupon, listed.rows[1].issue_date) == (None, None)

    def test_pools(self) -> None:
        found = read(
            "as_of_date,cusip,program,term,pass_through_coupon_pct,stated_maturity_month,current_face_usd,aggregated\n"
            "2024-05-01,3140XMNV4,UMBS,30yr,2.5,2051-09,61490669536.35,Y\n"
        )
        (row,) = found.harvest.holdings[0].rows
        assert (row.security_type, row.amount, row.coupon, row.aggregated) == ("mbs", 6_149_066_953_635, 2.5, True)
        assert row.maturity == date(2051, 9, 1)

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("2022-02-16,Gold,912810SV1,,2051-02-15,1,100,", "security_type"),
            ("2022-02-16,TIPS,,,2051-02-15,1,100,", "cusip"),
            ("2022-02-16,TIPS,912810SV1,,2051-02-15,1,,", "par_value_usd"),
            ("2022-02-16,TIPS,912810SV1,,2051-02-15,1,100.001,", "whole cents"),
            ("2022-02-16,TIPS,912810SV1,,2051-02-15,1,-100,", "negative"),
            ("2022-02-16,TIPS,912810SV1,,2051-02-30,1,100,", "maturity_date"),
            ("soon,TIPS,912810SV1,,2051-02-15,1,100,", "as_of_date"),
        ],
    )
    def test_broken_lines_are_refused(self, line: str, said: str) -> None:
        with pytest.raises(FormatError, match=said):
            read(f"{self.LIST}{line}\n")

    def test_a_security_twice_is_refused(self) -> None:
        line = "2022-02-16,Bills,912796L80,,2022-02-17,,100,\n"
        with pytest.raises(FormatError, match="912796L80 stands twice"):
            read(self.LIST + line + line)

    def test_auctions(self) -> None:
        found = read(
            "cusip,security_type,security_term,auction_date,issue_date,maturity_date,price_per_100\n"
            "91282CPP0,Note,3-Year,2025-12-08,2025-12-15,2028-12-15,99.678628\n912810CK2,Bond,30-Year,,1979-11-15,2009-11-15,\n"
        )
        assert [(a.security_type, a.price, a.auction_date) for a in found.harvest.auctions] == [
            ("note", 99.678628, date(2025, 12, 8)),
            ("bond", None, None),
        ]
        assert notes(found) == ["auctions_without_tips"]

    def test_debt_counts_each_security_once(self) -> None:
        found = read(
            "record_date,class,cusip,interest_rate_pct,first_issue_date,maturity_date,issued_mn,inflation_adj_mn,outstanding_mn\n"
            "2023-09-30,Notes,91282CHS3,4.5,2023-07-31,2025-07-31,10.5,0.0000,20.7939\n"
            "2023-09-30,Notes,91282CHS3,4.5,2023-07-31,2025-07-31,10.2939,0.0000,null\n"
        )
        assert [(row.cusip, row.amount) for row in found.harvest.outstanding] == [("91282CHS3", 2_079_390_000)]

    def test_the_summary_obeys_its_law(self) -> None:
        classes = "bills_usd,notesbonds_usd,tips_usd,frn_usd,tips_inflation_comp_usd,agency_debt_usd,mbs_usd,cmbs_usd"
        header = f"as_of_date,{classes},total_usd,copy\n"
        parts = "300000000000,4000000000000,300000000000,20000000000,90000000000,2347000000,2000000000000,8000000000"
        found = read(f"{header}2025-01-08,{parts},6630347000000,x\n")
        assert found.shape == "soma_summary"
        assert len(readings(found)) == 9
        assert left(found) == {"copy": "unknown_column"}
        with pytest.raises(FormatError, match="total minus its parts"):
            read(f"{header}2025-01-08,{parts},6630447000000,x\n")


class TestOfficial:
    def test_soma_export_of_the_new_york_fed(self) -> None:
        from ebb.sources.nyfed_holdings import HEADINGS

        header = ",".join(f'"{name}"' for name in HEADINGS)
        found = read(
            f"{header}\n" + '"2026-03-18","\'912797PV3\'","Bills",,,"2026-03-19",,,,,"24132626200",,"0.0787","0",,\n'
        )
        assert found.shape == "soma_export"
        assert found.harvest.holdings[0].total("bills") == 2_413_262_620_000

    def test_data_download_program_of_the_board(self) -> None:
        head = ("Series Description", "Unit:", "Multiplier:", "Currency:", "Unique Identifier:", "Time Period")
        cells = ("10-year", "Percent:_Per_Year", "1", "NA", "H15/H15/RIFLGFCY10_N.B", "RIFLGFCY10_N.B")
        lines = [f'"{a}","{b}"' for a, b in zip(head, cells, strict=True)]
        found = read("\n".join([*lines, "2026-03-13,4.28", "2026-03-16,ND", ""]))
        assert (found.shape, figures(found)) == ("ddp", {"DGS10": {"2026-03-13": 4.28}})

    def test_prices_say_of_what_only_by_their_first_line(self) -> None:
        header = "DATE,OPEN,HIGH,LOW,CLOSE\n"
        assert list(figures(read(f"{header}01/02/1990,17.24,17.24,17.24,17.24\n"))) == ["VIXCLS"]
        assert left(read(f"{header}01/02/1990,17.24,17.24,17.24,17.25\n")) == {"mine.csv": "nameless_prices"}

    def test_answers_in_json(self) -> None:
        rates = (
            b'{"refRates":[{"effectiveDate":"2023-03-22","type":"SOFR","percentRate":4.55,"volumeInBillions":1203}]}'
        )
        assert list(figures(userfiles.read_json(rates, "a.json"))) == ["SOFR", "SOFRVOL"]
        debt = (
            b'{"data":[{"record_date":"2026-08-05","tot_pub_debt_out_amt":"39829652708623.61"}],'
            b'"meta":{"count":1,"total-pages":1}}'
        )
        assert list(figures(userfiles.read_json(debt, "a.json"))) == ["DEBT_TO_PENNY"]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("[]", "unknown_json"),
            ("{}", "unknown_json"),
            ('{"observations":[]}', "nameless_json"),
            ("17", "unknown_json"),
        ],
    )
    def test_other_json_is_left(self, text: str, reason: str) -> None:
        assert left(userfiles.read_json(text.encode(), "a.json")) == {"a.json": reason}

    @pytest.mark.parametrize("text", ["{", '{"refRates":[{"type":"SOFR"}]}', '{"soma":{"holdings":[]}}', "[" * 100_000])
    def test_broken_json_is_refused(self, text: str) -> None:
        with pytest.raises(FormatError, match=r"a\.json|no JSON"):
            userfiles.read_json(text.encode(), "a.json")
