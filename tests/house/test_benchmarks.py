"""The document of benchmarks has every row of the design, and every benchmark has its row."""

from __future__ import annotations

import pytest

import bench


def test_the_document_has_every_row():
    text = bench.PLACE.read_text("utf-8")
    assert bench.missing(text) == []
    assert "cores" in text
    for package in bench.PACKAGES:
        assert f"{package} " in text


@pytest.mark.parametrize("name", [name for name, _, _ in bench.ROWS])
def test_a_row_that_is_gone_is_missed(name):
    text = bench.PLACE.read_text("utf-8").replace(f"## {name}\n", "")
    assert bench.missing(text) == [name]


def test_every_benchmark_is_measured_and_every_section_has_a_row():
    scripts = {path.stem for path in (bench.ROOT / "benchmarks").glob("*.py")}
    assert scripts <= {script for _, _, script in bench.ROWS}
    for section in bench.PLACE.read_text("utf-8").split("\n## ")[1:]:
        rows = [line for line in section.splitlines() if line.startswith("| ")]
        assert len(rows) >= 2, section.splitlines()[0]
        assert all(line.count("|") == 6 for line in rows)
