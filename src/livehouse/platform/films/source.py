"""A film that somebody uploaded: opened with care, looked over without decoding, and read picture by picture."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from livehouse.platform.films.report import FilmRefused, Limits

# What phones, cameras and browsers write. Formats that name other files or addresses (playlists) must never be among
# them: a server would fetch those.
FORMATS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
# How such files begin: boxes of ISO/IEC 14496-12 behind their length, or the head of EBML (RFC 8794).
_BOXES: Final = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
_EBML: Final = b"\x1a\x45\xdf\xa3"
# Slow motion is filmed with 240 pictures a second. More, of a few bytes each, only keep a processor busy.
PICTURES_PER_S_MAX: Final = 250
# A picture alone is no film.
PICTURES_MIN: Final = 3
# A recorder's last picture may be this much late.
LENGTH_SLACK_S: Final = 0.5
# Where a picture does not say how long it is shown.
PICTURE_S: Final = 1 / 30


class Looks:
    """What a film shows before it is decoded: how long its packets go on, and from when."""

    def __init__(self, *, begins_s: float, length_s: float) -> None:
        self.begins_s = begins_s
        self.length_s = length_s


class Source:
    """An opened film.

    Attributes:
        video: the stream with its pictures; a cover that a music file carries is none.
        audio: its sound, if it has some.
    """

    def __init__(self, container: InputContainer, limits: Limits) -> None:
        self._container = container
        self._limits = limits
        films = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
        if not films:
            raise FilmRefused("no_picture")
        self.video: VideoStream = films[0]
        self.audio: AudioStream | None = next(iter(container.streams.audio), None)
        self._check_size(self.video.width, self.video.height)
        self.video.thread_type = "AUTO"

    def look_over(self) -> Looks:
        """Read every packet, decode none, and go back to the beginning.

        Raises:
            FilmRefused: the packets go on for too long, whatever the header says, or there are too few or too many of
                them.
        """
        streams = [stream for stream in (self.video, self.audio) if stream is not None]
        begins_s, ends_s, pictures = math.inf, -math.inf, 0
        for packet in self._container.demux(streams):
            if packet.is_discard:
                # Cut off without being removed (an edit list): only needed to decode what follows.
                continue
            if packet.pts is None or packet.time_base is None:
                pictures += packet.stream is self.video and packet.size > 0
                continue
            at_s = float(packet.pts * packet.time_base)
            if packet.stream is self.video:
                pictures += 1
                begins_s = min(begins_s, at_s)
            ends_s = max(ends_s, at_s + float((packet.duration or 0) * packet.time_base))
        if pictures < PICTURES_MIN:
            raise FilmRefused("no_picture" if pictures == 0 else "unreadable")
        if not math.isfinite(begins_s):
            begins_s = ends_s = 0.0
        self._check_length(ends_s - begins_s)
        if pictures > PICTURES_PER_S_MAX * max(1.0, ends_s - begins_s):
            raise FilmRefused("unreadable")
        self._container.seek(0)
        return Looks(begins_s=begins_s, length_s=max(PICTURE_S, ends_s - begins_s))

    def frames(self) -> Iterator[VideoFrame | AudioFrame]:
        """Its pictures and sounds as they come.

        Raises:
            FilmRefused: a picture is too large.
        """
        streams = [stream for stream in (self.video, self.audio) if stream is not None]
        for packet in self._container.demux(streams):
            for frame in _decode(packet):
                if isinstance(frame, VideoFrame):
                    self._check_size(frame.width, frame.height)
                    yield frame
                elif isinstance(frame, AudioFrame):
                    yield frame

    def _check_size(self, width: int, height: int) -> None:
        if width <= 0 or height <= 0:
            raise FilmRefused("unreadable")
        if max(width, height) > self._limits.side_px:
            raise FilmRefused("picture_too_large")

    def _check_length(self, length_s: float) -> None:
        check_length(length_s, self._limits)


def check_length(length_s: float, limits: Limits) -> None:
    """Refuse what goes on for too long.

    Raises:
        FilmRefused: it does.
    """
    if length_s > limits.seconds + LENGTH_SLACK_S:
        raise FilmRefused("too_long")


def _decode(packet: "Packet[Any]") -> list[object]:
    try:
        return list(packet.decode())
    except av.error.EOFError:
        return []
    except av.error.InvalidDataError:
        # A broken packet costs its picture; whether enough is left is judged at the end.
        return []


@contextmanager
def open_source(path: Path, limits: Limits) -> Iterator[Source]:
    """The film in a file.

    Raises:
        FilmRefused: it is none, or none that may be taken.
    """
    with path.open("rb") as file:
        head = file.read(12)
    if not (head.startswith(_EBML) or head[4:8] in _BOXES):
        raise FilmRefused("not_a_video")
    try:
        container = av.open(
            str(path), metadata_errors="ignore", options={"format_whitelist": FORMATS, "protocol_whitelist": "file"}
        )
    except (av.error.FFmpegError, ValueError):
        # It begins like a film: it was cut off, or is damaged.
        raise FilmRefused("unreadable") from None
    with container:
        yield Source(container, limits)
