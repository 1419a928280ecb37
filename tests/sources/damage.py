"""What can happen to an answer on its way, and the law every parser keeps: the truth, a part of it, or a clear refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import strategies as st

from ebb.errors import EbbError
from ebb.sources.harvest import Harvest

Parse = Callable[[bytes], Harvest]


def figures(harvest: Harvest) -> dict[str, list[tuple[object, object, float]]]:
    """Everything a harvest says, in a form that can be compared; later readings of a series are appended."""
    found: dict[str, list[tuple[object, object, float]]] = {}
    for one in harvest.readings:
        known = [None] * len(one) if one.known is None else one.known.tolist()
        rows = zip(one.dates.tolist(), known, one.values.tolist(), strict=True)
        found.setdefault(one.card.name, []).extend(rows)
    return found


def outcome(parse: Parse, body: bytes) -> Harvest | EbbError:
    """A harvest or one clear message of four lines; any other exception is a fault of the parser."""
    try:
        return parse(body)
    except EbbError as caught:
        error = caught
    assert all((error.what, error.where, error.expected, error.next_step)), error
    assert "\n" not in error.what
    return error


def refused(parse: Parse, body: bytes, words: str = "") -> EbbError:
    """The delivery must be refused (with `words` in the message)."""
    found = outcome(parse, body)
    assert isinstance(found, EbbError), f"was read: {figures(found)}"
    assert words in str(found), str(found)
    return found


def true_or_refused(parse: Parse, body: bytes, truth: Harvest) -> None:
    """Nothing is said that the truth does not say: every figure read stands in the truth, with its day."""
    found = outcome(parse, body)
    if isinstance(found, Harvest):
        told = figures(truth)
        for name, rows in figures(found).items():
            assert name in told, name
            strange = [row for row in rows if not _in(row, told[name])]
            assert not strange, (name, strange[:3])


def _in(row: tuple[object, object, float], rows: Sequence[tuple[object, object, float]]) -> bool:
    return any(
        row[:2] == other[:2] and (row[2] == other[2] or (np.isnan(row[2]) and np.isnan(other[2]))) for other in rows
    )


def cut(body: bytes) -> st.SearchStrategy[bytes]:
    """The body, cut off anywhere."""
    return st.integers(0, len(body) - 1).map(lambda n: body[:n])


def swapped_rows(lines: Sequence[bytes], first: int, end: bytes = b"\n") -> st.SearchStrategy[bytes]:
    """The body with two different rows of data exchanged, or one standing twice; `first` is the first row of data."""
    places = st.integers(first, len(lines) - 1)

    def damage(pair: tuple[int, int]) -> bytes:
        one, other = pair
        rows = list(lines)
        if one == other:
            rows.insert(one, rows[one])
        else:
            rows[one], rows[other] = rows[other], rows[one]
        return end.join(rows) + end

    return st.tuples(places, places).map(damage)


def noise(body: bytes) -> st.SearchStrategy[bytes]:
    """Arbitrary bytes, and good bodies with a few bytes put in place of others."""
    spot = st.tuples(st.integers(0, len(body) - 1), st.binary(min_size=0, max_size=6))
    return st.one_of(st.binary(max_size=300), spot.map(lambda s: body[: s[0]] + s[1] + body[s[0] + len(s[1]) :]))
