"""Identifiers: ULIDs, so that they sort by the time they were made and need no coordination."""

import base64
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from livehouse.kernel.clock import Clock

RandomBytes = Callable[[int], bytes]

# Crockford's base 32 (https://www.crockford.com/base32.html), lower case: no i, l, o, u to misread.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# Two letters at a time: an id is made with everything that happens.
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
ID_LENGTH = 26
_TIME_LETTERS = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The letters of an id that are the same for all that were made within about a second.
SECOND_LETTERS = 8


class Ids:
    """Makes ids and secrets from the clock and the randomness that it was given.

    Within one millisecond ids still ascend: the random part is counted up, as the ULID specification asks
    (https://github.com/ulid/spec, "Monotonicity").
    """

    def __init__(self, clock: Clock, random_bytes: RandomBytes = os.urandom) -> None:
        self._clock = clock
        self._random_bytes = random_bytes
        self._last_ms = -1
        self._last_random = 0
        self._last_high = -1
        self._last_prefix = ""

    def new(self) -> str:
        """A new id: 26 characters, ascending."""
        now_ms = int(self._clock.now().timestamp() * 1000)
        if now_ms <= self._last_ms:
            # A clock that steps back must not make ids that sort before those already given out.
            now_ms = self._last_ms
            self._last_random += 1
        else:
            # The top bit is left free so that counting up cannot overflow within any real millisecond.
            self._last_random = int.from_bytes(self._random_bytes(10)) >> 1
            self._last_ms = now_ms
        value = (now_ms << 80) | self._last_random
        # Ids that are made together differ in their last letters only.
        if value >> 20 != self._last_high:
            self._last_high = value >> 20
            self._last_prefix = _spell(value)[:-4]
        return f"{self._last_prefix}{_PAIRS[value >> 10 & 1_023]}{_PAIRS[value & 1_023]}"

    def secret(self, size_bytes: int = 32) -> str:
        """A secret that nobody can guess: `size_bytes` of randomness, in URL-safe base 64."""
        return base64.urlsafe_b64encode(self._random_bytes(size_bytes)).rstrip(b"=").decode()


def first_id_at(at: datetime) -> str:
    """The least id that is made at this time: what sorts before it was made before it."""
    return _spell(max(0, int(at.timestamp() * 1000)) << 80)


def made_at(prefix: str) -> datetime:
    """When ids that begin so were made: the first moment that it can be. The first ten letters are milliseconds."""
    milliseconds = 0
    for letter in prefix[:_TIME_LETTERS].ljust(_TIME_LETTERS, _ALPHABET[0]):
        milliseconds = milliseconds << 5 | _ALPHABET.index(letter)
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _spell(value: int) -> str:
    return "".join([_PAIRS[(value >> shift) & 1_023] for shift in range(120, -1, -10)])


def is_id(value: str) -> bool:
    """Whether `value` has the shape of an id; a cheap check before it reaches a database."""
    return len(value) == ID_LENGTH and all(character in _ALPHABET for character in value)
