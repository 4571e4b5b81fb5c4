"""What waits for those who keep segments: bounded, in order, and honest about what is missing."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

from livehouse.media.packager.segment import Segment

# Should they not write them down in time: a minute of 8 Mbit/s.
UNREAD_BYTES_MAX: Final = 64_000_000


class Keeper:
    """Somebody who keeps every segment of the best picture and of the sound: what waits for them, bounded."""

    def __init__(self) -> None:
        self._waiting: deque[Segment] = deque()
        self._bytes = 0
        self._lost: set[str] = set()
        self._over = False
        self._woken = asyncio.Event()

    def give(self, segment: Segment) -> None:
        """Add a segment; the oldest go if too much waits."""
        self._waiting.append(segment)
        self._bytes += len(segment.data)
        while self._bytes > UNREAD_BYTES_MAX and len(self._waiting) > 1:
            lost = self._waiting.popleft()
            self._bytes -= len(lost.data)
            self._lost.add(lost.rendition)
        self._woken.set()

    def end(self) -> None:
        """There will be no more."""
        self._over = True
        self._woken.set()

    async def segments(self) -> AsyncIterator[Segment]:
        """What was given, until the end."""
        while True:
            while self._waiting:
                segment = self._waiting.popleft()
                self._bytes -= len(segment.data)
                if segment.rendition in self._lost:
                    self._lost.discard(segment.rendition)
                    segment = replace(segment, discontinuity=True)
                yield segment
            if self._over:
                return
            self._woken.clear()
            await self._woken.wait()
