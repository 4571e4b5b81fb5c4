"""Bytes that are no film are refused, whatever they are, and never read past their end."""

import io

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.replays import boxes, packing
from livehouse.replays.boxes import NotAFilm
from livehouse.replays.cutter import Cut
from tests.support import segments as live


def test_a_piece_says_where_its_frames_are() -> None:
    (packed,) = packing.pack(Cut((live.picture(live.BEGAN_US),), (live.sound(live.BEGAN_US),), begins_run=True))
    tracks = packing.tracks_of(packed.init)
    runs = packing.read_index(packed.data[packed.media_bytes :], tracks)
    assert runs == boxes.read_runs(packed.data[: packed.media_bytes], tracks)
    assert [len(run.sizes) for run in runs] == [live.FRAMES_PER_S * 2, live.SOUND_PACKETS]
    times_us = [run.time * 1_000_000 // tracks[run.track_id].timescale for run in runs]
    assert times_us == pytest.approx([live.BEGAN_US] * 2, abs=100)
    assert packing.last_keyframe(runs) == (runs[0].offset, runs[0].offset + runs[0].sizes[0])


def test_a_picture_without_sound_is_silent_and_sound_without_a_picture_is_dark() -> None:
    for cut in (
        Cut((live.picture(live.BEGAN_US),), (), begins_run=True),
        Cut((), (live.sound(live.BEGAN_US),), begins_run=True),
    ):
        (packed,) = packing.pack(cut)
        tracks = packing.tracks_of(packed.init)
        assert {track.handler for track in tracks.values()} == {"vide", "soun"}
        ends = {
            run.track_id: run.end_time / tracks[run.track_id].timescale
            for run in packing.read_index(packed.data[packed.media_bytes :], tracks)
        }
        assert ends[1] == pytest.approx(ends[2], abs=0.03)


def test_the_last_picture_stands_still_and_decoders_need_nothing_new() -> None:
    (before,) = packing.pack(Cut((live.picture(live.BEGAN_US),), (live.sound(live.BEGAN_US),), begins_run=True))
    at_us = live.BEGAN_US + live.SEGMENT_US
    (silent,) = packing.pack(Cut((live.picture(at_us),), (), begins_run=False), before.lasting)
    (still,) = packing.pack(Cut((), (live.sound(at_us),), begins_run=False), before.lasting)
    assert before.init == silent.init == still.init
    with av.open(io.BytesIO(still.init + still.data[: still.media_bytes])) as film:
        (picture,) = film.decode(video=0)
        assert (picture.width, picture.height) == (96, 160)


def test_silences_that_meet_meet() -> None:
    init = boxes.join_init(packing.stand_ins.darkness().track, packing.stand_ins.silence().track)
    tracks = packing.tracks_of(init)
    ends = []
    for number in range(20):
        at_us = live.BEGAN_US + number * 6_016_661
        (run,) = boxes.read_runs(packing.stand_ins.silent_fragment(2, at_us, 6_016_661), tracks)
        assert not ends or run.time == ends[-1]
        ends.append(run.end_time)


def _film() -> bytes:
    init, fragment = live.picture_film(96, 160)
    return init + fragment


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    for read in (boxes.read_tracks, lambda film: boxes.read_runs(film, {}), lambda film: list(boxes.walk(film))):
        try:
            read(data)
        except NotAFilm:
            continue


@settings(max_examples=60)
@given(st.data())
def test_films_that_are_broken_somewhere(data: st.DataObject) -> None:
    film = bytearray(_film())
    for _ in range(data.draw(st.integers(1, 8))):
        film[data.draw(st.integers(0, min(2_000, len(film) - 1)))] = data.draw(st.integers(0, 255))
    broken = bytes(film[: data.draw(st.integers(0, len(film)))])
    try:
        tracks = {track.id: track for track in boxes.read_tracks(broken)}
        for track in tracks.values():
            boxes.decoder_record(track)
        boxes.read_runs(broken, tracks)
        boxes.renumber_fragments(broken, dict.fromkeys(tracks, 1))
    except NotAFilm:
        return
