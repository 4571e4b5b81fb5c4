"""The only module that knows the MoQ library: its names change every month, ours do not.

The library's work (QUIC, fan-out, caching) runs on threads of its own, outside the interpreter's lock; each call that
waits costs about 0.4 ms of ours, which is why nothing here is called per frame and viewer.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self

import moq

# Error codes of the session, as the library maps them: 401 and 403 to the protocol's "unauthorized".
REFUSED_NO_TOKEN: Final = 401
REFUSED_FORBIDDEN: Final = 403
REFUSED_NO_ROOM: Final = 404
REFUSED_BUSY: Final = 503

# What a room keeps for those who come late; unbounded, the library keeps the last minute of everything. Two seconds of
# 16 Mbit/s fit, and a viewer never needs more than the newest group.
CACHE_BYTES_PER_ROOM: Final = 4_000_000

# A group is a QUIC stream. One for each packet, as browsers send them, costs 50 streams a second and viewer, and a
# player throws away the earlier of two that come at once; within a group it never does.
AUDIO_FRAMES_PER_GROUP: Final = 25

# A recording whose keyframes are five seconds apart may come in pieces of that length. No player waits longer.
BURST_US_MAX: Final = 5_000_000


class ListenFailed(Exception):
    """The UDP port could not be opened, or the certificate could not be read."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A broadcast that began (`active`) or ended."""

    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class VideoRendition:
    """One encoding of the picture. `codec` is an RFC 6381 string; `description` its decoder record, if out of band."""

    track: str
    codec: str
    description: bytes | None
    width_px: int | None
    height_px: int | None
    container: moq.Container
    bitrate: int | None = None
    fps: float | None = None

    @property
    def pixels(self) -> int:
        """How many pixels a frame has; 0 if the publisher does not say."""
        return (self.width_px or 0) * (self.height_px or 0)

    @property
    def decoding(self) -> tuple[object, ...]:
        """What decoders care for; publishers correct the rest (bitrate, frame rate) while they go on."""
        return (self.track, self.codec, self.description, self.width_px, self.height_px)


@dataclass(frozen=True, slots=True)
class AudioRendition:
    """One encoding of the sound. `description` is its decoder record (AAC's AudioSpecificConfig), if out of band."""

    track: str
    codec: str
    description: bytes | None
    sample_rate_hz: int
    channels: int
    container: moq.Container
    bitrate: int | None = None

    @property
    def decoding(self) -> tuple[object, ...]:
        """What decoders care for; publishers correct the rest while they go on."""
        return (self.track, self.codec, self.description, self.sample_rate_hz, self.channels)


@dataclass(frozen=True, slots=True)
class EncodedFrame:
    """One encoded picture, or packet of sound, and when it is to be presented by its publisher's clock."""

    payload: bytes
    timestamp_us: int
    keyframe: bool


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a broadcast offers at present."""

    video: tuple[VideoRendition, ...]
    audio: tuple[str, ...]
    sounds: tuple[AudioRendition, ...] = ()


class TrackEnded(Exception):
    """The track that was followed is over."""


class GroupReader:
    """Follows a track by its groups: one begins at each keyframe of video, at each packet of audio."""

    def __init__(self, track: moq.TrackConsumer) -> None:
        self._track = track

    async def next(self) -> None:
        """Wait for a group newer than the last one; those that came in between are skipped.

        Frames flow from the first call on, read or not.

        Raises:
            TrackEnded: there will be no more.
        """
        try:
            group = await self._track.next_group()
        except moq.Error as error:
            raise TrackEnded from error
        if group is None:
            raise TrackEnded
        group.cancel()

    def close(self) -> None:
        """Stop the flow."""
        self._track.cancel()


class Broadcast:
    """The receiving side of one broadcast."""

    def __init__(self, inner: moq.BroadcastConsumer) -> None:
        self._inner = inner

    async def catalogs(self) -> AsyncIterator[Catalog]:
        """What is on offer, each time it changes. The first may be empty: a publisher announces before it encodes."""
        try:
            async with await self._inner.subscribe_catalog() as catalogs:
                async for catalog in catalogs:
                    yield _read_catalog(catalog)
        except moq.Error:
            return

    async def follow(self, track: str) -> GroupReader | None:
        """Subscribe to a track for its groups; None if it is gone."""
        try:
            return GroupReader(await self._inner.subscribe_track(track))
        except moq.Error:
            return None

    async def frames(
        self, rendition: VideoRendition | AudioRendition, *, late_us_max: int
    ) -> AsyncIterator[EncodedFrame]:
        """Every frame of a rendition in the order in which they are decoded, from the newest keyframe on.

        What is later than `late_us_max` is given up. Ends when the track does, or is gone already.
        """
        subscription = moq.Subscription(max_age_us=late_us_max)
        try:
            async with await self._inner.subscribe_media(rendition.track, rendition.container, subscription) as frames:
                async for frame in frames:
                    # The library ends each group with an empty frame that says when the next begins.
                    if frame.payload:
                        yield EncodedFrame(bytes(frame.payload), frame.timestamp_us, frame.keyframe)
        except moq.Error:
            return

    async def keyframe(self, rendition: VideoRendition) -> bytes | None:
        """The first frame of the newest group of a rendition: a keyframe. None if the track ended."""
        try:
            async with await self._inner.subscribe_media(rendition.track, rendition.container) as frames:
                async for frame in frames:
                    if frame.keyframe:
                        return bytes(frame.payload)
        except moq.Error:
            return None
        return None


class FrameUnusable(Exception):
    """What was to be sent is not what its track is made of."""


Fourcc = Literal["avc1", "hvc1", "av01", "vp09", "vp08", "mp4a", "Opus", ".mp3"]
_VIDEO_BY_FOURCC: Final[Mapping[Fourcc, moq.VideoFormat]] = {
    "avc1": moq.VideoFormat.AVC1,
    "hvc1": moq.VideoFormat.HVC1,
    "av01": moq.VideoFormat.AV01,
    "vp09": moq.VideoFormat.VP9,
    "vp08": moq.VideoFormat.VP8,
}
_AUDIO_BY_FOURCC: Final[Mapping[Fourcc, moq.AudioFormat]] = {
    "mp4a": moq.AudioFormat.AAC,
    "Opus": moq.AudioFormat.OPUS,
    ".mp3": moq.AudioFormat.MP3,
}

VideoCodec = Literal["h264", "vp8", "vp9"]
_IN_BAND: Final[Mapping[VideoCodec, moq.VideoFormat]] = {
    "h264": moq.VideoFormat.AVC3,
    "vp8": moq.VideoFormat.VP8,
    "vp9": moq.VideoFormat.VP9,
}


class LocalTrack:
    """A track written by this process: encoded frames with the time of each."""

    def __init__(self, inner: moq.MediaProducer, *, frames_per_group: int | None = None) -> None:
        self._inner = inner
        self._frames_per_group = frames_per_group
        self._written = 0
        self._told_first_us: int | None = None
        self.bytes_written = 0

    def write(self, frame: bytes, timestamp_us: int) -> None:
        """Hand over one encoded frame; it is with the viewers at once.

        Raises:
            FrameUnusable: the library cannot make a frame of it.
        """
        try:
            if self._frames_per_group is not None and self._written and self._written % self._frames_per_group == 0:
                self._inner.cut()
            self._inner.write_frame(frame, timestamp_us)
        except moq.Error as error:
            raise FrameUnusable(str(error)) from error
        self._written += 1
        self.bytes_written += len(frame)

    def is_wanted(self) -> bool:
        """Whether anybody is subscribed to it; costs 4 µs."""
        return self._inner.demand().is_used()

    def say_reordered(self, by_us: int) -> None:
        """Say in the catalog that pictures are sent up to `by_us` earlier than their times suggest, as with B-frames.

        Players wait that much longer. The library knows a jitter only, which it measures between two arrivals.
        """
        self._inner.flush(by_us)
        self._inner.flush(0)

    def finish(self) -> None:
        """End the track; it is no longer in the catalog. May be repeated."""
        with contextlib.suppress(moq.Error):
            self._inner.finish()

    def tell_burst(self, burst_us: int, now_us: int) -> None:
        """Say in the catalog that frames come many at once, `burst_us` of them, for players to wait that much longer.

        What was said before only ever grows. `now_us` is by a clock that is never set.
        """
        # The library measures how far handing over a frame is behind the frame's time, and would keep the worst hiccup
        # for ever. So it is shown two times of our own, as far apart as players are to wait, and nothing else.
        if self._told_first_us is None:
            self._told_first_us = now_us - BURST_US_MAX
        punctual_us = now_us - self._told_first_us
        self._inner.flush(punctual_us)
        self._inner.flush(punctual_us - min(burst_us, BURST_US_MAX))


class LocalBroadcast:
    """A broadcast that this process writes itself, under a name in a room's origin."""

    def __init__(self, inner: moq.BroadcastProducer) -> None:
        self._inner = inner
        self._tracks: list[LocalTrack] = []
        self._over = asyncio.Event()

    @property
    def bytes_written(self) -> int:
        """How much was written to all of its tracks."""
        return sum(track.bytes_written for track in self._tracks)

    @property
    def is_over(self) -> bool:
        """Whether it was closed, by whoever made it or because somebody newer took its place."""
        return self._over.is_set()

    async def until_over(self) -> None:
        """Wait until it is closed."""
        await self._over.wait()

    def add_pictures(
        self, fourcc: Fourcc, record: bytes, *, track: str, fps: float | None, bitrate: int | None, reordered: bool
    ) -> LocalTrack:
        """Add a picture as containers hold it; `record` is its decoder record (avcC, hvcC, av1C), if it has one.

        Args:
            fps, bitrate: for the catalog, if the encoder says so.
            reordered: whether pictures come in another order than they are shown in.

        Raises:
            FrameUnusable: the library does not understand the record.
        """
        hint = moq.VideoHint(framerate=fps, bitrate=bitrate, optimize_for_latency=not reordered)
        try:
            inner = self._inner.publish_video(_VIDEO_BY_FOURCC[fourcc], record, hint=hint, track=track)
        except moq.Error as error:
            raise FrameUnusable(str(error)) from error
        return self._added(LocalTrack(inner))

    def add_sound(self, fourcc: Fourcc, record: bytes, *, track: str) -> LocalTrack:
        """Add sound as containers hold it; `record` is AudioSpecificConfig, OpusHead, or MP3's first frame.

        Raises:
            FrameUnusable: the library does not understand the record.
        """
        try:
            inner = self._inner.publish_audio(_AUDIO_BY_FOURCC[fourcc], record, track=track)
        except moq.Error as error:
            raise FrameUnusable(str(error)) from error
        return self._added(LocalTrack(inner, frames_per_group=AUDIO_FRAMES_PER_GROUP))

    def add_h264(self, decoder_record: bytes, *, width_px: int, height_px: int, fps: float, bitrate: int) -> LocalTrack:
        """Add a picture: H.264 with length prefixes; `decoder_record` is the avcC box's content (ISO/IEC 14496-15)."""
        hint = moq.VideoHint(
            coded=moq.Dimensions(width=width_px, height=height_px),
            bitrate=bitrate,
            framerate=fps,
            optimize_for_latency=True,
        )
        track = self._inner.publish_video(moq.VideoFormat.AVC1, decoder_record, hint=hint, track="video")
        return self._added(LocalTrack(track))

    def add_opus(self, header: bytes) -> LocalTrack:
        """Add sound: Opus packets; `header` is the identification header (RFC 7845, section 5.1)."""
        track = self._inner.publish_audio(moq.AudioFormat.OPUS, header, track="audio")
        return self._added(LocalTrack(track, frames_per_group=AUDIO_FRAMES_PER_GROUP))

    def add_video(self, codec: VideoCodec) -> LocalTrack:
        """Add a picture that says itself how large it is, at each keyframe, and may change that.

        H.264 comes with start codes, and its parameter sets before each keyframe (ITU-T H.264, annex B).
        """
        return self._added(LocalTrack(self._inner.publish_video(_IN_BAND[codec], b"", track="video")))

    def add_aac(self, configuration: bytes) -> LocalTrack:
        """Add sound: AAC access units; `configuration` is the AudioSpecificConfig (ISO/IEC 14496-3).

        Raises:
            FrameUnusable: the library does not understand it.
        """
        try:
            track = self._inner.publish_audio(moq.AudioFormat.AAC, configuration, track="audio")
        except moq.Error as error:
            raise FrameUnusable(str(error)) from error
        return self._added(LocalTrack(track, frames_per_group=AUDIO_FRAMES_PER_GROUP))

    def announce(self) -> None:
        """Let viewers see it; after its tracks were added."""
        self._inner.announce()

    def close(self) -> None:
        """End it for good. May be repeated."""
        self._inner.close()
        self._over.set()

    def _added(self, track: LocalTrack) -> LocalTrack:
        self._tracks.append(track)
        return track


class Origin:
    """The broadcasts of one room: what its publisher sends in and its viewers get."""

    def __init__(self) -> None:
        self.inner = moq.OriginProducer(cache_capacity_bytes=CACHE_BYTES_PER_ROOM)
        self._consumer = self.inner.consume()

    async def announcements(self) -> AsyncIterator[Announcement]:
        """Each broadcast that begins or ends; hidden names too, so that nothing is slipped in."""
        async with self._consumer.announced(hidden=True) as updates:
            async for update in updates:
                yield Announcement(update.prefix, update.active)

    async def broadcast(self, name: str) -> Broadcast | None:
        """The broadcast of that name, if there is one now."""
        try:
            return Broadcast(await self._consumer.request_broadcast(name))
        except moq.Error:
            return None

    def create(self, name: str) -> LocalBroadcast:
        """A broadcast of our own; unseen until it is announced."""
        return LocalBroadcast(self.inner.create_broadcast(name))


class Session:
    """One QUIC connection that was let in."""

    def __init__(self, inner: moq.Session) -> None:
        self._inner = inner

    async def closed(self) -> None:
        """Wait for its end, whichever side and whatever reason it comes from."""
        try:
            await self._inner.closed()
        except moq.Error:
            # The library raises the reason, also when the peer has just left; every reason means the same to us.
            return

    def close(self, code: int) -> None:
        """End it; the peer sees the code."""
        self._inner.cancel(code)

    def bytes_received(self) -> int:
        """Bytes that came from the peer so far, acknowledgements included."""
        return self._inner.stats().bytes_received or 0


class Request:
    """Somebody at the door: the handshake of QUIC is done, ours is not."""

    def __init__(self, inner: moq.Request) -> None:
        self._inner = inner

    @property
    def path(self) -> str:
        """The path of the address, without the query."""
        return self._inner.path

    @property
    def query(self) -> str:
        """The query of the address; holds the token, so it must not be logged."""
        return self._inner.query or ""

    async def accept_publisher(self, origin: Origin) -> Session | None:
        """Let in somebody whose broadcasts go into `origin` and who sees none; None if they left meanwhile."""
        self._inner.set_consume(origin.inner)
        return await self._accept()

    async def accept_viewer(self, origin: Origin) -> Session | None:
        """Let in somebody who sees `origin`; what they announce goes nowhere. None if they left meanwhile."""
        self._inner.set_publish(origin.inner)
        return await self._accept()

    async def reject(self, code: int) -> None:
        """Turn them away."""
        try:
            await self._inner.reject(code)
        except moq.Error:
            return

    def drop(self) -> None:
        """Let go without an answer, the cheapest way."""
        self._inner.cancel()

    async def _accept(self) -> Session | None:
        try:
            return Session(await self._inner.accept())
        except moq.Error:
            return None


class Listener:
    """The relay's UDP port.

    Args:
        bind: address and port; port 0 takes a free one.
        certificate, key: PEM files; the library reloads them when they change.
    """

    def __init__(self, bind: str, *, certificate: Path, key: Path) -> None:
        # A session gets the server's origins where it is given none of its own. This one has nothing in it and nobody
        # reads it; without it the library would make one origin that all sessions share.
        self._open = False
        self._server = moq.Server(bind, tls_cert=[str(certificate)], tls_key=[str(key)], publish=moq.OriginProducer())

    async def open(self) -> None:
        """Open the port.

        Raises:
            ListenFailed: the port is taken, the address does not exist, or the certificate is unusable.
        """
        try:
            await self._server.__aenter__()  # type: ignore[no-untyped-call]  # the library leaves its return type out
        except moq.Error as error:
            raise ListenFailed(str(error)) from error
        self._open = True

    async def close(self) -> None:
        """Close the port and every session that came through it; `requests` ends. May be repeated."""
        self._open = False
        await self._server.__aexit__()

    @property
    def port(self) -> int:
        """The UDP port that is open."""
        return int(self._server.local_addr.rsplit(":", 1)[1])

    async def requests(self) -> AsyncIterator[Request]:
        """Everybody who knocks, until the port is closed."""
        while self._open:
            try:
                request = await anext(self._server)
            except (StopAsyncIteration, moq.Error):
                return
            yield Request(request)


class RelayUnreachable(Exception):
    """No relay answers at that address, or it shows another certificate than it should."""


class OutgoingSession:
    """A session that this process has with a relay, as the publisher of `origin`."""

    def __init__(self, client: moq.Client) -> None:
        self._client = client

    @classmethod
    async def open(cls, url: str, origin: Origin, *, sha256: str | None) -> Self:
        """Connect. The relay judges the token only then: it refuses by ending the session.

        Args:
            url: the address of a ticket, the token in its query.
            origin: what is published; its broadcasts go to the relay.
            sha256: the hash of the relay's certificate; None has it checked by the system's authorities.

        Raises:
            RelayUnreachable: nobody answers, or somebody else.
        """
        client = moq.Client(
            url,
            tls_fingerprints=None if sha256 is None else [sha256],
            websocket_enabled=False,
            reconnect=False,
            publish=origin.inner,
            subscribe=moq.OriginProducer(),
        )
        try:
            await client.__aenter__()  # type: ignore[no-untyped-call]  # the library leaves its return type out
        except moq.Error as error:
            raise RelayUnreachable(str(error)) from error
        return cls(client)

    async def closed(self) -> int | None:
        """Wait for its end: the code that the relay gave, 0 for an ordinary end, None for a lost connection."""
        session = self._client.session
        if session is None:
            return 0
        try:
            await session.closed()
        except moq.Error as error:
            failure = moq.protocol_error(error)
            return None if failure is None else int(failure.code)
        return 0

    async def close(self) -> None:
        """End it. May be repeated."""
        await self._client.__aexit__()


async def serves_certificate(port: int, sha256: str) -> bool:
    """Whether the relay on this machine's `port` shows the certificate of that hash to somebody who connects."""
    client = moq.Client(
        f"https://localhost:{port}/", tls_fingerprints=[sha256], reconnect=False, websocket_enabled=False
    )
    try:
        async with client:
            return True
    except moq.Error as error:
        # Having no token we are turned away, but only after the certificate was found good.
        return moq.is_auth(error)


def _read_catalog(catalog: moq.Catalog) -> Catalog:
    # The library has them in another order each time.
    return Catalog(
        video=tuple(
            VideoRendition(
                track=name,
                codec=video.codec,
                description=None if video.description is None else bytes(video.description),
                width_px=None if video.coded is None else video.coded.width,
                height_px=None if video.coded is None else video.coded.height,
                container=video.container,
                bitrate=video.bitrate,
                fps=video.framerate,
            )
            for name, video in sorted(catalog.video.items())
        ),
        audio=tuple(sorted(catalog.audio)),
        sounds=tuple(
            AudioRendition(
                track=name,
                codec=audio.codec,
                description=None if audio.description is None else bytes(audio.description),
                sample_rate_hz=audio.sample_rate,
                channels=audio.channel_count,
                container=audio.container,
                bitrate=audio.bitrate,
            )
            for name, audio in sorted(catalog.audio.items())
        ),
    )
