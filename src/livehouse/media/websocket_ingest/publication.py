"""One page's broadcast inside this process: an origin of its own, and a session that carries it to the relay.

The session is an ordinary publisher's with the page's own ticket, also where the relay is in this very process. So the
relay judges it, lets newer ones take its place, ends it with the sign-in, and hears whether frames arrive, all as it
does for pages that reach it themselves; and any process can take in publishers, whichever has the relay.
"""

import asyncio
from collections.abc import Sequence, Set
from typing import Final

from livehouse.media.moq_adapter import (
    FrameUnusable,
    LocalBroadcast,
    LocalTrack,
    Origin,
    OutgoingSession,
    RelayUnreachable,
)
from livehouse.media.tokens import BROADCAST
from livehouse.media.websocket_ingest.bursts import Bursts
from livehouse.media.websocket_ingest.intake import Intake
from livehouse.media.websocket_ingest.samples import MediaRefused, Sample, Track, VideoTrack

CONNECT_S_MAX: Final = 5.0


class Publication:
    """Passes on what one page records. Lives as long as the page does, over lost connections too."""

    def __init__(self, room_id: str, page: str, session_id: str | None) -> None:
        self.room_id = room_id
        self.page = page
        self.session_id = session_id
        self.bytes_received = 0
        self._intake = Intake()
        self._origin = Origin()
        self._session: OutgoingSession | None = None
        self._broadcast: LocalBroadcast | None = None
        self._tracks: dict[Track, LocalTrack] = {}
        self._bursts = Bursts()

    async def open(self, url: str, *, sha256: str | None) -> None:
        """Connect to the relay.

        Raises:
            RelayUnreachable: it does not answer, or not in time.
        """
        try:
            async with asyncio.timeout(CONNECT_S_MAX):
                self._session = await OutgoingSession.open(url, self._origin, sha256=sha256)
        except TimeoutError:
            raise RelayUnreachable("the relay does not answer") from None

    async def closed(self) -> int | None:
        """Wait for the relay to end the session; the code it gave, None if the connection to it was lost."""
        return None if self._session is None else await self._session.closed()

    async def close(self) -> None:
        """End the broadcast and the session."""
        self.pause()
        if self._session is not None:
            await self._session.close()

    @property
    def overhead_bytes(self) -> int:
        """How much came so far that was no sample's."""
        return self._intake.overhead_bytes

    def begin(self, mime: str, at_us: int, now_us: int) -> None:
        """A new recording begins.

        Raises:
            MediaRefused: it cannot be read.
        """
        self._intake.begin(mime, at_us, now_us)
        self._bursts.begin()

    def pause(self) -> None:
        """Broadcast nothing any more, until a new recording begins."""
        self._intake.end()
        self._tracks = {}
        if self._broadcast is not None:
            self._broadcast.close()
            self._broadcast = None

    def take(self, data: bytes, now_us: int) -> None:
        """Pass on the next bytes of the recording.

        Raises:
            MediaRefused: they cannot be; the text says why.
        """
        self.bytes_received += len(data)
        samples = self._intake.feed(data, now_us)
        if not samples:
            return
        tracks = {_sent_as(track) for track in self._intake.tracks or ()}
        if self._broadcast is None or tracks != self._tracks.keys():
            self._open_broadcast(tracks)
        try:
            self._write(samples, now_us)
        except FrameUnusable as error:
            raise MediaRefused(f"the recording cannot be passed on: {error}") from error

    def _write(self, samples: Sequence[Sample], now_us: int) -> None:
        for sample in samples:
            self._tracks[_sent_as(sample.track)].write(sample.payload, sample.timestamp_us)
        burst_us = self._bursts.observe(samples)
        if burst_us is not None:
            for track in self._tracks.values():
                track.tell_burst(burst_us, now_us)

    def _open_broadcast(self, tracks: Set[Track]) -> None:
        """Begin the broadcast; anew if there is one, for players that are set up for other codecs start afresh then."""
        if self._broadcast is not None:
            self._broadcast.close()
        self._bursts = Bursts()
        broadcast = self._broadcast = self._origin.create(BROADCAST)
        try:
            self._tracks = {track: _add(broadcast, track) for track in tracks}
        except FrameUnusable as error:
            raise MediaRefused(f"the recording cannot be passed on: {error}") from error
        broadcast.announce()


def _sent_as(track: Track) -> Track:
    """A picture's decoder record goes along with its keyframes, so another one makes no other track."""
    return VideoTrack(track.codec) if isinstance(track, VideoTrack) else track


def _add(broadcast: LocalBroadcast, track: Track) -> LocalTrack:
    if isinstance(track, VideoTrack):
        return broadcast.add_video(track.codec)
    return broadcast.add_opus(track.header) if track.codec == "opus" else broadcast.add_aac(track.header)
