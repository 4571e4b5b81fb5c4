"""Who watched a LIVE for a while is noted as somebody who watches, and who swiped past is not."""

from tests.slices.rooms.house import House


async def test_ten_seconds_of_a_live_are_a_day_of_watching(house: House) -> None:
    host, fan, swiping = [await house.sign_up(handle) for handle in ("mika", "ren", "sora")]
    room = await house.go_live(host)
    stays, leaves, stranger = house.peer(fan), house.peer(swiping), house.peer(None, viewer="a stranger")
    for peer in (stays, leaves, stranger):
        await house.call(peer, "join", room=room.id)
    house.clock.advance(9)
    await house.call(leaves, "leave")
    house.clock.advance(1)
    await house.call(stays, "leave")
    await house.call(stranger, "leave")
    await house.until_rows(f"SELECT 1 FROM habits WHERE account_id = '{fan.id}' AND days_watched = 1")
    async with house.database.read() as connection:
        noted = await connection.exec_driver_sql("SELECT COUNT(*) FROM habits")
        assert noted.scalar_one() == 1
