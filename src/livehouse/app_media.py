"""What carries a house's pictures and sound: its relay or the way to another's, encoders, recordings sent, HLS."""

from datetime import timedelta
from typing import Final

import structlog
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from livehouse.accounts import Sessions
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.media import (
    Door,
    HlsApp,
    HlsSource,
    IngestSettings,
    LocalHls,
    Packager,
    PeerServer,
    Relay,
    RelayLink,
    RelayOwner,
    RelayPlace,
    RelaySettings,
    RelayUnavailable,
    RemoteHls,
    RtmpMetrics,
    RtmpServer,
    RtmpSettings,
    RtmpUnavailable,
    Tokens,
    WebSocketIngest,
    leaf_sha256,
    peers_key,
)
from livehouse.platform.http import RelayAddress
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import Broker
from livehouse.rooms import Rooms

log = structlog.get_logger(__name__)

# Where encoders push to if nobody says otherwise, and under which name.
RTMP_PORT: Final = 1935
RTMP_PATH: Final = "live"


class MediaDoors:
    """All ways in and out for pictures and sound in this process, built and wired; `open` starts them.

    Attributes:
        relay: None in a process that has none and uses that of another one.
        packager: makes HLS of what the relay has; None where there is no relay.
        reach: the relay, or the way to the one of another process.

    Args:
        key: what tickets are signed with, the same in all processes.
        process_id: by which other processes know this one.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        key: bytes,
        process_id: str,
        broker: Broker,
        supervisor: Supervisor,
        registry: CollectorRegistry,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._key = key
        self._supervisor = supervisor
        self._registry = registry
        port = settings.port if settings.relay_port is None else settings.relay_port
        self.tokens = Tokens(key, clock, lifetime=timedelta(seconds=settings.ticket_lifetime_s))
        self.address = RelayAddress(settings.relay_origin, port)
        self.relay: Relay | None = None
        self.packager: Packager | None = None
        self._link: RelayLink | None = None
        self._owner: RelayOwner | None = None
        self._peers: PeerServer | None = None
        self._rtmp: RtmpServer | None = None
        self.reach: Relay | RelayLink
        self._hls: HlsSource
        if settings.relay:
            self.reach = self.relay = Relay(_relay_settings(settings, port), self.tokens, clock)
            self.packager = Packager(self.relay, clock, registry)
            self._hls = LocalHls(self.packager)
            if settings.broker_url is not None:
                self._peers = peers = self._make_peers(self.packager)
                self._owner = RelayOwner(self.relay, broker, process_id, hls_at=lambda: peers.address)
        else:
            self.reach = self._link = RelayLink(broker, clock, process_id, self.address.set_port)
            self._hls = RemoteHls(self._link.hls_address, peers_key(key), supervisor)
        origin = settings.public_origin
        self.ingest = WebSocketIngest(
            IngestSettings(
                connections_max=settings.websocket_publishers_max,
                return_s=settings.publisher_silence_s,
                own_origins=frozenset() if origin is None else frozenset({origin}),
            ),
            self.tokens,
            clock,
            supervisor,
            registry,
            self._place,
        )

    def serve(self, lives: Rooms, sessions: Sessions) -> None:
        """Let in whom these rooms and sessions know, and tell the rooms who comes and goes."""
        if self.relay is None:
            return

        async def publisher_changed(room_id: str, online: bool) -> None:
            if self._owner is not None:
                self._owner.tell_change(room_id, online)
            await lives.publisher_changed(room_id, online)

        async def admits(room_id: str, session_id: str | None) -> bool:
            if session_id is not None and not await sessions.living([session_id]):
                return False
            return await lives.is_running(room_id)

        self.relay.on_publisher(publisher_changed)
        self.relay.on_arrival(admits)
        if self._settings.rtmp:
            port = RTMP_PORT if self._settings.rtmp_port is None else self._settings.rtmp_port
            metrics = RtmpMetrics(self._registry)
            self._rtmp = RtmpServer(RtmpSettings(port=port), self.relay, lives.encoders, self._clock, metrics)
            lives.encoders.serve(self._rtmp)

    def with_hls(self, app: ASGIApp, lives: Rooms) -> HlsApp:
        """`app` with these rooms as HLS before it."""
        return HlsApp(app, self._hls, Door(self.tokens, self._clock, lives.is_for_all), self._registry)

    def encoders_at(self, host_in_url: str) -> str | None:
        """Where encoders push to, for those who reach the platform under this host name; None where nobody waits."""
        settings = self._settings
        if not settings.rtmp:
            return None
        if settings.rtmp_url is not None:
            return settings.rtmp_url.rstrip("/")
        port = RTMP_PORT if settings.rtmp_port is None else settings.rtmp_port
        if self._rtmp is not None:
            try:
                port = self._rtmp.port
            except RtmpUnavailable:
                return None
        return f"rtmp://{host_in_url}:{port}/{RTMP_PATH}"

    async def open(self) -> None:
        """Start what there is.

        Raises:
            RelayUnavailable, RtmpUnavailable: a port cannot be had.
        """
        if self._link is not None:
            await self._link.start()
        if self.relay is None:
            return
        await self.relay.start()
        self.address.port = self.relay.port
        if self._rtmp is not None:
            await self._await_encoders(self._rtmp)
        if self._peers is not None:
            await self._await_peers(self._peers)
        if self._owner is not None:
            self._supervisor.start("relay for others", self._owner.serve)
            self._supervisor.start("relay's news", self._owner.tell)

    async def close_doors(self) -> None:
        """Take in and package nothing more; who keeps what was packaged is told all of it."""
        await self.ingest.stop()
        if self._rtmp is not None:
            await self._rtmp.stop()
        if self._peers is not None:
            await self._peers.stop()
        if self.packager is not None:
            await self.packager.stop()

    async def close(self) -> None:
        """Close the relay, after the doors."""
        if self.relay is not None:
            await self.relay.stop()

    async def _await_encoders(self, rtmp: RtmpServer) -> None:
        try:
            await rtmp.start()
        except RtmpUnavailable as error:
            if self._settings.rtmp_port is not None:
                raise
            # Nobody asked for this port, and browsers do without it.
            log.warning("no encoders are awaited", reason=str(error))

    async def _await_peers(self, peers: PeerServer) -> None:
        try:
            await peers.start()
        except OSError as error:
            raise RelayUnavailable(
                f"Other servers cannot be let in at {self._settings.hls_peers}: {error.strerror or error}. Choose "
                "another address of this machine, or another port, with LIVEHOUSE_HLS_PEERS."
            ) from error

    def _make_peers(self, packager: Packager) -> PeerServer:
        host, _, port = self._settings.hls_peers.rpartition(":")
        return PeerServer(LocalHls(packager), peers_key(self._key), (host, int(port)))

    def _place(self) -> RelayPlace:
        """Where a process reaches the relay: on this machine, unless it is told of another address.

        Raises:
            Unavailable: nobody knows of a relay.
        """
        settings = self._settings
        sha256 = self.reach.certificate_sha256()
        origin = settings.relay_origin if self.relay is None else None
        if origin is None and sha256 is None and settings.tls_certificate is not None:
            # It was not made out to localhost.
            try:
                sha256 = leaf_sha256(settings.tls_certificate)
            except (OSError, ValueError) as error:
                text = "The relay's certificate cannot be read; look at LIVEHOUSE_TLS_CERTIFICATE."
                raise Unavailable(text) from error
        return RelayPlace(origin or f"https://localhost:{self.address.port}", sha256)


def _relay_settings(settings: Settings, port: int) -> RelaySettings:
    return RelaySettings(
        port=port,
        folder=settings.data / "relay",
        names=settings.relay_host_names,
        certificate=settings.tls_certificate,
        key=settings.tls_key,
        sessions_max=settings.relay_sessions_max,
        sessions_per_room_max=settings.relay_sessions_per_room_max,
        publisher_silence_s=settings.publisher_silence_s,
    )
