"""The portfolio of 25 May 2022 and its surroundings, from packaged figures."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from ebb.portfolio import CLASSES, Holdings, Offering, Portfolio, cohorts, offerings, open_portfolio
from ebb.sources import published

OPENING = date(2022, 5, 25)

# A busy machine is no failure of a law.
settings.register_profile("portfolio", deadline=None)
settings.load_profile("portfolio")


@pytest.fixture(scope="session")
def auctions() -> tuple[Offering, ...]:
    return offerings(published.rows("auction_sizes"))


@pytest.fixture(scope="session")
def notes() -> Callable[[str], Holdings]:
    return lambda day: Holdings.from_rows(published.rows(f"soma_notesbonds_{day}"))


@pytest.fixture(scope="session")
def classes() -> dict[str, float]:
    return {name: published.series(f"soma_{name}").in_unit("USD bn").at(OPENING) for name in CLASSES}


@pytest.fixture(scope="session")
def portfolio(auctions: tuple[Offering, ...], notes: Callable[[str], Holdings], classes: dict[str, float]) -> Portfolio:
    return open_portfolio(
        notes("2022-05-25"),
        classes,
        cohorts(published.rows("mbs_cohorts")),
        as_of=OPENING,
        auctions=auctions,
        prices=published.series("cpi_index").by_month(),
    )


@pytest.fixture(scope="session")
def shared() -> Callable[[str], list[dict[str, str]]]:
    """Rows of a full-frequency file, or a skip where the folder is absent."""
    root = Path(os.environ.get("EBB_SHARED_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))

    def read(name: str) -> list[dict[str, str]]:
        path = root / name
        if not path.is_file():
            pytest.skip(f"needs {name} in the folder named by EBB_SHARED_DATA")
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
