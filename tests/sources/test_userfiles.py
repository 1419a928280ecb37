"""Users' tables of series: what is recognised, converted, left, and refused. All figures here are invented."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import ebb.sources.userfiles
from ebb.errors import FormatError, UnitError
from ebb.sources import userfiles
from ebb.sources.cards import cards
from ebb.sources.harvest import Reading
from ebb.sources.userfiles.columns import unit_of

from .own import TODAY, figures, left, notes, read, readings


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp950"])
    def test_accepted_encodings(self, encoding: str) -> None:
        raw = "日期,WALCL\n2022-06-01,8900000\n".encode(encoding)
        if encoding == "utf-16-le":
            raw = b"\xff\xfe" + raw
        found = userfiles.read_csv(raw, "x.csv", today=TODAY)
        assert figures(found) == {"WALCL": {"2022-06-01": 8_900_000.0}}

    @pytest.mark.parametrize(
        "raw", [b"PK\x03\x04\x00\x00", b"date,WALCL\n2022-06-01,\x00\n", b"\x93NUMPY\xff\xff", b"\xff\xfe\x00\xd8"]
    )
    def test_what_is_no_text_is_refused(self, raw: bytes) -> None:
        with pytest.raises(FormatError, match="its bytes are no text"):
            userfiles.read_csv(raw, "x.csv", today=TODAY)

    def test_tabs_and_semicolons_separate_as_well(self) -> None:
        assert figures(read("date\tSOFR\n2022-06-01\t1.5\n")) == figures(read("date;SOFR\n2022-06-01;1.5\n"))

    def test_an_empty_file_is_left(self) -> None:
        assert left(read("\n\n")) == {"mine.csv": "empty_file"}


class TestRefusedWhole:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("date,SOFR\n2022-06-01,1.5,9\n", "line 2 has 3 cells, not 2"),
            ("date,SOFR\n2022-06-01\n", "line 2 has 1 cells, not 2"),
            ("date,SOFR\n2022-06-01,1.5\n2022-06-01,1.6\n", "line 3: date 2022-06-01 repeats"),
            ("date,SOFR\n2022-06-01,1\n2022-06-03,1\n2022-06-02,1\n2022-06-06,1\n", "line 4: date 2022-06-02 is out of order"),
            ("date,SOFR\n2022-06-01,about 1.5\n", 'line 2: "about 1.5" in SOFR is no number'),
            ("date,SOFR\n2022-06-01,1_5\n", 'line 2: "1_5" in SOFR is no number'),
            ("date,SOFR\n2022-06-01,inf\n", 'line 2: "inf" in SOFR is no number'),
            ("date,SOFR\n2022-06-01,1e999\n", 'line 2: "1e999" in SOFR is no number'),
            ("date,SOFR\n2022-06-01,１.5\n", "is no number"),
            ('date,WALCL\n2022-06-01,"8,900,000"\n', "is no number (separators of thousands)"),
            ("date,SOFR\n2022-06-01,1.5\n06/02/2022,1.5\n", "is a date of another form (MM/DD/YYYY, not YYYY-MM-DD)"),
            ("date,SOFR\n2022-02-30,1.5\n", "is no day of the calendar"),
            ("date,SOFR\n03/04/2022,1.5\n05/06/2022,1.5\n", "day and month cannot be told apart"),
            ("date,SOFR\n2026-11-23,1.5\n", "lies after today"),
            ("date,SOFR,SOFR\n2022-06-01,1,1\n", 'column "SOFR" stands twice'),
            ("date,SP500,sp500\n2022-06-01,4000,4000\n", "both mean SP500"),
            ('date,SOFR\n2022-06-01,"1.5\n', "mine.csv"),
            ("date,SOFR\n", "it has a header and no rows"),
        ],
    )  # fmt: skip
    def test_with_the_line(self, text: str, said: str) -> None:
        with pytest.raises(FormatError) as refused:
            read(text)
        assert said in str(refused.value)
        assert refused.value.where == "mine.csv"

    def test_every_problem_is_listed(self) -> None:
        with pytest.raises(FormatError) as refused:
            read("date,SOFR,EFFR\n2022-06-01,a,1\n2022-06-01,1,b\n2022-06-03,1,1,1\n")
        assert "line 4" in refused.value.what
        with pytest.raises(FormatError) as refused:
            read("date,SOFR,EFFR\n2022-06-01,a,1\n2022-06-01,1,b\n")
        assert all(word in refused.value.what for word in ("line 2", '"a"', "line 3", '"b"', "repeats"))

    def test_many_problems_are_counted(self) -> None:
        rows = "".join(f"2022-06-{day:02d},x\n" for day in range(1, 31))
        with pytest.raises(FormatError, match="and 22 more"):
            read("date,SOFR\n" + rows)


class TestNumbers:
    @pytest.mark.parametrize("cell", ["", ".", "NA", "ND", "null", "#N/A", "N/A", "NaN"])
    def test_missing_is_absent(self, cell: str) -> None:
        found = read(f"date,SOFR\n2022-06-01,{cell}\n2022-06-02,1.5\n")
        assert figures(found) == {"SOFR": {"2022-06-02": 1.5}}

    def test_zero_is_a_figure(self) -> None:
        found = read("date,RRPONTSYD,WSHOMCB\n2021-03-17,0,0.0\n")
        assert figures(found) == {"RRPONTSYD": {"2021-03-17": 0.0}, "WSHOMCB": {"2021-03-17": 0.0}}

    def test_a_column_without_a_figure_is_left(self) -> None:
        assert left(read("date,SOFR,EFFR\n2022-06-01,,1\n")) == {"SOFR": "empty_column"}


class TestDates:
    @pytest.mark.parametrize(
        "cell",
        ["2022-06-13", "2022/6/13", "06/13/2022", "13/06/2022", "13 Jun 2022", "13/Jun/2022", "2022-06-13T00:00:00"],
    )
    def test_forms(self, cell: str) -> None:
        assert figures(read(f"date,SOFR\n{cell},1.5\n")) == {"SOFR": {"2022-06-13": 1.5}}

    def test_newest_first_is_turned_round(self) -> None:
        found = read("date,SOFR\n2022-06-03,3\n2022-06-02,2\n2022-06-01,1\n")
        assert figures(found)["SOFR"] == {"2022-06-01": 1.0, "2022-06-02": 2.0, "2022-06-03": 3.0}

    @pytest.mark.parametrize("name", ["DATE", "observation_date", "Date", "日期", "anything"])
    def test_names_of_the_column(self, name: str) -> None:
        assert read(f"{name},WALCL\n2022-06-01,8900000\n").shape == "single"

    def test_months_and_quarters_are_dated_by_their_last_day(self) -> None:
        found = read("date,UNRATE,GDP,SOFR\n2024-01-01,3.7,28000,5.3\n2024-02-01,3.9,,5.3\n2024-04-01,3.9,28600,5.3\n")
        assert figures(found) == {
            "UNRATE": {"2024-01-31": 3.7, "2024-02-29": 3.9, "2024-04-30": 3.9},
            "GDP": {"2024-03-31": 28_000.0, "2024-06-30": 28_600.0},
            "SOFR": {"2024-01-01": 5.3, "2024-02-01": 5.3, "2024-04-01": 5.3},
        }

    def test_months_without_days(self) -> None:
        assert figures(read("date,UNRATE\n2024-01,3.7\n2024-02,3.9\n"))["UNRATE"] == {
            "2024-01-31": 3.7,
            "2024-02-29": 3.9,
        }

    def test_a_month_that_is_not_over_is_left_out_and_said(self) -> None:
        found = read("date,UNRATE\n2026-10-01,4.1\n2026-11-01,4.2\n")
        assert figures(found) == {"UNRATE": {"2026-10-31": 4.1}}
        assert notes(found) == ["unfinished_period"]

    def test_a_monthly_series_given_by_day_is_refused(self) -> None:
        found = read("date,UNRATE,SOFR\n2024-01-01,3.7,5.3\n2024-01-02,3.7,5.3\n")
        assert [item.what for item in found.refused] == ["UNRATE"]
        assert "several figures in one period" in str(found.refused[0].why)
        assert list(figures(found)) == ["SOFR"]


class TestNames:
    @pytest.mark.parametrize(
        ("column", "name"),
        [
            ("sp500", "SP500"),
            ("vix", "VIXCLS"),
            ("move", "MOVE"),
            ("hy_oas", "BAMLH0A0HYM2"),
            ("gilt_2y", "GILT_02Y"),
            ("twse_foreign_net_buy_twd_m", "TWSE_FOREIGN_NET_BUY"),
            ("sofr", "SOFR"),
            ("RESPPMA_N.WW", "WALCL"),
        ],
    )
    def test_other_names_of_a_series(self, column: str, name: str) -> None:
        middle = cards()[name].low / 2 + cards()[name].high / 2
        assert list(figures(read(f"date,{column}\n2022-06-01,{middle:.1f}\n"))) == [name]

    def test_unknown_columns_are_left_and_named(self) -> None:
        found = read("date,SOFR,MYSTERY,remark\n2022-06-01,1.5,17,words\n")
        assert left(found) == {"MYSTERY": "unknown_column", "remark": "unknown_column"}
        assert list(figures(found)) == ["SOFR"]

    def test_a_table_of_unknown_columns_is_left(self) -> None:
        found = read("date,MYSTERY\n2022-06-01,17\n")
        assert (found.shape, left(found)) == ("left", {"mine.csv": "unknown_columns"})

    def test_what_is_no_table_is_left_however_ragged(self) -> None:
        assert left(read("some notes\nof mine, and more\n,,,\n")) == {"mine.csv": "unknown_table"}

    def test_no_two_cards_claim_one_column(self) -> None:
        claims = Counter(also for card in cards().values() for also in (*card.also, card.name))
        assert [name for name, count in claims.items() if count > 1] == []

    @pytest.mark.parametrize("room", ["markets", "surveys", "copies"])
    def test_guards_catch_a_factor_of_a_thousand_where_the_range_allows(self, room: str) -> None:
        import tomllib

        path = Path(ebb.sources.userfiles.__file__).parents[1] / "cards" / f"{room}.toml"
        for name in tomllib.loads(path.read_text(encoding="utf-8")):
            card = cards()[name]
            assert np.isfinite([card.low, card.high]).all()
            if card.low > 0 and card.high / card.low < 1_000:
                with pytest.raises(UnitError):
                    Reading(card, np.array(["2022-06-01"], "datetime64[D]"), np.array([card.low * 1.1 * 1_000]))


class TestMagnitudes:
    def test_a_column_in_billions_is_refused_alone(self) -> None:
        found = read("date,WALCL,SOFR\n2022-06-01,8900.1,1.5\n2022-06-08,8901.2,1.5\n")
        assert [item.what for item in found.refused] == ["WALCL"]
        assert isinstance(found.refused[0].why, UnitError)
        assert "times 1000 they would fit" in found.refused[0].why.what
        assert list(figures(found)) == ["SOFR"]

    def test_a_unit_that_changes_on_the_way_is_refused(self) -> None:
        """Reserves were published in billions until 2025: no guard of magnitudes sees it, a leap between two weeks does."""
        found = read("date,WRESBAL\n2025-04-02,3300.2\n2025-04-09,3310.1\n2025-11-05,2850000\n")
        assert "another unit?" in found.refused[0].why.what

    def test_every_refused_column_is_told(self) -> None:
        found = read("date,WALCL,TREAST,SOFR\n2022-06-01,8900.1,5700.2,1500\n")
        assert [item.what for item in found.refused] == ["WALCL", "TREAST", "SOFR"]
        assert found.harvest.readings == ()


class TestUnits:
    TABLE = "date,WALCL,WRESBAL,MINE,X_DIFF\n2022-06-01,8900.1,3300.2,17,1\n2022-06-08,8901.2,3290.1,18,2\n"
    UNITS = (
        "WALCL,billions of USD,Wednesday level,total assets\n"
        "WRESBAL,billions of USD,week average ending Wednesday,reserves\n"
        'MINE,percent per year,"weekly, Wednesday",a rate of my own\n'
        "X_DIFF,millions of USD,Wednesday level,DERIVED: one minus the other\n"
    )

    def test_a_statement_converts(self) -> None:
        found = read(self.TABLE, self.UNITS)
        assert figures(found)["WALCL"]["2022-06-01"] == pytest.approx(8_900_100, rel=1e-12)
        assert figures(found)["WRESBAL"]["2022-06-08"] == pytest.approx(3_290_100, rel=1e-12)
        assert not found.refused

    def test_a_described_column_is_loaded_under_its_own_name(self) -> None:
        card = next(r.card for r in readings(read(self.TABLE, self.UNITS)) if r.card.name == "MINE")
        assert (card.unit, card.basis, card.frequency, card.title) == (
            "percent",
            "as-of level",
            "weekly",
            "a rate of my own",
        )
        assert card.publisher == userfiles.OWNER
        assert card.lag_days > 0

    def test_a_derived_column_is_left(self) -> None:
        assert left(read(self.TABLE, self.UNITS)) == {"X_DIFF": "derived_column"}

    @pytest.mark.parametrize(
        "line",
        [
            "WALCL,millions of USD,Wednesday level,figures are billions",
            "WALCL,trillions of USD,Wednesday level,figures are billions",
            "WALCL,percent per year,Wednesday level,no rate",
            "WALCL,billions of USD,week average ending Wednesday,no average",
            "WALCL,billions of USD,monthly,not monthly",
            "WALCL,bushels,Wednesday level,no unit",
        ],
    )
    def test_a_contradiction_is_refused(self, line: str) -> None:
        found = read(self.TABLE, line + "\n")
        assert [item.what for item in found.refused] == ["WALCL"]
        assert isinstance(found.refused[0].why, UnitError)

    def test_a_level_is_no_week_average(self) -> None:
        found = read("date,WRESBAL\n2022-06-01,3300000\n", "WRESBAL,millions of USD,Wednesday level,reserves\n")
        assert "is weekly, week average" in found.refused[0].why.what

    def test_a_broken_units_file_is_refused(self) -> None:
        with pytest.raises(FormatError, match="line 2 has 2 cells, not 4"):
            userfiles.read_units(b"A,percent,daily,x\nB,percent\n", "u.csv")

    @pytest.mark.parametrize(
        ("said", "unit"),
        [
            ("billions of USD, annual rate", "USD bn"),
            ("billions of chained 2017 USD, annual rate", "chained USD bn"),
            ("percent per year", "percent"),
            ("USD mn", "USD mn"),
            ("millions of U.S. dollars", "USD mn"),
            ("billions of euros", "EUR bn"),
            ("index", "index"),
            ("basis points", "bp"),
            ("lots of money", None),
            ("percentage of what", None),
        ],
    )
    def test_statements(self, said: str, unit: str | None) -> None:
        assert unit_of(said) == unit
