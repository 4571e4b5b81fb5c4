"""What lets a browser publish into a room or watch it: a signed token in the query of the media address.

The claims are those that `moq-relay` understands (`root`, `put`, `get`, `exp`), so that the very same tokens open a
cluster of relays when one process is outgrown: <https://github.com/moq-dev/moq/tree/main/rs/moq-token>. A publisher's
also says by which sign-in it was got (`sid`), for it to end with that.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Forbidden, NotSignedIn

ALGORITHM: Final = "HS256"
# RFC 7518, section 3.2: a key for HS256 has at least as many bits as its hash.
KEY_BYTES_MIN: Final = 32
# Ours are about 200 characters; what is absurd is refused before anything is computed over it.
TOKEN_CHARACTERS_MAX: Final = 2_048
# The one name that a broadcast may have within its room.
BROADCAST: Final = "host"


class TokenInvalid(NotSignedIn):
    """No token, or one that we did not sign, or one whose time is over."""

    code = "token_invalid"


class TokenForAnotherRoom(Forbidden):
    """A good token, but not for this room."""

    code = "token_for_another_room"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows, once it has been checked; `session_id` is the sign-in by which a publisher got it."""

    room_id: str
    session_id: str | None
    may_publish: bool
    may_watch: bool
    expires_at: datetime


class Tokens:
    """Signs and checks the tokens of this house.

    Args:
        secret: the signing key, at least 32 bytes; whoever has it can publish into any room.
        lifetime: how long a token can be used to *connect*; a session that is open stays open.
    """

    def __init__(self, secret: bytes, clock: Clock, *, lifetime: timedelta) -> None:
        if len(secret) < KEY_BYTES_MIN:
            raise ValueError(f"the signing key needs at least {KEY_BYTES_MIN} bytes, it has {len(secret)}")
        self._key = OctKey.import_key(secret)
        self._clock = clock
        self.lifetime = lifetime

    def publisher(self, room_id: str, session_id: str) -> str:
        """A token with which the host's browser may publish into the room while its sign-in lasts, and nothing else."""
        return self._sign({"root": room_id, "put": [BROADCAST], "sid": session_id})

    def viewer(self, room_id: str) -> str:
        """A token with which anybody may watch the room, and nothing else."""
        return self._sign({"root": room_id, "get": [BROADCAST]})

    def check_token(self, token: str | None, room_id: str) -> Grant:
        """What `token` allows in the room.

        Raises:
            TokenInvalid: there is none, it was not signed by us with HS256, it is malformed, or it has expired.
            TokenForAnotherRoom: it is good, for another room.
        """
        claims = self._open(token)
        expires_at = _read_time(claims.get("exp"))
        if expires_at is None or expires_at <= self._clock.now():
            raise TokenInvalid("This media ticket has expired; ask for a new one.")
        if claims.get("root") != room_id:
            raise TokenForAnotherRoom("This media ticket belongs to another LIVE; ask for one of this LIVE.")
        session_id = claims.get("sid")
        return Grant(
            room_id=room_id,
            session_id=session_id if isinstance(session_id, str) else None,
            may_publish=claims.get("put") == [BROADCAST],
            may_watch=claims.get("get") == [BROADCAST],
            expires_at=expires_at,
        )

    def _sign(self, claims: dict[str, object]) -> str:
        expires_at = self._clock.now() + self.lifetime
        return jwt.encode({"alg": ALGORITHM}, {**claims, "exp": int(expires_at.timestamp())}, self._key)

    def _open(self, token: str | None) -> dict[str, object]:
        if not token or len(token) > TOKEN_CHARACTERS_MAX:
            raise TokenInvalid("This address carries no media ticket; ask for one first.")
        try:
            # Naming the algorithm here is what refuses `alg: none` and a key of another kind.
            return jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError):
            raise TokenInvalid("This media ticket is not one of ours; ask for a new one.") from None


def _read_time(value: object) -> datetime | None:
    # A bool is an int in Python; a float or a date far out would raise further down.
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        return None
