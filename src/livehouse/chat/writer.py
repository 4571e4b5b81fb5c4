"""Writes comments down in batches, after they were shown.

A comment is shown as soon as it has its place in the room's stream, and written within `comment_store_ms`: one
transaction for all that came meanwhile. What was shown is never dropped: while the database cannot be written,
comments wait here, and once `WAITING_MAX` of them do, new ones are refused before they are shown.
"""

import asyncio
from collections import OrderedDict
from typing import Final

import structlog

from livehouse.chat import store
from livehouse.chat.events import Call, PeopleCalled
from livehouse.chat.metrics import ChatMetrics
from livehouse.chat.model import CommentsUnavailable
from livehouse.chat.store import StoredComment
from livehouse.kernel.errors import Unavailable
from livehouse.platform.database import Database

log = structlog.get_logger(__name__)

# At 20,000 comments of 150 characters some 20 MB: minutes of a very busy evening.
WAITING_MAX: Final = 20_000
# Rows of one transaction: other writers wait some milliseconds at most.
BATCH_MAX: Final = 500
RETRY_DELAY_S_MIN: Final = 0.25
RETRY_DELAY_S_MAX: Final = 5.0


class CommentWriter:
    """Owns the comments that are shown and not written yet.

    Args:
        delay_s: how long comments are gathered before they are written.
    """

    def __init__(
        self, database: Database, metrics: ChatMetrics, *, delay_s: float, waiting_max: int = WAITING_MAX
    ) -> None:
        self._database = database
        self._metrics = metrics
        self._delay_s = delay_s
        self._waiting_max = waiting_max
        self._waiting: OrderedDict[str, StoredComment] = OrderedDict()
        self._something_waits = asyncio.Event()
        self._stopping = asyncio.Event()
        # Two flushes at once would write the same rows; the second waits and finds them written.
        self._flushing = asyncio.Lock()

    def check_has_room(self) -> None:
        """Refuse comments while too many wait. Call it before a comment is shown.

        Raises:
            CommentsUnavailable: there is no more room.
        """
        if len(self._waiting) >= self._waiting_max:
            self._metrics.refused.inc()
            raise CommentsUnavailable("Comments cannot be kept just now. Try again in a moment.")

    def add(self, comment: StoredComment) -> None:
        """Write `comment` soon. It was shown, so it is taken in any case."""
        self._waiting[comment.id] = comment
        self._metrics.waiting.set(len(self._waiting))
        self._something_waits.set()

    def waiting(self, room_id: str) -> list[StoredComment]:
        """The room's comments that are not written yet, oldest first."""
        return [comment for comment in self._waiting.values() if comment.room_id == room_id]

    async def work(self) -> None:
        """Write what comes, until `stop`."""
        retry_s = RETRY_DELAY_S_MIN
        while not self._stopping.is_set():
            await self._something_waits.wait()
            await self._pause(self._delay_s)
            try:
                await self.flush()
            except Unavailable as error:
                self._metrics.failures.inc()
                log.warning("comments wait to be written", comments=len(self._waiting), error=error.message)
                await self._pause(retry_s)
                retry_s = min(retry_s * 2, RETRY_DELAY_S_MAX)
            else:
                retry_s = RETRY_DELAY_S_MIN

    async def flush(self) -> None:
        """Write everything that waits now.

        Raises:
            Unavailable: what is not written yet still waits.
        """
        async with self._flushing:
            while self._waiting:
                batch = [comment for comment, _ in zip(self._waiting.values(), range(BATCH_MAX), strict=False)]
                async with self._database.transaction() as tx:
                    await store.insert_comments(tx, batch)
                    if calls := tuple(_call(comment) for comment in batch if "@" in comment.text):
                        tx.emit(PeopleCalled(calls=calls))
                for comment in batch:
                    del self._waiting[comment.id]
                self._metrics.written.inc(len(batch))
                self._metrics.waiting.set(len(self._waiting))
            self._something_waits.clear()

    async def stop(self) -> None:
        """Write what is left and end `work`.

        Raises:
            Unavailable: it could not be written; these comments are lost with the process, and the log says how many.
        """
        self._stopping.set()
        self._something_waits.set()
        try:
            await self.flush()
        except Unavailable:
            log.error("comments could not be written before the end", comments=len(self._waiting))
            raise

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


def _call(comment: StoredComment) -> Call:
    return Call(
        comment_id=comment.id,
        room_id=comment.room_id,
        author_id=comment.account_id,
        text=comment.text,
        at=comment.at,
    )
