"""Addresses, codes, sites and who is a person: what is pure of sharing."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.accounts import AccountCard
from livehouse.kernel.errors import BadInput
from livehouse.sharing import model, oembed, words
from livehouse.sharing.model import Address, Embedding
from livehouse.sharing.things import Thing

ORIGIN = "https://live.example"
ID = "01k" + "0" * 23
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
HOST = AccountCard(id=ID, handle="mika", nickname="Mika & <b>", avatar_url="/avatar")
LIVE = Thing(
    kind="live",
    id=ID,
    path=f"/live/{ID}",
    owner=HOST,
    title='"><script>alert(1)</script> & 日本',
    state="live",
    is_for_all=True,
    picture_version="7",
    picture_url="/cover",
)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (f"{ORIGIN}/live/{ID}", Address("live", ID)),
        (f"{ORIGIN}/live/{ID}/?s=AAAAAAAAAAA.x#top", Address("live", ID)),
        (f"http://LIVE.example/videos/{ID}?of=@mika", Address("video", ID)),
        (f"{ORIGIN}:443/embed/replay/{ID}", Address("replay", ID)),
        (f"{ORIGIN}/event/{ID}", Address("event", ID)),
        (f"{ORIGIN}/@mi%6Ba", Address("profile", "mika")),
        (f"https://evil.example/live/{ID}", None),
        (f"https://live.example.evil.example/live/{ID}", None),
        (f"https://live.example@evil.example/live/{ID}", None),
        (f"{ORIGIN}:8443/live/{ID}", None),
        (f"//live.example/live/{ID}", None),
        (f"/live/{ID}", None),
        (f"javascript://live.example/live/{ID}", None),
        (f"{ORIGIN}/live/{ID}x", None),
        (f"{ORIGIN}/settings", None),
        (f"{ORIGIN}/@mika?{'x' * 10_000}", None),
        ("https://[/live", None),
        ("", None),
        ("\0", None),
    ],
)
def test_only_addresses_of_ours_are_read(url: str, address: Address | None) -> None:
    assert model.read_address(url, ORIGIN) == address


@given(st.text(max_size=300))
def test_no_address_breaks_the_reader(url: str) -> None:
    assert model.read_address(url, ORIGIN) is None or "live.example" in url.lower()


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("Ab3-_6gH9kQ.line", ("Ab3-_6gH9kQ", "line")),
        ("Ab3-_6gH9kQ", ("Ab3-_6gH9kQ", "link")),
        ("Ab3-_6gH9kQ.<script>", ("Ab3-_6gH9kQ", "link")),
        ("Ab3-_6gH9k.line", None),
        ("Ab3 _6gH9kQ.line", None),
        ("", None),
    ],
)
def test_a_trace_is_read_as_it_was_written(text: str, trace: tuple[str, str] | None) -> None:
    assert model.read_trace(text) == trace


@pytest.mark.parametrize(
    ("agent", "purpose", "person"),
    [
        (CHROME, None, True),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 LINE/13.0",
            None,
            True,
        ),
        (CHROME, "prefetch", False),
        (CHROME, "prefetch;prerender", False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", None, False),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", None, False),
        ("Twitterbot/1.0", None, False),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", None, False),
        ("Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", None, False),
        ("TelegramBot (like TwitterBot)", None, False),
        ("WhatsApp/2.23.20.0 A", None, False),
        ("LinkedInBot/1.0 (compatible; Mozilla/5.0)", None, False),
        ("Mozilla/5.0 HeadlessChrome/130.0", None, False),
        ("python-httpx/0.28", None, False),
        ("", None, False),
        (None, None, False),
    ],
)
def test_programs_are_told_from_people(agent: str | None, purpose: str | None, person: bool) -> None:
    assert model.is_person(agent, purpose) is person


@pytest.mark.parametrize(
    ("sites", "origin", "may"),
    [
        (["blog.example"], "https://blog.example", True),
        (["blog.example"], "http://blog.example", True),
        (["blog.example"], "https://blog.example:8443", False),
        (["blog.example:8443"], "https://blog.example:8443", True),
        (["https://blog.example"], "http://blog.example", False),
        (["http://blog.example"], "https://blog.example", True),
        (["*.blog.example"], "https://a.b.blog.example", True),
        (["*.blog.example"], "https://blog.example", False),
        (["*.blog.example"], "https://evilblog.example", False),
        (["blog.example"], "https://blog.example.evil.example", False),
        (["blog.example"], "null", False),
        ([], "https://blog.example", False),
    ],
)
def test_sites_are_matched_as_browsers_do(sites: list[str], origin: str, may: bool) -> None:
    assert model.may_frame("listed", model.clean_sites(sites), origin) is may
    assert model.may_frame("nobody", sites, origin) is False
    assert model.may_frame("everyone", sites, origin) is True


@given(st.text(max_size=60))
def test_whatever_is_typed_as_a_site_cannot_leave_its_directive(text: str) -> None:
    try:
        sites = model.clean_sites([text])
    except BadInput:
        return
    directive = model.frame_ancestors("listed", sites)
    assert directive.isascii()
    assert not set(directive) & set(';,"\r\n\t')
    assert len(directive.split()) == 1 + len(sites)


@pytest.mark.parametrize(
    ("limits", "size"),
    [
        ((None, None), (360, 640)),
        ((300, None), (300, 533)),
        ((None, 320), (180, 320)),
        ((5_000, 5_000), (360, 640)),
        ((1, 1), (1, 1)),
        ((100, 10), (5, 10)),
    ],
)
def test_a_player_keeps_to_the_room_that_there_is(limits: tuple[int | None, int | None], size: tuple[int, int]) -> None:
    assert oembed.fit((9, 16), *limits) == size
    width_max, height_max = limits
    body = oembed.answer(
        LIVE,
        Embedding(),
        name="Our house",
        origin=ORIGIN,
        language="en",
        width_max=width_max,
        height_max=height_max,
    )
    assert (body["type"], body["width"], body["height"]) == ("video", *size)
    for side, most in (("width", width_max), ("height", height_max)):
        assert most is None or body.get(f"thumbnail_{side}", 0) <= most
    assert ("thumbnail_url" in body) == (min(width_max or 99, (height_max or 99) * 40 // 21) >= 16)


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "ten", "", "１２", "9" * 40, " 5"])
def test_a_size_that_is_none(text: str) -> None:
    with pytest.raises(oembed.SizeInvalid):
        oembed.read_side(text, "maxwidth")


def test_what_people_wrote_stays_text_in_what_others_embed() -> None:
    body = oembed.answer(
        LIVE, Embedding(), name="Our <house>", origin=ORIGIN, language="en", width_max=None, height_max=None
    )
    assert "<script" not in body["html"]
    assert urlsplit(f"{ORIGIN}/embed/live/{ID}").geturl() in body["html"]
    root = ElementTree.fromstring(oembed.write_xml(body))
    assert {element.tag: element.text for element in root} == {key: str(value) for key, value in body.items()}
    link = oembed.answer(
        LIVE, Embedding("nobody"), name="Our house", origin=ORIGIN, language="en", width_max=None, height_max=None
    )
    assert (link["type"], "html" in link) == ("link", False)


def test_a_link_to_an_event_says_when_on_the_clock_of_its_host() -> None:
    at = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    clocks = {
        "Asia/Tokyo": "2026-11-25 21:00 UTC+9",
        "Asia/Kolkata": "2026-11-25 17:30 UTC+5:30",
        "America/St_Johns": "2026-11-25 08:30 UTC-3:30",
        "UTC": "2026-11-25 12:00 UTC",
    }
    for zone, said in clocks.items():
        there = at.astimezone(ZoneInfo(zone))
        event = msgspec.structs.replace(LIVE, kind="event", state="soon", text="Bring tea.", at=there)
        assert words.describe(event, "Livehouse", "en") == f"Mika & <b> goes LIVE on Livehouse on {said}. Bring tea."
    off = msgspec.structs.replace(LIVE, kind="event", state="cancelled", text="Bring tea.", at=at)
    assert words.describe(off, "Livehouse", "en") == "Mika & <b> has called this LIVE off. Bring tea."
