"""The audience: who begins to watch a video, what they report of it, and what that adds up to.

Players report every few seconds, each time all that was watched in this play so far. The reports of all viewers are
written together, a few times a second, and each is answered once it is written: a thousand viewers cost the database
no more than one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter
from sqlalchemy.exc import IntegrityError

from livehouse.accounts import Sessions, Visitor
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import Ids, is_id
from livehouse.platform.database import Database, Transaction
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits, network_of
from livehouse.platform.networks import Networks
from livehouse.platform.recent_reads import RecentReads
from livehouse.videos import genuine, play_store, plays
from livehouse.videos.model import NoSuchPlay, NoSuchVideo, VideoFacts
from livehouse.videos.play_store import NewPlay, ViewKey
from livehouse.videos.plays import Interval, Play, View

log = structlog.get_logger(__name__)

GATHER_S: Final = 0.25
# Reports of one transaction: other writers wait some milliseconds at most.
BATCH_MAX: Final = 500
# Past this the next ones are told to try again: the database cannot be written.
WAITING_MAX: Final = 20_000
# Reports that come later than this find their play forgotten.
PLAY_LIFETIME: Final = timedelta(days=2)
# Where an author is signed in changes rarely and is asked with every play.
NETWORKS_TTL_S: Final = 60.0
NETWORKS_MAX: Final = 10_000
# Who watched so long, or a shorter video whole, has watched something today; who swiped past has not.
WATCHED_S_MIN: Final = 10.0

NoteWatched = Callable[[Iterable[str]], Awaitable[None]]
"""Hears of accounts that watched something, once or often."""


class ReportsUnavailable(Unavailable):
    """What was watched cannot be written down just now."""

    code = "reports_unavailable"

    def __init__(self) -> None:
        super().__init__("What you watch cannot be counted just now. It will be told again by itself.")


class _Report(msgspec.Struct, frozen=True):
    play_id: str
    watched: Sequence[Interval]
    at: datetime
    written: "asyncio.Future[bool]"


class Audience:
    """Counts who watches."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        networks: Networks,
        limits: RateLimits,
        clock: Clock,
        ids: Ids,
        settings: Settings,
        registry: CollectorRegistry,
        note_watched: NoteWatched,
    ) -> None:
        self._database = database
        self._note_watched = note_watched
        self._sessions = sessions
        self._networks = networks
        self._limits = limits
        self._clock = clock
        self._ids = ids
        self.limit = RateLimitItemPerMinute(settings.video_plays_per_minute)
        self._author_networks: RecentReads[str, frozenset[str]] = RecentReads(
            clock, ttl_s=NETWORKS_TTL_S, entries_max=NETWORKS_MAX
        )
        self._waiting: dict[str, _Report] = {}
        self._something_waits = asyncio.Event()
        # Two flushes at once would write the same reports.
        self._flushing = asyncio.Lock()
        self._begun = Counter("livehouse_video_plays", "Videos that were begun to be watched.", registry=registry)
        self._views = Counter("livehouse_video_views", "Views of videos that count.", registry=registry)
        self._reports = Counter("livehouse_video_reports", "Reports of what was watched, written.", registry=registry)

    async def begin(self, video: VideoFacts, visitor: Visitor, *, address: str) -> str:
        """The id of a new play by this visitor.

        Raises:
            TooFast: `video_plays_per_minute` is reached in their network.
            NoSuchVideo: it is gone.
        """
        message = "Many videos were begun from your network in the last minute. Wait a little, then go on."
        await self._limits.hit(self.limit, "plays", network_of(address), message=message)
        now = self._clock.now()
        is_author = visitor.account_id == video.author_id
        network = self._networks.hash(address)
        browsers = [key for key in (visitor.viewer_key, visitor.browser_key) if key is not None]
        is_authors_network = network in await self._networks_of(video.author_id)
        async with self._database.read() as connection:
            viewer_key = await play_store.find_viewer_key(
                connection, video.id, now.date(), viewer_key=visitor.viewer_key, browser_key=visitor.browser_key
            )
            is_authors_browser = await play_store.is_author_browser(connection, video.author_id, browsers)
            accounts, strangers = await play_store.count_from_network(
                connection, video.id, now.date(), network, but=viewer_key
            )
        why_not = genuine.judge_play(
            genuine.PlayFacts(
                is_author=is_author,
                is_signed_in=visitor.account_id is not None,
                is_authors_browser=is_authors_browser,
                is_authors_network=is_authors_network,
                accounts_of_network=accounts,
                strangers_of_network=strangers,
            )
        )
        play = NewPlay(
            id=self._ids.new(),
            video_id=video.id,
            viewer_key=viewer_key,
            is_account=visitor.account_id is not None,
            browser_key=visitor.browser_key,
            network=network,
            day=now.date(),
            began_at=now,
            why_not=why_not,
        )
        try:
            async with self._database.transaction() as tx:
                await play_store.insert_play(tx, play)
                if is_author and visitor.browser_key is not None:
                    await play_store.note_author_browser(tx, video.author_id, visitor.browser_key)
        except IntegrityError:
            # It was deleted since it was looked for.
            raise NoSuchVideo from None
        self._begun.inc()
        return play.id

    async def _networks_of(self, author_id: str) -> frozenset[str]:
        """From where an author has signed in."""

        async def read() -> frozenset[str]:
            sessions = await self._sessions.list_sessions(author_id)
            return frozenset(self._networks.hash(session.address) for session in sessions)

        return await self._author_networks.get(author_id, read) or frozenset()

    async def report(self, play_id: str, watched: Sequence[Interval]) -> None:
        """Note all that was watched in a play so far; returns when it is written.

        Raises:
            NoSuchPlay: nobody began it, or the video is gone.
            Unavailable: it is not written; the next report will have it, too.
        """
        if not is_id(play_id):
            raise NoSuchPlay
        if len(self._waiting) >= WAITING_MAX:
            raise ReportsUnavailable
        before = self._waiting.get(play_id)
        written = asyncio.get_running_loop().create_future() if before is None else before.written
        self._waiting[play_id] = _Report(play_id, watched, self._clock.now(), written)
        self._something_waits.set()
        # Shielded: of two who wait for the same, one may go away.
        if not await asyncio.shield(written):
            raise NoSuchPlay

    async def work(self) -> None:
        """Write what is reported, for as long as the process lives."""
        while True:
            await self._something_waits.wait()
            await asyncio.sleep(GATHER_S)
            await self.flush()

    async def flush(self) -> None:
        """Write everything that waits now."""
        async with self._flushing:
            self._something_waits.clear()
            while self._waiting:
                batch = [self._waiting.pop(play_id) for play_id in list(self._waiting)[:BATCH_MAX]]
                try:
                    known = await self._write(batch)
                except Exception as error:
                    for report in batch:
                        if not report.written.done():
                            report.written.set_exception(ReportsUnavailable())
                            # Whoever waited may be gone; then nobody would ever look at it.
                            report.written.exception()
                    if not isinstance(error, Unavailable):
                        raise
                    log.warning("what was watched could not be written", reports=len(batch), reason=error.message)
                    continue
                for report in batch:
                    if not report.written.done():
                        report.written.set_result(report.play_id in known)

    async def _write(self, batch: Sequence[_Report]) -> set[str]:
        reports = {report.play_id: report for report in batch}
        watchers: set[str] = set()
        async with self._database.transaction() as tx:
            known = await play_store.lock_plays(tx, reports.keys())
            if known:
                watchers = await self._add(tx, reports, known)
        # After the commit: it has a transaction of its own.
        await self._note_watched(watchers)
        self._reports.inc(len(known))
        return set(known)

    async def _add(self, tx: Transaction, reports: dict[str, _Report], known: dict[str, tuple[Play, date]]) -> set[str]:
        """Add what is new to everything that it adds up to; the keys of those who have watched for a while."""
        keys = {play.id: ViewKey(play.video_id, day, play.viewer_key) for play, day in known.values()}
        before = await play_store.lock_views(tx, sorted(set(keys.values())))
        began = await play_store.load_first_began(tx, before.keys())
        films = await play_store.lock_seconds(tx, sorted({play.video_id for play, _ in known.values()}))
        after = dict(before)
        watched: dict[str, float] = {}
        for play, _ in known.values():
            key, report = keys[play.id], reports[play.id]
            if key not in after:
                continue
            length_s, _ = films[play.video_id]
            of_day_s = plays.believable_of_day_s(after[key], began[key], report.at)
            seconds_max = min(plays.believable_s(play, report.at), play.watched_s + of_day_s)
            believed = plays.believe(report.watched, length_s=length_s, seconds_max=seconds_max)
            total_s = plays.total_s(believed)
            # Reports may overtake each other; a play never becomes shorter.
            if total_s <= play.watched_s:
                continue
            watched[play.id] = total_s
            after[key] = plays.grow(after[key], believed, more_s=total_s - play.watched_s, length_s=length_s)
        if not watched:
            return set()
        await play_store.update_plays(tx, watched)
        await play_store.update_views(tx, {key: view for key, view in after.items() if view != before[key]})
        for video_id, (length_s, seconds) in films.items():
            await self._count(tx, video_id, length_s, seconds, before, after)
        return {
            key.viewer_key
            for key, view in after.items()
            if view.why_not is None and view.play_s >= min(WATCHED_S_MIN, films[key.video_id][0])
        }

    async def _count(
        self,
        tx: Transaction,
        video_id: str,
        length_s: float,
        seconds: bytes,
        before: dict[ViewKey, View],
        after: dict[ViewKey, View],
    ) -> None:
        gains = [
            gain
            for key, view in after.items()
            if key.video_id == video_id and (gain := plays.gain(before[key], view, length_s=length_s)) is not None
        ]
        if not gains:
            return
        for gain in gains:
            seconds = plays.add_counts(seconds, gain.counts)
        new_views = sum(gain.views for gain in gains)
        await play_store.add_to_video(
            tx, video_id, views=new_views, play_s=sum(gain.play_s for gain in gains), seconds=seconds
        )
        self._views.inc(new_views)

    async def forget_old_plays(self) -> None:
        """Remove plays whose reports have long come; what was watched in them stays."""
        async with self._database.transaction() as tx:
            await play_store.delete_plays_before(tx, self._clock.now() - PLAY_LIFETIME)
