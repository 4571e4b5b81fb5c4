"""How each screen is reached by somebody who uses the product: full, empty and failing."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Literal

from playwright.async_api import Page, Route

from tests.support.network import Line
from tests.support.people import API, PASSWORD, Person, new_handle

# Until what moves has come to rest, and a picture that has begun has been drawn.
SETTLED_S = 1.5
LIVELY_S = 6.0
AUDIENCE = (
    ("Mika", "made it in time 🙌"),
    ("Otto", "the light in this room is lovely"),
    ("はるかぜ", "こんばんは!きれいな音"),
    ("Inês", "greetings from Porto"),
)


@dataclass(frozen=True)
class Visitor:
    """Somebody in front of a browser. What must last until the picture is taken is entered into `stack`."""

    page: Page
    url: str
    stack: AsyncExitStack
    line: Line | None

    async def go(self, path: str) -> None:
        """Open a page of the product."""
        await self.page.goto(self.url + path)

    async def rest(self, seconds: float = SETTLED_S) -> None:
        """Wait until the page has come to rest."""
        await asyncio.sleep(seconds)

    async def first_live(self) -> dict[str, Any]:
        """The LIVE that most people watch."""
        answer = await self.page.request.get(f"{self.url}{API}/rooms")
        room: dict[str, Any] = (await answer.json())["rooms"][0]
        return room

    async def sign_up(self, nickname: str = "Ada Quist") -> str:
        """Make an account, sign in with it, and return its handle."""
        handle = new_handle()
        form = {
            "handle": handle,
            "email": f"{handle}@example.org",
            "password": PASSWORD,
            "birth_date": "1994-02-11",
            "region": "GB",
            "nickname": nickname,
            "accept_terms": True,
        }
        await self._post("/accounts", form)
        return handle

    async def accept_live_terms(self) -> None:
        """Accept what hosts accept."""
        platform = await (await self.page.request.get(f"{self.url}{API}/platform")).json()
        await self._post("/live-access/terms", {"version": platform["live_terms_version"]})

    async def _post(self, path: str, form: dict[str, Any]) -> None:
        answer = await self.page.request.post(self.url + API + path, data=form, headers={"Origin": self.url})
        if not answer.ok:
            raise RuntimeError(f"POST {path}: {answer.status} {await answer.text()}")


Reach = Callable[[Visitor], Awaitable[None]]


@dataclass(frozen=True)
class Screen:
    """A screen of the product, and the way to it.

    `house` is which server it is on: the demo with its LIVEs, or one where nothing has happened. With `camera` the
    browser has one. `on_a_line`: its connection can be cut.
    """

    name: str
    reach: Reach
    house: Literal["demo", "quiet"] = "quiet"
    camera: bool = False
    on_a_line: bool = False


async def _home(visitor: Visitor) -> None:
    await visitor.go("/")
    await visitor.page.get_by_text((await visitor.first_live())["title"]).first.wait_for()
    await visitor.rest()


async def _home_empty(visitor: Visitor) -> None:
    await visitor.go("/")
    await visitor.page.get_by_text("The stage is yours").wait_for()
    await visitor.rest()


async def _home_failing(visitor: Visitor) -> None:
    await visitor.page.route("**/api/v1/rooms*", _fail)
    await visitor.go("/")
    await visitor.page.get_by_text("The LIVEs did not load").wait_for()
    await visitor.rest()


async def _watch(visitor: Visitor) -> None:
    await visitor.go(f"/live/{(await visitor.first_live())['id']}")
    await visitor.page.get_by_role("img", name=re.compile("LIVE picture")).first.wait_for()
    await visitor.rest(LIVELY_S)


async def _watch_empty(visitor: Visitor) -> None:
    host = await visitor.stack.enter_async_context(Person(visitor.url))
    await host.sign_up(nickname="Ren")
    room = await visitor.stack.enter_async_context(host.on_air("First night on stage"))
    await visitor.go(f"/live/{room['id']}")
    await visitor.page.get_by_text("you are the first").first.wait_for()
    await visitor.rest(LIVELY_S)


async def _watch_failing(visitor: Visitor) -> None:
    await visitor.go("/live/01j0000000000000000000nada")
    await visitor.page.get_by_text("There is no such LIVE").wait_for()
    await visitor.rest()


async def _watch_interrupted(visitor: Visitor) -> None:
    host = await visitor.stack.enter_async_context(Person(visitor.url))
    await host.sign_up(nickname="Ren")
    async with AsyncExitStack() as broadcast:
        room = await broadcast.enter_async_context(host.on_air("First night on stage"))
        await visitor.go(f"/live/{room['id']}")
        await visitor.rest(LIVELY_S)
        broadcast.pop_all()
        await host.http.aclose()
    await visitor.page.get_by_text("Back in a moment").first.wait_for()


async def _sign_up_empty(visitor: Visitor) -> None:
    await visitor.go("/sign-up")
    await visitor.page.get_by_role("button", name="Create account").wait_for()
    await visitor.rest()


async def _sign_up(visitor: Visitor) -> None:
    await visitor.go("/sign-up")
    await _fill_sign_up(visitor, new_handle(), "ada@example.org")
    await visitor.page.get_by_text("is free").wait_for()
    await visitor.rest()


async def _sign_up_failing(visitor: Visitor) -> None:
    await visitor.go("/sign-up")
    await _fill_sign_up(visitor, "no spaces please", "ada at home")
    await visitor.page.get_by_role("button", name="Create account").click()
    await visitor.rest()


async def _fill_sign_up(visitor: Visitor, handle: str, email: str) -> None:
    page = visitor.page
    await page.get_by_label("Handle").fill(handle)
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_label("Birth date").fill("1994-02-11")


async def _access(visitor: Visitor) -> None:
    await visitor.sign_up()
    await visitor.go("/go-live")
    await visitor.page.get_by_text("Before your first LIVE").wait_for()
    await visitor.rest()


async def _set_up_empty(visitor: Visitor) -> None:
    await visitor.sign_up()
    await visitor.accept_live_terms()
    await visitor.go("/go-live")
    await visitor.page.get_by_role("button", name="Sound check").wait_for()
    await visitor.rest()


async def _set_up_failing(visitor: Visitor) -> None:
    await _set_up_empty(visitor)
    await visitor.page.get_by_role("button", name="Sound check").click()
    await visitor.rest()


async def _check(visitor: Visitor) -> None:
    await _to_check(visitor)
    await visitor.page.get_by_role("button", name="Go LIVE", exact=True, disabled=False).wait_for()
    await visitor.rest()


async def _check_failing(visitor: Visitor) -> None:
    await _to_check(visitor)
    await visitor.page.get_by_role("button", name="Try again").first.wait_for()
    await visitor.rest()


async def _to_check(visitor: Visitor) -> None:
    await _set_up_empty(visitor)
    await visitor.page.get_by_label("Title").fill("Rain on the glass ☔ study with me")
    await visitor.page.get_by_text("Learning", exact=True).click()
    await visitor.page.get_by_role("button", name="Sound check").click()


async def _on_air_empty(visitor: Visitor) -> None:
    await _check(visitor)
    await visitor.page.get_by_role("button", name="Go LIVE", exact=True).click()
    await visitor.page.get_by_role("button", name="End LIVE").wait_for()
    await visitor.rest(LIVELY_S)


async def _on_air(visitor: Visitor) -> None:
    await _on_air_empty(visitor)
    room = await _own_room(visitor)
    for nickname, text in AUDIENCE:
        fan = await visitor.stack.enter_async_context(Person(visitor.url))
        await fan.sign_up(nickname=nickname)
        channel = await visitor.stack.enter_async_context(fan.channel(room["id"]))
        await channel.call("comment", text=text)
        await channel.call("like", count=7)
        await fan.put(f"/accounts/{room['host']['handle']}/follow")
    await visitor.rest()


async def _own_room(visitor: Visitor) -> dict[str, Any]:
    answer = await visitor.page.request.get(f"{visitor.url}{API}/rooms/mine")
    room: dict[str, Any] = (await answer.json())["room"]
    return room


async def _on_air_failing(visitor: Visitor) -> None:
    await _on_air(visitor)
    if visitor.line is None:
        raise ValueError("this screen needs a line that can be cut")
    visitor.line.cut()
    await visitor.page.get_by_role("heading", name=re.compile("moment|connection", re.I)).first.wait_for()


async def _end(visitor: Visitor) -> None:
    await visitor.page.get_by_role("button", name="End LIVE").first.click()
    await visitor.rest()


async def _on_air_ending(visitor: Visitor) -> None:
    await _on_air(visitor)
    await _end(visitor)


async def _summary(visitor: Visitor) -> None:
    await _on_air(visitor)
    await _confirm_end(visitor)


async def _summary_empty(visitor: Visitor) -> None:
    await _on_air_empty(visitor)
    await _confirm_end(visitor)


async def _summary_failing(visitor: Visitor) -> None:
    await _on_air_empty(visitor)
    await visitor.page.route("**/api/v1/rooms/*/end", _fail)
    await _end(visitor)
    await visitor.page.get_by_role("dialog").get_by_role("button", name="End LIVE").click()
    await visitor.rest()


async def _confirm_end(visitor: Visitor) -> None:
    await _end(visitor)
    await visitor.page.get_by_role("dialog").get_by_role("button", name="End LIVE").click()
    await visitor.page.get_by_text("That was your LIVE").wait_for()
    await visitor.rest()


async def _profile(visitor: Visitor) -> None:
    await visitor.go(f"/@{(await visitor.first_live())['host']['handle']}")
    await visitor.page.get_by_role("heading").first.wait_for()
    await visitor.rest()


async def _settings(visitor: Visitor) -> None:
    await visitor.sign_up()
    await visitor.go("/settings")
    await visitor.page.get_by_text("Where you are signed in").wait_for()
    await visitor.rest()


async def _fail(route: Route) -> None:
    await route.abort()


SCREENS = (
    Screen("home", _home, house="demo"),
    Screen("home-empty", _home_empty),
    Screen("home-failing", _home_failing, house="demo"),
    Screen("watch", _watch, house="demo"),
    Screen("watch-empty", _watch_empty),
    Screen("watch-failing", _watch_failing, house="demo"),
    Screen("watch-interrupted", _watch_interrupted),
    Screen("sign-up", _sign_up),
    Screen("sign-up-empty", _sign_up_empty),
    Screen("sign-up-failing", _sign_up_failing),
    Screen("access", _access, camera=True),
    Screen("preflight-title", _set_up_empty, camera=True),
    Screen("preflight-title-failing", _set_up_failing, camera=True),
    Screen("preflight", _check, camera=True),
    Screen("preflight-failing", _check_failing),
    Screen("on-air", _on_air, camera=True),
    Screen("on-air-empty", _on_air_empty, camera=True),
    Screen("on-air-failing", _on_air_failing, camera=True, on_a_line=True),
    Screen("on-air-ending", _on_air_ending, camera=True),
    Screen("summary", _summary, camera=True),
    Screen("summary-empty", _summary_empty, camera=True),
    Screen("summary-failing", _summary_failing, camera=True),
    Screen("profile", _profile, house="demo"),
    Screen("settings", _settings),
)
