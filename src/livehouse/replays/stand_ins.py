"""What stands in where nothing is sent, since players need picture and sound all the time.

The last picture stands still, or it is dark where there was none; where there is no sound there is silence.
"""

import io
from functools import cache
from typing import Final

import msgspec

from livehouse.replays import boxes
from livehouse.replays.boxes import Track

SOUND_HZ: Final = 48_000
FRAME_SAMPLES: Final = 1_024
PICTURE_HZ: Final = 90_000
# Upright, as most LIVEs are, and small.
WIDTH_PX, HEIGHT_PX = 360, 640
_FRAGMENTS: Final = {"movflags": "empty_moov+default_base_moof+frag_every_frame"}


class StandIn(msgspec.Struct, frozen=True):
    """One encoded frame that can be repeated, and the track that it is of."""

    track: Track
    frame: bytes


@cache
def silence() -> StandIn:
    """21 ms of silence in AAC. Blocking, some 50 ms the first time."""
    # Loaded when it is needed, as everywhere: 15 MB and 0.2 s.
    import av
    import numpy as np

    packed = io.BytesIO()
    with av.open(packed, "w", format="mp4", options=_FRAGMENTS) as film:
        stream = film.add_stream("aac", rate=SOUND_HZ, layout="stereo")
        for number in range(4):
            quiet = av.AudioFrame.from_ndarray(np.zeros((2, FRAME_SAMPLES), np.float32), format="fltp", layout="stereo")
            quiet.sample_rate, quiet.pts = SOUND_HZ, number * FRAME_SAMPLES
            film.mux(stream.encode(quiet))
        film.mux(stream.encode(None))
    return _last_frame(packed.getvalue())


@cache
def darkness() -> StandIn:
    """A dark picture in H.264. Blocking, some 50 ms the first time."""
    import av
    import numpy as np

    packed = io.BytesIO()
    with av.open(packed, "w", format="mp4", options=_FRAGMENTS) as film:
        stream = film.add_stream("libx264", rate=1, options={"preset": "ultrafast", "profile": "baseline"})
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        dark = av.VideoFrame.from_ndarray(np.full((HEIGHT_PX, WIDTH_PX, 3), 16, np.uint8), format="rgb24")
        film.mux(stream.encode(dark))
        film.mux(stream.encode(None))
    return _last_frame(packed.getvalue())


def _last_frame(film: bytes) -> StandIn:
    track = boxes.read_tracks(film)[0]
    runs = boxes.read_runs(film, {track.id: track})
    last = runs[-1]
    begin = last.offset + sum(last.sizes[:-1])
    return StandIn(track, film[begin : begin + last.sizes[-1]])


def is_silenced_by_ours(track: Track) -> bool:
    """Whether our silence can be decoded as this track's: the same codec, rate and number of channels."""
    ours = silence().track
    # Channels are in the sample entry's 25th and 26th byte (ISO/IEC 14496-12, 12.2.3).
    return (track.codec, track.timescale, track.entry[24:26]) == (ours.codec, ours.timescale, ours.entry[24:26])


def silent_fragment(number: int, at_us: int, duration_us: int) -> bytes:
    """Silence for this time, as a fragment of track `number`. Those of times that meet, meet."""
    made = silence()
    hz = made.track.timescale
    first = round(at_us * hz / 1_000_000 / FRAME_SAMPLES)
    until = max(first + 1, round((at_us + duration_us) * hz / 1_000_000 / FRAME_SAMPLES))
    samples = [(FRAME_SAMPLES, 0x02000000, made.frame)] * (until - first)
    return boxes.write_fragment(number, 1, first * FRAME_SAMPLES, samples)


def still_fragment(still: StandIn, number: int, at_us: int, duration_us: int) -> bytes:
    """A picture that stands for this time, as a fragment of track `number`."""
    hz = still.track.timescale
    begin, end = round(at_us * hz / 1_000_000), round((at_us + duration_us) * hz / 1_000_000)
    return boxes.write_fragment(number, 1, begin, [(max(1, end - begin), 0x02000000, still.frame)])
