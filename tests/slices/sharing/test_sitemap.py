"""What programs that read the web are told of: all that everybody may see, and nothing else."""

from xml.etree import ElementTree

from livehouse.sharing.sitemap import KEPT_S
from tests.slices.sharing.house import ORIGIN, SharingHouse

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


async def read(house: SharingHouse, path: str) -> list[str]:
    """The addresses in a sitemap or in the index, without the platform's own part."""
    async with house.browser() as program:
        answer = await program.get(f"{ORIGIN}{path}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/xml"
    assert answer.headers["cache-control"] == f"public, max-age={KEPT_S}"
    found = [element.text or "" for element in ElementTree.fromstring(answer.text).iter(f"{NAMESPACE}loc")]
    assert all(address.startswith(f"{ORIGIN}/") for address in found)
    return [address.removeprefix(ORIGIN) for address in found]


async def test_what_everybody_may_see_is_listed_and_nothing_else(house: SharingHouse) -> None:
    host, villain, _ = [await house.sign_up(name) for name in ("mika", "villain", "ren")]
    event = await house.plan(host)
    recorded = await house.recorded(host, 20)
    hidden = await house.recorded(host, 20)
    await house.replays.change(hidden.id, host.id, is_hidden=True)
    await house.recorded(host, 20, audience="followers")
    await house.work_off()
    video = await house.post_video(host)
    for author, visibility in ((host, "followers"), (host, "private"), (villain, "public")):
        await house.post_video(author, visibility=visibility)
    await house.moderation.decide(villain.id, "ban", reason="Sold fakes.", operator_id=None)
    live = await house.go_live(host)
    await house.go_live(await house.sign_up("night"), "adults")

    assert await read(house, "/sitemap.xml") == [
        f"/sitemap/{part}.xml" for part in ("now", "profiles-1", "videos-1", "replays-1")
    ]
    assert await read(house, "/sitemap/now.xml") == ["/", "/events", f"/live/{live.id}", f"/event/{event.id}"]
    assert await read(house, "/sitemap/profiles-1.xml") == ["/@mika", "/@ren", "/@night"]
    assert await read(house, "/sitemap/videos-1.xml") == [f"/videos/{video}"]
    assert await read(house, "/sitemap/replays-1.xml") == [f"/replay/{recorded.id}"]


async def test_it_is_read_in_parts_that_are_kept_for_a_while(house: SharingHouse) -> None:
    house.sharing.sitemaps._part_max = 2
    names = [f"person{number}" for number in range(5)]
    people = [await house.sign_up(name) for name in names]
    parts = await read(house, "/sitemap.xml")
    assert parts == [f"/sitemap/{part}.xml" for part in ("now", "profiles-1", "profiles-2", "profiles-3")]
    listed = [path for part in parts[1:] for path in await read(house, part)]
    assert listed == [f"/@{name}" for name in names]
    # Who is banned is gone after some minutes at most; nobody else is moved.
    await house.moderation.decide(people[1].id, "ban", reason="Spam.", operator_id=None)
    assert await read(house, "/sitemap/profiles-1.xml") == ["/@person0", "/@person1"]
    house.clock.advance(KEPT_S)
    assert await read(house, "/sitemap/profiles-1.xml") == ["/@person0"]
    assert await read(house, "/sitemap/profiles-3.xml") == ["/@person4"]


async def test_a_part_that_is_not_there_is_said_so(house: SharingHouse) -> None:
    async with house.browser() as program:
        for part in ("profiles-1", "profiles-0", "now-1", "x" * 2_000, "%00", "..%2Fnow"):
            assert (await program.get(f"{ORIGIN}/sitemap/{part}.xml")).status_code in (400, 404)
        assert (await program.head(f"{ORIGIN}/sitemap.xml")).status_code == 200
