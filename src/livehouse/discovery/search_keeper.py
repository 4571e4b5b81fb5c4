"""Keeps the search's index up to date: at once from what was committed, and by going through everything, slowly.

Whatever is told, the thing concerned is read anew and written as it is now, so that events may come twice and in any
order. What nobody tells of (how often a video was watched), or a crash kept from being done, is found by the walk.
"""

import asyncio
from collections.abc import Collection, Sequence
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter

from livehouse.accounts import AccountChanged, AccountDeleted, AccountFollowed, AccountLeaving, AccountUnfollowed
from livehouse.discovery import search_store as store
from livehouse.discovery.search_index import IndexStatus, index_status
from livehouse.discovery.search_sources import Source, all_words
from livehouse.discovery.search_store import Kind
from livehouse.discovery.search_text import grams_of
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import Ids
from livehouse.moderation import StandingChanged
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.jobs import Job, Jobs
from livehouse.platform.tasks import Supervisor
from livehouse.replays import ReplayChanged
from livehouse.rooms import RoomEnded, RoomStarted
from livehouse.schedule import EventBegan, EventCancelled, EventChanged, EventEnded, EventScheduled
from livehouse.videos import VideoChanged, VideoDeleted, VideoPublished

log = structlog.get_logger(__name__)

OWNER_JOB: Final = "search.owner"
# On SQLite everybody else's writes wait for one page.
PAGE: Final = 20
# Where nobody waits.
PAGE_ALONE: Final = 200
# More of one owner are a job's.
OWNED_AT_ONCE_MAX: Final = 40
# How many people follow somebody decides only who stands first, so it need not be known at once.
COUNTED_EVERY_S: Final = 5.0
WALK_PAGE: Final = 100
WALK_EVERY_S: Final = 15.0
# While the index is made, this part of the time is left to everything else.
BUILD_PAUSE_SHARE: Final = 0.5
LOOK_EVERY_S: Final = 2.0


class SearchKeeper:
    """Writes the index.

    Args:
        sources: what is to be found.
        is_builder: whether this process makes the index where it is missing and walks through everything; one does.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        jobs: Jobs,
        sources: Sequence[Source],
        registry: CollectorRegistry,
        *,
        is_builder: bool,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._jobs = jobs
        self._sources = {source.kind: source for source in sources}
        self._is_builder = is_builder
        # Accounts that were followed or are followed no longer since it was last looked.
        self._counted: set[str] = set()
        self._writing = asyncio.Lock()
        self._walk_at: tuple[int, str | None] = (0, None)
        self._changed = Counter(
            "livehouse_search_entries_changed", "Entries of the search that were written or removed.", registry=registry
        )
        jobs.register(OWNER_JOB, self._refresh_rest)

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(RoomStarted, self._on_room)
        events.subscribe(RoomEnded, self._on_room)
        events.subscribe(AccountChanged, self._on_account)
        events.subscribe(AccountLeaving, self._on_account)
        events.subscribe(AccountDeleted, self._on_account)
        events.subscribe(StandingChanged, self._on_account)
        events.subscribe(AccountFollowed, self._on_follow)
        events.subscribe(AccountUnfollowed, self._on_follow)
        events.subscribe(VideoPublished, self._on_video)
        events.subscribe(VideoChanged, self._on_video)
        events.subscribe(VideoDeleted, self._on_video)
        events.subscribe(EventScheduled, self._on_event)
        events.subscribe(EventChanged, self._on_event)
        events.subscribe(EventCancelled, self._on_event)
        events.subscribe(EventBegan, self._on_event)
        events.subscribe(EventEnded, self._on_event)
        events.subscribe(ReplayChanged, self._on_replay)

    def start(self, supervisor: Supervisor) -> None:
        """Begin to count, and where this process does, to build and to walk."""
        supervisor.start("search counts", self._count)
        if self._is_builder:
            supervisor.start("search index", self._tend)

    # What is told

    async def _on_room(self, event: RoomStarted | RoomEnded) -> None:
        await self.refresh("room", [event.room_id])

    async def _on_video(self, event: VideoPublished | VideoChanged | VideoDeleted) -> None:
        await self.refresh("video", [event.video_id])

    async def _on_replay(self, event: ReplayChanged) -> None:
        await self.refresh("replay", [event.replay_id])

    async def _on_event(self, event: EventScheduled | EventChanged | EventCancelled | EventBegan | EventEnded) -> None:
        await self.refresh("event", [event.event_id])

    async def _on_account(self, event: AccountChanged | AccountLeaving | AccountDeleted | StandingChanged) -> None:
        await self.refresh_owner(event.account_id)

    async def _on_follow(self, event: AccountFollowed | AccountUnfollowed) -> None:
        self._counted.add(event.followee_id)

    # Writing

    async def refresh(self, kind: Kind, ref_ids: Collection[str], *, page_max: int = PAGE) -> None:
        """Have the index say of these what is so now, `page_max` of them in one transaction.

        Raises:
            Unavailable: it cannot be written just now.
        """
        source = self._sources[kind]
        wanted = list(dict.fromkeys(ref_ids))
        for first in range(0, len(wanted), page_max):
            page = wanted[first : first + page_max]
            # One after another: a transaction that waits for a second connection must not meet its like.
            async with self._writing, self._database.transaction() as tx:
                await store.hold(tx, kind, page)
                entries = await source.read(page)
                made = {ref_id: (entry, grams_of(all_words(entry))) for ref_id, entry in entries.items()}
                changed = await store.replace(tx, kind, page, made)
            self._changed.inc(changed)

    async def refresh_owner(self, owner_id: str) -> None:
        """Have the index say of somebody, and of everything of theirs, what is so now; of much of it a little later.

        Raises:
            Unavailable: it cannot be written just now.
        """
        await self.refresh("person", [owner_id])
        left = await self._load_owned(owner_id)
        # What is live before everything else.
        left.sort(key=lambda ref: ref[0] != "room")
        await self._refresh_all(left[:OWNED_AT_ONCE_MAX])
        if len(left) > OWNED_AT_ONCE_MAX:
            async with self._database.transaction() as tx:
                # Whatever is changed while one is done is the next one's.
                await self._jobs.add(tx, OWNER_JOB, self._ids.new(), {"owner_id": owner_id})
            self._jobs.wake()

    async def _load_owned(self, owner_id: str) -> list[tuple[Kind, str]]:
        async with self._database.read() as connection:
            refs = await store.load_refs_of(connection, owner_id)
        for kind, source in self._sources.items():
            refs += [(kind, ref_id) for ref_id in await source.of_owner(owner_id)]
        return [ref for ref in dict.fromkeys(refs) if ref[0] != "person"]

    async def _refresh_all(self, refs: Collection[tuple[Kind, str]]) -> None:
        for kind in self._sources:
            await self.refresh(kind, [ref_id for of_kind, ref_id in refs if of_kind == kind])

    async def _refresh_rest(self, job: Job) -> None:
        owned = await self._load_owned(job.body["owner_id"])
        for first in range(0, len(owned), PAGE):
            await self._refresh_all(owned[first : first + PAGE])
            job.tell(first / len(owned))

    async def _count(self) -> None:
        while True:
            await asyncio.sleep(COUNTED_EVERY_S)
            counted, self._counted = self._counted, set()
            try:
                await self._refresh_differing("person", sorted(counted))
            except Unavailable as error:
                self._counted |= counted
                log.warning("followers cannot be counted for the search", reason=error.message)

    # Going through everything

    async def _tend(self) -> None:
        """Make the index where it is missing, then go through everything again and again."""
        waited_s = 0.0
        while True:
            try:
                if (await self.status()).built_at is None:
                    await self.build(pauses=True)
                if waited_s >= WALK_EVERY_S:
                    waited_s = 0.0
                    await self.walk()
            except Unavailable as error:
                log.warning("the search's index cannot be looked after", reason=error.message)
            await asyncio.sleep(LOOK_EVERY_S)
            waited_s += LOOK_EVERY_S

    async def status(self) -> IndexStatus:
        """How the index is."""
        return await index_status(self._database)

    async def build(self, *, pauses: bool = False) -> None:
        """Make the index anew from everything that there is; what is changed meanwhile is in it as well.

        Args:
            pauses: leave time, and short turns at the database, to everything else.

        Raises:
            Unavailable: it cannot be written just now.
        """
        began_s = self._clock.monotonic()
        page_max = PAGE if pauses else PAGE_ALONE
        async with self._writing, self._database.transaction() as tx:
            await store.clear(tx)
        for kind, source in self._sources.items():
            after: str | None = None
            while page := await source.after(after, page_max):
                page_began_s = self._clock.monotonic()
                await self.refresh(kind, page, page_max=page_max)
                after = page[-1]
                if pauses:
                    await asyncio.sleep((self._clock.monotonic() - page_began_s) * BUILD_PAUSE_SHARE)
        async with self._database.transaction() as tx:
            await store.note_built(tx, self._clock.now())
        status = await self.status()
        log.info("the search's index was made", seconds=round(self._clock.monotonic() - began_s, 1), **status.entries)

    async def walk(self) -> None:
        """Compare the next page of one kind, or of the next, with what there is, and write what differs.

        Raises:
            Unavailable: it cannot be read or written just now.
        """
        kinds = list(self._sources)
        index, after = self._walk_at
        kind = kinds[index]
        page = await self._sources[kind].after(after, WALK_PAGE)
        until = page[-1] if len(page) == WALK_PAGE else None
        async with self._database.read() as connection:
            there = await store.load_refs_between(connection, kind, after, until, WALK_PAGE)
        # More may be in the index that should not be: then they are reached with the next page.
        if len(there) == WALK_PAGE and (until is None or there[-1] < until):
            until = there[-1]
            page = [ref_id for ref_id in page if ref_id <= until]
        await self._refresh_differing(kind, sorted({*page, *there}))
        self._walk_at = ((index + 1) % len(kinds), None) if until is None else (index, until)

    async def _refresh_differing(self, kind: Kind, ref_ids: Sequence[str]) -> None:
        """Like `refresh`, but look first: most are as they should be, and a transaction makes others wait."""
        for first in range(0, len(ref_ids), WALK_PAGE):
            page = ref_ids[first : first + WALK_PAGE]
            entries = await self._sources[kind].read(page)
            async with self._database.read() as connection:
                there = await store.load_rows(connection, kind, page)
            differing = [ref_id for ref_id in page if not store.is_same(there.get(ref_id), entries.get(ref_id))]
            await self.refresh(kind, differing)
