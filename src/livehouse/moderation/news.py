"""What an operator decided is known in every process at once."""

from typing import Final

from livehouse.moderation.events import StandingChanged
from livehouse.moderation.service import Moderation
from livehouse.platform.events import Events
from livehouse.realtime import Broker

TOPIC: Final = "standing-changed"


class StandingNews:
    """Tells the other processes not to believe what they read of an account before.

    A notice that is lost while the broker is away is made good by itself, when what was read is too old to be believed.
    """

    def __init__(self, moderation: Moderation, broker: Broker) -> None:
        self._moderation = moderation
        self._broker = broker
        broker.on_notice(TOPIC, lambda payload: moderation.forget(payload.decode()))

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(StandingChanged, self._tell)

    async def _tell(self, event: StandingChanged) -> None:
        self._moderation.forget(event.account_id)
        self._broker.notify(TOPIC, event.account_id.encode())
