"""What was said and given during a part of a replay, at its place."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, TypeVar

from livehouse.chat import Transcript
from livehouse.gifts import GiftRecords
from livehouse.platform.database import Database
from livehouse.replays import store
from livehouse.replays.model import US, ReplayFacts
from livehouse.replays.timeline import Timeline, seconds
from livehouse.replays.views import CommentMoment, GiftMoment, Moments

# What a person can read of a busy room, as viewers of the LIVE got it.
COMMENTS_PER_S: Final = 20
# Of what one question looks at: a very busy room in two minutes. What comes after is left out.
ROWS_MAX: Final = 10_000
GIFTS_MAX: Final = 1_000
# Said while the last pictures were still on their way.
AFTER: Final = timedelta(seconds=30)

Item = TypeVar("Item")


class MomentsReader:
    """Finds them."""

    def __init__(self, database: Database, transcript: Transcript, gifts: GiftRecords) -> None:
        self._database = database
        self._transcript = transcript
        self._gifts = gifts

    async def between(self, replay: ReplayFacts, from_s: float, until_s: float) -> Moments:
        """What belongs from `from_s` to before `until_s` of the replay; at its end also what came just after."""
        if from_s > replay.duration_s:
            # However far behind it: no database counts so many microseconds.
            return Moments([], [])
        from_us, until_us = int(from_s * US), int(until_s * US)
        async with self._database.read() as connection:
            pieces = await store.load_pieces_between(connection, replay.id, from_us, until_us)
        timeline = Timeline(pieces)
        span = timeline.span()
        if span is None:
            return Moments([], [])
        since, until = span
        is_at_end = until_us >= replay.duration_us
        if is_at_end:
            until += AFTER
        comments = [
            CommentMoment(seconds(at_us), comment)
            for comment in await self._transcript.between(replay.id, since, until, ROWS_MAX)
            if from_us <= (at_us := timeline.position_us(comment.at)) < until_us or (is_at_end and at_us >= from_us)
        ]
        gifts = [
            GiftMoment(seconds(at_us), gift)
            for gift in await self._gifts.between(replay.id, since, until, GIFTS_MAX)
            if from_us <= (at_us := timeline.position_us(gift.at)) < until_us or (is_at_end and at_us >= from_us)
        ]
        return Moments(thin_out(comments, int(COMMENTS_PER_S * (until_s - from_s)) + 1), gifts)


def thin_out(items: Sequence[Item], items_max: int) -> list[Item]:
    """At most so many of the items, evenly chosen, in their order."""
    if len(items) <= items_max:
        return list(items)
    return [items[index * len(items) // items_max] for index in range(items_max)]
