"""One rendition while it is written: pictures and sound in, an MP4 that plays while it loads out."""

from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from livehouse.platform.films.report import Rendition
from livehouse.platform.films.shapes import Shape

TICKS_PER_S: Final = 90_000
# More pictures a second than this are left out; screens show no more.
PICTURES_PER_S_MAX: Final = 60
SOUND_HZ: Final = 48_000
SOUND_BITRATE: Final = 96_000
# ISO/IEC 14496-3: the samples in one packet of AAC-LC.
SOUND_FRAME: Final = 1_024
# How far sound may be from where its time says before silence is put in or samples are left out.
DRIFT_S_MAX: Final = 0.1
QUALITY: Final = "23"
KEYFRAME_EVERY: Final = 60


class Output:
    """Writes one rendition into `folder`.

    Args:
        turns: quarter turns against the clock by which each picture is turned to stand upright.
        rate: pictures a second, about.
    """

    def __init__(
        self, folder: Path, shape: Shape, *, turns: int, rate: Fraction, has_sound: bool, threads: int
    ) -> None:
        self._shape = shape
        self._turns = turns % 4
        self._path = folder / f"{shape.name}.mp4"
        self._reformatter = VideoReformatter()
        self._container = av.open(str(self._path), "w", format="mp4", options={"movflags": "+faststart"})
        video: VideoStream = self._container.add_stream(
            "libx264",
            rate=rate,
            options={
                "preset": "veryfast",
                "profile": "high",
                "crf": QUALITY,
                "maxrate": str(shape.bitrate_max),
                "bufsize": str(2 * shape.bitrate_max),
            },
        )
        video.width, video.height, video.pix_fmt = shape.width, shape.height, "yuv420p"
        video.codec_context.time_base = Fraction(1, TICKS_PER_S)
        video.codec_context.gop_size = KEYFRAME_EVERY
        video.codec_context.thread_count = threads
        self._video = video
        self._audio: AudioStream | None = None
        if has_sound:
            self._audio = self._container.add_stream("aac", rate=SOUND_HZ, layout="stereo", bit_rate=SOUND_BITRATE)

    def add_picture(self, frame: VideoFrame, at_s: float) -> None:
        """Show `frame` from `at_s` seconds on; times rise."""
        # Turned when it is small: the sides of what is asked for here are still the lying picture's.
        width, height = self._shape.width, self._shape.height
        if self._turns % 2:
            width, height = height, width
        fitted = self._reformatter.reformat(frame, width=width, height=height, format="yuv420p")
        if self._turns:
            fitted = _turn(fitted, self._turns)
        fitted.pts = round(at_s * TICKS_PER_S)
        fitted.time_base = Fraction(1, TICKS_PER_S)
        fitted.pict_type = av.video.frame.PictureType.NONE
        self._container.mux(self._video.encode(fitted))

    def add_sound(self, samples: NDArray[np.float32], position: int) -> None:
        """Let one packet's worth of stereo `samples` be heard from sample `position` on."""
        assert self._audio is not None  # noqa: S101  # nobody adds sound to a film that was said to have none
        frame = AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.rate = SOUND_HZ
        frame.pts = position
        frame.time_base = Fraction(1, SOUND_HZ)
        self._container.mux(self._audio.encode(frame))

    def finish(self, length_s: float) -> Rendition:
        """The file, whole."""
        self._container.mux(self._video.encode(None))
        if self._audio is not None:
            self._container.mux(self._audio.encode(None))
        self._container.close()
        size_bytes = self._path.stat().st_size
        return Rendition(
            name=self._shape.name,
            width=self._shape.width,
            height=self._shape.height,
            bitrate=round(size_bytes * 8 / length_s),
            size_bytes=size_bytes,
        )

    def close(self) -> None:
        """Leave it as it is."""
        self._container.close()


def _turn(frame: VideoFrame, turns: int) -> VideoFrame:
    """The picture turned by quarters against the clock."""
    flat = frame.to_ndarray().ravel()
    width, height = frame.width, frame.height
    luma = width * height
    planes = (
        flat[:luma].reshape(height, width),
        flat[luma : luma + luma // 4].reshape(height // 2, width // 2),
        flat[luma + luma // 4 :].reshape(height // 2, width // 2),
    )
    turned = np.concatenate([np.rot90(plane, turns).ravel() for plane in planes])
    if turns % 2:
        width, height = height, width
    return VideoFrame.from_ndarray(turned.reshape(height * 3 // 2, width), format="yuv420p")


class SoundTrack:
    """Brings sound into one shape, without gaps, in packets: what comes too late is moved up by silence.

    Args:
        outputs: where it goes.
    """

    def __init__(self, outputs: list[Output]) -> None:
        self._outputs = outputs
        self._resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SOUND_HZ)
        self._waiting: list[NDArray[np.float32]] = []
        self._waiting_samples = 0
        self._written = 0

    @property
    def _position(self) -> int:
        return self._written + self._waiting_samples

    @property
    def ends_s(self) -> float:
        """Until when there is sound."""
        return self._position / SOUND_HZ

    def add(self, frame: AudioFrame, at_s: float) -> None:
        """Let `frame` be heard from `at_s` on; what lies before the film's beginning is cut off."""
        expected = round(at_s * SOUND_HZ)
        for resampled in self._resampler.resample(frame):
            samples = resampled.to_ndarray().astype(np.float32, copy=False)
            drift = expected - self._position
            if drift > DRIFT_S_MAX * SOUND_HZ:
                self._append(np.zeros((2, drift), np.float32))
            elif drift < -DRIFT_S_MAX * SOUND_HZ or (self._position == 0 and drift < 0):
                samples = samples[:, min(samples.shape[1], -drift) :]
            self._append(samples)
            expected = self._position

    def finish(self) -> None:
        """Write what is left, filled up with silence."""
        if self._waiting_samples:
            self._append(np.zeros((2, -self._waiting_samples % SOUND_FRAME), np.float32))

    def _append(self, samples: NDArray[np.float32]) -> None:
        self._waiting.append(samples)
        self._waiting_samples += samples.shape[1]
        if self._waiting_samples < SOUND_FRAME:
            return
        joined = np.concatenate(self._waiting, axis=1)
        whole = joined.shape[1] // SOUND_FRAME * SOUND_FRAME
        for begin in range(0, whole, SOUND_FRAME):
            packet = np.ascontiguousarray(joined[:, begin : begin + SOUND_FRAME])
            for output in self._outputs:
                output.add_sound(packet, self._written)
            self._written += SOUND_FRAME
        self._waiting = [joined[:, whole:]]
        self._waiting_samples = joined.shape[1] - whole
