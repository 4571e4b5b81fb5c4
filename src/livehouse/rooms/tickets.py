"""Tickets: where a browser connects to publish into a room or to watch it, and by what right."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from livehouse.kernel.clock import Clock
from livehouse.media import BROADCAST, PUBLISH_PATH, Tokens, hls_path
from livehouse.rooms.ports import Relay


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """How to connect to the media relay.

    `url` is for WebTransport and may be used to connect until `expires_at`; a connection that is open stays, a
    host's until the sign-in by which the ticket was got ends.
    `broadcast` is the name to publish or to watch. `certificate_sha256` pins the relay's self-made certificate; it is
    null where the relay has a real one. `websocket_url` is where a publisher sends a recording to whose browser or
    network cannot reach `url`, showing the token of its query in the first message; null in a viewer's ticket.
    `hls_url` is the playlist for viewers whose browser or network cannot reach `url`, some 2 s behind; null in a
    publisher's ticket.
    """

    url: str
    broadcast: str
    certificate_sha256: str | None
    expires_at: datetime
    websocket_url: str | None
    hls_url: str | None


class TicketOffice:
    """Makes tickets.

    Args:
        relay_at: the relay's address for those who reach the platform under a host name.
        hls_origin: where a cache stands in front of what everybody may watch by HLS; this platform itself if None.
    """

    def __init__(
        self,
        tokens: Tokens,
        relay: Relay,
        clock: Clock,
        relay_at: Callable[[str], str],
        *,
        hls_origin: str | None = None,
    ) -> None:
        self._tokens = tokens
        self._relay = relay
        self._clock = clock
        self._relay_at = relay_at
        self._hls_origin = hls_origin

    def for_publisher(self, room_id: str, session_id: str, origin: str) -> Ticket:
        """A ticket to publish into the room.

        Args:
            room_id: the room, and nothing but the room.
            session_id: the host's sign-in; the ticket is good while it lasts.
            origin: the address of the platform as the host sees it.

        Raises:
            Unavailable: nobody knows the relay yet.
        """
        ticket = self._ticket(room_id, origin, self._tokens.publisher(room_id, session_id))
        scheme, rest = origin.split("://", 1)
        socket_scheme = "wss" if scheme == "https" else "ws"
        return msgspec.structs.replace(ticket, websocket_url=f"{socket_scheme}://{rest}{PUBLISH_PATH}")

    def for_viewer(self, room_id: str, origin: str, *, is_for_all: bool) -> Ticket:
        """A ticket to watch the room.

        Args:
            room_id: the room, and nothing but the room.
            origin: the address of the platform as the viewer sees it.
            is_for_all: whether anybody may watch it; if not, the playlist's address carries the right.

        Raises:
            Unavailable: nobody knows the relay yet.
        """
        token = self._tokens.viewer(room_id)
        if is_for_all:
            hls_url = (self._hls_origin or origin) + hls_path(room_id, None)
        else:
            hls_url = origin + hls_path(room_id, token)
        return msgspec.structs.replace(self._ticket(room_id, origin, token), hls_url=hls_url)

    def _ticket(self, room_id: str, origin: str, token: str) -> Ticket:
        host_name = urlsplit(origin).hostname or "localhost"
        host = f"[{host_name}]" if ":" in host_name else host_name
        return Ticket(
            url=f"{self._relay_at(host)}/{room_id}?jwt={token}",
            broadcast=BROADCAST,
            certificate_sha256=self._relay.certificate_sha256(),
            expires_at=self._clock.now() + self._tokens.lifetime,
            websocket_url=None,
            hls_url=None,
        )
