"""Replays on the record: the rule applied to a past episode, beside what was published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from ebb.answers.listed import listed
from ebb.answers.prepayment import scored_json
from ebb.errors import OutOfRange, UnknownName
from ebb.portfolio import Holdings, cohorts, composition, offerings
from ebb.record import Record
from ebb.simulate.replay import EPISODES, Replay
from ebb.simulate.replay import replay as replay_episode
from ebb.sources.published import document


def replay(episode: str, *, as_of: date | None = None) -> Replay:
    """Replay ``"qt1"`` or ``"qt2"`` with what was known at a date (by default everything packaged).

    Raises
    ------
    UnknownName
        If there is no such episode.
    OutOfRange
        If its opening holdings were not known at the as-of date.
    """
    record = Record(as_of)
    return with_exam(record, replay_on(record, episode))


def with_exam(record: Record, found: Replay) -> Replay:
    """A replay of QT2 with the exam of the rule for mortgage principal, where the whole runoff had been published."""
    from ebb.simulate.mbs_exam import ASKED, mbs_exam

    known = record.series("mbs")
    if found.episode.name != "qt2" or not len(known) or known.dates[-1] < np.datetime64(date(*ASKED[-1], 1), "D"):
        return found
    published = {key: record.full(key) for key in record.keys}
    exam = mbs_exam(published, cohorts(record.table("mbs_cohorts")), record.programme)
    return replace(found, mbs_exam={**exam.json(), "scored": scored_json(record)})


def replay_on(record: Record, episode: str) -> Replay:
    """Replay an episode with the figures of a record."""
    if episode not in EPISODES:
        raise UnknownName.of("episode", episode, (*EPISODES, "gilts"), where="ebb replay")
    span = EPISODES[episode]
    if span.opening not in record.holdings_dates:
        raise OutOfRange(
            f"the opening holdings of {episode} were not known on {record.as_of}",
            "ebb replay --as-of",
            f"a day after {span.opening}",
            "choose a later --as-of, or leave it out",
        )
    return replay_episode(
        episode,
        holdings=Holdings.from_rows(record.security_list(span.opening)),
        cohorts=cohorts(record.table("mbs_cohorts")),
        auctions=offerings(record.auctions(date(1900, 1, 1), date(9999, 12, 31))),
        programme=record.programme,
        published={key: record.full(key) for key in record.keys},
        earlier=listed(record, span.opening),
        outstanding=composition(document("marketable")),
    )
