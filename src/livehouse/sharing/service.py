"""Sharing: links that know what came of them, and who may show a player in another site's page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from livehouse.accounts import (
    AccountCard,
    AccountDeleted,
    AccountFollowed,
    Accounts,
    AccountSignedUp,
    Avatars,
    Visitor,
)
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Forbidden
from livehouse.kernel.ids import Ids, is_id
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits, network_of
from livehouse.replays import Replays
from livehouse.rooms import Rooms
from livehouse.schedule import Schedule
from livehouse.sharing import model, store
from livehouse.sharing.model import Embedding, Kind, NoSuchShare, NoSuchThing, Way, Who
from livehouse.sharing.pictures import Pictures
from livehouse.sharing.sitemap import Sitemaps
from livehouse.sharing.store import Link, Outcome
from livehouse.sharing.things import Thing, Things
from livehouse.videos import VideoDeleted, Videos

# Who follows or signs up later than this after they came did not do so because of the link.
CREDITED: Final = timedelta(days=7)
THINGS_LISTED_MAX: Final = 50
SHARERS_LISTED_MAX: Final = 20
# Of those who came, whether they have watched; a link that many followed brings very many.
ASKED_AT_ONCE: Final = 1_000


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """A person's link to a thing; `shares` is how often the thing was shared, where that is counted."""

    code: str
    thing: Thing
    shares: int | None = None


class WayReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one way of sharing."""

    way: str
    outcome: Outcome


class SharerReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one person's link; `account` is None for somebody who was not signed in."""

    account: AccountCard | None
    is_you: bool
    outcome: Outcome


class ThingReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of all shares of one thing. `has_player` says whether it can be watched at all."""

    thing: Thing
    total: Outcome
    has_player: bool
    ways: list[WayReport]
    sharers: list[SharerReport]


class SharedThing(msgspec.Struct, frozen=True, kw_only=True):
    """A thing in a list of what was shared."""

    thing: Thing
    total: Outcome
    has_player: bool
    last_shared_at: datetime


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the shares of everything that somebody owns."""

    total: Outcome
    things: list[SharedThing]


class Sharing:
    """The slice's service."""

    def __init__(
        self,
        *,
        database: Database,
        rooms: Rooms,
        videos: Videos,
        replays: Replays,
        schedule: Schedule,
        accounts: Accounts,
        avatars: Avatars,
        moderation: Moderation,
        limits: RateLimits,
        clock: Clock,
        ids: Ids,
        settings: Settings,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._videos = videos
        self._accounts = accounts
        self._limits = limits
        self._share_limit = RateLimitItemPerMinute(settings.shares_per_minute)
        self._arrival_limit = RateLimitItemPerMinute(settings.share_arrivals_per_minute)
        self._clock = clock
        self._ids = ids
        self.things = Things(
            rooms=rooms,
            videos=videos,
            replays=replays,
            schedule=schedule,
            accounts=accounts,
            avatars=avatars,
            moderation=moderation,
            clock=clock,
        )
        self.pictures = Pictures(self.things, clock)
        self.sitemaps = Sitemaps(
            rooms=rooms,
            videos=videos,
            replays=replays,
            schedule=schedule,
            accounts=accounts,
            moderation=moderation,
            clock=clock,
        )

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(AccountFollowed, self._on_followed)
        events.subscribe(AccountSignedUp, self._on_signed_up)
        events.subscribe(AccountDeleted, self._on_account_deleted)
        events.subscribe(VideoDeleted, self._on_video_deleted)

    # Passing on

    async def share(self, kind: Kind, thing_id: str, visitor: Visitor, way: Way | None, *, address: str) -> Shared:
        """This visitor's link to something that they may see; with a `way` it was passed on by that.

        Each person is counted once for each way. The owner's own shares are shown to them and count for nothing else.

        Raises:
            NoSuchThing, Forbidden: as `Things.access` says.
            TooFast: many came from this network.
        """
        thing = await self.things.access(kind, thing_id, visitor.account_id)
        # Who keeps no cookie is somebody new each time.
        message = "Many links were shared from your network in the last minute. Wait a little, then go on."
        await self._limits.hit(self._share_limit, "shares", network_of(address), message=message)
        now = self._clock.now()
        wish = Link(
            code=self._ids.secret(model.CODE_BYTES),
            kind=kind,
            thing_id=thing.id,
            owner_id=thing.owner.id,
            sharer_key=visitor.viewer_key,
            made_at=now,
        )
        async with self._database.transaction() as tx:
            link = await store.obtain_link(tx, wish)
            is_new = way is not None and await store.add_way(tx, link.code, way, now)
        is_owner = visitor.account_id == thing.owner.id
        return Shared(
            code=link.code,
            thing=thing,
            shares=await self._count(thing, visitor) if is_new and not is_owner else None,
        )

    async def _count(self, thing: Thing, visitor: Visitor) -> int | None:
        """Count a new share where its thing has a number of them; the number."""
        if thing.kind == "live":
            return await self._rooms.note_shared(thing.id, visitor.account_id)
        if thing.kind == "video":
            async with self._database.read() as connection:
                shares = await store.count_shares_by_others(connection, "video", thing.id, thing.owner.id)
            await self._videos.set_shares(thing.id, shares)
            return shares
        return None

    async def link(self, code: str) -> Shared:
        """The link with this code, if everybody may see what it leads to.

        Raises:
            NoSuchShare: there is none.
            NoSuchThing, Forbidden: as `Things.access` says.
        """
        link = await self._load_link(code)
        return Shared(code=link.code, thing=await self.things.access(link.kind, link.thing_id, link.sharer_key))

    # Coming by a link

    async def arrive(self, code: str, way: Way, path: str, visitor: Visitor, *, is_known: bool, address: str) -> None:
        """Note that somebody came to a thing by a link: each person once, and neither its owner nor who shared it.

        Args:
            code, way: what the address said.
            path: of the page that it was the address of.
            visitor: who came; told again once they have signed in, so that what they do then is known to be theirs.
            is_known: whether the browser keeps what it is told from others by; one that does not is no person, or one
                that would be counted again with each page.
            address: where they are in the network.

        Raises:
            NoSuchShare: no link to this thing has this code.
            TooFast: many came from this network.
        """
        link = await self._load_link(code)
        page = model.read_path(path)
        if page is None or (link.kind, link.thing_id) != (page.kind, await self.things.id_at(page)):
            raise NoSuchShare
        if not is_known or {link.owner_id, link.sharer_key} & {visitor.viewer_key, visitor.browser_key}:
            return
        message = "Many came by links from your network in the last minute; those after them are not counted."
        await self._limits.hit(self._arrival_limit, "arrivals", network_of(address), message=message)
        account_id = visitor.account_id
        async with self._database.transaction() as tx:
            if account_id is not None and await store.find_arrival(
                tx, link.kind, link.thing_id, account_id=account_id, browser_key=visitor.browser_key
            ):
                return
            await store.add_arrival(
                tx, link, way, viewer_key=visitor.viewer_key, account_id=account_id, at=self._clock.now()
            )

    async def _load_link(self, code: str) -> Link:
        link = None
        if model.is_code(code):
            async with self._database.read() as connection:
                link = await store.load_link(connection, code)
        if link is None:
            raise NoSuchShare
        return link

    async def _on_followed(self, event: AccountFollowed) -> None:
        async with self._database.transaction() as tx:
            await store.note_followed(tx, event.follower_id, event.followee_id, event.at, event.at - CREDITED)

    async def _on_signed_up(self, event: AccountSignedUp) -> None:
        if event.browser_key is None:
            return
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await store.note_signed_up(tx, event.browser_key, event.account_id, now, now - CREDITED)

    # What came of it

    async def report(self, kind: Kind, thing_id: str, account_id: str) -> ThingReport:
        """What came of the shares of one's own thing.

        Raises:
            NoSuchThing: there is none, or it is somebody else's, whose business it is.
        """
        try:
            thing = await self.things.access(kind, thing_id, account_id)
        except Forbidden:
            raise NoSuchThing from None
        if thing.owner.id != account_id:
            raise NoSuchThing
        await self._settle(thing)
        async with self._database.read() as connection:
            by_way = await store.load_by_way(connection, kind, thing_id)
            by_sharer = await store.load_by_sharer(connection, kind, thing_id, SHARERS_LISTED_MAX)
        cards = await self._cards([key for key, _ in by_sharer])
        total = Outcome()
        for outcome in by_way.values():
            total.add(outcome)
        ways = sorted(by_way.items(), key=lambda pair: (-pair[1].arrivals, -pair[1].shares, pair[0]))
        return ThingReport(
            thing=thing,
            total=total,
            has_player=kind in model.EMBEDDABLE,
            ways=[WayReport(way=way, outcome=outcome) for way, outcome in ways],
            sharers=[
                SharerReport(account=cards.get(key), is_you=key == account_id, outcome=outcome)
                for key, outcome in by_sharer
            ],
        )

    async def overview(self, account_id: str) -> Overview:
        """What came of the shares of everything that the account owns; what was shared last comes first."""
        async with self._database.read() as connection:
            listed = await store.load_shared_things(connection, account_id, THINGS_LISTED_MAX)
        found: list[tuple[Thing, datetime]] = []
        for kind, thing_id, at in listed:
            try:
                thing = await self.things.access(kind, thing_id, account_id)
            except (NoSuchThing, Forbidden):
                # It was deleted since; what came of it is still in the sum.
                continue
            await self._settle(thing)
            found.append((thing, at))
        async with self._database.read() as connection:
            outcomes, total = await store.load_totals(connection, account_id)
        return Overview(
            total=total,
            things=[
                SharedThing(
                    thing=thing,
                    total=outcomes.get((thing.kind, thing.id), Outcome()),
                    has_player=thing.kind in model.EMBEDDABLE,
                    last_shared_at=at,
                )
                for thing, at in found
            ],
        )

    async def _settle(self, thing: Thing) -> None:
        """Ask who of those who came has watched by now; it is asked when somebody wants to know."""
        if thing.kind not in model.EMBEDDABLE:
            return
        after_key = ""
        while True:
            async with self._database.read() as connection:
                unwatched = await store.load_unwatched(
                    connection, thing.kind, thing.id, after_key=after_key, rows_max=ASKED_AT_ONCE
                )
            keys = {key for pair in unwatched for key in pair if key is not None}
            watched = await self.things.watched_by(thing, keys) if keys else set()
            found = [viewer for viewer, account_id in unwatched if viewer in watched or account_id in watched]
            if found:
                async with self._database.transaction() as tx:
                    await store.note_watched(tx, thing.kind, thing.id, found, self._clock.now())
            if len(unwatched) < ASKED_AT_ONCE:
                return
            after_key = unwatched[-1][0]

    async def _cards(self, keys: Sequence[str]) -> dict[str, AccountCard]:
        accounts = [key for key in keys if is_id(key)]
        present = await self._accounts.present(accounts)
        return await self._accounts.cards(present) if present else {}

    # Players in other sites' pages

    async def embedding(self, account_id: str) -> Embedding:
        """Which sites may show this account's players."""
        async with self._database.read() as connection:
            return await store.load_embedding(connection, account_id)

    async def allow(self, account_id: str, who: Who, sites: Sequence[str]) -> Embedding:
        """Let these sites show the account's players; the list is kept while everyone or nobody may.

        Raises:
            SiteInvalid, TooManySites: naming the field.
        """
        wish = Embedding(who, tuple(model.clean_sites(sites)))
        async with self._database.transaction() as tx:
            await store.write_embedding(tx, account_id, wish)
        return wish

    # Taking away, forgetting

    async def export(self, account_id: str) -> dict[str, Any]:
        """All that is kept of an account here."""
        async with self._database.read() as connection:
            kept = await store.load_of(connection, account_id)
            wish = await store.load_embedding(connection, account_id)
        return {**kept, "embedding": {"who": wish.who, "sites": list(wish.sites)}}

    async def _on_account_deleted(self, event: AccountDeleted) -> None:
        async with self._database.transaction() as tx:
            await store.forget_account(tx, event.account_id, self._ids.secret())

    async def _on_video_deleted(self, event: VideoDeleted) -> None:
        async with self._database.transaction() as tx:
            await store.forget_thing(tx, "video", event.video_id)
