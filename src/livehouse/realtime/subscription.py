"""What somebody who joins a room gets, and where it comes from."""

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec


class Projection(Protocol):
    """The fold of a room's events: what a newcomer must know.

    The law, held by a property test: the snapshot at any offset, with the events after it applied, equals the snapshot
    now. `apply` may see an event whose effect the projection was loaded with; it must not mind.
    """

    def apply(self, offset: int, event: Any) -> None:  # noqa: ANN401 - each slice names its own union of events here
        """Take one event in; offsets ascend."""

    def snapshot(self) -> Mapping[str, object]:
        """What a newcomer gets, by name; values that msgspec can encode."""


class Snapshot(msgspec.Struct, frozen=True):
    """The room's state at a position; everything after it comes by ticks."""

    epoch: str
    offset: int
    state: Mapping[str, msgspec.Raw]
    counters: Mapping[str, int]

    def result(self, **more: object) -> dict[str, object]:
        """The answer to `join`, with whatever the slice adds to it."""
        return {
            "kind": "snapshot",
            **more,
            "epoch": self.epoch,
            "offset": self.offset,
            **self.state,
            "counters": self.counters,
        }


class Recovered(msgspec.Struct, frozen=True):
    """What a returning viewer missed; everything after it comes by ticks."""

    epoch: str
    offset: int
    events: list[msgspec.Raw]
    counters: Mapping[str, int]

    def result(self, **more: object) -> dict[str, object]:
        """The answer to `join`, with whatever the slice adds to it."""
        return {
            "kind": "recovered",
            **more,
            "epoch": self.epoch,
            "offset": self.offset,
            "events": self.events,
            "counters": self.counters,
        }
