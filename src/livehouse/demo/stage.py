"""The demo's stage: makes the people, puts their LIVEs on the air, fills the rooms, and says how to sign in."""

import asyncio
import os
import random
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import structlog
import uvloop
from rich.console import Console

from livehouse.accounts import SESSION_COOKIE, Account, NewAccount, Visitor
from livehouse.app import House
from livehouse.config import Settings
from livehouse.demo.cast import AUDIENCE, PASSWORD, SHOWS, VISITOR, Person, Show
from livehouse.demo.clips import ClipLibrary, play
from livehouse.demo.crowd import Crowd, Fan, Present
from livehouse.demo.plans import Planner
from livehouse.demo.posts import Posts
from livehouse.platform.telemetry import configure_logging
from livehouse.rooms import NoPicture
from livehouse.server import serving
from livehouse.sharing import Way

log = structlog.get_logger(__name__)

PICTURE_TRIES_MAX: Final = 50
PICTURE_WAIT_S: Final = 0.2
# What nobody paid for, so that people have something to give: more than it takes to try every small gift.
VISITOR_COINS: Final = 2_000
AUDIENCE_COINS: Final = 100_000
# Past this, somebody's spending leaps, and they would have to wait.
PRESENT_COINS_MAX: Final = 3_000
SHARED_BY: Final[tuple[Way, ...]] = ("link", "system", "qr", "x", "line")


def run_demo(settings_for: Callable[[Path], Settings], data: Path | None, out: Console) -> None:
    """Serve a lively platform until told to stop.

    Args:
        settings_for: the settings, given the data folder.
        data: the data folder; a fresh one that is deleted at the end if None.
        out: where the sign-ins are printed.

    Raises:
        CannotStart: as for `livehouse serve`.
    """
    if data is not None:
        uvloop.run(_run(settings_for(data), out))
        return
    with tempfile.TemporaryDirectory(prefix="livehouse-demo-", ignore_cleanup_errors=True) as folder:
        uvloop.run(_run(settings_for(Path(folder)), out))


async def _run(settings: Settings, out: Console) -> None:
    configure_logging(settings.log_format, settings.log_level)
    # Its hosts are filmed in this process, whatever else the settings say; and who looks around may go live at once.
    changes: dict[str, object] = {"relay": True}
    if "live_policy" not in settings.model_fields_set:
        changes["live_policy"] = "open"
    if settings.smtp_url is None:
        # Its mails go nowhere, so they are shown.
        changes["show_outbox"] = True
    async with serving(settings.model_copy(update=changes)) as house:
        stage = Stage(house, clips_folder(), random.Random())  # noqa: S311  # who says what is no secret
        await stage.invite(VISITOR, coins=VISITOR_COINS)
        _print_welcome(house, out)
        house.supervisor.start("demo", stage.run)
        await house.closed.wait()


def clips_folder() -> Path:
    """Where clips are kept from one demo to the next; they take a while to draw."""
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "livehouse" / "clips"


def _print_welcome(house: House, out: Console) -> None:
    hosts = ", ".join(f"[bold]{show.host.handle}[/]" for show in SHOWS)
    out.print(
        f"\n  [bold yellow]●[/] {house.settings.name} is open at [bold underline]{house.url}[/]\n\n"
        f"    Sign in as [bold]{VISITOR.handle}[/] with the password [bold]{PASSWORD}[/]\n"
        f"    (or as one of the hosts: {hosts}; the password is the same), or sign up.\n"
        "    The first LIVE is on the air in a few seconds. Ctrl-C ends the demo.\n",
        highlight=False,
        soft_wrap=True,
    )


class Stage:
    """Everything that happens in the demo."""

    def __init__(self, house: House, clips: Path, rng: random.Random) -> None:
        self._house = house
        self._library = ClipLibrary(clips)
        self._random = rng
        self._handles = frozenset(person.handle for person in (*AUDIENCE, *(show.host for show in SHOWS)))
        self._fans: list[Fan] = []
        self._posts = Posts(house, rng)
        self._planner = Planner(house, rng)

    async def run(self) -> None:
        """All shows, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            hosts = [await self.invite(show.host) for show in SHOWS]
            audience_ready = tasks.create_task(self._invite_audience())
            for show, host in zip(SHOWS, hosts, strict=True):
                # One after another: drawing a clip takes the whole machine for a while.
                room_id = await self._go_live(tasks, show, host)
                await audience_ready
                tasks.create_task(self._fill(show, host, room_id))
                await self._planner.plan(host, room_id, [await self.invite(person) for person in AUDIENCE])
            # When all are on the air: making a video playable takes a processor for a while.
            audience = [await self.invite(person) for person in AUDIENCE]
            for show, host in zip(SHOWS, hosts, strict=True):
                await self._posts.post(show, host, await self._library.clip(show.clip))
                tasks.create_task(self._posts.find_audience(show, host, audience))

    async def invite(self, person: Person, *, coins: int = 0) -> Account:
        """The account of an invented person, made and given coins if this data folder has not seen them."""
        account = await self._house.accounts.find_by_handle(person.handle)
        if account is None:
            account = await self._house.accounts.create(
                NewAccount(
                    handle=person.handle,
                    email=f"{person.handle}@demo.example",
                    password=PASSWORD,
                    birth_date="1996-05-17",
                    region=person.region,
                    nickname=person.nickname,
                    accept_terms=True,
                )
            )
            if person.bio:
                account = await self._house.accounts.update_profile(account.id, bio=person.bio)
            if coins:
                await self._house.grants.grant(account.id, coins, reason="The demo's present.", operator_id=None)
        return account

    async def _invite_audience(self) -> None:
        for person in AUDIENCE:
            self._fans.append(await self._signed_in(await self.invite(person, coins=AUDIENCE_COINS)))

    async def _go_live(self, tasks: asyncio.TaskGroup, show: Show, host: Account) -> str:
        house = self._house
        await house.live_access.accept_terms(host.id, house.live_access.terms_version)
        running = await house.rooms.mine(host.id)
        room = running or await house.rooms.create(host.id, title=show.title, topic=show.topic, audience="everyone")
        clip = await self._library.clip(show.clip)
        assert house.media.relay is not None  # noqa: S101  # see `_run`
        tasks.create_task(play(clip, house.media.relay, room.id))
        await self._start(room.id, host.id)
        return room.id

    async def _start(self, room_id: str, host_id: str) -> None:
        for attempt in range(PICTURE_TRIES_MAX):
            try:
                await self._house.rooms.go_live(room_id, host_id)
                return
            except NoPicture:
                # The relay counts frames twice a second; the first ones are on their way.
                if attempt == PICTURE_TRIES_MAX - 1:
                    raise
                await asyncio.sleep(PICTURE_WAIT_S)

    async def _fill(self, show: Show, host: Account, room_id: str) -> None:
        host_fan = await self._signed_in(host)
        signed_in = self._random.sample(self._fans, show.viewers * 2 // 3)
        strangers = [Fan(None, {}) for _ in range(show.viewers - len(signed_in))]
        for fan in signed_in:
            if fan.handle is not None and self._random.random() < 0.5:
                follower = await self._house.accounts.access_by_handle(fan.handle)
                await self._house.accounts.follow(follower.id, show.host.handle)
        presents = [
            Present(gift.id, gift.price_coins, gift.tier)
            for gift in await self._house.gifts.catalogue.gifts()
            if gift.price_coins <= PRESENT_COINS_MAX
        ]
        crowd = Crowd(
            self._house.url, show, room_id, self._handles, presents, partial(self._share, room_id), self._random
        )
        await crowd.run(host_fan, [*signed_in, *strangers])

    async def _share(self, room_id: str, handle: str) -> None:
        fan = await self._house.accounts.access_by_handle(handle)
        way = self._random.choice(SHARED_BY)
        visitor = Visitor(fan.id, None, viewer_key=fan.id)
        await self._house.sharing.share("live", room_id, visitor, way, address="127.0.0.1")

    async def _signed_in(self, account: Account) -> Fan:
        token = await self._house.sessions.start(account.id, address="127.0.0.1", user_agent="Livehouse demo")
        return Fan(account.handle, {SESSION_COOKIE: token}, account.region)
