"""The operators' log: every act of who runs the platform, added in the transaction that does it."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any, Final

import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.moderation import log_store
from livehouse.moderation.chain import COMMAND_LINE, ChainReader, Entry, LogCheck, next_entry
from livehouse.moderation.events import OperatorActed
from livehouse.moderation.mark import LogMark, MarkUnreadable
from livehouse.platform.database import Database, Transaction
from livehouse.platform.events import Events

log = structlog.get_logger(__name__)

ENTRIES_AT_ONCE_MAX: Final = 200
# So many are read at a time when the whole log is checked; others get their turn in between.
CHECKED_AT_ONCE: Final = 500


class OperatorsLog:
    """Adds entries, shows them, and checks that none was changed."""

    def __init__(self, database: Database, clock: Clock, mark: LogMark) -> None:
        self._database = database
        self._clock = clock
        self._mark = mark

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(OperatorActed, self._note)

    async def _note(self, event: OperatorActed) -> None:
        # Said as well: where the server's own log goes elsewhere, it is one more witness.
        log.info("operators' log", number=event.number, hash=event.hash)
        try:
            if await self._has_what_is_marked():
                await asyncio.to_thread(self._mark.note, event.number, event.hash)
            else:
                log.error("the operators' log was changed", why="the entry that was noted last is not in it any more")
        except (OSError, MarkUnreadable, Unavailable) as error:
            # The act is done and in the log; a mark that is behind only sees less of what is cut off.
            log.error("how far the operators' log has come could not be noted", reason=str(error))

    async def _has_what_is_marked(self) -> bool:
        """Whether the log still contains what the mark says. If not, the mark stays: moved on, it would hide it."""
        number, noted = await asyncio.to_thread(self._mark.read)
        if number == 0:
            return True
        async with self._database.read() as connection:
            return await log_store.load_hash(connection, number) == noted

    async def add(
        self, tx: Transaction, *, operator_id: str | None, act: str, subject: str, details: Mapping[str, Any]
    ) -> Entry:
        """Write down what an operator does in `tx`. Emits `OperatorActed`.

        Two who add at the same time wait for one another until they commit, so do this late in the transaction.

        Args:
            operator_id: the account that acts; None for the command line.
            act: what is done, as `slice.verb` (`standing.ban`), at most 40 characters.
            subject: to what: an account's id, or a name of at most 80 characters.
            details: what else there is to know, fit for JSON. It stays for ever, so nothing of it may be secret.
        """
        number, previous_hash = await log_store.lock_head(tx)
        entry = next_entry(
            number,
            previous_hash,
            at=self._clock.now(),
            operator=operator_id or COMMAND_LINE,
            act=act,
            subject=subject,
            details=details,
        )
        await log_store.append(tx, entry)
        tx.emit(OperatorActed(number=entry.number, hash=entry.hash))
        return entry

    async def page(self, before: int | None, *, entries_max: int) -> list[Entry]:
        """Entries before the number `before`, or the last ones; newest first."""
        async with self._database.read() as connection:
            return await log_store.load_before(connection, before, min(entries_max, ENTRIES_AT_ONCE_MAX))

    async def about(self, subject: str, acts: Collection[str] | None = None) -> list[Entry]:
        """What was done to `subject` (of these acts only, if given), newest first, `ENTRIES_AT_ONCE_MAX` at most."""
        async with self._database.read() as connection:
            return await log_store.load_about(connection, subject, acts, ENTRIES_AT_ONCE_MAX)

    async def check(self, known: tuple[int, str] | None = None) -> LogCheck:
        """Read the whole log and compute every hash anew.

        Args:
            known: number and hash of an entry, if somebody noted them.
        """
        async with self._database.read() as connection:
            # Before the entries: more may be added while they are read.
            anchors = [await log_store.load_head(connection)]
            if known is not None:
                anchors.append(known)
            try:
                anchors.append(await asyncio.to_thread(self._mark.read))
            except MarkUnreadable as error:
                return LogCheck(entries=anchors[0][0], head_hash=anchors[0][1], broken_at=anchors[0][0], why=str(error))
            reader = ChainReader(anchors)
            number = 0
            while entries := await log_store.load_after(connection, number, CHECKED_AT_ONCE):
                number = entries[-1].number
                if not all(reader.read(entry) for entry in entries):
                    return reader.finish()
            # Whoever adds an entry moves the head to it.
            if (await log_store.load_head(connection))[0] < number:
                reader.refuse("the entry was slipped in: the log's head does not know of it")
        return reader.finish()
