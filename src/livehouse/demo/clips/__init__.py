"""The demo's own broadcasts: pictures and sound that the program makes itself, kept ready to be sent.

A clip is made once, in processes of its own, and then lies in the data folder. Sending it costs next to nothing: the
frames are in memory as the relay wants them.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

if TYPE_CHECKING:
    # Not for those who make clips: each of them would load the relay.
    from livehouse.media import Relay

log = structlog.get_logger(__name__)

# Counted up whenever a clip looks or sounds different: what lies in data folders from before is then made anew.
VERSION: Final = 2
CLIPS: Final = ("venue", "train", "rain")
MAKING_S_MAX: Final = 300.0

PACKET_US: Final = 20_000
# After a pause (a laptop that slept) a clip goes on from now; sending all that was missed would be a flood.
BEHIND_S_MAX: Final = 1.0


class ClipNotMade(Exception):
    """A clip could not be made; the text says why."""


class Clip(msgspec.Struct, frozen=True):
    """A loop of encoded picture and sound.

    Attributes:
        decoder_record: avcC of the H.264 frames.
        frames: one each 1/`fps` s, with 4-byte length prefixes; each `fps`-th is a keyframe, from the first on.
        opus_header: identification header of the packets.
        packets: one each 20 ms; together exactly as long as the frames.
    """

    id: str
    width_px: int
    height_px: int
    fps: int
    decoder_record: bytes
    frames: list[bytes]
    opus_header: bytes
    packets: list[bytes]

    @property
    def seconds(self) -> float:
        """How long the loop is."""
        return len(self.frames) / self.fps

    @property
    def bitrate(self) -> int:
        """Bits a second of the picture, on average."""
        return round(sum(map(len, self.frames)) * 8 / self.seconds)


class ClipLibrary:
    """Gives clips from a folder, and has those made that are missing, one after another.

    Args:
        folder: where they are kept; made if missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._making = asyncio.Lock()

    async def clip(self, clip_id: str) -> Clip:
        """The clip of that id; the first time it takes some 10 s.

        Raises:
            ClipNotMade: with what its makers said.
        """
        path = self._folder / f"{clip_id}-{VERSION}.clip"
        # One clip at a time: two would take twice as long, and nothing would be on air until both are done.
        async with self._making:
            clip = await asyncio.to_thread(load_clip, path)
            if clip is None:
                await self._make(clip_id, path)
                clip = await asyncio.to_thread(load_clip, path)
        if clip is None:
            raise ClipNotMade(f"the clip {clip_id} was made, but cannot be read from {path}")
        return clip

    async def _make(self, clip_id: str, path: Path) -> None:
        log.info("making a demo clip, once", clip=clip_id)
        maker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "livehouse.demo.clips.render", clip_id, str(path)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            # Each maker keeps to one thread: the machine's others serve people meanwhile.
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            # By themselves: Ctrl-C in the terminal is for us, and the maker can be ended with its helpers.
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(MAKING_S_MAX):
                _, said = await maker.communicate()
        except TimeoutError:
            raise ClipNotMade(f"making the clip {clip_id} took longer than {MAKING_S_MAX:.0f} s") from None
        finally:
            if maker.returncode is None:
                os.killpg(maker.pid, signal.SIGKILL)
                await maker.wait()
        if maker.returncode:
            raise ClipNotMade(f"the clip {clip_id} could not be made: {said.decode(errors='replace')[-2_000:]}")


async def play(clip: Clip, relay: "Relay", room_id: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
    """Broadcast `clip` into an open room over and over until cancelled; the broadcast ends then.

    Timestamps go on rising from loop to loop, so that players see one endless broadcast. Nothing is encoded here.
    """
    broadcast = relay.publish_local(room_id)
    video = broadcast.add_h264(
        clip.decoder_record, width_px=clip.width_px, height_px=clip.height_px, fps=clip.fps, bitrate=clip.bitrate
    )
    audio = broadcast.add_opus(clip.opus_header)
    broadcast.announce()
    began_s = monotonic()
    frame = packet = 0
    try:
        while True:
            now_s = monotonic() - began_s
            if now_s - frame / clip.fps > BEHIND_S_MAX:
                frame = int(now_s * clip.fps)
                frame -= frame % len(clip.frames) % clip.fps
                packet = frame * 1_000_000 // clip.fps // PACKET_US
            while frame <= now_s * clip.fps:
                # Each frame brings the packets up to the next one: one turn for both, and sound is never late.
                while packet * PACKET_US * clip.fps < (frame + 1) * 1_000_000:
                    audio.write(clip.packets[packet % len(clip.packets)], packet * PACKET_US)
                    packet += 1
                video.write(clip.frames[frame % len(clip.frames)], frame * 1_000_000 // clip.fps)
                frame += 1
            await asyncio.sleep(max(frame / clip.fps - (monotonic() - began_s), 0))
    finally:
        broadcast.close()


def load_clip(path: Path) -> Clip | None:
    """The clip in a file; None if there is none, or it is damaged."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=Clip)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        log.warning("a demo clip is damaged and will be made anew", path=str(path))
        return None


def save_clip(clip: Clip, path: Path) -> None:
    """Write a clip so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(msgspec.msgpack.encode(clip))
    fresh.replace(path)
