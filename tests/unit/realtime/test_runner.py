import asyncio
import inspect
from collections.abc import AsyncIterator

import msgspec
import pytest

from livehouse.kernel.clock import SystemClock
from livehouse.kernel.errors import Conflict
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import Peer
from livehouse.realtime.router import Command, Handler
from livehouse.realtime.runner import CommandRunner, Inbox
from tests.support.channel import Screen, Stagehand, empty_projection
from tests.support.waiting import eventually


class Nothing(msgspec.Struct, frozen=True):
    pass


class Runner:
    """A runner with two workers, and peers to send from."""

    def __init__(self) -> None:
        self.stage = Stagehand()
        self.supervisor = Supervisor()
        self.runner = CommandRunner(self.stage.hub, SystemClock(), self.stage.metrics, command_s_max=0.2)
        for number in range(2):
            self.supervisor.start(f"worker-{number}", self.runner.work)

    def sender(self) -> tuple[Inbox, Screen]:
        peer, screen = self.stage.peer()
        return Inbox(peer), screen

    def submit(self, inbox: Inbox, number: int, handler: Handler[Nothing], *, unhurried: bool = False) -> None:
        waits = inspect.iscoroutinefunction(handler)
        self.runner.submit(inbox, Command(number, "test", Nothing(), handler, waits, unhurried))


@pytest.fixture
async def runner() -> AsyncIterator[Runner]:
    runner = Runner()
    yield runner
    await runner.supervisor.stop()


async def answers(screen: Screen, number: int) -> list[dict[str, object]]:
    async def ask() -> bool:
        return len(screen.frames) >= number

    await eventually(ask, within_s=5, every_s=0.001)
    return screen.take()


async def test_commands_of_one_connection_run_in_order(runner: Runner) -> None:
    inbox, screen = runner.sender()
    running = 0

    async def handler(peer: Peer, payload: Nothing) -> None:
        nonlocal running
        running += 1
        assert running == 1
        await asyncio.sleep(0.001)
        running -= 1

    for number in range(20):
        runner.submit(inbox, number, handler)
    assert [answer["id"] for answer in await answers(screen, 20)] == list(range(20))


async def test_commands_that_are_answered_later_keep_no_worker_and_their_order(runner: Runner) -> None:
    waiting: list[asyncio.Future[Nothing]] = []

    def handler(peer: Peer, payload: Nothing) -> "asyncio.Future[Nothing]":
        waiting.append(asyncio.get_running_loop().create_future())
        return waiting[-1]

    crowd = [runner.sender() for _ in range(5)]
    for inbox, _ in crowd:
        runner.submit(inbox, 1, handler)
        runner.submit(inbox, 2, handler)
    # More than there are workers, and of each connection the first alone.
    assert len(waiting) == 5
    waiting[0].set_result(Nothing())
    waiting[1].set_exception(Conflict("No."))
    waiting[2].cancel()
    outcomes = [(await answers(screen, 1))[0] for _, screen in crowd[:3]]
    assert [outcome["id"] for outcome in outcomes] == [1, 1, 1]
    assert "result" in outcomes[0]
    assert [outcome["error"]["code"] for outcome in outcomes[1:]] == ["conflict", "unavailable"]  # type: ignore[index]

    async def second_ones() -> bool:
        return len(waiting) == 8

    await eventually(second_ones, within_s=5, every_s=0.001)
    waiting[5].set_result(Nothing())
    assert [answer["id"] for answer in await answers(crowd[0][1], 1)] == [2]


async def test_a_flood_from_one_does_not_delay_another(runner: Runner) -> None:
    flooder, _ = runner.sender()
    other, screen = runner.sender()
    done = 0

    async def handler(peer: Peer, payload: Nothing) -> None:
        nonlocal done
        done += 1
        await asyncio.sleep(0)

    for number in range(1_000):
        runner.submit(flooder, number, handler)
    runner.submit(other, 1, handler)
    await answers(screen, 1)
    assert done < 100


async def test_every_outcome_is_an_answer(runner: Runner) -> None:
    inbox, screen = runner.sender()

    async def refuse(peer: Peer, payload: Nothing) -> None:
        raise Conflict("Not now.")

    async def fail(peer: Peer, payload: Nothing) -> None:
        raise ZeroDivisionError

    async def hang(peer: Peer, payload: Nothing) -> None:
        await asyncio.sleep(60)

    async def return_nonsense(peer: Peer, payload: Nothing) -> dict[str, object]:
        return {"cannot be encoded": object()}

    async def succeed(peer: Peer, payload: Nothing) -> dict[str, object]:
        return {"likes": 3}

    for number, handler in enumerate([refuse, fail, hang, return_nonsense, succeed]):
        runner.submit(inbox, number, handler)
    outcomes = [
        answer.get("result") or (answer["error"]["code"], answer["error"]["retry"])  # type: ignore[index]  # it has one of both
        for answer in await answers(screen, 5)
    ]
    assert outcomes == [
        ("conflict", False),
        ("internal", True),
        ("unavailable", True),
        ("internal", True),
        {"likes": 3},
    ]


async def test_what_waits_for_nothing_is_done_at_once_but_never_before_what_was_sent_before_it(runner: Runner) -> None:
    inbox, screen = runner.sender()
    done: list[str] = []

    def prompt(peer: Peer, payload: Nothing) -> None:
        done.append("prompt")

    async def slow(peer: Peer, payload: Nothing) -> None:
        await asyncio.sleep(0.001)
        done.append("slow")

    def refuse(peer: Peer, payload: Nothing) -> None:
        raise Conflict("Not now.")

    def fail(peer: Peer, payload: Nothing) -> None:
        raise ZeroDivisionError

    for number, handler in enumerate([prompt, refuse, fail]):
        runner.submit(inbox, number, handler)
    assert [answer.get("error", {}).get("code") for answer in screen.take()] == [None, "conflict", "internal"]

    for number, handler in enumerate([slow, prompt]):
        runner.submit(inbox, number, handler)
    assert [answer["id"] for answer in await answers(screen, 2)] == [0, 1]
    assert done == ["prompt", "slow", "prompt"]


async def test_an_unhurried_answer_leaves_with_the_tick_and_a_refusal_at_once(runner: Runner) -> None:
    hub, scheduler = runner.stage.hub, runner.stage.scheduler
    await hub.open("room", empty_projection)
    inbox, screen = runner.sender()
    await hub.subscribe(inbox.peer, "room")
    inbox.peer.release()
    scheduler.advance(1)
    screen.take()

    def like(peer: Peer, payload: Nothing) -> dict[str, object]:
        hub.contribute("room", "p", likes=5)
        return {"likes": 5}

    def refuse(peer: Peer, payload: Nothing) -> None:
        raise Conflict("Not now.")

    runner.submit(inbox, 1, like, unhurried=True)
    runner.submit(inbox, 2, refuse, unhurried=True)
    assert [answer["id"] for answer in screen.take()] == [2]
    scheduler.advance(1)
    assert len(screen.frames) == 1, "the answer and the tick are one write"
    assert [message["type"] for message in screen.take()] == ["answer", "tick"]


async def test_ticks_follow_the_answer_to_the_join(runner: Runner) -> None:
    hub, scheduler = runner.stage.hub, runner.stage.scheduler
    await hub.open("room", empty_projection)
    inbox, screen = runner.sender()

    async def join(peer: Peer, payload: Nothing) -> dict[str, object]:
        snapshot = await hub.subscribe(peer, "room")
        hub.contribute("room", "p", likes=5)
        scheduler.advance(1)
        assert not screen.frames, "the tick would overtake the answer"
        return snapshot.result()

    runner.submit(inbox, 1, join)
    await answers(screen, 0)
    assert [message["type"] for message in await answers(screen, 2)] == ["answer", "tick"]


async def test_a_join_that_fails_after_all_leaves_the_peer_outside(runner: Runner) -> None:
    hub, scheduler = runner.stage.hub, runner.stage.scheduler
    await hub.open("room", empty_projection)
    inbox, screen = runner.sender()

    async def join(peer: Peer, payload: Nothing) -> None:
        await hub.subscribe(peer, "room")
        scheduler.advance(1)
        raise Conflict("No.")

    runner.submit(inbox, 1, join)
    (answer,) = await answers(screen, 1)
    assert "error" in answer
    await asyncio.sleep(0)
    assert (inbox.peer.room, hub.viewers_here("room")) == (None, 0)
    hub.contribute("room", "p", likes=5)
    scheduler.advance(1)
    assert not screen.frames


async def test_what_a_gone_peer_had_sent_is_not_run(runner: Runner) -> None:
    inbox, screen = runner.sender()
    ran: list[int] = []

    async def leave(peer: Peer, payload: Nothing) -> None:
        ran.append(1)
        runner.stage.hub.disconnect(peer)

    for number in range(3):
        runner.submit(inbox, number, leave)
    await asyncio.sleep(0.02)
    assert ran == [1]
    assert not screen.frames
    assert not inbox.commands
