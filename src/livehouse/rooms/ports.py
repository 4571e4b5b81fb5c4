"""What rooms need of the outside, as small as they need it."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

import msgspec

from livehouse.media import Upload


class Relay(Protocol):
    """The media relay, as far as rooms care; `livehouse.media.Relay` is one."""

    def open_room(self, room_id: str) -> None:
        """Let a publisher and viewers in. Nothing happens if the room is open."""

    async def close_room(self, room_id: str) -> None:
        """End every media session of the room. Nothing happens if it is not open."""

    def open_rooms(self) -> frozenset[str]:
        """The rooms that are open in the relay of this process."""

    def has_broadcast(self, room_id: str) -> bool:
        """Whether the host's frames arrive just now."""

    async def latest_picture(self, room_id: str) -> bytes | None:
        """A JPEG of what the room shows, at most ten seconds old."""

    async def media_clock(self, room_id: str) -> int | None:
        """What to add to the timestamps in the room to have microseconds since 1970 on arrival; None if unknown."""

    def certificate_sha256(self) -> str | None:
        """The hash of the relay's self-made certificate, in hexadecimal; None for a real one.

        Raises:
            Unavailable: nobody knows.
        """


class Notices(Protocol):
    """What carries notices from process to process, each at most once, to every one of them, the sender's included."""

    def notify(self, topic: str, payload: bytes) -> None:
        """Tell every process."""

    def on_notice(self, topic: str, listener: Callable[[bytes], None]) -> None:
        """Hear what is told of `topic`."""


class EncoderServer(Protocol):
    """The server that encoders push to, as far as rooms care; `livehouse.media.RtmpServer` is one."""

    def publishing_keys(self) -> frozenset[str]:
        """With which keys is published just now, by the ids that rooms gave them."""

    def uploads(self) -> Mapping[str, Upload]:
        """How each upload does, by the room that it fills."""

    def revoke(self, key_id: str) -> None:
        """Hang up on whoever publishes with this key. Nothing happens if nobody does."""


class Fold(Protocol):
    """One slice's part of what somebody who joins a room gets: a fold over the room's events."""

    def apply(self, offset: int, event: msgspec.Struct) -> None:
        """Take in the room's next event; events of other slices are none of its business."""

    def snapshot(self) -> Mapping[str, object]:
        """What it adds to the snapshot: `snapshot` and then the later events make the same as a fresh `snapshot`."""


class RoomPart(Protocol):
    """What a slice above adds to rooms."""

    @property
    def told_again(self) -> Collection[str]:
        """What of its snapshot a returning viewer gets beside the missed events, which do not add up to it."""

    async def load(self, room_id: str) -> Fold:
        """The part's fold of a room, as the database knows it."""

    async def tally(self, room_id: str) -> Mapping[str, int]:
        """The part's numbers for the summary (`comments`, `gifts`, `diamonds`)."""
