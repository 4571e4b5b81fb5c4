"""Rooms as others see them: stored facts, live numbers and the host's card put together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from livehouse.accounts import AccountCard, Accounts
from livehouse.kernel.clock import Clock
from livehouse.platform.http import API
from livehouse.realtime import VIEWERS, Hub
from livehouse.rooms.cover_drawing import DRAWING_VERSION
from livehouse.rooms.events import Room, RoomCard
from livehouse.rooms.model import RoomFacts

# A cover that comes from the stream has a new address this often, so that a list that is looked at again shows what is
# on now, and everybody who looks within the same moment gets one picture from the cache.
FRAME_COVER_S: Final = 10

Totals = Mapping[str, Mapping[str, int]]
"""Of each room what all processes count of it."""


class Views:
    """Puts together what the API and the channel tell of rooms.

    Args:
        origin: `https://host` that share links begin with, if the server knows it; "" makes links without it.
    """

    def __init__(self, accounts: Accounts, hub: Hub, clock: Clock, *, origin: str) -> None:
        self._accounts = accounts
        self._hub = hub
        self._clock = clock
        self._origin = origin

    async def room(self, facts: RoomFacts) -> Room:
        """The room in full."""
        viewers, likes = (await self.viewers_and_likes([facts]))[0]
        return Room(
            id=facts.id,
            title=facts.title,
            topic=facts.topic,
            audience=facts.audience,
            state=facts.state,
            host=await self._accounts.card(facts.host_id),
            viewers=viewers,
            likes=likes,
            cover_url=self.cover_url(facts),
            started_at=facts.started_at,
            created_at=facts.created_at,
            ended_at=facts.ended_at,
            ended_reason=facts.ended_reason,
            interrupted_at=facts.interrupted_at,
            source=facts.source,
            is_recorded=facts.is_recorded,
            url=f"{self._origin}{share_path(facts.id)}",
        )

    async def cards(
        self,
        rooms: Sequence[RoomFacts],
        *,
        hosts: Mapping[str, AccountCard] | None = None,
        totals: Totals | None = None,
    ) -> list[RoomCard]:
        """The rooms as a list shows them, in the order given. What is known of `hosts` and `totals` is not asked."""
        if hosts is None:
            hosts = await self._accounts.cards([room.host_id for room in rooms])
        if totals is None:
            totals = await self.totals([room.id for room in rooms])
        cards = []
        for facts in rooms:
            viewers, likes = _viewers_and_likes(facts, totals)
            cards.append(
                RoomCard(
                    id=facts.id,
                    title=facts.title,
                    topic=facts.topic,
                    audience=facts.audience,
                    state=facts.state,
                    host=hosts[facts.host_id],
                    viewers=viewers,
                    likes=likes,
                    cover_url=self.cover_url(facts),
                    started_at=facts.started_at,
                )
            )
        return cards

    async def viewers_and_likes(self, rooms: Sequence[RoomFacts]) -> list[tuple[int, int]]:
        """The rooms' numbers over all processes: live where somebody counts, else as they were written."""
        totals = await self.totals([room.id for room in rooms])
        return [_viewers_and_likes(room, totals) for room in rooms]

    async def totals(self, room_ids: Sequence[str]) -> Totals:
        """Of each of these rooms what all processes count of it."""
        return await self._hub.totals(room_ids)

    def cover_url(self, facts: RoomFacts) -> str:
        """The path of the room's cover; a cover that looks different has a different path."""
        return f"{API}/rooms/{facts.id}/cover?v={cover_version(facts, self._clock.now())}"


def _viewers_and_likes(room: RoomFacts, totals: Totals) -> tuple[int, int]:
    counted = totals.get(room.id, {})
    return 0 if room.state == "ended" else counted.get(VIEWERS, 0), counted.get("likes", room.likes)


def cover_version(facts: RoomFacts, now: datetime) -> str:
    """What tells one cover of a room from another in its address."""
    if facts.cover_id is not None:
        return facts.cover_id
    if facts.is_on_air:
        return f"f{int(now.timestamp()) // FRAME_COVER_S}"
    return f"g{DRAWING_VERSION}"


def share_path(room_id: str) -> str:
    """The path of the page on which a room is watched."""
    return f"/live/{room_id}"
