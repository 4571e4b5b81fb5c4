"""Links that know what came of them: who counts, who does not, and what the owner is shown. On both stores."""

from typing import Any

import pytest

from livehouse.sharing import service
from tests.slices.sharing.house import SharingHouse, arrive, key, links

GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
WHATSAPP = "WhatsApp/2.23.20.0 A"


async def report(house: SharingHouse, owner: Any, kind: str, thing_id: str) -> dict[str, Any]:
    async with house.browser(owner) as mine:
        answer = await mine.get(f"/me/shares/{kind}/{thing_id}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_live_s_shares_are_told_to_the_room_and_what_came_of_them_to_its_host(house: SharingHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    path = f"/live/{room.id}"
    async with house.browser(fan) as fans, house.browser(viewer=key("stranger")) as stranger:
        code = (await links(fans, "live", room.id))["code"]
        assert (await report(house, host, "live", room.id))["ways"] == [], "a link that was only made counts"
        for via, shares in (("line", 1), ("line", None), ("qr", 2)):
            again = await links(fans, "live", room.id, via)
            assert (again["code"], again["shares"]) == (code, shares)
            assert again["url"] == f"http://venue.example:8000{path}?s={code}.{via}"
        told = house.heard.events(room.id, "share")
        assert [event["account"]["handle"] for event in told] == ["ren", "ren"]

        # The owner's own shares are theirs to see, and make no LIVE look more liked.
        async with house.browser(host) as own:
            assert (await links(own, "live", room.id, "x"))["shares"] is None
        assert (await house.rooms.summary(room.id, host.id)).shares == 2

        # Somebody comes, twice, and another time by another's link: one person, by the first.
        assert await arrive(stranger, code, path, "line") == 204
        assert await arrive(stranger, code, path, "qr") == 204
        house.clock.advance(1)  # whose links are as good stand in the order in which they were made
        async with house.browser(viewer=key("second sharer")) as second:
            other = (await links(second, "live", room.id, "link"))["code"]
        assert await arrive(stranger, other, path, "link") == 204
        peer = await house.enter(room, viewer=key("stranger"))
        house.clock.advance(9)
        assert (await report(house, host, "live", room.id))["total"]["watched"] == 0
        house.clock.advance(2)
        await house.hub.unsubscribe(peer)

    said = await report(house, host, "live", room.id)
    assert said["total"] == {"shares": 4, "arrivals": 1, "watched": 1, "followed": 0, "signed_up": 0}
    assert [(way["via"], way["outcome"]["shares"], way["outcome"]["arrivals"]) for way in said["ways"]] == [
        ("line", 1, 1),
        ("link", 1, 0),
        ("qr", 1, 0),
        ("x", 1, 0),
    ]
    first, *others = said["sharers"]
    assert (first["account"]["handle"], first["outcome"]["arrivals"], first["is_you"]) == ("ren", 1, False)
    assert [(one["account"] and one["account"]["handle"], one["is_you"]) for one in others] == [
        ("mika", True),
        (None, False),
    ]


async def test_of_all_who_came_it_is_asked_a_part_at_a_time_who_has_watched(
    house: SharingHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ASKED_AT_ONCE", 1)
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    async with house.browser(fan) as fans:
        code = (await links(fans, "live", room.id))["code"]
    for name in ("one", "two", "three"):
        async with house.browser(viewer=key(name)) as browser:
            assert await arrive(browser, code, f"/live/{room.id}", "link") == 204
    peers = [await house.enter(room, viewer=key(name)) for name in ("one", "three")]
    house.clock.advance(11)
    for peer in peers:
        await house.hub.unsubscribe(peer)
    said = await report(house, host, "live", room.id)
    assert (said["total"]["arrivals"], said["total"]["watched"]) == (3, 2)


async def test_whoever_signs_up_or_follows_after_they_came_is_known_to_have_come(house: SharingHouse) -> None:
    host, fan, third = [await house.sign_up(name) for name in ("mika", "ren", "aki")]
    video = await house.post_video(host)
    path = f"/videos/{video}"
    form = {
        "handle": "newcomer",
        "email": "newcomer@example.org",
        "password": "a quiet stage at midnight",
        "birth_date": "1990-05-17",
        "region": "JP",
        "accept_terms": True,
    }
    async with house.browser(fan) as fans:
        code = (await links(fans, "video", video, "x"))["code"]
    async with house.browser(viewer=key("phone")) as phone:
        assert await arrive(phone, code, path, "x") == 204
        assert (await phone.post("/accounts", json=form)).status_code == 201
        await house.settled()
        await phone.put("/accounts/mika/follow")
        await phone.delete("/accounts/mika/follow")
        await phone.put("/accounts/mika/follow")
        await house.settled()
        # Told again once signed in: nobody new.
        assert await arrive(phone, code, path, "x") == 204
    # Somebody who has had an account all along, and signs in only afterwards.
    async with house.browser(viewer=key("laptop")) as laptop:
        assert await arrive(laptop, code, path, "x") == 204
    async with house.browser(third, viewer=key("laptop")) as laptop:
        assert await arrive(laptop, code, path, "x") == 204
        await laptop.put("/accounts/mika/follow")
    # And who comes, and follows long after.
    late = await house.sign_up("late.one")
    async with house.browser(late) as browser:
        assert await arrive(browser, code, path, "x") == 204
        house.clock.advance(8 * 86_400)
        await house.accounts.follow(late.id, "mika")
    await house.settled()
    said = await report(house, host, "video", video)
    assert said["total"] == {"shares": 1, "arrivals": 3, "watched": 0, "followed": 2, "signed_up": 1}


async def test_who_counts_for_nothing(house: SharingHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room, other = await house.go_live(host), await house.post_video(host)
    path = f"/live/{room.id}"
    async with house.browser(fan, viewer=key("fans phone")) as fans:
        code = (await links(fans, "live", room.id, "link"))["code"]
        assert await arrive(fans, code, path) == 204
    for agent in (GOOGLE, WHATSAPP, "facebookexternalhit/1.1", "curl/8.5.0", ""):
        async with house.browser(viewer=key(f"bot {len(agent)}"), agent=agent) as bot:
            assert await arrive(bot, code, path) == 204
    async with house.browser(viewer=key("early")) as early:
        assert await arrive(early, code, path, **{"sec-purpose": "prefetch;prerender"}) == 204
    async with house.browser() as cookieless:
        assert await arrive(cookieless, code, path) == 204
    async with house.browser(host) as own:
        assert await arrive(own, code, path) == 204
    async with house.browser(viewer=key("somebody")) as somebody:
        # The code of another page, of nobody, and what is no code.
        for wrong, where in (
            (code, f"/videos/{other}"),
            (code, "/@mika"),
            (code, "/wallet"),
            ("A" * 11, path),
            ("A" * 199, path),
        ):
            assert await arrive(somebody, wrong, where) == 404
        assert (await somebody.post(f"/shares/{code}/arrivals", json={"path": "/" + "a" * 10_000})).status_code == 400
        assert (
            await somebody.post(f"/shares/{code}/arrivals", json={"path": path, "via": "pigeon"})
        ).status_code == 400
        assert (await report(house, host, "live", room.id))["total"]["arrivals"] == 0
        assert await arrive(somebody, code, path) == 204
    assert (await report(house, host, "live", room.id))["total"]["arrivals"] == 1


async def test_videos_replays_and_the_overview(house: SharingHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    short, gone = await house.post_video(host, "Short", length_s=6), await house.post_video(host, "Gone")
    async with house.browser(fan) as fans, house.browser(viewer=key("stranger")) as stranger:
        code = (await links(fans, "video", short, "link"))["code"]
        assert (await links(fans, "video", short, "email"))["shares"] == 2
        assert (await house.videos.video(short, None)).shares == 2
        await arrive(stranger, code, f"/videos/{short}")
        forgotten = (await links(fans, "video", gone, "link"))["code"]
        await arrive(stranger, forgotten, f"/videos/{gone}")
        profile = (await links(fans, "profile", host.id, "link"))["code"]
        # By whatever the handle is spelled, or was.
        assert await arrive(stranger, profile, "/@MIKA") == 204
        event = await house.plan(host)
        await links(fans, "event", event.id, "line")
    await house.videos.remove(gone, host.id)
    await house.settled()
    async with house.browser(host) as own, house.browser(fan) as fans:
        overview = (await own.get("/me/shares")).json()
        assert {
            (one["thing"]["kind"], one["total"]["shares"], one["total"]["arrivals"]) for one in overview["things"]
        } == {
            ("video", 2, 1),
            ("profile", 1, 1),
            ("event", 1, 0),
        }
        assert (overview["total"]["shares"], overview["total"]["arrivals"]) == (4, 2)
        # It is nobody else's business.
        assert (await fans.get(f"/me/shares/video/{short}")).status_code == 404
        assert (await fans.get("/me/shares")).json()["things"] == []
    for kind, thing_id in (("video", gone), ("live", short), ("video", "nonsense")):
        async with house.browser(host) as own:
            assert (await own.get(f"/me/shares/{kind}/{thing_id}")).status_code == 404
    exported = await house.sharing.export(fan.id)
    assert {(one["kind"], one["way"]) for one in exported["shared"]} == {
        ("video", "link"),
        ("video", "email"),
        ("profile", "link"),
        ("event", "line"),
    }


async def test_what_is_left_of_an_account_that_is_gone(house: SharingHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    video, own = await house.post_video(host), await house.post_video(fan, "The fan's")
    async with house.browser(fan) as fans, house.browser(host) as hosts:
        code = (await links(fans, "video", video, "link"))["code"]
        await links(hosts, "video", own, "link")
    async with house.browser(viewer=key("stranger")) as stranger:
        await arrive(stranger, code, f"/videos/{video}")
    from livehouse.accounts import AccountDeleted

    await house.sharing._on_account_deleted(AccountDeleted(account_id=fan.id))
    said = await report(house, host, "video", video)
    assert (said["total"]["shares"], said["total"]["arrivals"], said["sharers"][0]["account"]) == (1, 1, None)
    assert (await house.sharing.export(fan.id))["shared"] == []
    assert await house.rows("SELECT code FROM share_links WHERE owner_id = :id", id=fan.id) == []


async def test_nobody_shares_what_they_may_not_see(house: SharingHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    secret, ours = (
        await house.post_video(host, visibility="private"),
        await house.post_video(host, visibility="followers"),
    )
    async with house.browser(fan) as fans:
        for kind, thing_id, status in (
            ("video", secret, 404),
            ("video", ours, 403),
            ("video", "01" * 13, 404),
            ("live", "nonsense", 404),
            ("profile", "mika", 404),
            ("cat", secret, 400),
        ):
            answer = await fans.post("/shares", json={"kind": kind, "id": thing_id})
            assert answer.status_code == status, (kind, answer.text)
        await house.accounts.follow(fan.id, "mika")
        made = await links(fans, "video", ours)
        assert made["embed_url"] is None
        code = await fans.get(made["qr_url"].removeprefix("/api/v1"))
        assert (code.status_code, code.headers["content-type"]) == (200, "image/svg+xml")
    async with house.browser() as anybody:
        assert (await anybody.get("/shares/AAAAAAAAAAA/qr")).status_code == 404


async def test_one_network_cannot_share_for_a_thousand(house: SharingHouse) -> None:
    room = await house.go_live(await house.sign_up("mika"))
    limit = house.settings.shares_per_minute
    answers = []
    for _ in range(limit + 2):
        async with house.browser() as browser:
            answer = await browser.post("/shares", json={"kind": "live", "id": room.id, "via": "link"})
            answers.append(answer.status_code)
    assert answers == [200] * limit + [429] * 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_sites_are_written_as_policies_spell_them(house: SharingHouse) -> None:
    host = await house.sign_up("mika")
    async with house.browser(host) as own:
        assert (await own.get("/me/embedding")).json() == {"who": "everyone", "sites": []}
        wish = {"who": "listed", "sites": ["https://Blog.Example/about", "  *.example.org", "日本.example", ""]}
        kept = (await own.put("/me/embedding", json=wish)).json()
        assert kept == {"who": "listed", "sites": ["https://blog.example", "*.example.org", "xn--wgv71a.example"]}
        assert (await own.get("/me/embedding")).json() == kept
        for bad in ("*", "a b.example", "x'; script-src *", "javascript:alert(1)", "*.com;", "x\r\ny", "a" * 10_000):
            refused = await own.put("/me/embedding", json={"who": "listed", "sites": [bad]})
            assert (refused.status_code, refused.json()["error"]["field"]) == (400, "sites"), bad
        many = [f"site{number}.example" for number in range(51)]
        refused = await own.put("/me/embedding", json={"who": "listed", "sites": many})
        assert refused.json()["error"]["code"] == "too_many_sites"
        assert (await own.get("/me/embedding")).json() == kept
