"""The channel, put together."""

from random import Random
from typing import Final

import msgspec
from prometheus_client import CollectorRegistry

from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.kernel.pace import Pace
from livehouse.platform.tasks import Supervisor
from livehouse.realtime.broker import Broker
from livehouse.realtime.channel import CHANNEL_PATH, ChannelProtocol, Door, protocol_class
from livehouse.realtime.connection import ChannelParts
from livehouse.realtime.handshake import AddressOf, Authenticate
from livehouse.realtime.hub import Hub
from livehouse.realtime.keeper import Keeper
from livehouse.realtime.limits import ChannelLimits, HubLimits
from livehouse.realtime.metrics import ChannelMetrics
from livehouse.realtime.peer import Peer
from livehouse.realtime.protocol import Ping
from livehouse.realtime.router import CommandRouter
from livehouse.realtime.runner import CommandRunner

# Rooms that can begin anew at the same time.
MENDERS: Final = 4


class Realtime:
    """Everything that makes the rooms' channel work in one process.

    Slices use `router` (to register their commands) and `hub` (to publish, to subscribe, to count); the web server uses
    `uvicorn_protocol_class`; `start` is called in the running event loop, before the first connection.

    Args:
        authenticate: tells who a connection belongs to.
        registry: where the metrics go.
        random: for the fair choice among speakers.
        event_types: what projections fold; needed with a broker that crosses processes.
        allowed_origins, address_of: see `Door`.
    """

    def __init__(
        self,
        *,
        broker: Broker,
        authenticate: Authenticate,
        clock: Clock,
        ids: Ids,
        random: Random,
        registry: CollectorRegistry,
        supervisor: Supervisor,
        channel_limits: ChannelLimits | None = None,
        hub_limits: HubLimits | None = None,
        event_types: tuple[type[msgspec.Struct], ...] = (),
        allowed_origins: frozenset[str] = frozenset(),
        address_of: AddressOf | None = None,
        path: str = CHANNEL_PATH,
    ) -> None:
        limits = channel_limits or ChannelLimits()
        metrics = ChannelMetrics(registry)
        self.router = CommandRouter()
        self.hub = Hub(
            broker,
            clock,
            random,
            metrics,
            limits=hub_limits or HubLimits(),
            channel_limits=limits,
            event_types=event_types,
        )
        self._limits = limits
        self._supervisor = supervisor
        self._runner = CommandRunner(self.hub, clock, metrics, command_s_max=limits.command_s_max)
        self._keeper = Keeper(clock, limits, metrics)
        parts = ChannelParts(
            limits=limits,
            clock=clock,
            hub=self.hub,
            router=self.router,
            runner=self._runner,
            keeper=self._keeper,
            metrics=metrics,
            command_pace=Pace(limits.commands_per_s, limits.commands_burst),
            flood_pace=Pace(limits.commands_per_s * limits.flood_factor, limits.commands_burst * limits.flood_factor),
        )
        self._door = Door(parts, ids, authenticate, path=path, allowed_origins=allowed_origins, address_of=address_of)
        self.router.register("ping", Ping, _answer_ping)

    def uvicorn_protocol_class(self) -> type[ChannelProtocol]:
        """What uvicorn takes as `ws`: the channel on its path, every other WebSocket as usual."""
        return protocol_class(self._door)

    async def start(self) -> None:
        """Start the workers and the keeper; the supervisor that was given ends them."""
        for number in range(self._limits.command_workers):
            self._supervisor.start(f"channel-worker-{number}", self._runner.work)
        self._supervisor.start("channel-keeper", self._keeper.keep)
        for number in range(MENDERS):
            self._supervisor.start(f"channel-mender-{number}", self.hub.mend)


def _answer_ping(peer: Peer, payload: Ping) -> None:
    """Answer; that is all that a ping is for."""
