"""How each screen is reached by somebody who uses the product: full, empty and failing."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from playwright.async_api import FilePayload, Route

from tests.support.chromium import Tab
from tests.support.films import make_film
from tests.support.network import Line
from tests.support.pages import Host
from tests.support.people import API, PASSWORD, Person, new_handle
from tests.support.waiting import eventually

# Until what moves has come to rest, and until a LIVE looks like one.
REST_S = 1.5
LIVELY_S = 6.0
# A film of three seconds takes one or two on a machine with nothing else to do.
VIDEO_READY_S = 60.0
# Of a LIVE that is seen again: enough for a picture.
RECORDED_S = 2.0
REPLAY_READY_S = 20.0
TITLE = "Night train, one cabin light 🚃 ask me anything"
AUDIENCE = (
    ("Mika", "made it in time 🙌"),
    ("Otto", "the light in this cabin is lovely"),
    ("はるかぜ", "こんばんは!窓の外がきれい"),
    ("Inês", "greetings from Porto"),
)


class Seat(Host):
    """Somebody in front of a browser. What must last until the picture is taken is entered into `stack`."""

    def __init__(self, tab: Tab, url: str, stack: AsyncExitStack, line: Line | None) -> None:
        super().__init__(tab, url)
        self.stack = stack
        self.line = line

    async def first_live(self) -> dict[str, Any]:
        """The LIVE that most people watch."""
        rooms: list[dict[str, Any]] = (await self._get("/rooms"))["rooms"]
        return rooms[0]

    async def own_room(self) -> dict[str, Any]:
        """The LIVE of whoever sits here."""
        room: dict[str, Any] = (await self._get("/rooms/mine"))["room"]
        return room

    async def become(self, nickname: str) -> None:
        """Be somebody with an account and a name worth showing."""
        handle = new_handle()
        form = {"handle": handle, "email": f"{handle}@example.org", "password": PASSWORD, "nickname": nickname}
        await self._post("/accounts", {**form, "birth_date": "1994-02-11", "region": "GB", "accept_terms": True})

    async def sign_in(self, handle: str) -> None:
        """Be somebody who has an account already."""
        await self._post("/sessions", {"login": handle, "password": PASSWORD})

    async def post_video(self, caption: str) -> str:
        """Post a short film as whoever sits here, wait until it can be played, and return its id."""
        film = await asyncio.to_thread(make_film, 11, 3.0)
        headers = {"Origin": self.url}
        created = await self.page.request.post(
            f"{self.url}{API}/videos", data={"caption": caption, "size_bytes": len(film)}, headers=headers
        )
        video_id = str((await created.json())["id"])
        await self.page.request.put(
            f"{self.url}{API}/videos/{video_id}/bytes?offset=0",
            data=film,
            headers={**headers, "Content-Type": "application/octet-stream"},
        )
        await eventually(lambda: self._is_ready(video_id), within_s=VIDEO_READY_S)
        return video_id

    async def is_replayed(self, room_id: str) -> bool:
        """Whether all of a LIVE that is over can be seen again; of a short one not even its beginning, for a moment."""
        answer = await self.page.request.get(f"{self.url}{API}/replays/{room_id}")
        return answer.ok and bool((await answer.json())["state"] == "ready")

    async def _is_ready(self, video_id: str) -> bool:
        return bool((await self._get(f"/videos/{video_id}"))["state"] == "ready")

    async def _get(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = await (await self.page.request.get(self.url + API + path)).json()
        return answer

    async def _post(self, path: str, form: dict[str, Any]) -> None:
        answer = await self.page.request.post(self.url + API + path, data=form, headers={"Origin": self.url})
        if not answer.ok:
            raise RuntimeError(f"POST {path}: {answer.status} {await answer.text()}")


Reach = Callable[[Seat], Awaitable[None]]


@dataclass(frozen=True)
class Screen:
    """A screen of the product, and the way to it.

    `house` is which server it is on: the demo with its LIVEs, or one where nothing has happened. Without `camera` the
    browser refuses. `on_a_line`: its connection can be cut. `after`: the screen from which `reach` goes on, if it does
    not begin anew.
    """

    name: str
    reach: Reach
    house: Literal["demo", "quiet"] = "quiet"
    camera: bool = True
    on_a_line: bool = False
    after: str | None = None


def way_to(screen: Screen) -> tuple[Screen, ...]:
    """The screens that are passed on the way to this one, itself the last."""
    return (screen,) if screen.after is None else (*way_to(BY_NAME[screen.after]), screen)


async def _home(seat: Seat) -> None:
    await seat.open("/")
    await seat.page.get_by_text((await seat.first_live())["title"]).first.wait_for()


async def _home_empty(seat: Seat) -> None:
    await seat.open("/")
    await seat.page.get_by_text("The stage is yours").wait_for()


async def _home_failing(seat: Seat) -> None:
    await seat.page.route("**/api/v1/feed/live*", _fail)
    await seat.open("/")
    await seat.page.get_by_text("The LIVEs did not load").wait_for()


async def _watch(seat: Seat) -> None:
    await seat.open(f"/live/{(await seat.first_live())['id']}")
    await asyncio.sleep(LIVELY_S)


async def _watch_empty(seat: Seat) -> None:
    host = await seat.stack.enter_async_context(Person(seat.url))
    await host.sign_up(nickname="Ren")
    room = await seat.stack.enter_async_context(host.on_air("First night on stage"))
    await seat.open(f"/live/{room['id']}")
    await seat.page.get_by_text("you are the first").first.wait_for()
    await asyncio.sleep(LIVELY_S)


async def _watch_failing(seat: Seat) -> None:
    await seat.open("/live/01j0000000000000000000nada")
    await seat.page.get_by_text("There is no such LIVE").wait_for()


async def _watch_ended(seat: Seat) -> None:
    host = await seat.stack.enter_async_context(Person(seat.url))
    await host.sign_up(nickname="Ren")
    async with host.on_air("First night on stage") as room:
        await seat.open(f"/live/{room['id']}")
        await seat.page.get_by_text("you are the first").first.wait_for()
    await seat.page.get_by_role("heading", name="This LIVE has ended").wait_for()


async def _sign_up_empty(seat: Seat) -> None:
    await seat.open("/sign-up")
    await seat.button("Create account").wait_for()


async def _sign_up(seat: Seat) -> None:
    await _fill_sign_up(seat, new_handle(), "ada@example.org")
    await seat.page.get_by_text("is free").wait_for()


async def _sign_up_failing(seat: Seat) -> None:
    await _fill_sign_up(seat, "no spaces please", "ada at home")
    await seat.button("Create account").click()


async def _fill_sign_up(seat: Seat, handle: str, email: str) -> None:
    await _sign_up_empty(seat)
    await seat.page.get_by_label("Handle").fill(handle)
    await seat.page.get_by_label("E-mail").fill(email)
    await seat.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await seat.page.get_by_label("Birth date").fill("1994-02-11")


async def _access(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/go-live")
    await seat.button("Accept and go on").wait_for()


async def _set_up_empty(seat: Seat) -> None:
    await seat.accept_terms()
    await seat.button("Sound check").wait_for()


async def _set_up_failing(seat: Seat) -> None:
    await seat.button("Sound check").click()


async def _check(seat: Seat) -> None:
    await seat.set_up(TITLE, topic="Talk")
    await seat.expect_devices_good()


async def _check_failing(seat: Seat) -> None:
    await seat.set_up(TITLE, topic="Talk")
    await seat.button("Try again").first.wait_for()


async def _on_air_empty(seat: Seat) -> None:
    await seat.press_go_live()
    await asyncio.sleep(LIVELY_S)


async def _on_air(seat: Seat) -> None:
    room = await seat.own_room()
    for nickname, text in AUDIENCE:
        fan = await seat.stack.enter_async_context(Person(seat.url))
        await fan.sign_up(nickname=nickname)
        channel = await seat.stack.enter_async_context(fan.channel(room["id"]))
        await channel.call("comment", text=text)
        await channel.call("like", count=7)
        await fan.put(f"/accounts/{room['host']['handle']}/follow")


async def _on_air_failing(seat: Seat) -> None:
    if seat.line is None:
        raise ValueError("this screen needs a line that can be cut")
    seat.line.cut()
    await seat.page.get_by_role("status").get_by_role("heading").first.wait_for()


async def _on_air_ending(seat: Seat) -> None:
    await seat.button("End LIVE").click()


async def _summary(seat: Seat) -> None:
    await seat.page.get_by_role("dialog").get_by_role("button", name="End LIVE").click()
    await seat.page.get_by_role("heading", name="That was your LIVE").wait_for()


async def _summary_empty(seat: Seat) -> None:
    await seat.end()


async def _summary_failing(seat: Seat) -> None:
    await seat.page.route("**/api/v1/rooms/*/end", _fail)
    await seat.button("End LIVE").click()
    await seat.page.get_by_role("dialog").get_by_role("button", name="End LIVE").click()


async def _profile(seat: Seat) -> None:
    await seat.open(f"/@{(await seat.first_live())['host']['handle']}")
    await seat.page.get_by_role("link", name="Watch the LIVE").wait_for()


async def _replay(seat: Seat) -> None:
    host = await seat.stack.enter_async_context(Person(seat.url))
    fan = await seat.stack.enter_async_context(Person(seat.url))
    await host.sign_up(nickname="Ren")
    await fan.sign_up(nickname="An Extraordinarily Long Nickn")
    async with host.on_air(TITLE) as room, fan.channel(room["id"]) as channel:
        for _, text in AUDIENCE:
            await channel.call("comment", text=text)
        await asyncio.sleep(RECORDED_S)
    await seat.sign_in(host.handle)
    await eventually(lambda: seat.is_replayed(room["id"]), within_s=REPLAY_READY_S)
    await seat.open(f"/replay/{room['id']}")
    await seat.page.wait_for_function("() => document.querySelector('video')?.currentTime > 0.5")


async def _replay_cut(seat: Seat) -> None:
    await _replay(seat)
    await seat.button("Post a part as video").click()
    await seat.page.get_by_role("dialog").get_by_role("button", name="Post", exact=True).wait_for()


async def _replay_failing(seat: Seat) -> None:
    await seat.page.route("**/api/v1/replays/*", _fail)
    await seat.open("/replay/01j0000000000000000000nada")
    await seat.page.get_by_text("The replay did not load").wait_for()


async def _replays_empty(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/settings")
    await seat.page.get_by_role("link", name="See").nth(1).click()
    await seat.page.get_by_text("Your LIVEs, to see again").wait_for()


async def _videos(seat: Seat) -> None:
    await seat.become("Ada Quist")
    video_id = await seat.post_video(TITLE)
    await seat.open(f"/videos/{video_id}")
    await seat.page.wait_for_function("() => document.querySelector('video')?.currentTime > 0.2")


async def _videos_empty(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/videos?of=following")
    await seat.page.get_by_text("Nothing from the people you follow").wait_for()


async def _videos_failing(seat: Seat) -> None:
    await seat.page.route("**/api/v1/feed/for-you*", _fail)
    await seat.open("/videos")
    await seat.page.get_by_text("The videos did not load").wait_for()


async def _upload_empty(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/upload")
    await seat.button("Choose a file").wait_for()


async def _upload(seat: Seat) -> None:
    await _upload_empty(seat)
    film = await asyncio.to_thread(make_film, 11, 2.0)
    await seat.page.locator("input[type=file]").set_input_files(
        FilePayload(name="carriage.mp4", mimeType="video/mp4", buffer=film)
    )
    await seat.page.get_by_label("Caption").fill(TITLE)


async def _upload_failing(seat: Seat) -> None:
    await seat.page.route("**/api/v1/videos/*/bytes*", _fail)
    await _upload(seat)
    await seat.button("Post").click()
    await seat.page.get_by_role("heading", name="Waiting for the connection").wait_for()


async def _plan_event(seat: Seat) -> str:
    """An event of somebody, to which whoever sits here has not said anything yet."""
    host = await seat.stack.enter_async_context(Person(seat.url))
    await host.sign_up(nickname="An Extraordinarily Long Nickn")
    await host.accept_live_terms()
    start = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT20:00")
    form = {"title": TITLE, "description": TITLE, "topic": "music", "local_start": start, "zone": "Asia/Tokyo"}
    return str((await host.post("/events", form))["id"])


async def _event(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open(f"/event/{await _plan_event(seat)}")
    await seat.button("I will be there").wait_for()


async def _event_failing(seat: Seat) -> None:
    await seat.page.route("**/api/v1/events/*", _fail)
    await seat.open("/event/01j0000000000000000000nada")
    await seat.page.get_by_text("The event did not load").wait_for()


async def _events(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await _plan_event(seat)
    await seat.open("/events")
    await seat.page.get_by_text("by An Extraordinarily Long Nickn").first.wait_for()


async def _event_form(seat: Seat) -> None:
    await _access(seat)
    await seat.accept_terms()
    await seat.open("/events")
    await seat.button("Plan a LIVE").first.click()
    sheet = seat.page.get_by_role("dialog")
    await sheet.get_by_role("button", name="Plan it").click()
    await sheet.get_by_text("Choose a topic.").wait_for()


async def _search(seat: Seat) -> None:
    await seat.open("/search?q=n")
    await seat.page.get_by_role("heading", name="LIVE now").wait_for()
    await seat.page.get_by_role("heading", name="People").wait_for()


async def _search_start(seat: Seat) -> None:
    await seat.open("/search")
    await seat.page.get_by_role("heading", name="Look around").wait_for()


async def _search_empty(seat: Seat) -> None:
    await seat.open("/search?q=zzqqxx")
    await seat.page.get_by_role("heading", name="Nothing for").wait_for()


async def _search_failing(seat: Seat) -> None:
    await seat.page.route("**/api/v1/search?*", _fail)
    await seat.open("/search?q=n")
    await seat.page.get_by_text("The search did not work").wait_for()


async def _following_empty(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/following")
    await seat.page.get_by_text("Nobody you follow is LIVE right now.").wait_for()
    await seat.page.get_by_text("Nothing from the people you follow").wait_for()


async def _notifications(seat: Seat) -> None:
    await seat.become("Ada Quist")
    me = (await (await seat.page.request.get(f"{seat.url}{API}/me")).json())["account"]["handle"]
    for nickname in ("Mika", "An Extraordinarily Long Nickn"):
        async with Person(seat.url) as fan:
            await fan.sign_up(nickname=nickname)
            await fan.put(f"/accounts/{me}/follow")
    # What is looked at is read at once, and gathered no longer.
    await seat.open("/notifications")
    await seat.page.get_by_text("and one more follow you").wait_for()


async def _notifications_empty(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/notifications")
    await seat.page.get_by_role("heading", name="All quiet").wait_for()


async def _notifications_failing(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.page.route("**/api/v1/me/notifications", _fail)
    await seat.open("/notifications")
    await seat.page.get_by_text("Your notifications did not load").wait_for()


async def _settings(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/settings")
    await seat.page.get_by_text("Where you are signed in").wait_for()


async def _access_page(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/access")
    await seat.page.get_by_role("heading", name="In good standing").wait_for()
    await seat.page.get_by_text("Nothing to measure yet").wait_for()


async def _access_page_failing(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.page.route("**/api/v1/live-access", _fail)
    await seat.open("/access")
    await seat.page.get_by_text("Where you stand did not load").wait_for()


async def _reset(seat: Seat) -> None:
    await seat.open("/reset?token=from-a-mail")
    await seat.page.get_by_label("New password").fill(PASSWORD)


async def _reset_failing(seat: Seat) -> None:
    await _reset(seat)
    await seat.button("Change the password").click()
    await seat.page.get_by_role("heading", name="This link does not work any more").wait_for()


async def _shares(seat: Seat) -> None:
    """One's own video, passed on by somebody else, who brought nobody yet."""
    await seat.become("Ada Quist")
    video_id = await seat.post_video(TITLE)
    for via in ("link", "line", "qr"):
        body = {"kind": "video", "id": video_id, "via": via}
        await seat.page.request.post(f"{seat.url}{API}/shares", data=body, headers={"Origin": seat.url})
    await seat.open(f"/shares/video/{video_id}")
    await seat.page.get_by_role("heading", name="By way").wait_for()


async def _shares_empty(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/shares")
    await seat.page.get_by_text("Nothing of yours was shared yet").wait_for()
    await seat.page.get_by_role("radio", name="Only these sites").check(force=True)
    await seat.page.get_by_label("Sites, one a line").fill("not a site")
    await seat.button("Save").click()
    await seat.page.get_by_text("is no site").wait_for()


async def _shares_failing(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.page.route("**/api/v1/me/shares", lambda route: route.abort())
    await seat.open("/shares")
    await seat.page.get_by_text("What came of your shares cannot be loaded").wait_for()


async def _settings_email(seat: Seat) -> None:
    await _settings(seat)
    await seat.button("Change your e-mail address").click()
    await seat.page.get_by_role("dialog").get_by_label("New e-mail address").wait_for()


async def _wallet_empty(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/wallet")
    await seat.page.get_by_role("heading", name="Get coins").wait_for()
    await seat.page.get_by_text("Nothing yet").wait_for()
    await seat.page.get_by_text("You have set no limit.").wait_for()


async def _wallet_failing(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.page.route("**/api/v1/me/wallet", _fail)
    await seat.open("/wallet")
    await seat.page.get_by_text("Your wallet did not load").wait_for()


async def _checkout(seat: Seat) -> None:
    await _wallet_empty(seat)
    await seat.button(re.compile("^Buy 700 coins")).click()
    await seat.page.get_by_text("No money moves on this page").wait_for()


async def _wallet(seat: Seat) -> None:
    await _checkout(seat)
    await seat.button(re.compile("^Pretend to pay")).click()
    await seat.page.get_by_role("heading", name="700 coins are yours").wait_for()
    await seat.page.get_by_text("Coins bought").wait_for()


async def _wallet_receipt(seat: Seat) -> None:
    await _wallet(seat)
    await seat.button("Receipt").click()


async def _wallet_limit(seat: Seat) -> None:
    await _wallet_empty(seat)
    await seat.button("Set a limit").click()
    await seat.page.get_by_label("Coins a day").fill("500")


async def _earnings(seat: Seat) -> None:
    host = await seat.stack.enter_async_context(Person(seat.url))
    fan = await seat.stack.enter_async_context(Person(seat.url))
    await host.sign_up(nickname="Ren")
    await fan.sign_up(nickname="An Extraordinarily Long Nickn")
    await fan.buy_coins("coins_700")
    async with host.on_air(TITLE) as room:
        await fan.give(room["id"], "guitar", count=2)
    await seat.sign_in(host.handle)
    await seat.open("/earnings")
    days = seat.page.get_by_role("listbox")
    await days.press("End")
    await days.press("Enter")
    await seat.button(re.compile("^Guitar ×2")).click()


async def _earnings_empty(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.open("/earnings")
    await seat.page.get_by_text("Gifts become diamonds").wait_for()
    await seat.page.get_by_text("No payouts yet").wait_for()


async def _earnings_failing(seat: Seat) -> None:
    await seat.become("Ada Quist")
    await seat.page.route("**/api/v1/me/earnings", _fail)
    await seat.open("/earnings")
    await seat.page.get_by_text("Your earnings did not load").wait_for()


async def _onboarding(seat: Seat) -> None:
    await _earnings_empty(seat)
    await seat.button("Set it up").click()
    await seat.page.get_by_text("No money moves on this page").wait_for()


async def _fail(route: Route) -> None:
    await route.abort()


SCREENS = (
    Screen("home", _home, house="demo"),
    Screen("home-empty", _home_empty),
    Screen("home-failing", _home_failing),
    Screen("watch", _watch, house="demo"),
    Screen("watch-empty", _watch_empty),
    Screen("watch-failing", _watch_failing),
    Screen("watch-ended", _watch_ended, house="demo"),
    Screen("watch-ended-empty", _watch_ended),
    Screen("sign-up", _sign_up),
    Screen("sign-up-empty", _sign_up_empty),
    Screen("sign-up-failing", _sign_up_failing),
    Screen("access", _access),
    Screen("preflight-title", _set_up_empty, after="access"),
    Screen("preflight-title-failing", _set_up_failing, after="preflight-title"),
    Screen("preflight", _check, after="preflight-title"),
    Screen("preflight-failing", _check_failing, camera=False, after="preflight-title"),
    Screen("on-air", _on_air, after="on-air-empty"),
    Screen("on-air-empty", _on_air_empty, after="preflight"),
    Screen("on-air-failing", _on_air_failing, on_a_line=True, after="on-air"),
    Screen("on-air-ending", _on_air_ending, after="on-air"),
    Screen("summary", _summary, after="on-air-ending"),
    Screen("summary-empty", _summary_empty, after="on-air-empty"),
    Screen("summary-failing", _summary_failing, after="on-air-empty"),
    Screen("shares", _shares),
    Screen("shares-empty", _shares_empty),
    Screen("shares-failing", _shares_failing),
    Screen("profile", _profile, house="demo"),
    Screen("replay", _replay),
    Screen("replay-cut", _replay_cut),
    Screen("replay-failing", _replay_failing),
    Screen("replays-empty", _replays_empty),
    Screen("videos", _videos),
    Screen("videos-empty", _videos_empty),
    Screen("videos-failing", _videos_failing),
    Screen("upload", _upload),
    Screen("upload-empty", _upload_empty),
    Screen("upload-failing", _upload_failing),
    Screen("following-empty", _following_empty),
    Screen("search", _search, house="demo"),
    Screen("search-start", _search_start),
    Screen("search-empty", _search_empty),
    Screen("search-failing", _search_failing),
    Screen("notifications", _notifications),
    Screen("notifications-empty", _notifications_empty),
    Screen("notifications-failing", _notifications_failing),
    Screen("event", _event),
    Screen("event-failing", _event_failing),
    Screen("event-form", _event_form),
    Screen("events", _events),
    Screen("settings", _settings),
    Screen("settings-email", _settings_email),
    Screen("access-page-empty", _access_page),
    Screen("access-page-failing", _access_page_failing),
    Screen("wallet", _wallet),
    Screen("wallet-empty", _wallet_empty),
    Screen("wallet-failing", _wallet_failing),
    Screen("wallet-receipt", _wallet_receipt),
    Screen("wallet-limit", _wallet_limit),
    Screen("checkout", _checkout),
    Screen("earnings", _earnings),
    Screen("earnings-empty", _earnings_empty),
    Screen("earnings-failing", _earnings_failing),
    Screen("onboarding", _onboarding),
    Screen("reset", _reset),
    Screen("reset-failing", _reset_failing),
)
BY_NAME = {screen.name: screen for screen in SCREENS}
