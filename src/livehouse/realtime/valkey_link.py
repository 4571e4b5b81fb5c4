"""One connection to Valkey or Redis, which says when it is lost instead of mending itself.

The client library reconnects behind its users' backs. Here that would hide that messages were missed in between and
that the server at the other end may be another one, with another memory.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, Final, cast

from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

Command = tuple[bytes | str | int, ...]

CONNECT_S_MAX: Final = 2.0
# A server that does not answer for so long is as good as gone: those who wait for it should hear so.
ANSWER_S_MAX: Final = 2.0


class LinkLost(Exception):
    """The connection cannot be used any more; what was sent last may have been done or not."""


class Link:
    """An open connection. Commands are sent in one write and answered in order."""

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, url: str) -> "Link":
        """Connect and sign in.

        Args:
            url: `redis://`, `rediss://` or `unix://`, with user, password and database as redis-py reads them.

        Raises:
            LinkLost: there is no server, or it will not have us; the text says which.
        """
        pool = ConnectionPool.from_url(
            url,
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=CONNECT_S_MAX,
            socket_timeout=ANSWER_S_MAX,
            socket_keepalive=True,
        )
        connection = cast(AbstractConnection, pool.make_connection())  # type: ignore[no-untyped-call]  # redis-py's
        try:
            await connection.connect()  # type: ignore[no-untyped-call]  # redis-py's
        except (RedisError, OSError, TimeoutError) as error:
            raise LinkLost(str(error)) from error
        return cls(connection)

    async def run(self, commands: Sequence[Command]) -> list[Any]:
        """Their answers, in order; what the server refused is a `ResponseError` in its place.

        Raises:
            LinkLost: the connection broke.
        """
        await self.send(commands)
        return [await self._answer() for _ in commands]

    async def send(self, commands: Sequence[Command]) -> None:
        """Send without waiting for answers.

        Raises:
            LinkLost: the connection broke.
        """
        try:
            packed = self._connection.pack_commands(commands)
            await self._connection.send_packed_command(packed, check_health=False)
        except (RedisError, OSError, TimeoutError) as error:
            raise LinkLost(str(error)) from error

    async def read(self, timeout_s: float) -> Any:  # noqa: ANN401 - whatever the server says
        """The next thing that the server says by itself; None when it says nothing for `timeout_s`.

        Raises:
            LinkLost: the connection broke.
        """
        try:
            return await self._connection.read_response(timeout=timeout_s)
        except (RedisError, OSError, TimeoutError) as error:
            raise LinkLost(str(error)) from error

    async def close(self) -> None:
        """Close, whatever state it is in."""
        try:
            async with asyncio.timeout(ANSWER_S_MAX):
                await cast(Awaitable[None], self._connection.disconnect(nowait=True))
        except (RedisError, OSError, TimeoutError):
            # It is being thrown away; that it broke already is no news.
            return

    async def _answer(self) -> Any:  # noqa: ANN401 - whatever the command gives
        try:
            return await self._connection.read_response()
        except ResponseError as error:
            return error
        except (RedisError, OSError, TimeoutError) as error:
            raise LinkLost(str(error)) from error
