"""The operators' weights: which ones hold, who changed them, and telling every process."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
import structlog

from livehouse.discovery import feed_store as store
from livehouse.discovery.errors import WeightInvalid, WeightsChanged
from livehouse.discovery.feed_store import StoredWeights
from livehouse.discovery.ranking import FORMULA_VERSION, Weights, weight_specs
from livehouse.kernel.clock import Clock
from livehouse.kernel.text import clean_text
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.realtime import Broker

log = structlog.get_logger(__name__)

# The notice by which processes tell each other that there is a new version.
CHANGED: Final = "ranking-weights"
REASON_MAX: Final = 500
NO_VERSION: Final = 0


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change of the weights: what each changed weight was and is."""

    version: int
    changed_at: datetime
    changed_by: str
    reason: str
    changed: dict[str, tuple[float, float]]


class RankingWeights:
    """Knows the weights that hold now.

    Args:
        broker: tells the other processes of a change; they also look by themselves now and then.
    """

    def __init__(self, database: Database, clock: Clock, moderation: Moderation, broker: Broker) -> None:
        self._database = database
        self._clock = clock
        self._moderation = moderation
        self._broker = broker
        self._listeners: list[Callable[[], None]] = []
        self._is_stale = True
        self.version = NO_VERSION
        self.weights = Weights()
        broker.on_notice(CHANGED, lambda _payload: self._note_stale())
        broker.on_back(self._note_stale)

    @property
    def name(self) -> str:
        """The formula's version and that of the weights, as every page of a feed names it."""
        return f"{FORMULA_VERSION}.{self.version}"

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener()` when other weights hold."""
        self._listeners.append(listener)

    def _note_stale(self) -> None:
        self._is_stale = True

    async def look(self, *, anyway: bool = False) -> None:
        """Know what holds now, if somebody said that it has changed, or `anyway`.

        Raises:
            Unavailable: the database cannot be read.
        """
        if not self._is_stale and not anyway:
            return
        self._is_stale = False
        try:
            async with self._database.read() as connection:
                stored = await store.load_weights(connection)
        except BaseException:
            self._is_stale = True
            raise
        if stored is not None and stored.version != self.version:
            self._hold(stored.version, _weights_of(stored))

    def _hold(self, version: int, weights: Weights) -> None:
        self.version, self.weights = version, weights
        for listener in self._listeners:
            listener()

    async def history(self) -> list[Change]:
        """What was changed, the last change first."""
        async with self._database.read() as connection:
            stored = await store.load_history(connection)
        changes = []
        before_first = Weights() if len(stored) < store.HISTORY_MAX else None
        for place, each in enumerate(stored):
            before = _weights_of(stored[place + 1]) if place + 1 < len(stored) else before_first
            if before is not None:
                changes.append(
                    Change(
                        version=each.version,
                        changed_at=each.changed_at,
                        changed_by=each.changed_by,
                        reason=each.reason,
                        changed=_differences(before, _weights_of(each)),
                    )
                )
        return changes

    def read(self, given: Mapping[str, float]) -> Weights:
        """The weights that hold, with those that are given in their place.

        Raises:
            WeightInvalid: one has no such name, or is outside its limits.
        """
        return _checked(self.weights, given)

    async def change(self, given: Mapping[str, float], *, based_on: int, reason: str, operator_id: str) -> None:
        """Let other weights hold from now on, and write so into the operators' log.

        Args:
            given: those that are to be different.
            based_on: the version that the operator looked at.
            reason: why, in their words.
            operator_id: who does it.

        Raises:
            WeightInvalid, TextMissing, TextTooLong: the form.
            WeightsChanged: somebody else was faster.
        """
        reason = clean_text(reason, graphemes_max=REASON_MAX, field="reason", required=True)
        async with self._database.transaction() as tx:
            # In the transaction, so that two who change at once see each other.
            stored = await store.lock_weights(tx)
            version, before = (NO_VERSION, Weights()) if stored is None else (stored.version, _weights_of(stored))
            if version != based_on:
                raise WeightsChanged(version)
            after = _checked(before, given)
            changed = _differences(before, after)
            if not changed:
                return
            written = StoredWeights(
                version=version + 1,
                body=msgspec.json.encode(_differences(Weights(), after, only_new=True)).decode(),
                changed_at=self._clock.now(),
                changed_by=operator_id,
                reason=reason,
            )
            if not await store.insert_weights(tx, written):
                raise WeightsChanged(version + 1)
            await self._moderation.log.add(
                tx,
                operator_id=operator_id,
                act="ranking.weights",
                subject="ranking",
                details={
                    "version": written.version,
                    "reason": reason,
                    "weights": {name: {"from": was, "to": now} for name, (was, now) in changed.items()},
                },
            )
        self._hold(written.version, after)
        self._broker.notify(CHANGED, b"")


def _weights_of(stored: StoredWeights) -> Weights:
    """What was stored, as far as this version of the formula knows it; what it does not is at its default."""
    known = {spec.name: spec for spec in weight_specs()}
    body: dict[str, float] = msgspec.json.decode(stored.body, type=dict[str, float])
    held = {name: min(max(value, known[name].min), known[name].max) for name, value in body.items() if name in known}
    return msgspec.structs.replace(Weights(), **held)


def _differences(before: Weights, after: Weights, *, only_new: bool = False) -> dict[str, Any]:
    changed = {}
    for spec in weight_specs():
        was, now = getattr(before, spec.name), getattr(after, spec.name)
        if was != now:
            changed[spec.name] = now if only_new else (was, now)
    return changed


def _checked(before: Weights, given: Mapping[str, float]) -> Weights:
    known = {spec.name: spec for spec in weight_specs()}
    for name, value in given.items():
        spec = known.get(name)
        if spec is None:
            raise WeightInvalid(
                "There is no weight of this name. Choose one of the list.", field="weights", names=list(known)
            )
        if not math.isfinite(value) or not spec.min <= value <= spec.max:
            raise WeightInvalid(
                f"Choose a number from {spec.min:g} to {spec.max:g}.",
                field=f"weights.{name}",
                min=spec.min,
                max=spec.max,
            )
    return msgspec.structs.replace(before, **{name: float(value) for name, value in given.items()})
