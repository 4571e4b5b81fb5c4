from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.replays.cutter import PIECE_US_MAX, Cut, Cutter
from tests.support.segments import BEGAN_US, SEGMENT_US, Segment

S = 1_000_000


def video(at_s: float, *, rendition: str = "video1", height: int = 960, **more: object) -> Segment:
    segment = Segment(
        rendition, "video", 0, BEGAN_US + int(at_s * S), SEGMENT_US, b"v", b"", width_px=540, height_px=height
    )
    return replace(segment, **more)  # type: ignore[arg-type]


def audio(at_s: float, **more: object) -> Segment:
    return replace(Segment("audio", "audio", 0, BEGAN_US + int(at_s * S), SEGMENT_US, b"a", b""), **more)  # type: ignore[arg-type]


def cut(segments: Iterable[Segment]) -> list[Cut]:
    cutter = Cutter()
    cuts = [each for segment in segments for each in cutter.feed(segment)]
    return cuts + cutter.flush()


def told(cuts: Iterable[Cut]) -> list[tuple[float, float, int, int, bool]]:
    """(from, for how long, pictures' segments, sounds' segments, whether it begins a run)."""
    return [
        ((each.at_us - BEGAN_US) / S, each.duration_us / S, len(each.video), len(each.audio), each.begins_run)
        for each in cuts
    ]


def test_pieces_of_six_seconds_with_the_sound_that_belongs_to_them() -> None:
    segments = [each for at in range(0, 14, 2) for each in (video(at), audio(at))]
    assert told(cut(segments)) == [(0, 6, 3, 3, True), (6, 6, 3, 3, False), (12, 2, 1, 1, False)]


def test_a_piece_waits_for_its_sound_but_not_for_ever() -> None:
    late = [audio(0), video(0), video(2), video(4), audio(2), audio(4), video(6)]
    assert told(cut(late))[0] == (0, 6, 3, 3, True)
    silent = [audio(0), *(video(at) for at in range(0, 20, 2))]
    assert [each[:3] for each in told(cut(silent))] == [(0, 6, 3), (6, 6, 3), (12, 8, 4)]


def test_the_largest_rendition_is_kept_and_the_next_one_takes_its_place() -> None:
    both = [
        each
        for at in range(0, 12, 2)
        for each in (video(at, rendition="video2", height=480), video(at, rendition="video1"))
    ]
    small_alone = [video(at, rendition="video2", height=480) for at in range(12, 18, 2)]
    cuts = cut([*both, *small_alone])
    assert [(each[0].rendition, len(each)) for each in (one.video for one in cuts)] == [
        ("video1", 3), ("video1", 3), ("video2", 3)
    ]  # fmt: skip
    assert told(cuts)[2] == (12, 6, 3, 0, False)


def test_one_rendition_after_the_other_loses_nothing() -> None:
    cuts = cut([video(0), video(2, rendition="video2", discontinuity=True), video(4, rendition="video2"),
                video(6, rendition="video2")])  # fmt: skip
    assert told(cuts) == [(0, 2, 1, 0, True), (2, 6, 3, 0, False)]


def test_a_segment_of_a_moment_is_taken_once() -> None:
    assert told(cut([video(0, duration_us=50_000)])) == [(0, 0.05, 1, 0, True)]
    short = [video(at, duration_us=50_000) for at in (0, 0.05, 0.1)]
    assert told(cut(short)) == [(0, 0.15, 3, 0, True)]


def test_what_comes_after_a_break_is_another_run() -> None:
    segments = [video(0, discontinuity=True), audio(0, discontinuity=True), video(2), audio(2)]
    again = [video(50, discontinuity=True), audio(50, discontinuity=True), video(52), audio(52)]
    assert told(cut([*segments, *again])) == [(0, 4, 2, 2, True), (50, 4, 2, 2, True)]
    # Lost on the way, without a word.
    assert told(cut([video(0), video(2), video(4), video(30), video(32), video(34)]))[1] == (30, 6, 3, 0, True)


def test_sound_alone_is_recorded_too() -> None:
    assert told(cut(audio(at) for at in range(0, 14, 2))) == [(0, 6, 0, 3, True), (6, 8, 0, 4, False)]
    # A camera that is switched off for a while.
    segments = [video(0), audio(0), *(audio(at) for at in range(2, 20, 2))]
    assert told(cut(segments))[:2] == [(0, 2, 1, 1, True), (2, 6, 0, 3, False)]


def test_pieces_begin_at_keyframes_where_these_are_not_absurdly_far_apart() -> None:
    sparse = [video(at, independent=at % 10 == 0) for at in range(0, 40, 2)]
    assert [each[:2] for each in told(cut(sparse))] == [(0, 10), (10, 10), (20, 10), (30, 10)]
    never = [video(at, independent=at == 0) for at in range(0, 70, 2)]
    assert [each[:2] for each in told(cut(never))] == [(0, 30), (30, 30), (60, 10)]


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["video1", "video2", "audio"]), st.integers(-5, 300), st.booleans(), st.booleans()),
        max_size=200,
    )
)
def test_whatever_is_sent_it_keeps_little_and_ends(sent: list[tuple[str, int, bool, bool]]) -> None:
    cutter = Cutter()
    taken = 0
    for rendition, at_s, discontinuity, independent in sorted(sent, key=lambda one: one[1]):
        make = audio if rendition == "audio" else video
        more: dict[str, object] = {"duration_us": 30_000 if at_s % 3 == 0 else SEGMENT_US}
        if rendition != "audio":
            more |= {"rendition": rendition, "independent": independent}
        for each in cutter.feed(make(at_s, discontinuity=discontinuity, **more)):
            assert each.video or each.audio
            assert 0 < each.duration_us <= PIECE_US_MAX + 10 * S
            taken += 1
    left = cutter.flush()
    assert len(left) <= 3
    assert cutter.flush() == []
    assert bool(taken or left) == bool(sent)
