"""The music of demo clip "train": eight slow bars on a felt piano, rails underneath."""

from typing import Final

import numpy as np

from livehouse.demo.clips.synth import Ring, Sound, hertz, high_pass, low_pass, master, noise_hit, pad, piano
from livehouse.demo.clips.train import SECONDS

BEATS_PER_MINUTE: Final = 80.0
BEATS: Final = 32

# One bar each: the left hand's eight quavers, then what the pad holds.
_BARS: Final = (
    ("G2 D3 B3 F#4 A3 F#4 B3 D3", "G3 B3 D4 F#4"),
    ("F#2 D3 A3 D4 F#4 D4 A3 D3", "F#3 A3 D4"),
    ("E2 B2 G3 D4 F#4 D4 G3 B2", "E3 G3 B3 F#4"),
    ("A2 E3 A3 D4 E4 C#4 A3 E3", "A3 D4 E4"),
    ("B2 F#3 B3 D4 A4 D4 B3 F#3", "B3 D4 F#4 A4"),
    ("F#2 C#3 A3 E4 F#4 E4 A3 C#3", "F#3 A3 C#4 E4"),
    ("G2 D3 B3 F#4 D4 F#4 B3 D3", "G3 B3 D4 F#4"),
    ("A2 E3 B3 D4 G4 D4 B3 E3", "A3 B3 D4 G4"),
)
# The right hand: beat, length in beats, note, touch.
_MELODY: Final = (
    (0.0, 1.5, "F#5", 0.62),
    (1.5, 1.0, "D5", 0.50),
    (2.5, 1.5, "B4", 0.46),
    (4.0, 2.0, "A4", 0.55),
    (6.0, 1.0, "D5", 0.50),
    (7.0, 1.0, "F#5", 0.58),
    (8.0, 1.5, "G5", 0.66),
    (9.5, 1.0, "F#5", 0.56),
    (10.5, 1.5, "E5", 0.50),
    (12.0, 2.0, "E5", 0.58),
    (14.0, 1.0, "D5", 0.48),
    (15.0, 1.0, "C#5", 0.46),
    (16.0, 3.0, "D5", 0.56),
    (19.0, 1.0, "F#5", 0.54),
    (20.0, 1.5, "A5", 0.70),
    (21.5, 1.0, "F#5", 0.58),
    (22.5, 1.5, "E5", 0.52),
    (24.0, 1.0, "D5", 0.52),
    (25.0, 1.0, "E5", 0.56),
    (26.0, 1.0, "F#5", 0.62),
    (27.0, 1.0, "A5", 0.68),
    (28.0, 1.5, "B5", 0.66),
    (29.5, 1.0, "A5", 0.56),
    (30.5, 1.5, "E5", 0.46),
)


def play() -> Sound:
    """The loop, 48 kHz stereo."""
    random = np.random.default_rng(80)
    beat_s = 60 / BEATS_PER_MINUTE
    keys = Ring(SECONDS, BEATS_PER_MINUTE)
    for bar, (left_hand, _) in enumerate(_BARS):
        for quaver, note in enumerate(left_hand.split()):
            late = random.uniform(0, 0.02)
            touch = 0.42 + 0.12 * (quaver == 0) + random.uniform(-0.05, 0.05)
            sound = piano(hertz(note), 1.9 if quaver == 0 else 1.2, touch=touch, seed=quaver + 8 * bar)
            keys.put(sound, bar * 4 + quaver / 2 + late, gain=0.50, pan=-0.25 + 0.04 * quaver)
    for index, (beat, length, note, touch) in enumerate(_MELODY):
        sound = piano(hertz(note), length * beat_s + 0.5, touch=touch, seed=100 + index)
        keys.put(sound, beat + random.uniform(0, 0.025), gain=0.85, pan=0.18)
    keys.shape(low_pass(6_500, 1))
    keys.room(decay_s=2.6, wet=0.34, bright_hz=4_200, seed=81)

    strings = Ring(SECONDS, BEATS_PER_MINUTE)
    for bar, (_, chord) in enumerate(_BARS):
        for index, note in enumerate(chord.split()):
            sound = pad(hertz(note), 4 * beat_s + 2.0, bright_hz=900, seed=bar * 5 + index)
            strings.put_stereo(sound, bar * 4 - 0.6, gain=0.30)
    strings.room(decay_s=3.0, wet=0.5, bright_hz=3_000, seed=82)

    rails = Ring(SECONDS, BEATS_PER_MINUTE)
    for beat in np.arange(0, BEATS, 2.0):
        for offset, gain in ((0.0, 1.0), (0.20, 0.75)):
            thump = noise_hit(0.25, 0.05, low_hz=60, high_hz=240, seed=int(beat))
            rails.put(thump, float(beat) + 1.0 + offset, gain=0.055 * gain, pan=0.3 * (-1) ** int(beat / 2))
    rumble = random.standard_normal((2, rails.length)).astype(np.float32)
    bed = Ring(SECONDS, BEATS_PER_MINUTE)
    bed.samples = rumble * 0.05
    bed.shape(lambda frequency: low_pass(150, 2)(frequency) * high_pass(45, 2)(frequency))
    rails.add(bed, 0.8)

    keys.add(strings, 0.8)
    keys.add(rails)
    return master(keys)
