"""LIVEs while they are recorded: what breaks, and what is there afterwards."""

import io
from dataclasses import replace
from datetime import timedelta

import av
import httpx
import psutil
import pytest

from livehouse.platform.database import StorageFull, StorageUnavailable
from livehouse.replays import cutter
from tests.slices.replays.conftest import ON_SQLITE, OpenReplays
from tests.slices.replays.house import ReplayHouse
from tests.support import segments as live


async def watched(browser: httpx.AsyncClient, replay_id: str) -> tuple[list[str], list[tuple[int, float]]]:
    """What a player finds: the playlist's lines, and of each stretch without a break (pictures, seconds of sound)."""
    answer = await browser.get(f"/replays/{replay_id}/index.m3u8")
    assert answer.status_code == 200, answer.text
    lines = answer.text.splitlines()
    films: list[bytes] = []
    for line in lines:
        if line.startswith("#EXT-X-MAP"):
            init = line.split('"')[1]
            films.append((await browser.get(f"/replays/{replay_id}/{init}")).content)
        elif not line.startswith("#"):
            media = await browser.get(f"/replays/{replay_id}/{line}")
            assert media.status_code == 200, media.text
            films[-1] += media.content
    return lines, [look_into(film) for film in films]


def look_into(film: bytes) -> tuple[int, float]:
    """(pictures, seconds of sound) of a film, all of which can be decoded."""
    with av.open(io.BytesIO(film)) as opened:
        pictures = sum(1 for _ in opened.decode(video=0))
        opened.seek(0)
        return pictures, sum(frame.samples for frame in opened.decode(audio=0)) / live.SOUND_HZ


async def test_a_live_from_its_first_frame_to_its_replay(house: ReplayHouse) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host)
    await house.play(room, live.live(13, began_us=house.now_us()))
    async with house.browser() as anybody:
        # While it goes on what is written can be watched.
        growing = (await anybody.get(f"/replays/{room.id}")).json()
        assert (growing["state"], growing["duration_s"], growing["download_url"]) == ("recording", 12.0, None)
        assert "#EXT-X-ENDLIST" not in (await anybody.get(growing["playlist_url"].removeprefix("/api/v1"))).text
        house.clock.advance(14)
        await house.over(room, host)
        ready = (await anybody.get(f"/replays/{room.id}")).json()
        assert (ready["state"], ready["duration_s"], ready["missing"]) == ("ready", 14.0, [])
        assert ready["bytes"] == sum(
            (house.folder / "files" / key).stat().st_size
            for key in house.stored_files(room)
            if not key.endswith("cover.jpg")
        )
        lines, films = await watched(anybody, room.id)
        assert lines[-1] == "#EXT-X-ENDLIST"
        assert [line for line in lines if line.startswith("#EXTINF")] == [
            "#EXTINF:6.000000,",
            "#EXTINF:6.000000,",
            "#EXTINF:2.000000,",
        ]
        assert films == [(14 * live.FRAMES_PER_S, pytest.approx(14, abs=0.1))]
        cover = await anybody.get(ready["cover_url"].removeprefix("/api/v1"))
        assert cover.content[:3] == b"\xff\xd8\xff"
        expires = (await house.rows("SELECT ended_at FROM rooms WHERE id = :id", id=room.id))[0]["ended_at"]
        assert ready["expires_at"][:10] == (house.clock.now() + timedelta(days=90)).date().isoformat(), expires


@ON_SQLITE
async def test_a_host_who_is_gone_for_a_while(house: ReplayHouse) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host)
    began_us = house.now_us()
    await house.play(room, live.live(8, began_us=began_us))
    # Back after 40 s, with another camera.
    await house.play(room, live.live(8, began_us=began_us + 48_000_000, width=128))
    house.clock.advance(56)
    await house.over(room, host)
    async with house.browser() as anybody:
        replay = (await anybody.get(f"/replays/{room.id}")).json()
        assert replay["duration_s"] == 16.0
        assert replay["missing"] == [{"at_s": 8.0, "duration_s": 40.0, "reason": "interrupted"}]
        lines, films = await watched(anybody, room.id)
        assert lines.count("#EXT-X-DISCONTINUITY") == 1
        assert films == [(8 * live.FRAMES_PER_S, pytest.approx(8, abs=0.1))] * 2


async def test_a_process_that_is_killed(house: ReplayHouse, another_house: OpenReplays) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host)
    began_us = house.now_us()
    await house.play(room, live.live(10, began_us=began_us))
    before = house.stored_files(room)
    await house.kill()
    house.clock.advance(25)
    successor = await another_house()
    successor.segments.queues = house.segments.queues
    await successor.look()
    await successor.play(room, live.live(6, began_us=began_us + 25_000_000))
    assert set(before) < set(successor.stored_files(room))
    successor.clock.advance(6)
    await successor.over(room, host)
    async with successor.browser() as anybody:
        replay = (await anybody.get(f"/replays/{room.id}")).json()
        # What was written, piece by piece, is there: 6 of 10 s.
        assert replay["duration_s"] == 12.0
        assert replay["missing"] == [{"at_s": 6.0, "duration_s": 19.0, "reason": "lost"}]
        assert (await watched(anybody, room.id))[1] == [(12 * live.FRAMES_PER_S, pytest.approx(12, abs=0.1))]


@ON_SQLITE
async def test_a_process_that_is_gone_when_the_live_ends(house: ReplayHouse, another_house: OpenReplays) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host)
    await house.play(room, live.live(10, began_us=house.now_us()))
    await house.kill()
    successor = await another_house()
    await successor.rooms.end(room.id, host.id)
    await successor.look()
    async with successor.browser() as anybody:
        replay = (await anybody.get(f"/replays/{room.id}")).json()
        assert (replay["state"], replay["duration_s"], replay["missing"]) == ("ready", 6.0, [])


@pytest.mark.parametrize("what", ["files", "room"])
@ON_SQLITE
async def test_a_disk_that_is_full_for_a_while(house: ReplayHouse, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host)
    began_us = house.now_us()
    await house.play(room, live.live(6, began_us=began_us))
    if what == "files":

        async def full(key: str, data: bytes) -> None:
            raise StorageFull("no room")

        monkeypatch.setattr(house.files, "put", full)
        monkeypatch.setattr(house.replays._files, "put", full)
    else:
        monkeypatch.setattr(house.files, "free_bytes", lambda: 0)
    await house.play(room, live.live(12, began_us=began_us + 6_000_000))
    # The LIVE goes on meanwhile.
    assert (await house.rooms.room(room.id, None)).state == "live"
    monkeypatch.undo()
    await house.play(room, live.live(6, began_us=began_us + 18_000_000))
    monkeypatch.setattr(house.files, "free_bytes", lambda: -1)
    await house.play(room, live.live(6, began_us=began_us + 24_000_000))
    house.clock.advance(30)
    await house.over(room, host)
    async with house.browser() as anybody:
        replay = (await anybody.get(f"/replays/{room.id}")).json()
        assert replay["duration_s"] == 12.0
        assert replay["missing"] == [
            {"at_s": 6.0, "duration_s": 12.0, "reason": "disk_full"},
            {"at_s": 12.0, "duration_s": 6.0, "reason": "disk_full"},
        ]
        monkeypatch.undo()
        assert (await watched(anybody, room.id))[1] == [(12 * live.FRAMES_PER_S, pytest.approx(12, abs=0.1))]


@ON_SQLITE
async def test_a_host_is_told_of_a_live_for_which_there_was_no_room(
    house: ReplayHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host)
    monkeypatch.setattr(house.files, "free_bytes", lambda: 0)
    await house.play(room, live.live(12, began_us=house.now_us()))
    await house.over(room, host)
    await house.work_off()
    assert await house.rows("SELECT id FROM replays") == []
    rows = await house.rows("SELECT account_id, kind, reason FROM notices")
    assert [tuple(row.values()) for row in rows] == [(host.id, "replay_missing", "Songs at night")]


@ON_SQLITE
async def test_files_that_cannot_be_reached_for_a_moment(house: ReplayHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host)
    put, failures = house.files.put, 3

    async def flaky(key: str, data: bytes) -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise StorageUnavailable("not now")
        await put(key, data)

    monkeypatch.setattr(house.files, "put", flaky)
    await house.play(room, live.live(12, began_us=house.now_us()))
    house.clock.advance(12)
    await house.over(room, host)
    async with house.browser() as anybody:
        replay = (await anybody.get(f"/replays/{room.id}")).json()
        assert (replay["duration_s"], replay["missing"]) == (12.0, [])


@ON_SQLITE
async def test_a_host_who_wants_no_replay(house: ReplayHouse) -> None:
    host = await house.sign_up("mika")
    prepared = await house.rooms.create(
        host.id, title="Between us", topic="music", audience="everyone", is_recorded=False
    )
    house.relay.broadcasting.add(prepared.id)
    room = await house.rooms.go_live(prepared.id, host.id)
    await house.look()
    assert await house.rows("SELECT id FROM replays") == []
    async with house.browser() as anybody:
        assert (await anybody.get(f"/replays/{room.id}")).json()["error"]["code"] == "no_such_replay"


@ON_SQLITE
async def test_a_live_without_a_frame_leaves_nothing(house: ReplayHouse) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host)
    await house.over(room, host)
    await house.work_off()
    assert await house.rows("SELECT id FROM replays") == []
    assert house.stored_files() == []


@ON_SQLITE
async def test_a_server_that_is_told_to_stop_writes_what_it_has(house: ReplayHouse, another_house: OpenReplays) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host)
    await house.play(room, live.live(10, began_us=house.now_us()))
    house.segments.queues[room.id].put_nowait(None)
    await house.replays.stop()
    rows = await house.rows("SELECT duration_us FROM replays")
    assert rows[0]["duration_us"] == 10_000_000


@ON_SQLITE
async def test_a_replay_that_is_deleted_while_it_is_recorded(house: ReplayHouse) -> None:
    host = await house.sign_up("mika")
    room = await house.begin(host)
    began_us = house.now_us()
    await house.play(room, live.live(8, began_us=began_us))
    async with house.browser(host) as own:
        assert (await own.delete(f"/replays/{room.id}")).status_code == 204
        assert (await own.get(f"/replays/{room.id}")).status_code == 404
        for segment in live.live(14, began_us=began_us + 8_000_000):
            house.segments.queues[room.id].put_nowait(segment)
        await house.over(room, host)
        await house.look()
        await house.work_off()
        assert (await own.get("/me/replays")).json()["replays"] == []
    assert await house.rows("SELECT id FROM replays") == []
    assert house.stored_files() == []


@ON_SQLITE
async def test_eight_hours_take_no_more_memory_than_one(house: ReplayHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    # Every segment of eight hours; in fewer files than usual, as writing files is not what is looked at.
    monkeypatch.setattr(cutter, "PIECE_US", 90_000_000)
    monkeypatch.setattr(cutter, "PIECE_US_MAX", 120_000_000)
    host = await house.sign_up("mika")
    room = await house.begin(host)
    began_us, hour_us = house.now_us(), 3_600_000_000
    process, after = psutil.Process(), []
    for hour in range(8):
        for part in range(12):
            at_us = began_us + hour * hour_us + part * hour_us // 12
            sent = live.live(300, began_us=at_us, with_sound=False)
            await house.play(room, (replace(each, discontinuity=False) for each in sent))
        after.append(process.memory_info().rss)
    assert max(after[1:]) - after[0] < 16_000_000, f"{[each // 1_000_000 for each in after]} MB"
    house.clock.advance(8 * 3_600)
    await house.over(room, host)
    async with house.browser(host) as own:
        replay = (await own.get(f"/replays/{room.id}")).json()
        assert (replay["duration_s"], replay["missing"]) == (28_800.0, [])
        # Its size is known before it is sent.
        whole = await own.head(f"/replays/{room.id}/download")
        assert int(whole.headers["content-length"]) > replay["bytes"] > 0
