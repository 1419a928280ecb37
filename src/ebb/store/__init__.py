"""The store: one DuckDB file of observations with vintages, holdings, operations and the passport of every delivery.

Readers open the last published generation and never wait; one writer at a time works on a copy and puts it in its place. The
store guesses nothing, fills nothing in, and never deletes what a user has.
"""

from __future__ import annotations

from ebb.store.place import home, path
from ebb.store.reading import Store
from ebb.store.records import Attempt, Counts, Vintage
from ebb.store.writing import Writer, writing

__all__ = ["Attempt", "Counts", "Store", "Vintage", "Writer", "home", "path", "writing"]
