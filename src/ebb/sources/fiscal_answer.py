"""How the Treasury's Fiscal Data answers: pages of records whose every field is text.

An answer says how many records and pages there are; page one leads to the others. The fields are asked for by name, so a
record without one of them is no record of this data set.

Source: US Department of the Treasury, Fiscal Data API (no key).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from ebb.sources.exact import Problems
from ebb.sources.harvest import Harvest, Request
from ebb.sources.intake import need, rows_at, tree

BASE: Final = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service"
PUBLISHER: Final = "fiscal"

#: Records asked for on one page: the largest page the publisher's documentation shows.
PAGE: Final = 10_000
#: More pages than this are not asked for: a wrong count in an answer must not start an endless fetch.
MOST_PAGES: Final = 60

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One question to Fiscal Data, all its pages.

    Parameters
    ----------
    name : str
        What the user sees.
    path : str
        The data set, e.g. ``"v2/accounting/od/debt_to_penny"``.
    fields : tuple of str
        Fields asked for; every record must have them.
    read : callable of (list of Record) -> Harvest
    wanted : str
        The filter, "" for none.
    sort : str
        Fields that put the records in one order only: pages cut an order that is not into repeats and gaps.
    size : int
        Records on one page.
    whole : bool
        Whether the records make sense only together: an answer of several pages is then refused.
    first : bool
        Whether only the first records are wanted: the other pages are not asked for.
    base : str
    """

    name: str
    path: str
    fields: tuple[str, ...]
    read: Callable[[list[Record]], Harvest]
    wanted: str = ""
    sort: str = "record_date"
    size: int = PAGE
    whole: bool = False
    first: bool = False
    base: str = BASE

    def request(self, page: int = 1) -> Request:
        """The request of one page."""
        params = [("fields", ",".join(self.fields))]
        if self.wanted:
            params.append(("filter", self.wanted))
        params += [("sort", self.sort), ("format", "json"), ("page[number]", str(page)), ("page[size]", str(self.size))]
        name = self.name if page == 1 else f"{self.name}, page {page}"
        parse = partial(self.parse, page=page)
        address = f"{self.base}/{self.path}"
        return Request(name, PUBLISHER, address, parse, params=tuple(params), media=("application/json",))

    def parse(self, body: bytes, *, page: int = 1) -> Harvest:
        """One page as a harvest; page one asks for the others.

        Raises
        ------
        FormatError
            If the page is cut off, lacks a field, or its records cannot be what they should be.
        """
        problems = Problems(f"US Department of the Treasury, {self.name}", f"records with {', '.join(self.fields)}")
        rows, pages = records(body, self.fields, problems)
        if not self.first and pages > MOST_PAGES:
            problems.refuse(f"the answer says it has {pages} pages, more than {MOST_PAGES}")
        if self.whole and pages > 1:
            problems.refuse(f"the answer comes in {pages} pages, but is read only as a whole")
        harvest = self.read(rows)
        if page > 1 or pages <= 1 or self.first:
            return harvest
        return replace(harvest, more=(*harvest.more, *(self.request(n) for n in range(2, pages + 1))))


def records(body: bytes, fields: tuple[str, ...], problems: Problems) -> tuple[list[Record], int]:
    """The records of one page, each with every field as text or None, and the number of pages.

    Raises
    ------
    FormatError
        If the answer is an error message, is cut off, or a field is missing or no text.
    """
    found = tree(body, problems)
    if "error" in found:
        told = found.get("message") or found["error"]
        problems.refuse(f"the publisher answers with an error: {str(told)[:120]}")
    rows = rows_at(found, ("data",), problems)
    meta = found.get("meta")
    if not isinstance(meta, dict):
        problems.refuse('"meta" is not in the answer')
    count, pages = meta.get("count"), meta.get("total-pages")
    if isinstance(count, bool) or count != len(rows):
        problems.refuse(f"the answer holds {len(rows)} records and says {str(count)[:20]}: cut off?")
    if not isinstance(pages, int) or isinstance(pages, bool) or pages < 0:
        problems.refuse(f"the answer says it has {str(pages)[:20]} pages")
    need(rows, fields, problems)
    for n, row in enumerate(rows, 1):
        for name in fields:
            if not (row[name] is None or isinstance(row[name], str)):
                problems.add(f'record {n}: field "{name}" is no text')
    problems.refuse_if_any()
    return rows, pages
