from datetime import date

import pytest

from ebb.errors import FormatError, LawError, MissingDate, UnknownName
from ebb.planning import GiltPurchases, read_days, read_gilts, read_weeks
from ebb.planning.figures import PUBLISHERS
from ebb.sources.published import document, rows


def row(**changes):
    return {"episode": "taper_2013", "date": "2013-05-21", "series": "DGS10", "value": "1.94"} | changes


def test_every_packaged_row_is_read_once():
    found = read_days(rows("episodes_daily"))
    assert sum(len(days) for days in found.values()) == len(rows("episodes_daily"))
    assert {series for _, series in found} <= set(PUBLISHERS)
    for days in found.values():
        assert list(days) == sorted(days)


def test_bad_rows_are_refused_together():
    bad = [row(value="n/a"), row(series="NIKKEI"), row(), row()]
    with pytest.raises(FormatError, match=r"line 2: .*line 3: series \"NIKKEI\".*line 5: DGS10 .* comes twice"):
        read_days(bad)


def test_missing_day_and_unknown_series_are_refused(figures):
    assert figures.on("taper_2013", "DGS10", date(2013, 5, 21)) == 1.94
    with pytest.raises(MissingDate, match="2013-05-25"):
        figures.on("taper_2013", "DGS10", date(2013, 5, 25))
    with pytest.raises(UnknownName, match="repo_2019 DGS10"):
        figures.days("repo_2019", "DGS10")
    with pytest.raises(MissingDate, match="week of 2013-05-22"):
        figures.week(date(2013, 5, 22), "tga_wednesday_busd")


def test_empty_cells_of_weeks_stay_absent():
    weeks = read_weeks(rows("key_levels"))
    assert "on_rrp_busd" not in weeks[date(2007, 8, 1)]
    assert weeks[date(2019, 9, 18)]["tga_wednesday_busd"] == 303.1


def test_gilts_come_from_the_document_of_the_other_central_banks():
    """Bank of England: 19.3 bn bought from 28 September to 14 October 2022; 875 bn held when reinvestment stopped."""
    gilts = read_gilts(document("policy/peers")["step"])
    assert (gilts.total, gilts.stock) == (19.3, 875.0)
    assert (gilts.first, gilts.last) == (date(2022, 9, 28), date(2022, 10, 14))


def test_a_stock_from_memory_is_not_used():
    steps = [{**step, "evidence": "memory"} for step in document("policy/peers")["step"]]
    with pytest.raises(FormatError, match="not there"):
        read_gilts(steps)


def test_conventional_and_index_linked_add_up():
    """12.1 conventional and 7.2 index-linked make 19.3."""
    kinds = {"stock": 875.0, "first": date(2022, 9, 28), "last": date(2022, 10, 14), "source": "Bank of England"}
    assert GiltPurchases(19.3, conventional=12.1, index_linked=7.2, **kinds).index_linked == 7.2
    with pytest.raises(LawError, match=r"are not 19\.3"):
        GiltPurchases(19.3, conventional=12.1, index_linked=8.2, **kinds)
