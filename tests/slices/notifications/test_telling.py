"""Who is told of what: once, together, and as they wish."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection
from datetime import date, timedelta
from typing import Any

import pytest

from livehouse.accounts import Account, AccountDeleted, change_store
from livehouse.chat import Call, PeopleCalled
from livehouse.notifications import hearing, store
from livehouse.notifications.hearing import CALLED_MAX
from livehouse.notifications.model import Kind, News, Notification, QuietHours, Switch, Ways
from livehouse.notifications.push_words import compose
from livehouse.notifications.service import OPEN
from livehouse.notifications.telling import TOLD_AT_ONCE
from livehouse.platform.database import Transaction
from livehouse.rooms import RoomStarted
from livehouse.schedule import Change, EventReminderDue
from livehouse.schedule import service as schedule_service
from tests.slices.notifications.conftest import ON_SQLITE, OpenHouse
from tests.slices.notifications.house import MessageHouse, listen


def said(notification: Notification) -> tuple[str, int, list[str]]:
    return notification.kind, notification.count, [account.handle for account in notification.accounts]


async def test_every_follower_is_told_of_a_live_once_however_often_it_is_told(
    house: MessageHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So that it takes several turns.
    monkeypatch.setattr(hearing, "PAGES_IN_A_TURN", 1)
    host, fan = await house.sign_up("hanna"), await house.sign_up("fanny")
    await house.follow(fan, host)
    await house.read_all(host)
    many = await house.add_followers(host, 2 * TOLD_AT_ONCE)
    room = await house.go_live(host)
    await house.caught_up()
    started = RoomStarted(room_id=room.id, host_id=host.id, at=house.clock.now())
    await house.tell(started, started)
    [one] = await house.list_of(fan)
    assert said(one) == ("host_live", 1, ["hanna"])
    assert (one.room_id, one.title, one.room_is_live, one.is_read) == (room.id, room.title, True, False)
    for follower in (many[0], many[TOLD_AT_ONCE - 1], many[-1]):
        assert [other.room_id for other in await house.list_of(follower)] == [room.id]
    [counted] = await house.rows("SELECT count(*) AS number FROM notifications WHERE kind = 'host_live'")
    assert counted["number"] == 2 * TOLD_AT_ONCE + 1


@ON_SQLITE
async def test_nobody_is_called_to_what_they_may_not_watch_or_is_over(house: MessageHouse) -> None:
    host = await house.sign_up("hanna")
    [young] = await house.add_followers(host, 1, born=date(2012, 1, 1))
    [grown] = await house.add_followers(host, 1)
    room = await house.go_live(host, audience="adults")
    await house.caught_up()
    assert [len(await house.list_of(who)) for who in (young, grown)] == [0, 1]
    await house.rooms.end(room.id, host.id)
    [late] = await house.add_followers(host, 1)
    await house.tell(RoomStarted(room_id=room.id, host_id=host.id, at=house.clock.now()))
    assert await house.list_of(late) == []
    assert not (await house.list_of(grown))[0].room_is_live


async def test_who_follows_is_told_together_until_it_is_read_and_never_twice(house: MessageHouse) -> None:
    host = await house.sign_up("hanna")
    fans = [await house.sign_up(name) for name in ("ada", "bob", "cyd", "dia")]
    for fan in fans[:3]:
        await house.follow(fan, host)
    await house.accounts.unfollow(fans[0].id, host.handle)
    await house.follow(fans[0], host)
    assert [said(one) for one in await house.list_of(host)] == [("followed", 3, ["cyd", "bob", "ada"])]
    assert await house.listed.unread(host.id) == 1
    assert await house.read_all(host) == 0
    await house.follow(fans[3], host)
    assert [said(one) for one in await house.list_of(host)] == [
        ("followed", 1, ["dia"]),
        ("followed", 3, ["cyd", "bob", "ada"]),
    ]
    assert await house.listed.unread(host.id) == 1


async def test_a_lives_gifts_are_one_notification_and_what_is_taken_back_is_no_news(house: MessageHouse) -> None:
    host, ada, bo = [await house.sign_up(name) for name in ("hanna", "ada", "bob")]
    room = await house.go_live(host)
    for _ in range(3):
        await house.give(room.id, ada, 10)
    await house.give(room.id, bo, 500)
    await house.caught_up()
    assert await house.list_of(host) == [], "they are gathered for a while"
    await house.gifts_counted()
    [one] = await house.list_of(host)
    assert (said(one), one.title) == (("gift", 2, ["bob", "ada"]), room.title)
    await house.read_all(host)
    await house.give(room.id, bo, -500)
    await house.gifts_counted()
    [one] = await house.list_of(host)
    assert (said(one), one.is_read) == (("gift", 1, ["ada"]), True)
    await house.give(room.id, ada, -30)
    await house.gifts_counted()
    assert await house.list_of(host) == []


@ON_SQLITE
async def test_what_the_platform_says_is_in_the_same_list_and_read_there(house: MessageHouse) -> None:
    host = await house.sign_up("hanna")
    until = house.clock.now() + timedelta(days=7)
    async with house.database.transaction() as tx:
        await house.gate.notices.add(tx, host.id, "review_granted", reason="Good songs.", until=until)
    await house.caught_up()
    await house.wishes.change(host.id, {"notice": Ways(in_app=False, push=False)}, None)
    async with house.database.transaction() as tx:
        await house.gate.notices.add(tx, host.id, "replay_expiring", reason="Songs", until=until)
    await house.caught_up()
    notices = [one.notice for one in await house.list_of(host) if one.kind == "notice" and one.notice is not None]
    # That one may go LIVE comes by itself here.
    told = [(notice.kind, notice.reason) for notice in notices if notice.kind != "live_access_opened"]
    assert told == [("replay_expiring", "Songs"), ("review_granted", "Good songs.")]
    await house.read_all(host)
    assert all(notice.read_at is not None for notice in await house.gate.notices.newest(host.id))


async def test_who_goes_to_an_event_is_told_of_it_and_once_that_it_began(house: MessageHouse) -> None:
    host, fan = await house.sign_up("hanna"), await house.sign_up("fanny")
    await house.follow(fan, host)
    await house.read_all(host)
    event = await house.plan(host)
    await house.schedule.say_going(event.id, fan.id)
    house.clock.advance(24 * 3_600 + 1)
    await house.look()
    await house.caught_up()
    [one] = await house.list_of(fan)
    assert (one.kind, one.lead, one.event_id, one.starts_at) == ("event_reminder", "day", event.id, event.starts_at)
    assert [other.lead for other in await house.list_of(host) if other.kind == "event_reminder"] == ["day"]
    house.clock.advance(24 * 3_600 - 600)
    await house.look()
    await house.caught_up()
    # It takes the place of the one before, and is told once.
    due = EventReminderDue(event_id=event.id, lead="ten_minutes", starts_at=event.starts_at)
    await house.tell(due, due)
    assert [(other.kind, other.lead) for other in await house.list_of(fan)] == [("event_reminder", "ten_minutes")]
    house.clock.advance(600)
    room = await house.prepare(host)
    await house.schedule.link_room(event.id, host.id, room.id)
    house.relay.broadcasting.add(room.id)
    await house.rooms.go_live(room.id, host.id)
    await house.caught_up()
    assert [(other.kind, other.room_id, other.event_id) for other in await house.list_of(fan)] == [
        ("event_began", room.id, event.id)
    ]


@ON_SQLITE
async def test_a_great_many_are_told_in_turns_with_others(house: MessageHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "PAGES_IN_A_TURN", 1)
    monkeypatch.setattr(schedule_service, "PAGE", 2)
    host, other = await house.sign_up("hanna"), await house.sign_up("otto")
    guests = [await house.sign_up(f"guest{number}") for number in range(5)]
    large, small = await house.plan(host), await house.plan(other)
    for guest in guests:
        await house.schedule.say_going(large.id, guest.id)
    await house.schedule.say_going(small.id, guests[0].id)
    await house.schedule.cancel(large.id, host.id, "")
    await house.schedule.cancel(small.id, other.id, "")
    await house.settled()
    order: list[str] = []
    tell = house.messenger.telling.tell

    async def noted(news: News, account_ids: Collection[str], *, instead_of: Collection[Kind] = ()) -> None:
        order.append("large" if news.event_id == large.id else "small")
        await tell(news, account_ids, instead_of=instead_of)

    monkeypatch.setattr(house.messenger.telling, "tell", noted)
    await house.caught_up()
    assert order == ["large", "small", "large", "large"]
    for guest in guests:
        kinds = [one.kind for one in await house.list_of(guest) if one.event_id == large.id]
        assert kinds == ["event_cancelled"]


@ON_SQLITE
async def test_whom_an_event_is_for_no_more_hears_nothing_of_it(house: MessageHouse) -> None:
    host, fan, guest = [await house.sign_up(name) for name in ("hanna", "fanny", "gustav")]
    child = await house.sign_up("kid", born=date(2012, 1, 1))
    await house.follow(fan, host)
    event = await house.plan(host)
    for who in (fan, guest, child):
        await house.schedule.say_going(event.id, who.id)
    for audience, told in (("followers", [fan]), ("adults", [fan, guest])):
        await house.schedule.change(event.id, host.id, Change(audience=audience, title=f"For {audience}"))
        await house.caught_up()
        for who in (fan, guest, child):
            said_now = [one.title for one in await house.list_of(who) if one.kind == "event_changed"]
            assert said_now == ([f"For {audience}"] if who in told else []), (audience, who.handle)


@ON_SQLITE
async def test_a_change_and_a_cancellation_take_the_place_of_what_was_said(house: MessageHouse) -> None:
    host, fan = await house.sign_up("hanna"), await house.sign_up("fanny")
    event = await house.plan(host)
    await house.schedule.say_going(event.id, fan.id)
    async with house.browser(fan) as browser:
        assert (await browser.get("/me/notifications")).json()["notifications"] == []
    await house.schedule.change(event.id, host.id, Change(description="Bring a friend."))
    await house.caught_up()
    assert await house.list_of(fan) == [], "not worth a bell"
    await house.schedule.change(event.id, host.id, Change(local_start="2026-03-17T20:00"))
    await house.schedule.change(event.id, host.id, Change(local_start="2026-03-18T20:00"))
    await house.caught_up()
    assert [one.kind for one in await house.list_of(fan)] == ["event_changed"]
    await house.schedule.cancel(event.id, host.id, "A cold.")
    await house.caught_up()
    assert [(one.kind, one.text) for one in await house.list_of(fan)] == [("event_cancelled", "A cold.")]


async def test_who_is_named_in_a_live_hears_of_it_once_unless_they_were_there(house: MessageHouse) -> None:
    host, ada, bo, here = [await house.sign_up(name) for name in ("hanna", "ada", "bob", "carol")]
    room = await house.go_live(host)
    await house.enter(room, here)

    def call(number: int, text: str, author: Account = ada) -> Call:
        at = house.clock.now()
        return Call(comment_id=f"{number:026}", room_id=room.id, author_id=author.id, text=text, at=at)

    talker = await house.enter(room, ada)
    for text in ("Come, @BOB! @carol @hanna @ada @nobody.there", "@bob again", "a@bob.example"):
        await house.call(talker, "comment", text=text)
    await house.chat.tally(room.id)
    await house.caught_up()
    await house.tell(PeopleCalled(calls=(call(1, "and @bob again"), call(2, "a@bob.example"))))
    [one] = await house.list_of(bo)
    assert (said(one), one.room_id) == (("mention", 1, ["ada"]), room.id)
    assert one.text == "Come, @BOB! @carol @hanna @ada @nobody.there"
    assert compose(one, "en").url == f"/live/{room.id}"
    for other in (here, host, ada):
        assert await house.list_of(other) == []
    # Nobody calls everybody, and nobody is called into what they may not see or what is over.
    crowd = await house.add_followers(host, CALLED_MAX + 1)
    await house.tell(PeopleCalled(calls=tuple(call(9, f"@fan{guest}", here) for guest in crowd)))
    assert [len(await house.list_of(guest)) for guest in crowd] == [1] * CALLED_MAX + [0]
    await house.rooms.end(room.id, host.id)
    await house.caught_up()
    await house.tell(PeopleCalled(calls=(call(10, "@carol", bo),)))
    assert await house.list_of(here) == []
    narrow = await house.go_live(host, audience="followers")
    late = Call(comment_id=f"{11:026}", room_id=narrow.id, author_id=ada.id, text="@bob", at=house.clock.now())
    await house.tell(PeopleCalled(calls=(late,)))
    assert len(await house.list_of(bo)) == 1


async def test_comments_and_mentions_reach_those_concerned_once(house: MessageHouse) -> None:
    author, ada, bo = [await house.sign_up(name) for name in ("aiko", "ada", "bob")]
    video = await house.post(author)
    await house.comment(video, ada, "Lovely! @bob @BOB @aiko @nobody.there mail@bob.example")
    first = await house.comment(video, ada, "Again: @bob")
    await house.comment(video, author, "Thank you")
    assert [(said(one), one.video_id, one.text) for one in await house.list_of(author)] == [
        (("video_comment", 2, ["ada"]), video, "Again: @bob")
    ]
    assert [(said(one), one.text) for one in await house.list_of(bo)] == [(("mention", 2, ["ada"]), "Again: @bob")]
    assert await house.list_of(ada) == []
    # What is taken back is said nowhere.
    await house.videos.remove_comment(video, ada.id, first)
    await house.caught_up()
    assert [one.text for who in (author, bo) for one in await house.list_of(who)] == [None, None]
    hidden = await house.post(author, visibility="followers")
    await house.accounts.follow(ada.id, author.handle)
    await house.comment(hidden, ada, "A secret, @bob")
    assert len(await house.list_of(bo)) == 1
    await house.videos.remove(video, author.id)
    await house.caught_up()
    assert [one.video_id for one in await house.list_of(author) if one.kind == "video_comment"] == [hidden]


@ON_SQLITE
async def test_nobody_hears_what_they_wish_not_to(house: MessageHouse) -> None:
    host, fan = await house.sign_up("hanna"), await house.sign_up("fanny")
    await house.follow(fan, host)
    await house.wishes.change(fan.id, {"host_live": Ways(in_app=False, push=False)}, None)
    await house.wishes.change(host.id, {"followed": Ways(in_app=False, push=True)}, None)
    await house.go_live(host)
    await house.caught_up()
    assert await house.list_of(fan) == []
    bo = await house.sign_up("bob")
    await house.listed.mark_read(host.id, "z" * 26)
    await house.follow(bo, host)
    assert [one.count for one in await house.list_of(host)] == [1], "told before the wish"
    assert await house.listed.unread(host.id) == 0


@ON_SQLITE
async def test_pages_of_the_list_and_reading_up_to_what_was_seen(another_house: OpenHouse) -> None:
    house = await another_house(notifications_listed_max=2)
    me = await house.sign_up("mia")
    others = [await house.sign_up(name) for name in ("ada", "bob", "cyd")]
    for other in others:
        await house.follow(me, other)
        await house.go_live(other)
        await house.caught_up()
        house.clock.advance(1)
    async with house.browser(me) as browser:
        first = (await browser.get("/me/notifications")).json()
        rest = (await browser.get("/me/notifications", params={"cursor": first["next_cursor"]})).json()
        handles = [one["accounts"][0]["handle"] for page in (first, rest) for one in page["notifications"]]
        assert handles == ["cyd", "bob", "ada"]
        assert (first["unread"], rest["next_cursor"]) == (3, None)
        seen = first["notifications"][1]["place"]
        read = await browser.post("/me/notifications/read", json={"up_to": seen})
        assert read.json() == {"unread": 1}
        assert (await browser.get("/me/notifications/unread")).json() == {"unread": 1}
        nonsense = await browser.post("/me/notifications/read", json={"up_to": "nonsense"})
        assert nonsense.json() == {"unread": 1}
        wrong = await browser.get("/me/notifications", params={"cursor": "%"})
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "bad_cursor")
    async with house.browser() as stranger:
        assert (await stranger.get("/me/notifications")).status_code == 401


@ON_SQLITE
async def test_the_bell_rings_on_every_page_of_every_process(another_house: OpenHouse) -> None:
    house = await another_house()
    other = await another_house(broker=house.broker)
    host, fan = await house.sign_up("hanna"), await house.sign_up("fanny")
    await house.follow(fan, host)
    pages = [listen(place.peer(fan)) for place in (house, house, other)]
    stranger = listen(other.peer(host))
    await house.go_live(host)
    await house.caught_up()
    for page in pages:
        await house.rung(page, 1)
    await other.listed.mark_read(fan.id, (await house.list_of(fan))[0].place)
    for page in pages:
        await house.rung(page, 2)
    assert pages == [[1, 0]] * 3
    assert stranger == []


@ON_SQLITE
async def test_settings_over_http_and_what_they_refuse(house: MessageHouse) -> None:
    me = await house.sign_up("mia")
    async with house.browser(me) as browser:
        before = (await browser.get("/me/notification-settings")).json()
        assert before["switches"]["host_live"] == {"in_app": True, "push": True}
        quiet = {"is_on": True, "from_minute": 1_380, "until_minute": 420, "zone": "Asia/Tokyo"}
        form = {"switches": {"gift": {"in_app": True, "push": False}}, "quiet": quiet}
        after = (await browser.put("/me/notification-settings", json=form)).json()
        assert (after["switches"]["gift"], after["quiet"]) == ({"in_app": True, "push": False}, quiet)
        assert after["switches"]["host_live"] == before["switches"]["host_live"]
        assert (after["this_device"], after["devices"]) == (False, 0)
        for wrong in (
            {"switches": {"everything": {"in_app": True, "push": True}}},
            {"switches": {"gift": {"in_app": True}}},
            {"quiet": {**quiet, "from_minute": 1_440}},
            {"quiet": {**quiet, "zone": "Mars/Olympus"}},
            {"quiet": {**quiet, "zone": "../etc/passwd"}},
        ):
            refused = await browser.put("/me/notification-settings", json=wrong)
            assert refused.status_code == 400, wrong
    assert (await house.wishes.of(me.id)).quiet == QuietHours(
        is_on=True, from_minute=1_380, until_minute=420, zone="Asia/Tokyo"
    )


async def test_an_archive_has_them_and_a_deleted_account_leaves_none(house: MessageHouse) -> None:
    host, fan = await house.sign_up("hanna"), await house.sign_up("fanny")
    await house.follow(fan, host)
    await house.go_live(host)
    await house.caught_up()
    await house.wishes.change(fan.id, {"gift": Ways(in_app=True, push=False)}, None)
    archive = await house.messenger.export(fan.id)
    assert [one["kind"] for one in archive["notifications"]] == ["host_live"]
    json.dumps(archive, default=str)
    await house.tell(AccountDeleted(account_id=host.id))
    assert await house.list_of(fan) == [], "of a host who is nobody any more"
    await house.tell(AccountDeleted(account_id=fan.id))
    for table in ("notifications", "notification_causes", "notification_settings"):
        assert await house.rows(f"SELECT account_id FROM {table} WHERE account_id = :fan", fan=fan.id) == []


async def test_what_is_old_is_forgotten(another_house: OpenHouse) -> None:
    house = await another_house(notifications_days=30)
    host, fan = await house.sign_up("hanna"), await house.sign_up("fanny")
    await house.follow(fan, host)
    house.clock.advance(20 * 86_400)
    await house.go_live(host)
    await house.caught_up()
    house.clock.advance(11 * 86_400)
    assert await house.listed.clean() == 1
    assert (len(await house.list_of(host)), len(await house.list_of(fan))) == (0, 1)
    assert await house.rows("SELECT cause FROM notification_causes") == []


@pytest.mark.parametrize("who", ["banned", "leaving"])
@ON_SQLITE
async def test_who_is_not_there_any_more_is_named_nowhere(house: MessageHouse, who: str) -> None:
    host, ada = await house.sign_up("hanna"), await house.sign_up("ada")
    operator = await house.sign_up("olga")
    await house.follow(ada, host)
    if who == "banned":
        async with house.database.transaction() as tx:
            await house.accounts.set_operator(tx, operator.id, is_operator=True)
        await house.moderation.decide(ada.id, "ban", operator_id=operator.id, reason="Spam.")
    else:
        async with house.database.transaction() as tx:
            await change_store.ask_deletion(tx, ada.id, house.clock.now() + timedelta(days=14))
    assert await house.listed.unread(host.id) == 1
    assert await house.list_of(host) == []
    # What nobody can read does not stand on the bell for ever.
    assert await house.listed.unread(host.id) == 0


@ON_SQLITE
async def test_of_many_who_follow_those_are_told_who_are_still_there(house: MessageHouse) -> None:
    host = await house.sign_up("hanna")
    fans = [await house.sign_up(f"fan{number}") for number in range(4)]
    for fan in fans:
        await house.follow(fan, host)
    async with house.database.transaction() as tx:
        for fan in fans[1:]:
            await change_store.ask_deletion(tx, fan.id, house.clock.now() + timedelta(days=14))
    (told,) = await house.list_of(host)
    assert (told.count, list(told.accounts)) == (4, [])


@ON_SQLITE
async def test_what_somebody_said_goes_with_their_account(house: MessageHouse) -> None:
    host, ada, bob = await house.sign_up("hanna"), await house.sign_up("ada"), await house.sign_up("bob")
    video = await house.post(host)
    await house.comment(video, ada, "First!")
    await house.comment(video, bob, "My number is 555-0199.")
    await house.listed.forget(bob.id)
    (told,) = await house.list_of(host)
    assert (told.count, told.text) == (2, None)


async def test_two_wishes_at_once_are_both_kept(another_house: OpenHouse) -> None:
    house = await another_house()
    other = await another_house(broker=house.broker)
    fan = await house.sign_up("fanny")
    none = Ways(in_app=False, push=False)
    switches: list[Switch] = ["gift", "followed", "mention", "host_live"]
    await asyncio.gather(
        *(
            (house if number % 2 else other).wishes.change(fan.id, {switch: none}, None)
            for number, switch in enumerate(switches)
        )
    )
    assert {(await house.wishes.of(fan.id)).of_switch(switch) for switch in switches} == {none}


class Interrupted:
    """A transaction in which something happens elsewhere after its first statement."""

    def __init__(self, tx: Transaction, happens: Callable[[], Awaitable[object]]) -> None:
        self._tx = tx
        self._happens: Callable[[], Awaitable[object]] | None = happens

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    async def execute(self, *statement: Any) -> Any:
        done = await self._tx.execute(*statement)
        if self._happens is not None:
            happens, self._happens = self._happens, None
            await happens()
        return done


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_what_is_read_while_more_comes_loses_nothing(house: MessageHouse) -> None:
    host, ada, bob = [await house.sign_up(name) for name in ("hanna", "ada", "bob")]
    await house.follow(ada, host)
    news = News(kind="followed", key=f"followed{OPEN}", at=house.clock.now(), actor_id=bob.id)
    async with house.database.transaction() as tx:
        gathering: Any = Interrupted(tx, lambda: house.read_all(host))
        told = await store.gather(
            gathering, news, host.id, house.ids.new(), is_shown=True, count=None, actor_ids=[bob.id]
        )
    assert told is not None
    assert [said(one) for one in await house.list_of(host)] == [("followed", 1, ["bob"]), ("followed", 1, ["ada"])]
