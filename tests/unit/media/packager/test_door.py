"""Who may fetch a room's pieces."""

import asyncio
from datetime import timedelta

import pytest

from livehouse.kernel.errors import AppError, NotFound
from livehouse.media.packager.door import STAYS_S, VERDICT_S, Door
from livehouse.media.tokens import TokenForAnotherRoom, TokenInvalid, Tokens
from tests.support.clock import FakeClock


class Rooms:
    def __init__(self, is_public: bool | AppError) -> None:
        self.is_public = is_public
        self.asked = 0

    async def __call__(self, _room_id: str) -> bool:
        self.asked += 1
        if isinstance(self.is_public, AppError):
            raise self.is_public
        return self.is_public


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def tokens(clock: FakeClock) -> Tokens:
    return Tokens(b"k" * 32, clock, lifetime=timedelta(hours=1))


async def test_what_everybody_may_watch_any_cache_may_keep(clock: FakeClock, tokens: Tokens) -> None:
    rooms = Rooms(True)
    door = Door(tokens, clock, rooms)
    assert all([await door.check("r", None) for _ in range(50)])
    assert rooms.asked == 1, "the database is not asked by every request"
    clock.advance(VERDICT_S + 1)
    rooms.is_public = False
    with pytest.raises(TokenInvalid):
        await door.check("r", None)


async def test_others_need_a_ticket_and_no_cache_keeps_it(clock: FakeClock, tokens: Tokens) -> None:
    door = Door(tokens, clock, Rooms(False))
    assert await door.check("r", tokens.viewer("r")) is False
    for wrong, error in (
        (None, TokenInvalid),
        ("", TokenInvalid),
        ("rubbish", TokenInvalid),
        (tokens.viewer("other"), TokenForAnotherRoom),
        (tokens.publisher("r", "session"), TokenInvalid),
        (Tokens(b"x" * 32, clock, lifetime=timedelta(hours=1)).viewer("r"), TokenInvalid),
    ):
        with pytest.raises(error):
            await door.check("r", wrong)


async def test_who_came_in_time_stays_while_they_keep_asking(clock: FakeClock, tokens: Tokens) -> None:
    door = Door(tokens, clock, Rooms(False))
    token = tokens.viewer("r")
    for _ in range(200):
        await door.check("r", token)
        clock.advance(STAYS_S - 1)
    clock.advance(STAYS_S + 1)
    with pytest.raises(TokenInvalid):
        await door.check("r", token)


async def test_a_room_that_has_ended_is_said_again_without_asking(clock: FakeClock, tokens: Tokens) -> None:
    rooms = Rooms(NotFound("over"))
    door = Door(tokens, clock, rooms)
    for _ in range(3):
        with pytest.raises(NotFound):
            await door.check("r", tokens.viewer("r"))
    assert rooms.asked == 1


async def test_while_one_finds_out_the_others_go_by_what_was_said_last() -> None:
    clock, asked, answer = FakeClock(), 0, asyncio.Event()

    async def is_public(_room_id: str) -> bool:
        nonlocal asked
        asked += 1
        if asked > 1:
            await answer.wait()
        return True

    door = Door(Tokens(b"k" * 32, clock, lifetime=timedelta(hours=1)), clock, is_public)
    assert await door.check("room", None)
    clock.advance(VERDICT_S + 1)
    finding_out = asyncio.create_task(door.check("room", None))
    await asyncio.sleep(0)
    assert [await door.check("room", None) for _ in range(100)] == [True] * 100
    answer.set()
    assert await finding_out
    assert asked == 2
