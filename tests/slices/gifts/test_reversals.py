"""Gifts are taken back with the coins that they were paid with, and come back with them."""

from datetime import UTC, datetime

from livehouse.accounts import Account
from livehouse.gifts import GiftSentResult
from livehouse.ledger import AccountSpec, Line
from livehouse.payments import CoinsTakenBack, Payout, earned
from livehouse.payments.payout_provider_sandbox import SandboxPayouts
from livehouse.rooms import Room
from tests.slices.gifts.gift_fixtures import OpenGifts
from tests.slices.gifts.gift_house import GiftHouse


class Story:
    """Somebody buys 100 coins and sends most of them: 50 to one host, 30 to another, 30 to the first."""

    def __init__(self, house: GiftHouse) -> None:
        self.house = house

    async def tell(self) -> "Story":
        house = self.house
        self.mika, self.kei = await house.sign_up("mika"), await house.sign_up("kei")
        self.aoi, ren = await house.fan("aoi", 40), await house.fan("ren", 5)
        self.room, self.other = await house.go_live(self.mika), await house.go_live(self.kei)
        await house.send(self.aoi, self.room, "coffee", price=10)
        house.clock.advance(10)
        self.since: datetime = house.clock.now()
        await house.give(self.aoi, 100)
        await house.send(ren, self.room, "heart", price=5)
        self.sent = [
            await self._later(self.room, "bouquet", 50),
            await self._later(self.other, "sparkler", 30),
            await self._later(self.room, "sparkler", 30),
        ]
        await house.settled()
        return self

    async def _later(self, room: Room, gift: str, price: int) -> GiftSentResult:
        self.house.clock.advance(10)
        return await self.house.send(self.aoi, room, gift, price=price)

    async def dispute(self, coins: int) -> None:
        await self.house.take_back(self.aoi, coins, self.since)

    async def taken_back(self) -> list[str]:
        rows = await self.house.rows("SELECT id FROM gifts WHERE reversal_id IS NOT NULL ORDER BY id")
        return [row["id"] for row in rows]

    def ids(self, *which: int) -> list[str]:
        return [self.sent[number].gift.id for number in which]

    async def stands(self) -> tuple[int, int, int, int]:
        """Coins and debt of the sender, diamonds of both hosts."""
        house = self.house
        return (
            await house.coins(self.aoi),
            await house.owed(self.aoi),
            await house.diamonds(self.mika),
            await house.diamonds(self.kei),
        )


async def test_the_newest_gifts_go_back_until_the_debt_is_covered(gift_house: GiftHouse) -> None:
    story = await Story(gift_house).tell()
    house = gift_house
    # 47.5 diamonds, of which a half is carried.
    assert await story.stands() == (20, 0, 47, 15)
    # The wallet has 20 of 60; 40 are owed, and the last two gifts bring 60.
    await story.dispute(60)
    assert await story.taken_back() == story.ids(1, 2)
    assert await story.stands() == (20, 0, 32, 0)
    assert await house.carry(story.mika) == 5_000
    top = house.shown(story.room, "top_senders")[-1]["senders"]
    assert [(sender["account"]["handle"], sender["coins"]) for sender in top] == [("aoi", 60), ("ren", 5)]
    assert [sender.coins for sender in await house.gifts.top_senders(story.other.id, None)] == []
    assert (await house.gifts.top_senders_of_week("mika", None)).senders[0].coins == 60
    assert (await house.rooms.summary(story.room.id, story.mika.id)).diamonds == 32
    (entry,) = await house.ledger.page(f"diamonds:earned:{story.kei.id}", None, entries_max=1)
    assert (entry.kind, entry.amount, entry.details["purchase"]) == ("gift.reversed", -15, "p" * 26)
    await house.audit()


async def test_what_was_taken_back_comes_back_when_the_dispute_is_won_and_can_go_again(gift_house: GiftHouse) -> None:
    story = await Story(gift_house).tell()
    house = gift_house
    for _ in range(2):
        await story.dispute(60)
        assert await story.stands() == (20, 0, 32, 0)
        await house.give_back(story.aoi, 60)
        assert await story.taken_back() == []
        assert await story.stands() == (20, 0, 47, 15)
        assert await house.carry(story.mika) == 5_000
        await house.audit()
    # The coins that came back were spent meanwhile: as far as they go, the oldest first.
    await story.dispute(60)
    await house.send(story.aoi, story.room, "coffee", price=10, count=2)
    await house.give_back(story.aoi, 35)
    assert await story.taken_back() == story.ids(2)
    assert (await story.stands())[:2] == (5, 0)
    await house.audit()


async def test_the_same_news_twice_takes_nothing_twice(gift_house: GiftHouse) -> None:
    story = await Story(gift_house).tell()
    await story.dispute(60)
    before = await story.stands()
    async with gift_house.database.transaction() as tx:
        tx.emit(CoinsTakenBack(account_id=story.aoi.id, purchase_id="p" * 26, since=story.since))
    await gift_house.settled()
    assert await story.stands() == before


async def test_withdrawn_diamonds_stay_and_the_rest_is_a_debt_that_nobody_spends_over(gift_house: GiftHouse) -> None:
    story = await Story(gift_house).tell()
    house = gift_house
    withdrawn = AccountSpec("diamonds:withdrawn", "DIAMOND")
    async with house.database.transaction() as tx:
        await house.ledger.open(tx, [withdrawn])
    await house.post("payout.sent", Line(earned(story.mika.id).name, -47), Line(withdrawn.name, 47))
    await story.dispute(100)
    # 80 are owed; the gift to the other host brings 30 of them.
    assert await story.taken_back() == story.ids(1)
    assert await story.stands() == (0, 50, 0, 0)
    assert (await house.refused(story.aoi, story.room)).details == {"balance_coins": 0, "needed_coins": 1}
    await house.audit()


async def withdraw(house: GiftHouse, host: Account, diamonds: int) -> Payout:
    return await house.payouts.request(host.id, diamonds=diamonds, key=house.ids.new(), origin="http://venue.example")


async def test_the_newest_unsent_payout_is_called_off_for_a_gift_that_goes_back(another_gift_house: OpenGifts) -> None:
    house: GiftHouse = await another_gift_house(payout_hold_days=0, spending_leap_coins=1_000_000)
    mika, aoi, ren = await house.sign_up("mika"), await house.fan("aoi", 10_000), await house.fan("ren", 5_000)
    room = await house.go_live(mika)
    await house.send(aoi, room, "aurora", price=5_000)
    await house.send(ren, room, "aurora", price=5_000)
    url = await house.payouts.set_up(mika.id, origin="http://venue.example")
    assert isinstance(house.payouts.provider, SandboxPayouts)
    await house.payouts.provider.act(url.rpartition("/")[2], "complete")
    await house.payouts.recipient_changed(url.rpartition("/")[2])
    older, newer = await withdraw(house, mika, 2_000), await withdraw(house, mika, 2_600)
    await house.freezes.freeze(mika.id, reason="A ring.", operator_id=None)
    await house.take_back(aoi, 10_000, datetime.min.replace(tzinfo=UTC))
    assert (await house.coins(aoi), await house.owed(aoi), await house.diamonds(mika)) == (0, 0, 2_500)
    now = {payout.id: payout for payout in (await house.payouts.page(mika.id, None)).payouts}
    assert (now[older.id].state, now[newer.id].state) == ("approved", "cancelled")
    assert "Gifts in it were taken back" in (now[newer.id].reason or "")
    assert (await house.ledger.balance(earned(mika.id).name)).held == 2_500
    (letter,) = [row["subject"] for row in await house.rows("SELECT subject FROM mails")]
    assert "was called off" in letter
    await house.audit()
    # Of another gift of whose diamonds too many are on their way to the bank, nothing is called off.
    await house.freezes.lift(mika.id, reason="None.", operator_id=None)
    await house.payouts.worker.look_around()
    await house.take_back(ren, 5_000, datetime.min.replace(tzinfo=UTC))
    assert (await house.owed(ren), await house.diamonds(mika)) == (5_000, 500)
    await house.audit()


async def test_a_freeze_keeps_no_gift_from_being_taken_back(gift_house: GiftHouse) -> None:
    story = await Story(gift_house).tell()
    house = gift_house
    await house.freezes.freeze(story.mika.id, reason="A ring.", operator_id=await keeper(house))
    await story.dispute(100)
    assert await story.taken_back() == story.ids(0, 1, 2)
    assert await story.stands() == (30, 0, 7, 0)
    await house.audit()


async def keeper(house: GiftHouse) -> str:
    account: Account = await house.sign_up("keeper.one")
    return account.id
