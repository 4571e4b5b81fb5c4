"""Makes one clip: `python -m livehouse.demo.clips.render venue FILE`, which the clip library runs for itself."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Final, Protocol

from livehouse.demo.clips import CLIPS, Clip, save_clip
from livehouse.demo.clips.encode import OPUS_HEADER, encode_pictures, encode_sound
from livehouse.demo.clips.paint import HEIGHT_PX, WIDTH_PX, Frame
from livehouse.demo.clips.synth import Sound

FPS: Final = 30
# A keyframe each second: that is how long somebody who comes waits for the first picture, at most.
FRAMES_PER_GROUP: Final = FPS
# Past this, starting them takes longer than they save.
WORKERS_MAX: Final = 6


class Painter(Protocol):
    """What each clip's module of pictures offers."""

    def frame(self, number: int) -> Frame:
        """The frame of that number."""


@cache
def _painter(clip_id: str) -> Painter:
    make: Callable[[], Painter] = import_module(f"livehouse.demo.clips.{clip_id}").Painter
    return make()


def render_group(clip_id: str, first: int, last: int) -> tuple[bytes, list[bytes]]:
    """The pictures of a clip from `first` up to `last`, encoded: decoder record and frames."""
    painter = _painter(clip_id)
    return encode_pictures((painter.frame(number) for number in range(first, last)), fps=FPS)


def render_sound(clip_id: str) -> list[bytes]:
    """A clip's sound, encoded: Opus packets."""
    play: Callable[[], Sound] = import_module(f"livehouse.demo.clips.{clip_id}_music").play
    return encode_sound(play())


def render_clip(clip_id: str) -> Clip:
    """A whole clip, by a process for each processor: sound is one piece of work, each second of picture another."""
    seconds: float = import_module(f"livehouse.demo.clips.{clip_id}").SECONDS
    groups = range(0, round(seconds * FPS), FRAMES_PER_GROUP)
    workers = min(os.cpu_count() or 1, WORKERS_MAX)
    # Fresh processes, not forked ones: numpy's threads do not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        sound = pool.submit(render_sound, clip_id)
        ends = [*groups[1:], round(seconds * FPS)]
        pictures = list(pool.map(render_group, [clip_id] * len(groups), groups, ends))
        packets = sound.result()
    records = {record for record, _ in pictures}
    if len(records) != 1:
        raise RuntimeError(f"the groups of {clip_id} were encoded in {len(records)} different ways")
    return Clip(
        id=clip_id,
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        fps=FPS,
        decoder_record=records.pop(),
        frames=[frame for _, frames in pictures for frame in frames],
        opus_header=OPUS_HEADER,
        packets=packets,
    )


def main(arguments: list[str]) -> int:
    """Make the clip named first into the file named second."""
    if len(arguments) != 2 or arguments[0] not in CLIPS:
        sys.stderr.write(f"usage: python -m livehouse.demo.clips.render {{{','.join(CLIPS)}}} FILE\n")
        return 2
    clip_id, path = arguments
    save_clip(render_clip(clip_id), Path(path))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
