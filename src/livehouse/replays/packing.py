"""Packs a piece: what players get of it, and behind that where its frames are, for downloads to find them.

    fragments of the picture (track 1) · fragments of the sound (track 2) · index

The index repeats the fragments' `moof` boxes, each after its place in the file (8 bytes) and its length (4 bytes).
"""

import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from livehouse.replays import boxes, stand_ins
from livehouse.replays.boxes import Handler, NotAFilm, Run, Track
from livehouse.replays.cutter import Cut
from livehouse.replays.ports import Segment
from livehouse.replays.stand_ins import StandIn

PICTURE: Final = 1
SOUND: Final = 2
_PLACE: Final = struct.Struct(">QI")


class Lasting(msgspec.Struct, frozen=True):
    """What goes on where nothing is sent: the last keyframe, and the settings of the last sound."""

    picture: StandIn | None = None
    sound: Track | None = None


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """A piece as it is written: `init` before it, the first `media_bytes` of `data` for players, the rest its index."""

    at_us: int
    duration_us: int
    init: bytes
    data: bytes
    media_bytes: int
    lasting: Lasting


@lru_cache(maxsize=64)
def _tracks_by_handler(init: bytes) -> dict[Handler, Track]:
    return {track.handler: track for track in reversed(boxes.read_tracks(init))}


@lru_cache(maxsize=64)
def _join(video: Track, audio: Track) -> bytes:
    return boxes.join_init(video, audio)


def pack(cut: Cut, lasting: Lasting | None = None) -> list[Packed]:
    """The pieces that a cut makes, in order: one, but where a decoder needs new settings within it.

    Args:
        cut: the segments.
        lasting: of the piece before.

    Raises:
        NotAFilm: it is none.
    """
    packed: list[Packed] = []
    for part in _by_init(cut):
        packed.append(_pack(part, packed[-1].lasting if packed else lasting or Lasting()))
    return packed


def _by_init(cut: Cut) -> Iterator[Cut]:
    """The cut, in as many parts as the picture has settings."""
    audio = list(cut.audio)
    groups: list[list[Segment]] = []
    for segment in cut.video:
        if not groups or groups[-1][-1].init != segment.init:
            groups.append([])
        groups[-1].append(segment)
    if len(groups) < 2:
        yield cut
        return
    for index, group in enumerate(groups):
        end_us = group[-1].start_us + group[-1].duration_us
        own = tuple(each for each in audio if index == len(groups) - 1 or each.start_us < end_us)
        audio = audio[len(own) :]
        yield Cut(tuple(group), own, begins_run=cut.begins_run)


def _pack(cut: Cut, lasting: Lasting) -> Packed:
    picture, sound, fragments = _read_pictures(cut, lasting.picture)
    # Where the sound is with the picture there is none beside it.
    audio = [] if sound is not None else [each for each in cut.audio if each.init == cut.audio[0].init]
    if audio:
        sound = _only(audio[0].init, "soun")
        fragments += [boxes.renumber_fragments(segment.data, {sound.id: SOUND}) for segment in audio]
    elif sound is None:
        is_silent_already = lasting.sound is not None and stand_ins.is_silenced_by_ours(lasting.sound)
        sound = lasting.sound if is_silent_already and lasting.sound is not None else stand_ins.silence().track
        fragments.append(stand_ins.silent_fragment(SOUND, cut.at_us, cut.duration_us))
    media = b"".join(fragments)
    init = _join(picture, sound)
    index = b"".join(
        _PLACE.pack(each.begin, each.end - each.begin) + media[each.begin : each.end]
        for each in boxes.walk(media)
        if each.kind == b"moof"
    )
    # What cannot be read now could not be downloaded later.
    runs = read_index(index, tracks_of(init))
    still = lasting.picture
    if cut.video and (place := last_keyframe(runs)) is not None:
        still = StandIn(picture, media[place[0] : place[1]])
    return Packed(
        at_us=cut.at_us,
        duration_us=cut.duration_us,
        init=init,
        data=media + index,
        media_bytes=len(media),
        lasting=Lasting(still, sound),
    )


def _read_pictures(cut: Cut, still: StandIn | None) -> tuple[Track, Track | None, list[bytes]]:
    """The picture's track, that of the sound if it is in the same segments, and their fragments."""
    if not cut.video:
        still = still or stand_ins.darkness()
        return still.track, None, [stand_ins.still_fragment(still, PICTURE, cut.at_us, cut.duration_us)]
    init = cut.video[0].init
    picture, sound = _only(init, "vide"), _tracks_by_handler(init).get("soun")
    numbers = {picture.id: PICTURE} if sound is None else {picture.id: PICTURE, sound.id: SOUND}
    return picture, sound, [boxes.renumber_fragments(segment.data, numbers) for segment in cut.video]


def _only(init: bytes, handler: Handler) -> Track:
    track = _tracks_by_handler(init).get(handler)
    if track is None:
        raise NotAFilm(f"no track of {handler}")
    return track


@lru_cache(maxsize=64)
def _tracks_of(init: bytes) -> tuple[Track, ...]:
    return tuple(boxes.read_tracks(init))


def tracks_of(init: bytes) -> dict[int, Track]:
    """The tracks of a piece's beginning, by number."""
    return {track.id: track for track in _tracks_of(init)}


def read_index(index: bytes, tracks: dict[int, Track]) -> list[Run]:
    """Where a piece's samples are in its file.

    Raises:
        NotAFilm: this is no index.
    """
    runs: list[Run] = []
    at = 0
    while at < len(index):
        if at + _PLACE.size > len(index):
            raise NotAFilm("an index that is cut off")
        place, length = _PLACE.unpack_from(index, at)
        at += _PLACE.size
        runs += boxes.read_runs(index[at : at + length], tracks, base=place)
        at += length
    return runs


def last_keyframe(runs: Sequence[Run]) -> tuple[int, int] | None:
    """From and up to where in a piece's file its last picture is that needs no other."""
    for run in reversed(runs):
        if run.track_id == PICTURE:
            end = run.offset + sum(run.sizes)
            for size, flags in zip(reversed(run.sizes), reversed(run.flags), strict=True):
                if not flags & boxes.SAMPLE_IS_NO_SYNC:
                    return end - size, end
                end -= size
    return None
