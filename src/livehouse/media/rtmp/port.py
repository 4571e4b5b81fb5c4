"""What encoders need of the rest of the house: somebody who knows the stream keys."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Ending(StrEnum):
    """Why a publication is over."""

    LEFT = "left"
    """The encoder stopped, or its connection broke."""
    TAKEN_OVER = "taken_over"
    """Somebody newer publishes into the room: another encoder, or the host's browser."""
    REVOKED = "revoked"
    """Its key no longer holds."""
    ROOM_CLOSED = "room_closed"
    """The LIVE ended."""
    SILENT = "silent"
    """It stayed connected and sent nothing."""
    BROKEN = "broken"
    """What it sent could not be understood, or was too much."""
    TURNED_AWAY = "turned_away"
    """The key was good, and it was not let in: another encoder that is sending had only just taken the room."""
    STOPPED = "stopped"
    """The server stops."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One encoder's right to fill one room.

    Attributes:
        room_id: the relay's room; it is opened there if it is not.
        key_id: what the stream key is known by; never the key.
    """

    room_id: str
    key_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """How an encoder's upload does.

    Attributes:
        encoder: what it calls itself.
        picture, sound: their codecs' FourCC; None for one that has not come.
        bits_per_s, pictures_per_s: over the last ten seconds.
        keyframe_every_ms: between the last two keyframes, or since the last one, whichever is longer; None before the
            first.
        frames_dropped: pictures and packets of sound that could not be passed on, since it began.
    """

    encoder: str
    picture: str | None
    sound: str | None
    bits_per_s: int
    pictures_per_s: float
    keyframe_every_ms: int | None
    frames_dropped: int


class Encoders(Protocol):
    """Knows which stream key may publish, and into which room."""

    async def authorize(self, key: str, address: str) -> Publication:
        """Let in whoever has this key, or raise an `AppError` whose message tells them what to do.

        It counts as publishing from the moment this returns; `ended` follows exactly once for what was returned. Of two
        encoders in a room the newer stays: the older one's `ended` comes after the newer one's `authorize`.

        Args:
            key: as the encoder sent it, at most 200 characters; whoever is asked must not log it.
            address: the IP address it comes from.
        """

    async def ended(self, publication: Publication, ending: Ending, farewell: str) -> None:
        """Take note that an encoder publishes no longer.

        Args:
            farewell: why, in the sentence that it was told; empty for one that left by itself.
        """
