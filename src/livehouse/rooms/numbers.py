"""What past LIVEs came to, for those who judge the quality of what an account posts."""

from collections.abc import Sequence
from typing import Final

from livehouse.live_access import PostNumbers
from livehouse.platform.database import Database
from livehouse.rooms import number_store
from livehouse.rooms.number_store import LiveAudience, PastLive

# Older ones say little of what somebody does now.
LIVES_MAX: Final = 50
# Who only swiped past has not watched.
WATCHED_S_MIN: Final = 2.0
# A LIVE that ended as soon as it began was a test, or an accident.
LENGTH_S_MIN: Final = 60.0
# Who watched so many of the host's last so many LIVEs comes back.
RETURNING_MIN: Final = 3
RETURNING_OF: Final = 10
TOO_SHORT: Final = "too_short"
NOBODY: Final = LiveAudience(viewers=0, strangers=0, returning=0, watched_s=0.0, strangers_s=0.0, stayed=())


class Numbers:
    """Reads what was counted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_account(self, account_id: str) -> Sequence[PostNumbers]:
        """What the account's last LIVEs came to, the newest first.

        The retention curve says which share of the viewers stayed for at least so much of the LIVE, whenever they came.
        """
        async with self._database.read() as connection:
            lives = await number_store.load_past_lives(connection, account_id, LIVES_MAX)
            audiences = await number_store.load_audiences(
                connection,
                account_id,
                lives,
                returning_of=RETURNING_OF,
                returning_min=RETURNING_MIN,
                watched_s_min=WATCHED_S_MIN,
            )
        return [_numbers(live, audiences.get(live.id, NOBODY)) for live in lives]


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
        strangers_play_s=round(audience.strangers_s, 3),
        play_s=round(audience.watched_s, 3),
        likes=live.likes,
        returning_viewers=audience.returning,
        retention=tuple(round(stayed / audience.viewers, 4) for stayed in audience.stayed),
        counts=is_long_enough,
        why_not=None if is_long_enough else TOO_SHORT,
    )
