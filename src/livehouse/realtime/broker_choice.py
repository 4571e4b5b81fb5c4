"""Which broker there is: in memory for one process, in a Valkey or Redis for many."""

from collections.abc import Callable

from livehouse.kernel.clock import Clock
from livehouse.realtime.broker import Broker
from livehouse.realtime.broker_memory import MemoryBroker
from livehouse.realtime.limits import HistoryLimits


def make_broker(
    url: str | None, clock: Clock, process_id: str, new_epoch: Callable[[], str], limits: HistoryLimits
) -> Broker:
    """The broker at `url`, not started yet; one in memory for None.

    Args:
        process_id: this process's name among all others, never used before.
        new_epoch: makes a name that was never used before.
    """
    if url is None:
        return MemoryBroker(clock, new_epoch, limits)
    # Loaded where it is used: most run as one process.
    from livehouse.realtime.broker_valkey import ValkeyBroker

    return ValkeyBroker(url, clock, process_id, new_epoch, limits)
