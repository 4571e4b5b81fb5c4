"""Waking everybody who waits for the next thing, however many they are."""

import asyncio


class Pulse:
    """Belongs to the event loop."""

    def __init__(self) -> None:
        self._next: asyncio.Future[None] | None = None

    def beat(self) -> None:
        """Wake those who wait."""
        if self._next is not None:
            self._next.set_result(None)
            self._next = None

    async def wait(self) -> None:
        """Wait for the next beat."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        # One of those who wait giving up leaves the others waiting.
        await asyncio.shield(self._next)
