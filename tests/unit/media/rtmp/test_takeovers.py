"""Of two encoders with one key the newer stays, and is left in peace."""

from livehouse.media.rtmp.takeovers import HOLD_S, ROOMS_MAX, Takeovers

ROOM = "01jroom000000000000000000a"


def test_the_newer_takes_over_and_the_older_does_not_come_back() -> None:
    takeovers = Takeovers()
    assert takeovers.may_take(ROOM, 0, is_sending=True)
    takeovers.note(ROOM, 0)
    # It tries again, later each time.
    for now_s in (2, 5, 50, 50 + HOLD_S - 1):
        assert not takeovers.may_take(ROOM, now_s, is_sending=True)
    assert takeovers.may_take(ROOM, 60, is_sending=False), "the newer one has stopped, or its line is dead"
    assert takeovers.may_take("another", 60, is_sending=True)
    assert takeovers.may_take(ROOM, 50 + 2 * HOLD_S, is_sending=True)


def test_what_is_remembered_is_bounded() -> None:
    takeovers = Takeovers()
    for number in range(ROOMS_MAX + 10):
        takeovers.note(str(number), 0)
    assert takeovers.may_take("0", 1, is_sending=True)
    assert not takeovers.may_take(str(ROOMS_MAX + 9), 1, is_sending=True)
    takeovers.note("last", HOLD_S + 1)
    assert len(takeovers._held_until_s) == 1
