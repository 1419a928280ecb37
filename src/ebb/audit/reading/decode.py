"""From the bytes of a file to its characters: the encoding is found by trying, never guessed silently.

Bytes that cannot be read as text, or as two encodings at once, are refused: half a text would be audited as a whole.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from ebb.errors import UsageError

#: The largest text that is read, in bytes.
LARGEST: Final = 10_000_000

#: The commonest characters of running Chinese text in each script; a wrong encoding hardly ever hits them.
_COMMON: Final = frozenset(
    "的一是在不了有和人這中大為上個國以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經"
    "十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事"
    "平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直"
    "题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决"
    "这为个国时来们说产种面后过发动会对经进着电里现实两体机当点从业应开还义与关样线内数质气变条没结问无军并万亿银债储备购买缩紧"
    "萬億兆元美聯準儲備率市場資金融債券銀行縮緊通膨升息降貨幣政策財政部紀錄規模到期買賣每約近逾達年底、。，「」：；《》（）？"
)
_SIGNATURES: Final = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x7fELF": "a program",
}
_BOMS: Final = (
    *((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CHINESE: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_RUN: Final = re.compile("[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]+")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
#: High bytes as Western text has them: quotes, dashes and currency signs, side by side at most, or one letter alone.
_WESTERN: Final = re.compile(rb"[\x80\x85\x91-\x97\xa0\xa3\xa5]{1,3}|[\x80-\xff]")
_HIGH: Final = re.compile(rb"[\x80-\xff]+")


def decode(body: bytes, name: str = "") -> tuple[str, str]:
    """The characters of a file and the name of the encoding that gave them.

    Parameters
    ----------
    body : bytes
        The whole file, at most :data:`LARGEST` bytes.
    name : str
        How messages call it.

    Returns
    -------
    (text, encoding)
        Encoding is one of utf-8, utf-16, utf-32, cp950 (Big5), gb18030, cp1252.

    Raises
    ------
    UsageError
        If it is empty, too large, no text, or text in no single encoding of these.

    >>> decode("每月950億美元".encode("big5"))
    ('每月950億美元', 'cp950')
    """
    where = name or "the text"
    if not body.strip():
        raise _refused("there is nothing in it", where, "a text with words", "check the file")
    if len(body) > LARGEST:
        raise _refused(
            f"it is {len(body) / 1e6:.1f} MB", where, f"at most {LARGEST // 10**6} MB of text", "audit a part of it"
        )
    kind = next((kind for start, kind in _SIGNATURES.items() if body.startswith(start)), "")
    if kind:
        raise _no_text(f"it is {kind}", where)
    bom = next((encoding for start, encoding in _BOMS if body.startswith(start)), "")
    if bom:
        return _strict(body, bom, where), bom.removesuffix("-sig")
    if b"\x00" in body:
        return _wide(body, where)
    try:
        return _checked(body.decode("utf-8"), where), "utf-8"
    except UnicodeDecodeError as broken:
        return _legacy(body, broken, where)


def _strict(body: bytes, encoding: str, where: str) -> str:
    try:
        return _checked(body.decode(encoding), where)
    except UnicodeDecodeError as broken:
        raise _no_text(f"it says it is {encoding} and byte {broken.start:,} is not", where) from None


def _wide(body: bytes, where: str) -> tuple[str, str]:
    """UTF-16 without its mark: every second byte of Western text is zero, in one of two places."""
    even, odd = body[0::2].count(0), body[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if len(body) % 2 == 0 and min(even, odd) * 20 <= max(even, odd):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            text = "\x00"
        if not _CONTROL.search(text) and _known(text) > 0.9:
            return text, "utf-16"
    raise _no_text("it holds bytes that are zero", where)


def _legacy(body: bytes, broken: UnicodeDecodeError, where: str) -> tuple[str, str]:
    """Big5, GB18030 or Western: the one in which the text uses common characters."""
    _refuse_mixed_utf8(body, broken, where)
    runs = _HIGH.findall(body)
    if all(map(_WESTERN.fullmatch, runs)) and sum(map(len, runs)) * 8 <= len(body):
        try:
            return _checked(body.decode("cp1252"), where), "cp1252"
        except UnicodeDecodeError:
            pass
    read: dict[str, str] = {}
    for encoding in ("cp950", "gb18030"):
        try:
            read[encoding] = body.decode(encoding)
        except UnicodeDecodeError:
            continue
    ranked = sorted(read, key=lambda encoding: _commonness(read[encoding]), reverse=True)
    if not ranked or _commonness(read[ranked[0]]) < 0.2 or _PRIVATE.search(read[ranked[0]]):
        _refuse_mixed_chinese(body, where)
        raise _no_text("it is text in no encoding known here", where)
    best = ranked[0]
    _refuse_mixed_chinese(body, where)
    return _checked(read[best], where), best


def _refuse_mixed_utf8(body: bytes, broken: UnicodeDecodeError, where: str) -> None:
    """Lines that are UTF-8 beyond doubt beside lines that are not."""
    for line in body.splitlines():
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(_CHINESE.findall(text)) >= 4 and _commonness(text) > 0.2:
            number = body.count(b"\n", 0, broken.start) + 1
            raise _refused(
                f"it mixes encodings: most of it is UTF-8, line {number} (byte {broken.start:,}) is not",
                where,
                "one encoding throughout",
                "save it again as UTF-8",
            )


def _refuse_mixed_chinese(body: bytes, where: str) -> None:
    """Lines that are clearly Big5 beside lines that are clearly GB18030."""
    clear: dict[str, int] = {}
    for number, line in enumerate(body.split(b"\n"), 1):
        scores = {encoding: _score(line, encoding) for encoding in ("cp950", "gb18030")}
        best = max(scores, key=lambda encoding: scores[encoding])
        if len(_HIGH.findall(line)) and scores[best] > 0.5 and scores[best] > 2 * min(scores.values()):
            clear.setdefault(best, number)
    if len(clear) == 2:
        raise _refused(
            f"it mixes encodings: line {clear['cp950']} is Big5, line {clear['gb18030']} is GB18030",
            where,
            "one encoding throughout",
            "save it again as UTF-8",
        )


def _score(line: bytes, encoding: str) -> float:
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    return _commonness(text) if len(_CHINESE.findall(text)) >= 4 else 0.0


def _commonness(text: str) -> float:
    """Share of the Chinese characters that are common ones."""
    chars = "".join(_RUN.findall(text))
    return sum(char in _COMMON for char in chars) / len(chars) if chars else 0.0


def _known(text: str) -> float:
    """Share of characters that are Latin, Chinese or usual signs."""
    known = sum(
        char < "\u0250" or "\u2000" <= char <= "\u22ff" or "\u3000" <= char <= "\u9fff" or char >= "\uf900"
        for char in text
    )
    return known / len(text)


def _checked(text: str, where: str) -> str:
    if len(_CONTROL.findall(text)) * 100 > len(text):
        raise _no_text("it is full of control characters", where)
    return text


def _no_text(what: str, where: str) -> UsageError:
    return _refused(
        what, where, "plain text or HTML in UTF-8, UTF-16, Big5 or GB18030", "save the article as text (UTF-8) first"
    )


def _refused(what: str, where: str, expected: str, next_step: str) -> UsageError:
    return UsageError(f"the text cannot be read: {what}", where, expected, next_step)
