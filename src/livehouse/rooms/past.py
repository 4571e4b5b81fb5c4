"""What the slices above may know of rooms that are over, or that they follow by themselves."""

from collections.abc import Collection, Sequence

from livehouse.accounts import Accounts
from livehouse.kernel.ids import is_id
from livehouse.live_access import LiveAccess
from livehouse.platform.database import Database
from livehouse.rooms import store
from livehouse.rooms.admission import Admission
from livehouse.rooms.model import NoSuchRoom, RoomFacts


class RoomRecords:
    """Reads rooms, and judges who may see what is left of them: the same people as when they were on the air."""

    def __init__(self, database: Database, accounts: Accounts, live_access: LiveAccess) -> None:
        self._database = database
        self._admission = Admission(accounts, live_access)

    async def access(self, room_id: str, account_id: str | None) -> RoomFacts:
        """The room, for somebody who may watch it.

        Raises:
            NoSuchRoom, FollowersOnly, AdultsOnly: as they say.
        """
        facts = None
        if is_id(room_id):
            async with self._database.read() as connection:
                facts = await store.load_room(connection, room_id)
        if facts is None:
            raise NoSuchRoom
        await self._admission.check_may_watch(facts, account_id)
        return facts

    async def of_ids(self, room_ids: Collection[str]) -> dict[str, RoomFacts]:
        """Those of the rooms that there are, by id."""
        if not room_ids:
            return {}
        return {facts.id: facts for facts in await self._database.ask(store.load_rooms(room_ids))}

    async def choose_watchable(self, rooms: Sequence[RoomFacts], account_id: str | None) -> list[RoomFacts]:
        """Those of `rooms` that this person may watch, in the order given."""
        return await self._admission.choose_watchable(rooms, account_id)

    async def recorded(self) -> list[RoomFacts]:
        """The rooms that are on the air and of which a replay is to be kept."""
        async with self._database.read() as connection:
            return await store.load_recorded_rooms(connection)
