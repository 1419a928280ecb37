"""When the SOMA's MBS of a term and coupon were issued: parts of their face by year, from 2020 on by half-year.

Computed from the list of 1 May 2024 (Federal Reserve Bank of New York, System Open Market Account Holdings of Domestic
Securities, agency MBS): issue = stated final maturity less term, the middle of the year (July) or of the half (April,
October); percent, parts under three left out. A pool that combines smaller ones shows the latest maturity among them, so
only pools that are not combinations are counted, half of the face. What was issued in the second half of 2022 was
delivered from June to October of that year; at an earlier date it is not there.
"""

from __future__ import annotations

from datetime import date
from typing import Final

#: By term: (highest coupon, ((year, month, percent), ...)), coupons rising.
VINTAGES: Final[dict[str, tuple[tuple[float, tuple[tuple[int, int, int], ...]], ...]]] = {
    "30yr": (
        (
            1.5,
            (
                (2020, 10, 46),
                (2021, 4, 54),
            ),
        ),
        (
            2.0,
            (
                (2020, 10, 22),
                (2021, 4, 39),
                (2021, 10, 34),
                (2022, 4, 5),
            ),
        ),
        (
            2.5,
            (
                (2020, 4, 9),
                (2020, 10, 21),
                (2021, 4, 29),
                (2021, 10, 34),
                (2022, 4, 7),
            ),
        ),
        (
            3.0,
            (
                (2012, 7, 3),
                (2013, 7, 19),
                (2014, 7, 6),
                (2015, 7, 4),
                (2016, 7, 12),
                (2017, 7, 11),
                (2019, 7, 12),
                (2020, 4, 13),
                (2021, 10, 4),
                (2022, 4, 15),
            ),
        ),
        (
            3.5,
            (
                (2012, 7, 6),
                (2013, 7, 6),
                (2014, 7, 7),
                (2015, 7, 30),
                (2016, 7, 18),
                (2017, 7, 15),
                (2019, 7, 6),
                (2022, 4, 10),
            ),
        ),
        (
            4.0,
            (
                (2013, 7, 4),
                (2014, 7, 31),
                (2015, 7, 6),
                (2016, 7, 6),
                (2017, 7, 9),
                (2018, 7, 9),
                (2019, 7, 6),
                (2022, 4, 6),
                (2022, 10, 19),
            ),
        ),
        (
            4.5,
            (
                (2009, 7, 4),
                (2016, 7, 18),
                (2022, 4, 4),
                (2022, 10, 68),
            ),
        ),
        (
            5.0,
            (
                (2010, 7, 42),
                (2022, 10, 54),
            ),
        ),
        (
            99.0,
            (
                (2010, 7, 31),
                (2022, 10, 5),
                (2023, 4, 19),
                (2023, 10, 38),
            ),
        ),
    ),
    "15yr": (
        (
            1.5,
            (
                (2020, 10, 15),
                (2021, 4, 36),
                (2021, 10, 31),
                (2022, 4, 18),
            ),
        ),
        (
            2.0,
            (
                (2020, 4, 17),
                (2020, 10, 38),
                (2021, 4, 28),
                (2021, 10, 10),
                (2022, 4, 7),
            ),
        ),
        (
            2.5,
            (
                (2016, 7, 10),
                (2017, 7, 14),
                (2018, 7, 5),
                (2019, 7, 8),
                (2020, 4, 22),
                (2020, 10, 6),
                (2022, 4, 31),
            ),
        ),
        (
            3.0,
            (
                (2016, 7, 22),
                (2017, 7, 16),
                (2018, 7, 17),
                (2019, 7, 5),
                (2020, 4, 3),
                (2022, 4, 20),
                (2022, 10, 13),
            ),
        ),
        (
            3.5,
            (
                (2015, 7, 5),
                (2018, 7, 3),
                (2019, 7, 7),
                (2022, 4, 12),
                (2022, 10, 69),
            ),
        ),
        (
            99.0,
            (
                (2022, 10, 85),
                (2023, 4, 4),
            ),
        ),
    ),
    "Other": (
        (
            2.0,
            (
                (2010, 7, 49),
                (2011, 7, 9),
                (2020, 4, 15),
                (2020, 10, 28),
            ),
        ),
        (
            2.5,
            (
                (2005, 7, 7),
                (2006, 7, 16),
                (2007, 7, 14),
                (2008, 7, 6),
                (2009, 7, 10),
                (2010, 7, 45),
            ),
        ),
        (
            3.0,
            (
                (2005, 7, 3),
                (2006, 7, 10),
                (2007, 7, 16),
                (2008, 7, 22),
                (2009, 7, 27),
                (2010, 7, 21),
            ),
        ),
        (
            99.0,
            (
                (2008, 7, 18),
                (2009, 7, 17),
                (2018, 7, 5),
                (2019, 7, 50),
            ),
        ),
    ),
}


def ages(term: str, coupon: float, as_of: date, longest: int) -> list[tuple[int, float]]:
    """Age in months on a day and share of each vintage of a term and coupon; none of what is not issued yet or has ended.

    Law: shares are between 0 and 1 and sum to at most 1; what is missing was issued later.
    """
    found = next(parts for highest, parts in VINTAGES[term] if coupon <= highest)
    whole = sum(percent for _, _, percent in found)
    dated = [((as_of.year - year) * 12 + as_of.month - month, percent / whole) for year, month, percent in found]
    return [(age, share) for age, share in dated if 0 <= age < longest]
