"""The tables are those of their version, and hold every field of the dataclasses they are made for."""

from __future__ import annotations

import hashlib
from dataclasses import fields

import duckdb
import pytest

from ebb.store import schema

#: Fingerprint of the tables of each version. A change of the tables is a new version, with a way to read the old ones.
FINGERPRINTS = {1: "8f18b2136264cdad"}


def test_a_change_of_the_tables_is_a_new_version():
    told = "\n".join(schema.statements())
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == FINGERPRINTS[schema.VERSION]


@pytest.mark.parametrize("table", schema.ROWS)
def test_every_field_has_its_column(table):
    kind, _ = schema.ROWS[table]
    with duckdb.connect() as connection:
        schema.create(connection)
        found = {name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()}
    assert {field.name for field in fields(kind)} < found
    assert set(schema.KEYS.get(table, ())) < found


def test_money_is_whole_cents():
    for kind, _ in schema.ROWS.values():
        for name, column in schema.columns(kind).items():
            amount = name in ("amount", "submitted", "accepted", "soma_accepted", "offering", "issued")
            assert not amount or column == "BIGINT", (kind, name)


def test_no_extension_is_ever_looked_for_on_the_network():
    with duckdb.connect(config=schema.SETTINGS) as connection:
        wanted = "SELECT value FROM duckdb_settings() WHERE name LIKE 'auto%_known_extensions'"
        assert connection.execute(wanted).fetchall() == [("false",), ("false",)]
