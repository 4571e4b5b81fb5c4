"""Accounts and live access over a real database and real HTTP, without the rest of the platform."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import argon2
import httpx
import msgspec
from fastapi import FastAPI

from livehouse import accounts, live_access, moderation
from livehouse.accounts import NewAccount
from livehouse.config import Settings
from livehouse.kernel.ids import Ids
from livehouse.platform.database import Database
from livehouse.platform.events import DomainEvent, Events
from livehouse.platform.files import Files
from livehouse.platform.http import API, RelayAddress, RequestGuard, add_error_handlers
from livehouse.platform.limits import RateLimits
from livehouse.platform.mail import Mails, WrittenMail
from livehouse.platform.networks import Networks
from livehouse.platform.tasks import Supervisor
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in

PASSWORD = "a few words of my own"
CHROME_ON_ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)
CHEAP_HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ROOMY = {"sign_up_per_hour": 10_000, "sign_in_per_minute": 10_000}


HEARD = (
    accounts.AccountDeleted,
    accounts.AccountFollowed,
    accounts.AccountLeaving,
    accounts.AccountUnfollowed,
    accounts.OthersShutOut,
    accounts.SessionEnded,
)


@cache
def _routes(*, show_outbox: bool) -> FastAPI:
    api = FastAPI()
    authenticator = api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    people, sessions = stand_in("accounts"), stand_in("sessions")
    for router in (
        accounts.router(people, stand_in("avatars"), sessions, authenticator),
        accounts.self_service_router(stand_in("self_service"), people, sessions, authenticator),
        accounts.outbox_router(stand_in("mails"), is_shown=show_outbox),
        live_access.router(stand_in("gate")),
    ):
        api.include_router(router, prefix=API)
    return api


class House:
    """The composed slices, and what they told."""

    def __init__(self, database: Database, clock: FakeClock, events: Events, folder: Path, settings: Settings) -> None:
        self.database = database
        self.clock = clock
        self.settings = settings
        self.files_folder = folder
        self.files = Files(folder)
        self.told: list[DomainEvent] = []
        for event_type in HEARD:
            events.subscribe(event_type, self._hear)
        ids, limits = Ids(clock), RateLimits()
        passwords = accounts.Passwords(CHEAP_HASHER, lambda size: bytes(size))
        self.networks = Networks(b"k" * 32)
        self.accounts = accounts.Accounts(database, settings, clock, ids, passwords, limits, self.networks)
        self.avatars = accounts.Avatars(database, settings, ids, self.files, self.accounts)
        self.sessions = accounts.Sessions(database, settings, clock, ids, passwords, limits)
        self.authenticator = accounts.Authenticator(self.sessions, self.accounts, ids, settings)
        log = moderation.OperatorsLog(database, clock, moderation.LogMark(self.files_folder))
        self.moderation = moderation.Moderation(database, settings, clock, ids, self.accounts, self.sessions, log)
        policies = live_access.PolicyKeeper(clock, "open")
        self.live_access = live_access.LiveAccess(database, clock, self.accounts, self.moderation, policies)
        self.gate = live_access.Gate(
            database,
            settings,
            clock,
            ids,
            accounts=self.accounts,
            moderation=self.moderation,
            access=self.live_access,
            tell=lambda account_id, message: None,
        )
        self.mails = Mails(database, clock, ids, None, attempts_max=settings.mail_attempts_max)
        self.mails.subscribe(events)
        self.self_service = accounts.SelfService(
            database=database,
            settings=settings,
            clock=clock,
            ids=ids,
            passwords=passwords,
            limits=limits,
            accounts=self.accounts,
            sessions=self.sessions,
            avatars=self.avatars,
            mailer=self.mails,
        )
        self.self_service.subscribe(events)

    @property
    def app(self) -> HouseApp:
        """What this house answers over HTTP."""
        api = _routes(show_outbox=self.settings.show_outbox)
        guard = RequestGuard(
            api,
            body_bytes_max=self.settings.body_bytes_max,
            uploads=[(f"{API}/me/avatar", self.settings.avatar_bytes_max)],
            relay=RelayAddress(),
            secure=False,
        )
        return HouseApp(self, api, guard)

    async def _hear(self, event: DomainEvent) -> None:
        self.told.append(event)

    async def heard(self) -> list[DomainEvent]:
        """What was told so far, each event once."""
        await self.database.drained()
        told, self.told = self.told, []
        return told

    async def letters(self, to: str) -> list[WrittenMail]:
        """What was written to an address so far, the newest first."""
        await self.database.drained()
        return [mail for mail in await self.mails.shown() if mail.to == to]

    def browser(self, address: str = "203.0.113.5", user_agent: str = CHROME_ON_ANDROID) -> httpx.AsyncClient:
        """A browser with cookies of its own."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, client=(address, 50_000)),
            base_url=f"http://livehouse.test{API}",
            headers={"User-Agent": user_agent, "Sec-Fetch-Site": "same-origin"},
        )

    async def signed_up(self, handle: str, /, **changes: object) -> httpx.AsyncClient:
        """The browser of somebody new."""
        browser = self.browser()
        response = await browser.post("/accounts", json=form(handle, **changes))
        assert response.status_code == 201, response.text
        return browser


@asynccontextmanager
async def open_house(
    database: Database, clock: FakeClock, events: Events, folder: Path, **settings: object
) -> AsyncIterator[House]:
    """A house whose events are dispatched while it is open."""
    house = House(database, clock, events, folder, Settings.model_validate({**ROOMY, **settings}))
    supervisor = Supervisor()
    supervisor.start("dispatch", database.dispatch)
    try:
        yield house
    finally:
        await supervisor.stop()


def form(handle: str, /, **changes: object) -> dict[str, object]:
    """A sign-up form that is right, but for `changes`."""
    return {
        "handle": handle,
        "email": f"{handle}@example.org",
        "password": PASSWORD,
        "birth_date": "2000-02-29",
        "region": "JP",
        "accept_terms": True,
        **changes,
    }


def new_account(handle: str, /, **changes: object) -> NewAccount:
    """What the form says, as the service takes it."""
    return msgspec.convert(form(handle, **changes), NewAccount)


def error_of(response: httpx.Response) -> tuple[int, str, str | None]:
    """(status, code, field) of a refusal; the shape of it is checked on the way."""
    error = response.json()["error"]
    assert set(error) == {"code", "message", "field", "retry", "details"}
    assert error["message"].rstrip()[-1] in ".!"
    return response.status_code, error["code"], error["field"]
