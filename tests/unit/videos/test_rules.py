from datetime import UTC, datetime

import msgspec
import pytest

from livehouse.kernel.errors import BadCursor
from livehouse.platform import ranges
from livehouse.platform.films.shapes import choose_shapes
from livehouse.platform.ranges import RangeNotSatisfiable
from livehouse.videos import model
from livehouse.videos.model import Onlooker, VideoFacts

READY = VideoFacts(
    id="0" * 26,
    author_id="author",
    caption="",
    visibility="public",
    state="ready",
    file_name="",
    size_bytes=1,
    created_at=datetime(2026, 3, 14, tzinfo=UTC),
    published_at=datetime(2026, 3, 14, 23, 59, tzinfo=UTC),
    turn=3,
)


@pytest.mark.parametrize(
    ("changes", "onlooker", "refusal"),
    [
        ({}, Onlooker(), None),
        ({"visibility": "followers"}, Onlooker(), model.VideoForFollowers),
        ({"visibility": "followers"}, Onlooker(account_id="fan"), model.VideoForFollowers),
        ({"visibility": "followers"}, Onlooker(account_id="fan", follows_author=True), None),
        ({"visibility": "private"}, Onlooker(account_id="fan", follows_author=True), model.NoSuchVideo),
        ({"visibility": "private"}, Onlooker(account_id="author"), None),
        ({"state": "processing"}, Onlooker(account_id="fan"), model.NoSuchVideo),
        ({"state": "refused"}, Onlooker(account_id="author"), None),
    ],
)
def test_who_may_see_what(changes: dict[str, str], onlooker: Onlooker, refusal: type[Exception] | None) -> None:
    video = msgspec.structs.replace(READY, **changes)
    if refusal is None:
        model.check_may_see(video, onlooker)
    else:
        with pytest.raises(refusal):
            model.check_may_see(video, onlooker)


def test_every_refusal_says_what_to_do() -> None:
    for code, sentence in model.REFUSALS.items():
        assert sentence.endswith("."), code
        assert len(sentence.split(". ")) >= 2, code


def test_a_list_goes_on_after_an_id_and_nothing_else() -> None:
    assert model.read_cursor(None) is None
    assert model.read_cursor("0" * 26) == "0" * 26
    for made_up in ("", "~~", "0" * 27, f"2026-03-14~1~{'0' * 26}"):
        with pytest.raises(BadCursor):
            model.read_cursor(made_up)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", (0, 100)),
        ("bytes=10-19", (10, 20)),
        ("bytes= 10 - 19 ", (10, 20)),
        ("Bytes=99-", (99, 100)),
        ("bytes=-1", (99, 100)),
        ("bytes=0-0,50-60", (0, 1)),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=9-3", None),
        ("items=0-1", None),
        ("bytes=" + "9" * 16 + "-", None),
    ],
)
def test_ranges(header: str, part: tuple[int, int] | None) -> None:
    assert ranges.read(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=-0", "bytes=500-600"])
def test_ranges_that_are_not_there(header: str) -> None:
    with pytest.raises(RangeNotSatisfiable) as refused:
        ranges.read(header, 100)
    assert refused.value.details == {"size_bytes": 100}


@pytest.mark.parametrize(
    ("width", "height", "shapes"),
    [
        (1080, 1920, [("720p", 720, 1280), ("360p", 360, 640)]),
        (1920, 1080, [("720p", 1280, 720), ("360p", 640, 360)]),
        (540, 960, [("540p", 540, 960), ("360p", 360, 640)]),
        # Never larger than it is, and no second one that is nearly the same.
        (360, 640, [("360p", 360, 640)]),
        (400, 711, [("400p", 400, 712)]),
        (180, 320, [("180p", 180, 320)]),
        (4096, 4096, [("720p", 720, 720), ("360p", 360, 360)]),
        # A ribbon: the longer side has its limit, too.
        (4096, 400, [("250p", 2560, 250)]),
        (321, 241, [("240p", 320, 240)]),
        (1, 1, [("2p", 2, 2)]),
    ],
)
def test_shapes(width: int, height: int, shapes: list[tuple[str, int, int]]) -> None:
    chosen = choose_shapes(width, height)
    assert [(shape.name, shape.width, shape.height) for shape in chosen] == shapes
    assert all(shape.width % 2 == 0 and shape.height % 2 == 0 for shape in chosen)
