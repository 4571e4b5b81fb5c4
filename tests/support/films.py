"""Small films for tests: made from a seed, so that the same seed is the same film and another one another."""

import io
from fractions import Fraction

import av
import numpy as np
from av.video.stream import VideoStream

RATE = 15
SOUND_HZ = 48_000


def picture(seed: int, at_s: float, width: int, height: int) -> np.ndarray:
    """A scene of soft blobs that drift and change, different for each seed."""
    rng = np.random.default_rng(seed)
    across = np.linspace(0, 1, width, dtype=np.float32)
    down = np.linspace(0, 1, height, dtype=np.float32)
    layers = np.zeros((height, width, 3), np.float32)
    for _ in range(6):
        x, y, size = rng.random(3) * (1, 1, 0.3) + (0, 0, 0.08)
        speed_x, speed_y = rng.uniform(-0.12, 0.12, 2)
        colour = rng.uniform(-160, 200, 3)
        columns = np.exp(-(((across - (x + speed_x * at_s) % 1) / size) ** 2))
        rows = np.exp(-(((down - (y + speed_y * at_s) % 1) / size) ** 2))
        layers += (rows[:, None] * columns)[:, :, None] * colour.astype(np.float32)
    return np.clip(110 + layers, 0, 255).astype(np.uint8)


def make_film(
    seed: int = 1,
    seconds: float = 3.0,
    *,
    width: int = 180,
    height: int = 320,
    sound: bool = True,
    container: str = "mp4",
    codec: str = "libx264",
    from_s: float = 0.0,
    mirrored: bool = False,
    quality: int = 23,
    rate: int = RATE,
    loop: int | None = None,
) -> bytes:
    """A film as somebody would upload it.

    Args:
        from_s: where in the endless scene of `seed` it begins, so that a later beginning is a cut.
        loop: after so many pictures the same ones come again, which makes a long film soon made.
    """
    packed = io.BytesIO()
    with av.open(packed, "w", format=container) as out:
        video = out.add_stream(codec, rate=rate)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.options = {"preset": "ultrafast", "crf": str(quality)} if codec == "libx264" else {"crf": str(quality)}
        audio = out.add_stream("aac" if container == "mp4" else "libopus", rate=SOUND_HZ) if sound else None
        scenes: list[np.ndarray] = []
        for number in range(round(seconds * rate)):
            shown = number if loop is None else number % loop
            if shown == number:
                scenes.append(picture(seed, from_s + number / rate, width, height))
            scene = scenes[shown]
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(scene[:, ::-1] if mirrored else scene))
            frame.pts, frame.time_base = number, Fraction(1, rate)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if audio is not None:
            size = audio.codec_context.frame_size or 960
            for number in range(int(seconds * SOUND_HZ) // size):
                times = (np.arange(size) + number * size) / SOUND_HZ
                wave = (0.2 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)
                layout = audio.codec_context.layout.name
                channels = audio.codec_context.layout.nb_channels
                fmt = audio.codec_context.format.name
                samples = np.repeat(wave[None, :], channels, axis=0)
                if not fmt.endswith("p"):
                    samples = samples.T.reshape(1, -1)
                if fmt.startswith("s16"):
                    samples = (samples * 32_000).astype(np.int16)
                sound_frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format=fmt, layout=layout)
                sound_frame.rate, sound_frame.pts = SOUND_HZ, number * size
                sound_frame.time_base = Fraction(1, SOUND_HZ)
                out.mux(audio.encode(sound_frame))
            out.mux(audio.encode(None))
    return packed.getvalue()
