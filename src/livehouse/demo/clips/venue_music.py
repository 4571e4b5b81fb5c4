"""The music of demo clip "venue": four chords, twelve bars, a band that gets louder every four of them."""

from typing import Final

import numpy as np

from livehouse.demo.clips.synth import (
    Ring,
    Sound,
    bass,
    electric_piano,
    hertz,
    high_pass,
    kick,
    low_pass,
    master,
    noise_hit,
    pad,
    pluck,
    snare,
)
from livehouse.demo.clips.venue import SECONDS

BEATS_PER_MINUTE: Final = 112.5
BARS: Final = 12

_CHORDS: Final = (
    ("E2", "G3 B3 D4 F#4", "E4 G4 B4 D5"),
    ("C2", "G3 B3 C4 E4", "E4 G4 B4 C5"),
    ("G2", "G3 B3 D4 F#4", "D4 G4 B4 F#5"),
    ("D2", "F#3 A3 D4 E4", "D4 F#4 A4 E5"),
)
# Which quavers of a bar the bass plays, for how many beats, and how far above the root, in semitones.
_BASS: Final = ((0.0, 0.9, 0), (1.0, 0.4, 0), (1.5, 0.9, 0), (2.5, 0.4, 12), (3.0, 0.4, 7), (3.5, 0.45, 10))
# The lead of bars five to eight, then the answer of bars nine to twelve: beat, beats, note.
_LEAD: Final = (
    (16.0, 1.0, "B4"),
    (17.0, 0.5, "D5"),
    (17.5, 1.5, "E5"),
    (19.5, 0.5, "D5"),
    (20.0, 1.5, "B4"),
    (22.0, 1.0, "G4"),
    (23.0, 1.0, "A4"),
    (24.0, 2.0, "B4"),
    (26.5, 0.5, "D5"),
    (27.0, 1.0, "G5"),
    (28.0, 2.0, "F#5"),
    (30.0, 0.5, "E5"),
    (30.5, 1.5, "D5"),
    (32.0, 1.5, "G5"),
    (33.5, 0.5, "F#5"),
    (34.0, 1.0, "E5"),
    (35.0, 1.0, "B4"),
    (36.0, 1.5, "E5"),
    (37.5, 0.5, "D5"),
    (38.0, 2.0, "C5"),
    (40.0, 1.0, "B4"),
    (41.0, 1.0, "D5"),
    (42.0, 1.0, "G5"),
    (43.0, 1.0, "B5"),
    (44.0, 2.5, "A5"),
    (46.5, 0.5, "F#5"),
    (47.0, 1.0, "D5"),
)


def play() -> Sound:
    """The loop, 48 kHz stereo."""
    random = np.random.default_rng(112)
    kicks = [bar * 4 + beat for bar in range(BARS) for beat in ((0.0, 1.5, 2.0) if bar % 2 == 0 else (0.0, 2.0, 3.5))]
    mix = Ring(SECONDS, BEATS_PER_MINUTE)
    mix.add(_guitar(random))
    mix.add(_keys(random), 0.9)
    mix.add(_bass_line())
    mix.duck(kicks, depth=0.22, release_s=0.11)
    mix.add(_lead())
    mix.add(_drums(random, kicks))
    # A small room with people in it.
    mix.room(decay_s=0.8, wet=0.07, bright_hz=4_500, seed=113)
    mix.add(_people(random))
    return master(mix)


def _guitar(random: np.random.Generator) -> Ring:
    guitar = Ring(SECONDS, BEATS_PER_MINUTE)
    pattern = (0, 2, 1, 3, 2, 1, 3, 2)
    for bar in range(BARS):
        notes = _CHORDS[bar % 4][2].split()
        for eighth, string in enumerate(pattern):
            sound = pluck(hertz(notes[string]), 0.9, bright=0.45 + 0.15 * (bar >= 8), seed=eighth)
            late = random.uniform(0, 0.018)
            guitar.put(sound, bar * 4 + eighth / 2 + late, gain=0.34 * random.uniform(0.8, 1.1), pan=-0.42)
        # Muted strokes between, as the right hand never rests.
        for sixteenth in (3, 7, 11, 14):
            scratch = noise_hit(0.05, 0.014, low_hz=900, high_hz=3_200, seed=sixteenth)
            guitar.put(scratch, bar * 4 + sixteenth / 4, gain=0.055, pan=-0.5)
    guitar.echo(beats=0.75, gain=0.24, repeats=3)
    return guitar


def _keys(random: np.random.Generator) -> Ring:
    keys = Ring(SECONDS, BEATS_PER_MINUTE)
    beat_s = 60 / BEATS_PER_MINUTE
    for bar in range(BARS):
        chord = _CHORDS[bar % 4][1].split()
        if bar >= 4:
            for beat, length in ((0.5, 0.7), (1.5, 0.5), (2.5, 1.2)):
                for index, note in enumerate(chord):
                    sound = electric_piano(hertz(note), length * beat_s, touch=0.55 + random.uniform(-0.08, 0.08))
                    keys.put(sound, bar * 4 + beat + 0.008 * index, gain=0.34, pan=0.38)
        if bar >= 8:
            for index, note in enumerate(chord):
                keys.put_stereo(
                    pad(hertz(note), 4 * beat_s + 0.7, bright_hz=2_200, seed=bar + index), bar * 4 - 0.3, gain=0.34
                )
    keys.shape(low_pass(6_500, 1))
    return keys


def _bass_line() -> Ring:
    line = Ring(SECONDS, BEATS_PER_MINUTE)
    beat_s = 60 / BEATS_PER_MINUTE
    for bar in range(BARS):
        root = hertz(_CHORDS[bar % 4][0])
        for beat, length, above in _BASS:
            step = above if above != 10 or bar % 4 in (0, 3) else 7
            line.put(bass(root * 2 ** (step / 12), length * beat_s, growl=0.5), bar * 4 + beat, gain=0.50)
    line.shape(low_pass(1_600, 1))
    return line


def _lead() -> Ring:
    lead = Ring(SECONDS, BEATS_PER_MINUTE)
    beat_s = 60 / BEATS_PER_MINUTE
    for index, (beat, length, note) in enumerate(_LEAD):
        frequency = hertz(note)
        sound = pluck(frequency, length * beat_s + 0.5, bright=0.8, seed=50 + index)
        sung = pad(frequency, length * beat_s + 0.2, voices=3, bright_hz=3_000, seed=70 + index)
        lead.put(sound, beat, gain=0.50, pan=0.12)
        lead.put_stereo(sung, beat - 0.02, gain=0.85)
    lead.echo(beats=0.5, gain=0.28, repeats=3)
    lead.room(decay_s=1.8, wet=0.22, bright_hz=4_500, seed=114)
    return lead


def _drums(random: np.random.Generator, kicks: list[float]) -> Ring:
    drums = Ring(SECONDS, BEATS_PER_MINUTE)
    for beat in kicks:
        drums.put(kick(low_hz=50, punch=1.0), beat, gain=0.66)
    for bar in range(BARS):
        for beat in (1.0, 3.0):
            drums.put(snare(body_hz=192, seed=bar), bar * 4 + beat, gain=0.40)
        # The drummer of the picture plays quavers; the ones between are what makes it swing.
        for eighth in range(8):
            open_hat = bar >= 8 and eighth % 2 == 1
            sound = (
                noise_hit(0.30, 0.10, low_hz=6_000, high_hz=13_000, seed=eighth)
                if open_hat
                else noise_hit(0.08, 0.020, low_hz=7_000, high_hz=14_000, seed=eighth)
            )
            strength = (0.085 if eighth % 2 == 0 else 0.055) * random.uniform(0.85, 1.1) * (0.8 if open_hat else 1.0)
            drums.put(sound, bar * 4 + eighth / 2, gain=strength, pan=-0.22)
        if bar % 4 == 3:
            for index, beat in enumerate((3.25, 3.5, 3.75)):
                drums.put(
                    snare(body_hz=150 - 22 * index, seed=90 + index), bar * 4 + beat, gain=0.24, pan=0.3 - 0.2 * index
                )
        if bar % 4 == 0:
            crash = noise_hit(1.9, 0.55, low_hz=3_000, high_hz=12_000, seed=200)
            drums.put(crash, bar * 4.0, gain=0.12 if bar else 0.09, pan=0.3)
    drums.room(decay_s=0.6, wet=0.12, bright_hz=6_000, seed=115)
    return drums


def _people(random: np.random.Generator) -> Ring:
    """A room full of people: a murmur, and clapping along in the last four bars."""
    people = Ring(SECONDS, BEATS_PER_MINUTE)
    people.samples = random.standard_normal((2, people.length)).astype(np.float32) * 0.02
    people.shape(lambda frequency: low_pass(1_300, 2)(frequency) * high_pass(250, 2)(frequency))
    for bar in range(8, BARS):
        for beat in (1.0, 3.0):
            for hand in range(9):
                clap = noise_hit(0.06, 0.012, low_hz=800, high_hz=4_000, seed=300 + hand)
                people.put(clap, bar * 4 + beat + random.normal(0.02, 0.025), gain=0.035, pan=random.uniform(-0.9, 0.9))
    people.room(decay_s=0.9, wet=0.2, bright_hz=3_500, seed=116)
    return people
