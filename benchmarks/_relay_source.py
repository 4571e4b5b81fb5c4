"""A picture whose frames say when they were sent: 2 Mbit/s of H.264 at 30 frames a second, in a process of its own.

`python -m benchmarks._relay_source '{"ticket": …}'` broadcasts until its input ends. Each frame carries its number and
the machine's monotonic time in nanoseconds in a user-data message (H.264, D.1.6), which relays and players leave alone,
padded to the size that such a stream has.
"""

import asyncio
import json
import sys
import time
from typing import Any, Final

import moq

from tests.support.broadcast import one_second_of_video, relay_session

FPS: Final = 30
BITS_PER_S: Final = 2_000_000
GROUP_FRAMES: Final = 60
# A keyframe is some five times as large as the others.
KEYFRAME_SHARE: Final = 5
MARK: Final = b"livehouse-relay!"  # the sixteen bytes that such a message begins with
WIDTH_PX: Final = 160
START_CODE: Final = b"\x00\x00\x00\x01"
SEI: Final = 0x06
USER_DATA: Final = 5


def frame_bytes(number: int) -> int:
    """How large a frame is to be."""
    group_bytes = BITS_PER_S / 8 * GROUP_FRAMES / FPS
    small = group_bytes / (GROUP_FRAMES - 1 + KEYFRAME_SHARE)
    return round(small * (KEYFRAME_SHARE if number % GROUP_FRAMES == 0 else 1))


def marked(picture: bytes, number: int, at_ns: int, size: int) -> bytes:
    """`picture` with its number and time, and as large as `size`."""
    text = MARK + f"{number:012}{at_ns:020}".encode()
    text += b"." * max(0, size - len(picture) - len(text) - 64)
    length = len(text)
    coded = b"\xff" * (length // 255) + bytes([length % 255])
    return START_CODE + bytes([SEI, USER_DATA]) + coded + text + b"\x80" + picture


def read_mark(payload: bytes) -> tuple[int, int] | None:
    """Number and time of a frame, if it is one of these."""
    at = payload.find(MARK)
    if at < 0:
        return None
    digits = payload[at + len(MARK) : at + len(MARK) + 32]
    return int(digits[:12]), int(digits[12:])


async def broadcast(ticket: dict[str, Any]) -> None:
    """Send until whoever started this closes our input."""
    pictures = one_second_of_video(WIDTH_PX)
    over = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    origin = moq.OriginProducer()
    async with relay_session(ticket, publish=origin, subscribe=moq.OriginProducer()):
        broadcast = origin.create_broadcast(ticket["broadcast"])
        video = broadcast.publish_video(moq.VideoFormat.AVC3)
        broadcast.announce()
        began_s, number = time.monotonic(), 0
        while not over.done():
            # The first of the second is a keyframe; the others follow it, over and over, until the group is full.
            within = number % GROUP_FRAMES
            picture = pictures[0] if within == 0 else pictures[1 + (within - 1) % (len(pictures) - 1)]
            frame = marked(picture, number, time.monotonic_ns(), frame_bytes(number))
            video.write_frame(frame, number * 1_000_000 // FPS)
            number += 1
            await asyncio.sleep(max(0.0, began_s + number / FPS - time.monotonic()))
        broadcast.close()


def main() -> None:
    asyncio.run(broadcast(json.loads(sys.argv[1])["ticket"]))


if __name__ == "__main__":
    main()
