"""What replays tell others, after it was committed."""

from livehouse.platform.events import DomainEvent


class ReplayChanged(DomainEvent, frozen=True):
    """A replay is ready, is called otherwise, was hidden or shown, or is gone: ask for it."""

    replay_id: str
    host_id: str
