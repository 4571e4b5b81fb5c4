"""What somebody who joins a room gets, and where it comes from."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from livehouse.realtime.broker import Entry
from livehouse.realtime.protocol import splice_offset


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
    """What a returning viewer missed; everything after it comes by ticks. `state` is what a newcomer would get."""

    epoch: str
    offset: int
    events: list[msgspec.Raw]
    counters: Mapping[str, int]
    state: Mapping[str, msgspec.Raw]

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


def missed_events(entries: Sequence[Entry], sampled_max: int | None, own: str | None) -> list[msgspec.Raw]:
    """The entries as they stand in the answer to `join`; of the sampled ones the newest `sampled_max`, if given.

    Args:
        own: the account of who joins, who gets all that they said themselves: the answer to it may have been lost.
    """
    if sampled_max is not None:
        sampled_offsets = [entry.offset for entry in entries if entry.message.sampled]
        newest = frozenset(sampled_offsets[max(0, len(sampled_offsets) - sampled_max) :])
        entries = [
            entry
            for entry in entries
            if not entry.message.sampled or entry.offset in newest or (own is not None and entry.message.speaker == own)
        ]
    return [msgspec.Raw(splice_offset(entry.offset, entry.message.payload)) for entry in entries]
