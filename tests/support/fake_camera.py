"""What Chromium's fake camera and microphone play: frames that carry their own number, and a sound one can recognise.

    clip = write_camera_clip(folder / "camera.mjpeg")
    sound = write_microphone_clip(folder / "microphone.wav")
    chromium_arguments(camera=clip, microphone=sound)

Numbers run from 0 to `frames - 1` and start over as Chromium repeats the file; it plays a .mjpeg at 30 frames a second.
In a page they are read by `benchmarks._numbered.READ_NUMBER_JS`, in Python by `benchmarks._numbered.read_number`.
"""

import io
import wave
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from benchmarks._numbered import NUMBERS, draw_number

# Chromium takes this for every .mjpeg file, whatever it holds (media/capture/video/file_video_capture_device.cc).
FPS: Final = 30
FRAMES: Final = 900
WIDTH_PX: Final = 360
HEIGHT_PX: Final = 640
JPEG_QUALITY: Final = 80
SAMPLE_RATE_HZ: Final = 48_000
TONE_HZ: Final = 440.0


def write_camera_clip(
    path: Path, *, frames: int = FRAMES, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX
) -> Path:
    """Write a .mjpeg of numbered frames; about 12 kB each, 2 s for 900 of them."""
    if not 0 < frames <= NUMBERS:
        raise ValueError(f"a clip has 1 to {NUMBERS} frames, not {frames}")
    with path.open("wb") as file:
        for number in range(frames):
            packed = io.BytesIO()
            _frame(number, width_px, height_px).save(packed, "JPEG", quality=JPEG_QUALITY, subsampling=2)
            file.write(packed.getvalue())
    return path


def write_microphone_clip(path: Path, *, seconds: float = 10.0) -> Path:
    """Write a .wav, 48 kHz mono: half a second of a soft tone, half a second of near-silence, and so on."""
    times_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    # Fading in and out within 20 ms: a tone that starts at once clicks, and a click looks like a level on any meter.
    position_s = times_s % 1.0
    envelope = np.clip(np.minimum(position_s, 0.5 - position_s) / 0.02, 0.0, 1.0)
    samples = 0.3 * envelope * np.sin(2 * np.pi * TONE_HZ * times_s)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((samples * 32_767).astype("<i2").tobytes())
    return path


def _frame(number: int, width_px: int, height_px: int) -> Image.Image:
    """The number on something that moves like a camera's picture: an encoder spends nothing on a still one."""
    x = np.linspace(0, 2 * np.pi, width_px)[None, :]
    y = np.linspace(0, 2 * np.pi, height_px)[:, None]
    phase = 2 * np.pi * number / 90
    plane = (110 + 45 * np.sin(x + phase) + 30 * np.sin(2 * y - phase)).astype(np.uint8)
    draw_number(plane, number)
    return Image.fromarray(plane).convert("RGB")
