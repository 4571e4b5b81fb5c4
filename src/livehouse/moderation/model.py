"""What standing is, and the rules by which it fades. Pure."""

from datetime import datetime
from typing import Literal

import msgspec

StandingState = Literal["good", "warned", "suspended", "banned"]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an account stands with the platform at one moment.

    `until` is the end of a suspension. `strikes_at` are the times of those strikes that have neither faded nor been
    lifted.
    """

    state: StandingState = "good"
    until: datetime | None = None
    reason: str | None = None
    strikes_at: tuple[datetime, ...] = ()
