import asyncio
import io

import httpx
import pytest
from PIL import Image

from livehouse.accounts import store
from livehouse.platform.database import StorageFull
from tests.slices.accounts.house import House, error_of


def picture(width: int = 300, height: int = 200, colour: str = "red", format: str = "PNG") -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(packed, format)
    return packed.getvalue()


async def fetch(house: House, path: str) -> httpx.Response:
    return await house.browser().get(f"http://livehouse.test{path}")


def middle(data: bytes) -> tuple[int, ...]:
    """The colour in the middle, each channel off or on; JPEG and WebP change it a little."""
    with Image.open(io.BytesIO(data)) as opened:
        assert (opened.format, opened.size) == ("WEBP", (256, 256))
        return tuple(round(channel / 255) for channel in opened.convert("RGB").crop((128, 128, 129, 129)).tobytes())


async def test_everybody_begins_with_a_drawn_avatar(house: House) -> None:
    me = (await (await house.signed_up("mika")).get("/me")).json()["account"]
    drawn = await fetch(house, me["avatar_url"])
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.text.startswith("<svg")
    assert "immutable" in drawn.headers["cache-control"]
    # Opened by itself it is a document; it must be able to do nothing.
    assert drawn.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert drawn.headers["x-content-type-options"] == "nosniff"
    assert (await house.browser().head(f"http://livehouse.test{me['avatar_url']}")).status_code == 200


async def test_an_upload_becomes_a_small_square_whatever_it_claims_to_be(house: House) -> None:
    mika = await house.signed_up("mika")
    for format in ("PNG", "JPEG", "WEBP"):
        uploaded = picture(format=format)
        response = await mika.put("/me/avatar", content=uploaded, headers={"Content-Type": "text/html"})
        assert response.status_code == 200
        served = await fetch(house, response.json()["avatar_url"])
        assert served.headers["content-type"] == "image/webp"
        assert middle(served.content) == (1, 0, 0)


async def test_a_new_picture_has_a_new_address_and_the_old_file_goes(house: House) -> None:
    mika = await house.signed_up("mika")
    addresses = [(await mika.get("/me")).json()["account"]["avatar_url"]]
    uploads = [await mika.put("/me/avatar", content=picture(colour=colour)) for colour in ("red", "blue")]
    addresses += [upload.json()["avatar_url"] for upload in uploads]
    assert len(set(addresses)) == 3
    # An old address still shows the account's face, but is not kept.
    old = await fetch(house, addresses[1])
    assert middle(old.content) == (0, 0, 1)
    assert old.headers["cache-control"] == "no-cache"
    addresses.append((await mika.delete("/me/avatar")).json()["avatar_url"])
    assert addresses[3] == addresses[0]
    assert (await fetch(house, addresses[3])).headers["content-type"] == "image/svg+xml"
    assert (await house.accounts.card((await mika.get("/me")).json()["account"]["id"])).avatar_url == addresses[0]
    assert [path for path in house.files_folder.rglob("*") if path.is_file()] == []


async def test_two_uploads_at_once_leave_one_picture(house: House) -> None:
    mika = await house.signed_up("mika")
    await asyncio.gather(*(mika.put("/me/avatar", content=picture(colour=c)) for c in ("red", "blue", "lime")))
    me = (await mika.get("/me")).json()["account"]
    assert (await fetch(house, me["avatar_url"])).headers["content-type"] == "image/webp"
    assert len([path for path in house.files_folder.rglob("*") if path.is_file()]) == 1


async def test_a_picture_that_could_not_be_written_down_leaves_no_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> str | None:
        raise StorageFull("The server has no room left to save this. Tell its operator, then try again.")

    mika = await house.signed_up("mika")
    monkeypatch.setattr(store, "replace_avatar", fail)
    assert error_of(await mika.put("/me/avatar", content=picture()))[:2] == (503, "storage_full")
    assert [path for path in house.files_folder.rglob("*") if path.is_file()] == []


NO_PICTURES = [
    (b"", 400, "picture_unreadable"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 400, "picture_unreadable"),
    (b"GIF89a" + b"\0" * 100, 400, "picture_unreadable"),
    (picture()[:200], 400, "picture_unreadable"),
    (b"\0" * 2_000_001, 413, "body_too_large"),
]


async def test_what_is_no_picture_is_refused_and_the_old_one_stays(house: House) -> None:
    mika = await house.signed_up("mika")
    before = (await mika.put("/me/avatar", content=picture())).json()["avatar_url"]
    for data, status, code in NO_PICTURES:
        assert error_of(await mika.put("/me/avatar", content=data))[:2] == (status, code), data[:20]
    assert (await mika.get("/me")).json()["account"]["avatar_url"] == before


async def test_nobody_has_no_picture(house: House) -> None:
    await house.signed_up("mika")
    for id in ("01kmn0v6000000000000000abc", "mika", "%2e%2e"):
        assert (await house.browser().get(f"/accounts/{id}/avatar")).status_code == 404, id


async def test_a_lost_file_is_replaced_by_the_drawing(house: House) -> None:
    mika = await house.signed_up("mika")
    address = (await mika.put("/me/avatar", content=picture())).json()["avatar_url"]
    for path in house.files_folder.rglob("*.webp"):
        path.unlink()
    served = await fetch(house, address)
    assert served.headers["content-type"] == "image/svg+xml"
    assert served.headers["cache-control"] == "no-cache"
