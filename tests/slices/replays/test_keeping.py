"""How long replays are kept, how much they take, and what their hosts are told before they go."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from livehouse.accounts import Account
from tests.slices.replays.conftest import ON_SQLITE, OpenReplays
from tests.slices.replays.house import ReplayHouse
from tests.support import segments as live

DAY_S = timedelta(days=1).total_seconds()


async def told(house: ReplayHouse, host: Account) -> list[tuple[str, str | None, datetime | None]]:
    """What the host was told of replays, the last first."""
    notices = await house.gate.notices.newest(host.id)
    return [(notice.kind, notice.reason, notice.until) for notice in notices]


async def kept(house: ReplayHouse) -> list[str]:
    await house.work_off()
    return [row["id"] for row in await house.rows("SELECT id FROM replays ORDER BY id")]


@ON_SQLITE
async def test_ninety_days_and_a_notice_before(house: ReplayHouse) -> None:
    host = await house.sign_up("mika")
    room = await house.recorded(host, 4)
    ended_at = house.clock.now()
    house.clock.advance(82 * DAY_S)
    await house.replays.keeping.tidy()
    assert await told(house, host) == []
    house.clock.advance(2 * DAY_S)
    await house.replays.keeping.tidy()
    await house.replays.keeping.tidy()
    assert await told(house, host) == [("replay_expiring", "Songs at night", ended_at + timedelta(days=90))]
    assert await kept(house) == [room.id]
    house.clock.advance(7 * DAY_S)
    await house.replays.keeping.tidy()
    assert await kept(house) == []
    assert house.stored_files() == []


async def test_the_oldest_make_room_when_their_day_has_come(another_house: OpenReplays) -> None:
    measured = await another_house()
    host = await measured.sign_up("mika")
    rooms = [await measured.recorded(host, 6) for _ in range(3)]
    size = (await measured.rows("SELECT MAX(size_bytes) AS size FROM replays"))[0]["size"]
    # Room for three and a half; at four fifths of it the oldest is told to go.
    house: ReplayHouse = await another_house(replays_bytes_max=size * 7 // 2)
    await house.replays.keeping.tidy()
    goes_at = datetime.combine(house.clock.now().date() + timedelta(days=8), datetime.min.time(), tzinfo=UTC)
    assert await told(house, host) == [("replay_expiring", "Songs at night", goes_at)]
    async with house.browser(host) as own:
        cards = (await own.get("/me/replays")).json()["replays"]
        assert [card["deletes_early_on"] for card in cards] == [None, None, goes_at.date().isoformat()]
    # Not before its day, although there is no room left for what comes.
    full = await house.begin(host)
    await house.play(full, live.live(12, began_us=house.now_us()))
    house.clock.advance(12)
    await house.over(full, host)
    await house.replays.keeping.tidy()
    assert await kept(house) == [room.id for room in rooms]
    house.clock.advance(8 * DAY_S)
    await house.replays.keeping.tidy()
    assert await kept(house) == [room.id for room in rooms[1:]]
    # Now there is.
    fresh = await house.recorded(host, 6)
    assert fresh.id in await kept(house)


@ON_SQLITE
async def test_one_that_was_told_to_go_stays_if_there_is_room_again(another_house: OpenReplays) -> None:
    measured = await another_house()
    host = await measured.sign_up("mika")
    rooms = [await measured.recorded(host, 6) for _ in range(3)]
    size = (await measured.rows("SELECT MAX(size_bytes) AS size FROM replays"))[0]["size"]
    house: ReplayHouse = await another_house(replays_bytes_per_host_max=size * 7 // 2)
    await house.replays.keeping.tidy()
    async with house.browser(host) as own:
        mine: dict[str, Any] = (await own.get("/me/replays")).json()
        assert (mine["bytes_max"], mine["replays"][2]["deletes_early_on"] is None) == (size * 7 // 2, False)
        await own.delete(f"/replays/{rooms[2].id}")
        await house.replays.keeping.tidy()
        mine = (await own.get("/me/replays")).json()
        assert [card["deletes_early_on"] for card in mine["replays"]] == [None, None]
    house.clock.advance(9 * DAY_S)
    await house.replays.keeping.tidy()
    assert await kept(house) == [rooms[0].id, rooms[1].id]


@ON_SQLITE
async def test_a_disk_that_fills_up_by_other_things(house: ReplayHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    host = await house.sign_up("mika")
    await house.recorded(host, 6)
    monkeypatch.setattr(house.files, "free_bytes", lambda: 1_000)
    monkeypatch.setattr(house.replays._files, "free_bytes", lambda: 1_000)
    await house.replays.keeping.tidy()
    assert [kind for kind, _, _ in await told(house, host)] == ["replay_expiring"]
