"""Encoders: whose LIVE OBS and its like send, by which key, and what they may begin by themselves."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec
import structlog

from livehouse.accounts import Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError, TooFast, Unavailable
from livehouse.kernel.ids import Ids
from livehouse.live_access import LiveAccess
from livehouse.media import Ending, Publication, Upload
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits, network_of
from livehouse.rooms import model, store, stream_key_store
from livehouse.rooms.encoder_news import EncoderNews, Trouble
from livehouse.rooms.events import StreamKeyChanged
from livehouse.rooms.lifecycle import Lifecycle
from livehouse.rooms.model import AlreadyLive, AutoLive, RoomFacts
from livehouse.rooms.open_rooms import OpenRooms
from livehouse.rooms.ports import EncoderServer, Relay
from livehouse.rooms.stream_key_store import KeyFacts
from livehouse.rooms.stream_keys import (
    HINT_LENGTH,
    KEY_BYTES,
    KEY_PREFIX,
    EncoderHeld,
    LiveFromBrowser,
    NoStreamKey,
    NothingPrepared,
    WrongStreamKey,
    hash_key,
    held_until,
)

log = structlog.get_logger(__name__)

# How long another process's renewal of a key may go unnoticed.
CHECK_INTERVAL_S: Final = 1.0
# An encoder with a wrong key tries again every few seconds; so many from one household are a person who mistyped it.
WRONG_KEYS_MAX: Final = RateLimitItemPerMinute(30)
# Whoever is cut off for these knows nothing of it but what their encoder shows.
TROUBLES: Final = (Ending.TURNED_AWAY, Ending.SILENT, Ending.BROKEN)


class StreamKey(msgspec.Struct, frozen=True, kw_only=True):
    """What an account's owner sees of their stream key.

    `server` is where encoders push to; None where none are awaited. `hint` is the key's end. `key` is the whole of it,
    which is known only when it is made. `auto_live_held_until` is set while the encoder begins nothing by itself, since
    a LIVE was ended while it was sending. `upload` is how the encoder's picture arrives, and `trouble` why none does,
    both as far as is known.
    """

    server: str | None
    exists: bool
    hint: str | None
    created_at: datetime | None
    last_used_at: datetime | None
    is_publishing: bool
    auto_live: AutoLive | None
    auto_live_held_until: datetime | None
    upload: Upload | None = None
    trouble: Trouble | None = None
    key: str | None = None


class Encoders:
    """Makes keys and says what whoever has one may fill; `livehouse.media.Encoders` for the server that they push to.

    Args:
        server_at: where encoders push to, for those who reach the platform under a host name; None for nowhere.
    """

    def __init__(
        self,
        database: Database,
        open_rooms: OpenRooms,
        lifecycle: Lifecycle,
        relay: Relay,
        accounts: Accounts,
        live_access: LiveAccess,
        moderation: Moderation,
        limits: RateLimits,
        clock: Clock,
        ids: Ids,
        settings: Settings,
        server_at: Callable[[str], str | None],
        news: EncoderNews,
    ) -> None:
        self._database = database
        self._open_rooms = open_rooms
        self._lifecycle = lifecycle
        self._relay = relay
        self._accounts = accounts
        self._live_access = live_access
        self._moderation = moderation
        self._limits = limits
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._server_at = server_at
        self._news = news
        self._server: EncoderServer | None = None

    def serve(self, server: EncoderServer) -> None:
        """Know the server of this process, which hangs up on those whose key no longer holds."""
        self._server = server

    # By the owner

    async def key_of(self, account_id: str, *, origin: str, address: str | None = None) -> StreamKey:
        """The account's key, as far as it is known.

        Args:
            account_id: whose.
            origin: the address of the platform as its owner sees it.
            address: where its owner is: a wrong key that comes from there is likely theirs.
        """
        async with self._database.read() as connection:
            facts = await stream_key_store.load_key_of(connection, account_id)
            running = await store.load_running_room_of(connection, account_id)
        is_publishing = running is not None and running.source == "encoder" and self._relay.has_broadcast(running.id)
        shown = self._shown(facts, origin, is_publishing=is_publishing)
        if is_publishing and running is not None:
            return msgspec.structs.replace(shown, upload=self._news.upload_of(running.id))
        return msgspec.structs.replace(shown, trouble=self._trouble_of(facts, address))

    def _trouble_of(self, facts: KeyFacts | None, address: str | None) -> Trouble | None:
        """What keeps the encoder away, unless it was let in, or given another key, since."""
        if facts is None:
            return None
        networks = () if address is None else (_network_key(address),)
        trouble = self._news.trouble_of(facts.account_id, *networks)
        if trouble is None or trouble.at < max(facts.created_at, facts.last_used_at or facts.created_at):
            return None
        return trouble

    async def renew(self, account_id: str, *, origin: str) -> StreamKey:
        """A new key for the account, the only time that it is told; whoever publishes with the old one is cut off."""
        now = self._clock.now()
        key = f"{KEY_PREFIX}{self._ids.secret(KEY_BYTES)}"
        key_hash = hash_key(key)
        assert key_hash is not None  # noqa: S101  # made in the form that is asked for
        async with self._database.transaction() as tx:
            await stream_key_store.put_key(tx, account_id, key_hash=key_hash, hint=key[-HINT_LENGTH:], now=now)
            tx.emit(StreamKeyChanged(account_id=account_id))
        shown = await self.key_of(account_id, origin=origin)
        return msgspec.structs.replace(shown, is_publishing=False, key=key)

    async def delete(self, account_id: str) -> None:
        """Let no encoder publish for the account, and forget what it began by itself; cuts off whoever publishes."""
        async with self._database.transaction() as tx:
            await stream_key_store.delete_key(tx, account_id)
            tx.emit(StreamKeyChanged(account_id=account_id))

    async def shut_out(self, account_id: str, at: datetime) -> None:
        """The account's owner has shut out everybody else: whoever has a key of that time or before is not them."""
        async with self._database.transaction() as tx:
            await stream_key_store.delete_key(tx, account_id, made_until=at)
            tx.emit(StreamKeyChanged(account_id=account_id))

    async def set_auto_live(self, account_id: str, auto_live: AutoLive | None, *, origin: str) -> StreamKey:
        """Let the account's encoder go LIVE by itself, or no longer. It may at once, whatever was ended before.

        Raises:
            TitleMissing, TitleTooLong, UnknownTopic: naming the field.
            NoStreamKey: there is nothing to go LIVE with.
        """
        if auto_live is not None:
            title = model.clean_title(auto_live.title, graphemes_max=self._settings.title_max)
            model.check_topic(auto_live.topic, self._settings.topic_ids)
            auto_live = msgspec.structs.replace(auto_live, title=title)
        async with self._database.transaction() as tx:
            if not await stream_key_store.set_auto_live(tx, account_id, auto_live):
                raise NoStreamKey
        return await self.key_of(account_id, origin=origin)

    def _shown(self, facts: KeyFacts | None, origin: str, *, is_publishing: bool) -> StreamKey:
        host_name = urlsplit(origin).hostname or "localhost"
        held_at = None if facts is None or facts.auto_live is None else facts.held_at
        return StreamKey(
            server=self._server_at(f"[{host_name}]" if ":" in host_name else host_name),
            exists=facts is not None,
            hint=None if facts is None else facts.hint,
            created_at=None if facts is None else facts.created_at,
            last_used_at=None if facts is None else facts.last_used_at,
            is_publishing=is_publishing,
            auto_live=None if facts is None else facts.auto_live,
            auto_live_held_until=held_until(held_at, self._clock.now()),
        )

    async def export(self, account_id: str) -> dict[str, object]:
        """What is kept of the account's key, for its owner; the key itself is not."""
        async with self._database.read() as connection:
            facts = await stream_key_store.load_key_of(connection, account_id)
        if facts is None:
            return {"stream_key": None}
        auto_live = None if facts.auto_live is None else msgspec.structs.asdict(facts.auto_live)
        return {
            "stream_key": {
                "ends_in": facts.hint,
                "created_at": facts.created_at,
                "last_used_at": facts.last_used_at,
                "auto_live": auto_live,
            }
        }

    # By the encoder

    async def authorize(self, key: str, address: str) -> Publication:
        """Let in whoever has this key, into the LIVE that its owner prepares or hosts, or begins by it.

        Raises:
            TooFast: too many wrong keys came from this address.
            WrongStreamKey, LiveFromBrowser, NothingPrepared, EncoderHeld: as they say.
            Suspended, Banned, NoLiveAccess: the owner may not go LIVE.
            Unavailable: nobody can tell just now.
        """
        try_later = "Too many wrong stream keys came from your address. Wait a minute, and check the key."
        network = network_of(address)
        try:
            await self._limits.check(WRONG_KEYS_MAX, "stream key", network, message=try_later)
            facts = await self._find(key)
            if facts is None:
                await self._limits.hit(WRONG_KEYS_MAX, "stream key", network, message=try_later)
                raise WrongStreamKey
        except (TooFast, WrongStreamKey) as error:
            self._news.tell_refusal(_network_key(address), error)
            raise
        try:
            await self._moderation.check_may_go_live(facts.account_id)
            room = await self._room_for(facts)
        except AppError as error:
            if not isinstance(error, Unavailable):
                self._news.tell_refusal(facts.account_id, error)
            raise
        await self._note_use(facts)
        self._relay.open_room(room.id)
        return Publication(room_id=room.id, key_id=facts.id)

    async def _note_use(self, facts: KeyFacts) -> None:
        try:
            async with self._database.transaction() as tx:
                await stream_key_store.note_use(tx, facts.key_hash, self._clock.now())
        except Unavailable as error:
            # Whoever comes back to their LIVE while the disk is full must not be kept out for the sake of a date.
            log.warning("the use of a stream key could not be noted", key_id=facts.id, error=error.message)

    async def _find(self, key: str) -> KeyFacts | None:
        key_hash = hash_key(key)
        if key_hash is None:
            return None
        async with self._database.read() as connection:
            facts = await stream_key_store.find_key(connection, key_hash)
        if facts is None or not await self._accounts.present([facts.account_id]):
            return None
        return facts

    async def _room_for(self, facts: KeyFacts) -> RoomFacts:
        async with self._database.read() as connection:
            running = await store.load_running_room_of(connection, facts.account_id)
        if running is not None and running.source == "encoder":
            return running
        if running is not None and running.is_on_air:
            raise LiveFromBrowser
        auto_live = facts.auto_live
        if auto_live is None:
            raise NothingPrepared
        now = self._clock.now()
        until = held_until(facts.held_at, now)
        if until is not None:
            # It goes on trying: the time begins anew, until it is quiet.
            async with self._database.transaction() as tx:
                await stream_key_store.hold(tx, facts.account_id, now)
            raise EncoderHeld(until)
        await self._live_access.check_may_go_live(facts.account_id)
        try:
            room = await self._lifecycle.create(
                facts.account_id,
                title=auto_live.title,
                topic=auto_live.topic,
                audience=auto_live.audience,
                source="encoder",
                is_recorded=auto_live.is_recorded,
                starts_itself=True,
            )
        except AlreadyLive:
            # Its host prepares one in the browser this very moment.
            raise LiveFromBrowser from None
        await self._open_rooms.open(room.id)
        return room

    async def ended(self, publication: Publication, ending: Ending, farewell: str) -> None:
        """Note for its host why an encoder was cut off. The relay tells the room, as of everybody who publishes."""
        if ending not in TROUBLES or not farewell:
            return
        async with self._database.read() as connection:
            room = await store.load_room(connection, publication.room_id)
        if room is not None:
            self._news.tell_trouble(room.host_id, f"encoder_{ending}", farewell)

    # Keys that no longer hold

    async def watch(self) -> None:
        """Look every second whether the keys in use still hold, and tell how uploads do, while the process lives."""
        while True:
            try:
                await self.check()
            except Unavailable as error:
                log.warning("stream keys could not be looked at", error=error.message)
            self.tell()
            await asyncio.sleep(CHECK_INTERVAL_S)

    def tell(self) -> None:
        """Let every process know how the uploads do that come to this one."""
        if self._server is not None:
            self._news.tell_uploads(self._server.uploads())

    async def check(self) -> None:
        """Hang up on those whose key was renewed or deleted, by whatever process. For the process that they push to."""
        publishing = frozenset() if self._server is None else self._server.publishing_keys()
        if self._server is None or not publishing:
            return
        async with self._database.read() as connection:
            valid = await stream_key_store.load_valid(connection, publishing)
        for key_id in publishing - valid:
            self._server.revoke(key_id)

    async def on_key_changed(self, _event: StreamKeyChanged) -> None:
        """A key was renewed or deleted by this process."""
        await self.check()

    async def forget(self, account_id: str) -> None:
        """The account was deleted."""
        await self.delete(account_id)


def _network_key(address: str) -> str:
    """Under which name trouble is noted that is nobody's."""
    return f"at {network_of(address)}"
