"""Who sees which video, in which list, and what they leave there."""

import pytest

from livehouse.accounts import Account
from tests.slices.videos.house import DAY, Browser, House


async def ids(browser: Browser, path: str, **params: str) -> list[str]:
    return [video["id"] for video in (await browser.get(path, params=params)).json()["videos"]]


async def test_private_followers_public(house: House) -> None:
    author, follower, other = [await house.sign_up(handle) for handle in ("author", "follower", "other")]
    await house.accounts.follow(follower.id, "author")
    videos = {
        visibility: await house.post(author, visibility=visibility) for visibility in ("public", "followers", "private")
    }
    sees: dict[Account | None, list[str]] = {
        author: ["public", "followers", "private"],
        follower: ["public", "followers"],
        other: ["public"],
        None: ["public"],
    }
    for account, visible in sees.items():
        async with house.browser(account) as browser:
            listed = await ids(browser, "/accounts/author/videos")
            assert listed == [videos[visibility] for visibility in reversed(visible)], account
            for visibility, video_id in videos.items():
                for method, path in (
                    ("GET", ""),
                    ("GET", "/comments"),
                    ("GET", "/files/poster.webp"),
                    ("GET", "/files/360p.mp4"),
                    ("HEAD", "/files/360p.mp4"),
                    ("POST", "/plays"),
                ):
                    answer = await browser.request(method, f"/videos/{video_id}{path}")
                    expected = {"followers": 403, "private": 404}.get(visibility)
                    may = visibility in visible
                    assert answer.is_success if may else answer.status_code == expected, (account, visibility, path)
                if account is not None and visibility not in visible:
                    for method, path, body in (
                        ("PUT", "/like", None),
                        ("POST", "/comments", {"text": "hello"}),
                    ):
                        answer = await browser.request(method, f"/videos/{video_id}{path}", json=body)
                        assert answer.status_code == expected
    async with house.browser(other) as browser:
        assert await browser.code("GET", f"/videos/{videos['followers']}") == "video_for_followers"


async def test_visibility_can_change_and_holds_at_once(house: House) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author)
    async with house.browser(author) as own, house.browser() as stranger:
        film = f"/videos/{video_id}/files/360p.mp4"
        public = await stranger.get(film)
        assert public.headers["cache-control"] == "private, max-age=31536000, immutable"
        changed = await own.patch(f"/videos/{video_id}", json={"visibility": "private", "caption": "only mine"})
        assert (changed.json()["visibility"], changed.json()["caption"]) == ("private", "only mine")
        assert await stranger.code("GET", film) == "no_such_video"
        assert (await own.get(film)).headers["cache-control"] == "private, no-cache"
        assert await ids(stranger, "/accounts/author/videos") == []
        assert await own.code("PATCH", f"/videos/{video_id}", json={"caption": "x" * 151}) == "caption_too_long"
        assert await own.code("PATCH", f"/videos/{video_id}", json={"visibility": "friends"}) == "bad_input"


async def test_everybody_has_a_turn_among_the_newest(house: House) -> None:
    one, two = await house.sign_up("one"), await house.sign_up("two")
    yesterday = await house.post(one)
    house.clock.advance(DAY)
    flood = [await house.post(one) for _ in range(3)]
    single = await house.post(two)
    await house.post(two, visibility="followers")
    newest = [candidate.id for candidate in await house.videos.candidates(4)]
    assert newest == [single, *flood]
    assert [candidate.id for candidate in await house.videos.candidates(9)] == [*newest, yesterday]


async def test_lists_go_on_where_they_were(house: House) -> None:
    author, fan = await house.sign_up("author"), await house.sign_up("fan")
    await house.accounts.follow(fan.id, "author")
    per_page = house.settings.videos_listed_max
    videos = [await house.post(author) for _ in range(per_page + 3)]
    async with house.browser(fan) as browser, house.browser(author) as own:
        for who, path in (
            (browser, "/feed/following/videos"),
            (browser, "/accounts/author/videos"),
            (own, "/me/videos"),
        ):
            first = (await who.get(path)).json()
            assert len(first["videos"]) == per_page
            second = (await who.get(path, params={"cursor": first["next_cursor"]})).json()
            assert second["next_cursor"] is None
            listed = [video["id"] for video in (*first["videos"], *second["videos"])]
            assert sorted(listed) == sorted(videos)
            for bad in ("nonsense", "2026-13-40~1~" + "0" * 26, "2026-03-14~x~" + "0" * 26, "0" * 201):
                code = await who.code("GET", path, params={"cursor": bad})
                assert code in ("bad_cursor", "bad_input")


async def test_the_followed_feed(house: House) -> None:
    followed, other, fan = [await house.sign_up(handle) for handle in ("followed", "other", "fan")]
    await house.accounts.follow(fan.id, "followed")
    public = await house.post(followed)
    for_fans = await house.post(followed, visibility="followers")
    await house.post(followed, visibility="private")
    await house.post(other)
    async with house.browser(fan) as browser, house.browser() as stranger:
        assert await ids(browser, "/feed/following/videos") == [for_fans, public]
        assert await stranger.code("GET", "/feed/following/videos") == "not_signed_in"


async def test_likes_are_counted_once(house: House) -> None:
    video_id = await house.post(await house.sign_up("author"))
    async with house.browser(await house.sign_up("fan")) as fan, house.browser() as stranger:
        for _ in range(2):
            liked = (await fan.put(f"/videos/{video_id}/like")).json()
            assert (liked["likes"], liked["is_liked"]) == (1, True)
        assert (await stranger.video(video_id))["is_liked"] is False
        for _ in range(2):
            unliked = (await fan.delete(f"/videos/{video_id}/like")).json()
            assert (unliked["likes"], unliked["is_liked"]) == (0, False)
        assert await stranger.code("PUT", f"/videos/{video_id}/like") == "not_signed_in"


async def test_comments(house: House) -> None:
    author = await house.sign_up("author")
    video_id = await house.post(author)
    comments = f"/videos/{video_id}/comments"
    async with (
        house.browser(author) as own,
        house.browser(await house.sign_up("fan")) as fan,
        house.browser(await house.sign_up("other")) as other,
    ):
        first = (await fan.post(comments, json={"text": " the light\n at the end "})).json()
        assert (first["text"], first["author"]["handle"]) == ("the light at the end", "fan")
        assert (first["is_mine"], first["may_delete"]) == (True, True)
        second = (await other.post(comments, json={"text": "🙏"})).json()
        assert (await fan.video(video_id))["comments"] == 2
        listed = (await fan.get(comments)).json()
        assert [comment["id"] for comment in listed["comments"]] == [second["id"], first["id"]]
        assert [comment["may_delete"] for comment in listed["comments"]] == [False, True]
        assert listed["next_cursor"] is None
        assert await other.code("DELETE", f"{comments}/{first['id']}") == "not_your_comment"
        assert (await own.delete(f"{comments}/{first['id']}")).status_code == 204
        assert await own.code("DELETE", f"{comments}/{first['id']}") == "no_such_video_comment"
        assert (await other.delete(f"{comments}/{second['id']}")).status_code == 204
        assert (await fan.video(video_id))["comments"] == 0
        for text, code in (("", "video_comment_missing"), ("x" * 151, "video_comment_too_long")):
            assert await fan.code("POST", comments, json={"text": text}) == code
        for _ in range(house.settings.video_comments_per_minute - 1):
            assert (await fan.post(comments, json={"text": "again"})).status_code == 201
        assert await fan.code("POST", comments, json={"text": "again"}) == "too_fast"


@pytest.mark.parametrize(
    ("header", "status", "content_range", "length"),
    [
        (None, 200, None, 1_000),
        ("bytes=0-", 206, "bytes 0-999/1000", 1_000),
        ("bytes=0-99", 206, "bytes 0-99/1000", 100),
        ("bytes=250-499, 600-", 206, "bytes 250-499/1000", 250),
        ("bytes=900-5000", 206, "bytes 900-999/1000", 100),
        ("bytes=-10", 206, "bytes 990-999/1000", 10),
        ("bytes=-5000", 206, "bytes 0-999/1000", 1_000),
        ("bytes=5-2", 200, None, 1_000),
        ("seconds=1-2", 200, None, 1_000),
        ("bytes=1000-", 416, None, 0),
        ("bytes=-0", 416, None, 0),
    ],
)
async def test_players_ask_for_parts(
    house: House, header: str | None, status: int, content_range: str | None, length: int
) -> None:
    video_id = await house.post(await house.sign_up("author"))
    whole = bytes(range(250)) * 4
    async with house.browser() as browser:
        headers = {} if header is None else {"Range": header}
        answer = await browser.get(f"/videos/{video_id}/files/360p.mp4", headers=headers)
        assert answer.status_code == status
        assert answer.headers.get("content-range") == content_range
        if status == 416:
            assert answer.json()["error"]["code"] == "range_not_satisfiable"
            return
        begin = int(content_range.split()[1].split("-")[0]) if content_range else 0
        assert answer.content == whole[begin : begin + length]
        assert answer.headers["content-length"] == str(length)
        etag = answer.headers["etag"]
        again = await browser.get(f"/videos/{video_id}/files/360p.mp4", headers={"If-None-Match": f'W/"x", {etag}'})
        assert (again.status_code, again.content) == (304, b"")
        # A part of another version than the one that somebody has the rest of is of no use.
        other = await browser.get(
            f"/videos/{video_id}/files/360p.mp4", headers={**headers, "If-Range": '"another one"'}
        )
        assert other.status_code == 200


async def test_there_are_no_other_files(house: House) -> None:
    video_id = await house.post(await house.sign_up("author"))
    async with house.browser() as browser:
        for name in ("source", "720p.mp4", "..%2f..%2flivehouse.sqlite3", "360p.mp4%20"):
            assert await browser.code("GET", f"/videos/{video_id}/files/{name}") in ("no_such_video_file", "not_found")
        assert await browser.code("GET", "/videos/nonsense") == "no_such_video"


async def test_who_is_suspended_watches_and_posts_nothing(house: House) -> None:
    author, fan = await house.sign_up("author"), await house.sign_up("fan")
    video_id = await house.post(author)
    operator = await house.sign_up("boss")
    async with house.browser(fan) as browser:
        mine = (await browser.post("/videos", json={"size_bytes": 5_000})).json()
        until = house.clock.now().replace(year=2027)
        await house.moderation.decide(
            (await house.accounts.access_by_handle("fan")).id,
            "suspend",
            operator_id=operator.id,
            reason="spam",
            until=until,
        )
        house.moderation.forget(fan.id)
        assert (await browser.video(video_id))["id"] == video_id
        assert await browser.code("POST", "/videos", json={"size_bytes": 5_000}) == "suspended"
        assert await browser.code("POST", f"/videos/{video_id}/comments", json={"text": "hi"}) == "suspended"
        assert await browser.code("PATCH", f"/videos/{mine['id']}", json={"caption": "hi"}) == "suspended"
        assert (await browser.delete(f"/videos/{mine['id']}")).status_code == 204


async def test_what_a_banned_account_posted_is_seen_by_nobody_else(house: House) -> None:
    author, fan = await house.sign_up("author"), await house.sign_up("fan")
    await house.accounts.follow(fan.id, "author")
    video_id = await house.post(author)
    await house.moderation.decide(author.id, "ban", operator_id=None, reason="worse than spam", until=None)
    async with house.browser(fan) as browser:
        for path in ("/feed/following/videos", "/accounts/author/videos"):
            assert await ids(browser, path) == []
        assert await house.videos.candidates(9) == []
        assert await browser.code("GET", f"/videos/{video_id}") == "no_such_video"
        assert await browser.code("GET", f"/videos/{video_id}/files/360p.mp4") == "no_such_video"


async def test_what_a_banned_account_wrote_is_seen_by_nobody_until_the_ban_is_lifted(house: House) -> None:
    author, troll = await house.sign_up("author"), await house.sign_up("troll")
    video_id = await house.post(author)
    async with house.browser(troll) as browser:
        await browser.post(f"/videos/{video_id}/comments", json={"text": "something vile"})

    async def read() -> list[str]:
        async with house.browser(author) as browser:
            page = (await browser.get(f"/videos/{video_id}/comments")).json()
        return [comment["text"] for comment in page["comments"]]

    seen = [await read()]
    for act in ("strike", "ban", "lift"):
        await house.moderation.decide(troll.id, act, operator_id=None, reason="vile", until=None)  # type: ignore[arg-type]
        seen.append(await read())
    assert seen == [["something vile"], ["something vile"], [], ["something vile"]]
