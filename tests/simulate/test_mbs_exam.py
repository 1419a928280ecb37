"""The prepayment exam: the table, its bars, and that nothing published after the start moves an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from ebb.errors import UnknownName
from ebb.policy import Programme
from ebb.portfolio import PRIOR, cohorts
from ebb.portfolio.prepayment_fit import market_of
from ebb.simulate.mbs_exam import MbsExam, episode_path, mbs_exam, timing_artefacts
from ebb.sources import published

KEYS = (
    *("mbs", "mortgage_30y", "soma_mbs", "soma_cmbs"),
    *("soma_bills", "soma_notes_bonds", "soma_tips", "soma_frn", "soma_agency_debt"),
)


@cache
def handed():
    return {key: published.series(key) for key in KEYS}


@cache
def programme():
    return Programme.from_document(published.document("policy/programme"))


@cache
def exam() -> MbsExam:
    return mbs_exam(handed(), cohorts(published.rows("mbs_cohorts")), programme())


def test_the_table():
    """Misses in percent at the end of 2022, 2023, 2024 and in November 2025; printed, none tuned. Tolerance 0.1.

    The prior is almost right for 2022 and too slow afterwards: it lets turnover fall too far at a deep discount. The fit
    to May 2022 knows turnover from 2018-19 and next to nothing of lock-in, so it errs to the other side.
    """
    table = {s.rule: [round(m.percent, 2) for m in s.misses] for s in exam().sittings}
    assert table["declared_prior"] == pytest.approx([-0.01, 1.91, 3.45, 5.43], abs=0.1)
    assert table["fit_to_start"] == pytest.approx([-1.17, -3.47, -6.25, -8.80], abs=0.1)
    assert table["constant"] == pytest.approx([-1.27, -3.86, -6.19, -8.17], abs=0.1)
    days = [m.day for m in exam().sitting("constant").misses]
    assert days == [date(2022, 12, 28), date(2023, 12, 27), date(2024, 12, 25), date(2025, 11, 26)]


def test_the_prior_beats_the_constant_at_every_date():
    """Asked of prior and fit. The fit to seven months near the market loses to it from 2024 on, by 0.1 and 0.6 points."""
    assert exam().beats_constant == {"declared_prior": [True] * 4, "fit_to_start": [True, True, False, False]}


def test_the_fit_to_2023_is_within_a_percent_and_a_half_through_2025():
    assert exam().sitting("fit_to_2023").worst_pct < 1.5
    assert exam().sitting("fit_to_2023_rates_held").worst_pct < 1.5
    assert exam().sitting("fit_to_2023").worst_pct < exam().sitting("declared_prior_from_2023").worst_pct
    assert exam().sitting("declared_prior_from_2023").worst_pct < exam().sitting("constant_from_2023").worst_pct


def test_principal_of_2023_out_of_sample():
    """Published 17.5 a month. Asked within 1.5 from May 2022: neither rule gets there (13.6 and 21.9), the constant less."""
    assert exam().sitting("declared_prior").principal(2023) == pytest.approx(13.6, abs=0.2)
    assert exam().sitting("fit_to_start").principal(2023) == pytest.approx(21.9, abs=0.3)
    assert exam().sitting("constant").principal(2023) > 22
    assert exam().sitting("fit_to_2023").principal(2024) == pytest.approx(16.7, abs=1.5)
    assert exam().sitting("fit_to_2023").principal(2023) is None


def test_no_answer_moves_when_everything_published_after_the_start_is_corrupted():
    """Holdings and totals of all kinds after 2022-05-26; mortgage rates are told and stay."""
    after = np.datetime64("2022-05-26")
    poisoned = {
        key: series
        if key == "mortgage_30y"
        else replace(series, values=np.where(series.known > after, series.values * 1.7 + 11.0, series.values))
        for key, series in handed().items()
    }
    again = mbs_exam(poisoned, cohorts(published.rows("mbs_cohorts")), programme())
    for rule in ("declared_prior", "fit_to_start", "constant"):
        mine, other = exam().sitting(rule), again.sitting(rule)
        assert [m.predicted for m in mine.misses] == [m.predicted for m in other.misses]
        assert mine.prior == other.prior


def test_published_mbs_rises_in_the_summer_of_2022():
    path = exam().sitting("declared_prior").path
    start = path.level(date(2022, 5, 25))
    assert start / 1e9 == pytest.approx(2_707.4, abs=0.1)
    assert path.level(date(2022, 6, 29)) > start
    assert path.level(date(2022, 7, 27)) > start
    assert path.level(date(2022, 8, 31)) < start + 2e9
    assert path.economic(date(2022, 8, 31)) < path.economic(date(2022, 5, 25))


def test_the_first_reduction_by_the_same_prior():
    """Given rates, no holdings: within 2.1 percent at every month end, 0.4 until principal turned up in mid-2019 (missed)."""
    market = market_of(published.series("mortgage_30y"))
    total = round(published.series("soma_mbs").in_unit("USD bn").at(date(2017, 9, 27)) * 1e9)
    path = episode_path(
        date(2017, 9, 27),
        date(2019, 9, 25),
        (total, 0),
        cohorts(published.rows("mbs_cohorts")),
        programme(),
        market,
        PRIOR,
    )
    seen = published.series("mbs").in_unit("USD bn").between(date(2017, 10, 1), date(2019, 9, 25))
    misses = {day: abs(100 * (path.level(day) / 1e9 / level - 1)) for day, level in seen}
    assert max(misses.values()) < 2.1
    assert max(miss for day, miss in misses.items() if day < date(2019, 1, 1)) < 0.5


def test_months_that_show_timing_and_not_speed():
    found = exam().timing
    assert [day for day, _, _ in found] == [
        *(date(2023, 2, 22), date(2024, 4, 24), date(2024, 12, 25)),
        date(2025, 9, 24),
    ]
    for day, one, two in found:
        assert one < 6 < 25 < two
        assert (one + two) / 2 == pytest.approx(16.5, abs=1.5)
        path = exam().sitting("fit_to_2023").path
        if day > date(2024, 1, 1):
            made = [m.principal / 1e9 for m in path.months if m.month == day.replace(day=1)]
            assert made[0] == pytest.approx((one + two) / 2, abs=2.5)
    levels = {date(2024, 4, 24): 10.0, date(2024, 5, 29): 9.0}
    assert timing_artefacts(levels, date(2024, 1, 1), date(2024, 12, 31)) == ()


def test_the_new_york_fed_is_marked_by_what_its_report_said():
    """5.9 trillion in mid-2025 at an unchanged share of MBS: 1.9 trillion, against 2,138.5 published."""
    derived = exam().new_york_fed
    assert derived is not None
    assert derived.predicted == pytest.approx(1_903, abs=2)
    assert derived.percent == pytest.approx(-11.0, abs=0.1)
    assert (
        mbs_exam(
            {key: handed()[key] for key in KEYS[:4]}, cohorts(published.rows("mbs_cohorts")), programme()
        ).new_york_fed
        is None
    )


def test_json_and_refusals():
    made = json.loads(json.dumps(exam().json(), allow_nan=False))
    assert set(made["rules"]) == {"declared_prior", "fit_to_start", "constant"}
    assert made["refit"]["opening"] == "2023-12-27"
    assert all(rule["text"]["zh-Hant"] for rule in (*made["rules"].values(), *made["refit"]["rules"].values()))
    assert made["rules"]["declared_prior"]["exam"][0].keys() >= {"date", "published", "predicted", "miss", "miss_pct"}
    assert made["new_york_fed"]["evidence"] == "computed"
    with pytest.raises(UnknownName, match="soma_cmbs"):
        mbs_exam(
            {"mbs": handed()["mbs"], "mortgage_30y": handed()["mortgage_30y"], "soma_mbs": handed()["soma_mbs"]},
            (),
            None,
        )
    with pytest.raises(UnknownName, match="constant"):
        exam().sitting("constnat")
