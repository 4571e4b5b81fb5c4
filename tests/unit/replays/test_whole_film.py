"""From a host's frames to the film that is downloaded: through the packager, the cutter and the head."""

import io
from collections.abc import Iterable
from dataclasses import replace

import av
import pytest

from livehouse.media.packager.packing import Packing, Plan
from livehouse.media.packager.segment import Part
from livehouse.replays import packing
from livehouse.replays.cutter import Cut, Cutter
from livehouse.replays.whole_film import FilmHead, FilmPart
from tests.support.encoded import BEGIN_US, FPS, audio, pictures, sound, video
from tests.support.segments import Segment

S = 1_000_000


def packaged(seconds: int, *, b_frames: int, began_us: int = BEGIN_US) -> list[Segment]:
    """What the packager makes of a LIVE with sound."""
    rendition, beside = video(), audio()
    sent = []
    for kind, encoded in (
        (rendition, pictures(count=seconds * FPS, gop=FPS, b_frames=b_frames)),
        (beside, sound(seconds=seconds)),
    ):
        # Pictures that others refer to are sent before those.
        latest_us = 0
        for frame in encoded.frames:
            latest_us = max(latest_us, frame.time_us)
            sent.append((latest_us, kind, replace(frame, time_us=frame.time_us - BEGIN_US + began_us)))
    items = [(kind, frame) for _, kind, frame in sorted(sent, key=lambda each: each[0])]
    maker = Packing("room")
    parts = maker.pack([Plan({"video1": rendition}, beside)])
    for at in range(0, len(items), 7):
        parts += maker.pack(items[at : at + 7])
    return list(segments(parts + maker.finish()))


def segments(parts: Iterable[Part]) -> Iterable[Segment]:
    groups: list[list[Part]] = []
    for part in parts:
        if part.begins_segment:
            groups.append([])
        groups[-1].append(part)
    for number, group in enumerate(groups):
        track = group[0].track
        yield Segment(
            track.rendition,
            track.kind,
            number,
            group[0].start_us,
            sum(part.duration_us for part in group),
            track.init,
            b"".join(part.data for part in group),
            number == 0,
            group[0].independent,
            track.width_px,
            track.height_px,
        )


def film_of(cuts: Iterable[Cut], from_us: int = 0, until_us: int | None = None) -> bytes:
    parts, files, inits = [], [], []
    position_us, run, size = 0, -1, 0
    lasting = None
    for cut in cuts:
        run += cut.begins_run
        for packed in packing.pack(cut, lasting):
            lasting = packed.lasting
            if packed.init not in inits:
                inits.append(packed.init)
            index = packing.read_index(packed.data[packed.media_bytes :], packing.tracks_of(packed.init))
            parts.append(
                FilmPart(
                    position_us=position_us,
                    at_us=packed.at_us,
                    run=run,
                    init=inits.index(packed.init),
                    file_begin=size,
                    samples=index,
                )
            )
            position_us += packed.duration_us
            files.append(packed.data)
            size += len(packed.data)
    head = FilmHead(
        {number: packing.tracks_of(init) for number, init in enumerate(inits)},
        from_us=from_us,
        until_us=position_us if until_us is None else until_us,
    )
    for part in parts:
        head.add(part)
    return head.write(size) + b"".join(files)


def times(film: bytes) -> tuple[list[float], float, float]:
    """When each picture is shown, when the sound begins, and how many seconds of it there are."""
    with av.open(io.BytesIO(film)) as opened:
        shown = [frame.time for frame in opened.decode(video=0)]
        opened.seek(0)
        heard = list(opened.decode(audio=0))
    return shown, heard[0].time, sum(frame.samples for frame in heard) / 48_000


def cut(sent: Iterable[Segment]) -> list[Cut]:
    cutter = Cutter()
    return [each for segment in sent for each in cutter.feed(segment)] + cutter.flush()


@pytest.mark.parametrize("b_frames", [0, 2])
def test_every_picture_at_its_time_and_the_sound_with_it(b_frames: int) -> None:
    cuts = cut(packaged(13, b_frames=b_frames))
    shown, heard_at, heard_s = times(film_of(cuts))
    assert shown == pytest.approx([number / FPS for number in range(13 * FPS)], abs=0.005)
    assert (heard_at, heard_s) == (pytest.approx(0, abs=0.03), pytest.approx(13, abs=0.1))


@pytest.mark.parametrize("b_frames", [0, 2])
def test_a_part_begins_and_ends_where_it_was_asked_to(b_frames: int) -> None:
    shown, heard_at, heard_s = times(film_of(cut(packaged(13, b_frames=b_frames)), 4_300_000, 9_100_000))
    assert shown[0] == pytest.approx(0, abs=1 / FPS)
    assert len(shown) == pytest.approx(4.8 * FPS, abs=2)
    assert (heard_at, heard_s) == (pytest.approx(0, abs=0.05), pytest.approx(4.8, abs=0.1))


def test_what_is_missing_is_passed_over() -> None:
    before = packaged(7, b_frames=0)
    after = packaged(6, b_frames=0, began_us=BEGIN_US + 100 * S)
    shown, _, heard_s = times(film_of(cut([*before, *after])))
    assert shown == pytest.approx([number / FPS for number in range(13 * FPS)], abs=0.01)
    assert heard_s == pytest.approx(13, abs=0.15)
