"""What past LIVEs came to, for those who judge the quality of what an account posts."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.live_access import PostNumbers
from livehouse.platform.database import Database
from livehouse.rooms import number_store
from livehouse.rooms.number_store import LiveAudience, PastLive

log = structlog.get_logger(__name__)

# Older ones say little of what somebody does now.
LIVES_MAX: Final = 30
# Who only swiped past has not watched.
WATCHED_S_MIN: Final = 2.0
# A LIVE that ended as soon as it began was a test, or an accident.
LENGTH_S_MIN: Final = 60.0
# Who watched so many of the host's last so many LIVEs comes back.
RETURNING_MIN: Final = 3
RETURNING_OF: Final = 10
# By then every process has written what it counted, however long the database was away.
SETTLES: Final = timedelta(hours=1)
TOO_SHORT: Final = "too_short"


class Numbers:
    """Reads what was counted; what a LIVE came to is counted once, and kept."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of_account(self, account_id: str) -> Sequence[PostNumbers]:
        """What the account's last LIVEs came to, the newest first.

        The retention curve says which share of the viewers stayed for at least so much of the LIVE, whenever they came.
        """
        async with self._database.read() as connection:
            lives = await number_store.load_past_lives(connection, account_id, LIVES_MAX + RETURNING_OF)
            ids = [live.id for live in lives]
            counted = await number_store.load_audiences(connection, ids[:LIVES_MAX])
            missing = {
                live.id: await number_store.count_audience(
                    connection,
                    live,
                    host_id=account_id,
                    last_ids=ids[place : place + RETURNING_OF],
                    returning_min=RETURNING_MIN,
                    watched_s_min=WATCHED_S_MIN,
                )
                for place, live in enumerate(lives[:LIVES_MAX])
                if live.id not in counted
            }
        settled_before = self._clock.now() - SETTLES
        kept = [live.id for live in lives if live.id in missing and live.ended_at < settled_before]
        if kept:
            await self._keep({room_id: missing[room_id] for room_id in kept})
        return [_numbers(live, counted.get(live.id) or missing[live.id]) for live in lives[:LIVES_MAX]]

    async def _keep(self, counted: Mapping[str, LiveAudience]) -> None:
        try:
            async with self._database.transaction() as tx:
                for room_id, audience in counted.items():
                    await number_store.insert_audience(tx, room_id, audience)
        except Unavailable as error:
            # Whoever asked has their answer; it is counted again the next time.
            log.warning("what LIVEs came to could not be kept", reason=error.message)


def _numbers(live: PastLive, audience: LiveAudience) -> PostNumbers:
    is_long_enough = live.length_s >= LENGTH_S_MIN
    return PostNumbers(
        id=live.id,
        kind="live",
        title=live.title,
        posted_at=live.started_at,
        length_s=live.length_s,
        viewers=audience.viewers,
        strangers=audience.strangers,
        play_s=round(audience.watched_s, 3),
        likes=live.likes,
        returning_viewers=audience.came_back,
        retention=tuple(round(stayed / audience.viewers, 4) for stayed in audience.stayed if audience.viewers),
        counts=is_long_enough,
        why_not=None if is_long_enough else TOO_SHORT,
    )
