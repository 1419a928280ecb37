"""How the pieces of the kernel are compiled: called by the kernel only, so without the doors through which Python would enter.

Compiling the doors of every piece takes longer than compiling the pieces. Division by zero gives infinity, as in numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from types import ModuleType
from typing import Any, Final, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])

_PIECE: Final[dict[str, Any]] = {
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def piece(function: F) -> F:
    """Compile a function that only other compiled functions call."""
    made: Any = njit(**_PIECE)(function)
    return cast(F, made)


def summed_freely(function: F) -> F:
    """The same for loops whose sums may be taken in any order: sums of whole dollars, which are exact in every order."""
    made: Any = njit(fastmath={"contract", "reassoc", "nsz", "arcp"}, **_PIECE)(function)
    return cast(F, made)


def written_out(function: F) -> F:
    """A formula that is put in the place of every call."""
    made: Any = njit(inline="always")(function)
    return cast(F, made)


def fingerprint(*modules: ModuleType) -> int:
    """A number of the compiled pieces and plain numbers in some modules: other code or constants, another number.

    The compiler's cache on disk looks at the file of the outermost function only, and would go on using pieces that have
    changed since. That function therefore refers to this number, by which its cache is kept apart.
    """
    found = sha256()
    for module in modules:
        for name, value in sorted(vars(module).items()):
            code = getattr(getattr(value, "py_func", None), "__code__", None)
            if code is not None:
                found.update(repr((name, code.co_code, code.co_names, code.co_consts)).encode())
            elif isinstance(value, int | float):
                found.update(repr((name, value)).encode())
            elif isinstance(value, type) and hasattr(value, "_fields"):
                found.update(repr((name, value._fields)).encode())
    return int.from_bytes(found.digest()[:7], "big")
