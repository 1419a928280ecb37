"""Results computed once for each object and kept with it, so that they go when it goes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

Self = TypeVar("Self")
Asked = ParamSpec("Asked")
Result = TypeVar("Result")

_KEPT = "_kept_results"


def once(method: Callable[Concatenate[Self, Asked], Result]) -> Callable[Concatenate[Self, Asked], Result]:
    """A method whose result is kept in its object, by the arguments it was asked with.

    ``functools.cache`` would keep the objects themselves for as long as the program runs: a study of a thousand as-of
    dates would hold a thousand records. An error is not kept.

    Raises
    ------
    TypeError
        If an argument cannot be hashed.
    """
    name = method.__name__

    @wraps(method)
    def asked(self: Self, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Result:
        kept: dict[Hashable, Any] = vars(self).setdefault(_KEPT, {})
        key = (name, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = method(self, *args, **kwargs)
        found: Result = kept[key]
        return found

    return asked
