"""Passports of deliveries in the store: from whom, from where (without secrets), when, and the hash of the bytes."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ebb.sources.harvest import Delivery

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Parameters of an address that are never kept, whoever forgot to take them out.
SECRET: Final = frozenset(
    ("access_token", "api_key", "api-key", "apikey", "auth", "key", "password", "registrationkey", "secret", "token")
)
_FIELDS: Final = "publisher, address, received, sha256, size, media_type, etag, last_modified"


def without_secrets(address: str) -> str:
    """An address without the keys and passwords that may stand in it; a path is left as it is.

    >>> without_secrets("https://user:pass@example.org/obs?series_id=WALCL&api_key=0123")
    'https://example.org/obs?series_id=WALCL'
    """
    parts = urlsplit(address)
    if not parts.scheme or not parts.netloc:
        return address
    host = parts.netloc.rpartition("@")[2]
    given = parse_qsl(parts.query, keep_blank_values=True)
    left = [(name, value) for name, value in given if name.lower() not in SECRET]
    query = parts.query if left == given else urlencode(left)
    return urlunsplit((parts.scheme, host, parts.path, query, parts.fragment))


def by_number(connection: DuckDBPyConnection) -> dict[int, Delivery]:
    """Every passport by its number, in the order of receipt."""
    found = connection.execute(f"SELECT id, {_FIELDS} FROM deliveries ORDER BY id").fetchall()
    return {number: _passport(row) for number, *row in found}


def newest(connection: DuckDBPyConnection, address: str) -> tuple[int, Delivery] | None:
    """Number and passport of the last delivery from an address, or None if there was none."""
    found = connection.execute(
        f"SELECT id, {_FIELDS} FROM deliveries WHERE address = ? ORDER BY id DESC LIMIT 1", [without_secrets(address)]
    ).fetchone()
    return None if found is None else (found[0], _passport(found[1:]))


def keep(connection: DuckDBPyConnection, delivery: Delivery) -> tuple[int, bool]:
    """Number of a delivery, and whether its passport is new.

    The same bytes from the same place again are the same delivery, received when they first came; only what the publisher
    wants to hear at the next conditional request (etag, date of last change) is brought up to date.
    """
    held = newest(connection, delivery.address)
    if held is not None and held[1].sha256 == delivery.sha256:
        number, old = held
        if (old.etag, old.last_modified) == (delivery.etag, delivery.last_modified):
            return number, False
        connection.execute(
            "UPDATE deliveries SET etag = ?, last_modified = ? WHERE id = ?",
            [delivery.etag, delivery.last_modified, number],
        )
        return number, True
    number = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM deliveries").fetchall()[0][0]
    values = [getattr(delivery, name) for name in _FIELDS.split(", ")]
    values[1] = without_secrets(delivery.address)
    values[2] = delivery.received.astimezone(UTC).replace(tzinfo=None)
    connection.execute(f"INSERT INTO deliveries VALUES ({', '.join('?' * 9)})", [number, *values])
    return number, True


def _passport(row: list[object] | tuple[object, ...]) -> Delivery:
    publisher, address, received, *rest = row
    return Delivery(publisher, address, received.replace(tzinfo=UTC), *rest)  # type: ignore[attr-defined,arg-type]
