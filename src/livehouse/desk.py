"""The command line's way to the database: the services that need no sockets, beside a server that may run.

What is committed here is told by the server, at once if it runs and else when it starts (`platform.database`).
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from argon2 import PasswordHasher

from livehouse import migrations, rooms, videos
from livehouse.accounts import Accounts, Avatars, Passwords, SelfService, Sessions
from livehouse.config import Settings
from livehouse.kernel.clock import Clock, SystemClock
from livehouse.kernel.errors import AppError
from livehouse.kernel.ids import Ids
from livehouse.ledger import Ledger
from livehouse.live_access import LiveAccess, PolicyInvalid, PolicyKeeper
from livehouse.migrations import SchemaMissing, SchemaTooNew, SchemaTooOld
from livehouse.moderation import LogMark, Moderation, OperatorsLog
from livehouse.payments import Grants
from livehouse.platform.data_folder import FOLDER_MODE, DataFolderUnusable
from livehouse.platform.database import Database, DatabaseUnusable
from livehouse.platform.events import Events
from livehouse.platform.files import Files
from livehouse.platform.limits import RateLimits
from livehouse.platform.mail import make_mails

Result = TypeVar("Result")


class CannotDo(Exception):
    """A command could not be carried out; the text is for the person who typed it."""


@dataclass(frozen=True)
class Desk:
    """What a command works with."""

    settings: Settings
    clock: Clock
    ids: Ids
    database: Database
    passwords: Passwords
    accounts: Accounts
    sessions: Sessions
    self_service: SelfService
    moderation: Moderation
    live_access: LiveAccess
    ledger: Ledger
    grants: Grants


@asynccontextmanager
async def open_desk(settings: Settings, *, looks: bool = False) -> AsyncIterator[Desk]:
    """The desk on the database that the settings name; it is made, or brought to this version's shape, if need be.

    Args:
        looks: nothing is made and nothing is brought anywhere: what is there is looked at, or it is said that it is
            not. Whoever examines the books must not be told that those of a mistyped folder are in order.

    Raises:
        DataFolderUnusable, DatabaseUnusable, PolicyInvalid, SchemaTooNew, StorageFull: it cannot be opened.
        SchemaMissing, SchemaTooOld: it cannot be looked at.
    """
    (_check_file if looks else _make_folder)(settings)
    clock = SystemClock()
    ids = Ids(clock)
    database = Database(settings.sqlalchemy_url, clock, Events(), tells=False)
    try:
        await (migrations.check if looks else migrations.upgrade)(database)
        limits = RateLimits()
        passwords = Passwords(PasswordHasher(), os.urandom)
        accounts = Accounts(database, settings, clock, ids, passwords, limits)
        sessions = Sessions(database, settings, clock, ids, passwords, limits)
        self_service = SelfService(
            database=database,
            settings=settings,
            clock=clock,
            ids=ids,
            passwords=passwords,
            limits=limits,
            accounts=accounts,
            sessions=sessions,
            avatars=Avatars(database, settings, ids, Files(settings.files_folder), accounts),
            # Written here, sent by the server.
            mailer=make_mails(settings, database, clock, ids),
        )
        operators_log = OperatorsLog(database, clock, LogMark(settings.data))
        moderation = Moderation(database, settings, clock, ids, accounts, sessions, operators_log)
        access = LiveAccess(database, clock, accounts, moderation, PolicyKeeper(clock, settings.live_policy))
        access.add_source(videos.Numbers(database).of_account)
        access.add_source(rooms.Numbers(database, clock).of_account)
        ledger = Ledger(database, clock, ids)
        yield Desk(
            settings=settings,
            clock=clock,
            ids=ids,
            database=database,
            passwords=passwords,
            accounts=accounts,
            sessions=sessions,
            self_service=self_service,
            moderation=moderation,
            live_access=access,
            ledger=ledger,
            grants=Grants(database, settings, ids, ledger, moderation),
        )
    finally:
        await database.close()


def _check_file(settings: Settings) -> None:
    """SQLite would make the file that it is to look at."""
    url = sa.make_url(settings.sqlalchemy_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise SchemaMissing


def _make_folder(settings: Settings) -> None:
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    except OSError as error:
        raise DataFolderUnusable(
            f"The data folder {settings.data.absolute()} cannot be made ({error.strerror}). Name another one with "
            "--data or LIVEHOUSE_DATA."
        ) from None


def at_desk(settings: Settings, work: Callable[[Desk], Awaitable[Result]], *, looks: bool = False) -> Result:
    """What `work` finds out or does, at a desk of its own; `looks` is that of `open_desk`.

    Raises:
        CannotDo: with what to say about it.
    """

    async def sit_down() -> Result:
        async with open_desk(settings, looks=looks) as desk:
            return await work(desk)

    try:
        return asyncio.run(sit_down())
    except AppError as error:
        raise CannotDo(error.message) from None
    except (DataFolderUnusable, DatabaseUnusable, PolicyInvalid, SchemaMissing, SchemaTooNew, SchemaTooOld) as error:
        raise CannotDo(str(error)) from None
