"""Full-frequency copies of published figures, where somebody has them; the tests pass without."""

import csv
import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_rows():
    """Rows of a file of EBB_SHARED_DATA (default ../shared/data beside the project), or a skip with its reason."""
    home = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))

    def rows(name):
        if not (home / name).is_file():
            pytest.skip(f"needs {name} in EBB_SHARED_DATA ({home.name} is not there)")
        with (home / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return rows
