"""What hosts are told of their encoders: how the upload does, and why one was turned away.

The process that encoders push to tells it, every process remembers it for a while, and none keeps it: what a notice
loses, the next one says again.
"""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec
import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError
from livehouse.media import Upload
from livehouse.rooms.ports import Notices

log = structlog.get_logger(__name__)
T = TypeVar("T")

UPLOADS: Final = "encoder-uploads"
TROUBLE: Final = "encoder-trouble"
# They are told every second; three missed.
UPLOADS_STALE_S: Final = 3.5
# An encoder that is turned away tries again within this, as OBS does, or its host has given up.
TROUBLE_LASTS: Final = timedelta(minutes=5)
TROUBLES_MAX: Final = 10_000


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Why an encoder is not seen: what it was told, for its host to read. Terms as of `AppError`."""

    code: str
    message: str
    details: dict[str, object]
    at: datetime


class _Told(msgspec.Struct, frozen=True):
    """Somebody's encoder was turned away."""

    whose: str
    trouble: Trouble


_uploads_decoder = msgspec.msgpack.Decoder(dict[str, Upload])
_trouble_decoder = msgspec.msgpack.Decoder(_Told)


class EncoderNews:
    """Remembers, in every process, what the one with the encoders tells."""

    def __init__(self, notices: Notices, clock: Clock) -> None:
        self._notices = notices
        self._clock = clock
        self._uploads: Mapping[str, Upload] = {}
        self._uploads_at_s = 0.0
        self._troubles: OrderedDict[str, Trouble] = OrderedDict()
        notices.on_notice(UPLOADS, self._note_uploads)
        notices.on_notice(TROUBLE, self._note_trouble)

    def tell_uploads(self, uploads: Mapping[str, Upload]) -> None:
        """Let every process know how the uploads do, by the room that each fills."""
        if uploads or self._uploads:
            self._notices.notify(UPLOADS, msgspec.msgpack.encode(dict(uploads)))

    def tell_refusal(self, whose: str, error: AppError) -> None:
        """Let every process know why somebody's encoder was turned away.

        Args:
            whose: the account's id, or the network that a key of nobody's came from.
        """
        self.tell_trouble(whose, error.code, error.message, error.details)

    def tell_trouble(self, whose: str, code: str, message: str, details: Mapping[str, object] | None = None) -> None:
        """The same, in words that are no refusal."""
        trouble = Trouble(code=code, message=message, details=dict(details or {}), at=self._clock.now())
        self._notices.notify(TROUBLE, msgspec.msgpack.encode(_Told(whose, trouble)))

    def upload_of(self, room_id: str) -> Upload | None:
        """How the upload into this room does; None if none is known of."""
        if self._clock.monotonic() - self._uploads_at_s > UPLOADS_STALE_S:
            return None
        return self._uploads.get(room_id)

    def trouble_of(self, *whose: str) -> Trouble | None:
        """The last trouble of any of these, while it is news."""
        since = self._clock.now() - TROUBLE_LASTS
        known = [self._troubles[one] for one in whose if one in self._troubles]
        return max((one for one in known if one.at > since), key=lambda one: one.at, default=None)

    def _note_uploads(self, payload: bytes) -> None:
        uploads = _read(_uploads_decoder, payload)
        if uploads is not None:
            self._uploads, self._uploads_at_s = uploads, self._clock.monotonic()

    def _note_trouble(self, payload: bytes) -> None:
        told = _read(_trouble_decoder, payload)
        if told is None:
            return
        self._troubles[told.whose] = told.trouble
        self._troubles.move_to_end(told.whose)
        if len(self._troubles) > TROUBLES_MAX:
            self._troubles.popitem(last=False)


def _read(decoder: msgspec.msgpack.Decoder[T], payload: bytes) -> T | None:
    """What was told; None if it cannot be read, which must not end the hearing of everything else."""
    try:
        return decoder.decode(payload)
    except msgspec.DecodeError:
        log.warning("what is told of encoders cannot be read", do="run one version of Livehouse everywhere")
        return None
