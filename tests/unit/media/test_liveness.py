from livehouse.media.liveness import STEP_BYTES, Liveness


def test_it_is_offline_until_a_group_arrives() -> None:
    liveness = Liveness(silence_s=3.0)
    assert not liveness.observe(10.0, groups=0, bytes_received=0)
    assert not liveness.observe(10.5, groups=0, bytes_received=50 * STEP_BYTES)
    assert liveness.observe(11.0, groups=1, bytes_received=50 * STEP_BYTES)


def test_bytes_keep_it_online_between_distant_keyframes() -> None:
    liveness = Liveness(silence_s=3.0)
    liveness.observe(10.0, groups=1, bytes_received=0)
    for second in range(1, 10):
        assert liveness.observe(10.0 + second, groups=1, bytes_received=second * STEP_BYTES)


def test_groups_keep_it_online_without_bytes() -> None:
    liveness = Liveness(silence_s=3.0)
    for second in range(1, 10):
        assert liveness.observe(10.0 + second, groups=second, bytes_received=0)


def test_silence_takes_it_offline_and_a_group_brings_it_back() -> None:
    liveness = Liveness(silence_s=3.0)
    liveness.observe(10.0, groups=5, bytes_received=0)
    assert liveness.observe(12.9, groups=5, bytes_received=100)
    assert not liveness.observe(13.0, groups=5, bytes_received=200)
    assert not liveness.observe(13.5, groups=5, bytes_received=9 * STEP_BYTES), "bytes alone do not bring it back"
    assert liveness.observe(14.0, groups=6, bytes_received=9 * STEP_BYTES)


def test_keep_alives_are_no_sign_of_life() -> None:
    liveness = Liveness(silence_s=3.0)
    liveness.observe(0.0, groups=1, bytes_received=100)
    online = [liveness.observe(step / 2, groups=1, bytes_received=100 + 15 * step) for step in range(1, 13)]
    assert online == [True] * 5 + [False] * 7
