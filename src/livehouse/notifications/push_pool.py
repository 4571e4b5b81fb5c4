"""Connections to push services. A module of its own, because its client takes memory that only pushes are worth."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import httpcore

from livehouse.notifications.push_http import (
    ANSWER_BYTES_MAX,
    CONNECTIONS_MAX,
    KEEP_ALIVE_S,
    Answer,
    EndpointRefused,
    EndpointUnreached,
    retry_after_s,
)

Addresses = Callable[[str, int], Awaitable[list[str]]]
IsNamed = Callable[[str, int], bool]


class Pool:
    """Asks push services, over connections that are kept for the next question.

    Args:
        addresses: what a name stands for; raises for what may not be asked.
        is_named: whether a host and port may be asked although they are inside.
    """

    def __init__(self, addresses: Addresses, is_named: IsNamed) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            max_connections=CONNECTIONS_MAX,
            keepalive_expiry=KEEP_ALIVE_S,
            network_backend=_Guard(addresses, is_named),
        )

    async def post(self, endpoint: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it and wait for the answer.

        Raises:
            EndpointRefused: it may not be asked.
            EndpointUnreached: it does not answer.
        """
        given = [(name.encode(), value.encode()) for name, value in headers.items()]
        try:
            async with self._pool.stream("POST", endpoint, headers=given, content=body) as response:
                size = 0
                async for part in response.aiter_stream():
                    size += len(part)
                    if size > ANSWER_BYTES_MAX:
                        # The connection goes with what is left of it.
                        break
                return Answer(response.status, retry_after_s(response.headers))
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise EndpointUnreached(f"{type(error).__name__}: {error}") from error

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class _Guard(httpcore.AsyncNetworkBackend):
    """Connects to those addresses of a name that were looked at; names of certificates are checked as ever."""

    def __init__(
        self, addresses: Callable[[str, int], Awaitable[list[str]]], is_named: Callable[[str, int], bool]
    ) -> None:
        self._addresses = addresses
        self._is_named = is_named
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect, to the first address that takes it."""
        addresses = [host] if self._is_named(host, port) else await self._addresses(host, port)
        failure: Exception | None = None
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's own signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """No push service is a file of this machine."""
        raise EndpointRefused(f"{path} is no push service")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
