"""Which places of a text are already taken by something found."""

from __future__ import annotations

from collections.abc import Iterable


class Places:
    """A mask over a text of `length` characters; taking and asking cost the length of the span only."""

    def __init__(self, length: int, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._taken = bytearray(length)
        self.take(spans)

    def take(self, spans: Iterable[tuple[int, int]]) -> None:
        """Take spans."""
        for start, end in spans:
            self._taken[start:end] = b"\x01" * (end - start)

    def free(self, start: int, end: int) -> bool:
        """Whether nothing in (start, end) is taken."""
        return self._taken.find(b"\x01", start, end) < 0
