import asyncio

import msgspec
import pytest

from livehouse.realtime import (
    ChannelLimits,
    CloseCode,
    Entry,
    HistoryLimits,
    HubLimits,
    Identity,
    Message,
    Peer,
    PeerGone,
    Recovered,
    RoomNotOpen,
    Snapshot,
)
from livehouse.realtime.protocol import encode_event
from livehouse.realtime.ticks import WRITES_AT_ONCE
from tests.support.channel import LastSaid, Pinned, Said, Screen, Stagehand, empty_projection


@pytest.fixture
async def stage() -> Stagehand:
    stage = Stagehand()
    await stage.hub.open("room", empty_projection)
    return stage


def sample(stage: Stagehand, name: str, **labels: str) -> float:
    return stage.registry.get_sample_value(name, labels) or 0.0


async def say(stage: Stagehand, *texts: str, sampled: bool = False, speaker: str | None = None) -> list[int]:
    return [await stage.hub.publish("room", Said(text), sampled=sampled, speaker=speaker) for text in texts]


# Ticks


async def test_the_first_event_of_a_quiet_room_leaves_at_once(stage: Stagehand) -> None:
    _, screen = await stage.joined()
    await say(stage, "a")
    stage.scheduler.advance(0)
    assert screen.take_offsets() == [1]


async def test_events_of_a_busy_room_are_gathered_for_one_tick(stage: Stagehand) -> None:
    _, screen = await stage.joined()
    await say(stage, "a", "b")
    stage.scheduler.advance(0)
    (first,) = screen.take()
    assert [event["text"] for event in first["events"]] == ["a", "b"]
    await say(stage, "c")
    stage.scheduler.advance(0.03)
    await say(stage, "d")
    assert screen.take() == []
    stage.scheduler.advance(0.02)
    (second,) = screen.take()
    assert [event["text"] for event in second["events"]] == ["c", "d"]
    assert (second["offset"], second["epoch"], second["room"]) == (4, "epoch-1", "room")


async def test_a_thousand_events_a_second_cost_twenty_writes_a_second(stage: Stagehand) -> None:
    _, screen = await stage.joined(audience="all")
    for _ in range(1_000):
        await say(stage, "x")
        stage.scheduler.advance(0.001)
    stage.scheduler.advance(0.05)
    assert 19 <= len(screen.frames) <= 22
    assert screen.take_offsets() == list(range(1, 1_001))


async def test_one_frame_is_shared_by_everybody_of_a_kind(stage: Stagehand) -> None:
    screens = [(await stage.joined(viewer_key=f"v{number}", deflates=True))[1] for number in range(3)]
    plain = (await stage.joined(viewer_key="plain"))[1]
    for screen in [*screens, plain]:
        screen.take()
    await say(stage, "x" * 1_000)
    stage.scheduler.advance(0)
    assert len({id(screen.frames[0]) for screen in screens}) == 1
    assert len(screens[0].frames[0]) < len(plain.frames[0])
    assert screens[0].take() == plain.take()


async def test_totals_travel_as_totals_and_reactions_add_up(stage: Stagehand) -> None:
    _, screen = await stage.joined()
    stage.hub.contribute("room", "p", likes=5)
    stage.hub.contribute("room", "p", likes=9, shares=1)
    stage.hub.react("room", "🔥")
    stage.hub.react("room", "🔥", 2)
    stage.hub.react("room", "👏")
    stage.scheduler.advance(0)
    (tick,) = screen.take()
    assert tick["counters"] == {"viewers": 1, "likes": 9, "shares": 1}
    assert tick["reactions"] == {"🔥": 3, "👏": 1}
    assert tick["events"] == []
    stage.hub.contribute("room", "p", likes=9)
    stage.scheduler.advance(1)
    assert screen.take() == [], "a total that did not change is no news"


async def test_totals_alone_travel_less_often_but_go_along_with_events(stage: Stagehand) -> None:
    _, screen = await stage.joined()
    stage.hub.contribute("room", "p", likes=1)
    stage.scheduler.advance(0)
    screen.take()
    stage.hub.contribute("room", "p", likes=2)
    stage.scheduler.advance(0.06)
    assert screen.take() == []
    await say(stage, "a")
    stage.scheduler.advance(0)
    (tick,) = screen.take()
    assert tick["counters"]["likes"] == 2
    assert len(tick["events"]) == 1


async def test_an_event_does_not_wait_behind_totals(stage: Stagehand) -> None:
    _, screen = await stage.joined()
    for likes in range(1, 100):
        stage.hub.contribute("room", "p", likes=likes)
        stage.scheduler.advance(0.01)
        if likes % 10 == 5:
            screen.take()
            (offset,) = await say(stage, "a")
            stage.scheduler.advance(0)
            assert screen.take_offsets() == [offset], "at once: no event has left for a while"


async def test_totals_alone_cost_a_big_room_no_more_than_a_small_one() -> None:
    stage = Stagehand(limits=HubLimits(volatile_writes_per_s=10))
    await stage.hub.open("room", empty_projection)
    screens = [(await stage.joined(viewer_key=f"v{number}"))[1] for number in range(5)]
    stage.scheduler.advance(10)
    for screen in screens:
        screen.take()
    for likes in range(1, 200):
        stage.hub.contribute("room", "p", likes=likes)
        stage.scheduler.advance(0.01)
    assert all(4 <= len(screen.frames) <= 5 for screen in screens)
    stage.scheduler.advance(1)
    assert screens[0].take()[-1]["counters"]["likes"] == 199
    stage.hub.contribute("room", "p", likes=200)
    await say(stage, "a")
    stage.scheduler.advance(0.05)
    assert screens[0].take_offsets() == [1], "events do not wait for that"


async def test_what_happens_in_rooms_that_are_not_open_here_is_nobodys_business(stage: Stagehand) -> None:
    assert await stage.hub.publish("elsewhere", Said("a")) == 1
    stage.hub.contribute("elsewhere", "p", likes=1)
    stage.scheduler.advance(1)


# Joining


async def test_a_newcomer_gets_the_state_and_then_what_follows(stage: Stagehand) -> None:
    await say(stage, "a", "b")
    stage.scheduler.advance(1)
    await say(stage, "c")
    peer, screen = stage.peer()
    snapshot = await stage.hub.subscribe(peer, "room")
    peer.release()
    assert isinstance(snapshot, Snapshot)
    assert snapshot.offset == 2
    assert msgspec.json.decode(snapshot.state["said"]) == ["a", "b"]
    stage.scheduler.advance(1)
    assert screen.take_offsets() == [3]


async def test_the_answer_to_a_join(stage: Stagehand) -> None:
    peer, _ = stage.peer()
    stage.hub.contribute("room", "p", likes=7)
    snapshot = await stage.hub.subscribe(peer, "room")
    assert msgspec.json.decode(msgspec.json.encode(snapshot.result(role="viewer"))) == {
        "kind": "snapshot",
        "role": "viewer",
        "epoch": "epoch-1",
        "offset": 0,
        "said": [],
        "pinned": None,
        "counters": {"viewers": 1, "likes": 7},
    }
    await say(stage, "a")
    stage.scheduler.advance(0)
    recovered = await stage.hub.subscribe(peer, "room", epoch="epoch-1", offset=0)
    assert msgspec.json.decode(msgspec.json.encode(recovered.result(role="viewer"))) == {
        "kind": "recovered",
        "role": "viewer",
        "epoch": "epoch-1",
        "offset": 1,
        "events": [{"offset": 1, "type": "said", "text": "a"}],
        "counters": {"viewers": 1, "likes": 7},
    }


async def test_what_is_held_follows_in_order_or_is_dropped(stage: Stagehand) -> None:
    peer, screen = stage.peer()
    await stage.hub.subscribe(peer, "room")
    await say(stage, "a")
    stage.scheduler.advance(1)
    await say(stage, "b")
    stage.scheduler.advance(1)
    assert screen.frames == []
    peer.release()
    assert screen.take_offsets() == [1, 2]
    peer.hold()
    await say(stage, "c")
    stage.scheduler.advance(1)
    peer.release(drop=True)
    assert screen.take() == []


@pytest.mark.parametrize(
    ("epoch", "offset"), [("epoch-0", 3), ("epoch-1", 4), ("epoch-1", -1), ("epoch-1", 10**18), ("", 0)]
)
async def test_an_impossible_position_gets_a_snapshot(stage: Stagehand, epoch: str, offset: int) -> None:
    await say(stage, "a", "b", "c")
    stage.scheduler.advance(1)
    peer, _ = stage.peer()
    assert isinstance(await stage.hub.subscribe(peer, "room", epoch=epoch, offset=offset), Snapshot)


async def test_a_position_that_history_does_not_reach_gets_a_snapshot() -> None:
    stage = Stagehand(history=HistoryLimits(events_max=3))
    await stage.hub.open("room", empty_projection)
    await say(stage, *"abcde")
    stage.scheduler.advance(1)
    peer, _ = stage.peer()
    recovered = await stage.hub.subscribe(peer, "room", epoch="epoch-1", offset=2)
    assert isinstance(recovered, Recovered)
    assert len(recovered.events) == 3
    assert isinstance(await stage.hub.subscribe(peer, "room", epoch="epoch-1", offset=1), Snapshot)


async def test_nothing_is_lost_or_doubled_when_history_takes_its_time(stage: Stagehand) -> None:
    await say(stage, "a", "b")
    stage.scheduler.advance(1)
    history = stage.broker.history
    answers: list[str] = []

    async def slow_history(*about: object) -> list[Entry] | None:
        await say(stage, "c")
        stage.scheduler.advance(1)
        await say(stage, "d")
        stage.scheduler.advance(1)
        return await history(*about) if answers else None  # type: ignore[arg-type]  # passed on as it came

    stage.broker.history = slow_history  # type: ignore[method-assign]  # a broker far away
    peer, screen = stage.peer()
    snapshot = await stage.hub.subscribe(peer, "room", epoch="epoch-1", offset=1)
    peer.release()
    assert isinstance(snapshot, Snapshot)
    assert snapshot.offset == 4
    answers.append("from now on")
    recovered = await stage.hub.subscribe(peer, "room", epoch="epoch-1", offset=3)
    peer.release()
    assert isinstance(recovered, Recovered)
    assert (recovered.offset, len(recovered.events)) == (4, 1)
    stage.scheduler.advance(1)
    assert screen.take_offsets() == [5, 6]


async def test_joining_another_room_leaves_the_first(stage: Stagehand) -> None:
    await stage.hub.open("other", empty_projection)
    peer, screen = await stage.joined()
    await stage.hub.subscribe(peer, "other")
    peer.release()
    assert (stage.hub.viewers_here("room"), stage.hub.viewers_here("other"), peer.room) == (0, 1, "other")
    stage.scheduler.advance(1)
    screen.take()
    await say(stage, "a")
    stage.scheduler.advance(1)
    assert screen.take_offsets() == []


async def test_joining_again_does_not_count_a_viewer_out_and_in(stage: Stagehand) -> None:
    changes: list[tuple[object, ...]] = []
    stage.hub.on_presence(lambda *change: changes.append(change))
    peer, screen = await stage.joined()
    await stage.hub.subscribe(peer, "room", audience="all")
    peer.release()
    await say(stage, "a")
    stage.scheduler.advance(1)
    assert screen.take_offsets() == [1]
    assert changes == [("room", "viewer", "joined")]
    await stage.hub.unsubscribe(peer)
    await stage.hub.unsubscribe(peer)
    assert [change[2] for change in changes] == ["joined", "left"]


async def test_a_host_is_not_a_viewer(stage: Stagehand) -> None:
    await stage.joined(counted=False)
    assert stage.hub.viewers_here("room") == 0
    viewer, _ = await stage.joined(viewer_key="v")
    assert stage.hub.viewers_here("room") == 1
    stage.hub.disconnect(viewer)
    assert stage.hub.viewers_here("room") == 0


async def test_who_is_gone_or_nowhere_cannot_join(stage: Stagehand) -> None:
    peer, _ = stage.peer()
    with pytest.raises(RoomNotOpen):
        await stage.hub.subscribe(peer, "nowhere")
    stage.hub.disconnect(peer)
    with pytest.raises(PeerGone):
        await stage.hub.subscribe(peer, "room")
    assert stage.hub.viewers_here("room") == 0


# Rooms


async def test_what_is_published_while_a_room_opens_is_not_lost(stage: Stagehand) -> None:
    loading, loaded = asyncio.Event(), asyncio.Event()

    async def load() -> LastSaid:
        loading.set()
        await loaded.wait()
        return LastSaid()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(stage.hub.open("slow", load))
        tasks.create_task(stage.hub.open("slow", load))
        await loading.wait()
        await stage.hub.publish("slow", Said("meanwhile"))
        assert not stage.hub.is_open("slow")
        loaded.set()
    assert stage.hub.is_open("slow")
    stage.scheduler.advance(1)
    peer, _ = stage.peer()
    snapshot = await stage.hub.subscribe(peer, "slow")
    assert isinstance(snapshot, Snapshot)
    assert msgspec.json.decode(snapshot.state["said"]) == ["meanwhile"]


async def test_a_room_that_cannot_be_loaded_can_be_tried_again(stage: Stagehand) -> None:
    async def fail() -> LastSaid:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - nothing more is known of it
        await stage.hub.open("shy", fail)
    assert not stage.hub.is_open("shy")
    await stage.hub.open("shy", empty_projection)
    assert stage.hub.is_open("shy")


async def test_forgetting_sends_the_last_word_first(stage: Stagehand) -> None:
    peer, screen = await stage.joined()
    cut_off, _ = await stage.joined(viewer_key="slow")
    stage.hub.resync(cut_off)
    await say(stage, "the end")
    await stage.hub.forget("room")
    assert screen.take_offsets() == [1]
    assert (peer.room, cut_off.room, stage.hub.viewers_here("room")) == (None, None, 0)
    with pytest.raises(RoomNotOpen):
        await stage.hub.subscribe(peer, "room")
    await stage.hub.open("room", empty_projection)
    snapshot = await stage.hub.subscribe(peer, "room", epoch="epoch-1", offset=1)
    assert (type(snapshot), snapshot.epoch != "epoch-1", snapshot.offset) == (Snapshot, True, 0)


async def test_a_new_epoch_makes_everybody_join_again(stage: Stagehand) -> None:
    peer, screen = await stage.joined()
    await say(stage, "a")
    stage.scheduler.advance(1)
    screen.take()
    mender = asyncio.create_task(stage.hub.mend())
    await stage.broker.forget("room")
    await stage.broker.publish("room", Message(encode_event(Said("b")), event=Said("b")))
    await asyncio.sleep(0.01)
    stage.scheduler.advance(1)
    assert [message for message in screen.take() if message["type"] == "resync"] == [{"type": "resync", "room": "room"}]
    snapshot = await stage.hub.subscribe(peer, "room", epoch="epoch-1", offset=1)
    assert (type(snapshot), snapshot.epoch != "epoch-1", snapshot.offset) == (Snapshot, True, 1)
    assert msgspec.json.decode(snapshot.state["said"]) == ["b"], "the projection was loaded anew"
    peer.release()
    await say(stage, "c")
    stage.scheduler.advance(1)
    assert screen.take_offsets() == [2]
    mender.cancel()


async def test_a_room_is_begun_anew_once_however_many_events_say_so(stage: Stagehand) -> None:
    _, screen = await stage.joined()
    screen.take()
    for offset in range(1, 51):
        stage.hub.on_entry("room", Entry("another", offset, Message(encode_event(Said("x")), event=Said("x"))))
    mender = asyncio.create_task(stage.hub.mend())
    await asyncio.sleep(0.01)
    mender.cancel()
    assert [message["type"] for message in screen.take()] == ["resync"]


async def test_a_room_that_takes_long_to_load_keeps_no_other_waiting(stage: Stagehand) -> None:
    may_load = asyncio.Event()

    async def load_slowly() -> LastSaid:
        await may_load.wait()
        return LastSaid()

    opening = asyncio.create_task(stage.hub.open("slow", load_slowly))
    may_load.set()
    await opening
    may_load.clear()
    _, screen = await stage.joined()
    menders = [asyncio.create_task(stage.hub.mend()) for _ in range(2)]
    for room in ("slow", "room"):
        stage.hub.on_lost(room)
    await asyncio.sleep(0.01)
    assert [message["type"] for message in screen.take()] == ["resync"]
    assert not stage.hub.is_open("slow")
    may_load.set()
    await asyncio.sleep(0.01)
    assert stage.hub.is_open("slow")
    for mender in menders:
        mender.cancel()


async def test_a_room_that_is_lost_while_it_opens_begins_anew() -> None:
    stage, may_load, loads = Stagehand(), asyncio.Event(), 0

    async def load() -> LastSaid:
        nonlocal loads
        loads += 1
        await may_load.wait()
        return LastSaid()

    mender = asyncio.create_task(stage.hub.mend())
    opening = asyncio.create_task(stage.hub.open("room", load))
    await asyncio.sleep(0)
    stage.hub.on_lost("room")
    may_load.set()
    await opening
    await asyncio.sleep(0.01)
    mender.cancel()
    assert loads == 2


async def test_an_event_of_a_newer_process_is_passed_on_and_harms_nothing() -> None:
    stage = Stagehand(event_types=(Said, Pinned))
    await stage.hub.open("room", empty_projection)
    peer, screen = await stage.joined()
    epoch = (await stage.broker.position("room")).epoch
    stage.hub.on_entry("room", Entry(epoch, 1, Message(b'{"type":"unheard of"}')))
    stage.hub.on_entry("room", Entry(epoch, 2, Message(encode_event(Said("a")))))
    stage.scheduler.advance(0)
    assert screen.take_offsets() == [1, 2]
    snapshot = await stage.hub.subscribe(peer, "room")
    assert isinstance(snapshot, Snapshot)
    assert (snapshot.offset, msgspec.json.decode(snapshot.state["said"])) == (2, ["a"])


async def test_a_big_room_is_served_in_parts_and_those_who_move_meanwhile_are_spared(stage: Stagehand) -> None:
    count = 3 * WRITES_AT_ONCE + 7
    crowd = [stage.peer(f"v{number}") for number in range(count)]
    for peer, _ in crowd:
        await stage.hub.subscribe(peer, "room")
        peer.release()
    await stage.hub.open("small", empty_projection)
    _, neighbour = await stage.joined("small", viewer_key="neighbour")
    for _, screen in crowd:
        screen.take()
    await say(stage, "a")
    stage.scheduler.step()
    served = [screen for _, screen in crowd if screen.frames]
    assert len(served) == WRITES_AT_ONCE
    # Somebody who waits for their part leaves, somebody joins again, and the small room has its say.
    waiting = [(peer, screen) for peer, screen in crowd if not screen.frames]
    (gone, gone_screen), (again, again_screen), *others = waiting
    await stage.hub.unsubscribe(gone)
    answer = await stage.hub.subscribe(again, "room", epoch="epoch-1", offset=0)
    again.release()
    assert (answer.offset, len(answer.events)) == (1, 1)  # type: ignore[union-attr]  # it knows where it stood
    await stage.hub.publish("small", Said("hello"))
    await say(stage, "b")
    stage.scheduler.step()
    assert neighbour.take_offsets() == [1], "before the big room has been served"
    assert not all(screen.frames for _, screen in others)
    stage.scheduler.advance(1)
    assert gone_screen.take() == []
    assert again_screen.take_offsets() == [2]
    for _, screen in [*others, *[(None, screen) for screen in served]]:
        assert screen.take_offsets() == [1, 2]


async def crowd_of(stage: Stagehand, count: int) -> list[tuple[Peer, Screen]]:
    crowd = [stage.peer(f"v{number}") for number in range(count)]
    for peer, _ in crowd:
        await stage.hub.subscribe(peer, "room")
        peer.release()
    stage.scheduler.advance(10)
    for _, screen in crowd:
        screen.take()
    return crowd


async def test_an_event_overtakes_totals_that_are_still_on_their_way_to_many(stage: Stagehand) -> None:
    crowd = await crowd_of(stage, 3 * WRITES_AT_ONCE)
    stage.hub.contribute("room", "here", likes=7)
    stage.scheduler.step()
    assert len([screen for _, screen in crowd if screen.frames]) == WRITES_AT_ONCE
    await say(stage, "a")
    stage.scheduler.step()
    first, *_, last = [screen.take() for _, screen in crowd]
    assert [message["counters"]["likes"] for message in first] == [7, 7]
    assert last == []
    stage.scheduler.advance(0)
    ticks = crowd[-1][1].take()
    assert [(tick["counters"]["likes"], len(tick["events"])) for tick in ticks] == [(7, 1)], "both at once, and once"
    stage.scheduler.advance(1)
    assert crowd[-1][1].take() == []


async def test_no_reaction_is_lost_or_doubled_when_an_event_comes_while_it_travels(stage: Stagehand) -> None:
    crowd = await crowd_of(stage, 3 * WRITES_AT_ONCE)
    stage.hub.react("room", "❤", 2)
    stage.scheduler.step()
    await say(stage, "a")
    stage.scheduler.advance(1)
    for _, screen in crowd:
        ticks = screen.take()
        assert sum(tick.get("reactions", {}).get("❤", 0) for tick in ticks) == 2
        assert sum(len(tick["events"]) for tick in ticks) == 1


async def test_who_falls_behind_leaves_or_joins_again_while_a_tick_travels_is_treated_as_they_are_then(
    stage: Stagehand,
) -> None:
    crowd = await crowd_of(stage, 2 * WRITES_AT_ONCE)
    await say(stage, "a", sampled=True)
    stage.scheduler.step()
    (behind, behind_screen), (gone, gone_screen), (held, held_screen), *_ = crowd[-5:]
    behind.congested = True
    stage.hub.disconnect(gone)
    held.hold()
    stage.scheduler.advance(0)
    assert behind_screen.take() == [], "sampled events are dropped first"
    assert gone_screen.take() == []
    assert held_screen.take() == []
    held.release()
    assert held_screen.take_offsets() == [1]
    assert crowd[-1][1].take_offsets() == [1]
    behind.congested = False
    await say(stage, "b")
    stage.scheduler.advance(1)
    assert behind_screen.take_offsets() == [2]


async def test_an_event_that_comes_twice_counts_once(stage: Stagehand) -> None:
    _, screen = await stage.joined()
    entry = Entry("epoch-1", 1, Message(encode_event(Said("b")), event=Said("b")))
    stage.hub.on_entry("room", entry)
    stage.hub.on_entry("room", entry)
    stage.scheduler.advance(1)
    stage.hub.on_entry("room", entry)
    stage.scheduler.advance(1)
    assert screen.take_offsets() == [1]


# Sampling


async def test_viewers_of_a_fast_room_get_a_sample_and_hosts_everything() -> None:
    stage = Stagehand(limits=HubLimits(sampled_per_s=10))
    await stage.hub.open("room", empty_projection)
    _, viewer = await stage.joined(viewer_key="v")
    _, host = await stage.joined(viewer_key="h", audience="all")
    viewer.take(), host.take()
    for number in range(100):
        await say(stage, "chatter", sampled=True, speaker=f"s{number}")
    await say(stage, "important")
    stage.scheduler.advance(0)
    assert host.take_offsets() == list(range(1, 102))
    (tick,) = viewer.take()
    offsets = [event["offset"] for event in tick["events"]]
    assert len(offsets) == 11
    assert offsets[-1] == 101
    assert tick["offset"] == 101
    await say(stage, "chatter", sampled=True, speaker="s1")
    stage.scheduler.advance(0.05)
    assert viewer.take() == []
    assert host.take_offsets() == [102]


async def test_a_returning_viewer_of_a_fast_room_is_not_swamped() -> None:
    stage = Stagehand(limits=HubLimits(recovered_sampled_max=5))
    await stage.hub.open("room", empty_projection)
    await say(stage, "first, and important")
    await say(stage, *(f"chatter {number}" for number in range(50)), sampled=True)
    await say(stage, "last, and important")
    stage.scheduler.advance(1)
    peer, _ = stage.peer()
    author = Peer("author", Identity("mika", None, "mika"), Screen(), Screen().write, deflates=False)
    viewer = await stage.hub.subscribe(peer, "room", epoch="epoch-1", offset=0)
    host = await stage.hub.subscribe(peer, "room", epoch="epoch-1", offset=0, audience="all")
    assert isinstance(viewer, Recovered)
    assert isinstance(host, Recovered)
    assert [msgspec.json.decode(event)["offset"] for event in viewer.events] == [1, 47, 48, 49, 50, 51, 52]
    assert len(host.events) == 52
    await say(stage, "mine", sampled=True, speaker="mika")
    await say(stage, *(f"chatter {number}" for number in range(50)), sampled=True)
    stage.scheduler.advance(1)
    own = await stage.hub.subscribe(author, "room", epoch="epoch-1", offset=52)
    assert isinstance(own, Recovered)
    offsets = [msgspec.json.decode(event)["offset"] for event in own.events]
    assert offsets == [53, 99, 100, 101, 102, 103], "the answer to one's own words may have been lost"


# Those who do not keep up


@pytest.fixture
async def slow_stage() -> Stagehand:
    stage = Stagehand(channel_limits=ChannelLimits(queue_bytes_soft=100, queue_bytes_resync=200, queue_bytes_max=400))
    await stage.hub.open("room", empty_projection)
    return stage


async def test_a_congested_viewer_gets_only_what_matters(slow_stage: Stagehand) -> None:
    slow, slow_screen = await slow_stage.joined(viewer_key="slow")
    _, screen = await slow_stage.joined(viewer_key="quick")
    slow_screen.take()
    slow.congested, slow_screen.unsent = True, 150
    await say(slow_stage, "chatter", sampled=True, speaker="s")
    await say(slow_stage, "important")
    slow_stage.hub.contribute("room", "p", likes=1)
    slow_stage.scheduler.advance(0)
    (tick,) = slow_screen.take()
    assert [event["text"] for event in tick["events"]] == ["important"]
    assert "counters" not in tick
    assert tick["offset"] == 2
    assert screen.take_offsets() == [1, 2]
    slow_stage.hub.contribute("room", "p", likes=2)
    slow_stage.scheduler.advance(1)
    assert slow_screen.take() == []
    assert sample(slow_stage, "livehouse_channel_drops_total", reason="congested") == 2
    slow.congested, slow_screen.unsent = False, 0
    await say(slow_stage, "again", sampled=True)
    slow_stage.scheduler.advance(1)
    assert slow_screen.take_offsets() == [3]


async def test_a_viewer_far_behind_is_told_once_to_join_again(slow_stage: Stagehand) -> None:
    slow, screen = await slow_stage.joined()
    slow.congested, screen.unsent = True, 250
    await say(slow_stage, "a")
    slow_stage.scheduler.advance(1)
    await say(slow_stage, "b")
    slow_stage.scheduler.advance(1)
    assert screen.take() == [{"type": "resync", "room": "room"}]
    assert slow_stage.hub.viewers_here("room") == 1
    slow.congested, screen.unsent = False, 0
    recovered = await slow_stage.hub.subscribe(slow, "room", epoch="epoch-1", offset=0)
    slow.release()
    assert isinstance(recovered, Recovered)
    assert len(recovered.events) == 2
    await say(slow_stage, "c")
    slow_stage.scheduler.advance(1)
    assert screen.take_offsets() == [3]


async def test_a_viewer_over_the_hard_limit_is_closed(slow_stage: Stagehand) -> None:
    slow, screen = await slow_stage.joined()
    slow.congested, screen.unsent = True, 401
    await say(slow_stage, "a")
    slow_stage.scheduler.advance(1)
    assert screen.closed == CloseCode.TOO_SLOW
    assert screen.take() == []


# Sessions and numbers


async def test_a_session_that_ends_takes_its_connections_with_it(stage: Stagehand) -> None:
    first, first_screen = stage.peer(session_id="s1")
    _, second_screen = stage.peer(session_id="s1")
    _, other_screen = stage.peer(session_id="s2")
    stage.hub.disconnect(first)
    stage.hub.close_session("s1")
    stage.hub.close_session("unknown")
    assert (first_screen.closed, second_screen.closed, other_screen.closed) == (None, CloseCode.SESSION_ENDED, None)


async def test_a_connection_that_opens_just_as_its_session_ends_is_closed(stage: Stagehand) -> None:
    stage.hub.close_session("s1")
    stage.clock.advance(ChannelLimits().handshake_s_max)
    _, late = stage.peer(session_id="s1")
    _, other = stage.peer(session_id="s2")
    assert (late.closed, other.closed) == (CloseCode.SESSION_ENDED, None)


async def test_metrics_count_per_tick(stage: Stagehand) -> None:
    for number in range(3):
        await stage.joined(viewer_key=f"v{number}")
    before = sample(stage, "livehouse_channel_deliveries_total")
    ticks = sample(stage, "livehouse_channel_ticks_total")
    await say(stage, "a", "b")
    stage.scheduler.advance(1)
    assert sample(stage, "livehouse_channel_deliveries_total") - before == 6
    assert sample(stage, "livehouse_channel_ticks_total") - ticks == 1
    assert sample(stage, "livehouse_channel_rooms") == 1
    assert sample(stage, "livehouse_channel_bytes_total") > 0


async def test_pins_and_such_fold_into_the_snapshot(stage: Stagehand) -> None:
    await stage.hub.publish("room", Pinned("look"))
    stage.scheduler.advance(1)
    peer, _ = stage.peer()
    snapshot = await stage.hub.subscribe(peer, "room")
    assert isinstance(snapshot, Snapshot)
    assert msgspec.json.decode(snapshot.state["pinned"]) == "look"


# For one account


class ForYou(msgspec.Struct, tag="for_you", tag_field="type"):
    text: str


async def test_what_is_for_one_account_reaches_each_of_its_connections_and_nobody_else(stage: Stagehand) -> None:
    phone, phone_screen = stage.peer("mika", account_id="mika", session_id="phone")
    _, laptop_screen = stage.peer("mika", account_id="mika", session_id="laptop", deflates=True)
    _, other_screen = stage.peer("ren", account_id="ren", session_id="other")
    _, stranger_screen = stage.peer("browser")
    await stage.hub.subscribe(phone, "room")
    stage.hub.tell_account("mika", ForYou("you may go live"))
    said = [{"type": "for_you", "text": "you may go live"}]
    # Before the answer to what the phone has just asked: it has nothing to do with the room.
    assert (phone_screen.take(), laptop_screen.take()) == (said, said)
    phone.release()
    assert (other_screen.take(), stranger_screen.take()) == ([], [])


async def test_who_has_gone_is_told_nothing_and_nothing_is_kept_of_them(stage: Stagehand) -> None:
    first, first_screen = stage.peer("mika", account_id="mika", session_id="s")
    second, second_screen = stage.peer("mika", account_id="mika", session_id="s")
    stage.hub.disconnect(first)
    stage.hub.tell_account("mika", ForYou("still here?"))
    assert (first_screen.take(), len(second_screen.take())) == ([], 1)
    stage.hub.disconnect(second)
    stage.hub.tell_account("mika", ForYou("anybody?"))
    assert second_screen.take() == []
    assert stage.hub.session_ids() == frozenset()
    assert stage.hub._accounts == {}


async def test_another_process_reaches_its_connections_too() -> None:
    here = Stagehand()
    _, screen = here.peer("mika", account_id="mika")
    told = msgspec.msgpack.encode((["ren", "mika"], encode_event(ForYou("from elsewhere"))))
    here.broker.notify("for-accounts", told)
    assert screen.take() == [{"type": "for_you", "text": "from elsewhere"}]


async def test_what_is_for_many_accounts_is_one_notice_to_the_processes(stage: Stagehand) -> None:
    screens = [stage.peer(name, account_id=name)[1] for name in ("mika", "ren", "sato")]
    notices: list[bytes] = []
    stage.broker.on_notice("for-accounts", notices.append)
    stage.hub.tell_accounts(["mika", "sato", "nobody"], ForYou("it has begun"))
    said = [{"type": "for_you", "text": "it has begun"}]
    assert [screen.take() for screen in screens] == [said, [], said]
    assert len(notices) == 1


async def test_a_message_without_a_type_is_refused(stage: Stagehand) -> None:
    class Untagged(msgspec.Struct):
        text: str

    with pytest.raises(TypeError, match="tag_field"):
        stage.hub.tell_account("mika", Untagged("?"))
