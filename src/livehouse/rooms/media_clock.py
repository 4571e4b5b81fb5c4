"""What a player needs to know to tell how late its picture is."""

import msgspec


class MediaClock(msgspec.Struct, frozen=True, kw_only=True):
    """How late a player is: what it shows now was here at `zero_us` plus the picture's timestamp.

    `now_us` is when this was said and `zero_us` when a frame of timestamp 0 would have arrived, both in microseconds
    since 1970 by this process's clock; `zero_us` is None if no frame arrives. `took_us` is how long it took to find
    that out.
    """

    now_us: int
    took_us: int
    zero_us: int | None
