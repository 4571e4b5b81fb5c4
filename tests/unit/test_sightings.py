"""What is concluded from numbered frames seen on two screens."""

import pytest

from benchmarks._sightings import NothingSeen, Sighting, advances, compare

FRAME_MS = 33.0


def shown(numbers: range | list[int], *, late_ms: float = 0.0) -> list[Sighting]:
    """Frames shown at thirty a second, each so late."""
    return [Sighting(number, 1_000 + number * FRAME_MS + late_ms) for number in numbers]


def test_a_steady_delay_is_the_delay() -> None:
    glass = compare(host=shown(range(100)), viewer=shown(range(98), late_ms=70))
    assert glass.p50_ms == pytest.approx(70)
    assert glass.p95_ms == pytest.approx(70)
    assert glass.frozen_ratio == 0
    assert (glass.seen, glass.missing, glass.stopped) == (98, 0, False)


def test_the_slowest_twentieth_shows_in_p95_only() -> None:
    viewer = shown(range(90), late_ms=60) + shown(range(90, 100), late_ms=160)
    glass = compare(host=shown(range(103)), viewer=viewer)
    assert glass.p50_ms == pytest.approx(60)
    assert glass.p95_ms == pytest.approx(160)


def test_frames_that_only_the_host_saw_are_missing() -> None:
    viewer = [sighting for sighting in shown(range(100), late_ms=70) if sighting.number not in (40, 50, 51)]
    assert compare(host=shown(range(103)), viewer=viewer).missing == 3


def test_a_pause_is_frozen_time() -> None:
    viewer = shown(range(40), late_ms=70) + shown(range(70, 100), late_ms=70)
    glass = compare(host=shown(range(103)), viewer=viewer)
    assert glass.frozen_ms == pytest.approx(31 * FRAME_MS)
    assert glass.missing == 30
    assert not glass.stopped


def test_a_picture_that_stopped_for_good_is_told_from_a_pause() -> None:
    glass = compare(host=shown(range(200)), viewer=shown(range(100), late_ms=70))
    assert glass.stopped
    assert glass.frozen_ratio > 0.4


def test_a_clip_that_starts_over_is_not_a_long_delay() -> None:
    again_ms = 1_000 + 900 * FRAME_MS
    host = [*shown(range(900)), *(Sighting(number, again_ms + number * FRAME_MS) for number in range(60))]
    viewer = [Sighting(sighting.number, sighting.at_ms + 80) for sighting in host[:-4]]
    glass = compare(host=host, viewer=viewer)
    assert glass.p95_ms == pytest.approx(80)
    assert advances(viewer)


def test_nothing_seen_is_not_a_good_result() -> None:
    with pytest.raises(NothingSeen):
        compare(host=shown(range(100)), viewer=[])
    with pytest.raises(NothingSeen):
        compare(host=shown(range(50)), viewer=shown(range(500, 550)))


def test_a_picture_that_jumps_back_does_not_advance() -> None:
    assert not advances(shown([1, 2, 3, 2, 3, 2]))
    assert not advances([])
