"""Directories of users' files on their way into the store. All figures here are invented."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from ebb.errors import UsageError
from ebb.sources import userfiles
from ebb.sources.userfiles import sheet
from ebb.store import Store, Writer, import_files, writing
from ebb.store.importing import import_directory

from .directories import BILLS, FIRST, NOW, SECOND, SUMMARY, TODAY, WEEKS, held, left, report_of, take, writer

#: First day of the long files.
FIRST_DAY = date(2020, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    return writer(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "home" / "ebb.duckdb"


class TestOneDirectory:
    def test_everything_recognised_is_held(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(weeks_csv=WEEKS, deep__er__rate_csv="DATE,EFFR\n2022-06-01,0.83\n"), store)
        assert (made.status, made.published, made.counts.new) == (0, True, 5)
        assert held(store, "WALCL") == {"2022-06-01": 8_900_000.0, "2022-06-08": 8_910_000.0}
        assert held(store, "EFFR") == {"2022-06-01": 0.83}
        assert [report.name for report in made.files] == ["weeks.csv", "deep/er/rate.csv"]

    def test_the_passport_of_every_file_is_kept(self, folder: Callable[..., Path], store: Path) -> None:
        place = folder(weeks_csv=WEEKS)
        take(place, store)
        opened = Store.open(store)
        assert opened is not None
        with opened:
            (delivery,) = opened.deliveries()
        assert delivery.address == str(place / "weeks.csv")
        assert (delivery.size, delivery.received) == (len(WEEKS), NOW)

    def test_twice_changes_nothing(self, folder: Callable[..., Path], store: Path) -> None:
        place = folder(weeks_csv=WEEKS, sum_csv=SUMMARY, bills_csv=BILLS + FIRST + SECOND)
        take(place, store)
        before = store.read_bytes()
        again = take(place, store, today=TODAY + timedelta(days=3))
        assert (again.published, again.counts.new, again.counts.revised) == (False, 0, 0)
        assert store.read_bytes() == before

    def test_a_dry_run_leaves_nothing_behind(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(weeks_csv=WEEKS), store, dry_run=True)
        assert (made.published, made.counts.new) == (False, 4)
        assert not store.parent.exists()

    def test_what_is_no_data_is_listed_as_left(self, folder: Callable[..., Path], store: Path) -> None:
        place = folder(weeks_csv=WEEKS)
        for name in ("notes.md", ".hidden.csv", "old.zip", ".git/config.csv"):
            (place / name).parent.mkdir(exist_ok=True)
            (place / name).write_text(WEEKS)
        made = take(place, store)
        assert {report.name: left(report) for report in made.of("left")} == {
            "notes.md": ["other_kind"],
            ".hidden.csv": ["hidden"],
            "old.zip": ["packed"],
            ".git": ["hidden"],
        }

    def test_names_of_files_mean_nothing(self, folder: Callable[..., Path], store: Path) -> None:
        take(folder(**{"SOMA 2025 final_csv": WEEKS}), store)
        assert len(held(store, "WALCL")) == 2


class TestRefusals:
    def test_a_broken_file_costs_only_itself(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(weeks_csv=WEEKS, broken_csv="date,EFFR\n2022-06-01,0.83\n2022-06-02,0.83,7\n"), store)
        assert made.status == 1
        broken = report_of(made, "broken.csv")
        assert (broken.outcome, broken.series) == ("refused", ())
        assert "line 3" in str(broken.refused[0].why)
        assert "broken.csv" in str(broken.refused[0].why)
        opened = Store.open(store)
        assert opened is not None
        with opened:
            assert opened.names() == ("SOFR", "WALCL")

    def test_a_column_of_another_magnitude_costs_only_itself(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(weeks_csv="date,WALCL,SOFR\n2022-06-01,8900,0.8\n"), store)
        assert (made.status, made.files[0].outcome, made.files[0].series) == (1, "partly", ("SOFR",))
        assert made.json()["files"][0]["refused"][0]["what"] == "WALCL"

    def test_a_statement_of_units_beside_the_table(self, folder: Callable[..., Path], store: Path) -> None:
        units = "WALCL,billions of USD,Wednesday level,total assets\n"
        made = take(folder(weeks_csv="date,WALCL\n2022-06-01,8900\n", weeks_units_csv=units), store)
        assert held(store, "WALCL") == {"2022-06-01": 8_900_000.0}
        assert report_of(made, "weeks_units.csv").outcome == "statement"

    def test_a_statement_without_a_table_is_left(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(weeks_csv=WEEKS, other_units_csv="WALCL,billions of USD,weekly,x\n"), store)
        assert left(report_of(made, "other_units.csv")) == ["units_without_table"]

    def test_a_broken_statement_refuses_its_table(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(a_csv=WEEKS, b_csv="date,EFFR\n2022-06-01,0.83\n", b_units_csv="EFFR,percent\n"), store)
        assert "b_units.csv" in str(report_of(made, "b.csv").refused[0].why)

    @pytest.mark.parametrize(
        "files", [{}, {"notes_csv": "my notes\nand more\n"}, {"x_csv": "date,MYSTERY\n2022-06-01,1\n"}]
    )
    def test_nothing_recognised_is_wrong_use(
        self, files: dict[str, str], folder: Callable[..., Path], tmp_path: Path, store: Path
    ) -> None:
        (tmp_path / "mine").mkdir()
        with pytest.raises(UsageError, match=r"nothing in .* is recognised") as refused:
            take(folder(**files) if files else tmp_path / "mine", store)
        assert refused.value.exit_code == 2
        assert not store.exists()

    @pytest.mark.parametrize("text", ["date,EFFR\n2022-06-01,x\n", BILLS + FIRST])
    def test_where_nothing_is_taken_no_store_is_made(self, text: str, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(one_csv=text), store)
        assert (made.published, made.counts.new) == (False, 0)
        assert not store.exists()

    def test_no_directory_is_wrong_use(self, tmp_path: Path, store: Path) -> None:
        with pytest.raises(UsageError, match="is no directory"):
            take(tmp_path / "nowhere", store)

    @pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind this user")
    def test_an_unreadable_file_is_refused(self, folder: Callable[..., Path], store: Path) -> None:
        place = folder(weeks_csv=WEEKS, locked_csv=WEEKS)
        (place / "locked.csv").chmod(0)
        assert "cannot be read" in str(report_of(take(place, store), "locked.csv").refused[0].why)

    def test_killed_before_the_end_nothing_is_changed(
        self, folder: Callable[..., Path], store: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        take(folder(weeks_csv=WEEKS), store)
        before = store.read_bytes()
        calls = []

        def dies(self: object, *given: object) -> None:
            calls.append(given)
            if len(calls) > 1:
                raise KeyboardInterrupt

        monkeypatch.setattr(Writer, "put", dies)
        with pytest.raises(KeyboardInterrupt):
            take(folder(a_csv="date,EFFR\n2022-06-01,0.83\n", b_csv="date,OBFR\n2022-06-01,0.83\n"), store)
        assert store.read_bytes() == before
        assert [path.name for path in store.parent.iterdir() if "writing" in path.name] == []


class TestHoldings:
    def test_a_complete_list_is_held(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(a_csv=BILLS + FIRST + SECOND, z_csv=SUMMARY), store)
        assert report_of(made, "a.csv").lists == ("bills 2025-01-08",)
        opened = Store.open(store)
        assert opened is not None
        with opened:
            rows = opened.holdings(date(2025, 1, 8), "bills")
        assert sum(row.amount for row in rows) == 30_000_000_000_000

    def test_an_incomplete_list_is_left_with_both_totals(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(a_csv=BILLS + FIRST, z_csv=SUMMARY), store)
        report = report_of(made, "a.csv")
        assert (report.outcome, left(report), made.status) == ("left", ["list_incomplete"], 0)
        said = report.left[0].why.say("en")
        assert "100,000,000,000.00 USD" in said
        assert "300,000,000,000.00 USD" in said
        opened = Store.open(store)
        assert opened is not None
        with opened:
            assert opened.holdings_dates("bills") == ()

    def test_one_part_may_be_complete_without_the_other(self, folder: Callable[..., Path], store: Path) -> None:
        debt = "2025-01-08,Agency Debts,31359MEU3,2029-05-15,6.25,2347000000\n"
        made = take(folder(a_csv=BILLS + FIRST + debt, z_csv=SUMMARY), store)
        report = report_of(made, "a.csv")
        assert (report.lists, left(report), report.rows) == (("agency_debt 2025-01-08",), ["list_incomplete"], 1)

    def test_a_list_nobody_can_check_is_left(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(a_csv=BILLS + FIRST + SECOND, w_csv=WEEKS), store)
        assert left(report_of(made, "a.csv")) == ["list_without_summary"]

    def test_the_summary_may_be_held_already(self, folder: Callable[..., Path], store: Path) -> None:
        take(folder(z_csv=SUMMARY), store)
        made = take(folder(a_csv=BILLS + FIRST + SECOND), store)
        assert report_of(made, "a.csv").lists == ("bills 2025-01-08",)

    def test_the_same_list_twice_is_taken_once(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(folder(a_csv=BILLS + FIRST + SECOND, b_csv=BILLS + SECOND + FIRST, z_csv=SUMMARY), store)
        assert left(report_of(made, "b.csv")) == ["list_elsewhere"]

    def test_a_list_held_with_other_particulars_stays(self, folder: Callable[..., Path], store: Path) -> None:
        take(folder(a_csv=BILLS + FIRST + SECOND, z_csv=SUMMARY), store)
        other = BILLS.replace("\n", ",issuer\n") + FIRST.replace("\n", ",me\n") + SECOND.replace("\n", ",me\n")
        made = take(folder(a_csv=other, z_csv=SUMMARY), store)
        assert left(report_of(made, "a.csv")) == ["list_held"]
        assert made.counts.revised == 0

    def test_auctions_learn_from_the_lists_what_is_no_note(self, folder: Callable[..., Path], store: Path) -> None:
        auctions = (
            "cusip,security_type,security_term,auction_date,issue_date,maturity_date,price_per_100\n"
            "91282CHS3,Note,2-Year,2023-07-26,2023-07-31,2025-07-31,99.9\n"
            "91282CHN4,Note,2-Year,2023-07-24,2023-07-31,2025-07-31,99.8\n"
        )
        debt = (
            "record_date,class,cusip,interest_rate_pct,first_issue_date,maturity_date,issued_mn,inflation_adj_mn,outstanding_mn\n"
            "2023-09-30,FRN,91282CHS3,,2023-07-31,2025-07-31,100.0,0,100.0\n"
        )
        made = take(folder(auctions_csv=auctions, debt_csv=debt), store)
        assert [n.key for n in report_of(made, "auctions.csv").notes if not isinstance(n, str)] == [
            "import.note.auctions_without_tips",
            "import.note.auctions_corrected",
        ]
        opened = Store.open(store)
        assert opened is not None
        with opened:
            rows = opened.auctions(date(2023, 7, 1), date(2023, 7, 31))
        assert {row.cusip: row.security_type for row in rows} == {"91282CHS3": "frn", "91282CHN4": "note"}


class TestRows:
    HEADER = "cusip,security_type,security_term,auction_date,issue_date,maturity_date"
    LINE = "91282CPP0,Note,3-Year,2025-12-08,2025-12-15,2028-12-15"

    def test_a_poorer_list_never_revises_what_is_held(self, folder: Callable[..., Path], store: Path) -> None:
        take(folder(a_csv=f"{self.HEADER},price_per_100\n{self.LINE},99.678628\n"), store)
        made = take(folder(a_csv=f"{self.HEADER}\n{self.LINE}\n{self.LINE.replace('CPP0', 'CPQ8')}\n"), store)
        assert (made.counts.new, made.counts.revised) == (1, 0)
        assert "import.note.rows_held" in [n.key for n in made.files[0].notes if not isinstance(n, str)]
        opened = Store.open(store)
        assert opened is not None
        with opened:
            rows = opened.auctions(date(2025, 12, 1), date(2025, 12, 31))
        assert {row.cusip: row.price for row in rows} == {"91282CPP0": 99.678628, "91282CPQ8": None}

    def test_a_publishers_own_file_comes_first(self, folder: Callable[..., Path], store: Path) -> None:
        record = dict(zip(self.HEADER.split(","), self.LINE.split(","), strict=True))
        answer = json.dumps({"data": [{**record, "int_rate": "3.5"}], "meta": {"count": 1, "total-pages": 1}})
        made = take(folder(a_csv=f"{self.HEADER}\n{self.LINE}\n", b_json=answer), store)
        opened = Store.open(store)
        assert opened is not None
        with opened:
            (row,) = opened.auctions(date(2025, 12, 1), date(2025, 12, 31))
        assert row.coupon == 3.5
        assert made.counts.new == 1

    def test_the_same_rows_again_are_unchanged(self, folder: Callable[..., Path], store: Path) -> None:
        place = folder(a_csv=f"{self.HEADER}\n{self.LINE}\n")
        take(place, store)
        again = take(place, store)
        assert (again.counts.new, again.counts.unchanged, again.counts.revised) == (0, 1, 0)


def test_another_writer_is_not_disturbed(folder: Callable[..., Path], store: Path) -> None:
    place = folder(weeks_csv=WEEKS)
    with writing(store), pytest.raises(UsageError):
        take(place, store)


def test_progress_runs_from_nothing_to_all(folder: Callable[..., Path], store: Path) -> None:
    told: list[float] = []
    import_directory(
        folder(weeks_csv=WEEKS, sum_csv=SUMMARY),
        path=store,
        now=NOW,
        today=TODAY,
        progress=lambda share, doing: told.append(share),
    )
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert told == sorted(told)


class TestLargeFiles:
    """The limits are made small here; what they do does not depend on their size."""

    ROWS = "".join(f"{FIRST_DAY + timedelta(days=n)},1.5\n" for n in range(400))

    def test_a_large_file_of_unknown_columns_is_left_by_its_first_lines(
        self, folder: Callable[..., Path], store: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(userfiles, "HEAD", 200)
        monkeypatch.setattr(userfiles, "LIMIT", 1_000)
        place = folder(mine_csv="date,NOBODY_KNOWS\n" + self.ROWS, weeks_csv=WEEKS)
        whole: list[str] = []
        real = import_files._bytes
        monkeypatch.setattr(import_files, "_bytes", lambda file, *more: (whole.append(file.name), real(file, *more))[1])
        made = take(place, store)
        assert left(report_of(made, "mine.csv")) == ["unknown_columns"]
        assert whole == ["weeks.csv"], "the rest of it was never read"
        assert made.status == 0

    def test_a_large_file_that_is_known_is_read_whole(
        self, folder: Callable[..., Path], store: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(userfiles, "HEAD", 200)
        made = take(folder(rate_csv="DATE,EFFR\n" + self.ROWS), store)
        assert made.counts.new == 400
        broken = take(folder(rate_csv="DATE,EFFR\n" + self.ROWS + "2022-06-01,much\n"), store)
        assert broken.status == 1, "what is wrong below the first lines is found"

    @pytest.mark.parametrize(("limit", "name"), [("LIMIT", "rate_csv"), ("LIMIT_JSON", "rate_json")])
    def test_a_file_above_the_limit_is_refused_in_four_lines(
        self, folder: Callable[..., Path], store: Path, monkeypatch: pytest.MonkeyPatch, limit: str, name: str
    ) -> None:
        monkeypatch.setattr(userfiles, limit, 1_000)
        content = "DATE,EFFR\n" + self.ROWS
        made = take(folder(**{name: content}, weeks_csv=WEEKS), store)
        (refused,) = report_of(made, name.replace("_", ".")).refused
        assert refused.why.what == f"the file is refused: it is too large ({len(content):,} bytes)"
        assert [line.split()[0] for line in str(refused.why).splitlines()] == ["what", "where", "expected", "next"]
        assert made.status == 1

    def test_a_table_of_too_many_cells_is_refused(
        self, folder: Callable[..., Path], store: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sheet, "CELLS", 500)
        made = take(folder(rate_csv="DATE,EFFR\n" + self.ROWS, weeks_csv=WEEKS), store)
        (refused,) = report_of(made, "rate.csv").refused
        assert "more than 500 cells" in refused.why.what
