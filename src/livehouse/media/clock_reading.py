"""What time it is on a publisher's clock, for players that want to know how far behind they are."""

import asyncio
from typing import Final

from livehouse.media.tap import Offer, Rendition, TappedFrame, TapSource

# A host who is on air sends sound all the time; a picture alone comes with the next keyframe at the latest.
WAIT_S: Final = 2.5


class _Listener:
    def __init__(self) -> None:
        self.offer = Offer()
        self.heard = asyncio.Event()

    def offered(self, offer: Offer) -> None:
        self.offer = offer

    def frame(self, _rendition: Rendition, _frame: TappedFrame) -> None:
        self.heard.set()

    def broke(self) -> None:
        self.heard.clear()

    def ended(self) -> None:
        """Then nothing is heard, and whoever waits gives up."""


async def read_clock(taps: TapSource) -> int | None:
    """What to add to the timestamps in a room to have microseconds since 1970 by this process's clock.

    By that, what came fastest has arrived at the moment that it is to be presented. None if nothing comes.
    """
    listener = _Listener()
    tap = taps.join(listener)
    try:
        track = _lightest(listener.offer)
        if track is None:
            return None
        tap.want([track])
        async with asyncio.timeout(WAIT_S):
            await listener.heard.wait()
        return taps.zero_us(track)
    except TimeoutError:
        return None
    finally:
        tap.close()


def _lightest(offer: Offer) -> str | None:
    if offer.audio:
        return offer.audio[0].track
    return min(offer.video, key=lambda rendition: rendition.pixels).track if offer.video else None
