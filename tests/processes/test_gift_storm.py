"""A storm of gifts, and `kill -9` in the middle of it, again and again, on the same data."""

import asyncio
import secrets
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from websockets.exceptions import ConnectionClosed

from livehouse.config import Settings
from livehouse.gifts.tables import gifts
from livehouse.kernel.clock import SystemClock
from livehouse.kernel.ids import Ids
from livehouse.ledger import Ledger
from livehouse.payments import wallet
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from tests.support.app import LIVEHOUSE, ServedApp, environment, served
from tests.support.broadcast import broadcasting
from tests.support.people import Channel, Person, Refused
from tests.support.waiting import eventually

SENDERS = 4
# How many gifts each of them has under way.
AT_ONCE = 6
ROSE = {"gift": "rose", "price_coins": 1}
ROOMY = {
    "interruption_grace_s": "3600",
    "gifts_per_10_s": "1000000",
    "spending_leap_coins": "1000000",
    "channel_commands_per_s": "100000",
    "channel_commands_burst": "100000",
}


@dataclass
class Sender:
    """Somebody with coins who sends roses; `sure` are the keys of gifts that were acknowledged, with their ids."""

    person: Person
    account_id: str
    coins: int
    sure: dict[str, str] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)

    async def storm(self, channel: Channel) -> None:
        """Send until the connection ends; first again what nobody knows of."""

        async def send_on() -> None:
            while True:
                key = self.unsure.pop() if self.unsure else secrets.token_hex(8)
                try:
                    answer = await channel.call("gift", **ROSE, key=key)
                except BaseException as error:
                    self.unsure.append(key)
                    if isinstance(error, (ConnectionClosed, TimeoutError)):
                        return
                    raise
                self.sure[key] = answer["gift"]["id"]

        await asyncio.gather(*(send_on() for _ in range(AT_ONCE)))


async def buy(person: Person) -> int:
    """The largest pack, at the sandbox's page; how many coins that is."""
    packs = (await person.get("/me/wallet"))["packs"]
    purchase = await person.post("/me/purchases", {"pack": packs[-1]["id"], "key": secrets.token_hex(8)})
    checkout_id = purchase["checkout_url"].rpartition("/")[2]
    await person.post(f"/sandbox/checkouts/{checkout_id}", {"act": "pay"})

    async def has_coins() -> int:
        return int((await person.get("/me/wallet"))["coins"])

    return await eventually(has_coins, within_s=20)


@asynccontextmanager
async def books_of(app: ServedApp) -> AsyncIterator[tuple[Database, Ledger]]:
    """What is on the disk, read beside the server, or after its end."""
    url = app.settings.get("LIVEHOUSE_DATABASE_URL")
    database = Database(Settings(data=app.data, database_url=url).sqlalchemy_url, SystemClock(), Events())
    yield database, Ledger(database, SystemClock(), Ids(SystemClock()))
    await database.close()


async def check(app: ServedApp, senders: Sequence[Sender]) -> None:
    """Every gift that was acknowledged is there once, everybody's coins are accounted for, and the books balance."""
    async with books_of(app) as (database, ledger):
        async with database.read() as connection:
            rows = (await connection.execute(sa.select(gifts.c.id, gifts.c.sender_id, gifts.c.key))).all()
        known = {(row.sender_id, row.key): row.id for row in rows}
        sent = Counter(row.sender_id for row in rows)
        assert len(known) == len(rows)
        for sender in senders:
            lost = {key for key, gift_id in sender.sure.items() if known.get((sender.account_id, key)) != gift_id}
            assert not lost, f"{len(lost)} of {len(sender.sure)} acknowledged gifts are not there"
            left = (await ledger.balance(wallet(sender.account_id).name)).balance
            assert left == sender.coins - sent[sender.account_id]
        assert list((await ledger.audit()).findings) == []


def checked_by_command(app: ServedApp) -> tuple[int, str]:
    """`livehouse ledger check`: its exit code, and what it says."""
    command = subprocess.run(
        [str(LIVEHOUSE), "ledger", "check", "--data", str(app.data)],
        env=environment(app.settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return command.returncode, command.stdout + command.stderr


# Twenty times in all, ten in each process that runs tests.
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [20260314, 20260315])
async def test_no_acknowledged_gift_is_lost(tmp_path: Path, seed: int) -> None:
    await storm(tmp_path, kills=10, seed=seed)


@pytest.mark.timeout(600)
async def test_no_acknowledged_gift_is_lost_on_postgresql(tmp_path: Path, own_database_url: str) -> None:
    await storm(tmp_path, kills=2, database_url=own_database_url)


async def storm(folder: Path, *, kills: int, seed: int = 20260314, **settings: str) -> None:
    # Its stacks cost more than all else here.
    asyncio.get_running_loop().set_debug(False)
    random = Random(seed)
    async with served(folder, **ROOMY, **settings) as app, AsyncExitStack() as people:
        host = await people.enter_async_context(Person(app.url))
        await host.sign_up()
        senders = []
        for _ in range(SENDERS):
            person = await people.enter_async_context(Person(app.url))
            account: dict[str, Any] = await person.sign_up()
            senders.append(Sender(person, account["id"], await buy(person)))
        room = await host.prepare_room("A stage in a storm")
        async with broadcasting(await host.post(f"/rooms/{room['id']}/publisher")):
            await host.start(room["id"])
        # Without a picture from here on; a LIVE waits for its host, whatever happens to the server meanwhile.
        for number in range(kills):
            if number > 0:
                await app.start()
            until_s = random.uniform(0, 0.1)
            # Once beside the living books, in the middle of it all.
            is_checked = number == kills // 2
            await storm_until_killed(app, senders, room["id"], until_s, is_checked=is_checked)
            await check(app, senders)
        code, words = await asyncio.to_thread(checked_by_command, app)
        assert code == 0, words


async def storm_until_killed(
    app: ServedApp, senders: Sequence[Sender], room_id: str, until_s: float, *, is_checked: bool
) -> None:
    before = acknowledged(senders)
    async with AsyncExitStack() as channels:
        opened = [await channels.enter_async_context(sender.person.channel(room_id)) for sender in senders]
        pairs = zip(senders, opened, strict=True)
        storming = [asyncio.create_task(sender.storm(channel)) for sender, channel in pairs]

        async def goes_on() -> bool:
            return acknowledged(senders) > before + SENDERS

        await eventually(goes_on, within_s=60, every_s=0.01)
        if is_checked:
            code, words = await asyncio.to_thread(checked_by_command, app)
            assert code == 0, words
        await asyncio.sleep(until_s)
        app.kill()
        for task in storming:
            task.cancel()
        outcomes = await asyncio.gather(*storming, return_exceptions=True)
    assert not [one for one in outcomes if isinstance(one, Refused)], outcomes


def acknowledged(senders: Sequence[Sender]) -> int:
    return sum(len(sender.sure) for sender in senders)
