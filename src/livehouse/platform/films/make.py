"""Making a film: one reading of the source gives every rendition, the poster and the fingerprint."""

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from livehouse.platform.films.fingerprint import KIND, LOOK_PX, MOMENTS_PER_S, hash_views, telling
from livehouse.platform.films.output import PICTURES_PER_S_MAX, Output, SoundTrack
from livehouse.platform.films.report import POSTER, FilmRefused, Limits, Made
from livehouse.platform.films.shapes import choose_shapes
from livehouse.platform.films.source import PICTURE_S, PICTURES_MIN, Source, check_length, open_source

POSTER_SIDE_PX: Final = 540
# WebP has no longer sides.
POSTER_LONGER_SIDE_MAX_PX: Final = 4 * POSTER_SIDE_PX
POSTER_QUALITY: Final = 80
# What is done when the last picture is: the rest is writing the files' heads.
PICTURES_SHARE: Final = 0.97
# A film that says it has so few or so many pictures a second says nothing.
RATE_MIN, RATE_MAX = Fraction(1), Fraction(PICTURES_PER_S_MAX)
RATE_USUAL: Final = Fraction(30)
ASPECT_MAX: Final = 10


def make_film(path: Path, folder: Path, limits: Limits, tell: Callable[[float], None]) -> Made:
    """Write the film in `path` as it is played into `folder`.

    Args:
        path: what was uploaded.
        folder: an empty one.
        limits: what it may be at most.
        tell: called with how far it has come.

    Raises:
        FilmRefused: it cannot be taken.
        OSError, av.error.FFmpegError: it cannot be written.
    """
    with open_source(path, limits) as source:
        looks = source.look_over()
        making = _Making(source, folder, limits, begins_s=looks.begins_s)
        try:
            for frame in source.frames():
                if isinstance(frame, VideoFrame):
                    at_s = making.add_picture(frame)
                    tell(PICTURES_SHARE * min(1.0, at_s / looks.length_s))
                else:
                    making.add_sound(frame)
            return making.finish()
        finally:
            making.close()


class _Making:
    def __init__(self, source: Source, folder: Path, limits: Limits, *, begins_s: float) -> None:
        self._source = source
        self._folder = folder
        self._limits = limits
        self._begins_s = begins_s
        self._outputs: list[Output] = []
        self._sound: SoundTrack | None = None
        # Sound that comes before the first picture.
        self._early: list[av.AudioFrame] = []
        self._pictures = 0
        self._last: VideoFrame | None = None
        self._last_s = -1.0
        self._turns = 0
        self._shown = (0.0, 0.0)
        self._hashes: list[bytes] = []
        self._small = VideoReformatter()
        self._poster: NDArray[np.uint8] | None = None
        self._poster_score = -1.0

    def add_picture(self, frame: VideoFrame) -> float:
        """Show one more picture; from when on, in seconds of the film."""
        at_s = self._last_s + PICTURE_S if frame.time is None else max(0.0, frame.time - self._begins_s)
        check_length(at_s, self._limits)
        if not self._outputs:
            self._begin(frame)
        if at_s < self._last_s + 0.999 / PICTURES_PER_S_MAX:
            return self._last_s
        for output in self._outputs:
            output.add_picture(frame, at_s)
        self._pictures += 1
        self._last_s = at_s
        self._last = frame
        if at_s >= self._next_look_s:
            self._look_at(frame, at_s)
        return at_s

    def add_sound(self, frame: av.AudioFrame) -> None:
        """Let one more piece of sound be heard."""
        if self._sound is None:
            self._early.append(frame)
            return
        at_s = self._sound.ends_s if frame.time is None else frame.time - self._begins_s
        check_length(at_s, self._limits)
        if at_s + frame.samples / max(1, frame.sample_rate) > 0:
            self._sound.add(frame, at_s)

    def finish(self) -> Made:
        """The film, written."""
        if self._pictures < PICTURES_MIN or self._last is None:
            raise FilmRefused("unreadable")
        if not self._hashes:
            # Over before anything was looked at.
            self._look_at(self._last, self._last_s)
        poster = self._draw_poster(self._last) if self._poster is None else self._poster
        # The last picture is shown for as long as the others, whatever its header claims.
        ends_s = self._last_s + min(1.0, self._last_s / (self._pictures - 1))
        if self._sound is not None:
            self._sound.finish()
            ends_s = max(ends_s, self._sound.ends_s)
        check_length(ends_s, self._limits)
        renditions = tuple(output.finish(ends_s) for output in self._outputs)
        self._outputs = []
        Image.fromarray(poster).save(self._folder / POSTER, "WEBP", quality=POSTER_QUALITY)
        return Made(
            length_s=round(ends_s, 3),
            width=round(self._shown[0]),
            height=round(self._shown[1]),
            renditions=renditions,
            fingerprint=(KIND + b"".join(self._hashes)).hex(),
        )

    def close(self) -> None:
        """Let go of what was opened."""
        for output in self._outputs:
            output.close()

    def _begin(self, frame: VideoFrame) -> None:
        self._turns = round(frame.rotation / 90) % 4
        aspect = self._source.video.sample_aspect_ratio
        stretch = float(aspect) if aspect and 1 / ASPECT_MAX < aspect < ASPECT_MAX else 1.0
        width, height = frame.width * stretch, float(frame.height)
        self._shown = (height, width) if self._turns % 2 else (width, height)
        rate = self._source.video.average_rate
        usual = rate if rate is not None and RATE_MIN <= rate <= RATE_MAX else RATE_USUAL
        threads = max(1, (os.cpu_count() or 1) // 2)
        has_sound = self._source.audio is not None
        for shape in choose_shapes(*self._shown):
            self._outputs.append(
                Output(self._folder, shape, turns=self._turns, rate=usual, has_sound=has_sound, threads=threads)
            )
        if has_sound:
            self._sound = SoundTrack(self._outputs)
            early, self._early = self._early, []
            for sound in early:
                self.add_sound(sound)

    @property
    def _next_look_s(self) -> float:
        return (len(self._hashes) + 0.5) / MOMENTS_PER_S

    def _look_at(self, frame: VideoFrame, at_s: float) -> None:
        """Keep what this moment is known by, and its picture if it stands for the film better than those before."""
        small = self._small.reformat(frame, width=LOOK_PX, height=LOOK_PX, format="gray")
        grey = np.rot90(small.to_ndarray().astype(np.uint8, copy=False), self._turns)
        views = hash_views(grey)
        # A film that shows nothing new for a while has the same picture in all those moments.
        while self._next_look_s <= at_s or not self._hashes:
            self._hashes.append(views)
        score = telling(grey)
        if score > self._poster_score:
            self._poster_score = score
            self._poster = self._draw_poster(frame)

    def _draw_poster(self, frame: VideoFrame) -> NDArray[np.uint8]:
        width, height = self._shown
        scale = min(1.0, POSTER_SIDE_PX / min(width, height), POSTER_LONGER_SIDE_MAX_PX / max(width, height))
        shape = (max(2, round(width * scale)), max(2, round(height * scale)))
        lying = (shape[1], shape[0]) if self._turns % 2 else shape
        picture = VideoReformatter().reformat(frame, width=lying[0], height=lying[1], format="rgb24")
        return np.ascontiguousarray(np.rot90(picture.to_ndarray().astype(np.uint8, copy=False), self._turns))
