from datetime import date

import numpy as np
import pytest

from ebb.funding import DemandFit, DemandMonths, demand_months, fit_demand, interest_on_reserves
from ebb.policy import Corridor
from ebb.series import Series
from ebb.sources import published


@pytest.fixture(scope="session")
def corridor() -> Corridor:
    return Corridor.from_document(published.document("policy/corridor"))


@pytest.fixture(scope="session")
def ior(corridor: Corridor) -> Series:
    return interest_on_reserves(corridor, date(2018, 4, 1), date(2026, 9, 30))


@pytest.fixture(scope="session")
def months(ior: Series) -> DemandMonths:
    return demand_months(
        published.series("reserves"), published.series("bank_assets"), published.series("sofr_avg"), ior
    )


@pytest.fixture(scope="session")
def fit(months: DemandMonths) -> DemandFit:
    return fit_demand(months)


def planted(
    kink: float = 12.0, slope: float = 5.0, floor: float = -8.0, noise: float = 1.0, n: int = 96, seed: int = 3
) -> DemandMonths:
    """Months of a known demand curve, reserves wandering between 8 and 18 percent of bank assets and back."""
    rng = np.random.default_rng(seed)
    q = 13.0 + 5.0 * np.sin(np.linspace(0.0, 4.0 * np.pi, n)) + rng.normal(0, 0.2, n)
    s = floor + slope * np.maximum(0.0, kink - q) + rng.normal(0, noise, n)
    first = np.datetime64("2010-01", "M")
    return DemandMonths("planted", first + np.arange(n), q, s, date(2018, 1, 31), "planted")
