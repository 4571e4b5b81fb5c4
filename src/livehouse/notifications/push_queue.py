"""What wakes whoever sends pushes."""

import asyncio


class PushQueue:
    """The pushes that wait are in the database; here is only that there are new ones."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def wake(self) -> None:
        """There may be something to send now."""
        self._news.set()

    async def wait(self, seconds_max: float) -> None:
        """Until there may be, or so long."""
        try:
            async with asyncio.timeout(seconds_max):
                await self._news.wait()
        except TimeoutError:
            return
        finally:
            self._news.clear()
