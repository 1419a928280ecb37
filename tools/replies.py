"""What publishers answer: small answers in their documented shapes, made of figures of our own, and what can go wrong in them.

One :class:`Case` for each kind of answer. `render` writes an answer from days and figures, so that every fault of content
(a column renamed, a unit shifted, rows repeated or in another order) is made from the same table as the good answer.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ebb.sources.board import CORE
from ebb.sources.cards import card, named_at
from ebb.units.scale import SCALES

Rows = Sequence[tuple[date, float]]
#: Four Wednesdays; the last one comes with the next answer.
DAYS = tuple(date(2026, 10, 28) + timedelta(weeks=n) for n in range(4))


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of answer.

    Parameters
    ----------
    name, publisher, series : str
        `publisher` as in the register; `series` is asked for and looked at.
    path : str
        Where it is asked for on the publisher's server; ``*`` at the end stands for the rest.
    media : str
    figures : tuple of float
        In the unit of the series' card, one for each of :data:`DAYS`.
    render : callable of (rows, renamed) -> bytes
    steps : tuple of (path, media, body)
        Answers that come before: a list, or metadata.
    base : str
        What the publisher's base address has behind the host.
    key : str
    """

    name: str
    publisher: str
    series: str
    path: str
    media: str
    figures: tuple[float, ...]
    render: Callable[[Rows, bool], bytes]
    steps: tuple[tuple[str, str, bytes], ...] = ()
    base: str = ""
    key: str = ""

    def rows(self, count: int = 3) -> list[tuple[date, float]]:
        """The first days and figures."""
        return list(zip(DAYS, self.figures, strict=True))[:count]

    def good(self) -> bytes:
        """The answer of last week."""
        return self.render(self.rows(), False)

    def newer(self) -> bytes:
        """The answer of this week: one figure more."""
        return self.render(self.rows(4), False)

    def renamed(self) -> bytes:
        """This week's answer with another name for its column."""
        return self.render(self.rows(4), True)

    def shifted(self, factor: float) -> bytes:
        """This week's answer in another unit."""
        return self.render([(day, value * factor) for day, value in self.rows(4)], False)

    def repeated(self) -> bytes:
        """This week's answer with a row twice."""
        rows = self.rows(4)
        return self.render([*rows[:2], *rows[1:]], False)

    def contradicted(self) -> bytes:
        """This week's answer with a day twice, with two figures."""
        rows = self.rows(4)
        return self.render([*rows[:2], (rows[1][0], rows[1][1] * 1.01), *rows[2:]], False)

    def reordered(self) -> bytes:
        """This week's answer with two rows exchanged."""
        one, two, three, four = self.rows(4)
        return self.render([one, three, two, four], False)


def _csv(heading: str, row: Callable[[date, float], str], other: tuple[str, str]) -> Callable[[Rows, bool], bytes]:
    def render(rows: Rows, renamed: bool) -> bytes:
        head = heading.replace(*other) if renamed else heading
        return "\n".join([head, *(row(day, value) for day, value in rows), ""]).encode()

    return render


def _json(wrap: Callable[[list[dict[str, Any]]], Any], row: Callable[..., list[dict[str, Any]]], *names: str) -> Any:
    def render(rows: Rows, renamed: bool) -> bytes:
        found = [one for day, value in rows for one in row(day, value)]
        if renamed:
            found = [{names[1] if key == names[0] else key: cell for key, cell in one.items()} for one in found]
        return json.dumps(wrap(found)).encode()

    return render


# -- the New York Fed


def _rate(day: date, value: float) -> list[dict[str, Any]]:
    spread = {1: 0.98, 25: 0.99, 75: 1.01, 99: 1.02}
    percentiles = {f"percentPercentile{n}": round(value * times, 4) for n, times in spread.items()}
    named = {"effectiveDate": day.isoformat(), "type": "SOFR", "percentRate": value, "volumeInBillions": 2600}
    return [{**named, **percentiles, "revisionIndicator": ""}]


def _week(day: date, value: float) -> list[dict[str, Any]]:
    shares = {
        "mbs": 0.31,
        "cmbs": 0.001,
        "tips": 0.045,
        "frn": 0.005,
        "notesbonds": 0.55,
        "bills": 0.08,
        "agencies": 0.0,
    }
    parts = {name: round(value * share / 100) * 100 for name, share in shares.items()}
    whole = {"total": sum(parts.values()), "tipsInflationCompensation": round(value * 0.017)}
    return [{"asOfDate": day.isoformat(), **{name: str(amount) for name, amount in {**parts, **whole}.items()}}]


def _operation(day: date, value: float) -> list[dict[str, Any]]:
    amount = round(value * 1_000) * 1_000_000
    detail = {"securityType": "Treasury", "amtSubmitted": amount, "amtAccepted": amount, "percentAwardRate": 3.75}
    head = {"operationId": f"RP {day:%m%d%y} 1", "operationDate": day.isoformat(), "operationType": "Reverse Repo"}
    terms = {"operationMethod": "Fixed Rate", "term": "Overnight", "termCalenderDays": 1, "auctionStatus": "Results"}
    sums = {"totalAmtSubmitted": amount, "totalAmtAccepted": amount, "acceptedCpty": 7, "details": [detail]}
    return [{**head, **terms, **sums}]


# -- the Board


def _release(codes: Sequence[str], name: str) -> Callable[[Rows, bool], bytes]:
    """A release as an archive of SDMX XML; every series moves as the one looked at."""

    def render(rows: Rows, renamed: bool) -> bytes:
        series = []
        for code in codes:
            one = named_at("board")[code]
            money = SCALES[one.unit][0] == "money"
            level = 1.0 if one.name == name or not money else (one.low * one.high) ** 0.5 / rows[0][1]
            title = "RENAMED.WW" if renamed and one.name == name else code
            about = 'UNIT="Currency" CURRENCY="USD"' if money else 'UNIT="Percent:_Per_Year" CURRENCY="NA"'
            power = f"{SCALES[one.unit][1]:.0f}" if money else "1"
            shown = "".join(
                f'<frb:Obs OBS_STATUS="A" OBS_VALUE="{value * level:.4f}" TIME_PERIOD="{day}"/>' for day, value in rows
            )
            series.append(f'<kf:Series SERIES_NAME="{title}" {about} UNIT_MULT="{power}">{shown}</kf:Series>')
        text = (
            '<?xml version="1.0" encoding="UTF-8"?><message:MessageGroup xmlns:message="m" xmlns:frb="f" xmlns:kf="k">'
            f"<frb:DataSet>{''.join(series)}</frb:DataSet></message:MessageGroup>"
        )
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("release_data.xml", text)
        return packed.getvalue()

    return render


def _curve(rows: Rows, renamed: bool) -> bytes:
    names = [f"SVENY{n:02d}" for n in range(1, 31)] + ["BETA0", "BETA1", "BETA2", "BETA3", "TAU1", "TAU2"]
    shown = ["YIELD10" if renamed and name == "SVENY10" else name for name in names]
    lines = ["Note: fitted curve, see paper, and so on", *[""] * 8, ",".join(["Date", *shown])]
    lines += [",".join([day.isoformat(), *(f"{value:.4f}" for _ in names)]) for day, value in rows]
    return "\n".join([*lines, ""]).encode()


# -- the Treasury


def _page(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"data": rows, "meta": {"count": len(rows), "total-count": len(rows), "total-pages": 1}, "links": {}}


def _cash(day: date, value: float) -> list[dict[str, Any]]:
    amounts = {
        "Treasury General Account (TGA) Opening Balance": value,
        "Total TGA Deposits (Table II)": 0,
        "Total TGA Withdrawals (Table II) (-)": 0,
        "Treasury General Account (TGA) Closing Balance": value,
    }
    return [
        {
            "record_date": day.isoformat(),
            "account_type": label,
            "open_today_bal": f"{amount:.0f}",
            "close_today_bal": "null",
        }
        for label, amount in amounts.items()
    ]


# -- the workbook


def _workbook(rows: Rows, renamed: bool) -> bytes:
    """A workbook of the old format (BIFF5), bare: globals, one sheet, labels and numbers."""
    kinds = [f"{kind}{n:02d}" for kind in ("ACMY", "ACMTP", "ACMRNY") for n in range(1, 11)]
    heads = ["DATE", *("PREMIUM10" if renamed and name == "ACMTP10" else name for name in kinds)]
    share = {"ACMY": 1.0, "ACMTP": 1.0, "ACMRNY": 0.0}
    cells = [_label(0, place, head) for place, head in enumerate(heads)]
    for line, (day, value) in enumerate(rows, 1):
        cells.append(
            _label(line, 0, f"{day:%d}-{'JanFebMarAprMayJunJulAugSepOctNovDec'[day.month * 3 - 3 :][:3]}-{day:%Y}")
        )
        for place, name in enumerate(kinds, 1):
            number = struct.pack("<HHHd", line, place, 0, round(value * share[name[:-2]], 4))
            cells.append(struct.pack("<HH", 0x0203, len(number)) + number)
    end = struct.pack("<HH", 0x000A, 0)
    sheet = struct.pack("<HHHHHH", 0x0809, 8, 0x0500, 0x0010, 0, 0) + b"".join(cells) + end
    start = struct.pack("<HHHHHH", 0x0809, 8, 0x0500, 0x0005, 0, 0)
    title = b"ACM Daily"
    bound = (
        struct.pack("<HHIBBB", 0x0085, 7 + len(title), len(start) + 11 + len(title) + len(end), 0, 0, len(title))
        + title
    )
    return start + bound + end + sheet


def _label(row: int, column: int, text: str) -> bytes:
    body = struct.pack("<HHHH", row, column, 0, len(text)) + text.encode("latin-1")
    return struct.pack("<HH", 0x0204, len(body)) + body


# -- the central banks of Europe


def _ecb(rows: Rows, renamed: bool) -> bytes:
    key = card("ECBASSETSW").at["ecb"]
    head = f"KEY,FREQ,TIME_PERIOD,{'OBSERVATION' if renamed else 'OBS_VALUE'},OBS_STATUS,UNIT_MULT"
    weeks = [(f"{day.isocalendar().year}-W{day.isocalendar().week:02d}", value) for day, value in rows]
    return "\n".join([head, *(f"{key},W,{week},{value:.0f},A,6" for week, value in weeks), ""]).encode()


METADATA = {
    "seriess": [{"id": "CPIAUCSL", "frequency_short": "M", "units": "Index 1982-1984=100", "title": "CPI"}],
}
_MONTHS = (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))


def _observations(rows: Rows, renamed: bool) -> bytes:
    months = dict(zip(DAYS, _MONTHS, strict=True))
    name = "figure" if renamed else "value"
    found = [{"date": months[day].isoformat(), name: f"{value:g}"} for day, value in rows]
    return json.dumps({"count": len(found), "offset": 0, "limit": 100000, "observations": found}).encode()


def _fred(series: str) -> Callable[[Rows, bool], bytes]:
    return _csv(f"observation_date,{series}", lambda day, value: f"{day},{value:g}", (series, "OTHER"))


def cases() -> tuple[Case, ...]:
    """Every kind of answer, in the order of the register."""
    board = {one.name: code for code, one in named_at("board").items()}
    h41, h15, h8 = ([board[name] for name in CORE[release]] for release in ("H41", "H15", "H8"))
    soma, rates = "/api/soma/summary.json", "/api/rates/all/search.json"
    wide = ("application/zip", "/datadownload/Output.aspx")
    vix = _csv(
        "DATE,OPEN,HIGH,LOW,CLOSE",
        lambda day, v: f"{day:%m/%d/%Y},{v:.2f},{v:.2f},{v:.2f},{v:.2f}",
        ("CLOSE", "LAST"),
    )
    stooq = _csv(
        "Date,Open,High,Low,Close,Volume",
        lambda day, v: f"{day},{v:.2f},{v:.2f},{v:.2f},{v:.2f},2500000000",
        ("Close", "Last"),
    )
    bank = _csv("DATE,IUDBEDR", lambda day, v: f"{day:%d} {_english(day)} {day:%Y},{v:.4f}", ("IUDBEDR", "OTHER"))
    dts, penny = "/v1/accounting/dts/operating_cash_balance", "/v2/accounting/od/debt_to_penny"
    pennies = lambda day, v: [{"record_date": day.isoformat(), "tot_pub_debt_out_amt": f"{v:.2f}"}]  # noqa: E731
    js, csv_ = "application/json", "text/csv"
    total = (6.30e12, 6.31e12, 6.305e12, 6.32e12)
    return (
        Case("soma", "nyfed", "SOMA_BILLS", soma, js, tuple(0.08 * v for v in total),
             _json(lambda r: {"soma": {"summary": r}}, lambda d, v: _week(d, v / 0.08), "bills", "treasuryBills"),
             base="/api"),
        Case("rates", "nyfed", "SOFR", rates, js, (4.01, 4.05, 3.98, 4.02),
             _json(lambda r: {"refRates": r}, _rate, "percentRate", "rate"), base="/api"),
        Case("repo", "nyfed", "RRPONTSYD", "/api/rp/results/search.json", js, (510.0, 505.0, 498.0, 500.5),
             _json(lambda r: {"repo": {"operations": r}}, _operation, "totalAmtAccepted", "acceptedAmt"), base="/api"),
        Case("h41", "board", "WALCL", wide[1], wide[0], (6.71e6, 6.70e6, 6.72e6, 6.73e6), _release(h41, "WALCL")),
        Case("h15", "board", "DGS10", wide[1], wide[0], (4.31, 4.28, 4.4, 4.35), _release(h15, "DGS10")),
        Case("h8", "board", "TLAACBW027SBOG", wide[1], wide[0], (2.41e4, 2.42e4, 2.405e4, 2.43e4),
             _release(h8, "TLAACBW027SBOG")),
        Case("gsw", "board", "SVENY10", "/data/yield-curve-tables/feds200628.csv", csv_, (4.2, 4.3, 4.25, 4.4), _curve),
        Case("dts", "treasury", "TGA_DTS", dts, js, (850_000.0, 853_000.0, 861_000.0, 842_000.0),
             _json(_page, _cash, "open_today_bal", "opening")),
        Case("penny", "treasury", "DEBT_TO_PENNY", penny, js, (38.1e12, 38.2e12, 38.25e12, 38.3e12),
             _json(_page, pennies, "tot_pub_debt_out_amt", "total")),
        Case("acm", "acm", "ACMTP10", "/medialibrary/media/research/data_indicators/ACMTermPremium.xls",
             "application/vnd.ms-excel", (0.61, 0.64, 0.7, 0.66), _workbook),
        Case("vix", "cboe", "VIXCLS", "/api/global/us_indices/daily_prices/VIX_History.csv", csv_,
             (17.2, 18.05, 16.9, 19.4), vix),
        Case("ecb", "ecb", "ECBASSETSW", "/service/data/ILM/W.U2.C.T000000.Z5.Z01", csv_,
             (6.10e6, 6.09e6, 6.08e6, 6.05e6), _ecb),
        Case("boe", "boe", "IUDBEDR", "/boeapps/database/_iadb-fromshowcolumns.asp", csv_, (4.0, 4.0, 3.75, 3.75), bank),
        Case("stooq", "stooq", "SP500", "/q/d/l/", csv_, (6_700.5, 6_712.0, 6_690.25, 6_730.0), stooq, key="own-key"),
        Case("graph", "fred", "IORB", "/graph/fredgraph.csv", csv_, (3.9, 3.9, 3.65, 3.65), _fred("IORB")),
        Case("api", "fred", "CPIAUCSL", "/fred/series/observations", js, (320.1, 321.2, 322.0, 322.9), _observations,
             steps=(("/fred/series", js, json.dumps(METADATA).encode()),), key="0123456789abcdef0123456789abcdef"),
    )  # fmt: skip


def _english(day: date) -> str:
    return "JanFebMarAprMayJunJulAugSepOctNovDec"[day.month * 3 - 3 :][:3]
