"""The demo's audience: viewers that come, talk, react and go, over the same WebSocket as everybody else."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final, TypeVar

import structlog

from livehouse.client import ChannelClient, ChannelLost, CommandRefused
from livehouse.demo.cast import Line, Show

log = structlog.get_logger(__name__)

T = TypeVar("T")

# A room that talks, and that one can still read.
BEAT_S: Final = (0.5, 2.6)
ANSWER_DELAY_S: Final = (1.2, 3.5)
ARRIVAL_S: Final = (0.05, 0.6)
ANSWERS_PER_COMMENT: Final = (1, 2)
MESSAGES_KEPT: Final = 200
# What happens at a beat, and how often.
ACTS: Final[Mapping[str, float]] = {
    "comment": 0.42,
    "hearts": 0.31,
    "react": 0.12,
    "gift": 0.10,
    "move": 0.04,
    "share": 0.01,
}
# Which gifts people send: mostly small ones, again and again.
TIERS: Final[Mapping[str, float]] = {"small": 0.68, "nice": 0.2, "grand": 0.1, "legend": 0.02}
STREAK_MAX: Final = 9
TAP_S: Final = (0.12, 0.5)


@dataclass(frozen=True)
class Fan:
    """Somebody in the audience: who, and with which cookie; no cookie for one who is not signed in."""

    handle: str | None
    cookies: Mapping[str, str]
    region: str = ""


@dataclass(frozen=True)
class Present:
    """A gift that the audience can afford."""

    id: str
    price_coins: int
    tier: str


@dataclass(frozen=True)
class Speaker:
    """A fan who is in the room and may speak."""

    client: ChannelClient
    handle: str
    region: str


class Crowd:
    """The audience of one show.

    Args:
        url: of the platform.
        show: what is said.
        room_id: where.
        own_handles: handles that belong to the demo, to tell real people from them.
        presents: what they give the host.
        share: passes on the room's link as the account of a handle.
        rng: where chance comes from.
    """

    def __init__(
        self,
        url: str,
        show: Show,
        room_id: str,
        own_handles: frozenset[str],
        presents: Sequence[Present],
        share: Callable[[str], Awaitable[object]],
        rng: random.Random,
    ) -> None:
        self._url = url
        self._presents = presents
        self._share = share
        self._show = show
        self._room_id = room_id
        self._own_handles = own_handles
        self._random = rng
        self._next_line = self._deal(show.lines)
        self._next_answer = self._deal(show.answers)

    async def run(self, host: Fan, fans: Sequence[Fan]) -> None:
        """Fill the room and keep it talking until cancelled; fans without a handle only watch and send hearts."""
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
            await self._pin(await self._enter(stack, host))
            speakers: list[Speaker] = []
            watchers: list[ChannelClient] = []
            for number, fan in enumerate(fans):
                client = await self._enter(stack, fan)
                if fan.handle is None:
                    watchers.append(client)
                else:
                    speakers.append(Speaker(client, fan.handle, fan.region))
                if number == 0:
                    tasks.create_task(self._answer_people(client, speakers))
                await asyncio.sleep(self._random.uniform(*ARRIVAL_S))
            for opener in self._show.openers:
                await self._say(opener, speakers)
                await asyncio.sleep(self._random.uniform(*BEAT_S))
            # Whoever just came sees at once that there is such a thing.
            await self._give(self._random.choice(speakers).client, "grand")
            tasks.create_task(self._play(speakers, watchers))

    async def _enter(self, stack: AsyncExitStack, fan: Fan) -> ChannelClient:
        client = ChannelClient(self._url, cookies=fan.cookies, random=self._random, messages_max=MESSAGES_KEPT)
        await stack.enter_async_context(client)
        await client.join(self._room_id)
        return client

    async def _pin(self, host: ChannelClient) -> None:
        said = await host.comment(self._show.pinned)
        await host.command("pin", comment=said["comment"]["id"])

    async def _say(self, line: str | Line, speakers: Sequence[Speaker]) -> None:
        """Let somebody say it who would; nobody does if none of them is here."""
        text, region = (line.text, line.region) if isinstance(line, Line) else (line, None)
        able = [speaker for speaker in speakers if region is None or speaker.region == region]
        if able:
            await self._try(self._random.choice(able).client.comment(text))

    async def _play(self, speakers: Sequence[Speaker], watchers: Sequence[ChannelClient]) -> None:
        everybody = [*(speaker.client for speaker in speakers), *watchers]
        while True:
            await asyncio.sleep(self._random.uniform(*BEAT_S))
            match self._random.choices(list(ACTS), list(ACTS.values()))[0]:
                case "comment":
                    await self._say(self._next_line(), speakers)
                case "hearts":
                    await self._send_hearts(self._random.choice(everybody))
                case "react":
                    await self._try(self._random.choice(everybody).react(self._random.choice(self._show.reactions)))
                case "gift":
                    tier = self._random.choices(list(TIERS), list(TIERS.values()))[0]
                    await self._give(self._random.choice(speakers).client, tier)
                case "move":
                    await self._leave_for_a_while(self._random.choice(watchers or everybody))
                case "share":
                    await self._try(self._share(self._random.choice(speakers).handle))

    async def _send_hearts(self, client: ChannelClient) -> None:
        for _ in range(self._random.randint(1, 4)):
            await self._try(client.like(self._random.randint(1, 3)))
            await asyncio.sleep(0.25)

    async def _give(self, client: ChannelClient, tier: str) -> None:
        """One gift of this tier, or a streak of a small one."""
        offered = [present for present in self._presents if present.tier == tier]
        if not offered:
            return
        present = self._random.choice(offered)
        for _ in range(self._random.randint(1, STREAK_MAX) if tier == "small" else 1):
            await self._try(client.gift(present.id, present.price_coins))
            await asyncio.sleep(self._random.uniform(*TAP_S))

    async def _leave_for_a_while(self, client: ChannelClient) -> None:
        await self._try(client.leave())
        await asyncio.sleep(self._random.uniform(2, 6))
        await self._try(client.join(self._room_id))

    async def _answer_people(self, listener: ChannelClient, speakers: Sequence[Speaker]) -> None:
        """When somebody real says something, somebody answers."""
        async for message in listener:
            for event in message.get("events", ()):
                handle = event["comment"]["account"]["handle"] if event["type"] == "comment" else None
                if handle is None or handle in self._own_handles or event["comment"]["role"] == "host":
                    continue
                for _ in range(self._random.randint(*ANSWERS_PER_COMMENT)):
                    await asyncio.sleep(self._random.uniform(*ANSWER_DELAY_S))
                    line = self._next_answer().format(name=handle)
                    await self._say(line, speakers)

    def _deal(self, lines: Sequence[T]) -> Callable[[], T]:
        """Like a pack of cards: every line once before any comes again."""
        pack: list[T] = []

        def deal() -> T:
            if not pack:
                pack.extend(lines)
                self._random.shuffle(pack)
            return pack.pop()

        return deal

    async def _try(self, act: Awaitable[object]) -> None:
        try:
            await act
        except (CommandRefused, ChannelLost, TimeoutError) as error:
            # The room may be interrupted, or the limit on comments reached; a person would shrug too.
            log.debug("a simulated viewer was refused", error=str(error))
