"""What the MBS exam prints, in both languages."""

from __future__ import annotations

from typing import Any, Final

RULES: Final[dict[str, dict[str, str]]] = {
    "declared_prior": {
        "en": "The prior declared for May 2022: every number with its source, none fitted.",
        "zh-Hant": "2022年5月宣告的先驗參數：每個數字皆附來源，未經配適。",
    },
    "fit_to_start": {
        "en": "The prior brought up to date with holdings published up to the start (one clean window, 2018-19).",
        "zh-Hant": "以起始日前已公布的持有額修正先驗參數（僅2018至2019年一段期間未受交割影響）。",
    },
    "constant": {
        "en": "A constant 7.7 percent a year, the pace of October 2018 to April 2019.",
        "zh-Hant": "固定年率7.7%，即2018年10月至2019年4月的速度。",
    },
    "fit_to_2023": {
        "en": "Fitted to holdings published up to the end of 2023, opened there, given the mortgage rates that came.",
        "zh-Hant": "以2023年底前公布的持有額配適，並自該日起算；房貸利率採事後實際值。",
    },
    "fit_to_2023_rates_held": {
        "en": "The same with mortgage rates held at their last value of 2023: what could be said on that day.",
        "zh-Hant": "同上，但房貸利率維持2023年最後一筆數值，即當日所能作出的預測。",
    },
    "declared_prior_from_2023": {
        "en": "The declared prior, opened at the end of 2023.",
        "zh-Hant": "宣告的先驗參數，自2023年底起算。",
    },
    "constant_from_2023": {
        "en": "A constant 7.7 percent a year, opened at the end of 2023.",
        "zh-Hant": "固定年率7.7%，自2023年底起算。",
    },
}

NEW_YORK_FED: Final[dict[str, Any]] = {
    "text": {
        "en": (
            "The New York Fed's report of May 2022 put the portfolio at about 5.9 trillion dollars in mid-2025 with a "
            "roughly constant share of MBS; it printed no MBS figure that is at hand. Derived: 5.9 trillion times the "
            "share of MBS on 25 May 2022. No figure for the other dates."
        ),
        "zh-Hant": (
            "紐約聯準銀行2022年5月的報告預估2025年年中投資組合約5.9兆美元，MBS占比大致不變；"
            "手邊並無其MBS數字。此處以5.9兆美元乘以2022年5月25日的MBS占比推得，其他日期無數字。"
        ),
    },
    "source": (
        "Federal Reserve Bank of New York, Open Market Operations During 2021, May 2022, as reported by Reuters on 25 May 2022"
    ),
    "evidence": "computed",
}

TIMING: Final[dict[str, str]] = {
    "en": (
        "Timing, not speed: the last Wednesday of these months came before most pools pay (the 25th), so the month "
        "shows little of its principal and the next one the rest. The mean of the two is a month's principal."
    ),
    "zh-Hant": (
        "屬入帳時點，而非還款速度：這些月份最後一個星期三早於多數資產池的付款日（25日），"
        "當月僅反映少部分本金，其餘落在次月；兩個月的平均才是單月本金。"
    ),
}
