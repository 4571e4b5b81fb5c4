"""Cuts what a host sends into parts and segments. Pure but for the encoder of sound; runs in a thread.

A part is some 0.3 s, a segment some 2 s, cut at a keyframe where there is one in time. Sound is in each picture's
segments, as the small player of the pages plays no sound that comes beside the picture, and in a rendition of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from livehouse.media.moq_adapter import AudioRendition, VideoRendition
from livehouse.media.packager.boxes import Sample
from livehouse.media.packager.parameter_sets import ParametersUnusable
from livehouse.media.packager.picture_parts import PictureParts
from livehouse.media.packager.pictures import CannotCarry, reads_alike
from livehouse.media.packager.segment import Part
from livehouse.media.packager.sound import Sound, open_sound
from livehouse.media.packager.sound_parts import SOUND, SoundParts
from livehouse.media.tap import Rendition, TappedFrame

log = structlog.get_logger(__name__)

# Pictures wait so long for their sound; then they get silence.
SOUND_WAIT_US: Final = 500_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be packed.

    Attributes:
        pictures: the names of renditions, and what they are made of; the sound goes into each whose name does not end
            with `ALONE`.
        sound: what the sound is made of.
        sound_alone: whether the sound is wanted as a rendition of its own.
        gone: the names of renditions that are wanted and not offered just now; what was made of them is still shown.
    """

    pictures: Mapping[str, VideoRendition] = field(default_factory=dict)
    sound: AudioRendition | None = None
    sound_alone: bool = False
    gone: frozenset[str] = frozenset()


class Break:
    """What follows does not go on where the frames before ended."""


Item = Plan | Break | tuple[Rendition, TappedFrame]


class Packing:
    """Packs one room.

    Args:
        room_id: for the log.
        era: how many discontinuities there were before.
    """

    def __init__(self, room_id: str, *, era: int = 0) -> None:
        self._room_id = room_id
        self._plan = Plan()
        self.era = era
        self._pictures: dict[str, PictureParts] = {}
        self._alone: SoundParts | None = None
        self._sound: Sound | None = None
        self._made = False
        # What was packed since the last discontinuity, is gone, and cannot simply go on when it comes back.
        self._left: set[str] = set()
        self.complaints: dict[str, str] = {}

    def pack(self, items: Sequence[Item]) -> list[Part]:
        """The parts that `items` complete."""
        parts: list[Part] = []
        for item in items:
            match item:
                case Plan():
                    parts += self._arrange(item)
                case Break():
                    parts += self._break()
                case (VideoRendition() as rendition, frame):
                    parts += self._take_picture(rendition, frame)
                case (rendition, frame):
                    self._take_sound(rendition.track, frame)
        self._fill_silence()
        if self._sound is not None and self._sound.until_us is not None:
            for pictures in self._pictures.values():
                pictures.hold(self._sound.until_us)
        return parts + self._collect(finish=False)

    def finish(self) -> list[Part]:
        """The parts that are left at the end."""
        return self._collect(finish=True)

    def _arrange(self, plan: Plan) -> list[Part]:
        parts: list[Part] = []
        for name, pictures in tuple(self._pictures.items()):
            rendition = plan.pictures.get(name)
            if rendition is not None and reads_alike(pictures.rendition, rendition):
                pictures.rendition = rendition
            else:
                parts += pictures.collect(self.era, finish=True)
                self._left.add(name)
                del self._pictures[name]
        self._left &= plan.gone | plan.pictures.keys()
        changes_sound = _decoding(plan.sound) != _decoding(self._plan.sound)
        if changes_sound or self._left & plan.pictures.keys():
            # What players have of a rendition is followed by something that needs other settings.
            self._made = self._made or bool(parts)
            parts += self._break()
        if changes_sound:
            self._sound = None
        if changes_sound:
            if plan.sound is not None:
                self._open_sound(plan.sound)
            for pictures in self._pictures.values():
                pictures.begin_anew(self._sound)
        for name, rendition in plan.pictures.items():
            if name not in self._pictures:
                self._add_pictures(name, rendition)
        if self._alone is not None and (self._sound is None or not plan.sound_alone):
            parts += self._alone.collect(self.era, finish=True)
            self._alone = None
        if self._alone is None and self._sound is not None and plan.sound_alone:
            self._alone = SoundParts(self._sound)
        for name in self.complaints.keys() - {*plan.pictures, SOUND}:
            del self.complaints[name]
        self._plan = plan
        return parts

    def _open_sound(self, rendition: AudioRendition) -> None:
        try:
            self._sound = open_sound(rendition)
        except CannotCarry as error:
            self._complain(SOUND, str(error))
        else:
            self.complaints.pop(SOUND, None)

    def _add_pictures(self, name: str, rendition: VideoRendition) -> None:
        try:
            self._pictures[name] = PictureParts(name, rendition, self._sound)
        except (CannotCarry, ParametersUnusable) as error:
            self._complain(name, str(error))
        else:
            self.complaints.pop(name, None)

    def _complain(self, name: str, reason: str) -> None:
        if self.complaints.get(name) != reason:
            log.warning("HLS leaves something out", room=self._room_id, rendition=name, reason=reason)
            self.complaints[name] = reason

    def _break(self) -> list[Part]:
        """Finish what is under way and begin anew, unless nothing has been made since the last time."""
        parts = self._collect(finish=True)
        if self._made or parts:
            self.era += 1
            self._made = False
        self._left.clear()
        if self._plan.sound is not None and self._sound is not None:
            self._open_sound(self._plan.sound)
        for pictures in self._pictures.values():
            pictures.begin_anew(self._sound)
        if self._alone is not None and self._sound is not None:
            self._alone = SoundParts(self._sound)
        return parts

    def _take_picture(self, rendition: VideoRendition, frame: TappedFrame) -> list[Part]:
        parts: list[Part] = []
        for name, pictures in self._pictures.items():
            if pictures.rendition.track != rendition.track:
                continue
            try:
                sample = pictures.read(frame)
            except ParametersUnusable as error:
                self._complain(name, str(error))
                continue
            if sample and pictures.goes_on(frame):
                pictures.take(sample, frame)
            elif sample:
                # Other settings, or a long time in between: for all renditions, as their discontinuities must match.
                parts += self._break()
                pictures.take(sample, frame)
        return parts

    def _take_sound(self, track: str, frame: TappedFrame) -> None:
        if self._sound is not None and self._plan.sound is not None and self._plan.sound.track == track:
            self._spread(self._sound.feed(frame.payload, frame.time_us))

    def _fill_silence(self) -> None:
        sound = self._sound
        reached = [pictures.until_us for pictures in self._pictures.values() if pictures.until_us is not None]
        if sound is None or not reached:
            return
        begins_us = min(pictures.begins_us for pictures in self._pictures.values() if pictures.begins_us is not None)
        due_us = max(reached) - SOUND_WAIT_US
        if due_us > begins_us and (sound.until_us is None or sound.until_us < due_us):
            self._spread(sound.fill(begins_us, due_us))

    def _spread(self, samples: Sequence[Sample]) -> None:
        for pictures in self._pictures.values():
            pictures.give_sound(samples)
        if self._alone is not None:
            self._alone.samples.extend(samples)

    def _collect(self, *, finish: bool) -> list[Part]:
        parts = [part for pictures in self._pictures.values() for part in pictures.collect(self.era, finish=finish)]
        if self._alone is not None:
            parts += self._alone.collect(self.era, finish=finish)
        self._made = self._made or bool(parts)
        return parts


def _decoding(rendition: Rendition | None) -> tuple[object, ...] | None:
    return None if rendition is None else rendition.decoding
