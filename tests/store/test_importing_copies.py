"""Several copies of one series, and what leaves one store for another. All figures here are invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ebb.sources import published
from ebb.store import Store, import_settle
from ebb.store.merging import Compared, Copy, misplaced, shifted

from .directories import WEEKS, held, report_of, take, writer


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    return writer(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "home" / "ebb.duckdb"


class TestCopies:
    def test_the_union_and_the_copy_that_reaches_later(self, folder: Callable[..., Path], store: Path) -> None:
        old = "date,WALCL\n2022-05-25,8880000\n2022-06-01,8900001\n2022-06-08,8910000\n"
        new = "date,WALCL\n2022-06-01,8900000\n2022-06-08,8910000\n2022-06-15,8920000\n"
        made = take(folder(a_csv=new, z_csv=old), store)
        assert held(store, "WALCL") == {
            "2022-05-25": 8_880_000.0,
            "2022-06-01": 8_900_000.0,
            "2022-06-08": 8_910_000.0,
            "2022-06-15": 8_920_000.0,
        }
        (different,) = made.differences
        assert (different.kept, different.other, different.dates) == ("a.csv", "z.csv", 1)
        assert (different.largest, different.worst) == (1.0, date(2022, 6, 1))
        assert made.counts.new == 4

    def test_noise_of_floats_is_no_difference(self, folder: Callable[..., Path], store: Path) -> None:
        made = take(
            folder(a_csv="date,SOFR\n2022-06-01,0.3\n", b_csv="date,SOFR\n2022-06-01,0.30000000000000004\n"), store
        )
        assert made.differences == ()

    @pytest.mark.parametrize("later", ["a", "b"])
    def test_the_order_of_files_means_nothing(self, later: str, folder: Callable[..., Path], store: Path) -> None:
        texts = ["date,SOFR\n2022-06-01,1\n2022-06-03,1\n", "date,SOFR\n2022-06-01,2\n2022-06-02,2\n"]
        names = ["a_csv", "b_csv"] if later == "a" else ["b_csv", "a_csv"]
        take(folder(**dict(zip(names, texts, strict=True))), store)
        assert held(store, "SOFR") == {"2022-06-01": 1.0, "2022-06-02": 2.0, "2022-06-03": 1.0}

    def test_an_older_copy_never_overwrites_what_is_held(self, folder: Callable[..., Path], store: Path) -> None:
        take(folder(weeks_csv="date,SOFR\n2022-06-01,1\n2022-06-03,1\n"), store)
        made = take(folder(weeks_csv="date,SOFR\n2022-05-31,2\n2022-06-01,2\n"), store)
        assert held(store, "SOFR") == {"2022-05-31": 2.0, "2022-06-01": 1.0, "2022-06-03": 1.0}
        assert [(d.kept, d.other) for d in made.differences] == [(import_settle.HELD, "weeks.csv")]

    def test_a_newer_copy_revises_what_is_held_and_keeps_the_past(
        self, folder: Callable[..., Path], store: Path
    ) -> None:
        take(folder(weeks_csv="date,SOFR\n2022-06-01,1\n"), store)
        made = take(folder(weeks_csv="date,SOFR\n2022-06-01,2\n2022-06-02,2\n"), store, today=date(2026, 11, 25))
        assert (made.counts.revised, made.counts.new) == (1, 1)
        opened = Store.open(store)
        assert opened is not None
        with opened:
            assert opened.series("SOFR", date(2026, 11, 24)).at(date(2022, 6, 1)) == 1.0
            assert opened.series("SOFR").at(date(2022, 6, 1)) == 2.0

    def test_a_copy_a_thousand_times_off_another_is_refused(self, folder: Callable[..., Path], store: Path) -> None:
        """Reserves in billions lie within the magnitudes of reserves in millions; another copy tells them apart."""
        days = ("2022-06-01", "2022-06-08", "2022-06-15", "2022-06-22")
        millions = "".join(f"{day},{3_300_000 + k}\n" for k, day in enumerate(days))
        billions = "".join(f"{day},{3_300 + k}\n" for k, day in enumerate(days[:3]))
        made = take(folder(a_csv="date,WRESBAL\n" + millions, b_csv="date,WRESBAL\n" + billions), store)
        assert report_of(made, "b.csv").outcome == "refused"
        assert "0.001 times what stands in a.csv" in str(report_of(made, "b.csv").refused[0].why)
        assert set(held(store, "WRESBAL").values()) == {3_300_000.0, 3_300_001.0, 3_300_002.0, 3_300_003.0}

    def test_a_file_alone_is_compared_with_what_is_packaged(self, folder: Callable[..., Path], store: Path) -> None:
        """Old downloads of reserves are in billions; the last Wednesdays of the months are packaged in millions."""
        series = (
            published.series("reserves_week_average").in_unit("USD bn").between(date(2022, 1, 1), date(2022, 6, 30))
        )
        rows = "".join(f"{day},{value:.3f}\n" for day, value in series)
        made = take(folder(old_csv="DATE,WRESBAL\n" + rows, weeks_csv=WEEKS), store)
        assert "0.001 times what stands in this package" in str(report_of(made, "old.csv").refused[0].why)
        rows = "".join(f"{day},{1e3 * value:.0f}\n" for day, value in series)
        made = take(folder(old_csv="DATE,WRESBAL\n" + rows, weeks_csv=WEEKS), store)
        assert made.status == 0

    def test_shifted_needs_a_clear_ratio(self) -> None:
        dates = np.array(["2022-06-01", "2022-06-02", "2022-06-03"], "datetime64[D]")
        one = Copy(0, "a", dates, np.array([1e3, 2e3, 3e3]))
        assert shifted(one, Copy(1, "b", dates, np.array([1.0, 2.0, 3.0]))) == 1e3
        assert shifted(one, Copy(1, "b", dates, np.array([1e9, 2e9, 3e9]))) == 1e-6
        assert shifted(one, Copy(1, "b", dates, np.array([1e3, 2e3, 3e3]))) is None
        assert shifted(one, Copy(1, "b", dates, np.array([7.0, 14.0, 21.0]))) is None
        assert shifted(one, Copy(1, "b", dates[:1], np.array([1.0]))) == 1e3
        assert shifted(one, Copy(1, "b", dates + 7, np.array([1.0, 2.0, 3.0]))) is None
        assert shifted(one, Copy(1, "b", dates, np.zeros(3))) is None

    def test_a_row_of_another_day_is_left_out_whole(self, folder: Callable[..., Path], store: Path) -> None:
        """Where every figure that can be compared is contradicted, the one that cannot is not trusted either."""
        names = ("DGS1MO", "DGS3MO", "DGS6MO", "DGS1", "DGS2")
        good = [
            f"2026-03-{day}," + ",".join(f"{3 + k / 10 + day / 1e3:.3f}" for k in range(5)) for day in range(10, 17)
        ]
        sample = [row.rpartition("\n")[2] + ",3.9" for row in good[:4]]
        sample[1] = "2026-03-11,4.1,4.2,4.3,4.4,4.5,4.6"
        made = take(
            folder(
                full_csv="\n".join([",".join(("date", *names)), *good, ""]),
                sample_csv="\n".join([",".join(("date", *names, "DGS3")), *sample, ""]),
            ),
            store,
        )
        assert sorted(held(store, "DGS3")) == ["2026-03-10", "2026-03-12", "2026-03-13"]
        assert [n.key for n in report_of(made, "sample.csv").notes if not isinstance(n, str)] == [
            "import.note.misplaced_rows"
        ]
        assert {(d.kept, d.other, d.dates) for d in made.differences} == {("full.csv", "sample.csv", 1)}

    def test_another_vintage_has_no_row_out_of_place(self) -> None:
        dates = np.array(["2022-06-01", "2022-06-02", "2022-06-03"], "datetime64[D]")
        revised = [Compared(dates, np.array([True, True, True]))] * 5
        assert len(misplaced(revised)) == 0
        once = [Compared(dates, np.array([False, True, False]))] * 5
        assert misplaced(once).astype(str).tolist() == ["2022-06-02"]
        assert len(misplaced(once[:4])) == 0
        assert len(misplaced([*once, Compared(dates, np.array([False, False, False]))])) == 0
        assert len(misplaced([])) == 0

    def test_own_series_in_two_units_are_not_mixed(self, folder: Callable[..., Path], store: Path) -> None:
        table = "date,MINE\n2022-06-01,5\n"
        made = take(
            folder(
                a_csv=table,
                a_units_csv="MINE,percent,daily,a rate\n",
                b_csv=table,
                b_units_csv="MINE,billions of USD,daily,an amount\n",
            ),
            store,
        )
        assert report_of(made, "a.csv").outcome == "loaded"
        assert "in USD bn, operation day here and in percent" in str(report_of(made, "b.csv").refused[0].why)


class TestRoundTrip:
    def test_export_import_export(self, folder: Callable[..., Path], store: Path, tmp_path: Path) -> None:
        """Vintages, lags, series of the user's own and figures in full precision come back as they left."""
        take(
            folder(
                weeks_csv=WEEKS,
                premium_csv="date,acm_tp10,vintage\n2026-07-01,0.123456789012345,2026-08\n2026-07-01,0.2,2026-09\n",
                own_csv="date,MINE\n2022-06-01,5.1\n2022-06-08,5.2\n2022-06-15,5.3\n",
                own_units_csv='MINE,billions of USD,"weekly, Wednesday",mine\n',
                months_csv="date,UNRATE,GDP\n2024-01-01,3.7,28000\n2024-04-01,3.8,28100\n",
            ),
            store,
        )
        first = _exported(store)
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "all.csv").write_text(first, encoding="utf-8")
        other = tmp_path / "other" / "ebb.duckdb"
        made = take(tmp_path / "out", other)
        assert made.status == 0
        assert not made.files[0].left[0].what.startswith("MINE") if made.files[0].left else True
        assert _exported(other) == first
        opened = Store.open(other)
        assert opened is not None
        with opened:
            assert opened.series("ACMTP10", date(2026, 9, 1)).at(date(2026, 7, 1)) == 0.123456789012345
            assert opened.how("SOFR") == "lag"

    def test_what_was_known_survives_even_where_a_revision_was_received(
        self, folder: Callable[..., Path], store: Path, tmp_path: Path
    ) -> None:
        take(folder(weeks_csv="date,SOFR\n2022-06-01,1\n"), store)
        take(folder(weeks_csv="date,SOFR\n2022-06-01,2\n"), store, today=date(2026, 11, 25))
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "all.csv").write_text(_exported(store), encoding="utf-8")
        other = tmp_path / "other" / "ebb.duckdb"
        take(tmp_path / "out", other, today=date(2026, 12, 1))
        opened = Store.open(other)
        assert opened is not None
        with opened:
            assert opened.series("SOFR", date(2022, 7, 1)).at(date(2022, 6, 1)) == 1.0
            assert opened.series("SOFR").at(date(2022, 6, 1)) == 2.0


def _exported(store: Path) -> str:
    opened = Store.open(store)
    assert opened is not None
    with opened:
        return opened.select(opened.names(), vintages=True).csv()
