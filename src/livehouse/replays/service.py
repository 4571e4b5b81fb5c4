"""Replays: everything that can be done with what was recorded. The parts do the work; here they are put together."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import structlog
from prometheus_client import CollectorRegistry

from livehouse.accounts import AccountDeleted, Accounts, Visitor
from livehouse.chat import Transcript
from livehouse.config import Settings
from livehouse.gifts import GiftRecords
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids, is_id
from livehouse.live_access import Notices
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.files import Files
from livehouse.platform.jobs import Jobs
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits, network_of
from livehouse.platform.tasks import Supervisor
from livehouse.replays import model, store
from livehouse.replays.events import ReplayChanged
from livehouse.replays.film_files import FilmFiles, FilmMaker, FilmReader
from livehouse.replays.finishing import Finishing
from livehouse.replays.highlights import Highlights
from livehouse.replays.keeping import Keeping
from livehouse.replays.metrics import ReplayMetrics
from livehouse.replays.model import NoSuchReplay, NoSuchReplayFile, ReplayFacts
from livehouse.replays.moments import MomentsReader
from livehouse.replays.playlist import write_playlist
from livehouse.replays.ports import Segments
from livehouse.replays.recorder import Recorder
from livehouse.replays.recording import Totals
from livehouse.replays.removal import Removal
from livehouse.replays.views import Moments, OwnReplayPage, Replay, ReplayCard, ReplayPage, Views
from livehouse.rooms import NoSuchRoom, RoomFacts, RoomRecords
from livehouse.videos import Video, Videos, Visibility

log = structlog.get_logger(__name__)

# Whom a list leaves out is not known before it is read; a page may be shorter than it could be.
FIRST_ID: Final = "0" * 26
# More than anybody can have recorded: one LIVE after another for years.
EXPORTED_MAX: Final = 100_000


class Replays:
    """The slice's service."""

    def __init__(
        self,
        *,
        database: Database,
        files: Files,
        jobs: Jobs,
        accounts: Accounts,
        moderation: Moderation,
        rooms: RoomRecords,
        transcript: Transcript,
        gifts: GiftRecords,
        videos: Videos,
        notices: Notices,
        limits: RateLimits,
        clock: Clock,
        ids: Ids,
        settings: Settings,
        registry: CollectorRegistry,
    ) -> None:
        self._database = database
        self._files = files
        self._accounts = accounts
        self._moderation = moderation
        self._rooms = rooms
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._limits = limits
        self._view_limit = RateLimitItemPerMinute(settings.replay_views_per_minute)
        self.metrics = ReplayMetrics(registry)
        self.removal = Removal(database, files, jobs)
        self.keeping = Keeping(database, files, self.removal, notices, clock, settings, self.metrics)
        self._views = Views(accounts)
        self._moments = MomentsReader(database, transcript, gifts)
        self._maker = FilmMaker(files)
        self._highlights = Highlights(database, files, self._maker, videos, settings)
        self._finishing = Finishing(database, files, self.removal, transcript, gifts, notices, settings)
        self.recorder: Recorder | None = None

    # Putting together, starting, stopping

    def record(self, segments: Segments, totals: Totals) -> None:
        """Have LIVEs recorded by this process, which has the relay; call it before `start`."""
        self.recorder = Recorder(
            database=self._database,
            files=self._files,
            keeping=self.keeping,
            finishing=self._finishing,
            rooms=self._rooms,
            segments=segments,
            totals=totals,
            clock=self._clock,
            settings=self._settings,
            metrics=self.metrics,
        )

    def start(self, supervisor: Supervisor) -> None:
        """Begin to record, and to look after what is kept, if this process does."""
        if self.recorder is not None:
            supervisor.start("replays", self.recorder.work)
            supervisor.start("replays kept", self.keeping.work)

    async def stop(self) -> None:
        """Write what arrived so far; call it after the segments were stopped and before the database is."""
        if self.recorder is not None:
            await self.recorder.stop()

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(AccountDeleted, self._forget)

    async def _forget(self, event: AccountDeleted) -> None:
        await self.removal.remove_all_of(event.account_id)
        async with self._database.transaction() as tx:
            await store.forget_viewer(tx, event.account_id, self._ids.new())

    # Looking on

    async def of_handle(self, handle: str, account_id: str | None, before: str | None) -> ReplayPage:
        """What the account of this handle has recorded and this one may see, the newest first.

        Raises:
            NoSuchAccount: nobody has this handle.
        """
        host = await self._accounts.access_by_handle(handle)
        if host.id != account_id and not await self._is_shown(host.id):
            return ReplayPage(replays=[], next_before=None)
        listed, next_before = await self._list(host.id, before, with_hidden=False)
        rooms = await self._rooms.of_ids([facts.id for facts in listed])
        watchable = await self._rooms.choose_watchable([rooms[facts.id] for facts in listed], account_id)
        shown = {room.id for room in watchable}
        cards = await self._views.cards([facts for facts in listed if facts.id in shown], rooms)
        return ReplayPage(replays=cards, next_before=next_before)

    async def mine(self, account_id: str, before: str | None) -> OwnReplayPage:
        """What the account has recorded, hidden ones too, the newest first."""
        listed, next_before = await self._list(account_id, before, with_hidden=True)
        rooms = await self._rooms.of_ids([facts.id for facts in listed])
        async with self._database.read() as connection:
            size_bytes = await store.sum_bytes(connection, account_id)
        return OwnReplayPage(
            replays=await self._views.cards(listed, rooms),
            next_before=next_before,
            bytes=size_bytes,
            bytes_max=self._settings.replays_bytes_per_host_max,
        )

    async def _list(
        self, host_id: str, before: str | None, *, with_hidden: bool
    ) -> tuple[Sequence[ReplayFacts], str | None]:
        # A place that this list never gave out is before everything.
        before_id = before if before is None or is_id(before) else FIRST_ID
        rows_max = self._settings.replays_listed_max
        async with self._database.read() as connection:
            listed = await store.load_of_host(
                connection, host_id, with_hidden=with_hidden, before_id=before_id, rows_max=rows_max + 1
            )
        shown = listed[:rows_max]
        return shown, shown[-1].id if len(listed) > rows_max else None

    async def replay(self, replay_id: str, account_id: str | None) -> Replay:
        """The replay, for somebody who may watch it.

        Raises:
            NoSuchReplay, FollowersOnly, AdultsOnly: as they say.
        """
        facts, room = await self._access(replay_id, account_id)
        async with self._database.read() as connection:
            gaps = await store.load_gaps(connection, replay_id)
        return await self._views.one(facts, room, model.missing_parts(facts, gaps), account_id)

    async def moments(self, replay_id: str, account_id: str | None, from_s: float, until_s: float) -> Moments:
        """What was said and given in a part of the replay.

        Raises:
            NoSuchReplay, FollowersOnly, AdultsOnly, MomentsInvalid: as they say.
        """
        model.check_moments(from_s, until_s)
        facts, _ = await self._access(replay_id, account_id)
        return await self._moments.between(facts, from_s, until_s)

    async def note_view(self, replay_id: str, visitor: Visitor, *, address: str) -> None:
        """Count that this visitor watches; each person once, and not the host.

        Raises:
            NoSuchReplay, FollowersOnly, AdultsOnly, TooFast: as they say.
        """
        facts, _ = await self._access(replay_id, visitor.account_id)
        if model.is_host(facts, visitor.account_id):
            return
        # Who keeps no cookie is somebody new each time.
        message = "Many replays were begun from your network in the last minute. Wait a little, then go on."
        await self._limits.hit(self._view_limit, "replay views", network_of(address), message=message)
        async with self._database.transaction() as tx:
            if await store.lock_replay(tx, replay_id) is not None:
                await store.add_view(tx, replay_id, visitor.viewer_key)

    async def viewed_by(self, replay_id: str, viewer_keys: Collection[str]) -> set[str]:
        """Those of these viewers who have watched the replay."""
        async with self._database.read() as connection:
            return await store.load_viewed_by(connection, replay_id, viewer_keys)

    # Files

    async def playlist(self, replay_id: str, account_id: str | None) -> str:
        """The playlist (HLS), for somebody who may watch it.

        Raises:
            NoSuchReplay, FollowersOnly, AdultsOnly: as they say.
        """
        facts, _ = await self._access(replay_id, account_id)
        async with self._database.read() as connection:
            pieces = await store.load_pieces(connection, replay_id)
        return write_playlist(pieces, is_complete=facts.state == "ready")

    async def init(self, replay_id: str, account_id: str | None, number: int) -> bytes:
        """What players need before pieces.

        Raises:
            NoSuchReplay, FollowersOnly, AdultsOnly, NoSuchReplayFile: as they say.
        """
        await self._access(replay_id, account_id)
        async with self._database.read() as connection:
            init = await store.load_init(connection, replay_id, number)
        if init is None:
            raise NoSuchReplayFile
        return init

    async def piece(self, replay_id: str, account_id: str | None, number: int, media_bytes: int) -> bytes:
        """The film of a piece.

        Raises:
            NoSuchReplay, FollowersOnly, AdultsOnly, NoSuchReplayFile, StorageUnavailable: as they say.
        """
        facts, _ = await self._access(replay_id, account_id)
        # What is written beyond them is not in the replay yet, or never will be.
        if not 0 <= number < facts.pieces or not 0 < media_bytes <= facts.size_bytes:
            raise NoSuchReplayFile
        data = await self._files.get_range(model.piece_key(replay_id, number), 0, media_bytes)
        if data is None:
            raise NoSuchReplayFile
        return data

    async def cover(self, replay_id: str, account_id: str | None) -> bytes:
        """A picture of the replay, a JPEG.

        Raises:
            NoSuchReplay, FollowersOnly, AdultsOnly, NoSuchReplayFile, StorageUnavailable: as they say.
        """
        await self._access(replay_id, account_id)
        data = await self._files.get(model.cover_key(replay_id))
        if data is None:
            raise NoSuchReplayFile
        return data

    async def download(self, replay_id: str, account_id: str) -> tuple[FilmFiles, FilmReader, str]:
        """The whole replay as one MP4, how to read it, and its title; for its host.

        Raises:
            NoSuchReplay, NotTheReplaysHost, ReplayNotReady, NoSuchReplayFile: as they say.
            StorageFull, StorageUnavailable: it cannot be made just now.
        """
        facts = await self._access_own(replay_id, account_id, what="download this replay")
        model.check_ready(facts, what="download it")
        async with self._database.read() as connection:
            pieces = await store.load_pieces(connection, replay_id)
            inits = await store.load_inits(connection, replay_id)
        head_bytes = facts.head_bytes
        if head_bytes is None:
            head = await self._maker.head(replay_id, pieces, inits, from_us=0, until_us=facts.duration_us)
            head_bytes = len(head)
            await self._files.put(model.head_key(replay_id), head)
            async with self._database.transaction() as tx:
                await store.update_replay(tx, replay_id, head_bytes=head_bytes)
        film = FilmFiles(replay_id, head_bytes, pieces)
        return film, FilmReader(self._files, film), facts.title

    # What its host does

    async def change(
        self, replay_id: str, account_id: str, *, title: str | None = None, is_hidden: bool | None = None
    ) -> Replay:
        """Change what is given, and nothing else.

        Raises:
            NoSuchReplay, NotTheReplaysHost, ReplayTitleMissing, ReplayTitleTooLong: as they say.
            Suspended, Banned: the account may not post.
        """
        await self._access_own(replay_id, account_id, what="change this replay")
        changes: dict[str, object] = {}
        if title is not None:
            changes["title"] = model.clean_title(title, graphemes_max=self._settings.title_max)
        if is_hidden is not None:
            changes["is_hidden"] = is_hidden
        if changes:
            if "title" in changes or is_hidden is False:
                await self._moderation.check_may_post(account_id)
            async with self._database.transaction() as tx:
                await store.update_replay(tx, replay_id, **changes)
                tx.emit(ReplayChanged(replay_id=replay_id, host_id=account_id))
        return await self.replay(replay_id, account_id)

    async def remove(self, replay_id: str, account_id: str) -> None:
        """Remove the replay with all that hangs on it. Of a LIVE that goes on nothing more is recorded.

        Raises:
            NoSuchReplay, NotTheReplaysHost: as they say.
        """
        await self._access_own(replay_id, account_id, what="delete this replay")
        await self.removal.remove(replay_id)

    async def post_highlight(
        self,
        replay_id: str,
        visitor: Visitor,
        *,
        from_s: float,
        until_s: float,
        caption: str,
        visibility: Visibility,
        key: str,
    ) -> Video:
        """Post a part of the replay as a video; the same key makes no second one.

        Raises:
            NoSuchReplay, NotTheReplaysHost: as they say.
            And what `Highlights.post` raises.
        """
        assert visitor.account_id is not None  # noqa: S101  # the route asks for an account
        facts = await self._access_own(replay_id, visitor.account_id, what="cut this replay")
        return await self._highlights.post(
            facts, visitor, from_s=from_s, until_s=until_s, caption=caption, visibility=visibility, key=key
        )

    # For others

    async def ids_after(self, replay_id: str | None, replays_max: int) -> list[str]:
        """The ids of replays that are ready, not hidden, and of LIVEs after this one, in their order."""
        async with self._database.read() as connection:
            return await store.load_ids_after(connection, replay_id, replays_max)

    async def ids_of(self, host_id: str) -> list[str]:
        """The ids of all replays of a host."""
        async with self._database.read() as connection:
            return await store.load_ids_of_host(connection, host_id)

    async def listed(self, replay_ids: Sequence[str]) -> list[ReplayCard]:
        """Those of these replays that are ready and not hidden, in the order given; whoever may watch them."""
        listed, rooms = await self._load_listed(replay_ids)
        return await self._views.cards(listed, rooms)

    async def shown_to(self, replay_ids: Sequence[str], account_id: str | None) -> list[ReplayCard]:
        """Those of these replays that are ready and not hidden and that this person may watch, in the order given."""
        listed, rooms = await self._load_listed(replay_ids)
        watchable = await self._rooms.choose_watchable([rooms[facts.id] for facts in listed], account_id)
        shown = {room.id for room in watchable}
        return await self._views.cards([facts for facts in listed if facts.id in shown], rooms)

    async def _load_listed(self, replay_ids: Sequence[str]) -> tuple[list[ReplayFacts], dict[str, RoomFacts]]:
        if not replay_ids:
            return [], {}
        async with self._database.read() as connection:
            loaded = {facts.id: facts for facts in await store.load_listed(connection, replay_ids)}
        rooms = await self._rooms.of_ids(loaded)
        hosts = {facts.host_id for facts in loaded.values()}
        present = await self._accounts.present(hosts)
        standings = await self._moderation.standings_of(present)
        shown = {host_id for host_id in present if standings[host_id].state != "banned"}
        found = (loaded[replay_id] for replay_id in replay_ids if replay_id in loaded)
        return [facts for facts in found if facts.id in rooms and facts.host_id in shown], rooms

    async def export(self, account_id: str) -> dict[str, Any]:
        """What an account has recorded and watched, for its owner; the films themselves are downloaded one by one."""
        async with self._database.read() as connection:
            own = await store.load_of_host(
                connection, account_id, with_hidden=True, before_id=None, rows_max=EXPORTED_MAX
            )
            watched = await store.load_viewed(connection, account_id)
        return {"replays": own, "watched": watched}

    async def _is_shown(self, host_id: str) -> bool:
        """Whether others see what this account recorded: not who is banned, or is deleting their account."""
        if not await self._accounts.present([host_id]):
            return False
        return (await self._moderation.standing_of(host_id)).state != "banned"

    async def _access(self, replay_id: str, account_id: str | None) -> tuple[ReplayFacts, RoomFacts]:
        facts = None
        if is_id(replay_id):
            async with self._database.read() as connection:
                facts = await store.load_replay(connection, replay_id)
        if facts is None:
            raise NoSuchReplay
        model.check_may_see(facts, account_id)
        try:
            room = await self._rooms.access(replay_id, account_id)
        except NoSuchRoom:
            raise NoSuchReplay from None
        if not model.is_host(facts, account_id) and not await self._is_shown(facts.host_id):
            raise NoSuchReplay
        return facts, room

    async def _access_own(self, replay_id: str, account_id: str, *, what: str) -> ReplayFacts:
        facts, _ = await self._access(replay_id, account_id)
        model.check_is_host(facts, account_id, what=what)
        return facts
