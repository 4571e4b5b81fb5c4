import asyncio
import os
import threading

import argon2
import pytest

from livehouse.accounts.passwords import HASHES_AT_ONCE_MAX, HASHES_WAITING_MAX, Passwords, SignInBusy

CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class CountingHasher(argon2.PasswordHasher):
    """Counts what runs, and what runs at once."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified: list[str] = []
        self.running = 0
        self.running_max = 0
        self._lock = threading.Lock()

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        with self._lock:
            self.running += 1
            self.running_max = max(self.running_max, self.running)
            self.verified.append(str(hash))
        try:
            return super().verify(hash, password)
        finally:
            with self._lock:
                self.running -= 1


async def test_a_password_matches_its_own_hash_only() -> None:
    passwords = Passwords(CHEAP, os.urandom)
    async with passwords.turn() as turn:
        hashed = await turn.hash("correct horse")
        assert await turn.verify(hashed, "correct horse")
        assert not await turn.verify(hashed, "wrong horse")
        assert not await turn.verify("not a hash", "correct horse")


async def test_an_unknown_account_costs_as_much_as_a_known_one() -> None:
    hasher = CountingHasher()
    passwords = Passwords(hasher, os.urandom)
    async with passwords.turn() as turn:
        assert not await turn.verify(None, "anything")
    (stand_in,) = hasher.verified
    assert argon2.extract_parameters(stand_in) == argon2.extract_parameters(hasher.hash("anything"))
    # The stand-in is well-formed: a broken one would be refused at once, and tell by its speed.
    with pytest.raises(argon2.exceptions.VerifyMismatchError):
        CHEAP.verify(stand_in, "anything")


async def test_only_so_many_hash_at_once() -> None:
    hasher = CountingHasher()
    passwords = Passwords(hasher, os.urandom)

    async def one() -> None:
        async with passwords.turn() as turn:
            await turn.verify(None, "anything")

    await asyncio.gather(*(one() for _ in range(20)))
    assert len(hasher.verified) == 20
    assert hasher.running_max <= HASHES_AT_ONCE_MAX


async def test_a_queue_that_is_too_long_is_not_joined() -> None:
    passwords = Passwords(CHEAP, os.urandom)
    done = asyncio.Event()

    async def hold() -> None:
        async with passwords.turn():
            await done.wait()

    holding = [asyncio.create_task(hold()) for _ in range(HASHES_AT_ONCE_MAX + HASHES_WAITING_MAX)]
    await asyncio.sleep(0)
    with pytest.raises(SignInBusy):
        async with passwords.turn():
            pass
    # One who gives up leaves the queue.
    holding.pop().cancel()
    await asyncio.sleep(0)
    joined = asyncio.create_task(hold())
    done.set()
    await asyncio.gather(*holding, joined)
    async with passwords.turn():
        pass


async def test_a_hash_with_other_parameters_is_outdated() -> None:
    passwords = Passwords(CHEAP, os.urandom)
    assert not passwords.is_outdated(CHEAP.hash("x"))
    assert passwords.is_outdated(argon2.PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash("x"))
