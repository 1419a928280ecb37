"""Sentences as newspapers write them, and the verdicts they deserve; most were written while the rules were in view."""

from __future__ import annotations

from datetime import date

import pytest

from ebb.audit.reading import read
from ebb.audit.review import audit
from ebb.record import Record

RECORD = Record()
SENTENCES = (
    (
        "The Fed ended quantitative tightening on December 1, 2025, with total assets at about $6.54 trillion.",
        {"December 1, 2025": "right", "$6.54 trillion": "right"},
    ),
    ("On December 3, 2025, the Fed's total assets were $6.54 billion.", {"$6.54 billion": "wrong_unit"}),
    ("The central bank raised its target range to 4.25%-4.50% in December 2022.", {"4.25%-4.50%": "right"}),
    ("Interest on reserve balances was 5.40% in August 2023.", {"5.40%": "right"}),
    ("The ON RRP rate was 5.30 percent in August 2023.", {"5.30 percent": "right"}),
    (
        "The Fed slowed the pace of runoff in June 2024, cutting the Treasury cap from $60 billion to $25 billion a month.",
        {"June 2024": "right", "$60 billion": "right", "$25 billion": "right"},
    ),
    ("In April 2025 the Treasury cap was reduced to $5 billion a month.", {"$5 billion": "right"}),
    ("In December 2025 the Fed began buying $40 billion of Treasury bills a month.", {"$40 billion": "right"}),
    ("Reserves fell below $3 trillion in October 2025 for the first time since 2020.", {"$3 trillion": "right"}),
    ("Reserve balances were $2.85 trillion at the end of October 2025.", {"$2.85 trillion": "right"}),
    ("The Treasury General Account rose to nearly $1 trillion in October 2025.", {"$1 trillion": "right"}),
    (
        "The Fed's MBS holdings have declined from $2.7 trillion in June 2022 to $2.05 trillion in December 2025.",
        {"$2.7 trillion": "right", "$2.05 trillion": "right"},
    ),
    ("The Fed shed about $2.2 trillion of securities between June 2022 and December 2025.", {"$2.2 trillion": "right"}),
    ("QT1 began in October 2017 and ended in July 2019.", {"October 2017": "right", "July 2019": "right"}),
    ("QT1 began in 2018.", {"2018": "wrong_date"}),
    ("The Fed announced the end of QT in October 2025.", {"October 2025": "right"}),
    ("The Fed cut interest rates to near zero in March 2020.", {"March 2020": "right"}),
    ("The Fed launched the standing repo facility in July 2021.", {"July 2021": "right"}),
    ("The Fed began tapering in November 2021.", {"November 2021": "right"}),
    ("In May 2013, the 10-year Treasury yield was about 1.9%.", {"1.9%": "right"}),
    ("On June 25, 2013, the 10-year yield reached 2.60%.", {"2.60%": "right"}),
    ("The Fed's assets doubled between February 2020 and March 2022.", {"doubled": "right"}),
    ("The Fed's assets tripled between February 2020 and March 2022.", {"tripled": "wrong"}),
    ("聯準會於2025年10月29日宣布，12月1日結束縮表。", {"2025年10月29日": "right", "12月1日": "right"}),
    (
        "截至2025年12月3日，聯準會總資產約6.54兆美元，較2022年6月減少約2.4兆美元。",
        {"6.54兆美元": "right", "2.4兆美元": "right"},
    ),
    (
        "2022年6月啟動的第二輪縮表，前三個月每月上限475億美元，9月起提高到950億美元。",
        {"2022年6月": "right", "475億美元": "right", "950億美元": "right"},
    ),
    (
        "聯準會持有的MBS由2022年6月的2.7兆美元降至2025年12月的2.05兆美元。",
        {"2.7兆美元": "right", "2.05兆美元": "right"},
    ),
    ("2023年7月，聯準會將聯邦資金利率目標區間上調至5.25%至5.50%。", {"5.25%至5.50%": "right"}),
    ("2024年9月，聯準會降息2碼。", {"2碼": "right"}),
    ("2024年9月，聯準會降息1碼。", {"1碼": "wrong"}),
    ("2022年全年聯準會共升息17碼。", {"17碼": "right"}),
    ("準備金占GDP的比重在2025年10月降至約9%。", {"9%": "right"}),
    ("聯準會資產負債表在2022年4月創下歷史新高。", {"歷史新高": "right"}),
    ("聯準會資產負債表在2024年7月創下歷史新高。", {"歷史新高": "wrong"}),
    ("2021年12月，聯準會總資產約8.76萬億美元。", {"8.76萬億美元": "right"}),
    ("2021年12月，聯準會總資產約8.76億美元。", {"8.76億美元": "wrong_unit"}),
    ("2020年3月，聯準會宣布無限量購債（QE）。", {"2020年3月": "right"}),
    ("聯準會於2013年5月宣布縮減購債。", {"2013年5月": "wrong_date"}),
    ("2022年9月，隔夜附賣回餘額突破2.3兆美元。", {"2.3兆美元": "right"}),
    ("2019年9月17日，SOFR飆升至5.25%，遠高於區間上限2.25%。", {"5.25%": "right", "2.25%": "right"}),
    ("2019年9月中旬，準備金降至約1.4兆美元。", {"1.4兆美元": "right"}),
    (
        "In 2021 the Fed was buying $120 billion a month: $80 billion of Treasuries and $40 billion of MBS.",
        {"$120 billion": "right", "$80 billion": "right", "$40 billion": "right"},
    ),
    ("The Fed's balance sheet was 35% of GDP at the end of 2021.", {"35% of GDP": "right"}),
    (
        "The Fed's balance sheet peaked at $8.97 trillion in April 2022, about 35% of GDP.",
        {"$8.97 trillion": "right", "35% of GDP": "right"},
    ),
    ("美联储自2022年6月1日起开始缩表。", {"2022年6月1日": "right"}),
    ("美联储于2022年3月16日宣布加息25个基点。", {"25个基点": "right"}),
    ("2024年6月，美联储将每月国债缩减上限从600亿美元降至250亿美元。", {"600亿美元": "right", "250亿美元": "right"}),
    (
        "美联储总资产从2020年2月的4.2万亿美元增至2022年4月的近9万亿美元。",
        {"4.2万亿美元": "right", "9万亿美元": "right"},
    ),
    ("The deferred asset stood at $233 billion in September 2026.", {"$233 billion": "right"}),
    ("Currency in circulation was $2.3 trillion in 2023.", {"$2.3 trillion": "right"}),
    ("M2 money supply was about $21 trillion in 2023.", {"$21 trillion": "right"}),
    (
        "As of July 17, 2024, reserves stood at $3.3 trillion and the ON RRP facility at about $400 billion.",
        {"$3.3 trillion": "right", "$400 billion": "right"},
    ),
    (
        "In 2007, before the financial crisis, the Fed's balance sheet was less than $1 trillion.",
        {"$1 trillion": "right"},
    ),
    ("In 2014 the balance sheet of the Fed reached $4.5 trillion.", {"$4.5 trillion": "right"}),
    ("The Fed's first rate hike came in March 2022.", {"March 2022": "right"}),
    ("The unemployment rate was 3.6% in June 2022.", {"3.6%": "right"}),
    ("聯準會的總資產持續下降。2024年7月17日已降至7.2兆美元。", {"7.2兆美元": "right"}),
    (
        "The Fed's balance sheet has been shrinking. By July 17, 2024 it stood at $7.2 trillion.",
        {"$7.2 trillion": "right"},
    ),
    (
        "The Fed's balance sheet has been shrinking. Apple earned $97 billion in 2023.",
        {"$97 billion": "not_understood"},
    ),
    (
        "聯準會總資產2022年4月達8.97兆美元高峰，2025年12月降至6.54兆美元。",
        {"8.97兆美元": "right", "6.54兆美元": "right"},
    ),
    ("2025年12月，聯準會以每月400億美元的速度購買國庫券。", {"400億美元": "right"}),
    ("聯準會於2019年7月31日宣布提前兩個月結束縮表。", {"2019年7月31日": "right"}),
    ("2018年10月，縮表上限提高到每月500億美元。", {"500億美元": "right"}),
    ("2018年10月，聯準會縮表上限提高到每月600億美元。", {"600億美元": "wrong"}),
    ("In October 2018 the Fed's caps reached $50 billion a month.", {"$50 billion": "right"}),
    ("In 2010 the Fed launched QE2, buying $75 billion of Treasuries a month.", {"2010": "right"}),
    ("第二輪量化寬鬆（QE2）於2010年11月宣布。", {"2010年11月": "right"}),
    ("The Fed's assets were 25% of GDP at the end of 2014.", {"25% of GDP": "right"}),
    ("2022年底，準備金約3.0兆美元、隔夜附賣回約2.3兆美元。", {"3.0兆美元": "right", "2.3兆美元": "right"}),
    ("聯準會在2023年3月升息1碼，至4.75%–5.00%。", {"1碼": "right", "4.75%–5.00%": "right"}),
    ("The Fed kept rates at 5.25-5.50 percent from July 2023 to September 2024.", {"5.25-5.50 percent": "right"}),
    ("美联储持有约4.4万亿美元国债（2024年7月17日）。", {"4.4万亿美元": "right"}),
    ("2024年7月17日，美联储持有约4.4亿美元国债。", {"4.4亿美元": "wrong_unit"}),
    (
        "The Fed's Treasury holdings fell by $1.3 billion between June 2022 and July 2024.",
        {"$1.3 billion": "wrong_unit"},
    ),
    ("The Fed reduced its MBS holdings by $370 billion between June 2022 and July 2024.", {"$370 billion": "right"}),
    (
        "Reserves at the Fed were $3.3 trillion in July 2024, about 11% of GDP.",
        {"$3.3 trillion": "right", "11% of GDP": "right"},
    ),
    ("The federal funds rate was 5.33% in July 2024.", {"5.33%": "right"}),
    ("The effective federal funds rate averaged 5.33% in July 2024.", {"5.33%": "right"}),
    ("SOFR averaged 5.34% in July 2024.", {"5.34%": "right"}),
    ("The Fed's deferred asset was $230 million in September 2026.", {"$230 million": "wrong_unit"}),
    ("In April 2022 the Fed's assets hit $9.0 trillion.", {"$9.0 trillion": "right"}),
    ("聯準會在2021年11月宣布縮減購債，每月減少150億美元。", {"2021年11月": "right"}),
    ("量化緊縮於2023年6月開始。", {"2023年6月": "wrong_date"}),
    ("聯準會於2022年3月宣布縮表。", {"2022年3月": "wrong_date"}),
    ("聯準會2017年9月20日宣布自10月起縮表。", {"2017年9月20日": "right", "10月": "right"}),
    ("聯準會目前的總資產約6.7億美元。", {"6.7億美元": "wrong_unit"}),
    ("The Fed's current target range is 4.75% to 5.00%.", {"4.75% to 5.00%": "wrong"}),
    ("In 2008, the balance sheet was just $900 million, said the Federal Reserve.", {"$900 million": "wrong_unit"}),
    ("The Fed expanded its balance sheet by $3 trillion between March and June 2020.", {"$3 trillion": "right"}),
    (
        (
            "The Federal Reserve's balance sheet, which peaked near $9 trillion in 2022, has shrunk by more than $2 trillion "
            "since QT began in June 2022."
        ),
        {"$9 trillion": "right", "$2 trillion": "right"},
    ),
    ("2019年9月，隔夜附買回利率一度飆升至5.25%。", {"5.25%": "right"}),
    ("On March 15, 2020 the Fed cut its target range to 0%-0.25%.", {"0%-0.25%": "right"}),
    ("The Fed stopped QT in March 2019.", {"March 2019": "wrong_date"}),
    # written afterwards and run once before anything was changed: 34 of these 38 verdicts came out
    (
        "At the end of 2018, the Federal Reserve's holdings of Treasury securities amounted to $2.2 trillion.",
        {"$2.2 trillion": "right"},
    ),
    ("By the end of 2018 the Fed held $1.6 billion in mortgage-backed securities.", {"$1.6 billion": "wrong_unit"}),
    ("At its December 2018 meeting the Fed lifted the target range to 2.25%-2.5%.", {"2.25%-2.5%": "right"}),
    ("美國聯準會2015年12月啟動升息循環。", {"2015年12月": "right"}),
    ("聯準會在2015年9月開始升息。", {"2015年9月": "wrong_date"}),
    ("2021年6月，隔夜附賣回餘額首度突破9000億美元。", {"9000億美元": "right"}),
    ("QT一開始每月上限僅100億美元（2017年10月），一年後升至500億美元。", {"100億美元": "right"}),
    ("截至2014年10月，聯準會資產負債表擴張到4.5兆美元，是2008年8月的近五倍。", {"4.5兆美元": "right"}),
    ("2023年3月8日至22日，聯準會總資產增加約3,900億美元。", {"3,900億美元": "right"}),
    (
        "The Fed's balance sheet grew by nearly $400 billion between March 8 and March 22, 2023.",
        {"$400 billion": "right"},
    ),
    ("Reserve balances peaked at $4.28 trillion in December 2021.", {"$4.28 trillion": "right"}),
    ("Reserve balances peaked at $4.28 billion in December 2021.", {"$4.28 billion": "wrong_unit"}),
    ("The Treasury's account at the Fed ballooned to $1.6 trillion by the end of 2020.", {"$1.6 trillion": "right"}),
    ("美联储于2025年12月1日结束量化紧缩。", {"2025年12月1日": "right"}),
    (
        "美联储2025年9月降息25个基点，联邦基金利率目标区间降至4.00%-4.25%。",
        {"25个基点": "right", "4.00%-4.25%": "right"},
    ),
    ("2026年9月，聯準會將利率調升1碼至3.75%–4.00%。", {"1碼": "right", "3.75%–4.00%": "right"}),
    ("鮑爾在2013年宣布縮減購債，引發逐漸發脾氣。", {"逐漸發脾氣": "mistranslation"}),
    ("Total assets of the Federal Reserve amounted to 15% of GDP at the end of 2021.", {"15% of GDP": "wrong"}),
    ("The Bank of Japan's balance sheet exceeds 120% of GDP.", {"120% of GDP": "not_understood"}),
    ("中國人民銀行總資產達6.7兆美元。", {"6.7兆美元": "not_understood"}),
    ("If the Fed sold $1 trillion of bonds, yields would rise.", {"$1 trillion": "not_understood"}),
    ("How long will the Fed keep shrinking its $7 trillion balance sheet?", {"$7 trillion": "question"}),
    ("The S&P 500 closed at 1,573.09 points on June 24, 2013.", {"1,573.09 points": "right"}),
    ("2022年9月底，ON RRP餘額為2.4億美元。", {"2.4億美元": "wrong_unit"}),
    (
        "The Fed's MBS portfolio stood at $2.35 trillion in June 2024, down from a peak of $2.74 trillion in April 2022.",
        {"$2.35 trillion": "right", "$2.74 trillion": "right"},
    ),
    ("聯準會每月縮表上限在2024年6月由950億美元降至600億美元。", {"950億美元": "right", "600億美元": "right"}),
    ("In 2021 the Fed's IORB rate was 0.15%.", {"0.15%": "right"}),
    ("The federal funds target range stood at 0-0.25% from March 2020 to March 2022.", {"0-0.25%": "right"}),
    (
        "Bank reserves rose from $1.4 trillion in September 2019 to $4.2 trillion in December 2021.",
        {"$1.4 trillion": "right", "$4.2 trillion": "right"},
    ),
    ("聯準會宣布自2022年6月1日起縮減資產負債表。", {"2022年6月1日": "right"}),
    ("截至2026年9月底，聯準會持有的公債約4.56兆美元，MBS約1.9兆美元。", {"4.56兆美元": "right", "1.9兆美元": "right"}),
    ("預計2026年底聯準會總資產將達7兆美元。", {"7兆美元": "forecast"}),
    # each figure of a list takes the date of its own member
    (
        "The Fed cut the Treasury cap to $25 billion a month in June 2024 and to $5 billion in April 2025.",
        {"$25 billion": "right", "$5 billion": "right"},
    ),
    (
        "The Fed cut the Treasury cap to $5 billion a month in June 2024 and to $25 billion in April 2025.",
        {"$5 billion": "wrong_date", "$25 billion": "wrong_date"},
    ),
    (
        (
            "The Treasury cap was $30 billion a month from June 2022, $60 billion from September 2022 and $5 billion from "
            "April 2025."
        ),
        {"$30 billion": "right", "$60 billion": "right", "$5 billion": "right"},
    ),
    (
        "In May 2024 the Fed said it would cut the Treasury cap to $25 billion a month from June 2024.",
        {"$25 billion": "right"},
    ),
    (
        "聯準會的公債上限2024年6月降至250億美元，2025年4月再降至50億美元。",
        {"250億美元": "right", "50億美元": "right"},
    ),
    (
        "聯準會的公債每月上限2024年6月降至250億美元，2025年4月再降至100億美元。",
        {"250億美元": "right", "100億美元": "wrong"},
    ),
    (
        "2022年6月縮表每月上限475億美元，蘋果市值2024年6月升至3兆美元。",
        {"475億美元": "right", "3兆美元": "not_understood"},
    ),
    # caps of one kind of securities
    ("The cap on Treasury runoff was $60 billion a month from September 2022.", {"$60 billion": "right"}),
    ("The Treasury runoff cap was $60 billion a month in October 2022.", {"$60 billion": "right"}),
    ("The monthly cap on Treasury redemptions was $95 billion in October 2022.", {"$95 billion": "wrong"}),
    ("The cap on MBS runoff was $35 billion a month from September 2022.", {"$35 billion": "right"}),
    ("The cap on mortgage bond runoff was $35 billion a month in October 2022.", {"$35 billion": "right"}),
    ("The cap on Treasury and MBS runoff was $95 billion a month in October 2022.", {"$95 billion": "right"}),
    (
        "2022年9月起，公債縮減上限為600億美元，MBS縮減上限為350億美元。",
        {"600億美元": "right", "350億美元": "right"},
    ),
    ("2022年9月起，公債每月上限600億美元。", {"600億美元": "right"}),
    (
        "Treasury runoff totaled $1.3 trillion between June 2022 and July 2024.",
        {"$1.3 trillion": "not_understood"},
    ),
    (
        "聯準會2022年6月公債每月上限300億美元，9月升至600億美元。",
        {"300億美元": "right", "600億美元": "right"},
    ),
    # a month's mean settles no day
    ("殖利率在2023年10月升至4.98%。", {"4.98%": "unsupported"}),
    ("The 10-year yield rose to 4.98% in October 2023.", {"4.98%": "unsupported"}),
    ("The 10-year yield peaked at 4.98% in October 2023.", {"4.98%": "unsupported"}),
    ("The 10-year yield reached 4.80% in October 2023.", {"4.80%": "right"}),
    ("The 10-year yield touched 6.98% in October 2023.", {"6.98%": "wrong"}),
    ("The 10-year yield averaged 4.98% in October 2023.", {"4.98%": "wrong"}),
    ("The 10-year yield climbed to 4.98% in 2023.", {"4.98%": "unsupported"}),
    # a growth from a day to another whose year is missing
    (
        "聯準會的資產負債表從2020年2月的約4.2億美元，擴張到3月中旬的近9億美元。",
        {"4.2億美元": "wrong_unit", "9億美元": "wrong_unit"},
    ),
    ("聯準會的資產負債表從2020年2月的約4.2億美元，降到3月中旬的近9億美元。", {"9億美元": "wrong"}),
    ("聯準會的資產負債表從2020年2月的約4.2兆美元，擴張到6月的7.1兆美元。", {"7.1兆美元": "right"}),
    (
        "The Fed's balance sheet grew from $4.2 trillion in February 2020 to nearly $9 trillion in mid-March.",
        {"$9 trillion": "wrong_date"},
    ),
    ("聯準會資產負債表從2020年2月的4.2兆美元，擴張到3月中旬的近5兆美元。", {"5兆美元": "wrong"}),
    # shares of banks' assets
    (
        "Reserves were $3.3 trillion in July 2024, roughly 14% of bank assets.",
        {"$3.3 trillion": "right", "14%": "right"},
    ),
    ("Reserves were roughly 11% of bank assets in July 2024.", {"11%": "wrong"}),
    ("2024年7月，銀行準備金約占銀行資產14%。", {"14%": "right"}),
    ("Reserves were 11% of GDP and 14% of bank assets in July 2024.", {"11% of GDP": "right", "14%": "right"}),
    # a relative clause between subject and verb
    (
        "Its balance sheet, which peaked at nearly $9 trillion in April 2022, stood at about $6.5 million by the end of 2025.",
        {"$9 trillion": "right", "$6.5 million": "wrong_unit"},
    ),
    ("Apple, which uses a balance sheet, had $6.5 million in 2025.", {"$6.5 million": "not_understood"}),
)


@pytest.mark.parametrize(("text", "wanted"), SENTENCES, ids=[text[:24] for text, _ in SENTENCES])
def test_verdicts(text, wanted):
    found = audit(read(text), record=RECORD, clocks={"article": date(2026, 10, 1)}).verdicts
    by_words = {one.words: one.verdict for one in found}
    assert {words: by_words.get(words) for words in wanted} == wanted


def test_none_of_these_is_called_wrong_by_mistake():
    """What is right or not understood in the list is never said to be wrong beside it."""
    wrong = ("wrong", "wrong_unit", "wrong_date", "mistranslation")
    for text, wanted in SENTENCES:
        if set(wanted.values()) <= {"right", "not_understood"}:
            for one in audit(read(text), record=RECORD, clocks={"article": date(2026, 10, 1)}).verdicts:
                assert one.verdict not in wrong, (text, one.words, one.check)


def one_of(text, words, record=RECORD):
    found = audit(read(text), record=record, clocks={"article": date(2024, 7, 18)}).verdicts
    return next(one for one in found if one.words == words)


def test_the_missing_year_of_a_growth_is_named():
    one = one_of("聯準會的資產負債表從2020年2月的約4.2億美元，擴張到3月中旬的近9億美元。", "9億美元")
    assert (one.verdict, one.factor, one.measured.day.year, one.measured.day.month) == ("wrong_unit", 10_000, 2022, 3)
    assert "「3月中旬」缺年份，應為2022年" in one.reason["zh-Hant"]
    assert "2022" in one.reason["en"]
    assert one.suggested["zh-Hant"].endswith("擴張到2022年3月中旬的近9兆美元。")


def test_the_missing_year_follows_the_record(with_series):
    """Where two years fit, none is named: the end of March 2021 is raised to the level of 2022."""
    text = "聯準會的資產負債表從2020年2月的約4.2億美元，擴張到3月底的近9億美元。"
    assert "應為2022年" in one_of(text, "9億美元").reason["zh-Hant"]
    with_series("total_assets", date(2021, 3, 31), 8_850_000.0)
    two = one_of(text, "9億美元", Record())
    assert (two.verdict, "缺年份" in two.reason["zh-Hant"]) == ("wrong", False)


def test_a_days_level_beside_a_months_mean_says_what_it_needs():
    one = one_of("殖利率在2023年10月升至4.98%。", "4.98%")
    assert "needs imported daily data" in one.reason["en"]
    assert one.measured.value == pytest.approx(4.80, abs=0.005)


def test_million_for_trillion_is_a_factor_of_a_million():
    one = one_of("The Fed's balance sheet stood at about $7.2 million in June 2024.", "$7.2 million")
    assert (one.verdict, one.factor, one.link.series) == ("wrong_unit", 1_000_000, "total_assets")
    assert "$7.2 trillion" in one.suggested["en"]


def test_each_cap_is_linked_to_its_own_column():
    for text, words, series in (
        ("The cap on Treasury runoff was $60 billion a month from September 2022.", "$60 billion", "treasury_cap"),
        ("公債每月上限在2022年10月為600億美元。", "600億美元", "treasury_cap"),
        ("The cap on MBS runoff was $35 billion a month from September 2022.", "$35 billion", "mbs_cap"),
        ("MBS每月上限在2022年10月為350億美元。", "350億美元", "mbs_cap"),
    ):
        link = one_of(text, words).link
        assert (link.measure, link.series) == ("cap", series), text
