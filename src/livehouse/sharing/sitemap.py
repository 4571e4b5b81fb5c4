"""What everybody may see, listed for programs that read the web (<https://www.sitemaps.org/protocol.html>).

`/sitemap.xml` names the parts: what is on or coming up, and then profiles, videos and replays, some thousands in each.
A part exists if the index has it, so nobody makes the server read what it would not read anyway; both are kept for some
minutes, and one is made at a time. What is in a part is asked again of the slices: never what is banned, hidden, for
followers or for adults only.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from typing import Final, Literal
from xml.sax.saxutils import escape

from livehouse.accounts import Account, Accounts
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import NotFound
from livehouse.moderation import Moderation
from livehouse.replays import Replays
from livehouse.rooms import Rooms
from livehouse.schedule import Schedule
from livehouse.videos import Videos

Listed = Literal["profiles", "videos", "replays"]
# The protocol allows 50,000; so many are read and written within a second.
PART_MAX: Final = 5_000
# So many are looked up at once.
LOOKED_UP: Final = 500
PARTS_MAX: Final = 1_000
KEPT_S: Final = 300
KEPT_MAX: Final = 4
_NOW: Final = "now"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"

_IdsAfter = Callable[[str | None, int], Awaitable[list[str]]]
_Paths = Callable[[Sequence[str]], Awaitable[list[str]]]


class Sitemaps:
    """Makes them."""

    def __init__(
        self,
        *,
        rooms: Rooms,
        videos: Videos,
        replays: Replays,
        schedule: Schedule,
        accounts: Accounts,
        moderation: Moderation,
        clock: Clock,
        part_max: int = PART_MAX,
    ) -> None:
        self._rooms = rooms
        self._videos = videos
        self._replays = replays
        self._schedule = schedule
        self._accounts = accounts
        self._moderation = moderation
        self._clock = clock
        self._part_max = part_max
        self._kinds: Mapping[Listed, tuple[_IdsAfter, _Paths]] = {
            "profiles": (accounts.ids_after, self._profiles),
            "videos": (videos.public_ids_after, self._public_videos),
            "replays": (replays.ids_after, self._public_replays),
        }
        self._making = asyncio.Lock()
        self._begins: dict[str, tuple[Listed, str | None]] = {}
        self._known_s = float("-inf")
        self._kept: OrderedDict[str, tuple[float, list[str]]] = OrderedDict()

    async def parts(self) -> list[str]:
        """The names of all parts."""
        async with self._making:
            await self._know()
            return [_NOW, *self._begins]

    async def paths(self, part: str) -> list[str]:
        """The addresses in a part, without the platform's own.

        Raises:
            NotFound: there is no such part.
        """
        async with self._making:
            await self._know()
            if part != _NOW and part not in self._begins:
                raise NotFound("There is no such part of the sitemap. Read /sitemap.xml for those that there are.")
            made_s, paths = self._kept.get(part, (float("-inf"), []))
            if self._clock.monotonic() - made_s >= KEPT_S:
                paths = await self._now() if part == _NOW else await self._listed(*self._begins[part])
                self._kept[part] = (self._clock.monotonic(), paths)
                self._kept.move_to_end(part)
                if len(self._kept) > KEPT_MAX:
                    self._kept.popitem(last=False)
            return paths

    async def _know(self) -> None:
        """Know after which id each part begins."""
        if self._clock.monotonic() - self._known_s < KEPT_S:
            return
        begins: dict[str, tuple[Listed, str | None]] = {}
        for kind, (ids_after, _) in self._kinds.items():
            after: str | None = None
            number = 0
            while len(begins) < PARTS_MAX and (ids := await ids_after(after, self._part_max)):
                number += 1
                begins[f"{kind}-{number}"] = (kind, after)
                after = ids[-1]
                if len(ids) < self._part_max:
                    break
        self._begins, self._known_s = begins, self._clock.monotonic()

    async def _listed(self, kind: Listed, after: str | None) -> list[str]:
        ids_after, paths = self._kinds[kind]
        ids = await ids_after(after, self._part_max)
        return [path for first in range(0, len(ids), LOOKED_UP) for path in await paths(ids[first : first + LOOKED_UP])]

    async def _now(self) -> list[str]:
        return ["/", "/events", *[path async for path in self._lives()], *[path async for path in self._events()]]

    async def _lives(self) -> AsyncIterator[str]:
        after = ""
        for _ in range(0, self._part_max, LOOKED_UP):
            found = await self._rooms.on_air_after(after, LOOKED_UP)
            shown = await self._shown({facts.host_id for facts in found})
            for facts in found:
                if facts.audience == "everyone" and facts.host_id in shown:
                    yield f"/live/{facts.id}"
            if len(found) < LOOKED_UP:
                return
            after = found[-1].id

    async def _events(self) -> AsyncIterator[str]:
        read, after = 0, ""
        while read < self._part_max and (found := await self._schedule.to_come(after)):
            shown = await self._shown({facts.host_id for facts in found})
            for facts in found:
                if facts.audience == "everyone" and facts.host_id in shown:
                    yield f"/event/{facts.id}"
            read, after = read + len(found), found[-1].id

    async def _profiles(self, ids: Sequence[str]) -> list[str]:
        shown = await self._shown(ids)
        return [f"/@{shown[account_id].handle}" for account_id in ids if account_id in shown]

    async def _public_videos(self, ids: Sequence[str]) -> list[str]:
        return [f"/videos/{video.id}" for video in await self._videos.shown_to(ids, None)]

    async def _public_replays(self, ids: Sequence[str]) -> list[str]:
        replays = await self._replays.shown_to(ids, None)
        shown = await self._shown({replay.host.id for replay in replays})
        return [f"/replay/{replay.id}" for replay in replays if replay.host.id in shown]

    async def _shown(self, account_ids: Collection[str]) -> dict[str, Account]:
        """Those of the accounts that everybody may see."""
        found = await self._accounts.find_accounts(account_ids)
        standings = await self._moderation.standings_of(found)
        return {
            account.id: account
            for account in found.values()
            if not account.is_leaving and standings[account.id].state != "banned"
        }


def write_sitemap(addresses: Sequence[str], *, is_index: bool) -> str:
    """The document that names these addresses; an index if they are those of other sitemaps."""
    outer, inner = ("sitemapindex", "sitemap") if is_index else ("urlset", "url")
    lines = "".join(f"<{inner}><loc>{escape(address)}</loc></{inner}>\n" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="{_NAMESPACE}">\n{lines}</{outer}>\n'
