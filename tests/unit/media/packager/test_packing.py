"""Frames become fragments that FFmpeg decodes: every frame, at its time."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.media.moq_adapter import VideoRendition
from livehouse.media.packager.packing import Break, Item, Packing, Plan
from livehouse.media.packager.picture_parts import ALONE
from livehouse.media.packager.segment import PART_US_MAX, Part
from livehouse.media.packager.sound_parts import SOUND
from livehouse.media.tap import Rendition, TappedFrame
from tests.support.encoded import BEGIN_US, FPS, audio, pictures, sound, video

S = 1_000_000


def merge(*streams: tuple[Rendition, Iterable[TappedFrame]]) -> list[Item]:
    """Frames in the order in which they arrive: each when it is decoded, about."""
    stamped = []
    for rendition, frames in streams:
        latest_us = 0
        for number, frame in enumerate(frames):
            latest_us = max(latest_us, frame.time_us)
            stamped.append((latest_us, number, rendition, frame))
    stamped.sort(key=lambda each: each[:2])
    return [(rendition, frame) for _, _, rendition, frame in stamped]


def shift(frames: Sequence[TappedFrame], by_us: int) -> list[TappedFrame]:
    return [replace(frame, time_us=frame.time_us + by_us) for frame in frames]


def pack(plan: Plan, items: Sequence[Item], *, at_once: int = 7) -> list[Part]:
    packing = Packing("room")
    parts = packing.pack([plan])
    for at in range(0, len(items), at_once):
        parts += packing.pack(items[at : at + at_once])
    return parts + packing.finish()


def of(parts: Sequence[Part], rendition: str) -> list[Part]:
    return [part for part in parts if part.track.rendition == rendition]


def decode(parts: Sequence[Part], kind: str) -> list[int]:
    """When each frame of these parts is shown, in microseconds, as a decoder gives them."""
    film = b"".join([parts[0].track.init, *(part.data for part in parts)])
    with av.open(io.BytesIO(film)) as opened:
        stream = opened.streams.video[0] if kind == "video" else opened.streams.audio[0]
        return [round(frame.pts * frame.time_base * S) for frame in opened.decode(stream)]


def decode_times(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Decode and presentation time of each picture, in units of the track."""
    film = b"".join([parts[0].track.init, *(part.data for part in parts)])
    with av.open(io.BytesIO(film)) as opened:
        return [
            (packet.dts, packet.pts)
            for packet in opened.demux(video=0)
            if packet.dts is not None and packet.pts is not None
        ]


def assert_close(times: Sequence[int], expected: Sequence[int], within_us: int = 30) -> None:
    assert len(times) == len(expected)
    assert max(abs(one - other) for one, other in zip(times, expected, strict=True)) <= within_us


ENCODINGS = {
    "annex b": (pictures(), video()),
    "b-frames": (pictures(b_frames=3, options=(("b_strategy", "0"),)), video("avc1.4d000a")),
    "decoder record": (pictures(is_global=True), video("avc1.42c00a")),
    "hevc with b-frames": (pictures("libx265", b_frames=3), video("hev1.1.6.L30.90")),
    "vp9": (pictures("libvpx-vp9"), video("vp09.00.10.08")),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_picture_is_there_at_its_time(name: str) -> None:
    encoded, rendition = ENCODINGS[name]
    if name == "decoder record":
        rendition, frames = with_lengths(rendition, encoded.frames, encoded.extradata)
    else:
        frames = encoded.frames
    parts = pack(Plan({"video1": rendition}), merge((rendition, frames)))
    assert_close(decode(parts, "video"), sorted(frame.time_us for frame in frames))
    decoded = decode_times(parts)
    assert all(earlier[0] < later[0] for earlier, later in pairwise(decoded)), "decode times rise"
    track = parts[0].track
    assert (track.width_px, track.height_px) == (96, 64)
    assert track.codecs[:4] == {"hevc with b-frames": "hvc1", "vp9": "vp09"}.get(name, "avc1")


def with_lengths(
    rendition: VideoRendition, frames: Sequence[TappedFrame], extradata: bytes
) -> tuple[VideoRendition, list[TappedFrame]]:
    """The same with lengths, and the sets in an avcC record, as some publishers have it."""
    _, sps, pps = (unit.rstrip(b"\0") for unit in extradata.split(b"\0\0\1")[:3])
    record = bytes((1, *sps[1:4], 0xFF, 0xE1, 0, len(sps))) + sps + bytes((1, 0, len(pps))) + pps

    def lengths(payload: bytes) -> bytes:
        units = [unit.rstrip(b"\0") for unit in payload.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")[1:]]
        return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)

    return replace(rendition, description=record), [replace(one, payload=lengths(one.payload)) for one in frames]


def test_b_frames_that_are_not_announced_are_learned() -> None:
    encoded = pictures(b_frames=3, count=4 * FPS, options=(("b_strategy", "0"),))
    # Without the usability information nothing says how many come out of order.
    frames = [replace(frame, payload=without_vui(frame.payload)) for frame in encoded.frames]
    parts = pack(Plan({"video1": video()}), merge((video(), frames)))
    shown = [time * 100 // 9 for _, time in decode_times(parts)]
    # FFmpeg moves everything so that none of it is shown before it is decoded.
    moved_us = shown[0] - frames[0].time_us
    assert 0 < moved_us < 200_000
    assert_close(shown, [frame.time_us + moved_us for frame in frames])
    later = [(decoded, time - moved_us * 9 // 100 + 1) for decoded, time in decode_times(parts)[FPS:]]
    assert all(decoded <= shown for decoded, shown in later), "none is shown before it is decoded"


def without_vui(payload: bytes) -> bytes:
    """The last bits of the sequence parameter set, rewritten: nothing is said of usability."""
    units = payload.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    for index, unit in enumerate(units):
        if unit and unit[0] & 0x1F == 7:
            bits = "".join(f"{byte:08b}" for byte in unit[4:].replace(b"\0\0\3", b"\0\0"))
            # Up to the cropping flag it is the same in every set of this test: found by reading it as a decoder does.
            at = vui_flag_at(bits)
            bits = bits[:at] + "01"
            bits += "0" * (-len(bits) % 8)
            units[index] = unit[:4] + int(bits, 2).to_bytes(len(bits) // 8, "big")
    return b"\0\0\1".join(units)


def vui_flag_at(bits: str) -> int:
    at = 0

    def number() -> int:
        nonlocal at
        zeros = bits.index("1", at) - at
        value = int(bits[at + zeros : at + 2 * zeros + 1], 2) - 1
        at += 2 * zeros + 1
        return value

    number()
    number()
    assert number() == 0, "order type 0"
    number()
    number()
    at += 1
    number()
    number()
    assert bits[at] == "1", "frames only"
    at += 2
    if bits[at] == "1":
        at += 1
        for _ in range(4):
            number()
        return at
    return at + 1


def test_sound_is_in_the_picture_and_alone_and_lasts_as_long() -> None:
    rendition, tone = video(), audio()
    plan = Plan({"video1": rendition, "video1" + ALONE: rendition}, tone, sound_alone=True)
    frames, packets = pictures(count=3 * FPS), sound(seconds=3)
    parts = pack(plan, merge((rendition, frames.frames), (tone, packets.frames)))
    expected = [frame.time_us for frame in frames.frames]
    assert_close(decode(of(parts, "video1"), "video"), expected)
    assert_close(decode(of(parts, "video1" + ALONE), "video"), expected)
    for name in ("video1", SOUND):
        times = decode(of(parts, name), "audio")
        assert {later - earlier for earlier, later in pairwise(times)} <= {21_333, 21_334}, "no gap"
        assert abs(times[0] - BEGIN_US) < 25_000
        assert abs(times[-1] - times[0] - 3 * S) < 100_000
    assert of(parts, "video1")[0].track.codecs.endswith(",mp4a.40.2")
    assert "," not in of(parts, "video1" + ALONE)[0].track.codecs
    assert len({part.track.init for part in parts}) == 3


def test_aac_goes_through_as_it_is() -> None:
    encoded = sound("aac", rate_hz=44_100)
    tone = audio("mp4a.40.2", description=encoded.extradata, sample_rate_hz=44_100)
    parts = pack(Plan({}, tone, sound_alone=True), merge((tone, encoded.frames)))
    film = b"".join([parts[0].track.init, *(part.data for part in parts)])
    with av.open(io.BytesIO(film)) as opened:
        assert [bytes(one) for one in opened.demux(audio=0) if one.size] == [one.payload for one in encoded.frames]


def test_parts_and_segments_are_as_long_as_promised_and_begin_with_keyframes() -> None:
    rendition, tone = video(), audio()
    plan = Plan({"video1": rendition}, tone, sound_alone=True)
    frames = pictures(count=7 * FPS, gop=2 * FPS)
    parts = pack(plan, merge((rendition, frames.frames), (tone, sound(seconds=7).frames)))
    for name in ("video1", SOUND):
        mine = of(parts, name)
        assert all(part.duration_us <= PART_US_MAX for part in mine)
        assert all(abs(one.start_us + one.duration_us - two.start_us) <= 1 for one, two in pairwise(mine))
        starts = [part.start_us for part in mine if part.begins_segment]
        assert [part.start_us for part in mine if part.ends_segment][-1] > starts[-1]
        # The first is short, so that players can begin.
        steps = [later - earlier for earlier, later in pairwise(starts)][2:]
        assert all(1_900_000 < step < 2_100_000 for step in steps)
        assert all(part.independent for part in mine if part.begins_segment and part.start_us - starts[0] > 2 * S)


def test_absurdly_rare_keyframes_make_segments_all_the_same() -> None:
    rendition = video()
    frames = pictures(count=12 * FPS, gop=10 * FPS)
    parts = pack(Plan({"video1" + ALONE: rendition}), merge((rendition, frames.frames)))
    starts = [part for part in parts if part.begins_segment]
    lengths = [later.start_us - earlier.start_us for earlier, later in pairwise(starts)]
    assert max(lengths) <= 2_490_000
    assert [part.independent for part in starts] == [True, False, False, False, False, True]
    assert_close(decode(parts, "video"), [frame.time_us for frame in frames.frames])


def test_a_pause_is_a_discontinuity_for_all_and_goes_on_with_a_keyframe() -> None:
    rendition, tone = video(), audio()
    plan = Plan({"video1": rendition}, tone, sound_alone=True)
    frames, packets = pictures().frames, sound().frames
    # The host is back in the middle of a picture group.
    again = [*shift(frames[FPS // 2 :], 30 * S)], [*shift(packets, 30 * S)]
    items = [*merge((rendition, frames), (tone, packets)), Break(), *merge((rendition, again[0]), (tone, again[1]))]
    parts = pack(plan, items)
    for name in ("video1", SOUND):
        mine = of(parts, name)
        assert [part.era for part in mine] == sorted(part.era for part in mine)
        assert {part.era for part in mine} == {0, 1}
        after = [part for part in mine if part.era == 1]
        assert after[0].begins_segment
        assert after[0].independent
    first = next(part for part in of(parts, "video1") if part.era == 1)
    assert first.start_us == pytest.approx(BEGIN_US + 31 * S, abs=1_000)


def test_two_breaks_in_a_row_are_one() -> None:
    rendition = video()
    frames = pictures().frames
    items = [*merge((rendition, frames)), Break(), Break(), *merge((rendition, shift(frames, 9 * S)))]
    assert {part.era for part in pack(Plan({"video1": rendition}), items)} == {0, 1}


def test_another_size_in_mid_stream_is_a_new_beginning() -> None:
    rendition = video()
    turned = shift(pictures(size=(64, 96)).frames, 2 * S)
    parts = pack(Plan({"video1": rendition}), merge((rendition, [*pictures().frames, *turned])))
    assert {(part.era, part.track.width_px, part.track.height_px) for part in parts} == {(0, 96, 64), (1, 64, 96)}
    for era in (0, 1):
        assert len(decode([part for part in parts if part.era == era], "video")) == 2 * FPS


def test_a_picture_without_its_sound_gets_silence_and_does_not_wait() -> None:
    rendition, tone = video(), audio()
    parts = pack(Plan({"video1": rendition}, tone), merge((rendition, pictures(count=4 * FPS).frames)))
    assert len(decode(parts, "video")) == 4 * FPS
    times = decode(parts, "audio")
    assert times[-1] - times[0] > 3 * S


def test_sound_without_a_picture_goes_on_alone() -> None:
    tone = audio()
    plan = Plan({"video1": video()}, tone, sound_alone=True)
    parts = pack(plan, merge((tone, sound(seconds=3).frames)))
    assert {part.track.rendition for part in parts} == {SOUND}
    assert sum(part.duration_us for part in parts) > 2_800_000


@pytest.mark.parametrize("b_frames", [0, 3])
def test_a_picture_that_stops_is_held_while_the_sound_goes_on(b_frames: int) -> None:
    rendition, tone = video(), audio()
    frames = pictures(count=10 * FPS, b_frames=b_frames, options=(("b_strategy", "0"),) * bool(b_frames)).frames
    # In the middle of a group.
    stops_us, returns_us = BEGIN_US + 2_490_000, BEGIN_US + 8_400_000
    sent = [frame for frame in frames if not stops_us <= frame.time_us < returns_us]
    items = merge((rendition, sent), (tone, sound(seconds=10).frames))
    parts = pack(Plan({"video1": rendition}, tone), items)
    assert {part.era for part in parts} == {0}
    assert all(abs(one.start_us + one.duration_us - two.start_us) <= 1 for one, two in pairwise(parts))
    shown = decode(parts, "video")
    assert_close(
        [time for time in shown if time < stops_us], sorted(frame.time_us for frame in sent if frame.time_us < stops_us)
    )
    held = [time for time in shown if stops_us <= time < returns_us]
    assert max(later - earlier for earlier, later in pairwise(held)) <= 300_100
    # It goes on with the first keyframe, for what comes before that refers to pictures that are forgotten.
    after = [frame.time_us for frame in sent if frame.time_us >= BEGIN_US + 9 * S]
    assert_close(shown[-len(after) :], sorted(after))
    times = decode_times(parts)
    assert all(earlier[0] < later[0] for earlier, later in pairwise(times))
    assert all(decoded <= time for decoded, time in times)
    heard = decode(parts, "audio")
    assert {later - earlier for earlier, later in pairwise(heard)} <= {21_333, 21_334}, "no gap"
    assert heard[-1] - heard[0] > 9 * S


def test_a_picture_that_is_only_late_is_not_held() -> None:
    rendition, tone = video(), audio()
    frames, packets = pictures(count=4 * FPS).frames, sound(seconds=8).frames
    late = [(frame.time_us + 3 * S, rendition, frame) for frame in frames]
    items = sorted([*late, *((packet.time_us, tone, packet) for packet in packets)], key=lambda each: each[0])
    parts = pack(Plan({"video1": rendition}, tone), [(whose, frame) for _, whose, frame in items])
    assert_close(decode(parts, "video"), [frame.time_us for frame in frames])
    heard = decode(parts, "audio")
    assert {later - earlier for earlier, later in pairwise(heard)} <= {21_333, 21_334}, "no gap"


def test_another_track_under_a_name_is_a_discontinuity() -> None:
    first, second = video(track="video"), video(track="video.2", width_px=64, height_px=96)
    items: list[Item] = [Plan({"video1": first}), *merge((first, pictures().frames)), Plan({"video1": second})]
    items += merge((second, shift(pictures(size=(64, 96)).frames, 2 * S)))
    parts = pack(Plan(), items)
    assert [(part.era, part.track.width_px) for part in parts if part.begins_segment] == [
        (0, 96), (0, 96), (1, 64), (1, 64)
    ]  # fmt: skip


def test_a_rendition_that_comes_back_is_a_discontinuity_only_if_it_was_still_shown() -> None:
    rendition, other = video(), video(track="video/sd")
    for gone, eras in ((frozenset({"video1"}), {0, 1}), (frozenset[str](), {0})):
        items: list[Item] = [*merge((rendition, pictures().frames), (other, pictures().frames))]
        items += [Plan({"video2": other}, gone=gone), *merge((other, shift(pictures().frames, 2 * S)))]
        items += [Plan({"video1": rendition, "video2": other})]
        items += merge((rendition, shift(pictures().frames, 4 * S)), (other, shift(pictures().frames, 4 * S)))
        parts = pack(Plan({"video1": rendition, "video2": other}), items)
        assert {part.era for part in of(parts, "video2")} == eras


def test_a_catalog_that_is_corrected_after_the_picture_has_turned_changes_nothing() -> None:
    rendition = video()
    turned = shift(pictures(size=(64, 96)).frames, 2 * S)
    corrected = video(width_px=64, height_px=96)
    items = [*merge((rendition, [*pictures().frames, *turned[:20]])), Plan({"video1": corrected})]
    parts = pack(Plan({"video1": rendition}), [*items, *merge((corrected, turned[20:]))])
    assert {part.era for part in parts} == {0, 1}
    assert len(decode([part for part in parts if part.era == 1], "video")) == 2 * FPS


def test_timestamps_that_stand_still_make_no_endless_segment() -> None:
    rendition = video()
    still = [replace(frame, time_us=BEGIN_US) for frame in pictures(count=4 * FPS).frames]
    parts = pack(Plan({"video1": rendition}), merge((rendition, still)))
    assert sum(len(decode_times([part])) for part in parts) == 4 * FPS


@pytest.mark.parametrize("codec", ["vp8", "", "theora", "av01.0.04M.08"])
def test_what_cannot_be_carried_is_said_and_the_rest_goes_on(codec: str) -> None:
    odd = video(codec, width_px=None)
    good, tone = video(track="video/sd"), audio("speex")
    packing = Packing("room")
    items = merge((odd, pictures().frames), (good, pictures().frames), (tone, sound().frames))
    parts = packing.pack([Plan({"video1": odd, "video2": good}, tone), *items])
    assert {part.track.rendition for part in parts} == {"video2"}
    assert set(packing.complaints) == {"video1", SOUND}
    assert all("HLS" in complaint for complaint in packing.complaints.values())


frame_bytes = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([frame.payload for frame in pictures(count=3).frames]).flatmap(
        lambda payload: st.tuples(st.integers(0, len(payload) - 1), st.integers(0, 255)).map(
            lambda edit: payload[: edit[0]] + bytes((edit[1],)) + payload[edit[0] + 1 :]
        )
    ),
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["avc3.42c00a", "hev1.1.6.L30.90", "vp09.00.10.08", "vp09", "av01.0.04M.08", "av01"]),
    st.one_of(st.none(), st.binary(max_size=40)),
    st.lists(st.tuples(frame_bytes, st.integers(-3 * S, 9 * S), st.booleans()), max_size=12),
)
def test_rubbish_is_left_out(codec: str, description: bytes | None, frames: list[tuple[bytes, int, bool]]) -> None:
    rendition, tone = video(codec, description=description), audio()
    packing = Packing("room")
    packing.pack([Plan({"video1": rendition}, tone, sound_alone=True)])
    for payload, off_us, keyframe in frames:
        frame = TappedFrame(payload, BEGIN_US + off_us, keyframe)
        packing.pack([(rendition, frame), (tone, frame)])
    for part in packing.finish():
        assert part.duration_us > 0
        assert part.data[4:8] == b"moof"
