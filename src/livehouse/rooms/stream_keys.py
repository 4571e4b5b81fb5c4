"""Stream keys: by them encoders show whose LIVE they send. The rules, pure; `stream_key_service` does the rest."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Final

from livehouse.kernel.errors import Conflict, Forbidden, NotFound

# What a key begins with, so that its owner, and whoever looks for leaked secrets, sees what it is.
KEY_PREFIX: Final = "live_"
KEY_BYTES: Final = 24
HINT_LENGTH: Final = 4
_KEY: Final = re.compile(rf"{KEY_PREFIX}[A-Za-z0-9_-]{{32}}")
# OBS tries to come back 25 times, with pauses that grow to 15 minutes; one that has been quiet for longer was started
# anew by a person.
HELD_FOR: Final = timedelta(minutes=20)


class WrongStreamKey(Forbidden):
    """Nobody has this stream key, or no longer."""

    code = "wrong_stream_key"

    def __init__(self) -> None:
        super().__init__(
            "This stream key does not hold. Copy the present one, or make a new one, at + > LIVE > OBS or another "
            "encoder, and start again."
        )


class NoStreamKey(NotFound):
    """The account has no stream key."""

    code = "no_stream_key"

    def __init__(self) -> None:
        super().__init__("You have no stream key yet. Make one first.")


class NothingPrepared(Conflict):
    """An encoder came, and its host prepares no LIVE for it."""

    code = "nothing_prepared"

    def __init__(self) -> None:
        super().__init__(
            "No LIVE waits for this encoder. Prepare one at + > LIVE > OBS or another encoder, or let your encoder "
            "go LIVE by itself there, and start again."
        )


class LiveFromBrowser(Conflict):
    """An encoder came, and its host is live from a browser."""

    code = "live_from_browser"

    def __init__(self) -> None:
        super().__init__("You are LIVE from a browser. End that LIVE first, then start again.")


class LiveFromEncoder(Conflict):
    """A browser wants to publish into a LIVE that comes from an encoder."""

    code = "live_from_encoder"

    def __init__(self) -> None:
        super().__init__("This LIVE comes from your encoder. To use a camera, end it and start another one.")


class EncoderHeld(Conflict):
    """The host ended a LIVE while its encoder was sending, and it has come back by itself."""

    code = "encoder_held"

    def __init__(self, until: datetime) -> None:
        super().__init__(
            "You have ended this LIVE. To begin another one, stop your encoder and press 'Let it begin again' at "
            "+ > LIVE > OBS or another encoder, or prepare a LIVE there.",
            until=until.isoformat(),
        )


def hash_key(key: str) -> str | None:
    """What is stored of a key, in hex; None if it cannot be one of ours.

    A plain SHA-256 is enough for 192 random bits: there is nothing to guess.
    """
    return hashlib.sha256(key.encode()).hexdigest() if _KEY.fullmatch(key) else None


def held_until(held_at: datetime | None, now: datetime) -> datetime | None:
    """Until when an encoder begins nothing by itself; None if it may."""
    if held_at is None or held_at + HELD_FOR <= now:
        return None
    return held_at + HELD_FOR
