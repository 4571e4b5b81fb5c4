"""The moment in which access opens, whatever brings it about."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from livehouse.accounts import Account
from livehouse.live_access import LiveAccessOpened, NoLiveAccess
from livehouse.platform.database import UtcDateTime
from tests.slices.live_access.helping import DAY_S, done, followed, told, write_policy
from tests.slices.moderation.helping import typed
from tests.slices.rooms.fixtures import OpenHouse
from tests.slices.rooms.house import House


class Brink:
    """A house whose policy asks for three followers, and somebody who has two of them."""

    def __init__(self, house: House, file: Path) -> None:
        self.house = house
        self.file = file
        self.opened: list[LiveAccessOpened] = []
        house.events.subscribe(LiveAccessOpened, self._hear)

    async def _hear(self, event: LiveAccessOpened) -> None:
        self.opened.append(event)

    async def somebody(self, handle: str = "mika", *, fans: int = 2, born: date = date(1990, 5, 17)) -> Account:
        """Somebody who has looked at the access page, once the fans were there."""
        account = await self.house.sign_up(handle, born=born)
        await followed(self.house, account, [f"fan{number}" for number in range(fans)])
        async with self.house.browser(account) as browser:
            await browser.get("/live-access")
        await self.house.settled()
        self.opened.clear()
        self.house.told.clear()
        return account

    async def notices(self, account: Account) -> list[str]:
        async with self.house.browser(account) as browser:
            return [notice["kind"] for notice in done(await browser.get("/me/notices"))["notices"]]


@pytest.fixture
async def brink(another_house: OpenHouse, tmp_path: Path) -> AsyncIterator[Brink]:
    file = write_policy(tmp_path)
    house: House = await another_house(live_policy=str(file))
    yield Brink(house, file)
    await house.settled()


async def test_the_follow_that_was_missing_opens_access_at_once(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody()
    with pytest.raises(NoLiveAccess, match="1 more follower"):
        await house.prepare(mika)
    await followed(house, mika, ["fan2"])
    assert told(house) == [(mika.id, "live_access_opened")]
    assert [(event.account_id, event.policy_version) for event in brink.opened] == [(mika.id, "p1")]
    assert await brink.notices(mika) == ["live_access_opened"]
    assert (await house.prepare(mika)).host.handle == "mika"


async def test_it_is_told_once(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody()
    fans = [await house.sign_up(f"late{number}", may_go_live=False) for number in range(4)]
    await asyncio.gather(*(house.accounts.follow(fan.id, "mika") for fan in fans))
    await house.settled()
    await asyncio.gather(*(house.gate.brink.look(mika.id) for _ in range(4)))
    await house.settled()
    assert told(house) == [(mika.id, "live_access_opened")]
    assert len(brink.opened) == 1


async def test_what_was_judged_earlier_does_not_replace_what_was_judged_later(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody()
    house.clock.advance(1)
    # Another process is slow to write what it saw before the follow.
    before = await house.live_access.access_live(mika.id)
    house.clock.advance(1)
    await followed(house, mika, ["fan2"])
    await house.gate.brink.note(mika.id, before, notify=True)
    await house.gate.brink.look(mika.id)
    await house.settled()
    assert told(house) == [(mika.id, "live_access_opened")]
    assert len(brink.opened) == 1


async def test_who_is_not_there_yet_hears_nothing(brink: Brink) -> None:
    mika = await brink.somebody(fans=0)
    await followed(brink.house, mika, ["fan0", "fan1"])
    assert (brink.house.told, brink.opened) == ([], [])
    assert await brink.notices(mika) == []


async def test_who_never_asked_is_not_waiting(brink: Brink) -> None:
    house = brink.house
    mika = await house.sign_up("mika")
    await followed(house, mika, ["fan0", "fan1", "fan2"])
    assert told(house) == []
    assert await house.rows("SELECT * FROM live_judgements") == []


async def test_a_grant_opens_access_at_once(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody(fans=0)
    review = await house.gate.reviews.apply(mika.id, "I teach the violin.")
    await house.gate.reviews.decide(review.id, grants=True, reason="", until=None, operator_id="0" * 26)
    await house.settled()
    assert told(house) == [(mika.id, "review_granted"), (mika.id, "live_access_opened")]
    assert len(brink.opened) == 1


async def test_a_standing_that_is_lifted_opens_access_at_once(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody(fans=3)
    await typed(house, mika, "suspend")
    await house.settled()
    assert not (await house.live_access.access_live(mika.id)).allowed
    assert told(house) == []
    await typed(house, mika, "lift")
    await house.settled()
    assert told(house) == [(mika.id, "live_access_opened")]


async def test_a_suspension_ends_by_itself_and_is_told(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody(fans=3)
    await typed(house, mika, "suspend", days=2)
    await house.settled()
    await house.gate.brink.look_around()
    house.clock.advance(2 * DAY_S - 1)
    await house.gate.brink.look_around()
    await house.settled()
    assert told(house) == []
    house.clock.advance(1)
    assert await house.gate.brink.look_around() == 1
    await house.settled()
    assert told(house) == [(mika.id, "live_access_opened")]


async def test_strikes_fade_by_themselves_and_it_is_told(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody(fans=3)
    for _ in range(3):
        await typed(house, mika, "strike")
        house.clock.advance(DAY_S)
    await house.settled()
    with pytest.raises(NoLiveAccess, match="3 strikes"):
        await house.prepare(mika)
    house.clock.advance(86 * DAY_S)
    await house.gate.brink.look_around()
    await house.settled()
    assert told(house) == []
    house.clock.advance(DAY_S)
    await house.gate.brink.look_around()
    await house.settled()
    assert told(house) == [(mika.id, "live_access_opened")]


async def test_a_birthday_is_told(brink: Brink) -> None:
    house, june = brink.house, await brink.somebody("june", fans=3, born=date(2010, 3, 15))
    assert await house.gate.brink.look_around() == 0
    # Midnight in UTC is four hours away.
    house.clock.advance(4 * 3_600)
    await house.gate.brink.look_around()
    await house.settled()
    assert told(house) == [(june.id, "live_access_opened")]


async def test_accepting_the_terms_is_answered_and_needs_no_notice(brink: Brink) -> None:
    house = brink.house
    mika = await house.sign_up("mika", may_go_live=False)
    await followed(house, mika, ["fan0", "fan1", "fan2"])
    async with house.browser(mika) as browser:
        assert done(await browser.get("/live-access"))["allowed"] is False
        assert done(await browser.post("/live-access/terms", json={"version": "t2"}))["allowed"] is True
    await house.settled()
    assert told(house) == []
    assert [event.account_id for event in brink.opened] == [mika.id]


async def test_a_requirement_that_is_lost_closes_access_for_the_next_live(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody(fans=3)
    room = await house.go_live(mika)
    fan = await house.accounts.access_by_handle("fan0")
    await house.accounts.unfollow(fan.id, "mika")
    await house.settled()
    assert (await house.rooms.room(room.id, None)).state == "live"
    await house.rooms.end(room.id, mika.id)
    with pytest.raises(NoLiveAccess, match="1 more follower"):
        await house.prepare(mika)
    # It opens again as it did the first time.
    await followed(house, mika, ["fan0"])
    assert told(house) == [(mika.id, "live_access_opened")]


async def test_another_region_counts_from_its_day_on(another_house: OpenHouse, tmp_path: Path) -> None:
    file = write_policy(tmp_path)
    with file.open("a") as policy:
        policy.write("[regions.IS.followers]\nmin = 1\n[regions.IS.quality]\nfollowers_min = 1\n")
    brink = Brink(await another_house(live_policy=str(file)), file)
    house, mika = brink.house, await brink.somebody(fans=2)
    async with house.database.transaction() as tx:
        moves = sa.text("UPDATE accounts SET region_next = 'IS', region_next_at = :at WHERE id = :id")
        moves = moves.bindparams(sa.bindparam("at", house.clock.now() + timedelta(days=30), UtcDateTime), id=mika.id)
        await tx.execute(moves)
    house.clock.advance(30 * DAY_S - 1)
    await house.gate.brink.look_around()
    with pytest.raises(NoLiveAccess, match="1 more follower"):
        await house.prepare(mika)
    house.clock.advance(3_601)
    await house.gate.brink.look_around()
    await house.settled()
    assert told(house) == [(mika.id, "live_access_opened")]


async def test_a_policy_that_changes_in_mid_live_ends_nothing(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody(fans=3)
    room = await house.go_live(mika)
    write_policy(brink.file.parent, version="p2", followers_min=1_000)
    assert house.live_access.reload()
    await house.gate.brink.look(mika.id)
    await house.gate.brink.look_around()
    await house.settled()
    assert (await house.rooms.room(room.id, None)).state == "live"
    await house.lose_picture(room.id)
    house.relay.broadcasting.add(room.id)
    await house.rooms.publisher_changed(room.id, online=True)
    await house.settled()
    assert (await house.rooms.room(room.id, None)).state == "live"
    await house.rooms.end(room.id, mika.id)
    with pytest.raises(NoLiveAccess) as refused:
        await house.prepare(mika)
    assert refused.value.details["policy_version"] == "p2"


async def test_a_policy_that_asks_for_less_opens_access_to_those_who_wait(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody(fans=2)
    write_policy(brink.file.parent, version="p2", followers_min=2)
    assert house.live_access.reload()
    assert await house.gate.brink.look_around() == 1
    await house.settled()
    assert [(event.account_id, event.policy_version) for event in brink.opened] == [(mika.id, "p2")]
    assert told(house) == [(mika.id, "live_access_opened")]
    assert await house.gate.brink.look_around() == 0


async def test_a_policy_that_cannot_be_used_changes_nobodys_access(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody(fans=3)
    brink.file.write_text("followers = nonsense")
    assert not house.live_access.reload()
    judgement = await house.live_access.access_live(mika.id)
    assert (judgement.allowed, judgement.policy_version) == (True, "p1")


async def test_notices_are_read_by_their_owner_alone(brink: Brink) -> None:
    house, mika = brink.house, await brink.somebody(fans=2)
    await followed(house, mika, ["fan2"])
    async with house.browser(mika) as browser, house.browser(await house.sign_up("ren")) as other:
        (notice,) = done(await browser.get("/me/notices"))["notices"]
        assert notice["read_at"] is None
        assert done(await other.put("/me/notices/read", json={"id": notice["id"]}))["notices"] == []
        assert done(await browser.put("/me/notices/read", json={"id": "nonsense"}))["notices"] == [notice]
        house.clock.advance(60)
        (read,) = done(await browser.put("/me/notices/read", json={"id": notice["id"]}))["notices"]
        assert read == {**notice, "read_at": "2026-03-14T20:01:00Z"}
        house.clock.advance(60)
        assert done(await browser.put("/me/notices/read", json={"id": notice["id"]}))["notices"] == [read]
