"""The receiving side of a broadcast: its catalogs, its frames, and whether any come at all."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import moq

from livehouse.media.moq_adapter.catalog import AudioRendition, Catalog, VideoRendition, read_catalog


@dataclass(frozen=True, slots=True)
class EncodedFrame:
    """One encoded picture, or packet of sound, and when it is to be presented by its publisher's clock."""

    payload: bytes
    timestamp_us: int
    keyframe: bool


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
                    yield read_catalog(catalog)
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
