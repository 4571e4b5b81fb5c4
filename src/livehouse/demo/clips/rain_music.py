"""The music of demo clip "rain": a slow dusty beat, an electric piano, and the rain itself."""

from typing import Final

import numpy as np

from livehouse.demo.clips.rain import SECONDS
from livehouse.demo.clips.synth import (
    RATE_HZ,
    Ring,
    Sound,
    bass,
    bell,
    electric_piano,
    hertz,
    high_pass,
    kick,
    low_pass,
    master,
    noise_hit,
    snare,
)

BEATS_PER_MINUTE: Final = 75.0
BARS: Final = 8
# How late the second half of a beat comes; 0.5 would be straight.
SWING: Final = 0.58

_CHORDS: Final = (
    ("F2", "A3 C4 E4 G4"),
    ("E2", "G3 B3 D4 F#4"),
    ("A2", "G3 B3 C4 E4"),
    ("D2", "F3 A3 C4 E4"),
    ("F2", "A3 C4 E4 G4"),
    ("G2", "A3 B3 D4 E4"),
    ("C2", "G3 B3 D4 E4"),
    ("C2", "G3 Bb3 D4 F4"),
)
# Beat and note; every other time round the loop the ear takes it for a new one, so little of it is enough.
_MELODY: Final = (
    (2.0, "G5"),
    (2.5, "E5"),
    (3.0, "C5"),
    (6.5, "D5"),
    (7.0, "B4"),
    (10.0, "E5"),
    (11.0, "G5"),
    (12.5, "A5"),
    (13.0, "G5"),
    (14.0, "E5"),
    (18.0, "C5"),
    (18.5, "E5"),
    (19.0, "G5"),
    (22.0, "B5"),
    (22.5, "A5"),
    (23.0, "E5"),
    (25.5, "D5"),
    (26.0, "E5"),
    (29.0, "D5"),
    (30.5, "Bb4"),
)


def play() -> Sound:
    """The loop, 48 kHz stereo."""
    random = np.random.default_rng(75)
    mix = Ring(SECONDS, BEATS_PER_MINUTE)
    mix.add(_keys(random))
    mix.add(_bass_line())
    kicks = [
        bar * 4 + beat for bar in range(BARS) for beat in ((0.0, 1.0 + SWING, 2.5) if bar % 2 else (0.0, 2.0 + SWING))
    ]
    mix.duck(kicks, depth=0.28, release_s=0.16)
    mix.add(_drums(random, kicks))
    mix.add(_melody(), 0.9)
    # Dust takes the edge off everything; this gives the keys theirs back.
    mix.shape(lambda frequency: 1 + 0.8 * high_pass(900, 1)(frequency))
    mix.add(_weather(random))
    return master(mix)


def _keys(random: np.random.Generator) -> Ring:
    keys = Ring(SECONDS, BEATS_PER_MINUTE)
    for bar, (_, chord) in enumerate(_CHORDS):
        for beat, length, touch in ((0.0, 1.5, 0.62), (1.0 + SWING, 1.2, 0.45), (3.0, 0.7, 0.34)):
            for index, note in enumerate(chord.split()):
                sound = electric_piano(hertz(note), length, touch=touch + random.uniform(-0.06, 0.06))
                # Fingers do not land together.
                late = 0.012 * index + random.uniform(0, 0.012)
                keys.put(sound, bar * 4 + beat + late, gain=0.46 * (0.7 + 0.6 * touch), pan=-0.3 + 0.2 * index)
    times = np.arange(keys.length) / RATE_HZ
    # The tremolo of the old instruments, from side to side; a whole number of times in the loop, so that it closes.
    sway = 0.16 * np.sin(2 * np.pi * 96 / SECONDS * times)
    keys.samples *= np.stack([1 + sway, 1 - sway]).astype(np.float32)
    keys.shape(low_pass(4_500, 1))
    keys.room(decay_s=1.3, wet=0.22, bright_hz=3_000, seed=76)
    return keys


def _bass_line() -> Ring:
    line = Ring(SECONDS, BEATS_PER_MINUTE)
    beat_s = 60 / BEATS_PER_MINUTE
    for bar, (root, _) in enumerate(_CHORDS):
        frequency = hertz(root)
        for beat, length, ratio in ((0.0, 1.4, 1.0), (1.0 + SWING, 0.8, 1.0), (2.5, 0.9, 1.5), (3.0 + SWING, 0.4, 2.0)):
            line.put(bass(frequency * ratio, length * beat_s, growl=0.25), bar * 4 + beat, gain=0.50)
    line.shape(low_pass(700, 1))
    return line


def _drums(random: np.random.Generator, kicks: list[float]) -> Ring:
    drums = Ring(SECONDS, BEATS_PER_MINUTE)
    for beat in kicks:
        drums.put(kick(low_hz=46, punch=0.7), beat, gain=0.62)
    for bar in range(BARS):
        for beat in (1.0, 3.0):
            drums.put(snare(body_hz=172, seed=bar), bar * 4 + beat + 0.012, gain=0.26, pan=0.06)
        if bar % 4 == 3:
            drums.put(snare(body_hz=172, seed=40 + bar), bar * 4 + 3.0 + SWING, gain=0.10, pan=0.1)
        for eighth in range(8):
            late = SWING if eighth % 2 else 0.0
            strength = (0.075 if eighth % 2 == 0 else 0.048) * random.uniform(0.75, 1.1)
            hat = noise_hit(0.09, 0.022, low_hz=5_500, high_hz=11_000, seed=eighth)
            drums.put(hat, bar * 4 + eighth // 2 + late, gain=strength, pan=0.22)
    drums.shape(low_pass(8_500, 1))
    drums.room(decay_s=0.5, wet=0.10, bright_hz=4_500, seed=77)
    return drums


def _melody() -> Ring:
    line = Ring(SECONDS, BEATS_PER_MINUTE)
    for beat, note in _MELODY:
        late = SWING - 0.5 if beat % 1 else 0.0
        line.put(bell(hertz(note), 2.2), beat + late, gain=0.46, pan=0.15)
    line.shape(low_pass(4_500, 1))
    line.echo(beats=0.75, gain=0.42)
    line.room(decay_s=2.2, wet=0.45, bright_hz=4_000, seed=78)
    return line


def _weather(random: np.random.Generator) -> Ring:
    """Rain as a soft hiss and many small taps, and the dust of an old record."""
    rain = Ring(SECONDS, BEATS_PER_MINUTE)
    rain.samples = random.standard_normal((2, rain.length)).astype(np.float32) * 0.055
    rain.shape(lambda frequency: low_pass(4_200, 1)(frequency) * high_pass(500, 1)(frequency))
    taps = Ring(SECONDS, BEATS_PER_MINUTE)
    tap_sounds = [
        noise_hit(0.03, 0.004, low_hz=low, high_hz=low * 3, seed=int(low)) for low in (900.0, 1_500.0, 2_400.0)
    ]
    for _ in range(700):
        sound = tap_sounds[int(random.integers(0, 3))]
        taps.put(sound, random.uniform(0, BARS * 4), gain=0.05 * random.random() ** 2, pan=random.uniform(-0.8, 0.8))
    dust = Ring(SECONDS, BEATS_PER_MINUTE)
    for _ in range(150):
        dust.put(
            noise_hit(0.004, 0.0008, low_hz=1_800, high_hz=7_000),
            random.uniform(0, BARS * 4),
            gain=0.06 * random.random() ** 3,
        )
    rain.add(taps)
    rain.add(dust)
    return rain
