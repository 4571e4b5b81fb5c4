"""What is worth telling: hears of what was committed, and says to whom."""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import structlog

from livehouse.accounts import AccountDeleted, AccountFollowed, Accounts
from livehouse.chat import Call, PeopleCalled
from livehouse.gifts import GiftRecords, GiftsReversed, GiftsSent
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError
from livehouse.kernel.ids import Ids
from livehouse.live_access import LiveAccess, NoticeAdded
from livehouse.moderation import Moderation
from livehouse.notifications import store
from livehouse.notifications.model import ACCOUNTS_SHOWN_MAX, Kind, News
from livehouse.notifications.service import NOTICE, OPEN, Notifications
from livehouse.notifications.telling import TOLD_AT_ONCE, Telling
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.jobs import Job, Jobs
from livehouse.rooms import RoomFacts, RoomRecords, RoomStarted
from livehouse.schedule import (
    EventBegan,
    EventCancelled,
    EventChanged,
    EventFacts,
    EventReminderDue,
    Schedule,
)
from livehouse.videos import VideoCommented, VideoCommentRemoved, VideoDeleted, Videos

log = structlog.get_logger(__name__)

# Never renamed: they are in the table of jobs.
TELL_FOLLOWERS: Final = "tell followers"
COUNT_GIFTS: Final = "count gifts"
TELL_GOING: Final = "tell who goes"
# What whoever goes to an event has to know of its changes.
TOLD_CHANGES: Final = frozenset({"starts_at", "title"})
# Parts of those who are to be told, after which others' news have their turn: half a second of work.
PAGES_IN_A_TURN: Final = 20
# Gifts that come within it are told together.
GIFTS_GATHER_S: Final = 5.0
ROOMS_REMEMBERED_MAX: Final = 10_000
# Of one comment: who names more people talks to nobody.
MENTIONS_MAX: Final = 5
# Whom one person can call into one LIVE, and of how many people it is remembered whom they called.
CALLED_MAX: Final = 20
CALLERS_REMEMBERED_MAX: Final = 10_000
_MENTION: Final = re.compile(r"(?<![\w.@])@([A-Za-z0-9._]{1,64})")


Came = Callable[[str, Collection[str], float], Awaitable[set[str]]]


class Hearing:
    """Turns events into news. Each may be told twice, and is news once.

    Args:
        came: those of some viewers who were in a room for so many seconds.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        jobs: Jobs,
        *,
        accounts: Accounts,
        moderation: Moderation,
        live_access: LiveAccess,
        rooms: RoomRecords,
        videos: Videos,
        gifts: GiftRecords,
        schedule: Schedule,
        notifications: Notifications,
        telling: Telling,
        came: Came,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._jobs = jobs
        self._accounts = accounts
        self._moderation = moderation
        self._live_access = live_access
        self._rooms = rooms
        self._videos = videos
        self._gifts = gifts
        self._schedule = schedule
        self._notifications = notifications
        self._telling = telling
        self._came = came
        # Whom (by handle) somebody has called into a room, so that a talk between two is looked at once.
        self._called: OrderedDict[tuple[str, str], set[str]] = OrderedDict()
        # Rooms whose gifts will be counted anyway, and when.
        self._counted_at_s: dict[str, float] = {}
        jobs.register(TELL_FOLLOWERS, self._tell_followers)
        jobs.register(COUNT_GIFTS, self._count_gifts)
        jobs.register(TELL_GOING, self._tell_going)

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(RoomStarted, self._on_started)
        events.subscribe(EventReminderDue, self._on_reminder)
        events.subscribe(EventBegan, self._on_began)
        events.subscribe(EventChanged, self._on_changed)
        events.subscribe(EventCancelled, self._on_cancelled)
        events.subscribe(AccountFollowed, self._on_followed)
        events.subscribe(GiftsSent, self._on_gifts)
        events.subscribe(GiftsReversed, self._on_reversed)
        events.subscribe(VideoCommented, self._on_commented)
        events.subscribe(VideoCommentRemoved, self._on_comment_removed)
        events.subscribe(VideoDeleted, self._on_video_deleted)
        events.subscribe(PeopleCalled, self._on_called)
        events.subscribe(NoticeAdded, self._on_notice)
        events.subscribe(AccountDeleted, self._on_deleted)

    # A followed host is LIVE

    async def _on_started(self, event: RoomStarted) -> None:
        # There may be a hundred thousand of them: whoever hears of events next must not wait for that.
        async with self._database.transaction() as tx:
            await self._jobs.add(tx, TELL_FOLLOWERS, event.room_id)
        self._jobs.wake()

    async def _tell_followers(self, job: Job) -> None:
        room_id = str(job.body.get("room_id", job.key))
        at, last_id = job.body.get("after", (None, ""))
        after = None if at is None else (datetime.fromisoformat(at), str(last_id))
        for _ in range(PAGES_IN_A_TURN):
            # Looked at again each time: nobody is called to a LIVE that has ended meanwhile.
            room = (await self._rooms.of_ids([room_id])).get(room_id)
            if room is None or not room.is_on_air or room.started_at is None:
                return
            page = await self._accounts.followers_after(room.host_id, after, followers_max=TOLD_AT_ONCE)
            if not page:
                return
            news = News(
                kind="host_live",
                key=live_key(room.id),
                at=room.started_at,
                actor_id=room.host_id,
                room_id=room.id,
                title=room.title,
            )
            await self._telling.tell(news, await self._who_may_watch(room, [follower for _, follower in page]))
            after = page[-1]
        assert after is not None  # noqa: S101  # there was a page, or this has returned
        body = {"room_id": room_id, "after": [after[0].isoformat(), after[1]]}
        await self._go_on_later(TELL_FOLLOWERS, f"{room_id}:{after[1]}", body)

    async def _go_on_later(self, kind: str, key: str, body: dict[str, Any]) -> None:
        """Let what else is to be told have its turn: nobody's reminder waits for a hundred thousand."""
        async with self._database.transaction() as tx:
            await self._jobs.add(tx, kind, key, body)
        self._jobs.wake()

    async def _who_may_watch(self, room: RoomFacts, followers: Sequence[str]) -> Sequence[str]:
        if room.audience != "adults":
            return followers
        people = await self._accounts.find_accounts(followers)
        return [who for who in followers if who in people and self._live_access.is_adult(people[who])]

    # Events that somebody goes to

    async def _on_reminder(self, event: EventReminderDue) -> None:
        at_s = 0 if event.starts_at is None else int(event.starts_at.timestamp())
        await self._tell_later(event.event_id, event.lead, at_s)

    async def _on_began(self, event: EventBegan) -> None:
        await self._tell_later(event.event_id, "began")

    async def _on_changed(self, event: EventChanged) -> None:
        if TOLD_CHANGES & set(event.changed):
            await self._tell_later(event.event_id, "changed", event.revision)

    async def _on_cancelled(self, event: EventCancelled) -> None:
        await self._tell_later(event.event_id, "cancelled")

    async def _tell_later(self, event_id: str, what: str, number: int = 0) -> None:
        async with self._database.transaction() as tx:
            body = {"event_id": event_id, "what": what, "number": number}
            await self._jobs.add(tx, TELL_GOING, f"{event_id}:{what}:{number}", body)
        self._jobs.wake()

    async def _tell_going(self, job: Job) -> None:
        event_id, what, number = str(job.body["event_id"]), str(job.body["what"]), int(job.body["number"])
        after = str(job.body.get("after", ""))
        for _ in range(PAGES_IN_A_TURN):
            # Looked at again each time, as with LIVEs.
            event = await self._schedule.facts(event_id)
            told = None if event is None else self._news_of(event, what, number)
            if event is None or told is None:
                return
            news, instead_of = told
            going, next_after = await self._schedule.going_to(event, after)
            if news.kind == "event_reminder" and not after:
                # Its host had better come, too.
                going = [event.host_id, *going]
            await self._telling.tell(news, going, instead_of=instead_of)
            if next_after is None:
                return
            after = next_after
        body = {**job.body, "after": after}
        await self._go_on_later(TELL_GOING, f"{event_id}:{what}:{number}:{after}", body)

    def _news_of(self, event: EventFacts, what: str, number: int) -> tuple[News, Sequence[Kind]] | None:
        """What is to be told of an event, and instead of what; None if it is not true any more."""
        now = self._clock.now()
        news = News(
            kind="event_began",
            key=f"event:{event.id}:{what}:{number}",
            at=now,
            actor_id=event.host_id,
            event_id=event.id,
            title=event.title,
            until=event.starts_at,
        )
        is_to_come = event.cancelled_at is None and event.began_at is None and now < event.starts_at
        if what == "began":
            if event.room_id is None or event.ended_at is not None:
                return None
            began = msgspec.structs.replace(news, key=live_key(event.room_id), room_id=event.room_id)
            return began, ("event_reminder", "event_changed")
        if what == "cancelled":
            cancelled = msgspec.structs.replace(news, kind="event_cancelled", text=event.cancel_reason)
            return cancelled, ("event_reminder", "event_changed")
        if not is_to_come:
            return None
        if what == "changed":
            return msgspec.structs.replace(news, kind="event_changed"), ("event_reminder", "event_changed")
        if number not in (0, int(event.starts_at.timestamp())):
            # Of a time that it had before.
            return None
        return msgspec.structs.replace(news, kind="event_reminder", detail=what), ("event_reminder",)

    # Somebody follows

    async def _on_followed(self, event: AccountFollowed) -> None:
        news = News(kind="followed", key=f"followed{OPEN}", at=event.at, actor_id=event.follower_id)
        # Who unfollows and follows again is no news.
        await self._telling.gather(news, event.followee_id, cause=f"followed:{event.follower_id}")

    # Gifts

    async def _on_gifts(self, event: GiftsSent) -> None:
        await self._count_soon(event.room_id)

    async def _on_reversed(self, event: GiftsReversed) -> None:
        for room_id in event.room_ids:
            await self._count_soon(room_id)

    async def _count_soon(self, room_id: str) -> None:
        """Have the room's gifts counted in a while; a busy room has many a second."""
        now_s = self._clock.monotonic()
        if self._counted_at_s.get(room_id, 0.0) > now_s:
            return
        if len(self._counted_at_s) >= ROOMS_REMEMBERED_MAX:
            self._counted_at_s = {room: at for room, at in self._counted_at_s.items() if at > now_s}
        async with self._database.transaction() as tx:
            # By a key of its own: one that is being done may have counted already.
            await self._jobs.add(
                tx, COUNT_GIFTS, f"{room_id}:{self._ids.new()}", {"room_id": room_id}, after_s=GIFTS_GATHER_S
            )
        # What comes until it is done is counted with it.
        self._counted_at_s[room_id] = now_s + GIFTS_GATHER_S

    async def _count_gifts(self, job: Job) -> None:
        room_id = str(job.body["room_id"])
        room = (await self._rooms.of_ids([room_id])).get(room_id)
        if room is None:
            return
        sums = await self._gifts.sums(room_id, senders_max=ACCOUNTS_SHOWN_MAX)
        news = News(
            kind="gift",
            key=f"gift:{room_id}",
            at=self._clock.now(),
            actor_id=sums.most[0] if sums.most else None,
            room_id=room_id,
            title=room.title,
        )
        await self._telling.gather(news, room.host_id, count=sums.people, actor_ids=sums.most)

    # Comments under videos

    async def _on_commented(self, event: VideoCommented) -> None:
        if event.author_id != event.video_author_id:
            news = News(
                kind="video_comment",
                key=f"comment{OPEN}:{event.video_id}",
                at=event.at,
                actor_id=event.author_id,
                video_id=event.video_id,
                text=event.text,
                detail=event.comment_id,
            )
            await self._telling.gather(news, event.video_author_id, cause=f"comment:{event.comment_id}")
        for handle in mentioned(event.text):
            await self._mention(event, handle)

    async def _mention(self, event: VideoCommented, handle: str) -> None:
        person = await self._accounts.find_by_handle(handle)
        # The author of the video hears of it as of every comment.
        if person is None or person.id in (event.author_id, event.video_author_id):
            return
        try:
            await self._videos.video(event.video_id, person.id)
        except AppError:
            # It is not for them, or gone.
            return
        news = News(
            kind="mention",
            # Whoever calls somebody twenty times is heard once, until they look.
            key=f"mention{OPEN}:{event.author_id}",
            at=event.at,
            actor_id=event.author_id,
            video_id=event.video_id,
            text=event.text,
            detail=event.comment_id,
        )
        await self._telling.gather(news, person.id, cause=f"mention:{event.comment_id}")

    async def _on_comment_removed(self, event: VideoCommentRemoved) -> None:
        """What it said is said nowhere any more."""
        async with self._database.transaction() as tx:
            await store.forget_text(tx, event.author_id, event.comment_id)

    async def _on_video_deleted(self, event: VideoDeleted) -> None:
        async with self._database.transaction() as tx:
            await store.delete_of_video(tx, event.author_id, event.video_id)

    # Comments in LIVEs

    async def _on_called(self, event: PeopleCalled) -> None:
        for call in event.calls:
            for handle in mentioned(call.text):
                if self._is_first_call(call, handle):
                    await self._call(call, handle)

    def _is_first_call(self, call: Call, handle: str) -> bool:
        key = (call.room_id, call.author_id)
        called = self._called.setdefault(key, set())
        self._called.move_to_end(key)
        if len(self._called) > CALLERS_REMEMBERED_MAX:
            self._called.popitem(last=False)
        if handle in called or len(called) >= CALLED_MAX:
            return False
        called.add(handle)
        return True

    async def _call(self, call: Call, handle: str) -> None:
        """Tell somebody that they are called into a LIVE; those who were there have seen it, or could have."""
        person = await self._accounts.find_by_handle(handle)
        room = (await self._rooms.of_ids([call.room_id])).get(call.room_id)
        if person is None or room is None or not room.is_on_air or person.id in (call.author_id, room.host_id):
            return
        if not await self._rooms.choose_watchable([room], person.id):
            return
        if await self._came(room.id, [person.id], 0.0):
            return
        news = News(
            kind="mention",
            # Once from each caller, however long the LIVE is.
            key=f"call:{call.room_id}:{call.author_id}",
            at=call.at,
            actor_id=call.author_id,
            room_id=call.room_id,
            title=room.title,
            text=call.text,
            detail=call.comment_id,
        )
        await self._telling.tell(news, [person.id])

    # The platform's own word

    async def _on_notice(self, event: NoticeAdded) -> None:
        notice = event.notice
        news = News(
            kind="notice",
            key=f"{NOTICE}{notice.id}",
            at=notice.created_at,
            text=notice.reason,
            detail=notice.kind,
            until=notice.until,
        )
        await self._telling.tell(news, [event.account_id])

    async def _on_deleted(self, event: AccountDeleted) -> None:
        await self._notifications.forget(event.account_id)


def mentioned(text: str) -> list[str]:
    """The handles that a comment names, in lower case; the first `MENTIONS_MAX` of them."""
    handles = dict.fromkeys(handle.lower().strip(".") for handle in _MENTION.findall(text))
    return list(handles)[:MENTIONS_MAX]


def live_key(room_id: str) -> str:
    """What a LIVE is told by: who follows its host and goes to its event is told once."""
    return f"live:{room_id}"
