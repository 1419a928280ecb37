"""The JSON every command prints: one object, amounts to the cent, dates ISO, missing is null, never NaN.

An amount in USD billion with 11 decimals is exact in cents; rounding there removes the noise of binary fractions.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

#: Decimals of a USD billion that make a cent.
DECIMALS = 11


def dumps(value: Mapping[str, Any]) -> str:
    """`value` as one line of JSON, without the end of the line.

    Raises
    ------
    TypeError
        If something in it has no wire form.

    >>> dumps({"cap": float("inf"), "sum": 0.1 + 0.2, "day": date(2022, 6, 1)})
    '{"cap": null, "sum": 0.3, "day": "2022-06-01"}'
    """
    return json.dumps(tidy(value), ensure_ascii=False, allow_nan=False)


def tidy(value: Any) -> Any:
    """`value` in JSON's own types: not a number and no limit become null, arrays become lists.

    Raises
    ------
    TypeError
        For an object that has no such form: a bug, since every result of the house has one.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return round(float(value), DECIMALS) + 0.0 if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_key(key): tidy(inner) for key, inner in value.items()}
    if hasattr(value, "tolist"):
        return tidy(value.tolist())
    if isinstance(value, Iterable):
        return [tidy(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no wire form")


def _key(key: Any) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)
