"""From a file to a video: uploaded in parts, gone on with after a break, made playable, refused with a reason."""

import asyncio
import io

import av
import pytest
from PIL import Image

from livehouse.platform.jobs import ATTEMPTS_MAX, jobs
from livehouse.videos import VideoPublished, VideoRefused
from tests.slices.videos.house import DAY, House
from tests.support.films import make_film
from tests.support.waiting import eventually

FILM = make_film(1, 2.0)


async def test_a_film_becomes_a_video_that_plays(house: House) -> None:
    author = await house.sign_up("mika")
    async with house.browser(author) as mika, house.browser() as stranger:
        video = await mika.upload(FILM, caption="  the first\nevening ", part_bytes=20_000)
        assert (video["state"], video["progress"], video["uploaded_bytes"]) == ("processing", 0.0, len(FILM))
        assert video["caption"] == "the first\nevening"
        assert video["poster_url"] is None
        # Nobody else's business yet.
        assert await stranger.code("GET", f"/videos/{video['id']}") == "no_such_video"

        await house.work_off()

        ready = await mika.video(video["id"])
        assert ready["state"] == "ready"
        assert ready["progress"] == 1.0
        assert ready["length_s"] == pytest.approx(2.0, abs=0.05)
        assert (ready["width"], ready["height"]) == (180, 320)
        (rendition,) = ready["renditions"]
        assert (rendition["name"], rendition["width"], rendition["height"]) == ("180p", 180, 320)

        film = await stranger.get(f"http://venue.example:8000{rendition['url']}")
        assert film.headers["content-type"] == "video/mp4"
        with av.open(io.BytesIO(film.content)) as opened:
            assert [stream.codec_context.name for stream in opened.streams] == ["h264", "aac"]
            assert sum(1 for _ in opened.decode(video=0)) == 30
        # Its head comes first, so that it plays while it loads.
        assert film.content.index(b"moov") < film.content.index(b"mdat")
        poster = await stranger.get(f"http://venue.example:8000{ready['poster_url']}")
        assert poster.headers["content-type"] == "image/webp"
        assert Image.open(io.BytesIO(poster.content)).size == (180, 320)
        listed = (await stranger.get("/accounts/mika/videos")).json()["videos"]
        assert [listed_video["id"] for listed_video in listed] == [video["id"]]
    (told,) = await house.heard()
    assert told == VideoPublished(video_id=video["id"], author_id=author.id, at=house.clock.now())
    # What it was made of is gone.
    assert all(key.startswith("videos/") for key in house.stored_files())
    assert list((house.folder / "work").iterdir()) == []


async def test_a_name_that_no_database_reads_keeps_nobody_from_posting(house: House) -> None:
    async with house.browser(await house.sign_up("otto")) as otto:
        begun = await otto.post("/videos", json={"size_bytes": 30_000, "file_name": "a\0film.mp4"})
        assert begun.status_code == 201


async def test_an_upload_that_was_cut_off_goes_on_where_it_was(house: House) -> None:
    async with house.browser(await house.sign_up("otto")) as otto:
        video = (await otto.post("/videos", json={"size_bytes": 30_000})).json()
        bytes_of = f"/videos/{video['id']}/bytes"
        await otto.put(bytes_of, params={"offset": 0}, content=b"a" * 10_000)

        refused = await otto.put(bytes_of, params={"offset": 15_000}, content=b"b" * 5_000)
        assert refused.status_code == 409
        error = refused.json()["error"]
        assert (error["code"], error["details"], error["retry"]) == (
            "offset_mismatch",
            {"uploaded_bytes": 10_000},
            True,
        )
        # The same part once more, because its answer was lost, is told where to go on, and harms nothing.
        assert await otto.code("PUT", bytes_of, params={"offset": 0}, content=b"a" * 10_000) == "offset_mismatch"

        again = await otto.video(video["id"])
        assert (again["state"], again["uploaded_bytes"], again["progress"]) == ("uploading", 10_000, 0.3333)
        gone_on = await otto.put(bytes_of, params={"offset": 10_000}, content=b"c" * 20_000)
        assert gone_on.json()["state"] == "processing"
        assert await otto.code("PUT", bytes_of, params={"offset": 30_000}, content=b"d") == "upload_finished"


async def test_of_two_parts_at_once_one_counts(house: House) -> None:
    async with house.browser(await house.sign_up("june")) as june:
        video = (await june.post("/videos", json={"size_bytes": 4_000})).json()
        answers = await asyncio.gather(
            *(
                june.put(f"/videos/{video['id']}/bytes", params={"offset": 0}, content=letter * 2_000)
                for letter in (b"a", b"b")
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
    # The file of the one that was too late is not left behind.
    assert len(house.stored_files()) == 1


@pytest.mark.parametrize(
    ("size_bytes", "code"),
    [(10_000_000_000, "video_too_big"), (200_000_001, "video_too_big"), (0, "video_empty"), (-1, "video_empty")],
)
async def test_sizes_that_are_refused_at_once(house: House, size_bytes: int, code: str) -> None:
    async with house.browser(await house.sign_up("samir")) as samir:
        assert await samir.code("POST", "/videos", json={"size_bytes": size_bytes}) == code


async def test_bytes_that_are_refused(house: House) -> None:
    async with house.browser(await house.sign_up("lotta")) as lotta, house.browser() as stranger:
        video = (await lotta.post("/videos", json={"size_bytes": 5_000})).json()
        bytes_of = f"/videos/{video['id']}/bytes"
        more = await lotta.code("PUT", bytes_of, params={"offset": 0}, content=b"a" * 5_001)
        assert more == "video_too_big"
        assert await lotta.code("PUT", bytes_of, params={"offset": 0}, content=b"a" * 999) == "part_too_small"
        assert await lotta.code("PUT", bytes_of, params={"offset": 0}, content=b"") == "video_empty"
        assert await lotta.code("PUT", bytes_of, params={"offset": -5}, content=b"a" * 2_000) == "bad_input"
        too_much = b"a" * (house.settings.video_part_bytes_max + 1)
        assert await lotta.code("PUT", bytes_of, params={"offset": 0}, content=too_much) == "body_too_large"
        assert await stranger.code("PUT", bytes_of, params={"offset": 0}, content=b"a") == "not_signed_in"
        assert await lotta.code("PUT", "/videos/../bytes", params={"offset": 0}, content=b"a") == "not_found"
        assert await lotta.code("PUT", f"/videos/{'0' * 26}/bytes?offset=0", content=b"a") == "no_such_video"
        assert (await lotta.video(video["id"]))["uploaded_bytes"] == 0
    assert house.stored_files() == []


async def test_somebody_elses_upload_cannot_be_touched(house: House) -> None:
    async with house.browser(await house.sign_up("dee")) as dee, house.browser(await house.sign_up("haru")) as haru:
        video = (await dee.post("/videos", json={"size_bytes": 5_000})).json()
        for method, path in (("PUT", "/bytes?offset=0"), ("PATCH", ""), ("DELETE", ""), ("GET", "/numbers")):
            code = await haru.code(method, f"/videos/{video['id']}{path}", json={"caption": "mine"})
            assert code == "no_such_video"


async def test_uploads_have_a_number(house: House) -> None:
    async with house.browser(await house.sign_up("paloma")) as paloma:
        for _ in range(house.settings.video_uploads_max):
            await paloma.post("/videos", json={"size_bytes": 5_000})
        assert await paloma.code("POST", "/videos", json={"size_bytes": 5_000}) == "too_many_uploads"
        # Nobody finishes them: after a day they are gone.
        house.clock.advance(house.settings.video_upload_lifetime_s + 1)
        await house.videos.tidy()
        assert (await paloma.get("/me/videos")).json()["videos"] == []


async def test_videos_a_day_have_a_number(house: House) -> None:
    author = await house.sign_up("tom")
    for _ in range(house.settings.videos_per_day):
        await house.post(author)
    async with house.browser(author) as tom:
        assert await tom.code("POST", "/videos", json={"size_bytes": 5_000}) == "too_fast"
        house.clock.advance(DAY)
        assert (await tom.post("/videos", json={"size_bytes": 5_000})).status_code == 201


async def test_what_is_no_film_is_refused_with_a_reason(house: House) -> None:
    author = await house.sign_up("ines")
    async with house.browser(author) as ines:
        video = await ines.upload(b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n" + b"#" * 2_000)
        await house.work_off()
        refused = await ines.video(video["id"])
        assert refused["state"] == "refused"
        assert refused["refusal"]["code"] == "not_a_video"
        assert "MP4" in refused["refusal"]["message"]
        assert refused["refusal"]["first_id"] is None
        assert await ines.code("POST", f"/videos/{video['id']}/plays") == "video_not_ready"
        # Its author sees why, and can put it away.
        assert [mine["id"] for mine in (await ines.get("/me/videos")).json()["videos"]] == [video["id"]]
        assert (await ines.delete(f"/videos/{video['id']}")).status_code == 204
    told = (await house.heard())[0]
    assert told == VideoRefused(video_id=video["id"], author_id=author.id, code="not_a_video")
    assert house.stored_files() == []


async def test_the_same_upload_twice_points_to_the_first(house: House) -> None:
    async with house.browser(await house.sign_up("kofi")) as kofi:
        first = await kofi.upload(FILM)
        await house.work_off()
        house.clock.advance(1)
        second = await kofi.upload(FILM)
        await house.work_off()
        refused = await kofi.video(second["id"])
        assert (refused["refusal"]["code"], refused["refusal"]["first_id"]) == ("same_video", first["id"])
        # Who deleted the first one may post it again.
        await kofi.delete(f"/videos/{first['id']}")
        house.clock.advance(1)
        third = await kofi.upload(FILM)
        await house.work_off()
        assert (await kofi.video(third["id"]))["state"] == "ready"


async def test_somebody_elses_film_encoded_anew_is_a_repost_that_does_not_count(house: House) -> None:
    author, copier = await house.sign_up("wren"), await house.sign_up("theo")
    async with house.browser(author) as wren, house.browser(copier) as theo:
        first = await wren.upload(make_film(7, 3.0))
        await house.work_off()
        house.clock.advance(60)
        copied = await theo.upload(make_film(7, 3.0, quality=38, mirrored=True, width=120, height=214))
        await house.work_off()
        # It is shown, but worth nothing.
        assert (await theo.video(copied["id"]))["state"] == "ready"
        numbers = (await theo.get(f"/videos/{copied['id']}/numbers")).json()
        assert (numbers["counts"], numbers["why_not"]) == (False, "repost")
    (post,) = await house.videos.numbers_of(copier.id)
    assert (post.id, post.counts, post.why_not) == (copied["id"], False, "repost")
    (original,) = await house.videos.numbers_of(author.id)
    assert (original.id, original.counts) == (first["id"], True)


async def test_a_film_deleted_while_it_is_made_leaves_nothing(house: House) -> None:
    async with house.browser(await house.sign_up("aya")) as aya:
        video = await aya.upload(FILM)
        making = asyncio.create_task(house.work_off())

        async def is_made() -> bool:
            return any((house.folder / "work").glob("*/made"))

        await eventually(is_made, within_s=20, every_s=0.01)
        await aya.delete(f"/videos/{video['id']}")
        await making
        await house.work_off()
    assert house.stored_files() == []


async def test_a_film_that_breaks_its_maker_every_time_is_given_up(house: House) -> None:
    async with house.browser(await house.sign_up("moss")) as moss:
        video = await moss.upload(FILM)
        # What processes leave behind that die with it: leases that run out, and attempts that count.
        async with house.database.transaction() as tx:
            await tx.execute(jobs.update().values(state="running", held_by="0" * 26, attempts=ATTEMPTS_MAX))
        await house.work_off()
        refused = await moss.video(video["id"])
        assert (refused["state"], refused["refusal"]["code"]) == ("refused", "unreadable")
    assert house.stored_files() == []
