"""Reading: from the bytes of an article to its quantities, dates and rankings, each with the exact place of its words.

This room knows words and sizes only. It must never look anything up, judge, execute or fetch; what it cannot read with
certainty it leaves alone or marks as missing.
"""

from __future__ import annotations

from ebb.audit.reading.document import read
from ebb.audit.reading.find import find

__all__ = ["find", "read"]
