"""Whom a room's audience admits: the model's rule, fed with what accounts and live access know."""

from collections.abc import Collection, Sequence

from livehouse.accounts import Accounts
from livehouse.live_access import LiveAccess
from livehouse.rooms import model
from livehouse.rooms.model import Onlooker, RoomFacts


class Admission:
    """Judges who may watch. Asks only for what a room's audience depends on."""

    def __init__(self, accounts: Accounts, live_access: LiveAccess) -> None:
        self._accounts = accounts
        self._live_access = live_access

    async def check_may_watch(self, room: RoomFacts, account_id: str | None) -> None:
        """Refuse somebody whom the room leaves out.

        Raises:
            NoSuchRoom, FollowersOnly, AdultsOnly: with what to do about it.
        """
        model.check_may_watch(room, await self._onlooker(room, account_id))

    async def choose_watchable(
        self, rooms: Sequence[RoomFacts], account_id: str | None, *, followed: Collection[str] | None = None
    ) -> list[RoomFacts]:
        """Those of `rooms` that this person may watch, in the order given; `followed` if that was read just now."""
        is_adult = False
        if account_id is not None:
            if followed is None and any(room.audience == "followers" for room in rooms):
                followed = await self._accounts.following_ids(account_id)
            if any(room.audience == "adults" for room in rooms):
                is_adult = await self._live_access.is_adult_lately(account_id)
        chosen = []
        for room in rooms:
            onlooker = Onlooker(account_id=account_id, follows_host=room.host_id in (followed or ()), is_adult=is_adult)
            if model.may_watch(room, onlooker):
                chosen.append(room)
        return chosen

    async def _onlooker(self, room: RoomFacts, account_id: str | None) -> Onlooker:
        if account_id is None or account_id == room.host_id:
            return Onlooker(account_id=account_id)
        return Onlooker(
            account_id=account_id,
            follows_host=room.audience == "followers" and await self._accounts.is_following(account_id, room.host_id),
            is_adult=room.audience == "adults" and await self._live_access.is_adult_id(account_id),
        )
