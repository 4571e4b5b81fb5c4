"""What the demo's music is made with: oscillators, strings, drums, rooms. Everything runs in a circle.

A clip's music repeats without a seam because it is written onto a ring: what still sounds at the end goes on at the
beginning, and filters and rooms are applied to the whole ring at once, in the frequency domain.
"""

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 48_000

Sound = NDArray[Any]
"""Samples of one voice, or two rows of them for left and right; float32, from -1 to 1."""

# ITU-R BS.1770-5: what -16 LUFS means, and the K weighting by which it is measured.
LOUDNESS_LUFS: Final = -16.0
PEAK_MAX: Final = 0.89
# The first reflection in a small room comes this late.
EARLIEST_S: Final = 0.012
_BLOCK_S: Final = 0.4


def hertz(note: str) -> float:
    """The frequency of a note as `A4` or `F#3`, in equal temperament on A4 = 440 Hz."""
    semitones = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2}[note[0]]
    semitones += note.count("#") - note.count("b")
    return 440.0 * math.pow(2.0, (semitones + 12 * (int(note[-1]) - 4)) / 12)


def seconds(length_s: float) -> Sound:
    """The time of each sample of a sound of that length."""
    return np.asarray(np.arange(round(length_s * RATE_HZ), dtype=np.float32) / RATE_HZ)


class Ring:
    """A loop of stereo sound that voices are put onto.

    Args:
        length_s: of the whole loop.
        beats_per_minute: by which `at_beat` counts.
    """

    def __init__(self, length_s: float, beats_per_minute: float) -> None:
        self.samples = np.zeros((2, round(length_s * RATE_HZ)), np.float32)
        self._beat_s = 60.0 / beats_per_minute

    @property
    def length(self) -> int:
        """Samples in the loop."""
        return self.samples.shape[1]

    def put(self, sound: Sound, at_beat: float, *, gain: float = 1.0, pan: float = 0.0) -> None:
        """Add a voice at a beat; what reaches past the end goes on at the beginning.

        Args:
            pan: -1 is left, 1 is right; the power is the same everywhere.
        """
        angle = (pan + 1) * math.pi / 4
        self.put_stereo(np.array([[np.cos(angle)], [np.sin(angle)]], np.float32) * sound, at_beat, gain=gain)

    def put_stereo(self, sound: Sound, at_beat: float, *, gain: float = 1.0) -> None:
        """Add a voice that has a left and a right of its own."""
        begin = round(at_beat * self._beat_s * RATE_HZ) % self.length
        stereo = sound * np.float32(gain)
        for first in range(0, stereo.shape[1], self.length):
            part = stereo[:, first : first + self.length]
            fits = min(part.shape[1], self.length - begin)
            self.samples[:, begin : begin + fits] += part[:, :fits]
            self.samples[:, : part.shape[1] - fits] += part[:, fits:]

    def shape(self, response: Callable[[Sound], Sound]) -> None:
        """Filter the whole loop: `response` gives the gain for each frequency in hertz."""
        spectrum = np.fft.rfft(self.samples)
        spectrum *= response(np.fft.rfftfreq(self.length, 1 / RATE_HZ)).astype(np.float32)
        self.samples = np.fft.irfft(spectrum, n=self.length).astype(np.float32)

    def room(self, *, decay_s: float, wet: float, bright_hz: float = 5_000.0, seed: int = 1) -> None:
        """Put the whole loop into a room: noise that dies away, darker the longer, different left and right."""
        random = np.random.default_rng(seed)
        tail = np.zeros((2, self.length), np.float32)
        times = seconds(min(decay_s * 1.6, self.length / RATE_HZ - 0.1))
        begin = round(EARLIEST_S * RATE_HZ)
        size = min(times.size, self.length - begin)
        noise = random.standard_normal((2, size)).astype(np.float32)
        noise *= 10 ** (-3 * times[:size] / decay_s) * np.minimum(times[:size] / 0.03, 1)
        tail[:, begin : begin + size] = noise
        spectrum = np.fft.rfft(tail)
        frequency = np.fft.rfftfreq(self.length, 1 / RATE_HZ)
        spectrum *= (low_pass(bright_hz, 1)(frequency) * high_pass(180.0, 1)(frequency)).astype(np.float32)
        spectrum /= np.float32(math.sqrt(float((np.abs(spectrum) ** 2).mean()) / 2 + 1e-12))
        wet_sound = np.fft.irfft(np.fft.rfft(self.samples) * spectrum, n=self.length)
        self.samples = (self.samples + wet * wet_sound).astype(np.float32)

    def echo(self, *, beats: float, gain: float, repeats: int = 4) -> None:
        """Add echoes that wander from side to side."""
        dry = self.samples
        out = dry.copy()
        for number in range(1, repeats + 1):
            shift = round(beats * self._beat_s * RATE_HZ * number) % self.length
            heard = np.roll(dry, shift, axis=1)
            out += (heard[::-1] if number % 2 else heard) * np.float32(gain**number)
        self.samples = out

    def duck(self, at_beats: list[float], *, depth: float, release_s: float) -> None:
        """Let everything give way to a drum: down by `depth` at each of the beats, back within the release."""
        dip = np.zeros(self.length, np.float32)
        curve = np.exp(-seconds(release_s * 3) / release_s * 1.6)
        for beat in at_beats:
            where = (round(beat * self._beat_s * RATE_HZ) + np.arange(curve.size)) % self.length
            dip[where] = np.maximum(dip[where], curve)
        self.samples *= 1 - depth * dip

    def add(self, other: "Ring", gain: float = 1.0) -> None:
        """Mix another loop of the same length into this one."""
        self.samples += other.samples * np.float32(gain)


def low_pass(cutoff_hz: float, order: int = 2) -> Callable[[Sound], Sound]:
    """A Butterworth's gain, without its delay."""
    return lambda frequency: 1 / np.sqrt(1 + (frequency / cutoff_hz) ** (2 * order))


def high_pass(cutoff_hz: float, order: int = 2) -> Callable[[Sound], Sound]:
    """A Butterworth's gain, without its delay."""
    return lambda frequency: 1 / np.sqrt(1 + (cutoff_hz / np.maximum(frequency, 1e-3)) ** (2 * order))


def fade(length: int, attack_s: float, release_s: float) -> Sound:
    """An envelope that rises and falls without corners."""
    at = np.arange(length, dtype=np.float32) / RATE_HZ
    rise = np.clip(at / max(attack_s, 1e-4), 0, 1)
    fall = np.clip((length / RATE_HZ - at) / max(release_s, 1e-4), 0, 1)
    return np.asarray(np.sin(rise * math.pi / 2) ** 2 * np.sin(fall * math.pi / 2) ** 2, np.float32)


def piano(frequency_hz: float, length_s: float, *, touch: float = 0.6, seed: int = 0) -> Sound:
    """A felt piano: stiff strings (partials a little sharp), each partial dying at its own pace, a soft hammer."""
    times = seconds(length_s + 0.6)
    out = np.zeros_like(times)
    stiff = 0.00022
    partials = int(min(18, 7_000 / frequency_hz))
    random = np.random.default_rng(seed)
    for n in range(1, partials + 1):
        strength = n ** (-1.35 - 0.8 * (1 - touch)) * (1 + 0.12 * random.standard_normal())
        frequency = n * frequency_hz * math.sqrt(1 + stiff * n * n)
        decay_s = 3.4 * (220 / frequency_hz) ** 0.45 / (1 + 0.32 * n)
        # Two strings of a note are never quite in tune: the beating is what makes it sing.
        beat = 1 + 0.0006 * random.standard_normal()
        phase = random.random() * 2 * math.pi
        wave = np.sin(2 * math.pi * frequency * times + phase) + 0.7 * np.sin(2 * math.pi * frequency * beat * times)
        out += np.float32(strength) * np.exp(-times / decay_s) * wave
    hammer: Sound = random.standard_normal(times.size).astype(np.float32) * np.exp(-times / 0.012)
    hammer = np.convolve(hammer, np.hanning(90) / 45, mode="same")
    out = out * np.clip(times / 0.004, 0, 1) + 0.35 * touch * hammer
    out *= np.clip((length_s + 0.6 - times) / 0.55, 0, 1) ** 1.5
    return np.asarray(out * 0.22 * (0.4 + 0.6 * touch), np.float32)


def electric_piano(frequency_hz: float, length_s: float, *, touch: float = 0.6) -> Sound:
    """Tine and tone bar by frequency modulation, with a slow tremolo left to the caller."""
    times = seconds(length_s + 0.3)
    body = np.exp(-times / (1.8 + 120 / frequency_hz))
    index = (0.5 + 1.1 * touch) * np.exp(-times / 0.35)
    tone = np.sin(2 * math.pi * frequency_hz * times + index * np.sin(2 * math.pi * frequency_hz * times))
    tine = 0.22 * touch * np.exp(-times / 0.09) * np.sin(2 * math.pi * frequency_hz * 7.01 * times)
    out = (tone * body + tine) * np.clip(times / 0.003, 0, 1) * np.clip((length_s + 0.3 - times) / 0.25, 0, 1)
    return np.asarray(out * 0.3, np.float32)


def pluck(frequency_hz: float, length_s: float, *, bright: float = 0.5, seed: int = 0) -> Sound:
    """A plucked string: partials as the place of the plucking leaves them, high ones gone first."""
    times = seconds(length_s)
    out = np.zeros_like(times)
    random = np.random.default_rng(seed)
    for n in range(1, int(min(24, 9_000 / frequency_hz)) + 1):
        strength = abs(math.sin(n * math.pi * 0.18)) / n ** (1.9 - 0.8 * bright)
        decay_s = 0.9 / (1 + 0.22 * n ** (1.25 - 0.25 * bright))
        out += (
            np.float32(strength)
            * np.exp(-times / decay_s)
            * np.sin(2 * math.pi * n * frequency_hz * math.sqrt(1 + 0.00008 * n * n) * times + random.random() * 6.28)
        )
    return np.asarray(out * np.clip(times / 0.0015, 0, 1) * np.clip((length_s - times) / 0.03, 0, 1) * 0.45, np.float32)


def bass(frequency_hz: float, length_s: float, *, growl: float = 0.4) -> Sound:
    """A round electric bass; `growl` is how much of its upper partials speaks."""
    times = seconds(length_s)
    out = np.zeros_like(times)
    for n in range(1, 9):
        decay_s = 1.6 / (1 + 0.55 * (n - 1))
        out += (
            np.float32((1 if n == 1 else growl) / n**1.15)
            * np.exp(-times / decay_s)
            * np.sin(2 * math.pi * n * frequency_hz * times)
        )
    out *= np.clip(times / 0.006, 0, 1) * np.clip((length_s - times) / 0.04, 0, 1)
    return np.asarray(np.tanh(out * 1.1) * 0.5, np.float32)


def pad(frequency_hz: float, length_s: float, *, voices: int = 5, bright_hz: float = 1_400.0, seed: int = 0) -> Sound:
    """Several slightly detuned voices, soft in and soft out; stereo."""
    random = np.random.default_rng(seed)
    times = seconds(length_s)
    out = np.zeros((2, times.size), np.float32)
    for voice in range(voices):
        detune = 1 + 0.0035 * (voice - (voices - 1) / 2) / voices * 2
        side = np.array([[0.5 + 0.4 * np.cos(voice * 2.2)], [0.5 - 0.4 * np.cos(voice * 2.2)]], np.float32)
        wave = np.zeros_like(times)
        for n in range(1, int(min(14, 5_000 / frequency_hz)) + 1):
            strength = 1 / n / (1 + (n * frequency_hz / bright_hz) ** 2)
            phase = random.random() * 6.28
            wave += np.float32(strength) * np.sin(2 * math.pi * n * frequency_hz * detune * times + phase)
        out += side * wave
    return np.asarray(out * fade(times.size, length_s * 0.35, length_s * 0.4) * (0.30 / voices), np.float32)


def bell(frequency_hz: float, length_s: float = 3.0) -> Sound:
    """A small struck bar: three partials, far apart."""
    times = seconds(length_s)
    out = np.zeros_like(times)
    for ratio, strength, decay_s in ((1.0, 1.0, 1.3), (3.93, 0.35, 0.45), (9.2, 0.12, 0.12)):
        if ratio * frequency_hz < 12_000:
            out += np.float32(strength) * np.exp(-times / decay_s) * np.sin(2 * math.pi * ratio * frequency_hz * times)
    return np.asarray(out * np.clip(times / 0.002, 0, 1) * np.clip((length_s - times) / 0.1, 0, 1) * 0.25, np.float32)


def kick(*, low_hz: float = 48.0, punch: float = 1.0) -> Sound:
    """A bass drum: a tone that falls into the depths, and the beater's click."""
    times = seconds(0.42)
    phase = 2 * math.pi * (low_hz * times + punch * 3.1 * (1 - np.exp(-times / 0.028)))
    click = np.random.default_rng(3).standard_normal(times.size) * np.exp(-times / 0.003) * 0.12 * punch
    out = np.sin(phase) * np.exp(-times / 0.13) * np.clip(times / 0.001, 0, 1) + click
    return np.asarray(np.tanh(out * 1.3) * 0.8 * np.clip((0.42 - times) / 0.05, 0, 1), np.float32)


def noise_hit(length_s: float, decay_s: float, *, low_hz: float, high_hz: float, seed: int = 0) -> Sound:
    """A burst of noise in a band: hats, shakers, the wires of a snare, a clap's body."""
    times = seconds(length_s)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(times.size))
    frequency = np.fft.rfftfreq(times.size, 1 / RATE_HZ)
    spectrum *= high_pass(low_hz, 3)(frequency) * low_pass(high_hz, 2)(frequency)
    noise = np.fft.irfft(spectrum, n=times.size)
    noise /= np.abs(noise).max()
    out = noise * np.exp(-times / decay_s) * np.clip(times / 0.0006, 0, 1) * np.clip((length_s - times) / 0.01, 0, 1)
    return out.astype(np.float32)


def snare(*, body_hz: float = 185.0, seed: int = 5) -> Sound:
    """A snare drum: skin and wires."""
    times = seconds(0.28)
    skin = np.sin(2 * math.pi * (body_hz * times + 1.2 * (1 - np.exp(-times / 0.012)))) * np.exp(-times / 0.06)
    wires = noise_hit(0.28, 0.075, low_hz=900, high_hz=9_000, seed=seed)
    return np.asarray((0.55 * skin + 0.75 * wires) * np.clip((0.28 - times) / 0.03, 0, 1), np.float32)


def loudness_lufs(samples: Sound) -> float:
    """Integrated loudness of a stereo loop after ITU-R BS.1770-5, gated; the loop is taken to go on for ever."""
    length = samples.shape[1]
    frequency = np.fft.rfftfreq(length, 1 / RATE_HZ)
    weighted = np.fft.irfft(np.fft.rfft(samples) * _k_weighting(frequency), n=length)
    block, hop = round(_BLOCK_S * RATE_HZ), round(_BLOCK_S * RATE_HZ / 4)
    circle = np.concatenate([weighted, weighted[:, :block]], axis=1) ** 2
    sums = np.concatenate([np.zeros((2, 1)), np.cumsum(circle, axis=1, dtype=np.float64)], axis=1)
    starts = np.arange(0, length, hop)
    power = ((sums[:, starts + block] - sums[:, starts]) / block).sum(axis=0)
    loud = power[power > 10 ** ((-70 + 0.691) / 10)]
    loud = loud[loud > loud.mean() / 10]
    return float(-0.691 + 10 * np.log10(loud.mean()))


def _k_weighting(frequency: Sound) -> Sound:
    """The two biquads of BS.1770-5, tables 1 and 2, for 48 kHz."""
    z = np.exp(-2j * math.pi * frequency / RATE_HZ)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    return np.asarray(shelf * (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2))


def master(ring: Ring) -> Sound:
    """The finished loop at -16 LUFS, its peaks rounded off below -1 dBFS."""
    ring.shape(high_pass(28.0, 2))
    samples = ring.samples
    for _ in range(4):
        samples = samples * np.float32(10 ** ((LOUDNESS_LUFS - loudness_lufs(samples)) / 20))
        # Linear up to half the ceiling, then a knee that never gets there.
        over = np.abs(samples) > PEAK_MAX / 2
        bent = PEAK_MAX / 2 * (1 + np.tanh((np.abs(samples) - PEAK_MAX / 2) / (PEAK_MAX / 2)))
        samples = np.where(over, np.sign(samples) * bent, samples).astype(np.float32)
    return samples
