"""Hashing and checking passwords, a few at a time, off the event loop."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import RandomBytes

# One hash takes 64 MiB and a good part of a core; more at once would only make each of them, and every LIVE, slower.
HASHES_AT_ONCE_MAX: Final = 2
# With some 0.1 s for a hash the last in the queue waits a few seconds; longer than that nobody believes in it.
HASHES_WAITING_MAX: Final = 60


class SignInBusy(Unavailable):
    """Too many people are signing in or up at this moment."""

    code = "sign_in_busy"


class Turn:
    """The right to hash now; only good inside `Passwords.turn`."""

    def __init__(self, hasher: PasswordHasher, stand_in: str) -> None:
        self._hasher = hasher
        self._stand_in = stand_in

    async def hash(self, password: str) -> str:
        """The Argon2id hash of `password`, with its parameters and salt, in the PHC string format."""
        return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether `password` is the one behind `password_hash`; for None the same work is done, for nothing."""
        matches = await asyncio.to_thread(self._verify, password_hash or self._stand_in, password)
        return matches and password_hash is not None

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


class Passwords:
    """Gives out turns to hash.

    Args:
        hasher: with the parameters in force; Argon2id (RFC 9106).
        random_bytes: for the stand-in hash against which the passwords of unknown accounts are checked.
    """

    def __init__(self, hasher: PasswordHasher, random_bytes: RandomBytes) -> None:
        self._hasher = hasher
        self._stand_in = _stand_in_hash(hasher, random_bytes)
        self._slots = asyncio.Semaphore(HASHES_AT_ONCE_MAX)
        self._waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Wait for a turn.

        Raises:
            SignInBusy: too many wait already.
        """
        if self._waiting >= HASHES_WAITING_MAX:
            raise SignInBusy("Very many people are signing in just now. Try again in a few seconds.")
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            yield Turn(self._hasher, self._stand_in)
        finally:
            self._slots.release()

    def is_outdated(self, password_hash: str) -> bool:
        """Whether `password_hash` was made with other parameters than those in force."""
        return self._hasher.check_needs_rehash(password_hash)


def _stand_in_hash(hasher: PasswordHasher, random_bytes: RandomBytes) -> str:
    """A hash of no password at all, made without hashing, that costs as much to check as a real one."""

    def field(size: int) -> str:
        return base64.b64encode(random_bytes(size)).rstrip(b"=").decode()

    parameters = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${parameters}${field(hasher.salt_len)}${field(hasher.hash_len)}"
