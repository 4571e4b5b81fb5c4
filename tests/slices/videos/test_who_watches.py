"""Who watches a video for a while, or a short one whole, is noted as somebody who watches."""

from tests.slices.videos.house import House


async def days_watched(house: House, account_id: str) -> int:
    async with house.database.read() as connection:
        found = await connection.exec_driver_sql(f"SELECT days_watched FROM habits WHERE account_id = '{account_id}'")
        return found.scalar_one_or_none() or 0


async def test_ten_seconds_or_all_of_a_video_are_a_day_of_watching(house: House) -> None:
    author = await house.sign_up("author")
    long, short = await house.post(author, length_s=30), await house.post(author, length_s=4)
    stays, swipes, sees_all = [await house.sign_up(handle) for handle in ("mika", "otto", "june")]
    for person, video_id, seconds in ((stays, long, 10), (swipes, long, 9), (sees_all, short, 4), (author, long, 30)):
        async with house.browser(person) as browser:
            await house.watch(browser, video_id, [(0, seconds)])
    assert [await days_watched(house, person.id) for person in (stays, swipes, sees_all, author)] == [1, 0, 1, 0]
