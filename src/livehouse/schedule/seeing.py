"""Who may see an event: the model's rule, fed with what accounts and live access know."""

from collections.abc import Collection, Sequence

from livehouse.accounts import Accounts
from livehouse.live_access import LiveAccess
from livehouse.schedule import model
from livehouse.schedule.model import EventFacts, Onlooker


class Seeing:
    """Judges who may see what. Asks only for what an event's audience depends on."""

    def __init__(self, accounts: Accounts, live_access: LiveAccess) -> None:
        self._accounts = accounts
        self._live_access = live_access

    async def check(self, event: EventFacts, viewer_id: str | None) -> None:
        """Refuse somebody whom the event leaves out.

        Raises:
            EventForFollowers, EventForAdults: with what to do about it.
        """
        if event.audience == "everyone" or viewer_id == event.host_id:
            return
        follows = (
            viewer_id is not None
            and event.audience == "followers"
            and await self._accounts.is_following(viewer_id, event.host_id)
        )
        is_adult = event.audience == "adults" and await self._live_access.is_adult_id(viewer_id)
        handle = (await self._accounts.card(event.host_id)).handle
        model.check_may_see(
            event, Onlooker(account_id=viewer_id, follows_host=follows, is_adult=is_adult), host_handle=handle
        )

    async def admitted(self, event: EventFacts, account_ids: Sequence[str]) -> list[str]:
        """Those of these people who may see the event, in the order given."""
        if event.audience == "everyone":
            return list(account_ids)
        if event.audience == "followers":
            return [who for who in account_ids if await self._accounts.is_following(who, event.host_id)]
        people = await self._accounts.find_accounts(account_ids)
        return [who for who in account_ids if who in people and self._live_access.is_adult(people[who])]

    async def choose(
        self, events: Sequence[EventFacts], viewer_id: str | None, *, followed: Collection[str] | None = None
    ) -> list[EventFacts]:
        """Those of `events` that this person may see, in the order given; `followed` are known to be followed."""
        is_adult = False
        if viewer_id is not None:
            if followed is None and any(event.audience == "followers" for event in events):
                followed = await self._accounts.following_ids(viewer_id)
            if any(event.audience == "adults" for event in events):
                is_adult = await self._live_access.is_adult_id(viewer_id)
        hosts = followed or ()
        return [
            event
            for event in events
            if model.may_see(
                event, Onlooker(account_id=viewer_id, follows_host=event.host_id in hosts, is_adult=is_adult)
            )
        ]
