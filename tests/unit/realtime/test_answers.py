"""Answers that leave with a tick: in one write with it, each exactly once, whatever happens to whom they are for."""

from random import Random

import pytest

from livehouse.realtime import HubLimits, Peer, ticks
from livehouse.realtime.frames import Encoded
from tests.support.channel import Said, Screen, Stagehand, empty_projection

SOON_S = 1.0


def answer(number: int) -> Encoded:
    return Encoded(b'{"type":"answer","id":%d}' % number)


def answers_in(screen: Screen) -> list[int]:
    return [message["id"] for message in screen.take() if message["type"] == "answer"]


@pytest.fixture
async def stage() -> Stagehand:
    stage = Stagehand()
    for room in ("room", "other"):
        await stage.hub.open(room, empty_projection)
    return stage


async def test_answers_and_the_tick_are_one_write(stage: Stagehand) -> None:
    peer, screen = await stage.joined()
    _, neighbour = await stage.joined(viewer_key="neighbour")
    screen.take(), neighbour.take()
    stage.hub.contribute("room", "p", likes=2)
    stage.hub.send_with_tick(peer, answer(1))
    stage.hub.send_with_tick(peer, answer(2))
    assert screen.frames == []
    stage.scheduler.advance(0.2)
    assert (len(screen.frames), len(neighbour.frames)) == (1, 1)
    assert [message["type"] for message in screen.take()] == ["answer", "answer", "tick"]
    assert [message["type"] for message in neighbour.take()] == ["tick"]


async def test_an_answer_is_sent_though_the_room_has_nothing_to_say(stage: Stagehand) -> None:
    peer, screen = await stage.joined()
    _, neighbour = await stage.joined(viewer_key="neighbour")
    stage.scheduler.advance(1)
    screen.take(), neighbour.take()
    stage.hub.send_with_tick(peer, answer(1))
    stage.scheduler.advance(0.2)
    assert answers_in(screen) == [1]
    assert neighbour.frames == []


async def test_nobody_waits_for_a_tick_that_never_comes_to_them(stage: Stagehand) -> None:
    nowhere, screen = stage.peer("nowhere")
    stage.hub.send_with_tick(nowhere, answer(1))
    assert answers_in(screen) == [1]

    slow, screen = await stage.joined(viewer_key="slow")
    stage.hub.send_with_tick(slow, answer(2))
    slow.congested = True
    assert answers_in(screen) == [2]
    stage.hub.send_with_tick(slow, answer(3))
    assert answers_in(screen) == [3]

    leaving, screen = await stage.joined(viewer_key="leaving")
    stage.hub.send_with_tick(leaving, answer(4))
    await stage.hub.unsubscribe(leaving)
    assert answers_in(screen) == [4]

    lost, screen = await stage.joined(viewer_key="lost")
    stage.hub.send_with_tick(lost, answer(5))
    stage.hub.resync(lost)
    assert answers_in(screen) == [5]
    stage.hub.send_with_tick(lost, answer(6))
    stage.scheduler.advance(SOON_S)
    assert answers_in(screen) == [6]

    last, screen = await stage.joined(viewer_key="last")
    stage.hub.send_with_tick(last, answer(7))
    await stage.hub.forget("room")
    assert answers_in(screen) == [7]


@pytest.mark.parametrize("seed", range(30))
async def test_whatever_happens_each_answer_comes_once_and_soon(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # Ticks in parts of two, so that whatever happens also happens in the middle of one.
    monkeypatch.setattr(ticks, "WRITES_AT_ONCE", 2)
    random = Random(seed)
    stage = Stagehand(limits=HubLimits(sampled_per_s=5.0), seed=seed)
    for room in ("room", "other"):
        await stage.hub.open(room, empty_projection)
    peers: list[tuple[Peer, Screen]] = [await stage.joined(viewer_key=f"v{number}") for number in range(7)]
    asked: dict[int, list[int]] = {index: [] for index in range(len(peers))}
    got: dict[int, list[int]] = {index: [] for index in range(len(peers))}
    due: dict[int, list[tuple[float, int]]] = {index: [] for index in range(len(peers))}

    def look() -> None:
        now_s = stage.clock.monotonic()
        for index, (peer, screen) in enumerate(peers):
            got[index] += answers_in(screen)
            while due[index] and due[index][0][1] in got[index]:
                due[index].pop(0)
            assert peer.gone or not due[index] or due[index][0][0] > now_s, "an answer is overdue"

    for number in range(400):
        index = random.randrange(len(peers))
        peer, _ = peers[index]
        match random.choice(
            ["ask", "ask", "ask", "like", "say", "react", "pass", "step", "slow", "leave", "move", "lose"]
        ):
            case "ask" if not peer.gone:
                asked[index].append(number)
                due[index].append((stage.clock.monotonic() + SOON_S, number))
                stage.hub.send_with_tick(peer, answer(number))
            case "like":
                stage.hub.contribute("room", "p", likes=number)
            case "say":
                await stage.hub.publish("room", Said("x"), sampled=random.random() < 0.5, speaker=str(index))
            case "react":
                stage.hub.react("room", "🔥")
            case "pass":
                stage.scheduler.advance(random.choice([0.0, 0.01, 0.05, 0.3]))
            case "step":
                stage.scheduler.step()
            case "slow":
                peer.congested = not peer.congested
            case "leave":
                await stage.hub.unsubscribe(peer)
            case "move" if not peer.gone:
                await stage.hub.subscribe(peer, random.choice(["room", "other"]))
                peer.release()
            case "lose":
                stage.hub.resync(peer)
        look()
    stage.scheduler.advance(SOON_S)
    look()
    assert got == asked
    assert sum(map(len, asked.values())) > 50
