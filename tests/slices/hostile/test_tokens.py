"""Tickets of the media relay: somebody else's, an expired one, one for another room, a forged one, a borrowed name."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import moq
import pytest

from tests.support.app import ServedApp, served
from tests.support.broadcast import WIDTH, broadcasting, relay_session
from tests.support.people import Bystander, Person, refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

REFUSED_WITHIN_S = 8.0
PICTURE_WITHIN_S = 8.0
FRAMES_SEEN = 30
INTRUDERS_WIDTH = 64


async def expect_refusal(ticket: dict[str, Any]) -> None:
    """The relay ends a session with this ticket as unauthorised, at the door or right behind it."""
    with pytest.raises(moq.Error) as refused:
        await _stay(ticket)
    assert moq.is_auth(refused.value), f"refused, but not for the ticket: {refused.value!r}"


async def _stay(ticket: dict[str, Any]) -> None:
    """Hold a session until it ends."""
    async with asyncio.timeout(REFUSED_WITHIN_S), relay_session(ticket) as client:
        assert client.session is not None
        await client.session.closed()


async def expect_the_hosts_picture(ticket: dict[str, Any]) -> None:
    """Somebody who comes to watch now sees the host's picture, and it goes on."""
    seen = 0
    async with asyncio.timeout(PICTURE_WITHIN_S), relay_session(ticket) as viewer:
        broadcast = await viewer.announced_broadcast(ticket["broadcast"])
        catalogs = await broadcast.subscribe_catalog()
        async for catalog in catalogs:
            if catalog.video:
                break
        name, video = next(iter(catalog.video.items()))
        assert video.coded.width == WIDTH, "this is somebody else's picture"
        async for _ in await broadcast.subscribe_media(name, video):
            seen += 1
            if seen == FRAMES_SEEN:
                return
    raise AssertionError(f"the picture ended after {seen} frames")


@asynccontextmanager
async def host_of_an_idle_room(app: ServedApp) -> AsyncIterator[tuple[Person, dict[str, Any]]]:
    async with Person(app.url) as host:
        await host.sign_up()
        yield host, await host.prepare_room()


async def test_nobody_gets_a_ticket_to_publish_into_somebody_elses_room(
    app: ServedApp, elsewhere: Bystander, undisturbed: None
) -> None:
    async with Person(app.url) as stranger:
        answer = await stranger.http.post(f"/api/v1/rooms/{elsewhere.room['id']}/publisher")
        assert answer.status_code == 401
        refusal(answer)
        await stranger.sign_up()
        answer = await stranger.http.post(f"/api/v1/rooms/{elsewhere.room['id']}/publisher")
        assert answer.status_code == 403
        refusal(answer)


async def test_a_ticket_to_watch_does_not_publish(app: ServedApp, elsewhere: Bystander, undisturbed: None) -> None:
    async with Person(app.url) as viewer:
        ticket = await viewer.post(f"/rooms/{elsewhere.room['id']}/viewer")
        # Whether the relay cuts the intruder's session or ignores what it announces is its own affair.
        with suppress(moq.Error):
            async with broadcasting(ticket, width=INTRUDERS_WIDTH):
                await expect_the_hosts_picture(ticket)
        await expect_the_hosts_picture(ticket)


async def test_a_ticket_is_for_its_own_room_only(app: ServedApp, elsewhere: Bystander, undisturbed: None) -> None:
    async with host_of_an_idle_room(app) as (host, room):
        mine, theirs = room["id"], elsewhere.room["id"]
        to_publish = await host.post(f"/rooms/{mine}/publisher")
        to_watch = await host.post(f"/rooms/{theirs}/viewer")
        await expect_refusal({**to_publish, "url": to_publish["url"].replace(mine, theirs)})
        await expect_refusal({**to_watch, "url": to_watch["url"].replace(theirs, mine)})


async def test_an_expired_ticket_is_refused(tmp_path: Path) -> None:
    async with served(tmp_path, ticket_lifetime_s="1") as brief, Person(brief.url) as host:
        await host.sign_up()
        room = await host.prepare_room()
        ticket = await host.post(f"/rooms/{room['id']}/publisher")
        async with broadcasting(ticket):
            pass  # good while it is fresh
        await asyncio.sleep(2.5)  # its second, and the one by which clocks are rounded
        await expect_refusal(ticket)
        async with broadcasting(await host.post(f"/rooms/{room['id']}/publisher")):
            pass  # the way out is a new one, and the page knows it


async def test_a_forged_ticket_is_refused(app: ServedApp, elsewhere: Bystander, undisturbed: None) -> None:
    async with host_of_an_idle_room(app) as (host, room):
        ticket = await host.post(f"/rooms/{room['id']}/publisher")
        address, token = ticket["url"].split("?jwt=")
        header, claims, signature = token.split(".")
        widened = {**_decoded(claims), "root": "", "put": ["", "host"], "get": ["", "host"]}
        forgeries = {
            "no token": "",
            "garbage": "x" * 4_000,
            "other claims, old signature": f"{header}.{_encoded(widened)}.{signature}",
            "no signature": f"{_encoded({'alg': 'none', 'typ': 'JWT'})}.{claims}.",
            "another signature": f"{header}.{claims}.{'A' * len(signature)}",
        }
        for forgery in forgeries.values():
            await expect_refusal({**ticket, "url": f"{address}?jwt={forgery}"})


async def test_a_publisher_cannot_take_anothers_name(app: ServedApp, elsewhere: Bystander, undisturbed: None) -> None:
    watching = await _viewer_ticket(app, elsewhere.room["id"])
    async with host_of_an_idle_room(app) as (host, room):
        ticket = await host.post(f"/rooms/{room['id']}/publisher")
        for name in ("guest", f"../{elsewhere.room['id']}/host", f"{elsewhere.room['id']}/host", "host/host"):
            with suppress(moq.Error):
                async with broadcasting(ticket, name=name, width=INTRUDERS_WIDTH):
                    await expect_the_hosts_picture(watching)
            answer = await host.http.post(f"/api/v1/rooms/{room['id']}/start")
            assert answer.status_code == 409, f"a broadcast named {name!r} counts as the host's"
            assert refusal(answer)["code"] == "no_picture"
    await expect_the_hosts_picture(watching)


async def _viewer_ticket(app: ServedApp, room_id: str) -> dict[str, Any]:
    async with Person(app.url) as viewer:
        return await viewer.post(f"/rooms/{room_id}/viewer")


def _decoded(part: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def _encoded(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
