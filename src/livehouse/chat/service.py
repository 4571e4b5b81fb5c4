"""Chat: speaking in a room, pinning what was said, and remembering it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry

from livehouse.accounts import AccountDeleted, Accounts
from livehouse.chat import model, store
from livehouse.chat.events import Comment, Commented, Pin, PinChanged, Pinned, Said, Say
from livehouse.chat.fold import TalkFold
from livehouse.chat.metrics import ChatMetrics
from livehouse.chat.model import NoSuchComment
from livehouse.chat.store import StoredComment
from livehouse.chat.writer import CommentWriter
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids, is_id
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.limits import RateLimitItemPerSecond, RateLimits
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import CommandRouter, Hub, Peer
from livehouse.rooms import Rooms

COMMENTS_WINDOW_S: Final = 10


class Chat:
    """The slice's service; also the part that it adds to rooms (`RoomPart`)."""

    def __init__(
        self,
        *,
        database: Database,
        hub: Hub,
        rooms: Rooms,
        accounts: Accounts,
        moderation: Moderation,
        limits: RateLimits,
        clock: Clock,
        ids: Ids,
        settings: Settings,
        registry: CollectorRegistry,
    ) -> None:
        self._database = database
        self._hub = hub
        self._rooms = rooms
        self._accounts = accounts
        self._moderation = moderation
        self._limits = limits
        self._clock = clock
        self._ids = ids
        self._text_max = settings.comment_max
        self._snapshot_max = settings.comments_in_snapshot
        self._pace = RateLimitItemPerSecond(settings.comments_per_10_s, COMMENTS_WINDOW_S)
        self._writer = CommentWriter(database, ChatMetrics(registry), delay_s=settings.comment_store_ms / 1000)

    # Putting together, starting, stopping

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(PinChanged, self._tell_pin)
        events.subscribe(AccountDeleted, self._forget_words)

    async def _forget_words(self, event: AccountDeleted) -> None:
        async with self._database.transaction() as tx:
            await store.forget_words(tx, event.account_id)

    def register(self, router: CommandRouter) -> None:
        """Let the channel call the chat's commands."""
        router.register("comment", Say, self.comment)
        router.register("pin", Pin, self.pin)

    async def export(self, account_id: str) -> list[dict[str, object]]:
        """What an account has said, for its owner."""
        async with self._database.read() as connection:
            said = await store.load_of_account(connection, account_id)
        return [{"room": one.room_id, "at": one.at, "text": one.text} for one in said]

    async def start(self, supervisor: Supervisor) -> None:
        """Begin to write comments down."""
        supervisor.start("chat writer", self._writer.work)

    async def stop(self) -> None:
        """Write every comment that is not written yet; call it before the supervisor is stopped.

        Raises:
            Unavailable: they could not be written.
        """
        await self._writer.stop()

    # Commands

    async def comment(self, peer: Peer, command: Say) -> Said:
        """Show a comment to everybody in the peer's room, then write it down.

        Being in the room is what allows to speak: whom its audience leaves out cannot join.

        Raises:
            NotSignedIn, NotInRoom, NotOnAir, RoomHasEnded, Suspended, Banned: as they say.
            CommentMissing, CommentTooLong: the text.
            TooFast: `comments_per_10_s` is reached.
            CommentsUnavailable: too many comments wait to be written.
        """
        account_id = model.check_signed_in(peer.identity.account_id)
        place = self._rooms.access_place(peer)
        await self._moderation.check_may_speak(account_id)
        text = model.clean_comment(command.text, graphemes_max=self._text_max)
        self._writer.check_has_room()
        await self._limits.hit(
            self._pace, "comment", place.room_id, account_id, message="You are writing very fast. Wait a few seconds."
        )
        card = await self._accounts.card(account_id)
        # Nothing is awaited between the id and the broker, so that ids ascend as offsets do.
        comment = Comment(id=self._ids.new(), account=card, role=place.role, text=text, at=self._clock.now())
        offset = await self._hub.publish(place.room_id, Commented(comment), sampled=True, speaker=account_id)
        self._writer.add(
            StoredComment(
                id=comment.id,
                room_id=place.room_id,
                account_id=account_id,
                role=place.role,
                text=text,
                at=comment.at,
            )
        )
        return Said(comment, offset)

    async def pin(self, peer: Peer, command: Pin) -> None:
        """Pin one of the room's comments in place of the one before, or none.

        Raises:
            NotInRoom, NotOnAir, RoomHasEnded, OnlyHostPins: as they say.
            NoSuchComment: nobody said it in this room.
        """
        place = self._rooms.access_place(peer)
        model.check_may_pin(place.role)
        if command.comment is not None:
            if not is_id(command.comment):
                raise NoSuchComment
            await self._writer.flush()
            async with self._database.read() as connection:
                comment = await store.load_comment(connection, place.room_id, command.comment)
            if comment is None:
                raise NoSuchComment
        async with self._database.transaction() as tx:
            await store.replace_pin(tx, place.room_id, command.comment)
            tx.emit(PinChanged(room_id=place.room_id, comment_id=command.comment, at=self._clock.now()))

    async def _tell_pin(self, event: PinChanged) -> None:
        async with self._database.read() as connection:
            stored = await store.load_pinned(connection, event.room_id)
        pinned = None if stored is None else (await self._with_cards([stored]))[0]
        # What is pinned now, which may be newer than the event: told twice the same, never backwards.
        await self._hub.publish(event.room_id, Pinned(pinned))

    # A part of rooms

    @property
    def told_again(self) -> Collection[str]:
        """Nothing: the comments that somebody missed are among the missed events."""
        return ()

    async def load(self, room_id: str) -> TalkFold:
        """The talk of a room so far."""
        async with self._database.read() as connection:
            latest = await store.load_latest(connection, room_id, self._snapshot_max)
            stored_pin = await store.load_pinned(connection, room_id)
        by_id = {comment.id: comment for comment in (*latest, *self._writer.waiting(room_id))}
        comments = await self._with_cards(by_id[comment_id] for comment_id in sorted(by_id))
        pinned = None if stored_pin is None else (await self._with_cards([stored_pin]))[0]
        return TalkFold(comments[-self._snapshot_max :], pinned, comments_max=self._snapshot_max)

    async def tally(self, room_id: str) -> Mapping[str, int]:
        """How many comments were made in the room."""
        await self._writer.flush()
        async with self._database.read() as connection:
            return {"comments": await store.count_comments(connection, room_id)}

    async def _with_cards(self, stored: Iterable[StoredComment]) -> list[Comment]:
        stored = list(stored)
        cards = await self._accounts.cards([comment.account_id for comment in stored])
        return [
            Comment(
                id=comment.id, account=cards[comment.account_id], role=comment.role, text=comment.text, at=comment.at
            )
            for comment in stored
        ]
