"""All quantities of a text: numbers joined to ranges, with what they are a share of, per what, and how limited."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ebb.audit.claim import Found
from ebb.audit.reading import qualifiers
from ebb.audit.reading.figures import HAN_DIGITS, figures, worth
from ebb.audit.reading.fractions import fractions
from ebb.audit.reading.pace import pace
from ebb.audit.reading.pieces import QUARTER, Piece, resolve
from ebb.audit.reading.places import Places
from ebb.audit.reading.plain import rule

_JOINT: Final = rule(r" ?(?:(?P<strong>至|到|-|~| to )|(?P<weak>與|和|及| and )) ?\+?")
_BETWEEN: Final = rule(r"(?:介於|落在|在|between)(?:約|大約| about| around| roughly)? ?(?:us)?\$?$")
_OPENING: Final = rule("(介於|between) ?$")
_FROM: Final = rule(r"(?:\bfrom|從|由|自)(?: about| around| nearly| roughly| some|約|近)?[ $]*$")
_MOVED: Final = rule(
    r"\b(?:down|up|fell|rose|dropped|declined|increased|shrank|grew|jumped"
    r"|surged)(?: by)?(?: about| around| nearly| some| roughly)?[ $]*$"
)
_AFTERWARDS: Final = rule(r"(?:美元)?(?:之間|間)")
_GDP: Final = r"(?:gdp|gross domestic product|國內生產毛額|國內生產總值|國民生產毛額|經濟規模|國內生產毛值)"
_OF_GDP: Final = rule(rf" of (?:(?:us|u\.s\.|american|the country's|annual|nominal|national) )?{_GDP}|的 ?{_GDP}")
_SHARE_OF_GDP: Final = rule(
    rf"(?:占|相當於|等於|達到?|是|為|與|對)[^，。；,;\n]{{0,10}}?{_GDP}|{_GDP} ?(?:的|之比|比重"
    rf"|比率|比例|占比)|share of {_GDP}"
)
_OF: Final = rule(r" of (?!the time\b|\d)[a-z$]")
_SHARE: Final = rule("占[^，。；、,;\n]{0,16}$")
_CLAUSE: Final = rule("[，。；！？,;\n]")
_INDEX: Final = rule(
    r"(?:標普(?:500)?|道瓊|那斯達克|納斯達克|費城半導體|費半|加權|台股|恐慌|vix|s&p(?: 500)?"
    r"|nasdaq|dow(?: jones)?|taiex|nikkei(?: 225)?|日經(?:225)?)"
    r"(?: ?(?:指數|index|composite|industrials))?(?: ?(?:收|closed|stood|rose|fell|jumped|climbed"
    r"|dropped|上升|下跌|上漲|升|跌|漲|攀升|飆))?(?:在|於|至|到|為|是| at| to)? ?(?:約|近|逾)?$"
)


def quantities(text: str, plain: str, taken: Places, *, yuan: str = "TWD") -> list[Found]:
    """Every quantity of a text outside the places already taken by dates, names and references, in order.

    Parameters
    ----------
    text, plain : str
        As printed, and in the one form of :func:`ebb.audit.reading.plain.plain`.
    taken : Places
        Where nothing is looked for.
    yuan : str
        The currency that 元 alone is assumed to be; it is marked as missing.
    """
    special = [piece for piece in fractions(plain) if taken.free(*piece.words)]
    taken.take(piece.words for piece in special)
    read = [resolve(plain, figure) for figure in figures(plain) if taken.free(figure.start, figure.end)]
    whole = [piece for piece in read if piece is not None and taken.free(*piece.words)]
    pieces = sorted((*special, *whole), key=lambda piece: piece.start)
    found: list[Found] = []
    place, index = 0, 0
    while index < len(pieces):
        first = pieces[index]
        joined = _joined(plain, first, pieces[index + 1]) if index + 1 < len(pieces) else None
        index += 2 if joined else 1
        for piece, last in joined or ((first, None),):
            piece = _index(plain, piece)
            if piece.kind and piece.start >= place:
                found.append(_found(text, plain, piece, last, yuan))
                place = found[-1].end
    return found


def _joined(plain: str, first: Piece, second: Piece) -> tuple[tuple[Piece, Piece | None], ...] | None:
    """The two as one range, as two amounts that share the second's unit (from 4.2 to 8.9 trillion), or None."""
    joint = _JOINT.fullmatch(plain, first.end, second.start) if first.end <= second.start else None
    if joint is None or not second.kind or first.vague or second.vague:
        return None
    window = plain[max(0, first.start - 24) : first.start]
    if joint["weak"] and not (_BETWEEN.search(window) or _AFTERWARDS.match(plain, second.end)):
        return None
    shared = _shared(plain, first, second)
    if shared is None:
        return None
    second = replace(second, unit=shared.unit, named=shared.named)
    if first.kind and joint["strong"] == " to " and _MOVED.search(window):
        return None  # fell $2 billion to $3 billion: by how much, and to where
    if joint["strong"] not in (None, "-", "~") and _FROM.search(window) and (first.kind or joint["strong"] == " to "):
        return ((shared, None), (second, None))  # a change from the one to the other, no range
    return ((shared, second),) if shared.low <= second.high else None


def _shared(plain: str, first: Piece, second: Piece) -> Piece | None:
    """The first piece in the unit of the second; None where the two measure different things."""
    if first.kind and (first.kind != "money" or first.figure is None or first.figure.scale):
        same = first.kind == second.kind and (first.unit == second.unit or not first.named or not second.named)
        unit = second.unit if second.named else first.unit
        return replace(first, unit=unit, named=first.named or second.named) if same else None
    if first.figure is None or (first.kind == "money" and second.kind != "money"):
        return None
    figure, scale = first.figure, ""
    if second.kind in ("money", "count", "") and second.figure is not None:
        scale = second.figure.scale.lstrip("十百千") if figure.scale else second.figure.scale
        tail = second.figure.number[1:]
        if len(figure.number) == 1 and figure.number in HAN_DIGITS and tail and not tail.strip("十百千"):
            figure = replace(figure, number=figure.number + tail)
        if figure.scale and figure.scale[-1] in "萬億兆":
            figure, scale = replace(figure, scale=""), figure.scale + scale
    value = worth(figure, scale)
    if value is None:
        return None
    size = _size(plain, second)
    low, high, step = (part * size for part in value)
    if plain.startswith(("-", "負", "minus"), first.start):
        low, high = -high, -low
    unit = first.unit if first.named and not second.named else second.unit
    named = first.named or second.named
    return replace(first, kind=second.kind, unit=unit, low=low, high=high, step=step, named=named)


def _size(plain: str, piece: Piece) -> float:
    """What one of the bare neighbour is worth in the unit of a rate: 碼 and 成 are no plain percent."""
    last = plain[piece.end - 1]
    return QUARTER if last == "碼" else 10.0 if "成" in plain[piece.start : piece.end] else 1.0


def _index(plain: str, piece: Piece) -> Piece:
    """A bare number behind the name of an index is its level."""
    if piece.kind or piece.figure is None or piece.figure.scale or piece.figure.style != "arabic":
        return piece
    named = _INDEX.search(plain[max(0, piece.start - 40) : piece.start])
    value = worth(piece.figure) if named else None
    return replace(piece, kind="index", unit="points", low=value[0], high=value[1], step=value[2]) if value else piece


def _found(text: str, plain: str, piece: Piece, last: Piece | None, yuan: str) -> Found:
    start, end = piece.start, (last or piece).end
    kind, unit, end = _share(plain, piece, start, end)
    limit, words = _limit(text, plain, piece, last)
    return Found(
        kind,
        start,
        end,
        piece.low,
        (last or piece).high,
        yuan if kind == "money" and not unit else unit,
        max(piece.step, last.step) if last else piece.step,
        limit,
        words,
        missing="currency" if kind == "money" and not piece.named else "",
        per=pace(plain, start, end) if kind == "money" or unit == "count" else "",
    )


def _share(plain: str, piece: Piece, start: int, end: int) -> tuple[str, str, int]:
    """Kind and unit of a percentage that is a share of something, and its end (34% of GDP ends behind GDP)."""
    if piece.unit != "percent" or piece.kind not in ("rate", "share"):
        return piece.kind, piece.unit, end
    if match := _OF_GDP.match(plain, end):
        return "share", "percent of GDP", match.end()
    clause = _CLAUSE.split(plain[max(0, start - 40) : start])[-1]
    if _SHARE_OF_GDP.search(clause):
        return "share", "percent of GDP", end
    if piece.kind == "share" or _OF.match(plain, end) or _SHARE.search(clause):
        return "share", "percent", end
    return "rate", "percent", end


def _limit(text: str, plain: str, piece: Piece, last: Piece | None) -> tuple[str, str]:
    before = qualifiers.left(text, plain, piece.start)
    behind = qualifiers.right(text, plain, (last or piece).end)
    words = "…".join(filter(None, (before.words, piece.more, behind.words)))
    if last is not None:
        opening = _OPENING.search(plain[max(0, piece.start - 10) : piece.start])
        if opening and not before.words:
            before = qualifiers.Limit("between", opening[1])
        closing = _AFTERWARDS.match(plain, last.end)
        joint = text[piece.end : last.start].strip()
        parts = (before.words, joint, text[last.end : closing.end()] if closing else "")
        return "between", "…".join(filter(None, parts))
    if piece.vague:
        return "several", text[piece.start : piece.end]
    if before.limit == "exact" and piece.more:
        return "over", piece.more.strip("-")
    return (before.limit if before.limit != "exact" else behind.limit), words
