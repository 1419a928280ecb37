"""What a replay is told and assumes, in both languages; `actual_outcome` marks what nobody knew at the start."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

#: (key, actual outcome?, English, Traditional Chinese)
_GIVEN: Final = (
    (
        "holdings",
        False,
        "Notes and bonds by CUSIP and class totals on {opening}, as published.",
        "{opening}公布的公債逐券持有明細與各類別總額。",
    ),
    (
        "caps",
        False,
        "Redemption caps and reinvestment rules as announced, month by month.",
        "逐月公告的到期上限與再投資規則。",
    ),
    (
        "auction_sizes",
        True,
        "Announced sizes, maturities and coupons of the auctions held during the episode: actual outcomes.",
        "期間內實際舉行之標售的公告金額、到期日與票面利率，屬事後實際值。",
    ),
    (
        "mortgage_rates",
        True,
        "30-year mortgage rate, last week of each month: actual outcomes.",
        "每月最後一週的30年期房貸利率，屬事後實際值。",
    ),
    (
        "consumer_prices",
        True,
        "Consumer prices for TIPS compensation: actual outcomes, seasonally adjusted where TIPS use unadjusted ones.",
        "用於計算抗通膨公債補償的消費者物價，屬事後實際值；所用為季節調整後指數，而抗通膨公債依未調整指數計算。",
    ),
    (
        "tips_and_frn",
        False,
        "Issues of TIPS and floating rate notes inferred from class totals and the auction calendar, in equal parts.",
        "抗通膨公債與浮動利率公債的各期金額由類別總額與標售行事曆推定，各期等分。",
    ),
    (
        "bills",
        False,
        "Bills spread over an assumed ladder of weekly maturities.",
        "國庫券依假設的每週到期階梯分配。",
    ),
    (
        "mbs_cohorts",
        False,
        (
            "Shares of MBS coupons are those of May 2024, carried to the start by what the declared prior says each has paid "
            "since; prepayment follows that prior."
        ),
        "房貸抵押證券（MBS）各票面的比重取自2024年5月，並依宣告的提前還款設定回推至起始日；其後亦依同一設定還款。",
    ),
    (
        "unsettled_mbs",
        False,
        (
            "MBS bought before the start and delivered after it (published MBS rose on them in the summer of 2022): worked "
            "out from the principal of the three months before the start, not read from a statement."
        ),
        "起始日前買進、之後才交割的MBS（2022年夏季公布的餘額因此上升）：由起始日前三個月的本金推算，並非取自報表。",
    ),
    (
        "settlement",
        False,
        (
            "Reinvested MBS principal is delivered one month later until 2019, from 2020 on over one to three months; MBS "
            "pay on the 15th, 20th and 25th, and published holdings move on those days only."
        ),
        (
            "MBS本金再投資於2019年以前在次月交割，2020年起分一至三個月交割；"
            "MBS於每月15日、20日與25日付款，公布的餘額只在這些日子變動。"
        ),
    ),
)


#: Said in place of the inference where TIPS and FRN are known by CUSIP.
_LISTED: Final = (
    (
        "TIPS and floating rate notes by CUSIP on {listed}, from your store; what the class totals hold beyond them on "
        "{opening} is held in the issues first sold since."
    ),
    "抗通膨公債與浮動利率公債採本機資料庫{listed}的逐券明細；{opening}類別總額超出的部分，計入其後新發行的期別。",
)


def told(opening: str, listed: date | None = None) -> dict[str, dict[str, Any]]:
    """Every input and assumption by name: text in both languages and whether it is an actual outcome.

    `listed` is the day of an earlier list of TIPS and floating rate notes, if one was handed in.
    """
    given = {key: (actual, english, chinese) for key, actual, english, chinese in _GIVEN}
    if listed is not None:
        given["tips_and_frn"] = (False, *_LISTED)
    return {
        key: {
            "en": english.format(opening=opening, listed=listed),
            "zh-Hant": chinese.format(opening=opening, listed=listed),
            "actual_outcome": actual,
        }
        for key, (actual, english, chinese) in given.items()
    }
