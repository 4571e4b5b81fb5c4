"""Who may fetch a room's pieces: everybody, or those who show a ticket in the address."""

from collections.abc import Awaitable, Callable
from typing import Final

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError
from livehouse.media.tokens import TokenInvalid, Tokens

# A player asks many times a second, the database is asked once in so long.
VERDICT_S: Final = 5.0
VERDICTS_MAX: Final = 10_000
# Whoever came with a good ticket and keeps asking stays, as an open connection does.
STAYS_S: Final = 30.0
GUESTS_MAX: Final = 50_000

IsPublic = Callable[[str], Awaitable[bool]]
"""Whether everybody may watch a room; raises `AppError` when it is not on the air."""


class Door:
    """Judges requests.

    Args:
        is_public: asked about rooms, at most every five seconds about each.
    """

    def __init__(self, tokens: Tokens, clock: Clock, is_public: IsPublic) -> None:
        self._tokens = tokens
        self._clock = clock
        self._is_public = is_public
        self._verdicts: dict[str, tuple[bool | AppError, float]] = {}
        self._guests: dict[tuple[str, str], float] = {}

    async def check(self, room_id: str, token: str | None) -> bool:
        """Whether the room is for everybody, so that any cache may keep what is fetched.

        Raises:
            TokenInvalid, TokenForAnotherRoom: it is not, and there is no good ticket.
            AppError: as `is_public` has it.
        """
        is_public = await self._verdict(room_id)
        if token is not None:
            self._check_token(room_id, token)
        elif not is_public:
            raise TokenInvalid("This LIVE is not for everybody; ask for a ticket and use the address in it.")
        return is_public and token is None

    async def _verdict(self, room_id: str) -> bool:
        now_s = self._clock.monotonic()
        known = self._verdicts.get(room_id)
        if known is None or now_s - known[1] > VERDICT_S:
            verdict: bool | AppError
            if known is not None and now_s - known[1] <= 2 * VERDICT_S:
                # Thousands may ask in the moment in which one of them finds out: they go by what was said last.
                self._verdicts[room_id] = (known[0], now_s)
            try:
                verdict = await self._is_public(room_id)
            except AppError as error:
                verdict = error
            while len(self._verdicts) >= VERDICTS_MAX:
                self._verdicts.pop(next(iter(self._verdicts)))
            self._verdicts.pop(room_id, None)
            known = self._verdicts[room_id] = (verdict, now_s)
        if isinstance(known[0], AppError):
            raise known[0]
        return known[0]

    def _check_token(self, room_id: str, token: str) -> None:
        now_s = self._clock.monotonic()
        guest = (room_id, token)
        seen_s = self._guests.pop(guest, None)
        if seen_s is None or now_s - seen_s > STAYS_S:
            if not self._tokens.check_token(token, room_id).may_watch:
                raise TokenInvalid("This media ticket is not for watching; ask for a viewer's.")
            while len(self._guests) >= GUESTS_MAX:
                self._guests.pop(next(iter(self._guests)))
        # Last in line again: the first are those who have not asked for longest.
        self._guests[guest] = now_s
