import pytest
from prometheus_client import CollectorRegistry

from livehouse.realtime import ChannelLimits, CloseCode
from livehouse.realtime.keeper import NOT_KEPT, Keeper
from livehouse.realtime.metrics import ChannelMetrics
from tests.support.clock import FakeClock

LIMITS = ChannelLimits(idle_s=40, pong_s_max=10, close_s_max=5, stalled_s_max=30)


class Kept:
    """A connection whose client answers pings, or does not."""

    def __init__(self, keeper: Keeper, *, answers: bool = True) -> None:
        self.heard = True
        self.slot = NOT_KEPT
        self.keeper = keeper
        self.answers = answers
        self.pings = 0
        self.closed: list[tuple[CloseCode, str]] = []
        self.aborted = False

    def ping(self) -> None:
        self.pings += 1
        if self.answers:
            self.heard = True

    def close(self, code: CloseCode, reason: str) -> None:
        self.closed.append((code, reason))
        self.keeper.closing(self)

    def abort(self) -> None:
        self.aborted = True
        self.keeper.remove(self)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def keeper(clock: FakeClock) -> Keeper:
    return Keeper(clock, LIMITS, ChannelMetrics(CollectorRegistry()))


def pass_time(keeper: Keeper, clock: FakeClock, seconds: int) -> None:
    for _ in range(seconds):
        clock.advance(1)
        keeper.sweep()


def test_the_silent_are_pinged_and_those_who_answer_stay(keeper: Keeper, clock: FakeClock) -> None:
    connection = Kept(keeper)
    keeper.add(connection)
    pass_time(keeper, clock, 600)
    assert 10 <= connection.pings <= 30
    assert not connection.closed


def test_those_who_talk_are_not_pinged(keeper: Keeper, clock: FakeClock) -> None:
    connection = Kept(keeper)
    keeper.add(connection)
    for _ in range(120):
        connection.heard = True
        pass_time(keeper, clock, 1)
    assert connection.pings == 0


def test_those_who_do_not_answer_are_closed_then_cut(keeper: Keeper, clock: FakeClock) -> None:
    connection = Kept(keeper, answers=False)
    keeper.add(connection)
    began_s = clock.monotonic()
    pass_time(keeper, clock, 20)
    assert not connection.closed
    while not connection.closed:
        pass_time(keeper, clock, 1)
    assert clock.monotonic() - began_s <= LIMITS.idle_s + LIMITS.pong_s_max + 1
    assert [code for code, _ in connection.closed] == [CloseCode.TOO_SLOW]
    assert not connection.aborted
    pass_time(keeper, clock, 5)
    assert connection.aborted


def test_an_answer_that_comes_before_the_next_visit_counts(clock: FakeClock) -> None:
    # The wheel comes round faster here than an answer is due: the visit between must not forget the answer.
    limits = ChannelLimits(idle_s=4, pong_s_max=10)
    keeper = Keeper(clock, limits, ChannelMetrics(CollectorRegistry()))
    connection = Kept(keeper)
    keeper.add(connection)
    pass_time(keeper, clock, 100)
    assert not connection.closed


def test_those_who_do_not_read_are_closed_unless_they_catch_up(keeper: Keeper, clock: FakeClock) -> None:
    stuck, slow = Kept(keeper), Kept(keeper)
    for connection in (stuck, slow):
        keeper.add(connection)
        keeper.stalled(connection)
    pass_time(keeper, clock, 20)
    keeper.stalled(stuck)
    keeper.flowing(slow)
    pass_time(keeper, clock, 10)
    assert [code for code, _ in stuck.closed] == [CloseCode.TOO_SLOW]
    assert not slow.closed


def test_a_connection_that_ended_is_left_alone(keeper: Keeper, clock: FakeClock) -> None:
    connection = Kept(keeper, answers=False)
    keeper.add(connection)
    keeper.stalled(connection)
    keeper.closing(connection)
    keeper.remove(connection)
    keeper.remove(connection)
    pass_time(keeper, clock, 200)
    assert (connection.pings, connection.closed, connection.aborted) == (0, [], False)


def test_visits_are_spread_over_time(keeper: Keeper, clock: FakeClock) -> None:
    connections = [Kept(keeper, answers=False) for _ in range(100)]
    for connection in connections:
        connection.heard = False
        keeper.add(connection)
    pinged_before = 0
    for _ in range(20):
        pass_time(keeper, clock, 1)
        pinged = sum(connection.pings for connection in connections)
        assert pinged - pinged_before == 5
        pinged_before = pinged
