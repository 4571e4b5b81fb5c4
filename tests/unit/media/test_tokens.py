import base64
import json
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from livehouse.media import BROADCAST, TokenForAnotherRoom, TokenInvalid, Tokens
from tests.support.clock import FakeClock

SECRET = b"s" * 32
ROOM = "01jroom000000000000000000a"


@pytest.fixture
def fake_clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def tokens(fake_clock: FakeClock) -> Tokens:
    return Tokens(SECRET, fake_clock, lifetime=timedelta(minutes=10))


def sign(claims: dict[str, object], *, algorithm: str = "HS256") -> str:
    return jwt.encode({"alg": algorithm}, claims, OctKey.import_key(SECRET * 2), algorithms=[algorithm])


def sign_as_house(claims: dict[str, object]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


def unsigned(claims: dict[str, object]) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def test_the_host_may_publish_and_nothing_else(tokens: Tokens) -> None:
    grant = tokens.check_token(tokens.publisher(ROOM, "a session"), ROOM)
    assert (grant.may_publish, grant.may_watch) == (True, False)


def test_a_viewer_may_watch_and_nothing_else(tokens: Tokens) -> None:
    grant = tokens.check_token(tokens.viewer(ROOM), ROOM)
    assert (grant.may_publish, grant.may_watch) == (False, True)


def test_the_claims_are_those_of_moq_relay(tokens: Tokens, fake_clock: FakeClock) -> None:
    exp = int(fake_clock.now().timestamp()) + 600
    key = OctKey.import_key(SECRET)
    assert jwt.decode(tokens.publisher(ROOM, "a session"), key).claims == {
        "root": ROOM,
        "put": [BROADCAST],
        "sid": "a session",
        "exp": exp,
    }
    assert jwt.decode(tokens.viewer(ROOM), key).claims == {"root": ROOM, "get": [BROADCAST], "exp": exp}


def test_it_ends_at_its_time(tokens: Tokens, fake_clock: FakeClock) -> None:
    token = tokens.viewer(ROOM)
    fake_clock.advance(599)
    assert tokens.check_token(token, ROOM).may_watch
    fake_clock.advance(1)
    with pytest.raises(TokenInvalid):
        tokens.check_token(token, ROOM)


def test_it_is_good_for_its_own_room_only(tokens: Tokens) -> None:
    with pytest.raises(TokenForAnotherRoom):
        tokens.check_token(tokens.viewer(ROOM), "01jroom000000000000000000b")


@pytest.mark.parametrize(
    "token",
    [
        None,
        "",
        "x",
        "a.b.c",
        "é.é.é",
        "." * 100,
        "a" * 100_000,
        unsigned({"root": ROOM, "put": [BROADCAST], "exp": 9_999_999_999}),
        sign({"root": ROOM, "put": [BROADCAST], "exp": 9_999_999_999}),
        sign({"root": ROOM, "put": [BROADCAST], "exp": 9_999_999_999}, algorithm="HS512"),
        sign_as_house({"root": ROOM, "put": [BROADCAST]}),
        sign_as_house({"root": ROOM, "put": [BROADCAST], "exp": True}),
        sign_as_house({"root": ROOM, "put": [BROADCAST], "exp": "tomorrow"}),
        sign_as_house({"root": ROOM, "put": [BROADCAST], "exp": 10**30}),
    ],
)
def test_what_we_did_not_sign_so_is_refused(tokens: Tokens, token: str | None) -> None:
    with pytest.raises(TokenInvalid):
        tokens.check_token(token, ROOM)


@pytest.mark.parametrize("put", ["host", ["host", "other"], [""], ["hos"], {"host": 1}])
def test_a_wider_grant_than_ours_allows_nothing(tokens: Tokens, put: object) -> None:
    grant = tokens.check_token(sign_as_house({"root": ROOM, "put": put, "exp": 9_999_999_999}), ROOM)
    assert not grant.may_publish
    assert not grant.may_watch


def test_a_short_key_is_refused(fake_clock: FakeClock) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Tokens(b"short", fake_clock, lifetime=timedelta(minutes=10))
