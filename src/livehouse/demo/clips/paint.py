"""What the demo's pictures are painted with: soft light, noise that repeats, grain. Plain numpy, floats from 0 to 1."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

WIDTH_PX: Final = 540
HEIGHT_PX: Final = 960
ZOOM: Final = 4

# numpy's types lose the precision in nearly every sum, so it is said here and not checked: all of these are float32.
Plane = NDArray[Any]
"""One value a pixel: rows, columns."""
Picture = NDArray[Any]
"""Red, green and blue, a plane each: 3, rows, columns. In planes numpy runs along rows, three times as fast."""
Frame = NDArray[np.uint8]
"""A finished picture: 960 rows, 540 columns, 3."""


def color(code: str) -> Picture:
    """`#ff8040` as three numbers from 0 to 1, in the shape of a picture of one pixel."""
    return np.array([int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)], np.float32)[:, None, None]


def ramp(stops: list[tuple[float, str]], at: Plane) -> Picture:
    """Colours between `stops` (position, colour), blended smoothly, for each position in `at`."""
    positions = [position for position, _ in stops]
    bands = np.concatenate([color(code)[:, :, 0] for _, code in stops], axis=1)
    return np.stack([np.interp(at, positions, band) for band in bands]).astype(np.float32)


def step(begin: float, end: float, at: Plane | float) -> Plane:
    """0 before `begin`, 1 after `end`, without a corner in between (Hermite's smoothstep)."""
    share = np.clip((np.asarray(at, np.float32) - begin) / (end - begin), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def grid(width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX) -> tuple[Plane, Plane]:
    """Each pixel's column and row, as two arrays that broadcast to a picture."""
    return np.arange(width_px, dtype=np.float32)[None, :], np.arange(height_px, dtype=np.float32)[:, None]


def cloud_noise(
    width_px: int, height_px: int, seed: int, *, scale_px: float, rough: float = 1.7, wide: float = 1
) -> Plane:
    """Fractal noise from 0 to 1 that joins with itself at every edge.

    Args:
        scale_px: size of its largest lumps.
        rough: how fast finer detail fades; 1 is sandy, 2 and more is smoke.
        wide: how much wider than high its lumps are.
    """
    random = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(random.standard_normal((height_px, width_px)))
    across = np.fft.rfftfreq(width_px)[None, :] * wide
    along = np.fft.fftfreq(height_px)[:, None]
    frequency = np.hypot(across, along) * scale_px
    spectrum *= (1 + frequency**2) ** (-rough / 2 - 0.5)
    spectrum[0, 0] = 0
    noise = np.fft.irfft2(spectrum, s=(height_px, width_px))
    low, high = np.percentile(noise, (1, 99))
    return np.asarray(np.clip((noise - low) / (high - low), 0, 1), np.float32)


def line_noise(length_px: int, seed: int, *, scale_px: float, rough: float = 1.5) -> Plane:
    """The same along a line, from -1 to 1: ridges, shore lines, the tops of trees."""
    random = np.random.default_rng(seed)
    spectrum = np.fft.rfft(random.standard_normal(length_px))
    frequency = np.fft.rfftfreq(length_px) * scale_px
    spectrum *= (1 + frequency**2) ** (-rough / 2)
    spectrum[0] = 0
    noise = np.fft.irfft(spectrum, n=length_px)
    return np.asarray(noise / np.abs(noise).max(), np.float32)


def blur(plane: Plane, radius_px: float) -> Plane:
    """A Gaussian blur of that standard deviation, edges mirrored. For what is made once: it takes some 10 ms."""
    margin = int(radius_px * 3) + 1
    padded = np.pad(plane, margin, mode="symmetric")
    across = np.fft.rfftfreq(padded.shape[1])[None, :]
    along = np.fft.fftfreq(padded.shape[0])[:, None]
    spectrum = np.fft.rfft2(padded) * np.exp(-2 * (np.pi * radius_px) ** 2 * (across**2 + along**2))
    return np.fft.irfft2(spectrum, s=padded.shape)[margin:-margin, margin:-margin].astype(np.float32)


def drawn(width_px: int, height_px: int, draw: Callable[[ImageDraw.ImageDraw, int], None]) -> Plane:
    """A shape with smooth edges, 0 to 1: `draw(canvas, zoom)` draws it white, four times as large."""
    image = Image.new("L", (width_px * ZOOM, height_px * ZOOM))
    draw(ImageDraw.Draw(image), ZOOM)
    return np.asarray(image.resize((width_px, height_px), Image.Resampling.BOX), np.float32) / 255


def glow(width_px: int, height_px: int, x: float, y: float, radius_px: float, *, squash: float = 1) -> Plane:
    """A light that fades like real ones do in haze: fast at first, with a long tail. 1 in its middle."""
    columns, rows = grid(width_px, height_px)
    distance = np.hypot(columns - x, (rows - y) * squash) / radius_px
    return np.asarray(1 / (1 + distance**2) ** 1.5, np.float32)


def over(below: Picture, above: Picture, coverage: Plane) -> None:
    """Paint `above` onto `below` where `coverage` says so, in place."""
    below += (above - below) * coverage


class Film:
    """Turns light into finished frames: what stands in front of the scene, a vignette, grain.

    Grain is not decoration: without it the dark gradients of night scenes break into visible steps.

    Args:
        shade: how much light passes what stands in front and never moves, 0 to 1.
        front: the light of that itself.
    """

    def __init__(
        self,
        seed: int,
        *,
        grain: float = 0.008,
        vignette: float = 0.35,
        shade: Plane | None = None,
        front: Picture | None = None,
    ) -> None:
        columns, rows = grid()
        distance = np.hypot((columns / WIDTH_PX - 0.5) * 0.9, (rows / HEIGHT_PX - 0.5) * 1.05)
        gain = (1 - vignette * step(0.35, 0.8, distance)) * 255
        self._gain = np.asarray(gain if shade is None else gain * shade, np.float32)
        self._front = None if front is None else np.asarray(front * gain, np.float32)
        random = np.random.default_rng(seed)
        # Grain of one pixel is the first thing that an encoder throws away; this is a little coarser.
        tile = blur(random.standard_normal((HEIGHT_PX + 64, WIDTH_PX + 64)).astype(np.float32), 0.6)
        self._grain = np.asarray(tile * (grain * 255 / tile.std()), np.float32)

    def develop(self, light: Picture, number: int) -> Frame:
        """The frame of that number from `light`, which is used up."""
        light *= self._gain
        if self._front is not None:
            light += self._front
        x, y = (number * 37) % 64, (number * 53) % 64
        light += self._grain[y : y + HEIGHT_PX, x : x + WIDTH_PX]
        np.clip(light, 0, 255, out=light)
        frame = np.empty((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
        for band in range(3):
            frame[..., band] = light[band]
        return frame
