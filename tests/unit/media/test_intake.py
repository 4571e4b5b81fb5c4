"""Recordings one after the other on one clock, and how many pictures come at once."""

from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.media.websocket_ingest.bursts import PIECES_MIN, Bursts
from livehouse.media.websocket_ingest.intake import (
    AHEAD_US_MAX,
    BACK_US_MAX,
    SAMPLES_AT_ONCE_MAX,
    Intake,
)
from livehouse.media.websocket_ingest.protocol import MessageUnreadable, decode_message
from livehouse.media.websocket_ingest.samples import MediaRefused, Sample, VideoTrack
from tests.support.recordings import CHROMIUM, VIDEO_ENTRY, block, cluster, element, opening, recording

KEYFRAME = b"\0\0\0\1\x67keyframe"
PICTURE = b"\0\0\0\1\x61picture"
SECOND_US = 1_000_000


def frame(at_ms: int, *, keyframe: bool = True) -> bytes:
    return cluster(at_ms) + block(1, 0, KEYFRAME if keyframe else PICTURE, keyframe=keyframe)


def begun(at_us: int = 0, now_us: int = 0) -> Intake:
    intake = Intake()
    intake.begin(CHROMIUM, at_us, now_us)
    assert intake.feed(opening(VIDEO_ENTRY), now_us) == []
    return intake


def times_ms(samples: list[Sample]) -> list[int]:
    return [sample.timestamp_us // 1_000 for sample in samples]


def again(intake: Intake, at_us: int, now_us: int) -> None:
    intake.begin(CHROMIUM, at_us, now_us)
    intake.feed(opening(VIDEO_ENTRY), now_us)


def test_the_first_recording_begins_at_zero_wherever_the_pages_clock_is() -> None:
    intake = begun(at_us=987_654_321)
    assert times_ms(intake.feed(frame(700) + frame(733), 0)) == [0, 33]


def test_the_next_recording_stands_where_the_pages_clock_says() -> None:
    intake = begun(at_us=5 * SECOND_US, now_us=0)
    intake.feed(frame(0) + frame(1_000), SECOND_US)
    again(intake, at_us=7 * SECOND_US, now_us=2 * SECOND_US)
    assert times_ms(intake.feed(frame(0), 2 * SECOND_US)) == [2_000]


@given(claimed_us=st.integers(0, 2**53), later_us=st.integers(0, 10**9))
def test_whatever_the_page_says_time_goes_on_and_not_far_ahead(claimed_us: int, later_us: int) -> None:
    intake = begun(at_us=50 * SECOND_US)
    intake.feed(frame(0) + frame(3_000), 3 * SECOND_US)
    now_us = 3 * SECOND_US + later_us
    again(intake, at_us=claimed_us, now_us=now_us)
    (sample,) = intake.feed(frame(0), now_us)
    assert 3 * SECOND_US < sample.timestamp_us <= now_us + AHEAD_US_MAX


def test_what_comes_before_a_keyframe_is_left_out() -> None:
    intake = begun()
    samples = intake.feed(frame(0, keyframe=False) + frame(33) + frame(66, keyframe=False), 0)
    assert [sample.payload for sample in samples] == [KEYFRAME, PICTURE]


def test_what_is_no_samples_is_counted_once_it_was_read() -> None:
    intake = begun()
    assert intake.overhead_bytes == len(opening(VIDEO_ENTRY))
    before, whole = intake.overhead_bytes, frame(0) + frame(33)
    for at in range(0, len(whole), 7):
        intake.feed(whole[at : at + 7], 0)
    assert intake.overhead_bytes - before == len(whole) - 2 * len(KEYFRAME)
    before = intake.overhead_bytes
    intake.feed(element(0xEC, b"") * 100, 0)
    assert intake.overhead_bytes - before == 100 * len(element(0xEC, b""))


def test_a_real_recording_has_little_that_is_no_samples() -> None:
    intake, whole = Intake(), b"".join(piece.data for piece in recording(5))
    intake.begin(CHROMIUM, 0, 0)
    intake.feed(whole, 0)
    # Of a small picture; a larger one has hardly more of it.
    assert intake.overhead_bytes < 5 * 10_000


def test_time_that_stands_still_is_taken() -> None:
    assert times_ms(begun().feed(frame(0) + frame(0) + frame(0), 0)) == [0, 0, 0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (frame(0) + frame(AHEAD_US_MAX // 1_000 + 1), "runs ahead"),
        (frame(1_000) + frame(9_000) + frame(9_000 - BACK_US_MAX // 1_000 - 1), "goes back"),
        (frame(0) * (SAMPLES_AT_ONCE_MAX + 1), "samples a second|far more elements"),
        (cluster(0) + block(1, 0, b"\0\0\0\x05hello", keyframe=True), "neither a start code"),
    ],
    ids=["ahead", "back", "too many", "no start code"],
)
def test_what_cannot_be_true_is_refused(data: bytes, reason: str) -> None:
    intake = begun()
    pieces = [data[at : at + 60_000] for at in range(0, len(data), 60_000)]
    with pytest.raises(MediaRefused, match=reason):
        list(map(intake.feed, pieces, repeat(0)))


def test_data_without_a_recording_is_refused() -> None:
    with pytest.raises(MediaRefused, match="before the recording"):
        Intake().feed(b"x", 0)
    intake = begun()
    intake.end()
    with pytest.raises(MediaRefused, match="before the recording"):
        intake.feed(b"x", 0)


@pytest.mark.parametrize("mime", ["", "video/quicktime", "audio/ogg;codecs=opus", "text/html"])
def test_only_what_can_be_read_is_begun(mime: str) -> None:
    with pytest.raises(MediaRefused, match="video/webm or video/mp4"):
        Intake().begin(mime, 0, 0)


@given(text=st.text(max_size=60) | st.sampled_from(['{"type":"enter"}', '{"type":"ping","id":-1}', "[]", "null"]))
def test_what_is_no_message_is_unreadable(text: str) -> None:
    with pytest.raises(MessageUnreadable):
        decode_message(text)


def piece(*at_ms: int) -> list[Sample]:
    return [Sample(VideoTrack("vp8"), b"x", at * 1_000, keyframe=True) for at in at_ms]


def told(bursts: Bursts, ends_ms: list[int]) -> list[int]:
    answers = [bursts.observe(piece(end - 20, end)) for end in ends_ms]
    return [answer // 1_000 for answer in answers if answer is not None]


def test_players_are_told_once_how_much_comes_at_once() -> None:
    assert told(Bursts(), [120 * index for index in range(1, 200)]) == [120]


def test_a_busy_machines_first_seconds_and_later_hiccups_do_not_count() -> None:
    ends = [2_000, 3_500, 5_000, *[5_000 + 100 * index for index in range(1, 60)]]
    for at in (20, 30, 40):
        ends[at:] = [end + 4_000 for end in ends[at:]]
    assert told(Bursts(), ends) == [100]


def test_pieces_that_become_larger_for_good_are_told_again() -> None:
    ends = [100 * index for index in range(1, 40)]
    assert told(Bursts(), [*ends, *[ends[-1] + 1_000 * index for index in range(1, 40)]]) == [100, 1_000]


def test_another_recordings_time_is_not_compared() -> None:
    bursts = Bursts()
    for index in range(PIECES_MIN * 3):
        bursts.begin()
        assert bursts.observe(piece(index * 5_000)) is None
