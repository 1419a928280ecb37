"""The only writer of the store: it works on a copy, and a publication puts the copy in the place of the live file.

Whatever happens before the rename leaves the live file as it was; what happens after it finds the new one whole. Readers keep
the file they opened. Two writers never meet: see :mod:`ebb.store.locks`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ebb.errors import EbbError
from ebb.sources.harvest import Delivery, Harvest
from ebb.store import listed, locks, passports, place, reading, schema
from ebb.store.ahead import without_tomorrow
from ebb.store.observations import Observations
from ebb.store.records import Counts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: The table of observations is put in order again once this share of it (and at least so many rows) was added since.
UNORDERED_SHARE, UNORDERED_ROWS = 0.25, 100_000
_NEXT = "UPDATE meta SET value = CAST(CAST(value AS BIGINT) + 1 AS VARCHAR) WHERE key = 'generation'"


@contextmanager
def writing(path: Path | str | None = None) -> Iterator[Writer]:
    """A writer of the store at `path` (default: :func:`ebb.store.path`), which is made if there is none.

    What was not published when the block is left is dropped.

    Raises
    ------
    UsageError
        If another process is writing.
    FormatError
        If the file is no store, is damaged, or was written by a later ebb.
    """
    file = (Path(path) if path is not None else place.path()).absolute()
    file.parent.mkdir(parents=True, exist_ok=True)
    with locks.held(file):
        _sweep(file)
        if file.exists():
            reading.check(file)
        writer = Writer(file)
        try:
            yield writer
        finally:
            writer.drop()


class Writer:
    """The next generation of the store, being made; :func:`writing` makes one."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._copies = 0
        self._copy: Path | None = None
        self._open: DuckDBPyConnection | None = None
        self._observations: Observations | None = None
        #: Whether there is anything to publish, and whether any of it is a figure: only that makes another generation.
        self._changed = self._news = not file.exists()

    def put(self, harvest: Harvest, delivery: Delivery, today: date) -> Counts:
        """Bring in everything read from one delivery, or nothing of it.

        Parameters
        ----------
        harvest : Harvest
        delivery : Delivery
            Passport of the bytes; secrets are taken out of its address.
        today : date
            Day of receipt.

        Returns
        -------
        Counts
            Figures and rows that are new, known already, or revised. The same delivery again changes nothing.

        Raises
        ------
        FormatError
            If a list of holdings does not add up to the published total, or anything observed is dated after `today`.
        UnitError
            If a series is held in another unit or on another basis.
        """
        kept = without_tomorrow(harvest, today)
        if kept is not harvest:  # the rest of it must come again: its publisher may not say "unchanged" until then
            harvest, delivery = kept, replace(delivery, etag="", last_modified="")
        with _written(self.file), self._whole() as connection:
            number, new = passports.keep(connection, delivery)
            counts = Counts()
            for found in harvest.readings:
                counts += self._held.put(found, number, today)
            counts += listed.put(connection, self._held, harvest, number, today)
        self._news |= self._held.touched or counts != Counts(unchanged=counts.unchanged)
        self._changed |= new or self._news
        return counts

    def attempt(self, name: str, publisher: str, outcome: str, detail: str, at: datetime) -> None:
        """Note a try to get something; `at` has a time zone."""
        when = at.astimezone(UTC).replace(tzinfo=None)
        row = [name, publisher, outcome, detail, when]
        with _written(self.file):
            self._connection.execute("INSERT INTO attempts VALUES (?, ?, ?, ?, ?)", row)
        self._changed = True

    def delivery_of(self, address: str) -> Delivery | None:
        """Passport of the last delivery from an address, for a conditional request."""
        with _written(self.file):
            found = passports.newest(self._connection, address)
        return None if found is None else found[1]

    def last_date(self, name: str) -> date | None:
        """Newest date observed of a series, or None if it is not held."""
        with _written(self.file):
            if name not in self._held.known:
                return None
            query = "SELECT max(date) FROM observations WHERE series = ?"
            found: date | None = self._connection.execute(query, [self._held.known[name].number]).fetchall()[0][0]
        return found

    def holdings_dates(self, part: str) -> tuple[date, ...]:
        """As-of dates of the sound lists of one security type held so far."""
        with _written(self.file):
            return reading.holdings_dates(self._connection, part, None)

    def publish(self) -> None:
        """Make what was brought in the live store, at once and whole; the writer goes on with a fresh copy.

        Nothing happens if nothing was brought in since the last time. Attempts and passports alone are kept without
        counting as another generation.
        """
        if not self._changed:
            return
        with _written(self.file):
            connection = self._connection
            _reorder(connection)
            if self._news:
                connection.execute(_NEXT)
            connection.execute("CHECKPOINT")
            self._close()
        copy = self._copy
        assert copy is not None
        _flush(copy)
        os.replace(copy, self.file)
        if hasattr(os, "O_DIRECTORY"):  # the name as well, where a folder can be flushed
            _flush(self.file.parent)
        self._copy = None
        self._changed = self._news = False

    def drop(self) -> None:
        """Forget what was not published."""
        self._close()
        if self._copy is not None:
            _remove(self._copy)
            self._copy = None

    @contextmanager
    def _whole(self) -> Iterator[DuckDBPyConnection]:
        """All that is written in the block, or nothing of it."""
        import duckdb

        connection = self._connection
        connection.execute("BEGIN")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            self._observations = None
            with suppress(duckdb.Error):  # a transaction that DuckDB itself gave up cannot be rolled back once more
                connection.execute("ROLLBACK")
            raise

    @property
    def _connection(self) -> DuckDBPyConnection:
        """The copy at work, made when it is first needed."""
        if self._open is None:
            import duckdb

            self._copies += 1
            self._copy = self.file.with_name(f"{self.file.name}.writing-{os.getpid()}-{self._copies}")
            made = not self.file.exists()
            if not made:
                shutil.copyfile(self.file, self._copy)
            self._open = duckdb.connect(self._copy, config=schema.SETTINGS)
            if made:
                schema.create(self._open)
        return self._open

    @property
    def _held(self) -> Observations:
        if self._observations is None:
            self._observations = Observations(self._connection)
        return self._observations

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = self._observations = None


@contextmanager
def _written(file: Path) -> Iterator[None]:
    """Turn what DuckDB says of a copy it cannot write into a message of the house; the live file is as it was."""
    import duckdb

    try:
        yield
    except duckdb.Error as wrong:
        first = str(wrong).splitlines()[0]
        if "orrupt" in first or "hecksum" in first:
            raise place.refused(file, f"the store cannot be read: {first}", "a whole file written by ebb") from None
        raise EbbError(
            f"the store cannot be written: {first}",
            str(file),
            "room on the disk, and a folder that may be written to",
            "nothing was published and the store is as it was: make room and try again",
        ) from None


def _reorder(connection: DuckDBPyConnection) -> None:
    """Order the observations by series, date and known, when much was added since: a reader then touches little of them."""
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    total = connection.execute("SELECT count(*) FROM observations").fetchall()[0][0]
    ordered = int(meta.get("ordered", "0"))
    if total - ordered <= max(UNORDERED_ROWS, UNORDERED_SHARE * ordered):
        return
    connection.execute("CREATE OR REPLACE TABLE observations AS FROM observations ORDER BY series, date, known")
    connection.execute("DELETE FROM meta WHERE key = 'ordered'")
    connection.execute("INSERT INTO meta VALUES ('ordered', ?)", [str(total)])


def _flush(place_: Path) -> None:
    """Have a file, or the entries of a folder, written to the disk."""
    handle = os.open(place_, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(file: Path) -> None:
    """Remove what a writer left that was killed; called under the lock, so that none of it is in use."""
    for left in file.parent.glob(f"{file.name}.writing-*"):
        _remove(left)


def _remove(copy: Path) -> None:
    for name in (copy, copy.with_name(f"{copy.name}.wal")):
        name.unlink(missing_ok=True)
