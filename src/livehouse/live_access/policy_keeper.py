"""Which policy is in force, and how it changes while the server runs."""

import asyncio
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from livehouse.kernel.clock import Clock
from livehouse.live_access.policy import SHIPPED, STANDARD, Policy, PolicyInvalid
from livehouse.live_access.policy_reader import load_policy

log = structlog.get_logger(__name__)


class PolicyError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a changed policy was not taken, and when that was seen."""

    message: str
    at: datetime


class PolicyState(msgspec.Struct, frozen=True, kw_only=True):
    """Which policy is in force since when, from where, and what is wrong with what should have replaced it."""

    version: str
    terms_version: str
    source: str
    loaded_at: datetime
    error: PolicyError | None = None


class PolicyKeeper:
    """Keeps the policy; a changed one takes its place only if it can be used.

    Args:
        source: as the setting `live_policy` names it.

    Raises:
        PolicyInvalid: there is none to begin with.
    """

    def __init__(self, clock: Clock, source: str | Path = STANDARD) -> None:
        self._clock = clock
        self._source = str(source)
        # Before it is read: what is changed meanwhile is looked at again.
        self._seen = self._stamp()
        self._policy = load_policy(source)
        self._loaded_at = clock.now()
        self._error: PolicyError | None = None

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self._policy

    @property
    def state(self) -> PolicyState:
        """What operators see of it."""
        return PolicyState(
            version=self._policy.version,
            terms_version=self._policy.terms_version,
            source=self._source,
            loaded_at=self._loaded_at,
            error=self._error,
        )

    def reload(self) -> bool:
        """Read the policy again; whether it is now what the file says.

        If that cannot be used, the one in force stays, and the error is kept for operators to see.
        """
        self._seen = self._stamp()
        try:
            policy = load_policy(self._source)
            if policy != self._policy and policy.version == self._policy.version:
                raise PolicyInvalid(
                    f"{self._source}: the rules have changed and the version is still {policy.version!r}; change it as "
                    "well, so that decisions name the rules that they were made by"
                )
        except PolicyInvalid as error:
            self._error = PolicyError(message=str(error), at=self._clock.now())
            log.error("the changed policy of live access is not used", reason=str(error), in_force=self._policy.version)
            return False
        self._error = None
        if policy != self._policy:
            log.info("the policy of live access has changed", version=policy.version, before=self._policy.version)
            self._policy, self._loaded_at = policy, self._clock.now()
        return True

    async def watch(self, every_s: float) -> None:
        """Read the policy again whenever its file changes, for as long as the process lives."""
        if self._source in SHIPPED:
            return
        while True:
            await asyncio.sleep(every_s)
            self.look()

    def look(self) -> None:
        """Read the policy again if its file has changed since the last time."""
        if self._stamp() != self._seen:
            self.reload()

    def _stamp(self) -> tuple[int, int, int] | None:
        if self._source in SHIPPED:
            return None
        try:
            found = Path(self._source).stat()
        except OSError:
            return None
        # An editor that writes a new file and renames it changes the number, whatever the times say.
        return found.st_ino, found.st_mtime_ns, found.st_size
